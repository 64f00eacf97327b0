//! Small broken specs for every code, with the places and words of their diagnostics.

mod case;
mod declarations;
mod examples;
mod operations;
mod rules;
mod texts;
mod typed;

use case::Case;

/// Every case.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    let groups = [
        texts::CASES,
        rules::CASES,
        declarations::CASES,
        operations::CASES,
        examples::CASES,
        typed::CASES,
    ];
    groups.into_iter().flatten()
}
