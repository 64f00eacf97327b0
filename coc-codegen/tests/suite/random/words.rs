//! The words of random specs: easy names and texts, and texts that look like something
//! else.

/// Easy names, and names that are words of the language, of Rust or of emitted code. No
/// two of them give one identifier.
pub(super) const NAMES: &[&str] = &[
    "kind",
    "name",
    "count",
    "level",
    "code",
    "size",
    "owner",
    "flag",
    "type",
    "self",
    "in",
    "2fa",
    "x-request-id",
    "@class",
    "名称",
    "a.b",
    "Option",
    "Vec",
    "not",
    "any",
    "all",
    "ref",
    "present",
    "path",
    "body",
    "parent",
    "query",
    "a/b~c",
    "with \"quote\"",
    "with space",
    "fn",
    "crate",
    "super",
    "undocumented",
    "default",
    "value",
    "found",
    "item",
    "given",
    "pointer",
    "rule",
    "1",
    "-1",
    "$ref",
    "{x}",
    "KIND",
    "Type",
    "+",
    "{}",
    "#[a]",
    "back\\slash",
    "it's",
    "null",
    "true",
    "1.5",
    "object",
    "text",
    "length",
    "state",
    "None",
    "Ok",
    "extra",
    "when",
    "id",
    "op",
];

/// Names that give no identifier, or the identifier of another name, each with its
/// `rust_name`.
pub(super) const RENAMED: &[(&str, &str)] = &[
    ("{}", "braces"),
    ("KIND", "other_kind"),
    ("Type", "type_too"),
    ("+", "plus"),
    ("$ref", "dollar_ref"),
];

/// Names that may be in a path and among headers.
pub(super) const PLAIN_NAMES: &[&str] =
    &["kind", "name", "x-id", "type", "self", "2fa", "Vec", "path", "not", "a.b"];

pub(super) const TYPE_NAMES: &[&str] = &[
    "Thing",
    "Option",
    "Vec",
    "Box",
    "Result",
    "Client",
    "Request",
    "Violation",
    "Rule",
    "Type",
    "Map",
    "Value",
    "a-thing",
    "Größe",
    "Some",
    "Self",
    "Condition",
    "Table",
    "Field",
    "u8",
    "String_",
    "Object",
    "Extra",
    "Wire",
    "Pattern",
];

pub(super) const VALUES: &[&str] = &[
    "a",
    "b",
    "c",
    "Unknown",
    "1.5",
    "-1",
    "Self",
    "x y",
    "q\"",
    "type",
    "名",
    "Other(x)",
    "back\\slash",
    "true",
];

pub(super) const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-1",
    "7",
    "404",
    "2147483648",
    "9007199254740993",
    "-9223372036854775808",
];

pub(super) const OPERATIONS: &[&str] = &["make", "match", "list_all", "send"];

pub(super) const TEXTS: &[&str] = &["x", "y", "on", "1", "true", "q\"\\", "é", "a b"];

pub(super) const SCALARS: &[&str] = &[
    "string",
    "string",
    "boolean",
    "integer",
    "long",
    "float",
    "timestamp",
    "date",
    "time",
    "date_time",
];

/// Patterns that regular expressions of every kind understand alike.
pub(super) const PATTERNS: &[&str] =
    &["^[a-z]+$", "^[a-z]{2}[0-9]{2}$", "x", "^(?:ab|c)?.$", "\\\\.|é", "^[^,;]*$"];

pub(super) const DELIMITERS: &[&str] = &[",", ";", "|", ", ", ".", "::", "ab"];

/// Texts that look like something else.
pub(super) const DOCS: &[&str] = &[
    "Plain.",
    "\"# */ ``` <b>bold</b> [`Vec`](x)",
    "# Heading",
    "```\npanic!()\n```",
    "{brace} {} %s \\ $x",
    "]]> -->",
    "  x",
    "a\n\nb\n- c\n1. d",
    "é 名 \u{202e}",
    "|a|b|",
];
