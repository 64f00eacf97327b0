//! Slips of people who write YAML: each edit knows its own place, at which the diagnostic
//! must point, and the words of the fix.

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Code, Severity};
use coc_codegen::source::{Source, Sources, line_column};
use coc_codegen::spec::read_folder;

use crate::oracle::dice::Dice;
use crate::random::valid;
use crate::support::{library_spec, own_spec, sources};

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

/// The text before and after the edit, in which `^` stands before the place of the slip;
/// words of the message and of the help.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    ("doc: The name.", "doc: Note^: the name.", "this colon makes a key", "in quotes"),
    ("doc: The name.", "doc: The name^:", "this colon makes a key", "in quotes"),
    ("doc: Makes a thing.", "doc: Makes^: a thing.", "this colon makes a key", ">-"),
    ("'In metres.'", "In^: metres.", "this colon makes a key", "in quotes"),
    (
        "        type: string\n",
        "        type^:string\n",
        "a blank is missing",
        "`type: `",
    ),
    ("{ kind: round }", "{ kind^:round }", "a blank is missing", "`kind: `"),
    (
        "        type: string\n        doc: The name.\n        required: { kind: round }\n",
        "        type^:string\n",
        "a blank is missing",
        "`type: `",
    ),
    ("        doc: The name.", "^\tdoc: The name.", "a tab", "spaces"),
    ("        doc: The name.", "    ^\t    doc: The name.", "a tab", "spaces"),
    (
        "        type: string\n",
        "        ^\u{a0}type: string\n",
        "no-break space (U+00A0)",
        "ordinary space",
    ),
    (
        "        type: string\n",
        "        type:^\u{a0}string\n",
        "no-break space (U+00A0)",
        "ordinary space",
    ),
    (
        "        type: string\n",
        "        type:^\u{3000}string\n",
        "full-width space",
        "ordinary space",
    ),
    ("        type: string\n", "        type^：string\n", "full-width", "write `:`"),
    ("Kind, required: true", "Kind^，required: true", "full-width", "write `,`"),
    ("[1, 2, 3]", "^[1, 2, 3", "`[` that opens here is not closed", "close it with `]`"),
    (
        "{ kind: round }",
        "^{ kind: round",
        "`{` that opens here is not closed",
        "close it with `}`",
    ),
    (
        "{ kind: round }",
        "{ kind: ^[round }",
        "`[` that opens here is not closed",
        "close it with `]`",
    ),
    ("[1, 2, 3]", "[1, 2, 3]^]", "closed already", "delete it"),
    ("{ kind: round }", "{ kind: round }^}", "closed already", "delete it"),
    ("{ kind: round }", "{ kind: round } ^x", "closed already", "delete it"),
    (
        "doc: The name.",
        "doc: ^\"The name.",
        "`\"` opens here is not closed",
        "close the text",
    ),
    (
        "doc: The name.",
        "doc: ^'The name.",
        "`'` opens here is not closed",
        "close the text",
    ),
    ("doc: The name.", "doc: 'A thing^'s name.'", "this apostrophe ends", "twice"),
    ("'In metres.'", "'A thing^'s metres.'", "this apostrophe ends", "twice"),
    ("doc: The name.", "doc: \"The ^\"name\".\"", "this quotation mark ends", "\\\""),
    ("\"^[a-z]+$\"", "\"^\\d+\"", "`\\d` means nothing", "single quotes"),
    ("doc: Makes a thing.", "doc: \"A ^\\w.\"", "`\\w` means nothing", "single quotes"),
    (
        "doc: Makes a thing.",
        "^<<<<<<< HEAD\ndoc: Makes it.\n=======\ndoc: Makes a thing.\n>>>>>>> theirs",
        "marker of a merge",
        "one of the two",
    ),
    (
        "Kind, required: true",
        "Kind ^required: true",
        "a comma is missing before `required`",
        "comma",
    ),
    (
        "        doc: The name.",
        "          ^doc: The name.",
        "indented more than the one before",
        "column",
    ),
    (
        "        doc: The name.",
        "       ^doc: The name.",
        "at which no key above it stands",
        "column",
    ),
    ("doc: The name.", "^doc The name.", "neither a key", "key: value"),
    ("doc: The name.", "doc: ^@name.", "cannot begin with `@`", "in quotes"),
    ("doc: The name.", "doc: ^`name` of it.", "cannot begin with ``", "in quotes"),
    ("doc: The name.", "doc: ^%name", "cannot begin with `%`", "in quotes"),
    ("  Kind: {", "^,  Kind: {", "cannot begin with `,`", "delete the sign"),
    ("doc: The name.", "doc: >- ^The name.", "nothing may follow `>`", "next line"),
    ("[1, 2, 3]", "[1, ^, 2, 3]", "no entry stands before this comma", "delete it"),
    ("one_of: [", "one_of^ [", "a colon is missing behind `one_of`", "`one_of: `"),
    ("\"200\": {", "\"200\"^:{", "a blank is missing", "with a blank"),
    ("kind: round }", "kind:\n    ^round }", "indented too little", "indent it more"),
    ("doc: The name.", "doc: The ^\rname.", "U+000D", "delete it"),
    ("doc: The name.", "doc: The ^\u{7}name.", "U+0007", "delete it"),
];

