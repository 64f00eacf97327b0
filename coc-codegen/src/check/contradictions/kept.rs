//! Compares a single value with a rule of its field; in delimited text, also with a rule of
//! its items. The choice of values belongs to `values`, `read_values` and `sendable`.

use std::collections::HashSet;

use crate::check::draft::resolved::Draft;
use crate::check::rules::pattern::only;
use crate::check::rules::table::DraftRule;
use crate::model::{Bounds, Literal, Test};

/// Returns the delimiter of text that is a list.
pub(in crate::check) fn delimiter<'r>(
    rules: impl Iterator<Item = &'r DraftRule<'r>>,
) -> Option<&'r str> {
    let mut found = rules.filter_map(|rule| match &rule.constraint.test {
        Test::Delimiter(delimiter) => Some(delimiter.as_str()),
        _ => None,
    });
    found.next()
}

/// Returns the values that a test allows, if it lists them.
pub(in crate::check) fn listed(draft: &Draft<'_>, test: &Test) -> Option<Vec<Literal>> {
    match test {
        Test::Enum(list) => {
            let list = &draft.enums[*list];
            let values = Some(list.values()).filter(|_| !list.def.incomplete)?;
            Some(values.cloned().collect())
        }
        Test::OneOf(values) => Some(values.clone()),
        Test::Fixed(value) => Some(vec![value.clone()]),
        Test::Pattern(pattern) => only(pattern).map(|text| vec![Literal::Text(text)]),
        _ => None,
    }
}

/// Whether the value of a field keeps a rule, which may be a list of values.
pub(in crate::check) fn keeps_rule(
    draft: &Draft<'_>,
    rule: &DraftRule<'_>,
    value: &Literal,
    delimiter: Option<&str>,
) -> bool {
    let test = &rule.constraint.test;
    let one = |value: &Literal| match test {
        Test::Enum(list) => {
            let list = &draft.enums[*list];
            list.def.incomplete || list.lists(value)
        }
        Test::OneOf(values) => values.contains(value),
        Test::Fixed(only) => only == value,
        test => keeps(test, value),
    };
    match (delimiter, value) {
        (Some(delimiter), Literal::Text(text)) => {
            let mut items = text.split(delimiter).filter(|item| !item.is_empty());
            match test {
                Test::Items(bounds) => within(*bounds, text.split(delimiter).count()),
                Test::Unique => {
                    let mut seen = HashSet::new();
                    items.all(|item| seen.insert(item))
                }
                _ if rule.constraint.each => {
                    items.all(|item| one(&Literal::Text(item.to_owned())))
                }
                _ => one(value),
            }
        }
        _ => rule.constraint.each || one(value),
    }
}

fn within(bounds: Bounds<u64>, count: usize) -> bool {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    bounds.min.is_none_or(|min| min <= count)
        && bounds.max.is_none_or(|max| count <= max)
}

/// Whether a value keeps a limit. Every value keeps a rule that is no limit.
pub(in crate::check) fn keeps(test: &Test, value: &Literal) -> bool {
    match (test, value) {
        (Test::Length(bounds), Literal::Text(text)) => {
            within(*bounds, text.chars().count())
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
