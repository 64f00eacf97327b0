//! The hand-written half of the crate: everything that does not depend on what the spec says.
//!
//! Here belong the vocabulary of rules and violations, the JSON side of wire types, and (behind features) HTTP:
//! building, signing, sending, retrying, reading answers. Nothing here names an operation, a field or a value, and
//! nothing here imports the generated modules: they import this.

mod check;
mod rule;
mod service;
mod violation;
mod wire;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "pattern")]
mod pattern;
#[cfg(feature = "testing")]
pub mod testing;

#[allow(unused_imports, reason = "a spec may be without groups")]
pub(crate) use check::{Check, count};
pub use rule::{Citation, Decision, Rule, RuleKind, Severity};
pub use service::{AuthScope, Envelope, Operation, Service, Success};
pub use violation::{Collector, Location, Violation, Violations, Warnings};
pub use wire::{
    DocumentedKeyError, Lenient, Object, OperationInfo, Redacted, Timestamp, TimestampRangeError,
    UnknownValue,
};

#[cfg(feature = "typed")]
pub use wire::{ConversionError, DelimiterError};

#[cfg(feature = "http")]
pub use ::{
    bytes::Bytes,
    http::{HeaderMap, Method, StatusCode},
};
#[cfg(feature = "client")]
pub use client::*;
#[cfg(feature = "http")]
pub use http::*;
#[cfg(feature = "pattern")]
pub use pattern::Pattern;
#[cfg(feature = "pattern")]
#[allow(unused_imports, reason = "a spec may be without patterns")]
pub(crate) use pattern::pattern;

#[cfg(feature = "typed")]
#[allow(unused_imports, reason = "a spec may be without typed requests")]
pub(crate) use wire::{
    Form, Part, Rest, each_into, read_typed, show_fields, typed_choice, typed_object, typed_request,
    typed_struct, undelimited,
};
#[allow(unused_imports, reason = "a spec may be without lists of values, or without operations")]
pub(crate) use wire::{
    HasTable, Json, OpenEnum, Row, Table, null_is_empty, open_enum, read_text, same_form, shown, table,
    wire_struct,
};
