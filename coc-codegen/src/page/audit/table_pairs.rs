//! Pairs the tables of a page with those of the spec: parameters, body and answers by
//! their use, objects by the fields that hold them, by their numbers, or by their
//! fields.

use std::collections::{HashMap, HashSet};

use super::context::AuditContext;
use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use crate::diagnostic::Code;
use crate::model::{Part, Status};
use crate::page::document::{Page, Row, Table, Use};
use crate::page::structure::{RowIndex, Structure};
use crate::page::target::Target;
use crate::source::Span;
use crate::spec::{FieldDef, ResponseBody, ResponseDef, TableDef};

/// The fields of a table by their names.
pub(super) fn by_name(def: &TableDef) -> HashMap<&str, &FieldDef> {
    def.fields.iter().map(|it| (it.name.value.as_str(), it)).collect()
}

/// A table of the page and its counterpart.
#[derive(Clone, Copy)]
pub(super) struct TablePair<'a> {
    pub(super) table: &'a Table,
    /// Its place among the tables of the page.
    pub(super) at: usize,
    pub(super) def: &'a TableDef,
}

/// The pairs, in the order of the page. Reports tables without a counterpart, and
/// numbers that differ.
pub(super) fn table_pairs<'a>(
    context: &AuditContext<'a>,
    findings: &mut Findings,
) -> Vec<TablePair<'a>> {
    let target = &context.target;
    let page = context.assertions.page;
    let mut pairs = TablePairs {
        target,
        page,
        structure: &context.assertions.structure,
        found: Vec::new(),
        followed: 0,
        is_paired: vec![false; page.tables.len()],
        defs: HashSet::new(),
    };
    for (at, table) in page.tables.iter().enumerate() {
        if let Some(def) = root(target, &table.used) {
            pairs.add(at, def);
        }
    }
    pairs.pair_objects();
    pairs.pair_rest();
    let TablePairs { mut found, is_paired, .. } = pairs;
    found.sort_by_key(|pair| pair.at);
    for (table, _) in page.tables.iter().zip(is_paired).filter(|it| !it.1) {
        report_unpaired(target, table, findings);
    }
    report_missing(target, page, &found, findings);
    for pair in &found {
        report_number(target, pair, findings);
    }
    found
}

/// The table of the spec for a table of parameters, of the body or of an answer.
fn root<'a>(target: &Target<'a>, used: &Use) -> Option<&'a TableDef> {
    let file = target.file;
    let parameters = |place: Part| {
        file.parameters.iter().find(|(it, _)| *it == place).map(|(_, table)| table)
    };
    match used {
        Use::Path => parameters(Part::Path),
        Use::Query => parameters(Part::Query),
        Use::Header => parameters(Part::Header).or(target.spec.service.header.as_ref()),
        Use::Body => target.objects(&file.body.as_ref()?.value),
        Use::AnswerHeader(_) => file.answer_header.as_ref(),
        Use::Answer(status) => {
            let named = |it: &&ResponseDef| {
                status.is_none_or(|status| it.status.value == Status::Code(status))
            };
            let covers = |it: &&ResponseDef| {
                status.is_some_and(|status| it.status.covers(status.into()))
            };
            let response = file
                .responses
                .iter()
                .find(named)
                .or_else(|| file.responses.iter().find(covers))?;
            let ResponseBody::Type(ty) = &response.body else { return None };
            target.objects(&ty.value)
        }
        Use::Object => None,
    }
}

struct TablePairs<'p, 'a> {
    target: &'p Target<'a>,
    page: &'a Page,
    structure: &'p Structure<'a>,
    found: Vec<TablePair<'a>>,
    /// The number of pairs whose fields were followed.
    followed: usize,
    /// Whether each table of the page has a counterpart.
    is_paired: Vec<bool>,
    /// The places of the names of the tables of the spec that have one.
    defs: HashSet<Span>,
}

impl<'a> TablePairs<'_, 'a> {
    fn add(&mut self, at: usize, def: &'a TableDef) {
        if !std::mem::replace(&mut self.is_paired[at], true) {
            self.defs.insert(def.name.span);
            self.found.push(TablePair { table: &self.page.tables[at], at, def });
        }
    }

    /// Pairs the objects that fields of paired tables hold.
    fn pair_objects(&mut self) {
        while let Some(pair) = self.found.get(self.followed).copied() {
            self.followed += 1;
            let fields = by_name(pair.def);
            for (number, row) in pair.table.rows.iter().enumerate() {
                let field = fields.get(row.name.value.as_str());
                let def =
                    field.and_then(|it| self.target.objects(&it.ty.as_ref()?.value));
                let Some(def) = def else { continue };
                let objects = self
                    .structure
                    .objects(RowIndex { table: pair.at, row: number }, row);
                if let Some(at) = objects.into_iter().find(|it| !self.is_paired[*it]) {
                    self.add(at, def);
                }
            }
        }
    }

    /// Pairs the tables that are left, by number and then by the fields that both have.
    fn pair_rest(&mut self) {
        let all: Vec<(&TableDef, HashMap<&str, &FieldDef>)> =
            self.target.tables().map(|it| (it, by_name(it))).collect();
        for at in 0..self.page.tables.len() {
            if self.is_paired[at] {
                continue;
            }
            let table = &self.page.tables[at];
            let number = table.number.as_ref().map(|it| it.value.as_str());
            let shared = |fields: &HashMap<&str, &FieldDef>| {
                let has = |row: &&Row| fields.contains_key(row.name.value.as_str());
                table.rows.iter().filter(has).count()
            };
            let free: Vec<(&TableDef, usize)> = all
                .iter()
                .filter(|(def, _)| !self.defs.contains(&def.name.span))
                .map(|(def, fields)| (*def, shared(fields)))
                .filter(|it| it.1 > 0)
                .collect();
            let numbered = free.iter().find(|it| {
                number.is_some_and(|number| self.target.numbers(it.0).contains(&number))
            });
            let alike = free
                .iter()
                .filter(|it| it.1 * 2 > table.rows.len())
                .max_by_key(|it| it.1);
            if let Some((def, _)) = numbered.or(alike).copied() {
                self.add(at, def);
                self.pair_objects();
            }
        }
    }
}

