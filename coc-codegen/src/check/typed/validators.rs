//! Validators: decides which types have one, the names of the functions and of the
//! variables in them, and the parts of a request that each takes. Emitting them belongs to
//! `emit`.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::comparisons::comparisons;
use crate::arena::Arena;
use crate::ident::{Case, identifier};
use crate::model::{
    Contract, Function, Module, Operation, Part, Place, RuleId, Table, TableId, Test,
    Validators, View, Viewed,
};

/// Decides about the validators of every type. Visits all types, and then the types that
/// hold a changed one, until nothing changes.
pub(in crate::check) fn validators(contract: &Contract) -> Validators {
    let ids = || contract.types.ids();
    let mut needs: Arena<TableId, BTreeSet<Part>> =
        ids().map(|id| own_needs(contract, id)).collect();
    let mut active: HashSet<TableId> =
        ids().filter(|id| has_rules(contract, *id)).collect();
    let mut open: Vec<TableId> = ids().collect();
    while let Some(id) = open.pop() {
        for parent in contract[id].parents.iter().copied() {
            let before = (active.contains(&parent), needs[parent].len());
            if active.contains(&id) {
                active.insert(parent);
                let passed = needs[id].clone();
                needs[parent].extend(passed);
            }
            if before != (active.contains(&parent), needs[parent].len()) {
                open.push(parent);
            }
        }
    }
    let structs = active.into_iter().map(|id| (id, View::Struct));
    // The JSON types of fields are rules of an object that no struct has read.
    let objects = ids().filter(|id| rules(&contract[*id]).next().is_some());
    let active = structs.chain(objects.map(|id| (id, View::Json))).collect();
    let unnamed = Validators { active, needs, ..Validators::default() };
    let functions = functions(contract, &unnamed);
    let names = names(contract, &functions);
    let of_functions = names.keys().map(|it| {
        let parent = it.parent.map(|(id, _)| id);
        (*it, comparisons(contract, it.of.0, parent))
    });
    Validators { comparisons: of_functions.collect(), functions, names, ..unnamed }
}

/// The functions of each type that requests hold.
fn functions(
    contract: &Contract,
    validators: &Validators,
) -> HashMap<TableId, Vec<Function>> {
    let roots: HashSet<TableId> =
        contract.operations.iter().flat_map(Operation::roots).collect();
    let inside = |(id, view): Viewed| {
        let fields = contract[id].fields.iter();
        fields.flat_map(move |field| {
            let members = field.rules.iter();
            let members = members.filter_map(|rule| contract[*rule].test.members());
            let held = field.ty.held().map(|id| (id, view));
            held.into_iter().chain(members.map(|id| (id, View::Json)))
        })
    };
    let mut open: Vec<Viewed> = roots.iter().map(|id| (*id, View::Struct)).collect();
    let mut parents: HashMap<Viewed, HashSet<Viewed>> = HashMap::new();
    let mut seen: HashSet<Viewed> = open.iter().copied().collect();
    while let Some(parent) = open.pop() {
        for child in inside(parent) {
            parents.entry(child).or_default().insert(parent);
            if seen.insert(child) {
                open.push(child);
            }
        }
    }
    let views = [View::Struct, View::Json];
    let of_type = |id: TableId| {
        let mut found: Vec<Function> = Vec::new();
        let of = views.map(|view| (id, view));
        for of in of.into_iter().filter(|of| seen.contains(of) && validators.has(*of)) {
            let known = parents.get(&of);
            let around = contract[id].parents.iter();
            let around = around.flat_map(|id| views.map(|view| (*id, view)));
            let around =
                around.filter(|it| known.is_some_and(|known| known.contains(it)));
            let outermost = roots.contains(&id) && of.1 == View::Struct;
            for parent in around.map(Some).chain(outermost.then_some(None)) {
                let function = Function::inside(contract, of, parent);
                if !found.contains(&function) {
                    found.push(function);
                }
            }
        }
        found
    };
    contract.types.ids().map(|id| (id, of_type(id))).collect()
}

/// The names of all functions.
fn names(
    contract: &Contract,
    functions: &HashMap<TableId, Vec<Function>>,
) -> HashMap<Function, String> {
    let mut names = HashMap::new();
    let mut taken: HashSet<(Module, String)> = HashSet::new();
    for (id, table) in contract.types.entries() {
        let all = functions.get(&id).map_or(&[][..], Vec::as_slice);
        for function in all {
            let several = all.iter().filter(|it| it.of == function.of).count() > 1;
            let has_both = all.iter().any(|it| it.of.1 == View::Struct);
            let form = if has_both && function.of.1 == View::Json { "Json" } else { "" };
            let inside = function
                .parent
                .filter(|_| several)
                .map_or_else(String::new, |(id, _)| {
                    format!("In{}", contract[id].rust_name)
                });
            let stem = format!("{}{form}{inside}", table.rust_name);
            let stem =
                identifier(&stem, Case::Snake).unwrap_or_else(|| "object".to_owned());
            let stem = format!("check_{stem}");
            let mut name = stem.clone();
            let mut count = 1;
            while !taken.insert((table.module, name.clone())) {
                count += 1;
                name = format!("{stem}_{count}");
            }
            names.insert(*function, name);
        }
    }
    names
}

/// The parts of a request that the conditions of a type read.
fn own_needs(contract: &Contract, id: TableId) -> BTreeSet<Part> {
    let reads = rules(&contract[id]).flat_map(|rule| contract[*rule].when.reads());
    reads
        .filter_map(|field| match field.place {
            Place::Part(part) => Some(part),
            Place::Answer | Place::Parent | Place::Same => None,
        })
        .collect()
}

/// Whether a struct of this type has a rule that its own types do not keep.
fn has_rules(contract: &Contract, id: TableId) -> bool {
    rules(&contract[id]).any(|rule| contract[*rule].test != Test::Type)
}

/// The rules of the fields and the groups of a table.
fn rules(table: &Table) -> impl Iterator<Item = &RuleId> {
    table.fields.iter().flat_map(|field| &field.rules).chain(&table.groups)
}
