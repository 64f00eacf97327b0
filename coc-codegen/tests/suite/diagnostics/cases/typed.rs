//! Fields with cases, and the structs that are named for them.

use super::case::{Case, SERVICE, body};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "too many cases",
        files: &[
            SERVICE,
            body!(concat!(
                "      a: { type: string }\n      b: { type: string }\n      c: { type: string }\n      d: { type: string }\n",
                "      e: { type: string, required: { a: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a], b: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a], ",
                "c: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a], d: [1a, 2a, 3a, 4a, 5a, 6a, 7a, 8a, 9a, 0a, 1b, 2b, 3b, 4b, 5b] } }\n"
            )),
        ],
        expected: &[("op.yaml:12:26 S030", &["cases", "read fewer fields"])],
    },
    Case {
        name: "a discriminator that names no cases",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:8:7 S031",
            &[
                "`kind`",
                "conditions of other fields read `kind`, but it has no `cases`, so its values get no types",
                "cases: {",
            ],
        )],
    },
    Case {
        name: "cases of a field that may be absent",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, cases: { car: Car } }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[("op.yaml:8:36 S012", &["`kind` may be absent", "assume_present"])],
    },
    Case {
        name: "fields that are assumed to be present without need",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { car: Car }, assume_present: r }\n      name: { type: string, assume_present: r }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\ndecisions: { r: { pages: a, resolution: b, evidence: c } }\n"
            ),
        ],
        expected: &[
            (
                "op.yaml:8:80 S012",
                &[
                    "the rule `required` decides when this field is present, so `assume_present` has no effect",
                    "delete",
                ],
            ),
            (
                "op.yaml:9:45 S012",
                &["`assume_present` is only for a field with `cases`", "delete"],
            ),
        ],
    },
    Case {
        name: "structs for unknown cases",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { cra: Car } }\n      name: { type: string, cases: { a: A } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[
            ("op.yaml:8:52 S011", &["`cra`", "did you mean `car`?"]),
            ("op.yaml:9:38 S012", &["list of values", "delete `cases`"]),
        ],
    },
    Case {
        name: "structs for cases that nothing depends on",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { car: Car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[(
            "op.yaml:8:52 S029",
            &["no rule of `Body` depends on this field", "delete `cases`"],
        )],
    },
    Case {
        name: "two structs for cases of one name",
        files: &[
            SERVICE,
            body!(
                "      kind: { type: Kind, required: true, cases: { car: Case, boat: Case } }\n      wheels: { type: integer, required: { kind: car } }\n",
                "enums: { Kind: { values: { car: , boat: } } }\n"
            ),
        ],
        expected: &[("op.yaml:8:69 S016", &["`Case`", "the other one"])],
    },
];
