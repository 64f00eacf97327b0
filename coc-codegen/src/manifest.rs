//! The features in the manifest of a generated crate, compared with the areas of its spec.
//! The rest of a manifest does not belong here.

use crate::model::Model;

/// A feature as a manifest declares it.
struct Feature<'m> {
    name: &'m str,
    enables: Vec<&'m str>,
}

/// The changes that the text of a manifest needs so that it has a feature for each area
/// of the spec, in the default set too. A feature that enables nothing is an area.
///
/// A spec without areas needs none.
#[must_use]
pub fn needed_changes(manifest: &str, model: &Model) -> Vec<String> {
    let areas: Vec<&str> =
        model.service.areas.iter().map(|area| area.name.as_str()).collect();
    if areas.is_empty() {
        return Vec::new();
    }
    let features = features(manifest);
    let of = |name: &str| features.iter().find(|feature| feature.name == name);
    let default = of("default").map_or(&[][..], |it| it.enables.as_slice());
    let mut changes = Vec::new();
    for area in &areas {
        if of(area).is_none() {
            changes.push(format!("add `{area} = []` below `[features]`"));
        }
        if !default.contains(area) {
            changes.push(format!("add `\"{area}\"` to the feature `default`"));
        }
    }
    for Feature { name, enables } in &features {
        if enables.is_empty() && *name != "default" && !areas.contains(name) {
            changes.push(format!("delete the feature `{name}` and its mention in `default`: the spec has no area `{name}`"));
        }
    }
    changes
}

/// The features, in the order of the text. Only the usual form is read: the table
/// `[features]` with one key for each feature.
fn features(manifest: &str) -> Vec<Feature<'_>> {
    let mut found: Vec<Feature<'_>> = Vec::new();
    let mut is_inside = false;
    let mut is_open = false;
    for line in manifest.lines() {
        // The names of features hold no `#`.
        let line = line.split('#').next().unwrap_or_default().trim();
        if !is_open && line.starts_with('[') {
            let name = line.trim_start_matches('[').trim_end_matches(']');
            is_inside = name.trim() == "features";
            continue;
        }
        if !is_inside {
            continue;
        }
        let mut rest = line;
        if !is_open && let Some((name, value)) = line.split_once('=') {
            let name = name.trim().trim_matches(['"', '\'']);
            found.push(Feature { name, enables: Vec::new() });
            (rest, is_open) = (value, true);
        }
        let Some(feature) = found.last_mut().filter(|_| is_open) else { continue };
        is_open = !rest.contains(']');
        let names = rest.split(['[', ']', ',']).map(str::trim);
        let names = names.map(|name| name.trim_matches(['"', '\'']));
        feature.enables.extend(names.filter(|name| !name.is_empty()));
    }
    found
}
