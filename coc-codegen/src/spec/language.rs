//! The spec language as data: every kind of mapping, its keys, their values and
//! descriptions. In builds with debug assertions, every reader compares its keys with
//! these whenever it runs. The JSON Schema for editors is made of them. The readers
//! decide about the meaning of the keys.

use super::facts::{
    ENUM_FACTS, FIELD_FACTS, GROUP_FACTS, OPERATION_FACTS, SERVICE_FACTS, TABLE_FACTS,
    VALUE_FACTS,
};
use super::shape::{Key, Shape, Value, key, needed, shape};
use Value::{
    Condition, Count, Either, Flag, Like, List, Literal, Named, Node, Null, Number,
    Text, Type, WholeNumber, Word,
};

/// A method and a path.
const REQUEST: &str = "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /[^ ?#]*$";
/// A date as pages write it.
const DATE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// One text, or a list of them.
pub(super) const TEXTS: Value = Either(&[Text, List(0, &Text)]);
const DEPRECATED: Value = Either(&[Flag, Text]);

const DOC: Key = key("doc", Text, "A description in our own words, in Markdown.");
/// The key of decisions about a thing, by the facts that they cover.
const fn decision(facts: &'static [&'static str]) -> Key {
    key(
        "decision",
        Value::Facts(facts),
        "The decisions about it, by the facts that they cover.",
    )
}
const RUST_NAME: Key = key(
    "rust_name",
    Text,
    "The Rust identifier, if the documented name gives no good one.",
);
const SIC: Key = key("sic", Text, "The decision that keeps its misspelt name.");
const OBSERVED: Key =
    key("observed", Flag, "Whether no table has it, but an example or other evidence.");
const OBSOLETE: Key =
    key("deprecated", DEPRECATED, "`true`, or text that names the alternative.");
const TYPES: Key =
    key("types", Named(&Node("table")), "Objects with documented fields, by name.");
const ENUMS: Key =
    key("enums", Named(&Node("enumeration")), "Lists of values, by name.");
const DECISIONS: Key = key(
    "decisions",
    Named(&Node("decision")),
    "Decisions about pages that are unclear, by name.",
);

const TABLE: Key = key(
    "table",
    Either(&[WholeNumber, Text]),
    "Number of the documented table on the page of the file.",
);
const TABLES: Key = key(
    "tables",
    List(1, &Node("origin")),
    "The documented tables, if other pages or several have the table.",
);

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

