//! One mistake, one diagnostic: edits of a sound spec whose mistake others could be said
//! to follow from.

use coc_codegen::Checked;
use coc_codegen::source::{Source, Sources, line_column};

use crate::support::sources;

const SERVICE: &str = "service: demo
types:
  Failure: { fields: { reason: { type: string } } }
";

const OPERATION: &str = "operation: make_thing
http: POST /v1/{id}/things
path: { fields: { id: { type: string, required: true } } }
body: Thing
types:
  Thing:
    fields:
      kind: { type: Kind, required: true }
      name: { type: string }
  Answer:
    fields:
      number: { type: string }
enums:
  Kind:
    values:
      round: Like a ball.
      square: Like a box.
responses:
  \"200\": { type: Answer }
  \"400\": { type: Failure }
examples:
  requests: [one]
  responses: [fine, bad]
";

const ONE: &str = "{ \"operation\": \"make_thing\", \"path\": { \"id\": \"a\" }, \"body\": { \"kind\": \"round\", \"name\": \"x\" } }\n";
const FINE: &str = "{ \"status\": 200, \"body\": { \"number\": \"1\" } }\n";
const BAD: &str = "{ \"status\": 400, \"body\": { \"reason\": \"none\" } }\n";

fn sound() -> Vec<(&'static str, &'static str)> {
    vec![
        ("service.yaml", SERVICE),
        ("make_thing.yaml", OPERATION),
        ("examples/one.json", ONE),
        ("examples/fine.json", FINE),
        ("examples/bad.json", BAD),
    ]
}

/// Path, line and column, code and message with help of all that is said.
fn said(sources: &Sources) -> Vec<(String, usize, usize, &'static str, String)> {
    let found = Checked::load(sources).diagnostics;
    let said = found.iter().map(|it| {
        let source = sources.get(it.span.file);
        let path = source.map_or_else(String::new, |source| source.path.clone());
        let (line, column) =
            source.map_or((0, 0), |it_is| line_column(&it_is.text, it.span.start));
        let words = format!("{} {}", it.message, it.help.as_deref().unwrap_or_default());
        (path, line, column, it.code.as_str(), words)
    });
    said.collect()
}

/// File, text before and after, and the code, the text at the place and the words of the
/// one diagnostic.
const EDITS: &[(&str, &str, &str, &str, &str, &str)] = &[
    (
        "make_thing.yaml",
        "body: Thing",
        "body: Thnig",
        "S009",
        "Thnig",
        "did you mean `Thing`?",
    ),
    (
        "make_thing.yaml",
        "type: Failure",
        "type: Failur",
        "S009",
        "Failur",
        "did you mean `Failure`?",
    ),
    (
        "make_thing.yaml",
        "  Answer:\n",
        "  Failure: { fields: { number: { type: string } } }\n  Answer:\n",
        "S016",
        "Failure:",
        "declared already",
    ),
    (
        "make_thing.yaml",
        "    values:\n      round: Like a ball.\n      square: Like a box.\n",
        "    round: Like a ball.\n    square: Like a box.\n",
        "S006",
        "round:",
        "put `round` and what follows it below `values:`",
    ),
    (
        "make_thing.yaml",
        "    values:\n",
        "    valeus:\n",
        "S005",
        "valeus:",
        "did you mean `values`?",
    ),
    (
        "make_thing.yaml",
        "    fields:\n      kind",
        "    feilds:\n      kind",
        "S005",
        "feilds:",
        "did you mean `fields`?",
    ),
    (
        "make_thing.yaml",
        "http: POST",
        "htpt: POST",
        "S005",
        "htpt:",
        "did you mean `http`?",
    ),
    (
        "examples/one.json",
        ONE,
        "{ \"kind\": \"round\", \"name\": \"x\" }\n",
        "S020",
        "{ \"kind\"",
        "put it under `body`",
    ),
    (
        "examples/fine.json",
        FINE,
        "{ \"number\": \"1\" }\n",
        "S020",
        "{ \"number\"",
        "put it under `body`",
    ),
];

#[test]
fn a_mistake_draws_no_others() {
    assert_eq!(said(&sources(&sound())), []);
    let mut wrong = Vec::new();
    for (path, before, after, code, place, words) in EDITS {
        let files = sound().into_iter().map(|(name, text)| {
            assert!(name != *path || text.contains(before), "{before}");
            let text = if name == *path {
                text.replacen(before, after, 1)
            } else {
                text.to_owned()
            };
            Source { path: name.to_owned(), text }
        });
        let sources = Sources::new(files.collect());
        let found = said(&sources);
        let text = sources.find(path).map_or("", |(_, source)| source.text.as_str());
        let at = |line: usize, column: usize| {
            text.lines()
                .nth(line - 1)
                .and_then(|it| it.get(column - 1..))
                .unwrap_or_default()
        };
        let fits = match found.as_slice() {
            [(file, line, column, found, said)] => {
                file == path
                    && found == code
                    && at(*line, *column).starts_with(place)
                    && said.contains(words)
            }
            _ => false,
        };
        if !fits {
            wrong.push(format!("{after:?}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_copied_file_is_one_mistake() {
    let mut files = sound();
    files.push(("make_thing_2.yaml", OPERATION));
    let found = said(&sources(&files));
    assert_eq!(found.len(), 1, "{found:#?}");
    let (path, line, column, code, words) = &found[0];
    assert_eq!(
        (path.as_str(), *line, *column, *code),
        ("make_thing_2.yaml", 1, 12, "S016")
    );
    assert!(
        words.contains("declared twice") && words.contains("delete the copy"),
        "{words}"
    );
}

/// A condition reads a field whose lists of values depend on a case, and one of the lists
/// is broken: nothing is known of its values then.
#[test]
fn a_broken_list_says_nothing_about_conditions() {
    const LISTS: &str = "operation: rate
http: POST /rates
body: Rate
types:
  Rate:
    fields:
      kind: { type: Kind, required: true, cases: { ball: Ball } }
      level:
        type: string
        enum:
          - { when: { kind: ball }, of: BallLevel }
          - { when: { kind: box }, of: BoxLevel }
      note: { type: string, only_when: { kind: box, level: tall } }
enums:
  Kind: { values: { ball: , box: } }
  BallLevel: { values: { round: , flat: } }
  BoxLevel: { values: { tall: , wide: } }
";
    let of = |text: &str| {
        said(&sources(&[("service.yaml", "service: demo\n"), ("rate.yaml", text)]))
    };
    assert_eq!(of(LISTS), []);
    for (broken, code) in [
        ("{ when: [x], of: BoxLevel }", "S007"),
        ("BoxLevel", "S007"),
        ("{ when: { kind: box }, off: BoxLevel }", "S005"),
    ] {
        let found = of(&LISTS.replace("{ when: { kind: box }, of: BoxLevel }", broken));
        assert!(found.len() == 1 && found[0].3 == code, "{broken}: {found:#?}");
        assert_eq!(found[0].1, 12, "{broken}: {found:#?}");
    }
}
