//! The part of the crate that serves any spec: rules and violations, JSON of wire types,
//! and, behind features, HTTP, clients, the server's side, and tools for tests.
//!
//! Nothing here names an operation, a field or a value, and nothing here imports the
//! generated modules: they import this one, by the names below. `lib.rs` decides what is
//! public.

pub(crate) mod check;
pub(crate) mod date_text;
pub(crate) mod fields;
pub(crate) mod measure;
pub(crate) mod member;
pub(crate) mod percent;
pub(crate) mod pointer;
pub(crate) mod presence;
pub(crate) mod route;
pub(crate) mod rule;
pub(crate) mod service;
pub(crate) mod table;
pub(crate) mod violation;
pub(crate) mod wire;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
pub(crate) mod client;
#[cfg(feature = "http")]
pub(crate) mod http;
#[cfg(not(feature = "pattern"))]
mod no_pattern;
#[cfg(feature = "pattern")]
pub(crate) mod pattern;
#[cfg(feature = "server")]
pub(crate) mod server;
#[cfg(feature = "testing")]
pub mod testing;

#[allow(unused_imports, reason = "a spec may be without some kinds of items")]
pub(crate) use {
    check::Check,
    date_text::{
        compare_dates, compare_moments, compare_times, is_date, is_date_time, is_time,
    },
    measure::{count, count_members, repeated},
    member::{all, member, member_or_null, read},
    presence::{Blanks, Presence, always_present, given, given_value, is_present},
    rule::{Decision, RuleKind, decisions},
    service::{AnswerEnvelope, AuthScope, Envelope, Operation, Service, Success},
    table::{
        Group, HasTable, Json, Marks, Row, RuleRow, Source, Table, part_table, table,
        table_of,
    },
    violation::{Collector, Location, Violations},
    wire::{
        DocumentedKeyError, File, JoinedField, Lenient, Nullable, Object, OpenEnum,
        OperationInfo, ReadField, Redacted, Timestamp, UnknownValue, VisitFields,
        WireRequest, WireStruct, WireValue, lenient_value, members_of, open_enum,
        operation_info, operations, read_answer, read_part, read_request, read_struct,
        same_on_wire, set, show_struct, shown, skip_part, struct_from_json,
        wire_members, wire_request, wire_struct, with_undocumented, write_request,
        write_struct,
    },
};

#[cfg(feature = "typed")]
#[allow(unused_imports, reason = "a spec may be without some kinds of items")]
pub(crate) use wire::{
    ConversionError, ConversionReport, DelimiterError, Joined, OnWire, TypedFields,
    each_into, read_typed, typed_cases, typed_choice, typed_fields, typed_members,
    typed_object, typed_request, typed_struct, undelimited, undelimited_or_null,
};

#[cfg(feature = "http")]
#[allow(unused_imports, reason = "a spec may be without some kinds of items")]
pub(crate) use http::{
    BuildError, ConfigError, Error, FormBody, OperationRequest, PagedRequest, Paging,
    Parts, Response, Waiter, code_of, header, header_items, item_count, joined,
    page_size, plain_text,
};

#[cfg(feature = "http")]
#[allow(unused_imports, reason = "a spec may be without headers of answers")]
pub(crate) use ::http::HeaderMap;

#[cfg(feature = "server")]
#[allow(unused_imports, reason = "a spec may be without operations and forms")]
pub(crate) use server::{
    BodyKind, Call, Dispatcher, Files, Reply, ServedOperation, ServedRequest,
    served_operations,
};

#[cfg(feature = "client")]
#[allow(unused_imports, reason = "a spec may be without operations and headers")]
pub(crate) use client::{
    CallOptions, Client, ClientBuilder, Pages, RequestByName, WaitError, client_methods,
};

#[cfg(feature = "pattern")]
#[allow(unused_imports, reason = "a spec may be without patterns")]
pub(crate) use pattern::{Pattern, pattern};

#[cfg(not(feature = "pattern"))]
#[allow(unused_imports, reason = "a spec may be without patterns")]
pub(crate) use no_pattern::{Pattern, pattern};

#[cfg(feature = "client")]
#[allow(unused_imports, reason = "a spec may be without answers that are files")]
pub(crate) use ::tokio::io::AsyncWrite;
