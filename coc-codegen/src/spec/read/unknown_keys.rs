//! Keys that no reader reads: the report of each, with the key that was probably meant.
//! Reading the known keys belongs to `keys`.

use super::keys::Keys;
use super::messages::list;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::Place;
use crate::spec::language::shapes;
use crate::spec::yaml::{Entry, Kind, Node, no_text};

impl Keys<'_, '_> {
    /// Ends the reading: reports every unknown key, and returns whether the value of one is
    /// a mapping, whose content may be missing elsewhere.
    pub(super) fn finish(mut self) -> bool {
        if cfg!(debug_assertions) {
            shapes::assert_same_keys(self.what, &self.known);
        }
        let mut incomplete = false;
        let absent = self.absent();
        self.split_texts(&absent);
        self.numbers();
        let unknown: Vec<(&Entry, Option<&'static str>)> = self
            .entries
            .iter()
            .filter(|(_, seen)| !seen)
            .map(|(entry, _)| (*entry, self.meaning(entry, &absent)))
            .collect();
        // If a required key is misspelt, or its contents are in the place of its key,
        // only one diagnostic is reported.
        let mut meant = None;
        let mut was_reported = false;
        for (key, diagnostic) in &self.missing {
            let named = shapes::names_its_entries(self.what, key);
            match unknown.as_slice() {
                [(one, _)] if named && holds_mappings(one) => meant = Some(*key),
                some if some.iter().any(|(_, meaning)| *meaning == Some(*key)) => {}
                [(first, _), ..] if named => {
                    let help = format!(
                        "put `{}` and what follows it below `{key}:`",
                        first.key
                    );
                    self.diagnostics.withdraw(self.before, diagnostic);
                    let found =
                        Diagnostic { span: first.key_span, ..diagnostic.clone() };
                    self.diagnostics.push(found.help(help));
                    return true;
                }
                // A mapping with keys of no known meaning is probably something else, so
                // that only these are reported.
                some if some.iter().any(|(_, meaning)| meaning.is_none()) => {}
                _ => continue,
            }
            self.diagnostics.withdraw(self.before, diagnostic);
        }
        for (entry, meaning) in unknown {
            incomplete |= matches!(entry.value.kind, Kind::Map(_));
            let is_strange = !self.missing.is_empty()
                && meant.is_none()
                && (meaning.is_none() || self.is_usual(&entry.key, meaning));
            if is_strange && std::mem::replace(&mut was_reported, true) {
                continue;
            }
            let found = self.unknown_key(entry, meant.or(meaning));
            self.diagnostics.push(found);
        }
        incomplete
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
            .or_else(|| usual(lower, &self.known).map(|(key, _)| key))
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
    fn is_usual(&self, key: &str, here: Option<&str>) -> bool {
        usual(&key.to_lowercase(), &self.known).is_some_and(|(key, _)| Some(key) == here)
    }

    fn has_rules_of_values(&self) -> bool {
        self.known.iter().any(|key| ["min", "required"].contains(key))
    }

    /// The help for a key of another kind of file, or of the fields of this mapping.
    fn elsewhere(&self, entry: &Entry) -> Option<String> {
        let key = entry.key.as_str();
        let is_of = |what: &str| shapes::written(what, key).is_some();
        match self.what {
            "a service" if is_of("an operation") => Some(format!(
                "`{key}` is a key of an operation: put it into the file of the operation"
            )),
            "an operation" if is_of("a service") => Some(format!(
                "`{key}` is a key of the service: put it into `service.yaml`"
            )),
            "a table" if key == "required" => {
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
            let message = format!("a colon and a space are missing behind `{key}`");
            return error(message).help(format!("write `{key}: {rest}`"));
        }
        let found = error(format!("{} has no key `{}`", self.what, entry.key));
        let lower = entry.key.to_lowercase();
        let usual = usual(&lower, &self.known).filter(|(key, _)| Some(*key) == meaning);
        found.help(match (strange_sign(&entry.key), usual, meaning) {
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
                format!("a condition stands below `when`: `when: {{ {}: ... }}`", entry.key)
            }
            (_, _, None) => match self.elsewhere(entry) {
                Some(help) => help,
                None => format!("the keys here are {}", list(&self.known)),
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
fn strange_sign(key: &str) -> Option<char> {
    key.chars().find(|it| !it.is_ascii())
}

/// The keys of this language for a key of other languages, each with the fix. The first
/// that the mapping can have is meant.
fn usual_keys(key: &str) -> &'static [(&'static str, &'static str)] {
    match key {
        "description" | "desc" | "summary" | "comment" | "title" => {
            &[("doc", "write `doc: ...`")]
        }
        "mandatory" => &[("required", "write `required: true`")],
        "optional" => {
            &[("required", "delete this key: a field without `required` is optional")]
        }
        "required_when" | "depends_on" | "dependson" | "requires" => {
            &[("required", "write `required: { field: value }`")]
        }
        "unless" => &[("required", "write `required: { not: { field: value } }`")],
        "default_value" | "defaultvalue" => &[("default", "write `default: ...`")],
        "maxlength" | "max_length" => &[("length", "write `length: { max: ... }`")],
        "minlength" | "min_length" => &[("length", "write `length: { min: ... }`")],
        "maximum" => {
            &[("max", "write `max: ...`"), ("range", "write `range: { max: ... }`")]
        }
        "minimum" => {
            &[("min", "write `min: ...`"), ("range", "write `range: { min: ... }`")]
        }
        "max" => &[(
            "length",
            "write `length: { max: ... }` for a text, or `range: { max: ... }` for a number",
        )],
        "min" => &[(
            "length",
            "write `length: { min: ... }` for a text, or `range: { min: ... }` for a number",
        )],
        "maxitems" | "max_items" => &[("items", "write `items: { max: ... }`")],
        "minitems" | "min_items" => &[("items", "write `items: { min: ... }`")],
        "uniqueitems" | "unique_items" | "distinct" => {
            &[("unique", "write `unique: true`")]
        }
        "body" | "content" => &[("type", "write `type: Name`")],
        "one_of" | "oneof" => &[("exactly_one_of", "write `exactly_one_of: [...]`")],
        "any_of" | "anyof" => &[("at_least_one_of", "write `at_least_one_of: [...]`")],
        "exactly" | "exact" | "equals" => {
            &[("min", "write `min: ..., max: ...`"), ("fixed", "write `fixed: ...`")]
        }
        "from" => &[("min", "write `min: ...`")],
        "to" => &[("max", "write `max: ...`")],
        "after" | "later_than" | "more_than" => {
            &[("greater_than", "write `greater_than: FIELD`")]
        }
        "before" | "less_than" | "earlier_than" => {
            &[("greater_than", "write `greater_than: ...` at the other field")]
        }
        "regex" | "regexp" => &[("pattern", "write `pattern: ...`")],
        "format" => &[(
            "type",
            "write `type: date`, `type: time` or `type: date_time`; another form is a `pattern`",
        )],
        "values" | "allowed" => {
            &[("type", "write `type: Name`, with a list called `Name` below `enums`")]
        }
        "$ref" | "ref" | "schema" => &[("type", "write `type: Name`")],
        "fields" | "members" => {
            &[("type", "write `type: Name`, with a table called `Name` below `types`")]
        }
        "const" => &[("fixed", "write `fixed: ...`")],
        "multipleof" | "multiple_of" | "step" | "readonly" | "read_only"
        | "writeonly" | "write_only" | "allow_empty" | "allowempty" => {
            &[("prose", "no key has this meaning: record the sentence as `prose`")]
        }
        "example" => &[(
            "prose",
            "an example is a file in `examples/`, whose name stands below the operation's `examples`",
        )],
        "properties" | "parameters" => &[("fields", "write `fields: ...`")],
        "cursor" | "continuation" => &[("marker", "write `marker: query.x`")],
        "page_size" => &[("size", "write `size: query.x`")],
        "interval" | "pause" | "delay" => &[("every", "write `every: 5`")],
        "timeout" | "deadline" => &[("at_most", "write `at_most: 300`")],
        "args" | "arguments" => &[("takes", "write `takes: [...]`")],
        "says" => &[("pages", "write `pages: ...`")],
        "because" | "why" => &[("evidence", "write `evidence: ...`")],
        _ => &[],
    }
}

/// The key among the `known` ones that stands for a key of other languages, and the fix.
fn usual(key: &str, known: &[&str]) -> Option<(&'static str, &'static str)> {
    let mut meant = usual_keys(key).iter().copied();
    meant.find(|(meant, _)| known.contains(meant))
}
