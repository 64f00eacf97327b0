//! Builds a tree of places and scalars from the events of the scanner. The values of
//! plain texts do not belong here.

use std::collections::HashMap;

use super::libraries::{Event, Parser, ScalarStyle, StrInput};
use super::places::{Places, key_of_parts, no_aliases};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The deepest nesting of a YAML text: more than any real spec has, and safe for
/// recursion.
const MAX_DEPTH: usize = 64;

/// The structure of the text with places, without values.
pub(super) struct Outline {
    pub(super) span: Span,
    pub(super) kind: OutlineKind,
}

pub(super) enum OutlineKind {
    /// A scalar. Only a plain (unquoted) one can be a number or a boolean.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Outline>),
    Map(Vec<(Outline, Outline)>),
}

impl Outline {
    /// Whether nothing is written here.
    fn is_nothing(&self) -> bool {
        matches!(&self.kind, OutlineKind::Scalar { text, plain: true } if text.is_empty())
    }
}

pub(super) struct Outliner<'a, 't> {
    places: &'a Places<'t>,
    events: Parser<'t, StrInput<'t>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a, 't> Outliner<'a, 't> {
    pub(super) fn new(places: &'a Places<'t>) -> Self {
        let events = Parser::new_from_str(places.text);
        Self { places, events, diagnostics: Vec::new() }
    }

    /// The root, with the reports of keys that stand twice; otherwise the reports of all
    /// that is wrong.
    pub(super) fn document(
        mut self,
    ) -> Result<(Outline, Vec<Diagnostic>), Vec<Diagnostic>> {
        let root = match self.content() {
            Ok(root) => root,
            // If the text is not YAML, only that is reported.
            Err(diagnostic) if diagnostic.code == Code::Yaml => {
                return Err(vec![*diagnostic]);
            }
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                return Err(self.diagnostics);
            }
        };
        if self.diagnostics.iter().all(|it| it.code == Code::DuplicateKey) {
            Ok((root, self.diagnostics))
        } else {
            Err(self.diagnostics)
        }
    }

    fn content(&mut self) -> Result<Outline, Box<Diagnostic>> {
        let mut root = None;
        self.refuse_directives();
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
                        "a file must be one YAML document",
                    );
                    return Err(Box::new(
                        diagnostic.help("move it to a file of its own"),
                    ));
                }
            }
        }
        let nothing = OutlineKind::Scalar { text: String::new(), plain: true };
        let empty = || Outline { span: self.places.point(0), kind: nothing };
        Ok(root.unwrap_or_else(empty))
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
            let message = format!("this is nested deeper than {MAX_DEPTH} levels");
            let found = Diagnostic::error(Code::YamlFeature, span, message);
            return Err(Box::new(found.help("declare types for the inner parts")));
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
            Event::Alias(_) => Err(Box::new(no_aliases(span))),
            _ => Err(Box::new(
                Diagnostic::error(
                    Code::Yaml,
                    span,
                    "this is not YAML: a value is missing",
                )
                .help("write the value here"),
            )),
        }
    }

    fn mapping(
        &mut self,
        start: Span,
        depth: usize,
    ) -> Result<Outline, Box<Diagnostic>> {
        let mut entries: Vec<(Outline, Outline)> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        // The last repeated key of this mapping.
        let mut repeated: Option<String> = None;
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
                    let message = "a spec cannot use merges";
                    self.diagnostics.push(
                        Diagnostic::error(Code::YamlFeature, key.span, message)
                            .help("write the keys out"),
                    );
                }
                OutlineKind::Scalar { text, .. } => {
                    if let Some(first) = seen.insert(text.clone(), key.span) {
                        let before = repeated.replace(text.clone());
                        let is_next = before.is_some_and(|before| before != *text);
                        self.twice(text, key.span, first, is_next);
                    }
                }
                _ => self.diagnostics.push(key_of_parts(key.span)),
            }
            let (event, at) = self.next()?;
            let mut value = self.node(event, at, depth + 1)?;
            if value.is_nothing() && !self.has_colon(&key) {
                value.span = self.places.point(key.span.end as usize);
            }
            entries.push((key, value));
        }
    }

    fn has_colon(&self, key: &Outline) -> bool {
        let rest = self.places.text.get(key.span.end as usize..).unwrap_or_default();
        rest.trim_start().starts_with(':')
    }

    /// Reports a repeated key of a mapping. If several keys are repeated, the name of a
    /// second mapping is probably missing above them, and they are reported once.
    fn twice(&mut self, key: &str, span: Span, first: Span, is_next: bool) {
        let before = self.diagnostics.last_mut();
        let before = before.filter(|it| is_next && it.code == Code::DuplicateKey);
        if let Some(before) = before {
            let help = "if a new entry begins here, its name is missing above this line";
            before.help = Some(help.to_owned());
            return;
        }
        let message = format!("this mapping has the key `{key}` twice");
        let diagnostic = Diagnostic::error(Code::DuplicateKey, span, message);
        let diagnostic = diagnostic.related(first, "first here");
        self.diagnostics.push(diagnostic.help("delete one of them, or merge them"));
    }

    fn enclosing(&self, start: Span, end: Span, last: Option<Span>) -> Span {
        // A flow collection ends with its bracket, and a block collection with its last
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

    /// Refuses `%YAML` and `%TAG`, since a spec is read in one way.
    fn refuse_directives(&mut self) {
        let mut at = 0;
        for line in self.places.text.split_inclusive('\n') {
            if line.starts_with('%') {
                let message = "a spec cannot use directives";
                let found =
                    Diagnostic::error(Code::YamlFeature, self.places.point(at), message);
                self.diagnostics
                    .push(found.help("delete this line, and the `---` below it"));
                return;
            }
            if !line.trim_start().is_empty() && !line.starts_with('#') {
                return;
            }
            at += line.len();
        }
    }

    fn refuse(&mut self, anchor: usize, tagged: bool, span: Span) {
        if anchor != 0 {
            let found =
                Diagnostic::error(Code::YamlFeature, span, "a spec cannot use anchors");
            self.diagnostics.push(
                found.help("delete this one, and write the value out at each place"),
            );
        }
        if tagged {
            let found =
                Diagnostic::error(Code::YamlFeature, span, "a spec cannot use tags");
            self.diagnostics.push(found.help("delete this one"));
        }
    }
}
