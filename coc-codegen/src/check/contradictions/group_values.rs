//! Refuses groups that the required fields among theirs break or decide. Groups beside each
//! other belong to `presence`, the fields of a group to `rules::groups`.

use crate::check::draft::resolved::Draft;
use crate::check::rules::table::{DraftRule, Rules};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GroupKind, TableField, TableId, Test};
use crate::spec::GroupDef;

/// Compares a group with the rules of its fields.
pub(in crate::check) fn check(
    draft: &Draft<'_>,
    rules: &Rules<'_>,
    table: TableId,
    group: &GroupDef,
    rule: &DraftRule<'_>,
) {
    let Test::Group(kind, fields) = &rule.constraint.test else { return };
    if let Some(when) = &group.when
        && rule.constraint.when.is_always()
    {
        let message = "`when: true` holds in every case, so it has no effect";
        let diagnostic = Diagnostic::error(Code::AlwaysFires, when.span, message);
        draft.report(diagnostic.help("delete it"));
    }
    let required: Vec<&str> = fields
        .iter()
        .map(|at| TableField { table, at: *at })
        .filter(|field| rules.required(*field).is_some())
        .map(|field| draft.field(field).name.value.as_str())
        .collect();
    let says_nothing = match kind {
        GroupKind::AtLeastOneOf => !required.is_empty(),
        GroupKind::AllOrNone => required.len() == fields.len(),
        GroupKind::ExactlyOneOf | GroupKind::AtMostOneOf => false,
    };
    match required.as_slice() {
        [first, ..] if says_nothing => {
            let message = format!("`{first}` is required, so this group has no effect");
            let diagnostic = Diagnostic::error(Code::Implied, rule.span, message);
            draft.report(diagnostic.help("delete the group"));
        }
        [first, second, ..] if *kind != GroupKind::AllOrNone => {
            let message = format!(
                "`{first}` and `{second}` are both required, but this group allows only one of them"
            );
            let diagnostic = Diagnostic::error(Code::Contradiction, rule.span, message);
            draft.report(
                diagnostic.help("delete the group, or make the fields optional"),
            );
        }
        _ => {}
    }
}
