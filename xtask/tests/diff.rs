//! `cargo xtask diff` as people run it: between folders, and against a revision.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const OPERATION: &str = "operation: open_door
http: POST /doors
body: Door
types:
  Door:
    fields:
      kind: { type: Kind, required: true }
      colour: { type: string, required: { kind: wood } }
enums: { Kind: { values: { wood: Wood., steel: Steel. } } }
";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

fn write(folder: &Path, operation: &str) {
    fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in
        [("service.yaml", "service: demo\n"), ("open_door.yaml", operation)]
    {
        fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
}

fn run(mut command: Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{error}"))
}

fn diff(spec: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["diff", "--spec"]).arg(spec).args(more);
    run(command)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Compares a spec with one whose field became required in every case.
fn stricter(more: &[&str]) -> Output {
    let folder = folder();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    write(&old, OPERATION);
    write(&new, &OPERATION.replace("required: { kind: wood }", "required: true"));
    diff(&new, &[&["--from", old.to_str().unwrap_or_default()][..], more].concat())
}

#[test]
fn a_folder_is_compared_with_another_one() {
    let found = stricter(&[]);
    assert!(found.status.success(), "{}", text(&found.stderr));
    let said = text(&found.stdout);
    for part in [
        "rule open_door.colour.required: stricter, breaks requests",
        "before: required when kind is wood",
        "refused now: colour is absent and kind is \"steel\"",
        "program open_door::OpenDoor::builder().colour: stricter, breaks programs",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn a_breaking_change_fails_on_demand_and_is_printed_as_json() {
    let fail = stricter(&["--fail-on", "breaking", "--format", "json"]);
    assert_eq!(fail.status.code(), Some(1));
    let json: serde_json::Value =
        serde_json::from_slice(&fail.stdout).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(json["breaking"], true);
    let rule = &json["changes"][0];
    assert_eq!(rule["subject"], "open_door.colour.required");
    assert_eq!(rule["verdict"], "stricter");
}

#[test]
fn changes_are_printed_as_lines_of_a_changelog() {
    let markdown = text(&stricter(&["--format", "markdown"]).stdout);
    assert!(
        markdown.starts_with("### open_door\n\n* **Breaks requests.** rule `"),
        "{markdown}"
    );
}

#[test]
fn a_laxer_rule_breaks_nothing() {
    let folder = folder();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    write(&old, &OPERATION.replace("required: { kind: wood }", "required: true"));
    write(&new, OPERATION);
    let from = old.to_str().unwrap_or_default();
    let found = diff(&new, &["--from", from, "--fail-on", "breaking"]);
    assert!(found.status.success(), "{}", text(&found.stdout));
    let said = text(&found.stdout);
    assert!(said.contains("open_door.colour.required: laxer\n"), "{said}");
    assert!(said.ends_with("1 change, 0 breaking\n"), "{said}");
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "commit.gpgsign=false",
    ]);
    command.args(arguments);
    let output = run(command);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
}

#[test]
fn a_folder_is_compared_with_a_revision() {
    let folder = folder();
    let spec = folder.path().join("somewhere/spec");
    write(&spec, OPERATION);
    fs::write(spec.join("README.md"), "no part of it")
        .unwrap_or_else(|error| panic!("{error}"));
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "one"]);
    let same = diff(&spec, &[]);
    assert_eq!(text(&same.stdout), "nothing changed in the contract\n");
    write(
        &spec,
        &OPERATION
            .replace("      colour: { type: string, required: { kind: wood } }\n", ""),
    );
    let found = text(&diff(&spec, &["HEAD"]).stdout);
    assert!(found.contains("field Door.colour: laxer"), "{found}");
    assert!(
        found.contains("program open_door::wire::Door.colour: removed, breaks programs"),
        "{found}"
    );
    for wrong in ["no-such-revision", "--output=x"] {
        let wrong = diff(&spec, &["--", wrong]);
        assert_eq!(wrong.status.code(), Some(1));
        assert!(
            text(&wrong.stderr).contains("has no revision"),
            "{}",
            text(&wrong.stderr)
        );
    }
}

#[test]
fn a_spec_with_errors_is_not_compared() {
    let folder = folder();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    write(&old, &OPERATION.replace("{ kind: wood }", "{ knid: wood }"));
    write(&new, OPERATION);
    let found = diff(&new, &["--from", old.to_str().unwrap_or_default()]);
    assert_eq!(found.status.code(), Some(1));
    let said = text(&found.stderr);
    assert!(
        said.contains("knid") && said.contains("compare a version without errors"),
        "{said}"
    );
}
