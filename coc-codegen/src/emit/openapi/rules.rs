//! One rule as a schema of the object whose fields it constrains.

use super::conditions::{all_of, condition, present, with};
use super::context::{Context, Form, is_inside};
use super::value_rules::{Blank, is_of_value, of_test};
use super::values::{formats, not_blank, plain_type, present_value, right_type};
use crate::json::{Json, Object, object};
use crate::model::{
    Condition, Field, GroupKind, Model, Ref, Rule, RuleId, State, Table, TableId, Test,
};

/// A rule and what it constrains.
#[derive(Clone, Copy)]
pub(super) struct Constraint<'m> {
    pub(super) id: RuleId,
    pub(super) rule: &'m Rule,
    pub(super) table: TableId,
    /// None if it constrains several fields.
    field: Option<&'m Field>,
}

impl<'m> Constraint<'m> {
    /// The rules of a table.
    pub(super) fn of_table(
        model: &'m Model,
        table: TableId,
    ) -> impl Iterator<Item = Self> {
        let item = &model[table];
        let of_fields = item
            .fields
            .iter()
            .flat_map(|field| field.rules.iter().map(move |id| (*id, Some(field))));
        let all = of_fields.chain(item.groups.iter().map(|id| (*id, None)));
        all.map(move |(id, field)| Self { id, rule: &model[id], table, field })
    }

    /// Whether the schema of a field, or the list of fields that are required, has the
    /// rule.
    pub(super) fn is_of_field(&self) -> bool {
        let is_native = matches!(self.rule.test, Test::Type | Test::Required)
            && self.rule.when.is_always()
            && !self.rule.on_no_page;
        is_native || is_of_value(self.rule)
    }

    /// Whether the rule reads nothing but fields of its own object.
    pub(super) fn is_of_object(&self, model: &Model) -> bool {
        self.rule.when.reads().iter().all(|read| is_inside(&model[self.table], read))
    }

    /// Whether the rule demands nothing with this rest of its condition.
    pub(super) fn demands_nothing(&self, when: &Condition) -> bool {
        match self.rule.test {
            Test::OnlyWhen | Test::DocumentedFor => when.is_always(),
            _ => when.is_never(),
        }
    }

    /// Whether an object without fields breaks the rule.
    pub(super) fn is_broken_by_nothing(&self, when: &Condition) -> bool {
        let demands_presence = matches!(
            self.rule.test,
            Test::Required
                | Test::Group(GroupKind::ExactlyOneOf | GroupKind::AtLeastOneOf, _)
        );
        demands_presence && when.holds(&|_: &Ref| &State::Absent)
    }

