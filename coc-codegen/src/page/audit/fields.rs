//! Compares the rows of a table with its fields: which there are, their order, and the
//! columns of each.

use super::both::{Both, mentions, rule_span};
use super::claims::Claims;
use super::covered::Cover;
use super::findings::{Finding, Findings};
use super::pairs::Pair;
use super::subject::Subject;
use super::{conditions, limits, listed, types};
use crate::diagnostic::{Code, nearest};
use crate::page::document::{Page, Row, Use};
use crate::spec::{ConditionKind, FieldDef, RuleDefKind};

/// Compares a table.
pub(super) fn compare<'a>(
    subject: &Subject<'a>,
    page: &'a Page,
    pair: &Pair<'a>,
    claims: &'a Claims,
    findings: &mut Findings,
) {
    let Pair { table, def, .. } = *pair;
    let mentions = || def.decisions.iter();
    let known = |row: &Row| def.fields.iter().find(|it| it.name.value == row.name.value);
    let is_on_page = |field: &FieldDef| {
        table.rows.iter().any(|row| row.name.value == field.name.value)
    };
    let first = table.rows.first().map_or(table.title.span, |row| row.name.span);
    let documented: Vec<&FieldDef> =
        def.fields.iter().filter(|it| it.observed.is_none()).collect();
    let mut missing: Vec<&FieldDef> =
        documented.iter().copied().filter(|it| !is_on_page(it)).collect();
    let unknown: Vec<&Row> =
        table.rows.iter().filter(|row| known(row).is_none()).collect();
    for row in &unknown {
        // A field with a new name is missing on one side and new on the other.
        let near =
            nearest(&row.name.value, missing.iter().map(|it| it.name.value.as_str()));
        let position =
            missing.iter().position(|it| Some(it.name.value.as_str()) == near);
        let renamed = position
            .or((unknown.len() == 1 && missing.len() == 1).then_some(0))
            .map(|at| missing.remove(at));
        let (message, span, help) = match renamed {
            Some(field) => {
                let message = format!(
                    "the page has the field `{}` here, and the spec `{}`",
                    row.name.value, field.name.value
                );
                (message, field.name.span, "has it a new name, or is it another field?")
            }
            None => {
                let message = format!(
                    "the page has the field `{}` here, and `{}` has not",
                    row.name.value, def.name.value
                );
                (message, def.name.span, "transcribe it")
            }
        };
        findings.add(Finding {
            code: Code::PageField,
            message,
            spec: (span, "in the spec"),
            page: (row.name.span, "the field"),
            cover: Cover::of(
                subject,
                mentions().chain(renamed.iter().flat_map(|it| &it.decisions)),
                &["fields", "name"],
                &[&row.name.value],
            ),
            help: Some(help.to_owned()),
        });
    }
    for field in missing {
        findings.add(Finding {
            code: Code::PageField,
            message: format!("the page has no field `{}` here", field.name.value),
            spec: (field.name.span, "the field in the spec"),
            page: (first, "the table"),
            cover: Cover::of(subject, mentions(), &["fields"], &[&field.name.value]),
            help: Some(
                "delete it, or mark it `observed: true` if an example has it".to_owned(),
            ),
        });
    }
    order(subject, pair, &documented, findings);
    for (number, row) in table.rows.iter().enumerate() {
        let at = (pair.at, number);
        let (Some(field), Some(stated)) = (known(row), claims.said.statements(at))
        else {
            continue;
        };
        let both = Both { row, field, stated, at };
        if let Some(mark) = field.observed {
            findings.add(Finding {
                code: Code::PageField,
                message: format!(
                    "`{}` is marked as observed, and the page has it",
                    row.name.value
                ),
                spec: (mark, "the mark"),
                page: (row.name.span, "the field"),
                cover: Cover::of(
                    subject,
                    mentions().chain(&field.decisions),
                    &["observed"],
                    &[&row.name.value],
                ),
                help: Some("transcribe its row, and delete the mark".to_owned()),
            });
        }
        columns(subject, page, pair, &both, findings);
        default(subject, pair, &both, findings);
        listed::compare(subject, pair, &both, claims, findings);
        limits::compare(subject, pair, &both, findings);
        if field.observed.is_none() {
            conditions::compare(subject, &both, claims, findings);
        }
    }
}

/// Reports fields that stand elsewhere than on the page: as few as make the orders equal.
fn order(
    subject: &Subject<'_>,
    pair: &Pair<'_>,
    documented: &[&FieldDef],
    findings: &mut Findings,
) {
    let place =
        |row: &Row| documented.iter().position(|it| it.name.value == row.name.value);
    let rows: Vec<(&Row, usize)> =
        pair.table.rows.iter().filter_map(|row| Some((row, place(row)?))).collect();
    // The longest run of rows in the order of the spec; tables are short.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(rows.len());
    for (at, (_, own)) in rows.iter().enumerate() {
        let before =
            (0..at).filter(|it| rows[*it].1 < *own).max_by_key(|it| best[*it].0);
        best.push((before.map_or(1, |it| best[it].0 + 1), before));
    }
    let mut kept = vec![false; rows.len()];
    let mut next = (0..rows.len()).max_by_key(|it| best[*it].0);
    while let Some(at) = next {
        kept[at] = true;
        next = best[at].1;
    }
    let names: Vec<&str> = rows.iter().map(|(row, _)| row.name.value.as_str()).collect();
    for (at, (row, own)) in rows.iter().enumerate().filter(|(at, _)| !kept[*at]) {
        let field = documented[*own];
        let before = at.checked_sub(1).map_or(names[at], |it| names[it]);
        findings.add(Finding {
            code: Code::PageField,
            message: format!("`{}` stands at another place on the page", row.name.value),
            spec: (field.name.span, "its place in the spec"),
            page: (row.name.span, "its place on the page"),
            cover: Cover::of(
                subject,
                pair.def.decisions.iter().chain(&field.decisions),
                &["position", "fields"],
                &[&row.name.value, before],
            ),
            help: Some("move it".to_owned()),
        });
    }
}

