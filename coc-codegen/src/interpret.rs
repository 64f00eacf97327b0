//! Evaluates the model's rules on a JSON payload, one by one. It is slow and plain and
//! shares no code with the emitters, so that tests can compare the two. The checks
//! validate documented examples with it.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::model::{
    Bounds, Condition, Contract, Field, GroupKind, Literal, Number, Operation, Place,
    Ref, RuleId, State, TableId, Test, Type,
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

#[derive(Clone, Copy)]
struct Scope<'a> {
    operation: &'a Operation,
    parts: [&'a Map<String, Value>; 4],
    parent: Option<(TableId, &'a Map<String, Value>)>,
}

struct Run<'m> {
    model: &'m Contract,
    found: Vec<Violation>,
}

impl<'m> Run<'m> {
    fn add(&mut self, rule: RuleId, pointer: &str) {
        self.found.push(Violation { rule, pointer: pointer.to_owned() });
    }

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

/// Whether a present value keeps a value rule.
pub(crate) fn keeps(
    model: &Contract,
    test: &Test,
    value: &Value,
    delimiter: Option<&str>,
) -> bool {
    match test {
        Test::Enum(list) => model[*list].wires().any(|wire| equal(wire, value)),
        Test::OneOf(values) => values.iter().any(|literal| equal(literal, value)),
        Test::Fixed(literal) => equal(literal, value),
        Test::Length(bounds) => value.as_str().is_some_and(|text| {
            within(*bounds, u64::try_from(text.chars().count()).unwrap_or(u64::MAX))
        }),
        Test::Range(bounds) => {
            number(value).is_some_and(|number| within(*bounds, number))
        }
        Test::Items(bounds) => {
            let count = match (value, delimiter) {
                (Value::Array(items), _) => items.len(),
                (Value::Object(entries), _) => entries.len(),
                (Value::String(text), Some(delimiter)) => text.split(delimiter).count(),
                _ => return true,
            };
            within(*bounds, u64::try_from(count).unwrap_or(u64::MAX))
        }
        Test::Format(format) => value.as_str().is_some_and(|text| format.fits(text)),
        Test::Keys(test) => value.as_object().is_none_or(|entries| {
            entries.keys().all(|key| keeps(model, test, &key.as_str().into(), None))
        }),
        Test::Unique => match (value, delimiter) {
            (Value::Array(items), _) => differ(items.iter(), same),
            (Value::String(text), Some(delimiter)) => {
                let items = text.split(delimiter).filter(|item| !item.is_empty());
                differ(items, |a, b| a == b)
            }
            _ => true,
        },
        Test::Undelimited(delimiter) => {
            value.as_str().is_none_or(|text| !text.contains(*delimiter))
        }
        Test::Size(bounds) => {
            value["size"].as_u64().is_some_and(|size| within(*bounds, size))
        }
        Test::FileTypes(endings) => value["name"].as_str().is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            endings.iter().any(|ending| name.ends_with(&format!(".{ending}")))
        }),
        // Checked when the spec was read.
        Test::Pattern(pattern) => {
            match (regex_lite::Regex::new(pattern), value.as_str()) {
                (Ok(pattern), Some(text)) => pattern.is_match(text),
                _ => true,
            }
        }
        _ => true,
    }
}

/// Whether no item is repeated.
fn differ<T>(
    mut items: impl Iterator<Item = T> + Clone,
    same: impl Fn(&T, &T) -> bool,
) -> bool {
    let mut all = true;
    while let Some(item) = items.next() {
        all &= !items.clone().any(|other| same(&item, &other));
    }
    all
}

/// Whether two single values are equal. The notation of a number does not matter.
fn same(a: &&Value, b: &&Value) -> bool {
    a == b || number(a).zip(number(b)).is_some_and(|(a, b)| a == b)
}

