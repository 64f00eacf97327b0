//! Keys that stand twice because of a heading at another column: what belongs below it is
//! then beside the keys of the section before it. The heading is reported in their place.
//! Headings whose contents repeat nothing belong to `headings`.

use super::belongs::inner;
use super::language::shapes;
use super::yaml::{Entry, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// Whether a file has keys that stand twice. Each report of one is about the heading in
/// front of it, if that is the reason.
pub(super) fn are_repeated(root: &Node, diagnostics: &mut Diagnostics) -> bool {
    let is_repetition = |it: &&Diagnostic| it.code == Code::DuplicateKey;
    let repeated: Vec<Span> =
        diagnostics.iter().filter(is_repetition).map(|it| it.span).collect();
    for span in &repeated {
        let mut found = Neighbours { span: *span, before: None, at: None };
        found.search(root);
        if let Some((heading, entry)) = found.moved() {
            diagnostics
                .retain(|it| it.code != Code::DuplicateKey || it.span != entry.key_span);
            diagnostics.push(told(heading, entry));
        }
    }
    !repeated.is_empty()
}

fn told(heading: &Entry, entry: &Entry) -> Diagnostic {
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

/// The entry at a place, and the one in front of it, whatever mappings hold them.
struct Neighbours<'n> {
    span: Span,
    before: Option<&'n Entry>,
    at: Option<&'n Entry>,
}

impl<'n> Neighbours<'n> {
    fn search(&mut self, node: &'n Node) {
        match &node.kind {
            Kind::Map(entries) => {
                for entry in entries {
                    if entry.key_span == self.span {
                        self.at = Some(entry);
                    }
                    if self.at.is_some() {
                        return;
                    }
                    self.before = Some(entry);
                    self.search(&entry.value);
                }
            }
            Kind::List(items) => items.iter().for_each(|item| self.search(item)),
            _ => {}
        }
    }

    /// The heading without contents, and the entry that belongs below it.
    fn moved(&self) -> Option<(&'n Entry, &'n Entry)> {
        let (heading, entry) = (self.before?, self.at?);
        let mut keys = shapes().flat_map(|shape| shape.keys);
        let holds = keys.any(|key| {
            key.name == heading.key
                && inner(&key.value).is_some_and(|inner| inner.takes(entry))
        });
        (heading.value.kind == Kind::Null && holds).then_some((heading, entry))
    }
}
