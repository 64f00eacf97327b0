//! No text of a spec makes the generator panic, hang or ignore a key.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use coc_codegen::Checked;
use coc_codegen::source::{Source, Sources};
use coc_codegen::spec::read_folder;

use crate::support::{library_spec, own_spec, sources};

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
    if !checked.diagnostics.has_errors() {
        coc_codegen::emit::emit(&checked.model)
            .unwrap_or_else(|error| panic!("{error}"));
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
    assert!(operation(&text).iter().all(|code| code == "S014" || code == "S013"));
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
    let asks = |at| {
        let condition = "required: { kind: a }, only_when: { kind: a }";
        format!(
            "x: {{ type: T{}, {condition} }}, y: {{ type: string, required: {{ parent.kind: b }} }}",
            at + 1
        )
    };
    assert!(many_types(2_000, &asks).contains(&"S034".to_owned()));
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
    assert!(many_types(60, &rings).iter().all(|code| code == "S029"));
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

/// The diagnostics of a folder, as path and message.
fn said(folder: &Path) -> Vec<(String, String)> {
    let sources = read_folder(folder).unwrap_or_else(|error| panic!("{error}"));
    let checked = Checked::load(&sources);
    let path = |it: &coc_codegen::diagnostic::Diagnostic| {
        sources.get(it.span.file).map_or_else(String::new, |source| source.path.clone())
    };
    checked.diagnostics.iter().map(|it| (path(it), it.message.clone())).collect()
}

#[test]
fn a_folder_that_cannot_be_listed_is_named() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let error = read_folder(&folder.path().join("gone")).expect_err("it is not there");
    assert!(error.contains("gone"), "{error}");
}

#[test]
fn files_that_cannot_be_read_are_diagnostics_and_hide_no_other() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path();
    let write = |name: &str, bytes: &[u8]| {
        fs::write(path.join(name), bytes).unwrap_or_else(|error| panic!("{error}"));
    };
    write("service.yaml", b"service: demo\n");
    write("good.yaml", b"operation: good\nhttp: GET /good\ntyps: {}\n");
    write("latin.yaml", b"operation: caf\xe9\n");
    write("wide.yaml", b"\xff\xfeo\0p\0");
    fs::create_dir(path.join("folder.yaml")).unwrap_or_else(|error| panic!("{error}"));
    let found = said(path);
    for (name, words) in [
        ("latin.yaml", "this byte is not UTF-8"),
        ("wide.yaml", "UTF-16"),
        ("folder.yaml", "it is a folder"),
        ("good.yaml", "no key `typs`"),
    ] {
        let here: Vec<_> = found.iter().filter(|(path, _)| path == name).collect();
        assert!(here.len() == 1 && here[0].1.contains(words), "{name}: {found:#?}");
    }
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_loop_of_links_are_reported_without_waiting() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path();
    fs::write(path.join("service.yaml"), "service: demo\n")
        .unwrap_or_else(|error| panic!("{error}"));
    std::os::unix::fs::symlink("round.yaml", path.join("round.yaml"))
        .unwrap_or_else(|error| panic!("{error}"));
    std::os::unix::fs::symlink("gone", path.join("dangling.yaml"))
        .unwrap_or_else(|error| panic!("{error}"));
    let made = std::process::Command::new("mkfifo").arg(path.join("pipe.yaml")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo makes a pipe");
    let found = said(path);
    let names: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["dangling.yaml", "pipe.yaml", "round.yaml"], "{found:#?}");
}

