//! Emitted documentation: a spec without descriptions, pages and tables gives no sentence
//! without words and no table without rows, and no answer has a rule.

use coc_codegen::emit::Files;

use crate::support::emit_sources;

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
        assert!(!line.contains("shown by its examples only"), "{line:?}");
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
fn a_request_without_fields_has_no_table_of_requirements() {
    let files = emitted();
    let has_table = |operation: &str| {
        let text = &files[&format!("src/generated/{operation}/mod.rs")];
        let heading = text.contains("Requirements by case");
        assert_eq!(heading, text.contains("//! | --- |"), "{text}");
        assert_eq!(heading, text.contains("Each name leads"), "{text}");
        heading
    };
    assert!(!has_table("ping"));
    assert!(has_table("make"));
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
