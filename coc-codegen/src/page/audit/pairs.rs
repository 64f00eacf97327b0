//! Pairs the tables of a page with those of the spec: parameters, body and answers by
//! their use, objects by the fields that hold them, by their numbers, or by their
//! fields.

use std::collections::HashSet;

use super::covered::Cover;
use super::findings::{Finding, Findings};
use super::subject::Subject;
use crate::diagnostic::Code;
use crate::model::Place;
use crate::page::document::{Page, Table, Use};
use crate::source::Span;
use crate::spec::{ResponseBody, TableDef};

/// A table of the page and its counterpart.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) table: &'a Table,
    /// Its place among the tables of the page.
    pub(super) at: usize,
    pub(super) def: &'a TableDef,
}

/// The pairs, in the order of the page. Reports tables without a counterpart, and
/// numbers that differ.
pub(super) fn pairs<'a>(
    subject: &Subject<'a>,
    page: &'a Page,
    findings: &mut Findings,
) -> Vec<Pair<'a>> {
    let mut pairs = Pairs { subject, page, found: Vec::new(), seen: HashSet::new() };
    let mut lacking = Vec::new();
    for (at, table) in page.tables.iter().enumerate() {
        let def = root(subject, &table.used);
        match def {
            Some(def) => pairs.add(at, def),
            None if table.used != Use::Object => lacking.push(at),
            None => {}
        }
    }
    pairs.follow();
    pairs.rest();
    let mut found = pairs.found;
    found.sort_by_key(|pair| pair.at);
    let is_paired = |at: usize| found.iter().any(|pair| pair.at == at);
    for (at, table) in page.tables.iter().enumerate().filter(|(at, _)| !is_paired(*at)) {
        let message = if lacking.contains(&at) {
            format!(
                "the page has {}, and the spec has nothing in its place",
                named(table)
            )
        } else {
            format!("no type of the spec has the fields of {}", named(table))
        };
        findings.add(Finding {
            code: Code::PageTable,
            message,
            spec: (subject.file.name.span, "the operation"),
            page: (
                table.rows.first().map_or(table.title.span, |row| row.name.span),
                "the table",
            ),
            cover: Cover::of(
                subject,
                &subject.file.decisions,
                &["path", "query", "header", "body", "responses"],
                &[&table.title.value],
            ),
            help: Some("transcribe it".to_owned()),
        });
    }
    missing(subject, page, &found, findings);
    for pair in &found {
        numbers(subject, pair, findings);
    }
    found
}

/// The table of the spec for a table of parameters, of the body or of an answer.
fn root<'a>(subject: &Subject<'a>, used: &Use) -> Option<&'a TableDef> {
    let file = subject.file;
    let parameters = |place: Place| {
        file.parameters.iter().find(|(it, _)| *it == place).map(|(_, table)| table)
    };
    match used {
        Use::Path => parameters(Place::Path),
        Use::Query => parameters(Place::Query),
        Use::Header => {
            parameters(Place::Header).or(subject.spec.service.header.as_ref())
        }
        Use::Body => subject.objects(&file.body.as_ref()?.value),
        Use::AnswerHeader(_) => file.answer_header.as_ref(),
        Use::Answer(status) => {
            let named = |it: &&crate::spec::ResponseDef| {
                status
                    .as_ref()
                    .is_none_or(|status| it.status.value.to_string() == *status)
            };
            let covers = |it: &&crate::spec::ResponseDef| {
                let own = it.status.value.to_string();
                own == "default"
                    || own.ends_with("xx")
                        && status.as_ref().is_some_and(|status| own[..1] == status[..1])
            };
            let response = file
                .responses
                .iter()
                .find(named)
                .or_else(|| file.responses.iter().find(covers))?;
            let ResponseBody::Type(ty) = &response.body else { return None };
            subject.objects(&ty.value)
        }
        Use::Object => None,
    }
}

struct Pairs<'p, 'a> {
    subject: &'p Subject<'a>,
    page: &'a Page,
    found: Vec<Pair<'a>>,
    seen: HashSet<(usize, &'a str)>,
}

impl<'a> Pairs<'_, 'a> {
    fn add(&mut self, at: usize, def: &'a TableDef) {
        let is_new = !self.found.iter().any(|pair| pair.at == at);
        if is_new && self.seen.insert((at, &def.name.value)) {
            self.found.push(Pair { table: &self.page.tables[at], at, def });
        }
    }

    /// Pairs the objects that fields of paired tables hold.
    fn follow(&mut self) {
        let mut next = 0;
        while let Some(pair) = self.found.get(next).copied() {
            next += 1;
            for row in &pair.table.rows {
                let field =
                    pair.def.fields.iter().find(|it| it.name.value == row.name.value);
                let def =
                    field.and_then(|it| self.subject.objects(&it.ty.as_ref()?.value));
                let (Some(def), Some((_, ty))) = (def, &row.ty) else { continue };
                let name = ty.object().unwrap_or(&row.name.value);
                if let Some(at) =
                    self.titled(name).or_else(|| self.titled(&row.name.value))
                {
                    self.add(at, def);
                }
            }
        }
    }

