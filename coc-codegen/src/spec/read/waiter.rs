//! Reads waiters. Comparing their conditions with the answers belongs to `check`.

use super::condition::{on_answers, on_refusals};
use super::keys::Keys;
use super::messages::wrong_shape;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;
use crate::spec::file_defs::WaiterDef;
use crate::spec::language::file_shapes::WAITER;
use crate::spec::recovery::meant_values::meant_seconds;
use crate::spec::yaml::{Entry, Kind};

/// Reads one of `waiters`.
pub(super) fn waiter(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<WaiterDef> {
    let mut keys = Keys::of(&entry.value, &WAITER, diagnostics)?;
    let doc = keys.doc();
    let ready = keys.read_required("ready", on_answers);
    let failed = keys.read_optional("failed", on_answers);
    let retry = keys.read_optional("retry", on_refusals);
    let every = seconds(&mut keys, "every");
    let at_most = seconds(&mut keys, "at_most");
    if let (Some(every), Some(at_most)) = (&every, &at_most)
        && every.value >= at_most.value
    {
        let message = "`at_most` is not longer than `every`, so there would be one call";
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
    let node = keys.required(key)?;
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
