//! Any bytes as a spec. Loading ends for all of them, and each diagnostic can be
//! printed at its place.
//!
//! Files are told apart by lines of three equals signs and a path, so that the texts of
//! real specs are good seeds.
#![no_main]

use coc_codegen::Checked;
use coc_codegen::source::{Source, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let sources = sources(&String::from_utf8_lossy(bytes));
    let checked = Checked::load(&sources);
    let shown = checked.diagnostics.render(&sources, true);
    let lines = checked.diagnostics.to_json_lines(&sources);
    let count = checked.diagnostics.iter().count();
    assert_eq!(lines.lines().count(), count);
    assert!(count == 0 || !shown.is_empty());
    for diagnostic in checked.diagnostics.iter() {
        // Only in a spec without files can a diagnostic have no place.
        assert!(
            sources.get(diagnostic.span.file).is_some()
                || sources.iter().next().is_none()
        );
    }
});

/// Text before the first path is an operation's file; of two files with one path, the
/// first counts.
fn sources(text: &str) -> Sources {
    let mut files: Vec<Source> = Vec::new();
    for (at, part) in text.split("=== ").enumerate() {
        let (path, text) = match part.split_once('\n') {
            Some((path, text)) if at > 0 => (path.trim_end(), text),
            _ => ("op.yaml", part),
        };
        if !text.is_empty() && files.iter().all(|file| file.path != path) {
            files.push(Source { path: path.to_owned(), text: text.to_owned() });
        }
    }
    Sources::new(files)
}
