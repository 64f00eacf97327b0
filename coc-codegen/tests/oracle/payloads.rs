//! Random payloads for the operations of a model: valid ones, and ones with violations
//! of every kind.

use std::collections::HashMap;

use coc_codegen::model::{
    Bounds, Format, Literal, Model, Number, Operation, TableId, Test, Type, ValueKind,
};
use serde_json::{Map, Value, json};

use super::dice::Dice;

/// A source of payloads for one operation; the same seed gives the same ones.
pub(crate) struct Payloads<'m> {
    model: &'m Model,
    operation: &'m Operation,
    /// Values that rules and conditions name, and values at limits, by the name of the
    /// field.
    values: HashMap<&'m str, Vec<Value>>,
    /// Keys of maps that rules list, and keys at limits, by the name of the field.
    keys: HashMap<&'m str, Vec<String>>,
    /// Numbers of items above limits that few lists reach, by the name of the field.
    oversized_lists: HashMap<&'m str, usize>,
    /// The limits that the rules of files name, by the name of the field.
    files: HashMap<&'m str, FileLimits>,
    dice: Dice,
}

/// Endings that rules list, and sizes at limits.
#[derive(Default)]
struct FileLimits {
    endings: Vec<String>,
    sizes: Vec<u64>,
}

impl<'m> Payloads<'m> {
    /// Payloads for `operation`.
    pub(crate) fn new(model: &'m Model, operation: &'m Operation, seed: u64) -> Self {
        let mut values: HashMap<&str, Vec<Value>> = HashMap::new();
        for rule in &model.rules {
            rule.when.visit(&mut |field, compared| {
                values
                    .entry(&field.name)
                    .or_default()
                    .extend(compared.iter().map(value_of));
            });
        }
        for field in model.types.iter().flat_map(|table| &table.fields) {
            let tests = field.rules.iter().map(|rule| &model[*rule].test);
            let limits: Vec<Value> =
                tests.flat_map(|test| limits(model, test)).collect();
            let known = values.entry(&field.name).or_default();
            if let Some(delimiter) = &field.delimiter {
                for count in [2, 4] {
                    let lists = limits.iter().map(|item| joined(delimiter, item, count));
                    known.extend(lists.map(Value::from));
                }
                if field.rules.iter().any(|rule| model[*rule].test == Test::Unique) {
                    let lists = [&["a", "b", "a"][..], &["a", "", "", "aa"]];
                    known.extend(lists.map(|items| json!(items.join(delimiter))));
                }
            }
            known.extend(limits);
        }
        values.retain(|_, values| !values.is_empty());
        let mut keys: HashMap<&str, Vec<String>> = HashMap::new();
        for field in model.types.iter().flat_map(|table| &table.fields) {
            let of_keys =
                field.rules.iter().filter_map(|rule| model[*rule].test.of_keys());
            let limits: Vec<Value> =
                of_keys.flat_map(|test| limits(model, test)).collect();
            let texts: Vec<&str> = limits.iter().filter_map(Value::as_str).collect();
            if !texts.is_empty() {
                let known = keys.entry(&field.name).or_default();
                known.extend(texts.into_iter().map(str::to_owned));
            }
        }
        let mut oversized_lists = HashMap::new();
        for field in model.types.iter().flat_map(|table| &table.fields) {
            for rule in &field.rules {
                if let Test::Items(Bounds { max: Some(max), .. }) = &model[*rule].test {
                    let count = usize::try_from(*max).unwrap_or(0) + 1;
                    if (5..=12_000).contains(&count) {
                        oversized_lists.insert(field.name.as_str(), count);
                    }
                }
            }
        }
        let mut files: HashMap<&str, FileLimits> = HashMap::new();
        for field in model.types.iter().flat_map(|table| &table.fields) {
            for test in field.rules.iter().map(|rule| &model[*rule].test) {
                let known = files.entry(&field.name).or_default();
                match test {
                    Test::FileTypes(endings) => known.endings.extend(endings.clone()),
                    Test::Size(Bounds { min, max }) => {
                        let ends = [min, max].into_iter().flatten();
                        known.sizes.extend(ends.flat_map(|end| {
                            [end.saturating_sub(1), *end, end.saturating_add(1)]
                        }));
                    }
                    _ => {}
                }
            }
        }
        Self {
            model,
            operation,
            values,
            keys,
            oversized_lists,
            files,
            dice: Dice::new(seed),
        }
    }

