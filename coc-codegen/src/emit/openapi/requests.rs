//! The request document of an operation: its parts, and the rules that tie one part or
//! object to another.
//!
//! Rules with the same comparison are grouped, each once and under its id: a condition
//! is evaluated partly, and the rest of it goes into the branch for the result.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::conditions::{
    all_of, branch, comparison, contains, decide, field_of, first_atom,
};
use super::context::{Context, Guard, is_inside};
use super::rules::{Constraint, add_rules, is_needed};
use super::tables;
use super::value_rules::Blank;
use super::values::of_type;
use super::walk::{Helpers, Walk};
use crate::json::{Json, Object, list, object};
use crate::model::{Condition, Operation, OperationId, Place, TableId, Type};

/// The components of an operation's requests: first the request document, then the
/// components that it refers to for types that hold themselves.
pub(super) fn components<'m>(
    cx: &Context<'m>,
    id: OperationId,
) -> Vec<(String, Json<'m>)> {
    let operation = &cx.model[id];
    let key = cx.request(id).to_owned();
    let helpers = RefCell::new(Helpers::new(&operation.name, key.clone()));
    let document = Document { cx, operation, helpers: &helpers };
    let document = document.schema();
    let helpers = helpers.into_inner().made;
    std::iter::once((key, document)).chain(helpers).collect()
}

struct Document<'c, 'm> {
    cx: &'c Context<'m>,
    operation: &'m Operation,
    helpers: &'c RefCell<Helpers<'m>>,
}

/// A rule that reads fields of another object, and the rest of its condition.
struct Tie<'m> {
    constraint: Constraint<'m>,
    when: Condition,
    /// The types that hold the constrained type, itself included.
    holders: Rc<HashSet<TableId>>,
    /// The guards of these types.
    guards: Vec<Guard>,
}

impl Tie<'_> {
    /// The first comparison that reads another part, or the root of the body.
    fn first_comparison(&self, cx: &Context<'_>) -> Option<&Condition> {
        let first = |table: TableId, when| {
            let table = &cx.model[table];
            first_atom(when, &|read| {
                read.place != Place::Parent && !is_inside(table, read)
            })
        };
        let own = first(self.constraint.table, &self.when);
        let mut guards = self.guards.iter();
        own.or_else(|| guards.find_map(|guard| first(guard.holder, &guard.when)))
    }

    fn contains(&self, atom: &Condition) -> bool {
        let mut guards = self.guards.iter();
        contains(&self.when, atom) || guards.any(|guard| contains(&guard.when, atom))
    }

    /// The rest after the result of a comparison is known.
    fn decide(&self, atom: &Condition, result: bool) -> Self {
        let guards = self.guards.iter();
        let guards = guards
            .map(|it| Guard { when: decide(&it.when, atom, result), ..it.clone() });
        Self {
            constraint: self.constraint,
            when: decide(&self.when, atom, result),
            holders: Rc::clone(&self.holders),
            guards: guards.collect(),
        }
    }
}

