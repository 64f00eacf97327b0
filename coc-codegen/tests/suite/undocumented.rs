//! Documentation that is emitted for a spec without descriptions, pages and tables: it has
//! no sentence without words, and no table without rows.

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

#[test]
fn no_sentence_is_without_words() {
    let files = emitted();
    assert!(comments(&files).count() > 50, "the files have documentation");
    for line in comments(&files) {
        // Code may hold such signs.
        let mut texts = line.split('`').step_by(2);
        let is_empty =
            |text: &str| ["(,", " .", ":.", "()"].iter().any(|it| text.contains(it));
        assert!(!texts.any(is_empty) && !line.starts_with('.'), "{line:?}");
    }
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
