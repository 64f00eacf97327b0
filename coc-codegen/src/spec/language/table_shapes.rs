//! The spec language as data: tables with their fields, rules and groups, enumerations, and
//! decisions. The files that declare them are in `file_shapes`.

use super::shape::{Key, Shape, Value, column, fact, optional, required, shape};
use super::shared_keys::{DOC, MENTIONS, OBSOLETE};
use Value::{
    Condition, Count, Either, Flag, List, Literal, MapOf, Mapping, Null, Number, Text,
    Type, WholeNumber,
};

const RUST_NAME: Key = optional(
    "rust_name",
    Text,
    "The Rust identifier, if the documented name gives no good one.",
);
const SIC: Key = optional("sic", Text, "The decision that keeps its misspelt name.");
const OBSERVED: Key = optional(
    "observed",
    Flag,
    "Whether no table has it, but an example or other evidence.",
);

/// The number of a documented table.
const NUMBER: Key = optional(
    "table",
    Either(&[WholeNumber, Text]),
    "Number of the documented table on the page of the file.",
);
const ORIGINS: Key = optional(
    "tables",
    List(1, &Mapping(&ORIGIN)),
    "The documented tables, if other pages or several have the table.",
);

/// Rules of one value.
const ONE_OF: Key = optional(
    "one_of",
    List(1, &Literal),
    "The only values allowed. It is for numbers without names, since text and numbers with names have enumerations.",
);
const FIXED: Key = optional("fixed", Literal, "The only value allowed.");
const LENGTH: Key =
    optional("length", Mapping(&COUNTS), "Limits of a text, in characters.");
const RANGE: Key = optional("range", Mapping(&NUMBERS), "Limits of a number.");
const PATTERN: Key = optional(
    "pattern",
    Text,
    "A regular expression, which matches anywhere unless anchored with `^` and `$`.",
);

pub(in crate::spec) const TABLE: Shape = Shape {
    other_facts: &["name", "position", "observed"],
    ..shape(
        "a table",
        "table",
        &[
            fact(NUMBER),
            ORIGINS,
            fact(required(
                "fields",
                MapOf(&Mapping(&FIELD)),
                "The fields, in the page's order.",
            )),
            optional(
                "groups",
                MapOf(&Mapping(&GROUP)),
                "Constraints over several fields, by name.",
            ),
            optional(
                "accessors",
                MapOf(&List(1, &Text)),
                "For answers: methods that return the first present value at these places, such as `data.id`.",
            ),
            DOC,
            RUST_NAME,
            MENTIONS,
        ],
    )
};

pub(in crate::spec) const HEADERS: Shape = Shape {
    other_facts: &["name", "position", "observed"],
    ..shape(
        "a table of headers",
        "headers",
        &[
            fact(NUMBER),
            ORIGINS,
            fact(required(
                "fields",
                MapOf(&Mapping(&FIELD)),
                "The headers, in the page's order.",
            )),
            MENTIONS,
        ],
    )
};

pub(in crate::spec) const ORIGIN: Shape = shape(
    "a table's origin",
    "origin",
    &[
        required("page", Text, "Title of the page."),
        required("table", Either(&[WholeNumber, Text]), "Number of the table."),
    ],
);

pub(in crate::spec) const GROUP: Shape = Shape {
    exactly_one_of: &[
        "exactly_one_of",
        "at_least_one_of",
        "at_most_one_of",
        "all_or_none",
    ],
    other_facts: &["fields"],
    ..shape(
        "a group",
        "group",
        &[
            optional(
                "exactly_one_of",
                List(2, &Text),
                "Exactly one of these fields is present.",
            ),
            optional(
                "at_least_one_of",
                List(2, &Text),
                "At least one of these fields is present.",
            ),
            optional(
                "at_most_one_of",
                List(2, &Text),
                "At most one of these fields is present.",
            ),
            optional(
                "all_or_none",
                List(2, &Text),
                "All of these fields are present, or none.",
            ),
            fact(optional(
                "when",
                Condition,
                "The condition of the rule. Default: always.",
            )),
            MENTIONS,
            optional("id", Text, "Overrides the rule's id."),
        ],
    )
};

