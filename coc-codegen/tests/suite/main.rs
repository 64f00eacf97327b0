//! Tests of the generator as a whole, in one binary.

mod support;

mod compiles;
mod diagnostics;
mod hostile;
mod laws;
mod semantics;
mod snapshots;
mod stamp;
mod typed;
mod walls;
