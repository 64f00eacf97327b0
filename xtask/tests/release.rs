//! The package of the generated crate, as a registry receives it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(root())
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {text}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_generated_crate_has_everything_that_a_registry_shows() {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&text).unwrap_or_default();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let find = |name: &str| packages.clone().find(|it| it["name"] == name);
    let package = find("coc-generated").unwrap_or_else(|| panic!("{text}"));
    for key in ["description", "license", "readme", "documentation", "rust_version"] {
        let value = package[key].as_str().unwrap_or_default();
        assert!(!value.is_empty(), "{key} is missing");
    }
    let texts = |key: &str| -> Vec<&str> {
        package[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    };
    // The registry takes five keywords at most, each of twenty characters, and five
    // categories.
    let keywords = texts("keywords");
    assert!((1..=5).contains(&keywords.len()), "{keywords:?}");
    assert!(keywords.iter().all(|it| it.len() <= 20), "{keywords:?}");
    assert!((1..=5).contains(&texts("categories").len()));
    assert_eq!(texts("publish"), ["crates-io"]);
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        // Cargo leaves a dependency for tests out of the package if it has no version.
        let is_for_tests = dependency["kind"] == "dev";
        assert!(is_for_tests || dependency["req"] != "*", "{dependency}");
    }
    for name in ["coc-codegen", "xtask"] {
        let other = find(name).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            other["publish"],
            serde_json::json!([]),
            "{name} is not for a registry"
        );
    }
}

#[test]
fn the_package_has_the_sources_and_no_tests() {
    let list = cargo(&["package", "--list", "--allow-dirty", "-p", "coc-generated"]);
    let files: Vec<&str> = list.lines().collect();
    for needed in [
        "Cargo.toml",
        "README.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "openapi.json",
        "src/lib.rs",
    ] {
        assert!(files.contains(&needed), "{needed} is not in the package");
    }
    let has = |path: &str| files.iter().any(|file| file.starts_with(path));
    for needed in ["src/generated/", "src/runtime/", "src/bin/coc-lint/", "examples/"] {
        assert!(has(needed), "{needed} is not in the package");
    }
    for other in ["tests/", "benches/", "fuzz/", "target/"] {
        assert!(!has(other), "{other} is in the package");
    }
}

#[test]
fn the_documentation_of_the_crate_has_a_line_for_each_feature() {
    let read = |path: &str| {
        std::fs::read_to_string(root().join(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let (manifest, docs) =
        (read("coc-generated/Cargo.toml"), read("coc-generated/src/lib.rs"));
    let features =
        manifest.split("[features]").nth(1).and_then(|it| it.split("\n[").next());
    let features =
        features.unwrap_or_default().lines().filter_map(|line| line.split_once(" = "));
    let mut is_read = false;
    for (feature, _) in
        features.filter(|(name, _)| *name != "default" && !name.starts_with('#'))
    {
        is_read |= feature == "client";
        assert!(
            docs.contains(&format!("//! | `{feature}` |")),
            "{feature} is not documented"
        );
    }
    assert!(is_read, "the features of the manifest are not found");
}
