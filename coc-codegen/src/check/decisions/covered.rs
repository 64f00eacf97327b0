//! Refuses decisions about facts that their subject cannot have, such as the range of a
//! text, or a mark that is not there. The declarations belong to `resolve`.

use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Type;
use crate::spec::{FieldDef, Mention};

/// Checks the decisions of fields, of operations and of the service.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    for table in &draft.tables {
        for (field, ty) in table.def.fields.iter().zip(&table.types) {
            let Some(ty) = ty.as_ref().filter(|_| !field.incomplete) else { continue };
            for mention in
                field.decisions.iter().filter(|it| !may_have(field, ty, it.fact))
            {
                let message = format!(
                    "a decision about `{}` does not apply to `{}`, which is {}",
                    mention.fact,
                    field.name.value,
                    match mention.fact {
                        "observed" => "not marked as observed".to_owned(),
                        _ => draft.type_name(ty),
                    }
                );
                let found =
                    Diagnostic::error(Code::BadValue, mention.name.span, message)
                        .help("name the fact that the decision is about");
                draft.report(match mention.fact {
                    "observed" => found,
                    _ => draft.against_type(found, field, ty),
                });
            }
        }
    }
    let service = &draft.spec.service;
    let of_service: &[(&str, bool)] = &[
        ("envelope", service.envelope.is_some() || !service.envelopes.is_empty()),
        ("header", service.header.is_some()),
        ("refused_before_acting", !service.refused_before_acting.is_empty()),
    ];
    if draft.spec.service_is_complete {
        left_out(draft, &service.decisions, of_service);
    }
    for operation in &draft.operations {
        let file = operation.file;
        let facts = [("permission", file.permission.is_some())];
        if draft.spec.is_complete(file) {
            left_out(draft, &file.decisions, &facts);
        }
    }
}

/// Whether a field of this type can have a fact.
fn may_have(field: &FieldDef, ty: &Type, fact: &str) -> bool {
    let inner = ty.innermost();
    match fact {
        "length" | "pattern" => inner.is_text() || *inner == Type::Any,
        "range" => inner.is_number() || *inner == Type::Any,
        "items" | "unique" | "each" => {
            inner != ty || ty.is_text() || matches!(ty, Type::Any | Type::Object)
        }
        "keys" => matches!(ty, Type::Map(_) | Type::Object | Type::Any),
        "size" | "file_types" => matches!(ty, Type::File | Type::Any),
        "delimiter" => inner.is_text() || inner != ty || *ty == Type::Any,
        "types" => {
            matches!(ty, Type::Object | Type::Struct(_) | Type::Map(_) | Type::Any)
        }
        "at_least" | "greater_than" => ty.is_ordered() || ty.is_text(),
        "observed" => field.observed.is_some(),
        _ => true,
    }
}

/// Warns of decisions about keys that are not there. The decision may be to leave them out,
/// so that it is no error.
fn left_out(draft: &Draft<'_>, mentions: &[Mention], facts: &[(&str, bool)]) {
    for mention in mentions {
        let is_missing =
            |(fact, is_there): &&(&str, bool)| *fact == mention.fact && !is_there;
        if facts.iter().any(|it| is_missing(&it)) {
            let message =
                format!("this decides about `{}`, which is not there", mention.fact);
            draft.report(
                Diagnostic::warning(Code::UnusedDecision, mention.name.span, message)
                    .help(format!("add `{}`, or name another fact", mention.fact)),
            );
        }
    }
}
