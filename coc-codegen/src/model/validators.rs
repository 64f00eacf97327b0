//! Validators: the types that have one, the names of the functions and of the variables
//! in them, and the parts of a request that each takes.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::condition::{Condition, Possible, Ref, State};
use super::contract::Contract;
use super::id::TableId;
use super::operation::Operation;
use super::place::Place;
use super::rule::{Rule, Test};
use super::table::Type;
use crate::arena::Arena;

/// The validator of a type. If its rules read the parent, it belongs to the type inside
/// of that parent.
pub type Function = (TableId, Option<TableId>);

/// The validators of a contract.
#[derive(Debug, Clone, Default)]
pub struct Validators {
    /// Types that have rules, or hold types that have rules.
    pub active: HashSet<TableId>,
    /// The parts of a request that the rules of each type read.
    pub needs: Arena<TableId, BTreeSet<Place>>,
    /// Names of functions by type, and by parent if the rules read it.
    pub names: HashMap<Function, String>,
    /// Comparisons that several rules of a function share, with names, in the order of
    /// the rules.
    pub questions: HashMap<Function, Vec<(String, Condition)>>,
}

impl Validators {
    /// The parts of a request that a validator takes.
    pub(crate) fn needs(&self, id: TableId) -> &BTreeSet<Place> {
        &self.needs[id]
    }

    /// The instances of a validator. One that reads the parent has an instance for each
    /// type of parent.
    pub(crate) fn instances(
        &self,
        contract: &Contract,
        id: TableId,
    ) -> Vec<Option<TableId>> {
        let mut found: Vec<Option<TableId>> = Vec::new();
        let in_requests =
            contract[id].parents.iter().filter(|parent| contract[**parent].in_requests);
        for parent in in_requests.map(|parent| read_parent(contract, id, Some(*parent)))
        {
            if !found.contains(&parent) {
                found.push(parent);
            }
        }
        let alone = |operation: &Operation| {
            operation.body.as_ref().and_then(Type::held) == Some(id)
        };
        if !found.contains(&None)
            && (found.is_empty() || contract.operations.iter().any(alone))
        {
            found.push(None);
        }
        found
    }

    /// The named comparisons of the validator of `id` inside of `parent`.
    pub(crate) fn questions(
        &self,
        contract: &Contract,
        id: TableId,
        parent: Option<TableId>,
    ) -> &[(String, Condition)] {
        let found = self.questions.get(&(id, read_parent(contract, id, parent)));
        found.map_or(&[], Vec::as_slice)
    }

    /// The name of the validator of `id` inside of `parent`.
    pub(crate) fn instance(
        &self,
        contract: &Contract,
        id: TableId,
        parent: Option<TableId>,
    ) -> Option<&str> {
        self.names.get(&(id, read_parent(contract, id, parent))).map(String::as_str)
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
pub(crate) fn read_parent(
    contract: &Contract,
    id: TableId,
    parent: Option<TableId>,
) -> Option<TableId> {
    let item = &contract[id];
    let mut rules =
        item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups);
    parent.filter(|parent| {
        rules.any(|rule| {
            let reads = contract[*rule].when.reads();
            reads.into_iter().any(|read| {
                read.place == Place::Parent
                    && contract[*parent].field(&read.name).is_some()
            })
        })
    })
}
