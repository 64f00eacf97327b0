//! Prints a list of changes as text, as lines of a changelog, and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::change::{Breaks, Change, Diff, Kind, Verdict};

/// The changes for people: by operation, each change with its wordings and a case that
/// shows it.
#[must_use]
pub fn text(diff: &Diff) -> String {
    let mut out = String::new();
    if diff.changes.is_empty() {
        return "nothing changed in the contract\n".to_owned();
    }
    by_operation(diff, |name, changes| {
        line(&mut out, name);
        for change in changes {
            let breaks = breaks(change);
            let (kind, verdict) = (change.kind.as_str(), change.verdict.as_str());
            line(&mut out, &format!("  {kind} {}: {verdict}{breaks}", change.subject));
            for (label, words) in [
                ("before", &change.before),
                ("now", &change.after),
                ("refused now", &change.refused_now),
                ("allowed now", &change.allowed_now),
            ] {
                if let Some(words) = words.as_ref().filter(|it| !it.is_empty()) {
                    line(&mut out, &format!("    {label}: {words}"));
                }
            }
        }
    });
    let breaking = diff.changes.iter().filter(|change| change.breaks.is_some()).count();
    let count = diff.changes.len();
    let noun = if count == 1 { "change" } else { "changes" };
    line(&mut out, &format!("{count} {noun}, {breaking} breaking"));
    out
}

/// The lines of a changelog, in Markdown.
#[must_use]
pub fn markdown(diff: &Diff) -> String {
    let mut out = String::new();
    by_operation(diff, |name, changes| {
        line(&mut out, &format!("### {name}\n"));
        for change in changes {
            let lead = match change.breaks {
                Some(breaks) => format!("**Breaks {}.** ", breaks.as_str()),
                None => String::new(),
            };
            line(&mut out, &format!("* {lead}{}", sentence(change)));
        }
        out.push('\n');
    });
    out
}

/// One JSON document.
#[must_use]
pub fn json(diff: &Diff) -> String {
    let change = |change: &Change| -> Value {
        json!({
            "operation": change.operation,
            "kind": change.kind.as_str(),
            "subject": change.subject,
            "verdict": change.verdict.as_str(),
            "breaks": change.breaks.map(Breaks::as_str),
            "before": change.before,
            "after": change.after,
            "refused_now": change.refused_now,
            "allowed_now": change.allowed_now,
        })
    };
    let changes: Vec<Value> = diff.changes.iter().map(change).collect();
    format!("{:#}\n", json!({ "breaking": diff.is_breaking(), "changes": changes }))
}

/// A change as a sentence without a full stop.
fn sentence(change: &Change) -> String {
    let subject = format!("{} `{}`", change.kind.as_str(), change.subject);
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    let (before, after) = (words(&change.before), words(&change.after));
    let wording = match (&change.before, &change.after) {
        (None, _) if after.is_empty() => String::new(),
        (None, _) => format!(": {after}"),
        (Some(_), None) => format!(": {before}"),
        (Some(_), Some(_)) if before == after => format!(": {after}"),
        _ => format!(": {after}; before: {before}"),
    };
    let verb = match (&change.before, change.verdict, change.kind) {
        (None, _, Kind::Program) => "must be given",
        (None, ..) => "was added",
        (Some(_), ..) if change.after.is_none() => "was removed",
        (_, Verdict::Reworded, _) => "is reworded",
        (_, _, Kind::Program) => "changed",
        (_, verdict, _) => return format!("{subject} is {}{wording}", verdict.as_str()),
    };
    format!("{subject} {verb}{wording}")
}

/// The callers that a change breaks, as the end of its verdict.
fn breaks(change: &Change) -> String {
    change.breaks.map_or_else(String::new, |it| format!(", breaks {}", it.as_str()))
}

/// Calls `each` with the name and the changes of each operation, those of shared
/// declarations first.
fn by_operation(diff: &Diff, mut each: impl FnMut(&str, &[Change])) {
    for changes in diff.changes.chunk_by(|a, b| a.operation == b.operation) {
        let name = changes.first().and_then(|it| it.operation.as_deref());
        each(name.unwrap_or("shared"), changes);
    }
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}
