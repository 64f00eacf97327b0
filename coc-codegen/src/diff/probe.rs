//! Probe values: values on both sides of every limit of a rule, so that different rules
//! accept different values.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::{
    Bounds, Enum, Field, FileMember, Literal, Model, Number, Test, Type, ValueKind,
};

/// The character that probe texts consist of. No list of values contains it.
const FILLER: char = 'é';

/// The greatest length of probe texts and lists.
const LONGEST: u64 = 5_000;

/// The largest number of probe items.
const ITEMS: usize = 24;

/// Whether a text is a filler, of which only the length matters. It counts as a match of a
/// pattern that both versions of a field have.
pub(super) fn is_filler(text: &str) -> bool {
    text.chars().all(|c| c == FILLER)
}

/// A filler of this many characters, within bounds.
fn filler(length: u64) -> Value {
    let length = usize::try_from(length.clamp(1, LONGEST)).unwrap_or(1);
    json!(FILLER.to_string().repeat(length))
}

/// Probe values for a field, by its rules in both versions.
pub(super) fn values(sides: &[(&Model, &Field)]) -> Vec<Value> {
    let mut found = Vec::new();
    for (model, field) in sides {
        let tests: Vec<(bool, &Test)> =
            field.rules.iter().map(|id| (model[*id].each, &model[*id].test)).collect();
        let own = tests.iter().filter(|(each, _)| !each || field.delimiter.is_some());
        let mut values: Vec<Value> =
            own.flat_map(|(_, test)| at_limits(model, test)).collect();
        if let Some(delimiter) = &field.delimiter {
            values.extend(joined(delimiter, &values, &tests));
        }
        found.extend(values);
        let mut items: Vec<Value> = tests
            .iter()
            .filter(|(each, _)| *each)
            .flat_map(|(_, test)| at_limits(model, test))
            .collect();
        items.extend(plain(model, field.ty.innermost()));
        items.truncate(ITEMS);
        let counts = counts(&tests);
        if tests.iter().any(|(_, test)| **test == Test::Unique) {
            found.extend(distinct(field, &items, &counts));
        }
        found.extend(items.iter().flat_map(|item| nested(&field.ty, item, &counts)));
        found.extend(nested(&field.ty, &Value::Null, &[0]));
        found.extend(keyed(model, &field.ty, &tests, &items, &counts));
        found.extend(plain(model, &field.ty));
    }
    if sides.iter().any(|(_, field)| field.ty == Type::File) {
        found.extend(files(sides));
    }
    // Adds a value of every JSON type, for fields whose type changes, or becomes a warning.
    let warns = |(model, field): &(&Model, &Field)| {
        field.rules.iter().any(|rule| model[*rule].on_no_page)
    };
    let is_same = |a: &(&Model, &Field), b: &(&Model, &Field)| {
        alike(&a.1.ty, &b.1.ty) && warns(a) == warns(b)
    };
    if !matches!(sides, [a, b] if is_same(a, b)) {
        found.extend([json!(true), json!(7), json!(i64::MAX), json!(0.5)]);
        found.extend([filler(3), json!([]), json!({})]);
    }
    let mut once: Vec<Value> = Vec::new();
    for value in found {
        if !value.is_null() && !once.contains(&value) {
            once.push(value);
        }
    }
    // In other fields, null counts as absent.
    let has_null = sides.iter().any(|(_, field)| field.nullable);
    once.extend(has_null.then_some(Value::Null));
    once
}

/// Bodies of every JSON type, with items and entries of the simplest ones: enough to find
/// one that only one of two types allows.
pub(super) fn bodies() -> Vec<Value> {
    vec![
        json!([]),
        json!({}),
        json!(7),
        json!(5_000_000_000_i64),
        json!(0.5),
        json!(true),
        json!("text"),
        json!([7]),
        json!([[]]),
        json!([{}]),
        json!(["text"]),
        json!({ "k": 7 }),
        json!({ "k": [] }),
        json!({ "k": {} }),
        json!({ "k": "text" }),
        json!([[{}]]),
        json!({ "k": [{}] }),
    ]
}

/// Whether values of two types have the same JSON types, without the fields of objects.
pub(super) fn alike(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Enum(_, kind), other) | (other, Type::Enum(_, kind)) => {
            alike(&kind.plain(), other)
        }
        (Type::Array(a), Type::Array(b)) | (Type::Map(a), Type::Map(b)) => alike(a, b),
        (Type::Long | Type::Timestamp, Type::Long | Type::Timestamp)
        | (Type::Object | Type::Struct(_), Type::Object | Type::Struct(_)) => true,
        (a, b) => a == b || (a.is_text() && b.is_text()),
    }
}

