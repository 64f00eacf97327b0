//! Clones the operations of a spec to any number, each with types and examples of its
//! own: a large service with realistic pages. The measurements do not belong here.

use std::path::Path;

use coc_codegen::source::{Source, Sources};
use coc_codegen::spec::read_folder;

/// The spec in `folder` with this many operations, rounded up to whole copies of it, or
/// of the operations of it with these names.
pub(crate) fn sources(
    folder: &Path,
    names: &[String],
    operations: usize,
) -> Result<Sources, String> {
    let read = read_folder(folder)?;
    let read: Vec<&Source> = read.iter().map(|(_, file)| file).collect();
    let read = chosen(&read, names)?;
    let files = || read.iter();
    let examples: Vec<&str> = files().filter_map(|file| example(&file.path)).collect();
    let own = files().filter(|file| operation(&file.text).is_some()).count().max(1);
    let mut cloned: Vec<Source> = files().cloned().collect();
    for copy in 1..operations.div_ceil(own) {
        let suffix = letters(copy);
        cloned.extend(files().filter_map(|file| clone(file, &examples, &suffix)));
    }
    Ok(Sources::new(cloned))
}

/// The files of the operations with these names, with their examples and the file of the
/// whole service; all files without names.
fn chosen(files: &[&Source], names: &[String]) -> Result<Vec<Source>, String> {
    if names.is_empty() {
        return Ok(files.iter().copied().cloned().collect());
    }
    let is_chosen = |file: &Source| match operation(&file.text) {
        Some(name) => names.iter().any(|it| it == name),
        None => false,
    };
    let found: Vec<&Source> =
        files.iter().copied().filter(|file| is_chosen(file)).collect();
    if found.len() != names.len() {
        return Err(format!("the spec has only {} of {names:?}", found.len()));
    }
    let names_example = |name: &str| {
        found.iter().any(|file| with_suffix(&file.text, name, "x") != file.text)
    };
    let is_kept = |file: &Source| match example(&file.path) {
        Some(name) => names_example(name),
        None => operation(&file.text).is_none() || is_chosen(file),
    };
    let kept = files.iter().copied().filter(|file| is_kept(file));
    let kept = kept.map(|file| match operation(&file.text).or(example(&file.path)) {
        Some(_) => file.clone(),
        None => Source { path: file.path.clone(), text: used(&file.text, &found) },
    });
    Ok(kept.collect())
}

/// The file of the service without the declarations that neither it nor an operation
/// names: an unused decision is an error, and an unused type costs time.
fn used(service: &str, operations: &[&Source]) -> String {
    let mut blocks: Vec<(Option<&str>, String)> = Vec::new();
    let mut is_section = false;
    for line in service.lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            is_section = matches!(
                line,
                "areas:" | "envelopes:" | "enums:" | "types:" | "decisions:"
            );
            blocks.push((None, String::new()));
        } else if is_section && let Some(name) = declared(line) {
            blocks.push((Some(name), String::new()));
        }
        if let Some((_, block)) = blocks.last_mut() {
            *block += line;
            block.push('\n');
        }
    }
    loop {
        let is_named = |name: &str, own: &str| {
            let others = blocks.iter().map(|(_, block)| block.as_str());
            let operations = operations.iter().map(|file| file.text.as_str());
            let mut texts = others.filter(|block| *block != own).chain(operations);
            texts.any(|text| with_suffix(text, name, "x") != text)
        };
        let kept = blocks
            .iter()
            .filter(|(name, block)| name.is_none_or(|name| is_named(name, block)));
        let kept: Vec<_> = kept.cloned().collect();
        if kept.len() == blocks.len() {
            return kept.into_iter().map(|(_, block)| block).collect();
        }
        blocks = kept;
    }
}

/// The name that a line declares in a section.
fn declared(line: &str) -> Option<&str> {
    let name = line.strip_prefix("  ")?.split_once(':')?.0;
    (!name.starts_with(' ')).then_some(name)
}

/// The copy of a file; none for the file of the whole service.
fn clone(file: &Source, examples: &[&str], suffix: &str) -> Option<Source> {
    if let Some(name) = example(&file.path) {
        let path = file.path.replace(name, &format!("{name}_{suffix}"));
        let mut text = file.text.clone();
        let value: serde_json::Value = serde_json::from_str(&text).ok()?;
        if let Some(name) = value["operation"].as_str() {
            text = text.replacen(name, &format!("{name}_{suffix}"), 1);
        }
        return Some(Source { path, text });
    }
    let name = operation(&file.text)?;
    let title = format!("title: Copy {suffix} of ");
    let mut text: String = file.text.lines().fold(String::new(), |text, line| {
        if line.starts_with("page:") {
            // Two operations with one page draw a warning.
            return text + &line.replacen("title: ", &title, 1) + "\n";
        }
        let end = if line.starts_with("operation:") {
            format!("_{suffix}")
        } else if line.starts_with("http:") {
            // The end of the path differs, so that no other operation has the path.
            format!("/{suffix}")
        } else {
            String::new()
        };
        text + line.trim_end() + &end + "\n"
    });
    for example in examples {
        text = with_suffix(&text, example, suffix);
    }
    Some(Source { path: format!("{name}_{suffix}.yaml"), text })
}

/// The name of the operation that a file describes.
fn operation(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix("operation:")).map(str::trim)
}

/// The name of the example at a path.
fn example(path: &str) -> Option<&str> {
    path.strip_prefix("examples/")?.strip_suffix(".json")
}

/// Adds a suffix to a word wherever it stands by itself.
fn with_suffix(text: &str, word: &str, suffix: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        found.push_str(before);
        found.push_str(word);
        if !found[..found.len() - word.len()].ends_with(is_part)
            && !after.starts_with(is_part)
        {
            found.push_str(&format!("_{suffix}"));
        }
        rest = after;
    }
    found + rest
}

/// A number in letters, so that names stay one word.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}
