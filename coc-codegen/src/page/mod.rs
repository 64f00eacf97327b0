//! The vendor's pages: reading, auditing and drafting. The three forms of a page (HTML,
//! Markdown, plain text) become one list of blocks, and the blocks one [`Page`], which
//! everything else reads. The rules of the model and the checks do not belong here.

mod assertions;
mod audit;
mod blocks;
mod columns;
mod comparisons;
mod defaults;
mod demands;
mod description;
mod document;
mod draft;
mod headings;
mod html;
mod limits;
mod line_facts;
mod markdown;
mod reader;
mod sentences;
mod statements;
mod structure;
mod table_use;
mod target;
mod text;
mod types;
mod understood;
mod value_lists;
mod words;

pub use audit::audit;
pub use document::Page;
pub use draft::{Count, Draft, Score, draft, score};
pub use reader::read;
