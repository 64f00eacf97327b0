//! The state of a specialization: what has been derived, and what is assumed at one
//! place.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::model::{
    Assumed, Contract, Known, Module, Operation, Shape, TableId, Target, TypedId,
};

/// A struct or an enum in which rules have become types, before it has a name.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) module: Module,
    pub(crate) of: Target,
    pub(crate) is_whole: bool,
    pub(crate) case: Vec<Assumed>,
    /// Fields are called as on the wire.
    pub(crate) shape: Shape,
}

pub(super) struct Specializer<'m> {
    pub(super) model: &'m Contract,
    pub(super) operation: &'m Operation,
    pub(super) module: Module,
    pub(super) typed: Vec<Form>,
    /// Objects that have a typed form.
    pub(super) memo: HashMap<TableId, TypedId>,
    /// Objects whose shape is still to be found.
    pub(super) open: VecDeque<(TypedId, TableId)>,
    pub(super) limit: usize,
    /// Whether discriminators become cases.
    pub(super) has_cases: bool,
    pub(super) candidates: Vec<(TableId, usize)>,
    pub(super) deciding: HashSet<(TableId, usize)>,
}

/// The request or object that a struct in the making is a form of, and the assumptions
/// in it.
pub(super) struct Scope<'k> {
    pub(super) of: Target,
    pub(super) case: &'k [Assumed],
    pub(super) known: &'k Known,
    /// Whether a body without fields is a field of it.
    pub(super) has_body: bool,
    /// Discriminators around it.
    pub(super) depth: usize,
}