/// A folder of examples that is a file, that is called otherwise, and links into the
/// folder itself: one diagnostic each, and none for each example or file.
#[cfg(unix)]
#[test]
fn a_folder_that_is_none_is_one_diagnostic() {
    use std::os::unix::fs::symlink;
    type Make = fn(&Path) -> std::io::Result<()>;
    let cases: [(&str, &str, Make); 4] = [
        ("examples", "it is no folder", |path| fs::write(path.join("examples"), "x")),
        ("examples", "this file cannot be read", |path| {
            symlink("examples", path.join("examples"))
        }),
        ("exampels", "is called `examples`", |path| {
            fs::create_dir(path.join("exampels"))?;
            fs::write(path.join("exampels/one.json"), "{}")
        }),
        ("round", "a link to a folder that it stands in", |path| {
            symlink(".", path.join("round"))?;
            fs::create_dir(path.join("examples"))?;
            let text = "{\"operation\":\"op\"}";
            fs::write(path.join("examples/one.json"), text)?;
            fs::write(path.join("examples/two.json"), text)
        }),
    ];
    for (name, words, make) in cases {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let path = folder.path();
        let operation =
            "operation: op\nhttp: GET /op\nexamples: { requests: [one, two] }\n";
        fs::write(path.join("service.yaml"), "service: demo\n")
            .and_then(|()| fs::write(path.join("op.yaml"), operation))
            .and_then(|()| make(path))
            .unwrap_or_else(|error| panic!("{error}"));
        let found = said(path);
        let is_told = |it: &(String, String)| it.0 == name && it.1.contains(words);
        assert!(found.len() == 1 && is_told(&found[0]), "{name}: {found:#?}");
    }
}

#[test]
fn every_yaml_file_is_read_and_files_of_editors_are_not() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path();
    let write = |name: &str, text: &str| {
        fs::write(path.join(name), text).unwrap_or_else(|error| panic!("{error}"));
    };
    write("service.yml", "service: demo\n");
    write("one.YAML", "operation: one\nhttp: GET /one\n");
    write("two.yml", "operation: two\nhttp: GET /two\n");
    for name in [
        ".#one.yaml",
        "._two.yaml",
        "#one.yaml#",
        "two.yaml~",
        ".hidden.yaml",
        "notes.txt",
    ] {
        write(name, "][");
    }
    let sources = read_folder(path).unwrap_or_else(|error| panic!("{error}"));
    let checked = Checked::load(&sources);
    assert!(
        checked.diagnostics.is_empty(),
        "{}",
        checked.diagnostics.render(&sources, false)
    );
    assert_eq!(checked.model.operations.len(), 2);
    fs::create_dir(path.join("more")).unwrap_or_else(|error| panic!("{error}"));
    write("more/three.yaml", "operation: three\nhttp: GET /three\n");
    let found = said(path);
    assert!(found.len() == 1 && found[0].0 == "more/three.yaml", "{found:#?}");
    assert!(found[0].1.contains("directly in the spec folder"), "{found:#?}");
    fs::create_dir_all(path.join("more/and/more"))
        .unwrap_or_else(|error| panic!("{error}"));
    fs::rename(path.join("more/three.yaml"), path.join("more/and/more/three.yaml"))
        .unwrap_or_else(|error| panic!("{error}"));
    let found = said(path);
    assert!(found.len() == 1 && found[0].0 == "more/and/more/three.yaml", "{found:#?}");
    fs::remove_dir_all(path.join("more")).unwrap_or_else(|error| panic!("{error}"));
    for name in ["three.yaml.txt", "three"] {
        write(name, "operation: three\nhttp: GET /three\n");
        let found = said(path);
        assert!(found.len() == 1 && found[0].0 == name, "{found:#?}");
        assert!(found[0].1.contains("ends in `.yaml`"), "{found:#?}");
        fs::remove_file(path.join(name)).unwrap_or_else(|error| panic!("{error}"));
    }
    write("LICENSE", "Do what you like.\n");
    assert!(said(path).is_empty());
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
    let harmless = everywhere("harmless").unwrap_or_else(|said| panic!("{said}"));
    let items = |rust: &str| {
        syn::parse_file(rust)
            .map(|file| file.items.len())
            .map_err(|error| error.to_string())
    };
    for text in texts {
        let files = match everywhere(text) {
            Ok(files) => files,
            // YAML itself has no text with some control characters.
            Err(said) => {
                assert!(text.chars().any(char::is_control), "{said}");
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
    if checked.diagnostics.has_errors() {
        return Err(checked.diagnostics.render(&sources, false));
    }
    coc_codegen::emit::emit(&checked.model)
}

/// The ranges of the values in a YAML text: each begins after `: ` and ends with its line
/// or before the end of the flow collection around it.
fn values(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(": ") {
        let start = at + 2;
        let mut depth = 0_i32;
        let mut quote = None;
        let mut end = start;
        while end < bytes.len() {
            let byte = bytes[end];
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'')
                    if end == start || matches!(bytes[end - 1], b' ' | b'[' | b'{') =>
                {
                    quote = Some(byte);
                }
                (None, b'{' | b'[') => depth += 1,
                (None, b'}' | b']') if depth == 0 => break,
                (None, b'}' | b']') => depth -= 1,
                (None, b',' | b'\n') if depth == 0 => break,
                _ => {}
            }
            end += 1;
        }
        if end > start {
            found.push((start, end));
        }
    }
    found
}

