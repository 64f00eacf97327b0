//! The forms of mappings, keys and values in which `language` describes the spec
//! language.

/// A kind of mapping with fixed keys.
pub(in crate::spec) struct Shape {
    /// The thing that it describes, as messages name it.
    pub(in crate::spec) what: &'static str,
    /// Its name in the schema.
    pub(in crate::spec) name: &'static str,
    pub(in crate::spec) keys: &'static [Key],
    /// Keys of which exactly one must be present.
    pub(in crate::spec) exactly_one_of: &'static [&'static str],
    /// Keys of which at least one must be present.
    pub(in crate::spec) at_least_one_of: &'static [&'static str],
}

/// A key of a [`Shape`].
pub(in crate::spec) struct Key {
    pub(in crate::spec) name: &'static str,
    pub(in crate::spec) needed: bool,
    pub(in crate::spec) value: Value,
    /// The purpose, in Markdown.
    pub(in crate::spec) doc: &'static str,
}

/// The values that a key may have.
pub(in crate::spec) enum Value {
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
    /// A list with at least this number of items.
    List(usize, &'static Value),
    Either(&'static [Value]),
    Condition,
    Type,
    /// A mapping from these facts to names of decisions.
    Facts(&'static [&'static str]),
}

impl Shape {
    /// The key of this name.
    pub(in crate::spec) fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|it| it.name == name)
    }

    /// Whether the shape has this key.
    pub(in crate::spec) fn has(&self, key: &str) -> bool {
        self.key(key).is_some()
    }

    /// Whether this key distinguishes the shape from others: one that is required.
    pub(in crate::spec) fn is_distinguished_by(&self, key: &str) -> bool {
        self.exactly_one_of.contains(&key)
            || self.keys.iter().any(|it| it.needed && it.name == key)
    }
}

impl Key {
    /// The key as it is written, with its purpose: the fix where it is missing.
    pub(in crate::spec) fn written(&self) -> String {
        let purpose = self.doc.split(". ").next().unwrap_or_default();
        let mut rest = purpose.trim_end_matches('.').chars();
        let first = rest.next().map_or_else(String::new, |c| c.to_lowercase().collect());
        format!(
            "write `{}: {}`: {first}{}",
            self.name,
            self.value.sample(),
            rest.as_str()
        )
    }
}

impl Value {
    /// The form of such a value.
    fn sample(&self) -> &'static str {
        match self {
            Self::Flag => "true",
            Self::Null => "",
            Self::Count | Self::WholeNumber | Self::Number => "5",
            Self::Word(words) => words.first().copied().unwrap_or("..."),
            Self::Node(_) | Self::Named(_) | Self::Condition | Self::Facts(_) => {
                "{ ... }"
            }
            Self::List(..) => "[...]",
            Self::Either(values) => values.first().map_or("...", Self::sample),
            Self::Type => "string",
            Self::Text | Self::Like(_) | Self::Literal => "...",
        }
    }
}

pub(super) const fn key(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, needed: false, value, doc }
}

pub(super) const fn needed(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, needed: true, value, doc }
}

pub(super) const fn shape(
    what: &'static str,
    name: &'static str,
    keys: &'static [Key],
) -> Shape {
    Shape { what, name, keys, exactly_one_of: &[], at_least_one_of: &[] }
}
