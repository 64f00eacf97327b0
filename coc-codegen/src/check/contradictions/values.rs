//! Refuses rules of one field that contradict each other: a listed value or a default
//! outside of the limits beside it, a condition that has no effect. Lengths and numbers of
//! items belong to `counts`, required fields in groups to `group_values`, the cases of
//! conditions to `conflicts`.

use super::group_values;
use super::kept::{self, keeps, keeps_rule, listed};
use crate::check::draft::resolved::{Draft, DraftEnum};
use crate::check::rules::constraints::Constraint;
use crate::check::rules::table::{DraftRule, Rules, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Literal, Place, Ref, TableField, Test};
use crate::source::Span;

/// Compares the rules of each field and of each group with each other.
pub(in crate::check) fn check(draft: &Draft<'_>, rules: &Rules<'_>) {
    for rule in &rules.rules {
        match rule.subject {
            Subject::Field(field) => OwnRules { draft, rules, field }.compare(rule),
            Subject::Group(id, def) => group_values::check(draft, rules, id, def, rule),
            Subject::Part(..) => {}
        }
    }
    for (id, table) in draft.tables.entries() {
        for (at, field) in table.def.fields.iter().enumerate() {
            // A value of another type was reported already.
            if let (Some(default), Some(ty)) = (&field.default, &table.types[at])
                && draft.can_hold(ty, default)
            {
                let field = TableField { table: id, at };
                OwnRules { draft, rules, field }.default(&default.value, default.span);
            }
        }
    }
}

/// The rules of one field, which are compared with each other.
pub(in crate::check) struct OwnRules<'v, 's> {
    pub(in crate::check) draft: &'v Draft<'s>,
    pub(in crate::check) rules: &'v Rules<'s>,
    pub(in crate::check) field: TableField,
}

