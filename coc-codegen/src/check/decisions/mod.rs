//! Resolves mentions of decisions and origins, and compares them with the facts that they
//! are about.

pub(super) mod covered;
pub(super) mod origins;
pub(super) mod resolve;
