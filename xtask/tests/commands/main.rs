//! The commands as people run them: the text that they print, the files that they write,
//! and the files that they leave alone.

#[path = "../../../coc-codegen/tests/files/mod.rs"]
mod files;

#[cfg(feature = "page")]
mod pages;
mod printing;
mod reference;
mod staleness;
mod workspace;
mod writing;