/// Every kind of mapping. Limits of a length, of a number of items and of a size have one
/// shape.
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
            key("title", Text, "Name for people. Default: the short name."),
            key("doc", Text, "The purpose of the service, in one sentence."),
            key(
                "endpoints",
                Named(&Text),
                "Base URL of each region: `https`, without a slash at the end.",
            ),
            key(
                "authentication",
                Node("authentication"),
                "The authentication of requests.",
            ),
            key(
                "blank",
                List(0, &Text),
                "Texts that count as absent, as null does. Default: the empty text.",
            ),
            key(
                "envelopes",
                Named(&Node("envelope")),
                "Members that wrap JSON answers, by the name of the envelope.",
            ),
            key(
                "envelope",
                Text,
                "Name of the envelope that every operation has which names no other. Without the key, it has none.",
            ),
            key(
                "refused_before_acting",
                Named(&Text),
                "Codes of the gateway after which nothing was done, each with the page that documents it.",
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
                "The id that requests carry beside the credentials.",
            ),
        ],
    ),
    shape(
        "an envelope",
        "envelope",
        &[
            needed(
                "code",
                TEXTS,
                "The member that holds the code, or several, of which the first that is present counts.",
            ),
            needed(
                "message",
                TEXTS,
                "The member that holds the message, or several, of which the first that is present counts.",
            ),
            key("data", Text, "The member that holds the data."),
            needed(
                "success",
                Either(&[Word(&["zeros_after_prefix"]), List(1, &Text)]),
                "The codes that mean success: all zeros after the last dot, or a list.",
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
                "Its name in snake_case, which becomes the module and the client method.",
            ),
            needed(
                "http",
                Like(REQUEST),
                "Method and path, such as `POST /v1/{kind}/things`; every `{name}` is a field of `path`.",
            ),
            key("page", Node("page"), "The page that documents it."),
            key("permission", Text, "The permission that a caller needs."),
            key("doc", Text, "The purpose of the operation, in one sentence."),
            key(
                "repeatable",
                Flag,
                "Whether the request is safe to repeat. Default: true for GET, HEAD and OPTIONS only.",
            ),
            OBSOLETE,
            key("path", Node("table"), "Parameters in the path."),
            key("query", Node("table"), "Parameters in the query."),
            key("header", Node("table"), "Parameters among the headers."),
            key(
                "body",
                Type,
                "The type of the body. Without the key, there is no body.",
            ),
            key(
                "form",
                Flag,
                "Whether the body is sent as a form, `multipart/form-data`: each of its fields is a part.",
            ),
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
                "Name of one of the service's `envelopes`, or `none`. Default: the one that the service names.",
            ),
            key(
                "result",
                TEXTS,
                "The place of the value that a success must have, such as `data.id`, or several places.",
            ),
            key(
                "pagination",
                Node("pagination"),
                "The way in which the pages of a list follow each other.",
            ),
            key(
                "waiters",
                Named(&Node("waiter")),
                "States that programs wait for, by name, such as `job_is_done`: each is a method `wait_until_job_is_done`.",
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
                "The type of its body, `none`, or `binary` for a file.",
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
            TABLES,
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
            key(
                "own_requests",
                TEXTS,
                "Requests in examples/ that no page has, since this spec made them.",
            ),
            key(
                "own_responses",
                TEXTS,
                "Responses in examples/ that no page has, since this spec made them.",
            ),
        ],
    ),
    Shape {
        exactly_one_of: &["marker", "offset", "page"],
        ..shape(
            "`pagination`",
            "pagination",
            &[
                needed(
                    "items",
                    Text,
                    "The list in an answer, such as `answer.data.things`, or `answer` if the answer is the list.",
                ),
                key(
                    "marker",
                    Text,
                    "The field of the request that takes the marker of a page, such as `query.marker`.",
                ),
                key(
                    "offset",
                    Text,
                    "The field of the request with the number of the first item of a page.",
                ),
                key("page", Text, "The field of the request with the number of a page."),
                key(
                    "next",
                    Text,
                    "The marker of the next page in an answer, such as `answer.next` or, of the last item, `answer.data.things.id`.",
                ),
                key(
                    "size",
                    Text,
                    "The field of the request with the number of items of a page.",
                ),
                key(
                    "total",
                    Text,
                    "The number of items on all pages, in an answer, such as `answer.data.total`.",
                ),
                key(
                    "first",
                    WholeNumber,
                    "The number of the first item or page, if the field has neither a default nor a smallest value.",
                ),
            ],
        )
    },
    shape(
        "a waiter",
        "waiter",
        &[
            DOC,
            needed(
                "ready",
                Condition,
                "Holds of an answer that shows the state, such as `{ answer.data.phase: done }`.",
            ),
            key(
                "failed",
                Condition,
                "Holds of an answer after which the state will never be there. It is asked before `ready`.",
            ),
            key(
                "retry",
                Condition,
                "Holds of a refusal that means \"not yet\", such as `{ answer.code: X.17 }`. Any other error ends the waiting.",
            ),
            needed("every", Count, "The pause between two calls, in seconds."),
            needed("at_most", Count, "The bound of the whole, in seconds."),
        ],
    ),
    shape(
        "a constructor",
        "constructor",
        &[
            key("doc", Text, "The purpose, in Markdown."),
            needed(
                "example",
                Text,
                "The request example that it is made from, with the values that are no arguments.",
            ),
            key(
                "takes",
                List(1, &Text),
                "The required arguments: places in the example, such as `body.parts.id`.",
            ),
            key("optional", List(1, &Text), "The optional arguments."),
            key(
                "item",
                Text,
                "Name of the struct for an item of a list, if an item has several arguments.",
            ),
        ],
    ),
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

/// Whether a key of the mapping that describes `what` holds names that the spec chooses.
pub(super) fn names_its_entries(what: &str, key: &str) -> bool {
    let keys = SHAPES.iter().filter(|it| it.what == what).flat_map(|shape| shape.keys);
    keys.into_iter().any(|it| it.name == key && matches!(it.value, Named(_)))
}

/// Compares a reader's keys with the language.
///
/// # Panics
/// If the reader asks for other keys than the language has, which is a bug of this
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