/// Probe values by the type alone.
fn plain(model: &Model, ty: &Type) -> Vec<Value> {
    match ty {
        Type::String => vec![filler(3), filler(1), filler(40)],
        Type::Formatted(format) => {
            let texts = format.examples().map(|text| json!(text));
            texts.into_iter().chain([filler(3), filler(1), filler(40)]).collect()
        }
        Type::Enum(list, kind) => {
            let values = model[*list].wires().map(value_of);
            let other = match kind {
                ValueKind::Text => filler(3),
                ValueKind::Integer => json!(unlisted(&model[*list])),
            };
            values.chain([other]).collect()
        }
        Type::Boolean => vec![json!(true), json!(false)],
        Type::Integer => vec![json!(7), json!(-7)],
        Type::Long | Type::Timestamp => vec![json!(7), json!(i64::MAX)],
        Type::Float => vec![json!(7), json!(0.5)],
        Type::Object | Type::Struct(_) | Type::Map(_) => vec![json!({})],
        Type::File => vec![file("é", 7)],
        Type::Array(_) => vec![json!([])],
        Type::Any => vec![json!([7]), json!({ "a": 7 }), json!(true), filler(3)],
    }
}

/// A whole number that an enumeration does not list.
fn unlisted(list: &Enum) -> i64 {
    let is_listed =
        |number: &i64| list.value(&Literal::Number(Number::Integer(*number))).is_some();
    (0..).find(|number| !is_listed(number)).unwrap_or_default()
}

/// Files with each ending that a rule lists, and with none, in sizes on both sides of
/// every limit.
fn files(sides: &[(&Model, &Field)]) -> Vec<Value> {
    let tests = sides.iter().flat_map(|(model, field)| {
        field.rules.iter().map(|id| -> &Test { &model[*id].test })
    });
    let (mut names, mut sizes) = (vec!["é".to_owned()], vec![7]);
    for test in tests {
        match test {
            Test::FileTypes(endings) => {
                names.extend(endings.iter().map(|ending| format!("é.{ending}")));
            }
            Test::Size(bounds) => sizes.extend(around(*bounds)),
            _ => {}
        }
    }
    let sizes = sizes.iter();
    sizes.flat_map(|size| names.iter().map(|name| file(name, *size))).collect()
}

/// The description of a file.
fn file(name: &str, size: u64) -> Value {
    json!({ FileMember::Name.as_str(): name, FileMember::Size.as_str(): size })
}

/// The values that a rule lists, and values on both sides of its limits.
fn at_limits(model: &Model, test: &Test) -> Vec<Value> {
    match test {
        Test::Enum(list) => model[*list].wires().map(value_of).collect(),
        Test::OneOf(values) => values.iter().map(value_of).collect(),
        Test::Fixed(value) => vec![value_of(value)],
        Test::Format(format) => vec![json!(format.example())],
        Test::Length(bounds) => around(*bounds).into_iter().map(filler).collect(),
        Test::Range(Bounds { min, max }) => {
            let ends = [min, max].into_iter().flatten();
            ends.flat_map(|end| match end {
                Number::Integer(end) => vec![
                    json!(end.saturating_sub(1)),
                    json!(end),
                    json!(end.saturating_add(1)),
                ],
                Number::Float(end) => {
                    vec![json!(end - 0.25), json!(end), json!(end + 0.25)]
                }
            })
            .collect()
        }
        Test::Undelimited(delimiter) => {
            vec![json!(format!("{FILLER}{delimiter}{FILLER}")), filler(3)]
        }
        _ => Vec::new(),
    }
}

/// The numbers on both sides of each bound.
fn around(bounds: Bounds<u64>) -> Vec<u64> {
    let ends = [bounds.min, bounds.max].into_iter().flatten();
    ends.flat_map(|end| [end.saturating_sub(1), end, end.saturating_add(1)]).collect()
}

/// The lengths of probe lists.
fn counts(tests: &[(bool, &Test)]) -> Vec<u64> {
    let bounds = tests.iter().filter_map(|(_, test)| match test {
        Test::Items(bounds) => Some(around(*bounds)),
        _ => None,
    });
    bounds.flatten().chain([1, 2]).collect()
}

