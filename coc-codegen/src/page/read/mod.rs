//! Reads a page, in any of its three forms, into a [`Page`]: its form gives blocks, and
//! the blocks give the facts and the tables. The meaning of the sentences in a table
//! belongs to `statements`.

mod blocks;
mod columns;
mod description;
mod headings;
mod html;
mod line_facts;
mod markdown;
mod reader;
mod rows;
mod table_use;
mod text;

use crate::page::document::Page;
use crate::source::FileId;

/// The bytes at the start of a text without a known ending that are searched for tags.
const SEARCHED: usize = 4096;

/// Reads a page. Its form is known by the ending of its path, or else by its text.
#[must_use]
pub fn read(path: &str, text: &str, file: FileId) -> Page {
    let ending = path.rsplit_once('.').map_or("", |(_, it)| it).to_ascii_lowercase();
    let blocks = match ending.as_str() {
        "html" | "htm" | "xhtml" | "mhtml" => html::blocks(text, file, 0),
        "md" | "markdown" | "mdx" => markdown::blocks(text, file),
        _ if has_tags(text) => html::blocks(text, file, 0),
        _ if ["|--", "| --", "|:-"].iter().any(|it| text.contains(it)) => {
            markdown::blocks(text, file)
        }
        _ => text::blocks(text, file),
    };
    reader::page(&blocks, file)
}

/// Whether a text begins as HTML does.
fn has_tags(text: &str) -> bool {
    let start = &text.as_bytes()[..text.len().min(SEARCHED)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    ["<!doctype html", "<html", "<body", "<table", "<div"]
        .iter()
        .any(|it| start.contains(it))
}
