//! Reads the pagination and the waiters of an operation. Whether they fit its answers
//! belongs to `check`.

use super::condition::{on_answers, on_refusals};
use super::keys::Keys;
use super::messages::{list, wrong_shape};
use super::values::text;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Span, Spanned};
use crate::spec::file_defs::{PaginationDef, WaiterDef, WayDef};
use crate::spec::recovery::numbers::meant_seconds;
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads `pagination`.
pub(super) fn pagination(
    entry: &Entry,
    diagnostics: &mut Diagnostics,
) -> Option<PaginationDef> {
    let mut keys = Keys::of(&entry.value, "`pagination`", diagnostics)?;
    let items = keys.needed_text("items");
    let mut ways = Vec::new();
    for way in WayDef::ALL {
        ways.extend(keys.entry(way.as_str()).map(|entry| (way, entry)));
    }
    let next = keys.text("next");
    let size = keys.text("size");
    let total = keys.text("total");
    let first = keys.read("first", whole);
    let moves = one_way(&mut keys, &ways, entry.key_span);
    keys.finish();
    let (way, moves) = moves?;
    Some(PaginationDef {
        span: entry.key_span,
        items: items?,
        way,
        moves,
        next,
        size,
        total,
        first,
    })
}

/// Reads the field of the request that gets the position of a page. Reports none, and
/// several.
fn one_way(
    keys: &mut Keys<'_, '_>,
    ways: &[(WayDef, &Entry)],
    span: Span,
) -> Option<(WayDef, Spanned<String>)> {
    match ways {
        [(way, entry)] => {
            let what = format!("`{}`", way.as_str());
            text(&entry.value, &what, keys.diagnostics).map(|place| (*way, place))
        }
        [(_, one), (_, other), ..] => {
            let (first, second) = (one.key_span, other.key_span);
            let message = "pages follow each other in one way, and this is a second one";
            let found = Diagnostic::error(Code::BadValue, first.max(second), message);
            keys.diagnostics.push(
                found
                    .related(first.min(second), "first here")
                    .help("delete one of them"),
            );
            None
        }
        [] => {
            let names = WayDef::ALL.map(WayDef::as_str);
            let message = format!("`pagination` has one of the keys {}", list(&names));
            keys.needs_one_of(&names, span, message);
            None
        }
    }
}

/// Reads the number of the first item or page.
fn whole(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<i64>> {
    let Kind::Integer(number) = node.kind else {
        diagnostics.push(wrong_shape(node, "`first`", "a whole number"));
        return None;
    };
    Some(Spanned::new(number, node.span))
}

/// Reads one of `waiters`.
pub(super) fn waiter(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<WaiterDef> {
    let mut keys = Keys::of(&entry.value, "a waiter", diagnostics)?;
    let doc = keys.doc();
    let ready = keys.read_needed("ready", on_answers);
    let failed = keys.read_optional("failed", on_answers);
    let retry = keys.read_optional("retry", on_refusals);
    let every = seconds(&mut keys, "every");
    let at_most = seconds(&mut keys, "at_most");
    if let (Some(every), Some(at_most)) = (&every, &at_most)
        && every.value >= at_most.value
    {
        let message = "the time is over before the second call";
        keys.diagnostics.push(
            Diagnostic::error(Code::BadValue, at_most.span, message)
                .related(every.span, "the pause between two calls")
                .help("write a longer time, or a shorter pause"),
        );
    }
    keys.finish();
    // A waiter without one of its conditions would wait for something else.
    Some(WaiterDef {
        name: entry.name(),
        doc,
        ready: ready?,
        failed: failed?,
        retry: retry?,
        every: every?.value,
        at_most: at_most?.value,
    })
}

/// Reads a number of seconds.
fn seconds(keys: &mut Keys<'_, '_>, key: &'static str) -> Option<Spanned<u64>> {
    let node = keys.needed(key)?;
    match node.kind {
        Kind::Integer(value @ 1..) => {
            u64::try_from(value).ok().map(|seconds| Spanned::new(seconds, node.span))
        }
        _ => {
            let what = format!("`{key}`");
            let found = wrong_shape(node, &what, "a number of seconds, from 1");
            let meant = match &node.kind {
                Kind::Text(text) => meant_seconds(text),
                _ => None,
            };
            let help =
                meant.unwrap_or_else(|| "write a whole number, such as `5`".to_owned());
            keys.diagnostics.push(found.help(help));
            None
        }
    }
}