pub(in crate::spec) const FIELD: Shape = Shape {
    other_facts: &["name", "position"],
    ..shape(
        "a field",
        "field",
        &[
            column(required("type", Type, "The type of its value.")),
            DOC,
            column(optional(
                "required",
                Condition,
                "The field must be present: always (`true`), or under this condition.",
            )),
            column(optional(
                "only_when",
                Condition,
                "The field may be present only under this condition.",
            )),
            optional(
                "exactly_when",
                Condition,
                "The field must be present under this condition, and may be present only then.",
            ),
            column(optional(
                "documented_for",
                Condition,
                "The field is documented for these cases, and draws a warning in others.",
            )),
            column(optional(
                "enum",
                List(1, &Mapping(&CONDITIONAL_LIST)),
                "Lists of values that depend on a condition.",
            )),
            fact(optional(
                "types",
                List(1, &Mapping(&CONDITIONAL_TYPE)),
                "Types whose fields a free-form object has under a condition. Elsewhere it has any members.",
            )),
            fact(ONE_OF),
            fact(FIXED),
            column(LENGTH),
            column(RANGE),
            column(optional(
                "items",
                Mapping(&COUNTS),
                "Limits of the number of items of an array or of delimited text, or of entries of a map or of a free-form object.",
            )),
            column(optional(
                "unique",
                Flag,
                "No item of an array or of delimited text is repeated.",
            )),
            column(PATTERN),
            fact(optional(
                "size",
                Mapping(&COUNTS),
                "Limits of the size of a file, in bytes.",
            )),
            fact(optional(
                "file_types",
                List(1, &Text),
                "The endings of a file's name that are allowed, without the dot.",
            )),
            fact(optional(
                "each",
                Mapping(&EACH),
                "Rules of each item of an array or of delimited text, or of each value of a map.",
            )),
            fact(optional("keys", Mapping(&KEYS), "Rules of each key of a map.")),
            fact(optional(
                "at_least",
                Text,
                "A field of the same object and type. The value is not below or before that field's, if both are present.",
            )),
            fact(optional(
                "greater_than",
                Text,
                "A field of the same object and type. The value is above or after that field's, if both are present.",
            )),
            fact(optional(
                "delimiter",
                Text,
                "The text that joins the items of a list in a text, or of an array among the parameters.",
            )),
            fact(optional(
                "nullable",
                Flag,
                "Null is a value of its own, such as one that clears a stored value. In other fields null counts as absent.",
            )),
            column(optional(
                "default",
                Literal,
                "The value that the service assumes. It is never sent.",
            )),
            fact(optional(
                "prose",
                List(1, &Mapping(&PROSE)),
                "Conditions that no field can express, each with the reason.",
            )),
            MENTIONS,
            fact(OBSERVED),
            SIC,
            fact(optional(
                "sensitive",
                Flag,
                "The value may be a secret, and is never shown.",
            )),
            fact(OBSOLETE),
            RUST_NAME,
            optional(
                "ids",
                MapOf(&Text),
                "Overrides ids of rules, by kind, such as `required` or `each.length`.",
            ),
            optional(
                "assume_present",
                Text,
                "The decision by which typed requests assume that the field is always present.",
            ),
            optional(
                "all_cases",
                Text,
                "The decision by which the field belongs to every case, although only some require it.",
            ),
            optional(
                "cases",
                MapOf(&Text),
                "Names of the structs for the cases that its values distinguish.",
            ),
        ],
    )
};

pub(in crate::spec) const EACH: Shape =
    shape("`each`", "each", &[ONE_OF, FIXED, LENGTH, RANGE, PATTERN]);

pub(in crate::spec) const KEYS: Shape =
    shape("`keys`", "keys", &[LENGTH, PATTERN, ONE_OF]);

pub(in crate::spec) const CONDITIONAL_LIST: Shape = shape(
    "a conditional list",
    "conditional",
    &[
        optional(
            "when",
            Condition,
            "The condition under which the list applies. Default: always.",
        ),
        required("of", Text, "Name of the enumeration."),
    ],
);

pub(in crate::spec) const CONDITIONAL_TYPE: Shape = shape(
    "a conditional type",
    "members",
    &[
        required(
            "when",
            Condition,
            "The condition under which the object has these members.",
        ),
        required("of", Text, "Name of the type."),
    ],
);

pub(in crate::spec) const COUNTS: Shape = Shape {
    at_least_one_of: &["min", "max"],
    ..shape(
        "limits",
        "counts",
        &[
            optional("min", Count, "The smallest value allowed."),
            optional("max", Count, "The largest value allowed."),
        ],
    )
};

pub(in crate::spec) const NUMBERS: Shape = Shape {
    at_least_one_of: &["min", "max"],
    ..shape(
        "`range`",
        "numbers",
        &[
            optional("min", Number, "The smallest value allowed."),
            optional("max", Number, "The largest value allowed."),
        ],
    )
};

pub(in crate::spec) const PROSE: Shape = shape(
    "`prose`",
    "prose",
    &[
        required("says", Text, "The condition."),
        required("because", Text, "The reason why no field can express it."),
    ],
);

pub(in crate::spec) const ENUMERATION: Shape = Shape {
    other_facts: &["name", "observed"],
    ..shape(
        "an enumeration",
        "enumeration",
        &[
            fact(required(
                "values",
                MapOf(&Either(&[Null, Text, Mapping(&ENUM_VALUE)])),
                "The values, text or whole numbers, each with its meaning or with a mapping. A number needs a `rust_name`.",
            )),
            DOC,
            fact(optional(
                "open",
                Flag,
                "Whether other values are allowed, since the page gives no list.",
            )),
            RUST_NAME,
            MENTIONS,
        ],
    )
};

pub(in crate::spec) const ENUM_VALUE: Shape = Shape {
    other_facts: &["name", "use"],
    ..shape(
        "an enumeration's value",
        "value",
        &[DOC, RUST_NAME, SIC, fact(OBSOLETE), fact(OBSERVED), MENTIONS],
    )
};

pub(in crate::spec) const DECISION: Shape = shape(
    "a decision",
    "decision",
    &[
        required("pages", Text, "The statements of the pages."),
        required("resolution", Text, "The choice of this spec."),
        required("evidence", Text, "The evidence."),
    ],
);
