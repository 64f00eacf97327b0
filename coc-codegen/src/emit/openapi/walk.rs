//! Schemas that lead from a part of a request to the objects that a rule constrains.
//!
//! A schema sees the values inside an object and never the values around it. Therefore
//! a comparison that reads an enclosing object is decided at that object, and the rest
//! of the condition is passed to its fields.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::conditions::{all_of, branch, comparison, condition, decide, first_atom};
use super::context::{Context, Form, Guard, plain, reference};
use super::rules::Constraint;
use crate::json::{Json, Object, object};
use crate::model::{Condition, Field, Place, Ref, RuleId, TableId, Type};

/// The largest number of objects in a schema without references. It would double at
/// each step with types that hold each other in two ways.
const MOST_WRITTEN_OUT: usize = 256;

/// Components that schemas of one request refer to.
pub(super) struct Helpers<'m> {
    /// Name of the operation.
    operation: &'m str,
    /// Key of the request document.
    request: String,
    prefixes: HashSet<String>,
    pub(super) made: Vec<(String, Json<'m>)>,
}

impl<'m> Helpers<'m> {
    pub(super) fn new(operation: &'m str, request: String) -> Self {
        Self { operation, request, prefixes: HashSet::new(), made: Vec::new() }
    }

    /// The beginning of the keys for one walk of a rule.
    fn prefix(&mut self, rule: &str) -> String {
        let name = self.key(&self.request, &plain(rule));
        let (mut prefix, mut count) = (name.clone(), 1);
        while !self.prefixes.insert(prefix.clone()) {
            count += 1;
            prefix = format!("{name}_{count}");
        }
        prefix
    }

    /// A key, without the operation's name twice.
    fn key(&self, prefix: &str, name: &str) -> String {
        let own =
            name.strip_prefix(self.operation).and_then(|name| name.strip_prefix('_'));
        format!("{prefix}_{}", own.unwrap_or(name))
    }
}

/// Makes the schema of a nested object: its type, and the type that holds it.
type Next<'a, 'm> = &'a dyn Fn(TableId, Option<TableId>) -> Option<Json<'m>>;

/// The walk of one rule.
pub(super) struct Walk<'c, 'm> {
    cx: &'c Context<'m>,
    constraint: Constraint<'m>,
    when: &'c Condition,
    /// The types that hold the constrained type, itself included.
    holders: &'c HashSet<TableId>,
    guards: &'c [Guard],
    reads_parent: bool,
}

fn is_parent(field: &Ref) -> bool {
    field.place == Place::Parent
}

impl<'c, 'm> Walk<'c, 'm> {
    pub(super) fn new(
        cx: &'c Context<'m>,
        constraint: Constraint<'m>,
        when: &'c Condition,
        holders: &'c HashSet<TableId>,
        guards: &'c [Guard],
    ) -> Self {
        let reads_parent = constraint.rule.when.reads().into_iter().any(is_parent);
        Self { cx, constraint, when, holders, guards, reads_parent }
    }