    /// The first table with this title that has no counterpart yet.
    fn titled(&self, name: &str) -> Option<usize> {
        let is_it =
            |title: &str| title.eq_ignore_ascii_case(name) || last_word_is(title, name);
        let is_free = |at: &usize| !self.found.iter().any(|pair| pair.at == *at);
        let tables = self.page.tables.iter().enumerate();
        let fitting =
            tables.filter(|(_, it)| it.used == Use::Object && is_it(&it.title.value));
        fitting.map(|(at, _)| at).find(is_free)
    }

    /// Pairs what is left, by number and then by the fields that both have.
    fn rest(&mut self) {
        for at in 0..self.page.tables.len() {
            if self.found.iter().any(|pair| pair.at == at) {
                continue;
            }
            let table = &self.page.tables[at];
            let number = table.number.as_ref().map(|it| it.value.as_str());
            let taken = |def: &TableDef| {
                self.found.iter().any(|pair| std::ptr::eq(pair.def, def))
            };
            let shared = |def: &TableDef| {
                let has = |name: &str| def.fields.iter().any(|it| it.name.value == name);
                table.rows.iter().filter(|row| has(&row.name.value)).count()
            };
            let free: Vec<&TableDef> =
                self.subject.tables().filter(|it| !taken(it)).collect();
            let numbered = free.iter().copied().find(|it| {
                number.is_some_and(|number| self.subject.numbers(it).contains(&number))
                    && shared(it) > 0
            });
            let alike = free
                .iter()
                .copied()
                .filter(|it| shared(it) * 2 > table.rows.len())
                .max_by_key(|it| shared(it));
            if let Some(def) = numbered.or(alike).filter(|_| !table.rows.is_empty()) {
                self.add(at, def);
                self.follow();
            }
        }
    }
}

/// Whether a title such as `Data structure of the Ship field` names this object.
fn last_word_is(title: &str, name: &str) -> bool {
    let words = title.split(|it: char| {
        it.is_whitespace() || it == '`' || !it.is_ascii() && !it.is_alphanumeric()
    });
    title.split_whitespace().count() < 7 && words.into_iter().any(|it| it == name)
}

fn named(table: &Table) -> String {
    match &table.number {
        Some(number) => format!("Table {} ({})", number.value, table.title.value),
        None if table.title.value.is_empty() => "a table without a title".to_owned(),
        None => format!("the table \"{}\"", table.title.value),
    }
}

/// Reports tables that the spec has from this page, and the page does not have: those
/// with a number, and those that a field of the page names.
fn missing(
    subject: &Subject<'_>,
    page: &Page,
    found: &[Pair<'_>],
    findings: &mut Findings,
) {
    let first = page.tables.first().map(|it| it.title.span);
    let Some(top) = first.or(page.request.as_ref().map(|it| it.path.span)) else {
        return;
    };
    let mut named: Vec<(&TableDef, Span)> = Vec::new();
    for pair in found {
        for row in &pair.table.rows {
            let field =
                pair.def.fields.iter().find(|it| it.name.value == row.name.value);
            let def = field.and_then(|it| subject.objects(&it.ty.as_ref()?.value));
            if let (Some(def), Some((text, ty))) = (def, &row.ty)
                && ty.object().is_some()
                && def.tables.is_empty()
            {
                named.push((def, text.span));
            }
        }
    }
    let parameters: Vec<&TableDef> =
        subject.file.parameters.iter().map(|(_, table)| table).collect();
    for def in subject.tables() {
        let is_paired = found.iter().any(|pair| std::ptr::eq(pair.def, def));
        if is_paired || def.fields.iter().all(|it| it.observed.is_some()) {
            continue;
        }
        let numbers = subject.numbers(def);
        let is_parameters = parameters.iter().any(|it| std::ptr::eq(*it, def));
        let place = named.iter().find(|(it, _)| std::ptr::eq(*it, def)).map(|it| it.1);
        if numbers.is_empty() && !is_parameters && place.is_none() {
            continue;
        }
        let name = numbers
            .first()
            .map_or_else(|| "table".to_owned(), |it| format!("Table {it}"));
        findings.add(Finding {
            code: Code::PageTable,
            message: format!(
                "the page has no {name} with the fields of `{}`",
                def.name.value
            ),
            spec: (def.name.span, "the table in the spec"),
            page: (place.unwrap_or(top), "on the page"),
            cover: Cover::of(subject, &def.decisions, &["table", "fields"], &numbers),
            help: Some("delete it, or correct its number".to_owned()),
        });
    }
}

fn numbers(subject: &Subject<'_>, pair: &Pair<'_>, findings: &mut Findings) {
    let own = subject.numbers(pair.def);
    let Some(number) = pair
        .table
        .number
        .as_ref()
        .filter(|it| !own.is_empty() && !own.contains(&it.value.as_str()))
    else {
        return;
    };
    let origin =
        pair.def.tables.iter().find(|it| own.contains(&it.table.value.as_str()));
    findings.add(Finding {
        code: Code::PageTable,
        message: format!(
            "this is Table {} of the page, and not Table {}",
            number.value,
            own.join(" or ")
        ),
        spec: (
            origin.map_or(pair.def.name.span, |it| it.table.span),
            "the number in the spec",
        ),
        page: (number.span, "the number"),
        cover: Cover::of(subject, &pair.def.decisions, &["table"], &[&number.value]),
        help: Some(format!("write `table: {}`", number.value)),
    });
}
