//! Keys that a mapping has twice because of a heading at another column: the entries that
//! belong below the heading are then beside the keys of the section before it. The heading
//! is reported in their place. Headings whose contents repeat nothing belong to `headings`.

use std::collections::HashSet;

use super::belongs::inner;
use super::language::shapes;
use super::yaml::{Entry, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// Whether a file has repeated keys. The report of one is replaced by one about the heading
/// in front of it, if that is the cause.
pub(super) fn are_repeated(root: &Node, diagnostics: &mut Diagnostics) -> bool {
    let is_repetition = |it: &&Diagnostic| it.code == Code::DuplicateKey;
    let spans = diagnostics.iter().filter(is_repetition).map(|it| it.span).collect();
    let mut repeated = Repeated { spans, before: None, moved: Vec::new() };
    if repeated.spans.is_empty() {
        return false;
    }
    repeated.search(root);
    let moved: HashSet<Span> =
        repeated.moved.iter().map(|(_, entry)| entry.key_span).collect();
    diagnostics.retain(|it| it.code != Code::DuplicateKey || !moved.contains(&it.span));
    for (heading, entry) in repeated.moved {
        diagnostics.push(wrong_column(heading, entry));
    }
    true
}

/// The report of a heading at another column than it should be.
fn wrong_column(heading: &Entry, entry: &Entry) -> Diagnostic {
    let message = format!(
        "`{}` is indented wrongly: nothing stands below it, and `{}` is not its own",
        heading.key, entry.key
    );
    let help = format!(
        "put it further to the left, so that `{}` and what follows stand below it",
        entry.key
    );
    Diagnostic::error(Code::WrongShape, heading.key_span, message)
        .related(entry.key_span, "this belongs below it")
        .help(help)
}

/// A search for the headings in front of repeated keys.
struct Repeated<'n> {
    /// The places of the repeated keys.
    spans: HashSet<Span>,
    /// The entry in front of the one that is looked at, in the order of the file.
    before: Option<&'n Entry>,
    /// Headings without contents, each with the entry that belongs below it.
    moved: Vec<(&'n Entry, &'n Entry)>,
}

impl<'n> Repeated<'n> {
    fn search(&mut self, node: &'n Node) {
        match &node.kind {
            Kind::Map(entries) => {
                for entry in entries {
                    if self.spans.contains(&entry.key_span)
                        && let Some(heading) = self.before
                        && may_hold(heading, entry)
                    {
                        self.moved.push((heading, entry));
                    }
                    self.before = Some(entry);
                    self.search(&entry.value);
                }
            }
            Kind::List(items) => items.iter().for_each(|item| self.search(item)),
            _ => {}
        }
    }
}

/// Whether a heading has no contents, and an entry may belong below it.
fn may_hold(heading: &Entry, entry: &Entry) -> bool {
    let mut keys = shapes().flat_map(|shape| shape.keys);
    heading.value.kind == Kind::Null
        && keys.any(|key| {
            key.name == heading.key
                && inner(&key.value).is_some_and(|inner| inner.takes(entry))
        })
}
