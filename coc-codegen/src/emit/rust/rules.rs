//! Tables of rules: each field with its JSON type, and a line for each further rule.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::file::{File, Kind, ident};
use crate::model::{
    Decision, DecisionId, Field, Model, Module, OperationId, Rule, RuleId, Style, Test,
    Type,
};

/// The file with the tables of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let doc = "Tables of requests: the JSON type of each field, and its rules.";
    let mut file = File::new(model, module, Kind::Rules, doc);
    for id in
        model.declared(module).types.iter().copied().filter(|id| model[*id].in_requests)
    {
        let table = &model[id];
        let name = file.type_name(id);
        let head = Head::of(table.fields.first(), &table.rule_prefix);
        let fields: Vec<TokenStream> = table
            .fields
            .iter()
            .map(|field| field_row(&mut file, field, &head))
            .collect();
        let groups: Vec<TokenStream> =
            table.groups.iter().map(|rule| group_row(&mut file, *rule, &head)).collect();
        let Head { prefix, page, number } = head;
        let number = (!number.is_empty()).then(|| quote!(, #number));
        file.push_with_runtime(quote! {
            rt::table! { #name: #prefix, #page #number; #(#fields;)* #(#groups;)* }
        });
    }
    file
}

/// The facts that hold for all rows of a table but those that say otherwise.
struct Head<'m> {
    prefix: &'m str,
    page: &'m str,
    number: &'m str,
}

impl<'m> Head<'m> {
    fn of(first: Option<&'m Field>, prefix: &'m str) -> Self {
        let source = first.map(|field| &field.source);
        let page = source.map_or("", |source| source.page.as_str());
        Self { prefix, page, number: source.map_or("", |source| source.table.as_str()) }
    }

    /// The table of a row, where it is another one, or the evidence of one in no table.
    fn cited(&self, table: &str, on_no_page: bool) -> Option<TokenStream> {
        match table {
            _ if on_no_page => Some(quote!(on_no_page)),
            table if table == self.number => None,
            "" => Some(quote!(in_example)),
            table => Some(quote!(in #table)),
        }
    }
}

/// The table of a request as a whole: its parts.
pub(super) fn part_table(file: &mut File<'_>, id: OperationId) {
    let model = file.model;
    let operation = &model[id];
    let prefix = format!("{}.request", operation.name);
    let rows = operation.part_rules.iter().map(|(place, _)| {
        let table = operation.table_of(*place).map(Type::Struct);
        let ty = table.or_else(|| operation.body.clone()).unwrap_or(Type::Object);
        let (part, json) = (place.as_str(), json(file, &ty));
        quote!(#part: #json)
    });
    let rows: Vec<TokenStream> = rows.collect();
    let (name, page) = (ident(&operation.request_name), &operation.page);
    file.push_with_runtime(quote!(
        rt::part_table! { #name: #prefix, #page; #(#rows;)* }
    ));
}

fn field_row(file: &mut File<'_>, field: &Field, head: &Head<'_>) -> TokenStream {
    let model = file.model;
    // No violation names a table of members.
    let rules = field.rules.iter().map(|id| &model[*id]);
    let rules = rules.filter(|rule| rule.test.members().is_none());
    let (own, others): (Vec<&Rule>, Vec<&Rule>) =
        rules.partition(|rule| rule.test == Test::Type);
    let (name, prefix) = (&field.name, head.prefix);
    let table = head.cited(&field.source.table, field.on_no_page);
    let json = json(file, &field.ty);
    let own = own.first().map(|rule| {
        let (id, suffix) =
            (id(rule, &format!("{prefix}.{name}.type")), suffix(file, rule));
        quote!(#id #suffix)
    });
    let rows: Vec<TokenStream> = others
        .into_iter()
        .map(|rule| {
            let (key, words, reads) = (key(&rule.key), words(rule), reads(rule));
            let (id, suffix) =
                (id(rule, &format!("{prefix}.{name}.{}", rule.key)), suffix(file, rule));
            quote!(#key #words #reads #id #suffix)
        })
        .collect();
    let rows = (!rows.is_empty()).then(|| quote!({ #(#rows;)* }));
    let or_null = field.nullable.then(|| quote!(or null));
    quote!(#name #table: #json #or_null #own #rows)
}

/// A rule within its field: its kind, and more where one kind does not tell.
fn key(key: &str) -> TokenStream {
    let parts = key.split('.').map(|part| {
        // A list of values may have any name.
        let name: Option<Ident> = syn::parse_str(part).ok();
        match name {
            _ if part == "enum" => ident(part).into_token_stream(),
            Some(name) => name.into_token_stream(),
            None => quote!(#part),
        }
    });
    quote!(#(#parts).*)
}

/// The condition of a rule whose kind says the rest; otherwise its sentence.
fn words(rule: &Rule) -> Option<String> {
    match rule.test {
        Test::Required | Test::OnlyWhen | Test::DocumentedFor => {
            (!rule.when.is_always()).then(|| Style::Plain.condition(&rule.when))
        }
        _ => Some(rule.text.clone()),
    }
}

fn group_row(file: &mut File<'_>, id: RuleId, head: &Head<'_>) -> TokenStream {
    let rule = &file.model[id];
    let (name, text, reads) = (&rule.key, &rule.text, reads(rule));
    let fields = &rule.source.field;
    let table = head.cited(&rule.source.table, rule.on_no_page);
    let id = self::id(rule, &format!("{}.{name}.group", head.prefix));
    let decisions = decisions(file, &rule.decisions);
    quote!(group #name of #fields #table: #text #reads #id #decisions)
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
        Type::File => quote!(file),
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
