//! Examples, the marks that they confirm, and constructors.

use super::case::{Case, SERVICE, body};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "an example that breaks a rule",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, required: true }\n",
                "examples: { requests: [one] }\n"
            ),
            (
                "examples/one.json",
                "{ \"operation\": \"op\", \"body\": { \"x\": \"\" } }\n",
            ),
        ],
        expected: &[(
            "examples/one.json:1:37 S018",
            &["/body/x", "required", "op.x.required", "decision"],
        )],
    },
    Case {
        name: "keys of examples",
        files: &[
            SERVICE,
            body!("      x: { type: string }\n", "examples: { requests: [one] }\n"),
            (
                "examples/one.json",
                "{ \"operation\": \"op\", \"query\": {}, \"body\": { \"xx\": 1 } }\n",
            ),
        ],
        expected: &[
            ("examples/one.json:1:22 S019", &["no `query`"]),
            (
                "examples/one.json:1:45 S019",
                &["`Body` does not document", "/body/xx", "did you mean `x`?"],
            ),
        ],
    },
    Case {
        name: "places in examples",
        files: &[
            SERVICE,
            body!(
                "      a/b~: { type: { array: Item } }\n      é: { type: string }\n",
                "  Item:\n    fields:\n      x: { type: string, required: true }\n      y: { type: { map: boolean } }\nexamples: { requests: [one] }\n"
            ),
            (
                "examples/one.json",
                r#"{
  "operation" : "op" , "operation": "op",
  "body": {
    "\u00e9": [ 1 ],
    "a\/b~": [ {"x":"\"}]", "ü": "\\"}, {"y":{"z~/":-1.5e3}}, [[]] ]
  }
}
"#,
            ),
        ],
        expected: &[
            ("examples/one.json:2:24 S004", &["`operation`", "twice", "first here"]),
            ("examples/one.json:4:5 S018", &["`/body/é`"]),
            ("examples/one.json:5:29 S019", &["/body/a~1b~0/0/ü"]),
            ("examples/one.json:5:41 S018", &["`/body/a~1b~0/1/x`", "required"]),
            ("examples/one.json:5:53 S018", &["`/body/a~1b~0/1/y/z~0~1`"]),
            ("examples/one.json:5:63 S018", &["`/body/a~1b~0/2`"]),
        ],
    },
    Case {
        name: "files that are no examples",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string }\n",
                "responses: { \"200\": { type: Body } }\nexamples: { requests: [one, two, gone], responses: [three, five, six, seven] }\n"
            ),
            ("examples/one.json", "{ \"operation\": \"op\",\n  \"body\": { x: 1 } }\n"),
            ("examples/two.json", "[1]\n"),
            ("examples/three.json", "{ \"status\": 201, \"body\": {} }\n"),
            (
                "examples/five.json",
                "{ \"status\": 200, \"body\": { \"x\": [\"\"] }, \"headers\": {} }\n",
            ),
            ("examples/six.json", "{ \"status\": 200, \"body\": [{}] }\n"),
            ("examples/seven.json", "{ \"status\": 200 }\n"),
            ("examples/four.json", "{}\n"),
        ],
        expected: &[
            (
                "examples/five.json:1:28 S020",
                &["another shape than documented at `/body/x`"],
            ),
            ("examples/five.json:1:41 S020", &["cannot have `headers`"]),
            ("examples/one.json:2:13 S020", &["not JSON"]),
            (
                "examples/seven.json:1:1 S020",
                &["the example has no `body`, but the response has one"],
            ),
            ("examples/six.json:1:18 S020", &["must be an object"]),
            ("examples/three.json:1:13 S020", &["status", "declared response"]),
            ("examples/two.json:1:1 S020", &["an example must be an object"]),
            ("op.yaml:10:34 S020", &["no file `examples/gone.json`"]),
        ],
    },
    Case {
        name: "observed nowhere",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, observed: true }\n      y: { type: string, observed: false }\n      z: { type: Kind }\n",
                "enums: { Kind: { values: { a: { observed: true } } } }\nexamples: { requests: [one] }\n"
            ),
            ("examples/one.json", "{ \"operation\": \"op\", \"body\": {} }\n"),
        ],
        expected: &[(
            "op.yaml:9:26 S008",
            &["`observed: false` has no effect", "delete it"],
        )],
    },
    Case {
        name: "marks that no example confirms",
        files: &[
            SERVICE,
            body!(
                "      x: { type: string, observed: true }\n      z: { type: Kind }\n",
                "enums: { Kind: { values: { a: { observed: true }, b: } } }\nexamples: { requests: [one] }\n"
            ),
            (
                "examples/one.json",
                "{ \"operation\": \"op\", \"body\": { \"z\": \"b\" } }\n",
            ),
        ],
        expected: &[
            ("op.yaml:8:26 S021", &["no example shows `x`", "marked as observed"]),
            ("op.yaml:10:33 S021", &["no example shows the value `a`"]),
        ],
    },
    Case {
        name: "constructors that their examples do not fit",
        files: &[
            SERVICE,
            body!(
                "      name: { type: string }\n      tags: { type: { array: string } }\n      parts: { type: { array: Part } }\n",
                "  Part: { fields: { id: { type: string }, size: { type: integer } } }\nexamples: { requests: [some] }\nconstructors:\n  \
                 a: { example: smoe }\n  b: { example: some, takes: [body.nam, body.tags, body.parts.id, body.parts.size], item: P }\n  \
                 c: { example: some, takes: [body.tags], item: P }\n  d: { example: some, takes: [body.parts.id] }\n"
            ),
            (
                "examples/some.json",
                r#"{"operation": "op", "body": {"name": "n", "tags": ["t"], "parts": [{"id": "1", "size": 1}, {"id": "2", "size": 2}]}}"#,
            ),
        ],
        expected: &[
            ("op.yaml:14:17 S032", &["`smoe`", "did you mean `some`?"]),
            ("op.yaml:15:31 S032", &["`body.nam`", "did you mean `body.name`?"]),
            (
                "op.yaml:16:3 S032",
                &["the items at `body.parts` of the example differ", "takes"],
            ),
            ("op.yaml:16:49 S032", &["no struct to name", "delete `item`"]),
            ("op.yaml:17:3 S032", &["`body.tags`", "takes: [body.tags]"]),
        ],
    },
];
