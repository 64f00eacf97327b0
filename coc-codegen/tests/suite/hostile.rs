//! No text of a spec makes the generator panic, hang or ignore a key.

use std::time::{Duration, Instant};

use coc_codegen::Checked;

use crate::support::{emit_model, sources};

/// Checks a spec of these files within 20 seconds, renders its diagnostics, emits it if it
/// has no errors, and returns the codes.
fn codes(files: &[(&str, &str)]) -> Vec<String> {
    let started = Instant::now();
    let sources = sources(files);
    let checked = Checked::load(&sources);
    let text = checked.diagnostics.render(&sources, true);
    let lines = checked.diagnostics.to_json_lines(&sources);
    assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
    assert!(
        text.len() < 4_000_000 && lines.len() < 4_000_000,
        "the diagnostics have {} bytes",
        text.len().max(lines.len())
    );
    if let Ok(model) = &checked.model {
        emit_model(model);
    }
    checked.diagnostics.iter().map(|it| it.code.as_str().to_owned()).collect()
}

/// The codes for a spec with this operation file.
fn operation(text: &str) -> Vec<String> {
    codes(&[("service.yaml", "service: demo\n"), ("op.yaml", text)])
}

#[test]
fn a_root_that_is_no_mapping_is_reported() {
    for text in [
        "", "\n", "# x", "---", "...", "~", "7", "text", "[]", "[a, b]", "- a", "true",
        "\u{feff}", "\0", "\t", "%",
    ] {
        assert!(!operation(text).is_empty(), "{text:?} as an operation");
        assert!(!codes(&[("service.yaml", text)]).is_empty(), "{text:?} as the service");
    }
}

#[test]
fn nested_aliases_are_refused_and_not_expanded() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in ('b'..='k').zip('a'..='j') {
        bomb += &format!(
            "{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
        );
    }
    let found = operation(&bomb);
    assert!(found.contains(&"S003".to_owned()), "{found:?}");
}

#[test]
fn deep_nesting_is_reported() {
    for (open, close) in
        [("[", "]"), ("{ a: ", " }"), ("{ array: ", " }"), ("{ not: ", "}"), ("? ", "")]
    {
        for depth in [10, 60, 70, 1_000, 20_000] {
            let text = format!(
                "operation: op\nhttp: GET /\nbody: {}x{}\n",
                open.repeat(depth),
                close.repeat(depth)
            );
            assert!(!operation(&text).is_empty(), "{open} {depth}");
        }
    }
    let mut block = String::new();
    for depth in 0..2_000 {
        block += &format!("{}a:\n", " ".repeat(depth));
    }
    assert!(!operation(&block).is_empty());
    let mut list = "- ".repeat(5_000);
    list.push('x');
    assert!(!operation(&list).is_empty());
}

#[test]
fn a_line_of_ten_megabytes_is_reported_in_short() {
    let long = "x".repeat(10_000_000);
    assert_eq!(
        operation(&format!("operation: op\nhttp: GET /op\ndok: {long}\n")),
        ["S005"]
    );
    assert!(
        !operation(&format!("operation: op\nhttp: GET /op\n{long}: 1\n")).is_empty()
    );
}

#[test]
fn thousands_of_fields_are_checked_in_time() {
    let mut text =
        "operation: op\nhttp: POST /op\nbody: Body\ntypes:\n  Body:\n    fields:\n"
            .to_owned();
    for at in 0..3_000 {
        text +=
            &format!("      x{at}: {{ type: string, required: {{ x0: \"{at}\" }} }}\n");
    }
    let found = operation(&text);
    assert!(found.iter().all(|code| code == "S014" || code == "S013"), "{found:?}");
}

/// Each line opens a bracket or a text in quotes that no line closes. A search for its end
/// from each line would take time with the square of the number of lines.
#[test]
fn brackets_that_never_close_are_reported_in_time() {
    for line in ["- [", "- [\"", "- {", "- { a: [", "x [", "- [ # ]"] {
        let lines = format!("{line}\n").repeat(20_000);
        let text = format!("operation: op\nhttp: GET /op\nresult:\n{lines}");
        let found = operation(&text);
        assert!(!found.is_empty() && found.len() < 10, "{line}: {found:?}");
    }
}

