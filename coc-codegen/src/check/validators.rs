//! Validators: decides which types have one, the names of the functions and of the
//! variables in them, and the parts of a request that each takes.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::questions::questions;
use crate::arena::{Arena, Id};
use crate::ident::{Case, identifier};
use crate::model::{Contract, Module, Place, TableId, Test, Validators};

/// Visits every type, and the types that hold a changed one, until nothing changes.
pub(super) fn validators(contract: &Contract) -> Validators {
    let ids = || contract.types.ids();
    let mut needs: Vec<BTreeSet<Place>> =
        ids().map(|id| own_needs(contract, id)).collect();
    let mut active: HashSet<TableId> =
        ids().filter(|id| has_rules(contract, *id)).collect();
    let mut open: Vec<TableId> = ids().collect();
    while let Some(id) = open.pop() {
        for parent in contract[id].parents.clone() {
            let before = (active.contains(&parent), needs[parent.index()].len());
            if active.contains(&id) {
                active.insert(parent);
                let passed: Vec<Place> = needs[id.index()]
                    .iter()
                    .copied()
                    .filter(|it| *it != Place::Parent)
                    .collect();
                needs[parent.index()].extend(passed);
            }
            if before != (active.contains(&parent), needs[parent.index()].len()) {
                open.push(parent);
            }
        }
    }
    let needs: Arena<TableId, BTreeSet<Place>> = needs.into_iter().collect();
    let unnamed = Validators { active, needs, ..Validators::default() };
    let names = names(contract, &unnamed);
    let of_functions = names.keys().map(|key| (*key, questions(contract, key.0, key.1)));
    Validators { questions: of_functions.collect(), names, ..unnamed }
}

fn names(
    contract: &Contract,
    validators: &Validators,
) -> HashMap<(TableId, Option<TableId>), String> {
    let mut names = HashMap::new();
    let mut taken: HashSet<(Module, String)> = HashSet::new();
    for (id, table) in contract.types.entries() {
        if !validators.active.contains(&id) || !table.in_requests {
            continue;
        }
        let instances = validators.instances(contract, id);
        let several = instances.len() > 1;
        for parent in instances {
            let inside = parent
                .filter(|_| several)
                .map_or_else(String::new, |id| format!("In{}", contract[id].rust_name));
            let stem = format!("{}{inside}", table.rust_name);
            let stem =
                identifier(&stem, Case::Snake).unwrap_or_else(|| "object".to_owned());
            let stem = format!("check_{stem}");
            let mut name = stem.clone();
            let mut count = 1;
            while !taken.insert((table.module, name.clone())) {
                count += 1;
                name = format!("{stem}_{count}");
            }
            names.insert((id, parent), name);
        }
    }
    names
}

fn own_needs(contract: &Contract, id: TableId) -> BTreeSet<Place> {
    let rules = contract[id]
        .fields
        .iter()
        .flat_map(|field| &field.rules)
        .chain(&contract[id].groups);
    let mut places: BTreeSet<Place> = rules
        .flat_map(|rule| contract[*rule].when.reads())
        .map(|field| field.place)
        .collect();
    places.remove(&Place::Same);
    places
}

fn has_rules(contract: &Contract, id: TableId) -> bool {
    let rules = contract[id]
        .fields
        .iter()
        .flat_map(|field| &field.rules)
        .chain(&contract[id].groups);
    rules.into_iter().any(|rule| contract[*rule].test != Test::Type)
}
