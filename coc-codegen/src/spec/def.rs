//! The definitions of a spec as written: every name is text with its place, and no name
//! is resolved.

use std::collections::HashSet;

use crate::model::{
    Comparison, GroupKind, Literal, Number, Place, Status, Success, ValueKind,
};
use crate::source::{Span, Spanned};

/// `service.yaml`.
#[derive(Debug, Clone, Default)]
pub struct ServiceFile {
    pub(crate) name: Spanned<String>,
    pub(crate) title: String,
    pub(crate) doc: String,
    pub(crate) endpoints: Vec<(Spanned<String>, Spanned<String>)>,
    pub(crate) project_scope: bool,
    /// Texts that count as absent, beside `null`.
    pub(crate) blanks: Vec<Spanned<String>>,
    /// The name of the envelope of operations that name no other.
    pub(crate) envelope: Option<Spanned<String>>,
    /// Envelopes that operations name.
    pub(crate) envelopes: Vec<(Spanned<String>, EnvelopeDef)>,
    /// Codes of the gateway after which nothing was done, each with the page that
    /// documents it.
    pub(crate) refused_before_acting: Vec<(Spanned<String>, Spanned<String>)>,
    /// Headers that a client may send with every request.
    pub(crate) header: Option<TableDef>,
    /// The parts of the service, each with a sentence.
    pub(crate) areas: Vec<(Spanned<String>, String)>,
    /// Whether areas may be missing, since they could not be read.
    pub(crate) has_unread_areas: bool,
    pub(crate) names: Declarations,
    pub(crate) decisions: Vec<Mention>,
}

/// A mention of a decision.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// The fact that the decision covers.
    pub(crate) fact: &'static str,
    pub(crate) name: Spanned<String>,
}

/// The members that wrap answers.
#[derive(Debug, Clone)]
pub(crate) struct EnvelopeDef {
    /// Members of which the first that is present counts.
    pub(crate) code: Vec<Spanned<String>>,
    pub(crate) message: Vec<Spanned<String>>,
    pub(crate) data: Option<Spanned<String>>,
    pub(crate) success: Success,
    /// Codes that the pages give for a refusal.
    pub(crate) refusals: Vec<Spanned<String>>,
}

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

/// One operation's file.
#[derive(Debug, Clone)]
pub struct OperationFile {
    pub(crate) name: Spanned<String>,
    pub(crate) method: String,
    pub(crate) path: Spanned<String>,
    pub(crate) page: Page,
    /// The part of the service that it belongs to.
    pub(crate) area: Option<Spanned<String>>,
    pub(crate) permission: Option<String>,
    pub(crate) doc: String,
    pub(crate) repeatable: bool,
    pub(crate) deprecated: Option<String>,
    pub(crate) parameters: Vec<(Place, TableDef)>,
    pub(crate) body: Option<Spanned<TypeExpr>>,
    pub(crate) form: FormDef,
    pub(crate) names: Declarations,
    pub(crate) responses: Vec<ResponseDef>,
    /// The headers of its answers, each once.
    pub(crate) answer_header: Option<TableDef>,
    /// The name of its envelope, or `none`. Without it, the service's envelope applies.
    pub(crate) envelope: Option<Spanned<String>>,
    /// The places of the result: a success has a value at one of them.
    pub(crate) result: Vec<Spanned<String>>,
    pub(crate) pagination: Option<PaginationDef>,
    pub(crate) waiters: Vec<WaiterDef>,
    pub(crate) examples: ExamplesDef,
    pub(crate) constructors: Vec<ConstructorDef>,
    pub(crate) decisions: Vec<Mention>,
}

/// The names of the examples of an operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct ExamplesDef {
    pub(crate) requests: Vec<Spanned<String>>,
    pub(crate) responses: Vec<Spanned<String>>,
    /// Those among them that no page has.
    pub(crate) own: HashSet<String>,
}

impl ExamplesDef {
    /// All of them, those of requests first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.requests.iter().chain(&self.responses)
    }
}

/// The pages of a list. Places are `answer.x.y`, or `query.x` and the like.
#[derive(Debug, Clone)]
pub(crate) struct PaginationDef {
    /// The place of the key.
    pub(crate) span: Span,
    pub(crate) items: Spanned<String>,
    pub(crate) way: WayDef,
    /// The field of the request that moves.
    pub(crate) moves: Spanned<String>,
    pub(crate) next: Option<Spanned<String>>,
    pub(crate) size: Option<Spanned<String>>,
    pub(crate) total: Option<Spanned<String>>,
    pub(crate) first: Option<Spanned<i64>>,
}

/// The sort of position that moves from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WayDef {
    /// A marker that the answer or its last item has.
    Marker,
    /// The number of the first item.
    Offset,
    /// The number of the page.
    Page,
}

impl WayDef {
    pub(crate) const ALL: [Self; 3] = [Self::Marker, Self::Offset, Self::Page];

    /// The key.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Marker => "marker",
            Self::Offset => "offset",
            Self::Page => "page",
        }
    }
}

/// A state that a program can wait for.
#[derive(Debug, Clone)]
pub(crate) struct WaiterDef {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) ready: ConditionDef,
    pub(crate) failed: Option<ConditionDef>,
    pub(crate) retry: Option<ConditionDef>,
    /// In seconds.
    pub(crate) every: u64,
    pub(crate) at_most: u64,
}

/// Whether the body of an operation is sent as a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormDef {
    Absent,
    /// It is; the place of the key.
    Stated(Span),
    /// The key could not be read.
    Unread,
}

/// A documented use of an operation, taken from an example.
#[derive(Debug, Clone)]
pub(crate) struct ConstructorDef {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) example: Spanned<String>,
    /// The values that callers must give, and those that they may give.
    pub(crate) takes: Vec<Spanned<String>>,
    pub(crate) optional: Vec<Spanned<String>>,
    /// Name of the struct for the items of a list.
    pub(crate) item: Option<Spanned<String>>,
}

/// The page that documents an operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub(crate) title: Spanned<String>,
    pub(crate) updated: String,
}

/// A documented answer.
#[derive(Debug, Clone)]
pub(crate) struct ResponseDef {
    pub(crate) status: Spanned<Status>,
    pub(crate) body: ResponseBody,
    pub(crate) doc: String,
    /// The places of its headers among those of all answers.
    pub(crate) headers: Vec<usize>,
}

impl ResponseDef {
    /// Whether the answer is JSON.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.body, ResponseBody::Type(_))
    }
}

/// The body of an answer.
#[derive(Debug, Clone)]
pub(crate) enum ResponseBody {
    Type(Spanned<TypeExpr>),
    None,
    Binary,
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
    pub(crate) prose: Vec<(String, String)>,
    pub(crate) decisions: Vec<Mention>,
    pub(crate) observed: Option<Span>,
    /// The decision that keeps its misspelt name.
    pub(crate) sic: Option<Spanned<String>>,
    /// Whether null is a value of its own; the place of the key.
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

/// A list of values.
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

/// A value of a list.
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

impl Default for Spanned<String> {
    fn default() -> Self {
        Self::new(String::new(), Span::default())
    }
}
