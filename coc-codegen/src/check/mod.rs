//! Turns the raw spec into the model: resolves names, checks rules against the types of
//! their fields, evaluates conditions in every case that they distinguish, and compares
//! examples with the tables. Reports every error and does not stop at the first. YAML
//! syntax and the printing of Rust do not belong here.
//!
//! Each pass is a file. It reads the draft and keeps its results in a table of its own.
//! `assemble` builds the contract from these tables.

mod accessors;
mod assemble;
mod cases;
mod compared;
mod conditions;
mod constructors;
mod decisions;
mod declare;
mod draft;
mod endpoints;
mod envelopes;
mod examples;
mod limits;
mod link;
mod names;
mod origins;
mod path;
mod questions;
mod requests;
mod rules;
mod shown;
mod typed;
mod typed_names;
mod unused;
mod validators;
mod values;

use crate::arena::Arena;
use crate::diagnostic::Diagnostics;
use crate::model::{Contract, Model, Requests, Validators};
use crate::spec::Spec;
use assemble::Found;
use draft::Draft;

/// Checks `spec`. The model is usable only if `diagnostics` has no errors afterwards.
#[must_use]
pub(crate) fn check(spec: &Spec, diagnostics: &mut Diagnostics) -> Model {
    let draft = declare::declare(spec, diagnostics);
    endpoints::check(&draft, diagnostics);
    requests::check(&draft, diagnostics);
    let decisions = decisions::resolve(&draft, diagnostics);
    origins::check(&draft, diagnostics);
    let links = link::link(&draft, diagnostics);
    let envelopes = envelopes::envelopes(&draft, diagnostics);
    let rules = rules::rules(&draft, &links, diagnostics);
    values::check(&draft, &rules, diagnostics);
    compared::check(&draft, &rules, diagnostics);
    let no_errors = !diagnostics.has_errors();
    let names = names::assign(&draft, &rules, &decisions, &envelopes, diagnostics);
    let shown = shown::walk(&draft, diagnostics);
    let found = Found {
        draft: &draft,
        links: &links,
        rules: &rules,
        decisions: &decisions,
        envelopes: &envelopes,
        shown: &shown,
        names,
    };
    let contract = found.assemble();
    typed::case_values(&draft, diagnostics);
    if no_errors {
        cases::check(&contract, &rules, diagnostics);
    }
    examples::check(&contract, &draft, &rules, diagnostics);
    if !diagnostics.has_errors() {
        shown.report_unproven(&draft, diagnostics);
    }
    if spec.incomplete.is_empty() {
        decisions::unused(&decisions, diagnostics);
    }
    // If a name is misspelt, nothing else may use the declaration that it stands for.
    if !diagnostics.has_errors() {
        unused::unused(&draft, &links, diagnostics);
        return with_requests(&draft, contract, diagnostics);
    }
    Model::new(contract, Arena::default(), Arena::default(), Validators::default())
}

/// The model of a sound contract.
fn with_requests(
    draft: &Draft<'_>,
    contract: Contract,
    diagnostics: &mut Diagnostics,
) -> Model {
    let (typed, roots, mut scopes) = typed::derive(draft, &contract, diagnostics)
        .map_or_else(Default::default, |it| (it.typed, it.roots, it.scopes));
    let constructors =
        constructors::make(draft.spec, &contract, &mut scopes, diagnostics);
    let requests = roots
        .into_iter()
        .zip(constructors)
        .map(|(typed, constructors)| Requests { typed, constructors })
        .collect();
    let validators = validators::validators(&contract);
    Model::new(contract, typed, requests, validators)
}
