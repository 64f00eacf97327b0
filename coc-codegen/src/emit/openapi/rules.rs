//! Rules as JSON Schema 2020-12 over the envelope `{path, query, header, body}`.
//!
//! A schema sees what is below it and never what is above. So a condition is taken apart from the outside in: what it
//! asks of an outer object is decided there, and what is left of it goes further in. That is partial evaluation.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::json::{Json, Object, list, object};
use crate::model::{
    Bounds, Condition, Field, GroupKind, Literal, Model, Module, Number, Operation, Place, Ref, Rule, RuleId,
    TableId, Test, Type,
};
use crate::pointer;

/// The schema that the envelope of a request matches if and only if it keeps the rule `id`.
pub(super) fn over_envelope<'m>(model: &'m Model, operation: &'m Operation, id: RuleId) -> Option<Json<'m>> {
    let rule = &model[id];
    if let Some((place, _)) = operation.part_rules.iter().find(|(_, part)| *part == id) {
        let ty = operation.parameters(*place).map(Type::Struct).or_else(|| operation.body.clone())?;
        let name = place.as_str();
        return Some(
            object! { "properties" => object! { name => object! { "if" => object! { "not" => object! { "type" => "null" } }, "then" => items_typed(&ty) } } },
        );
    }
    let (table, subject) = find(model, operation, id)?;
    let walk = Walk::new(model, operation, id, table, subject);
    Some(walk.envelope(&rule.when))
}

/// The most objects that a schema holds without references. Types that hold each other in two ways each would double
/// it at each step.
const MOST_WRITTEN_OUT: usize = 256;

/// What a rule constrains.
#[derive(Clone, Copy)]
enum Subject<'m> {
    Field(&'m Field),
    Group,
}

/// The table that has the rule, and the field in it.
fn find<'m>(model: &'m Model, operation: &Operation, id: RuleId) -> Option<(TableId, Subject<'m>)> {
    model.reach(operation.roots()).into_iter().find_map(|table| {
        let field = model[table].fields.iter().find(|field| field.rules.contains(&id));
        let group = model[table].groups.contains(&id).then_some(Subject::Group);
        field.map(Subject::Field).or(group).map(|subject| (table, subject))
    })
}

/// One rule on its way from the envelope to the objects that it constrains.
struct Walk<'m> {
    model: &'m Model,
    operation: &'m Operation,
    rule: &'m Rule,
    table: TableId,
    subject: Subject<'m>,
    asks_parent: bool,
    /// The types that hold the table, itself included.
    on_the_way: HashSet<TableId>,
    identifiers: Cell<u32>,
}

impl<'m> Walk<'m> {
    fn new(
        model: &'m Model,
        operation: &'m Operation,
        id: RuleId,
        table: TableId,
        subject: Subject<'m>,
    ) -> Self {
        let rule = &model[id];
        let asks_parent = rule.when.reads().iter().any(|field| field.place == Place::Parent);
        let on_the_way = model.holders([table]);
        Self { model, operation, rule, table, subject, asks_parent, on_the_way, identifiers: Cell::new(1) }
    }
}

