//! The YAML libraries by the names that they have here. The only file that names them:
//! `serde_yaml`, which gives values, is archived upstream and has to be replaceable;
//! `saphyr_parser` gives places and stops nothing.

pub(super) use saphyr_parser::{
    Event, Parser, ScalarStyle, ScanError, Span as ScanSpan, StrInput,
};
pub(super) use serde_yaml::{Error as ValueError, Value, from_str as value};
