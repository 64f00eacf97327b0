//! Documented examples: checks that an operation names each, and that they keep the rules.
//! Comparing them with the tables belongs to `documents` and `walk`, the fields that they
//! show to `shown`.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::consequences::Consequences;
use super::draft::Draft;
use super::example_names::bare;
use super::rules::Rules;
use super::shown::Shown;
use super::sound_parts::{Checkable, Erroneous};
use crate::diagnostic::{Code, Declared, Diagnostic, nearest};
use crate::interpret;
use crate::model::{Contract, Literal, RuleId, Test};
use crate::source::Span;

/// Checks every request example against the rules, and reports files that no operation
/// names.
pub(super) fn check(
    model: &Contract,
    draft: &Draft<'_>,
    rules: &Rules<'_>,
    shown: &Shown,
) {
    let spec = draft.spec;
    let erroneous = Erroneous::of(draft);
    let checkable = Checkable::of(draft);
    let mut broken: BTreeMap<(RuleId, String), Vec<Diagnostic>> = BTreeMap::new();
    for (file, operation) in spec.operations.iter().zip(&model.operations) {
        if !checkable.contains(file) {
            continue;
        }
        for name in &file.examples.requests {
            let Some((_, Some(example))) = spec.examples.get(&name.value) else {
                continue;
            };
            // A request of another operation has been reported, and may be listed there.
            let given = example.value.get("operation").and_then(Value::as_str);
            if given.is_some_and(|it| *it != *file.name.value)
                && spec.operations.iter().any(|it| given == Some(&it.name.value))
            {
                continue;
            }
            let Some(unknown_keys) = shown.unknown_keys(&name.value) else { continue };
            let found = interpret::violations(model, operation, &example.value);
            let consequences = Consequences::of(model, &found, unknown_keys);
            for found in &found {
                let rule = &model[found.rule];
                let place = rules.rules[found.rule].span;
                if rule.is_warning()
                    || erroneous.contains(place)
                    || consequences.contains(found)
                {
                    continue;
                }
                let message = format!(
                    "the example breaks a rule at `{}`: {}",
                    found.pointer, rule.text
                );
                let span = example.tokens.value(&found.pointer);
                let near =
                    nearly_listed(draft, &rule.test, &example.value, &found.pointer);
                let help = near.unwrap_or_else(|| "correct the example or the rule; if the pages contradict themselves, record a decision".to_owned());
                let report = Diagnostic::error(Code::ExampleViolation, span, message)
                    .related(place, "the rule")
                    .note(format!("the rule is {}", rule.id))
                    .help(help.clone());
                broken.entry((found.rule, help)).or_default().push(report);
            }
        }
    }
    broken.into_values().filter_map(joined).for_each(|it| draft.report(it));
    if spec.incomplete.is_empty() {
        unlisted(draft);
    }
}

/// One diagnostic for all places at which examples break a rule: the rule is probably
/// wrong.
fn joined(reports: Vec<Diagnostic>) -> Option<Diagnostic> {
    const MOST: usize = 3;
    let count = reports.len();
    let mut reports = reports.into_iter();
    let first = reports.next()?;
    let all = reports
        .take(MOST)
        .fold(first, |first, other| first.related(other.span, "here, too"));
    Some(match count > MOST + 1 {
        true => all.note(format!("{count} places are like this one")),
        false => all,
    })
}

/// The help for a value that is nearly one of its list.
fn nearly_listed(
    draft: &Draft<'_>,
    test: &Test,
    example: &Map<String, Value>,
    pointer: &str,
) -> Option<String> {
    let Test::Enum(list) = test else { return None };
    let mut steps = pointer.split('/').skip(1).map(crate::pointer::unescape);
    let first = example.get(&*steps.next()?)?;
    let value = steps.try_fold(first, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        value => value.get(&*step),
    })?;
    draft.enums[*list].near(&Literal::Text(value.as_str()?.to_owned()))
}

/// Reports example files that no operation names.
fn unlisted(draft: &Draft<'_>) {
    let spec = draft.spec;
    let listed: HashSet<&str> = spec
        .operations
        .iter()
        .flat_map(|file| file.examples.all())
        .map(|name| name.value.as_str())
        .collect();
    // If an operation misspells a name, no operation names that example.
    let known = || spec.examples.keys().map(String::as_str);
    let meant: HashSet<&str> = listed
        .iter()
        .filter(|name| !spec.examples.contains_key(**name))
        .flat_map(|name| name.split_whitespace().chain(nearest(bare(name), known())))
        .collect();
    for (name, (id, _)) in &spec.examples {
        if meant.contains(name.as_str()) || listed.contains(name.as_str()) {
            continue;
        }
        let span = Span { file: *id, start: 0, end: 1 };
        let diagnostic =
            Diagnostic::error(Code::Example, span, "no operation names this example");
        draft.report(
            diagnostic
                .unknown(Declared::Listed, "")
                .help("add it to an operation's `examples`, or delete it"),
        );
    }
}
