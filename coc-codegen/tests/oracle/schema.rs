//! The emitted JSON Schema as a decision of the rules: which definition a payload does not match, and where.

use std::collections::HashMap;

use coc_codegen::model::{Model, Operation, RuleId, TableId, Test, Type};
use coc_codegen::pointer::escape;
use serde_json::{Value, json};

/// The emitted definitions of one operation, all at once.
pub(crate) struct Schema<'m> {
    model: &'m Model,
    operation: &'m Operation,
    validator: jsonschema::Validator,
    rules: Vec<Subject>,
}

/// What a definition is about.
struct Subject {
    id: String,
    /// The part of the envelope that the rule is about if nothing in the payload is.
    part: String,
    /// For a rule about presence, the table and the field.
    presence: Option<(TableId, String)>,
}

impl<'m> Schema<'m> {
    /// The definitions of `operation` in the emitted page `contract`.
    pub(crate) fn new(contract: &Value, model: &'m Model, operation: &'m Operation) -> Self {
        let definitions = &contract["components"]["schemas"][format!("{}.request", operation.name)]["$defs"];
        let mut rules = Vec::new();
        // An operation without parameters and body has no rules, and `allOf` is never empty.
        let mut all = vec![json!(true)];
        for (id, rule) in (0..).map(RuleId).zip(&model.rules) {
            let Some(definition) = definitions.get(&rule.id) else { continue };
            // Each stands alone: nothing but the definition itself is handed over.
            all.push(definition.clone());
            let about_presence = matches!(rule.test, Test::Required | Test::OnlyWhen | Test::DocumentedFor);
            let holder = holder(model, id);
            rules.push(Subject {
                id: rule.id.clone(),
                part: part(operation, holder),
                presence: holder
                    .filter(|_| about_presence)
                    .map(|table| (table, rule.source.parameter.clone())),
            });
        }
        let validator = jsonschema::draft202012::new(&json!({ "allOf": all }))
            .unwrap_or_else(|error| panic!("definitions of {} are no schema: {error}", operation.name));
        Self { model, operation, validator, rules }
    }

    /// Ids of the rules that have a definition.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }

    /// Rule and pointer of everything that `envelope` does not match.
    pub(crate) fn errors(&self, envelope: &Value) -> Vec<(String, String)> {
        let mut errors = self.validator.iter_errors(envelope).peekable();
        if errors.peek().is_none() {
            return Vec::new();
        }
        let mut objects = HashMap::new();
        for (place, table) in &self.operation.parameters {
            note_objects(
                self.model,
                &Type::Struct(*table),
                &envelope[place.as_str()],
                format!("/{place}", place = place.as_str()),
                &mut objects,
            );
        }
        if let Some(body) = &self.operation.body {
            note_objects(self.model, body, &envelope["body"], "/body".to_owned(), &mut objects);
        }
        let mut found = Vec::new();
        for error in errors {
            let path = error.evaluation_path().to_string();
            let at = path.split('/').nth(2).and_then(|at| at.parse::<usize>().ok());
            let subject = at.and_then(|at| self.rules.get(at.checked_sub(1)?));
            let subject = subject.unwrap_or_else(|| panic!("no error stands outside of allOf: {path}"));
            let mut pointer = error.instance_path().to_string();
            if pointer.is_empty() {
                pointer.clone_from(&subject.part);
            }
            // Said of the object that lacks the field, of a part that is no object, or of the field itself.
            if let Some((table, field)) = &subject.presence
                && (objects.get(&pointer) == Some(table) || pointer == subject.part)
            {
                pointer = format!("{pointer}/{}", escape(field));
            }
            found.push((subject.id.clone(), pointer));
        }
        found
    }
}

/// The table that has the rule; a part's own rule stands in none.
fn holder(model: &Model, id: RuleId) -> Option<TableId> {
    let has = |table: &TableId| {
        let table = &model[*table];
        table.groups.contains(&id) || table.fields.iter().any(|field| field.rules.contains(&id))
    };
    (0..).map(TableId).take(model.types.len()).find(has)
}

fn part(operation: &Operation, holder: Option<TableId>) -> String {
    let place = operation.parameters.iter().find(|(_, table)| Some(*table) == holder);
    format!("/{}", place.map_or("body", |(place, _)| place.as_str()))
}

/// Where objects with rows stand in a payload, and which rows they have.
fn note_objects(model: &Model, ty: &Type, value: &Value, at: String, found: &mut HashMap<String, TableId>) {
    match (ty, value) {
        (Type::Struct(id), Value::Object(object)) => {
            for field in &model[*id].fields {
                if let Some(inner) = object.get(&field.name) {
                    note_objects(model, &field.ty, inner, format!("{at}/{}", escape(&field.name)), found);
                }
            }
            found.insert(at, *id);
        }
        (Type::Array(inner), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                note_objects(model, inner, item, format!("{at}/{index}"), found);
            }
        }
        (Type::Map(inner), Value::Object(entries)) => {
            for (key, item) in entries {
                note_objects(model, inner, item, format!("{at}/{}", escape(key)), found);
            }
        }
        _ => {}
    }
}
