//! Refuses value rules that contradict each other: a listed value or a default outside
//! of the limits beside it, a group that required fields break or decide. Rules with
//! conditions belong to `cases`, groups beside each other to `presence`.

use super::constraints::Constraint;
use super::draft::{Draft, DraftEnum};
use super::kept::{self, keeps, keeps_rule, listed};
use super::pattern::{lengths, only};
use super::rules::{DraftRule, Rules, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Bounds, Condition, GroupKind, Literal, Number, Place, TableId, Test, Type,
};
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
        if let Test::Pattern(pattern) = test.of_keys().unwrap_or(test) {
            self.length_of_pattern(id, at, rule);
            if matches!(test, Test::Pattern(_)) && !each {
                self.blank_pattern(id, at, rule, pattern);
            }
        }
        let delimiter = kept::delimiter(self.rules(id, at));
        if let (Some(delimiter), Test::Length(bounds), false) = (delimiter, test, *each)
        {
            self.length_of_items(id, at, rule, *bounds, delimiter);
        }
        let of_keys = test.of_keys().is_some();
        let Some(listed) = listed(self.draft, test.of_keys().unwrap_or(test)) else {
            return;
        };
        if let Some(delimiter) = delimiter.filter(|_| *each) {
            self.without(id, at, rule, &listed, delimiter);
        }
        // Text that is a list keeps the rules of its items as well.
        let is_joined = delimiter.is_some() && !*each && !of_keys;
        let limits = self.rules(id, at).filter(|limit| {
            limit.constraint.each == *each
                && limit.constraint.test.of_keys().is_some() == of_keys
                || is_joined && limit.constraint.each
        });
        for limit in limits {
            let keeps = |value: &Literal| {
                let may_differ = matches!(limit.constraint.test, Test::OneOf(_))
                    && !matches!(test, Test::Fixed(_));
                let is_list =
                    matches!(limit.constraint.test, Test::Enum(_) | Test::Fixed(_));
                let is_free = (may_differ || is_list) && limit.constraint.each == *each;
                match limit_test(limit) {
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
    fn without(
        &self,
        id: TableId,
        at: usize,
        rule: &DraftRule<'_>,
        listed: &[Literal],
        delimiter: &str,
    ) {
        let holds = |value: &&Literal| matches!(value, Literal::Text(text) if text.contains(delimiter));
        let Some(value) = listed.iter().find(holds) else { return };
        let mut rules = self.rules(id, at);
        let joined = rules.find(|it| matches!(it.constraint.test, Test::Delimiter(_)));
        // An enumeration may stand elsewhere, too.
        let is_enum = matches!(rule.constraint.test, Test::Enum(_));
        let span = joined.filter(|_| is_enum).map_or(rule.span, |it| it.span);
        let message =
            format!("`{value}` is listed for each item, and holds the delimiter");
        let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
        let other = joined.map_or(rule.span, |it| it.span).min(rule.span);
        self.draft.report(if other == span {
            diagnostic.help("choose the delimiter that the page has")
        } else {
            diagnostic
                .related(other, "the other rule")
                .help("choose the delimiter that the page has")
        });
    }

    /// Reports a pattern that a blank alone matches, since a blank counts as absent.
    fn blank_pattern(
        &self,
        id: TableId,
        at: usize,
        rule: &DraftRule<'_>,
        pattern: &str,
    ) {
        let ty = self.draft.tables[id].ty(at);
        if only(pattern).is_some_and(|text| self.draft.is_blank(ty, &text)) {
            let message = "a blank alone matches this pattern, and counts as absent";
            let diagnostic = Diagnostic::error(Code::Contradiction, rule.span, message);
            self.draft.report(diagnostic.help("write the pattern that the page gives"));
        }
    }

    /// Reports a pattern whose texts are all too long or too short for a rule beside it.
    fn length_of_pattern(&self, id: TableId, at: usize, rule: &DraftRule<'_>) {
        let Test::Pattern(pattern) = limit_test(rule) else { return };
        // The rule is tried on one text as on a listed value.
        let lengths = lengths(pattern).filter(|_| only(pattern).is_none());
        let Some((least, most)) = lengths else { return };
        let of_keys = rule.constraint.test.of_keys().is_some();
        for limit in self.rules(id, at) {
            let Test::Length(bounds) = limit_test(limit) else { continue };
            let is_same = limit.constraint.each == rule.constraint.each
                && limit.constraint.test.of_keys().is_some() == of_keys;
            let is_short = bounds.min.zip(most).is_some_and(|(min, most)| most < min);
            let is_long = bounds.max.is_some_and(|max| least > max);
            if is_same && (is_short || is_long) {
                let message = "no text of this length matches the pattern";
                self.draft.report(
                    Diagnostic::error(Code::Contradiction, limit.span, message)
                        .related(rule.span, "the pattern")
                        .help("delete one of the two"),
                );
            }
        }
    }

    /// Reports a length of delimited text that its items and delimiters exceed, or cannot
    /// reach.
    fn length_of_items(
        &self,
        id: TableId,
        at: usize,
        length: &DraftRule<'_>,
        whole: Bounds<u64>,
        delimiter: &str,
    ) {
        let (mut count, mut item) = ((1, None), (1, None));
        let mut because = None;
        for rule in self.rules(id, at) {
            let bounds = match (&rule.constraint.test, rule.constraint.each) {
                (Test::Items(bounds), false) => (&mut count, bounds),
                (Test::Length(bounds), true) => (&mut item, bounds),
                _ => continue,
            };
            let (known, bounds) = bounds;
            *known = (bounds.min.unwrap_or(1).max(1), bounds.max);
            because = because.or(Some(rule.span));
        }
        let joined = u64::try_from(delimiter.chars().count()).unwrap_or(u64::MAX);
        let total = |count: u64, item: u64| {
            let between = count.saturating_sub(1).saturating_mul(joined);
            count.saturating_mul(item).saturating_add(between)
        };
        let least = total(count.0, item.0);
        let most = count.1.zip(item.1).map(|(count, item)| total(count, item));
        let message = if whole.max.is_some_and(|max| max < least) {
            format!(
                "the fewest and shortest items make {least} characters, which is more"
            )
        } else if let Some(most) =
            most.filter(|most| whole.min.is_some_and(|min| min > *most))
        {
            format!("the most and longest items make {most} characters, which is less")
        } else {
            return;
        };
        let diagnostic = Diagnostic::error(Code::Contradiction, length.span, message)
            .help("correct `length`, or the limits of the items and of their number");
        self.draft.report(match because {
            Some(because) => diagnostic.related(because, "the items"),
            None => diagnostic,
        });
    }

    /// Reports `unique` beside limits that allow one item at most, or require more
    /// items than there are values.
    fn unique(&self, id: TableId, at: usize, rule: &DraftRule<'_>) {
        let always = || self.rules(id, at).filter(|it| it.constraint.when.is_always());
        let of_items = always().filter(|it| it.constraint.each);
        let ty = self.draft.tables[id].ty(at);
        let known = (*ty.innermost() == Type::Boolean).then_some(2);
        let counts = of_items.filter_map(|it| match &it.constraint.test {
            Test::Range(bounds) => whole_numbers(*bounds, ty.innermost()),
            test => listed(self.draft, test).map(|values| values.len() as u64),
        });
        let most = counts.chain(known).min();
        for limit in always() {
            let Test::Items(bounds) = limit.constraint.test else { continue };
            let diagnostic = match (bounds.min, most) {
                _ if bounds.max.is_some_and(|max| max <= 1) => {
                    let message =
                        "`unique` has no effect: the list has at most one item";
                    Diagnostic::error(Code::NeverFires, rule.span, message)
                        .help("delete `unique`")
                }
                (Some(min), Some(most)) if min > most => {
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
            let listed =
                rule.constraint.test.of_keys().and_then(|it| listed(self.draft, it));
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

    /// Reports a default that breaks a rule of its field.
    fn default(&self, id: TableId, at: usize, value: &Literal, span: Span) {
        let delimiter = kept::delimiter(self.rules(id, at));
        for rule in self.rules(id, at).filter(|rule| rule.constraint.when.is_always()) {
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
        self.in_no_list(id, at, value, span);
    }

    /// Reports a default that none of the lists of a field has.
    fn in_no_list(&self, id: TableId, at: usize, value: &Literal, span: Span) {
        let lists = || {
            self.rules(id, at).filter_map(|rule| match rule.constraint.test {
                Test::Enum(list) => Some((rule, &self.draft.enums[list])),
                _ => None,
            })
        };
        let may_hold = |list: &DraftEnum<'_>| {
            list.def.open || list.def.incomplete || list.lists(value)
        };
        let delimiter = kept::delimiter(self.rules(id, at));
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
}

/// The test that a rule makes of a single value, or of a key.
fn limit_test<'r>(rule: &'r DraftRule<'_>) -> &'r Test {
    let test = &rule.constraint.test;
    test.of_keys().unwrap_or(test)
}

/// The key of a rule, as specs write it.
fn key(test: &Test) -> &'static str {
    match test {
        Test::Undelimited(_) => "delimiter",
        test => test.kind(),
    }
}

/// The number of whole numbers between two limits.
fn whole_numbers(bounds: Bounds<Number>, ty: &Type) -> Option<u64> {
    let is_whole = matches!(ty, Type::Integer | Type::Long | Type::Timestamp);
    match (bounds.min, bounds.max) {
        (Some(Number::Integer(min)), Some(Number::Integer(max))) if is_whole => {
            u64::try_from(max.saturating_sub(min).saturating_add(1)).ok()
        }
        _ => None,
    }
}
