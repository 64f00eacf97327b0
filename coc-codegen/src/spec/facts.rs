//! The facts that a decision may cover, thing by thing: the keys that state them, and
//! `name` and `position` for what a name and a place on the page say. A table has those
//! of its fields, for a decision about a whole column.

/// Facts of a service.
pub(super) const SERVICE_FACTS: &[&str] = &[
    "endpoints",
    "authentication",
    "blank",
    "envelope",
    "refused_before_acting",
    "header",
];

/// Facts of an operation.
pub(super) const OPERATION_FACTS: &[&str] = &[
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
    "responses",
    "envelope",
    "result",
];

/// Columns of a page's tables, of which a fact of a table may be one.
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

/// Facts of a field: the columns, and what else may be told of it.
pub(super) const FIELD_FACTS: &[&str] = &joined::<13, 11, 24>(
    COLUMNS,
    [
        "one_of",
        "fixed",
        "each",
        "keys",
        "at_least",
        "greater_than",
        "delimiter",
        "observed",
        "sensitive",
        "deprecated",
        "prose",
    ],
);

/// Facts of a table, or of one column in all of its fields.
pub(super) const TABLE_FACTS: &[&str] =
    &joined::<2, 13, 15>(["table", "fields"], COLUMNS);

/// One list behind the other.
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
pub(super) const GROUP_FACTS: &[&str] = &["fields", "when"];

/// Facts of an enumeration.
pub(super) const ENUM_FACTS: &[&str] = &["name", "open", "values"];

/// Facts of an enumeration's value.
pub(super) const VALUE_FACTS: &[&str] = &["name", "use", "observed", "deprecated"];
