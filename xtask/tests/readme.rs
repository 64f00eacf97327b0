//! README.md is true: its commands are run here or by the gate and print the text that it
//! shows, and its links lead somewhere. Its Rust is run as doctests of `coc-generated`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const README: &str = include_str!("../../README.md");
const GATE: &str = include_str!("../../.ci/run");

/// Commands that the tests below run, and one of another test, as README.md writes them.
const RUN_HERE: [&str; 8] = [
    "cargo xtask codegen",
    "cargo xtask check",
    "cargo xtask explain S010",
    "cargo xtask explain create_ticket.change_guides.required",
    "cargo xtask schema",
    "cargo xtask record-rules",
    "cargo run -p coc-generated --example lint < payloads.ndjson",
    // `coc-generated/tests/lint.rs` runs it.
    "cargo install --path coc-generated --no-default-features --features lint --bin coc-lint",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The fenced blocks of one language, in order.
fn fences(language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = README.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let block: String = lines
                .by_ref()
                .take_while(|line| *line != "```")
                .map(|line| format!("{line}\n"))
                .collect();
            if info == language {
                found.push(block);
            }
        }
    }
    found
}

/// The only block of its language that holds `text`.
fn fence(language: &str, text: &str) -> String {
    let mut found = fences(language);
    found.retain(|block| block.contains(text));
    assert_eq!(found.len(), 1, "blocks of {language} with {text}");
    found.remove(0)
}

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// An empty folder of this name.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Copies the spec and makes one edit in `create_ticket.yaml`.
fn edited_spec(folder: &Path, from: &str, to: &str) {
    fs::create_dir_all(folder.join("examples")).unwrap();
    for part in ["", "examples"] {
        for entry in fs::read_dir(root().join("spec").join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, folder.join(part).join(path.file_name().unwrap()))
                    .unwrap();
            }
        }
    }
    let file = folder.join("create_ticket.yaml");
    let old = fs::read_to_string(&file).unwrap();
    assert_eq!(
        old.matches(from).count(),
        1,
        "places to edit in create_ticket.yaml: {from}"
    );
    fs::write(file, old.replace(from, to)).unwrap();
}

#[test]
fn every_command_of_the_readme_is_run() {
    let gate: Vec<&str> = GATE
        .lines()
        .map(|line| line.trim().strip_prefix("step ").unwrap_or(line.trim()))
        .collect();
    let commands = fences("sh").concat();
    assert!(
        commands.contains("cargo xtask codegen\ncargo test --workspace\n"),
        "the two commands"
    );
    for command in commands.lines() {
        assert!(
            RUN_HERE.contains(&command) || gate.contains(&command),
            "README.md has a command that neither xtask/tests/readme.rs nor .ci/run runs: {command}"
        );
    }
    for command in RUN_HERE {
        assert!(
            commands.lines().any(|line| line == command),
            "README.md no longer has: {command}"
        );
    }
}

#[test]
fn the_recorded_rules_are_those_of_the_spec() {
    let out = scratch("record");
    fs::create_dir_all(out.join("tests")).unwrap();
    let spec = root().join("spec");
    let (spec, to) = (spec.to_str().unwrap(), out.to_str().unwrap());
    assert!(xtask(&["record-rules", "--spec", spec, "--out", to]).status.success());
    let recorded = fs::read_to_string(out.join("tests/released_rule_ids.txt")).unwrap();
    let ids: Vec<&str> =
        recorded.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(
        ids.is_sorted() && ids.contains(&"create_ticket.change_guides.required"),
        "{recorded}"
    );
}

