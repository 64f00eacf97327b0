//! Findings as text, as JSON, as annotations of GitHub, and explained.

use std::io::{self, Write};

use coc_generated::rules::{OperationInfo, RuleKind, Severity};
use coc_generated::wire::Object;
use coc_generated::{Violation, Violations};
use serde_json::{Value, json};

use crate::input::Input;
use crate::lint;

/// The format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OutputFormat {
    /// One line for each request.
    #[default]
    Json,
    /// For people.
    Text,
    /// Annotations of a workflow.
    Github,
}

impl OutputFormat {
    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        match word {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            "github" => Ok(Self::Github),
            _ => Err(format!("--format is json, text or github, and not {word}")),
        }
    }
}

/// Prints findings, request by request.
pub(crate) struct Report {
    format: OutputFormat,
    explain: bool,
}

impl Report {
    pub(crate) const fn new(format: OutputFormat, explain: bool) -> Self {
        Self { format, explain }
    }

    /// Prints the violations of one request, and returns whether the request is right.
    pub(crate) fn add(
        &self,
        input: &Input,
        found: Result<Violations, String>,
        out: &mut impl Write,
    ) -> io::Result<bool> {
        if self.format == OutputFormat::Json && (!self.explain || found.is_err()) {
            return lint::answer(found, out);
        }
        let violations = match found {
            Ok(violations) => violations,
            Err(error) => {
                match self.format {
                    OutputFormat::Text | OutputFormat::Json => {
                        writeln!(out, "{}: error: {error}", position(input))?;
                    }
                    OutputFormat::Github => {
                        annotate(out, input, Severity::Error, "no request", &error)?;
                    }
                }
                return Ok(false);
            }
        };
        let explained: Vec<Explained<'_>> = violations
            .iter()
            .map(|it| (it, self.explain.then(|| Explanation::of(it, input)).flatten()))
            .collect();
        match self.format {
            OutputFormat::Json => write_json(out, &explained)?,
            OutputFormat::Text => write_text(out, input, &explained)?,
            OutputFormat::Github => write_annotations(out, input, &explained)?,
        }
        Ok(!violations.has_errors())
    }
}

/// A violation, with its explanation if there is one.
type Explained<'v> = (&'v Violation, Option<Explanation<'v>>);

fn write_json(out: &mut impl Write, explained: &[Explained<'_>]) -> io::Result<()> {
    let entry = |(violation, explanation): &Explained<'_>| {
        let mut entry = json!(violation);
        if let Some(explanation) = explanation {
            entry["explanation"] = explanation.json();
        }
        entry
    };
    let entries: Vec<Value> = explained.iter().map(entry).collect();
    writeln!(out, "{}", json!({ "violations": entries }))
}

