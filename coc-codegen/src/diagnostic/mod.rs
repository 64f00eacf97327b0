//! Diagnostics: a code, a sentence, a place, a likely fix. This module holds, sorts and
//! renders them; `spec` and `check` make them.

mod alike;
mod code;
mod diagnostics;
mod examples;
mod github;
mod json;
mod nearest;
mod repeated;
mod reporter;
mod text;
mod unknown;

pub(crate) use alike::{ascii_look_alike, invisible_character};
pub use code::Code;
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use examples::CodeExample;
pub use nearest::{did_you_mean, misspelt, nearest};
pub(crate) use reporter::Reporter;
pub(crate) use unknown::{Declared, Unknown};
