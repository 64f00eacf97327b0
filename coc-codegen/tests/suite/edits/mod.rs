//! Single edits of a sound spec, as data in `tests/edits`. Each edit draws exactly the
//! diagnostics that it names, at the places that it marks.

mod format;
mod random;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Code, Diagnostic};
use coc_codegen::source::{Source, Sources};
use coc_codegen::spec::read_folder;

use crate::support::{line_column, words};
use format::{Edit, Files, Mark, parse};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits")
}

/// The sound spec that is edited.
fn base() -> Files {
    read(&folder().join("base"))
}

fn read(folder: &Path) -> Files {
    let sources = read_folder(folder).unwrap_or_else(|error| panic!("{error}"));
    sources.iter().map(|(_, it)| (it.path.clone(), it.text.clone())).collect()
}

fn corpus() -> Vec<Edit> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap_or_else(|error| panic!("{error}"))
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "edits"))
        .collect();
    paths.sort();
    let edits = paths.iter().flat_map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{error}"));
        parse(&name, &text)
    });
    edits.collect()
}

fn sources(files: &Files) -> Sources {
    let source = |(path, text): (&String, &String)| Source {
        path: path.clone(),
        text: text.clone(),
    };
    Sources::new(files.iter().map(source).collect())
}

/// Whether the diagnostics are the expected ones, each at a mark of its own.
fn is_right(edit: &Edit, marks: &[Mark], sources: &Sources, found: &Checked) -> bool {
    let mut left: Vec<&Diagnostic> = found.diagnostics.iter().collect();
    let count = edit.expected.len();
    if left.len() != count || marks.len() != count {
        return false;
    }
    let at = |diagnostic: &Diagnostic, mark: &Mark| {
        let path = sources.get(diagnostic.span.file).map(|it| it.path.as_str());
        path == Some(mark.path.as_str())
            && diagnostic.span.start as usize == mark.start
            && mark.end.is_none_or(|end| diagnostic.span.end as usize == end)
    };
    edit.expected.iter().zip(marks).all(|(expected, mark)| {
        let fits = |it: &&Diagnostic| {
            let words_of_it = words(it);
            at(it, mark)
                && it.code.as_str() == expected.code
                && it.severity == expected.severity
                && expected.words.iter().all(|word| words_of_it.contains(word))
        };
        let place = left.iter().position(fits);
        // No diagnostic stands for two expected ones.
        place.map(|place| left.remove(place)).is_some()
    })
}

/// Each diagnostic names a fix, too.
#[test]
fn each_edit_draws_its_diagnostics_at_its_marks_and_no_others() {
    let base = base();
    let (mut wrong, mut count) = (String::new(), 0);
    for edit in corpus() {
        let (files, marks) = match edit.apply(&base) {
            Ok(edited) => edited,
            Err(error) => {
                let _ = writeln!(wrong, "## {error}");
                continue;
            }
        };
        let sources = sources(&files);
        let checked = Checked::load(&sources);
        count += usize::from(!edit.expected.is_empty());
        for found in checked.diagnostics.iter() {
            if found.help.as_deref().is_none_or(|help| help.trim().is_empty()) {
                let _ = writeln!(wrong, "## {}: no help: {}", edit.place, found.message);
            }
        }
        if let Ok(model) = &checked.model
            && checked.diagnostics.is_empty()
        {
            let emitted = coc_codegen::emit::emit(model);
            let _ =
                emitted.map_err(|error| writeln!(wrong, "## {}: {error}", edit.place));
        }
        if !is_right(&edit, &marks, &sources, &checked) {
            let places = marks.iter().map(|mark| {
                let (line, column) = u32::try_from(mark.start)
                    .map_or((0, 0), |at| line_column(&files[&mark.path], at));
                format!("{}:{line}:{column}", mark.path)
            });
            let places: Vec<String> = places.collect();
            let _ = writeln!(
                wrong,
                "## {} {}\nexpected {:?} at {places:?}\n{}",
                edit.place,
                edit.title,
                edit.expected,
                checked.diagnostics.render(&sources, false)
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(count >= 300, "only {count} edits draw diagnostics");
}

#[test]
fn every_code_is_drawn() {
    let drawn: BTreeSet<String> =
        corpus().into_iter().flat_map(|it| it.expected).map(|it| it.code).collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|it| !it.is_about_pages())
        .map(|it| it.as_str())
        .filter(|it| !drawn.contains(*it))
        .collect();
    assert!(missing.is_empty(), "no edit of tests/edits draws {missing:?}");
}

#[test]
fn every_key_of_the_language_is_edited() {
    let lines: Vec<String> = corpus().iter().flat_map(Edit::changed_lines).collect();
    let schema: serde_json::Value = serde_json::from_str(&coc_codegen::spec::schema())
        .unwrap_or_else(|error| panic!("{error}"));
    let shapes = schema["$defs"].as_object().into_iter().flatten();
    let keys = shapes.filter_map(|(_, shape)| shape["properties"].as_object());
    let keys: BTreeSet<&String> = keys.flat_map(|it| it.keys()).collect();
    let stands = |key: &str| lines.iter().any(|line| line.contains(&format!("{key}:")));
    let missing: Vec<&&String> = keys.iter().filter(|key| !stands(key)).collect();
    assert!(missing.is_empty(), "no edit of tests/edits touches {missing:?}");
}
