//! Reads a page in Markdown, with tables between bars or in HTML. The meaning of a block
//! belongs to `reader`.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, Cell, OpenLine, RawTable};
use super::html;
use crate::source::{FileId, Span, Spanned};

/// Reads the blocks of a page.
pub(super) fn blocks(text: &str, file: FileId) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader { file, ..Reader::default() };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if let Some(html) = &mut reader.html
            && !matches!(event, Event::Html(_) | Event::End(TagEnd::HtmlBlock))
        {
            html.end = html.end.max(range.end);
        }
        reader.event(event, range, text);
    }
    reader.flush();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    file: FileId,
    blocks: Vec<Block>,
    line: OpenLine,
    code: Option<(String, Range<usize>)>,
    html: Option<Range<usize>>,
    hidden: bool,
    table: Option<RawTable>,
    row: Vec<Cell>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, range: Range<usize>, text: &str) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.hidden = true,
            Event::End(TagEnd::MetadataBlock(_)) => self.hidden = false,
            _ if self.hidden => {}
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, text),
            // A line break in the file ends a line, as in the other forms of a page.
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.flush(),
            Event::Text(words) => match &mut self.code {
                Some((code, place)) => {
                    code.push_str(&words);
                    place.start = place.start.min(range.start);
                    place.end = range.end;
                }
                None => self.line.push(&words, range),
            },
            Event::Code(words) => self.line.push(&words, range),
            Event::InlineHtml(tag) => self.inline_html(&tag, range),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::TableCell => self.row.push(Vec::new()),
            Tag::Paragraph => self.flush(),
            Tag::Heading { level, .. } => {
                self.flush();
                self.line.heading = Some(*level as usize);
            }
            Tag::Item => {
                self.flush();
                self.line.is_item = true;
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = Some((String::new(), range.end..range.end));
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(range);
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(RawTable::default());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, text: &str) {
        match tag {
            TagEnd::TableCell | TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(_) => {
                self.flush();
                self.line.heading = None;
            }
            TagEnd::Item => {
                self.flush();
                // Otherwise the line after an empty item would become an item.
                self.line.is_item = false;
            }
            TagEnd::CodeBlock => {
                if let Some((code, bytes)) = self.code.take() {
                    let code = Spanned::new(code, Span::of(self.file, bytes));
                    self.blocks.push(Block::Code(code));
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(range) = self.html.take() {
                    let inside = text.get(range.clone()).unwrap_or_default();
                    self.blocks.extend(html::blocks(inside, self.file, range.start));
                }
            }
            TagEnd::TableHead => {
                let row = std::mem::take(&mut self.row);
                if let Some(table) = &mut self.table {
                    table.header = row;
                }
            }
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.row);
                if let Some(table) = &mut self.table {
                    table.rows.push(row);
                }
            }
            TagEnd::Table => self.blocks.extend(self.table.take().map(Block::Table)),
            _ => {}
        }
    }

    /// A tag within a line. One that HTML does not have is text, such as the items of
    /// `List<Item>`.
    fn inline_html(&mut self, tag: &str, range: Range<usize>) {
        const KNOWN: &[&str] = &[
            "a", "b", "br", "code", "div", "em", "font", "i", "li", "ol", "p", "span",
            "strong", "sub", "sup", "u", "ul",
        ];
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        match name.to_ascii_lowercase().as_str() {
            "br" | "p" | "div" | "ul" | "ol" => self.flush(),
            "li" => {
                self.flush();
                self.line.is_item = !tag.starts_with("</");
            }
            known if KNOWN.contains(&known) || name.is_empty() => {}
            _ => self.line.push(tag, range),
        }
    }

    fn flush(&mut self) {
        match (self.line.end(self.file), self.row.last_mut()) {
            (Some(Block::Line(line)), Some(cell)) if self.table.is_some() => {
                cell.push(line);
            }
            (block, _) => self.blocks.extend(block),
        }
    }
}
