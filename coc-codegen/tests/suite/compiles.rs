//! Compiles the crates of other services: emitted Rust compiles, without warnings of
//! the lints.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use coc_codegen::emit::{Files, GENERATED};
use serde_json::Value;
use tempfile::TempDir;

use crate::files::{copy, write};
use crate::support::{emit, emit_sources, library_spec, own_spec, root, values_spec};

/// The generated crate without what was generated, in a workspace of its own.
pub(crate) fn skeleton(folder: &Path) {
    let root = root();
    for name in [
        "Cargo.lock",
        "clippy.toml",
        "coc-generated/Cargo.toml",
        "coc-generated/src/lib.rs",
        "coc-generated/src/runtime",
        "coc-generated/src/bin/coc-lint",
        "coc-generated/examples/lint.rs",
    ] {
        copy(&root.join(name), &folder.join(name));
    }
    let read = |path: PathBuf| {
        fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    // The sandbox is that of one service.
    write(
        &folder.join("coc-generated/src/sandbox/mod.rs"),
        "//! The sandbox of another service.\n",
    );
    let workspace: String = read(root.join("Cargo.toml"))
        .lines()
        .filter(|line| !line.starts_with("coc-codegen = "))
        .map(|line| {
            if line.starts_with("members = ") {
                "members = [\"coc-generated\"]"
            } else {
                line
            }
        })
        .take_while(|line| !line.starts_with("[profile.dev.package"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(folder.join("Cargo.toml"), workspace)
        .unwrap_or_else(|error| panic!("{error}"));
    // The folder has the library and the linter. The manifest must list nothing else,
    // and no dependency of tests.
    let (mut listed, mut for_tests) = (false, false);
    let manifest: String = read(root.join("coc-generated/Cargo.toml"))
        .lines()
        .filter(|line| {
            if line.starts_with('[') {
                listed = line.starts_with("[[");
                for_tests = *line == "[dev-dependencies]";
            }
            // The areas of this repository's spec are not those of another one.
            !listed && (!for_tests || line.starts_with('[')) && !line.ends_with(" = []")
        })
        .map(|line| if line.starts_with("default = ") { "default = []" } else { line })
        // The sandbox of another service needs none of the areas.
        .map(|line| {
            if line.starts_with("sandbox = ") { "sandbox = [\"server\"]" } else { line }
        })
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(folder.join("coc-generated/Cargo.toml"), manifest)
        .unwrap_or_else(|error| panic!("{error}"));
}

/// A folder with the generated crate that has these files. It is removed with the value.
pub(crate) fn generated_crate(files: &Files) -> TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    skeleton(folder.path());
    write_files(files, &folder.path().join("coc-generated"));
    folder
}

/// Writes emitted files below `folder`, and the features that they need.
pub(crate) fn write_files(files: &Files, folder: &Path) {
    for (path, text) in files {
        write(&folder.join(path), text);
    }
    let root = files.get(&format!("{GENERATED}/mod.rs")).map_or("", String::as_str);
    let place = folder.join("Cargo.toml");
    let mut manifest =
        fs::read_to_string(&place).unwrap_or_else(|error| panic!("{error}"));
    for line in root.lines() {
        let feature = line.strip_prefix("#[cfg(feature = \"");
        let Some(name) = feature.and_then(|rest| rest.strip_suffix("\")]")) else {
            continue;
        };
        if !manifest.contains(&format!("\n{name} = [")) {
            manifest =
                manifest.replace("[features]\n", &format!("[features]\n{name} = []\n"));
        }
    }
    write(&place, &manifest);
}

/// The features without dependencies in the manifest of the crate in `folder`: the areas
/// of its spec.
fn areas(folder: &Path) -> Vec<String> {
    let manifest = fs::read_to_string(folder.join("coc-generated/Cargo.toml"));
    let manifest = manifest.unwrap_or_default();
    let names = manifest.lines().filter_map(|line| line.strip_suffix(" = []"));
    names.filter(|name| *name != "default").map(str::to_owned).collect()
}

/// One build folder for all runs, so that dependencies are compiled once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated")
}

/// A command about the crate in `folder`, with all operations of its spec.
fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    cargo_with(folder, &areas(folder), arguments)
}

/// A command about the crate in `folder`, with the operations of these areas.
fn cargo_with(folder: &Path, areas: &[String], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .args([
            "--offline",
            "--quiet",
            "--package",
            "coc-generated",
            "--no-default-features",
            "--features",
            &areas.join(","),
        ])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("RUSTFLAGS", "-Dwarnings")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTDOCFLAGS");
    command
}