/// Slips that leave a file YAML, so that they are warnings.
const DOUBTFUL: &[(&str, &str, &str, &str)] = &[
    (
        "doc: The name.",
        "doc: The name, as ^# of the page.",
        "ends the text",
        "in quotes",
    ),
    (
        "      A thing that is made.\n    fields",
        "      A thing that is made.\n      ^decision: odd\n    fields",
        "`decision:` is a part of the text",
        "column",
    ),
];

/// Place, severity, message and help of everything said about the operation.
fn said(operation: &str) -> Vec<(usize, usize, Severity, String, String)> {
    let sources =
        sources(&[("service.yaml", "service: demo\n"), ("make_thing.yaml", operation)]);
    let checked = Checked::load(&sources);
    let _ = checked.diagnostics.render(&sources, false);
    let found = checked.diagnostics.iter().map(|it| {
        let (line, column) = line_column(operation, it.span.start);
        let help = it.help.clone().unwrap_or_default();
        (line, column, it.severity, it.message.clone(), help)
    });
    found.collect()
}

/// The edited text, and the place that the edit marks. A `^` of a pattern is none.
fn edited(before: &str, after: &str) -> (String, (usize, usize)) {
    assert!(OPERATION.contains(before), "{before}");
    let at = OPERATION.find(before).unwrap_or_default();
    let mark = after.find("^\\d").map_or_else(|| after.find('^'), |at| Some(at + 1));
    let mark = mark.unwrap_or_default();
    let is_mark = after.as_bytes()[mark] == b'^';
    let shown = if is_mark { after.replacen('^', "", 1) } else { after.to_owned() };
    let text = OPERATION.replacen(before, &shown, 1);
    let byte = u32::try_from(at + mark).unwrap_or_default();
    let place = line_column(&text, byte);
    (text, place)
}

fn hold(slips: &[(&str, &str, &str, &str)], severity: Severity) {
    let mut wrong = Vec::new();
    for (before, after, words, fix) in slips {
        let (text, (line, column)) = edited(before, after);
        let found = said(&text);
        let fits = found.len() == 1
            && (found[0].0, found[0].1, found[0].2) == (line, column, severity)
            && found[0].3.contains(words)
            && found[0].4.contains(fix);
        if !fits {
            wrong.push(format!("{after:?} at {line}:{column}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_slip_draws_one_diagnostic_at_its_place_with_the_fix() {
    assert_eq!(said(OPERATION), []);
    hold(SLIPS, Severity::Error);
}

#[test]
fn a_slip_that_leaves_the_file_yaml_is_a_warning() {
    hold(DOUBTFUL, Severity::Warning);
}

/// Lines that look like slips to somebody who reads line by line.
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
        "{a}",
    ] {
        let operation = OPERATION.replace("Makes a thing.", text);
        let found = said(&operation);
        let shape = |it: &(usize, usize, Severity, String, String)| {
            it.3.contains("must be text")
        };
        assert!(found.iter().all(shape), "{text}: {found:#?}");
    }
}

/// Whatever sound file a slip follows, the slip is named and nothing of the sound part.
#[test]
fn sound_files_hold_no_slips() {
    let folder = |folder| read_folder(folder).unwrap_or_else(|error| panic!("{error}"));
    let mut specs = vec![folder(&own_spec()), folder(&library_spec())];
    specs.extend((0..30).map(|seed| valid(seed).0));
    for spec in specs {
        for (_, source) in spec.iter().filter(|(_, it)| it.path.ends_with(".yaml")) {
            let text = format!("{}\nlast: [x\n", source.text.trim_end());
            // JSON is YAML, and has no line to add to.
            if source.text.starts_with('{') {
                continue;
            }
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

/// A character more or less anywhere: no panic, and at most one word about YAML, which
/// then is the only error of the file.
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
    for round in 0..600 {
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
    assert!(refused > 100, "only {refused} files were refused");
    assert!(explained * 10 > refused * 9, "{explained} of {refused} are explained");
}
