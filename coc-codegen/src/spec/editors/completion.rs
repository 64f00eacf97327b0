//! Schemas for editors with the names that a file declares, one for each file. Each
//! refers to the schema of the language, which has the keys. They offer names and
//! refuse none; the checks report unknown names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::offers::{
    Known, Values, by_fact, condition_keys, each, group, offer, one_or_more,
};
use super::schema::{SCHEMA_PATH, reference, schema};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::json::{Json, list, object};
use crate::model::{AnswerPart, Part, Place};
use crate::source::{FileId, Sources, Span};
use crate::spec::file_defs::{OperationFile, ResponseBody};
use crate::spec::load::Spec;
use crate::spec::read::type_expr::innermost_name;
use crate::spec::table_defs::{Declarations, EnumDef, TableDef};

/// The schema of the language, and the schema of each YAML file of a spec, by their
/// paths relative to the spec. `sources` are the files that the spec was read from.
#[must_use]
pub fn editor_files(spec: &Spec, sources: &Sources) -> BTreeMap<String, String> {
    let path = |file: FileId| {
        let name = sources.get(file)?.path.rsplit_once('.')?.0;
        Some(names_path(name))
    };
    let examples: Vec<&str> = spec.examples.keys().map(String::as_str).collect();
    let mut found = BTreeMap::from([(SCHEMA_PATH.to_owned(), schema())]);
    let mut add = |file: FileId, names: &Names<'_>| {
        found.extend(path(file).map(|path| (path, names.schema())));
    };
    let envelopes = spec.service.envelopes.iter().map(|(name, _)| name.as_str());
    let envelopes: Vec<&str> = envelopes.chain(["none"]).collect();
    let areas: Vec<&str> =
        spec.service.areas.iter().map(|(name, _)| name.as_str()).collect();
    let shared = &spec.service.names;
    for operation in &spec.operations {
        let in_reach = vec![&operation.names, shared];
        let names = Names::new(Some(operation), in_reach, &examples, &envelopes, &areas);
        add(operation.name.span.file, &names);
    }
    let names = Names::new(None, vec![shared], &[], &envelopes, &areas);
    add(spec.service.name.span.file, &names);
    found
}

/// The path of the schema for the file `name` (without its ending), relative to the
/// spec.
#[must_use]
pub fn names_path(name: &str) -> String {
    format!("names/{name}.json")
}

/// Warns if the first line of a file names the schema of another file, which happens when a
/// file is copied. Skips files with errors.
pub(crate) fn warn_of_other_schemas(
    spec: &Spec,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    const START: &str = "# yaml-language-server: $schema=";
    for (id, source) in sources.iter().filter(|(id, _)| !spec.incomplete.contains(id)) {
        let first = source.text.lines().next().unwrap_or_default().trim_end();
        let Some(given) = first.strip_prefix(START) else { continue };
        let Some((name, _)) = source.path.rsplit_once('.') else { continue };
        let own = names_path(name);
        if given == own || !given.starts_with("names/") {
            continue;
        }
        let message = format!("`{given}` has the names of another file");
        let help =
            format!("write `{own}`, so that editors offer the names of this file");
        let span = Span::of(id, START.len()..first.len());
        diagnostics.push(Diagnostic::warning(Code::BadValue, span, message).help(help));
    }
}

/// The names that a file can use.
struct Names<'s> {
    operation: Option<&'s OperationFile>,
    /// The declarations of the file, and then those of `service.yaml`.
    in_reach: Vec<&'s Declarations>,
    lists_by_name: HashMap<&'s str, &'s EnumDef>,
    tables_by_name: HashMap<&'s str, &'s TableDef>,
    examples: &'s [&'s str],
    envelopes: &'s [&'s str],
    areas: &'s [&'s str],
}

