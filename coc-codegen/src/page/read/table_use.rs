//! Decides the use of a table of fields: parameters, the body, an answer, or an object that
//! a field of another table holds. Reading the table belongs to `reader`.

use std::collections::HashSet;

use super::headings::{Section, section};
use super::line_facts;
use crate::page::document::{Request, Row, Table, Use};
use crate::page::titles::{table_numbers, title_words};
use crate::source::{Span, Spanned};

/// The title of a table, and the facts that are before it on the page.
pub(super) struct TableContext<'a> {
    pub(super) title: &'a str,
    pub(super) number: Option<&'a str>,
    pub(super) section: Section,
    pub(super) status: Option<u16>,
    pub(super) request: Option<&'a Request>,
}

/// The uses of the tables before the next one, and the objects that their rows hold.
#[derive(Default)]
pub(super) struct Uses {
    uses: Vec<Use>,
    /// The names of rows that may hold objects, and of their types, in lower case.
    names: HashSet<String>,
    /// The numbers of the tables that such rows refer to.
    numbers: HashSet<String>,
}

impl Uses {
    /// Adds a table.
    pub(super) fn add(&mut self, used: &Use, rows: &[Row]) {
        if !self.uses.contains(used) {
            self.uses.push(used.clone());
        }
        for row in rows {
            let ty = row.ty.as_ref();
            if ty.is_some_and(|(_, ty)| !ty.may_hold_objects()) {
                continue;
            }
            self.names.insert(row.name.value.to_lowercase());
            let Some((text, ty)) = ty else { continue };
            self.names.extend(ty.object().map(str::to_lowercase));
            let parts = row.parts.iter().map(|it| it.text.value.as_str());
            let texts = parts.chain([text.value.as_str()]);
            self.numbers.extend(texts.flat_map(table_numbers).map(str::to_owned));
        }
    }

    fn is_new(&self, used: &Use) -> bool {
        !self.uses.contains(used)
    }

    /// Whether a row before this table holds the objects that its title names.
    fn is_held(&self, context: &TableContext<'_>) -> bool {
        context.number.is_some_and(|it| self.numbers.contains(it))
            || title_words(context.title).any(|word| {
                let singular = word.strip_suffix('s');
                self.names.contains(&word)
                    || singular.is_some_and(|it| self.names.contains(it))
                    || self.names.contains(&format!("{word}s"))
            })
    }

    /// The use of a table.
    pub(super) fn used(&self, context: &TableContext<'_>, rows: &[Row]) -> Use {
        let used = self.by_title(context, rows);
        let method = context.request.map_or("", |it| it.method.value.as_str());
        let has_no_body = ["GET", "HEAD", "DELETE"].contains(&method);
        match used {
            // Parameters of a request without a body.
            Use::Body
                if has_no_body
                    && self.is_new(&Use::Query)
                    && !context.title.to_lowercase().contains("body") =>
            {
                Use::Query
            }
            used => used,
        }
    }

    /// The use by the title, or else by the place on the page.
    fn by_title(&self, context: &TableContext<'_>, rows: &[Row]) -> Use {
        if self.is_held(context) {
            return Use::Object;
        }
        let title = Title(context.title.to_lowercase());
        let length = title.words().count();
        let is_parameters = title.is_of_parameters();
        if is_parameters
            && length <= MOST_WORDS
            && let Some(used) = self.named(&title, context)
        {
            return used;
        }
        // A title that is a heading of the page does not name an object.
        let text = Spanned::new(context.title.to_owned(), Span::default());
        let is_section =
            section(context.title).is_some() || line_facts::status(&text).is_some();
        let is_general = is_section || (is_parameters && length <= MOST_GENERAL_WORDS);
        if context.title.is_empty() || is_general {
            self.by_place(context, rows)
        } else {
            Use::Object
        }
    }

    /// The use that the words of a title about parameters name.
    fn named(&self, title: &Title, context: &TableContext<'_>) -> Option<Use> {
        let is_answer = title.has(&["response", "responses", "响应", "返回"])
            || (context.section == Section::Answer && !title.has(&["request", "请求"]));
        let used = if title.has(&["header", "headers", "请求头", "响应头"])
            || title.0.contains("header") && !context.title.is_ascii()
        {
            return Some(if is_answer {
                Use::AnswerHeader(context.status)
            } else {
                Use::Header
            });
        } else if is_answer {
            Use::Answer(context.status)
        } else if title.0.contains("query") || title.has(&["查询"]) {
            return Some(Use::Query);
        } else if title.has(&["path", "uri", "url", "路径"]) {
            return Some(Use::Path);
        } else if title.0.contains("body")
            || title.has(&["request", "form", "formdata", "请求", "请求体"])
        {
            Use::Body
        } else {
            return None;
        };
        // A second table of the same use whose title names something is a table of an
        // object.
        let names_something = title_words(context.title).next().is_some();
        Some(if names_something && !self.is_new(&used) { Use::Object } else { used })
    }

    /// The use of a table whose title does not tell it.
    fn by_place(&self, context: &TableContext<'_>, rows: &[Row]) -> Use {
        if context.request.is_some_and(|it| has_path_parameter(it, rows))
            && self.is_new(&Use::Path)
        {
            return Use::Path;
        }
        let used = match context.section {
            Section::Answer => Use::Answer(context.status),
            _ => Use::Body,
        };
        if self.is_new(&used) { used } else { Use::Object }
    }
}

/// The most words of a title that names the use of a table. A longer one is a sentence,
/// which may name several.
const MOST_WORDS: usize = 7;

/// The most words of a title of parameters that names no object, such as `Request
/// parameters`.
const MOST_GENERAL_WORDS: usize = 2;

/// The title of a table, in lower case.
struct Title(String);

impl Title {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(|it: char| !it.is_alphanumeric())
    }

    /// Whether it has one of these words; in scripts without blanks, as any part of it.
    fn has(&self, all: &[&str]) -> bool {
        all.iter().any(|it| {
            if it.is_ascii() {
                self.words().any(|word| word == *it)
            } else {
                self.0.contains(it)
            }
        })
    }

    /// Whether it is about parameters of a request or an answer.
    fn is_of_parameters(&self) -> bool {
        self.has(&[
            "parameters",
            "parameter",
            "fields",
            "param",
            "params",
            "参数",
            "パラメータ",
            "body",
            "header",
            "headers",
        ])
    }
}

fn has_path_parameter(request: &Request, rows: &[Row]) -> bool {
    rows.iter().any(|row| is_in_path(request, row))
}

fn is_in_path(request: &Request, row: &Row) -> bool {
    request.path.value.contains(&format!("{{{}}}", row.name.value))
}

/// Splits a table of URI parameters into those of the path and those of the query, unless
/// its title names the path.
pub(super) fn parameters(table: Table, request: Option<&Request>) -> Vec<Table> {
    let lower = table.title.value.to_lowercase();
    let Some(request) = request.filter(|it| {
        table.used == Use::Path
            && !lower.contains("path")
            && !lower.contains("路径")
            && has_path_parameter(it, &table.rows)
    }) else {
        return vec![table];
    };
    let (path, query): (Vec<Row>, Vec<Row>) =
        table.rows.into_iter().partition(|row| is_in_path(request, row));
    let part = |used, rows| Table {
        number: table.number.clone(),
        title: table.title.clone(),
        used,
        rows,
        unread: Vec::new(),
    };
    let mut found =
        vec![Table { unread: table.unread.clone(), ..part(Use::Path, path) }];
    if !query.is_empty() {
        found.push(part(Use::Query, query));
    }
    found
}