#[track_caller]
fn succeed(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        text.chars().take(8_000).collect::<String>()
    );
}

#[test]
fn another_service_compiles_without_warnings_and_its_linter_agrees_with_the_interpreter()
{
    let folder = generated_crate(&emit(&library_spec()));
    let folder = folder.path();
    assert!(
        folder
            .join("coc-generated")
            .join(GENERATED)
            .join("lend_item/types.rs")
            .is_file()
    );
    // The spec has patterns, so that there is no set without them.
    for features in ["pattern", "pattern,typed", "pattern,http"] {
        succeed(&mut cargo(folder, &["check", "--lib", "--features", features]));
    }
    with_linter(folder, super::semantics::linter_of_the_library_agrees);
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
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let folder = folder.path();
    skeleton(folder);
    let files = emit_sources(AREAS);
    let generated = folder.join("coc-generated");
    write_files(&files, &generated);
    assert_eq!(areas(folder).len(), 2, "each area is a feature");
    let program = "//! Lists the operations.\n\nfn main() {\n    \
                   for info in coc_generated::OPERATIONS {\n        println!(\"{}\", info.operation.name);\n    }\n\
                   let body = serde_json::json!({ \"kind\": \"a\", \"rest\": { \"x\": 1, \"y\": 2 } });\n\
                   let document: coc_generated::wire::Object = [(\"body\".to_owned(), body)].into_iter().collect();\n\
                   let key = coc_generated::operation(\"make_key\");\n\
                   for unknown in key.iter().flat_map(|info| info.unknown_keys(&document)) {\n\
                   println!(\"{}\", unknown.pointer);\n    }\n}\n";
    write(&generated.join("examples/names.rs"), program);
    for (areas, names) in [
        (&[][..], &["hours"][..]),
        (&["doors"], &["hours", "open_door"]),
        // Members that may be anything are documented ones, too.
        (&["keys"], &["hours", "make_key", "/body/rest/y"]),
    ] {
        let areas: Vec<String> = areas.iter().map(|it| (*it).to_owned()).collect();
        let features = ["--example", "names", "--features", "pattern,typed"];
        let output = cargo_with(folder, &areas, &["run"]).args(features).output();
        let output = output.unwrap_or_else(|error| panic!("{error}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "with {areas:?}\n{said}");
        let text = String::from_utf8_lossy(&output.stdout);
        let listed: Vec<&str> = text.lines().collect();
        assert_eq!(listed, names, "with {areas:?}");
    }
}

/// Builds the linter of the crate in `folder` and hands it over. All crates have one
/// place for it, so they take turns.
pub(crate) fn with_linter<T>(folder: &Path, run: impl FnOnce(&Path) -> T) -> T {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    succeed(&mut cargo(
        folder,
        &["build", "--example", "lint", "--features", "pattern,typed"],
    ));
    run(&target().join("debug/examples/lint"))
}

/// Checks a program among the examples of the crate in `folder`. A failure prints
/// `about`.
#[track_caller]
pub(crate) fn check_example(folder: &Path, example: &str, features: &str, about: &str) {
    let mut check =
        cargo(folder, &["check", "--example", example, "--features", features]);
    let output = check.output().unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    let text: String = text.chars().take(8_000).collect();
    assert!(output.status.success(), "{about}\n{text}");
}

/// Runs a program among the examples of the crate in `folder`, and returns its output.
pub(crate) fn output(folder: &Path, example: &str, features: &str) -> String {
    let mut run = cargo(folder, &["run", "--example", example, "--features", features]);
    let output = run.output().unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Emits a spec and compiles its crate with every feature and without warnings of the
/// lints.
pub(crate) fn compiles_with_every_feature(files: &[(&str, &str)]) {
    let folder = generated_crate(&emit_sources(files));
    let folder = folder.path();
    succeed(
        cargo(folder, &["clippy", "--lib", "--all-features"]).args(["--", "-Dwarnings"]),
    );
}

/// The slowest test by far on a clean machine: the client pulls in a TLS stack.
#[test]
fn another_service_compiles_with_every_feature() {
    let folder = generated_crate(&emit(&library_spec()));
    let folder = folder.path();
    succeed(&mut cargo(folder, &["check", "--lib", "--all-features"]));
    succeed(
        cargo(folder, &["doc", "--no-deps", "--all-features"])
            .env("RUSTDOCFLAGS", "-Dwarnings"),
    );
    succeed(
        cargo(folder, &["clippy", "--lib", "--all-features"]).args(["--", "-Dwarnings"]),
    );
}

#[test]
fn rules_of_values_pass_the_lints() {
    let folder = generated_crate(&emit(&values_spec()));
    let folder = folder.path();
    succeed(
        cargo(folder, &["clippy", "--lib", "--features", "pattern,typed"])
            .args(["--", "-Dwarnings"]),
    );
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
    for (path, text) in &files {
        for empty in
            ["/// .\n", "//! .\n", ": .\n", "(, ", "shown by its examples only", "\"\"."]
        {
            assert!(!text.contains(empty), "{path}: {empty:?}\n{text}");
        }
    }
    let folder = generated_crate(&files);
    let folder = folder.path();
    let features = ["--lib", "--features", "pattern,typed"];
    succeed(cargo(folder, &["clippy"]).args(features).args(["--", "-Dwarnings"]));
    // Without the engine there is one error, which says what to do.
    let output = cargo(folder, &["check", "--lib"])
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("enable the feature `pattern`"), "{text}");
    let errors = text.lines().filter(|line| line.starts_with("error")).count();
    // The second line is cargo's own.
    assert_eq!(errors, 2, "{text}");
}

/// The imagined service that the benchmarks measure, with fewer operations.
#[test]
fn a_large_imagined_service_compiles_without_warnings() {
    let checked = crate::support::check(&crate::imagined::sources(30));
    assert_eq!(checked.model.operations.len(), 30);
    let files = coc_codegen::emit::emit(&checked.model)
        .unwrap_or_else(|error| panic!("{error}"));
    let folder = generated_crate(&files);
    succeed(&mut cargo(
        folder.path(),
        &["check", "--lib", "--features", "pattern,typed"],
    ));
}

/// The errors of a program among the examples of the crate in `folder`: codes and lines.
fn errors(folder: &Path, program: &str) -> BTreeSet<(String, u64)> {
    let arguments =
        ["check", "--example", program, "--features", "typed", "--message-format=json"];
    let output = cargo(folder, &arguments).output();
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
    let folder = generated_crate(&emit(&own_spec()));
    let folder = folder.path();
    let generated = folder.join("coc-generated");
    let programs =
        super::walls::files(&root().join("coc-generated/tests/refused"), "rs");
    for (path, text) in programs {
        let program = path.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
        write(&generated.join(format!("examples/{program}.rs")), &text);
        let lines = (1..).zip(text.lines());
        let marked = lines.filter_map(|(number, line)| {
            let (_, code) = line.split_once("//~ ")?;
            Some((code.trim().to_owned(), number))
        });
        let marked: BTreeSet<(String, u64)> = marked.collect();
        assert!(!marked.is_empty(), "{program} marks no error");
        assert_eq!(errors(folder, program), marked, "{program}");
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

/// A field that becomes optional breaks nobody who gave it.
#[test]
fn a_requirement_can_be_relaxed_without_breaking_callers() {
    let spec = |required: &str| {
        let operation = format!(
            "operation: open_door\nhttp: POST /doors/{{id}}\npath: {{ fields: {{ id: {{ type: string, required: true }} }} }}\n\
             body: Door\ntypes: {{ Door: {{ fields: {{ key: {{ type: string{required} }}, kind: {{ type: Kind, required: true, cases: {{ safe: KindSafe }} }}, \
             code: {{ type: string, required: {{ kind: safe }} }} }} }} }}\nenums: {{ Kind: {{ values: {{ plain: , safe: }} }} }}\n"
        );
        emit_sources(&[
            ("service.yaml", "service: demo\n"),
            ("open_door.yaml", &operation),
            ("make.yaml", AWKWARD),
        ])
    };
    let caller = "//! Somebody who uses the crate.\nuse coc_generated::open_door::wire::OpenDoorRequest;\nuse coc_generated::open_door::{KindSafe, OpenDoor};\n\n\
                  fn main() {\n    let kind = KindSafe::builder().code(\"1\").build();\n    \
                  let door = OpenDoor::builder().id(\"7\").key(\"k\").kind(kind).build();\n    \
                  println!(\"{:?}\", OpenDoorRequest::from(door));\n}\n";
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let folder = folder.path();
    skeleton(folder);
    let generated = folder.join("coc-generated");
    fs::write(generated.join("examples/caller.rs"), caller)
        .unwrap_or_else(|error| panic!("{error}"));
    for required in [", required: true", ""] {
        write_files(&spec(required), &generated);
        succeed(&mut cargo(
            folder,
            &["check", "--example", "caller", "--features", "typed"],
        ));
    }
}
