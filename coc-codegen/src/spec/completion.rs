//! Schemas for editors with the names that a file declares, one for each file. Each
//! refers to the schema of the language, which has the keys. They offer names and
//! refuse none; the checks report unknown names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::def::{Declarations, EnumDef, OperationFile, ResponseBody, TableDef};
use super::load::Spec;
use super::schema::{SCHEMA_PATH, schema};
use super::type_expr::innermost_name;
use crate::json::{Json, Object, list, object};
use crate::model::{AnswerPart, GroupKind, Literal, Number, Place};
use crate::source::{FileId, Sources};

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
        // The last one stays, so that a declaration of the file hides a shared one.
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

    fn enums(&self) -> Vec<&'s str> {
        let lists = self.in_reach.iter().flat_map(|names| &names.enums);
        lists.map(|list| list.name.as_str()).collect()
    }

    fn tables(&self) -> Vec<&'s str> {
        let tables = self.in_reach.iter().flat_map(|names| &names.types);
        tables.map(|table| table.name.as_str()).collect()
    }

    /// The tables that the file itself declares.
    fn own_tables(&self) -> impl Iterator<Item = &'s TableDef> {
        self.in_reach.first().into_iter().flat_map(|names| &names.types)
    }

    fn types(&self) -> Vec<&'s str> {
        self.tables().into_iter().chain(self.enums()).collect()
    }

    fn decisions(&self) -> Vec<&'s str> {
        let decisions = self.in_reach.iter().flat_map(|names| &names.decisions);
        decisions.map(|decision| decision.name.as_str()).collect()
    }

    fn values(&self, list: &str) -> BTreeSet<Known<'s>> {
        let found = self.lists_by_name.get(list);
        let values = found.into_iter().flat_map(|list| &list.values);
        values.filter_map(|value| Known::of(&value.value)).collect()
    }

    /// The fields that conditions of this file can read, with the known values of each.
    fn references(&self) -> BTreeMap<String, BTreeSet<Known<'s>>> {
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
            self.fields(&format!("{}.", Place::Body.as_str()), table, &mut found);
        }
        found
    }

    fn fields(
        &self,
        place: &str,
        table: &'s TableDef,
        found: &mut BTreeMap<String, BTreeSet<Known<'s>>>,
    ) {
        for field in &table.fields {
            let name = format!("{place}{}", field.name.value);
            let ty = field.ty.as_ref().map(|ty| innermost_name(&ty.value));
            let values = ty.map(|list| self.values(list)).unwrap_or_default();
            found.entry(name).or_default().extend(values);
        }
    }

    /// The parts of an answer, with the known values of each. The fields of a type that
    /// holds itself are named once.
    fn answers(&self) -> BTreeMap<String, BTreeSet<Known<'s>>> {
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
        let decisions = || reference("decision");
        let condition = || reference("condition");
        let ty = || reference("type");
        let table = || reference("table");
        let by_fact = || {
            let several = object! { "items" => decisions() };
            object! {
                "additionalProperties" => object! { "anyOf" => list![decisions(), several] },
            }
        };
        let references = self.references();
        let names: Vec<&str> = references.keys().map(String::as_str).collect();
        let bare: Vec<&str> =
            names.iter().copied().filter(|name| !name.contains('.')).collect();
        let of_request = questions(&references, condition);
        let answers = self.answers();
        let in_answer: Vec<&str> = answers.keys().map(String::as_str).collect();
        let is_asked = |name: &&str| {
            let part = name.split('.').next().and_then(Place::parse);
            part.is_some_and(|part| {
                Place::PARAMETERS.contains(&part) || part == Place::Body
            })
        };
        let in_request: Vec<&str> = names.iter().copied().filter(is_asked).collect();
        let mut parts = answers.clone();
        for part in [AnswerPart::Status, AnswerPart::Code] {
            let name = format!("{}.{}", Place::Answer.as_str(), part.name());
            parts.insert(name, BTreeSet::new());
        }
        let of_answer = || reference("answer_condition");
        let answered = || reference("answer_field");
        let asked = || reference("request_field");
        let mut group: Object<'_> = GroupKind::ALL
            .iter()
            .map(|kind| (kind.as_str(), object! { "items" => reference("name") }))
            .collect();
        group.add("when", condition());
        group.add("decision", by_fact());
        let examples = || one_or_more(self.examples);
        let whole = object! {
            "$schema" => "https://json-schema.org/draft/2020-12/schema",
            "allOf" => list![object! { "$ref" => format!("../{SCHEMA_PATH}") }],
            "properties" => object! {
                "path" => table(),
                "query" => table(),
                "header" => table(),
                "body" => ty(),
                "types" => each(table()),
                "enums" => each(object! { "properties" => object! {
                    "decision" => by_fact(),
                    "values" => each(object! { "properties" => object! {
                        "decision" => by_fact(), "sic" => decisions(),
                    } }),
                } }),
                "responses" => each(object! { "properties" => object! { "type" => ty() } }),
                "area" => offer(self.areas),
                "envelope" => offer(self.envelopes),
                "pagination" => object! { "properties" => object! {
                    "items" => answered(), "next" => answered(), "total" => answered(),
                    "marker" => asked(), "offset" => asked(), "page" => asked(),
                    "size" => asked(),
                } },
                "waiters" => each(object! { "properties" => object! {
                    "ready" => of_answer(), "failed" => of_answer(), "retry" => of_answer(),
                } }),
                "examples" => object! { "properties" => object! {
                    "requests" => examples(), "responses" => examples(),
                    "own_requests" => examples(), "own_responses" => examples(),
                } },
                "constructors" => each(object! { "properties" => object! {
                    "example" => offer(self.examples),
                } }),
                "decision" => by_fact(),
            },
            "$defs" => object! {
                "decision" => offer(&self.decisions()),
                "name" => offer(&bare),
                "type" => object! { "anyOf" => list![
                    offer(&self.types()),
                    object! {
                        "type" => "object",
                        "properties" => object! { "array" => ty(), "map" => ty() },
                    },
                ] },
                "condition" => object! { "properties" => of_request },
                "answer_condition" => object! {
                    "properties" => questions(&parts, of_answer),
                },
                "answer_field" => offer(&in_answer),
                "request_field" => offer(&in_request),
                "table" => object! { "properties" => object! {
                    "decision" => by_fact(),
                    "fields" => each(reference("field")),
                    "groups" => each(object! { "properties" => group }),
                } },
                "field" => object! { "properties" => object! {
                    "type" => ty(),
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
                    "sic" => decisions(),
                    "assume_present" => decisions(),
                    "all_cases" => decisions(),
                } },
            },
        };
        whole.document()
    }
}

