//! Tables of rules: each field with its JSON type, and a line for each further rule.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::file::{File, Row, ident};
use crate::model::{
    Citation, Comparison, Decision, DecisionId, Field, Model, Module, OperationId, Rule,
    RuleId, Test, Type,
};

/// The file with the tables of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let doc = "Documented tables of requests: the JSON type of each field, and everything that is demanded of it.";
    let mut file = File::new(model, module, "rules", doc);
    for id in
        model.declared(module).types.iter().copied().filter(|id| model[*id].in_requests)
    {
        let table = &model[id];
        let prefix = &table.rule_prefix;
        let name = file.type_name(id);
        let page = table.fields.first().map_or("", |field| field.source.page.as_str());
        let fields =
            table.fields.iter().map(|field| field_row(&mut file, field, prefix));
        let mut rows: Vec<Row> = fields.collect();
        rows.extend(
            table.groups.iter().map(|rule| group_row(&mut file, prefix, *rule).into()),
        );
        file.push_table("table", quote!(#name: #prefix, #page), rows);
    }
    file
}

/// The table of a request as a whole: its parts.
pub(super) fn request(file: &mut File<'_>, id: OperationId) {
    let model = file.model;
    let operation = &model[id];
    let prefix = format!("{}.request", operation.name);
    let rows = operation.part_rules.iter().map(|(place, rule)| {
        let table = operation.parameters(*place).map(Type::Struct);
        let ty = table.or_else(|| operation.body.clone()).unwrap_or(Type::Object);
        let rule = &model[*rule];
        let (json, suffix) = (json(file, &ty), suffix(file, rule));
        let (part, table) = (place.as_str(), &rule.source.table);
        quote!(#part #table: #json #suffix)
    });
    let rows: Vec<TokenStream> = rows.collect();
    let (name, page) = (ident(&operation.request_name), &operation.page);
    file.push_table("table", quote!(#name: #prefix, #page), rows);
}

fn field_row(file: &mut File<'_>, field: &Field, prefix: &str) -> Row {
    let model = file.model;
    let rules = field.rules.iter().map(|id| &model[*id]);
    let (own, others): (Vec<&Rule>, Vec<&Rule>) =
        rules.partition(|rule| rule.test == Test::Type);
    let (name, table, json) = (&field.name, &field.source.table, json(file, &field.ty));
    let own = own.first().map(|rule| {
        let (id, suffix) =
            (id(rule, &format!("{prefix}.{name}.type")), suffix(file, rule));
        quote!(#id #suffix)
    });
    let inside = others.into_iter().map(|rule| {
        let (key, kind, text, reads) =
            (&rule.key, kind(&rule.test), &rule.text, reads(rule));
        let (id, suffix) =
            (id(rule, &format!("{prefix}.{name}.{key}")), suffix(file, rule));
        quote!(#key #kind #text #reads #id #suffix).into()
    });
    Row { inside: inside.collect(), tokens: quote!(#name #table: #json #own) }
}

fn group_row(file: &mut File<'_>, prefix: &str, id: RuleId) -> TokenStream {
    let rule = &file.model[id];
    let name = &rule.key;
    let Citation { table, field, .. } = &rule.source;
    let (text, reads) = (&rule.text, reads(rule));
    let id = self::id(rule, &format!("{prefix}.{name}.group"));
    let decisions = decisions(file, &rule.decisions);
    quote!(group #name #table #text #reads of #field #id #decisions)
}

fn id(rule: &Rule, default: &str) -> Option<TokenStream> {
    let id = &rule.id;
    (id != default).then(|| quote!(as #id))
}

fn reads(rule: &Rule) -> Option<TokenStream> {
    let mut reads: Vec<String> =
        rule.when.reads().into_iter().map(ToString::to_string).collect();
    if let Test::Compared(_, other) = &rule.test {
        reads.push(other.clone());
    }
    (!reads.is_empty()).then(|| quote!([#(#reads),*]))
}

/// The decisions that shaped a rule, and whether its values are secret.
fn suffix(file: &mut File<'_>, rule: &Rule) -> TokenStream {
    let decisions = decisions(file, &rule.decisions);
    let secret = rule.sensitive.then(|| quote!(, secret));
    quote!(#decisions #secret)
}

fn decisions(file: &mut File<'_>, ids: &[DecisionId]) -> Option<TokenStream> {
    let paths = ids.iter().map(|id| {
        let Decision { module, rust_name, .. } = &file.model[*id];
        let name = ident(rust_name);
        if *module == file.module {
            let decisions = file.import("super", "decisions");
            quote!(#decisions::#name)
        } else {
            let shared = file.import("crate::generated", "shared");
            quote!(#shared::decisions::#name)
        }
    });
    let paths: Vec<TokenStream> = paths.collect();
    (!paths.is_empty()).then(|| quote!(by [#(#paths),*]))
}

fn json(file: &mut File<'_>, ty: &Type) -> TokenStream {
    match ty {
        Type::String | Type::Formatted(_) => quote!(text),
        Type::Enum(_, kind) => json(file, &kind.plain()),
        Type::Boolean => quote!(boolean),
        Type::Integer => quote!(integer),
        Type::Long | Type::Timestamp => quote!(long),
        Type::Float => quote!(float),
        Type::Any => quote!(any),
        Type::Object => quote!(object),
        Type::Struct(id) => file.type_name(*id),
        Type::Array(inner) => {
            let inner = json(file, inner);
            quote!([#inner])
        }
        Type::Map(inner) => {
            let inner = json(file, inner);
            quote!({#inner})
        }
    }
}

fn kind(test: &Test) -> Ident {
    ident(match test {
        Test::Keys(test) => return kind(test),
        Test::Compared(Comparison::AtLeast, _) => "AtLeast",
        Test::Compared(Comparison::GreaterThan, _) => "GreaterThan",
        Test::Type => "Type",
        Test::Required => "Required",
        Test::OnlyWhen => "OnlyWhen",
        Test::DocumentedFor => "DocumentedFor",
        Test::Enum(_) | Test::OneOf(_) => "Enum",
        Test::Fixed(_) => "Fixed",
        Test::Length(_) => "Length",
        Test::Range(_) => "Range",
        Test::Items(_) => "Items",
        Test::Format(_) => "Format",
        Test::Unique => "Unique",
        Test::Pattern(_) => "Pattern",
        Test::Delimiter(_) => "Delimiter",
        Test::Undelimited(_) => "Undelimited",
        Test::Group(..) => "Group",
    })
}
