//! The statements of the rows of a page, from the texts in their cells: lists of values,
//! limits, defaults, and conditions with the demands that depend on them. Comparing them
//! with the spec belongs to `audit`, writing them as YAML to `draft`.

pub(super) mod assertions;
pub(super) mod comparisons;
mod defaults;
pub(super) mod demands;
pub(super) mod limits;
pub(super) mod row;
pub(super) mod sentences;
mod understood;
pub(super) mod value_lists;
