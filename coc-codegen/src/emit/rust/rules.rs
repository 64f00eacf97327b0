//! Rules and readings as statics.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{code, doc, markdown, sentence};
use super::file::{File, ident};
use super::present::reachable;
use crate::model::{Home, Model, ReadingId, Rule, RuleId, Test};

/// The file with the rules of `home`.
pub(super) fn emit(model: &Model, home: Home) -> File<'_> {
    let mut file = File::new(model, home, "rules", "What the documents demand of a request, as data.");
    let readings: Vec<ReadingId> =
        (0..).map(ReadingId).take(model.readings.len()).filter(|id| model[*id].home == home).collect();
    let rules: Vec<&Rule> = model.rules.iter().filter(|rule| rule.home == home).collect();
    if let Home::Operation(id) = home {
        list(&mut file, id);
        let title = &model[id].document;
        file.push(quote! {
            #[doc = " Title of the document that the rules come from."]
            const DOCUMENT: &str = #title;
        });
    }
    for rule in rules {
        item(&mut file, rule);
    }
    for id in readings {
        reading(&mut file, id);
    }
    file
}

fn list(file: &mut File<'_>, id: crate::model::OperationId) {
    let model = file.model;
    let own = model.rules.iter().filter(|rule| rule.home == Home::Operation(id)).map(|rule| {
        let name = ident(&rule.rust_name);
        quote!(&#name)
    });
    let shared: Vec<TokenStream> = reachable(model, id)
        .into_iter()
        .map(|id| &model[id])
        .filter(|item| item.home == Home::Shared)
        .flat_map(|item| item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups))
        .map(|rule| path(model, file.home, *rule))
        .map(|path| quote!(&#path))
        .collect();
    let name = &model[id].name;
    let text = doc(&format!("Every rule of {}, in the order in which violations are reported.", code(name)));
    file.push(quote! {
        #text
        pub static RULES: &[&rt::Rule] = &[#(#own,)* #(#shared,)*];
    });
}

/// The static of a rule, seen from the rules, or another file, of `home`.
pub(super) fn path(model: &Model, home: Home, id: RuleId) -> TokenStream {
    let rule = &model[id];
    let name = ident(&rule.rust_name);
    if rule.home == home { quote!(#name) } else { quote!(crate::generated::shared::rules::#name) }
}

fn item(file: &mut File<'_>, rule: &Rule) {
    let model = file.model;
    let name = ident(&rule.rust_name);
    let text = doc(&format!("{}: {}", code(&rule.id), sentence(&markdown(&rule.says))));
    let (id, says) = (&rule.id, &rule.says);
    let kind = ident(kind(&rule.test));
    let (document, table, parameter) = (&rule.source.document, &rule.source.table, &rule.source.parameter);
    let own = matches!(rule.home, Home::Operation(operation) if model[operation].document == *document);
    let document = if own { quote!(DOCUMENT) } else { quote!(#document) };
    let reads: Vec<String> = rule.when.reads().into_iter().map(ToString::to_string).collect();
    let reads = (!reads.is_empty()).then(|| quote!(.reads(&[#(#reads),*])));
    let readings = rule.readings.iter().map(|id| {
        let reading = &model[*id];
        let name = ident(&reading.rust_name);
        if reading.home == rule.home {
            quote!(&#name)
        } else {
            quote!(&crate::generated::shared::rules::#name)
        }
    });
    let readings = (!rule.readings.is_empty()).then(|| quote!(.readings(&[#(#readings),*])));
    let sensitive = rule.sensitive.then(|| quote!(.sensitive()));
    file.push(quote! {
        #text
        pub static #name: rt::Rule = rt::Rule::new(
            #id,
            rt::RuleKind::#kind,
            #says,
            rt::Source::new(#document, #table, #parameter),
        ) #reads #readings #sensitive;
    });
    if let Test::Pattern(pattern) = &rule.test {
        let name = pattern_name(rule);
        let pattern = Literal::string(pattern);
        file.push(quote! {
            #[doc = " The compiled pattern of the rule above."]
            pub(crate) static #name: rt::Pattern = rt::Pattern::new(#pattern);
        });
    }
}

/// The static with a rule's compiled pattern.
pub(super) fn pattern_name(rule: &Rule) -> proc_macro2::Ident {
    ident(&format!("{}_COMPILED", rule.rust_name))
}

fn kind(test: &Test) -> &'static str {
    match test {
        Test::Type => "Type",
        Test::Required => "Required",
        Test::OnlyWhen => "OnlyWhen",
        Test::MeantFor => "MeantFor",
        Test::Enum(_) | Test::OneOf(_) => "Enum",
        Test::Fixed(_) => "Fixed",
        Test::Length(_) => "Length",
        Test::Range(_) => "Range",
        Test::Items(_) => "Items",
        Test::Pattern(_) => "Pattern",
        Test::Delimiter(_) => "Delimiter",
        Test::Group(..) => "Group",
    }
}

fn reading(file: &mut File<'_>, id: ReadingId) {
    let reading = &file.model[id];
    let rust_name = ident(&reading.rust_name);
    let text = doc(&format!("Reading {}: {}", code(&reading.name), sentence(&markdown(&reading.we))));
    let (name, says, we, because) = (&reading.name, &reading.says, &reading.we, &reading.because);
    file.push(quote! {
        #text
        pub static #rust_name: rt::Reading = rt::Reading::new(#name, #says, #we, #because);
    });
}