impl<'m> Walk<'m> {
    /// Decides what the condition asks of path, query, headers and the body's root, then goes on to the objects.
    fn envelope(&self, when: &Condition) -> Json<'m> {
        if self.says_nothing(when) {
            return Json::from(true);
        }
        let own_place = self.model[self.table].place;
        let outer = |field: &Ref| {
            !matches!(field.place, Place::Same | Place::Parent) && Some(field.place) != own_place
        };
        if let Some(atom) = first_atom(when, &outer) {
            let (Condition::Is(field, _) | Condition::Present(field)) = atom else { return Json::from(true) };
            let holds = self.envelope(&decide(when, atom, true));
            let fails = self.envelope(&decide(when, atom, false));
            let part = field.place.as_str();
            let asked = self.asked(atom);
            return branch(
                object! { "required" => list![part], "properties" => object! { part => asked } },
                holds,
                fails,
            );
        }
        let mut parts: Vec<(&str, Type)> =
            self.operation.parameters.iter().map(|(place, id)| (place.as_str(), Type::Struct(*id))).collect();
        parts.extend(self.operation.body.clone().map(|ty| ("body", ty)));
        let mut all = Vec::new();
        for (name, ty) in parts {
            let Some(inside) = self.part(&ty, when) else { continue };
            // A part that is not there, or is no object, counts as an empty one.
            let absent = matches!(ty, Type::Struct(id) if id == self.table && self.breaks_when_empty(when));
            all.push(if absent {
                let object = object! { "allOf" => list![object! { "type" => "object" }, inside] };
                object! { "required" => list![name], "properties" => object! { name => object } }
            } else {
                object! { "properties" => object! { name => inside } }
            });
        }
        all_of(all)
    }

    /// Whether nothing is demanded where this is what is left of the condition.
    fn says_nothing(&self, when: &Condition) -> bool {
        match self.rule.test {
            Test::OnlyWhen | Test::DocumentedFor => when.is_always(),
            _ => when.is_never(),
        }
    }

    /// A part; where types hold themselves or each other in many ways, through schemas that refer to each other.
    fn part(&self, ty: &Type, when: &Condition) -> Option<Json<'m>> {
        let root = ty.held()?;
        if !self.leads(root) {
            return None;
        }
        if self.written_out(root, &mut HashMap::new()) <= MOST_WRITTEN_OUT {
            return self.value(ty, None, &|id, parent| self.object(id, parent, when, None));
        }
        let mut definitions = Object::default();
        let reference = |id: TableId, parent: Option<TableId>| {
            Some(object! { "$ref" => format!("#/$defs/{}", segment(&self.key(id, parent))) })
        };
        for id in self.model.reach([root]).into_iter().filter(|id| self.leads(*id)) {
            let parents = self.model[id].parents.iter().map(|it| Some(*it)).filter(|_| self.asks_parent);
            for parent in std::iter::once(None).chain(parents) {
                // What is referred to must be there, even where nothing is asked of it.
                let schema = self.object(id, parent, when, Some(&reference)).unwrap_or(object! {});
                definitions.add(self.key(id, parent), schema);
            }
        }
        let mut schema = self.value(ty, None, &reference)?;
        let Json::Object(fields) = &mut schema else { return None };
        // Shared rules stand in several operations. An identifier of its own lets the references be resolved wherever the schema is put.
        let count = self.identifiers.replace(self.identifiers.get() + 1);
        fields.add(
            "$id",
            format!("urn:rule:{}:{}:{count}", segment(&self.operation.name), segment(&self.rule.id)),
        );
        fields.add("$defs", definitions);
        Some(schema)
    }

    fn key(&self, id: TableId, parent: Option<TableId>) -> String {
        let name = &self.model[id].name;
        // The parent makes a difference only where the rule asks it.
        let parent = parent.filter(|_| self.asks_parent);
        parent.map_or_else(|| name.clone(), |parent| format!("{name}.in.{}", self.model[parent].name))
    }

    /// Whether objects that the rule constrains are there or further in.
    fn leads(&self, from: TableId) -> bool {
        self.on_the_way.contains(&from)
    }

    /// How many objects there are on all ways from a type to the table, which is beyond all bounds where types hold
    /// themselves.
    fn written_out(&self, from: TableId, known: &mut HashMap<TableId, usize>) -> usize {
        if let Some(count) = known.get(&from) {
            return *count;
        }
        // Each type is an object at least; this also bounds how deep this goes.
        if known.len() > MOST_WRITTEN_OUT {
            return usize::MAX;
        }
        // What comes by here again before it is counted holds itself.
        known.insert(from, usize::MAX);
        let mut count = 1_usize;
        for child in self.model[from].fields.iter().filter_map(|field| field.ty.held()) {
            if self.leads(child) {
                count = count.saturating_add(self.written_out(child, known));
            }
            if count > MOST_WRITTEN_OUT {
                return usize::MAX;
            }
        }
        known.insert(from, count);
        count
    }

    /// Goes through arrays and maps to the objects in them.
    fn value(
        &self,
        ty: &Type,
        parent: Option<TableId>,
        object: &dyn Fn(TableId, Option<TableId>) -> Option<Json<'m>>,
    ) -> Option<Json<'m>> {
        match ty {
            Type::Struct(id) => self.leads(*id).then(|| object(*id, parent)).flatten(),
            Type::Array(inner) => {
                let inner = self.value(inner, parent, object)?;
                Some(
                    object! { "if" => object! { "type" => "array" }, "then" => object! { "items" => inner } },
                )
            }
            Type::Map(inner) => {
                let inner = self.value(inner, parent, object)?;
                Some(
                    object! { "if" => object! { "type" => "object" }, "then" => object! { "additionalProperties" => inner } },
                )
            }
            _ => None,
        }
    }

    /// An object on the way, or one that the rule constrains.
    fn object(
        &self,
        id: TableId,
        parent: Option<TableId>,
        when: &Condition,
        reference: Option<&dyn Fn(TableId, Option<TableId>) -> Option<Json<'m>>>,
    ) -> Option<Json<'m>> {
        let mut all = Vec::new();
        if id == self.table {
            // What no object encloses has no parent, and comparing an absent field is false.
            let orphan = |field: &Ref| field.place == Place::Parent;
            let mut when = when.clone();
            while let (None, Some(atom)) = (parent, first_atom(&when, &orphan)) {
                when = decide(&when, &atom.clone(), false);
            }
            if first_atom(&when, &orphan).is_none() {
                all.extend(self.constrain(&when));
            }
        }
        let mut properties = Object::default();
        for field in &self.model[id].fields {
            let next = |child: TableId, parent: Option<TableId>| match reference {
                Some(reference) => reference(child, parent),
                None => self.object(child, parent, when, None),
            };
            if let Some(inner) = self.value(&field.ty, Some(id), &next) {
                properties.add(&field.name, inner);
            }
            if field.ty.held() == Some(self.table) {
                let asks_parent = |field: &Ref| field.place == Place::Parent;
                if first_atom(when, &asks_parent).is_some() {
                    all.extend(self.parent_decides(id, field, when));
                }
            }
        }
        if !properties.is_empty() {
            all.push(object! { "properties" => properties });
        }
        (!all.is_empty()).then(|| object! { "if" => object! { "type" => "object" }, "then" => all_of(all) })
    }

    /// The rule's condition asks the enclosing object: it is decided here, and the rest applied to what `field` holds.
    fn parent_decides(&self, id: TableId, field: &'m Field, when: &Condition) -> Option<Json<'m>> {
        let asks_parent = |field: &Ref| field.place == Place::Parent;
        if let Some(atom) = first_atom(when, &asks_parent) {
            let atom = atom.clone();
            let holds =
                self.parent_decides(id, field, &decide(when, &atom, true)).unwrap_or(Json::from(true));
            let fails =
                self.parent_decides(id, field, &decide(when, &atom, false)).unwrap_or(Json::from(true));
            return Some(branch(self.asked_in(Some(id), &atom), holds, fails));
        }
        let inner = self.value(&field.ty, Some(id), &|_, _| {
            self.constrain(when)
                .map(|schema| object! { "if" => object! { "type" => "object" }, "then" => schema })
        })?;
        Some(object! { "properties" => object! { &field.name => inner } })
    }

    /// What an object must be like, where everything that the condition asks further out is decided.
    fn constrain(&self, when: &Condition) -> Option<Json<'m>> {
        if self.says_nothing(when) {
            return None;
        }
        let asked = |when: &Condition| self.condition(when);
        let schema = match (&self.rule.test, self.subject) {
            (Test::Group(kind, members), _) => implies(when, &asked, self.group(*kind, members)),
            (Test::Required, Subject::Field(field)) => implies(when, &asked, present(self.model, field)),
            (Test::OnlyWhen | Test::DocumentedFor, Subject::Field(field)) => {
                let absent = object! { "not" => present(self.model, field) };
                implies(&when.clone().negate(), &asked, absent)
            }
            (Test::Type, Subject::Field(field)) => {
                object! { "properties" => object! { &field.name => object! { "if" => object! { "not" => object! { "type" => "null" } }, "then" => items_typed(&field.ty) } } }
            }
            (_, Subject::Field(field)) => {
                let value = self.value_rule(field);
                implies(when, &asked, object! { "properties" => object! { &field.name => value } })
            }
            _ => return None,
        };
        Some(schema)
    }

    fn breaks_when_empty(&self, when: &Condition) -> bool {
        let asked_of_nothing = |when: &Condition| when.holds(&|_: &Ref| &crate::model::State::Absent);
        match &self.rule.test {
            Test::Required | Test::Group(GroupKind::ExactlyOneOf | GroupKind::AtLeastOneOf, _) => {
                asked_of_nothing(when)
            }
            _ => false,
        }
    }

    fn group(&self, kind: GroupKind, members: &[usize]) -> Json<'m> {
        let fields = &self.model[self.table].fields;
        let present: Vec<Json<'m>> = members.iter().map(|at| present(self.model, &fields[*at])).collect();
        match kind {
            GroupKind::ExactlyOneOf => object! { "oneOf" => present },
            GroupKind::AtLeastOneOf => object! { "anyOf" => present },
            GroupKind::AtMostOneOf => {
                object! { "anyOf" => list![object! { "oneOf" => present.clone() }, object! { "not" => object! { "anyOf" => present } }] }
            }
            GroupKind::AllOrNone => {
                object! { "anyOf" => list![object! { "allOf" => present.clone() }, object! { "not" => object! { "anyOf" => present } }] }
            }
        }
    }

    /// A value that is there keeps the rule.
    fn value_rule(&self, field: &Field) -> Json<'m> {
        let there = there(self.model, &field.ty);
        if let Some(delimiter) = &field.delimiter {
            return object! { "if" => there, "then" => self.delimited(delimiter) };
        }
        if self.rule.each {
            return self.each(&field.ty);
        }
        let test = test(self.model, &self.rule.test, &field.ty);
        object! { "if" => there, "then" => test }
    }

    fn each(&self, ty: &Type) -> Json<'m> {
        match ty {
            Type::Array(inner) => {
                object! { "if" => object! { "type" => "array" }, "then" => object! { "items" => self.each(inner) } }
            }
            Type::Map(inner) => {
                object! { "if" => object! { "type" => "object" }, "then" => object! { "additionalProperties" => self.each(inner) } }
            }
            ty => object! { "if" => typed(ty), "then" => test(self.model, &self.rule.test, ty) },
        }
    }

    /// Rules of text that is a list, as patterns.
    fn delimited(&self, delimiter: &str) -> Json<'m> {
        let d = escape(delimiter);
        let item = format!("(?:(?!{d})[\\s\\S])");
        let items = |inner: &str| format!("^(?:{inner})?(?:{d}(?:{inner})?)*$");
        // A value that holds the delimiter is no item: it would be two.
        let one_of = |values: Vec<String>| -> Json<'m> {
            let single = values.iter().filter(|value| !value.contains(delimiter));
            let single: Vec<String> = single.map(|value| escape(value)).collect();
            let none = || format!("^(?:{d})*$");
            object! { "pattern" => if single.is_empty() { none() } else { items(&single.join("|")) } }
        };
        match &self.rule.test {
            Test::Delimiter(_) => object! { "pattern" => format!("^{item}+(?:{d}{item}+)*$") },
            Test::Items(Bounds { min, max }) => {
                let (min, max) =
                    (min.map_or(0, |min| min.saturating_sub(1)), max.map(|max| max.saturating_sub(1)));
                let max = max.map_or_else(String::new, |max| max.to_string());
                object! { "pattern" => format!("^{item}*(?:{d}{item}*){{{min},{max}}}$") }
            }
            Test::Length(Bounds { min, max }) if self.rule.each => {
                let (min, max) =
                    (min.unwrap_or(1).max(1), max.map_or_else(String::new, |max| max.to_string()));
                object! { "pattern" => items(&format!("{item}{{{min},{max}}}")) }
            }
            Test::Enum(list) if self.rule.each => {
                one_of(self.model[*list].values.iter().map(|value| value.wire.clone()).collect())
            }
            Test::OneOf(values) if self.rule.each => one_of(values.iter().map(ToString::to_string).collect()),
            Test::Fixed(value) if self.rule.each => one_of(vec![value.to_string()]),
            // A pattern of each item cannot be put into one of the whole.
            Test::Pattern(pattern) if self.rule.each => {
                object! { "$comment" => format!("each item matches {pattern}") }
            }
            other => test(self.model, other, &Type::String),
        }
    }

    /// The part of a schema that a question is asked with, at the object that has the field.
    fn asked(&self, atom: &Condition) -> Json<'m> {
        let (Condition::Is(field, _) | Condition::Present(field)) = atom else { return Json::from(true) };
        let table = match field.place {
            Place::Body => self.operation.body_type(),
            place => self.operation.parameters(place),
        };
        self.asked_in(table, atom)
    }

    fn asked_in(&self, table: Option<TableId>, atom: &Condition) -> Json<'m> {
        let (Condition::Is(reference, _) | Condition::Present(reference)) = atom else {
            return Json::from(true);
        };
        let Some(field) = table.and_then(|table| self.model[table].field(&reference.name)) else {
            return nothing();
        };
        match atom {
            Condition::Is(_, values) => {
                let values: Vec<Json<'m>> = values.iter().map(literal).collect();
                object! { "type" => "object", "required" => list![&field.name], "properties" => object! { &field.name => object! { "enum" => values } } }
            }
            _ => present(self.model, field),
        }
    }

    /// A condition of which only the object's own fields are left.
    fn condition(&self, when: &Condition) -> Json<'m> {
        match when {
            Condition::All(parts) => all_of(parts.iter().map(|part| self.condition(part)).collect()),
            Condition::Any(parts) if parts.is_empty() => nothing(),
            Condition::Any(parts) => {
                object! { "anyOf" => parts.iter().map(|part| self.condition(part)).collect::<Vec<Json<'_>>>() }
            }
            Condition::Not(part) => object! { "not" => self.condition(part) },
            atom => self.asked_in(Some(self.table), atom),
        }
    }
}

