//! The parts of the contract that belong on the page of an operation.

use std::collections::HashSet;

use super::anchors::Anchors;
use crate::model::{
    Content, DecisionId, EnumId, Field, Model, Module, Operation, OperationId, TableId,
    Test,
};

/// Everything that the sections of a page read.
pub(super) struct Context<'m> {
    pub(super) model: &'m Model,
    pub(super) id: OperationId,
    pub(super) operation: &'m Operation,
    pub(super) anchors: Anchors<'m>,
    /// The tables of requests.
    pub(super) request_tables: Vec<TableId>,
    /// The tables that answers alone have.
    pub(super) answer_tables: Vec<TableId>,
    /// The lists of values that these tables name.
    pub(super) lists: Vec<EnumId>,
    /// The decisions of the operation's file, and others that the page mentions.
    pub(super) decisions: Vec<DecisionId>,
}

impl<'m> Context<'m> {
    pub(super) fn new(model: &'m Model, id: OperationId) -> Self {
        let operation = &model[id];
        let request_tables = model.reach(operation.roots().chain(model.service.headers));
        let bodies = operation.responses.iter().filter_map(|it| match &it.body {
            Content::Json(ty) => ty.held(),
            Content::Nothing | Content::Binary => None,
        });
        let mut answer_tables = model.reach(bodies.chain(operation.answer_headers));
        // Two statuses may have the same answer, and requests may hold its types.
        let mut seen: HashSet<TableId> = request_tables.iter().copied().collect();
        answer_tables.retain(|table| seen.insert(*table));
        let mut cx = Self {
            model,
            id,
            operation,
            anchors: Anchors { model, own: Some(id) },
            request_tables,
            answer_tables,
            lists: Vec::new(),
            decisions: Vec::new(),
        };
        cx.lists = cx.collect_lists();
        cx.decisions = cx.collect_decisions();
        cx
    }

    /// The tables of the page.
    pub(super) fn tables(&self) -> impl Iterator<Item = TableId> {
        self.request_tables.iter().chain(&self.answer_tables).copied()
    }

    /// The fields of these tables.
    pub(super) fn fields(&self) -> impl Iterator<Item = (TableId, &'m Field)> {
        let model = self.model;
        self.tables()
            .flat_map(move |id| model[id].fields.iter().map(move |field| (id, field)))
    }

    fn collect_lists(&self) -> Vec<EnumId> {
        let mut seen = HashSet::new();
        let lists = self.fields().flat_map(|(_, field)| {
            let of_rules =
                field.rules.iter().filter_map(|id| match self.model[*id].test {
                    Test::Enum(list) => Some(list),
                    _ => None,
                });
            field.ty.innermost().list().into_iter().chain(of_rules)
        });
        lists.filter(|list| seen.insert(*list)).collect()
    }

    fn collect_decisions(&self) -> Vec<DecisionId> {
        let model = self.model;
        let own = &model.declared(Module::Operation(self.id)).decisions;
        let mut found: Vec<DecisionId> = own.clone();
        found.extend(&self.operation.decisions);
        for id in self.tables() {
            found.extend(&model[id].decisions);
            found.extend(model[id].groups.iter().flat_map(|id| &model[*id].decisions));
        }
        for (_, field) in self.fields() {
            found.extend(&field.decisions);
            found.extend(field.assume_present.iter().chain(&field.all_cases));
            found.extend(field.rules.iter().flat_map(|id| &model[*id].decisions));
        }
        for list in &self.lists {
            found.extend(&model[*list].decisions);
            found.extend(model[*list].values.iter().flat_map(|it| &it.decisions));
        }
        let mut seen = HashSet::new();
        found.retain(|id| seen.insert(*id));
        found
    }
}
