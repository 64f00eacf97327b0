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

#[test]
fn a_folder_is_compared_with_another_one() {
    let folder = folder();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    write(&old, OPERATION);
    write(&new, &OPERATION.replace("required: { kind: wood }", "required: true"));
    let from = ["--from", old.to_str().unwrap_or_default()];
    let found = diff(&new, &from);
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
    let fail =
        diff(&new, &[from[0], from[1], "--fail-on", "breaking", "--format", "json"]);
    assert_eq!(fail.status.code(), Some(1));
    let json: serde_json::Value =
        serde_json::from_slice(&fail.stdout).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(json["breaking"], true);
    let rule = &json["changes"][0];
    assert_eq!(rule["subject"], "open_door.colour.required");
    assert_eq!(rule["verdict"], "stricter");
    let markdown = text(&diff(&new, &[from[0], from[1], "--format", "markdown"]).stdout);
    assert!(
        markdown.starts_with("### open_door\n\n* **Breaks requests.** rule `"),
        "{markdown}"
    );
    // The reverse change is laxer, and programs compile as before.
    let back = diff(
        &old,
        &["--from", new.to_str().unwrap_or_default(), "--fail-on", "breaking"],
    );
    assert!(back.status.success(), "{}", text(&back.stdout));
    assert!(text(&back.stdout).contains("open_door.colour.required: laxer\n"));
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
