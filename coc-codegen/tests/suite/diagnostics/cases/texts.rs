//! Files and texts that are no spec: YAML, keys, shapes and values.

use super::case::{Case, SERVICE, body};

/// An operation without errors that uses declarations of `service.yaml`. `FOLLOWING` is
/// its example.
const FOLLOWS: (&str, &str) = (
    "op.yaml",
    concat!(
        "operation: op\nhttp: POST /op\nbody: Body\ntypes:\n  Body:\n    fields:\n      a: { type: Shared, decision: { type: odd } }\n",
        "      b: { type: Colour, only_when: { c: [red, green] } }\n      c: { type: string, enum: [{ of: Colour, when: { b: red } }] }\n",
        "examples: { requests: [one] }\n",
    ),
);
const FOLLOWING: (&str, &str) =
    ("examples/one.json", "{ \"operation\": \"op\", \"body\": { \"b\": \"-\" } }\n");

pub(super) const CASES: &[Case] = &[
    Case {
        name: "no service",
        files: &[body!("      x: { type: string }\n")],
        expected: &[("op.yaml:1:1 S001", &["service.yaml"])],
    },
    Case {
        name: "not yaml",
        files: &[SERVICE, ("op.yaml", "operation: [op\nhttp: POST /\n")],
        expected: &[(
            "op.yaml:1:12 S002",
            &["`[` that opens here", "close it with `]`"],
        )],
    },
    Case {
        name: "anchors and aliases",
        files: &[
            SERVICE,
            ("op.yaml", "operation: &name op\nhttp: GET /op\ndoc: *name\n"),
        ],
        expected: &[
            ("op.yaml:1:12 S003", &["a spec cannot use anchors"]),
            ("op.yaml:3:6 S003", &["a spec cannot use aliases", "write the value out"]),
        ],
    },
    Case {
        name: "merges",
        files: &[SERVICE, ("op.yaml", "operation: op\nhttp: GET /op\n<<: { doc: x }\n")],
        expected: &[("op.yaml:3:1 S003", &["a spec cannot use merges"])],
    },
    Case {
        name: "tags",
        files: &[SERVICE, ("op.yaml", "operation: !name op\nhttp: GET /op\n")],
        expected: &[("op.yaml:1:12 S003", &["a spec cannot use tags"])],
    },
    Case {
        name: "two pages",
        files: &[
            SERVICE,
            ("op.yaml", "operation: op\nhttp: GET /op\n---\noperation: two\n"),
        ],
        expected: &[(
            "op.yaml:4:1 S003",
            &["a file must be one YAML document", "file of its own"],
        )],
    },
    Case {
        name: "keys that are not text",
        files: &[
            SERVICE,
            (
                "op.yaml",
                "operation: op\nhttp: GET /op\nresponses:\n  200: { type: none }\n",
            ),
        ],
        expected: &[("op.yaml:4:3 S003", &["`200`", "quotes", "\"200\""])],
    },
    Case {
        name: "the same key twice",
        files: &[
            SERVICE,
            body!("      x: { type: string, type: long }\n      x: { type: string }\n"),
        ],
        expected: &[
            ("op.yaml:8:26 S004", &["`type`", "twice", "first here"]),
            ("op.yaml:9:7 S004", &["`x`", "twice"]),
        ],
    },
    Case {
        name: "unknown keys",
        files: &[
            ("service.yaml", "service: demo\ntitel: Demo\n"),
            body!("      x: { type: string, requird: true, colour: red }\n"),
        ],
        expected: &[
            (
                "op.yaml:8:26 S005",
                &["a field has no key `requird`", "did you mean `required`?"],
            ),
            ("op.yaml:8:41 S005", &["`colour`", "the keys here are", "`type`"]),
            ("service.yaml:2:1 S005", &["a service has no key `titel`", "`title`"]),
        ],
    },
    Case {
        name: "a service that is not yaml",
        files: &[("service.yaml", "service: [demo\nenums: x\n"), FOLLOWS, FOLLOWING],
        expected: &[("service.yaml:1:10 S002", &["`[` that opens here"])],
    },
    Case {
        name: "a service that is no mapping",
        files: &[("service.yaml", "- service: demo\n"), FOLLOWS, FOLLOWING],
        expected: &[("service.yaml:1:1 S007", &["a service must be a mapping"])],
    },
    Case {
        name: "declarations under an unknown key",
        files: &[
            ("service.yaml", "service: demo\nblank: [\"-\"]\ntyps: { Shared: {} }\n"),
            FOLLOWS,
            FOLLOWING,
        ],
        expected: &[("service.yaml:3:1 S005", &["`typs`", "did you mean `types`?"])],
    },
    Case {
        name: "declarations of wrong shapes",
        files: &[
            (
                "service.yaml",
                "service: demo\ntypes: { Shared: text }\nenums: { Colour: { vals: {} } }\ndecisions: { odd: [] }\n",
            ),
            FOLLOWS,
            FOLLOWING,
        ],
        expected: &[
            ("service.yaml:2:18 S007", &["a table must be a mapping", "text"]),
            ("service.yaml:3:20 S005", &["no key `vals`", "`values`"]),
            ("service.yaml:4:19 S007", &["a decision must be a mapping"]),
        ],
    },
    Case {
        name: "fields and places of wrong shapes",
        files: &[
            SERVICE,
            (
                "op.yaml",
                concat!(
                    "operation: op\nhttp: POST /{id}/{kind}\npath: 7\nbody: { aray: Body }\ntypes:\n  Body:\n    fields:\n",
                    "      x: string\n      y: { type: string, required: { x: a, path.id: b, body.v: c, parent.w: d } }\n",
                    "      z: { type: string, length: 7, ids: { length: op.z } }\n",
                    "    groups: { one: { exactly_one_of: [x, y] }, two: { exactly_one_of: [x, 7] }, three: { exactly_one_of: x } }\n",
                    "    accessors: { v: [x.y.z] }\n",
                ),
            ),
            (
                "two.yaml",
                "operation: two\nhttp: POST /{id}\npth: { fields: { id: { type: string } } }\nbody: Body\ntypes:\n  Body: { feilds: { x: { type: string } }, groups: { one: { exactly_one_of: [x, y] } } }\n",
            ),
        ],
        expected: &[
            ("op.yaml:3:7 S007", &["a table must be a mapping"]),
            ("op.yaml:4:9 S007", &["a type in braces", "`aray`"]),
            ("op.yaml:8:10 S007", &["a field must be a mapping", "text"]),
            ("op.yaml:10:34 S007", &["`length` must be a mapping"]),
            ("op.yaml:11:75 S007", &["a field's name must be text"]),
            ("op.yaml:11:106 S007", &["a group's fields must be a list"]),
            ("two.yaml:3:1 S005", &["no key `pth`", "`path`"]),
            ("two.yaml:6:11 S005", &["no key `feilds`", "`fields`"]),
        ],
    },
    Case {
        name: "missing keys",
        files: &[
            SERVICE,
            (
                "op.yaml",
                "operation: op\nbody: Body\ntypes:\n  Body:\n    fields:\n      x: { doc: An x. }\nresponses:\n  \"200\": { doc: Fine. }\n",
            ),
        ],
        expected: &[
            ("op.yaml:1:1 S006", &["an operation needs the key `http`"]),
            ("op.yaml:6:10 S006", &["a field needs the key `type`"]),
            ("op.yaml:8:10 S006", &["a response needs the key `type`"]),
        ],
    },
    Case {
        name: "an empty file",
        files: &[SERVICE, ("op.yaml", "# nothing\n")],
        expected: &[("op.yaml:1:1 S006", &["empty"])],
    },
    Case {
        name: "wrong shapes",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, doc: 7, required: yes please, length: 3, decision: { a: b }, sic: true }\n      y: [string]\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:31 S007", &["`doc` must be text", "a number", "quotes"]),
            (
                "op.yaml:8:44 S007",
                &["a condition must be `true` or a mapping", "text", "{ field: value }"],
            ),
            ("op.yaml:8:64 S007", &["`length` must be a mapping"]),
            ("op.yaml:8:79 S005", &["a field has no fact `a`", "the facts here are"]),
            (
                "op.yaml:8:92 S007",
                &["`sic` must be the name of a decision", "`sic: NAME`"],
            ),
            ("op.yaml:9:10 S007", &["a field must be a mapping", "a list"]),
        ],
    },
    Case {
        name: "bad values",
        files: &[
            (
                "service.yaml",
                "service: demo\nendpoints: { north: http://demo.example }\nblank: [null]\n",
            ),
            (
                "op.yaml",
                "operation: op\nhttp: FETCH /op\nbody: { array: string }\nresponses:\n  \"700\": { type: none }\n  \"200\": { type: none }\n",
            ),
            (
                "two.yaml",
                concat!(
                    "operation: two\nhttp: POST /two\nbody: Body\ntypes:\n  Body:\n    fields:\n",
                    "      a: { type: string, length: { min: 3, max: 2 } }\n",
                    "      b: { type: long, default: x }\n",
                    "      c: { type: string, required: {} }\n",
                    "      d: { type: string, required: { a: null } }\n",
                    "      e: { type: integer, fixed: 3000000000 }\n",
                    "      f: { type: integer, one_of: [] }\n",
                    "      g: { type: string, ids: { length: two.g } }\n",
                    "      h: { type: string, delimiter: \"\" }\n",
                    "    groups: { one: { exactly_one_of: [a] } }\n",
                ),
            ),
        ],
        expected: &[
            ("op.yaml:2:7 S008", &["`FETCH` is not a method", "`GET`"]),
            ("op.yaml:5:3 S008", &["`700` is not an HTTP status"]),
            ("service.yaml:2:21 S008", &["https://"]),
            ("service.yaml:3:9 S008", &["`null` always counts as absent", "delete it"]),
            ("two.yaml:7:34 S008", &["`min` is above `max`"]),
            ("two.yaml:8:33 S008", &["`default` is `x`, which is not a long"]),
            ("two.yaml:9:36 S008", &["this condition is empty"]),
            ("two.yaml:10:41 S008", &["no field equals `null`", "not: { present"]),
            ("two.yaml:11:34 S008", &["3000000000", "an integer"]),
            ("two.yaml:12:35 S008", &["`one_of` is empty"]),
            ("two.yaml:13:33 S008", &["no rule of kind `length`"]),
            ("two.yaml:14:37 S008", &["cannot be empty"]),
            ("two.yaml:15:15 S008", &["at least two fields"]),
        ],
    },
    Case {
        name: "comments of a draft",
        files: &[
            SERVICE,
            (
                "one.yaml",
                "operation: one\nhttp: POST /one\nbody: One\n\
                 # PAGE: a description, page.html:3:1\n\
                 types: { One: { fields: { x: { type: string, doc: \"a #PAGE: b\" } } } } # PAGE: a condition, page.html:4:1\n",
            ),
        ],
        expected: &[
            ("one.yaml:4:1 S040", &["not transcribed", "at the place"]),
            ("one.yaml:5:72 S040", &["not transcribed", "delete the comment"]),
        ],
    },
];
