//! The side of a service: authentication, reading and checking requests, and writing
//! answers, over the types of `http`. Routing belongs to `route`, beside this folder.
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
mod served;

pub use answer::{Answer, Refusal};
pub use authenticate::Authenticate;
pub use call::{Call, Reply};
pub use dispatcher::Dispatcher;
pub(crate) use operations::served_operations;
#[allow(unused_imports, reason = "a spec may be without operations and forms")]
pub(crate) use served::{BodyKind, Files, ServedOperation, ServedRequest};
