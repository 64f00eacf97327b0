//! Each feature alone, as in a crate that depends on this one with that feature and no
//! other, apart from the area of the operation that the program uses. The crate's other
//! tests cannot show this, since they have every feature.
//!
//! Beside this file is one program for each feature, and one for none of them. The test
//! writes a workspace with a package for each program and the versions of this
//! workspace, and runs the programs.

#[path = "../../../coc-codegen/tests/cargo/mod.rs"]
mod cargo;
#[path = "../../../coc-codegen/tests/files/mod.rs"]
mod files;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo::cargo;
use files::write;

/// The dependencies of the programs besides the crate.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("http", "http = \"*\"\n"),
    ("jiff", "jiff = { version = \"*\", default-features = false }\n"),
    ("client", "tokio = { version = \"*\", features = [\"rt\"] }\n"),
    ("lint", "serde_json = \"*\"\n"),
    ("server", "http = \"*\"\n"),
    (
        "testing",
        "http = \"*\"\nserde_json = \"*\"\ntokio = { version = \"*\", features = [\"rt\"] }\n",
    ),
];

/// The programs that use an operation of the area `tickets`.
const WITH_TICKETS: &[&str] =
    &["blocking", "client", "http", "pattern", "typed", "server"];

#[test]
fn each_feature_alone_runs_its_program() {
    let features = features();
    let programs = programs();
    assert_eq!(
        programs, features,
        "there must be a program for each feature, and one for `none`"
    );
    let folder = workspace(&programs);
    // The build folder of the tests has most dependencies already.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(&folder);
    for name in programs {
        let package = format!("with-{name}");
        let output = cargo()
            .args(["run", "--offline", "--quiet", "--package", &package])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap_or_else(|error| panic!("{error}"));
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "with {name}\n{text}");
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/features")
}

/// The crate's features, as its manifest declares them, and `none`.
fn features() -> BTreeSet<String> {
    let manifest = include_str!("../../Cargo.toml");
    let (_, rest) = manifest.split_once("[features]\n").unwrap_or_default();
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    let names = lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "));
    let names = names.map(|(name, _)| name.to_owned()).filter(|name| name != "default");
    names.chain(["none".to_owned()]).collect()
}

fn programs() -> BTreeSet<String> {
    let files = fs::read_dir(here()).unwrap_or_else(|error| panic!("{error}")).flatten();
    let names =
        files.filter_map(|file| Some(file.path().file_stem()?.to_str()?.to_owned()));
    names.filter(|name| name != "main").collect()
}

/// Writes a package for each program, in a folder that the next run uses again.
fn workspace(programs: &BTreeSet<String>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("features");
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let versions = fs::read_to_string(own.join("../Cargo.lock"))
        .unwrap_or_else(|error| panic!("{error}"));
    write(&folder.join("Cargo.lock"), &versions);
    let members: Vec<&String> = programs.iter().collect();
    // Other profiles than those of the tests would compile all dependencies again.
    let profiles = profiles(own);
    let workspace =
        format!("[workspace]\nmembers = {members:?}\nresolver = \"3\"\n\n{profiles}");
    write(&folder.join("Cargo.toml"), &workspace);
    for name in programs {
        let feature = Some(name.as_str()).filter(|name| *name != "none");
        let area = Some("tickets").filter(|_| WITH_TICKETS.contains(&name.as_str()));
        let features: Vec<&str> = feature.into_iter().chain(area).collect();
        let others = DEPENDENCIES.iter().find(|(program, _)| program == name);
        let others = others.map_or("", |(_, others)| *others);
        let manifest = format!(
            "[package]\nname = \"with-{name}\"\nedition = \"2024\"\n\n\
             [dependencies]\ncoc-generated = {{ path = {own:?}, default-features = false, features = {features:?} }}\n{others}\n\
             [[bin]]\nname = \"with-{name}\"\npath = {program:?}\n",
            program = here().join(format!("{name}.rs")),
        );
        write(&folder.join(name).join("Cargo.toml"), &manifest);
    }
    folder
}

/// The profile of this workspace's tests as that of programs.
fn profiles(own: &Path) -> String {
    let manifest = fs::read_to_string(own.join("../Cargo.toml"))
        .unwrap_or_else(|error| panic!("{error}"));
    let lines = manifest.lines().skip_while(|line| !line.starts_with("[profile."));
    let of_others = lines.filter(|line| !line.starts_with("coc-"));
    of_others
        .map(|line| format!("{line}\n"))
        .collect::<String>()
        .replace(".test.", ".dev.")
}
