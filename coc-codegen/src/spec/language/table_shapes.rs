//! The spec language as data: tables with their fields, rules and groups, enumerations, and
//! decisions. The files that declare them are in `file_shapes`.

use super::facts::{ENUM_FACTS, FIELD_FACTS, GROUP_FACTS, TABLE_FACTS, VALUE_FACTS};
use super::shape::{Key, Shape, Value, key, needed, shape};
use super::shared_keys::{DOC, OBSOLETE, TABLE, TABLES, decision};
use Value::{
    Condition, Count, Either, Flag, List, Literal, Named, Node, Null, Number, Text,
    Type, WholeNumber,
};

const RUST_NAME: Key = key(
    "rust_name",
    Text,
    "The Rust identifier, if the documented name gives no good one.",
);
const SIC: Key = key("sic", Text, "The decision that keeps its misspelt name.");
const OBSERVED: Key =
    key("observed", Flag, "Whether no table has it, but an example or other evidence.");

/// Rules of one value.
const ONE_OF: Key = key(
    "one_of",
    List(1, &Literal),
    "The only values allowed. It is for numbers without names, since text and numbers with names have enumerations.",
);
const FIXED: Key = key("fixed", Literal, "The only value allowed.");
const LENGTH: Key = key("length", Node("counts"), "Limits of a text, in characters.");
const RANGE: Key = key("range", Node("numbers"), "Limits of a number.");
const PATTERN: Key = key(
    "pattern",
    Text,
    "A regular expression, which matches anywhere unless anchored with `^` and `$`.",
);

const COUNTS: &[Key] = &[
    key("min", Count, "The smallest value allowed."),
    key("max", Count, "The largest value allowed."),
];

