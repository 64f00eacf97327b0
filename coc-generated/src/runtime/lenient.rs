//! Tolerant decoding of answers: the trait that response types implement.
//! The rules of requests, and whether an answer means success, do not belong here.

use serde_json::Value;

/// A type that can be read from JSON without insisting on more than its outermost JSON type.
pub trait Lenient: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// The value itself, unchanged, if it is not of the JSON type that this type is written as.
    fn from_json(value: Value) -> Result<Self, Value>;
}

impl Lenient for Value {
    fn from_json(value: Value) -> Result<Self, Value> {
        Ok(value)
    }
}
