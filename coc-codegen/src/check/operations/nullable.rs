//! Refuses the key `nullable` at fields that cannot hold null as a value of its own. The
//! parts of forms, which are never null, belong to `forms`.

use crate::check::draft::resolved::{Draft, DraftTable};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Type;
use crate::source::Span;
use crate::spec::{FieldDef, RuleDefKind};

/// Checks the key `nullable` of every field.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    for table in &draft.tables {
        for (field, ty) in table.def.fields.iter().zip(&table.types) {
            let Some(key) = field.nullable else { continue };
            let found = refused(table, field, ty.as_ref(), key);
            found.into_iter().for_each(|it| draft.report(it));
        }
    }
}

/// The reason why a field cannot be nullable, if there is one.
fn refused(
    table: &DraftTable<'_>,
    field: &FieldDef,
    ty: Option<&Type>,
    key: Span,
) -> Option<Diagnostic> {
    let error = |message: &str| Diagnostic::error(Code::WrongRule, key, message);
    let fixed = field
        .rules
        .iter()
        .find(|rule| matches!(rule.kind, RuleDefKind::Fixed(_)) && !rule.each);
    if table.part.is_some() || table.headers.is_some() {
        Some(error("a parameter or a header cannot be null").help("delete `nullable`"))
    } else if ty == Some(&Type::Any) {
        let message = "null counts as absent in a field of type `any`";
        Some(error(message).help("give the field the type of its other values"))
    } else if let Some(fixed) = fixed {
        let message = "`fixed` allows one value, and null would be another one";
        let found = error(message).related(fixed.span, "`fixed` is here");
        Some(found.help("delete one of them, or list the value as `one_of`"))
    } else if let Some((first, _)) = field.cases.first() {
        let message = "a field with `cases` always has one of their values, never null";
        let found = error(message).related(first.span, "the cases are here");
        Some(found.help("delete one of them"))
    } else {
        None
    }
}
