//! Reads a page, in any of its three forms, into a [`Page`](super::document::Page): its
//! form gives blocks, and the blocks give the facts and the tables. The meaning of the
//! sentences in a table belongs to `statements`.

mod blocks;
mod columns;
mod description;
mod headings;
mod html;
mod line_facts;
mod markdown;
mod reader;
mod table_use;
mod text;

pub use reader::read;