impl OwnRules<'_, '_> {
    /// All rules of the field.
    pub(in crate::check) fn all(&self) -> impl Iterator<Item = &DraftRule<'_>> {
        self.rules.of_field(self.field)
    }

    /// The rules of the field that hold in every case.
    pub(in crate::check) fn always(&self) -> impl Iterator<Item = &DraftRule<'_>> {
        self.all().filter(|rule| rule.constraint.when.is_always())
    }

    fn name(&self) -> &str {
        &self.draft.field(self.field).name.value
    }

    /// Compares one rule with the others.
    fn compare(&self, rule: &DraftRule<'_>) {
        self.condition(rule);
        self.counts(rule);
        self.listed(rule);
    }

    /// Reports a condition that has no effect, or that another rule has, too.
    fn condition(&self, rule: &DraftRule<'_>) {
        let Constraint { test, when, .. } = &rule.constraint;
        let name = self.name();
        let reads_itself = |read: &&Ref| read.place == Place::Same && read.name == *name;
        if when.reads().iter().any(reads_itself) {
            let message = format!("the condition of `{name}` reads `{name}` itself");
            let diagnostic = Diagnostic::error(Code::AlwaysFires, rule.span, message);
            self.draft
                .report(diagnostic.help("name another field, or delete the condition"));
        }
        if *test == Test::OnlyWhen {
            self.exactly(rule);
        }
        if matches!(test, Test::OnlyWhen | Test::DocumentedFor) && when.is_always() {
            // `exactly_when` is two rules at one place.
            let is_exactly =
                self.rules.required(self.field).is_some_and(|it| it.span == rule.span);
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
    }

    /// Reports `required` and `only_when` with one condition, which is `exactly_when`.
    fn exactly(&self, only_when: &DraftRule<'_>) {
        let twin = self.all().find(|rule| {
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

    /// Compares the values that a rule lists with the other rules.
    fn listed(&self, rule: &DraftRule<'_>) {
        let Constraint { test, each, .. } = &rule.constraint;
        let name = self.name();
        let delimiter = kept::delimiter(self.all());
        let of_keys = test.of_keys().is_some();
        let Some(listed) = listed(self.draft, test.of_keys().unwrap_or(test)) else {
            return;
        };
        if let Some(delimiter) = delimiter.filter(|_| *each) {
            self.without_delimiter(rule, &listed, delimiter);
        }
        // Text that is a list keeps the rules of its items as well.
        let is_joined = delimiter.is_some() && !*each && !of_keys;
        let limits = self.all().filter(|limit| {
            limit.constraint.is_beside(&rule.constraint)
                || is_joined && limit.constraint.each
        });
        for limit in limits {
            let keeps = |value: &Literal| {
                let may_differ = matches!(limit.constraint.test, Test::OneOf(_))
                    && !matches!(test, Test::Fixed(_));
                let is_list =
                    matches!(limit.constraint.test, Test::Enum(_) | Test::Fixed(_));
                let is_free = (may_differ || is_list) && limit.constraint.each == *each;
                match limit.value_test() {
                    _ if is_free || !limit.constraint.when.is_always() => true,
                    Test::OneOf(values) if of_keys || *each => values.contains(value),
                    test if of_keys || *each => keeps(test, value),
                    _ => keeps_rule(self.draft, limit, value, delimiter),
                }
            };
            let breaking: Vec<&Literal> =
                listed.iter().filter(|value| !keeps(value)).collect();
            let Some(first) = breaking.first() else { continue };
            let kind = key(&limit.constraint.test);
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

    /// Reports a value for items that holds the delimiter, which would make it two.
    fn without_delimiter(
        &self,
        rule: &DraftRule<'_>,
        listed: &[Literal],
        delimiter: &str,
    ) {
        let holds = |value: &&Literal| matches!(value, Literal::Text(text) if text.contains(delimiter));
        let Some(value) = listed.iter().find(holds) else { return };
        let mut rules = self.all();
        let joined = rules.find(|it| matches!(it.constraint.test, Test::Delimiter(_)));
        // An enumeration may stand elsewhere, too.
        let is_enum = matches!(rule.constraint.test, Test::Enum(_));
        let span = joined.filter(|_| is_enum).map_or(rule.span, |it| it.span);
        let message =
            format!("`{value}` is listed for each item, and holds the delimiter");
        let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
        let other = joined.map_or(rule.span, |it| it.span).min(rule.span);
        let diagnostic = match other == span {
            true => diagnostic,
            false => diagnostic.related(other, "the other rule"),
        };
        self.draft.report(diagnostic.help("choose the delimiter that the page has"));
    }

    /// Reports a default that breaks a rule of its field.
    fn default(&self, value: &Literal, span: Span) {
        let delimiter = kept::delimiter(self.all());
        for rule in self.always() {
            let keeps = keeps_rule(self.draft, rule, value, delimiter);
            if !keeps {
                let kind = key(&rule.constraint.test);
                let message =
                    format!("the default `{value}` breaks the field's own `{kind}`");
                let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
                let diagnostic = diagnostic.related(rule.span, "the rule");
                self.draft.report(diagnostic.help("correct the default or the rule"));
                return;
            }
        }
        self.in_no_list(value, span);
    }

    /// Reports a default that none of the lists of a field has.
    fn in_no_list(&self, value: &Literal, span: Span) {
        let lists = || {
            self.all().filter_map(|rule| match rule.constraint.test {
                Test::Enum(list) => Some((rule, &self.draft.enums[list])),
                _ => None,
            })
        };
        let may_hold = |list: &DraftEnum<'_>| {
            list.def.open || list.def.incomplete || list.lists(value)
        };
        let delimiter = kept::delimiter(self.all());
        let Some((first, _)) = lists().next().filter(|_| delimiter.is_none()) else {
            return;
        };
        if lists().any(|(_, list)| may_hold(list)) {
            return;
        }
        let message = format!("no list of the field has the default `{value}`");
        self.draft.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .related(first.span, "a list")
                .help("correct the default or the lists"),
        );
    }
}

/// The key of a rule, as specs write it.
fn key(test: &Test) -> &'static str {
    match test {
        Test::Undelimited(_) => "delimiter",
        test => test.kind(),
    }
}
