//! Makes a page of the blocks that any of its forms gives: finds the title, the date,
//! the request, the use of each table, and the parts of each description. The meaning of
//! the sentences belongs to `statements` and `sentences`.

use super::blocks::{Block, Cell, RawTable, joined, part, trimmed};
use super::columns::{Column, columns, with_header};
use super::description;
use super::document::{Page, Part, Request, Row, Sample, Table, Topic};
use super::line_facts::{
    METHODS, Section, after, caption_number, date, is_status_code, part_of, permissions,
    request, section, status,
};
use super::table_use::{Place, Uses, parameters};
use super::text;
use super::types::PageType;
use super::words::{is_foreign, is_name, is_nothing, yes_or_no};
use super::{html, markdown};
use crate::source::{FileId, Span, Spanned};

/// Reads a page. The ending of its path says in which form it is, or else the text does.
#[must_use]
pub fn read(path: &str, text: &str, file: FileId) -> Page {
    let ending = path.rsplit_once('.').map_or("", |(_, it)| it).to_ascii_lowercase();
    let lower = text.get(..text.len().min(4096)).unwrap_or(text).to_ascii_lowercase();
    let is_html = ["<!doctype html", "<html", "<body", "<table", "<div"]
        .iter()
        .any(|it| lower.contains(it));
    let blocks = match ending.as_str() {
        "html" | "htm" | "xhtml" | "mhtml" => html::blocks(text, file, 0),
        "md" | "markdown" | "mdx" => markdown::blocks(text, file),
        _ if is_html => html::blocks(text, file, 0),
        _ if text.contains("|--") || text.contains("| --") || text.contains("|:-") => {
            markdown::blocks(text, file)
        }
        _ => text::blocks(text, file),
    };
    let mut reader =
        Reader { page: Page { file, ..Page::default() }, ..Reader::default() };
    for block in &blocks {
        reader.block(block);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    page: Page,
    section: Section,
    has_sections: bool,
    /// The line that can be the title.
    candidate: Option<Spanned<String>>,
    headings: Vec<Spanned<String>>,
    caption: Option<Spanned<String>>,
    /// The line before a table, which may be its title.
    before: Option<Spanned<String>>,
    status: Option<String>,
    asked: Option<(String, String)>,
    method: Option<Spanned<String>>,
    uses: Uses,
    /// Whether the request stands below the heading of the URI.
    is_request_of_uri: bool,
    foreign: usize,
    lines: usize,
}

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
        self.lines += 1;
        self.foreign += usize::from(is_foreign(&text.value));
        self.caption = None;
        self.before = Some(text.clone());
        if caption_number(&text.value).is_some() {
            self.caption = Some(text.clone());
            return;
        }
        if let Some(section) = section(&text.value) {
            self.section = section;
            self.has_sections = true;
            self.asked = None;
            return;
        }
        if let Some(status) = status(text) {
            self.status = Some(status.value.clone());
            self.add_status(status);
            return;
        }
        let is_sample =
            matches!(self.section, Section::RequestSamples | Section::AnswerSamples);
        if let Some(request) = request(text) {
            if is_sample {
                self.asked = Some((request.method.value, request.path.value));
            } else {
                self.found_request(request);
            }
            return;
        }
        if self.page.tables.is_empty() {
            self.facts(text);
        }
        if self.section == Section::Codes
            && text.value.len() == 3
            && is_status_code(&text.value)
        {
            self.add_status(text.clone());
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

    /// The facts that stand in lines before the first table.
    fn facts(&mut self, text: &Spanned<String>) {
        self.page.permissions.extend(permissions(text));
        let lower = text.value.to_lowercase();
        let speaks = ["updat", "revis", "last mod", "更新", "修改", "発行"]
            .iter()
            .any(|it| lower.contains(it));
        if let Some((date, rest)) = date(text)
            && (speaks || rest < 16)
        {
            self.page.updated.get_or_insert(date);
            return;
        }
        // The method and the path may stand apart from each other.
        if let Some((_, method)) = after(
            text,
            &["method", "http method", "request method", "请求方法", "请求方式"],
        ) && METHODS.contains(&method.value.as_str())
        {
            self.method = Some(method);
            self.join_request(None);
        } else if let Some((_, path)) =
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

    fn add_status(&mut self, status: Spanned<String>) {
        if !self.page.statuses.iter().any(|it| it.value == status.value) {
            self.page.statuses.push(status);
        }
    }

    fn table(&mut self, table: &RawTable) {
        let headed = with_header(table);
        let table = headed.as_ref().unwrap_or(table);
        let caption = table.caption.clone().or_else(|| self.caption.take());
        let before = self.before.take().filter(|it| {
            it.value.split_whitespace().count() < 6 && !it.value.ends_with(['.', '。'])
        });
        let caption = caption.or(before);
        let Some(columns) = columns(table) else {
            self.other_table(table);
            return;
        };
        let whole =
            table.header.iter().chain(table.rows.iter().flatten()).flatten().next();
        let Some(whole) = whole.map(|line| line.text.span) else { return };
        let number = caption.as_ref().and_then(|it| {
            caption_number(&it.value).map(|(start, end)| part(it, start, end))
        });
        let title = match (&caption, &number) {
            (Some(caption), Some(_)) => {
                let (_, end) = caption_number(&caption.value).unwrap_or_default();
                let rest = caption.value[end..]
                    .trim_start_matches([' ', '.', ':', '：', '*', '-', '\u{a0}']);
                trimmed(&part(
                    caption,
                    caption.value.len() - rest.len(),
                    caption.value.len(),
                ))
            }
            (Some(caption), None) => caption.clone(),
            _ => Spanned::new(String::new(), Span { end: whole.start, ..whole }),
        };
        let mut rows: Vec<Row> = Vec::new();
        let mut unread: Vec<Span> = Vec::new();
        for cells in &table.rows {
            let Some(row) = field(cells, &columns) else {
                let name = columns.iter().position(|it| *it == Column::Name);
                let cell = name.and_then(|at| joined(cells.get(at)?));
                unread.extend(cell.map(|it| it.span));
                continue;
            };
            match rows.last_mut() {
                // One cell with the name spans both rows.
                Some(last) if last.name.span == row.name.span => {
                    last.parts.extend(row.parts);
                }
                _ => rows.push(row),
            }
        }
        for cell in table.rows.iter().flatten().flatten() {
            self.lines += 1;
            self.foreign += usize::from(is_foreign(&cell.text.value));
        }
        let number_text = number.as_ref().map(|it| it.value.as_str());
        let used = self.uses.used(
            &Place {
                title: &title.value,
                number: number_text,
                section: self.section,
                status: self.status.as_deref(),
                request: self.page.request.as_ref(),
            },
            &rows,
        );
        self.uses.add(&used, &rows);
        let table = Table { number, title, used, rows, unread };
        self.page.tables.extend(parameters(table, self.page.request.as_ref()));
    }

    fn other_table(&mut self, table: &RawTable) {
        let heading = table.header.first().and_then(|cell| joined(cell));
        let heading = heading.map_or_else(String::new, |it| it.value.to_lowercase());
        let is_codes = ["status code", "状态码", "returned value", "http status"]
            .iter()
            .any(|it| heading.starts_with(it));
        for cell in table.rows.iter().flatten() {
            let Some(text) = joined(cell) else { continue };
            if is_codes && is_status_code(&text.value) {
                self.add_status(text);
            } else if self.page.tables.is_empty() {
                self.page.permissions.extend(permissions(&text));
            }
        }
    }

    fn code(&mut self, code: &Spanned<String>) {
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
        let asked = code.value[..end].lines().find_map(|it| request(&part_of(code, it)));
        if self.section == Section::Uri
            || (self.section == Section::Top && self.page.tables.is_empty())
        {
            if let Some(request) = asked {
                self.found_request(request);
                return;
            }
        } else if let Some(request) = asked {
            self.asked = Some((request.method.value, request.path.value));
        }
        let json = match json_at {
            Some(at) => trimmed(&part(code, at, code.value.len())),
            None => part(code, 0, 0),
        };
        let request = self.asked.take();
        let is_answer = self.section == Section::AnswerSamples
            || (self.section == Section::Answer && request.is_none());
        if json_at.is_none() && request.is_none() {
            return;
        }
        let status = is_answer.then(|| self.status.clone().unwrap_or_default());
        self.page.samples.push(Sample {
            request: request.filter(|_| !is_answer),
            status,
            json,
        });
    }

    fn finish(mut self) -> Page {
        self.page.is_foreign = self.foreign * 3 >= self.lines.max(1);
        self.page.title = self.headings.pop().or(self.candidate);
        self.page
    }
}

/// The field of a row.
fn field(cells: &[Cell], columns: &[Column]) -> Option<Row> {
    let cell = |wanted: Column| {
        let at = columns.iter().position(|it| *it == wanted)?;
        joined(cells.get(at)?)
    };
    let whole = cell(Column::Name)?;
    let bare = whole.value.trim_matches(['*', '`', ' ', '\u{a0}']);
    let bare = bare
        .split([' ', '(', '（', '\u{a0}'])
        .next()
        .unwrap_or_default()
        .trim_end_matches(['*', '`']);
    let start = whole.value.find(bare)?;
    let name = part(&whole, start, start + bare.len());
    if !is_name(&name.value) {
        return None;
    }
    let mandatory = cell(Column::Mandatory)
        .and_then(|it| yes_or_no(&it.value).map(|answer| Spanned::new(answer, it.span)));
    let ty = cell(Column::Type).filter(|it| !is_nothing(&it.value));
    let ty = ty.map(|it| {
        let ty = PageType::read(&it.value);
        (it, ty)
    });
    let mut parts = Vec::new();
    for (column, lines) in columns.iter().zip(cells) {
        let topic = match column {
            Column::Values => Topic::Values,
            Column::Default => Topic::Default,
            Column::Constraints => Topic::Constraints,
            Column::Meaning => Topic::Meaning,
            Column::Length => {
                for line in lines {
                    let text = Spanned::new(
                        format!("Length: {}", line.text.value),
                        line.text.span,
                    );
                    parts.push(Part { topic: Topic::Constraints, text, is_item: false });
                }
                continue;
            }
            _ => continue,
        };
        description::split(lines, topic, &mut parts);
    }
    Some(Row { name, mandatory, ty, parts })
}
