//! The JSON Schema of the spec language, which editors use, refuses the same structures as
//! the reader, and has the same keys.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use coc_codegen::Checked;
use coc_codegen::source::{Source, Sources, Span};
use coc_codegen::spec::{editor_files, names_path, read_folder, schema};
use serde_json::{Value, json};

use crate::diagnostics::cases;
use crate::oracle::dice::Dice;
use crate::random::{FIXED_BUGS, valid};
use crate::support::{library_spec, own_spec, places, sources};

/// Codes of diagnostics that a schema can find: unknown or missing keys, values of the
/// wrong shape.
const STRUCTURAL: [&str; 3] = ["S005", "S006", "S007"];

fn validator() -> jsonschema::Validator {
    let schema: Value =
        serde_json::from_str(&schema()).unwrap_or_else(|error| panic!("{error}"));
    jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{error}"))
}

/// The errors of the schema in the YAML files, each with its place and a message.
fn schema_errors(validator: &jsonschema::Validator, sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for (_, source) in
        sources.iter().filter(|(_, source)| source.path.ends_with(".yaml"))
    {
        // A schema cannot be applied to a file that is not YAML.
        let Ok(value) = serde_yaml::from_str::<Value>(&source.text) else { continue };
        let errors = validator.iter_errors(&value);
        found.extend(
            errors.map(|error| {
                format!("{}{}: {error}", source.path, error.instance_path())
            }),
        );
    }
    found
}

fn schemas(sources: &Sources) -> BTreeMap<String, String> {
    editor_files(&Checked::load(sources).spec, sources)
}

#[test]
fn the_committed_schemas_are_those_that_the_language_and_the_spec_make() {
    let specs = read_folder(&own_spec()).unwrap_or_else(|error| panic!("{error}"));
    let files = schemas(&specs);
    for (path, text) in &files {
        let path = own_spec().join(path);
        let committed = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(committed == *text, "{}: run `cargo xtask schema`", path.display());
    }
    for (_, source) in specs.iter().filter(|(_, source)| source.path.ends_with(".yaml"))
    {
        let names = names_path(source.path.trim_end_matches(".yaml"));
        assert!(files.contains_key(&names), "{names}");
        let first = format!("# yaml-language-server: $schema={names}");
        assert_eq!(source.text.lines().next(), Some(first.as_str()), "{}", source.path);
    }
}

/// The schema of a file's names, with the schema of the language in its place.
fn names_of(files: &BTreeMap<String, String>, name: &str) -> Value {
    let text = &files[&names_path(name)];
    let mut names: Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(names["allOf"], json!([{ "$ref": "../schema.json" }]));
    if let Some(whole) = names.as_object_mut() {
        whole.remove("allOf");
    }
    names
}

/// The names that are offered at a place of a schema.
fn offered(schema: &Value, pointer: &str) -> BTreeSet<String> {
    let node = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
    let mut found = BTreeSet::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        let names = node["enum"].as_array().into_iter().flatten();
        found.extend(names.filter_map(Value::as_str).map(str::to_owned));
        open.extend(node["anyOf"].as_array().into_iter().flatten());
    }
    found
}

/// Editors complete the names that a file declares or can reach, at the places where
/// they may stand, and refuse no other.
#[test]
fn editors_complete_the_names_that_a_file_declares() {
    let files = &[
        (
            "service.yaml",
            "service: demo\nenums: { Colour: { values: { red: , blue: } } }\ndecisions: { odd: { pages: a, resolution: b, evidence: c } }\n",
        ),
        (
            "op.yaml",
            "operation: op\nhttp: POST /{id}\npath: { fields: { id: { type: Colour, required: true } } }\nbody: Body\ntypes: { Body: { fields: { x: { type: { array: Part } } } }, Part: { fields: { size: { type: string }, level: { type: Level } } } }\nenums: { Level: { values: { 10: { rust_name: Ten }, 2: { rust_name: Two } } } }\n",
        ),
        (
            "two.yaml",
            "operation: two\nhttp: GET /two\ntypes: { Other: { fields: {} } }\n",
        ),
        ("examples/one.json", "{}\n"),
    ];
    let files = schemas(&sources(files));
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        ["names/op.json", "names/service.json", "names/two.json", "schema.json"]
    );
    let set = |names: &[&str]| {
        names.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>()
    };
    let op = names_of(&files, "op");
    assert_eq!(offered(&op, "/$defs/type"), set(&["Body", "Part", "Colour", "Level"]));
    let of = "/$defs/field/properties/enum/items/properties/of";
    assert_eq!(offered(&op, of), set(&["Colour", "Level"]));
    assert_eq!(offered(&op, "/$defs/decision"), set(&["odd"]));
    let sic = &op["$defs"]["field"]["properties"]["sic"];
    assert_eq!(*sic, json!({ "$ref": "#/$defs/decision" }));
    assert_eq!(offered(&op, "/$defs/name"), set(&["x", "size", "level"]));
    assert_eq!(offered(&op, "/properties/examples/properties/requests"), set(&["one"]));
    let keys = op["$defs"]["condition"]["properties"].as_object();
    let keys: BTreeSet<String> =
        keys.into_iter().flatten().map(|it| it.0.clone()).collect();
    let words =
        ["all", "any", "not", "present", "path.id", "body.x", "x", "size", "level"];
    assert_eq!(keys, set(&words));
    let values = "/$defs/condition/properties/path.id";
    assert_eq!(offered(&op, values), set(&["red", "blue"]));
    let numbers = op.pointer("/$defs/condition/properties/level/anyOf/0/enum");
    assert_eq!(numbers, Some(&json!([2, 10])));
    let service = names_of(&files, "service");
    assert_eq!(offered(&service, "/$defs/type"), set(&["Colour"]));
    // The schema does not refuse a name that nobody declares; the checks do.
    let validator =
        jsonschema::draft202012::new(&op).unwrap_or_else(|it| panic!("{it}"));
    let other = json!({ "body": "Gone", "types": { "Body": { "fields": { "x": { "type": "Gone", "required": { "y": "z" }, "sic": "gone" } } } } });
    assert!(validator.is_valid(&other));
}