fn reference(name: &str) -> Json<'static> {
    object! { "$ref" => format!("#/$defs/{name}") }
}

/// The keys of a condition that reads these fields, with the known values of each.
fn questions<'n>(
    references: &'n BTreeMap<String, BTreeSet<Known<'_>>>,
    condition: impl Fn() -> Json<'static>,
) -> Object<'n> {
    let mut questions: Object<'n> = references
        .iter()
        .map(|(name, values)| {
            let values: Vec<Known<'_>> = values.iter().copied().collect();
            (name, one_or_more(&values))
        })
        .collect();
    for word in ["all", "any"] {
        questions.set(word, object! { "items" => condition() });
    }
    let names: Vec<&str> = references.keys().map(String::as_str).collect();
    questions.set("not", condition());
    questions.set("present", one_or_more(&names));
    questions
}

/// A schema for every value of a mapping.
fn each(schema: Json<'_>) -> Json<'_> {
    object! { "additionalProperties" => schema }
}

/// A value of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known<'s> {
    Text(&'s str),
    Integer(i64),
}

impl<'s> Known<'s> {
    fn of(value: &'s Literal) -> Option<Self> {
        match value {
            Literal::Text(text) => Some(Self::Text(text)),
            Literal::Number(Number::Integer(number)) => Some(Self::Integer(*number)),
            _ => None,
        }
    }
}

impl<'s> From<Known<'s>> for Json<'s> {
    fn from(value: Known<'s>) -> Self {
        match value {
            Known::Text(text) => text.into(),
            Known::Integer(number) => number.into(),
        }
    }
}

/// A schema that offers these names and accepts anything else. Language servers ignore
/// the schema `true`, so that the alternative is an empty schema.
fn offer<'s>(names: &[impl Copy + Into<Json<'s>>]) -> Json<'s> {
    if names.is_empty() {
        return object! {};
    }
    object! { "anyOf" => list![object! { "enum" => names }, object! {}] }
}

/// The same for one name or a list of them.
fn one_or_more<'s>(names: &[impl Copy + Into<Json<'s>>]) -> Json<'s> {
    if names.is_empty() {
        return object! {};
    }
    object! { "anyOf" => list![object! { "enum" => names }, object! { "items" => offer(names) }] }
}
