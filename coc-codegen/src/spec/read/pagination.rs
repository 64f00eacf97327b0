//! Reads the pagination of an operation. Comparing it with the answers belongs to `check`.

use super::keys::Keys;
use super::messages::{list, wrong_shape};
use super::values::text;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Span, Spanned};
use crate::spec::file_defs::{PaginationDef, WayDef};
use crate::spec::language::file_shapes::PAGINATION;
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads `pagination`.
pub(super) fn pagination(
    entry: &Entry,
    diagnostics: &mut Diagnostics,
) -> Option<PaginationDef> {
    let mut keys = Keys::of(&entry.value, &PAGINATION, diagnostics)?;
    let items = keys.required_text("items");
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
            let message = "`pagination` takes one of `marker`, `offset` and `page`";
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
            let message = format!("`pagination` has one of the keys {}", list(names));
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
