//! Validators: the types that have one, the names of the functions and of the variables
//! in them, and the parts of a request that each takes. Writing the functions belongs to
//! emitters.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::condition::{Condition, Possible, Ref, State};
use super::contract::Contract;
use super::id::TableId;
use super::place::{Part, Place};
use super::rule::{Rule, Test};
use crate::arena::Arena;

/// The form in which a validator looks at an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// As a struct, whose fields have the documented JSON types.
    Struct,
    /// As JSON: the members of a free-form object, and all that is inside of them.
    Json,
}

/// The objects of a type in one form.
pub type Viewed = (TableId, View);

/// The validator of a type in one form. If its rules read the parent, it belongs to the
/// type inside of that parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Function {
    /// The objects that it checks.
    pub of: Viewed,
    /// The objects that enclose them, where it reads these.
    pub parent: Option<Viewed>,
}

/// The validators of a contract.
#[derive(Debug, Clone, Default)]
pub struct Validators {
    /// Objects with something to check. The JSON types of a struct are checked when it is
    /// read; those of JSON are checked by its validator.
    pub active: HashSet<Viewed>,
    /// The parts of a request that the rules of each type read.
    pub needs: Arena<TableId, BTreeSet<Part>>,
    /// The functions of each type. One that reads the parent stands once for each type of
    /// parent.
    pub functions: HashMap<TableId, Vec<Function>>,
    /// The names of the functions.
    pub names: HashMap<Function, String>,
    /// Comparisons that several rules of a function share, with names, in the order of
    /// the rules.
    pub comparisons: HashMap<Function, Vec<(String, Condition)>>,
}

impl Validators {
    /// The parts of a request that a validator takes.
    pub(crate) fn needs(&self, id: TableId) -> &BTreeSet<Part> {
        &self.needs[id]
    }

    /// Whether objects of a type have a validator in one form. That of JSON checks the
    /// types of the members at least.
    pub(crate) fn has(&self, of: Viewed) -> bool {
        self.active.contains(&of)
    }

    /// The functions of a type.
    pub(crate) fn of_type(&self, id: TableId) -> impl Iterator<Item = Function> {
        let functions = self.functions.get(&id).map_or(&[][..], Vec::as_slice);
        functions.iter().copied()
    }

    /// The named comparisons of a validator.
    pub(crate) fn comparisons(&self, function: Function) -> &[(String, Condition)] {
        self.comparisons.get(&function).map_or(&[], Vec::as_slice)
    }

    /// The name of a validator.
    pub(crate) fn name(&self, function: Function) -> Option<&str> {
        self.names.get(&function).map(String::as_str)
    }
}

impl Function {
    /// The validator of objects inside of `parent`.
    pub(crate) fn inside(
        contract: &Contract,
        of: Viewed,
        parent: Option<Viewed>,
    ) -> Self {
        Self { of, parent: read_parent(contract, of.0, parent) }
    }

    /// The objects at `place`, as its rules read them. Those of another part of the request
    /// are structs.
    pub(crate) fn table(self, contract: &Contract, place: Place) -> Option<Viewed> {
        match place {
            Place::Same => Some(self.of),
            Place::Parent => self.parent,
            part => contract.table_at(self.of.0, part).map(|id| (id, View::Struct)),
        }
    }
}

/// The rest of a condition for an object inside of `parent`. A field that the parent
/// does not have is absent.
pub(crate) fn rest_inside(
    contract: &Contract,
    when: &Condition,
    parent: Option<TableId>,
) -> Condition {
    let absent = [State::Absent];
    let has = |name: &str| parent.is_some_and(|id| contract[id].field(name).is_some());
    when.assume(&|read: &Ref| match read.place {
        Place::Parent if !has(&read.name) => Possible::Among(&absent),
        _ => Possible::Anything,
    })
}

/// Whether a validator checks a rule with this rest of its condition.
pub(crate) fn is_effective(rule: &Rule, when: &Condition) -> bool {
    match rule.test {
        Test::Type => false,
        Test::OnlyWhen | Test::DocumentedFor => !when.is_always(),
        _ => !when.is_never(),
    }
}

/// The parent, if a rule of `id` reads a field that it has. Another parent counts as
/// one without fields.
fn read_parent(
    contract: &Contract,
    id: TableId,
    parent: Option<Viewed>,
) -> Option<Viewed> {
    let item = &contract[id];
    let mut rules =
        item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups);
    parent.filter(|(parent, _)| {
        rules.any(|rule| {
            let reads = contract[*rule].when.reads();
            reads.into_iter().any(|read| {
                read.place == Place::Parent
                    && contract[*parent].field(&read.name).is_some()
            })
        })
    })
}
