//! Findings of the checks: a code, a sentence, a place, a likely fix. How it is
//! found out belongs to `spec` and `check`; this module only holds, sorts and prints.

mod examples;
mod github;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

pub use self::examples::Example;
use crate::source::{Sources, Span, line_column};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// Stable name of a kind of mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as printed, such as `S001`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The meaning of the code, how such a mistake comes about and how it is
            /// fixed.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n",)+),)+ }
            }
        }
    };
}

codes! {
    /// A file or folder of the spec cannot be read.
    ///
    /// It is missing, is not a file, or is not UTF-8.
    File = "S001",
    /// The text is not YAML.
    Yaml = "S002",
    /// A part of YAML that specs do without: anchors, aliases, merges, tags, several
    /// documents, keys that are not text. Write the thing out, or put the key in quotes.
    YamlFeature = "S003",
    /// The same key stands twice in one mapping, so one of the two would be lost.
    DuplicateKey = "S004",
    /// A key that the spec language does not have at this place.
    UnknownKey = "S005",
    /// A key that must be there is not.
    MissingKey = "S006",
    /// A value of the wrong shape: text where a mapping is expected, and so on.
    WrongShape = "S007",
    /// A value that is not among the possible ones.
    BadValue = "S008",
    /// A type or enumeration with this name is declared nowhere in reach: in the
    /// operation's file or in `service.yaml`.
    UnknownType = "S009",
    /// A condition reads a field that does not exist at the place it names.
    UnknownReference = "S010",
    /// A condition compares with a value that the field cannot have.
    UnknownValue = "S011",
    /// A rule that does not fit the type of its field: a length of a number, a range of
    /// a text.
    WrongRule = "S012",
    /// A condition that never holds, so that its rule says nothing.
    NeverFires = "S013",
    /// A condition that always holds, so that it should not be written as one.
    AlwaysFires = "S014",
    /// Two rules that no payload of some case can keep both.
    Contradiction = "S015",
    /// A name that gives no Rust identifier, or the same one as another. `rust_name`
    /// decides.
    Name = "S016",
    /// Two rules with one id. `id` decides.
    DuplicateRule = "S017",
    /// A documented example breaks a rule of the spec: one of the two is transcribed
    /// wrongly, or a decision is needed.
    ExampleViolation = "S018",
    /// An example has a key that no table documents and that is not marked as observed.
    ExampleKey = "S019",
    /// An example that is not readable as what it is: not JSON, not an envelope, an
    /// undeclared status.
    Example = "S020",
    /// A field is marked as observed in an example that does not show it.
    NotObserved = "S021",
    /// A decision that nothing uses: the contradiction is gone, or the mark is missing.
    UnusedDecision = "S022",
    /// A decision that is declared nowhere.
    UnknownDecision = "S023",
    /// A parameter of the path template has no field, or a field has no place in the
    /// template.
    PathTemplate = "S024",
    /// An enumeration holds a blank, or the same value twice.
    EnumValue = "S025",
    /// A regular expression that cannot be compiled.
    Pattern = "S026",
    /// Conditional lists that leave a case of a closed discriminator without a list.
    MissingCase = "S027",
    /// A rule that another rule already implies, or a part of a condition that another
    /// part says already.
    Implied = "S028",
    /// A type or enumeration that nothing uses.
    Unused = "S029",
    /// The cases that conditions distinguish are too many to be enumerated.
    TooManyCases = "S030",
    /// A field that decides about others, of which no typed request is made.
    ///
    /// It may be absent, or would make too many cases. Its rules are kept by the
    /// validator.
    Unspecialized = "S031",
    /// A constructor that its example does not bear out: it has no such example, or
    /// takes what the example does not show.
    Constructor = "S032",
    /// Two operations with one method and one path, whatever its parameters are called.
    ///
    /// Their bodies tell them apart, or they are one operation that is described twice.
    /// OpenAPI knows a method of a path once, so that the second one stands under its
    /// path with its name as a fragment.
    SameRequest = "S033",
    /// Types that are nested deeper than anybody can follow, compilers among them.
    TooDeep = "S034",
    /// An envelope and the answers that it wraps do not fit: an answer has no code, no
    /// answer has a member of the envelope, an operation names an envelope that there is
    /// none of, or the result of a success is not in it.
    Envelope = "S035",
}

/// Whether a diagnostic stops the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Worth a look.
    Warning,
    /// Good to know.
    Note,
}