    /// The schema of a part. It refers to components if types hold themselves or hold
    /// each other in many ways. None if the part cannot contain an object that the rule
    /// constrains.
    pub(super) fn part(
        &self,
        ty: &Type,
        helpers: &RefCell<Helpers<'m>>,
    ) -> Option<Json<'m>> {
        let root = ty.held()?;
        if !self.leads(root) {
            return None;
        }
        if self.written_out(root, &mut HashMap::new()) <= MOST_WRITTEN_OUT {
            return self.value(ty, None, &|id, parent| self.object(id, parent, None));
        }
        let prefix = helpers.borrow_mut().prefix(&self.constraint.rule.id);
        let key = |id| helpers.borrow().key(&prefix, self.cx.key(id, Form::Request));
        let next = |id: TableId, _: Option<TableId>| Some(reference(&key(id)));
        for id in self.cx.model.reach([root]).into_iter().filter(|id| self.leads(*id)) {
            // A component that is referred to must exist, even if it demands nothing.
            let schema = self.object(id, Some(id), Some(&next)).unwrap_or(object! {});
            let schema =
                object! { "if" => object! { "type" => "object" }, "then" => schema };
            let key = key(id);
            helpers.borrow_mut().made.push((key, schema));
        }
        // The outermost objects have no parent, which matters only if the rule reads
        // one.
        self.value(ty, None, &|id, parent| match self.reads_parent {
            true => self.object(id, parent, Some(&next)),
            false => next(id, parent),
        })
    }

    /// Whether a value of this type is or contains objects that the rule constrains.
    fn leads(&self, from: TableId) -> bool {
        self.holders.contains(&from)
    }

    /// The number of objects on all paths from a type to the table; the greatest number
    /// if types hold themselves.
    fn written_out(&self, from: TableId, known: &mut HashMap<TableId, usize>) -> usize {
        if let Some(count) = known.get(&from) {
            return *count;
        }
        // Each type counts as one object at least, which also bounds the depth of the
        // recursion.
        if known.len() > MOST_WRITTEN_OUT {
            return usize::MAX;
        }
        // In progress: a type that is visited again before it is counted is recursive.
        known.insert(from, usize::MAX);
        let mut count = 1_usize;
        let model = self.cx.model;
        for child in model[from].fields.iter().flat_map(|field| model.held_by(field)) {
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

    /// Leads through arrays and maps to the objects in them.
    fn value(
        &self,
        ty: &Type,
        parent: Option<TableId>,
        next: Next<'_, 'm>,
    ) -> Option<Json<'m>> {
        Some(match ty {
            Type::Struct(id) => {
                return self.leads(*id).then(|| next(*id, parent)).flatten();
            }
            Type::Array(inner) => {
                object! { "items" => self.value(inner, parent, next)? }
            }
            Type::Map(inner) => {
                object! { "additionalProperties" => self.value(inner, parent, next)? }
            }
            _ => return None,
        })
    }

    /// The schema of an object on a path, or of one that the rule constrains.
    fn object(
        &self,
        id: TableId,
        parent: Option<TableId>,
        reference: Option<Next<'_, 'm>>,
    ) -> Option<Json<'m>> {
        let mut all = Vec::new();
        if id == self.constraint.table {
            // An outermost object has no parent, and a comparison of an absent field is
            // false.
            let mut when = self.when.clone();
            while let (None, Some(atom)) = (parent, first_atom(&when, &is_parent)) {
                when = decide(&when, &atom.clone(), false);
            }
            if first_atom(&when, &is_parent).is_none() {
                all.extend(self.constraint.schema(self.cx, &when).map(Json::from));
            }
        }
        let mut properties = Object::default();
        for field in &self.cx.model[id].fields {
            let next = |child: TableId, parent: Option<TableId>| match reference {
                Some(reference) => reference(child, parent),
                None => self.object(child, parent, None),
            };
            if let Some(inner) = self.value(&field.ty, Some(id), &next) {
                properties.add(&field.name, inner);
            }
            all.extend(self.members(id, field, &next));
            if self.cx.model.held_by(field).any(|held| held == self.constraint.table)
                && first_atom(self.when, &is_parent).is_some()
            {
                all.extend(self.parent_decides(id, field, self.when));
            }
        }
        if !properties.is_empty() {
            all.push(object! { "properties" => properties });
        }
        (!all.is_empty()).then(|| all_of(all))
    }

    /// Leads to the members of the free-form object in a field of `id`, each under its
    /// condition.
    fn members(
        &self,
        id: TableId,
        field: &'m Field,
        next: Next<'_, 'm>,
    ) -> Vec<Json<'m>> {
        let model = self.cx.model;
        let under = |rule: &RuleId| {
            let table =
                model[*rule].test.members().filter(|table| self.leads(*table))?;
            let guard = self.guards.iter().find(|guard| guard.rule == *rule);
            let when = guard.map_or(&model[*rule].when, |guard| &guard.when);
            if when.is_never() {
                return None;
            }
            let inner = next(table, Some(id))?;
            let inner = object! { "properties" => object! { &field.name => inner } };
            Some(if when.is_always() {
                inner
            } else {
                object! { "if" => condition(model, id, when), "then" => inner }
            })
        };
        field.rules.iter().filter_map(under).collect()
    }

    /// Decides the comparisons that read the enclosing object, and applies the rest of
    /// the condition to the values of `field`.
    fn parent_decides(
        &self,
        id: TableId,
        field: &'m Field,
        when: &Condition,
    ) -> Option<Json<'m>> {
        if let Some(atom) = first_atom(when, &is_parent) {
            let side = |result: bool| {
                self.parent_decides(id, field, &decide(when, atom, result))
            };
            let holds = side(true).unwrap_or(object! {});
            let fails = side(false).unwrap_or(object! {});
            return Some(branch(
                comparison(self.cx.model, Some(id), atom),
                holds,
                fails,
            ));
        }
        let next = |table: TableId, _: Option<TableId>| {
            let schema = self.constraint.schema(self.cx, when).map(Json::from);
            schema.filter(|_| table == self.constraint.table)
        };
        let mut all = self.members(id, field, &next);
        let inner = self.value(&field.ty, Some(id), &next);
        all.extend(
            inner.map(
                |inner| object! { "properties" => object! { &field.name => inner } },
            ),
        );
        (!all.is_empty()).then(|| all_of(all))
    }
}
