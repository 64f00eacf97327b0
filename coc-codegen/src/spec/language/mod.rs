//! The spec language as data: each kind of mapping with its keys, their values and their
//! purposes, and the facts that decisions may cover. Reading a mapping belongs to `read`,
//! rendering the description as a JSON Schema to `editors`.

pub(super) mod file_shapes;
pub(super) mod shape;
pub(super) mod shapes;
pub(super) mod shared_keys;
pub(super) mod table_shapes;
