//! Evaluates the model's rules on a JSON payload, one by one. It is slow and plain and
//! shares no code with the emitters, so that tests can compare the two. The checks
//! validate documented examples with it.

mod values;

use serde_json::{Map, Value};

use self::values::all_have;
pub(crate) use self::values::{has_type, items, keeps, order, state_of, state_of_value};
use crate::model::{
    Condition, Contract, Field, GroupKind, Operation, Place, Ref, RuleId, State,
    TableId, Test, Type,
};
use crate::pointer::escape;

/// One rule broken at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The rule.
    pub rule: RuleId,
    /// RFC 6901 pointer into the request document.
    pub pointer: String,
}

/// All violations of the request `document`, in the order of the tables.
#[must_use]
pub fn violations(
    model: &Contract,
    operation: &Operation,
    document: &Map<String, Value>,
) -> Vec<Violation> {
    let empty = Map::new();
    let part = |place: Place| {
        document.get(place.as_str()).and_then(Value::as_object).unwrap_or(&empty)
    };
    let scope = Scope {
        operation,
        parts: [Place::Path, Place::Query, Place::Header, Place::Body].map(part),
        parent: None,
    };
    let mut run = Run { model, found: Vec::new() };
    for (place, rule) in &operation.part_rules {
        let pointer = format!("/{}", place.as_str());
        let value = document.get(place.as_str()).filter(|value| !value.is_null());
        let table = operation
            .parameters(*place)
            .or_else(|| operation.body_type().filter(|_| *place == Place::Body));
        match (value, table) {
            (Some(value), Some(_)) if !value.is_object() => run.add(*rule, &pointer),
            (Some(value), None) => {
                if let Some(ty) = &operation.body {
                    run.value(ty, value, *rule, &[], &scope, &pointer);
                }
                continue;
            }
            _ => {}
        }
        if let Some(table) = table {
            run.object(table, part(*place), &scope, &pointer);
        }
    }
    run.found
}

/// The objects that conditions of an object can read besides its own fields.
#[derive(Clone, Copy)]
struct Scope<'a> {
    operation: &'a Operation,
    /// The path, the query, the headers and the body.
    parts: [&'a Map<String, Value>; 4],
    parent: Option<(TableId, &'a Map<String, Value>)>,
}

impl<'a> Scope<'a> {
    const fn part(&self, part: Place) -> &'a Map<String, Value> {
        let [path, query, header, body] = self.parts;
        match part {
            Place::Path => path,
            Place::Query => query,
            Place::Body => body,
            _ => header,
        }
    }
}

/// The violations that were found so far.
struct Run<'m> {
    model: &'m Contract,
    found: Vec<Violation>,
}

impl<'m> Run<'m> {
    fn add(&mut self, rule: RuleId, pointer: &str) {
        self.found.push(Violation { rule, pointer: pointer.to_owned() });
    }

    /// Checks the fields and the groups of an object.
    fn object(
        &mut self,
        id: TableId,
        object: &Map<String, Value>,
        scope: &Scope<'_>,
        at: &str,
    ) {
        let model = self.model;
        for field in &model[id].fields {
            self.field(
                id,
                field,
                object,
                scope,
                &format!("{at}/{}", escape(&field.name)),
            );
        }
        for rule in &model[id].groups {
            let Test::Group(kind, members) = &model[*rule].test else {
                continue;
            };
            // If a member of a group has the wrong type, only the violation of the type
            // is reported.
            let is_mistyped = |at: &usize| {
                let field = &model[id].fields[*at];
                let value = object.get(&field.name);
                value.is_some_and(|it| !it.is_null() && !has_type(&field.ty, it))
            };
            if members.iter().any(is_mistyped) {
                continue;
            }
            let state = |at: &usize| state(model, &model[id].fields[*at], object);
            let present = members.iter().filter(|at| state(at) != State::Absent).count();
            let kept = match kind {
                GroupKind::ExactlyOneOf => present == 1,
                GroupKind::AtLeastOneOf => present >= 1,
                GroupKind::AtMostOneOf => present <= 1,
                GroupKind::AllOrNone => present == 0 || present == members.len(),
            };
            if !kept && holds(model, &model[*rule].when, id, object, scope) {
                self.add(*rule, at);
            }
        }
    }

