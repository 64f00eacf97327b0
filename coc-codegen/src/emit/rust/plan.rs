//! Which types have validators, what those are called, and what they are handed. Decided
//! once, before any is emitted.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::arena::Id;
use crate::ident::{Case, identifier};
use crate::model::{Model, Module, Operation, Place, TableId, Test, Type};

/// Which types have validators, what those are called, and what they need to be handed.
pub(super) struct Plan {
    pub(super) active: HashSet<TableId>,
    needs: Vec<BTreeSet<Place>>,
    names: HashMap<(TableId, Option<TableId>), String>,
}

impl Plan {
    /// Looks at every type once, and at types that hold it until nothing changes.
    pub(super) fn new(model: &Model) -> Self {
        let ids = || (0..).map(TableId).take(model.types.len());
        let mut needs: Vec<BTreeSet<Place>> =
            ids().map(|id| own_needs(model, id)).collect();
        let mut active: HashSet<TableId> =
            ids().filter(|id| has_rules(model, *id)).collect();
        let mut open: Vec<TableId> = ids().collect();
        while let Some(id) = open.pop() {
            for parent in model[id].parents.clone() {
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
        let mut plan = Self { active, needs, names: HashMap::new() };
        plan.name(model);
        plan
    }

    fn name(&mut self, model: &Model) {
        let mut taken: HashSet<(Module, String)> = HashSet::new();
        for id in (0..).map(TableId).take(model.types.len()) {
            if !self.active.contains(&id) || !model[id].in_requests {
                continue;
            }
            let instances = self.instances(model, id);
            let several = instances.len() > 1;
            for parent in instances {
                let inside = parent
                    .filter(|_| several)
                    .map_or_else(String::new, |id| format!("In{}", model[id].rust_name));
                let stem = format!("{}{inside}", model[id].rust_name);
                let stem = identifier(&stem, Case::Snake)
                    .unwrap_or_else(|| "object".to_owned());
                let stem = format!("check_{stem}");
                let mut name = stem.clone();
                let mut count = 1;
                while !taken.insert((model[id].module, name.clone())) {
                    count += 1;
                    name = format!("{stem}_{count}");
                }
                self.names.insert((id, parent), name);
            }
        }
    }

    /// The parts of a request that a validator is handed.
    pub(super) fn needs(&self, id: TableId) -> &BTreeSet<Place> {
        &self.needs[id.index()]
    }

    /// A validator that reads its parent has one instance for each type of parent.
    pub(super) fn instances(&self, model: &Model, id: TableId) -> Vec<Option<TableId>> {
        let mut found: Vec<Option<TableId>> = Vec::new();
        let in_requests =
            model[id].parents.iter().filter(|parent| model[**parent].in_requests);
        for parent in in_requests.map(|parent| Self::asked(model, id, Some(*parent))) {
            if !found.contains(&parent) {
                found.push(parent);
            }
        }
        let alone = |operation: &Operation| {
            operation.body.as_ref().and_then(Type::held) == Some(id)
        };
        if !found.contains(&None)
            && (found.is_empty() || model.operations.iter().any(alone))
        {
            found.push(None);
        }
        found
    }

    /// The parent, if a rule of `id` reads a field that it has: any other encloses with
    /// nothing there.
    pub(super) fn asked(
        model: &Model,
        id: TableId,
        parent: Option<TableId>,
    ) -> Option<TableId> {
        let item = &model[id];
        let mut rules =
            item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups);
        parent.filter(|parent| {
            rules.any(|rule| {
                let reads = model[*rule].when.reads();
                reads.into_iter().any(|read| {
                    read.place == Place::Parent
                        && model[*parent].field(&read.name).is_some()
                })
            })
        })
    }

    pub(super) fn instance(
        &self,
        model: &Model,
        id: TableId,
        parent: Option<TableId>,
    ) -> Option<&str> {
        self.names.get(&(id, Self::asked(model, id, parent))).map(String::as_str)
    }
}

fn own_needs(model: &Model, id: TableId) -> BTreeSet<Place> {
    let rules =
        model[id].fields.iter().flat_map(|field| &field.rules).chain(&model[id].groups);
    let mut places: BTreeSet<Place> = rules
        .flat_map(|rule| model[*rule].when.reads())
        .map(|field| field.place)
        .collect();
    places.remove(&Place::Same);
    places
}

fn has_rules(model: &Model, id: TableId) -> bool {
    let rules =
        model[id].fields.iter().flat_map(|field| &field.rules).chain(&model[id].groups);
    rules.into_iter().any(|rule| model[*rule].test != Test::Type)
}
