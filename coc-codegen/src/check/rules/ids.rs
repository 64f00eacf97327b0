//! Ids of rules: makes them from names, and refuses malformed ids, and those that two rules
//! have. The ids that a spec chooses for no rule belong to `builder`.

use std::collections::HashMap;

use super::constraints::Constraint;
use super::table::DraftRule;
use crate::arena::Arena;
use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Module, RuleId, TableId, Test};
use crate::source::Spanned;

/// The beginning of the ids of a table's rules: `operation`, `operation.path`,
/// `operation.Type` or `shared.Type`.
pub(in crate::check) fn rule_prefix(draft: &Draft<'_>, id: TableId) -> String {
    let table = &draft.tables[id];
    let Module::Operation(operation) = table.module else {
        return format!("shared.{}", table.name());
    };
    let operation = &draft.operations[operation];
    let name = &operation.file.name.value;
    match table.part {
        Some(part) => format!("{name}.{}", part.as_str()),
        None if operation.body_table() == Some(id) => name.clone(),
        None => format!("{name}.{}", table.name()),
    }
}

/// The kind in an id. The enumeration of a list constrains its items, but it is the
/// field's only list of values, so that its id has no `each`.
pub(in crate::check) fn kind_in_id(constraint: &Constraint) -> String {
    let kind = constraint.test.kind();
    if constraint.test.of_keys().is_some() {
        return format!("keys.{kind}");
    }
    let each = constraint.each && !matches!(constraint.test, Test::Enum(_));
    if each { format!("each.{kind}") } else { kind.to_owned() }
}

/// Whether a text can be an id. It is made of names and dots, since people write it and
/// programs keep it.
pub(in crate::check) fn is_id(id: &str) -> bool {
    let is_name = |name: &str| {
        let is_sign =
            |c: char| c.is_whitespace() || c.is_control() || ",;:/\"'".contains(c);
        !name.is_empty() && !name.contains(is_sign)
    };
    id.split('.').all(is_name)
}

/// The diagnostic of a text that cannot be an id.
pub(in crate::check) fn bad_id(id: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` cannot be the id of a rule", id.value);
    Diagnostic::error(Code::BadValue, id.span, message)
        .help("write names with dots between them, without spaces")
}

/// Refuses an id that two rules have.
pub(in crate::check) fn unique_ids(
    draft: &Draft<'_>,
    rules: &Arena<RuleId, DraftRule<'_>>,
) {
    let mut seen: HashMap<&str, &DraftRule<'_>> = HashMap::with_capacity(rules.len());
    for rule in rules {
        let Some(before) = seen.insert(&rule.id, rule) else { continue };
        let lists = [&before.constraint.test, &rule.constraint.test];
        let is_one = match lists {
            [Test::Enum(a), Test::Enum(b)] => a == b,
            [Test::Members(a, _), Test::Members(b, _)] => a == b,
            _ => false,
        };
        let is_one_list = is_one && before.id_span == rule.id_span;
        // An id that the spec gives is the one to be changed.
        let (first, second) = match (before.id_span, rule.id_span) {
            (Some(given), None) => (rule.span, given),
            (first, second) => {
                (first.unwrap_or(before.span), second.unwrap_or(rule.span))
            }
        };
        let (message, help) = if is_one_list {
            let name = rule.id.rsplit('.').next().unwrap_or_default();
            // The list of the field's own type has no condition.
            let has_own = [before, rule].iter().any(|it| it.constraint.when.is_always());
            (
                match rule.constraint.test {
                    Test::Members(..) => format!("the type `{name}` stands here twice"),
                    _ => format!("the list `{name}` stands here twice"),
                },
                if has_own {
                    "the type says so already: delete it from `enum`"
                } else {
                    "let both conditions be one: `when: { any: [..., ...] }`"
                },
            )
        } else {
            (
                format!("two rules have the id `{}`", rule.id),
                "give one of them another with `ids: { kind: name }`",
            )
        };
        let diagnostic = Diagnostic::error(Code::DuplicateRule, second, message);
        draft.report(diagnostic.related(first, "first here").help(help));
    }
}
