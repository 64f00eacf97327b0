//! Findings of the checks: a code, a sentence, a place, a likely fix. How it is
//! found out belongs to `spec` and `check`; this room only holds, sorts and prints.

mod code;
mod examples;
mod finding;
mod github;
mod json;
mod nearest;
mod reporter;
mod text;
mod unknown;

pub use code::Code;
pub use examples::Example;
pub use finding::{Diagnostic, Diagnostics, Severity};
pub use nearest::{did_you_mean, misspelt, nearest};
pub(crate) use reporter::Reporter;
pub(crate) use unknown::{Declared, Unknown};
