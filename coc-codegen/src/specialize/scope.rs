//! The state of a specialization: the derived structs, and the assumptions at one
//! place.

use std::collections::{HashMap, HashSet, VecDeque};

use super::form::{Form, FormShape};
use crate::arena::Id as _;
use crate::model::{
    Assumed, Contract, Known, Module, Operation, TableId, Target, TypedId,
};

/// The derivation of the typed request of one operation.
pub(super) struct Specializer<'m> {
    pub(super) contract: &'m Contract,
    pub(super) operation: &'m Operation,
    pub(super) module: Module,
    /// The forms of all operations so far.
    pub(super) typed: Vec<Form>,
    /// Objects that have a typed form.
    pub(super) memo: HashMap<TableId, TypedId>,
    /// Objects whose typed form has not been derived yet.
    pub(super) open: VecDeque<(TypedId, TableId)>,
    /// The number of forms above which the operation has too many cases.
    pub(super) limit: usize,
    /// Whether discriminators become cases.
    pub(super) has_cases: bool,
    /// Fields that conditions read and that could distinguish cases, but name none.
    pub(super) candidates: Vec<(TableId, usize)>,
    /// Fields that name cases and that conditions read.
    pub(super) deciding: HashSet<(TableId, usize)>,
}

/// The request or object of the struct that is being derived, and the assumptions in
/// it.
pub(super) struct Scope<'k> {
    pub(super) of: Target,
    /// The assumed values of discriminators, outermost first.
    pub(super) case: &'k [Assumed],
    pub(super) known: &'k Known,
    /// Whether the struct has a field for a body without fields.
    pub(super) has_body: bool,
    /// The discriminators that enclose the struct.
    pub(super) depth: usize,
}

impl Specializer<'_> {
    /// A place for a form whose members are derived later.
    pub(super) fn reserve(
        &mut self,
        of: Target,
        case: &[Assumed],
        is_whole: bool,
    ) -> TypedId {
        let id = TypedId::from_index(self.typed.len());
        let module = match of {
            Target::Request(_) => self.module,
            Target::Object(id) => self.contract[id].module,
        };
        let shape = FormShape::Struct(Vec::new());
        self.typed.push(Form { module, of, is_whole, case: case.to_vec(), shape });
        id
    }
}
