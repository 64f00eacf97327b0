//! Compares the columns of a row with its field: the type, the answer to whether it is
//! mandatory, and the default. Lists, limits and conditions have files of their own.

use super::context::AuditContext;
use super::findings::{Finding, Findings};
use super::row_pair::RowPair;
use super::types;
use crate::diagnostic::Code;
use crate::page::target::is_mandatory;
use crate::source::Spanned;
use crate::spec::{RuleDefKind, type_in_words};

/// Compares a row.
pub(super) fn compare(row_pair: &RowPair<'_>, findings: &mut Findings) {
    ty(row_pair, findings);
    mandatory(row_pair, findings);
    default(row_pair, findings);
}

fn ty(row_pair: &RowPair<'_>, findings: &mut Findings) {
    let RowPair { row, field, .. } = row_pair;
    let target = &row_pair.context.target;
    let (Some((text, ty)), Some(of_spec)) = (&row.ty, &field.ty) else { return };
    if types::fits(target, &of_spec.value, ty) {
        if let Some(name) = ty.object() {
            object_name(row_pair, name, findings);
        }
        return;
    }
    let words: Vec<&str> = text.value.split_whitespace().collect();
    findings.add(Finding {
        code: Code::PageColumn,
        message: format!(
            "the page has the type {} for `{}`, and the spec has {}",
            text.value,
            row.name.value,
            type_in_words(&of_spec.value)
        ),
        spec: (of_spec.span, "the type in the spec"),
        page: (text.span, "the type on the page"),
        coverage: row_pair.coverage(&["type"], &words),
        help: "correct `type`, or name a decision about it",
    });
}

fn mandatory(row_pair: &RowPair<'_>, findings: &mut Findings) {
    let RowPair { row, field, .. } = row_pair;
    let Some(of_page) = &row.mandatory else { return };
    let of_spec = is_mandatory(field);
    if of_spec == of_page.value {
        return;
    }
    let word = if of_page.value { "Yes" } else { "No" };
    let says = if of_spec { "requires it always" } else { "does not require it always" };
    let verb = if of_page.value { "write" } else { "delete" };
    findings.add(Finding {
        code: Code::PageColumn,
        message: format!(
            "the column of the page says {word} for `{}`, and the spec {says}",
            row.name.value
        ),
        spec: (
            row_pair.rule_span(|it| matches!(it, RuleDefKind::Required(_))),
            "the field in the spec",
        ),
        page: (of_page.span, "the answer of the column"),
        // A decision about the whole column is about the rows whose sentences say more.
        coverage: row_pair.coverage_by_field(&["required"], &[word]),
        help: &format!("{verb} `required: true`"),
    });
}

/// Reports a type whose name is that of no table of the page, while the spec has its
/// table from this page.
fn object_name(row_pair: &RowPair<'_>, name: &str, findings: &mut Findings) {
    let RowPair { row, field, .. } = row_pair;
    let AuditContext { target, assertions, .. } = row_pair.context;
    let Some((text, _)) = &row.ty else { return };
    let Some(def) = field.ty.as_ref().and_then(|it| target.objects(&it.value)) else {
        return;
    };
    let structure = &assertions.structure;
    if structure.has_title(name) {
        return;
    }
    let numbers = target.numbers(def);
    let Some(table) = numbers.iter().find_map(|it| structure.numbered_table(it)) else {
        return;
    };
    let table = &assertions.page.tables[table];
    findings.add(Finding {
        code: Code::PageColumn,
        message: format!(
            "the type of `{}` names {name}, and the page calls its table {}",
            row.name.value, table.title.value
        ),
        spec: (def.name.span, "the type in the spec"),
        page: (text.span, "the type on the page"),
        coverage: row_pair.coverage(&["type"], &[name, &table.title.value]),
        help: "find out which table has the fields, and name a decision about `type`",
    });
}

/// The most words of a default on the page that is compared. A longer text is a sentence
/// about defaults.
const MOST_WORDS_OF_A_DEFAULT: usize = 3;

fn default(row_pair: &RowPair<'_>, findings: &mut Findings) {
    let RowPair { row, field, stated, .. } = row_pair;
    let of_spec = field.default.as_ref().map(|it| it.value.to_string());
    let is_value = |it: &&Spanned<String>| {
        it.value.split_whitespace().count() <= MOST_WORDS_OF_A_DEFAULT
    };
    let of_page = stated.default.as_ref().filter(is_value);
    let name = &row.name.value;
    let (message, word, help) = match (&of_spec, of_page.map(|it| &it.value)) {
        (None, Some(of_page)) => (
            format!(
                "the page has the default {of_page} for `{name}`, and the spec has none"
            ),
            of_page,
            "add `default`",
        ),
        (Some(of_spec), None) => (
            format!("the page has no default for `{name}`, and the spec has {of_spec}"),
            of_spec,
            "delete `default`",
        ),
        (Some(of_spec), Some(of_page)) if of_spec != of_page => (
            format!(
                "the page has the default {of_page} for `{name}`, and the spec has {of_spec}"
            ),
            of_page,
            "correct `default`",
        ),
        _ => return,
    };
    findings.add(Finding {
        code: Code::PageColumn,
        message,
        spec: (
            field.default.as_ref().map_or(field.name.span, |it| it.span),
            "the field in the spec",
        ),
        page: (of_page.map_or(row.name.span, |it| it.span), "the field on the page"),
        coverage: row_pair.coverage(&["default"], &[word]),
        help,
    });
}
