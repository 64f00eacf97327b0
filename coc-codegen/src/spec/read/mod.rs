//! Readers: each makes a definition of a node of YAML, and reports values that the language
//! does not allow there. A mapping is read key by key (`keys`, `unknown_keys`), a single
//! value by `values`. The meaning of a wrong indentation belongs to `recovery`, the set of
//! keys to `language`, and names that nothing declares to `check`.

mod condition;
mod condition_use;
mod declarations;
mod enumeration;
mod envelopes;
mod field;
mod field_rules;
mod keys;
mod limits;
mod mentions;
mod messages;
pub(super) mod operation;
mod pagination;
mod responses;
pub(super) mod service;
mod table;
pub(super) mod type_expr;
mod unknown_keys;
mod values;
mod waiter;
