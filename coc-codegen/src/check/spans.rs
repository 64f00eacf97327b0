//! Where the model's parts stand in the spec. The model itself has no places, so that equal specs give equal models.

use crate::source::Span;

/// Places, by the same indexes as in the model.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    pub(crate) enums: Vec<Span>,
    pub(crate) values: Vec<Vec<Span>>,
    pub(crate) types: Vec<Span>,
    pub(crate) fields: Vec<Vec<Span>>,
    pub(crate) decisions: Vec<Span>,
    pub(crate) operations: Vec<Span>,
    pub(crate) rules: Vec<Span>,
}
