//! Parses YAML text into a tree of nodes with places. The meaning of the tree does not
//! belong here: the caller gives the keys that tell a key from a text (`vocabulary`).

mod libraries;
mod mistakes;
mod outline;
mod places;
mod vocabulary;

use std::collections::HashMap;

use self::libraries::Value;
use self::mistakes::Mistakes;
use self::outline::{Outline, OutlineKind, Outliner};
use self::places::{Places, key_of_parts};
pub(super) use self::vocabulary::Vocabulary;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span, Spanned};

/// A value in a YAML file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// The content of a [`Node`].
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// A mapping of which nothing is left after a report. `parse` returns none; `recovery`
    /// puts it in the place of a section.
    Reported,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// As it is written.
    pub(super) key: String,
    pub(super) key_span: Span,
    /// The number that the key is, if it is no text. Few mappings may have such keys, and
    /// only their readers accept it.
    pub(super) number: Option<i64>,
    pub(super) value: Node,
}

impl Entry {
    /// The key as a name with its place.
    pub(super) fn name(&self) -> Spanned<String> {
        Spanned::new(self.key.clone(), self.key_span)
    }

    /// Whether the key has neither a colon nor a value. The outline puts the missing value
    /// directly at the end of such a key.
    pub(super) fn is_bare(&self) -> bool {
        self.value.kind == Kind::Null && self.value.span.start == self.key_span.end
    }
}

impl Node {
    /// The place of the key `name`, if the node is a mapping with that key.
    pub(super) fn key_span(&self, name: &str) -> Option<Span> {
        let Kind::Map(entries) = &self.kind else { return None };
        entries.iter().find(|entry| entry.key == name).map(|entry| entry.key_span)
    }

    /// The kind of the value, for messages.
    pub(super) fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null | Kind::Reported => "nothing",
            Kind::Bool(_) => "a boolean",
            Kind::Integer(_) | Kind::Float(_) => "a number",
            Kind::Text(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}

/// Parses one file of a language with this vocabulary. Reports everything that specs must
/// not contain, and every probable mistake, once. A tree whose mappings have a key twice is
/// returned too, after a report: `repeated` finds the cause.
pub(super) fn parse(
    file: FileId,
    text: &str,
    vocabulary: Vocabulary,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let places = Places::new(file, text);
    let mistakes = Mistakes::find(file, text, vocabulary);
    match (tree(&places, vocabulary), mistakes.certain()) {
        (Ok((node, repeated)), None) => {
            // A doubtful mistake may follow from the repetition.
            if repeated.is_empty() {
                mistakes.doubtful().for_each(|found| diagnostics.push(found));
            }
            repeated.into_iter().for_each(|found| diagnostics.push(found));
            Some(node)
        }
        (Ok(_), Some(mistake)) => {
            diagnostics.push(mistake);
            None
        }
        (Err(found), _) => {
            for diagnostic in found {
                let at = diagnostic.span.start as usize;
                let cause = (diagnostic.code == Code::Yaml)
                    .then(|| mistakes.cause(text, at))
                    .flatten();
                diagnostics.push(cause.unwrap_or(diagnostic));
            }
            None
        }
    }
}

/// The report of a key that is no text in YAML.
pub(super) fn no_text(key: &str, span: Span) -> Diagnostic {
    let digits = key.strip_prefix(['-', '+']).unwrap_or(key);
    let is_whole = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    if is_whole && key.parse::<i64>().is_err() {
        let message = format!("the number `{key}` is out of range");
        return Diagnostic::error(Code::BadValue, span, message)
            .help("a number has 64 bits; for text, put it in quotes");
    }
    let help = match key {
        "" => {
            let message = "a name is missing in front of this colon";
            return Diagnostic::error(Code::YamlFeature, span, message)
                .help("write the name");
        }
        key => format!("put it in quotes: `\"{key}\"`"),
    };
    let message = format!("the key `{key}` is not text in YAML");
    Diagnostic::error(Code::YamlFeature, span, message).help(help)
}

/// The tree, with the reports of keys that stand twice.
fn tree(
    places: &Places<'_>,
    vocabulary: Vocabulary,
) -> Result<(Node, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (outline, repeated) = Outliner::new(places).document()?;
    let mut values = Values { vocabulary, scalars: HashMap::new() };
    match values.node(outline) {
        Ok(node) => Ok((node, repeated)),
        Err(diagnostic) => {
            Err(if repeated.is_empty() { vec![*diagnostic] } else { repeated })
        }
    }
}

/// Reads the values of the plain scalars of a file.
struct Values {
    vocabulary: Vocabulary,
    /// The values by their texts: a file repeats few of them.
    scalars: HashMap<String, Scalar>,
}

/// The value of a plain scalar.
enum Scalar {
    Text,
    Value(Kind),
    OutOfRange,
}

impl Values {
    /// Adds values to the outline.
    fn node(&mut self, outline: Outline) -> Result<Node, Box<Diagnostic>> {
        let span = outline.span;
        let kind = match outline.kind {
            OutlineKind::Scalar { text, plain } => self.scalar(text, plain, span)?,
            OutlineKind::List(items) => {
                let items = items.into_iter().map(|item| self.node(item));
                Kind::List(items.collect::<Result<_, _>>()?)
            }
            OutlineKind::Map(entries) => {
                let entries =
                    entries.into_iter().map(|(key, value)| self.entry(key, value));
                Kind::Map(entries.collect::<Result<_, _>>()?)
            }
        };
        Ok(Node { span, kind })
    }

