//! YAML text to a tree in which every node knows its place. The only file that names
//! `serde_yaml` and `saphyr_parser`: the latter gives places and stops nothing, the
//! former gives values. The meaning of the tree does not belong here.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Deepest nesting that a spec may have: far beyond any real one, and safe for
/// recursion.
const MAX_DEPTH: usize = 64;

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
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) value: Node,
}

impl Node {
    /// The kind of the value, for messages.
    pub(super) fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Bool(_) => "a boolean",
            Kind::Integer(_) | Kind::Float(_) => "a number",
            Kind::Text(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}

/// Reads one file.
///
/// # Errors
/// Everything that keeps the text from being a plain YAML tree.
pub(super) fn parse(file: FileId, text: &str) -> Result<Node, Vec<Diagnostic>> {
    let places = Places::new(file, text);
    let outline = Outliner {
        places: &places,
        events: Parser::new_from_str(text),
        diagnostics: Vec::new(),
    }
    .document()?;
    let value =
        serde_yaml::from_str(text).map_err(|error| vec![places.yaml_error(&error)])?;
    join(outline, value).map_err(|diagnostic| vec![*diagnostic])
}

/// Characters, which the scanner counts, to bytes.
struct Places<'a> {
    file: FileId,
    text: &'a str,
    /// Byte of each character; empty where the two are the same.
    bytes: Vec<u32>,
}

impl<'a> Places<'a> {
    fn new(file: FileId, text: &'a str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        };
        Self { file, text, bytes }
    }

    fn byte(&self, character: usize) -> u32 {
        let len = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if self.bytes.is_empty() {
            return u32::try_from(character).unwrap_or(u32::MAX).min(len);
        }
        self.bytes.get(character).copied().unwrap_or(len)
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index()).max(start);
        // Block collections end where the next token begins: the white space between is
        // not theirs.
        let inner =
            self.text.get(start as usize..end as usize).unwrap_or_default().trim_end();
        Span {
            file: self.file,
            start,
            end: start + u32::try_from(inner.len()).unwrap_or(0),
        }
    }

    fn point(&self, byte: usize) -> Span {
        let byte = u32::try_from(byte.min(self.text.len())).unwrap_or(u32::MAX);
        Span { file: self.file, start: byte, end: byte }
    }

    fn scan_error(&self, error: &ScanError) -> Diagnostic {
        let at = self.byte(error.marker().index());
        Diagnostic::error(
            Code::Yaml,
            self.point(at as usize),
            format!("this is not YAML: {}", error.info()),
        )
    }

    fn yaml_error(&self, error: &serde_yaml::Error) -> Diagnostic {
        let at = error.location().map_or(0, |place| place.index());
        Diagnostic::error(
            Code::Yaml,
            self.point(at),
            format!("this is not YAML: {error}"),
        )
    }
}

/// The shape of the text with places, without values.
struct Outline {
    span: Span,
    kind: OutlineKind,
}

enum OutlineKind {
    /// Plain text could be a number or a boolean; quoted text is text.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Outline>),
    Map(Vec<(Outline, Outline)>),
}

struct Outliner<'a, 't> {
    places: &'a Places<'t>,
    events: Parser<'t, saphyr_parser::StrInput<'t>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Outliner<'_, 't> {
    fn document(mut self) -> Result<Outline, Vec<Diagnostic>> {
        let root = match self.content() {
            Ok(root) => root,
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                return Err(self.diagnostics);
            }
        };
        if self.diagnostics.is_empty() { Ok(root) } else { Err(self.diagnostics) }
    }

