//! Emitted documentation: its sentences about conversions and cases are true, a spec
//! without descriptions, pages and tables gives no sentence without words and no table
//! without rows, and no answer has a rule.

use coc_codegen::emit::Files;

use crate::support::{emit, emit_sources, library_spec, own_spec};

fn emitted() -> Files {
    emit_sources(&[
        ("service.yaml", "service: demo\n"),
        (
            "ping.yaml",
            "operation: ping\nhttp: POST /v1/ping\nresponses: { \"200\": { type: none }, \"400\": { type: none } }\n",
        ),
        (
            "make.yaml",
            "operation: make
http: POST /v1/things/{id}
path: { fields: { id: { type: string, required: true } } }
body: Thing
types:
  Thing: { fields: { kind: { type: Kind }, part: { type: Part } } }
  Part: { fields: { size: { type: long, range: { max: 9 } } } }
enums: { Kind: { values: { a: , b: } } }
responses: { \"200\": { type: Thing } }
",
        ),
        (
            "choose.yaml",
            "operation: choose
http: POST /v1/choices
body: Choice
types:
  Choice:
    fields:
      name: { type: string, required: true }
      kind: { type: Kind, required: true, cases: { car: KindCar } }
      wheels: { type: integer, required: { kind: car } }
enums: { Kind: { values: { car: , boat: } } }
",
        ),
    ])
}

/// The lines of comments in all files, without the signs that begin a comment.
fn comments(files: &Files) -> impl Iterator<Item = &str> {
    files.values().flat_map(|text| text.lines()).filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).map(str::trim)
    })
}

/// Asserts that no sentence of the files lacks the words that a spec leaves out.
#[track_caller]
pub(crate) fn assert_no_empty_sentences(files: &Files) {
    assert!(comments(files).next().is_some(), "the files have documentation");
    for line in comments(files) {
        // Code may hold such signs.
        let mut texts = line.split('`').step_by(2);
        let is_empty =
            |text: &str| ["(,", " .", ":.", "()"].iter().any(|it| text.contains(it));
        let is_cut = line.starts_with('.') || line.ends_with("`:");
        assert!(!texts.any(is_empty) && !is_cut, "{line:?}");
    }
    // Texts in code: the sentences of rules, and names of pages.
    for (path, text) in files {
        for empty in [": .\n", "(, ", "\"\"."] {
            assert!(!text.contains(empty), "{path}: {empty:?}\n{text}");
        }
    }
}

#[test]
fn no_sentence_is_without_words() {
    assert_no_empty_sentences(&emitted());
}

#[test]
fn a_request_without_cases_has_no_table_of_requirements() {
    let files = emitted();
    let has_table = |operation: &str| {
        let text = &files[&format!("src/generated/{operation}/mod.rs")];
        let heading = text.contains("Requirements by case");
        assert_eq!(heading, text.contains("//! | --- |"), "{text}");
        assert_eq!(heading, text.contains("Names link to"), "{text}");
        heading
    };
    assert!(!has_table("ping") && !has_table("make"));
    assert!(has_table("choose"));
}

/// The rule about a delimiter has the words of documentation, and not those of its
/// violation.
#[test]
fn schemas_describe_rules_in_markdown() {
    let files = emit_sources(&[
        ("service.yaml", "service: demo\n"),
        (
            "op.yaml",
            "operation: op
http: POST /v1/op
body: Body
types:
  Body:
    fields:
      kind: { type: Kind }
      size: { type: long, required: { kind: a_b } }
      tags: { type: string, delimiter: \",\", observed: true, decision: { observed: seen } }
    groups: { some: { at_least_one_of: [size, tags] } }
enums: { Kind: { values: { a_b: , c: } } }
decisions: { seen: { pages: A., resolution: B., evidence: C. } }
",
        ),
    ]);
    let document: serde_json::Value = serde_json::from_str(&files["openapi.json"])
        .unwrap_or_else(|error| panic!("{error}"));
    let body = &document["components"]["schemas"]["op_Body"];
    assert_eq!(body["description"], "At least one of `size` or `tags` must be present.");
    let fields = &body["properties"];
    assert_eq!(fields["size"]["description"], "Required when `kind` is `a_b`.");
    assert_eq!(
        fields["tags"]["description"],
        "Must be a string. Several items are joined by `,`. On no page: breaking its rules draws warnings."
    );
}

/// The names of the typed forms whose documentation, with each paragraph on one line, has
/// these words, and the rest of the line.
fn documented<'f>(text: &'f str, words: &str) -> Vec<(&'f str, &'f str)> {
    let mut found = Vec::new();
    let mut last = None;
    for line in text.lines().map(str::trim) {
        if let Some((_, rest)) = line.split_once(words) {
            last = Some(rest);
        }
        let item =
            ["pub struct ", "pub enum "].iter().find_map(|it| line.strip_prefix(it));
        if let (Some(item), Some(rest)) = (item, last) {
            found.push((item.split([' ', ';', ':']).next().unwrap_or_default(), rest));
            last = None;
        }
    }
    found
}

