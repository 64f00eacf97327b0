//! Decides the Rust identifiers of declarations, and refuses those that collide. Names of
//! typed requests belong to `typed`.

pub(super) mod declarations;
pub(super) mod reserved;
pub(super) mod scope;