/// A whole spec, with one text replaced.
fn with(all: &Sources, path: &str, text: String) -> Sources {
    let files = all
        .iter()
        .map(|(_, source)| source.clone())
        .filter(|source| source.path != path);
    let changed = Source { path: path.to_owned(), text };
    Sources::new(files.chain([changed]).collect())
}

#[test]
fn every_diagnostic_of_a_replaced_value_has_a_place() {
    let all = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let mut count = 0_u32;
    for (_, source) in all.iter().filter(|(_, source)| source.path.ends_with(".yaml")) {
        for (start, end) in values(&source.text) {
            // The values take turns, so that each kind of place gets all of them.
            let others = [
                "null",
                "[]",
                "[[x], { y: z }]",
                "{}",
                "{ zzz: 1 }",
                "7",
                "-1.5",
                "true",
                "\"\"",
                "zzz",
            ];
            let other = others[count as usize % others.len()];
            let text =
                format!("{}{other}{}", &source.text[..start], &source.text[end..]);
            let changed = with(&all, &source.path, text);
            let checked = Checked::load(&changed);
            count += 1;
            if checked.diagnostics.has_errors() {
                let lines = checked.diagnostics.to_json_lines(&changed);
                assert!(!lines.contains("\"span\":null"), "{lines}");
            }
        }
    }
    assert!(count > 300, "only {count} changes were tried");
}

#[test]
fn a_value_of_a_wrong_shape_causes_one_diagnostic() {
    let mut wrong = Vec::new();
    let structural = ["S003", "S005", "S006", "S007", "S008"];
    let mut count = 0_u32;
    for folder in [own_spec(), library_spec()] {
        let all = read_folder(&folder).unwrap_or_else(|error| panic!("{error}"));
        for (_, source) in
            all.iter().filter(|(_, source)| source.path.ends_with(".yaml"))
        {
            for (start, end) in values(&source.text) {
                // A value of several lines holds keys that other files may need.
                if source.text[start..end].contains('\n') {
                    continue;
                }
                let text =
                    format!("{}[[x]]{}", &source.text[..start], &source.text[end..]);
                let changed = with(&all, &source.path, text);
                let found = Checked::load(&changed).diagnostics;
                let has =
                    |wanted: &str| found.iter().any(|it| it.code.as_str() == wanted);
                if !has("S007") {
                    continue;
                }
                count += 1;
                let caused =
                    found.iter().any(|it| !structural.contains(&it.code.as_str()));
                if caused {
                    wrong.push(found.render(&changed, false));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 300, "only {count} changes were tried");
}

#[test]
fn unknown_keys_are_never_ignored() {
    let all = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let mut count = 0_u32;
    for (_, source) in all.iter().filter(|(_, source)| source.path.ends_with(".yaml")) {
        for (at, _) in source.text.match_indices("{ ") {
            let text = format!(
                "{}{{ zzz_unknown: true, {}",
                &source.text[..at],
                &source.text[at + 2..]
            );
            let changed = with(&all, &source.path, text);
            let checked = Checked::load(&changed);
            // A brace in quoted text opens no mapping.
            let line = source.text[..at].lines().last().unwrap_or_default();
            if line.contains("doc: ") && line.matches('"').count() % 2 == 1 {
                continue;
            }
            count += 1;
            assert!(
                checked.diagnostics.has_errors(),
                "{} accepts a key in `{line}`",
                source.path
            );
        }
    }
    assert!(count > 150, "only {count} places were tried");
}

#[test]
fn a_file_cut_off_anywhere_is_checked_without_a_panic() {
    let all = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    for (_, source) in all.iter() {
        let step = (source.text.len() / 25).max(1);
        for at in (0..source.text.len())
            .step_by(step)
            .filter(|at| source.text.is_char_boundary(*at))
        {
            let changed = with(&all, &source.path, source.text[..at].to_owned());
            let checked = Checked::load(&changed);
            let _ = checked.diagnostics.render(&changed, false);
        }
    }
}