/// The first question that a condition asks of a field that `wanted` picks.
fn first_atom<'c>(when: &'c Condition, wanted: &dyn Fn(&Ref) -> bool) -> Option<&'c Condition> {
    match when {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().find_map(|part| first_atom(part, wanted))
        }
        Condition::Not(part) => first_atom(part, wanted),
        Condition::Is(field, _) | Condition::Present(field) => wanted(field).then_some(when),
    }
}

/// What is left of a condition once the answer to one of its questions is known.
fn decide(when: &Condition, atom: &Condition, answer: bool) -> Condition {
    match when {
        Condition::All(parts) => Condition::all(parts.iter().map(|part| decide(part, atom, answer))),
        Condition::Any(parts) => Condition::any(parts.iter().map(|part| decide(part, atom, answer))),
        Condition::Not(part) => decide(part, atom, answer).negate(),
        same if same == atom => {
            if answer {
                Condition::ALWAYS
            } else {
                Condition::NEVER
            }
        }
        other => other.clone(),
    }
}

fn branch<'m>(question: Json<'m>, holds: Json<'m>, fails: Json<'m>) -> Json<'m> {
    let mut schema = Object::default();
    schema.add("if", question);
    for (key, then) in [("then", holds), ("else", fails)] {
        if !matches!(&then, Json::Bool(true)) && then != object! {} {
            schema.add(key, then);
        }
    }
    if schema.len() == 1 { Json::from(true) } else { Json::Object(schema) }
}

