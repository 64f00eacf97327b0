//! JSON in the making: trees that borrow what they can from the model, keep the order of their keys, and are printed.
//! What the JSON says does not belong here.

use std::borrow::Cow;
use std::io;

use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, PrettyFormatter};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'m> {
    Bool(bool),
    Integer(i64),
    Count(u64),
    Float(f64),
    Text(Cow<'m, str>),
    List(Vec<Json<'m>>),
    Object(Object<'m>),
}

/// Keys, each once, with their values.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Object<'m>(Vec<(Cow<'m, str>, Json<'m>)>);

impl<'m> Object<'m> {
    /// Adds a key that is not there yet.
    pub(super) fn add(&mut self, key: impl Into<Cow<'m, str>>, value: impl Into<Json<'m>>) {
        self.0.push((key.into(), value.into()));
    }

    /// Puts a value at a key, in the place of what is there.
    pub(super) fn set(&mut self, key: impl Into<Cow<'m, str>>, value: impl Into<Json<'m>>) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(known) => *known = value.into(),
            None => self.add(key, value),
        }
    }

    /// The value at a key.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Json<'m>> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Adds all of `other`, whose keys are not there yet.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'m, K: Into<Cow<'m, str>>> FromIterator<(K, Self)> for Object<'m> {
    fn from_iter<T: IntoIterator<Item = (K, Self)>>(items: T) -> Self {
        Self(items.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// `object! { "key" => value }`
macro_rules! object {
    () => { $crate::emit::openapi::json::Json::Object($crate::emit::openapi::json::Object::default()) };
    ($($key:expr => $value:expr),+ $(,)?) => {{
        let mut object = $crate::emit::openapi::json::Object::default();
        $(object.add($key, $value);)+
        $crate::emit::openapi::json::Json::Object(object)
    }};
}

/// `list![value, value]`
macro_rules! list {
    ($($value:expr),* $(,)?) => { $crate::emit::openapi::json::Json::List(vec![$($crate::emit::openapi::json::Json::from($value)),*]) };
}

pub(super) use {list, object};

macro_rules! from {
    ($($source:ty => $value:ident: $json:expr,)+) => {$(
        impl<'m> From<$source> for Json<'m> {
            fn from($value: $source) -> Self {
                $json
            }
        }
    )+};
}

from! {
    bool => value: Self::Bool(value),
    i32 => value: Self::Integer(i64::from(value)),
    i64 => value: Self::Integer(value),
    u64 => value: Self::Count(value),
    f64 => value: Self::Float(value),
    &'m str => value: Self::Text(value.into()),
    &'m String => value: Self::Text(value.into()),
    String => value: Self::Text(value.into()),
    Object<'m> => value: Self::Object(value),
    Vec<Json<'m>> => value: Self::List(value),
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Count(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(object) => serializer.collect_map(object.0.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl Json<'_> {
    /// Appends the value with one space a level, as it looks `depth` levels further in.
    pub(super) fn print(&self, depth: usize, out: &mut String) {
        let mut bytes = Vec::new();
        let mut formatter = PrettyFormatter::with_indent(b" ");
        for _ in 0..depth {
            // A formatter knows where it is from the brackets that it was asked for.
            let _ = formatter.begin_object(&mut io::sink());
        }
        // Writing to memory cannot fail, and every key is text.
        let _ = self.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter));
        out.push_str(&String::from_utf8(bytes).unwrap_or_default());
    }
}
