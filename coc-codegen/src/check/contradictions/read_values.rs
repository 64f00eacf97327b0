//! Refuses conditions that compare a field with a value which breaks the field's own rules,
//! and warns of conditions that never hold because an enclosing type lacks the field. The
//! types of values belong to `conditions`.

use std::cell::RefCell;
use std::collections::HashSet;

use super::kept::{delimiter, keeps_rule};
use crate::check::draft::link::Links;
use crate::check::draft::resolved::Draft;
use crate::check::rules::conditions::{fields, of_rule, tables};
use crate::check::rules::constraints::Constraint;
use crate::check::rules::table::{Rules, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Literal, Place, Possible, Ref, State, TableId, Test};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionDef, ConditionKind, RefDef, TableDef};

/// Checks every condition of the tables that requests hold.
pub(in crate::check) fn check(draft: &Draft<'_>, links: &Links, rules: &Rules<'_>) {
    in_parents(draft, links, rules);
    // Rules that are wrong themselves, and those that have been named.
    let mut reported: HashSet<Span> = HashSet::new();
    draft.reporter.each_error(|error| reported.extend([error.span]));
    let reported = RefCell::new(reported);
    for (id, table) in draft.tables.entries() {
        if !links.in_requests.contains(&id) {
            continue;
        }
        let reading = Reading { draft, links, rules, id, reported: &reported };
        // `exactly_when` is two rules with one condition.
        let mut seen: HashSet<Span> = HashSet::new();
        for condition in conditions(table.def) {
            if seen.insert(condition.span) {
                reading.condition(condition);
            }
        }
    }
}

fn conditions(table: &TableDef) -> impl Iterator<Item = &ConditionDef> {
    let rules = table.fields.iter().flat_map(|field| &field.rules);
    let of_fields = rules.filter_map(of_rule);
    of_fields.chain(table.groups.iter().filter_map(|group| group.when.as_ref()))
}

/// Warns of conditions that never hold in objects of one enclosing type, because that
/// type lacks the field.
fn in_parents(draft: &Draft<'_>, links: &Links, rules: &Rules<'_>) {
    for rule in &rules.rules {
        let Subject::Field(subject) = rule.subject else { continue };
        let Constraint { test, when, .. } = &rule.constraint;
        let is_refusal = matches!(test, Test::OnlyWhen | Test::DocumentedFor);
        let field = draft.field(subject);
        let is_decided = field.decisions.iter().any(|it| it.fact == test.kind());
        if !is_refusal || is_decided {
            continue;
        }
        let never = links.parents(subject.table).iter().find(|parent| {
            let known = |read: &Ref| {
                let is_absent = read.place == Place::Parent
                    && !draft.tables[**parent].by_name.contains_key(read.name.as_str());
                if is_absent {
                    Possible::Among(&[State::Absent])
                } else {
                    Possible::Anything
                }
            };
            when.assume(&known).is_never()
        });
        if let Some(parent) = never {
            let message = format!(
                "`{}` encloses this, too, and lacks what the condition reads, so `{}` never holds there",
                draft.tables[*parent].name(),
                test.kind()
            );
            let help = format!(
                "give that object a type of its own without `{}`, or name a decision about `{}`",
                field.name.value,
                test.kind()
            );
            draft.report(
                Diagnostic::warning(
                    Code::UnknownReference,
                    rule.condition_span(),
                    message,
                )
                .help(help),
            );
        }
    }
}

struct Reading<'r, 's> {
    draft: &'r Draft<'s>,
    links: &'r Links,
    rules: &'r Rules<'s>,
    /// The table whose conditions are read.
    id: TableId,
    /// Places of rules that are not to be named again.
    reported: &'r RefCell<HashSet<Span>>,
}

impl Reading<'_, '_> {
    fn condition(&self, def: &ConditionDef) {
        match &def.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            ConditionKind::Not(part) => self.condition(part),
            ConditionKind::Is(reference, values) => {
                values.iter().for_each(|value| self.value(reference, value));
            }
            ConditionKind::Constant(_) | ConditionKind::Present(_) => {}
        }
    }

    /// Reports a value that breaks a rule of the field in every type that has it.
    fn value(&self, reference: &RefDef, value: &Spanned<Literal>) {
        let mut broken = None;
        let tables = tables(self.draft, self.links, self.id, reference.place);
        for field in fields(self.draft, &tables, &reference.name) {
            let Some(ty) = self.draft.ty(field) else { return };
            if !self.draft.can_hold(ty, &value.value) {
                return;
            }
            let delimiter = delimiter(self.rules.of_field(field));
            let mut rules = self.rules.of_field(field);
            let found = rules.find(|rule| {
                rule.constraint.when.is_always()
                    && !keeps_rule(self.draft, rule, &value.value, delimiter)
            });
            let Some(found) = found else { return };
            broken = broken.or(Some(found));
        }
        let Some(rule) = broken.filter(|it| self.reported.borrow_mut().insert(it.span))
        else {
            return;
        };
        let message = format!(
            "`{}` is never `{}`: that breaks its `{}`",
            reference.name,
            value.value,
            rule.constraint.test.kind()
        );
        self.draft.report(
            Diagnostic::error(Code::UnknownValue, value.span, message)
                .related(rule.span, "the rule")
                .help("write a value that the field can have, or correct the rule"),
        );
    }
}