    /// The schema of the object, after only comparisons that read its own fields are
    /// left. Values that are no objects match it.
    pub(super) fn schema(
        &self,
        cx: &Context<'m>,
        when: &Condition,
    ) -> Option<Object<'m>> {
        let model = cx.model;
        if self.demands_nothing(when) {
            return None;
        }
        let of_value = |field: &'m Field, value: Json<'m>| object! { "properties" => object! { &field.name => value } };
        let schema = match (&self.rule.test, self.field) {
            (Test::Group(kind, members), _) => {
                let group = self.implied(
                    model,
                    when,
                    group(model, &model[self.table], *kind, members),
                );
                let fields = members.iter().map(|at| &model[self.table].fields[*at]);
                let typed: Object<'m> = fields
                    .filter_map(|field| {
                        Some((field.name.as_str(), right_type(&field.ty)?))
                    })
                    .collect();
                let mut applies = Object::default();
                applies.add("type", "object");
                if !typed.is_empty() {
                    applies.add("properties", typed);
                }
                object! { "if" => applies, "then" => group }
            }
            // A value of the wrong type breaks the rule of its type, and only the first
            // rule broken counts.
            (Test::Required, Some(field)) => {
                self.implied(model, when, with(field, not_blank(model, field).into()))
            }
            (Test::OnlyWhen, Some(field)) => {
                let absent =
                    of_value(field, object! { "not" => not_blank(model, field) });
                self.implied(model, &when.clone().negate(), absent)
            }
            (Test::DocumentedFor, Some(field)) => {
                let absent =
                    of_value(field, object! { "not" => present_value(model, field) });
                self.implied(model, &when.clone().negate(), absent)
            }
            (Test::Type, Some(field)) => {
                let value = plain_type(&field.ty, true);
                of_value(field, value.into())
            }
            (Test::Format(_), Some(field)) => of_value(field, formats(&field.ty).into()),
            (Test::Members(table, _), Some(field)) => {
                let mut value = Object::default();
                value.add("if", object! { "type" => "object" });
                value.add("then", cx.reference(*table, Form::Request));
                self.implied(model, when, of_value(field, value.into()))
            }
            (_, Some(field)) => {
                let value = of_test(model, self.rule, field, Blank::Allowed);
                if value.is_empty() {
                    return None;
                }
                self.implied(model, when, of_value(field, value.into()))
            }
            (test, None) => unreachable!("{test:?} is a rule of a field"),
        };
        match schema {
            Json::Object(schema) => Some(schema),
            _ => None,
        }
    }

    /// A schema that applies if the condition holds.
    fn implied(&self, model: &'m Model, when: &Condition, then: Json<'m>) -> Json<'m> {
        if when.is_always() {
            return then;
        }
        match when {
            Condition::Not(when) => {
                object! { "if" => condition(model, self.table, when), "else" => then }
            }
            when => {
                object! { "if" => condition(model, self.table, when), "then" => then }
            }
        }
    }

    /// The schema under the rule's id. That of members is broken by their own rules alone.
    pub(super) fn named(&self, schema: Object<'m>) -> Object<'m> {
        if self.rule.test.members().is_some() {
            return schema;
        }
        let mut named = Object::default();
        named.add("x-rule", &self.rule.id);
        named.extend(schema);
        named
    }
}

/// Whether a part must be present: an empty object, which stands for a missing part,
/// breaks a rule of it.
pub(super) fn is_needed(model: &Model, table: TableId) -> bool {
    Constraint::of_table(model, table).any(|it| {
        !it.rule.is_warning()
            && it.is_of_object(model)
            && it.is_broken_by_nothing(&it.rule.when)
    })
}

/// Adds rules to the schema of an object, errors and warnings. They are in `then`,
/// since generators know no conditions and take an `allOf` beside fields for more
/// fields.
pub(super) fn add_rules<'m>(
    schema: &mut Object<'m>,
    errors: Vec<Json<'m>>,
    warnings: Vec<Json<'m>>,
) {
    let mut rules = Object::default();
    for (key, all) in [("allOf", errors), ("x-warnings", warnings)] {
        if !all.is_empty() {
            rules.add(key, all);
        }
    }
    if !rules.is_empty() {
        schema.add("if", object! { "type" => "object" });
        schema.add("then", rules);
    }
}

/// The schema of an object that keeps a group.
fn group<'m>(
    model: &'m Model,
    table: &'m Table,
    kind: GroupKind,
    members: &[usize],
) -> Json<'m> {
    let present: Vec<Json<'m>> =
        members.iter().map(|at| present(model, &table.fields[*at])).collect();
    let none =
        |present: Vec<Json<'m>>| object! { "not" => object! { "anyOf" => present } };
    match kind {
        GroupKind::ExactlyOneOf => object! { "oneOf" => present },
        GroupKind::AtLeastOneOf => object! { "anyOf" => present },
        GroupKind::AtMostOneOf => {
            let one = object! { "oneOf" => present.clone() };
            object! { "anyOf" => vec![one, none(present)] }
        }
        GroupKind::AllOrNone => {
            object! { "anyOf" => vec![all_of(present.clone()), none(present)] }
        }
    }
}
