//! The changes of the public items of a generated crate that break programs. A change that
//! only adds or relaxes a rule must break none, which `tests/suite/callers.rs` tries. The
//! items belong to `surface`.

use std::collections::{HashMap, HashSet};

use super::change::{Breaks, Change, Kind, Verdict};
use super::surface::surface;
use crate::model::Model;

/// The changes that break programs.
pub(super) fn changes(old: &Model, new: &Model) -> Vec<Change> {
    let (before, after) = (surface(old), surface(new));
    let (earlier, later) = (by_item(old), by_item(new));
    let mut found = Vec::new();
    for (path, signature) in &before.items {
        let now = after.items.get(path);
        if now != Some(signature) {
            let now = now.map(String::as_str);
            found.push(change(&earlier, path, Some(signature), now));
        }
    }
    for (setter, builder) in &after.required_setters {
        // A builder that is new breaks nobody.
        let is_known = before.items.contains_key(builder);
        if is_known && !before.required_setters.contains_key(setter) {
            found.push(change(&later, setter, None, Some("required in the builder")));
        }
    }
    found.extend(features(old, new, &earlier));
    found
}

/// The features that were removed, and the operations that a program with some features
/// loses.
fn features(old: &Model, new: &Model, names: &HashMap<&str, &str>) -> Vec<Change> {
    let kept: HashSet<&str> =
        new.service.areas.iter().map(|area| area.name.as_str()).collect();
    let old_areas = old.service.areas.iter().map(|area| area.name.as_str());
    let removed = old_areas.filter(|area| !kept.contains(area));
    let mut found: Vec<Change> = removed
        .map(|area| change(names, &format!("feature {area}"), Some("a feature"), None))
        .collect();
    let behind = |area: &str| format!("behind the feature {area}");
    // An operation that needs no feature is there in every program.
    let areas: HashMap<&str, &str> = new
        .operations
        .iter()
        .filter_map(|it| Some((it.rust_name.as_str(), it.area.as_deref()?)))
        .collect();
    for operation in &old.operations {
        let (module, before) = (&operation.rust_name, operation.area.as_deref());
        let Some(after) = areas.get(module.as_str()) else { continue };
        if Some(*after) != before {
            let before =
                before.map_or_else(|| "there with any features".to_owned(), behind);
            found.push(change(names, module, Some(&before), Some(&behind(after))));
        }
    }
    found
}

/// The names of operations, by the names with which the paths of their items begin:
/// those of their modules and methods.
fn by_item(model: &Model) -> HashMap<&str, &str> {
    let items = model.operations.iter().flat_map(|operation| {
        let pages = operation.pagination.iter().map(|pages| &pages.rust_name);
        let waiters = operation.waiters.iter().map(|waiter| &waiter.rust_name);
        let all = [&operation.rust_name].into_iter().chain(pages).chain(waiters);
        all.map(|item| (item.as_str(), operation.name.as_str()))
    });
    items.collect()
}

/// The change of the item at a path.
fn change(
    operations: &HashMap<&str, &str>,
    path: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Change {
    let item = path.strip_prefix("Client::").unwrap_or(path);
    let item = item.split([':', '.', ' ']).next().unwrap_or_default();
    Change {
        operation: operations.get(item).map(|name| (*name).to_owned()),
        subject: path.to_owned(),
        kind: Kind::Program,
        verdict: match (before, after) {
            (_, None) => Verdict::Removed,
            (None, _) => Verdict::Stricter,
            _ => Verdict::Mixed,
        },
        breaks: Some(Breaks::Programs),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        refused_now: None,
        allowed_now: None,
    }
}
