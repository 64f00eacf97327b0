//! Renders the contract for people: static HTML with an index, a page for each
//! operation, and a search that needs no server. Every text of a spec is escaped
//! (`html.rs`), and nothing outside of the folder is loaded.

mod anchors;
mod context;
mod decisions;
mod examples;
mod fields;
mod html;
mod index;
mod lists;
mod matrix;
mod operation;
mod page;
mod rules;
mod search;
mod tables;
mod types;

use context::Context;

use super::files::Files;
use crate::model::Model;
use crate::parallel::in_parallel;

pub use page::{REFERENCE_MARK, REFERENCE_PAGES};

/// Renders the files, by their paths below the folder.
pub(super) fn emit(model: &Model) -> Files {
    let ids: Vec<_> = model.operations.ids().collect();
    let pages = in_parallel(ids.len(), |at| {
        let cx = Context::new(model, ids[at]);
        let path = page::path(&model[ids[at]]);
        (path, operation::page(&cx), search::entries(&cx))
    });
    let mut files = Files::new();
    let mut entries = Vec::new();
    for (path, page, found) in pages {
        files.insert(path, page);
        entries.extend(found);
    }
    files.insert("index.html".to_owned(), index::page(model));
    files.insert(page::STYLE.to_owned(), page::style());
    files.insert(page::DATA.to_owned(), search::data(&entries));
    files
}
