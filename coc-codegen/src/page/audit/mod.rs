//! Holds a page against the spec. Each finding has its place on the page and in the
//! spec, and is a note if a decision covers it. Reading the page belongs to the modules
//! beside this one.

mod both;
mod claims;
mod conditions;
mod covered;
mod facts;
mod fields;
mod findings;
mod limits;
mod listed;
mod pairs;
mod subject;
mod types;

use super::document::Page;
use crate::diagnostic::Diagnostics;
use crate::spec::Spec;
use claims::Claims;
use findings::Findings;

/// Compares a page with the operation of the spec that has its method and URI. The
/// diagnostics are sorted by their places in the spec.
#[must_use]
pub fn audit(spec: &Spec, page: &Page) -> Diagnostics {
    let mut findings = Findings::default();
    if let Some(subject) = facts::subject(spec, page, &mut findings) {
        facts::compare(&subject, page, &mut findings);
        let claims = Claims::of(&subject, page);
        for pair in pairs::pairs(&subject, page, &mut findings) {
            fields::compare(&subject, page, &pair, &claims, &mut findings);
        }
    }
    findings.finish()
}
