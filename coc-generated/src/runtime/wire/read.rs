//! Reading wire types from JSON: strictly for requests, tolerantly for answers. The
//! tolerance of single values belongs to `lenient`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor,
};
use serde_json::Value;

use super::lenient::Lenient;
use super::object::Object;
use super::structs::{ReadField, WireStruct};

/// Reads a wire type of a request: each value must have the type of its field, and no
/// field has two values.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(crate) fn read_struct<'de, T: WireStruct, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Fields<T>(PhantomData<T>);

    impl<'de, T: WireStruct> Visitor<'de> for Fields<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut found = T::default();
            while let Some(Key(key)) = map.next_key()? {
                found.read(&key, Entry { map: &mut map, key: &key })?;
            }
            Ok(found)
        }
    }

    /// The value of the key, which is read next.
    struct Entry<'a, A> {
        map: &'a mut A,
        key: &'a str,
    }

    impl<'de, A: MapAccess<'de>> ReadField<'de> for Entry<'_, A> {
        type Error = A::Error;

        fn field<T: Deserialize<'de> + Lenient>(
            self,
            field: &mut Option<T>,
        ) -> Result<(), A::Error> {
            if field.is_some() {
                let twice = format_args!("duplicate field `{}`", self.key);
                return Err(A::Error::custom(twice));
            }
            *field = self.map.next_value::<Option<T>>()?.or_else(T::null);
            Ok(())
        }

        fn on_no_page<T: DeserializeOwned + Lenient>(
            self,
            field: &mut Option<T>,
            keys: &mut Object,
        ) -> Result<(), A::Error> {
            if field.is_some() || keys.contains_key(self.key) {
                let twice = format_args!("duplicate field `{}`", self.key);
                return Err(A::Error::custom(twice));
            }
            let value: Value = self.map.next_value()?;
            match Option::<T>::deserialize(&value) {
                Ok(read) => *field = read.or_else(T::null),
                Err(_) => drop(keys.insert(self.key.to_owned(), value)),
            }
            Ok(())
        }

        fn undocumented(self, keys: &mut Object) -> Result<(), A::Error> {
            keys.insert(self.key.to_owned(), self.map.next_value()?);
            Ok(())
        }
    }

    deserializer.deserialize_map(Fields(PhantomData))
}

/// A key, borrowed from the input where that allows it.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(super) struct Key<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text)))
            }
        }

        deserializer.deserialize_string(Text)
    }
}

/// Reads a wire type of an answer.
#[allow(dead_code, reason = "a spec may be without answers")]
pub(crate) fn read_answer<'de, T: Lenient, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    T::from_json(value).map_err(|_| D::Error::custom("expected an object"))
}

/// Reads a wire type tolerantly. A value that cannot be read as the type of its field is
/// kept unchanged among the undocumented keys.
#[allow(dead_code, reason = "a spec may be without answers")]
pub(crate) fn struct_from_json<T: WireStruct>(value: Value) -> Result<T, Value> {
    struct Entry(Value);

    impl Entry {
        fn read<T: Lenient>(self, field: &mut Option<T>) -> Result<(), Value> {
            *field =
                if self.0.is_null() { T::null() } else { Some(T::from_json(self.0)?) };
            Ok(())
        }
    }

    impl ReadField<'_> for Entry {
        type Error = Value;

        fn field<T: Lenient>(self, field: &mut Option<T>) -> Result<(), Value> {
            self.read(field)
        }

        fn on_no_page<T: Lenient>(
            self,
            field: &mut Option<T>,
            _: &mut Object,
        ) -> Result<(), Value> {
            self.read(field)
        }

        fn undocumented(self, _: &mut Object) -> Result<(), Value> {
            Err(self.0)
        }
    }

    let mut found = T::default();
    for (key, value) in Object::from_json(value)? {
        if let Err(value) = found.read(&key, Entry(value)) {
            found.undocumented_mut().insert(key, value);
        }
    }
    Ok(found)
}
