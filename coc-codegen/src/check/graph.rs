//! Second pass: which types hold which, what requests and answers reach, and where a struct would hold itself.

use std::collections::HashSet;

use crate::model::{Answer, Model, Ty, TypeId};

/// Fills in what follows from the types of fields alone.
pub(super) fn link(model: &mut Model) {
    let ids: Vec<TypeId> = (0..).map(TypeId).take(model.types.len()).collect();
    let mut requests = Vec::new();
    let mut answers = Vec::new();
    for operation in &model.operations {
        requests.extend(operation.roots());
        answers.extend(operation.responses.iter().filter_map(|response| match &response.body {
            Answer::Json(ty) => ty.held(),
            _ => None,
        }));
    }
    for id in model.reach(requests) {
        model.types[id.0 as usize].in_requests = true;
    }
    for id in model.reach(answers) {
        model.types[id.0 as usize].in_responses = true;
    }
    for id in &ids {
        for child in children(model, *id) {
            // What no request holds encloses nothing in one.
            if model[child].in_requests && !model[*id].in_requests {
                continue;
            }
            let parents = &mut model.types[child.0 as usize].parents;
            // Each type is looked at once, so that it could only stand at the end already.
            if parents.last() != Some(id) {
                parents.push(*id);
            }
        }
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

fn children(model: &Model, id: TypeId) -> Vec<TypeId> {
    model[id].fields.iter().filter_map(|field| field.ty.held()).collect()
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
