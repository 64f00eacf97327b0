//! Compares a page with the spec. Each finding has its place on the page and in the
//! spec, and is a note if a decision covers it. Reading the page belongs to the modules
//! beside this one.

mod columns;
mod conditions;
mod context;
mod coverage;
mod findings;
mod limits;
mod operation;
mod page_facts;
mod row_pair;
mod rows;
mod table_pairs;
mod types;
mod values;

use super::document::Page;
use crate::diagnostic::Diagnostics;
use crate::spec::Spec;
use context::AuditContext;
use findings::Findings;

/// Compares a page with the operation of the spec that has its method and URI. The
/// diagnostics are sorted by their places in the spec.
#[must_use]
pub fn audit(spec: &Spec, page: &Page) -> Diagnostics {
    let mut findings = Findings::default();
    if let Some(target) = operation::target(spec, page, &mut findings) {
        page_facts::compare(&target, page, &mut findings);
        let context = AuditContext::of(target, page);
        for tables in table_pairs::table_pairs(&context, &mut findings) {
            rows::compare(&context, tables, &mut findings);
        }
    }
    findings.finish()
}
