//! Reads the fields of a call that are texts on the wire, in its path, its query, its
//! headers or a form, into JSON values of their documented types. The rules of the values
//! belong to validators, and the rest of a body to `server`.

use serde_json::{Number, Value};

use crate::runtime::percent::decode;
use crate::runtime::route::{Parameters, parameters};
use crate::runtime::table::{Json, Table};
use crate::runtime::wire::{Object, OperationInfo};

impl OperationInfo {
    /// Reads the parts `path`, `query` and `header` of a request document from a call, for
    /// [`validate`](Self::validate). It returns `None` if the operation has another path.
    ///
    /// A text becomes a value of the documented type, and stays a text if it is no such
    /// value. A parameter that comes several times, or whose items are joined by a
    /// delimiter, becomes an array. Percent escapes are undone, and `+` stays a plus sign,
    /// as it is one for the signature of the gateway. Headers that are not documented are
    /// left out.
    #[must_use]
    pub fn read_parts<'h, V: AsRef<str>>(
        &self,
        path: &str,
        query: &str,
        headers: impl IntoIterator<Item = (&'h str, V)>,
    ) -> Option<Object> {
        let path = decode(path);
        let path = std::str::from_utf8(&path).ok()?;
        let parameters = parameters(self.operation.path, path)?;
        Some(read_parts(self, &parameters, query, headers))
    }
}

/// The parts `path`, `query` and `header` of a request document. The parameters are
/// decoded.
pub(crate) fn read_parts<'h, V: AsRef<str>>(
    info: &OperationInfo,
    parameters: &Parameters<'_>,
    query: &str,
    headers: impl IntoIterator<Item = (&'h str, V)>,
) -> Object {
    let mut parts = Object::new();
    if let Some(mut fields) = Fields::new(info, "path") {
        for (name, value) in parameters {
            fields.add(name, value);
        }
        parts.insert("path".to_owned(), fields.into_value());
    }
    if let Some(mut fields) = Fields::new(info, "query") {
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            fields.add(&text(name), &text(value));
        }
        parts.insert("query".to_owned(), fields.into_value());
    }
    if let Some(mut fields) = Fields::new(info, "header") {
        for (name, value) in headers {
            fields.add_header(name, value.as_ref());
        }
        parts.insert("header".to_owned(), fields.into_value());
    }
    parts
}

/// Decodes the percent escapes of a text in a URL. `+` stays a plus sign.
fn text(encoded: &str) -> String {
    String::from_utf8_lossy(&decode(encoded)).into_owned()
}

/// The fields of one part of a request, which are texts on the wire.
pub(crate) struct Fields<'i> {
    info: &'i OperationInfo,
    part: &'static str,
    table: &'static Table,
    object: Object,
}

impl<'i> Fields<'i> {
    /// No fields yet, of this part of the operation's requests, if they have it.
    pub(crate) fn new(info: &'i OperationInfo, part: &'static str) -> Option<Self> {
        let row = info.table().rows.iter().find(|row| row.name == part)?;
        let Json::Object(table) = row.json else { return None };
        Some(Self { info, part, table: table(), object: Object::new() })
    }

    /// Adds a value. A name that comes several times has the array of its values.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        let mut rows = self.table.rows.iter();
        let json = rows.find(|row| row.name == name).map_or(Json::Text, |row| row.json);
        match (json, self.info.delimiter(self.part, name)) {
            (Json::Array(inner), Some(delimiter)) => {
                for item in value.split(delimiter) {
                    self.add_item(name, typed(*inner, item));
                }
            }
            (Json::Array(inner), None) => self.add_item(name, typed(*inner, value)),
            _ => self.add_value(name, typed(json, value)),
        }
    }

    /// Adds a header if it is documented, in any case. Others belong to the way that the
    /// request took.
    fn add_header(&mut self, name: &str, value: &str) {
        let mut rows = self.table.rows.iter();
        if let Some(row) = rows.find(|row| row.name.eq_ignore_ascii_case(name)) {
            self.add(row.name, value.trim());
        }
    }

    fn add_item(&mut self, name: &str, item: Value) {
        let list = self.object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(item);
        }
    }

    /// Adds a value that is no text.
    pub(crate) fn add_value(&mut self, name: &str, value: Value) {
        match self.object.get_mut(name) {
            None => {
                self.object.insert(name.to_owned(), value);
            }
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.object)
    }
}

