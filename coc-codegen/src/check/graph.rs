//! Second pass: which types hold which, what requests and answers reach, and where a struct would hold itself.

use std::collections::HashSet;

use crate::model::{Answer, Model, Ty, TypeId};

/// Fills in what follows from the types of fields alone.
pub(super) fn link(model: &mut Model) {
    let ids: Vec<TypeId> = (0..).map(TypeId).take(model.types.len()).collect();
    for id in &ids {
        for child in children(model, *id) {
            let parents = &mut model.types[child.0 as usize].parents;
            if !parents.contains(id) {
                parents.push(*id);
            }
        }
    }
    let mut requests = Vec::new();
    let mut answers = Vec::new();
    for operation in &model.operations {
        requests.extend(operation.parameters.iter().map(|(_, id)| *id));
        requests.extend(operation.body.as_ref().and_then(held));
        answers.extend(operation.responses.iter().filter_map(|response| match &response.body {
            Answer::Json(ty) => held(ty),
            _ => None,
        }));
    }
    for id in reach(model, requests) {
        model.types[id.0 as usize].in_requests = true;
    }
    for id in reach(model, answers) {
        model.types[id.0 as usize].in_responses = true;
    }
    for id in ids {
        // Only direct fields make a struct infinitely large; arrays and maps hold theirs elsewhere.
        for at in 0..model[id].fields.len() {
            if let Ty::Struct(child) = model[id].fields[at].ty {
                model.types[id.0 as usize].fields[at].boxed = holds_directly(model, child, id);
            }
        }
    }
}

/// The type that values of `ty` hold, at any depth of arrays and maps.
pub(super) fn held(ty: &Ty) -> Option<TypeId> {
    match ty.innermost() {
        Ty::Struct(id) => Some(*id),
        _ => None,
    }
}

fn children(model: &Model, id: TypeId) -> Vec<TypeId> {
    model[id].fields.iter().filter_map(|field| held(&field.ty)).collect()
}

fn reach(model: &Model, mut open: Vec<TypeId>) -> HashSet<TypeId> {
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(children(model, id));
        }
    }
    seen
}

fn holds_directly(model: &Model, from: TypeId, wanted: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if seen.insert(id) {
            open.extend(model[id].fields.iter().filter_map(|field| match field.ty {
                Ty::Struct(child) => Some(child),
                _ => None,
            }));
        }
    }
    false
}