/// One mistake in a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake.
    pub code: Code,
    /// Whether it stops the generator.
    pub severity: Severity,
    /// One sentence, without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Words at the caret.
    pub label: String,
    /// Other places that matter, with words.
    pub related: Vec<(Span, String)>,
    /// Background, such as where in the spec's structure this is.
    pub notes: Vec<String>,
    /// The likely fix.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// A remark at `span`.
    pub fn note_at(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, span, message) }
    }

    /// Adds words at the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push((span, text.into()));
        self
    }

    /// Adds background.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sets the likely fix.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Sets the likely fix, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }
}

/// Everything that was found, sorted by place once finished.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Keeps those that are `wanted`.
    pub(crate) fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(wanted);
    }

    /// Whether one of them stops the generator.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Sorts by place and drops repetitions.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message))
        });
        self.list.dedup();
    }

    /// For people: the source line with a caret, notes and help, in colour where `color`
    /// says so.
    #[must_use]
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in &self.list {
            out.push_str(&renderer.render(&[group(diagnostic, sources)]));
            out.push_str("\n\n");
        }
        out
    }

    /// For editors: one JSON object a line.
    #[must_use]
    pub fn to_json_lines(&self, sources: &Sources) -> String {
        self.list
            .iter()
            .map(|diagnostic| json(diagnostic, sources).to_string() + "\n")
            .collect()
    }
}

/// Longest line, in bytes, that a file may have to be shown.
const LONGEST_LINE: usize = 20_000;

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(
        level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str()),
    );
    let source = sources.get(diagnostic.span.file);
    if let Some(source) =
        source.filter(|source| source.text.lines().any(|line| line.len() > LONGEST_LINE))
    {
        // Laying out a line of megabytes takes seconds and shows nothing: the place has
        // to do.
        let (line, column) = line_column(&source.text, diagnostic.span.start);
        group = group
            .element(Origin::path(source.path.as_str()).line(line).char_column(column));
    } else if let Some(source) = source {
        let mut primary =
            AnnotationKind::Primary.span(range(diagnostic.span, &source.text));
        if !diagnostic.label.is_empty() {
            primary = primary.label(diagnostic.label.as_str());
        }
        let mut snippet = Snippet::source(source.text.as_str())
            .path(source.path.as_str())
            .annotation(primary);
        let mut elsewhere = Vec::new();
        for (span, label) in &diagnostic.related {
            if span.file == diagnostic.span.file {
                let context = AnnotationKind::Context.span(range(*span, &source.text));
                snippet = snippet.annotation(context.label(label.as_str()));
            } else if let Some(other) = sources.get(span.file) {
                let context = AnnotationKind::Context
                    .span(range(*span, &other.text))
                    .label(label.as_str());
                elsewhere.push(
                    Snippet::source(other.text.as_str())
                        .path(other.path.as_str())
                        .annotation(context),
                );
            }
        }
        group = group.element(snippet).elements(elsewhere);
    }
    group = group.elements(
        diagnostic.notes.iter().map(|note| Level::NOTE.message(note.as_str())),
    );
    group.elements(diagnostic.help.iter().map(|help| Level::HELP.message(help.as_str())))
}

/// A caret needs something to stand under, and must not cut a character.
fn range(span: Span, text: &str) -> std::ops::Range<usize> {
    let mut start = (span.start as usize).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    // A mapping or a folded text would fill the screen: its first line is enough.
    let line = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line
}

fn json(diagnostic: &Diagnostic, sources: &Sources) -> serde_json::Value {
    let place = |span: Span| {
        sources.get(span.file).map(|source| {
            let (line, column) = line_column(&source.text, span.start);
            let (end_line, end_column) = line_column(&source.text, span.end);
            serde_json::json!({
                "file": source.path, "line": line, "column": column, "endLine": end_line, "endColumn": end_column,
            })
        })
    };
    serde_json::json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "span": place(diagnostic.span),
        "label": diagnostic.label,
        "related": diagnostic.related.iter()
            .map(|(span, label)| serde_json::json!({ "span": place(*span), "label": label })).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

/// The name among `known` that `given` was probably meant to be.
#[must_use]
pub fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let limit = (given.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(given, name, limit), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The sentence for [`nearest`].
#[must_use]
pub fn did_you_mean<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(given, known).map(|name| format!("did you mean `{name}`?"))
}

/// Edits between two names, transposition of neighbours counting as one; anything above
/// `limit` is `limit + 1`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut field_id = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            let swapped = i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y;
            field_id[j + 1] = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(field_id[j] + 1);
            if swapped {
                field_id[j + 1] = field_id[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, field_id);
    }
    last[b.len()].min(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["change_scheme", "change_scene_id", "title"];
        assert_eq!(nearest("change_shceme", known), Some("change_scheme"));
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("severity", known), None);
        assert_eq!(distance("kitten", "sitting", 5), 3);
        assert_eq!(distance("ab", "ba", 5), 1);
    }
}
