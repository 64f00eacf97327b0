//! Path templates: splits them into segments, and compares their parameters with the
//! fields of `path`. The values of parameters belong to `sendable`.

use std::collections::HashSet;

use super::resolved::{Draft, DraftTable};
use crate::check::text::{described, is_url};
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean, nearest};
use crate::model::{Part, Segment};
use crate::source::Spanned;
use crate::spec::OperationFile;

/// A path template without the names of its parameters, which no server sees; none if a
/// parameter is not closed.
pub(in crate::check) fn shape(path: &str) -> Option<String> {
    let mut found = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        found.push_str(literal);
        found.push_str("{}");
        rest = after.split_once('}')?.1;
    }
    Some(found + rest)
}

/// The reason why a path is refused, and the help.
type Refusal = (String, &'static str);

/// The refusal of a `{` without its `}`.
fn not_closed() -> Refusal {
    ("a `{` of this path is not closed".to_owned(), "close it with `}`")
}

/// The refusal of a parameter with the text on both sides, if it is not well formed.
fn malformed(before: &str, name: &str, after: &str) -> Option<Refusal> {
    if name.is_empty() {
        let help = "name it, as the field of `path`: `{name}`";
        return Some(("a parameter of this path has no name".to_owned(), help));
    }
    if name.starts_with('{') && after.starts_with('}') {
        let message = "the braces of a parameter stand twice".to_owned();
        return Some((message, "a parameter is written `{name}`"));
    }
    // A brace that is not closed takes the text up to the end of the next parameter.
    if name.contains(['/', '{']) {
        return Some(not_closed());
    }
    if name.contains([':', '*', '?', '<', '>', '(', '=']) {
        let message = format!("`{{{name}}}` is no parameter of a path");
        let help = "braces hold the name alone; the field of `path` says the rest, such as `pattern`";
        return Some((message, help));
    }
    before.ends_with('$').then(|| {
        let message = format!("`${{{name}}}` is not a parameter of a path");
        (message, "a parameter is written `{name}`: delete the `$`")
    })
}

/// The refusal of a path that cannot be sent as it stands.
fn unsendable(path: &str) -> Option<Refusal> {
    let mut literal = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return Some(not_closed());
        };
        if let Some(refusal) = malformed(before, name, after) {
            return Some(refusal);
        }
        literal.push_str(before);
        literal.push('x');
        rest = after;
    }
    literal.push_str(rest);
    if let Some((message, help)) = ambiguous(path, &literal) {
        return Some((message.to_owned(), help));
    }
    let mut segments = literal.split('/').skip(1);
    match literal.chars().find(|c| *c == '?' || *c == '#' || !is_url(*c)) {
        Some('?') => Some((
            "a path cannot contain a query".to_owned(),
            "declare its fields under `query`",
        )),
        Some('#') => Some((
            "a path cannot contain a fragment, which is never sent".to_owned(),
            "delete it",
        )),
        Some('}') => Some((
            "a `}` of this path is not opened".to_owned(),
            "open it with `{`, in front of the name of a field of `path`",
        )),
        Some(c @ ('<' | '>')) => Some((
            format!("a path cannot hold {}", described(c)),
            "a parameter is written in braces: `{name}`",
        )),
        Some(c) => Some((
            format!("a path cannot hold {}", described(c)),
            "percent-encode it, or delete it",
        )),
        None if segments.clone().any(|it| matches!(it, "." | "..")) => Some((
            "a segment of a path cannot be `.` or `..`".to_owned(),
            "write the path without it",
        )),
        None if literal.contains("//") => Some((
            "a segment of this path is empty".to_owned(),
            "delete one of the slashes",
        )),
        None => segments.find(|it| it.starts_with(':') && it.len() > 1).map(|it| {
            (
                format!("`{it}` is not a parameter of a path"),
                "a parameter is written in braces: `{name}`",
            )
        }),
    }
}

