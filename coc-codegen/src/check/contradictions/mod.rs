//! Refuses rules that contradict each other, or have no effect: of the values of one field,
//! of several fields, and in every case that conditions distinguish.

mod alternatives;
pub(super) mod cases;
pub(super) mod compared;
pub(super) mod conflicts;
pub(super) mod counts;
pub(super) mod ends;
pub(super) mod group_values;
pub(super) mod infinite_types;
pub(super) mod kept;
mod never_given;
pub(super) mod presence;
pub(super) mod read_values;
pub(super) mod values;
