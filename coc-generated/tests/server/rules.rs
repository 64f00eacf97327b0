//! A server gives each request the verdict of the validators, with all that they find.

use std::fs;
use std::path::{Path, PathBuf};

use coc_generated::http::StatusCode;
use coc_generated::operation;
use coc_generated::rules::RuleKind;
use serde_json::Value;

use crate::raw::{json, new_dispatcher, poll_once, sent, signed};

fn here(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// Every file of a folder with this ending, with its text.
fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|it| it == ending));
    files
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn every_documented_request_is_accepted() {
    let dispatcher = new_dispatcher();
    let mut count = 0;
    for (name, text) in files(&here("../spec/examples"), "json") {
        let document: Value = serde_json::from_str(&text).unwrap();
        if document.get("operation").is_none() {
            continue;
        }
        let request = sent(&document).unwrap_or_else(|| panic!("{name} cannot be sent"));
        let answer = poll_once(dispatcher.dispatch(signed(request)));
        assert_eq!(
            answer.status(),
            StatusCode::NOT_IMPLEMENTED,
            "{name}: {}",
            json(&answer)
        );
        count += 1;
    }
    assert!(count > 30, "{count}");
}

/// Each case of the corpora that HTTP has a form of. A parameter of another type than
/// text has none: all parameters are text there.
#[test]
fn every_case_of_the_corpora_gets_the_verdict_of_the_validators() {
    let dispatcher = new_dispatcher();
    let (mut accepted, mut refused, mut unsendable) = (0, 0, 0);
    for (_, text) in files(&here("tests/conformance"), "ndjson") {
        for line in text.lines() {
            let Ok(case) = serde_json::from_str::<Value>(line) else { continue };
            let Some(document) =
                case.get("in").filter(|it| it.get("operation").is_some())
            else {
                continue;
            };
            let info = operation(document["operation"].as_str().unwrap()).unwrap();
            let violations = info.validate(document.as_object().unwrap()).unwrap();
            let in_texts = |pointer: &str| !pointer.starts_with("/body");
            let has_no_text = |it: &coc_generated::Violation| {
                it.rule.kind == RuleKind::Type && in_texts(&it.pointer)
            };
            let request = sent(document).filter(|_| !violations.iter().any(has_no_text));
            let Some(request) = request else {
                unsendable += 1;
                continue;
            };
            let answer = poll_once(dispatcher.dispatch(signed(request)));
            let body = json(&answer);
            let expected: Vec<String> =
                violations.errors().map(ToString::to_string).collect();
            if expected.is_empty() {
                assert_eq!(
                    answer.status(),
                    StatusCode::NOT_IMPLEMENTED,
                    "{line}\n{body}"
                );
                accepted += 1;
            } else {
                assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{line}\n{body}");
                assert_eq!(body["error_code"], "GOM.00007256", "{line}");
                assert_eq!(body["error_msg"], expected.join("\n"), "{line}");
                refused += 1;
            }
        }
    }
    assert!(accepted > 1_000 && refused > 1_000, "{accepted} {refused} {unsendable}");
    assert!(unsendable * 5 < accepted + refused, "{accepted} {refused} {unsendable}");
}
