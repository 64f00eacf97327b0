//! The validators and the linter agree with corpora of payloads and their violations, one
//! for each operation. They were written from the vendor's pages, and for observed fields
//! from the evidence that a decision names, and not from the rules of the spec.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "conformance/mutations.rs"]
mod mutations;
#[path = "support/own_spec.rs"]
mod own_spec;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use coc_generated::wire::Object;
use coc_generated::{OPERATIONS, Violation};
use serde::Deserialize;
use serde_json::{Value, json};

const BROKEN: &str = include_str!("conformance/broken.ndjson");

/// `serde_json` reads `-0` as the float `-0.0`, and a float is no Long. Nothing after
/// the parser can tell them apart.
const NEGATIVE_ZERO: &[&str] = &["create/doubtful/long/@-0", "update/doubtful/long/@-0"];

/// A payload and the pointers of its violations, in the order of the documented tables.
#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(rename = "in")]
    input: Object,
    errors: Vec<String>,
    warnings: Vec<String>,
}

/// The text of an operation's corpus, which has a case on each line.
fn corpus(operation: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let path = folder.join(format!("{operation}.ndjson"));
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!text.is_empty(), "{} has no case", path.display());
    text
}

fn cases(operation: &str) -> Vec<Case> {
    let text = corpus(operation);
    let cases: Vec<Case> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for case in &cases {
        assert_eq!(case.input["operation"], operation, "{}", case.name);
    }
    cases
}

impl Case {
    /// The difference between the pointers that were found and those of the case.
    fn disagrees(&self, errors: &[String], warnings: &[String]) -> Option<String> {
        let agrees = self.errors == errors && self.warnings == warnings;
        if agrees || NEGATIVE_ZERO.contains(&self.name.as_str()) {
            return None;
        }
        let Self { name, errors: e, warnings: w, .. } = self;
        Some(format!(
            "{name}\n  errors   {errors:?}\n  expected {e:?}\n  warnings {warnings:?}\n  expected {w:?}"
        ))
    }
}

/// The rules that a case shows: one of their violations is at a pointer of a case. A rule
/// that was added later is compared once a case shows it, so that an edit of the spec needs
/// no corpus; released rules must all be shown.
fn shown_rules() -> &'static BTreeSet<&'static str> {
    static SHOWN: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    SHOWN.get_or_init(|| {
        let mut shown = BTreeSet::new();
        for entry in OPERATIONS {
            for case in cases(entry.operation.name) {
                let violations = entry.validate(&case.input).unwrap();
                let is_expected = |it: &&Violation| {
                    case.errors.contains(&it.pointer)
                        || case.warnings.contains(&it.pointer)
                };
                shown.extend(violations.iter().filter(is_expected).map(|it| it.rule.id));
            }
        }
        shown
    })
}

/// Prints at most ten failures, since one wrong rule fails many cases.
fn assert_none(failures: &[String]) {
    let shown = failures.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} cases fail\n{shown}", failures.len());
}

#[test]
fn the_validators_agree_with_the_corpora() {
    let mut failures = Vec::new();
    for entry in OPERATIONS {
        for case in cases(entry.operation.name) {
            let violations = entry.validate(&case.input).unwrap();
            let pointers = |list: Vec<&Violation>| {
                let shown =
                    list.into_iter().filter(|it| shown_rules().contains(it.rule.id));
                shown.map(|it| it.pointer.clone()).collect::<Vec<_>>()
            };
            let (errors, warnings) = (
                pointers(violations.errors().collect()),
                pointers(violations.warnings().collect()),
            );
            failures.extend(case.disagrees(&errors, &warnings));
        }
    }
    assert_none(&failures);
    let released = include_str!("released_rule_ids.txt").lines();
    let never: Vec<&str> = released
        .filter(|id| !id.starts_with('#') && !shown_rules().contains(id))
        .collect();
    assert!(never.is_empty(), "released rules that no case shows: {never:#?}");
}