fn implies<'m>(when: &Condition, asked: &dyn Fn(&Condition) -> Json<'m>, then: Json<'m>) -> Json<'m> {
    if when.is_always() {
        then
    } else {
        object! { "if" => asked(when), "then" => then }
    }
}

fn all_of<'m>(mut all: Vec<Json<'m>>) -> Json<'m> {
    all.retain(|schema| !matches!(schema, Json::Bool(true)));
    match all.len() {
        0 => Json::from(true),
        1 => all.remove(0),
        _ => object! { "allOf" => all },
    }
}

/// The object has the field, and it is not blank.
fn present<'m>(model: &'m Model, field: &'m Field) -> Json<'m> {
    let there = there(model, &field.ty);
    object! { "type" => "object", "required" => list![&field.name], "properties" => object! { &field.name => there } }
}

/// The value has its type and is not blank.
fn there<'m>(model: &'m Model, ty: &Type) -> Json<'m> {
    let blanks = &model.service.blanks;
    if ty.is_text() && !blanks.is_empty() {
        object! { "allOf" => list![typed(ty), object! { "not" => object! { "enum" => texts(blanks) } }] }
    } else {
        typed(ty)
    }
}

/// What nothing matches. Public tools take `false` for no schema.
fn nothing<'m>() -> Json<'m> {
    object! { "not" => object! {} }
}

