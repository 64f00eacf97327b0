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

/// Facts of a field.
pub(super) const FIELD_FACTS: &[&str] = &[
    "name",
    "position",
    "type",
    "required",
    "only_when",
    "documented_for",
    "enum",
    "one_of",
    "fixed",
    "length",
    "range",
    "items",
    "unique",
    "pattern",
    "each",
    "keys",
    "at_least",
    "greater_than",
    "delimiter",
    "default",
    "observed",
    "sensitive",
    "deprecated",
    "prose",
];

/// Facts of a table, or of one column in all of its fields.
pub(super) const TABLE_FACTS: &[&str] = &[
    "table",
    "fields",
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

/// Facts of a group of fields.
pub(super) const GROUP_FACTS: &[&str] = &["fields", "when"];

/// Facts of an enumeration.
pub(super) const ENUM_FACTS: &[&str] = &["name", "open", "values"];

/// Facts of an enumeration's value.
pub(super) const VALUE_FACTS: &[&str] = &["name", "use", "observed", "deprecated"];
