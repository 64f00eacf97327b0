//! Crates of other specs compile: emitted Rust is without warnings of the compiler and of
//! the lints, for each set of features.

use std::collections::BTreeSet;

use coc_codegen::emit::GENERATED;
use serde_json::Value;

use crate::crates::{Crate, OF_PROGRAMS, succeed};
use crate::documentation::assert_no_empty_sentences;
use crate::repository::files;
use crate::support::{
    check, emit, emit_model, emit_sources, own_spec, root, values_spec,
};
use crate::{linter, post_office};

#[test]
fn another_service_compiles_without_warnings_and_its_linter_agrees_with_the_interpreter()
{
    let library = Crate::library();
    let types = format!("coc-generated/{GENERATED}/lend_item/types.rs");
    assert!(library.path(&types).is_file());
    // The spec has patterns, so that there is no set without them.
    for features in ["pattern", "pattern,typed", "pattern,http"] {
        library.check(features);
    }
    library.with_linter(OF_PROGRAMS, linter::agrees_on_the_library);
}

/// Operations of two areas and of none, with a type, a list of values and an envelope that
/// only some of them use.
const AREAS: &[(&str, &str)] = &[
    (
        "service.yaml",
        "service: demo\nareas: { doors: The doors., keys: The keys. }\n\
         envelopes: { coded: { code: code, message: text, success: [OK] } }\n\
         types: { Part: { fields: { code: { type: string, pattern: ^a, required: true } } } }\n\
         enums: { Side: { values: { left: , right: } } }\n",
    ),
    (
        "open_door.yaml",
        "operation: open_door\nhttp: GET /doors\narea: doors\nquery: { fields: { side: { type: Side, required: true } } }\n\
         envelope: coded\nresponses: { \"200\": { type: Opened } }\n\
         types: { Opened: { fields: { code: { type: string }, text: { type: string }, id: { type: string } } } }\n\
         waiters: { door_is_open: { ready: { present: answer.id }, every: 1, at_most: 9 } }\n",
    ),
    (
        "make_key.yaml",
        "operation: make_key\nhttp: POST /keys\narea: keys\nbody: Key\ntypes:\n  Key: { fields: { kind: { type: string }, part: { type: Part }, rest: { type: object, types: [{ when: { kind: a }, of: Rest }] } } }\n  Rest: { fields: { x: { type: any } } }\n",
    ),
    ("hours.yaml", "operation: hours\nhttp: GET /hours\n"),
];

#[test]
fn any_subset_of_areas_compiles_without_warnings_and_has_its_operations_only() {
    let doors = Crate::new("areas", &emit_sources(AREAS));
    assert_eq!(doors.areas().len(), 2, "each area is a feature");
    let program = "//! Lists the operations.\n\nfn main() {\n    \
                   for info in coc_generated::OPERATIONS {\n        println!(\"{}\", info.operation.name);\n    }\n\
                   let body = serde_json::json!({ \"kind\": \"a\", \"rest\": { \"x\": 1, \"y\": 2 } });\n\
                   let document: coc_generated::wire::Object = [(\"body\".to_owned(), body)].into_iter().collect();\n\
                   let key = coc_generated::operation(\"make_key\");\n\
                   for unknown in key.iter().flat_map(|info| info.unknown_keys(&document)) {\n\
                   println!(\"{}\", unknown.pointer);\n    }\n}\n";
    doors.program("names", program);
    for (areas, names) in [
        ("", &["hours"][..]),
        ("doors", &["hours", "open_door"]),
        // Members that may be anything are documented ones, too.
        ("keys", &["hours", "make_key", "/body/rest/y"]),
    ] {
        let features = format!("{areas},pattern,typed");
        let mut run = doors.cargo_with("run", &features);
        let text = succeed(run.args(["--example", "names"]), "");
        let listed: Vec<&str> = text.lines().collect();
        assert_eq!(listed, names, "with {areas:?}");
    }
}

/// The client pulls in a TLS stack, so that this test is slow on a clean machine.
#[test]
fn another_service_compiles_with_every_feature() {
    let library = Crate::library();
    let mut doc = library.cargo("doc", "");
    let doc = doc.args(["--no-deps", "--all-features"]);
    succeed(doc.env("RUSTDOCFLAGS", "-Dwarnings"), "");
    library.lint_every_feature();
}

#[test]
fn rules_of_values_pass_the_lints() {
    Crate::new("values", &emit(&values_spec())).lint("pattern,typed");
}

