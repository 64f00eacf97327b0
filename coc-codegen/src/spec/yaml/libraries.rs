//! The YAML libraries, under names of our own. No other file names them: `serde_yaml`,
//! which gives the values of scalars, is archived upstream and must be replaceable.
//! `saphyr_parser` gives structure and places.

pub(super) use saphyr_parser::{
    Event, Parser, ScalarStyle, ScanError, Span as ScanSpan, StrInput,
};
pub(super) use serde_yaml::{Value, from_str as value};
