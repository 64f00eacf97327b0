//! Ends the reading of a mapping: reports each key that its shape does not have, with the
//! key that was probably meant. Reading the known keys belongs to `keys`, the keys of other
//! languages to `foreign_keys`.

use super::keys::Keys;
use super::messages::list;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::Place;
use crate::spec::language::file_shapes::{OPERATION, SERVICE};
use crate::spec::language::shape::Value;
use crate::spec::recovery::foreign_keys::foreign_key;
use crate::spec::yaml::{Entry, Kind, Node, no_text};

/// The result of reading a mapping.
pub(super) struct Finished {
    /// Whether an error in the mapping was reported.
    pub(super) has_errors: bool,
    /// Whether an unknown key holds a mapping: its contents may be what other files refer
    /// to.
    pub(super) may_miss_names: bool,
}

/// The cause of a missing key, if an unknown key shows it.
enum Cause<'n> {
    /// The unknown key is the missing one under another name.
    Renamed,
    /// The contents of the missing key are in its place, this entry first.
    Unwrapped(&'n Entry),
    /// The unknown keys are misspelt, or those of another kind of mapping, so that only
    /// they are reported.
    Unknown,
}

/// An unknown key, with the key that was probably meant.
type Unknown<'n> = (&'n Entry, Option<&'static str>);