/// Returns the reason why no server can take a path apart, with the help.
fn ambiguous(path: &str, literal: &str) -> Option<(&'static str, &'static str)> {
    let mut percents = literal.split('%').skip(1);
    let is_code = |it: &str| {
        it.get(..2).is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    if !percents.all(is_code) {
        let help = "write `%25` for the sign itself";
        return Some((
            "a `%` of this path is not followed by two hexadecimal digits",
            help,
        ));
    }
    if literal.contains(['[', ']']) {
        let help = "a part that may be left out makes another operation";
        return Some(("a path cannot hold `[` or `]`", help));
    }
    if path.contains("}{") {
        let help = "write what stands between them, such as `/`";
        return Some((
            "two parameters of this path are adjacent, so that a server cannot separate them",
            help,
        ));
    }
    let help = "delete it";
    path.ends_with([',', ';'])
        .then_some(("this path ends with a punctuation mark", help))
}

/// Splits a path template, and compares its parameters with the fields of `path`. Reports
/// unknown parameters only if the table is complete.
pub(in crate::check) fn segments(
    draft: &Draft<'_>,
    file: &OperationFile,
    table: Option<&DraftTable<'_>>,
    is_complete: bool,
) -> Vec<Segment> {
    let path = file.path.value.as_str();
    let error =
        |message: String| Diagnostic::error(Code::PathTemplate, file.path.span, message);
    // If the text is no path, no field is reported as missing in it.
    if let Some((message, help)) = unsendable(path) {
        draft.report(error(message).help(help));
        return Vec::new();
    }
    let mut segments = Vec::new();
    let mut parameters = Parameters { draft, file, table, used: HashSet::new() };
    let mut unknown = Vec::new();
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { return segments };
        if !literal.is_empty() {
            segments.push(Segment::Literal(literal.to_owned()));
        }
        match table.and_then(|table| table.by_name.get(name)) {
            Some(at) => segments.push(Segment::Parameter(*at)),
            None => unknown.push(name),
        }
        if !parameters.used.insert(name) {
            draft.report(
                error(format!("this path contains the parameter `{name}` twice"))
                    .help("give one of them another name, with a field of its own"),
            );
        }
        rest = after;
    }
    if !rest.is_empty() {
        segments.push(Segment::Literal(rest.to_owned()));
    }
    parameters.compare(&unknown, is_complete);
    segments
}

/// The parameters of a path, which are compared with the fields of `path`.
struct Parameters<'p, 's> {
    draft: &'p Draft<'s>,
    file: &'p OperationFile,
    table: Option<&'p DraftTable<'s>>,
    /// Their names.
    used: HashSet<&'p str>,
}

impl<'p> Parameters<'p, '_> {
    /// Reports the parameters without a field, and the fields without a parameter.
    fn compare(&self, unknown: &[&str], is_complete: bool) {
        let tables = self.file.parameters.iter().filter(|(part, _)| *part == Part::Path);
        let unused: Vec<&Spanned<String>> = tables
            .flat_map(|(_, table)| &table.fields)
            .map(|field| &field.name)
            .filter(|name| !self.used.contains(name.as_str()))
            .collect();
        // The only parameter without a field is the only field without a parameter.
        let pair = match (unknown, unused.as_slice()) {
            ([_], [field]) => Some(field.as_str()),
            _ => None,
        };
        for name in unknown.iter().filter(|_| is_complete) {
            self.without_field(name, pair);
        }
        let meant = |name: &&str| pair.or_else(|| nearest(name, self.names()));
        let meant: HashSet<&str> = unknown.iter().filter_map(meant).collect();
        for field in unused.iter().filter(|it| !meant.contains(it.as_str())) {
            let message = format!(
                "the path `{}` does not contain the parameter `{}`",
                self.file.path.value, field.value
            );
            let help =
                format!("add `{{{}}}` to the path, or delete the field", field.value);
            let found = Diagnostic::error(Code::PathTemplate, field.span, message);
            self.draft.report(found.help(help));
        }
    }

    /// Reports a parameter without a field. `pair` is the field that it stands for.
    fn without_field(&self, name: &str, pair: Option<&str>) {
        let message = format!("`path` has no field for the parameter `{name}`");
        let found = Diagnostic::error(Code::PathTemplate, self.file.path.span, message);
        self.draft.report(match self.table {
            Some(table) => found
                .unknown(Declared::Field(table.def.name.span), name)
                .help(format!("add `{name}` to the fields of `path`"))
                .maybe_help(match pair {
                    Some(field) => Some(format!("did you mean `{field}`?")),
                    None => did_you_mean(name, self.names()),
                }),
            None => found
                .unknown(Declared::Part(self.file.name.span), Part::Path.as_str())
                .help(format!("add `{name}` to the fields of `path`")),
        });
    }

    /// The names of the fields.
    fn names(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        self.table.into_iter().flat_map(DraftTable::names)
    }
}
