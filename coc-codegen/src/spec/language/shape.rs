//! The forms of mappings, keys and values in which `file_shapes` and `table_shapes`
//! describe the spec language.

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
    /// Facts that a decision may cover beside keys, such as the name of a field.
    pub(super) other_facts: &'static [&'static str],
}

/// A key of a [`Shape`].
pub(in crate::spec) struct Key {
    pub(in crate::spec) name: &'static str,
    pub(in crate::spec) is_required: bool,
    pub(in crate::spec) value: Value,
    /// The purpose, in Markdown.
    pub(in crate::spec) doc: &'static str,
    fact: Fact,
}

/// Whether a key is a fact, which a decision may cover.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fact {
    No,
    /// A fact of its mapping.
    Own,
    /// The same, and a column of the table that has the mapping as a row. A decision about
    /// the table may cover the whole column.
    Column,
}

/// The values that a key may have.
pub(in crate::spec) enum Value {
    Text,
    /// Text that this regular expression matches.
    Matching(&'static str),
    Flag,
    Null,
    /// A whole number from 0.
    Count,
    WholeNumber,
    Number,
    /// A single value.
    Literal,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A mapping of this shape.
    Mapping(&'static Shape),
    /// A mapping from names that the spec chooses.
    MapOf(&'static Value),
    /// A list with at least this number of items.
    List(usize, &'static Value),
    Either(&'static [Value]),
    Condition,
    Type,
    /// A mapping from facts of the shape that has the key to names of decisions.
    Facts,
}

impl Shape {
    /// The key of this name.
    pub(in crate::spec) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|it| it.name == name)
    }

    /// Whether the shape has this key.
    pub(in crate::spec) fn has(&self, key: &str) -> bool {
        self.key(key).is_some()
    }

    /// Whether this key distinguishes the shape from others: one that is required.
    pub(in crate::spec) fn is_distinguished_by(&self, key: &str) -> bool {
        self.exactly_one_of.contains(&key)
            || self.keys.iter().any(|it| it.is_required && it.name == key)
    }

    /// The facts that a decision about such a mapping may cover.
    pub(in crate::spec) fn facts(&self) -> impl Iterator<Item = &'static str> + use<> {
        let (keys, other_facts) = (self.keys, self.other_facts);
        let facts = move || keys.iter().filter(|key| key.fact != Fact::No);
        let columns = facts().filter_map(|key| match key.value {
            Value::MapOf(Value::Mapping(row)) => Some(row.keys),
            _ => None,
        });
        let columns = columns.flatten().filter(|key| key.fact == Fact::Column);
        let keys = facts().chain(columns).map(|key| key.name);
        other_facts.iter().copied().chain(keys)
    }

    /// The fact of this name.
    pub(in crate::spec) fn fact(&self, name: &str) -> Option<&'static str> {
        self.facts().find(|fact| *fact == name)
    }
}

impl Key {
    /// The key as it is written, with its purpose: the fix where it is missing.
    pub(in crate::spec) fn help_for_missing(&self) -> String {
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
            Self::OneOf(words) => words.first().copied().unwrap_or("..."),
            Self::Mapping(_) | Self::MapOf(_) | Self::Condition | Self::Facts => {
                "{ ... }"
            }
            Self::List(..) => "[...]",
            Self::Either(values) => values.first().map_or("...", Self::sample),
            Self::Type => "string",
            Self::Text | Self::Matching(_) | Self::Literal => "...",
        }
    }
}

pub(super) const fn optional(
    name: &'static str,
    value: Value,
    doc: &'static str,
) -> Key {
    Key { name, is_required: false, value, doc, fact: Fact::No }
}

pub(super) const fn required(
    name: &'static str,
    value: Value,
    doc: &'static str,
) -> Key {
    Key { name, is_required: true, value, doc, fact: Fact::No }
}

/// A key that is a fact of its mapping.
pub(super) const fn fact(key: Key) -> Key {
    Key { fact: Fact::Own, ..key }
}

/// A key that is a fact of its mapping, and a column of the table around it.
pub(super) const fn column(key: Key) -> Key {
    Key { fact: Fact::Column, ..key }
}

pub(super) const fn shape(
    what: &'static str,
    name: &'static str,
    keys: &'static [Key],
) -> Shape {
    Shape {
        what,
        name,
        keys,
        exactly_one_of: &[],
        at_least_one_of: &[],
        other_facts: &[],
    }
}