impl<'n> Keys<'n, '_> {
    /// Ends the reading, and reports every unknown key.
    pub(super) fn finish(mut self) -> Finished {
        // Most mappings have none.
        let may_miss_names =
            self.unknown().next().is_some() && self.report_unknown_keys();
        let has_errors = self.diagnostics.count() > self.before;
        Finished { has_errors, may_miss_names }
    }

    /// Reports every unknown key, and returns whether one holds a mapping.
    fn report_unknown_keys(&mut self) -> bool {
        let absent = self.absent();
        self.split_texts(&absent);
        self.numbers();
        let unknown: Vec<Unknown<'n>> =
            self.unknown().map(|entry| (entry, self.meaning(entry, &absent))).collect();
        let mut renamed = None;
        for (key, diagnostic) in &self.missing {
            let Some(cause) = self.cause(key, &unknown) else { continue };
            self.diagnostics.withdraw(self.before, diagnostic);
            match cause {
                Cause::Renamed => renamed = Some(*key),
                Cause::Unwrapped(first) => {
                    let help = format!(
                        "put `{}` and what follows it below `{key}:`",
                        first.key
                    );
                    let found =
                        Diagnostic { span: first.key_span, ..diagnostic.clone() };
                    self.diagnostics.push(found.help(help));
                    return true;
                }
                Cause::Unknown => {}
            }
        }
        let is_another_mapping = !self.missing.is_empty() && renamed.is_none();
        let mut is_first = true;
        for (entry, meaning) in &unknown {
            let is_strange = meaning.is_none() || self.is_foreign(&entry.key, *meaning);
            // One report is enough for the keys of another kind of mapping.
            if is_another_mapping
                && is_strange
                && !std::mem::replace(&mut is_first, false)
            {
                continue;
            }
            let found = self.unknown_key(entry, renamed.or(*meaning));
            self.diagnostics.push(found);
        }
        unknown.iter().any(|(entry, _)| matches!(entry.value.kind, Kind::Map(_)))
    }

    /// The cause of the missing key `key`.
    fn cause(&self, key: &str, unknown: &[Unknown<'n>]) -> Option<Cause<'n>> {
        let names_entries =
            self.shape.key(key).is_some_and(|key| matches!(key.value, Value::MapOf(_)));
        let has_meaning = |meaning| unknown.iter().any(|(_, it)| *it == meaning);
        match unknown {
            [(one, _)] if names_entries && holds_mappings(one) => Some(Cause::Renamed),
            _ if has_meaning(Some(key)) => Some(Cause::Unknown),
            [(first, _), ..] if names_entries => Some(Cause::Unwrapped(first)),
            _ => has_meaning(None).then_some(Cause::Unknown),
        }
    }

    /// The key that an unknown one was probably meant to be, of those that are `absent`.
    pub(super) fn meaning(
        &self,
        entry: &Entry,
        absent: &[&'static str],
    ) -> Option<&'static str> {
        let lower = entry.key.to_lowercase();
        // Typographic quotation marks are read as part of the key.
        let lower = lower.trim_matches(|c: char| !c.is_ascii() && !c.is_alphanumeric());
        let first = key_before_sign(&entry.key);
        let known = || absent.iter().copied();
        known()
            .find(|key| Some(*key) == first)
            .or_else(|| nearest(lower, known()))
            .or_else(|| foreign_key(lower, self.shape).map(|(key, _)| key))
    }

    /// Reports each text in braces that a comma ends, so that its rest became keys. These
    /// count as seen.
    fn split_texts(&mut self, absent: &[&'static str]) {
        let mut at = 0;
        while let Some((before, _)) = self.entries.get(at).copied() {
            at += 1;
            let Kind::Text(text) = &before.value.kind else { continue };
            let is_rest = |(it, seen): &&(&Entry, bool)| {
                !seen && it.is_bare() && self.meaning(it, absent).is_none()
            };
            let count = self.entries[at..].iter().take_while(is_rest).count();
            let rest = &mut self.entries[at..at + count];
            let Some((first, _)) = rest.first().copied() else { continue };
            let mut whole = text.clone();
            for (entry, seen) in rest {
                whole.extend([", ", &entry.key]);
                *seen = true;
            }
            let key = &before.key;
            let message = format!("a comma ends the text of `{key}` before this");
            let help =
                format!("put a text with a comma in quotes: `{key}: \"{whole}\"`");
            let found = Diagnostic::error(Code::UnknownKey, first.key_span, message);
            self.diagnostics.push(found.help(help));
            at += count;
        }
    }

    /// Reports each key that is a number. These count as seen.
    fn numbers(&mut self) {
        let is_number = |it: &&mut (&Entry, bool)| !it.1 && it.0.number.is_some();
        for (entry, seen) in self.entries.iter_mut().filter(is_number) {
            self.diagnostics.push(no_text(&entry.key, entry.key_span));
            *seen = true;
        }
    }

    /// Whether `key` is a name that another language has for the key `here`.
    fn is_foreign(&self, key: &str, here: Option<&str>) -> bool {
        foreign_key(&key.to_lowercase(), self.shape)
            .is_some_and(|(key, _)| Some(key) == here)
    }

    /// Whether the mapping has limits or other rules of values.
    fn has_rules_of_values(&self) -> bool {
        self.shape.has("min") || self.shape.has("required")
    }

    /// The help for a key of another kind of file, or of the fields of this mapping.
    fn elsewhere(&self, entry: &Entry) -> Option<String> {
        let key = entry.key.as_str();
        match self.shape.name {
            "service" if OPERATION.has(key) => Some(format!(
                "`{key}` is a key of an operation: put it into the file of the operation"
            )),
            "operation" if SERVICE.has(key) => Some(format!(
                "`{key}` is a key of the service: put it into `service.yaml`"
            )),
            "table" if key == "required" => {
                Some("write `required: true` at each of these fields".to_owned())
            }
            _ => None,
        }
    }

    /// Whether an unknown key is the place of a field, and `when` is not there.
    fn takes_a_condition(&self, key: &str) -> bool {
        let place = key.split_once('.').and_then(|(place, _)| Place::parse(place));
        place.is_some() && self.absent().contains(&"when")
    }

    /// The report of an unknown key.
    fn unknown_key(&self, entry: &Entry, meaning: Option<&'static str>) -> Diagnostic {
        let error = |message: String| {
            Diagnostic::error(Code::UnknownKey, entry.key_span, message)
        };
        if let Some(key) =
            key_before_sign(&entry.key).filter(|key| Some(*key) == meaning)
        {
            let rest = entry.key[key.len()..].trim_start_matches([' ', '=', ':']);
            let message = format!("a colon and a space are missing after `{key}`");
            return error(message).help(format!("write `{key}: {rest}`"));
        }
        let found = error(format!("{} has no key `{}`", self.what, entry.key));
        let lower = entry.key.to_lowercase();
        let foreign =
            foreign_key(&lower, self.shape).filter(|(key, _)| Some(*key) == meaning);
        found.help(match (foreign_character(&entry.key), foreign, meaning) {
            (Some(sign), _, Some(key)) => format!(
                "did you mean `{key}`? this one holds the character U+{:04X}",
                u32::from(sign)
            ),
            (_, Some((_, help)), _) => help.to_owned(),
            (_, _, Some(key)) => format!("did you mean `{key}`?"),
            (_, _, None) if lower == "when" && self.has_rules_of_values() => {
                "a rule of values has no condition: record the sentence as `prose`; `required`, `only_when`, `documented_for`, `enum` and groups have conditions".to_owned()
            }
            (_, _, None) if self.takes_a_condition(&entry.key) => {
                format!("a condition belongs below `when`: `when: {{ {}: ... }}`", entry.key)
            }
            (_, _, None) => match self.elsewhere(entry) {
                Some(help) => help,
                None => format!("the keys here are {}", list(self.shape.keys.iter().map(|key| key.name))),
            },
        })
    }
}

/// Whether a key leads to a mapping of mappings.
fn holds_mappings(entry: &Entry) -> bool {
    let is_map = |node: &Node| matches!(node.kind, Kind::Map(_));
    matches!(&entry.value.kind, Kind::Map(entries) if entries.iter().all(|it| is_map(&it.value)))
}

/// The key that a text begins with, if another sign follows it in place of a colon and a
/// space.
fn key_before_sign(text: &str) -> Option<&str> {
    let end = text.find([' ', '=', ':', '{', '['])?;
    Some(&text[..end])
}

/// The first character outside of ASCII, which no key of the language has.
fn foreign_character(key: &str) -> Option<char> {
    key.chars().find(|it| !it.is_ascii())
}
