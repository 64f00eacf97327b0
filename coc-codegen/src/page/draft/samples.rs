//! The examples of a page as files. Their long texts become placeholders, since they are
//! the vendor's. Finding the examples belongs to the reader of the page.

use serde_json::{Map, Value};

use crate::page::document::{Page, Sample};
use crate::source::{Source, Span};

/// The examples of a draft.
#[derive(Default)]
pub(super) struct Samples {
    pub(super) requests: Vec<String>,
    pub(super) answers: Vec<String>,
    pub(super) files: Vec<Source>,
    /// Examples that could not be read.
    pub(super) unread: Vec<Span>,
}

/// Makes the files.
pub(super) fn samples(page: &Page, operation: &str) -> Samples {
    let mut found = Samples::default();
    for sample in &page.samples {
        let body = match sample.json.value.trim() {
            "" => None,
            text => match serde_json::from_str::<Value>(text) {
                Ok(value) => Some(without_texts(value)),
                Err(_) => {
                    found.unread.push(sample.json.span);
                    continue;
                }
            },
        };
        let (name, document) = match sample.status {
            Some(status) => {
                let mut name = format!("{operation}_{status}");
                if found.answers.contains(&name) {
                    name = format!("{name}_{}", found.answers.len() + 1);
                }
                found.answers.push(name.clone());
                let mut document = Map::new();
                document.insert("status".to_owned(), status.into());
                document.extend(body.map(|it| ("body".to_owned(), it)));
                (name, document)
            }
            None => {
                let name = format!("{operation}_{}", found.requests.len() + 1);
                found.requests.push(name.clone());
                (name, request(page, sample, operation, body))
            }
        };
        let text = format!("{:#}\n", Value::Object(document));
        found.files.push(Source { path: format!("examples/{name}.json"), text });
    }
    found
}

fn request(
    page: &Page,
    sample: &Sample,
    operation: &str,
    body: Option<Value>,
) -> Map<String, Value> {
    let mut document = Map::new();
    document.insert("operation".to_owned(), operation.into());
    let template = page.request.as_ref().map_or("", |it| it.path.value.as_str());
    let mut path = Map::new();
    if let Some((_, asked)) = &sample.request {
        // The host of an example may be a placeholder before the path.
        let count = template.split('/').count();
        let steps: Vec<&str> = asked.split('/').collect();
        let asked = &steps[steps.len().saturating_sub(count)..];
        for (name, value) in template.split('/').zip(asked) {
            if let Some(name) =
                name.strip_prefix('{').and_then(|it| it.strip_suffix('}'))
            {
                path.insert(name.to_owned(), Value::from(*value));
            }
        }
    }
    if !path.is_empty() {
        document.insert("path".to_owned(), Value::Object(path));
    }
    document.extend(body.map(|it| ("body".to_owned(), it)));
    document
}

/// Longest text of an example that is kept; identifiers are shorter.
const LONGEST: usize = 48;

/// Whether a text may be a sentence: it has several words, is long, or is in another
/// script.
fn is_prose(text: &str) -> bool {
    text.split_whitespace().count() > 2
        || text.chars().count() > LONGEST
        || text.chars().any(|it| it.is_alphabetic() && !it.is_ascii())
}

/// Replaces texts that may be sentences.
fn without_texts(value: Value) -> Value {
    match value {
        Value::String(text) if is_prose(&text) => Value::from("A text"),
        Value::Array(items) => {
            Value::Array(items.into_iter().map(without_texts).collect())
        }
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(key, value)| (key, without_texts(value)))
                .collect(),
        ),
        other => other,
    }
}