#[test]
fn the_linter_agrees_with_the_corpora() {
    for entry in OPERATIONS {
        let operation = entry.operation.name;
        let (text, cases) = (corpus(operation), cases(operation));
        // The payload as it stands in the corpus, since reading and writing would change
        // its notation.
        let raw = |line: &str| -> String {
            let start = line.find("\"in\":").unwrap() + "\"in\":".len();
            let end = line.rfind("\"errors\":").unwrap();
            line[start..end].trim_end().trim_end_matches(',').to_owned()
        };
        let input: Vec<String> = text.lines().map(raw).collect();
        let run = lint(input.join("\n").as_bytes());
        assert_eq!(run.code, 1, "{operation}");
        assert_eq!(run.lines.len(), cases.len(), "{operation}");
        let mut failures = Vec::new();
        for (case, line) in cases.iter().zip(&run.lines) {
            let answer: Answer = serde_json::from_str(line).unwrap();
            let (warnings, errors): (Vec<_>, Vec<_>) =
                answer.violations.into_iter().partition(|it| it.severity == "warning");
            assert!(errors.iter().all(|it| it.severity == "error"), "{line}");
            let pointers = |list: Vec<Printed>| -> Vec<String> {
                let shown = list
                    .into_iter()
                    .filter(|it| shown_rules().contains(it.rule.as_str()));
                shown.map(|it| it.pointer).collect()
            };
            failures.extend(case.disagrees(&pointers(errors), &pointers(warnings)));
        }
        assert_none(&failures);
    }
}

#[test]
fn a_line_that_is_no_request_yields_an_error() {
    let run = lint(BROKEN.as_bytes());
    assert_eq!((run.code, run.lines.len()), (1, BROKEN.lines().count()));
    for (input, line) in BROKEN.lines().zip(&run.lines) {
        assert_error(line, input);
    }
}

/// The linter's answer to a line that is a request. An answer with other members is
/// refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    violations: Vec<Printed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "an answer without these members is refused")]
struct Printed {
    pointer: String,
    rule: String,
    kind: String,
    severity: String,
    message: String,
}

fn assert_error(line: &str, input: &str) {
    let answer: Value = serde_json::from_str(line).unwrap();
    let answer = answer.as_object().unwrap();
    let text = answer.get("error").and_then(Value::as_str);
    assert!(
        answer.len() == 1 && text.is_some_and(|text| !text.is_empty()),
        "{input}\n{line}"
    );
}

struct Run {
    lines: Vec<String>,
    code: i32,
}

/// Runs the linter as a process of its own.
fn lint(input: &[u8]) -> Run {
    let mut child = Command::new(linter())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A thread writes the input, since a full pipe would stop both processes.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    Run {
        lines: text.lines().map(str::to_owned).collect(),
        code: output.status.code().unwrap(),
    }
}

/// The linter, which `cargo test` builds in a folder beside that of the tests.
fn linter() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let linter =
        profile.join("examples").join(format!("lint{}", std::env::consts::EXE_SUFFIX));
    let name = linter.display();
    assert!(
        linter.exists(),
        "{name} is missing: `cargo test` builds it, `cargo test --test` does not, `cargo build --example lint` does"
    );
    linter
}

const GOOD: &str = r#"{"operation":"update_ticket","path":{"ticket_type":"change","ticket_id":"CM1"},"body":{}}"#;
const WARNED: &str = r#"{"operation":"create_ticket","path":{"ticket_type":"issues_mgmt"},"body":{"description":"d","enterprise_project":"0","ticket_type":"t","virtual_schedule_type":"issues_mgmt_virtual_schedule_type_1000","sub_tickets":[]}}"#;
const WRONG: &str = r#"{"operation":"update_ticket","path":{"ticket_type":"issue~/","ticket_id":"CM1"}}"#;
const NONE: &str = r#"{"violations":[]}"#;

#[test]
fn a_violation_is_printed_with_five_members_in_order() {
    let run = lint(WRONG.as_bytes());
    assert_eq!(
        run.lines,
        [concat!(
            r#"{"violations":[{"pointer":"/path/ticket_type","rule":"update_ticket.path.ticket_type.fixed","#,
            r#""kind":"fixed","severity":"error","message":"must be change, found \"issue~/\""}]}"#
        )]
    );
}

#[test]
fn the_exit_code_is_1_for_errors_and_0_for_warnings() {
    let unknown = r#"{"operation":"delete_ticket"}"#;
    for (input, code) in [
        (String::new(), 0),
        (GOOD.to_owned(), 0),
        (WARNED.to_owned(), 0),
        (format!("{GOOD}\n{WARNED}\n{GOOD}\n"), 0),
        (WRONG.to_owned(), 1),
        (unknown.to_owned(), 1),
        ("\n".to_owned(), 1),
        (format!("{WRONG}\n{GOOD}\n"), 1),
        (format!("{GOOD}\n{unknown}\n{GOOD}\n"), 1),
    ] {
        assert_eq!(lint(input.as_bytes()).code, code, "{input}");
    }
}

