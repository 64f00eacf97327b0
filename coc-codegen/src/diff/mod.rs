//! Compares two models: finds the rules and fields that were added or removed or became
//! stricter or laxer, and the programs and requests that break. Reads nothing but the
//! two models.

mod change;
mod entries;
mod keeps;
mod lists_and_waits;
mod operations;
mod pairs;
mod probe;
mod program;
mod render;
mod space;
mod surface;
mod tables;
mod variables;
mod versions;

use crate::model::Model;
pub use change::{Breaks, Change, Diff, Kind, Verdict};
pub use render::{json, markdown, text};
pub use surface::{Surface, surface};

/// Compares the models of two versions of a spec. Both specs must be without errors.
#[must_use]
pub fn diff(old: &Model, new: &Model) -> Diff {
    let mut changes = operations::changes(old, new);
    changes.extend(program::changes(old, new));
    changes.extend(lists_and_waits::changes(old, new, &changes));
    changes.sort_by(|a, b| a.operation.cmp(&b.operation));
    Diff { changes }
}