/// Operations without a field, types without a table, answers without a description,
/// rules in shared types alone, and a pattern.
const CORNERS: &[(&str, &str)] = &[
    (
        "service.yaml",
        "service: demo\ntypes: { Part: { fields: { code: { type: string, required: true }, n: { type: long } } } }\n",
    ),
    (
        "nothing.yaml",
        "operation: nothing\nhttp: POST /nothing\npage: { title: A page }\n",
    ),
    (
        "parts.yaml",
        "operation: parts\nhttp: POST /parts\nbody: Body\n\
         types:\n  Body: { fields: { parts: { type: { array: Part } }, untold: { type: string } } }\n  \
         Answer: { fields: { x: { type: long } } }\nresponses: { \"200\": { type: Answer } }\n",
    ),
    (
        "tag.yaml",
        "operation: tag\nhttp: POST /tags\nbody: Tag\n\
         types: { Tag: { fields: { text: { type: string, pattern: ^a } } } }\n",
    ),
];

#[test]
fn corners_of_a_spec_compile_without_warnings_and_without_empty_words() {
    let files = emit_sources(CORNERS);
    assert_no_empty_sentences(&files);
    let corners = Crate::new("corners", &files);
    corners.lint("pattern,typed");
    // Without the engine there is one error, which says what to do.
    let output = corners.cargo("check", "").arg("--lib").output();
    let output = output.unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("enable the feature `pattern`"), "{text}");
    let errors = text.lines().filter(|line| line.starts_with("error")).count();
    // The second line is cargo's own.
    assert_eq!(errors, 2, "{text}");
}

/// The operations differ by their names alone, so that a few stand for any number.
#[test]
fn many_operations_compile_without_warnings() {
    let model = check(&post_office::sources(12)).model;
    assert_eq!(model.operations.len(), 12);
    Crate::new("post_office", &emit_model(&model)).check("pattern,typed");
}

/// The errors of a program of the crate: codes and lines.
fn errors(of: &Crate, program: &str) -> BTreeSet<(String, u64)> {
    let mut check = of.cargo("check", "typed");
    let output = check.args(["--example", program, "--message-format=json"]).output();
    let output = output.unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let errors = messages.filter(|it| it["message"]["level"] == "error");
    let found = errors.filter_map(|it| {
        let code = it["message"]["code"]["code"].as_str()?.to_owned();
        let spans = it["message"]["spans"].as_array()?;
        let span = spans.iter().find(|it| it["is_primary"] == true)?;
        let file = span["file_name"].as_str()?;
        assert!(file.ends_with(&format!("{program}.rs")), "{program}: {file}");
        Some((code, span["line_start"].as_u64()?))
    });
    found.collect()
}

/// A typed request cannot hold a field that its case forbids. The programs are about the
/// repository's own spec. Each marks a line with the code of the error there, `//~ E0277`.
/// They are compiled here, without the client and its dependencies.
#[test]
fn fields_of_other_cases_do_not_compile() {
    let own = Crate::new("own", &emit(&own_spec()));
    let programs = files(&root().join("coc-generated/tests/refused"), "rs");
    for (path, text) in programs {
        let program = path.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
        own.program(program, &text);
        let lines = (1..).zip(text.lines());
        let marked = lines.filter_map(|(number, line)| {
            let (_, code) = line.split_once("//~ ")?;
            Some((code.trim().to_owned(), number))
        });
        let marked: BTreeSet<(String, u64)> = marked.collect();
        assert!(!marked.is_empty(), "{program} marks no error");
        assert_eq!(errors(&own, program), marked, "{program}");
    }
}

/// Names that builders use for methods of their own, and a field in two cases whose
/// structs have names of their own.
const AWKWARD: &str = "operation: make
http: POST /{place}/things
path: { fields: { place: { type: Place, required: true, cases: { land: OnLand } } } }
body: Thing
types:
  Thing:
    fields:
      server: { type: Server, required: { path.place: land } }
      depth: { type: integer, required: { path.place: sea } }
      paint: { type: Paint, required: true, cases: { solid: Solid } }
      colour: { type: string, required: { paint: solid } }
      builder: { type: string, required: true }
      build: { type: string }
      take: { type: long, required: true }
      fill: { type: boolean }
      title: { type: string }
      maybe_title: { type: string, required: true }
      place: { type: string }
  Server: { fields: { s: { type: S }, builder: { type: Builder, required: true } } }
  Builder: { fields: { name: { type: string, required: true } } }
  S: { fields: { state: { type: string, required: true } } }
enums:
  Place: { values: { land: , sea: } }
  Paint: { values: { none: , solid: } }
";

#[test]
fn fields_that_are_called_like_methods_of_builders_compile() {
    let files =
        emit_sources(&[("service.yaml", "service: demo\n"), ("make.yaml", AWKWARD)]);
    Crate::new("awkward", &files).lint("typed");
}