fn texts<'m>(texts: impl IntoIterator<Item = &'m String>) -> Vec<Json<'m>> {
    texts.into_iter().map(Json::from).collect()
}

/// The documented JSON type of a value that is there; what is inside is left open.
fn typed<'m>(ty: &Type) -> Json<'m> {
    match ty {
        Type::String | Type::Enum(_) => object! { "type" => "string" },
        Type::Boolean => object! { "type" => "boolean" },
        Type::Integer => object! { "type" => "integer", "minimum" => i32::MIN, "maximum" => i32::MAX },
        Type::Long | Type::Timestamp => {
            object! { "type" => "integer", "minimum" => i64::MIN, "maximum" => i64::MAX }
        }
        Type::Float => object! { "type" => "number" },
        Type::Object | Type::Struct(_) | Type::Map(_) => object! { "type" => "object" },
        Type::Array(_) => object! { "type" => "array" },
        Type::Any => object! { "not" => object! { "type" => "null" } },
    }
}

/// The same, items and entries included.
fn items_typed<'m>(ty: &Type) -> Json<'m> {
    match ty {
        Type::Array(inner) => object! { "type" => "array", "items" => items_typed(inner) },
        Type::Map(inner) => object! { "type" => "object", "additionalProperties" => items_typed(inner) },
        ty => typed(ty),
    }
}

