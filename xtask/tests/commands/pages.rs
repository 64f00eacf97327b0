//! `cargo xtask audit` and `draft` as people run them, on invented pages.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::files::write;
use crate::workspace::{Workspace, read, run, text_of, xtask};

const PAGE: &str = "# Opening a Door

Updated on 2031-01-24

## URI

POST /v1/{house}/doors

**Table 1** Path Parameters

| Parameter | Mandatory | Type | Description |
| --- | --- | --- | --- |
| house | Yes | String | The house. |

## Request Parameters

**Table 2** Request body parameters

| Parameter | Mandatory | Type | Description |
| --- | --- | --- | --- |
| kind | Yes | String | Value range:<br>- wooden_door: of wood<br>- steel_door: of steel |
| colour | No | String | The colour. This parameter is mandatory when kind is set to wooden_door. The value contains 1 to 20 characters. |
| wide_open | No | Boolean | Whether it is opened wide. Default value: false |

## Example Requests

POST https://{endpoint}/v1/old_mill/doors

```json
{ \"kind\" : \"wooden_door\", \"colour\" : \"a green that nobody has ever seen\" }
```
";

const SERVICE: &str = "service: demo\n";

const OPERATION: &str = "operation: open_door
http: POST /v1/{house}/doors
page: { title: Opening a Door, updated: 2031-01-24 }
path: { table: 1, fields: { house: { type: string, required: true } } }
body: Door
types:
  Door:
    table: 2
    fields:
      kind: { type: Kind, required: true }
      colour: { type: string, required: { kind: wooden_door }, length: { min: 1, max: 20 } }
      wide_open: { type: boolean, default: false }
enums: { Kind: { values: { wooden_door: Made of wood., steel_door: Made of steel. } } }
";

/// A spec of one operation, and its page beside it.
fn workspace(page: &str) -> (Workspace, PathBuf) {
    let workspace = Workspace::empty();
    write(&workspace.spec().join("service.yaml"), SERVICE);
    write(&workspace.spec().join("open_door.yaml"), OPERATION);
    let path = workspace.folder.path().join("page.md");
    write(&path, page);
    (workspace, path)
}

fn on(workspace: &Workspace, command: &str, page: &Path, more: &[&str]) -> Output {
    let mut command: Command = xtask(&[command]);
    command.arg(page).arg("--spec").arg(workspace.spec()).args(more);
    run(command)
}

#[test]
fn a_page_that_the_spec_has_draws_nothing() {
    let (workspace, page) = workspace(PAGE);
    let output = on(&workspace, "audit", &page, &[]);
    assert!(output.status.success(), "{}", text_of(&output));
    assert!(text_of(&output).contains(": no findings\n"), "{}", text_of(&output));
}

#[test]
fn a_difference_is_printed_with_both_places_in_every_format() {
    let (workspace, page) = workspace(&PAGE.replace("1 to 20", "1 to 30"));
    let place = format!("{}:22:", page.display());
    for (format, parts) in [
        (
            "text",
            ["error[P007]", "at most 30 for `colour`", "open_door.yaml:11:", &place],
        ),
        (
            "json",
            ["\"P007\"", "at most 30 for `colour`", "\"open_door.yaml\"", "\"line\":22"],
        ),
        (
            "github",
            [
                "::error file=",
                "at most 30 for `colour`",
                "open_door.yaml,line=11",
                &place,
            ],
        ),
    ] {
        let output = on(&workspace, "audit", &page, &["--format", format]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text_of(&output).matches("P007").count(), 1, "{}", text_of(&output));
        for part in parts {
            assert!(
                text_of(&output).contains(part),
                "{format}: no {part} in\n{}",
                text_of(&output)
            );
        }
    }
    let gone = workspace.folder.path().join("gone.html");
    let output = on(&workspace, "audit", &gone, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains("gone.html"), "{}", text_of(&output));
}