/// The items of delimited text without empty ones. The items of arrays and maps are
/// visited one by one.
pub(crate) fn items(field: &Field, value: &Value) -> impl Iterator<Item = Value> {
    let text = field.delimiter.as_deref().zip(value.as_str());
    let items = text.into_iter().flat_map(|(delimiter, text)| text.split(delimiter));
    items
        .filter(|item| !item.is_empty())
        .map(Value::from)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The order of two values of one type, if they are comparable.
pub(crate) fn order(ty: &Type, a: &Value, b: &Value) -> Option<Ordering> {
    match ty {
        Type::Formatted(format) => {
            let order = |value: &Value| format.order(value.as_str()?);
            Some(order(a)?.cmp(&order(b)?))
        }
        _ => number(a)?.partial_cmp(&number(b)?),
    }
}

/// The state of a field for conditions.
fn state(model: &Contract, field: &Field, object: &Map<String, Value>) -> State {
    state_of(model, field, object.get(&field.name))
}

/// The state of a field that holds `value`.
pub(crate) fn state_of(model: &Contract, field: &Field, value: Option<&Value>) -> State {
    let blanks = &model.service.blanks;
    let is_blank =
        |text: &str| field.ty.is_text() && blanks.iter().any(|blank| blank == text);
    state_of_value(&field.ty, field.nullable, &is_blank, value)
}

/// The state of a value of this type.
pub(crate) fn state_of_value(
    ty: &Type,
    nullable: bool,
    is_blank: &dyn Fn(&str) -> bool,
    value: Option<&Value>,
) -> State {
    let Some(value) = value.filter(|value| value.is_null() || has_type(ty, value))
    else {
        return State::Absent;
    };
    match value {
        // No condition names it.
        Value::Null if nullable => State::Other,
        Value::Null => State::Absent,
        Value::String(text) if is_blank(text) => State::Absent,
        Value::String(text) => State::Is(Literal::Text(text.clone())),
        Value::Bool(value) => State::Is(Literal::Bool(*value)),
        value => number(value)
            .map_or(State::Other, |number| State::Is(Literal::Number(number))),
    }
}

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
            Place::Body => (scope.operation.body_type(), Some(scope.parts[3])),
            place => {
                let part = match place {
                    Place::Path => 0,
                    Place::Query => 1,
                    _ => 2,
                };
                (scope.operation.parameters(place), Some(scope.parts[part]))
            }
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

/// Whether the value has the documented JSON type, without its items and fields.
pub(crate) fn has_type(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::String | Type::Formatted(_) => value.is_string(),
        Type::Enum(_, kind) => has_type(&kind.plain(), value),
        Type::Boolean => value.is_boolean(),
        Type::Integer => {
            value.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        Type::Long | Type::Timestamp => value.as_i64().is_some(),
        Type::Float => value.is_number(),
        Type::Object | Type::Struct(_) | Type::Map(_) => value.is_object(),
        Type::Array(_) => value.is_array(),
        Type::File => is_file(value),
        Type::Any => true,
    }
}

/// Whether the value describes a file: it has a name, a size, and perhaps a type.
fn is_file(value: &Value) -> bool {
    let has_name = value["name"].as_str().is_some_and(|name| !name.is_empty());
    let has_size = value["size"].as_i64().is_some_and(|size| size >= 0);
    let kind = &value["content_type"];
    value.is_object() && has_name && has_size && (kind.is_null() || kind.is_string())
}

fn all_have(list: &Type, items: &[Value]) -> bool {
    let Type::Array(inner) = list else { return true };
    items.iter().all(|item| has_type(inner, item))
}

fn number(value: &Value) -> Option<Number> {
    value.as_i64().map(Number::Integer).or_else(|| value.as_f64().map(Number::Float))
}

fn equal(literal: &Literal, value: &Value) -> bool {
    match literal {
        Literal::Text(text) => value.as_str() == Some(text),
        Literal::Bool(flag) => value.as_bool() == Some(*flag),
        Literal::Number(wanted) => number(value).is_some_and(|number| number == *wanted),
    }
}

fn within<T: PartialOrd + Copy>(bounds: Bounds<T>, value: T) -> bool {
    bounds.min.is_none_or(|min| value >= min)
        && bounds.max.is_none_or(|max| value <= max)
}
