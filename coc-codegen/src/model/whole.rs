//! The model: the contract, and the typed requests and validators that are derived from
//! it.

use std::collections::BTreeMap;
use std::ops::{Deref, Index};

use super::constructor::Constructor;
use super::contract::Contract;
use super::example::Example;
use super::id::{DecisionId, EnumId, Module, OperationId, RuleId, TableId, TypedId};
use super::typed::{Member, Shape, Typed};
use super::validators::Validators;
use crate::arena::Arena;

/// The model of a service. It dereferences to its [`Contract`].
#[derive(Debug, Clone, Default)]
pub struct Model {
    contract: Contract,
    /// Typed requests and their parts.
    pub typed: Arena<TypedId, Typed>,
    /// The typed request, the constructors and the examples of each operation.
    pub requests: Arena<OperationId, Requests>,
    /// The functions that check requests.
    pub validators: Validators,
    declared: BTreeMap<Module, Declared>,
}

/// The typed request, the constructors and the examples of an operation.
#[derive(Debug, Clone)]
pub struct Requests {
    /// Its typed request.
    pub typed: TypedId,
    /// Its constructors.
    pub constructors: Vec<Constructor>,
    /// Documented requests, then documented answers.
    pub examples: Vec<Example>,
}

/// The declarations of one file, in its order.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// Enumerations.
    pub enums: Vec<EnumId>,
    /// Parameter tables, then declared types.
    pub types: Vec<TableId>,
    /// Rules of these tables.
    pub rules: Vec<RuleId>,
    /// Decisions.
    pub decisions: Vec<DecisionId>,
    /// Typed requests and what they are made of.
    pub typed: Vec<TypedId>,
}

impl Deref for Model {
    type Target = Contract;

    fn deref(&self) -> &Contract {
        &self.contract
    }
}

impl Model {
    /// The model of a contract with these typed requests.
    pub(crate) fn new(
        contract: Contract,
        typed: Arena<TypedId, Typed>,
        requests: Arena<OperationId, Requests>,
        validators: Validators,
    ) -> Self {
        let mut declared: BTreeMap<Module, Declared> = BTreeMap::new();
        for (id, item) in contract.enums.entries() {
            declared.entry(item.module).or_default().enums.push(id);
        }
        for (id, item) in contract.types.entries() {
            declared.entry(item.module).or_default().types.push(id);
        }
        for (id, rule) in contract.rules.entries() {
            declared.entry(rule.module).or_default().rules.push(id);
        }
        for (id, decision) in contract.decisions.entries() {
            declared.entry(decision.module).or_default().decisions.push(id);
        }
        for (id, whole) in typed.entries().filter(|(_, typed)| typed.is_whole) {
            parts(&typed, id, &mut declared.entry(whole.module).or_default().typed);
        }
        Self { contract, typed, requests, validators, declared }
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
        self.declared.get(&module).unwrap_or(&NONE)
    }

    /// The declarations of all modules that have any.
    pub fn modules(&self) -> impl Iterator<Item = (Module, &Declared)> {
        self.declared.iter().map(|(module, declared)| (*module, declared))
    }
}

/// The ids of a typed request or object and of its parts.
fn parts(typed: &Arena<TypedId, Typed>, id: TypedId, order: &mut Vec<TypedId>) {
    order.push(id);
    match &typed[id].shape {
        Shape::Choice { cases, .. } => {
            cases.iter().for_each(|case| parts(typed, *case, order));
        }
        Shape::Struct(members) => {
            for member in members {
                if let Member::Choice { ty, .. } = member {
                    parts(typed, *ty, order);
                }
            }
        }
    }
}

impl<I> Index<I> for Model
where
    Contract: Index<I>,
{
    type Output = <Contract as Index<I>>::Output;

    fn index(&self, id: I) -> &Self::Output {
        &self.contract[id]
    }
}

impl Index<TypedId> for Model {
    type Output = Typed;

    fn index(&self, id: TypedId) -> &Typed {
        &self.typed[id]
    }
}
