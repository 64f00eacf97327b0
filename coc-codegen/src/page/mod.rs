//! The vendor's pages: reading them, and holding them against the spec. The three forms
//! of a page (HTML, Markdown, plain text) become one list of blocks, the blocks one
//! [`Page`]; everything else reads the page alone. The rules of the spec and its checks
//! do not belong here.

mod audit;
mod blocks;
mod columns;
mod described;
mod document;
mod draft;
mod html;
mod lines;
mod markdown;
mod paper;
mod said;
mod sentences;
mod statements;
mod text;
mod types;
mod words;

pub use audit::audit;
pub use document::Page;
pub use draft::{Draft, Score, draft, score};
pub use paper::read;