/// The mappings of declarations. Limits of a length, of a number of items and of a size
/// have one shape.
pub(super) const DECLARATIONS: &[Shape] = &[
    shape(
        "a table",
        "table",
        &[
            TABLE,
            TABLES,
            needed("fields", Named(&Node("field")), "The fields, in the page's order."),
            key(
                "groups",
                Named(&Node("group")),
                "Constraints over several fields, by name.",
            ),
            key(
                "accessors",
                Named(&List(1, &Text)),
                "For answers: methods that return the first present value at these places, such as `data.id`.",
            ),
            DOC,
            RUST_NAME,
            decision(TABLE_FACTS),
        ],
    ),
    shape(
        "a table's origin",
        "origin",
        &[
            needed("page", Text, "Title of the page."),
            needed("table", Either(&[WholeNumber, Text]), "Number of the table."),
        ],
    ),
    Shape {
        exactly_one_of: &[
            "exactly_one_of",
            "at_least_one_of",
            "at_most_one_of",
            "all_or_none",
        ],
        ..shape(
            "a group",
            "group",
            &[
                key(
                    "exactly_one_of",
                    List(2, &Text),
                    "Exactly one of these fields is present.",
                ),
                key(
                    "at_least_one_of",
                    List(2, &Text),
                    "At least one of these fields is present.",
                ),
                key(
                    "at_most_one_of",
                    List(2, &Text),
                    "At most one of these fields is present.",
                ),
                key(
                    "all_or_none",
                    List(2, &Text),
                    "All of these fields are present, or none.",
                ),
                key("when", Condition, "The condition of the rule. Default: always."),
                decision(GROUP_FACTS),
                key("id", Text, "Overrides the rule's id."),
            ],
        )
    },
    shape(
        "a field",
        "field",
        &[
            needed("type", Type, "The type of its value."),
            DOC,
            key(
                "required",
                Condition,
                "The field must be present: always (`true`), or under this condition.",
            ),
            key(
                "only_when",
                Condition,
                "The field may be present only under this condition.",
            ),
            key(
                "exactly_when",
                Condition,
                "The field must be present under this condition, and may be present only then.",
            ),
            key(
                "documented_for",
                Condition,
                "The field is documented for these cases, and draws a warning in others.",
            ),
            key(
                "enum",
                List(1, &Node("conditional")),
                "Lists of values that depend on a condition.",
            ),
            key(
                "types",
                List(1, &Node("members")),
                "Types whose fields a free-form object has under a condition. Elsewhere it has any members.",
            ),
            ONE_OF,
            FIXED,
            LENGTH,
            RANGE,
            key(
                "items",
                Node("counts"),
                "Limits of the number of items of an array or of delimited text, or of entries of a map or of a free-form object.",
            ),
            key("unique", Flag, "No item of an array or of delimited text is repeated."),
            PATTERN,
            key("size", Node("counts"), "Limits of the size of a file, in bytes."),
            key(
                "file_types",
                List(1, &Text),
                "The endings of a file's name that are allowed, without the dot.",
            ),
            key(
                "each",
                Node("each"),
                "Rules of each item of an array or of delimited text, or of each value of a map.",
            ),
            key("keys", Node("keys"), "Rules of each key of a map."),
            key(
                "at_least",
                Text,
                "A field of the same object and type. The value is not below or before that field's, if both are present.",
            ),
            key(
                "greater_than",
                Text,
                "A field of the same object and type. The value is above or after that field's, if both are present.",
            ),
            key(
                "delimiter",
                Text,
                "The text that joins the items of a list in a text, or of an array among the parameters.",
            ),
            key(
                "nullable",
                Flag,
                "Null is a value of its own, such as one that clears a stored value. In other fields null counts as absent.",
            ),
            key(
                "default",
                Literal,
                "The value that the service assumes. It is never sent.",
            ),
            key(
                "prose",
                List(1, &Node("prose")),
                "Conditions that no field can express, each with the reason.",
            ),
            decision(FIELD_FACTS),
            OBSERVED,
            SIC,
            key("sensitive", Flag, "The value may be a secret, and is never shown."),
            OBSOLETE,
            RUST_NAME,
            key(
                "ids",
                Named(&Text),
                "Overrides ids of rules, by kind, such as `required` or `each.length`.",
            ),
            key(
                "assume_present",
                Text,
                "The decision by which typed requests assume that the field is always present.",
            ),
            key(
                "all_cases",
                Text,
                "The decision by which the field belongs to every case, although only some require it.",
            ),
            key(
                "cases",
                Named(&Text),
                "Names of the structs for the cases that its values distinguish.",
            ),
        ],
    ),
    shape("`each`", "each", &[ONE_OF, FIXED, LENGTH, RANGE, PATTERN]),
    shape("`keys`", "keys", &[LENGTH, PATTERN, ONE_OF]),
    shape(
        "a conditional list",
        "conditional",
        &[
            key(
                "when",
                Condition,
                "The condition under which the list applies. Default: always.",
            ),
            needed("of", Text, "Name of the enumeration."),
        ],
    ),
    shape(
        "a conditional type",
        "members",
        &[
            needed(
                "when",
                Condition,
                "The condition under which the object has these members.",
            ),
            needed("of", Text, "Name of the type."),
        ],
    ),
    Shape { at_least_one_of: &["min", "max"], ..shape("`length`", "counts", COUNTS) },
    Shape { at_least_one_of: &["min", "max"], ..shape("`items`", "counts", COUNTS) },
    Shape { at_least_one_of: &["min", "max"], ..shape("`size`", "counts", COUNTS) },
    Shape {
        at_least_one_of: &["min", "max"],
        ..shape(
            "`range`",
            "numbers",
            &[
                key("min", Number, "The smallest value allowed."),
                key("max", Number, "The largest value allowed."),
            ],
        )
    },
    shape(
        "`prose`",
        "prose",
        &[
            needed("says", Text, "The condition."),
            needed("because", Text, "The reason why no field can express it."),
        ],
    ),
    shape(
        "an enumeration",
        "enumeration",
        &[
            needed(
                "values",
                Named(&Either(&[Null, Text, Node("value")])),
                "The values, text or whole numbers, each with its meaning or with a mapping. A number needs a `rust_name`.",
            ),
            DOC,
            key(
                "open",
                Flag,
                "Whether other values are allowed, since the page gives no list.",
            ),
            RUST_NAME,
            decision(ENUM_FACTS),
        ],
    ),
    shape(
        "an enumeration's value",
        "value",
        &[DOC, RUST_NAME, SIC, OBSOLETE, OBSERVED, decision(VALUE_FACTS)],
    ),
    shape(
        "a decision",
        "decision",
        &[
            needed("pages", Text, "The statements of the pages."),
            needed("resolution", Text, "The choice of this spec."),
            needed("evidence", Text, "The evidence."),
        ],
    ),
];
