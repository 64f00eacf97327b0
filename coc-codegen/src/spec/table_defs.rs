//! The definitions of declarations as written: tables with their fields and rules,
//! enumerations, decisions and conditions. Every name is text with its place, and no name
//! is resolved. Files are in `file_defs`.

use crate::model::{Comparison, GroupKind, Literal, Number, Place, Prose, ValueKind};
use crate::source::{Span, Spanned};

/// The declarations of a file. Those of `service.yaml` are shared by all files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Declarations {
    pub(crate) types: Vec<TableDef>,
    pub(crate) enums: Vec<EnumDef>,
    pub(crate) decisions: Vec<DecisionDef>,
    /// Whether a part that could not be read may declare more names, so that no name is
    /// reported as unknown.
    pub(crate) incomplete: bool,
}

/// A mention of a decision.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// The fact that the decision covers.
    pub(crate) fact: &'static str,
    pub(crate) name: Spanned<String>,
}

/// A table: a declared type, or the parameters of one place.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableDef {
    pub(crate) name: Spanned<String>,
    pub(crate) tables: Vec<OriginDef>,
    pub(crate) doc: String,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) decisions: Vec<Mention>,
    pub(crate) fields: Vec<FieldDef>,
    pub(crate) groups: Vec<GroupDef>,
    pub(crate) accessors: Vec<AccessorDef>,
    /// Whether its fields could not be read.
    pub(crate) incomplete: bool,
}

/// A field of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldDef {
    pub(crate) name: Spanned<String>,
    pub(crate) ty: Option<Spanned<TypeExpr>>,
    pub(crate) doc: String,
    /// In the order of the file.
    pub(crate) rules: Vec<RuleDef>,
    pub(crate) default: Option<Spanned<Literal>>,
    pub(crate) prose: Vec<Prose>,
    pub(crate) decisions: Vec<Mention>,
    pub(crate) observed: Option<Span>,
    /// The decision that keeps its misspelt name.
    pub(crate) sic: Option<Spanned<String>>,
    /// The span of the key, if null is a value of its own.
    pub(crate) nullable: Option<Span>,
    pub(crate) sensitive: bool,
    pub(crate) deprecated: Option<String>,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) ids: Vec<(Spanned<String>, Spanned<String>)>,
    /// The decision by which typed requests assume that it is there.
    pub(crate) assume_present: Option<Spanned<String>>,
    /// The decision by which it belongs to every case.
    pub(crate) all_cases: Option<Spanned<String>>,
    /// The values that distinguish cases, with the names of their structs.
    pub(crate) cases: Vec<(Spanned<Literal>, Spanned<String>)>,
    /// Whether some of its keys could not be read, so that rules may be missing.
    pub(crate) incomplete: bool,
}

/// A rule as written, with the place of the key that states it.
#[derive(Debug, Clone)]
pub(crate) struct RuleDef {
    pub(crate) span: Span,
    /// Whether the rule is about each item, and not about the field itself.
    pub(crate) each: bool,
    pub(crate) kind: RuleDefKind,
}

/// The demand of a rule.
#[derive(Debug, Clone)]
pub(crate) enum RuleDefKind {
    /// The list of the enumeration that is the field's own type, at the place of
    /// `type`.
    Type,
    Required(ConditionDef),
    OnlyWhen(ConditionDef),
    DocumentedFor(ConditionDef),
    Enum {
        when: Option<ConditionDef>,
        name: Spanned<String>,
    },
    /// The members of a free-form object under a condition.
    Members {
        when: ConditionDef,
        of: Spanned<TypeExpr>,
    },
    OneOf(Vec<Spanned<Literal>>),
    Fixed(Spanned<Literal>),
    Length(Limits<u64>),
    Range(Limits<Number>),
    Items(Limits<u64>),
    Unique,
    /// A comparison with the field of this name.
    Compared(Comparison, Spanned<String>),
    /// A rule about each key of a map.
    Keys(Box<RuleDefKind>),
    Pattern(Spanned<String>),
    /// Limits of the size of a file, in bytes.
    Size(Limits<u64>),
    /// The endings that the name of a file may have.
    FileTypes(Vec<Spanned<String>>),
    Delimiter(Spanned<String>),
}

/// Limits as written. At least one is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits<T> {
    pub(crate) min: Option<T>,
    pub(crate) max: Option<T>,
}

/// A demand on the presence of several fields.
#[derive(Debug, Clone)]
pub(crate) struct GroupDef {
    pub(crate) name: Spanned<String>,
    pub(crate) kind: GroupKind,
    pub(crate) fields: Vec<Spanned<String>>,
    pub(crate) when: Option<ConditionDef>,
    pub(crate) decisions: Vec<Mention>,
    pub(crate) id: Option<Spanned<String>>,
}

/// A method that returns the first present value at several places of an answer.
#[derive(Debug, Clone)]
pub(crate) struct AccessorDef {
    pub(crate) name: Spanned<String>,
    pub(crate) places: Vec<Spanned<String>>,
}

/// A documented table that a type comes from.
#[derive(Debug, Clone)]
pub(crate) struct OriginDef {
    /// The title of its page; none for the page of the file.
    pub(crate) page: Option<Spanned<String>>,
    /// Its number.
    pub(crate) table: Spanned<String>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TypeExpr {
    Name(String),
    Array(Box<Spanned<TypeExpr>>),
    Map(Box<Spanned<TypeExpr>>),
}

/// An enumeration.
#[derive(Debug, Clone, Default)]
pub(crate) struct EnumDef {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) open: bool,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) decisions: Vec<Mention>,
    pub(crate) kind: ValueKind,
    pub(crate) values: Vec<ValueDef>,
    /// Whether its values could not be read, or are not of one kind.
    pub(crate) incomplete: bool,
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub(crate) struct ValueDef {
    pub(crate) value: Spanned<Literal>,
    pub(crate) doc: String,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) sic: Option<Spanned<String>>,
    pub(crate) deprecated: Option<String>,
    pub(crate) observed: Option<Span>,
    pub(crate) decisions: Vec<Mention>,
}

/// A choice about pages that are unclear or contradict themselves.
#[derive(Debug, Clone)]
pub(crate) struct DecisionDef {
    pub(crate) name: Spanned<String>,
    pub(crate) pages: String,
    pub(crate) resolution: String,
    pub(crate) evidence: String,
}

/// A condition as written.
#[derive(Debug, Clone)]
pub(crate) struct ConditionDef {
    pub(crate) span: Span,
    pub(crate) kind: ConditionKind,
}

/// The form of a condition.
#[derive(Debug, Clone)]
pub(crate) enum ConditionKind {
    Constant(bool),
    All(Vec<ConditionDef>),
    Any(Vec<ConditionDef>),
    Not(Box<ConditionDef>),
    Is(RefDef, Vec<Spanned<Literal>>),
    Present(RefDef),
}

/// A field that a condition reads.
#[derive(Debug, Clone)]
pub(crate) struct RefDef {
    pub(crate) span: Span,
    pub(crate) place: Place,
    pub(crate) name: String,
}
