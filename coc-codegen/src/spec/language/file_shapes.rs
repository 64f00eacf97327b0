//! The spec language as data: `service.yaml`, the files of operations, and the mappings in
//! them apart from declarations, which are in `table_shapes`.

use super::facts::{OPERATION_FACTS, SERVICE_FACTS, TABLE_FACTS};
use super::shape::{Key, Shape, Value, key, needed, shape};
use super::shared_keys::{DOC, OBSOLETE, TABLE, TABLES, TEXTS, decision};
use Value::{
    Condition, Count, Either, Flag, Like, List, Named, Node, Text, Type, WholeNumber,
    Word,
};

/// A method and a path.
const REQUEST: &str = "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /[^ ?#]*$";
/// A date as pages write it.
const DATE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

const TYPES: Key =
    key("types", Named(&Node("table")), "Objects with documented fields, by name.");
const ENUMS: Key =
    key("enums", Named(&Node("enumeration")), "Lists of values, by name.");
const DECISIONS: Key = key(
    "decisions",
    Named(&Node("decision")),
    "Decisions about pages that are unclear, by name.",
);

/// The mappings of files.
pub(super) const FILES: &[Shape] = &[
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
            key(
                "areas",
                Named(&Text),
                "Parts of the service, by name, each with a sentence. Each is a feature of the generated crate.",
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
            key(
                "area",
                Text,
                "The part of the service that it belongs to, which is one of the service's `areas`.",
            ),
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
                "Holds of an answer after which the state will never be there. It is tried before `ready`.",
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
            key("doc", Text, "The purpose, with code in backquotes."),
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
];
