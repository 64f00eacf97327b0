//! Ids of rules: how they are made from names, and which ones a spec may choose. That no
//! two rules share one belongs to `rules`.

use super::constraints::Constraint;
use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Module, TableId, Test};
use crate::source::Spanned;

/// The beginning of the ids of a table's rules: `operation`, `operation.path`,
/// `operation.Type` or `shared.Type`.
pub(super) fn rule_prefix(draft: &Draft<'_>, id: TableId) -> String {
    let table = &draft.tables[id];
    let Module::Operation(operation) = table.module else {
        return format!("shared.{}", table.name());
    };
    let operation = &draft.operations[operation];
    let name = &operation.file.name.value;
    match table.place {
        Some(part) => format!("{name}.{}", part.as_str()),
        None if operation.body_table() == Some(id) => name.clone(),
        None => format!("{name}.{}", table.name()),
    }
}

/// The kind in an id. The enumeration of a list constrains its items, but it is the
/// field's only list of values, so that its id has no `each`.
pub(super) fn kind_in_id(constraint: &Constraint) -> String {
    let kind = constraint.test.kind();
    if constraint.test.of_keys().is_some() {
        return format!("keys.{kind}");
    }
    let each = constraint.each && !matches!(constraint.test, Test::Enum(_));
    if each { format!("each.{kind}") } else { kind.to_owned() }
}

/// Whether a text can be an id. It is made of names and dots, since people write it and
/// programs keep it.
pub(super) fn is_id(id: &str) -> bool {
    let is_name = |name: &str| {
        let is_sign =
            |c: char| c.is_whitespace() || c.is_control() || ",;:/\"'".contains(c);
        !name.is_empty() && !name.contains(is_sign)
    };
    id.split('.').all(is_name)
}

/// The diagnostic of a text that cannot be an id.
pub(super) fn bad_id(id: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` cannot be the id of a rule", id.value);
    Diagnostic::error(Code::BadValue, id.span, message)
        .help("write names with dots between them, without spaces")
}