#[test]
fn every_line_has_its_answer_in_its_place() {
    // With and without an end of the last line, in both styles of line ends, and with an
    // empty line between.
    for input in [
        format!("{GOOD}\n{GOOD}"),
        format!("{GOOD}\n{GOOD}\n"),
        format!("{GOOD}\r\n{GOOD}\r\n"),
    ] {
        assert_eq!(lint(input.as_bytes()).lines, [NONE, NONE], "{input:?}");
    }
    let run = lint(format!("{GOOD}\n\n{GOOD}\n \t\n\n{GOOD}\n\n").as_bytes());
    assert_eq!(run.lines.len(), 7);
    for (n, line) in run.lines.iter().enumerate() {
        if matches!(n, 0 | 2 | 5) {
            assert_eq!(line, NONE);
        } else {
            assert_error(line, "");
        }
    }
}

#[test]
fn a_line_that_is_no_text_changes_the_answer_to_no_other_line() {
    let mut input = Vec::new();
    let broken: [&[u8]; 6] = [
        b"\xff\xfe{}",
        b"{\"operation\":\"update_ticket\xc3\"}",
        b"\0\0\0",
        b"\xef\xbb\xbf{}",
        br#"{"operation":"update_ticket","body":{"note":"\ud800"}}"#,
        br#"{"operation":"update_ticket","body":{"note":1e400}}"#,
    ];
    for line in broken {
        input.extend_from_slice(line);
        input.extend_from_slice(format!("\n{GOOD}\n").as_bytes());
    }
    let run = lint(&input);
    assert_eq!((run.code, run.lines.len()), (1, 2 * broken.len()));
    for pair in run.lines.chunks(2) {
        assert_error(&pair[0], "");
        assert_eq!(pair[1], NONE);
    }
}

#[test]
fn a_huge_line_and_a_deep_one_do_not_end_the_run() {
    // The lines hold a text of 16 MiB, 20,000 sub-tickets, 20,000 values of the wrong type
    // beside as many unlisted ones, and more brackets than the parser takes.
    let text = format!(
        r#"{{"operation":"update_ticket","path":{{"ticket_type":"change","ticket_id":"{}"}}}}"#,
        "x".repeat(16 << 20)
    );
    let items = vec![json!({"target_type": "child_ticket"}); 20_000];
    let long = json!({"operation": "create_ticket", "path": {"ticket_type": "x"}, "body": {"sub_tickets": items}});
    let items: Vec<Value> = (0..40_000)
        .map(|n| if n % 2 == 0 { json!(n) } else { json!({"target_type": "x"}) })
        .collect();
    let mixed = json!({"operation": "create_ticket", "path": {"ticket_type": "x"}, "body": {"sub_tickets": items}});
    let deep = format!(r#"{{"operation":"update_ticket","x":{}}}"#, "[".repeat(100_000));
    let wrong = WRONG.replace("issue", &"y".repeat(1 << 20));
    let run =
        lint(format!("{text}\n{long}\n{deep}\n{wrong}\n{mixed}\n{GOOD}").as_bytes());
    assert_eq!(run.lines.len(), 6);
    assert_eq!((run.lines[0].as_str(), run.lines[5].as_str()), (NONE, NONE));
    let pointers = |line: &str| -> Vec<String> {
        let answer: Answer = serde_json::from_str(line).unwrap();
        answer.violations.into_iter().map(|violation| violation.pointer).collect()
    };
    assert_eq!(pointers(&run.lines[1]), ["/path/ticket_type", "/body/sub_tickets"]);
    assert_error(&run.lines[2], "deep");
    // A message quotes a part of the wrong value, so that no log grows with it.
    assert!(
        pointers(&run.lines[3]) == ["/path/ticket_type"] && run.lines[3].len() < 500
    );
    // Each value has one violation, in the order of the list.
    let found = pointers(&run.lines[4]);
    assert_eq!(found.len(), 2 + 40_000);
    assert_eq!(found[2], "/body/sub_tickets/0");
    assert_eq!(found[3], "/body/sub_tickets/1/target_type");
}