/// Delimited texts of probe items.
fn joined(delimiter: &str, items: &[Value], tests: &[(bool, &Test)]) -> Vec<Value> {
    let items = items.iter().filter_map(Value::as_str).map(str::to_owned);
    let items: Vec<String> =
        items.chain([FILLER.to_string().repeat(3)]).take(ITEMS).collect();
    let lists = items.iter().flat_map(|item| {
        let counts = counts(tests).into_iter().filter(|count| *count <= LONGEST);
        counts.filter_map(move |count| {
            let count = usize::try_from(count).ok().filter(|count| *count > 0)?;
            Some(json!(vec![item.as_str(); count].join(delimiter)))
        })
    });
    let empty = items.first().map(|item| json!(format!("{item}{delimiter}")));
    lists.chain(empty).collect()
}

/// Lists without repeated items.
fn distinct(field: &Field, items: &[Value], counts: &[u64]) -> Vec<Value> {
    let mut once: Vec<&Value> = Vec::new();
    for item in items {
        if !once.contains(&item) {
            once.push(item);
        }
    }
    let counts = counts.iter().filter_map(|count| usize::try_from(*count).ok());
    let lists = counts.filter(|count| *count <= once.len()).map(|count| &once[..count]);
    let texts = |list: &[&Value]| {
        list.iter().filter_map(|it| it.as_str()).map(str::to_owned).collect::<Vec<_>>()
    };
    match &field.delimiter {
        Some(delimiter) => {
            lists.map(|list| json!(texts(list).join(delimiter))).collect()
        }
        None => lists.map(|list| json!(list)).collect(),
    }
}

/// Maps with keys on both sides of the limits of rules of keys.
fn keyed(
    model: &Model,
    ty: &Type,
    tests: &[(bool, &Test)],
    items: &[Value],
    counts: &[u64],
) -> Vec<Value> {
    let Type::Map(inner) = ty else { return Vec::new() };
    let of_keys: Vec<&Test> =
        tests.iter().filter_map(|(_, test)| test.of_keys()).collect();
    if of_keys.is_empty() {
        return Vec::new();
    }
    let listed = of_keys.iter().flat_map(|test| at_limits(model, test));
    let listed = listed.filter_map(|key| key.as_str().map(str::to_owned));
    let keys: BTreeSet<String> = listed.chain(["k0".to_owned()]).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let entry = |key: &String, item: &Value| (key.clone(), inside(inner, item));
    let single = items.iter().take(2).flat_map(|item| {
        keys.iter()
            .map(move |key| Value::Object([entry(key, item)].into_iter().collect()))
    });
    let counts = counts.iter().filter_map(|count| usize::try_from(*count).ok());
    let several = counts.filter(|count| *count <= keys.len()).flat_map(|count| {
        let item = items.first().unwrap_or(&Value::Null);
        keys.windows(count.max(1)).map(move |keys| {
            Value::Object(keys.iter().map(|key| entry(key, item)).collect())
        })
    });
    single.chain(several).collect()
}

/// An item within the arrays and maps of a type, each in several lengths.
fn nested(ty: &Type, item: &Value, counts: &[u64]) -> Vec<Value> {
    let short = || counts.iter().filter(|count| **count <= LONGEST);
    match ty {
        Type::Array(inner) => {
            let items = inside(inner, item);
            short()
                .map(|count| (0..*count).map(|_| items.clone()).collect::<Value>())
                .collect()
        }
        Type::Object => nested(&Type::Map(Box::new(Type::Any)), item, counts),
        Type::Map(inner) => {
            let items = inside(inner, item);
            let entries = |count: &u64| {
                (0..*count).map(|at| (format!("k{at}"), items.clone())).collect()
            };
            short().map(|count| Value::Object(entries(count))).collect()
        }
        _ => Vec::new(),
    }
}

/// An item within the arrays and maps of a type, each with one entry.
fn inside(ty: &Type, item: &Value) -> Value {
    match ty {
        Type::Array(inner) => json!([inside(inner, item)]),
        Type::Map(inner) => json!({ "k0": inside(inner, item) }),
        _ => item.clone(),
    }
}

/// A literal as JSON.
pub(super) fn value_of(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => json!(text),
        Literal::Bool(flag) => json!(flag),
        Literal::Number(Number::Integer(number)) => json!(number),
        Literal::Number(Number::Float(number)) => json!(number),
    }
}
