//! The state of a specialization: the derived structs, and the assumptions at one
//! place.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::unnamed::{Unnamed, UnnamedShape};
use crate::arena::{Arena, Id as _};
use crate::model::{
    Assumed, Contract, Known, Module, TableField, TableId, Target, Type, TypedId,
};

/// The derivation of the typed requests of all operations, one by one.
pub(super) struct Specializer<'m> {
    pub(super) contract: &'m Contract,
    /// The forms so far.
    pub(super) forms: Arena<TypedId, Unnamed>,
    /// Objects that have a typed form.
    pub(super) memo: HashMap<TableId, TypedId>,
    /// Objects whose typed form has not been derived yet.
    pub(super) pending: VecDeque<(TypedId, TableId)>,
    /// The number of forms above which the present operation has too many cases.
    pub(super) limit: usize,
    /// Whether discriminators become cases.
    pub(super) has_cases: bool,
    /// Fields that conditions read and that could distinguish cases, but name none.
    pub(super) candidates: BTreeSet<TableField>,
    /// Fields that name cases and that conditions read.
    pub(super) discriminators: BTreeSet<TableField>,
}

/// The request or object of the struct that is being derived, and the assumptions in
/// it.
pub(super) struct Scope<'k> {
    pub(super) of: Target,
    /// The assumed values of discriminators, outermost first.
    pub(super) case: &'k [Assumed],
    pub(super) known: &'k Known,
    /// The body for which the struct has a member, since it is no object with fields.
    pub(super) body: Option<&'k Type>,
    /// The discriminators that enclose the struct.
    pub(super) depth: usize,
}

impl<'m> Specializer<'m> {
    pub(super) fn new(contract: &'m Contract) -> Self {
        Self {
            contract,
            forms: Arena::default(),
            memo: HashMap::new(),
            pending: VecDeque::new(),
            limit: usize::MAX,
            has_cases: true,
            candidates: BTreeSet::new(),
            discriminators: BTreeSet::new(),
        }
    }

    /// Whether the present operation has too many cases.
    pub(super) fn has_too_many(&self) -> bool {
        self.has_cases && self.forms.len() > self.limit
    }

    /// Takes back the forms behind the first `count` ones.
    pub(super) fn forget_from(&mut self, count: usize) {
        self.forms.truncate(count);
        self.memo.retain(|_, id| id.index() < count);
        self.pending.clear();
    }

    /// A place for a form whose members are derived later.
    pub(super) fn reserve(
        &mut self,
        of: Target,
        case: &[Assumed],
        is_whole: bool,
    ) -> TypedId {
        let module = match of {
            Target::Request(id) => Module::Operation(id),
            Target::Object(id) => self.contract[id].module,
        };
        let shape = UnnamedShape::Struct(Vec::new());
        self.forms.push(Unnamed { module, of, is_whole, case: case.to_vec(), shape })
    }
}
