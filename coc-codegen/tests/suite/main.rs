//! Tests of the generator as a whole, in one binary.

#[path = "../cargo/mod.rs"]
mod cargo;
#[path = "../files/mod.rs"]
mod files;
#[path = "../oracle/mod.rs"]
mod oracle;
#[path = "../seeds/mod.rs"]
mod seeds;

mod crates;
mod html;
mod linter;
mod post_office;
mod repository;
mod support;

mod areas;
mod boundaries;
mod callers;
mod clashing_names;
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
mod imports;
mod language;
mod laws;
mod members;
mod nullable;
mod observed;
mod outline;
mod pages;
mod parameters;
mod prose;
mod random;
mod reference;
mod samples;
mod semantics;
mod server;
mod snapshots;
mod stamp;
mod syntax_errors;
mod typed;
mod values;
mod waiting;
