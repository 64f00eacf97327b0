//! JSON Schemas for editors, which complete the keys of the language (`schema`) and the
//! names that a file can use (`completion`). The keys themselves belong to `language`, and
//! diagnostics of unknown names to `check`.

pub(super) mod completion;
mod offers;
pub(super) mod schema;
