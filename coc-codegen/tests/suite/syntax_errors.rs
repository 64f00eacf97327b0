//! Syntax errors of YAML, and sound files that look like them. Single errors are data:
//! `tests/edits/yaml.edits`.

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Code, Severity};
use coc_codegen::source::{Source, Sources};
use coc_codegen::spec::read_folder;

use crate::oracle::dice::Dice;
use crate::random::valid;
use crate::support::{library_spec, line_column, own_spec, sources};

const OPERATION: &str = "operation: make_thing
http: POST /v1/things
doc: Makes a thing.
body: Thing
types:
  Thing:
    doc: >-
      A thing that is made.
    fields:
      kind: { type: Kind, required: true, cases: { round: RoundThing } }
      name:
        type: string
        doc: The name.
        required: { kind: round }
      code: { type: string, pattern: \"^[a-z]+$\" }
      size: { type: integer, one_of: [1, 2, 3], doc: 'In metres.' }
enums:
  Kind: { values: { round: , square: } }
responses:
  \"200\": { type: Thing }
";

/// The messages about an operation.
fn messages(operation: &str) -> Vec<String> {
    let sources =
        sources(&[("service.yaml", "service: demo\n"), ("make_thing.yaml", operation)]);
    let found = Checked::load(&sources).diagnostics;
    found.iter().map(|it| it.message.clone()).collect()
}

/// Some of the lines look like errors if they are read one by one.
#[test]
fn sound_yaml_draws_nothing() {
    for text in [
        "\"A: b # c\"",
        "'It''s: [x'",
        "\"He said \\\"a\\\".\"",
        "https://example.com/a:b",
        "a:b c:d",
        ">-\n  A colon: here,\n  and \"quotes' [ {.",
        "Goes on\n  in a second line, at 10:30.",
        "\"Goes on\n  in: a second line.\"",
        "x # one word",
        "全角：文字，也可以。",
    ] {
        let found = messages(&OPERATION.replace("Makes a thing.", text));
        assert!(found.is_empty(), "{text}: {found:#?}");
    }
    // The YAML is valid, but no text.
    let found = messages(&OPERATION.replace("Makes a thing.", "{a}"));
    assert!(found.len() == 1 && found[0].contains("must be text"), "{found:#?}");
}

#[test]
fn an_error_behind_a_sound_file_is_reported_at_its_line_alone() {
    let folder = |folder| read_folder(folder).unwrap_or_else(|error| panic!("{error}"));
    let mut specs = vec![folder(&own_spec()), folder(&library_spec())];
    specs.extend((0..30).map(|seed| valid(seed).0));
    for spec in specs {
        for (_, source) in spec.iter().filter(|(_, it)| it.path.ends_with(".yaml")) {
            // JSON is YAML, and has no line to add to.
            if source.text.starts_with('{') {
                continue;
            }
            let text = format!("{}\nlast: [x\n", source.text.trim_end());
            let lines = text.lines().count();
            let changed = Sources::new(vec![Source {
                path: source.path.clone(),
                text: text.clone(),
            }]);
            let found = Checked::load(&changed).diagnostics;
            let yaml = found.iter().filter(|it| it.code == Code::Yaml);
            let places: Vec<_> = yaml
                .map(|it| (line_column(&text, it.span.start), it.message.clone()))
                .collect();
            assert_eq!(places.len(), 1, "{places:#?}");
            assert_eq!(places[0].0, (lines, 7), "{} {places:#?}\n{text}", source.path);
        }
    }
}

/// A character more or less anywhere causes no panic and at most one diagnostic about
/// YAML, which is then the only error of the file.
#[test]
fn a_damaged_file_is_refused_once() {
    let all = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let files: Vec<&Source> =
        all.iter().map(|(_, it)| it).filter(|it| it.path.ends_with(".yaml")).collect();
    let signs = [
        "\"", "'", ":", "{", "}", "[", "]", ",", "#", " ", "\t", "\n", "\\", "-", "|",
        "\u{a0}", "：", "é", "&", "%", "\u{0}", "?", "\r", ">",
    ];
    let mut dice = Dice::new(3);
    let (mut refused, mut explained) = (0, 0);
    for round in 0..300 {
        let source = files[round % files.len()];
        let mut text = source.text.clone();
        let mut at = dice.below(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        if dice.below(2) == 0 {
            text.insert_str(at, signs[dice.below(signs.len())]);
        } else {
            text.remove(at);
        }
        let changed = all.iter().map(|(_, it)| {
            let text =
                if it.path == source.path { text.clone() } else { it.text.clone() };
            Source { path: it.path.clone(), text }
        });
        let changed = Sources::new(changed.collect());
        let found = Checked::load(&changed).diagnostics;
        let shown = found.render(&changed, false);
        let errors: Vec<_> =
            found.iter().filter(|it| it.severity == Severity::Error).collect();
        let yaml = errors.iter().filter(|it| it.code == Code::Yaml).count();
        if yaml > 0 {
            refused += 1;
            explained += usize::from(!shown.contains("this is not YAML"));
            assert_eq!(errors.len(), 1, "round {round}: {shown}");
        }
    }
    assert!(refused > 50, "only {refused} files were refused");
    assert!(explained * 10 > refused * 9, "{explained} of {refused} are explained");
}