impl<'m> Document<'_, 'm> {
    fn schema(&self) -> Json<'m> {
        let (mut required, mut properties) = (Vec::new(), Object::default());
        for (place, table) in &self.operation.parameters {
            if is_needed(self.cx.model, *table) {
                required.push(Json::from(place.as_str()));
            }
            properties.add(place.as_str(), tables::parameters(self.cx, *table));
        }
        if let Some(body) = &self.operation.body {
            let is_needed = self
                .operation
                .body_type()
                .is_some_and(|table| is_needed(self.cx.model, table));
            if is_needed {
                required.push(Json::from("body"));
            }
            let blank = if is_needed { Blank::Refused } else { Blank::Allowed };
            properties.add("body", of_type(self.cx, body, blank));
        }
        let mut schema = Object::default();
        schema.add("type", "object");
        schema.add(
            "description",
            format!("A request of {} as one value.", self.operation.name),
        );
        if !required.is_empty() {
            schema.add("required", required);
        }
        if !properties.is_empty() {
            schema.add("properties", properties);
        }
        add_rules(
            &mut schema,
            self.cases(self.ties(false)),
            self.cases(self.ties(true)),
        );
        Json::Object(schema)
    }

    /// The rules that read fields outside of their own object, in the order in which
    /// violations are reported.
    fn ties(&self, is_warning: bool) -> Vec<Tie<'m>> {
        let model = self.cx.model;
        let tables = model.reach(self.operation.roots());
        let all =
            tables.into_iter().flat_map(|table| Constraint::of_table(model, table));
        let mut ties: Vec<Constraint<'m>> = all
            .filter(|it| it.rule.is_warning() == is_warning && !it.is_of_object(model))
            .collect();
        ties.sort_by_key(|it| it.id);
        let mut known = HashMap::new();
        let tie = |constraint: Constraint<'m>| {
            let holders = known
                .entry(constraint.table)
                .or_insert_with(|| Rc::new(model.holders([constraint.table])));
            let holders = Rc::clone(holders);
            let guards =
                self.cx.guards.iter().filter(|guard| holders.contains(&guard.members));
            let guards = guards.cloned().collect();
            Tie { constraint, when: constraint.rule.when.clone(), holders, guards }
        };
        ties.into_iter().map(tie).collect()
    }

    /// Schemas that all apply. Comparisons that read other parts come first, each once
    /// for all rules with it.
    fn cases(&self, mut ties: Vec<Tie<'m>>) -> Vec<Json<'m>> {
        let mut all = Vec::new();
        ties.retain(|tie| !tie.constraint.demands_nothing(&tie.when));
        while let Some(atom) =
            ties.iter().find_map(|tie| tie.first_comparison(self.cx)).cloned()
        {
            let concerned: Vec<Tie<'m>>;
            (concerned, ties) = ties.into_iter().partition(|tie| tie.contains(&atom));
            let side = |result: bool| {
                let decided = concerned.iter().map(|tie| tie.decide(&atom, result));
                all_of(self.cases(decided.collect()))
            };
            all.push(branch(self.comparison(&atom), side(true), side(false)));
        }
        all.extend(self.parts(&ties));
        all
    }

    /// A comparison as a schema of the request document.
    fn comparison(&self, atom: &Condition) -> Json<'m> {
        let Some(field) = field_of(atom) else { return object! {} };
        let Place::Part(part) = field.place else { return object! {} };
        let (part, table) = (part.as_str(), self.operation.table_of(part));
        let mut schema = Object::default();
        schema.add("type", "object");
        schema.extend(
            object_of(comparison(self.cx.model, table, atom)).unwrap_or_default(),
        );
        object! { "required" => list![part], "properties" => object! { part => schema } }
    }

    /// The schemas of the parts, after all comparisons that read other parts are
    /// decided.
    fn parts(&self, ties: &[Tie<'m>]) -> Vec<Json<'m>> {
        let parameters = self.operation.parameters.iter();
        let mut parts: Vec<(&str, Type)> =
            parameters.map(|(place, id)| (place.as_str(), Type::Struct(*id))).collect();
        parts.extend(self.operation.body.clone().map(|ty| ("body", ty)));
        let part = |(name, ty): (&'static str, Type)| {
            let mut all = Vec::new();
            let mut is_needed = false;
            for Tie { constraint, when, holders, guards } in ties {
                let walk = Walk::new(self.cx, *constraint, when, holders, guards);
                let Some(schema) = walk.part(&ty, self.helpers).and_then(object_of)
                else {
                    continue;
                };
                all.push(Json::from(constraint.named(schema)));
                // A part that is missing, or is no object, counts as an empty one.
                is_needed |= ty == Type::Struct(constraint.table)
                    && constraint.is_broken_by_nothing(when);
            }
            if all.is_empty() {
                return None;
            }
            let inside = all_of(all);
            if !is_needed {
                return Some(object! { "properties" => object! { name => inside } });
            }
            let mut schema = Object::default();
            schema.add("type", "object");
            schema.extend(object_of(inside)?);
            Some(
                object! { "required" => list![name], "properties" => object! { name => schema } },
            )
        };
        parts.into_iter().filter_map(part).collect()
    }
}

fn object_of(schema: Json<'_>) -> Option<Object<'_>> {
    match schema {
        Json::Object(schema) => Some(schema),
        _ => None,
    }
}
