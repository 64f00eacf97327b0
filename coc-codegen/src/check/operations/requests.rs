//! Refuses requests that cannot be made: names that give no function or header, headers
//! that HTTP cannot carry, and optional parameters of the path. Values that no request can
//! carry belong to `sendable`.

use std::collections::HashMap;

use crate::check::draft::resolved::{Draft, delimiter};
use crate::check::text::{described, not_in_snake_case};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Part, Type};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionKind, FieldDef, RuleDefKind};

/// Checks the name of the service, and the request of each operation.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    user_agent(draft, &draft.spec.service.name);
    let client = draft.spec.service.header.as_ref();
    let client = client.map_or(&[][..], |table| &table.fields);
    headers(draft, client, RESERVED);
    let of_client: HashMap<String, Span> = client
        .iter()
        .map(|FieldDef { name, .. }| (name.to_ascii_lowercase(), name.span))
        .collect();
    for table in draft.tables.iter().filter(|table| table.headers.is_some()) {
        for (field, ty) in table.def.fields.iter().zip(&table.types) {
            plain(draft, Part::Header, field, ty.as_ref());
        }
    }
    for accessor in draft.tables.iter().flat_map(|table| &table.def.accessors) {
        name(draft, &accessor.name, "accessors");
    }
    for operation in &draft.operations {
        if let Some(table) = &operation.file.answer_header {
            headers(draft, &table.fields, &[]);
        }
        name(draft, &operation.file.name, "operations");
        for waiter in &operation.file.waiters {
            name(draft, &waiter.name, "waiters");
        }
        for constructor in &operation.file.constructors {
            name(draft, &constructor.name, "constructors");
        }
        for (part, table) in &operation.file.parameters {
            match part {
                Part::Path => {
                    let path = &operation.file.path.value;
                    let named = |field: &&FieldDef| {
                        path.contains(&format!("{{{}}}", field.name.value))
                    };
                    table
                        .fields
                        .iter()
                        .filter(named)
                        .for_each(|field| always_there(draft, field));
                }
                Part::Header => {
                    headers(draft, &table.fields, RESERVED);
                    sent_twice(draft, &of_client, &table.fields);
                }
                _ => {}
            }
        }
        for (part, id) in &operation.parameters {
            let table = &draft.tables[*id];
            for (field, ty) in table.def.fields.iter().zip(&table.types) {
                plain(draft, *part, field, ty.as_ref());
            }
        }
    }
}

/// Checks that a parameter can be written as text: no object can, and an array either
/// repeats a parameter of the query or is joined by a delimiter.
fn plain(draft: &Draft<'_>, part: Part, field: &FieldDef, ty: Option<&Type>) {
    let (Some(ty), Some(def)) = (ty, &field.ty) else { return };
    let is_delimited = delimiter(field).is_some();
    let may_be_list = part == Part::Query || is_delimited || field.incomplete;
    let (what, help) = match ty {
        Type::Array(inner) if inner.is_single() && may_be_list => return,
        ty if ty.is_single() => return,
        Type::Array(inner) if inner.is_single() => {
            ("a list without a `delimiter`", "add the `delimiter` that joins its items")
        }
        ty if matches!(ty.innermost(), Type::File) => (
            "a file",
            "make it a part of a form: a field of the body, with `form: true`",
        ),
        ty if matches!(ty.innermost(), Type::Any) => {
            ("anything", "give it the type that the page has, or `string`")
        }
        Type::Array(inner) if matches!(**inner, Type::Array(_)) => {
            ("a list of lists", "make it a `string`, as the page says how it is written")
        }
        _ => ("an object", "make its members parameters of their own"),
    };
    let message = format!("a parameter of `{}` cannot hold {what}", part.as_str());
    let found = Diagnostic::error(Code::WrongRule, def.span, message).help(help);
    draft.report(draft.against_type(found, field, ty));
}

/// Checks the name of something that becomes a function: an operation, which is also a
/// module and the beginning of rule ids, a waiter, a constructor or an accessor.
fn name(draft: &Draft<'_>, name: &Spanned<String>, of: &str) {
    if let Some(diagnostic) = not_in_snake_case(name, of) {
        draft.report(diagnostic);
    }
}

/// Checks that every parameter of the path is required.
fn always_there(draft: &Draft<'_>, field: &FieldDef) {
    let required = field.rules.iter().any(|rule| {
        matches!(&rule.kind, RuleDefKind::Required(when) if matches!(when.kind, ConditionKind::Constant(true)))
    });
    if !required && !field.incomplete {
        let message = format!(
            "`{}` is a parameter of the path, so it is always present",
            field.name.value
        );
        let diagnostic = Diagnostic::error(Code::PathTemplate, field.name.span, message);
        draft.report(diagnostic.help("add `required: true`, without a condition"));
    }
}

/// Checks the short name of the service, which goes into the header `user-agent`.
fn user_agent(draft: &Draft<'_>, name: &Spanned<String>) {
    if let Some(c) = name.chars().find(|c| !is_token(*c)) {
        let message = format!(
            "the short name of a service goes into a header, and cannot hold {}",
            described(c)
        );
        let diagnostic = Diagnostic::error(Code::BadValue, name.span, message);
        draft.report(diagnostic.help("put the name for people under `title`"));
    }
}

/// Whether a token of a header may hold this character.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// Headers that the protocol or the signature sets.
const RESERVED: &[&str] = &[
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-auth-token",
    "x-domain-id",
    "x-project-id",
    "x-sdk-content-sha256",
    "x-sdk-date",
    "x-security-token",
];

/// Refuses a parameter that is also a header of every request. `of_client` has the places
/// of those by their names in lower case.
fn sent_twice(
    draft: &Draft<'_>,
    of_client: &HashMap<String, Span>,
    fields: &[FieldDef],
) {
    for FieldDef { name, .. } in fields {
        if let Some(first) = of_client.get(&name.to_ascii_lowercase()) {
            let message =
                format!("`{}` is a header of every request already", name.value);
            draft.report(
                Diagnostic::error(Code::BadValue, name.span, message)
                    .related(*first, "the header")
                    .help("delete one of them"),
            );
        }
    }
}

/// Checks the names of a table of headers.
fn headers(draft: &Draft<'_>, fields: &[FieldDef], reserved: &[&str]) {
    let mut seen: HashMap<String, Span> = HashMap::new();
    for FieldDef { name, .. } in fields {
        let lower = name.to_ascii_lowercase();
        let error =
            |message: String| Diagnostic::error(Code::BadValue, name.span, message);
        if let Some(c) = name.chars().find(|c| !is_token(*c)) {
            let message = format!("the name of a header cannot hold {}", described(c));
            let help = "write its words with hyphens between them, such as `X-Trace-Id`";
            draft.report(error(message).help(help));
        } else if reserved.contains(&lower.as_str()) {
            let message =
                format!("the client sets `{}`, so no request can set it", name.value);
            draft.report(error(message).help("delete it"));
        }
        if let Some(first) = seen.insert(lower, name.span).filter(|_| !name.is_empty()) {
            let message = format!(
                "`{}` is the same header as another, since case does not matter",
                name.value
            );
            let found = error(message).related(first, "first here");
            draft.report(found.help("delete one of them"));
        }
    }
}
