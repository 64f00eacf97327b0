//! Parses YAML text into a tree of nodes with places. The meaning of the tree does not
//! belong here.

mod libraries;
mod outline;
mod places;
mod slips;

use self::libraries::Value;
use self::outline::{Outline, OutlineKind, Outliner};
use self::places::Places;
use self::slips::Slips;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Span};

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
    /// A value with an error that is reported already.
    Reported,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// As it is written.
    pub(super) key: String,
    pub(super) key_span: Span,
    /// The number that the key is, where it is no text: few mappings have such keys, and
    /// their readers know.
    pub(super) number: Option<i64>,
    pub(super) value: Node,
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

/// Parses one file. Reports everything that specs must not contain, and every probable
/// slip, once.
pub(super) fn parse(
    file: FileId,
    text: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let places = Places::new(file, text);
    let slips = Slips::find(file, text);
    match (tree(&places), slips.certain()) {
        (Ok(node), None) => {
            slips.doubtful().for_each(|found| diagnostics.push(found));
            Some(node)
        }
        (Ok(_), Some(slip)) => {
            diagnostics.push(slip);
            None
        }
        (Err(found), _) => {
            for diagnostic in found {
                let at = diagnostic.span.start as usize;
                let cause = (diagnostic.code == Code::Yaml)
                    .then(|| slips.cause(text, at))
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
    let message = format!("the key `{key}` is not text in YAML");
    Diagnostic::error(Code::YamlFeature, span, message)
        .help(format!("put it in quotes: `\"{key}\"`"))
}

fn tree(places: &Places<'_>) -> Result<Node, Vec<Diagnostic>> {
    let outline = Outliner::new(places).document()?;
    let value = libraries::value(places.text)
        .map_err(|error| vec![places.yaml_error(&error)])?;
    join(outline, value).map_err(|diagnostic| vec![*diagnostic])
}

/// Adds values to the outline. Both come from the same text, so that they differ only
/// if the two parsers disagree.
fn join(outline: Outline, value: Value) -> Result<Node, Box<Diagnostic>> {
    let span = outline.span;
    let kind = match (outline.kind, value) {
        (OutlineKind::Scalar { text, plain: false }, _) => Kind::Text(text),
        (OutlineKind::Scalar { .. }, Value::Null) => Kind::Null,
        (OutlineKind::Scalar { .. }, Value::Bool(value)) => Kind::Bool(value),
        (OutlineKind::Scalar { text, .. }, Value::Number(number)) => {
            match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Kind::Integer(integer),
                (None, Some(float)) if float.is_finite() && !number.is_u64() => {
                    Kind::Float(float)
                }
                _ => {
                    let message = format!(
                        "the number `{text}` is out of range: put it in quotes if it is text"
                    );
                    return Err(Box::new(Diagnostic::error(
                        Code::BadValue,
                        span,
                        message,
                    )));
                }
            }
        }
        (OutlineKind::Scalar { text, .. }, _) => Kind::Text(text),
        (OutlineKind::List(items), Value::Sequence(values))
            if items.len() == values.len() =>
        {
            let items =
                items.into_iter().zip(values).map(|(item, value)| join(item, value));
            Kind::List(items.collect::<Result<_, _>>()?)
        }
        (OutlineKind::Map(entries), Value::Mapping(values))
            if entries.len() == values.len() =>
        {
            let entries =
                entries.into_iter().zip(values).map(|((key, item), (known, value))| {
                    let OutlineKind::Scalar { text, .. } = key.kind else {
                        return Err(Box::new(Diagnostic::error(
                            Code::YamlFeature,
                            key.span,
                            "a key must be text",
                        )));
                    };
                    let number = known.as_i64();
                    if !known.is_string() && number.is_none() {
                        return Err(Box::new(no_text(&text, key.span)));
                    }
                    Ok(Entry {
                        key: text,
                        key_span: key.span,
                        number,
                        value: join(item, value)?,
                    })
                });
            Kind::Map(entries.collect::<Result<_, _>>()?)
        }
        _ => {
            let message = "this can be read as YAML in two ways";
            return Err(Box::new(
                Diagnostic::error(Code::Yaml, span, message).help("put texts in quotes"),
            ));
        }
    };
    Ok(Node { span, kind })
}
