//! The vendor's pages: reading, auditing and drafting. The three forms of a page (HTML,
//! Markdown, plain text) become one list of blocks, and the blocks one [`Page`], which
//! everything else reads. The rules of the model and the checks do not belong here.

mod audit;
mod document;
mod draft;
mod read;
mod statements;
mod structure;
mod target;
mod texts;
mod titles;
mod types;
mod words;

pub use audit::audit;
pub use document::Page;
pub use draft::{Count, Draft, Score, draft, score};
pub use read::read;