#[test]
fn an_edit_changes_the_files_that_the_readme_lists() {
    let folder = scratch("edit");
    let after = fence("yaml", "length:");
    let (before, _) = after.trim_end().rsplit_once('\n').unwrap();
    edited_spec(&folder.join("spec"), &format!("{before}\n"), &after);
    let out = folder.join("out");
    fs::create_dir_all(out.join("src/runtime")).unwrap();
    let codegen = |spec: &Path| {
        let found = xtask(&[
            "codegen",
            "--spec",
            spec.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ]);
        assert!(found.status.success(), "{}", text(&found.stderr));
        text(&found.stdout).to_owned()
    };
    codegen(&root().join("spec"));
    assert!(
        codegen(&root().join("spec")).starts_with("up to date"),
        "the second run has nothing to do"
    );
    let printed = codegen(&folder.join("spec"));
    let is_change = |line: &&str| {
        ["created ", "updated ", "removed "].iter().any(|did| line.starts_with(did))
    };
    let listed: Vec<&str> = printed.lines().filter(is_change).collect();
    assert_eq!(listed.join("\n"), fence("text", "updated").trim_end());
    let rules =
        fs::read_to_string(out.join("src/generated/create_ticket/rules.rs")).unwrap();
    assert!(rules.contains(r#"length "must have at most 60 characters""#), "{rules}");
}

/// A diagnostic without the number of its line and the gutter, so that a line inserted
/// above it changes nothing.
fn without_line_numbers(text: &str) -> String {
    let line = |line: &str| match line.split_once('|') {
        Some((gutter, rest)) if gutter.trim().bytes().all(|b| b.is_ascii_digit()) => {
            format!("|{rest}")
        }
        _ => match line
            .trim_start()
            .strip_prefix("--> ")
            .and_then(|place| place.split_once(':'))
        {
            Some((path, place)) => {
                format!(
                    "--> {path}:{}",
                    place.split_once(':').map_or("", |(_, column)| column)
                )
            }
            None => line.trim_start().to_owned(),
        },
    };
    text.trim_end().lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_diagnostic_is_printed_as_the_readme_shows_it() {
    let spec = scratch("diagnostic");
    edited_spec(
        &spec,
        "change_scheme: change_scheme_guides }",
        "change_schema: change_scheme_guides }",
    );
    let found = xtask(&["check", "--spec", spec.to_str().unwrap()]);
    assert_eq!(found.status.code(), Some(1));
    let expected = without_line_numbers(&fence("text", "error[S010]"));
    assert_eq!(without_line_numbers(text(&found.stderr)), expected);
}

#[test]
fn rules_and_codes_of_the_readme_are_explained() {
    let name = "create_ticket.change_guides.required";
    let found = xtask(&["explain", name]);
    assert!(found.status.success() && text(&found.stdout).starts_with(name));
    let found = xtask(&["explain", "S010"]);
    assert!(found.status.success() && text(&found.stdout).starts_with("S010\n"));
}

#[test]
fn the_schemas_for_editors_are_up_to_date() {
    let found = xtask(&["schema"]);
    assert!(
        found.status.success() && text(&found.stdout).starts_with("up to date: "),
        "{}",
        text(&found.stdout)
    );
}

#[test]
fn the_linter_answers_as_the_readme_says() {
    let line = fence("json", "\"operation\"");
    let found = lint(&[], &line);
    assert_eq!(found.status.code(), Some(1), "{}", text(&found.stderr));
    assert_eq!(text(&found.stdout), fence("json", "\"violations\""));
}

#[test]
fn the_linter_reports_unknown_keys_where_it_is_asked_to() {
    let line = r#"{"operation":"update_ticket","path":{"ticket_type":"change","ticket_id":"CM1"},"body":{"histori_info":{}}}"#;
    assert!(README.contains("`-- --unknown-keys`"));
    assert_eq!(text(&lint(&[], line).stdout), "{\"violations\":[]}\n");
    let found = lint(&["--unknown-keys"], line);
    assert!(found.status.success(), "{}", text(&found.stderr));
    let printed = text(&found.stdout);
    assert!(
        printed.contains("\"warning\"") && printed.contains("history_info"),
        "{printed}"
    );
}

fn lint(arguments: &[&str], line: &str) -> Output {
    let mut command = linter();
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// The linter that a run of all tests has built, or cargo, which builds it.
fn linter() -> Command {
    let here = std::env::current_exe().unwrap();
    let built = here.parent().unwrap().with_file_name("examples").join("lint");
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    if built.is_file() {
        return Command::new(built);
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["run", "--quiet", "-p", "coc-generated", "--example", "lint", "--"])
        .current_dir(root());
    cargo
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "spec/README.md",
    ]
    .map(PathBuf::from)
    {
        let content = fs::read_to_string(root().join(&page)).unwrap();
        for link in content.split("](").skip(1).filter_map(|rest| rest.split(')').next())
        {
            if link.contains("://") {
                continue;
            }
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => page.clone(),
                path => page.with_file_name("").join(path),
            };
            assert!(
                root().join(&target).exists(),
                "{}: nothing is at {link}",
                page.display()
            );
            if !heading.is_empty() {
                let target = fs::read_to_string(root().join(target)).unwrap();
                assert!(
                    headings(&target).any(|it| it == heading),
                    "{}: no {link}",
                    page.display()
                );
            }
        }
    }
}

/// The names under which the headings of a page can be linked to.
fn headings(page: &str) -> impl Iterator<Item = String> {
    page.lines()
        .filter_map(|line| {
            line.trim_start_matches('#')
                .strip_prefix(' ')
                .filter(|_| line.starts_with('#'))
        })
        .map(|heading| {
            let kept = heading
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.collect::<String>().to_lowercase().replace(' ', "-")
        })
}
