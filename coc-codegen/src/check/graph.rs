//! Second pass: which types hold which, what requests and answers reach, and where a struct would hold itself.

use std::collections::{HashSet, VecDeque};

use super::declare::Draft;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Content, MAX_NESTING, Model, TableId, Type};

/// Fills in what follows from the types of fields alone, and refuses types that are nested too deep.
pub(super) fn link(draft: &mut Draft, diagnostics: &mut Diagnostics) {
    let model = &mut draft.model;
    let ids: Vec<TableId> = (0..).map(TableId).take(model.types.len()).collect();
    let mut requests = Vec::new();
    let mut answers = Vec::new();
    for operation in &model.operations {
        requests.extend(operation.roots());
        answers.extend(operation.responses.iter().filter_map(|response| match &response.body {
            Content::Json(ty) => ty.held(),
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
    // By way of answers too, other than what encloses.
    let mut around: Vec<Vec<TableId>> = vec![Vec::new(); ids.len()];
    for id in &ids {
        for child in children(model, *id) {
            around[child.0 as usize].push(*id);
        }
    }
    let is_secretive = |id: &TableId| model[*id].fields.iter().any(|field| field.sensitive);
    let mut open: Vec<TableId> = ids.iter().copied().filter(is_secretive).collect();
    draft.secretive.extend(&open);
    while let Some(id) = open.pop() {
        open.extend(around[id.0 as usize].iter().filter(|outer| draft.secretive.insert(**outer)));
    }
    let depths = depths(model, &around);
    // The first one is enough: all that it holds is too deep as well.
    if let Some(at) = depths.iter().position(|(depth, _)| *depth >= MAX_NESTING) {
        let message = format!("`{}` is nested deeper than {MAX_NESTING} types", model.types[at].name);
        let diagnostic = Diagnostic::error(Code::TooDeep, draft.spans.types[at], message);
        diagnostics.push(diagnostic.help("hold what is in it somewhere further out"));
        return;
    }
    for id in ids.into_iter().filter(|id| depths[id.0 as usize].1) {
        // Only direct fields make a struct infinitely large; arrays and maps hold theirs elsewhere.
        for at in 0..model[id].fields.len() {
            if let Type::Struct(child) = model[id].fields[at].ty {
                model.types[id.0 as usize].fields[at].boxed = holds_directly(model, child, id);
            }
        }
    }
}

/// For each type, how many others are around it, and whether it may be in a ring. In rings, where there is no most,
/// it is the fewest.
fn depths(model: &Model, around: &[Vec<TableId>]) -> Vec<(usize, bool)> {
    let mut found = vec![(0, true); model.types.len()];
    // Whatever all of whose parents are looked at is in no ring, and one deeper than the deepest of them.
    let mut waiting: Vec<usize> = around.iter().map(Vec::len).collect();
    let mut open: Vec<TableId> = (0..).map(TableId).take(model.types.len()).collect();
    open.retain(|id| waiting[id.0 as usize] == 0);
    while let Some(id) = open.pop() {
        let (depth, ring) = &mut found[id.0 as usize];
        *ring = false;
        let depth = *depth + 1;
        for child in children(model, id) {
            let at = child.0 as usize;
            found[at].0 = depth.max(found[at].0);
            waiting[at] -= 1;
            if waiting[at] == 0 {
                open.push(child);
            }
        }
    }
    // The rest from the outside in.
    let mut seen: HashSet<TableId> = HashSet::new();
    let mut open: VecDeque<(TableId, usize)> = VecDeque::new();
    let roots = model.operations.iter().flat_map(|operation| {
        let answers = operation.responses.iter().filter_map(|response| match &response.body {
            Content::Json(ty) => ty.held(),
            _ => None,
        });
        operation.roots().chain(answers).collect::<Vec<_>>()
    });
    open.extend(roots.filter(|id| seen.insert(*id)).map(|id| (id, 0)));
    while let Some((id, depth)) = open.pop_front() {
        if found[id.0 as usize].1 {
            found[id.0 as usize].0 = depth;
        }
        let new: Vec<TableId> = children(model, id).into_iter().filter(|child| seen.insert(*child)).collect();
        open.extend(new.into_iter().map(|child| (child, depth + 1)));
    }
    found
}

fn children(model: &Model, id: TableId) -> Vec<TableId> {
    model[id].fields.iter().filter_map(|field| field.ty.held()).collect()
}

fn holds_directly(model: &Model, from: TableId, wanted: TableId) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if seen.insert(id) {
            open.extend(model[id].fields.iter().filter_map(|field| match field.ty {
                Type::Struct(child) => Some(child),
                _ => None,
            }));
        }
    }
    false
}
