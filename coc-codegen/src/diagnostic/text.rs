//! Renders diagnostics for people: the source line with a caret, notes and help.

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use super::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::source::{Source, Sources, Span};

impl Diagnostics {
    /// The diagnostics for people: the source line with a caret, notes and help, in
    /// colour if `color` is set.
    #[must_use]
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in self.iter() {
            out.push_str(&renderer.render(&[group(diagnostic, sources)]));
            out.push_str("\n\n");
        }
        out
    }
}

/// The longest line, in bytes, that is shown.
const LONGEST_LINE: usize = 20_000;

/// The parts of a diagnostic for the renderer.
fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(
        level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str()),
    );
    let (own, elsewhere): (Vec<_>, Vec<_>) = diagnostic
        .related
        .iter()
        .partition(|(span, _)| span.file == diagnostic.span.file);
    let spans = own.iter().map(|(span, _)| *span).chain([diagnostic.span]);
    if let Some(window) = Window::around(sources, spans) {
        let label = Some(diagnostic.label.as_str()).filter(|label| !label.is_empty());
        let primary = AnnotationKind::Primary.span(window.range(diagnostic.span));
        let context = own.iter().map(|(span, label)| window.context(*span, label));
        let annotations = [primary.label(label)].into_iter().chain(context);
        group = group.element(window.element(sources, diagnostic.span, annotations));
    }
    for (span, label) in elsewhere {
        if let Some(window) = Window::around(sources, [*span]) {
            let context = [window.context(*span, label)];
            group = group.element(window.element(sources, *span, context));
        }
    }
    group = group.elements(
        diagnostic.notes.iter().map(|note| Level::NOTE.message(note.as_str())),
    );
    group.elements(diagnostic.help.iter().map(|help| Level::HELP.message(help.as_str())))
}

/// The lines of a file that a diagnostic shows. If each diagnostic laid out its whole
/// file, the time would grow with the square of the file's size.
struct Window<'a> {
    source: &'a Source,
    /// Number of the first line.
    line: usize,
    start: usize,
    end: usize,
}

impl<'a> Window<'a> {
    /// The lines that contain these spans, which are all in one file.
    fn around(
        sources: &'a Sources,
        spans: impl IntoIterator<Item = Span>,
    ) -> Option<Self> {
        let spans: Vec<Span> = spans.into_iter().collect();
        let file = spans.first()?.file;
        let source = sources.get(file)?;
        let text = source.text.as_str();
        let ranges = spans.iter().map(|span| range(*span, text));
        let (starts, ends): (Vec<_>, Vec<_>) =
            ranges.map(|range| (range.start, range.end)).unzip();
        let (start, end) = (starts.into_iter().min()?, ends.into_iter().max()?);
        let (line, _) = sources.position(file, u32::try_from(start).ok()?);
        let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        Some(Self { source, line, start, end })
    }

    /// The text of the lines.
    fn text(&self) -> &'a str {
        &self.source.text[self.start..self.end]
    }

    /// The lines with their numbers and with annotations. Only the place of `span`, if a
    /// line is long: the layout of a line of megabytes takes seconds.
    fn element(
        &self,
        sources: &Sources,
        span: Span,
        annotations: impl IntoIterator<Item = Annotation<'a>>,
    ) -> Element<'a> {
        let path = self.source.path.as_str();
        if self.text().lines().any(|line| line.len() > LONGEST_LINE) {
            let (line, column) = sources.position(span.file, span.start);
            return Origin::path(path).line(line).char_column(column).into();
        }
        let snippet = Snippet::source(self.text()).line_start(self.line).path(path);
        snippet.annotations(annotations).into()
    }

    /// The annotation of another place than that of the diagnostic.
    fn context(&self, span: Span, label: &'a str) -> Annotation<'a> {
        AnnotationKind::Context.span(self.range(span)).label(label)
    }

    /// The range of a span in the text of the lines.
    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let range = range(span, &self.source.text);
        range.start - self.start..range.end - self.start
    }
}

/// The range of a span in `text`, widened to whole characters, as far as its first line.
fn range(span: Span, text: &str) -> std::ops::Range<usize> {
    let mut start = (span.start as usize).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    // Only the first line of a mapping or a folded text is marked.
    let line = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line
}
