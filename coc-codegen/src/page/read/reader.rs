//! Makes a page of the blocks that any of its forms gives: finds the title, the date, the
//! request, the statuses, the examples and the tables. The rows of a table belong to `rows`,
//! and its use to `table_use`.

use super::blocks::{Block, Cell, RawTable, joined};
use super::columns::{columns, header_and_rows};
use super::headings::{Section, section};
use super::line_facts::{
    METHODS, after, date, permissions, request, status, status_code,
};
use super::rows::fields;
use super::table_use::{TableContext, Uses, parameters};
use crate::page::document::{Page, Request, Sample, Table, USUAL_STATUS};
use crate::page::texts::{part, trimmed};
use crate::page::titles::caption_number;
use crate::page::words::is_foreign;
use crate::source::{FileId, Span, Spanned};

/// Makes the page of its blocks.
pub(super) fn page(blocks: &[Block], file: FileId) -> Page {
    let mut reader =
        Reader { page: Page { file, ..Page::default() }, ..Reader::default() };
    for block in blocks {
        reader.block(block);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    page: Page,
    section: Section,
    has_sections: bool,
    /// The last line that can be the title, if there is no heading.
    candidate: Option<Spanned<String>>,
    headings: Vec<Spanned<String>>,
    caption: Option<Spanned<String>>,
    /// The line before a table, which may be its title.
    before: Option<Spanned<String>>,
    status: Option<u16>,
    /// The request line before an example.
    sample_request: Option<(String, String)>,
    method: Option<Spanned<String>>,
    uses: Uses,
    /// Whether the request is below the heading of the URI.
    is_request_of_uri: bool,
    /// The lines and cells of which [`is_foreign`] holds.
    foreign_lines: usize,
    lines: usize,
}

/// The letters beside a date in a sentence, which does not date the page. Fewer are a label
/// without known words.
const LEAST_PROSE: usize = 16;

/// The most words of a line before a table that is its title, and not a sentence about it.
const MOST_WORDS_OF_A_TITLE: usize = 5;

/// Places at which the JSON of an example may begin; each of them is tried.
const MOST_STARTS: usize = 16;

impl Reader {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => {
                if *level == 1 && !self.has_sections {
                    self.headings.push(text.clone());
                }
                self.line(text);
            }
            Block::Line(line) => self.line(&line.text),
            Block::Table(table) => self.table(table),
            Block::Code(code) => self.code(code),
        }
    }

    fn line(&mut self, text: &Spanned<String>) {
        self.count(text);
        self.caption = None;
        self.before = Some(text.clone());
        if caption_number(&text.value).is_some() {
            self.caption = Some(text.clone());
            return;
        }
        if let Some(section) = section(&text.value) {
            self.section = section;
            self.has_sections = true;
            self.sample_request = None;
            return;
        }
        if let Some(status) = status(text) {
            self.status = Some(status.value);
            self.add_status(status);
            return;
        }
        let is_sample =
            matches!(self.section, Section::RequestSamples | Section::AnswerSamples);
        if let Some(request) = request(text) {
            // A request is not the title of a table.
            self.before = None;
            if is_sample {
                self.sample_request = Some((request.method.value, request.path.value));
            } else {
                self.found_request(request);
            }
            return;
        }
        if self.page.tables.is_empty() {
            self.facts(text);
        }
        if self.section == Section::Codes
            && let Some(status) = status_code(text)
        {
            self.add_status(status);
        }
    }

    /// Keeps the first request, or else the first one below the heading of the URI: texts
    /// before it may name other operations.
    fn found_request(&mut self, request: Request) {
        let is_of_uri = self.section == Section::Uri;
        if self.page.request.is_none() || (is_of_uri && !self.is_request_of_uri) {
            self.page.request = Some(request);
            self.is_request_of_uri = is_of_uri;
        }
    }

    /// The facts in lines before the first table.
    fn facts(&mut self, text: &Spanned<String>) {
        self.page.permissions.extend(permissions(text));
        let lower = text.value.to_lowercase();
        let names_update = ["updat", "revis", "last mod", "更新", "修改", "発行"]
            .iter()
            .any(|it| lower.contains(it));
        if let Some((date, rest)) = date(text)
            && (names_update || rest < LEAST_PROSE)
        {
            self.page.updated.get_or_insert(date);
            return;
        }
        // The method and the path may be on lines of their own.
        if let Some(method) = after(
            text,
            &["method", "http method", "request method", "请求方法", "请求方式"],
        ) && METHODS.contains(&method.value.as_str())
        {
            self.method = Some(method);
            self.join_request(None);
        } else if let Some(path) =
            after(text, &["url", "uri", "path", "endpoint", "接口地址", "请求路径"])
            && path.value.starts_with('/')
        {
            self.join_request(Some(path));
        }
        if !self.has_sections
            && !text.value.contains("/ ")
            && !text.value.contains(" > ")
        {
            self.candidate = Some(text.clone());
        }
    }

    /// Adds the path, or the method, of a request with both on lines of their own.
    fn join_request(&mut self, path: Option<Spanned<String>>) {
        if let Some(path) = path {
            let method = self
                .method
                .clone()
                .unwrap_or_else(|| Spanned::new(String::new(), path.span));
            self.page.request.get_or_insert(Request { method, path });
        } else if let (Some(request), Some(method)) =
            (&mut self.page.request, &self.method)
            && request.method.value.is_empty()
        {
            request.method = method.clone();
        }
    }

    fn add_status(&mut self, status: Spanned<u16>) {
        if !self.page.statuses.iter().any(|it| it.value == status.value) {
            self.page.statuses.push(status);
        }
    }

    fn table(&mut self, table: &RawTable) {
        let caption = table.caption.clone().or_else(|| self.caption.take());
        let before = self.before.take().filter(|it| {
            it.value.split_whitespace().count() <= MOST_WORDS_OF_A_TITLE
                && !it.value.ends_with(['.', '。'])
        });
        let caption = caption.or(before);
        let (header, rows) = header_and_rows(table);
        let Some(columns) = columns(header, rows) else {
            self.other_table(header, rows);
            return;
        };
        let mut cells = header.iter().chain(rows.iter().flatten());
        let Some(first) = cells.find_map(|cell| cell.first()) else { return };
        let (number, title) = caption_parts(caption, first.text.span);
        for line in rows.iter().flatten().flatten() {
            self.count(&line.text);
        }
        let (rows, unread) = fields(rows, &columns);
        let used = self.uses.used(
            &TableContext {
                title: &title.value,
                number: number.as_ref().map(|it| it.value.as_str()),
                section: self.section,
                status: self.status,
                request: self.page.request.as_ref(),
            },
            &rows,
        );
        self.uses.add(&used, &rows);
        let table = Table { number, title, used, rows, unread };
        self.page.tables.extend(parameters(table, self.page.request.as_ref()));
    }

    /// Counts a line or a cell, for the language of the page.
    fn count(&mut self, text: &Spanned<String>) {
        self.lines += 1;
        self.foreign_lines += usize::from(is_foreign(&text.value));
    }

    /// The statuses or the permissions in a table that is not one of fields.
    fn other_table(&mut self, header: &[Cell], rows: &[Vec<Cell>]) {
        let heading = header.first().and_then(|cell| joined(cell));
        let heading = heading.map_or_else(String::new, |it| it.value.to_lowercase());
        let has_statuses = ["status code", "状态码", "returned value", "http status"]
            .iter()
            .any(|it| heading.starts_with(it));
        for cell in rows.iter().flatten() {
            let Some(text) = joined(cell) else { continue };
            if has_statuses && let Some(status) = status_code(&text) {
                self.add_status(status);
            } else if self.page.tables.is_empty() {
                self.page.permissions.extend(permissions(&text));
            }
        }
    }

    /// Reads a block of code: the request of the page, or an example.
    fn code(&mut self, code: &Spanned<String>) {
        if self.section == Section::Programs {
            return;
        }
        let start = code.value.find(['{', '[']);
        let json_at = code
            .value
            .match_indices(['{', '['])
            .map(|(at, _)| at)
            .take(MOST_STARTS)
            .find(|at| {
                serde_json::from_str::<serde_json::Value>(code.value[*at..].trim())
                    .is_ok()
            });
        let front = &code.value[..json_at.or(start).unwrap_or(code.value.len())];
        let end = if json_at.is_some() { front.len() } else { code.value.len() };
        let found = request(&part(code, 0..end));
        if self.section == Section::Uri
            || (self.section == Section::Top && self.page.tables.is_empty())
        {
            if let Some(request) = found {
                self.found_request(request);
                return;
            }
        } else if let Some(request) = found {
            self.sample_request = Some((request.method.value, request.path.value));
        }
        let json = match json_at {
            Some(at) => trimmed(&part(code, at..code.value.len())),
            None => part(code, 0..0),
        };
        let request = self.sample_request.take();
        let is_answer = self.section == Section::AnswerSamples
            || (self.section == Section::Answer && request.is_none());
        if json_at.is_none() && request.is_none() {
            return;
        }
        self.page.samples.push(Sample {
            request: request.filter(|_| !is_answer),
            status: is_answer.then(|| self.status.unwrap_or(USUAL_STATUS)),
            json,
        });
    }

    fn finish(mut self) -> Page {
        self.page.is_foreign = self.foreign_lines * 3 >= self.lines.max(1);
        // The headings before the title are those of the site.
        self.page.title = self.headings.pop().or(self.candidate);
        self.page
    }
}

/// The number and the title in the caption of a table whose first cell is `first`.
fn caption_parts(
    caption: Option<Spanned<String>>,
    first: Span,
) -> (Option<Spanned<String>>, Spanned<String>) {
    let Some(caption) = caption else {
        return (None, Spanned::new(String::new(), Span { end: first.start, ..first }));
    };
    let Some(number) = caption_number(&caption.value) else {
        return (None, caption);
    };
    let rest = caption.value[number.end..]
        .trim_start_matches([' ', '.', ':', '：', '*', '-', '\u{a0}']);
    let length = caption.value.len();
    let title = trimmed(&part(&caption, length - rest.len()..length));
    (Some(part(&caption, number)), title)
}
