//! The ids of the parts of a page. A part that the operation's file does not declare has
//! the name of its file in front, so that no two parts share an id.

use super::html::id;
use crate::model::{DecisionId, EnumId, Model, Module, OperationId, Rule, TableId};

/// The ids on the page of one operation, or, without one, on the index.
#[derive(Clone, Copy)]
pub(super) struct Anchors<'m> {
    pub(super) model: &'m Model,
    pub(super) own: Option<OperationId>,
}

impl Anchors<'_> {
    fn scoped(&self, kind: &str, module: Module, name: &str) -> String {
        let scope = match module {
            Module::Operation(it) if Some(it) == self.own => String::new(),
            Module::Operation(it) => format!("{}.", id(&self.model[it].name)),
            Module::Shared => "shared.".to_owned(),
        };
        format!("{kind}-{scope}{}", id(name))
    }

    pub(super) fn table(&self, table: TableId) -> String {
        let item = &self.model[table];
        self.scoped("table", item.module, &item.rust_name)
    }

    pub(super) fn field(&self, table: TableId, name: &str) -> String {
        let item = &self.model[table];
        let table = self.scoped("field", item.module, &item.rust_name);
        format!("{table}.{}", id(name))
    }

    pub(super) fn list(&self, list: EnumId) -> String {
        let item = &self.model[list];
        self.scoped("values", item.module, &item.rust_name)
    }

    pub(super) fn decision(&self, decision: DecisionId) -> String {
        let item = &self.model[decision];
        self.scoped("decision", item.module, &item.name)
    }
}

/// The id of a rule, which is the same on every page.
pub(super) fn rule(rule: &Rule) -> String {
    format!("rule-{}", id(&rule.id))
}

/// The id of an example.
pub(super) fn example(name: &str) -> String {
    format!("example-{}", id(name))
}
