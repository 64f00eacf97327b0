//! Schemas for editors with the names that a file declares, one for each file. Each
//! refers to the schema of the language, which has the keys. They offer names and
//! refuse none; the checks report unknown names.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::def::{Declarations, OperationFile, TableDef};
use super::load::Spec;
use super::schema::{SCHEMA_PATH, schema};
use super::type_expr::innermost_name;
use crate::model::{GroupKind, Literal, Number, Place};
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
    for operation in &spec.operations {
        let names = Names {
            operation: Some(operation),
            own: &operation.names,
            shared: Some(&spec.service.names),
            examples: &examples,
            envelopes: spec
                .service
                .envelopes
                .iter()
                .map(|(name, _)| name.as_str())
                .chain(["none"])
                .collect(),
        };
        add(operation.name.span.file, &names);
    }
    let own = &spec.service.names;
    let names =
        Names { operation: None, own, shared: None, examples: &[], envelopes: vec![] };
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
    own: &'s Declarations,
    /// The names of `service.yaml`, for an operation's file.
    shared: Option<&'s Declarations>,
    examples: &'s [&'s str],
    envelopes: Vec<&'s str>,
}

impl<'s> Names<'s> {
    fn in_reach(&self) -> impl Iterator<Item = &'s Declarations> {
        [self.own].into_iter().chain(self.shared)
    }

    fn enums(&self) -> Vec<&'s str> {
        let lists = self.in_reach().flat_map(|names| &names.enums);
        lists.map(|list| list.name.as_str()).collect()
    }

    fn types(&self) -> Vec<&'s str> {
        let tables = self.in_reach().flat_map(|names| &names.types);
        tables.map(|table| table.name.as_str()).chain(self.enums()).collect()
    }

    fn decisions(&self) -> Vec<&'s str> {
        let decisions = self.in_reach().flat_map(|names| &names.decisions);
        decisions.map(|decision| decision.name.as_str()).collect()
    }

    fn values(&self, list: &str) -> BTreeSet<Known<'s>> {
        let mut lists = self.in_reach().flat_map(|names| &names.enums);
        let found = lists.find(|it| it.name.value == list);
        let values = found.into_iter().flat_map(|list| &list.values);
        values.filter_map(|value| Known::of(&value.value)).collect()
    }

    /// The fields that conditions of this file can read, with the known values of each.
    fn references(&self) -> BTreeMap<String, BTreeSet<Known<'s>>> {
        let mut found = BTreeMap::new();
        for table in &self.own.types {
            self.fields("", table, &mut found);
        }
        let Some(operation) = self.operation else { return found };
        for (part, table) in &operation.parameters {
            self.fields(&format!("{}.", part.as_str()), table, &mut found);
        }
        let body = operation.body.as_ref().map(|body| innermost_name(&body.value));
        for table in self.own.types.iter().filter(|it| Some(&it.name.value) == body) {
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

    fn schema(&self) -> String {
        let decisions = json!({ "$ref": "#/$defs/decision" });
        let by_fact = json!({
            "additionalProperties": { "anyOf": [decisions, { "items": decisions }] },
        });
        let condition = json!({ "$ref": "#/$defs/condition" });
        let references = self.references();
        let names: Vec<&str> = references.keys().map(String::as_str).collect();
        let bare: Vec<&str> =
            names.iter().copied().filter(|name| !name.contains('.')).collect();
        let mut questions: Map<String, Json> = references
            .iter()
            .map(|(name, values)| {
                let values: Vec<&Known<'_>> = values.iter().collect();
                (name.clone(), one_or_more(&values))
            })
            .collect();
        for word in ["all", "any"] {
            questions.insert(word.to_owned(), json!({ "items": condition }));
        }
        questions.insert("not".to_owned(), condition.clone());
        questions.insert("present".to_owned(), one_or_more(&names));
        let mut group: Map<String, Json> = GroupKind::ALL
            .iter()
            .map(|kind| {
                (
                    kind.as_str().to_owned(),
                    json!({ "items": { "$ref": "#/$defs/name" } }),
                )
            })
            .collect();
        group.insert("when".to_owned(), condition.clone());
        group.insert("decision".to_owned(), by_fact.clone());
        let ty = json!({ "$ref": "#/$defs/type" });
        let table = json!({ "$ref": "#/$defs/table" });
        let examples = one_or_more(self.examples);
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [{ "$ref": format!("../{SCHEMA_PATH}") }],
            "properties": {
                "path": table, "query": table, "header": table,
                "body": ty,
                "types": { "additionalProperties": table },
                "enums": { "additionalProperties": { "properties": {
                    "decision": by_fact,
                    "values": { "additionalProperties": { "properties": { "decision": by_fact, "sic": decisions } } },
                } } },
                "responses": { "additionalProperties": { "properties": { "type": ty } } },
                "envelope": offer(&self.envelopes),
                "examples": { "properties": { "requests": examples, "responses": examples } },
                "constructors": { "additionalProperties": { "properties": { "example": offer(self.examples) } } },
                "decision": by_fact,
            },
            "$defs": {
                "decision": offer(&self.decisions()),
                "name": offer(&bare),
                "type": { "anyOf": [
                    offer(&self.types()),
                    { "type": "object", "properties": { "array": ty, "map": ty } },
                ] },
                "condition": { "properties": questions },
                "table": { "properties": {
                    "decision": by_fact,
                    "fields": { "additionalProperties": { "$ref": "#/$defs/field" } },
                    "groups": { "additionalProperties": { "properties": group } },
                } },
                "field": { "properties": {
                    "type": ty,
                    "required": condition, "only_when": condition,
                    "exactly_when": condition, "documented_for": condition,
                    "enum": { "items": { "properties": { "when": condition, "of": offer(&self.enums()) } } },
                    "decision": by_fact,
                    "sic": decisions, "assume_present": decisions, "all_cases": decisions,
                } },
            },
        });
        format!("{whole:#}\n")
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
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

/// A schema that offers these names and accepts anything else. Language servers ignore
/// the schema `true`, so that the alternative is an empty schema.
fn offer<T: Serialize>(names: &[T]) -> Json {
    if names.is_empty() {
        return json!({});
    }
    json!({ "anyOf": [{ "enum": names }, {}] })
}

/// The same for one name or a list of them.
fn one_or_more<T: Serialize>(names: &[T]) -> Json {
    if names.is_empty() {
        return json!({});
    }
    json!({ "anyOf": [{ "enum": names }, { "items": offer(names) }] })
}