/// The runtime implements the conversions of a whole request and of its cases, and no
/// others.
#[test]
fn forms_that_say_so_convert_into_requests_and_others_are_variants() {
    let (mut conversions, mut variants) = (0, 0);
    for files in [emitted(), emit(&own_spec()), emit(&library_spec())] {
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with("/typed.rs"))
        {
            let rows = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let calls = rows.split("rt::typed_request! {").skip(1);
            let calls: Vec<&str> = calls.filter_map(|it| it.split('}').next()).collect();
            let text = text.replace("\n    /// ", " ");
            for (form, rest) in documented(&text, "Converts into [`") {
                let request = rest.split('`').next().unwrap_or_default();
                let converts = |call: &&&str| {
                    call.starts_with(&format!(" {form} in {request},"))
                        || call.contains(&format!(" in {request},"))
                            && call.contains(&format!(" {form} of "))
                };
                assert_eq!(calls.iter().filter(converts).count(), 1, "{path}: {form}");
                conversions += 1;
            }
            for (form, rest) in documented(&text, "A variant of [`") {
                let choice = rest.split('`').next().unwrap_or_default();
                let (_, choice) = rows
                    .split_once(&format!("pub enum {choice} in "))
                    .unwrap_or_else(|| panic!("{path}: {choice}"));
                let cases = choice.split("rt::").next().unwrap_or_default();
                assert!(cases.contains(&format!("({form});")), "{path}: {form}");
                variants += 1;
            }
        }
    }
    assert!(conversions > 20 && variants > 30, "{conversions}, {variants}");
}

/// The builder takes the items one by one, and refuses those with a delimiter.
#[test]
fn a_typed_field_of_joined_items_says_nothing_of_empty_items() {
    let files = emit_sources(&[
        ("service.yaml", "service: shop\n"),
        (
            "tag.yaml",
            "operation: tag
http: POST /tags
body: Tags
types: { Tags: { fields: { tags: { type: string, doc: Its tags., delimiter: \"|\", required: true } } } }
",
        ),
    ]);
    let typed = &files["src/generated/tag/typed.rs"];
    assert!(typed.contains("Vec<String>") && typed.contains("contains `|`"), "{typed}");
    assert!(!typed.contains("joined by"), "{typed}");
    assert!(files["src/generated/tag/types.rs"].contains("joined by `|`"));
}

/// A line may be wider if it is a comment with a link, a text, or a single path.
#[test]
fn no_line_of_code_is_wider_than_written_code() {
    let is_code = |line: &str| {
        let line = line.trim();
        !line.starts_with("//") && !line.contains('"') && line.contains(' ')
    };
    for (path, text) in emit(&own_spec()).iter().filter(|it| it.0.ends_with(".rs")) {
        for line in text.lines().filter(|line| is_code(line)) {
            assert!(line.chars().count() <= 92, "{path}: {line}");
        }
    }
}

/// The spec names no page, and describes no argument.
#[test]
fn documentation_has_no_sentence_about_what_the_spec_leaves_out() {
    let operation = "operation: make
http: POST /v1/things
body: Thing
types: { Thing: { fields: { name: { type: string } } } }
constructors: { one: { example: one, takes: [body.name] } }
examples: { requests: [one] }
responses: { \"200\": { type: Thing } }
";
    let files = emit_sources(&[
        ("service.yaml", "service: demo\n"),
        ("make.yaml", operation),
        ("examples/one.json", r#"{ "operation": "make", "body": { "name": "b" } }"#),
    ]);
    assert_no_empty_sentences(&files);
}

/// The rule about empty items warns of requests, and describes no answer.
#[test]
fn the_documentation_of_an_answer_says_how_its_items_are_joined_and_no_more() {
    let shelf = "operation: show_shelf
http: GET /shelf
responses: { \"200\": { type: Shelf } }
types: { Shelf: { fields: { tags: { type: string, doc: Its tags., delimiter: \"|\" } } } }
";
    let files =
        emit_sources(&[("service.yaml", "service: shop\n"), ("show_shelf.yaml", shelf)]);
    let all: String = files.values().map(String::as_str).collect();
    assert!(all.contains("Several items are joined by `|`."), "{all}");
    assert!(!all.contains("empty item"), "{all}");
}
