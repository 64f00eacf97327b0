//! Refuses value rules that contradict each other: a listed value or a default outside
//! of the limits beside it, a group that required fields break or decide, a type that
//! requires itself. Rules with conditions belong to `cases`.

use std::collections::HashSet;

use super::constraints::Constraint;
use super::draft::Draft;
use super::rules::{DraftRule, Rules, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, GroupKind, Literal, Place, TableId, Test, Type};
use crate::source::Span;
use crate::spec::GroupDef;

/// Compares the rules of each field and of each group with each other.
pub(super) fn check(draft: &Draft<'_>, rules: &Rules<'_>) {
    let values = Values { draft, rules };
    for rule in &rules.rules {
        match rule.subject {
            Subject::Field(id, at) => values.field(id, at, rule),
            Subject::Group(id, def) => values.group(id, def, rule),
            Subject::Part(..) => {}
        }
    }
    for (id, table) in draft.tables.entries() {
        for (at, field) in table.def.fields.iter().enumerate() {
            // A value of another type was reported already.
            let fits = |ty: &Type, value: &Literal| draft.fits(ty, value);
            if let Some(default) = &field.default
                && table.types[at].as_ref().is_some_and(|ty| fits(ty, default))
            {
                values.default(id, at, &default.value, default.span);
            }
        }
    }
    values.rings();
}

struct Values<'v, 's> {
    draft: &'v Draft<'s>,
    rules: &'v Rules<'s>,
}

