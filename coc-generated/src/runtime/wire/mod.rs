//! The JSON side of generated types: what reading and writing them has in common, open
//! enumerations, and the check of a payload's JSON types. Rules belong to the generated
//! validators, HTTP to its own modules.

mod collect_secrets;
#[cfg(feature = "typed")]
mod convert;
mod dynamic;
mod file;
mod json_types;
mod lenient;
mod nullable;
mod object;
mod open_enum;
mod read;
mod request;
mod structs;
mod timestamp;
#[cfg(feature = "typed")]
mod typed;
mod unknown;
mod write;

pub use dynamic::OperationInfo;
pub(crate) use dynamic::{JoinedField, operation_info, operations};
#[cfg(feature = "http")]
pub(crate) use file::Content;
pub use file::File;
pub use lenient::Lenient;
#[cfg(feature = "http")]
pub(crate) use lenient::is_exact;
pub use nullable::Nullable;
pub use object::Object;
pub use open_enum::UnknownValue;
pub use structs::DocumentedKeyError;
pub use timestamp::{Timestamp, TimestampRangeError};

#[cfg(feature = "typed")]
pub use convert::{ConversionError, DelimiterError};

#[cfg(feature = "http")]
pub(crate) use collect_secrets::collect_secrets;
#[cfg(feature = "typed")]
pub(crate) use convert::{
    ConversionReport, Joined, OnWire, TypedFields, each_into, read_typed, undelimited,
    undelimited_or_null,
};
pub(crate) use open_enum::{OpenEnum, WireValue, lenient_value, open_enum};
pub(crate) use read::{read_answer, read_struct, struct_from_json};
pub(crate) use request::{
    WireRequest, read_part, read_request, skip_part, wire_request, write_request,
};
pub(crate) use structs::{
    ReadField, VisitFields, WireStruct, same_on_wire, set, wire_struct,
    with_undocumented,
};
#[cfg(feature = "typed")]
pub(crate) use typed::{
    typed_cases, typed_choice, typed_fields, typed_members, typed_object, typed_request,
    typed_struct,
};
pub(crate) use write::{
    Redacted, members_of, show_struct, shown, wire_members, write_struct,
};
