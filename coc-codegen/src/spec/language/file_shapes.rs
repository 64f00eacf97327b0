//! The spec language as data: `service.yaml`, the files of operations, and the mappings in
//! them apart from declarations, which are in `table_shapes`.

use super::shape::{Key, Shape, Value, fact, optional, required, shape};
use super::shared_keys::{DOC, MENTIONS, OBSOLETE, TEXTS};
use super::table_shapes::{DECISION, ENUMERATION, HEADERS, TABLE};
use Value::{
    Condition, Count, Either, Flag, List, MapOf, Mapping, Matching, OneOf, Text, Type,
    WholeNumber,
};

/// A method and a path.
const REQUEST: &str = "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /[^ ?#]*$";
/// A date as pages write it.
const DATE: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// The schemes by which requests are signed.
pub(in crate::spec) const SIGNATURES: &[&str] = &["SDK-HMAC-SHA256"];
/// The ids that requests may carry beside the credentials.
pub(in crate::spec) const IDENTITIES: &[&str] = &["domain", PROJECT];
pub(in crate::spec) const PROJECT: &str = "project";
/// The word for codes of success: all zeros after the last dot.
pub(in crate::spec) const ZEROS_AFTER_PREFIX: &str = "zeros_after_prefix";

const TYPES: Key = optional(
    "types",
    MapOf(&Mapping(&TABLE)),
    "Objects with documented fields, by name.",
);
const ENUMS: Key =
    optional("enums", MapOf(&Mapping(&ENUMERATION)), "Lists of values, by name.");
const DECISIONS: Key = optional(
    "decisions",
    MapOf(&Mapping(&DECISION)),
    "Decisions about pages that are unclear, by name.",
);

pub(in crate::spec) const SERVICE: Shape = shape(
    "a service",
    "service",
    &[
        optional("language", Count, "Version of the spec language: 1."),
        required("service", Text, "Short name, used in the user agent and in tracing."),
        optional("title", Text, "Name for people. Default: the short name."),
        optional("doc", Text, "The purpose of the service, in one sentence."),
        fact(optional(
            "endpoints",
            MapOf(&Text),
            "Base URL of each region: `https`, without a slash at the end.",
        )),
        fact(optional(
            "authentication",
            Mapping(&AUTHENTICATION),
            "The authentication of requests.",
        )),
        fact(optional(
            "blank",
            List(0, &Text),
            "Texts that count as absent, as null does. Default: the empty text.",
        )),
        optional(
            "envelopes",
            MapOf(&Mapping(&ENVELOPE)),
            "Members that wrap JSON answers, by the name of the envelope.",
        ),
        fact(optional(
            "envelope",
            Text,
            "Name of the envelope that every operation has which names no other. Without the key, it has none.",
        )),
        fact(optional(
            "refused_before_acting",
            MapOf(&Text),
            "Codes of the gateway after which nothing was done, each with the page that documents it.",
        )),
        fact(optional(
            "header",
            Mapping(&HEADERS),
            "Headers that a client may send with every request, such as the language of answers.",
        )),
        optional(
            "areas",
            MapOf(&Text),
            "Parts of the service, by name, each with a sentence. Each is a feature of the generated crate.",
        ),
        MENTIONS,
        TYPES,
        ENUMS,
        DECISIONS,
    ],
);

pub(in crate::spec) const AUTHENTICATION: Shape = shape(
    "`authentication`",
    "authentication",
    &[
        required("signature", OneOf(SIGNATURES), "The scheme."),
        required(
            "identity",
            OneOf(IDENTITIES),
            "The id that requests carry beside the credentials.",
        ),
    ],
);

pub(in crate::spec) const ENVELOPE: Shape = shape(
    "an envelope",
    "envelope",
    &[
        required(
            "code",
            TEXTS,
            "The member that holds the code, or several, of which the first that is present counts.",
        ),
        required(
            "message",
            TEXTS,
            "The member that holds the message, or several, of which the first that is present counts.",
        ),
        optional("data", Text, "The member that holds the data."),
        required(
            "success",
            Either(&[OneOf(&[ZEROS_AFTER_PREFIX]), List(1, &Text)]),
            "The codes that mean success: all zeros after the last dot, or a list.",
        ),
        optional(
            "refusals",
            List(1, &Text),
            "Codes that the pages give for a refusal, after which nothing was carried out.",
        ),
    ],
);