fn test<'m>(model: &'m Model, test: &'m Test, ty: &Type) -> Json<'m> {
    match test {
        Test::Enum(list) => {
            object! { "enum" => texts(model[*list].values.iter().map(|value| &value.wire)) }
        }
        Test::OneOf(values) => object! { "enum" => values.iter().map(literal).collect::<Vec<Json<'_>>>() },
        Test::Fixed(value) => object! { "const" => literal(value) },
        Test::Length(bounds) => limits("minLength", "maxLength", *bounds, Json::from),
        Test::Range(bounds) => limits("minimum", "maximum", *bounds, number),
        Test::Items(bounds) if matches!(ty, Type::Map(_)) => {
            limits("minProperties", "maxProperties", *bounds, Json::from)
        }
        Test::Items(bounds) => limits("minItems", "maxItems", *bounds, Json::from),
        Test::Pattern(pattern) => object! { "pattern" => pattern },
        _ => Json::from(true),
    }
}

fn limits<'m, T>(
    low: &'static str,
    high: &'static str,
    bounds: Bounds<T>,
    value: impl Fn(T) -> Json<'m>,
) -> Json<'m> {
    let mut schema = Object::default();
    if let Some(min) = bounds.min {
        schema.add(low, value(min));
    }
    if let Some(max) = bounds.max {
        schema.add(high, value(max));
    }
    Json::Object(schema)
}

/// A value as JSON.
pub(super) fn literal(value: &Literal) -> Json<'static> {
    match value {
        Literal::Text(text) => Json::from(text.clone()),
        Literal::Bool(flag) => Json::from(*flag),
        Literal::Number(value) => number(*value),
    }
}

fn number(value: Number) -> Json<'static> {
    match value {
        Number::Integer(value) => Json::from(value),
        Number::Float(value) => Json::from(value),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '^' | '$' | '.' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}' | '/' | '-'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether the rule can be stated on the type alone, without what encloses it.
pub(super) fn within_type(model: &Model, table: TableId, id: RuleId) -> Option<Json<'_>> {
    let rule = &model[id];
    if rule.test.is_warning() || rule.when.reads().iter().any(|field| field.place != Place::Same) {
        return None;
    }
    let Module::Operation(operation) = model[table].home else { return shared(model, table, id) };
    constrain(model, &model[operation], table, id)
}

fn shared(model: &Model, table: TableId, id: RuleId) -> Option<Json<'_>> {
    constrain(model, model.operations.first()?, table, id)
}

fn constrain<'m>(model: &'m Model, operation: &'m Operation, table: TableId, id: RuleId) -> Option<Json<'m>> {
    let item = &model[table];
    let field = item.fields.iter().find(|field| field.rules.contains(&id));
    let subject = field.map_or(Subject::Group, Subject::Field);
    Walk::new(model, operation, id, table, subject).constrain(&model[id].when)
}

/// A name as one segment of a JSON pointer in a URI, or of a URN.
pub(super) fn segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in pointer::escape(name).bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