#[test]
fn thousands_of_unknown_keys_are_reported_in_time() {
    let head =
        "operation: op\nhttp: POST /op\nbody: Body\ntypes:\n  Body:\n    fields:\n";
    let keys: String = (0..4_000).map(|at| format!("        zq{at}: 1\n")).collect();
    let found = operation(&format!("{head}      x:\n        type: string\n{keys}"));
    assert_eq!(found, vec!["S005"; 4_000]);
    // Each of these fields lacks its type, since the key is misspelt. The mistake is the
    // same.
    let fields: String =
        (0..8_000).map(|at| format!("      x{at}: {{ typ: string }}\n")).collect();
    assert_eq!(operation(&format!("{head}{fields}")), ["S005"]);
}

#[test]
fn conditions_with_very_many_values_are_checked_in_time() {
    let values: Vec<String> = (0..25_000).map(|at| format!("v{at}")).collect();
    let values = values.join(", ");
    let text = format!(
        "operation: op\nhttp: GET /op\nresponses: {{ \"200\": {{ type: Answer }} }}\n\
         types: {{ Answer: {{ fields: {{ x: {{ type: {{ array: string }} }}, y: {{ type: string }} }} }} }}\n\
         waiters:\n  a: {{ ready: {{ answer.x: [{values}] }}, every: 1, at_most: 9 }}\n  \
         b: {{ ready: {{ answer.y: [{values}] }}, every: 1, at_most: 9 }}\n"
    );
    assert_eq!(operation(&text), ["S030"]);
    let text = format!(
        "operation: op\nhttp: POST /op\nbody: Body\ntypes:\n  Body:\n    fields:\n      x: {{ type: string }}\n      \
         y: {{ type: string, required: {{ x: [{values}] }} }}\n"
    );
    assert_eq!(operation(&text), ["S030"]);
}

/// The codes for an operation whose body is the first of many types; `ty` writes a field
/// of each type by the type's number.
fn many_types(count: usize, ty: &dyn Fn(usize) -> String) -> Vec<String> {
    let mut text =
        "operation: op\nhttp: POST /op\nbody: T0\nenums: { Kind: { values: { a: A., b: B. } } }\ntypes:\n"
            .to_owned();
    for at in 0..count {
        text += &format!(
            "  T{at}: {{ fields: {{ kind: {{ type: Kind, required: true }}, {} }} }}\n",
            ty(at)
        );
    }
    text += &format!(
        "  T{count}: {{ fields: {{ kind: {{ type: Kind }} }} }}\nresponses: {{ \"200\": {{ type: T0 }} }}\n"
    );
    operation(&text)
}

/// Every type holds the next one. A pass that recurses along such a chain overflows the
/// small stack of a thread.
#[test]
fn long_chains_of_types_do_not_exhaust_the_stack() {
    assert_eq!(many_types(5_000, &|at| format!("x: {{ type: T{} }}", at + 1)), ["S034"]);
    assert_eq!(
        many_types(5_000, &|at| format!("x: {{ type: {{ array: T{} }} }}", at + 1)),
        ["S034"]
    );
    // Each type has conditions on its own fields and on those of the enclosing object.
    let conditional = |at| {
        let condition = "required: { kind: a }, only_when: { kind: a }";
        format!(
            "x: {{ type: T{}, {condition} }}, y: {{ type: string, required: {{ parent.kind: b }} }}",
            at + 1
        )
    };
    assert!(many_types(2_000, &conditional).contains(&"S034".to_owned()));
    // The last type holds the first one.
    assert_eq!(
        many_types(5_000, &|at| format!("x: {{ type: T{} }}", (at + 1) % 5_000)),
        ["S034"]
    );
    // The chain is as long as is allowed.
    assert_eq!(many_types(63, &|at| format!("x: {{ type: T{} }}", at + 1)), [""; 0]);
}

/// Each type holds the next one twice, so that the number of paths through the types
/// doubles with each type.
#[test]
fn types_that_hold_each_other_in_many_ways_are_checked_in_time() {
    let twice = |at| {
        format!("x: {{ type: T{} }}, y: {{ type: {{ array: T{} }} }}", at + 1, at + 1)
    };
    assert_eq!(many_types(60, &twice), [""; 0]);
    // The types hold each other in several rings that cross.
    let rings = |at| {
        format!(
            "x: {{ type: T{} }}, y: {{ type: T{} }}",
            (at * 7) % 60,
            (at * 3 + 1) % 61
        )
    };
    let found = many_types(60, &rings);
    assert!(!found.is_empty() && found.iter().all(|code| code == "S029"), "{found:?}");
}

