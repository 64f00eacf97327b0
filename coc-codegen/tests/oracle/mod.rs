//! Random payloads, and the emitted JSON Schema read as a list of broken rules. Several
//! test binaries share this module, those of the generated crate included. Each binary
//! chooses the specs and asserts that the implementations of the rules agree.

pub(crate) mod dice;
pub(crate) mod payloads;
pub(crate) mod schema;

use std::collections::{BTreeSet, HashMap};

use coc_codegen::model::{Model, Module, Operation, RuleId};

/// Pairs of a rule's id and a JSON pointer.
pub(crate) type Findings = BTreeSet<(String, String)>;

/// The rules that concern an operation, in the order in which they are reported.
pub(crate) struct Rules<'m> {
    model: &'m Model,
    by_id: HashMap<&'m str, RuleId>,
}

impl<'m> Rules<'m> {
    /// The shared rules and the operation's own.
    pub(crate) fn of(model: &'m Model, operation: &Operation) -> Self {
        let own = |module: Module| match module {
            Module::Shared => true,
            Module::Operation(id) => model[id].name == operation.name,
        };
        let rules = model.rules.entries().filter(|(_, rule)| own(rule.module));
        Self { model, by_id: rules.map(|(id, rule)| (rule.id.as_str(), id)).collect() }
    }

    /// Whether a violation of the rule is an error, and not a warning.
    pub(crate) fn is_error(&self, rule: &str) -> bool {
        self.by_id.get(rule).is_some_and(|id| !self.model[*id].is_warning())
    }

    /// Keeps the first error at each pointer, and every warning. A schema reports its
    /// errors in no order, so that its findings can only be compared in this form.
    pub(crate) fn first_errors(
        &self,
        found: impl IntoIterator<Item = (String, String)>,
    ) -> Findings {
        let mut kept = Findings::new();
        let mut first: HashMap<String, (RuleId, String)> = HashMap::new();
        for (rule, pointer) in found {
            let id = self.by_id.get(rule.as_str()).copied();
            let id =
                id.unwrap_or_else(|| panic!("{rule} is not a rule of this operation"));
            if self.model[id].test.is_warning() {
                kept.insert((rule, pointer));
            } else if first.get(&pointer).is_none_or(|(known, _)| id < *known) {
                first.insert(pointer, (id, rule));
            }
        }
        kept.extend(first.into_iter().map(|(pointer, (_, rule))| (rule, pointer)));
        kept
    }
}
