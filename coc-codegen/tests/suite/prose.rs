//! The rule about sentences in CONTRIBUTING.md: none begins with certain words. The test
//! reads comments, Markdown, specs and messages as they are in the repository, and emitted
//! documentation in the committed files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// Words that may not begin a sentence. A capital is taken for the beginning of one.
const WORDS: [&str; 7] =
    ["What", "Of", "Whatever", "Where", "Wherever", "Whoever", "Whichever"];

/// The folders with prose of our own. The others hold data, or files of tools.
const FOLDERS: [&str; 5] = [".ci", "coc-codegen", "coc-generated", "spec", "xtask"];

/// The texts of documented examples, of tests, and of emitted snapshots, and build folders,
/// as the ends of their paths.
const SKIPPED: [&str; 5] = ["corpus", "tests/data", "examples", "snapshots", "target"];

/// The file has prose: its ending is one of these, or it is a script in `.ci`.
fn has_prose(path: &Path) -> bool {
    let ending = path.extension().and_then(|it| it.to_str());
    let has_ending = ending
        .is_some_and(|it| ["edits", "json", "md", "rs", "toml", "yaml"].contains(&it));
    has_ending || path.parent().and_then(Path::file_name).is_some_and(|it| it == ".ci")
}

/// Every file with prose in `folder`, and in the folders below it.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        let is_skipped = SKIPPED.iter().any(|end| path.ends_with(end));
        if path.is_dir() && (!is_skipped || path.ends_with("coc-generated/examples")) {
            collect(&path, found);
        } else if path.is_file() && has_prose(&path) {
            found.push(path);
        }
    }
}

/// The first of [`WORDS`] in a line, unless it is in quotes or brackets.
fn forbidden(line: &str) -> Option<&'static str> {
    WORDS.into_iter().find(|word| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + word.len()..].chars().next();
            let is_part = |it: Option<char>| {
                it.is_some_and(|it| it.is_alphanumeric() || it == '_')
            };
            let is_quoted = matches!((before, after), (Some('"'), Some('"' | '\\')));
            let is_named = is_quoted || matches!(before, Some('`' | '['));
            !is_part(before) && !is_part(after) && !is_named
        })
    })
}

#[test]
fn no_sentence_begins_with_a_forbidden_word() {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        collect(&root().join(folder), &mut paths);
    }
    let top = fs::read_dir(root()).unwrap_or_else(|error| panic!("{error}"));
    paths.extend(top.flatten().map(|it| it.path()).filter(|it| has_prose(it)));
    assert!(paths.len() > 200, "only {} files were found", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(word) = forbidden(line) {
                let path = path.strip_prefix(root()).unwrap_or(&path).display();
                wrong.push(format!("{path}:{number}: {word}: {}", line.trim()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "these sentences begin with a word that CONTRIBUTING.md forbids: begin them with the function or the value\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_word_is_found_at_the_beginning_of_a_sentence_only() {
    for word in WORDS {
        for line in [format!("/// Ends. {word} it begins."), format!("* **{word} it.**")]
        {
            assert_eq!(forbidden(&line), Some(word), "{line}");
        }
        let named = format!("no sentence begins with \"{word}\" or `{word}`");
        assert_eq!(forbidden(&named), None, "{named}");
    }
    for line in ["/// The value, where it is present.", "/// Offers names."] {
        assert_eq!(forbidden(line), None, "{line}");
    }
}