/// Reports a table without a counterpart.
fn report_unpaired(target: &Target<'_>, table: &Table, findings: &mut Findings) {
    let named = named(table);
    let message = if table.used != Use::Object && root(target, &table.used).is_none() {
        format!("the page has {named}, and the spec has nothing in its place")
    } else {
        format!("no type of the spec has the fields of {named}")
    };
    let first = table.rows.first().map_or(table.title.span, |row| row.name.span);
    findings.add(Finding {
        code: Code::PageTable,
        message,
        spec: (target.file.name.span, "the operation"),
        page: (first, "the table"),
        coverage: Coverage::of(
            target,
            &target.file.decisions,
            &["path", "query", "header", "body", "responses"],
            &[&table.title.value],
        ),
        help: "transcribe it",
    });
}

/// A table of the page in words.
fn named(table: &Table) -> String {
    match &table.number {
        Some(number) => format!("Table {} ({})", number.value, table.title.value),
        None if table.title.value.is_empty() => "a table without a title".to_owned(),
        None => format!("the table \"{}\"", table.title.value),
    }
}

/// The types without a number that fields of paired tables have, by the places of their
/// names; each with the place at which the page names it.
fn named_types(target: &Target<'_>, pairs: &[TablePair<'_>]) -> HashMap<Span, Span> {
    let mut named = HashMap::new();
    for pair in pairs {
        let fields = by_name(pair.def);
        for row in &pair.table.rows {
            let field = fields.get(row.name.value.as_str());
            let def = field.and_then(|it| target.objects(&it.ty.as_ref()?.value));
            if let (Some(def), Some((text, ty))) = (def, &row.ty)
                && ty.object().is_some()
                && def.tables.is_empty()
            {
                named.entry(def.name.span).or_insert(text.span);
            }
        }
    }
    named
}

/// Reports tables that the spec has from this page, and the page does not have: those
/// with a number, and those that a field of the page names.
fn report_missing(
    target: &Target<'_>,
    page: &Page,
    pairs: &[TablePair<'_>],
    findings: &mut Findings,
) {
    let first = page.tables.first().map(|it| it.title.span);
    let Some(top) = first.or(page.request.as_ref().map(|it| it.path.span)) else {
        return;
    };
    let named = named_types(target, pairs);
    let paired: HashSet<Span> = pairs.iter().map(|pair| pair.def.name.span).collect();
    let parameters: Vec<Span> =
        target.file.parameters.iter().map(|(_, table)| table.name.span).collect();
    for def in target.tables() {
        let name = def.name.span;
        if paired.contains(&name) || def.fields.iter().all(|it| it.observed.is_some()) {
            continue;
        }
        let numbers = target.numbers(def);
        let place = named.get(&name).copied();
        if numbers.is_empty() && !parameters.contains(&name) && place.is_none() {
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
            coverage: Coverage::of(
                target,
                &def.decisions,
                &["table", "fields"],
                &numbers,
            ),
            help: "delete it, or correct its number",
        });
    }
}

/// Reports a table with another number than in the spec.
fn report_number(target: &Target<'_>, pair: &TablePair<'_>, findings: &mut Findings) {
    let of_spec = target.numbers(pair.def);
    let Some(number) = pair
        .table
        .number
        .as_ref()
        .filter(|it| !of_spec.is_empty() && !of_spec.contains(&it.value.as_str()))
    else {
        return;
    };
    let origin =
        pair.def.tables.iter().find(|it| of_spec.contains(&it.table.value.as_str()));
    findings.add(Finding {
        code: Code::PageTable,
        message: format!(
            "this is Table {} of the page, and not Table {}",
            number.value,
            of_spec.join(" or ")
        ),
        spec: (
            origin.map_or(pair.def.name.span, |it| it.table.span),
            "the number in the spec",
        ),
        page: (number.span, "the number"),
        coverage: Coverage::of(
            target,
            &pair.def.decisions,
            &["table"],
            &[&number.value],
        ),
        help: &format!("write `table: {}`", number.value),
    });
}