    /// The next payload: a request document of the operation.
    pub(crate) fn next(&mut self) -> Map<String, Value> {
        let mut request = Map::new();
        // The share of wrong values differs from payload to payload, so that many
        // payloads have a single violation.
        let wrong = [2, 10, 40][self.dice.below(3)];
        for (place, table) in &self.operation.parameters {
            self.part(&mut request, place.as_str(), &Type::Struct(*table), wrong);
        }
        if let Some(body) = &self.operation.body {
            self.part(&mut request, "body", body, wrong);
        }
        request
    }

    fn part(
        &mut self,
        request: &mut Map<String, Value>,
        name: &str,
        ty: &Type,
        wrong: usize,
    ) {
        match self.dice.below(200) {
            0 => {}
            1 => drop(request.insert(name.to_owned(), Value::Null)),
            2 => drop(request.insert(name.to_owned(), json!("text"))),
            _ => {
                let value = self.value(name, ty, wrong, 0);
                request.insert(name.to_owned(), value);
            }
        }
    }

    fn object(&mut self, id: TableId, wrong: usize, depth: usize) -> Value {
        let mut object = Map::new();
        for field in &self.model[id].fields {
            if self.dice.chance(25) || depth > 3 {
                continue;
            }
            let members = field.rules.iter();
            let members: Vec<TableId> =
                members.filter_map(|rule| self.model[*rule].test.members()).collect();
            let value = if field.nullable && self.dice.chance(20) {
                Value::Null
            } else if !members.is_empty() && self.dice.chance(85) {
                let table = self.dice.pick(&members);
                self.object(table, wrong, depth + 1)
            } else {
                self.value(&field.name, &field.ty, wrong, depth + 1)
            };
            object.insert(field.name.clone(), value);
        }
        if self.dice.below(20) == 0 {
            object.insert("nobody_documents_this".to_owned(), json!({ "a": [1, null] }));
        }
        Value::Object(object)
    }

    fn value(&mut self, name: &str, ty: &Type, wrong: usize, depth: usize) -> Value {
        if self.dice.chance(wrong) {
            return self.wrong_value();
        }
        // The known values of a field are known values of its items, too.
        let single =
            !matches!(ty, Type::Struct(_) | Type::Array(_) | Type::Map(_) | Type::File);
        if single
            && let Some(values) =
                self.values.get(name).filter(|_| self.dice.below(3) > 0)
        {
            return self.dice.pick(values);
        }
        match ty {
            Type::String => {
                json!(self.dice.pick(&["text", "a,b", "a,,b", "0", "日本", "ab12", "X"]))
            }
            Type::Formatted(format) => json!(self.dice.pick(moments(*format))),
            Type::Enum(id, kind) => {
                let values = &self.model[*id].values;
                let at = self.dice.below(values.len() + 1);
                let unlisted = || match kind {
                    ValueKind::Text => json!("unlisted"),
                    ValueKind::Integer => {
                        self.dice.pick(&[json!(-77), json!(i64::MIN), json!("1")])
                    }
                };
                values.get(at).map_or_else(unlisted, |value| value_of(&value.wire))
            }
            Type::Boolean => json!(self.dice.chance(50)),
            Type::Integer | Type::Long | Type::Timestamp => json!(self.dice.below(2000)),
            Type::Float => {
                self.dice.pick(&[json!(0.5), json!(1), json!(1.5), json!(1.0)])
            }
            Type::File => self.file(name),
            Type::Object => {
                let mut entries = Map::from_iter([("free".to_owned(), json!(1))]);
                if let Some(count) = self.oversized(name) {
                    entries.extend((0..count).map(|at| (format!("k{at}"), json!(at))));
                }
                Value::Object(entries)
            }
            Type::Any => json!("anything"),
            Type::Struct(id) => self.object(*id, wrong, depth),
            Type::Array(inner) => {
                let count = self.dice.below(4);
                let items =
                    (0..count).map(|_| self.value(name, inner, wrong, depth + 1));
                let mut items: Vec<Value> = items.collect();
                if count > 0 && self.dice.chance(15) {
                    items.push(items[0].clone());
                }
                if let Some(count) = self.oversized(name)
                    && let Some(first) = items.first().cloned()
                {
                    items.resize(count, first);
                }
                Value::Array(items)
            }
            Type::Map(inner) => {
                let count = self.dice.below(3);
                let mut entries = Map::new();
                for at in 0..count {
                    let key = match self.keys.get(name) {
                        Some(keys) if self.dice.chance(80) => self.dice.pick(keys),
                        _ if at == 0 => "k/0~".to_owned(),
                        _ => format!("k{at}"),
                    };
                    entries.insert(key, self.value(name, inner, wrong, depth + 1));
                }
                if let Some(count) = self.oversized(name) {
                    let entry = self.value(name, inner, wrong, depth + 1);
                    entries
                        .extend((0..count).map(|at| (format!("k{at}"), entry.clone())));
                }
                Value::Object(entries)
            }
        }
    }

