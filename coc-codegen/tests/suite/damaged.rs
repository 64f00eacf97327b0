//! Damaged specs: values that are replaced, keys that are misspelt, and files that are cut
//! off are reported where they stand, and cause no panic.

use coc_codegen::Checked;
use coc_codegen::source::{Source, Sources};
use coc_codegen::spec::read_folder;

use crate::support::{library_spec, own_spec};

/// The ranges of the values in a YAML text: each begins after `: ` and ends with its line
/// or before the end of the flow collection around it.
fn values(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(": ") {
        let start = at + 2;
        let mut depth = 0_i32;
        let mut quote = None;
        let mut end = start;
        while end < bytes.len() {
            let byte = bytes[end];
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'')
                    if end == start || matches!(bytes[end - 1], b' ' | b'[' | b'{') =>
                {
                    quote = Some(byte);
                }
                (None, b'{' | b'[') => depth += 1,
                (None, b'}' | b']') if depth == 0 => break,
                (None, b'}' | b']') => depth -= 1,
                (None, b',' | b'\n') if depth == 0 => break,
                _ => {}
            }
            end += 1;
        }
        if end > start {
            found.push((start, end));
        }
    }
    found
}

/// A whole spec, with the text of one file replaced.
fn with(all: &Sources, path: &str, text: String) -> Sources {
    let files = all
        .iter()
        .map(|(_, source)| source.clone())
        .filter(|source| source.path != path);
    let changed = Source { path: path.to_owned(), text };
    Sources::new(files.chain([changed]).collect())
}

/// The number of values of the library's spec that are replaced, one after the other:
/// `DAMAGED_VALUES=10000` replaces all of them.
fn tried() -> usize {
    let Ok(given) = std::env::var("DAMAGED_VALUES") else { return 400 };
    let count = given.parse().ok().filter(|count| *count > 0);
    count.unwrap_or_else(|| panic!("DAMAGED_VALUES is such as 10000, not {given}"))
}

/// The steps in which the values of these YAML files are taken, so that `most` are.
fn step<'s>(files: impl Iterator<Item = &'s Source>, most: usize) -> usize {
    let known: usize = files.map(|source| values(&source.text).len()).sum();
    known.div_ceil(most)
}

fn yaml_files(all: &Sources) -> impl Iterator<Item = &Source> {
    let files = all.iter().map(|(_, source)| source);
    files.filter(|source| source.path.ends_with(".yaml"))
}

#[test]
fn every_diagnostic_of_a_replaced_value_has_a_place() {
    let all = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let step = step(yaml_files(&all), tried());
    let mut count = 0_u32;
    for source in yaml_files(&all) {
        for (start, end) in values(&source.text).into_iter().step_by(step) {
            // The values take turns, so that each kind of place gets all of them.
            let others = [
                "null",
                "[]",
                "[[x], { y: z }]",
                "{}",
                "{ zzz: 1 }",
                "7",
                "-1.5",
                "true",
                "\"\"",
                "zzz",
            ];
            let other = others[count as usize % others.len()];
            let text =
                format!("{}{other}{}", &source.text[..start], &source.text[end..]);
            let changed = with(&all, &source.path, text);
            let checked = Checked::load(&changed);
            count += 1;
            if checked.diagnostics.has_errors() {
                let lines = checked.diagnostics.to_json_lines(&changed);
                assert!(!lines.contains("\"span\":null"), "{lines}");
            }
        }
    }
    assert!(count > 300, "only {count} changes were tried");
}

#[test]
fn a_value_of_a_wrong_shape_causes_one_diagnostic() {
    let mut wrong = Vec::new();
    let structural = ["S003", "S005", "S006", "S007", "S008"];
    let mut count = 0_u32;
    // The library's spec has every key. The other one is large, and its values are alike.
    for (folder, most) in [(own_spec(), tried().div_ceil(4)), (library_spec(), tried())]
    {
        let all = read_folder(&folder).unwrap_or_else(|error| panic!("{error}"));
        let step = step(yaml_files(&all), most);
        for source in yaml_files(&all) {
            for (start, end) in values(&source.text).into_iter().step_by(step) {
                // A value of several lines holds keys that other files may need.
                if source.text[start..end].contains('\n') {
                    continue;
                }
                let text =
                    format!("{}[[x]]{}", &source.text[..start], &source.text[end..]);
                let changed = with(&all, &source.path, text);
                let found = Checked::load(&changed).diagnostics;
                let has =
                    |wanted: &str| found.iter().any(|it| it.code.as_str() == wanted);
                if !has("S007") {
                    continue;
                }
                count += 1;
                let caused =
                    found.iter().any(|it| !structural.contains(&it.code.as_str()));
                if caused {
                    wrong.push(found.render(&changed, false));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 300, "only {count} changes were tried");
}

#[test]
fn unknown_keys_are_never_ignored() {
    let all = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let mut count = 0_u32;
    for (_, source) in all.iter().filter(|(_, source)| source.path.ends_with(".yaml")) {
        for (at, _) in source.text.match_indices("{ ") {
            let text = format!(
                "{}{{ zzz_unknown: true, {}",
                &source.text[..at],
                &source.text[at + 2..]
            );
            // A brace in quoted text opens no mapping.
            let line = source.text[..at].lines().last().unwrap_or_default();
            if line.contains("doc: ") && line.matches('"').count() % 2 == 1 {
                continue;
            }
            count += 1;
            let changed = with(&all, &source.path, text);
            assert!(
                Checked::load(&changed).diagnostics.has_errors(),
                "{} accepts a key in `{line}`",
                source.path
            );
        }
    }
    assert!(count > 150, "only {count} places were tried");
}

#[test]
fn a_file_cut_off_anywhere_is_checked_without_a_panic() {
    let all = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    for (_, source) in all.iter() {
        let step = (source.text.len() / 25).max(1);
        for at in (0..source.text.len())
            .step_by(step)
            .filter(|at| source.text.is_char_boundary(*at))
        {
            let changed = with(&all, &source.path, source.text[..at].to_owned());
            let checked = Checked::load(&changed);
            let _ = checked.diagnostics.render(&changed, false);
        }
    }
}
