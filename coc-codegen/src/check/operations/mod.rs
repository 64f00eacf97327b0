//! Checks that operations can be sent: endpoints, paths, headers, forms, values of
//! parameters, and the areas that operations belong to. Rules of fields belong to `rules`.

pub(super) mod areas;
pub(super) mod endpoints;
pub(super) mod forms;
pub(super) mod nullable;
pub(super) mod requests;
pub(super) mod sendable;