/// The names are offered at keys that the language has.
#[test]
fn names_stand_at_keys_of_the_language() {
    let specs = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let language: Value =
        serde_json::from_str(&schema()).unwrap_or_else(|error| panic!("{error}"));
    let names = names_of(&schemas(&specs), "lend_item");
    let keys = |node: &Value| -> BTreeSet<String> {
        node["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|it| it.0.clone())
            .collect()
    };
    for (here, there) in
        [("/$defs/table", "table"), ("/$defs/field", "field"), ("", "operation")]
    {
        let node = names.pointer(here).unwrap_or_else(|| panic!("{here}"));
        let known = keys(&language["$defs"][there]);
        let own = keys(node);
        assert!(own.len() > 2 && own.is_subset(&known), "{here}: {own:?}");
    }
}

#[test]
fn every_valid_spec_fits_the_schema() {
    let validator = validator();
    let folder = |folder| read_folder(folder).unwrap_or_else(|error| panic!("{error}"));
    for sources in [folder(&own_spec()), folder(&library_spec()), sources(FIXED_BUGS)] {
        assert_eq!(schema_errors(&validator, &sources), Vec::<String>::new());
    }
    for seed in 0..50 {
        assert_eq!(
            schema_errors(&validator, &valid(seed).0),
            Vec::<String>::new(),
            "seed {seed}"
        );
    }
}

/// A step from a file towards a mapping in it.
#[derive(Clone)]
enum Step {
    Key(String),
    Name,
    Item,
}

/// The steps from `node`, the schema of a value, to the mappings of the language in it, each
/// with the name of its definition.
fn mappings(node: &Value, steps: &[Step], found: &mut Vec<(String, Vec<Step>)>) {
    if !node.is_object() {
        return;
    }
    let with = |step: Step| [steps, &[step]].concat();
    if let Some(name) = node["$ref"].as_str() {
        found.push((name.trim_start_matches("#/$defs/").to_owned(), steps.to_vec()));
    }
    for either in node["anyOf"].as_array().into_iter().flatten() {
        mappings(either, steps, found);
    }
    mappings(&node["additionalProperties"], &with(Step::Name), found);
    mappings(&node["items"], &with(Step::Item), found);
}

/// A key that is in the schema, and that no reader reads, would be ignored.
#[test]
fn the_reader_reads_every_key_of_the_schema() {
    let schema: Value =
        serde_json::from_str(&schema()).unwrap_or_else(|error| panic!("{error}"));
    let mut seen = BTreeSet::new();
    for (file, root) in [("service.yaml", "service"), ("op.yaml", "operation")] {
        let mut open = vec![(root.to_owned(), Vec::new())];
        while let Some((name, steps)) = open.pop() {
            let keys = schema["$defs"][&name]["properties"].as_object();
            if !seen.insert(name.clone()) {
                continue;
            }
            for (key, value) in keys.into_iter().flatten() {
                let steps = [steps.as_slice(), &[Step::Key(key.clone())]].concat();
                mappings(value, &steps, &mut open);
                // No key takes such a list.
                let whole =
                    steps.iter().rev().fold(json!([[]]), |value, step| match step {
                        Step::Key(key) => json!({ key: value }),
                        Step::Name => json!({ "x": value }),
                        Step::Item => json!([value]),
                    });
                let text = whole.to_string();
                let at = text.find("[[]]").unwrap_or_default();
                let span = at..=at + "[[]]".len();
                let sources = match file {
                    "service.yaml" => sources(&[(file, &text)]),
                    file => {
                        sources(&[("service.yaml", "service: demo\n"), (file, &text)])
                    }
                };
                let found = Checked::load(&sources).diagnostics;
                let is_there = |place: Span| {
                    let path = sources.get(place.file).map(|it| it.path.as_str());
                    path == Some(file)
                        && span.contains(&(place.start as usize))
                        && span.contains(&(place.end as usize))
                };
                assert!(
                    found.iter().any(|it| is_there(it.span)),
                    "no reader reads `{key}` of {name}: {text}"
                );
            }
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[test]
fn the_schema_refuses_structural_errors() {
    let validator = validator();
    let mut tried = 0;
    for case in cases() {
        let codes =
            || case.expected.iter().filter_map(|(place, _)| place.rsplit(' ').next());
        let structural = codes().filter(|code| STRUCTURAL.contains(code)).count();
        if structural == 0 {
            continue;
        }
        tried += 1;
        assert!(
            !schema_errors(&validator, &sources(case.files)).is_empty(),
            "{} fits the schema",
            case.name
        );
    }
    assert!(tried > 3, "only {tried} cases are about structure");
}

/// The edits are random: an unknown key, a missing key, or a value of another shape.
#[test]
fn the_schema_refuses_the_structures_that_the_reader_refuses() {
    let validator = validator();
    let mut dice = Dice::new(7);
    let good = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let files = good.iter().map(|(_, source)| source);
    let yaml: Vec<&Source> = files.filter(|it| it.path.ends_with(".yaml")).collect();
    let mut refused = 0;
    for round in 0..200 {
        let source = yaml[round % yaml.len()];
        let mut value: Value =
            serde_yaml::from_str(&source.text).unwrap_or_else(|error| panic!("{error}"));
        let mut pointers = Vec::new();
        places(&value, "", &mut pointers);
        let pointer = dice.pick(&pointers);
        let edit = dice.below(4);
        match (edit, value.pointer_mut(&pointer)) {
            (0, Some(Value::Object(entries))) => {
                entries.insert("xyz".to_owned(), json!(1));
            }
            (1, Some(Value::Object(entries))) => {
                let keys: Vec<String> = entries.keys().cloned().collect();
                keys.get(dice.below(keys.len())).and_then(|key| entries.remove(key));
            }
            (2, Some(other)) => *other = json!({}),
            (_, Some(other)) => *other = json!([[]]),
            (_, None) => panic!("{pointer} is in the file"),
        }
        // JSON is YAML.
        let files = good.iter().map(|(_, it)| {
            let text =
                if it.path == source.path { value.to_string() } else { it.text.clone() };
            Source { path: it.path.clone(), text }
        });
        let found = Checked::load(&Sources::new(files.collect())).diagnostics;
        if found.iter().any(|diagnostic| STRUCTURAL.contains(&diagnostic.code.as_str()))
        {
            refused += 1;
            assert!(
                !validator.is_valid(&value),
                "{} with another {pointer}: {value}",
                source.path
            );
        }
    }
    assert!(refused > 60, "only {refused} edits are refused");
}

#[test]
fn the_schema_accepts_the_methods_and_paths_that_the_reader_accepts() {
    let validator = validator();
    for (http, fine) in [
        ("GET /a", true),
        ("HEAD /a", true),
        ("POST /a", true),
        ("PUT /a", true),
        ("PATCH /a", true),
        ("DELETE /a", true),
        ("OPTIONS /a", true),
        ("FETCH /a", false),
        ("TRACE /a", false),
        ("get /a", false),
        ("GET a", false),
        ("GET /a b", false),
        ("GET /a?b", false),
        ("GET /a#b", false),
    ] {
        let operation = format!("operation: op\nhttp: \"{http}\"\n");
        let sources =
            sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &operation)]);
        let refused = Checked::load(&sources).diagnostics.has_errors();
        assert_eq!(!refused, fine, "{http} in a spec");
        assert_eq!(
            schema_errors(&validator, &sources).is_empty(),
            fine,
            "{http} in an editor"
        );
    }
    let dated = |date: &str| {
        let operation = format!(
            "operation: op\nhttp: GET /a\npage: {{ title: A, updated: \"{date}\" }}\n"
        );
        schema_errors(&validator, &sources(&[("op.yaml", &operation)])).is_empty()
    };
    assert!(dated("2025-10-24") && !dated("2025-13-45") && !dated("yesterday"));
}

/// Editors repeat the title of a schema at every key, and render no Markdown in
/// `description`.
#[test]
fn editors_get_descriptions_as_plain_text_and_as_markdown() {
    let schema: Value =
        serde_json::from_str(&schema()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(schema.get("title"), None);
    let mut pointers = Vec::new();
    places(&schema, "", &mut pointers);
    let mut described = 0;
    for pointer in pointers {
        let Some(node) = schema.pointer(&pointer) else { continue };
        // A key of the language could have this name, too; its value is an object.
        let Some(Value::String(markdown)) = node.get("markdownDescription") else {
            continue;
        };
        described += 1;
        assert_eq!(node["description"], json!(markdown.replace('`', "")), "{pointer}");
    }
    assert!(described > 80, "{described}");
    let snippets = &schema["$defs"]["type"]["defaultSnippets"];
    assert_eq!(snippets[0]["body"], json!({ "array": "$1" }));
    assert_eq!(snippets[1]["body"], json!({ "map": "$1" }));
}
