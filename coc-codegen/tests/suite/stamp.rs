//! A stamp holds exactly if nothing has changed since the run that left it.

use std::fs;
use std::path::{Path, PathBuf};

use coc_codegen::emit::GENERATED;
use coc_codegen::output::{self, Owned};
use coc_codegen::source::{Source, Sources};
use coc_codegen::stamp::Stamp;
use tempfile::TempDir;

use crate::support::{self, check, emit_model};

const OPERATION: &str = "operation: open_door\n\
    http: POST /doors/{id}\n\
    path: { fields: { id: { type: string, required: true } } }\n";

fn sources(operation: &str) -> Sources {
    support::sources(&[
        ("service.yaml", "service: demo\n"),
        ("open_door.yaml", operation),
    ])
}

/// A crate that was just generated, and the stamp of that run.
struct Run {
    folder: TempDir,
    files: usize,
}

impl Run {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let sources = sources(OPERATION);
        let files = emit_model(&check(&sources).model);
        let run = Self { folder, files: files.len() };
        let out = run.out();
        let owned = Owned::All { below: GENERATED };
        let update = output::compare(&files, &out, owned)
            .unwrap_or_else(|error| panic!("{error}"));
        output::apply(&[update]).unwrap_or_else(|error| panic!("{error}"));
        run.stamp("1").write(&sources, &files, false);
        assert_eq!(run.holds("1", OPERATION), Some(run.files), "nothing changed yet");
        run
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("crate")
    }

    fn stamps(&self) -> PathBuf {
        self.folder.path().join("stamps")
    }

    fn stamp(&self, generator: &str) -> Stamp {
        Stamp::new(&self.stamps(), generator, Path::new("spec"), &self.out())
    }

    fn holds(&self, generator: &str, operation: &str) -> Option<usize> {
        let unchanged = self
            .stamp(generator)
            .last_run_if_unchanged(&sources(operation), &self.out());
        unchanged.map(|it| it.files)
    }

    /// The path of the only stamp.
    fn place(&self) -> PathBuf {
        let mut found: Vec<PathBuf> = fs::read_dir(self.stamps())
            .unwrap_or_else(|error| panic!("{error}"))
            .flatten()
            .map(|entry| entry.path())
            .collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn put(path: &Path, text: impl AsRef<[u8]>) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

#[test]
fn a_stamp_does_not_hold_for_another_spec_generator_or_place() {
    let run = Run::new();
    assert_eq!(run.holds("1", &OPERATION.replace("true", "false")), None);
    assert_eq!(run.holds("2", OPERATION), None);
    let elsewhere = Stamp::new(&run.stamps(), "1", Path::new("other"), &run.out());
    assert_eq!(elsewhere.last_run_if_unchanged(&sources(OPERATION), &run.out()), None);
    let mut more =
        vec![Source { path: "examples/a.json".to_owned(), text: "{}".to_owned() }];
    more.extend(sources(OPERATION).iter().map(|(_, source)| source.clone()));
    assert_eq!(
        run.stamp("1").last_run_if_unchanged(&Sources::new(more), &run.out()),
        None
    );
    assert_eq!(run.holds("1", OPERATION), Some(run.files), "a look-up changes nothing");
}

#[test]
fn every_file_that_is_touched_voids_the_stamp() {
    let run = Run::new();
    for path in
        ["openapi.json", "src/generated/mod.rs", "src/generated/open_door/types.rs"]
    {
        let path = run.out().join(path);
        let before = read(&path);
        put(&path, format!("{before} "));
        assert_eq!(run.holds("1", OPERATION), None, "{} was edited", path.display());
        fs::remove_file(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(run.holds("1", OPERATION), None, "{} was deleted", path.display());
        put(&path, before);
        assert_eq!(
            run.holds("1", OPERATION),
            Some(run.files),
            "{} is back",
            path.display()
        );
    }
    let orphan = run.out().join("src/generated/open_door/more.rs");
    put(&orphan, "");
    assert_eq!(run.holds("1", OPERATION), None, "an orphan was added");
}

#[test]
fn a_damaged_stamp_does_not_hold() {
    let run = Run::new();
    let place = run.place();
    let whole = read(&place);
    let cuts = (0..whole.len()).step_by(13).chain([whole.len() - 1]);
    for at in cuts.filter(|at| whole.is_char_boundary(*at)) {
        put(&place, &whole[..at]);
        assert_eq!(run.holds("1", OPERATION), None, "cut after {at} bytes");
    }
    let without: String = whole
        .lines()
        .filter(|line| !line.contains("openapi"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_ne!(without, whole);
    put(&place, without);
    assert_eq!(run.holds("1", OPERATION), None, "a line is missing");
    put(&place, [0xff, 0xfe, 0x00]);
    assert_eq!(run.holds("1", OPERATION), None, "the stamp is not text");
    fs::remove_file(&place).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(run.holds("1", OPERATION), None, "the stamp is missing");
    fs::create_dir(&place).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(run.holds("1", OPERATION), None, "the stamp is a folder");
}

#[test]
fn a_stamp_records_whether_there_were_notes() {
    let run = Run::new();
    let stamp = run.stamp("1");
    let sources = sources(OPERATION);
    let files = emit_model(&check(&sources).model);
    for has_diagnostics in [true, false] {
        stamp.write(&sources, &files, has_diagnostics);
        let unchanged = stamp.last_run_if_unchanged(&sources, &run.out());
        assert_eq!(unchanged.map(|it| it.has_diagnostics), Some(has_diagnostics));
    }
}
