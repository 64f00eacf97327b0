//! Real specs with a few edits. A spec that passes the checks must be emitted as Rust
//! and JSON that can be parsed.
//!
//! The bytes are a list of edits to the repository's own spec or to the tests' library,
//! in words of those specs. The result is nearly always YAML, and often a spec without
//! errors.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use coc_codegen::Checked;
use coc_codegen::emit::emit;
use coc_codegen::source::{Source, Sources};
use coc_codegen::spec::read_folder;
use libfuzzer_sys::fuzz_target;

/// `service.yaml` and one operation's file each: more would only take longer.
static SPECS: LazyLock<Vec<[Source; 2]>> = LazyLock::new(|| {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["../../spec", "../tests/specs/library"] {
        let sources =
            read_folder(&here.join(folder)).unwrap_or_else(|error| panic!("{error}"));
        let mut files: Vec<Source> =
            sources.iter().map(|(_, source)| without_examples(source)).collect();
        files.retain(|file| file.path.ends_with(".yaml"));
        let service = files
            .iter()
            .position(|file| file.path == "service.yaml")
            .map(|at| files.remove(at));
        let service = service.unwrap_or_else(|| panic!("{folder} has no service.yaml"));
        found.extend(files.into_iter().map(|file| [service.clone(), file]));
    }
    found
});

/// Words of all specs, for putting one where another was.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts = SPECS.iter().flatten().map(|source| source.text.as_str());
    let mut words: Vec<String> = texts
        .flat_map(|text| {
            pieces(text).into_iter().map(|(from, to)| text[from..to].to_owned())
        })
        .collect();
    words.extend(
        [
            "type",
            "Self",
            "\"\\\"#\"",
            "\"*/\"",
            "{ array: any }",
            "{}",
            "''",
            "2fa",
            "-1",
            "名称",
        ]
        .map(str::to_owned),
    );
    words.sort();
    words.dedup();
    words
});

fuzz_target!(|bytes: &[u8]| {
    let [first, edits @ ..] = bytes else { return };
    let mut files = SPECS[usize::from(*first) % SPECS.len()].clone();
    // Six bytes an edit: which file, what kind, where (two), with what (two).
    for edit in edits.chunks_exact(6).take(16) {
        let number = |at: usize| usize::from(edit[at]) << 8 | usize::from(edit[at + 1]);
        let text = &mut files[usize::from(edit[0]) % 2].text;
        change(text, edit[1], number(2), number(4));
    }
    let sources = Sources::new(files.into());
    let checked = Checked::load(&sources);
    let Ok(model) = &checked.model else {
        assert!(!checked.diagnostics.render(&sources, false).is_empty());
        return;
    };
    let files = emit(model).unwrap_or_else(|error| panic!("{error}"));
    for (path, text) in &files {
        if path.ends_with(".rs") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        } else {
            serde_json::from_str::<serde_json::Value>(text)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
});

fn change(text: &mut String, kind: u8, place: usize, with: usize) {
    let pieces = pieces(text);
    let Some(&(from, to)) = pieces.get(place % pieces.len().max(1)) else { return };
    let word = &WORDS[with % WORDS.len()];
    match kind % 6 {
        0 | 1 => text.replace_range(from..to, word),
        2 => text.replace_range(from..to, ""),
        3 => text.insert_str(to, &format!(" {word}")),
        4 => {
            // A line again, somewhere else: often with the same key.
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let line = lines[with % lines.len()].to_owned();
            let at = text[..from].rfind('\n').map_or(0, |at| at + 1);
            text.insert_str(at, &line);
        }
        _ => {
            let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
            let end = text[from..].find('\n').map_or(text.len(), |at| from + at + 1);
            text.replace_range(start..end, "");
        }
    }
}

/// Words of a text and its marks, by their places.
fn pieces(text: &str) -> Vec<(usize, usize)> {
    let is_word = |c: char| c.is_alphanumeric() || "_-./\"'".contains(c);
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (is_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
        if "{}[],:".contains(c) {
            found.push((at, at + 1));
        }
    }
    found
}

/// Examples are left out, since nearly every edit would break one, and the emitters
/// would not run.
fn without_examples(source: &Source) -> Source {
    let mut inside = false;
    let kept = source.text.split_inclusive('\n').filter(|line| {
        if !line.starts_with([' ', '#', '\n']) {
            inside = line.starts_with("examples:");
        }
        !inside
    });
    let text = kept.collect();
    Source { text, path: source.path.clone() }
}
