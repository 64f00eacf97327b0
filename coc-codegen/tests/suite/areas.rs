//! Areas: features of the generated crate, tags in the contract, and the manifest that has
//! to agree. Whether a subset of them compiles is held by `compiles`.

use std::fs;

use coc_codegen::diagnostic::Code;
use coc_codegen::diff::{Breaks, diff};
use coc_codegen::{Checked, emit, manifest};
use serde_json::{Value, json};

use crate::support::{Sound, check, root, sources};

/// A service with these areas and with one operation of each given area.
fn service(areas: &[&str], operations: &[(&str, Option<&str>)]) -> Sound {
    let areas: String =
        areas.iter().map(|area| format!("  {area}: A part.\n")).collect();
    let areas = if areas.is_empty() { areas } else { format!("areas:\n{areas}") };
    let mut files = vec![("service.yaml".to_owned(), format!("service: demo\n{areas}"))];
    for (name, area) in operations {
        let area = area.map_or_else(String::new, |area| format!("area: {area}\n"));
        files.push((
            format!("{name}.yaml"),
            format!("operation: {name}\nhttp: POST /{name}\n{area}"),
        ));
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    check(&sources(&files))
}

#[test]
fn a_missing_feature_is_reported_with_the_line_to_add() {
    let spec = service(&["doors", "keys"], &[("a", Some("doors")), ("b", Some("keys"))]);
    let needed = |features: &str| {
        let text = format!(
            "[package]\nname = \"x\"\n\n[features]\n{features}\n[dependencies]\nnone = []\n"
        );
        manifest::needed_changes(&text, &spec.model)
    };
    let whole = "default = [\"client\", \"doors\", \"keys\"]\nclient = [\"dep:x\"]\ndoors = []\nkeys = []\n";
    assert!(needed(whole).is_empty());
    // The forms in which people write the same.
    let other = "keys=[ ] # Keys.\n\"doors\" = [] \ndefault = [\n  'doors', # The doors.\n  # \"none\",\n  \"keys\",\n]\n";
    assert!(needed(other).is_empty(), "{:?}", needed(other));
    let spaced = format!("[ features ] # Areas.\n{whole}");
    let found = manifest::needed_changes(&spaced, &spec.model);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(
        needed("default = [\"doors\"]\ndoors = []\n"),
        [
            "add `keys = []` below `[features]`",
            "add `\"keys\"` to the feature `default`"
        ]
    );
    let more = needed(&format!("{whole}doorz = []\n"));
    assert!(matches!(more.as_slice(), [one] if one.contains("`doorz`")), "{more:?}");
    let all = needed("");
    assert_eq!(all.len(), 4, "{all:?}");
    assert_eq!(
        manifest::needed_changes("", &spec.model),
        all,
        "a text without features"
    );
    let without = service(&[], &[("a", None)]);
    assert!(
        manifest::needed_changes("", &without.model).is_empty(),
        "there are no areas"
    );
}

/// The features of this repository's crate that are no areas.
fn own_features() -> Vec<String> {
    let text = fs::read_to_string(root().join("coc-generated/Cargo.toml"))
        .unwrap_or_else(|error| panic!("{error}"));
    let (_, features) = text.split_once("[features]\n").unwrap_or_default();
    let lines = features.lines().take_while(|line| !line.starts_with('['));
    let lines = lines.filter_map(|line| line.split_once(" = "));
    lines
        .filter(|(name, enables)| !name.starts_with('#') && *enables != "[]")
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn no_area_has_the_name_of_a_feature_of_the_crate() {
    let features = own_features();
    assert!(features.iter().any(|name| name == "client"), "{features:?}");
    for name in features {
        let service = format!("service: demo\nareas: {{ {name}: A part. }}\n");
        let operation = format!("operation: op\nhttp: POST /op\narea: {name}\n");
        let found = Checked::load(&sources(&[
            ("service.yaml", &service),
            ("op.yaml", &operation),
        ]));
        let codes: Vec<Code> = found.diagnostics.iter().map(|it| it.code).collect();
        assert_eq!(codes, [Code::Name], "{name}");
    }
}

#[test]
fn areas_are_tags_of_the_contract() {
    let spec = service(
        &["doors", "keys"],
        &[("a", Some("keys")), ("b", Some("doors")), ("c", None)],
    );
    let contract: Value = serde_json::from_str(&emit::contract(&spec.model))
        .unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<&Value> = contract["tags"]
        .as_array()
        .map(|tags| tags.iter().map(|tag| &tag["name"]).collect())
        .unwrap_or_default();
    assert_eq!(names, ["doors", "keys"]);
    for (path, tags) in
        [("/a", json!(["keys"])), ("/b", json!(["doors"])), ("/c", json!(null))]
    {
        assert_eq!(contract["paths"][path]["post"]["tags"], tags, "{path}");
    }
}

#[test]
fn a_spec_without_areas_has_no_features_of_its_own() {
    let spec = service(&[], &[("a", None)]);
    let files = emit::emit(&spec.model).unwrap_or_else(|error| panic!("{error}"));
    let allowed = own_features();
    for (path, text) in &files {
        for rest in text.split("feature = \"").skip(1) {
            let name = rest.split('"').next().unwrap_or_default();
            assert!(allowed.iter().any(|it| it == name), "{path}: {name}");
        }
        assert!(!text.contains("\"tags\""), "{path}");
    }
}

#[test]
fn programs_with_some_features_break_when_an_operation_leaves_them() {
    let of = |areas: &[&str], area: Option<&str>| {
        service(areas, &[("a", area), ("b", Some("keys"))])
    };
    let breaks = |old: &Sound, new: &Sound| {
        let found = diff(&old.model, &new.model);
        let breaking =
            found.changes.into_iter().filter(|it| it.breaks == Some(Breaks::Programs));
        breaking.map(|change| change.subject).collect::<Vec<_>>()
    };
    let (always, doors, keys) = (
        of(&["keys"], None),
        of(&["keys", "doors"], Some("doors")),
        of(&["keys"], Some("keys")),
    );
    assert!(breaks(&always, &always).is_empty());
    assert_eq!(breaks(&always, &doors), ["a"], "it was there with any features");
    assert_eq!(breaks(&keys, &doors), ["a"], "its feature is another one");
    assert_eq!(breaks(&doors, &always), ["feature doors"], "Cargo refuses the feature");
    assert!(breaks(&keys, &always).is_empty(), "it is there in more sets of features");
}
