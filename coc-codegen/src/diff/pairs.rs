//! Finds the operations and the rules of one version of a spec that belong to those of the
//! other version, by their names. Comparing them does not belong here.

use std::collections::HashMap;

use super::versions::Versions;
use crate::model::{Model, Operation, Rule, RuleId};

/// One rule in both versions.
pub(super) type RulePair<'m> = Versions<Option<(RuleId, &'m Rule)>>;

/// The operations of a model by their names.
pub(super) fn by_name(model: &Model) -> HashMap<&str, &Operation> {
    model.operations.iter().map(|it| (it.name.as_str(), it)).collect()
}

/// Pairs rules with the same id; the present rules come first, in their order.
pub(super) fn paired<'m>(
    rules: &Versions<Vec<(RuleId, &'m Rule)>>,
) -> Vec<RulePair<'m>> {
    let by_id = |list: &[(RuleId, &'m Rule)]| -> HashMap<&'m str, (RuleId, &'m Rule)> {
        list.iter().map(|it| (it.1.id.as_str(), *it)).collect()
    };
    let Versions { old, new } = rules;
    let (earlier, later) = (by_id(old), by_id(new));
    let now =
        new.iter().map(|it| Versions::new(earlier.get(&*it.1.id).copied(), Some(*it)));
    let gone = old.iter().filter(|it| !later.contains_key(&*it.1.id));
    now.chain(gone.map(|it| Versions::new(Some(*it), None))).collect()
}