impl Values<'_, '_> {
    fn rules(&self, id: TableId, at: usize) -> impl Iterator<Item = &DraftRule<'_>> {
        self.rules.of_field(id, at)
    }

    /// Reports `required` and `only_when` with one condition, which is `exactly_when`.
    fn exactly(&self, id: TableId, at: usize, only_when: &DraftRule<'_>) {
        let twin = self.rules(id, at).find(|rule| {
            rule.constraint.test == Test::Required
                && rule.constraint.when == only_when.constraint.when
                && rule.span != only_when.span
        });
        if let Some(required) = twin {
            let message = "`required` and `only_when` have the same condition";
            let diagnostic =
                Diagnostic::warning(Code::BadValue, only_when.span, message);
            self.draft.report(
                diagnostic
                    .related(required.span, "the same condition")
                    .help("write it once, as `exactly_when`"),
            );
        }
    }

    fn field(&self, id: TableId, at: usize, rule: &DraftRule<'_>) {
        let name = &self.draft.tables[id].def.fields[at].name.value;
        let Constraint { test, when, each } = &rule.constraint;
        let reads_itself =
            |read: &&crate::model::Ref| read.place == Place::Same && read.name == *name;
        if when.reads().iter().any(reads_itself) {
            let message = format!("the condition of `{name}` reads `{name}` itself");
            let diagnostic = Diagnostic::error(Code::AlwaysFires, rule.span, message);
            self.draft
                .report(diagnostic.help("name another field, or delete the condition"));
        }
        if *test == Test::OnlyWhen {
            self.exactly(id, at, rule);
        }
        if matches!(test, Test::OnlyWhen | Test::DocumentedFor) && when.is_always() {
            // `exactly_when` is two rules at one place.
            let is_exactly =
                self.required(id, at).is_some_and(|it| it.span == rule.span);
            let (key, help) = if is_exactly {
                ("exactly_when", "write `required: true`")
            } else {
                (test.kind(), "delete it")
            };
            let message =
                format!("`{key}: true` holds in every case, so it has no effect");
            self.draft.report(
                Diagnostic::error(Code::AlwaysFires, rule.span, message).help(help),
            );
        }
        if *test == Test::Unique {
            self.unique(id, at, rule);
        }
        if let Test::Items(bounds) = test {
            self.few_keys(id, at, rule, bounds.min);
        }
        let of_keys = test.of_keys().is_some();
        let Some(listed) = self.listed(test.of_keys().unwrap_or(test)) else { return };
        let limits = self.rules(id, at).filter(|limit| {
            limit.constraint.each == *each
                && limit.constraint.test.of_keys().is_some() == of_keys
        });
        for limit in limits {
            let breaking: Vec<&Literal> =
                listed.iter().filter(|value| !keeps(limit_test(limit), value)).collect();
            let Some(first) = breaking.first() else { continue };
            let kind = limit.constraint.test.kind();
            let message = if of_keys {
                format!(
                    "`{first}` is listed for keys of `{name}`, but breaks this `{kind}`"
                )
            } else if breaking.len() == listed.len() {
                format!("no listed value of `{name}` satisfies this `{kind}`")
            } else {
                format!("`{first}` is listed for `{name}`, but breaks this `{kind}`")
            };
            let diagnostic = Diagnostic::error(Code::Contradiction, limit.span, message);
            self.draft.report(
                diagnostic
                    .related(rule.span, "the values")
                    .help("delete one of the two"),
            );
        }
    }

    /// Reports `unique` beside limits that allow one item at most, or require more
    /// items than there are values.
    fn unique(&self, id: TableId, at: usize, rule: &DraftRule<'_>) {
        let always = || self.rules(id, at).filter(|it| it.constraint.when.is_always());
        let of_items = always().filter(|it| it.constraint.each);
        let listed = of_items.filter_map(|it| self.listed(&it.constraint.test));
        let ty = self.draft.tables[id].ty(at);
        let known = (*ty.innermost() == Type::Boolean).then_some(2);
        let most = listed.map(|values| values.len()).chain(known).min();
        for limit in always() {
            let Test::Items(bounds) = limit.constraint.test else { continue };
            let diagnostic = match (bounds.min, most) {
                _ if bounds.max.is_some_and(|max| max <= 1) => {
                    let message =
                        "`unique` has no effect: the list has at most one item";
                    Diagnostic::error(Code::NeverFires, rule.span, message)
                        .help("delete `unique`")
                }
                // Empty items of delimited text are not compared.
                (Some(min), Some(most))
                    if matches!(ty, Type::Array(_)) && min > most as u64 =>
                {
                    let message = format!(
                        "{min} items cannot all differ: there are only {most} values"
                    );
                    Diagnostic::error(Code::Contradiction, rule.span, message)
                }
                _ => continue,
            };
            self.draft.report(
                diagnostic
                    .related(limit.span, "the number of items")
                    .help("delete one of the two"),
            );
        }
    }

    /// Reports a map that needs more entries than its keys have values.
    fn few_keys(&self, id: TableId, at: usize, items: &DraftRule<'_>, min: Option<u64>) {
        for rule in self.rules(id, at) {
            let listed = rule.constraint.test.of_keys().and_then(|it| self.listed(it));
            let Some(most) = listed.map(|values| values.len() as u64) else { continue };
            if let Some(min) = min.filter(|min| *min > most) {
                let message = format!(
                    "a map cannot have {min} entries: its keys have only {most} values"
                );
                let diagnostic =
                    Diagnostic::error(Code::Contradiction, items.span, message);
                self.draft.report(
                    diagnostic
                        .related(rule.span, "the keys")
                        .help("delete one of the two"),
                );
            }
        }
    }

    /// The values that a rule lists, if it is a list.
    fn listed(&self, test: &Test) -> Option<Vec<Literal>> {
        match test {
            Test::Enum(list) => {
                Some(self.draft.enums[*list].values().cloned().collect())
            }
            Test::OneOf(values) => Some(values.clone()),
            Test::Fixed(value) => Some(vec![value.clone()]),
            _ => None,
        }
    }

    /// Reports a default that breaks a rule of its field.
    fn default(&self, id: TableId, at: usize, value: &Literal, span: Span) {
        let delimited = self
            .rules(id, at)
            .any(|rule| matches!(rule.constraint.test, Test::Delimiter(_)));
        let whole = self
            .rules(id, at)
            .filter(|rule| !rule.constraint.each && rule.constraint.when.is_always());
        for rule in whole.filter(|_| !delimited) {
            let listed = self.listed(&rule.constraint.test);
            let keeps = listed.map_or_else(
                || keeps(&rule.constraint.test, value),
                |all| all.contains(value),
            );
            if !keeps {
                let kind = rule.constraint.test.kind();
                let message =
                    format!("the default `{value}` breaks the field's own `{kind}`");
                let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
                let diagnostic = diagnostic.related(rule.span, "the rule");
                self.draft.report(diagnostic.help("correct the default or the rule"));
                return;
            }
        }
    }

    /// The rule that requires a field in every case.
    fn required(&self, id: TableId, at: usize) -> Option<&DraftRule<'_>> {
        let always = |rule: &&DraftRule<'_>| {
            rule.constraint.test == Test::Required
                && rule.constraint.when == Condition::ALWAYS
        };
        self.rules(id, at).find(always)
    }

    fn group(&self, id: TableId, group: &GroupDef, rule: &DraftRule<'_>) {
        let Test::Group(kind, fields) = &rule.constraint.test else { return };
        if let Some(when) = &group.when
            && rule.constraint.when.is_always()
        {
            let message = "`when: true` holds in every case, so it has no effect";
            let diagnostic = Diagnostic::error(Code::AlwaysFires, when.span, message);
            self.draft.report(diagnostic.help("delete it"));
        }
        let required: Vec<&str> = fields
            .iter()
            .filter(|at| self.required(id, **at).is_some())
            .map(|at| self.draft.tables[id].def.fields[*at].name.value.as_str())
            .collect();
        let says_nothing = match kind {
            GroupKind::AtLeastOneOf => !required.is_empty(),
            GroupKind::AllOrNone => required.len() == fields.len(),
            GroupKind::ExactlyOneOf | GroupKind::AtMostOneOf => false,
        };
        match required.as_slice() {
            [first, ..] if says_nothing => {
                let message =
                    format!("`{first}` is required, so this group has no effect");
                let diagnostic = Diagnostic::error(Code::Implied, rule.span, message);
                self.draft.report(diagnostic.help("delete the group"));
            }
            [first, second, ..] if *kind != GroupKind::AllOrNone => {
                let message = format!(
                    "`{first}` and `{second}` are both required, but this group allows only one of them"
                );
                let diagnostic =
                    Diagnostic::error(Code::Contradiction, rule.span, message);
                self.draft.report(
                    diagnostic.help("delete the group, or make the fields optional"),
                );
            }
            _ => {}
        }
    }

    /// Reports a type that requires itself, since no value of it is finite.
    fn rings(&self) {
        let mut reported: HashSet<TableId> = HashSet::new();
        for id in self.draft.tables.ids() {
            let mut open = vec![id];
            let mut seen: HashSet<TableId> = HashSet::new();
            while let Some(table) = open.pop() {
                for (at, ty) in self.draft.tables[table].types.iter().enumerate() {
                    let Some(Type::Struct(inner)) = ty else { continue };
                    let Some(rule) = self.required(table, at) else { continue };
                    if *inner == id && !reported.contains(&id) {
                        reported.extend(seen.iter().copied().chain([id, table]));
                        let def = &self.draft.tables[id].def.name;
                        let message = format!(
                            "every `{}` requires another `{0}` inside of it, so no value is finite",
                            def.value
                        );
                        let diagnostic =
                            Diagnostic::error(Code::Contradiction, rule.span, message);
                        self.draft.report(
                            diagnostic
                                .help("make one of the fields between them optional"),
                        );
                    } else if seen.insert(*inner) {
                        open.push(*inner);
                    }
                }
            }
        }
    }
}

/// The test that a rule makes of a single value, or of a key.
fn limit_test<'r>(rule: &'r DraftRule<'_>) -> &'r Test {
    let test = &rule.constraint.test;
    test.of_keys().unwrap_or(test)
}

/// Whether a value keeps a limit. Every value keeps a rule that is no limit.
fn keeps(test: &Test, value: &Literal) -> bool {
    match (test, value) {
        (Test::Length(bounds), Literal::Text(text)) => {
            let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            bounds.min.is_none_or(|min| min <= length)
                && bounds.max.is_none_or(|max| length <= max)
        }
        (Test::Range(bounds), Literal::Number(number)) => {
            bounds.min.is_none_or(|min| min <= *number)
                && bounds.max.is_none_or(|max| *number <= max)
        }
        (Test::Undelimited(delimiter), Literal::Text(text)) => {
            !text.contains(*delimiter)
        }
        (Test::Pattern(pattern), Literal::Text(text)) => {
            regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
        }
        _ => true,
    }
}
