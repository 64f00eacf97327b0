//! Checks everything about answers: envelopes, accessors, pages of lists, and waiters.
//! Examples of answers belong to `examples`.

pub(super) mod accessors;
pub(super) mod answer;
pub(super) mod cases;
pub(super) mod envelopes;
pub(super) mod page_places;
pub(super) mod pagination;
pub(super) mod results;
pub(super) mod waiters;
