//! Writes JSON: trees that borrow their texts and keep the order of their keys. Reading
//! JSON belongs to `spec::json`.

use std::borrow::Cow;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'m> {
    Null,
    Bool(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Text(Cow<'m, str>),
    List(Vec<Json<'m>>),
    Object(Object<'m>),
}

/// Pairs of a key and a value, with each key once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Object<'m>(Vec<(Cow<'m, str>, Json<'m>)>);

impl<'m> Object<'m> {
    /// Adds a key that is not there yet.
    pub(crate) fn add(
        &mut self,
        key: impl Into<Cow<'m, str>>,
        value: impl Into<Json<'m>>,
    ) {
        self.0.push((key.into(), value.into()));
    }

    /// Sets the value at a key, in the place of the present one.
    pub(crate) fn set(
        &mut self,
        key: impl Into<Cow<'m, str>>,
        value: impl Into<Json<'m>>,
    ) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(known) => *known = value.into(),
            None => self.add(key, value),
        }
    }

    /// The value at a key.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Json<'m>> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Adds all of `other`, whose keys are not there yet.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(known, _)| known == key)
    }

    /// The keys, in order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_ref())
    }

    /// Adds an item to the list at a key.
    pub(crate) fn append(&mut self, key: &'static str, item: impl Into<Json<'m>>) {
        match self.get_mut(key) {
            Some(Json::List(items)) => items.push(item.into()),
            _ => self.set(key, vec![item.into()]),
        }
    }

    /// Whether there is no key.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'m, K: Into<Cow<'m, str>>, V: Into<Json<'m>>> FromIterator<(K, V)> for Object<'m> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(items: T) -> Self {
        Self(items.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// `object! { "key" => value }`
macro_rules! object {
    () => { $crate::json::Json::Object($crate::json::Object::default()) };
    ($($key:expr => $value:expr),+ $(,)?) => {{
        let mut object = $crate::json::Object::default();
        $(object.add($key, $value);)+
        $crate::json::Json::Object(object)
    }};
}

/// `list![value, value]`
macro_rules! list {
    ($($value:expr),* $(,)?) => { $crate::json::Json::List(vec![$($crate::json::Json::from($value)),*]) };
}

pub(crate) use {list, object};

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
    u64 => value: Self::Unsigned(value),
    f64 => value: Self::Float(value),
    &'m str => value: Self::Text(value.into()),
    &'m String => value: Self::Text(value.into()),
    String => value: Self::Text(value.into()),
    Object<'m> => value: Self::Object(value),
    Vec<Json<'m>> => value: Self::List(value),
}

impl<'m, T: Clone + Into<Self>> From<&[T]> for Json<'m> {
    fn from(values: &[T]) -> Self {
        Self::List(values.iter().cloned().map(Into::into).collect())
    }
}

/// The longest line that holds a list or an object as a whole.
const WIDTH: usize = 100;

impl Json<'_> {
    /// The value as a file.
    pub(crate) fn document(&self) -> String {
        let mut out = String::new();
        self.print(0, &mut out);
        out.push('\n');
        out
    }

    /// Appends the value at the depth `depth`: on one line if it fits, else with each
    /// member on a line of its own, indented by one space a level.
    pub(crate) fn print(&self, depth: usize, out: &mut String) {
        let (start, line) = (out.len(), out.rfind('\n').map_or(0, |end| end + 1));
        if self.print_on_one_line(line.saturating_add(WIDTH), out) {
            return;
        }
        out.truncate(start);
        match self {
            Self::List(items) => {
                members(depth, out, ['[', ']'], items, |item, out| {
                    item.print(depth + 1, out);
                });
            }
            Self::Object(object) => {
                members(depth, out, ['{', '}'], &object.0, |(key, value), out| {
                    text(key, out);
                    out.push_str(": ");
                    value.print(depth + 1, out);
                });
            }
            single => {
                let _ = single.print_on_one_line(usize::MAX, out);
            }
        }
    }

    /// Appends the value on one line, and returns whether the text ends before `end`.
    /// If it does not, a part of the value is missing.
    fn print_on_one_line(&self, end: usize, out: &mut String) -> bool {
        match self {
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Integer(value) => out.push_str(&value.to_string()),
            Self::Unsigned(value) => out.push_str(&value.to_string()),
            // A whole float keeps its point. A float that JSON has no number for is
            // `null`.
            Self::Float(value) => {
                out.push_str(&serde_json::Value::from(*value).to_string());
            }
            Self::Null => out.push_str("null"),
            Self::Text(value) => text(value, out),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    if !item.print_on_one_line(end, out) {
                        return false;
                    }
                }
                out.push(']');
            }
            Self::Object(object) => {
                out.push('{');
                for (at, (key, value)) in object.0.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    text(key, out);
                    out.push_str(": ");
                    if !value.print_on_one_line(end, out) {
                        return false;
                    }
                }
                out.push('}');
            }
        }
        out.len() <= end
    }
}

/// Appends members between brackets, each on a line of its own.
fn members<T>(
    depth: usize,
    out: &mut String,
    [open, close]: [char; 2],
    members: &[T],
    mut print: impl FnMut(&T, &mut String),
) {
    out.push(open);
    for (at, member) in members.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.extend(std::iter::repeat_n(' ', depth + 1));
        print(member, out);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth));
    out.push(close);
}

/// Appends a text in quotes. Most texts have nothing to escape.
fn text(text: &str, out: &mut String) {
    let is_escaped = |byte| byte < b' ' || byte == b'"' || byte == b'\\';
    // The loop does not stop early, so that the compiler can vectorize it.
    if text.bytes().fold(false, |found, byte| found | is_escaped(byte)) {
        return out.push_str(&serde_json::Value::from(text).to_string());
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}
