//! Tests of the generator as a whole, in one binary.

#[path = "../files/mod.rs"]
mod files;
#[path = "../oracle/mod.rs"]
mod oracle;

mod crates;
mod repository;
mod support;

mod areas;
mod callers;
mod comments;
mod compiles;
mod contract;
mod damaged;
mod diagnostics;
mod diff;
mod documentation;
mod edits;
mod errors;
mod folders;
mod forms;
mod hostile;
mod html;
mod imagined;
mod imports;
mod language;
mod laws;
mod linter;
mod members;
mod named;
mod nullable;
mod outline;
mod outside;
mod pages;
mod parameters;
mod prose;
mod random;
mod reference;
mod samples;
mod semantics;
mod serving;
mod slips;
mod snapshots;
mod stamp;
mod typed;
mod values;
mod waiting;
mod walls;