/// The value of a documented type that a text means, or the text if it is no such value.
fn typed(json: Json, text: &str) -> Value {
    let value = match json {
        Json::Text | Json::Any | Json::File | Json::Array(_) => None,
        Json::Boolean => text.parse().ok().map(Value::Bool),
        Json::Integer | Json::Long => text.parse::<i64>().ok().map(Value::from),
        Json::Float => {
            let whole = text.parse::<i64>().ok().map(Number::from);
            whole.or_else(|| Number::from_f64(text.parse().ok()?)).map(Value::Number)
        }
        Json::Free | Json::Object(_) | Json::Map(_) => serde_json::from_str(text).ok(),
    };
    value.unwrap_or_else(|| Value::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Json, Table, typed};
    use crate::runtime::service::Operation;
    use crate::runtime::table::{HasTable, Marks, Row, Source};
    use crate::runtime::wire::{JoinedField, OperationInfo};

    const fn row(name: &'static str, json: Json) -> Row {
        let type_marks = Marks { id: None, decisions: &[], secret: false };
        let source = Source::Own;
        Row { name, source, json, nullable: false, type_marks, rules: &[] }
    }

    /// A table with these rows.
    macro_rules! tables {
        ($($name:ident: [$($row:expr),*];)*) => {$(
            struct $name;

            impl HasTable for $name {
                fn table() -> &'static Table {
                    static TABLE: Table = Table {
                        prefix: "",
                        page: "",
                        number: "",
                        rows: &[$($row),*],
                        groups: &[],
                        rules: std::sync::OnceLock::new(),
                    };
                    &TABLE
                }
            }
        )*};
    }

    tables! {
        Request: [
            row("path", Json::of::<Path>()),
            row("query", Json::of::<Query>()),
            row("header", Json::of::<Header>())
        ];
        Path: [row("id", Json::Text)];
        Query: [
            row("limit", Json::Integer),
            row("words", Json::Array(&Json::Text)),
            row("days", Json::Array(&Json::Long))
        ];
        Header: [row("X-Any", Json::Any), row("X-Is-New", Json::Boolean)];
    }

    static OPERATION: Operation = Operation::new("name", "GET", "/v1/{id}");
    static INFO: OperationInfo = OperationInfo::new(
        &OPERATION,
        &[Request::table, Path::table, Query::table, Header::table],
        &[JoinedField { part: "query", name: "words", delimiter: ',' }],
        |_, _| Ok(()),
    );

    #[test]
    fn texts_become_values_of_their_types() {
        let headers = [("x-any", "1"), ("X-IS-NEW", " true "), ("Accept", "*/*")];
        let query = "limit=%37&words=a%2Cb,c+d&days=1&days=x&other=1&other=2&&empty";
        let parts = INFO.read_parts("/v1/a%2Bb+c", query, headers);
        let expected = json!({
            "path": { "id": "a+b+c" },
            "query": {
                "limit": 7,
                "words": ["a", "b", "c+d"],
                "days": [1, "x"],
                "other": ["1", "2"],
                "empty": "",
            },
            "header": { "X-Any": "1", "X-Is-New": true },
        });
        assert_eq!(parts.map(serde_json::Value::Object), Some(expected));
        let none: [(&str, &str); 0] = [];
        assert_eq!(INFO.read_parts("/v2/a", "", none), None);
    }

    #[test]
    fn a_text_that_is_no_value_of_its_type_stays() {
        for (json, text, value) in [
            (Json::Boolean, "true", json!(true)),
            (Json::Boolean, "yes", json!("yes")),
            (Json::Integer, "-7", json!(-7)),
            (Json::Integer, "7.5", json!("7.5")),
            (Json::Float, "7", json!(7)),
            (Json::Float, "7.5", json!(7.5)),
            (Json::Float, "NaN", json!("NaN")),
            (Json::Free, "{\"a\":1}", json!({ "a": 1 })),
            (Json::Free, "{", json!("{")),
            (Json::Text, "1", json!("1")),
        ] {
            assert_eq!(typed(json, text), value, "{text}");
        }
    }
}
