//! The spec language as data: every kind of mapping, its keys, what may stand there, in
//! words. The readers are held against it key by key whenever they run in a build with
//! debug assertions, and the JSON Schema for editors is made of it. What the keys lead
//! to belongs to the readers.

use super::facts::{
    ENUM_FACTS, FIELD_FACTS, GROUP_FACTS, OPERATION_FACTS, SERVICE_FACTS, TABLE_FACTS,
    VALUE_FACTS,
};
use Value::{
    Condition, Count, Either, Flag, Like, List, Literal, Named, Node, Null, Number,
    Text, Type, WholeNumber, Word,
};

/// A kind of mapping with fixed keys.
pub(super) struct Shape {
    /// The thing that it describes, as messages say it.
    pub(super) what: &'static str,
    /// Its name in the schema.
    pub(super) name: &'static str,
    pub(super) keys: &'static [Key],
    /// Keys of which exactly one must be there.
    pub(super) exactly_one_of: &'static [&'static str],
    /// Keys of which one or more must be there.
    pub(super) at_least_one_of: &'static [&'static str],
}

/// A key of a [`Shape`].
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    pub(super) value: Value,
    /// The purpose, in Markdown.
    pub(super) doc: &'static str,
}

/// The values that a key may have.
pub(super) enum Value {
    Text,
    /// Text that this regular expression matches.
    Like(&'static str),
    Flag,
    Null,
    /// A whole number from 0.
    Count,
    WholeNumber,
    Number,
    /// A single value.
    Literal,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A mapping of the shape with this name.
    Node(&'static str),
    /// A mapping from names that the spec chooses.
    Named(&'static Value),
    /// A list with at least so many items.
    List(usize, &'static Value),
    Either(&'static [Value]),
    Condition,
    Type,
    /// A mapping from these facts to names of decisions.
    Facts(&'static [&'static str]),
}

const fn key(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, needed: false, value, doc }
}

const fn needed(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, needed: true, value, doc }
}

const fn shape(what: &'static str, name: &'static str, keys: &'static [Key]) -> Shape {
    Shape { what, name, keys, exactly_one_of: &[], at_least_one_of: &[] }
}

/// A method and a path.
const REQUEST: &str = "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /[^ ?#]*$";
/// A day as pages write it.
const DATE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// One text, or a list of them.
pub(super) const TEXTS: Value = Either(&[Text, List(0, &Text)]);
const DEPRECATED: Value = Either(&[Flag, Text]);

const DOC: Key = key("doc", Text, "What it is, in our words; Markdown.");
/// Decisions about a thing, by the facts of it that they cover.
const fn decision(facts: &'static [&'static str]) -> Key {
    key("decision", Value::Facts(facts), "The decisions that shaped it, fact by fact.")
}
const RUST_NAME: Key = key(
    "rust_name",
    Text,
    "The Rust identifier, where the documented name gives no good one.",
);
const SIC: Key =
    key("sic", Text, "The decision by which its misspelt name stays as it is.");
const OBSERVED: Key = key("observed", Flag, "No table has it, but an example shows it.");
const OBSOLETE: Key =
    key("deprecated", DEPRECATED, "`true`, or text that says what to use instead.");
const TYPES: Key =
    key("types", Named(&Node("table")), "Objects with documented fields, by name.");
const ENUMS: Key =
    key("enums", Named(&Node("enumeration")), "Lists of values, by name.");
const DECISIONS: Key = key(
    "decisions",
    Named(&Node("decision")),
    "Decisions where the pages are unclear, by name.",
);

const TABLE: Key = key(
    "table",
    Either(&[WholeNumber, Text, List(0, &Node("origin"))]),
    "Number of the documented table; where several pages have it, a list.",
);

/// Rules of one value.
const ONE_OF: Key = key(
    "one_of",
    List(1, &Literal),
    "These values and no others: for numbers without names, since others have enumerations.",
);
const FIXED: Key = key("fixed", Literal, "The only value allowed.");
const LENGTH: Key = key("length", Node("counts"), "Limits of a text, in characters.");
const RANGE: Key = key("range", Node("numbers"), "Limits of a number.");
const PATTERN: Key = key(
    "pattern",
    Text,
    "A regular expression; matches anywhere unless anchored with `^` and `$`.",
);

const COUNTS: &[Key] =
    &[key("min", Count, "The least allowed."), key("max", Count, "The most allowed.")];

/// Every kind of mapping. Limits of a length and of a number of items have one shape.
pub(super) const SHAPES: &[Shape] = &[
    shape(
        "a service",
        "service",
        &[
            key("language", Count, "Version of the spec language: 1."),
            needed(
                "service",
                Text,
                "Short name, used in the user agent and in tracing.",
            ),
            key("title", Text, "What people call it; the short name, if left out."),
            key("doc", Text, "What the service does, in a sentence."),
            key(
                "endpoints",
                Named(&Text),
                "Base URL of each region: https, without a slash at its end.",
            ),
            key("authentication", Node("authentication"), "How requests are signed."),
            key(
                "blank",
                List(0, &Text),
                "Texts that count as absent, as null does; the empty text, if left out.",
            ),
            key(
                "envelope",
                Node("envelope"),
                "Members of every JSON answer; leave out if answers have no envelope.",
            ),
            key(
                "envelopes",
                Named(&Node("envelope")),
                "Envelopes that operations name, where they have another one.",
            ),
            key(
                "refused_before_acting",
                Named(&Text),
                "Codes of the gateway after which nothing was done, each with the page that says so.",
            ),
            key(
                "header",
                Node("headers"),
                "Headers that a client may send with every request, such as the language of answers.",
            ),
            decision(SERVICE_FACTS),
            TYPES,
            ENUMS,
            DECISIONS,
        ],
    ),
    shape(
        "`authentication`",
        "authentication",
        &[
            needed("signature", Word(&["SDK-HMAC-SHA256"]), "The scheme."),
            needed(
                "identity",
                Word(&["domain", "project"]),
                "Which id goes along with credentials.",
            ),
        ],
    ),
    shape(
        "`envelope`",
        "envelope",
        &[
            needed(
                "code",
                TEXTS,
                "The member that holds the code; of several, the first that is there.",
            ),
            needed(
                "message",
                TEXTS,
                "The member that holds the message; of several, the first that is there.",
            ),
            key("data", Text, "Where the data stands."),
            needed(
                "success",
                Either(&[Word(&["zeros_after_prefix"]), List(1, &Text)]),
                "Which codes mean success: all zeros after the last dot, or these.",
            ),
            key(
                "refusals",
                List(1, &Text),
                "Codes that the pages give for a refusal, after which nothing was carried out.",
            ),
        ],
    ),
    shape(
        "an operation",
        "operation",
        &[
            needed(
                "operation",
                Text,
                "Its name, in snake_case; becomes the module and the client method.",
            ),
            needed(
                "http",
                Like(REQUEST),
                "Method and path, such as `POST /v1/{kind}/things`; every `{name}` is a field of `path`.",
            ),
            key("page", Node("page"), "The page that documents it."),
            key("permission", Text, "The permission that a caller needs."),
            key("doc", Text, "What it does, in a sentence."),
            key(
                "repeatable",
                Flag,
                "Whether sending it twice does no harm; true for GET, HEAD and OPTIONS, if left out.",
            ),
            OBSOLETE,
            key("path", Node("table"), "Parameters in the path."),
            key("query", Node("table"), "Parameters in the query."),
            key("header", Node("table"), "Parameters among the headers."),
            key("body", Type, "What the body holds; left out where there is none."),
            TYPES,
            ENUMS,
            DECISIONS,
            key(
                "responses",
                Named(&Node("response")),
                "Answers by HTTP status: `\"200\"` in quotes, `2xx` for a class of them, `default` for all others.",
            ),
            key(
                "envelope",
                Text,
                "Name of another envelope of its answers than the service's, or `none`.",
            ),
            key(
                "result",
                TEXTS,
                "Where an answer holds what a success must hold, such as `data.id`; of several, the first that is there.",
            ),
            key("examples", Node("examples"), "Documented requests and answers."),
            key(
                "constructors",
                Named(&Node("constructor")),
                "Functions that make the requests of documented uses, by name, each from an example.",
            ),
            decision(OPERATION_FACTS),
        ],
    ),
    shape(
        "a page",
        "page",
        &[
            needed("title", Text, "Its title."),
            key("updated", Like(DATE), "The date on it."),
        ],
    ),
    shape(
        "a response",
        "response",
        &[
            needed(
                "type",
                Either(&[Word(&["none", "binary"]), Type]),
                "What it holds: a type, `none`, or `binary` for a file.",
            ),
            DOC,
            key("header", Node("headers"), "Headers of the answer."),
        ],
    ),
    shape(
        "headers",
        "headers",
        &[
            TABLE,
            needed("fields", Named(&Node("field")), "The headers, in the page's order."),
            decision(TABLE_FACTS),
        ],
    ),
    shape(
        "`examples`",
        "examples",
        &[
            key("requests", TEXTS, "Names of files in examples/, without `.json`."),
            key("responses", TEXTS, "Names of files in examples/, without `.json`."),
        ],
    ),
    shape(
        "a constructor",
        "constructor",
        &[
            key("doc", Text, "What it is for; Markdown."),
            needed(
                "example",
                Text,
                "The request example that shows it, which holds all that is not given.",
            ),
            key(
                "takes",
                TEXTS,
                "What callers give: places in the example, such as `body.parts.id`.",
            ),
            key("optional", TEXTS, "What callers may give."),
            key(
                "item",
                Text,
                "Name of the struct for an item of a list, where callers give several values of it.",
            ),
        ],
    ),
    shape(
        "a table",
        "table",
        &[
            TABLE,
            needed("fields", Named(&Node("field")), "The fields, in the page's order."),
            key(
                "groups",
                Named(&Node("group")),
                "Constraints over several fields, by name.",
            ),
            key(
                "accessors",
                Named(&List(1, &Text)),
                "For answers: methods that give the first of these places, such as `data.id`, that is there.",
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
                key("exactly_one_of", List(2, &Text), "One of these fields is there."),
                key(
                    "at_least_one_of",
                    List(2, &Text),
                    "One of these fields is there, or more.",
                ),
                key(
                    "at_most_one_of",
                    List(2, &Text),
                    "None of these fields is there, or one.",
                ),
                key(
                    "all_or_none",
                    List(2, &Text),
                    "All of these fields are there, or none.",
                ),
                key("when", Condition, "Only then; always, if left out."),
                decision(GROUP_FACTS),
                key("id", Text, "Overrides the rule's id."),
            ],
        )
    },
    shape(
        "a field",
        "field",
        &[
            needed("type", Type, "What it holds."),
            DOC,
            key("required", Condition, "Must be there: `true`, or when."),
            key("only_when", Condition, "May be there only then."),
            key("exactly_when", Condition, "Must be there then, and may be only then."),
            key(
                "documented_for",
                Condition,
                "Documented for these cases; elsewhere a warning.",
            ),
            key(
                "enum",
                List(1, &Node("conditional")),
                "Lists of values that depend on a condition.",
            ),
            ONE_OF,
            FIXED,
            LENGTH,
            RANGE,
            key(
                "items",
                Node("counts"),
                "Limits of the number of items of an array or of delimited text, or of entries of a map.",
            ),
            key(
                "unique",
                Flag,
                "No item of an array or of delimited text stands there twice.",
            ),
            PATTERN,
            key(
                "each",
                Node("each"),
                "Rules of each item of an array or of delimited text, or of each value of a map.",
            ),
            key("keys", Node("keys"), "Rules of each key of a map."),
            key(
                "at_least",
                Text,
                "A field of the same object and type that it is not below or before, where both are there.",
            ),
            key(
                "greater_than",
                Text,
                "A field of the same object and type that it is above or after, where both are there.",
            ),
            key(
                "delimiter",
                Text,
                "The text is a list joined by it; a parameter that is an array is sent as one text.",
            ),
            key("default", Literal, "What the service assumes; never sent."),
            key(
                "prose",
                Either(&[Node("prose"), List(0, &Node("prose"))]),
                "A condition that no field can express, and why not.",
            ),
            decision(FIELD_FACTS),
            OBSERVED,
            SIC,
            key("sensitive", Flag, "It may hold a secret: its value is never shown."),
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
                "The decision by which typed requests assume that it is always there.",
            ),
            key(
                "all_cases",
                Text,
                "The decision by which it belongs to every case, although some require it only.",
            ),
            key(
                "cases",
                Named(&Text),
                "Names of the structs for the cases that its values tell apart.",
            ),
        ],
    ),
    shape("`each`", "each", &[ONE_OF, FIXED, LENGTH, RANGE, PATTERN]),
    shape("`keys`", "keys", &[LENGTH, PATTERN, ONE_OF]),
    shape(
        "a conditional list",
        "conditional",
        &[
            key("when", Condition, "When the list applies; always, if left out."),
            needed("of", Text, "Name of the enumeration."),
        ],
    ),
    Shape { at_least_one_of: &["min", "max"], ..shape("`length`", "counts", COUNTS) },
    Shape { at_least_one_of: &["min", "max"], ..shape("`items`", "counts", COUNTS) },
    Shape {
        at_least_one_of: &["min", "max"],
        ..shape(
            "`range`",
            "numbers",
            &[
                key("min", Number, "The least allowed."),
                key("max", Number, "The most allowed."),
            ],
        )
    },
    shape(
        "`prose`",
        "prose",
        &[
            needed("says", Text, "The condition."),
            needed("because", Text, "Why no field can express it."),
        ],
    ),
    shape(
        "an enumeration",
        "enumeration",
        &[
            needed(
                "values",
                Named(&Either(&[Null, Text, Node("value")])),
                "Each value, text or a whole number, with what it means, or with more about it; a number needs a `rust_name`.",
            ),
            DOC,
            key(
                "open",
                Flag,
                "The page gives no list, so that other values are allowed.",
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
            needed("pages", Text, "What the pages say."),
            needed("resolution", Text, "What this spec does about it."),
            needed("evidence", Text, "The evidence."),
        ],
    ),
];

/// Whether a key of the mapping that describes `what` holds names that the spec chooses.
pub(super) fn names_its_entries(what: &str, key: &str) -> bool {
    let keys = SHAPES.iter().filter(|it| it.what == what).flat_map(|shape| shape.keys);
    keys.into_iter().any(|it| it.name == key && matches!(it.value, Named(_)))
}

/// Holds a reader's keys against the language.
///
/// # Panics
/// If the reader asks for other keys than the language has, which is a mistake in this
/// crate.
pub(super) fn assert_same_keys(what: &str, asked: &[&str]) {
    let shape = SHAPES.iter().find(|shape| shape.what == what);
    let shape =
        shape.unwrap_or_else(|| panic!("spec/language.rs does not describe {what}"));
    for key in asked {
        assert!(
            shape.keys.iter().any(|it| it.name == *key),
            "spec/language.rs: {what} lacks `{key}`"
        );
    }
    for key in shape.keys {
        assert!(
            asked.contains(&key.name),
            "spec/language.rs: no reader asks {what} for `{}`",
            key.name
        );
    }
}
