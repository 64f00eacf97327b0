//! The state of a specialization: the derived structs, and the assumptions at one
//! place.

use std::collections::{HashMap, HashSet, VecDeque};

use super::form::Form;
use crate::model::{
    Assumed, Contract, Known, Module, Operation, TableId, Target, TypedId,
};

pub(super) struct Specializer<'m> {
    pub(super) model: &'m Contract,
    pub(super) operation: &'m Operation,
    pub(super) module: Module,
    pub(super) typed: Vec<Form>,
    /// Objects that have a typed form.
    pub(super) memo: HashMap<TableId, TypedId>,
    /// Objects whose typed form has not been derived yet.
    pub(super) open: VecDeque<(TypedId, TableId)>,
    pub(super) limit: usize,
    /// Whether discriminators become cases.
    pub(super) has_cases: bool,
    pub(super) candidates: Vec<(TableId, usize)>,
    pub(super) deciding: HashSet<(TableId, usize)>,
}

/// The request or object of the struct that is being derived, and the assumptions in
/// it.
pub(super) struct Scope<'k> {
    pub(super) of: Target,
    pub(super) case: &'k [Assumed],
    pub(super) known: &'k Known,
    /// Whether the struct has a field for a body without fields.
    pub(super) has_body: bool,
    /// The discriminators that enclose the struct.
    pub(super) depth: usize,
}
