//! Keys of other languages, such as JSON Schema, with the keys of this language in their
//! place. Misspelt keys belong to `read`.

use crate::spec::language::shape::Shape;

/// The keys of this language for a key of other languages, each with the fix. The first
/// that the mapping can have is meant.
fn translations(key: &str) -> &'static [(&'static str, &'static str)] {
    match key {
        "description" | "desc" | "summary" | "comment" | "title" => {
            &[("doc", "write `doc: ...`")]
        }
        "mandatory" => &[("required", "write `required: true`")],
        "optional" => {
            &[("required", "delete this key: a field without `required` is optional")]
        }
        "required_when" | "depends_on" | "dependson" | "requires" => {
            &[("required", "write `required: { field: value }`")]
        }
        "unless" => &[("required", "write `required: { not: { field: value } }`")],
        "default_value" | "defaultvalue" => &[("default", "write `default: ...`")],
        "maxlength" | "max_length" => &[("length", "write `length: { max: ... }`")],
        "minlength" | "min_length" => &[("length", "write `length: { min: ... }`")],
        "maximum" => {
            &[("max", "write `max: ...`"), ("range", "write `range: { max: ... }`")]
        }
        "minimum" => {
            &[("min", "write `min: ...`"), ("range", "write `range: { min: ... }`")]
        }
        "max" => &[(
            "length",
            "write `length: { max: ... }` for a text, or `range: { max: ... }` for a number",
        )],
        "min" => &[(
            "length",
            "write `length: { min: ... }` for a text, or `range: { min: ... }` for a number",
        )],
        "maxitems" | "max_items" => &[("items", "write `items: { max: ... }`")],
        "minitems" | "min_items" => &[("items", "write `items: { min: ... }`")],
        "uniqueitems" | "unique_items" | "distinct" => {
            &[("unique", "write `unique: true`")]
        }
        "body" | "content" => &[("type", "write `type: Name`")],
        "one_of" | "oneof" => &[("exactly_one_of", "write `exactly_one_of: [...]`")],
        "any_of" | "anyof" => &[("at_least_one_of", "write `at_least_one_of: [...]`")],
        "exactly" | "exact" | "equals" => {
            &[("min", "write `min: ..., max: ...`"), ("fixed", "write `fixed: ...`")]
        }
        "from" => &[("min", "write `min: ...`")],
        "to" => &[("max", "write `max: ...`")],
        "after" | "later_than" | "more_than" => {
            &[("greater_than", "write `greater_than: FIELD`")]
        }
        "before" | "less_than" | "earlier_than" => {
            &[("greater_than", "write `greater_than: ...` at the other field")]
        }
        "regex" | "regexp" => &[("pattern", "write `pattern: ...`")],
        "format" => &[(
            "type",
            "write `type: date`, `type: time` or `type: date_time`; another form is a `pattern`",
        )],
        "values" | "allowed" => {
            &[("type", "write `type: Name`, with a list called `Name` below `enums`")]
        }
        "$ref" | "ref" | "schema" => &[("type", "write `type: Name`")],
        "fields" | "members" => {
            &[("type", "write `type: Name`, with a table called `Name` below `types`")]
        }
        "const" => &[("fixed", "write `fixed: ...`")],
        "multipleof" | "multiple_of" | "step" | "readonly" | "read_only"
        | "writeonly" | "write_only" | "allow_empty" | "allowempty" => {
            &[("prose", "no key has this meaning: record the sentence as `prose`")]
        }
        "example" => &[(
            "prose",
            "an example is a file in `examples/`, whose name is below the operation's `examples`",
        )],
        "properties" | "parameters" => &[("fields", "write `fields: ...`")],
        "cursor" | "continuation" => &[("marker", "write `marker: query.x`")],
        "page_size" => &[("size", "write `size: query.x`")],
        "interval" | "pause" | "delay" => &[("every", "write `every: 5`")],
        "timeout" | "deadline" => &[("at_most", "write `at_most: 300`")],
        "args" | "arguments" => &[("takes", "write `takes: [...]`")],
        "says" => &[("pages", "write `pages: ...`")],
        "because" | "why" => &[("evidence", "write `evidence: ...`")],
        _ => &[],
    }
}

/// The key of the shape that other languages call `key`, in lower case, and the fix.
pub(in crate::spec) fn foreign_key(
    key: &str,
    shape: &Shape,
) -> Option<(&'static str, &'static str)> {
    translations(key).iter().copied().find(|(translation, _)| shape.has(translation))
}
