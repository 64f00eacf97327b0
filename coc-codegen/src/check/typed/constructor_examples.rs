//! The examples of constructors: finds each, and checks that it has a value at the place of
//! every argument. Making the constructors belongs to `constructors`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::source::Spanned;
use crate::spec::{ConstructorDef, OperationFile};

/// The example of a constructor, if it has a value for each argument.
pub(in crate::check) fn example<'s>(
    draft: &Draft<'s>,
    file: &OperationFile,
    def: &ConstructorDef,
) -> Option<&'s Map<String, Value>> {
    if !file.examples.requests.iter().any(|name| name.value == def.example.value) {
        let known = file.examples.requests.iter().map(|name| name.value.as_str());
        let message = format!(
            "this operation has no request example called `{}`",
            def.example.value
        );
        let help = did_you_mean(&def.example, known.collect::<Vec<_>>());
        let help = help.unwrap_or_else(|| {
            "name one of the `requests` below `examples`, or add it there".to_owned()
        });
        draft.report(
            Diagnostic::error(Code::Constructor, def.example.span, message).help(help),
        );
        return None;
    }
    let example = &draft.spec.examples.get(&def.example.value)?.1.as_ref()?.value;
    names_are_shown(draft, def, example).then_some(example)
}

/// Whether the example has a value at the place of every argument.
fn names_are_shown(
    draft: &Draft<'_>,
    def: &ConstructorDef,
    example: &Map<String, Value>,
) -> bool {
    let mut shown = BTreeSet::new();
    for (part, value) in example {
        places(value, part, &mut shown);
    }
    let mut all = true;
    for name in &def.optional {
        let Some(taken) = def.takes.iter().find(|it| it.value == name.value) else {
            continue;
        };
        all = false;
        let message = format!("`{}` is in `takes`, so it is not optional", name.value);
        draft.report(
            Diagnostic::error(Code::Constructor, name.span, message)
                .related(taken.span, "given here")
                .help("delete one of the two"),
        );
    }
    let arguments = || def.takes.iter().chain(&def.optional);
    for name in arguments() {
        let is_inside = |outer: &&Spanned<String>| {
            name.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        let Some(outer) = arguments().find(is_inside) else { continue };
        all = false;
        let message =
            format!("the argument `{}` has `{}` in it already", outer.value, name.value);
        draft.report(
            Diagnostic::error(Code::Constructor, name.span, message)
                .related(outer.span, "the argument")
                .help("delete one of the two"),
        );
    }
    for name in arguments().filter(|name| !shown.contains(&name.value)) {
        all = false;
        let message = format!(
            "the example `{}` has no value at `{}`",
            def.example.value, name.value
        );
        let bare =
            |it: &&String| it.split_once('.').is_some_and(|(_, it)| *it == **name);
        let words: Vec<&str> = name.split_whitespace().collect();
        let help = match shown.iter().find(bare) {
            Some(whole) => Some(format!("did you mean `{whole}`?")),
            None if words.len() > 1 && words.iter().all(|it| shown.contains(*it)) => {
                Some(format!("a comma is missing: write `{}`", words.join(", ")))
            }
            None => did_you_mean(name, shown.iter().map(String::as_str)),
        };
        let help = help.unwrap_or_else(|| {
            "name a place that the example shows, or add the value to the example"
                .to_owned()
        });
        draft
            .report(Diagnostic::error(Code::Constructor, name.span, message).help(help));
    }
    all
}

/// Adds the places of all values in an example; those of a list's items are alike.
fn places(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let at = format!("{at}.{name}");
                places(value, &at, found);
                found.insert(at);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| places(item, at, found)),
        _ => {}
    }
}
