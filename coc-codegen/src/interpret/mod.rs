//! Evaluates the contract's rules on a JSON payload, one by one. It is slow and plain and
//! shares no code with the emitters, so that tests can compare the two. The checks
//! validate documented examples with it. Single values belong to `values`.

mod values;

use serde_json::{Map, Value};

use self::values::all_have;
pub(crate) use self::values::{has_type, items, keeps, order, state_of, state_of_value};
use crate::model::{
    Condition, Contract, Field, Operation, Place, Ref, Rule, RuleId, State, TableId,
    Test, Type,
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
    let empty = Map::new();
    let part = |place: Place| {
        document.get(place.as_str()).and_then(Value::as_object).unwrap_or(&empty)
    };
    let scope = Scope { operation, parts: Place::PARTS.map(part), parent: None };
    let mut run = Run { contract, found: Vec::new() };
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
                    let rules = ItemRules { of_type: *rule, each: &[] };
                    run.value(ty, value, rules, &scope, &pointer);
                }
                continue;
            }
            _ => {}
        }
        if let Some(table) = table {
            run.object(Object { table, members: part(*place), scope }, &pointer);
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

/// An object of a table.
#[derive(Clone, Copy)]
struct Object<'a> {
    table: TableId,
    members: &'a Map<String, Value>,
    scope: Scope<'a>,
}

impl Object<'_> {
    /// The state of one of its fields for conditions.
    fn state(&self, contract: &Contract, field: &Field) -> State {
        state_of(contract, field, self.members.get(&field.name))
    }

    /// Whether a condition of its table holds for it.
    fn holds(&self, contract: &Contract, when: &Condition) -> bool {
        when.holds_if(&|field, values| match (self.read(contract, field), values) {
            (State::Is(value), Some(values)) => values.contains(&value),
            (_, Some(_)) => false,
            (state, None) => state != State::Absent,
        })
    }

    /// The state of a field that a condition reads. A missing object has no fields.
    fn read(&self, contract: &Contract, field: &Ref) -> State {
        let scope = &self.scope;
        let found = match field.place {
            Place::Same => Some((self.table, self.members)),
            Place::Parent => scope.parent,
            Place::Body => {
                scope.operation.body_type().map(|table| (table, scope.part(Place::Body)))
            }
            part => {
                scope.operation.parameters(part).map(|table| (table, scope.part(part)))
            }
        };
        let found = found.and_then(|(table, members)| {
            Some((contract[table].field(&field.name)?, members))
        });
        found.map_or(State::Absent, |(field, members)| {
            state_of(contract, field, members.get(&field.name))
        })
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
        let is_present =
            |at: &&usize| object.state(self.contract, &fields[**at]) != State::Absent;
        let present = members.iter().filter(is_present).count();
        let is_kept = kind.allows(present, members.len());
        if !is_kept && object.holds(self.contract, &rule.when) {
            self.add(id, at);
        }
    }

    /// Checks one field: at most one error, then its warnings, then its content.
    fn field(&mut self, field: &'m Field, object: Object<'_>, at: &str) {
        let value = object.members.get(&field.name);
        let is_null = field.nullable && value == Some(&Value::Null);
        let value = value.filter(|value| !value.is_null());
        let typed = value.filter(|value| has_type(&field.ty, value));
        if value.is_some() && typed.is_none() {
            for (id, _) in self.rules(field).filter(|(_, rule)| rule.test == Test::Type)
            {
                self.add(id, at);
            }
            return;
        }
        let typed =
            typed.filter(|_| object.state(self.contract, field) != State::Absent);
        // Null as a value of its own is present, and has no value that could break a rule.
        let is_present = is_null || typed.is_some();
        let broken = self
            .rules(field)
            .find(|(_, rule)| self.is_broken(rule, field, object, typed, is_present));
        if let Some((rule, _)) = broken {
            self.add(rule, at);
        }
        if is_present {
            self.warnings(field, object, typed, at);
        }
        if let Some(value) = typed {
            self.content(field, object, value, at);
        }
    }

    /// Whether the field breaks `rule`. `value` is none if the field is absent or null.
    fn is_broken(
        &self,
        rule: &Rule,
        field: &Field,
        object: Object<'_>,
        value: Option<&Value>,
        is_present: bool,
    ) -> bool {
        let contract = self.contract;
        let applies = || object.holds(contract, &rule.when);
        match (&rule.test, value) {
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
                    .filter(|other| object.state(contract, other) != State::Absent);
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
                Test::DocumentedFor => !object.holds(self.contract, &rule.when),
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
        let contract = self.contract;
        let mut rules = self.rules(field);
        let of_type = rules.find(|(_, rule)| rule.test == Test::Type);
        let Some((of_type, _)) = of_type else { return };
        let parent = Some((object.table, object.members));
        let scope = Scope { parent, ..object.scope };
        let each = self.rules(field).filter(|(_, rule)| {
            rule.each && field.delimiter.is_none() && object.holds(contract, &rule.when)
        });
        let each: Vec<RuleId> = each.map(|(id, _)| id).collect();
        self.inside(&field.ty, value, ItemRules { of_type, each: &each }, &scope, at);
        let Value::Object(members) = value else { return };
        for (_, rule) in self.rules(field) {
            if let Test::Members(table, _) = rule.test
                && object.holds(contract, &rule.when)
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
            return self.add(rules.of_type, at);
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