fn write_text(
    out: &mut impl Write,
    input: &Input,
    explained: &[Explained<'_>],
) -> io::Result<()> {
    let position = position(input);
    for (violation, explanation) in explained {
        let (rule, message) = (violation.rule, violation.message());
        let (severity, pointer) = (rule.severity, pointer_of(violation));
        writeln!(out, "{position}: {severity}: {pointer}: {message} ({})", rule.id)?;
        for line in explanation.as_ref().map_or_else(Vec::new, Explanation::lines) {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

fn write_annotations(
    out: &mut impl Write,
    input: &Input,
    explained: &[Explained<'_>],
) -> io::Result<()> {
    for (violation, explanation) in explained {
        let first = format!("{}: {}", pointer_of(violation), violation.message());
        let more = explanation.as_ref().map_or_else(Vec::new, Explanation::lines);
        let message = [&[first][..], &more].concat().join("\n");
        let rule = violation.rule;
        annotate(out, input, rule.severity, rule.id, &message)?;
    }
    Ok(())
}

/// The pointer of a violation, for people.
fn pointer_of(violation: &Violation) -> &str {
    match violation.pointer.as_str() {
        "" => "(request)",
        pointer => pointer,
    }
}

/// The file of a request, with its line or its number.
fn position(input: &Input) -> String {
    let number = input.number.map(|number| format!("#{number}"));
    let line = input.line.map(|line| format!(":{line}"));
    format!("{}{}", input.file, line.or(number).unwrap_or_default())
}

/// Prints an annotation of a workflow.
fn annotate(
    out: &mut impl Write,
    input: &Input,
    severity: Severity,
    title: &str,
    message: &str,
) -> io::Result<()> {
    let data =
        |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let line = input.line.map_or_else(String::new, |line| format!(",line={line}"));
    let (file, title) = (property(&input.file), property(title));
    writeln!(out, "::{severity} file={file}{line},title={title}::{}", data(message))
}

/// The details of a violation that its message does not have.
struct Explanation<'v> {
    violation: &'v Violation,
    /// The fields that the condition reads, with their values in this request.
    values: Vec<(&'static str, Value)>,
}

impl<'v> Explanation<'v> {
    /// The explanation of a violation; none if the request cannot be read.
    fn of(violation: &'v Violation, input: &Input) -> Option<Self> {
        let request = input.request.as_ref().ok()?;
        let info = lint::called(request).ok()?;
        let request = Value::Object(request.clone());
        let values = violation.rule.reads.iter().map(|read| {
            let value = value_of(read, violation, &request);
            let hidden = value != Value::Null && is_secret(read, info);
            (*read, if hidden { json!("(not shown)") } else { value })
        });
        Some(Self { violation, values: values.collect() })
    }

    fn lines(&self) -> Vec<String> {
        let rule = self.violation.rule;
        let mut lines = vec![format!("rule: {}", rule.text)];
        // The rule about undocumented keys is about no field of a page.
        if !rule.citation.field.is_empty() {
            lines.insert(0, format!("field: {}", rule.citation.field));
        }
        for (read, value) in &self.values {
            let value = match value {
                Value::Null => "absent".to_owned(),
                value => value.to_string(),
            };
            lines.push(format!("  here {read}: {value}"));
        }
        if !rule.citation.page.is_empty() {
            lines.push(format!("page: {}", rule.citation));
        }
        for decision in rule.decisions {
            lines.push(format!("decision {}: {}", decision.name, decision.resolution));
            lines.push(format!("  pages: {}", decision.pages));
            lines.push(format!("  evidence: {}", decision.evidence));
        }
        lines
    }

    fn json(&self) -> Value {
        let rule = self.violation.rule;
        let decisions = rule.decisions.iter().map(|it| {
            json!({ "name": it.name, "pages": it.pages, "resolution": it.resolution, "evidence": it.evidence })
        });
        let values: Object = self
            .values
            .iter()
            .map(|(read, value)| ((*read).to_owned(), value.clone()))
            .collect();
        json!({
            "field": rule.citation.field,
            "rule": rule.text,
            "values": values,
            "page": rule.citation.page,
            "table": rule.citation.table,
            "decisions": decisions.collect::<Vec<_>>(),
        })
    }
}

/// The value of a field that a condition reads, seen from the field that it constrains.
fn value_of(read: &str, violation: &Violation, request: &Value) -> Value {
    let (place, name) = read.split_once('.').unwrap_or(("", read));
    let is_group = violation.rule.kind == RuleKind::Group;
    let own = if is_group { Some(violation.pointer.as_str()) } else { None };
    let own = own.or_else(|| enclosing(&violation.pointer, request));
    let object = match place {
        "" => own.map(str::to_owned),
        "parent" => own.and_then(|own| enclosing(own, request)).map(str::to_owned),
        part => Some(format!("/{part}")),
    };
    let object = object.and_then(|pointer| request.pointer(&pointer));
    object.and_then(|object| object.get(name)).cloned().unwrap_or_default()
}

/// The pointer of the object that holds the field with this pointer; an item of an array
/// stands for its field.
fn enclosing<'p>(pointer: &'p str, request: &Value) -> Option<&'p str> {
    let (mut outer, _) = pointer.rsplit_once('/')?;
    while request.pointer(outer).is_some_and(Value::is_array) {
        (outer, _) = outer.rsplit_once('/')?;
    }
    Some(outer)
}

/// Whether a field that is read may hold a secret.
fn is_secret(read: &str, info: &OperationInfo) -> bool {
    let name = read.rsplit('.').next().unwrap_or(read);
    info.rules().any(|rule| rule.secret && rule.citation.field == name)
}
