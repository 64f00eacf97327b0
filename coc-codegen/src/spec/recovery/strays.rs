//! Entries that move from one mapping of a tree to another. `headings` decides which ones.

use std::collections::VecDeque;

use crate::source::Span;
use crate::spec::yaml::{Entry, Kind, Node};

/// An entry that belongs to a mapping further out.
pub(super) struct Stray {
    /// The number of mappings around that mapping.
    pub(super) level: usize,
    pub(super) key: &'static str,
    pub(super) key_span: Span,
    pub(super) value: Node,
}

/// The mapping that ends in a key without a value, among the mappings at the end of `node`.
pub(super) fn innermost(node: &mut Node) -> Option<&mut Vec<Entry>> {
    let Kind::Map(entries) = &mut node.kind else { return None };
    if entries.last()?.value.kind == Kind::Null {
        return Some(entries);
    }
    innermost(&mut entries.last_mut()?.value)
}

/// Takes entries from the front as long as they are wanted.
pub(super) fn take_while(
    rest: &mut VecDeque<Entry>,
    is_wanted: impl Fn(&Entry) -> bool,
) -> Vec<Entry> {
    let count = rest.iter().take_while(|entry| is_wanted(entry)).count();
    rest.drain(..count).collect()
}

impl Stray {
    /// Adds the entry to the mapping that it belongs to. Its contents join those of the
    /// same key.
    pub(super) fn join(self, entries: &mut Vec<Entry>) {
        let Self { key, key_span, value, .. } = self;
        let known = entries.iter_mut().find(|entry| entry.key == key);
        match (known.map(|entry| &mut entry.value.kind), value.kind) {
            (Some(Kind::Map(named)), Kind::Map(more)) => named.extend(more),
            // The key has another value already, which stays; the stray was reported.
            (Some(_), _) => {}
            (None, kind) => {
                let value = Node { span: value.span, kind };
                entries.push(Entry {
                    key: key.to_owned(),
                    key_span,
                    number: None,
                    value,
                });
            }
        }
    }
}

/// A mapping of these entries.
pub(super) fn mapping_of(entries: Vec<Entry>) -> Node {
    let span = match (entries.first(), entries.last()) {
        (Some(first), Some(last)) => {
            Span { end: last.value.span.end.max(last.key_span.end), ..first.key_span }
        }
        _ => Span::default(),
    };
    Node { span, kind: Kind::Map(entries) }
}
