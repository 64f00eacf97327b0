//! The text that commands print for people, editors and workflows.

use std::fs;

use crate::files::write;
use crate::workspace::{Workspace, create_folder, remove, run, text_of, xtask};

#[test]
fn a_missing_folder_of_the_spec_is_named() {
    let workspace = Workspace::empty();
    let gone = workspace.folder.path().join("gone");
    let mut command = xtask(&["codegen"]);
    command.arg("--spec").arg(&gone).arg("--out").arg(workspace.out());
    let output = run(command);
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains(&*gone.to_string_lossy()), "{}", text_of(&output));
}

#[test]
fn a_missing_folder_of_the_crate_is_named() {
    let workspace = Workspace::empty();
    let gone = workspace.folder.path().join("gone");
    let mut command = xtask(&["codegen"]);
    command.arg("--spec").arg(workspace.spec()).arg("--out").arg(&gone);
    let output = run(command);
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains(&*gone.to_string_lossy()), "{}", text_of(&output));
    assert!(text_of(&output).contains("src/runtime"), "{}", text_of(&output));
}

#[test]
fn the_missing_file_of_an_empty_spec_is_named() {
    let workspace = Workspace::empty();
    let output = workspace.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains("service.yaml"), "{}", text_of(&output));
    assert!(!workspace.out().join("src/generated").exists());
}

#[test]
fn a_check_prints_that_the_spec_is_sound_or_its_diagnostics() {
    let workspace = Workspace::new();
    let output = workspace.check(&[]);
    assert!(output.status.success());
    assert!(text_of(&output).contains("the spec is sound"), "{}", text_of(&output));
    let output = workspace.check(&["--format", "json"]);
    assert!(output.status.success() && output.stdout.is_empty(), "{}", text_of(&output));
    workspace.edit("create_ticket.yaml", "doc: ", "dok: ");
    let output = workspace.check(&[]);
    assert_eq!(output.status.code(), Some(1));
    let text = text_of(&output);
    assert!(
        text.contains("error[S005]") && text.contains("did you mean `doc`?"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "colour without a terminal: {text}");
}

#[test]
fn editors_get_one_object_a_line_with_spans() {
    let workspace = Workspace::empty();
    write(&workspace.spec().join("service.yaml"), "service: demo\ntitel: x\n");
    write(&workspace.spec().join("one.yaml"), "operation: one\nhttp: GET /{id}\n");
    let output = workspace.check(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
        })
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0]["code"], "S024");
    assert_eq!(lines[0]["severity"], "error");
    assert_eq!(
        lines[1]["span"],
        serde_json::json!({ "file": "service.yaml", "line": 2, "column": 1, "endLine": 2, "endColumn": 6 })
    );
    assert_eq!(lines[1]["help"], "did you mean `title`?");
}

#[test]
fn codes_are_explained() {
    for code in ["S005", "s005"] {
        let output = run(xtask(&["explain", code]));
        assert!(output.status.success());
        let said = text_of(&output);
        assert!(said.starts_with("S005"), "{said}");
        assert!(said.contains("key that the spec language does not have"), "{said}");
    }
    let output = run(xtask(&["explain", "S999"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains("S999"), "{}", text_of(&output));
}

#[test]
fn diagnostics_are_printed_for_people_editors_and_workflows() {
    let workspace = Workspace::new();
    workspace.edit("create_ticket.yaml", "type: string", "type: strin");
    fs::write(workspace.spec().join("latin,1.yaml"), b"operation: caf\xe9\n")
        .unwrap_or_else(|error| panic!("{error}"));
    for command in ["check", "codegen"] {
        let with = |format: &str| {
            let more = ["--format", format];
            let output = if command == "check" {
                workspace.check(&more)
            } else {
                workspace.codegen(&more)
            };
            assert!(!output.status.success(), "{}", text_of(&output));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let places: Vec<(String, String, u64)> = with("json")
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line)
                    .unwrap_or_else(|error| panic!("{line}: {error}"));
                let text =
                    |it: &serde_json::Value| it.as_str().unwrap_or_default().to_owned();
                let line = value["span"]["line"].as_u64().unwrap_or_default();
                (text(&value["code"]), text(&value["span"]["file"]), line)
            })
            .collect();
        assert!(
            places.contains(&("S001".to_owned(), "latin,1.yaml".to_owned(), 1)),
            "{places:?}"
        );
        assert!(places.iter().any(|it| it.0 == "S009"), "{places:?}");
        let github = with("github");
        assert_eq!(github.lines().count(), places.len(), "{github}");
        let spec = workspace.spec().display().to_string();
        assert!(
            github.contains(&format!("::error file={spec}/latin%2C1.yaml,line=1,endLine=1,col=15,endColumn=15,title=S001::this file cannot be read")),
            "{github}"
        );
        assert!(
            github.contains(
                "title=S009::no type or enumeration is called `strin`%0Ahelp: "
            ),
            "{github}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_listed_is_a_diagnostic() {
    let workspace = Workspace::empty();
    remove(&workspace.spec());
    let output = workspace.check(&["--format", "json"]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("S001") && text.contains("spec"), "{text}");
}

#[test]
fn a_rule_is_explained_with_its_field_condition_page_and_decisions() {
    let explained = |name: &str| run(xtask(&["explain", name]));
    let rule = text_of(&explained("create_ticket.change_guides.required"));
    for words in [
        "`change_guides` of `CreateTicketBody`",
        "required when",
        "path.ticket_type is change and change_scheme is change_scheme_guides",
        "error",
        "Creating a Service Ticket, Table 2",
    ] {
        assert!(rule.contains(words), "no {words:?} in\n{rule}");
    }
    // Rules of a table without a number, and of a field that an example alone shows.
    for (rule, documented) in [
        (
            "handle_coc_incident.SolutionParameter.cause.required",
            "Processing an Incident Ticket\n",
        ),
        (
            "create_ticket.approve_type.type",
            "Creating a Service Ticket, in no table, shown by create_change\n",
        ),
    ] {
        let text = text_of(&explained(rule));
        assert!(text.contains(&format!("documented  {documented}")), "{text}");
    }
    let several = explained("create_ticket.change_guides");
    assert!(!several.status.success());
    assert!(
        text_of(&several).contains("create_ticket.change_guides.type"),
        "{}",
        text_of(&several)
    );
    let unknown = explained("create_ticket.change_guide.required");
    assert!(
        text_of(&unknown)
            .contains("did you mean `create_ticket.change_guides.required`?")
    );
    assert!(text_of(&explained("s010")).contains("These do not:"));
}

/// Without cargo, the checkout is the one that the current folder is in.
#[test]
fn the_checkout_of_the_current_folder_is_used_without_cargo() {
    let checkout = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let inside = checkout.path().join("some/where");
    create_folder(&inside);
    create_folder(&checkout.path().join("spec"));
    write(&checkout.path().join("Cargo.toml"), "[workspace]\n");
    write(&checkout.path().join("spec/service.yaml"), "service: [\n");
    for folder in [checkout.path(), &inside] {
        let mut command = xtask(&["check"]);
        command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR");
        let output = run(command);
        let said = text_of(&output);
        assert!(said.contains("service.yaml:1:10"), "{said}");
    }
}
