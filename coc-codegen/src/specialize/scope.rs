//! The state of a specialization: what has been derived, and what is assumed at one place.

use std::collections::{HashMap, VecDeque};

use crate::model::{Assumed, Known, Model, Module, Operation, TableId, Target, Typed, TypedId};

pub(super) struct Specializer<'m> {
    pub(super) model: &'m Model,
    pub(super) operation: &'m Operation,
    pub(super) home: Module,
    pub(super) typed: Vec<Typed>,
    /// Objects that have a typed form, by the case of the whole request where that matters to them.
    pub(super) memo: HashMap<(TableId, Option<Assumed>), TypedId>,
    /// Objects whose shape is still to be found.
    pub(super) open: VecDeque<(TypedId, TableId, Option<Assumed>)>,
    pub(super) limit: usize,
    pub(super) optional: Vec<(TableId, usize)>,
}

/// What a pub(super) struct in the making is a form of, and under which assumptions.
pub(super) struct Scope<'k> {
    pub(super) of: Target,
    pub(super) case: &'k [Assumed],
    pub(super) known: &'k Known,
    /// The case of the whole request.
    pub(super) outer: Option<Assumed>,
    /// Whether a body without fields is a field of it.
    pub(super) has_body: bool,
    /// Discriminators around it.
    pub(super) depth: usize,
}
