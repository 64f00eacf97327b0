//! Random single edits of whole specs. No edit makes the checks panic. An edit that changes
//! the contract shows in `diff` or in a diagnostic, and each diagnostic is about the edit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Diagnostic, Severity};
use coc_codegen::diff::diff;
use coc_codegen::model::Model;
use coc_codegen::source::Sources;

use super::{Files, base, read, sources};
use crate::oracle::dice::Dice;
use crate::seeds::seeds;
use crate::support::{line_column, own_spec, without_errors};

/// The edits of each spec that the gate tries, by their seeds.
const USUAL: Range<u64> = 0..120;

/// A random edit of a file of lines.
struct Change {
    what: &'static str,
    /// Numbers of the lines that it is about, from 1.
    lines: (usize, usize),
    /// Words that it removes or adds.
    words: BTreeSet<String>,
    text: String,
}

fn change(text: &str, dice: &mut Dice) -> Option<Change> {
    let lines: Vec<&str> = text.lines().collect();
    let at = dice.below(lines.len());
    let line = lines[at];
    let mut after: Vec<String> = lines.iter().map(|it| (*it).to_owned()).collect();
    let what = match dice.below(6) {
        0 => {
            after.remove(at);
            let is_section = line.ends_with(':') && !line.starts_with(' ');
            if is_section { "delete the key of a section" } else { "delete a line" }
        }
        1 => {
            after.insert(at, line.to_owned());
            "write a line twice"
        }
        2 => {
            after[at] = misspelt(line, dice)?;
            "misspell a word"
        }
        3 => {
            let spaces = dice.pick(&[1, 2, 4]);
            after[at] = match line.strip_prefix(&" ".repeat(spaces)) {
                Some(rest) if dice.chance(50) => rest.to_owned(),
                _ => " ".repeat(spaces) + line,
            };
            "indent a line"
        }
        4 if at + 1 < lines.len() => {
            after.swap(at, at + 1);
            "exchange two lines"
        }
        _ => {
            after.truncate(at);
            "cut the file"
        }
    };
    let text = after.join("\n") + "\n";
    let edited = [lines.get(at), lines.get(at + 1)];
    let mut words: BTreeSet<String> =
        edited.iter().flatten().flat_map(|line| words(line)).collect();
    words.extend(after.get(at).into_iter().flat_map(|line| self::words(line)));
    Some(Change { what, lines: (at + 1, at + 2), words, text })
}

/// The names and the numbers in a line.
fn words(line: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let parts = line
        .split(|c: char| !is_part(c))
        .filter(|it| it.len() > 1 || it.parse::<u8>().is_ok());
    parts.map(str::to_owned).collect()
}

/// Exchanges two letters of one word.
fn misspelt(line: &str, dice: &mut Dice) -> Option<String> {
    let long: Vec<String> = words(line)
        .into_iter()
        .filter(|word| word.is_ascii() && word.len() > 3)
        .collect();
    let word = long.get(dice.below(long.len()))?;
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.below(letters.len() - 1);
    letters.swap(at, at + 1);
    let other: String = letters.into_iter().collect();
    (other != *word).then(|| line.replacen(word.as_str(), &other, 1))
}

/// The demands of a contract, in words that do not depend on `diff`.
fn demands(model: &Model) -> BTreeMap<String, String> {
    let rules = model.rules.iter().map(|rule| {
        (format!("rule {}", rule.id), format!("{:?} when {}", rule.test, rule.when))
    });
    let fields = model.types.iter().flat_map(|table| {
        let field = |it: &coc_codegen::model::Field| {
            (format!("field {}.{}", table.name, it.name), format!("{:?}", it.ty))
        };
        table.fields.iter().map(field).collect::<Vec<_>>()
    });
    // An open list has no rule, and the order of values demands nothing.
    let values = model.enums.iter().map(|list| {
        let values: BTreeSet<String> = list.wires().map(ToString::to_string).collect();
        (format!("list {}", list.name), format!("{values:?}"))
    });
    rules.chain(fields).chain(values).collect()
}

/// Whether a diagnostic is about the edit: its place is there, or it names something that
/// was edited.
fn is_about(change: &Change, path: &str, sources: &Sources, found: &Diagnostic) -> bool {
    let places = found.related.iter().map(|(span, _)| *span).chain([found.span]);
    let mut texts = vec![found.message.clone(), found.help.clone().unwrap_or_default()];
    for span in places {
        let Some(source) = sources.get(span.file) else { continue };
        let (line, _) = line_column(&source.text, span.start);
        let (first, last) = change.lines;
        if source.path == path && (first.saturating_sub(1)..=last + 1).contains(&line) {
            return true;
        }
        let text = source.text.get(span.start as usize..span.end as usize);
        texts.extend(text.map(str::to_owned));
    }
    texts.iter().flat_map(|text| words(text)).any(|word| change.words.contains(&word))
}

/// Tries an edit of one spec for each seed, and writes every wrong answer to `wrong`.
fn try_edits(name: &str, files: &Files, edits: &Range<u64>, wrong: &mut String) {
    let sound = without_errors(&sources(files));
    let before = demands(&sound);
    let paths: Vec<&String> = files.keys().filter(|it| it.ends_with(".yaml")).collect();
    let (mut refused, mut accepted) = (0, 0);
    for seed in edits.clone() {
        let mut dice = Dice::new(seed);
        let path = dice.pick(&paths);
        let Some(change) = change(&files[path], &mut dice) else { continue };
        let mut edited = files.clone();
        edited.insert(path.clone(), change.text.clone());
        let sources = sources(&edited);
        let checked = Checked::load(&sources);
        let shown = checked.diagnostics.render(&sources, false);
        let title =
            format!("{name} {seed}: {} at {path}:{}", change.what, change.lines.0);
        if let Ok(model) = &checked.model {
            accepted += 1;
            let is_seen = !diff(&sound, model).changes.is_empty();
            if demands(model) != before && !is_seen && checked.diagnostics.is_empty() {
                let _ = writeln!(wrong, "## {title}: a change that nobody sees");
            }
            continue;
        }
        refused += 1;
        let errors: Vec<&Diagnostic> = checked
            .diagnostics
            .iter()
            .filter(|it| it.severity == Severity::Error)
            .collect();
        // Several diagnostics of one edit must all be about it. Two edits are exempt: a cut
        // removes many lines, and a section without its key belongs to the one above.
        let is_stranger = |it: &&Diagnostic| !is_about(&change, path, &sources, it);
        let is_exempt =
            ["cut the file", "delete the key of a section"].contains(&change.what);
        let is_one = errors.len() == 1 || is_exempt;
        if !is_one && errors.iter().copied().any(|it| is_stranger(&it)) {
            let _ = writeln!(wrong, "## {title}\n{shown}");
        }
    }
    let count = edits.end - edits.start;
    assert!(refused > count / 4, "{name}: only {refused} of {count} are refused");
    assert!(accepted > 0, "{name}: nothing is accepted");
}

#[test]
fn random_edits_are_explained_and_no_change_goes_unseen() {
    let edits = seeds("RANDOM_SINGLE_EDITS", USUAL);
    let mut wrong = String::new();
    try_edits("base", &base(), &edits, &mut wrong);
    let folder: &Path = &own_spec();
    try_edits("own", &read(folder), &edits, &mut wrong);
    assert!(wrong.is_empty(), "\n{wrong}");
}
