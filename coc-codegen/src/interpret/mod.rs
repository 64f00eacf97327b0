//! Evaluates the contract's rules on a JSON payload, one by one. It is slow and plain and
//! shares no code with the emitters, so that tests can compare the two. The checks
//! validate documented examples with it. Single values belong to `values`.

mod values;

use serde_json::{Map, Value};

use self::values::all_have;
pub(crate) use self::values::{has_type, items, keeps, order, state_of, state_of_value};
use crate::model::{
    Condition, Contract, Field, Operation, Part, Place, Ref, Rule, RuleId, State,
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
    contract: &Contract,
    operation: &Operation,
    document: &Map<String, Value>,
) -> Vec<Violation> {
    let scope = Scope { contract, operation, document, parent: None };
    let none = Map::new();
    let mut run = Run { contract, found: Vec::new() };
    for (part, rule) in &operation.part_rules {
        let pointer = format!("/{}", part.as_str());
        let value = document.get(part.as_str()).filter(|value| !value.is_null());
        match (operation.table_of(*part), value, &operation.body) {
            (Some(table), value, _) => {
                if value.is_some_and(|value| !value.is_object()) {
                    run.add(*rule, &pointer);
                }
                let members = scope.part(*part).unwrap_or(&none);
                run.object(Object { table, members, scope }, &pointer);
            }
            (None, Some(value), Some(ty)) => {
                let rules = ItemRules { of_type: *rule, each: &[] };
                run.value(ty, value, rules, &scope, &pointer);
            }
            (None, ..) => {}
        }
    }
    run.found
}

/// The objects that conditions of an object can read besides its own fields.
#[derive(Clone, Copy)]
struct Scope<'a> {
    contract: &'a Contract,
    operation: &'a Operation,
    document: &'a Map<String, Value>,
    parent: Option<(TableId, &'a Map<String, Value>)>,
}

impl<'a> Scope<'a> {
    /// The members of a part of the request, if it is an object.
    fn part(&self, part: Part) -> Option<&'a Map<String, Value>> {
        self.document.get(part.as_str())?.as_object()
    }
}

/// An object of a table.
#[derive(Clone, Copy)]
struct Object<'a> {
    table: TableId,
    members: &'a Map<String, Value>,
    scope: Scope<'a>,
}

impl Object<'_> {
    /// The state of one of its fields for conditions.
    fn state(&self, field: &Field) -> State {
        state_of(self.scope.contract, field, self.members.get(&field.name))
    }

    /// Whether a condition of its table holds for it.
    fn holds(&self, when: &Condition) -> bool {
        when.holds(&|field: &Ref| self.read(field))
    }

    /// The state of a field that a condition reads. A missing object has no fields.
    fn read(&self, field: &Ref) -> State {
        let Scope { contract, operation, parent, .. } = self.scope;
        let object = match field.place {
            Place::Same => Some((self.table, self.members)),
            Place::Parent => parent,
            Place::Part(part) => operation.table_of(part).zip(self.scope.part(part)),
            Place::Answer => None,
        };
        let found = object.and_then(|(table, members)| {
            Some((contract[table].field(&field.name)?, members))
        });
        found.map_or(State::Absent, |(field, members)| {
            state_of(contract, field, members.get(&field.name))
        })
    }
}

/// A field of an object, as its rules see it. A value of another type than the documented
/// one breaks no other rule.
#[derive(Clone, Copy)]
enum Given<'v> {
    /// Absent or blank.
    Absent,
    /// Null as a value of its own, which could break no rule of a value.
    Null,
    /// A value of the documented type.
    Value(&'v Value),
}

impl<'v> Given<'v> {
    const fn value(self) -> Option<&'v Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

/// The rules of the items in a value, at any depth of arrays and maps.
#[derive(Clone, Copy)]
struct ItemRules<'a> {
    /// The rule that an item of another type breaks.
    of_type: RuleId,
    each: &'a [RuleId],
}

/// The violations that were found so far.
struct Run<'m> {
    contract: &'m Contract,
    found: Vec<Violation>,
}

impl<'m> Run<'m> {
    fn add(&mut self, rule: RuleId, pointer: &str) {
        self.found.push(Violation { rule, pointer: pointer.to_owned() });
    }

