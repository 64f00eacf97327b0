//! Decides the use of a table of fields: parameters, the body, an answer, or an object that
//! a field of another table holds. Reading the table belongs to `reader`.

use std::collections::HashSet;

use super::headings::{Section, section};
use super::line_facts;
use crate::page::document::{Request, Row, Table, Use};
use crate::page::titles::{table_numbers, title_words};
use crate::source::{Span, Spanned};

/// The place of a table on the page.
pub(super) struct Place<'a> {
    pub(super) title: &'a str,
    pub(super) number: Option<&'a str>,
    pub(super) section: Section,
    pub(super) status: Option<&'a str>,
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
    fn is_held(&self, place: &Place<'_>) -> bool {
        place.number.is_some_and(|it| self.numbers.contains(it))
            || title_words(place.title).any(|word| {
                let singular = word.strip_suffix('s');
                self.names.contains(&word)
                    || singular.is_some_and(|it| self.names.contains(it))
                    || self.names.contains(&format!("{word}s"))
            })
    }

    /// The use of a table.
    pub(super) fn used(&self, place: &Place<'_>, rows: &[Row]) -> Use {
        let used = self.by_title(place, rows);
        let method = place.request.map_or("", |it| it.method.value.as_str());
        let has_no_body = ["GET", "HEAD", "DELETE"].contains(&method);
        match used {
            // Parameters of a request without a body.
            Use::Body
                if has_no_body
                    && self.is_new(&Use::Query)
                    && !place.title.to_lowercase().contains("body") =>
            {
                Use::Query
            }
            used => used,
        }
    }

    /// The use by the title, or else by the place on the page.
    fn by_title(&self, place: &Place<'_>, rows: &[Row]) -> Use {
        let title = place.title;
        let lower = title.to_lowercase();
        let words: Vec<&str> = lower.split(|it: char| !it.is_alphanumeric()).collect();
        let has = |all: &[&str]| {
            all.iter().any(|it| {
                if it.is_ascii() { words.contains(it) } else { lower.contains(it) }
            })
        };
        let is_parameters = has(&[
            "parameters",
            "parameter",
            "fields",
            "param",
            "params",
            "参数",
            "パラメータ",
        ]) || has(&["body", "header", "headers"]);
        if self.is_held(place) {
            return Use::Object;
        }
        // A second table of the same use whose title names something is a table of an
        // object.
        let names_something = title_words(title).next().is_some();
        let or_object = |used: Use| {
            if names_something && !self.is_new(&used) { Use::Object } else { used }
        };
        let answers = has(&["response", "responses", "响应", "返回"])
            || (place.section == Section::Answer && !has(&["request", "请求"]));
        let status = place.status.map(str::to_owned);
        if is_parameters && words.len() < 8 {
            if has(&["header", "headers", "请求头", "响应头"])
                || lower.contains("header") && !title.is_ascii()
            {
                return if answers { Use::AnswerHeader(status) } else { Use::Header };
            }
            if answers {
                return or_object(Use::Answer(status));
            }
            if has(&["query", "查询"]) || lower.contains("query") {
                return Use::Query;
            }
            if has(&["path", "uri", "url", "路径"]) {
                return Use::Path;
            }
            if has(&["body", "request", "form", "formdata", "请求", "请求体"])
                || lower.contains("body")
            {
                return or_object(Use::Body);
            }
        }
        // A title that is a heading of the page does not name an object.
        let text = Spanned::new(title.to_owned(), Span::default());
        let is_section = section(title).is_some() || line_facts::status(&text).is_some();
        let is_general = is_section || (is_parameters && words.len() < 3);
        if !(title.is_empty() || is_general) {
            return Use::Object;
        }
        if place.request.is_some_and(|it| has_path_parameter(it, rows))
            && self.is_new(&Use::Path)
        {
            Use::Path
        } else if place.section == Section::Answer {
            let answer = Use::Answer(status);
            if self.is_new(&answer) { answer } else { Use::Object }
        } else if self.is_new(&Use::Body) {
            Use::Body
        } else {
            Use::Object
        }
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