#[test]
fn duplicate_keys_are_all_reported() {
    let found = operation("operation: op\nhttp: GET /op\ndoc: a\ndoc: b\ndoc: c\n");
    assert_eq!(found, ["S004", "S004"]);
}

#[test]
fn anchors_merges_tags_and_documents_are_refused() {
    for text in [
        "operation: &a op\nhttp: GET /op\n",
        "operation: op\nhttp: GET /op\npage: &d { title: x }\n",
        "operation: op\nhttp: GET /op\n<<: {}\n",
        "operation: !!str op\nhttp: GET /op\n",
        "operation: op\nhttp: GET /op\ndoc: !custom x\n",
        "operation: op\nhttp: GET /op\n---\noperation: op\n",
        "operation: op\nhttp: GET /op\n? [a]\n: b\n",
        "operation: op\nhttp: GET /op\n? { a: b }\n: b\n",
        "operation: op\nhttp: GET /op\n1: b\n",
        "operation: op\nhttp: GET /op\ntrue: b\n",
        "operation: op\nhttp: GET /op\n~: b\n",
    ] {
        let found = operation(text);
        assert!(found.contains(&"S003".to_owned()), "{text:?}: {found:?}");
    }
}

#[test]
fn a_number_that_no_type_can_hold_is_reported() {
    for number in [
        "99999999999999999999",
        "-99999999999999999999",
        ".inf",
        "-.inf",
        ".nan",
        "1e999",
        "0x7fffffffffffffffff",
        "18446744073709551615",
    ] {
        let text = format!(
            "operation: op\nhttp: POST /op\nbody: Body\ntypes: {{ Body: {{ fields: {{ x: {{ type: long, fixed: {number} }} }} }} }}\n"
        );
        assert!(!operation(&text).is_empty(), "{number}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let texts = [
        "\"#",
        "*/",
        "/*",
        "```\npanic!()\n```",
        "<script>alert(1)</script>",
        "[link](javascript:x)",
        "]]>",
        "\\",
        "\u{202e}",
        "#![no_std]",
        "\r\n",
        "{}",
        "{{",
        "$x",
        "\u{0}",
        "\u{7f}",
        "'",
        "\"\"\"",
        "r#\"",
        "//",
        "!\"",
    ];
    let harmless = everywhere("harmless").unwrap_or_else(|shown| panic!("{shown}"));
    let items = |rust: &str| {
        syn::parse_file(rust)
            .map(|file| file.items.len())
            .map_err(|error| error.to_string())
    };
    for text in texts {
        let files = match everywhere(text) {
            Ok(files) => files,
            // YAML itself has no text with some control characters.
            Err(shown) => {
                assert!(text.chars().any(char::is_control), "{shown}");
                continue;
            }
        };
        for (path, rust) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            // The number of items is the same, so that no part of the text became code.
            assert_eq!(items(rust), items(&harmless[path]), "{path} with {text:?}");
        }
    }
}

/// Emits a spec with `text` at every place that takes any text; the error is the rendered
/// diagnostics.
fn everywhere(text: &str) -> Result<coc_codegen::emit::Files, String> {
    let quoted = serde_json::Value::from(text).to_string();
    let service = "service: demo\ntitle: ?\ndoc: ?\nblank: []\n";
    let operation = "operation: op
http: POST /op
page: { title: ? }
permission: ?
doc: ?
deprecated: ?
body: Body
types:
  Body:
    table: ?
    doc: ?
    decision: { table: odd }
    fields:
      x: { type: string, doc: ?, fixed: ?, default: ?, deprecated: ?, prose: [{ says: ?, because: ? }] }
      y: { type: Kind, doc: ? }
      ?: { type: string, rust_name: z, required: { x: ? } }
enums: { Kind: { doc: ?, values: { ?: { doc: ?, rust_name: V } } } }
decisions: { odd: { pages: ?, resolution: ?, evidence: ? } }
responses: { \"200\": { type: none, doc: ? } }
";
    let sources = sources(&[
        ("service.yaml", &service.replace('?', &quoted)),
        ("op.yaml", &operation.replace('?', &quoted)),
    ]);
    let checked = Checked::load(&sources);
    let model =
        checked.model.map_err(|_| checked.diagnostics.render(&sources, false))?;
    coc_codegen::emit::emit(&model)
}