    /// The rules of a field, with their ids.
    fn rules(
        &self,
        field: &'m Field,
    ) -> impl Iterator<Item = (RuleId, &'m Rule)> + use<'m> {
        let contract = self.contract;
        field.rules.iter().map(move |id| (*id, &contract[*id]))
    }

    /// Checks the fields and the groups of an object.
    fn object(&mut self, object: Object<'_>, at: &str) {
        let table = &self.contract[object.table];
        for field in &table.fields {
            self.field(field, object, &format!("{at}/{}", escape(&field.name)));
        }
        for rule in &table.groups {
            self.group(*rule, object, at);
        }
    }

    /// Checks a group of fields. If one of them has the wrong type, only the violation of
    /// the type is reported.
    fn group(&mut self, id: RuleId, object: Object<'_>, at: &str) {
        let rule = &self.contract[id];
        let Test::Group(kind, members) = &rule.test else { return };
        let fields = &self.contract[object.table].fields;
        let is_mistyped = |at: &usize| {
            let value = object.members.get(&fields[*at].name);
            value.is_some_and(|it| !it.is_null() && !has_type(&fields[*at].ty, it))
        };
        if members.iter().any(is_mistyped) {
            return;
        }
        let is_present = |at: &&usize| object.state(&fields[**at]) != State::Absent;
        let present = members.iter().filter(is_present).count();
        let is_kept = kind.allows(present, members.len());
        if !is_kept && object.holds(&rule.when) {
            self.add(id, at);
        }
    }

    /// Checks one field: at most one error, then its warnings, then its content.
    fn field(&mut self, field: &'m Field, object: Object<'_>, at: &str) {
        let given = match object.members.get(&field.name) {
            Some(Value::Null) if field.nullable => Given::Null,
            Some(value) if !value.is_null() && !has_type(&field.ty, value) => {
                let mut rules = self.rules(field);
                if let Some((id, _)) = rules.find(|(_, rule)| rule.test == Test::Type) {
                    self.add(id, at);
                }
                return;
            }
            Some(value) if object.state(field) != State::Absent => Given::Value(value),
            _ => Given::Absent,
        };
        let broken = self
            .rules(field)
            .find(|(_, rule)| self.is_broken(rule, field, object, given));
        if let Some((rule, _)) = broken {
            self.add(rule, at);
        }
        if !matches!(given, Given::Absent) {
            self.warnings(field, object, given.value(), at);
        }
        if let Given::Value(value) = given {
            self.content(field, object, value, at);
        }
    }

    /// Whether the field breaks `rule`.
    fn is_broken(
        &self,
        rule: &Rule,
        field: &Field,
        object: Object<'_>,
        given: Given<'_>,
    ) -> bool {
        let contract = self.contract;
        let is_present = !matches!(given, Given::Absent);
        let applies = || object.holds(&rule.when);
        match (&rule.test, given.value()) {
            (Test::Required, _) => !is_present && applies(),
            (Test::OnlyWhen, _) => is_present && !applies(),
            (
                Test::DocumentedFor
                | Test::Delimiter(_)
                | Test::Type
                | Test::Members(..),
                _,
            )
            | (_, None) => false,
            (test, Some(value)) if rule.each => {
                applies()
                    && items(field, value)
                        .any(|item| !keeps(contract, test, &item, None))
            }
            // A list in which an item has the wrong type is not compared.
            (Test::Unique, Some(Value::Array(items))) if !all_have(&field.ty, items) => {
                false
            }
            (Test::Compared(comparison, other), Some(value)) => {
                let other = contract[object.table]
                    .field(other)
                    .filter(|other| object.state(other) != State::Absent);
                let order = other.and_then(|other| {
                    order(&field.ty, value, object.members.get(&other.name)?)
                });
                applies() && order.is_some_and(|order| !comparison.allows(order))
            }
            (test, Some(value)) => {
                applies() && !keeps(contract, test, value, field.delimiter.as_deref())
            }
        }
    }

    /// Adds the warnings of a field that is present.
    fn warnings(
        &mut self,
        field: &'m Field,
        object: Object<'_>,
        value: Option<&Value>,
        at: &str,
    ) {
        for (id, rule) in self.rules(field) {
            let is_broken = match &rule.test {
                Test::DocumentedFor => !object.holds(&rule.when),
                Test::Delimiter(delimiter) => {
                    value.and_then(Value::as_str).is_some_and(|text| {
                        text.split(delimiter.as_str()).any(str::is_empty)
                    })
                }
                _ => false,
            };
            if is_broken {
                self.add(id, at);
            }
        }
    }

    /// Checks the items, the entries or the members of a field's value.
    fn content(
        &mut self,
        field: &'m Field,
        object: Object<'_>,
        value: &Value,
        at: &str,
    ) {
        let mut rules = self.rules(field);
        let of_type = rules.find(|(_, rule)| rule.test == Test::Type);
        let Some((of_type, _)) = of_type else { return };
        let parent = Some((object.table, object.members));
        let scope = Scope { parent, ..object.scope };
        let each = self.rules(field).filter(|(_, rule)| {
            rule.each && field.delimiter.is_none() && object.holds(&rule.when)
        });
        let each: Vec<RuleId> = each.map(|(id, _)| id).collect();
        self.inside(&field.ty, value, ItemRules { of_type, each: &each }, &scope, at);
        let Value::Object(members) = value else { return };
        for (_, rule) in self.rules(field) {
            if let Test::Members(table, _) = rule.test
                && object.holds(&rule.when)
            {
                self.object(Object { table, members, scope }, at);
            }
        }
    }

    /// Checks the content of a value of the right type.
    fn inside(
        &mut self,
        ty: &Type,
        value: &Value,
        rules: ItemRules<'_>,
        scope: &Scope<'_>,
        at: &str,
    ) {
        match (ty, value) {
            (Type::Struct(table), Value::Object(members)) => {
                self.object(Object { table: *table, members, scope: *scope }, at);
            }
            (Type::Array(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(inner, item, rules, scope, &format!("{at}/{index}"));
                }
            }
            (Type::Map(inner), Value::Object(entries)) => {
                for (key, item) in entries {
                    let at = format!("{at}/{}", escape(key));
                    self.value(inner, item, rules, scope, &at);
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
        rules: ItemRules<'_>,
        scope: &Scope<'_>,
        at: &str,
    ) {
        if value.is_null() || !has_type(ty, value) {
            self.add(rules.of_type, at);
            return;
        }
        let is_broken = |rule: &&RuleId| {
            !keeps(self.contract, &self.contract[**rule].test, value, None)
        };
        if !matches!(ty, Type::Array(_) | Type::Map(_))
            && let Some(broken) = rules.each.iter().find(is_broken)
        {
            self.add(*broken, at);
        }
        self.inside(ty, value, rules, scope, at);
    }
}
