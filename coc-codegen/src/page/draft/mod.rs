//! Writes a first transcription of a page: the statements of its tables, the conditions
//! that its sentences state plainly, and its examples. The result contains no
//! sentence of the page. A comment names the place of each one that was not understood.

mod conditions;
mod context;
mod fields;
mod names;
mod samples;
mod score;
mod tables;
mod typed;
mod yaml;

use super::document::Page;
use crate::source::{Source, Sources};

pub use score::{Count, Score, score};

/// The files of a transcription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The name of the operation.
    pub operation: String,
    /// The files, under their paths in the folder of a spec.
    pub files: Vec<Source>,
}

/// Transcribes a page as far as a machine can. `sources` hold its text, for the places
/// in comments.
///
/// # Errors
/// A message, if the page has no method with a URI, or no table.
pub fn draft(page: &Page, sources: &Sources) -> Result<Draft, String> {
    let name = sources.get(page.file).map_or("the page", |source| source.path.as_str());
    let Some(request) = &page.request else {
        return Err(format!(
            "{name} has no method with a URI, such as `POST /v1/things`"
        ));
    };
    if page.tables.is_empty() && page.samples.is_empty() {
        return Err(format!("no table of fields was recognised in {name}"));
    }
    let operation = names::operation(page, request);
    let comments = yaml::Comments::new(sources, page.file);
    let samples = samples::samples(page, &operation);
    let text = tables::operation(page, request, &operation, &samples, &comments);
    let mut files = vec![Source { path: format!("{operation}.yaml"), text }];
    files.extend(samples.files);
    Ok(Draft { operation, files })
}