    fn entry(&mut self, key: Outline, value: Outline) -> Result<Entry, Box<Diagnostic>> {
        let key_span = key.span;
        let OutlineKind::Scalar { text, plain } = key.kind else {
            return Err(Box::new(key_of_parts(key_span)));
        };
        let number = match self.value(&text, plain) {
            Scalar::Text => None,
            Scalar::Value(Kind::Integer(number)) => Some(*number),
            Scalar::Value(Kind::Null) if text == "null" => {
                let diagnostic = no_text(&text, key_span);
                return Err(Box::new(
                    diagnostic.help(self.vocabulary.help_for_null_key),
                ));
            }
            _ => return Err(Box::new(no_text(&text, key_span))),
        };
        Ok(Entry { key: text, key_span, number, value: self.node(value)? })
    }

    fn scalar(
        &mut self,
        text: String,
        plain: bool,
        span: Span,
    ) -> Result<Kind, Box<Diagnostic>> {
        match self.value(&text, plain) {
            Scalar::Text => Ok(Kind::Text(text)),
            Scalar::OutOfRange => {
                let message = format!("the number `{text}` is out of range");
                let diagnostic = Diagnostic::error(Code::BadValue, span, message);
                let help = "write a smaller one, or put it in quotes if it is text";
                Err(Box::new(diagnostic.help(help)))
            }
            Scalar::Value(Kind::Integer(number)) if is_in_another_base(&text) => {
                let message = format!("the number `{text}` is not decimal");
                let help =
                    format!("write `{number}`, or put it in quotes if it is text");
                let found = Diagnostic::error(Code::BadValue, span, message).help(help);
                Err(Box::new(found))
            }
            Scalar::Value(value) => Ok(value.clone()),
        }
    }

    /// The value of a scalar.
    fn value(&mut self, text: &str, plain: bool) -> &Scalar {
        if !plain || !may_be_a_value(text) {
            return &Scalar::Text;
        }
        if !self.scalars.contains_key(text) {
            self.scalars.insert(text.to_owned(), value(text));
        }
        self.scalars.get(text).unwrap_or(&Scalar::Text)
    }
}

/// Whether a number is written as `0x10`, `0o17` or `0b1`.
fn is_in_another_base(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    ["0x", "0o", "0b"].iter().any(|base| digits.starts_with(base))
}

/// Whether a plain text can be anything but text: only nothing, the words of YAML, and
/// texts that begin as numbers do.
fn may_be_a_value(text: &str) -> bool {
    const WORDS: [&str; 5] = ["", "~", "null", "true", "false"];
    let number = text.trim_start_matches(['-', '+', '.']);
    let begins_as_a_number = number.starts_with(|c: char| c.is_ascii_digit())
        || number.len() < text.len() && !number.is_empty();
    let is_of_a_number =
        |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'+');
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || begins_as_a_number && text.bytes().all(is_of_a_number)
}

/// The value of a plain scalar.
fn value(text: &str) -> Scalar {
    match libraries::value(text) {
        Ok(Value::Null) => Scalar::Value(Kind::Null),
        Ok(Value::Bool(value)) => Scalar::Value(Kind::Bool(value)),
        Ok(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Scalar::Value(Kind::Integer(integer)),
            (None, Some(float)) if float.is_finite() && !number.is_u64() => {
                Scalar::Value(Kind::Float(float))
            }
            _ => Scalar::OutOfRange,
        },
        Ok(_) => Scalar::Text,
        // The library reads no numbers of more than 64 bits.
        Err(_) => Scalar::OutOfRange,
    }
}