pub(in crate::spec) const OPERATION: Shape = Shape {
    other_facts: &["name"],
    ..shape(
        "an operation",
        "operation",
        &[
            required(
                "operation",
                Text,
                "Its name in snake_case, which becomes the module and the client method.",
            ),
            fact(required(
                "http",
                Matching(REQUEST),
                "Method and path, such as `POST /v1/{kind}/things`; every `{name}` is a field of `path`.",
            )),
            fact(optional("page", Mapping(&PAGE), "The page that documents it.")),
            optional(
                "area",
                Text,
                "The part of the service that it belongs to, which is one of the service's `areas`.",
            ),
            fact(optional("permission", Text, "The permission that a caller needs.")),
            optional("doc", Text, "The purpose of the operation, in one sentence."),
            fact(optional(
                "repeatable",
                Flag,
                "Whether the request is safe to repeat. Default: true for GET, HEAD and OPTIONS only.",
            )),
            fact(OBSOLETE),
            fact(optional("path", Mapping(&TABLE), "Parameters in the path.")),
            fact(optional("query", Mapping(&TABLE), "Parameters in the query.")),
            fact(optional("header", Mapping(&TABLE), "Parameters among the headers.")),
            fact(optional(
                "body",
                Type,
                "The type of the body. Without the key, there is no body.",
            )),
            fact(optional(
                "form",
                Flag,
                "Whether the body is sent as a form, `multipart/form-data`: each of its fields is a part.",
            )),
            TYPES,
            ENUMS,
            DECISIONS,
            fact(optional(
                "responses",
                MapOf(&Mapping(&RESPONSE)),
                "Answers by HTTP status: `\"200\"` in quotes, `2xx` for a class of them, `default` for all others.",
            )),
            fact(optional(
                "envelope",
                Text,
                "Name of one of the service's `envelopes`, or `none`. Default: the one that the service names.",
            )),
            fact(optional(
                "result",
                TEXTS,
                "The place of the value that a success must have, such as `data.id`, or several places.",
            )),
            fact(optional(
                "pagination",
                Mapping(&PAGINATION),
                "The way in which the pages of a list follow each other.",
            )),
            fact(optional(
                "waiters",
                MapOf(&Mapping(&WAITER)),
                "States that programs wait for, by name, such as `job_is_done`: each is a method `wait_until_job_is_done`.",
            )),
            optional("examples", Mapping(&EXAMPLES), "Documented requests and answers."),
            optional(
                "constructors",
                MapOf(&Mapping(&CONSTRUCTOR)),
                "Functions that make the requests of documented uses, by name, each from an example.",
            ),
            MENTIONS,
        ],
    )
};

pub(in crate::spec) const PAGE: Shape = shape(
    "a page",
    "page",
    &[
        required("title", Text, "Its title."),
        optional("updated", Matching(DATE), "The date on it."),
    ],
);

pub(in crate::spec) const RESPONSE: Shape = shape(
    "a response",
    "response",
    &[
        required(
            "type",
            Either(&[OneOf(&["none", "binary"]), Type]),
            "The type of its body, `none`, or `binary` for a file.",
        ),
        DOC,
        optional("header", Mapping(&HEADERS), "Headers of the answer."),
    ],
);

pub(in crate::spec) const EXAMPLES: Shape = shape(
    "`examples`",
    "examples",
    &[
        optional("requests", TEXTS, "Names of files in examples/, without `.json`."),
        optional("responses", TEXTS, "Names of files in examples/, without `.json`."),
        optional(
            "own_requests",
            TEXTS,
            "Requests in examples/ that no page has, since this spec made them.",
        ),
        optional(
            "own_responses",
            TEXTS,
            "Responses in examples/ that no page has, since this spec made them.",
        ),
    ],
);

pub(in crate::spec) const PAGINATION: Shape = Shape {
    exactly_one_of: &["marker", "offset", "page"],
    ..shape(
        "`pagination`",
        "pagination",
        &[
            required(
                "items",
                Text,
                "The list in an answer, such as `answer.data.things`, or `answer` if the answer is the list.",
            ),
            optional(
                "marker",
                Text,
                "The field of the request that takes the marker of a page, such as `query.marker`.",
            ),
            optional(
                "offset",
                Text,
                "The field of the request with the number of the first item of a page.",
            ),
            optional(
                "page",
                Text,
                "The field of the request with the number of a page.",
            ),
            optional(
                "next",
                Text,
                "The marker of the next page in an answer, such as `answer.next` or, of the last item, `answer.data.things.id`.",
            ),
            optional(
                "size",
                Text,
                "The field of the request with the number of items of a page.",
            ),
            optional(
                "total",
                Text,
                "The number of items on all pages, in an answer, such as `answer.data.total`.",
            ),
            optional(
                "first",
                WholeNumber,
                "The number of the first item or page, if the field has neither a default nor a smallest value.",
            ),
        ],
    )
};

pub(in crate::spec) const WAITER: Shape = shape(
    "a waiter",
    "waiter",
    &[
        DOC,
        required(
            "ready",
            Condition,
            "Holds of an answer that shows the state, such as `{ answer.data.phase: done }`.",
        ),
        optional(
            "failed",
            Condition,
            "Holds of an answer after which the state will never be there. It is tried before `ready`.",
        ),
        optional(
            "retry",
            Condition,
            "Holds of a refusal that means \"not yet\", such as `{ answer.code: X.17 }`. Any other error ends the waiting.",
        ),
        required("every", Count, "The pause between two calls, in seconds."),
        required("at_most", Count, "The bound of the whole, in seconds."),
    ],
);

pub(in crate::spec) const CONSTRUCTOR: Shape = shape(
    "a constructor",
    "constructor",
    &[
        optional("doc", Text, "The purpose, with code in backquotes."),
        required(
            "example",
            Text,
            "The request example that it is made from, with the values that are no arguments.",
        ),
        optional(
            "takes",
            List(1, &Text),
            "The required arguments: places in the example, such as `body.parts.id`.",
        ),
        optional("optional", List(1, &Text), "The optional arguments."),
        optional(
            "item",
            Text,
            "Name of the struct for an item of a list, if an item has several arguments.",
        ),
    ],
);
