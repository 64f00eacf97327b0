//! `coc-lint` as people run it: lines, documents, folders and recorded calls, and each
//! format. `conformance.rs` compares the example `lint` with the corpus, and both answer
//! single lines with the same code.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../coc-codegen/tests/cargo/mod.rs"]
mod cargo;
#[path = "../../coc-codegen/tests/files/mod.rs"]
mod files;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use cargo::cargo;
use coc_generated::OPERATIONS;
use serde_json::{Value, json};

fn lint(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_coc-lint"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that reads files alone does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Writes a file in `folder`, and gives its path as an argument.
fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    files::write(&path, text);
    path.to_str().unwrap().to_owned()
}

const GOOD: &str = r#"{"operation":"update_ticket","path":{"ticket_type":"change","ticket_id":"CM1"},"body":{}}"#;
const WRONG: &str = r#"{"operation":"create_ticket","path":{"ticket_type":"change"},"body":{"change_scheme":"change_scheme_guides"}}"#;

#[test]
fn lines_are_answered_one_by_one_without_any_option() {
    let input = format!("{GOOD}\n\nno JSON\n{WRONG}");
    let output = lint(&[], &input);
    let lines = text(&output);
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0], r#"{"violations":[]}"#);
    assert_eq!(lines[1], r#"{"error":"the line is empty"}"#);
    assert!(lines[2].starts_with(r#"{"error":"the line is not JSON"#));
    assert!(lines[3].contains("create_ticket.change_guides.required"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lint(&[], GOOD).status.code(), Some(0));
    assert_eq!(lint(&[], "").status.code(), Some(0));
    // The answers to a file of lines are the same bytes.
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a.ndjson", &input);
    assert_eq!(text(&lint(&[&file], "")), text(&output));
}

#[test]
fn a_document_holds_one_request_or_several() {
    let folder = tempfile::tempdir().unwrap();
    let one = write(folder.path(), "one.json", &format!("\n {WRONG}\n"));
    let several =
        write(folder.path(), "several.json", &format!("[{GOOD},\n{WRONG}, 7, {{}}]"));
    let broken = write(folder.path(), "broken.json", "{");
    let printed = text(&lint(&["--format", "text", &one, &several, &broken], ""));
    assert!(
        printed.contains(&format!("{one}: error: /body/change_guides: required when")),
        "{printed}"
    );
    assert!(
        printed.contains(&format!("{several}#2: error: /body/change_guides:")),
        "{printed}"
    );
    assert!(!printed.contains("#1"), "{printed}");
    assert!(
        printed.contains(&format!("{several}#3: error: the document is not an object"))
    );
    assert!(
        printed.contains(&format!("{several}#4: error: the request has no `operation`")),
        "{printed}"
    );
    assert!(
        printed.contains(&format!("{broken}: error: the file is not JSON")),
        "{printed}"
    );
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "b/late.json", GOOD);
    write(folder.path(), "a.ndjson", &format!("{WRONG}\n{GOOD}\n"));
    write(folder.path(), "README.md", "no request");
    let path = folder.path().to_str().unwrap();
    let output = lint(&[path], "");
    let lines = text(&output);
    let right: Vec<bool> =
        lines.lines().map(|line| line == r#"{"violations":[]}"#).collect();
    assert_eq!(right, [false, true, true]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn github_gets_annotations_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "a,b.ndjson", &format!("{GOOD}\n{WRONG}\n"));
    let printed = text(&lint(&["--format=github", &file], ""));
    let first = printed.lines().next().unwrap();
    assert!(first.starts_with("::error file="), "{first}");
    assert!(first.contains("a%2Cb.ndjson,line=2,title=create_ticket."), "{first}");
    let explained = text(&lint(&["--format=github", "--explain", &file], ""));
    assert!(explained.lines().all(|line| line.starts_with("::")), "{explained}");
}

/// No page has `schedule_roles`, and no rule of a page is about an undocumented key.
#[test]
fn an_explanation_names_a_page_only_where_one_has_the_field() {
    let request = r#"{"operation":"create_ticket","path":{"ticket_type":"change"},"body":{"schedule_roles":1,"titel":"x"}}"#;
    let options = ["--format", "text", "--explain", "--unknown-keys"];
    let printed = text(&lint(&options, request));
    let about = |pointer: &str| {
        let (_, rest) = printed.split_once(&format!("{pointer}: ")).unwrap();
        let lines = rest.lines().skip(1).take_while(|line| line.starts_with("    "));
        lines.map(|line| format!("{}\n", line.trim())).collect::<String>()
    };
    let observed = about("/body/schedule_roles");
    assert!(observed.contains("page: on no page\n"), "{printed}");
    let unknown = about("/body/titel");
    assert!(!unknown.contains("page:") && !unknown.contains("field:"), "{printed}");
}

#[test]
fn an_explanation_has_values_page_and_decisions() {
    let printed = text(&lint(&["--format", "text", "--explain"], WRONG));
    let (_, about) = printed.split_once("/body/change_guides: ").unwrap();
    for part in [
        "field: change_guides",
        "rule: required when path.ticket_type is change and change_scheme is change_scheme_guides",
        "here path.ticket_type: \"change\"",
        "here change_scheme: \"change_scheme_guides\"",
        "page: Creating a Service Ticket, Table 2",
        "decision guides_only: ",
        "evidence: ",
    ] {
        assert!(about.contains(part), "{part} is not in\n{about}");
    }
    let line = text(&lint(&["--explain"], WRONG));
    let answer: Value = serde_json::from_str(&line).unwrap();
    let found = answer["violations"].as_array().unwrap();
    let guides = found.iter().find(|it| it["pointer"] == "/body/change_guides").unwrap();
    assert_eq!(guides["explanation"]["values"]["path.ticket_type"], "change");
    // The answer without its explanations is the plain answer.
    let plain: Value = serde_json::from_str(&text(&lint(&[], WRONG))).unwrap();
    let mut bare = answer.clone();
    for it in bare["violations"].as_array_mut().unwrap() {
        it.as_object_mut().unwrap().remove("explanation");
    }
    assert_eq!(bare, plain);
}

/// The address of an operation, with the values of a request in its path.
fn address(request: &Value) -> (String, String) {
    let info =
        OPERATIONS.iter().find(|it| request["operation"] == it.operation.name).unwrap();
    let mut path = info.operation.path.to_owned();
    for (name, value) in request["path"].as_object().unwrap() {
        path = path.replace(&format!("{{{name}}}"), value.as_str().unwrap());
    }
    (info.operation.method.to_owned(), format!("https://example.com{path}?unknown=1"))
}

#[test]
fn a_recorded_call_is_answered_like_its_request() {
    let folder = tempfile::tempdir().unwrap();
    for request in [GOOD, WRONG] {
        let value: Value = serde_json::from_str(request).unwrap();
        let (method, url) = address(&value);
        let body = value["body"].to_string();
        let expected = text(&lint(&[], request));
        let curl = format!(
            "curl -sS -X {method} '{url}' \\\n  -H 'Content-Type: application/json' --data-raw '{body}'\n"
        );
        assert_eq!(text(&lint(&["--input", "curl"], &curl)), expected, "{curl}");
        // Short options may share a word, the last one with its value.
        let curl = format!(
            "curl -sSfX{method} -bsession=1 -LH 'X: y' --no-progress-meter -kd '{body}' '{url}'"
        );
        assert_eq!(text(&lint(&["--input", "curl"], &curl)), expected, "{curl}");
        let quoted = body.replace('"', "\\\"");
        let curl =
            format!("curl \"{url}\" --request={method} -H 'X: $HOME' -d \"{quoted}\"");
        let file = write(folder.path(), "a.curl", &curl);
        assert_eq!(text(&lint(&[&file], "")), expected, "{curl}");
        let har = json!({ "log": { "entries": [{ "request": {
            "method": method, "url": url,
            "headers": [{ "name": "X-Auth-Token", "value": "secret" }],
            "postData": { "mimeType": "application/json", "text": body },
        } }] } });
        let file = write(folder.path(), "a.har", &har.to_string());
        assert_eq!(text(&lint(&[&file], "")), expected, "{har}");
    }
}

/// The violations of a recorded call.
fn found_in(call: &str) -> Vec<(String, String)> {
    let answer: Value =
        serde_json::from_str(&text(&lint(&["--input", "curl"], call))).unwrap();
    let list = answer["violations"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let member = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
    list.iter().map(|it| (member(it, "pointer"), member(it, "message"))).collect()
}

#[test]
fn the_query_of_a_recorded_call_is_read_as_the_server_reads_it() {
    let call = |query: &str| {
        format!(
            "curl 'https://example.com/v1/change/tickets/a%2Fb/list-sub-tickets{query}'"
        )
    };
    // The escaped slash ends a segment, as the gateway decodes the whole path.
    let output = text(&lint(&["--input", "curl"], &call("?type=child_ticket")));
    assert!(output.contains("no operation is called with GET /v1/change/"), "{output}");
    let call = |query: &str| call(query).replace("a%2Fb", "CM%31");
    assert!(found_in(&call("?type=child_ticket&limit=%31%30")).is_empty());
    assert!(found_in(&call("?type=child_ticket&limit=10&unknown=1#limit=x")).is_empty());
    let found = found_in(&call("?type=child_ticket&limit=1+0"));
    let [(pointer, message)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(pointer, "/query/limit");
    assert!(message.contains("found \"1+0\""), "{message}");
    assert_eq!(found_in(&call(""))[0].0, "/query/type");
    // A path of the longer template is none of the shorter one.
    let update = "curl -X PUT https://example.com/v2/changes/1 -d '{}'";
    assert!(!text(&lint(&["--input", "curl"], update)).contains("error\":"));
}

/// The command in README.md, carried out without the network and without optimizations.
#[test]
fn the_documented_installation_knows_every_operation_and_no_http() {
    const README: &str = include_str!("../../README.md");
    let command =
        README.lines().find(|line| line.starts_with("cargo install ")).unwrap();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = cargo()
            .args(arguments)
            .current_dir(here.parent().unwrap())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}\n{errors}");
        text(&output)
    };
    let (root, target) = (folder.path().to_str().unwrap(), target.to_str().unwrap());
    let own =
        ["--offline", "--locked", "--debug", "--root", root, "--target-dir", target];
    run(&[&words[..], &own].concat());

    let name = format!("coc-lint{}", std::env::consts::EXE_SUFFIX);
    let lines: String = OPERATIONS
        .iter()
        .map(|info| format!("{}\n", json!({ "operation": info.operation.name })))
        .collect();
    let file = write(folder.path(), "all.ndjson", &lines);
    let output =
        Command::new(folder.path().join("bin").join(name)).arg(file).output().unwrap();
    let answers = text(&output);
    assert_eq!(answers.lines().count(), OPERATIONS.len());
    assert!(
        answers.lines().all(|line| line.starts_with("{\"violations\":")),
        "{answers}"
    );

    let has =
        |word: &&str| ["--no-default-features", "--features", "lint"].contains(word);
    let features: Vec<&str> = words.iter().copied().filter(has).collect();
    let tree = ["tree", "--offline", "--locked", "-p", "coc-generated", "--depth", "1"];
    let how = ["--edges", "normal", "--prefix", "none", "--format", "{lib}"];
    let direct = run(&[&tree[..], &how, &features].concat());
    let mut direct: Vec<&str> = direct.lines().skip(1).collect();
    direct.sort_unstable();
    assert_eq!(direct, ["regex_lite", "serde", "serde_json"]);
}

#[test]
fn a_command_that_is_no_call_of_an_operation_is_an_error() {
    for (command, error) in [
        ("wget https://example.com", "the command is not curl"),
        ("curl https://example.com/nowhere", "no operation is called with GET /nowhere"),
        (
            "curl -X DELETE https://example.com/v2/incidents/list",
            "no operation is called",
        ),
        ("curl 'https://example.com", "a quotation of the command has no end"),
        ("curl -d @body.json https://example.com", "the body is in a file"),
        ("curl -H", "the option -H has no value"),
        ("curl", "the command has no URL"),
    ] {
        let output = lint(&["--input", "curl"], command);
        let printed = text(&output);
        assert!(printed.contains(error), "{command}: {printed}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn wrong_arguments_are_refused_and_missing_files_reported() {
    for (arguments, problem) in [
        (&["--form"][..], "--form is no option"),
        (&["--format", "xml"], "--format is json, text or github, and not xml"),
        (&["--format"], "--format needs a value"),
        (&["--input", "x"], "--input is ndjson, json, har or curl, and not x"),
        (&["--explain=no"], "--explain takes no value"),
    ] {
        let output = lint(arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(problem), "{arguments:?}: {error}");
    }
    let missing = lint(&["no/such/file.json"], GOOD);
    assert!(text(&missing).starts_with(r#"{"error":"the file cannot be read"#));
    assert_eq!(missing.status.code(), Some(1));
}
