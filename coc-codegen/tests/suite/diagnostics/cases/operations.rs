//! Requests, answers, headers, forms and envelopes that cannot be.

use super::case::{Case, SERVICE};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "headers of answers and of a client",
        files: &[
            (
                "service.yaml",
                concat!(
                    "service: demo\n",
                    "header: { fields: { X-A: { type: string }, Host: { type: string }, X-R: { type: string, rust_name: region } } }\n",
                ),
            ),
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: GET /things\n",
                    "header: { fields: { x-a: { type: string } } }\n",
                    "responses:\n",
                    "  \"200\": { type: none, header: { fields: { X-B: { type: { map: string } }, X-C: { type: long } } } }\n",
                    "  \"400\": { type: none, header: { fields: { X-C: { type: string }, x b: { type: string }, Host: { type: string } } } }\n",
                    "  \"401\": { type: none, header: { fields: { X-D: { type: { array: string } } }, groups: {} } }\n",
                ),
            ),
        ],
        expected: &[
            ("op.yaml:3:21 S008", &["`x-a` is a header of every request already"]),
            ("op.yaml:5:57 S012", &["a parameter of `header` cannot hold an object"]),
            (
                "op.yaml:6:44 S008",
                &["`X-C` has another name, type or `rust_name` in another answer"],
            ),
            ("op.yaml:6:67 S008", &["cannot hold a space"]),
            ("op.yaml:7:57 S012", &["a list without a `delimiter`"]),
            ("op.yaml:7:80 S005", &["groups"]),
            ("service.yaml:2:44 S008", &["the client sets `Host`"]),
            ("service.yaml:2:100 S016", &["`region` is reserved"]),
        ],
    },
    Case {
        name: "an operation twice",
        files: &[
            SERVICE,
            ("a.yaml", "operation: op\nhttp: GET /a\n"),
            ("b.yaml", "operation: op\nhttp: GET /b\n"),
        ],
        expected: &[("b.yaml:1:12 S016", &["`op` is declared twice", "first here"])],
    },
    Case {
        name: "one request twice",
        files: &[
            SERVICE,
            (
                "a.yaml",
                "operation: a\nhttp: PUT /things/{id}\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            (
                "b.yaml",
                "operation: b\nhttp: GET /things/{id}\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            (
                "c.yaml",
                "operation: c\nhttp: PUT /things/{name}\npath: { fields: { name: { type: string, required: true } } }\n",
            ),
        ],
        expected: &[(
            "c.yaml:2:11 S033",
            &[
                "`PUT /things/{name}`",
                "another operation",
                "first here",
                "`/things/{name}#c`",
            ],
        )],
    },
    Case {
        name: "envelopes that do not fit",
        files: &[
            (
                "service.yaml",
                concat!(
                    "service: demo\nenvelope: own\n",
                    "envelopes:\n  own: { code: code, message: text, success: [OK] }\n  old: { code: [state, status], message: msg, success: [OK] }\n  idle: { code: c, message: m, success: [OK] }\n"
                ),
            ),
            (
                "one.yaml",
                "operation: one\nhttp: GET /one\nresponses: { \"200\": { type: Answer } }\nresult: [data.id, data.idd]\ntypes:\n  Answer: { fields: { text: { type: string }, data: { type: Data } } }\n  Data: { fields: { id: { type: string } } }\n",
            ),
            (
                "three.yaml",
                "operation: three\nhttp: GET /three\nenvelope: oldd\nresponses: { \"200\": { type: { array: string } } }\nresult: id\n",
            ),
            (
                "two.yaml",
                "operation: two\nhttp: GET /two\nenvelope: old\nresponses: { \"200\": { type: Answer } }\ntypes: { Answer: { fields: { state: { type: string }, msg: { type: string } } } }\n",
            ),
        ],
        expected: &[
            ("one.yaml:3:14 S035", &["no `code`", "`envelope: none`"]),
            ("service.yaml:5:24 S035", &["has `status`", "delete the member"]),
            ("three.yaml:3:11 S035", &["no envelope is called `oldd`", "`old`"]),
            (
                "three.yaml:4:14 S035",
                &["the first success of this operation has no fields"],
            ),
        ],
    },
    Case {
        name: "accessors with places of two types, and one that is not there",
        files: &[
            SERVICE,
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: GET /op\nresponses: { \"200\": { type: Answer } }\n",
                    "types:\n  Answer:\n    fields: { id: { type: string }, count: { type: long } }\n",
                    "    accessors: { key: [gone, id, count] }\n",
                ),
            ),
        ],
        expected: &[
            ("op.yaml:7:24 S010", &["no field `gone`"]),
            ("op.yaml:7:34 S012", &["must have the same type"]),
        ],
    },
    Case {
        name: "malformed areas",
        files: &[
            ("service.yaml", "service: demo\nareas: { doors: The doors., typed: X. }\n"),
            ("one.yaml", "operation: one\nhttp: GET /one\narea: dooors\n"),
            ("two.yaml", "operation: two\nhttp: GET /two\narea: typed\n"),
        ],
        expected: &[
            (
                "one.yaml:3:7 S039",
                &["no area is called `dooors`", "did you mean `doors`?"],
            ),
            ("service.yaml:2:29 S016", &["has a feature `typed`", "another name"]),
        ],
    },
    Case {
        name: "forms and files",
        files: &[
            SERVICE,
            (
                "one.yaml",
                "operation: one\nhttp: GET /one\nform: true\nbody: One\n\
                 types: { One: { fields: { x: { type: file }, y: { type: { array: string } } } } }\n",
            ),
            (
                "two.yaml",
                "operation: two\nhttp: POST /two\nbody: Two\n\
                 types: { Two: { fields: { x: { type: file }, y: { type: file } } } }\n",
            ),
        ],
        expected: &[
            ("one.yaml:3:1 S038", &["a request with `GET` has no form", "the method"]),
            ("one.yaml:5:57 S038", &["a single value or a file", "an array"]),
            ("two.yaml:4:38 S038", &["of nothing else", "add `form: true`"]),
        ],
    },
    Case {
        name: "a misspelt parameter of the path, and malformed dates",
        files: &[
            SERVICE,
            (
                "a.yaml",
                "operation: a\nhttp: GET /{idd}\npage: { title: A, updated: 2025-02-29 }\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            (
                "b.yaml",
                "operation: b\nhttp: GET /b\npage: { title: B, updated: 24 October 2025 }\n",
            ),
            (
                "c.yaml",
                "operation: c\nhttp: GET /c\npage: { title: C, updated: 2024-02-29 }\n",
            ),
        ],
        expected: &[
            ("a.yaml:2:11 S024", &["the parameter `idd`", "did you mean `id`?"]),
            ("a.yaml:3:28 S008", &["`2025-02-29` is not a date", "2031-01-24"]),
            ("b.yaml:3:28 S008", &["`24 October 2025` is not a date"]),
        ],
    },
    Case {
        name: "parameters that no text can hold",
        files: &[
            SERVICE,
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: GET /{id}\n",
                    "path: { fields: { id: { type: { array: string }, required: true } } }\n",
                    "query: { fields: { a: { type: { array: string } }, b: { type: Thing }, c: { type: { array: { array: string } } }, d: { type: { array: object } } } }\n",
                    "header: { fields: { X-A: { type: { map: string } }, X-B: { type: any }, X-C: { type: { array: string }, delimiter: \"|\" } } }\n",
                    "types: { Thing: { fields: { x: { type: string } } } }\n",
                ),
            ),
        ],
        expected: &[
            (
                "op.yaml:3:31 S012",
                &["a parameter of `path` cannot hold a list", "`delimiter`"],
            ),
            ("op.yaml:4:63 S012", &["a parameter of `query` cannot hold an object"]),
            ("op.yaml:4:83 S012", &["cannot hold a list"]),
            ("op.yaml:5:34 S012", &["a parameter of `header` cannot hold an object"]),
            ("op.yaml:5:66 S012", &["cannot hold anything", "`string`"]),
            ("op.yaml:5:116 S008", &["`|` cannot join", "`,` alone", "`string`"]),
        ],
    },
    Case {
        name: "path templates",
        files: &[
            SERVICE,
            (
                "a.yaml",
                "operation: a\nhttp: GET /{idd}/{id\npath: { fields: { id: { type: string, required: true } } }\n",
            ),
            ("b.yaml", "operation: b\nhttp: GET b\n"),
            (
                "c.yaml",
                "operation: c\nhttp: GET /{id}/{id}\npath: { fields: { id: { type: string, required: true }, more: { type: string } } }\n",
            ),
        ],
        expected: &[
            ("a.yaml:2:11 S024", &["not closed"]),
            ("b.yaml:2:11 S024", &["this path does not begin with `/`"]),
            ("c.yaml:2:11 S024", &["this path contains the parameter `id` twice"]),
            (
                "c.yaml:3:57 S024",
                &["the path `/{id}/{id}` does not contain the parameter `more`"],
            ),
        ],
    },
    Case {
        name: "pages that nobody can follow, and a wait that never ends",
        files: &[
            ("service.yaml", "service: demo\n"),
            (
                "op.yaml",
                "operation: list\nhttp: POST /list\nquery: { fields: { page: { type: long } } }\nresponses: { \"200\": { type: { array: string } } }\n\
                 pagination: { items: answer, page: query.page }\nwaiters: { w: { ready: { answer.status: 404 }, every: 5, at_most: 60 } }\n",
            ),
        ],
        expected: &[
            (
                "op.yaml:5:1 S037",
                &["`list` is not safe to repeat", "`repeatable: true`"],
            ),
            ("op.yaml:5:36 S036", &["nobody knows its first number", "`first: 1`"]),
            ("op.yaml:6:41 S011", &["the status 404 is no success"]),
        ],
    },
];
