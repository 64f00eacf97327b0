//! Specs and steps that several test modules share.

use std::path::{Path, PathBuf};

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Diagnostic, Diagnostics, Severity};
use coc_codegen::diff::{Breaks, Kind, Verdict, diff};
use coc_codegen::emit::Files;
use coc_codegen::interpret::violations;
use coc_codegen::model::Model;
use coc_codegen::pointer::escape;
use coc_codegen::source::{Source, Sources};
use coc_codegen::spec::read_folder;
use serde_json::{Map, Value};

/// The repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The repository's own spec.
pub(crate) fn own_spec() -> PathBuf {
    root().join("spec")
}

/// Another service's spec, which exercises the whole language.
pub(crate) fn library_spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/library")
}

/// A service whose types hold themselves.
pub(crate) fn recursive_spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/recursive")
}

/// A service whose rules are about single values and lists of them.
pub(crate) fn values_spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs/values")
}

/// A spec from texts.
pub(crate) fn sources(files: &[(&str, &str)]) -> Sources {
    let source = |(path, text): &(&str, &str)| Source {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    };
    Sources::new(files.iter().map(source).collect())
}

/// Reads and checks a folder, which must be without errors and warnings.
pub(crate) fn load(folder: &Path) -> Sound {
    check(&read_folder(folder).unwrap_or_else(|error| panic!("{error}")))
}

/// A spec without errors.
pub(crate) struct Sound {
    pub(crate) model: Model,
    pub(crate) diagnostics: Diagnostics,
}

/// Checks a spec, which must be without errors and warnings.
pub(crate) fn check(sources: &Sources) -> Sound {
    let sound = sound(sources);
    let is_unwanted = |it: &Diagnostic| it.severity != Severity::Note;
    assert!(
        !sound.diagnostics.iter().any(is_unwanted),
        "{}",
        sound.diagnostics.render(sources, false)
    );
    sound
}

fn sound(sources: &Sources) -> Sound {
    let Checked { model, diagnostics, .. } = Checked::load(sources);
    let Ok(model) = model else { panic!("{}", diagnostics.render(sources, false)) };
    Sound { model, diagnostics }
}

/// Checks a spec, which must be without errors.
pub(crate) fn without_errors(sources: &Sources) -> Model {
    sound(sources).model
}

/// Emits a model.
pub(crate) fn emit_model(model: &Model) -> Files {
    coc_codegen::emit::emit(model).unwrap_or_else(|error| panic!("{error}"))
}

/// Emits a folder, which must be without errors and warnings.
pub(crate) fn emit(folder: &Path) -> Files {
    emit_model(&load(folder).model)
}

/// Emits a spec given as texts, which must be without errors and warnings.
pub(crate) fn emit_sources(files: &[(&str, &str)]) -> Files {
    emit_model(&check(&sources(files)).model)
}

/// The changes between two models that concern requests: the subject, the verdict, and
/// whether the change breaks requests.
pub(crate) fn request_changes(old: &Model, new: &Model) -> Vec<(String, Verdict, bool)> {
    let changes = diff(old, new).changes.into_iter();
    let of_requests = changes.filter(|it| it.kind != Kind::Program);
    of_requests
        .map(|it| (it.subject, it.verdict, it.breaks == Some(Breaks::Requests)))
        .collect()
}

/// All texts of a diagnostic: its message, label, notes, labels of other places, and help.
pub(crate) fn words(diagnostic: &Diagnostic) -> String {
    let notes = diagnostic.notes.iter().map(String::as_str);
    let related = diagnostic.related.iter().map(|(_, label)| label.as_str());
    let texts = [diagnostic.message.as_str(), diagnostic.label.as_str()];
    let texts = texts.into_iter().chain(notes).chain(related);
    texts.chain(diagnostic.help.as_deref()).collect::<Vec<_>>().join(" ")
}

/// Line and column of a byte of a text, both counted from 1. Columns count characters.
pub(crate) fn line_column(text: &str, byte: u32) -> (usize, usize) {
    let before = text.as_bytes().get(..byte as usize).unwrap_or(text.as_bytes());
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let line = 1 + before.iter().filter(|b| **b == b'\n').count();
    (line, 1 + String::from_utf8_lossy(&before[line_start..]).chars().count())
}

/// `file:line:column code` of a diagnostic.
pub(crate) fn place(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let Some(source) = sources.get(diagnostic.span.file) else {
        return format!("? {}", diagnostic.code.as_str());
    };
    let (line, column) = line_column(&source.text, diagnostic.span.start);
    format!("{}:{line}:{column} {}", source.path, diagnostic.code.as_str())
}

/// `pointer kind` of each violation of a request document.
pub(crate) fn wrong(model: &Model, document: &Value) -> Vec<String> {
    let name = document["operation"].as_str().unwrap_or_default();
    let operation = model.operations.iter().find(|it| it.name == name);
    let operation = operation.unwrap_or_else(|| panic!("no operation {name}"));
    let object: Map<String, Value> = document.as_object().cloned().unwrap_or_default();
    let found = violations(model, operation, &object);
    found
        .iter()
        .map(|it| format!("{} {}", it.pointer, model[it.rule].test.kind()))
        .collect()
}

/// Every place in a value, as a pointer.
pub(crate) fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(entries) => {
            for (key, item) in entries {
                places(item, &format!("{at}/{}", escape(key)), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}
