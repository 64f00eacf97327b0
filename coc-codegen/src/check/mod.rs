//! Turns the raw spec into the model: resolves names, checks rules against the types of
//! their fields, evaluates conditions in every case that they distinguish, and compares
//! examples with the tables. Reports every error and does not stop at the first. YAML
//! syntax and the printing of Rust do not belong here.
//!
//! Each pass is a file. It reads the draft and keeps its results in a table of its own.
//! `assemble` builds the contract from these tables.

mod accessors;
mod answer_cases;
mod answers;
pub(crate) mod areas;
mod assemble;
mod assemble_rules;
mod broken_rules;
mod calls;
mod cases;
mod compared;
mod comparisons;
mod conditions;
mod conflicts;
mod consequences;
mod constraints;
mod constructor_examples;
mod constructors;
mod copies;
mod counts;
mod covered;
mod cycles;
mod decisions;
mod declare;
mod delimiters;
mod documents;
mod draft;
mod endpoints;
mod ends;
mod envelopes;
mod example_names;
mod examples;
mod file_types;
mod forms;
mod group_rules;
mod group_values;
mod infinite_types;
mod kept;
mod limits;
mod link;
mod lists;
mod members;
mod names;
mod nullable;
mod origins;
mod page_places;
mod pagination;
mod path;
mod pattern;
mod presence;
mod read_values;
mod requests;
mod reserved;
mod rule_builder;
mod rule_ids;
mod rules;
mod scope;
mod sendable;
mod shown;
mod sound_parts;
mod symbols;
mod typed;
mod typed_names;
mod unknown;
mod unreadable;
mod unused;
mod validators;
mod value_tests;
mod values;
mod waiters;
mod walk;

use crate::arena::Arena;
use crate::diagnostic::{Diagnostics, Reporter};
use crate::model::{Contract, Model, Requests, Validators};
use crate::spec::Spec;
use assemble::PassResults;
use draft::Draft;

/// Checks `spec`, in which `found` was found already. The model is usable only if the
/// diagnostics have no errors.
#[must_use]
pub(crate) fn check(spec: &Spec, found: Diagnostics) -> (Model, Diagnostics) {
    let reporter = Reporter::new(found);
    let model = model(spec, &reporter);
    (model, reporter.finish())
}

/// Runs the passes.
fn model(spec: &Spec, reporter: &Reporter) -> Model {
    let draft = declare::declare(spec, reporter);
    endpoints::check(&draft);
    areas::check(&draft);
    requests::check(&draft);
    nullable::check(&draft);
    forms::check(&draft);
    let decisions = decisions::resolve(&draft);
    covered::check(&draft);
    origins::check(&draft);
    let links = link::link(&draft);
    let envelopes = envelopes::envelopes(&draft);
    let paginations = pagination::paginations(&draft);
    let waiters = waiters::waiters(&draft, &envelopes);
    let rules = rule_builder::build(&draft, &links);
    values::check(&draft, &rules);
    read_values::check(&draft, &links, &rules);
    compared::check(&draft, &rules);
    sendable::check(&draft, &rules);
    let no_errors = !reporter.has_errors();
    let names = names::assign(&draft, &rules, &decisions, &envelopes);
    let shown = documents::compare(&draft, &rules, &envelopes);
    let found = PassResults {
        draft: &draft,
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
    typed::case_values(&draft);
    if no_errors {
        conflicts::check(&draft, &contract, &rules);
    }
    // A condition that never holds makes other rules seem to say nothing.
    if no_errors && !reporter.has_errors() {
        presence::check(&draft, &contract, &rules);
        infinite_types::check(&draft, &contract, &rules);
    }
    examples::check(&contract, &draft, &rules, &shown);
    if !reporter.has_errors() {
        shown.report_unproven(&draft);
    }
    if spec.incomplete.is_empty() {
        decisions::unused(&draft, &decisions);
    }
    unknown::settle(&draft, &shown);
    // If a name is misspelt, nothing else may use the declaration that it stands for.
    if !reporter.has_errors() {
        unused::unused(&draft, &links);
        envelopes.unused(&draft);
        areas::unused(&draft);
        copies::check(&draft, &waiters);
        unreadable::check(&draft);
        return with_requests(&draft, contract);
    }
    Model::new(contract, Arena::default(), Arena::default(), Validators::default())
}

/// The model of a sound contract.
fn with_requests(draft: &Draft<'_>, contract: Contract) -> Model {
    let (typed, roots, mut scopes) = typed::derive(draft, &contract)
        .map_or_else(Default::default, |it| (it.typed, it.roots, it.scopes));
    let constructors = constructors::make(draft, &contract, &mut scopes);
    let requests = roots
        .into_iter()
        .zip(constructors)
        .zip(calls::examples(draft, &contract))
        .map(|((typed, constructors), examples)| Requests {
            typed,
            constructors,
            examples,
        })
        .collect();
    let validators = validators::validators(&contract);
    Model::new(contract, typed, requests, validators)
}
