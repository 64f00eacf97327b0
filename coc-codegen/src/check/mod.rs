//! Turns the raw spec into the model: resolves names, checks rules against the types of
//! their fields, evaluates conditions in every case that they distinguish, and compares
//! examples with the tables. Reports every error and does not stop at the first. YAML
//! syntax and the printing of Rust do not belong here.
//!
//! The passes run in the order of `model`. A pass reads the draft and the results of
//! earlier passes, and returns results of its own, or only reports; `assemble` builds the
//! contract from the results. Each folder has the passes about one subject, and what only
//! they use.

mod answers;
mod assemble;
mod contradictions;
mod copies;
mod decisions;
mod draft;
mod examples;
mod names;
mod operations;
mod rules;
mod spelling;
mod text;
mod typed;
mod unknown;
mod unused;

use crate::arena::Arena;
use crate::diagnostic::{Diagnostics, Reporter};
use crate::model::{Contract, Model, OperationId, Requests, Typed, TypedId, Validators};
use crate::spec::Spec;
use assemble::contract::PassResults;
use draft::resolved::Draft;
use typed::derive::TypedRequests;

/// Checks `spec`, in which `found` was found already. If there is an error, there is no
/// model, and the contract alone is returned.
pub(crate) fn check(
    spec: &Spec,
    found: Diagnostics,
) -> (Result<Model, Box<Contract>>, Diagnostics) {
    let reporter = Reporter::new(found);
    let draft = draft::declare::declare(spec, &reporter);
    let contract = contract(&draft);
    let derived = if reporter.has_errors() { None } else { derive(&draft, &contract) };
    let diagnostics = reporter.finish();
    let model = match derived.filter(|_| !diagnostics.has_errors()) {
        Some(Derived { typed, requests, validators }) => {
            Ok(Model::new(contract, typed, requests, validators))
        }
        None => Err(Box::new(contract)),
    };
    (model, diagnostics)
}

/// Runs the passes up to the contract, and those that compare it with the draft.
fn contract(draft: &Draft<'_>) -> Contract {
    let reporter = draft.reporter;
    operations::endpoints::check(draft);
    operations::areas::check(draft);
    operations::requests::check(draft);
    operations::nullable::check(draft);
    operations::forms::check(draft);
    let decisions = decisions::resolve::resolve(draft);
    decisions::covered::check(draft);
    decisions::origins::check(draft);
    let links = draft::link::link(draft);
    let envelopes = answers::envelopes::envelopes(draft);
    answers::results::check(draft);
    let paginations = answers::pagination::paginations(draft);
    let waiters = answers::waiters::waiters(draft, &envelopes);
    let rules = rules::builder::build(draft, &links);
    contradictions::values::check(draft, &rules);
    contradictions::read_values::check(draft, &links, &rules);
    contradictions::compared::check(draft, &rules);
    operations::sendable::check(draft, &rules);
    let no_errors = !reporter.has_errors();
    let names = names::declarations::assign(draft, &rules, &decisions, &envelopes);
    let shown = examples::documents::compare(draft, &rules, &envelopes);
    let found = PassResults {
        draft,
        links: &links,
        rules: &rules,
        decisions: &decisions,
        envelopes: &envelopes,
        shown: &shown,
        paginations: &paginations,
        waiters: &waiters,
        names,
    };
    let contract = found.assemble();
    typed::derive::case_values(draft);
    if no_errors {
        contradictions::conflicts::check(draft, &contract, &rules);
    }
    // A condition that never holds makes other rules seem to say nothing.
    if !reporter.has_errors() {
        contradictions::presence::check(draft, &contract, &rules);
        contradictions::infinite_types::check(draft, &contract, &rules);
    }
    examples::requests::check(&contract, draft, &rules, &shown);
    if !reporter.has_errors() {
        shown.report_unproven(draft);
    }
    if draft.spec.incomplete.is_empty() {
        decisions::resolve::unused(draft, &decisions);
    }
    unknown::settle(draft, &shown);
    // If a name is misspelt, nothing else may use the declaration that it stands for.
    if !reporter.has_errors() {
        unused::unused(draft, &links);
        envelopes.unused(draft);
        operations::areas::unused(draft);
        copies::check(draft, &waiters);
        spelling::check(draft);
    }
    contract
}

/// The parts of a model that are derived from its contract.
struct Derived {
    typed: Arena<TypedId, Typed>,
    requests: Arena<OperationId, Requests>,
    validators: Validators,
}

/// Derives them from a sound contract; none if the keys about typed requests are wrong.
fn derive(draft: &Draft<'_>, contract: &Contract) -> Option<Derived> {
    let mut typed = typed::derive::derive(draft, contract);
    // Constructors are checked even if there are no typed requests.
    let scopes = typed.as_mut().map(|it| std::mem::take(&mut it.scopes));
    let constructors =
        typed::constructors::make(draft, contract, scopes.unwrap_or_default());
    let TypedRequests { typed, roots, .. } = typed?;
    let requests = roots
        .into_iter()
        .zip(constructors)
        .zip(typed::calls::examples(draft, contract))
        .map(|((typed, constructors), examples)| Requests {
            typed,
            constructors,
            examples,
        })
        .collect();
    let validators = typed::validators::validators(contract);
    Some(Derived { typed, requests, validators })
}
