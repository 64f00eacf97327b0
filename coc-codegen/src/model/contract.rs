//! The contract: the resolved content of the pages, and methods that read several parts
//! of it. Typed requests are derived from it and belong to the model.

use std::collections::HashSet;
use std::ops::Index;

use super::condition::Ref;
use super::decision::Decision;
use super::enums::Enum;
use super::id::{DecisionId, EnumId, FieldId, Module, OperationId, RuleId, TableId};
use super::operation::Operation;
use super::place::{Part, Place};
use super::rule::{Rule, Test};
use super::service::Service;
use super::table::{Field, Table};
use super::typed::Target;
use crate::arena::Arena;

/// The resolved content of a service's pages, with the spec's decisions.
#[derive(Debug, Clone, Default)]
pub struct Contract {
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
}

/// The deepest nesting of types that a spec may have: more than any real spec has, and
/// safe for compilers, parsers of JSON and recursive functions.
pub const MAX_NESTING: usize = 64;

impl Contract {
    /// The field with this id.
    #[must_use]
    pub fn field(&self, field_id: FieldId) -> &Field {
        &self[field_id.table].fields[field_id.at]
    }

    /// The name of a field in matrices and in documentation: only a parameter is named with
    /// its place.
    pub(crate) fn shown_name(&self, field_id: FieldId) -> String {
        let name = &self.field(field_id).name;
        match field_id.place {
            Place::Same | Place::Parent | Place::Part(Part::Body) => name.clone(),
            place => format!("{}.{name}", place.as_str()),
        }
    }

    /// The name of a module of the generated crate.
    pub(crate) fn module_name(&self, module: Module) -> &str {
        match module {
            Module::Shared => "shared",
            Module::Operation(id) => &self[id].rust_name,
        }
    }

    /// Whether a page requires a field in every case.
    pub(crate) fn is_always_required(&self, field: &Field) -> bool {
        field.rules.iter().map(|id| &self[*id]).any(|rule| {
            !rule.on_no_page && rule.test == Test::Required && rule.when.is_always()
        })
    }

    /// The ids of the fields of a request, or of an object.
    pub(crate) fn field_ids(&self, of: Target) -> Vec<FieldId> {
        let tables = match of {
            Target::Object(id) => vec![(Place::Same, id)],
            Target::Request(id) => self[id]
                .parts()
                .map(|(part, table)| (Place::Part(part), table))
                .collect(),
        };
        let field_ids = tables.into_iter().flat_map(|(place, table)| {
            (0..self[table].fields.len()).map(move |at| FieldId { place, table, at })
        });
        field_ids.collect()
    }

    /// The table with the fields at `place`, seen from the table `id`. If several types
    /// enclose that table, it is one of them.
    #[must_use]
    pub fn table_at(&self, id: TableId, place: Place) -> Option<TableId> {
        match (place, self[id].module) {
            (Place::Same, _) => Some(id),
            (Place::Parent, _) => self[id].parents.first().copied(),
            (Place::Part(part), Module::Operation(operation)) => {
                self[operation].table_of(part)
            }
            (Place::Part(_), Module::Shared) | (Place::Answer, _) => None,
        }
    }

    /// The field of a reference in the table `id`.
    #[must_use]
    pub fn referred(&self, id: TableId, field: &Ref) -> Option<&Field> {
        self[self.table_at(id, field.place)?].field(&field.name)
    }

    /// The field of a reference in the table `id`, in each type that encloses that table if
    /// the reference is to a parent.
    pub(crate) fn all_referred<'c, 'f>(
        &'c self,
        id: TableId,
        field: &'f Ref,
    ) -> impl Iterator<Item = &'c Field> + use<'c, 'f> {
        let (tables, table) = match field.place {
            Place::Parent => (self[id].parents.as_slice(), None),
            place => (&[][..], self.table_at(id, place)),
        };
        let tables = tables.iter().copied().chain(table);
        tables.filter_map(|table| self[table].field(&field.name))
    }

    /// The tables of the members of free-form objects.
    #[must_use]
    pub fn members(&self) -> HashSet<TableId> {
        self.rules.iter().filter_map(|rule| rule.test.members()).collect()
    }

    /// The tables of the values of a field: that of its type, and those of the members
    /// that a free-form object has under a condition.
    pub fn held_by<'c>(
        &'c self,
        field: &'c Field,
    ) -> impl Iterator<Item = TableId> + use<'c> {
        let members = field.rules.iter().filter_map(|id| self[*id].test.members());
        field.ty.held().into_iter().chain(members)
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
                self[found[at]].fields.iter().flat_map(|field| self.held_by(field));
            let new: Vec<TableId> =
                children.filter(|child| seen.insert(*child)).collect();
            found.extend(new);
            at += 1;
        }
        found
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
}

/// Implements the access to the items of a contract by their ids.
macro_rules! indexed {
    ($($id:ident => $list:ident: $item:ident,)+) => {$(
        impl Index<$id> for Contract {
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
}