/// The steps of README.md for a page that the vendor revised.
#[test]
fn a_revised_page_is_taken_up_by_the_steps_of_the_readme() {
    let (workspace, page) = workspace(PAGE);
    assert!(workspace.codegen(&[]).status.success());
    let before = workspace.folder.path().join("before");
    for name in ["service.yaml", "open_door.yaml"] {
        write(&before.join(name), &read(&workspace.spec().join(name)));
    }
    let revised = PAGE
        .replace("2031-01-24", "2031-05-06")
        .replace("set to wooden_door", "set to steel_door")
        .replace(
            "<br>- steel_door: of steel",
            "<br>- steel_door: of steel<br>- glass_door: of glass",
        );
    write(&page, &revised);
    let output = on(&workspace, "audit", &page, &[]);
    for part in ["2031-05-06", "kind is steel_door", "glass_door", "3 findings, 0 notes"]
    {
        assert!(text_of(&output).contains(part), "no {part} in\n{}", text_of(&output));
    }
    workspace.edit("open_door.yaml", "updated: 2031-01-24", "updated: 2031-05-06");
    workspace.edit(
        "open_door.yaml",
        "required: { kind: wooden_door }",
        "required: { kind: steel_door }",
    );
    workspace.edit(
        "open_door.yaml",
        "steel_door: Made of steel.",
        "steel_door: Made of steel., glass_door: Made of glass.",
    );
    let output = on(&workspace, "audit", &page, &[]);
    assert!(output.status.success(), "{}", text_of(&output));
    let output = workspace.codegen(&[]);
    assert!(output.status.success(), "{}", text_of(&output));
    let mut diff = xtask(&["diff", "--from"]);
    diff.arg(&before).arg("--spec").arg(workspace.spec());
    let output = run(diff);
    for part in ["open_door.colour.required", "kind is \"steel_door\"", "breaking"] {
        assert!(text_of(&output).contains(part), "no {part} in\n{}", text_of(&output));
    }
}

#[test]
fn a_draft_says_what_its_page_says_and_is_refused_until_it_is_read() {
    let (workspace, page) = workspace(PAGE);
    let output = on(&workspace, "draft", &page, &["--score"]);
    let lines = text_of(&output);
    for name in ["fields", "types", "mandatory", "values", "conditions"] {
        let line = lines.lines().find(|it| it.starts_with(name)).unwrap_or_default();
        assert_eq!(line.matches("(100.0 %)").count(), 2, "{name}: {lines}");
    }
    // The name of the operation is that of a file which is there.
    let output = on(&workspace, "draft", &page, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains("is there already"), "{}", text_of(&output));
    assert_eq!(read(&workspace.spec().join("open_door.yaml")), OPERATION);

    let drafted = Workspace::empty();
    write(&drafted.spec().join("service.yaml"), SERVICE);
    let output = on(&drafted, "draft", &page, &[]);
    assert!(output.status.success(), "{}", text_of(&output));
    let text = read(&drafted.spec().join("open_door.yaml"));
    for part in [
        "http: POST /v1/{house}/doors",
        "required: { kind: wooden_door }",
        "length: { min: 1, max: 20 }",
        "default: false",
        "# PAGE: a description, page.md:22:",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    let example = read(&drafted.spec().join("examples/open_door_1.json"));
    assert!(
        example.contains("\"house\": \"old_mill\"") && example.contains("A text"),
        "{example}"
    );
    // No sentence of the page is in any file.
    for words in ["The colour", "Whether it", "of wood", "nobody"] {
        assert!(!text.contains(words) && !example.contains(words), "{words}");
    }
    let output = drafted.check(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains("error[S040]"), "{}", text_of(&output));
    // Without its comments, the draft is a sound spec that says what the page says.
    let read_by_a_person: String = text
        .lines()
        .filter(|it| !it.contains("# PAGE:"))
        .map(|it| format!("{it}\n"))
        .collect();
    write(&drafted.spec().join("open_door.yaml"), &read_by_a_person);
    let output = drafted.check(&[]);
    assert!(output.status.success(), "{}\n{read_by_a_person}", text_of(&output));
    let output = on(&drafted, "audit", &page, &[]);
    assert!(output.status.success(), "{}", text_of(&output));
}
