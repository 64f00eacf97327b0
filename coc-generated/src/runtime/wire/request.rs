//! Requests as a whole: the parts of a request document, written and read under their
//! names. The fields of each part belong to `structs`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};

use super::read::Key;

/// A generated request.
#[allow(dead_code, reason = "a spec may be without operations")]
pub(crate) trait WireRequest: Default {
    /// Names of the parts, in the order of a request document.
    const PARTS: &'static [&'static str];

    /// Writes the parts.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// Reads the value of one of the parts.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        part: &str,
        map: &mut A,
    ) -> Result<(), A::Error>;
}

/// A request with its parts, and the function that checks it:
/// `wire_request! { pub struct Name: check; pub part: Type; ... }`. `new` takes the path
/// and the body. Setters take the query and the headers, so that the first optional
/// parameter of an operation does not change `new`.
#[allow(unused_macros, reason = "a spec may be without operations")]
macro_rules! wire_request {
    ($(#[$about:meta])* pub struct $name:ident: $check:ident; $(pub $part:ident: $ty:ty;)*) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct $name {
            $(
                #[doc = $crate::runtime::wire_request!(@about $part)]
                pub $part: $ty,
            )*
        }

        impl $crate::runtime::WireRequest for $name {
            const PARTS: &'static [&'static str] = &[$(stringify!($part)),*];

            #[allow(unused_variables, reason = "a request may be without parts")]
            fn write<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                $(map.serialize_entry(stringify!($part), &self.$part)?;)*
                Ok(())
            }

            fn read<'de, A: serde::de::MapAccess<'de>>(
                &mut self,
                part: &str,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match part {
                    $(stringify!($part) => $crate::runtime::read_part(&mut self.$part, map),)*
                    _ => $crate::runtime::skip_part(map),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::write_request(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::read_request(deserializer)
            }
        }

        impl $name {
            /// Everything that the documented rules find wrong, warnings included, in the
            /// order of the tables.
            #[must_use]
            pub fn violations(&self) -> $crate::runtime::Violations {
                $crate::runtime::Collector::collect(|found| $check(self, found))
            }

            /// Checks the documented rules. Warnings alone pass;
            /// [`violations`](Self::violations) has them.
            ///
            /// # Errors
            ///
            /// All violations, warnings included, if one of them is an error.
            pub fn validate(&self) -> Result<(), $crate::runtime::Violations> {
                self.violations().into_result()
            }
        }

        $crate::runtime::wire_request!(@new $name; $($part: $ty;)*);
    };

    (@about path) => { "Path parameters." };
    (@about query) => { "Query parameters." };
    (@about header) => { "Header parameters." };
    (@about body) => { "The body." };

    (
        @new $name:ident;
        $(path: $path:ty;)? $(query: $query:ty;)? $(header: $header:ty;)? $(body: $body:ty;)?
    ) => {
        impl $name {
            /// A request from the parts that it needs. Nothing is checked yet.
            #[must_use]
            pub fn new($(path: impl Into<$path>,)? $(body: impl Into<$body>)?) -> Self {
                Self {
                    $(path: Into::<$path>::into(path),)?
                    $(query: <$query>::default(),)?
                    $(header: <$header>::default(),)?
                    $(body: Into::<$body>::into(body),)?
                }
            }

            $(
                /// Sets the query parameters.
                #[must_use]
                pub fn query(mut self, query: impl Into<$query>) -> Self {
                    self.query = query.into();
                    self
                }
            )?

            $(
                /// Sets the header parameters.
                #[must_use]
                pub fn header(mut self, header: impl Into<$header>) -> Self {
                    self.header = header.into();
                    self
                }
            )?
        }
    };
}

/// Writes a request document.
#[allow(dead_code, reason = "a spec may be without operations")]
pub(crate) fn write_request<T: WireRequest, S: Serializer>(
    request: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(T::PARTS.len()))?;
    request.write(&mut map)?;
    map.end()
}

/// Reads a request document. A repeated part is an error, and other keys are skipped.
#[allow(dead_code, reason = "a spec may be without operations")]
pub(crate) fn read_request<'de, T: WireRequest, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Parts<T>(PhantomData<T>);

    impl<'de, T: WireRequest> Visitor<'de> for Parts<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a request document")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut found = T::default();
            let mut seen = Vec::with_capacity(T::PARTS.len());
            while let Some(Key(key)) = map.next_key()? {
                if let Some(part) = T::PARTS.iter().find(|part| **part == key) {
                    if seen.contains(part) {
                        return Err(A::Error::duplicate_field(part));
                    }
                    seen.push(*part);
                }
                found.read(&key, &mut map)?;
            }
            Ok(found)
        }
    }

    deserializer.deserialize_map(Parts(PhantomData))
}

/// Reads a part; `null` is the same as nothing.
#[allow(dead_code, reason = "a spec may be without operations")]
pub(crate) fn read_part<'de, T: Deserialize<'de> + Default, A: MapAccess<'de>>(
    part: &mut T,
    map: &mut A,
) -> Result<(), A::Error> {
    *part = map.next_value::<Option<T>>()?.unwrap_or_default();
    Ok(())
}

/// Reads a value that is no part.
#[allow(dead_code, reason = "a spec may be without operations")]
pub(crate) fn skip_part<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

#[allow(unused_imports, reason = "a spec may be without operations")]
pub(crate) use wire_request;
