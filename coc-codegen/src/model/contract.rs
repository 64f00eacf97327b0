//! The model as a whole, with the questions that concern all of it.

use std::collections::{BTreeMap, HashSet};

use super::condition::Condition;
use super::decision::Decision;
use super::enums::Enum;
use super::id::FieldId;
use super::id::{DecisionId, EnumId, Module, OperationId, RuleId, TableId, TypedId};
use super::operation::Operation;
use super::rule::{Rule, Test};
use super::service::Service;
use super::table::{Field, Table, Type};
use super::typed::{Member, Shape, Typed};
use super::words::{Style, rule_in_words};
use crate::arena::Arena;

/// Everything the generator knows about a service.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// The facts about the whole service.
    pub service: Service,
    /// Shared enumerations first, then each operation's, in the order of the files.
    pub enums: Arena<EnumId, Enum>,
    /// Shared types first, then each operation's: parameter tables, then declared types.
    pub types: Arena<TableId, Table>,
    /// In the order of their names.
    pub operations: Arena<OperationId, Operation>,
    /// In the order in which violations are reported, operation by operation, shared
    /// ones first.
    pub rules: Arena<RuleId, Rule>,
    /// Decisions where the pages are unclear.
    pub decisions: Arena<DecisionId, Decision>,
    /// Typed requests and what they are made of.
    pub typed: Arena<TypedId, Typed>,
    /// The declarations of each module.
    pub members: BTreeMap<Module, Declared>,
}

/// The declarations of one file, in its order.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// Enumerations.
    pub enums: Vec<EnumId>,
    /// Parameter tables, then declared types.
    pub types: Vec<TableId>,
    /// Rules of those.
    pub rules: Vec<RuleId>,
    /// Decisions.
    pub decisions: Vec<DecisionId>,
    /// Typed requests and what they are made of.
    pub typed: Vec<TypedId>,
}

/// Deepest nesting of types that a spec may have: beyond any real one, within what
/// compilers and readers of JSON can stand, and safe for recursion.
pub const MAX_NESTING: usize = 64;

impl Model {
    /// A rule of a field in Markdown, as a sentence without its subject. `when` is all
    /// or what is left of its condition.
    pub(crate) fn rule_in_markdown(
        &self,
        rule: &Rule,
        when: &Condition,
        ty: &Type,
    ) -> String {
        rule_in_words(Style::Markdown, &self.enums, &rule.test, when, rule.each, ty, &[])
    }

    /// The rule of a group of fields of `table` in Markdown.
    pub(crate) fn group_in_markdown(&self, table: &Table, rule: &Rule) -> String {
        let Rule { test, when, .. } = rule;
        let Test::Group(_, fields) = test else { return String::new() };
        let names: Vec<String> =
            fields.iter().map(|at| table.fields[*at].name.clone()).collect();
        rule_in_words(
            Style::Markdown,
            &self.enums,
            test,
            when,
            false,
            &Type::Any,
            &names,
        )
    }

    /// The declarations of `module`.
    #[must_use]
    pub fn declared(&self, module: Module) -> &Declared {
        static NONE: Declared = Declared {
            enums: Vec::new(),
            types: Vec::new(),
            rules: Vec::new(),
            decisions: Vec::new(),
            typed: Vec::new(),
        };
        self.members.get(&module).unwrap_or(&NONE)
    }

    /// The field of a typed request.
    #[must_use]
    pub fn field(&self, field_id: FieldId) -> &Field {
        &self[field_id.table].fields[field_id.at]
    }

    /// The types that values of `from` hold, themselves included, in the order in which
    /// they are met.
    #[must_use]
    pub fn reach(&self, from: impl IntoIterator<Item = TableId>) -> Vec<TableId> {
        let mut found: Vec<TableId> = from.into_iter().collect();
        let mut seen: HashSet<TableId> = found.iter().copied().collect();
        let mut at = 0;
        while at < found.len() {
            let children =
                self[found[at]].fields.iter().filter_map(|field| field.ty.held());
            let new: Vec<TableId> =
                children.filter(|child| seen.insert(*child)).collect();
            found.extend(new);
            at += 1;
        }
        found
    }

    /// The parts of a typed request follow it.
    fn note_typed(&self, id: TypedId, order: &mut Vec<TypedId>) {
        order.push(id);
        match &self[id].shape {
            Shape::Choice { cases, .. } => {
                cases.iter().for_each(|case| self.note_typed(*case, order));
            }
            Shape::Struct(members) => {
                for member in members {
                    if let Member::Choice { ty, .. } = member {
                        self.note_typed(*ty, order);
                    }
                }
            }
        }
    }

    /// The types whose values may hold one of these, themselves included.
    #[must_use]
    pub fn holders(&self, of: impl IntoIterator<Item = TableId>) -> HashSet<TableId> {
        let mut open: Vec<TableId> = of.into_iter().collect();
        let mut found: HashSet<TableId> = open.iter().copied().collect();
        while let Some(id) = open.pop() {
            open.extend(
                self[id].parents.iter().copied().filter(|parent| found.insert(*parent)),
            );
        }
        found
    }

    /// Notes what is declared where. The last step of making a model.
    pub(crate) fn note_declared(&mut self) {
        let mut members: BTreeMap<Module, Declared> = BTreeMap::new();
        for (id, item) in self.enums.entries() {
            members.entry(item.module).or_default().enums.push(id);
        }
        for (id, item) in self.types.entries() {
            members.entry(item.module).or_default().types.push(id);
        }
        for (id, rule) in self.rules.entries() {
            members.entry(rule.module).or_default().rules.push(id);
        }
        for (id, decision) in self.decisions.entries() {
            members.entry(decision.module).or_default().decisions.push(id);
        }
        for (id, typed) in self.typed.entries().filter(|(_, typed)| typed.is_whole) {
            self.note_typed(id, &mut members.entry(typed.module).or_default().typed);
        }
        self.members = members;
    }
}

macro_rules! indexed {
    ($($id:ident => $list:ident: $item:ident,)+) => {$(
        impl std::ops::Index<$id> for Model {
            type Output = $item;

            fn index(&self, id: $id) -> &$item {
                &self.$list[id]
            }
        }
    )+};
}

indexed! {
    EnumId => enums: Enum,
    TableId => types: Table,
    RuleId => rules: Rule,
    DecisionId => decisions: Decision,
    OperationId => operations: Operation,
    TypedId => typed: Typed,
}