    fn content(&mut self) -> Result<Outline, Box<Diagnostic>> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::Nothing
                | Event::StreamStart
                | Event::DocumentStart(_)
                | Event::DocumentEnd => {}
                event if root.is_none() => root = Some(self.node(event, span, 0)?),
                _ => {
                    let diagnostic = Diagnostic::error(
                        Code::YamlFeature,
                        span,
                        "a file holds one document",
                    );
                    return Err(Box::new(
                        diagnostic.help("move it to a file of its own"),
                    ));
                }
            }
        }
        root.ok_or_else(|| {
            Box::new(Diagnostic::error(
                Code::MissingKey,
                self.places.point(0),
                "this file is empty",
            ))
        })
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Box<Diagnostic>> {
        match self.events.next_event() {
            Some(Ok((event, span))) => Ok((event, self.places.span(span))),
            Some(Err(error)) => Err(Box::new(self.places.scan_error(&error))),
            None => Ok((Event::StreamEnd, self.places.point(self.places.text.len()))),
        }
    }

    fn node(
        &mut self,
        event: Event<'t>,
        span: Span,
        depth: usize,
    ) -> Result<Outline, Box<Diagnostic>> {
        if depth > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Box::new(Diagnostic::error(Code::YamlFeature, span, message)));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                let plain = matches!(style, ScalarStyle::Plain);
                Ok(Outline {
                    span,
                    kind: OutlineKind::Scalar { text: text.into_owned(), plain },
                })
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                let mut items = Vec::new();
                loop {
                    let (event, at) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        let span = self.enclosing(
                            span,
                            at,
                            items.last().map(|item: &Outline| item.span),
                        );
                        return Ok(Outline { span, kind: OutlineKind::List(items) });
                    }
                    items.push(self.node(event, at, depth + 1)?);
                }
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                self.mapping(span, depth)
            }
            Event::Alias(_) => {
                let diagnostic =
                    Diagnostic::error(Code::YamlFeature, span, "a spec has no aliases");
                Err(Box::new(
                    diagnostic.help(
                        "write the value out, or declare a type or an enumeration",
                    ),
                ))
            }
            _ => Err(Box::new(Diagnostic::error(
                Code::Yaml,
                span,
                "this is not YAML: a value is missing here",
            ))),
        }
    }

    fn mapping(
        &mut self,
        start: Span,
        depth: usize,
    ) -> Result<Outline, Box<Diagnostic>> {
        let mut entries: Vec<(Outline, Outline)> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                let last = entries.last().map(|(_, value)| value.span);
                let mut span = self.enclosing(start, at, last);
                if let Some((first, _)) = entries.first() {
                    span.start = span.start.min(first.span.start);
                }
                return Ok(Outline { span, kind: OutlineKind::Map(entries) });
            }
            let key = self.node(event, at, depth + 1)?;
            match &key.kind {
                OutlineKind::Scalar { text, plain: true } if text == "<<" => {
                    self.diagnostics.push(Diagnostic::error(
                        Code::YamlFeature,
                        key.span,
                        "a spec has no merges",
                    ));
                }
                OutlineKind::Scalar { text, .. } => {
                    if let Some(first) = seen.insert(text.clone(), key.span) {
                        let message = format!("the key `{text}` stands here twice");
                        let diagnostic =
                            Diagnostic::error(Code::DuplicateKey, key.span, message);
                        self.diagnostics.push(diagnostic.related(first, "first here"));
                    }
                }
                _ => self.diagnostics.push(Diagnostic::error(
                    Code::YamlFeature,
                    key.span,
                    "a key must be text",
                )),
            }
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            entries.push((key, value));
        }
    }

    fn enclosing(&self, start: Span, end: Span, last: Option<Span>) -> Span {
        // The end of a flow collection is its bracket; a block one ends with its last
        // value.
        let bracket = self
            .places
            .text
            .as_bytes()
            .get(end.start as usize)
            .is_some_and(|b| matches!(b, b']' | b'}'));
        let end = if bracket {
            end.start + 1
        } else {
            last.map_or(start.end, |last| last.end)
        };
        Span { end: end.max(start.start), ..start }
    }

    fn refuse(&mut self, anchor: usize, tagged: bool, span: Span) {
        if anchor != 0 {
            self.diagnostics.push(Diagnostic::error(
                Code::YamlFeature,
                span,
                "a spec has no anchors",
            ));
        }
        if tagged {
            self.diagnostics.push(Diagnostic::error(
                Code::YamlFeature,
                span,
                "a spec has no tags",
            ));
        }
    }
}

/// Puts values into the outline. Both come from the same text, so they differ only where
/// the parsers disagree.
fn join(outline: Outline, value: serde_yaml::Value) -> Result<Node, Box<Diagnostic>> {
    use serde_yaml::Value;

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
                    let message = format!("the number `{text}` is out of range");
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
                    if !known.is_string() {
                        let message = format!("the key `{text}` is not text in YAML");
                        let diagnostic =
                            Diagnostic::error(Code::YamlFeature, key.span, message);
                        return Err(Box::new(
                            diagnostic.help(format!("put it in quotes: `\"{text}\"`")),
                        ));
                    }
                    Ok(Entry {
                        key: text,
                        key_span: key.span,
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