/// Compares the type and the answer to whether the field is mandatory.
fn columns<'a>(
    subject: &Subject<'a>,
    page: &Page,
    pair: &Pair<'a>,
    both: &Both<'a>,
    findings: &mut Findings,
) {
    let Both { row, field, .. } = *both;
    if let (Some((text, ty)), Some(own)) = (&row.ty, &field.ty) {
        if !types::fits(subject, &own.value, ty) {
            let words: Vec<&str> =
                text.value.split_whitespace().filter(|it| !it.is_empty()).collect();
            findings.add(Finding {
                code: Code::PageColumn,
                message: format!(
                    "the page has the type {} for `{}`, and the spec has {}",
                    text.value,
                    row.name.value,
                    types::words(&own.value)
                ),
                spec: (own.span, "the type in the spec"),
                page: (text.span, "the type on the page"),
                cover: Cover::of(subject, mentions(pair, field), &["type"], &words),
                help: Some("correct `type`, or name a decision about it".to_owned()),
            });
        } else if let Some(name) = ty.object() {
            object_name(subject, page, pair, both, name, findings);
        }
    }
    let Some(mandatory) = &row.mandatory else { return };
    let is_always = |kind: &RuleDefKind| matches!(kind, RuleDefKind::Required(it) if matches!(it.kind, ConditionKind::Constant(true)));
    let own = field.rules.iter().any(|rule| is_always(&rule.kind));
    if own == mandatory.value {
        return;
    }
    let word = if mandatory.value { "Yes" } else { "No" };
    let says = if own { "requires it always" } else { "does not require it always" };
    findings.add(Finding {
        code: Code::PageColumn,
        message: format!(
            "the column of the page says {word} for `{}`, and the spec {says}",
            row.name.value
        ),
        spec: (
            rule_span(field, |it| matches!(it, RuleDefKind::Required(_))),
            "the field in the spec",
        ),
        page: (mandatory.span, "the answer of the column"),
        // A decision about the whole column is about the rows whose sentences say more.
        cover: Cover::of(subject, &field.decisions, &["required"], &[word]),
        help: Some(
            if mandatory.value {
                "write `required: true`"
            } else {
                "delete `required: true`"
            }
            .to_owned(),
        ),
    });
}

/// Reports a type whose name is that of no table of the page, while the spec has its
/// table from this page.
fn object_name<'a>(
    subject: &Subject<'a>,
    page: &Page,
    pair: &Pair<'a>,
    both: &Both<'a>,
    name: &str,
    findings: &mut Findings,
) {
    let Both { row, field, .. } = *both;
    let Some((text, _)) = &row.ty else { return };
    let Some(def) = field.ty.as_ref().and_then(|it| subject.objects(&it.value)) else {
        return;
    };
    let objects = || page.tables.iter().filter(|it| it.used == Use::Object);
    let numbers = subject.numbers(def);
    let is_named = objects().any(|it| {
        it.title
            .value
            .split(|it: char| it.is_whitespace() || !it.is_ascii())
            .any(|word| word.eq_ignore_ascii_case(name))
    });
    let on_page = objects().find(|it| {
        it.number.as_ref().is_some_and(|it| numbers.contains(&it.value.as_str()))
    });
    let Some(table) = on_page.filter(|_| !is_named) else { return };
    findings.add(Finding {
        code: Code::PageColumn,
        message: format!(
            "the type of `{}` names {name}, and the page calls its table {}",
            row.name.value, table.title.value
        ),
        spec: (def.name.span, "the type in the spec"),
        page: (text.span, "the type on the page"),
        cover: Cover::of(
            subject,
            mentions(pair, field),
            &["type"],
            &[name, &table.title.value],
        ),
        help: Some(
            "look which table is meant, and name a decision about `type`".to_owned(),
        ),
    });
}

fn default<'a>(
    subject: &Subject<'a>,
    pair: &Pair<'a>,
    both: &Both<'a>,
    findings: &mut Findings,
) {
    let Both { row, field, stated, .. } = *both;
    let own = field.default.as_ref().map(|it| it.value.to_string());
    let told =
        stated.default.as_ref().filter(|it| it.value.split_whitespace().count() < 4);
    if own.as_deref() == told.map(|it| it.value.as_str()) {
        return;
    }
    let name = &row.name.value;
    let (message, word, help) = match (&own, told) {
        (None, Some(told)) => (
            format!(
                "the page has the default {} for `{name}`, and the spec has none",
                told.value
            ),
            told.value.clone(),
            "add `default`",
        ),
        (Some(own), None) => (
            format!("the page has no default for `{name}`, and the spec has {own}"),
            own.clone(),
            "delete `default`",
        ),
        (Some(own), Some(told)) => (
            format!(
                "the page has the default {} for `{name}`, and the spec has {own}",
                told.value
            ),
            told.value.clone(),
            "correct `default`",
        ),
        (None, None) => return,
    };
    findings.add(Finding {
        code: Code::PageColumn,
        message,
        spec: (
            field.default.as_ref().map_or(field.name.span, |it| it.span),
            "the field in the spec",
        ),
        page: (told.map_or(row.name.span, |it| it.span), "the field on the page"),
        cover: Cover::of(subject, mentions(pair, field), &["default"], &[&word]),
        help: Some(help.to_owned()),
    });
}