impl<'s> Names<'s> {
    fn new(
        operation: Option<&'s OperationFile>,
        in_reach: Vec<&'s Declarations>,
        examples: &'s [&'s str],
        envelopes: &'s [&'s str],
        areas: &'s [&'s str],
    ) -> Self {
        // The file's own declarations come last, and replace shared ones.
        let nearest_last = || in_reach.iter().rev();
        let lists = nearest_last().flat_map(|names| names.enums.iter().rev());
        let tables = nearest_last().flat_map(|names| names.types.iter().rev());
        Self {
            operation,
            lists_by_name: lists.map(|list| (list.name.as_str(), list)).collect(),
            tables_by_name: tables.map(|table| (table.name.as_str(), table)).collect(),
            in_reach,
            examples,
            envelopes,
            areas,
        }
    }

    /// The names of the enumerations in reach.
    fn enums(&self) -> Vec<&'s str> {
        let lists = self.in_reach.iter().flat_map(|names| &names.enums);
        lists.map(|list| list.name.as_str()).collect()
    }

    /// The names of the types in reach.
    fn tables(&self) -> Vec<&'s str> {
        let tables = self.in_reach.iter().flat_map(|names| &names.types);
        tables.map(|table| table.name.as_str()).collect()
    }

    /// The tables that the file itself declares.
    fn own_tables(&self) -> impl Iterator<Item = &'s TableDef> {
        self.in_reach.first().into_iter().flat_map(|names| &names.types)
    }

    /// The names that a type expression can have.
    fn types(&self) -> Vec<&'s str> {
        self.tables().into_iter().chain(self.enums()).collect()
    }

    /// The names of the decisions in reach.
    fn decisions(&self) -> Vec<&'s str> {
        let decisions = self.in_reach.iter().flat_map(|names| &names.decisions);
        decisions.map(|decision| decision.name.as_str()).collect()
    }

    /// The values of an enumeration; none if nothing declares it.
    fn values(&self, list: &str) -> BTreeSet<Known<'s>> {
        let found = self.lists_by_name.get(list);
        let values = found.into_iter().flat_map(|list| &list.values);
        values.filter_map(|value| Known::of(&value.value)).collect()
    }

    /// The fields that conditions of this file can read, with the known values of each.
    fn references(&self) -> Values<'s> {
        let mut found = BTreeMap::new();
        for table in self.own_tables() {
            self.fields("", table, &mut found);
        }
        let Some(operation) = self.operation else { return found };
        for (part, table) in &operation.parameters {
            self.fields(&format!("{}.", part.as_str()), table, &mut found);
        }
        let body = operation.body.as_ref().map(|body| innermost_name(&body.value));
        for table in self.own_tables().filter(|it| Some(&it.name.value) == body) {
            self.fields(&format!("{}.", Part::Body.as_str()), table, &mut found);
        }
        found
    }

    /// Adds the fields of a table at a place.
    fn fields(&self, place: &str, table: &'s TableDef, found: &mut Values<'s>) {
        for field in &table.fields {
            let name = format!("{place}{}", field.name.value);
            let ty = field.ty.as_ref().map(|ty| innermost_name(&ty.value));
            let values = ty.map(|list| self.values(list)).unwrap_or_default();
            found.entry(name).or_default().extend(values);
        }
    }

    /// The fields of an answer, with the known values of each. The fields of a type that
    /// holds itself are named once.
    fn answers(&self) -> Values<'s> {
        let mut found = BTreeMap::new();
        let place = Place::Answer.as_str();
        let responses = self.operation.map_or(&[][..], |it| &it.responses);
        let success = responses.iter().find(|it| it.status.is_success());
        let Some(ResponseBody::Type(ty)) = success.map(|it| &it.body) else {
            return found;
        };
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![(String::new(), innermost_name(&ty.value))];
        while let Some((prefix, name)) = open.pop() {
            let table = self.tables_by_name.get(name.as_str());
            let Some(table) = table.filter(|_| seen.insert(name)) else { continue };
            let mut named = BTreeMap::new();
            self.fields(&prefix, table, &mut named);
            found.extend(named.into_iter().map(|(path, values)| {
                (format!("{place}.{}", AnswerPart::Body(&path).name()), values)
            }));
            open.extend(table.fields.iter().filter_map(|field| {
                let ty = innermost_name(&field.ty.as_ref()?.value);
                Some((format!("{prefix}{}.", field.name.value), ty))
            }));
        }
        found
    }

    /// The schema of the file.
    fn schema(&self) -> String {
        let references = self.references();
        let answers = self.answers();
        let parts = parts_of_answer(&answers);
        let whole = object! {
            "$schema" => "https://json-schema.org/draft/2020-12/schema",
            "allOf" => list![object! { "$ref" => format!("../{SCHEMA_PATH}") }],
            "properties" => self.properties(),
            "$defs" => self.definitions(&references, &answers, &parts),
        };
        whole.document()
    }

    /// The keys of a file with names.
    fn properties(&self) -> Json<'_> {
        let table = || reference("table");
        let examples = || one_or_more(self.examples);
        let request_field = || reference("request_field");
        let answer_field = || reference("answer_field");
        let condition = || reference("answer_condition");
        object! {
            "path" => table(),
            "query" => table(),
            "header" => table(),
            "body" => reference("type"),
            "types" => each(table()),
            "enums" => each(object! { "properties" => object! {
                "decision" => by_fact(),
                "values" => each(object! { "properties" => object! {
                    "decision" => by_fact(), "sic" => reference("decision"),
                } }),
            } }),
            "responses" => each(object! { "properties" => object! {
                "type" => reference("type"),
            } }),
            "area" => offer(self.areas),
            "envelope" => offer(self.envelopes),
            "pagination" => object! { "properties" => object! {
                "items" => answer_field(), "next" => answer_field(),
                "total" => answer_field(), "marker" => request_field(),
                "offset" => request_field(), "page" => request_field(),
                "size" => request_field(),
            } },
            "waiters" => each(object! { "properties" => object! {
                "ready" => condition(), "failed" => condition(), "retry" => condition(),
            } }),
            "examples" => object! { "properties" => object! {
                "requests" => examples(), "responses" => examples(),
                "own_requests" => examples(), "own_responses" => examples(),
            } },
            "constructors" => each(object! { "properties" => object! {
                "example" => offer(self.examples),
            } }),
            "decision" => by_fact(),
        }
    }

    /// The definitions that the keys refer to. `references` are the fields that conditions
    /// on requests can read, `answers` the fields of an answer, and `parts` these fields
    /// with the other parts of an answer.
    fn definitions<'n>(
        &self,
        references: &'n Values<'_>,
        answers: &'n Values<'_>,
        parts: &'n Values<'_>,
    ) -> Json<'n>
    where
        's: 'n,
    {
        let ty = || reference("type");
        let names = || references.keys().map(String::as_str);
        let bare: Vec<&str> = names().filter(|name| !name.contains('.')).collect();
        let in_request: Vec<&str> = names().filter(|name| is_in_request(name)).collect();
        let in_answer: Vec<&str> = answers.keys().map(String::as_str).collect();
        object! {
            "decision" => offer(&self.decisions()),
            "name" => offer(&bare),
            "type" => object! { "anyOf" => list![
                offer(&self.types()),
                object! {
                    "type" => "object",
                    "properties" => object! { "array" => ty(), "map" => ty() },
                },
            ] },
            "condition" => object! {
                "properties" => condition_keys(references, "condition"),
            },
            "answer_condition" => object! {
                "properties" => condition_keys(parts, "answer_condition"),
            },
            "answer_field" => offer(&in_answer),
            "request_field" => offer(&in_request),
            "table" => object! { "properties" => object! {
                "decision" => by_fact(),
                "fields" => each(reference("field")),
                "groups" => each(object! { "properties" => group() }),
            } },
            "field" => self.field(),
        }
    }

    /// The schema of a field.
    fn field(&self) -> Json<'s> {
        let condition = || reference("condition");
        let decision = || reference("decision");
        object! { "properties" => object! {
            "type" => reference("type"),
            "required" => condition(),
            "only_when" => condition(),
            "exactly_when" => condition(),
            "documented_for" => condition(),
            "enum" => object! { "items" => object! { "properties" => object! {
                "when" => condition(), "of" => offer(&self.enums()),
            } } },
            "types" => object! { "items" => object! { "properties" => object! {
                "when" => condition(), "of" => offer(&self.tables()),
            } } },
            "decision" => by_fact(),
            "sic" => decision(),
            "assume_present" => decision(),
            "all_cases" => decision(),
        } }
    }
}

/// Whether a reference leads to a part of the request.
fn is_in_request(name: &str) -> bool {
    name.split_once('.').is_some_and(|(place, _)| Part::parse(place).is_some())
}

/// The parts of an answer that a condition can read: its status, its code and its fields.
fn parts_of_answer<'s>(fields: &Values<'s>) -> Values<'s> {
    let mut parts = fields.clone();
    for part in [AnswerPart::Status, AnswerPart::Code] {
        let name = format!("{}.{}", Place::Answer.as_str(), part.name());
        parts.insert(name, BTreeSet::new());
    }
    parts
}