    /// In a few payloads, more items than a field may have.
    fn oversized(&mut self, name: &str) -> Option<usize> {
        let count = self.oversized_lists.get(name)?;
        (self.dice.below(60) == 0).then_some(*count)
    }

    /// The description of a file, now and then with a member that is wrong or missing.
    fn file(&mut self, name: &str) -> Value {
        let known = self.files.get(name);
        let ending = known.map_or(&[][..], |known| &known.endings);
        let endings: Vec<&str> =
            ending.iter().map(String::as_str).chain(["txt"]).collect();
        let ending = self.dice.pick(&endings);
        let name = match self.dice.below(12) {
            0 => ending.to_owned(),
            1 => format!("a.{ending}.exe"),
            2 => format!("é.{}", ending.to_uppercase()),
            _ => format!("a.{ending}"),
        };
        let sizes = known.map_or(&[][..], |known| &known.sizes);
        let sizes: Vec<u64> = sizes.iter().copied().chain([7]).collect();
        let mut file = json!({ "name": name, "size": self.dice.pick(&sizes) });
        match self.dice.below(25) {
            0 => {
                file["size"] = self.dice.pick(&[
                    json!(-1),
                    json!("7"),
                    json!(1.5),
                    json!(u64::MAX),
                ]);
            }
            1 => file["name"] = self.dice.pick(&[json!(""), json!(7), json!(null)]),
            2 => file["content_type"] = self.dice.pick(&[json!(7), json!([])]),
            3 => {
                file["content_type"] =
                    self.dice.pick(&[json!("text/plain"), json!(null)]);
            }
            4 => drop(file.as_object_mut().map(|file| file.remove("size"))),
            5 => file["more"] = json!({ "a": 1 }),
            _ => {}
        }
        file
    }

    /// A value that most fields cannot hold.
    fn wrong_value(&mut self) -> Value {
        let values = [
            json!(null),
            json!(""),
            json!(" "),
            json!(7),
            json!(1.5),
            json!(true),
            json!([]),
            json!({}),
            json!([null]),
            json!(u64::MAX),
            json!(self.model.service.blanks.last()),
        ];
        self.dice.pick(&values)
    }
}

/// Texts that have a format, and texts that nearly have it.
fn moments(format: Format) -> &'static [&'static str] {
    match format {
        Format::Date => {
            &["2024-02-29", "2026-11-29", "2023-02-29", "2026-13-01", "1900-02-29", "x"]
        }
        Format::Time => {
            &["10:00:00", "23:59:59.5", "24:00:00", "10:60:00", "9:00:00", "x"]
        }
        Format::DateTime => &[
            "2026-11-29T10:00:00Z",
            "2026-11-29T12:00:00.000+02:00",
            "2026-11-29T10:00:00.25Z",
            "2026-02-30T10:00:00Z",
            "2026-11-29T10:00:00",
            "2026-11-29T10:00:00+24:00",
        ],
    }
}

/// The values that a rule lists, and values on both sides of each of its limits.
fn limits(model: &Model, test: &Test) -> Vec<Value> {
    match test {
        Test::OneOf(values) => values.iter().map(value_of).collect(),
        Test::Fixed(value) => vec![value_of(value)],
        Test::Enum(list) => model[*list].wires().take(2).map(value_of).collect(),
        Test::Length(Bounds { min, max }) => {
            let ends = [min, max]
                .into_iter()
                .flatten()
                .map(|end| usize::try_from(*end).unwrap_or(0));
            ends.flat_map(|end| [end.saturating_sub(1), end, end + 1])
                .map(|count| json!("é".repeat(count.min(12_000))))
                .collect()
        }
        Test::Range(Bounds { min, max }) => {
            [min, max].into_iter().flatten().flat_map(|end| around(*end)).collect()
        }
        Test::Undelimited(delimiter) => vec![json!(format!("é{delimiter}"))],
        _ => Vec::new(),
    }
}

fn around(end: Number) -> Vec<Value> {
    match end {
        Number::Integer(end) => {
            vec![json!(end.saturating_sub(1)), json!(end), json!(end.saturating_add(1))]
        }
        Number::Float(end) => vec![json!(end - 0.25), json!(end), json!(end + 0.25)],
    }
}

/// Delimited text that repeats one item.
fn joined(delimiter: &str, item: &Value, count: usize) -> String {
    let item = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
    vec![item; count].join(delimiter)
}

/// A literal as JSON.
pub(crate) fn value_of(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => json!(text),
        Literal::Bool(flag) => json!(flag),
        Literal::Number(Number::Integer(number)) => json!(number),
        Literal::Number(Number::Float(number)) => json!(number),
    }
}
