//! The facts that a decision may cover: the keys of each kind of mapping, and `name` and
//! `position` for the name of a field and its place on the page. A table also has
//! the facts of its fields, for a decision about a whole column.

/// Facts of a service.
pub(in crate::spec) const SERVICE_FACTS: &[&str] = &[
    "endpoints",
    "authentication",
    "blank",
    "envelope",
    "refused_before_acting",
    "header",
];

/// Facts of an operation.
pub(in crate::spec) const OPERATION_FACTS: &[&str] = &[
    "name",
    "http",
    "page",
    "permission",
    "repeatable",
    "deprecated",
    "path",
    "query",
    "header",
    "body",
    "form",
    "responses",
    "envelope",
    "result",
    "pagination",
    "waiters",
];

/// The columns of a page's tables. A decision of a table may cover one.
const COLUMNS: [&str; 13] = [
    "name",
    "position",
    "type",
    "required",
    "only_when",
    "documented_for",
    "enum",
    "length",
    "range",
    "items",
    "unique",
    "pattern",
    "default",
];

/// Facts of a field: the columns, and its other keys.
pub(in crate::spec) const FIELD_FACTS: &[&str] = &joined::<13, 15, 28>(
    COLUMNS,
    [
        "types",
        "one_of",
        "fixed",
        "size",
        "file_types",
        "each",
        "keys",
        "at_least",
        "greater_than",
        "delimiter",
        "nullable",
        "observed",
        "sensitive",
        "deprecated",
        "prose",
    ],
);

/// Facts of a table: its own, `observed` for fields that the page's table lacks, and each
/// column as a whole.
pub(in crate::spec) const TABLE_FACTS: &[&str] =
    &joined::<3, 13, 16>(["table", "fields", "observed"], COLUMNS);

/// Joins two lists.
const fn joined<const A: usize, const B: usize, const SUM: usize>(
    first: [&'static str; A],
    second: [&'static str; B],
) -> [&'static str; SUM] {
    assert!(A + B == SUM, "the lists make one of another length");
    let mut all = [""; SUM];
    let mut at = 0;
    while at < SUM {
        all[at] = if at < A { first[at] } else { second[at - A] };
        at += 1;
    }
    all
}

/// Facts of a group of fields.
pub(in crate::spec) const GROUP_FACTS: &[&str] = &["fields", "when"];

/// Facts of an enumeration.
pub(in crate::spec) const ENUM_FACTS: &[&str] = &["name", "open", "values", "observed"];

/// Facts of an enumeration's value.
pub(in crate::spec) const VALUE_FACTS: &[&str] =
    &["name", "use", "observed", "deprecated"];
