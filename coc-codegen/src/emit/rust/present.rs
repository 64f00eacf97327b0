//! Small questions about the model that several emitters ask.

use std::collections::HashSet;

use crate::model::{Model, OperationId, Ty, TypeId};

/// The types that an operation's requests hold, in the order in which they are met.
pub(super) fn reachable(model: &Model, id: OperationId) -> Vec<TypeId> {
    let operation = &model[id];
    let mut open: Vec<TypeId> = operation.parameters.iter().map(|(_, id)| *id).collect();
    open.extend(operation.body.as_ref().and_then(held));
    let mut seen: HashSet<TypeId> = open.iter().copied().collect();
    let mut at = 0;
    while at < open.len() {
        for child in model[open[at]].fields.iter().filter_map(|field| held(&field.ty)) {
            if seen.insert(child) {
                open.push(child);
            }
        }
        at += 1;
    }
    open
}

/// The struct that values of this type hold, at any depth of arrays and maps.
pub(super) fn held(ty: &Ty) -> Option<TypeId> {
    match ty.innermost() {
        Ty::Struct(id) => Some(*id),
        _ => None,
    }
}
