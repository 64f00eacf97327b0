//! Tables of fields, and the types of fields.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::format::Format;
use super::id::{DecisionId, EnumId, Module, RuleId, TableId};
use super::literal::Literal;
use super::place::Part;

/// An object with documented fields: a declared type or a table of parameters.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name in the spec.
    pub name: String,
    /// Name of the struct.
    pub rust_name: String,
    /// The module that declares it.
    pub module: Module,
    /// The part of the request, if it is a table of parameters.
    pub part: Option<Part>,
    /// The messages that have its headers, if it is a table of headers of answers or of a
    /// client.
    pub headers: Option<Headers>,
    /// The documented tables that it comes from.
    pub origins: Vec<Origin>,
    /// The description, in Markdown.
    pub doc: String,
    /// The beginning of the ids of its rules, without ids that the spec gives.
    pub rule_prefix: String,
    /// The fields, in the page's order.
    pub fields: Vec<Field>,
    /// Rules over several fields.
    pub groups: Vec<RuleId>,
    /// Shortcuts to values at one of several places.
    pub accessors: Vec<Accessor>,
    /// Whether requests hold it.
    pub in_requests: bool,
    /// Whether answers hold it.
    pub in_responses: bool,
    /// Types whose fields hold it directly or in arrays and maps.
    pub parents: Vec<TableId>,
    /// Decisions about the table as a whole.
    pub decisions: Vec<DecisionId>,
    /// Fields by name.
    pub by_name: BTreeMap<String, usize>,
}

impl Table {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.by_name.get(name).map(|index| &self.fields[*index])
    }
}

/// A documented table that a type comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The title of its page; empty for the page of the file.
    pub page: String,
    /// Its number.
    pub number: String,
}

/// The messages that have the headers of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    /// The answers of an operation.
    Answers,
    /// The requests of a client with that option.
    Client,
}

/// The first of several places in an answer that holds a value.
#[derive(Debug, Clone)]
pub struct Accessor {
    /// Name of the method.
    pub rust_name: String,
    /// Places, each as a path of fields.
    pub places: Vec<Vec<usize>>,
    /// The type of the value there.
    pub ty: Type,
}

/// One field of a table.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Name of the struct's field.
    pub rust_name: String,
    /// The type of its value.
    pub ty: Type,
    /// Whether the field needs a box, since the struct would otherwise hold itself.
    pub boxed: bool,
    /// The description, in Markdown.
    pub doc: String,
    /// Its rules, in the order in which they are checked; empty if only answers hold
    /// it.
    pub rules: Vec<RuleId>,
    /// The demands of the page on a field that only answers hold, as words, since no
    /// rule applies to answers.
    pub documented: Vec<String>,
    /// The cases of a field that only examples show. It draws no warning in other
    /// cases.
    pub observed_for: Option<Condition>,
    /// The page and the table that have the field.
    pub source: Citation,
    /// The value that the service assumes.
    pub default: Option<Literal>,
    /// The text that joins the items of delimited text.
    pub delimiter: Option<String>,
    /// The text that joins the items of an array in the path, the query or a header.
    /// Without it, a query repeats the parameter.
    pub joined: Option<char>,
    /// Conditions that no field can express.
    pub prose: Vec<Prose>,
    /// The examples that show it, if no table has it.
    pub observed: Vec<String>,
    /// Whether no page has it, neither in a table nor in an example. A decision has the
    /// evidence, and its rules draw warnings.
    pub on_no_page: bool,
    /// Whether the name is misspelt on the wire.
    pub sic: bool,
    /// Whether null is a value of its own: it is present, has the right type and equals no
    /// other value. In other fields null counts as absent.
    pub nullable: bool,
    /// Whether its value may be a secret.
    pub sensitive: bool,
    /// The deprecation, with the alternative.
    pub deprecated: Option<String>,
    /// Decisions that shaped it.
    pub decisions: Vec<DecisionId>,
    /// The decision by which typed requests assume that it is there.
    pub assume_present: Option<DecisionId>,
    /// The decision by which it belongs to every case.
    pub all_cases: Option<DecisionId>,
    /// Names of the structs for the cases that its values distinguish.
    pub cases: Vec<(Literal, String)>,
}

/// A condition that no field can express.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The condition.
    pub condition: String,
    /// The reason why no field can express it.
    pub reason: String,
}

