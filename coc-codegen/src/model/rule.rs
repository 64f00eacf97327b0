//! Rules: the test of each, its condition, and the page that documents it. Checking a
//! rule does not belong here.

use std::cmp::Ordering;

use super::condition::Condition;
use super::format::Format;
use super::id::{DecisionId, EnumId, Module, TableId};
use super::literal::{Literal, Number};
use super::place::words;
use super::table::Citation;

/// One constraint.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The stable name.
    pub id: String,
    /// Its kind within its field, with the name of the list where the field has several;
    /// of a group, its name.
    pub key: String,
    /// The module that declares it.
    pub module: Module,
    /// Whether it holds for each item instead of the field.
    pub each: bool,
    /// The condition under which it applies.
    pub when: Condition,
    /// The test.
    pub test: Test,
    /// The rule in words, with its condition.
    pub text: String,
    /// The page and the table.
    pub source: Citation,
    /// Whether no page has its field, or one of its fields.
    pub on_no_page: bool,
    /// Whether the value is never shown.
    pub sensitive: bool,
    /// Decisions that shaped it.
    pub decisions: Vec<DecisionId>,
}

impl Rule {
    /// Whether a violation is a warning.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        self.on_no_page || self.test.is_warning()
    }
}

/// The test that a rule makes, if its condition holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The documented JSON type.
    Type,
    /// Presence.
    Required,
    /// Absence unless the condition holds.
    OnlyWhen,
    /// A warning unless the condition holds.
    DocumentedFor,
    /// A value of this list.
    Enum(EnumId),
    /// One of these.
    OneOf(Vec<Literal>),
    /// This value.
    Fixed(Literal),
    /// Length in characters.
    Length(Bounds<u64>),
    /// Size of a number.
    Range(Bounds<Number>),
    /// Number of items or entries.
    Items(Bounds<u64>),
    /// In this order with another field of the object, if both are present.
    Compared(Comparison, String),
    /// Text of this form.
    Format(Format),
    /// Each key of a map keeps this.
    Keys(Box<Test>),
    /// No item twice.
    Unique,
    /// A regular expression.
    Pattern(String),
    /// Size of a file in bytes.
    Size(Bounds<u64>),
    /// A file whose name ends in a dot and one of these, in any case.
    FileTypes(Vec<String>),
    /// No empty item in delimited text.
    Delimiter(String),
    /// No delimiter within an item of an array that is sent as one text.
    Undelimited(char),
    /// The right number of these fields is present.
    Group(GroupKind, Vec<usize>),
    /// Free-form objects have the members of this table, whose name follows. No violation
    /// names the rule: the rules of the members do that.
    Members(TableId, String),
}

impl Test {
    /// The kind, as written in rule ids and violations.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Keys(test) => test.kind(),
            Self::Type => "type",
            Self::Required => "required",
            Self::OnlyWhen => "only_when",
            Self::DocumentedFor => "documented_for",
            Self::Enum(_) | Self::OneOf(_) => "enum",
            Self::Fixed(_) => "fixed",
            Self::Length(_) => "length",
            Self::Range(_) => "range",
            Self::Items(_) => "items",
            Self::Unique => "unique",
            Self::Format(_) => "format",
            Self::Compared(comparison, _) => comparison.as_str(),
            Self::Pattern(_) => "pattern",
            Self::Size(_) => "size",
            Self::FileTypes(_) => "file_types",
            Self::Delimiter(_) => "delimiter",
            Self::Undelimited(_) => "undelimited",
            Self::Group(..) => "group",
            Self::Members(..) => "types",
        }
    }

    /// The test of each key of a map, where it is one.
    #[must_use]
    pub fn of_keys(&self) -> Option<&Self> {
        match self {
            Self::Keys(test) => Some(test),
            _ => None,
        }
    }

    /// The table of the members of a free-form object.
    #[must_use]
    pub const fn members(&self) -> Option<TableId> {
        match self {
            Self::Members(id, _) => Some(*id),
            _ => None,
        }
    }

    /// Whether a violation is a warning for every field, and is reported in addition to an
    /// error of the field.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(self, Self::DocumentedFor | Self::Delimiter(_))
    }
}

/// An order of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Not below the other one, and not before it.
    AtLeast,
    /// Above the other one, or after it.
    GreaterThan,
}

impl Comparison {
    /// Every comparison.
    pub const ALL: [Self; 2] = [Self::AtLeast, Self::GreaterThan];

    /// The name in the spec.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::GreaterThan => "greater_than",
        }
    }

    /// Whether two values with this order keep the comparison.
    #[must_use]
    pub const fn allows(self, order: Ordering) -> bool {
        match self {
            Self::AtLeast => order.is_ge(),
            Self::GreaterThan => order.is_gt(),
        }
    }
}

words! {
    /// The number of fields of a group that may be present.
    GroupKind {
        /// One.
        ExactlyOneOf = "exactly_one_of",
        /// One or more.
        AtLeastOneOf = "at_least_one_of",
        /// None or one.
        AtMostOneOf = "at_most_one_of",
        /// None or every one.
        AllOrNone = "all_or_none",
    }
}

impl GroupKind {
    /// Whether a group allows `present` of its `count` fields.
    pub(crate) const fn allows(self, present: usize, count: usize) -> bool {
        match self {
            Self::ExactlyOneOf => present == 1,
            Self::AtLeastOneOf => present >= 1,
            Self::AtMostOneOf => present <= 1,
            Self::AllOrNone => present == 0 || present == count,
        }
    }
}

/// Limits. At least one is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds<T> {
    /// Smallest allowed.
    pub min: Option<T>,
    /// Largest allowed.
    pub max: Option<T>,
}
