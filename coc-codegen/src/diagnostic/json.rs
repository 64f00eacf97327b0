//! Renders diagnostics for editors, as JSON.

use super::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{Sources, Span};

impl Diagnostics {
    /// For editors: one JSON object a line.
    #[must_use]
    pub fn to_json_lines(&self, sources: &Sources) -> String {
        self.iter()
            .map(|diagnostic| json(diagnostic, sources).to_string() + "\n")
            .collect()
    }
}

fn json(diagnostic: &Diagnostic, sources: &Sources) -> serde_json::Value {
    let place = |span: Span| {
        sources.get(span.file).map(|source| {
            let (line, column) = sources.position(span.file, span.start);
            let (end_line, end_column) = sources.position(span.file, span.end);
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
