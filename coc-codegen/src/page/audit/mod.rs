//! Holds a page against the spec. Each finding has its place on the page and in the
//! spec, and is a note if a decision covers it. Reading the page belongs to the modules
//! beside this one.

mod conditions;
mod coverage;
mod findings;
mod interpretation;
mod limits;
mod page_facts;
mod row_pair;
mod rows;
mod table_pairs;
mod target;
mod types;
mod values;

use super::document::Page;
use crate::diagnostic::Diagnostics;
use crate::spec::Spec;
use findings::Findings;
use interpretation::Interpretation;

/// Compares a page with the operation of the spec that has its method and URI. The
/// diagnostics are sorted by their places in the spec.
#[must_use]
pub fn audit(spec: &Spec, page: &Page) -> Diagnostics {
    let mut findings = Findings::default();
    if let Some(target) = page_facts::target(spec, page, &mut findings) {
        page_facts::compare(&target, page, &mut findings);
        let interpretation = Interpretation::of(&target, page);
        for pair in table_pairs::table_pairs(
            &target,
            page,
            &interpretation.assertions.structure,
            &mut findings,
        ) {
            rows::compare(&target, page, &pair, &interpretation, &mut findings);
        }
    }
    findings.finish()
}
