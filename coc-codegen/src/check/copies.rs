//! Warns of a copy that was not changed: a constructor, a waiter or an example that says
//! the same as an earlier one of its operation. Copied operations and types have names in
//! common and belong to `declare` and `symbols`.

use std::collections::{HashMap, HashSet};

use super::answers::waiters::DraftWaiter;
use super::draft::resolved::{Draft, DraftOperation};
use crate::arena::Arena;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::OperationId;
use crate::source::Spanned;
use crate::spec::ConstructorDef;

/// Compares the constructors, waiters and examples of each operation.
pub(super) fn check(
    draft: &Draft<'_>,
    waiters: &Arena<OperationId, Vec<Option<DraftWaiter<'_>>>>,
) {
    for (id, operation) in draft.operations.entries() {
        constructors(draft, &operation.file.constructors);
        of_waiters(draft, &waiters[id]);
        examples(draft, operation);
    }
}

/// Reports a copy.
fn report(
    draft: &Draft<'_>,
    (copy, original): (&Spanned<String>, &Spanned<String>),
    says: &str,
    help: &str,
) {
    let message = format!("`{}` {says} `{}`", copy.value, original.value);
    let found = Diagnostic::warning(Code::Implied, copy.span, message);
    draft.report(found.related(original.span, "first here").help(help));
}

/// Constructors that make the same request from the same arguments. A struct that both name
/// is reported as such.
fn constructors(draft: &Draft<'_>, constructors: &[ConstructorDef]) {
    fn names(of: &[Spanned<String>]) -> HashSet<&str> {
        of.iter().map(|name| name.value.as_str()).collect()
    }
    for (at, def) in constructors.iter().enumerate() {
        let is_same = |other: &&ConstructorDef| {
            let item = |it: &ConstructorDef| it.item.as_ref().map(|it| it.value.clone());
            other.example.value == def.example.value
                && names(&other.takes) == names(&def.takes)
                && names(&other.optional) == names(&def.optional)
                && (item(def).is_none() || item(other) != item(def))
        };
        if let Some(first) = constructors[..at].iter().find(is_same) {
            let help = "name another example or other arguments, or delete it";
            report(draft, (&def.name, &first.name), "makes the same request as", help);
        }
    }
}

/// Waiters with the same conditions and the same times.
fn of_waiters(draft: &Draft<'_>, waiters: &[Option<DraftWaiter<'_>>]) {
    let sound: Vec<&DraftWaiter<'_>> = waiters.iter().flatten().collect();
    for (at, waiter) in sound.iter().enumerate() {
        let is_same = |other: &&&DraftWaiter<'_>| other.waits_as(waiter);
        if let Some(first) = sound[..at].iter().find(is_same) {
            let help = "name another state in its conditions, or delete it";
            report(
                draft,
                (&waiter.def.name, &first.def.name),
                "waits for the same as",
                help,
            );
        }
    }
}

/// Examples with the same content.
fn examples(draft: &Draft<'_>, operation: &DraftOperation<'_>) {
    let mut firsts = HashMap::new();
    for name in operation.file.examples.all() {
        let Some((_, Some(example))) = draft.spec.examples.get(&name.value) else {
            continue;
        };
        let content = serde_json::to_string(&example.value).unwrap_or_default();
        let first = *firsts.entry(content).or_insert(name);
        if first.value != name.value {
            let help = "change the copy, or delete it and its name";
            report(draft, (name, first), "is the same example as", help);
        }
    }
}
