//! Finds the operations and the rules of one version of a spec that belong to those of the
//! other version, by their names. Comparing them does not belong here.

use std::collections::HashMap;

use crate::model::{Model, Operation, Rule, RuleId};

/// One rule in both versions.
pub(super) type RulePair<'m> = [Option<(RuleId, &'m Rule)>; 2];

/// The operations of a model by their names.
pub(super) fn by_name(model: &Model) -> HashMap<&str, &Operation> {
    model.operations.iter().map(|it| (it.name.as_str(), it)).collect()
}

/// Pairs rules with the same id; the present rules come first, in their order.
pub(super) fn paired<'m>(
    before: &[(RuleId, &'m Rule)],
    after: &[(RuleId, &'m Rule)],
) -> Vec<RulePair<'m>> {
    let by_id = |list: &[(RuleId, &'m Rule)]| -> HashMap<&'m str, (RuleId, &'m Rule)> {
        list.iter().map(|it| (it.1.id.as_str(), *it)).collect()
    };
    let (earlier, later) = (by_id(before), by_id(after));
    let now = after.iter().map(|it| [earlier.get(&*it.1.id).copied(), Some(*it)]);
    let gone = before.iter().filter(|it| !later.contains_key(&*it.1.id));
    now.chain(gone.map(|it| [Some(*it), None])).collect()
}
