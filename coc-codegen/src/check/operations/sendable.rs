//! Refuses values of parameters that no request can carry: in the path, those that would
//! be another number of segments; in a header, those that are no visible text. Checks
//! listed values, defaults, and the examples of requests.

use std::collections::HashSet;

use serde_json::Value;

use crate::check::contradictions::kept::listed;
use crate::check::draft::resolved::{Draft, DraftOperation};
use crate::check::examples::sound_parts::Checkable;
use crate::check::rules::table::Rules;
use crate::check::text::described;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Literal, Part, TableField, TableId};
use crate::pointer::escape;
use crate::source::Span;
use crate::spec::RuleDefKind;

/// Checks the parameters of every operation.
pub(in crate::check) fn check(draft: &Draft<'_>, rules: &Rules<'_>) {
    of_client(draft);
    let checkable = Checkable::of(draft);
    for operation in &draft.operations {
        let mut reported = HashSet::new();
        for (part, id) in &operation.parameters {
            parameters(draft, rules, *part, *id, &mut reported);
        }
        if checkable.contains(operation.file) {
            examples(draft, operation, &reported);
        }
    }
}

/// Checks the headers that a client sends with every request.
fn of_client(draft: &Draft<'_>) {
    let table = draft.spec.service.header.as_ref();
    for field in table.into_iter().flat_map(|table| &table.fields) {
        let fixed = field.rules.iter().flat_map(|rule| match &rule.kind {
            RuleDefKind::OneOf(values) => values.as_slice(),
            RuleDefKind::Fixed(value) => std::slice::from_ref(value),
            _ => &[],
        });
        for value in fixed.chain(&field.default) {
            if let Literal::Text(text) = &value.value {
                refuse(draft, Part::Header, &field.name, text, value.span);
            }
        }
    }
}

/// Checks the listed values of one part of a request, and notes the fields that it
/// reports.
fn parameters(
    draft: &Draft<'_>,
    rules: &Rules<'_>,
    part: Part,
    table: TableId,
    reported: &mut HashSet<TableField>,
) {
    for (at, field) in draft.tables[table].def.fields.iter().enumerate() {
        let report =
            |text: &str, span: Span| refuse(draft, part, &field.name, text, span);
        let id = TableField { table, at };
        for rule in
            rules.of_field(id).filter(|rule| rule.constraint.test.of_keys().is_none())
        {
            let values = listed(draft, &rule.constraint.test).unwrap_or_default();
            let mut texts = values.iter().filter_map(|value| match value {
                Literal::Text(text) => Some(text),
                _ => None,
            });
            // One report is enough, since the rule is the same.
            if texts.any(|text| report(text, rule.span)) {
                reported.insert(id);
            }
        }
        if let Some(default) = &field.default
            && let Literal::Text(text) = &default.value
        {
            report(text, default.span);
        }
    }
}

/// Reports a value that a part of a request cannot hold. Returns whether it did.
fn refuse(draft: &Draft<'_>, part: Part, name: &str, text: &str, span: Span) -> bool {
    let Some(reason) = refusal(part, text) else { return false };
    let message = format!("`{name}` cannot be `{}`: {reason}", text.escape_debug());
    draft.report(
        Diagnostic::error(Code::BadValue, span, message)
            .help("write a value that the service takes"),
    );
    true
}

/// Returns the reason why a part of a request cannot hold a text.
fn refusal(part: Part, text: &str) -> Option<String> {
    match part {
        Part::Path if text.trim().is_empty() => {
            Some("a segment of a path is not blank".to_owned())
        }
        Part::Path if text == "." || text == ".." => {
            Some("it would change the path".to_owned())
        }
        Part::Path => {
            let found = text.chars().find(|c| *c == '/' || c.is_control())?;
            Some(format!("a segment of a path cannot hold {}", described(found)))
        }
        Part::Header if text.trim() != text => {
            Some("a header neither begins nor ends with a space".to_owned())
        }
        Part::Header => {
            let found = text.chars().find(|c| !matches!(c, ' '..='~'))?;
            Some(format!("a header cannot hold {}", described(found)))
        }
        Part::Query | Part::Body => None,
    }
}

fn examples(
    draft: &Draft<'_>,
    operation: &DraftOperation<'_>,
    reported: &HashSet<TableField>,
) {
    for name in &operation.file.examples.requests {
        let Some((_, Some(example))) = draft.spec.examples.get(&name.value) else {
            continue;
        };
        for (part, id) in &operation.parameters {
            let Some(Value::Object(values)) = example.value.get(part.as_str()) else {
                continue;
            };
            for (key, value) in values {
                let table = &draft.tables[*id];
                let Some(at) = table.by_name.get(key.as_str()) else { continue };
                let Some(text) = value.as_str() else { continue };
                let is_absent =
                    *part != Part::Path && draft.is_blank(table.ty(*at), text);
                let is_reported = reported.contains(&TableField { table: *id, at: *at });
                let Some(reason) =
                    refusal(*part, text).filter(|_| !is_absent && !is_reported)
                else {
                    continue;
                };
                let span =
                    example.tokens.value(&format!("/{}/{}", part.as_str(), escape(key)));
                let message =
                    format!("`{key}` of this example cannot be sent: {reason}");
                draft.report(
                    Diagnostic::error(Code::Example, span, message)
                        .help("write the value that the page shows"),
                );
            }
        }
    }
}
