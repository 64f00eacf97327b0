//! Reads the examples, which are JSON texts: their values, the places of these, and the
//! probable cause of an error of syntax. Comparing an example with the tables belongs to
//! `check`.

pub(super) mod example;
mod mistakes;
pub(super) mod tokens;
