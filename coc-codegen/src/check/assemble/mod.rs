//! Builds the contract from the results of the passes.

pub(super) mod contract;
pub(super) mod rules;