/// The documented field that a rule or a field comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Citation {
    /// Title of the page.
    pub page: String,
    /// Number of the table; empty if it is not known, and where only examples show the
    /// field.
    pub table: String,
    /// Documented name.
    pub field: String,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text.
    String,
    /// Text of a fixed form, which a rule of the kind `format` checks.
    Formatted(Format),
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// Any number.
    Float,
    /// Milliseconds since 1970, as a long.
    Timestamp,
    /// A free-form object.
    Object,
    /// Anything.
    Any,
    /// Text or whole numbers with known values.
    Enum(EnumId, ValueKind),
    /// A file, as a part of a form.
    File,
    /// An object with documented fields.
    Struct(TableId),
    /// A list.
    Array(Box<Type>),
    /// An object whose values have one type.
    Map(Box<Type>),
}

/// The kind of the values of an enumeration: they are all text, or all whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ValueKind {
    /// Text.
    #[default]
    Text,
    /// Whole numbers of 64 bits, each with a name.
    Integer,
}

impl ValueKind {
    /// The type of a field that may hold any value of this kind.
    #[must_use]
    pub const fn plain(self) -> Type {
        match self {
            Self::Text => Type::String,
            Self::Integer => Type::Long,
        }
    }
}

impl Type {
    /// The types of the language, by their names in a spec.
    pub(crate) const BUILT_IN: &[(&str, Self)] = &[
        ("string", Self::String),
        ("boolean", Self::Boolean),
        ("integer", Self::Integer),
        ("long", Self::Long),
        ("float", Self::Float),
        ("timestamp", Self::Timestamp),
        ("date", Self::Formatted(Format::Date)),
        ("time", Self::Formatted(Format::Time)),
        ("date_time", Self::Formatted(Format::DateTime)),
        ("object", Self::Object),
        ("any", Self::Any),
        ("file", Self::File),
    ];

    /// The type of the language that has this name.
    pub(crate) fn built_in(name: &str) -> Option<Self> {
        let mut types = Self::BUILT_IN.iter();
        types.find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
    }

    /// Whether it is a string on the wire.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(
            self,
            Self::String | Self::Formatted(_) | Self::Enum(_, ValueKind::Text)
        )
    }

    /// Whether it is text other than an enumeration.
    #[must_use]
    pub const fn is_string(&self) -> bool {
        matches!(self, Self::String | Self::Formatted(_))
    }

    /// Whether it is a number on the wire.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Integer
                | Self::Long
                | Self::Float
                | Self::Timestamp
                | Self::Enum(_, ValueKind::Integer)
        )
    }

    /// Whether values are single ones, which can be written as text.
    #[must_use]
    pub const fn is_single(&self) -> bool {
        self.is_text() || self.is_number() || matches!(self, Self::Boolean)
    }

    /// Whether its values have an order. Numbers of an enumeration have none.
    #[must_use]
    pub const fn is_ordered(&self) -> bool {
        !matches!(self, Self::Enum(..))
            && (self.is_number() || matches!(self, Self::Formatted(_)))
    }

    /// The enumeration whose values it holds.
    #[must_use]
    pub const fn list(&self) -> Option<EnumId> {
        match self {
            Self::Enum(list, _) => Some(*list),
            _ => None,
        }
    }

    /// The type without its meaning: enumerations become text or longs, timestamps become
    /// longs.
    #[must_use]
    pub fn plain(&self) -> Self {
        match self {
            Self::Enum(_, kind) => kind.plain(),
            Self::Timestamp => Self::Long,
            Self::Array(inner) => Self::Array(Box::new(inner.plain())),
            Self::Map(inner) => Self::Map(Box::new(inner.plain())),
            other => other.clone(),
        }
    }

    /// The type with fields that values hold, at any depth of arrays and maps.
    #[must_use]
    pub fn held(&self) -> Option<TableId> {
        match self.innermost() {
            Self::Struct(id) => Some(*id),
            _ => None,
        }
    }

    /// The type of the items of an array, at any depth of arrays.
    pub(crate) fn through_arrays(&self) -> &Self {
        match self {
            Self::Array(inner) => inner.through_arrays(),
            other => other,
        }
    }

    /// The innermost type of the items of arrays and the values of maps.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Array(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }
}
