//! The side of a service: routing, authentication, reading and checking requests, and
//! writing answers, over the types of `http`.
//!
//! Nothing here listens, or collects a body: any server that uses those types can call a
//! dispatcher. Carrying out an operation belongs to an implementation of the
//! generated trait.

mod answer;
mod authenticate;
mod call;
mod dispatcher;
mod document;
mod multipart;
mod operations;
mod route;
mod served;

pub use answer::{Answer, Refusal};
pub use authenticate::Authenticate;
pub use call::{Call, Reply};
pub use dispatcher::Dispatcher;
pub(crate) use operations::served_operations;
#[allow(unused_imports, reason = "not every server looks at a request first")]
pub(crate) use route::meant;
#[allow(unused_imports, reason = "a spec may be without operations and forms")]
pub(crate) use served::{BodyForm, Files, Route, ServedRequest};