    /// Checks one field: at most one error, then its warnings, then what it holds.
    fn field(
        &mut self,
        id: TableId,
        field: &'m Field,
        object: &Map<String, Value>,
        scope: &Scope<'_>,
        at: &str,
    ) {
        let model = self.model;
        let is_null = field.nullable && object.get(&field.name) == Some(&Value::Null);
        let value = object.get(&field.name).filter(|value| !value.is_null());
        let typed = value.filter(|value| has_type(&field.ty, value));
        let rules = || field.rules.iter().map(|rule| (*rule, &model[*rule]));
        if value.is_some() && typed.is_none() {
            rules()
                .filter(|(_, rule)| rule.test == Test::Type)
                .for_each(|(id, _)| self.add(id, at));
            return;
        }
        let typed = typed.filter(|_| state(model, field, object) != State::Absent);
        // Null with a meaning is there, and has no value that could break a rule.
        let is_there = is_null || typed.is_some();
        let broken = rules().find(|(_, rule)| {
            let applies = holds(model, &rule.when, id, object, scope);
            match (&rule.test, typed) {
                (Test::Required, _) => applies && !is_there,
                (Test::OnlyWhen, _) => !applies && is_there,
                (
                    Test::DocumentedFor
                    | Test::Delimiter(_)
                    | Test::Type
                    | Test::Members(..),
                    _,
                )
                | (_, None) => false,
                (test, Some(value)) if rule.each => {
                    applies
                        && items(field, value)
                            .any(|item| !keeps(model, test, &item, None))
                }
                // A list in which an item has the wrong type is not compared.
                (Test::Unique, Some(Value::Array(items)))
                    if !all_have(&field.ty, items) =>
                {
                    false
                }
                (Test::Compared(comparison, other), Some(value)) => {
                    let other = model[id]
                        .field(other)
                        .filter(|other| state(model, other, object) != State::Absent);
                    let order = other.and_then(|other| {
                        order(&field.ty, value, object.get(&other.name)?)
                    });
                    applies && order.is_some_and(|order| !comparison.allows(order))
                }
                (test, Some(value)) => {
                    applies && !keeps(model, test, value, field.delimiter.as_deref())
                }
            }
        });
        if let Some((rule, _)) = broken {
            self.add(rule, at);
        }
        for (rule, test) in rules().filter(|_| is_there) {
            let suspicious = match &test.test {
                Test::DocumentedFor => !holds(model, &test.when, id, object, scope),
                Test::Delimiter(delimiter) => {
                    typed.and_then(Value::as_str).is_some_and(|text| {
                        text.split(delimiter.as_str()).any(str::is_empty)
                    })
                }
                _ => false,
            };
            if suspicious {
                self.add(rule, at);
            }
        }
        let Some(value) = typed else { return };
        let type_rule =
            rules().find(|(_, rule)| rule.test == Test::Type).map(|(id, _)| id);
        let each: Vec<RuleId> = rules()
            .filter(|(_, rule)| rule.each && field.delimiter.is_none())
            .map(|(id, _)| id)
            .collect();
        if let Some(type_rule) = type_rule {
            let inside = Scope { parent: Some((id, object)), ..*scope };
            let applying: Vec<RuleId> = each
                .into_iter()
                .filter(|rule| holds(model, &model[*rule].when, id, object, scope))
                .collect();
            self.inside(&field.ty, value, type_rule, &applying, &inside, at);
            let Value::Object(members) = value else { return };
            for (_, rule) in rules() {
                if let Test::Members(table, _) = rule.test
                    && holds(model, &rule.when, id, object, scope)
                {
                    self.object(table, members, &inside, at);
                }
            }
        }
    }

    /// Checks the content of a value of the right type.
    fn inside(
        &mut self,
        ty: &Type,
        value: &Value,
        rule: RuleId,
        each: &[RuleId],
        scope: &Scope<'_>,
        at: &str,
    ) {
        match (ty, value) {
            (Type::Struct(id), Value::Object(object)) => {
                self.object(*id, object, scope, at);
            }
            (Type::Array(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(inner, item, rule, each, scope, &format!("{at}/{index}"));
                }
            }
            (Type::Map(inner), Value::Object(entries)) => {
                for (key, item) in entries {
                    self.value(
                        inner,
                        item,
                        rule,
                        each,
                        scope,
                        &format!("{at}/{}", escape(key)),
                    );
                }
            }
            _ => {}
        }
    }

    /// Checks an item, or a body that is not an object.
    fn value(
        &mut self,
        ty: &Type,
        value: &Value,
        rule: RuleId,
        each: &[RuleId],
        scope: &Scope<'_>,
        at: &str,
    ) {
        if value.is_null() || !has_type(ty, value) {
            return self.add(rule, at);
        }
        if !matches!(ty, Type::Array(_) | Type::Map(_))
            && let Some(broken) = each
                .iter()
                .find(|rule| !keeps(self.model, &self.model[**rule].test, value, None))
        {
            self.add(*broken, at);
        }
        self.inside(ty, value, rule, each, scope, at);
    }
}

/// The state of a field for conditions.
fn state(model: &Contract, field: &Field, object: &Map<String, Value>) -> State {
    state_of(model, field, object.get(&field.name))
}

/// Whether a condition holds for an object of the table `id`.
fn holds(
    model: &Contract,
    when: &Condition,
    id: TableId,
    object: &Map<String, Value>,
    scope: &Scope<'_>,
) -> bool {
    let read = |field: &Ref| -> State {
        let (table, object) = match field.place {
            Place::Same => (Some(id), Some(object)),
            Place::Parent => {
                (scope.parent.map(|(id, _)| id), scope.parent.map(|(_, object)| object))
            }
            Place::Body => (scope.operation.body_type(), Some(scope.part(Place::Body))),
            part => (scope.operation.parameters(part), Some(scope.part(part))),
        };
        match (table.and_then(|table| model[table].field(&field.name)), object) {
            (Some(field), Some(object)) => state(model, field, object),
            _ => State::Absent,
        }
    };
    match when {
        Condition::All(parts) => {
            parts.iter().all(|part| holds(model, part, id, object, scope))
        }
        Condition::Any(parts) => {
            parts.iter().any(|part| holds(model, part, id, object, scope))
        }
        Condition::Not(part) => !holds(model, part, id, object, scope),
        Condition::Present(field) => read(field) != State::Absent,
        Condition::Is(field, values) => {
            matches!(read(field), State::Is(value) if values.contains(&value))
        }
    }
}
