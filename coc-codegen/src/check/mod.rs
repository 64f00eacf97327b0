//! From the raw spec to the model: names are looked up, rules are fitted to their
//! fields, conditions are tried out in every case they distinguish, examples are held
//! against the tables. Collects every error and never stops at the first. How things are
//! written in YAML, or look in Rust, does not belong here.
//!
//! Each pass is a file. It reads the draft and keeps what it finds in a table of its
//! own; `assemble` puts the tables together.

mod accessors;
mod assemble;
mod cases;
mod conditions;
mod constructors;
mod decisions;
mod declare;
mod draft;
mod envelopes;
mod examples;
mod limits;
mod link;
mod names;
mod path;
mod requests;
mod rules;
mod shown;
mod typed;
mod typed_names;
mod unused;
mod values;

use crate::diagnostic::Diagnostics;
use crate::model::Model;
use crate::spec::Spec;
use assemble::Found;

/// Checks `spec`. The model is usable only if `diagnostics` has no errors afterwards.
#[must_use]
pub(crate) fn check(spec: &Spec, diagnostics: &mut Diagnostics) -> Model {
    let draft = declare::declare(spec, diagnostics);
    requests::check(&draft, diagnostics);
    let decisions = decisions::resolve(&draft, diagnostics);
    let links = link::link(&draft, diagnostics);
    let envelopes = envelopes::envelopes(&draft, diagnostics);
    let rules = rules::rules(&draft, &links, diagnostics);
    values::check(&draft, &rules, diagnostics);
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
    let mut model = found.assemble();
    if no_errors {
        cases::check(&model, &rules, diagnostics);
    }
    examples::check(&model, &draft, diagnostics);
    if !diagnostics.has_errors() {
        shown.report_unproven(&draft, diagnostics);
    }
    if spec.incomplete.is_empty() {
        decisions::unused(&decisions, diagnostics);
    }
    // A name that is not found leaves the one that was meant without use.
    if !diagnostics.has_errors() {
        unused::unused(&draft, &links, diagnostics);
        constructors::make(spec, &mut model, diagnostics);
        typed::derive(&draft, &mut model, diagnostics);
    }
    model.note_declared();
    model
}
