//! The checked, resolved, frozen form of a spec: the only thing that emitters see. Every name is looked up, every
//! identifier decided, every order fixed. Knows neither YAML nor Rust tokens nor JSON.

mod condition;
mod constructor;
mod known;
mod literal;
mod matrix;
mod place;
mod rule;
mod typed;
mod words;

pub use condition::{Condition, Possible, Ref, State};
pub use constructor::{Argument, Assignment, Constructor, Items, ValueSource};
pub(crate) use known::{Known, assume, decides, part_of, reads};
pub use literal::{Literal, Number};
pub use matrix::{Cell, Matrix, Need};
pub use place::{GroupKind, Place};
pub use rule::{Bounds, Rule, Test};
pub use typed::{Assumed, ExampleObservation, FieldId, Member, Shape, Target, Typed, TypedType};
pub(crate) use words::rule_in_words;
pub use words::{enumerate, page_reference};

use std::collections::{BTreeMap, HashSet};

use crate::arena::Arena;

/// Everything the generator knows about a service.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// What is true of the whole service.
    pub service: Service,
    /// Shared enumerations first, then each operation's, in the order of the files.
    pub enums: Arena<EnumId, Enum>,
    /// Shared types first, then each operation's: parameter tables, then declared types.
    pub types: Arena<TableId, Table>,
    /// In the order of their names.
    pub operations: Arena<OperationId, Operation>,
    /// In the order in which violations are reported, operation by operation, shared ones first.
    pub rules: Arena<RuleId, Rule>,
    /// Decisions where the pages are unclear.
    pub decisions: Arena<DecisionId, Decision>,
    /// Typed requests and what they are made of.
    pub typed: Arena<TypedId, Typed>,
    /// What is declared where.
    pub members: BTreeMap<Module, Declared>,
}

/// What one file declares, in its order.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// Enumerations.
    pub enums: Vec<EnumId>,
    /// Parameter tables, then declared types.
    pub types: Vec<TableId>,
    /// Rules of those.
    pub rules: Vec<RuleId>,
    /// Decisions.
    pub decisions: Vec<DecisionId>,
    /// Typed requests and what they are made of.
    pub typed: Vec<TypedId>,
}

/// Deepest nesting of types that a spec may have: beyond any real one, within what compilers and readers of JSON can
/// stand, and safe for recursion.
pub const MAX_NESTING: usize = 64;

impl Model {
    /// What `home` declares.
    #[must_use]
    pub fn declared(&self, home: Module) -> &Declared {
        static NONE: Declared = Declared {
            enums: Vec::new(),
            types: Vec::new(),
            rules: Vec::new(),
            decisions: Vec::new(),
            typed: Vec::new(),
        };
        self.members.get(&home).unwrap_or(&NONE)
    }

    /// The field of a typed request.
    #[must_use]
    pub fn field(&self, field_id: FieldId) -> &Field {
        &self[field_id.table].fields[field_id.at]
    }

    /// The types that values of `from` hold, themselves included, in the order in which they are met.
    #[must_use]
    pub fn reach(&self, from: impl IntoIterator<Item = TableId>) -> Vec<TableId> {
        let mut found: Vec<TableId> = from.into_iter().collect();
        let mut seen: HashSet<TableId> = found.iter().copied().collect();
        let mut at = 0;
        while at < found.len() {
            let children = self[found[at]].fields.iter().filter_map(|field| field.ty.held());
            let new: Vec<TableId> = children.filter(|child| seen.insert(*child)).collect();
            found.extend(new);
            at += 1;
        }
        found
    }

    /// What is inside of a typed request follows it.
    fn note_typed(&self, id: TypedId, order: &mut Vec<TypedId>) {
        order.push(id);
        match &self[id].shape {
            Shape::Choice { cases, .. } => cases.iter().for_each(|case| self.note_typed(*case, order)),
            Shape::Struct(members) => {
                for member in members {
                    if let Member::Choice { ty, .. } = member {
                        self.note_typed(*ty, order);
                    }
                }
            }
        }
    }

    /// The types whose values may hold one of these, themselves included.
    #[must_use]
    pub fn holders(&self, of: impl IntoIterator<Item = TableId>) -> HashSet<TableId> {
        let mut open: Vec<TableId> = of.into_iter().collect();
        let mut found: HashSet<TableId> = open.iter().copied().collect();
        while let Some(id) = open.pop() {
            open.extend(self[id].parents.iter().copied().filter(|parent| found.insert(*parent)));
        }
        found
    }

    /// Notes what is declared where. The last step of making a model.
    pub(crate) fn note_declared(&mut self) {
        let mut members: BTreeMap<Module, Declared> = BTreeMap::new();
        for (id, item) in self.enums.entries() {
            members.entry(item.home).or_default().enums.push(id);
        }
        for (id, item) in self.types.entries() {
            members.entry(item.home).or_default().types.push(id);
        }
        for (id, rule) in self.rules.entries() {
            members.entry(rule.home).or_default().rules.push(id);
        }
        for (id, decision) in self.decisions.entries() {
            members.entry(decision.home).or_default().decisions.push(id);
        }
        for (id, typed) in self.typed.entries().filter(|(_, typed)| typed.is_whole) {
            self.note_typed(id, &mut members.entry(typed.home).or_default().typed);
        }
        self.members = members;
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident => $list:ident: $item:ident,)+) => {$(
        crate::arena::id! { $(#[$doc])* $id }

        impl std::ops::Index<$id> for Model {
            type Output = $item;

            fn index(&self, id: $id) -> &$item {
                &self.$list[id]
            }
        }
    )+};
}

ids! {
    /// An enumeration of the model.
    EnumId => enums: Enum,
    /// A table of the model.
    TableId => types: Table,
    /// A rule of the model.
    RuleId => rules: Rule,
    /// A decision of the model.
    DecisionId => decisions: Decision,
    /// An operation of the model.
    OperationId => operations: Operation,
    /// A typed request of the model, or a part of one.
    TypedId => typed: Typed,
}

/// What is true of the whole service.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// Short name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it does.
    pub doc: String,
    /// Region and base URL.
    pub endpoints: Vec<(String, String)>,
    /// Whether credentials go with a project's id; otherwise with a domain's.
    pub project_scope: bool,
    /// Texts that count as absent.
    pub blanks: Vec<String>,
    /// Declared that every JSON answer has.
    pub envelope: Option<Envelope>,
}

/// Declared that every JSON answer has.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Where the code stands.
    pub code: String,
    /// Where the message stands.
    pub message: String,
    /// Where the data stands.
    pub data: Option<String>,
    /// Which codes mean success.
    pub success: Success,
}

/// Which codes mean success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Success {
    /// All zeros after the last dot.
    ZerosAfterPrefix,
    /// These.
    Codes(Vec<String>),
}

/// Where something was declared, which decides the module it is emitted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// `service.yaml`.
    Shared,
    /// An operation's file.
    Operation(OperationId),
}

/// One documented operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Name in the spec.
    pub name: String,
    /// Name of its module and client method.
    pub rust_name: String,
    /// Name of its request struct.
    pub request_name: String,
    /// HTTP method.
    pub method: String,
    /// Path template.
    pub path: String,
    /// The template, taken apart.
    pub segments: Vec<Segment>,
    /// Title of the page.
    pub page: String,
    /// Date on the page.
    pub updated: String,
    /// Permission that a caller needs.
    pub permission: Option<String>,
    /// What it does.
    pub doc: String,
    /// Whether sending it twice does no harm.
    pub repeatable: bool,
    /// Deprecated, and what to use instead.
    pub deprecated: Option<String>,
    /// Parameter tables that it has.
    pub parameters: Vec<(Place, TableId)>,
    /// Table of the body.
    pub body: Option<Type>,
    /// Its typed request, where rules can become types.
    pub typed: Option<TypedId>,
    /// Documented uses of it.
    pub constructors: Vec<Constructor>,
    /// Rules that the parts of the envelope are objects, in the order of places.
    pub part_rules: Vec<(Place, RuleId)>,
    /// Documented answers, in the order of the file.
    pub responses: Vec<Response>,
    /// Documented requests.
    pub request_examples: Vec<String>,
    /// Documented answers.
    pub response_examples: Vec<String>,
    /// Decisions that concern it as a whole.
    pub decisions: Vec<DecisionId>,
}

impl Operation {
    /// The table of parameters at `place`.
    #[must_use]
    pub fn parameters(&self, place: Place) -> Option<TableId> {
        self.parameters.iter().find(|(at, _)| *at == place).map(|(_, id)| *id)
    }

    /// The body's type, where it is an object with fields.
    #[must_use]
    pub fn body_type(&self) -> Option<TableId> {
        match self.body {
            Some(Type::Struct(id)) => Some(id),
            _ => None,
        }
    }

    /// The types that its requests hold at the outermost.
    pub fn roots(&self) -> impl Iterator<Item = TableId> {
        let body = self.body.as_ref().and_then(Type::held);
        self.parameters.iter().map(|(_, id)| *id).chain(body)
    }

    /// What a successful answer holds: the first documented one between 200 and 299.
    #[must_use]
    pub fn output(&self) -> Option<&Response> {
        self.responses.iter().find(|response| (200..300).contains(&response.status))
    }
}

/// A piece of a path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text as it stands.
    Literal(String),
    /// A path parameter, by its place in the table.
    Parameter(usize),
}

/// A documented answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// What it holds.
    pub body: Content,
    /// What it means.
    pub doc: String,
}

/// What an answer holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// JSON of this type.
    Json(Type),
    /// Nothing that matters.
    Nothing,
    /// Bytes.
    Binary,
}

/// An object with documented fields: a declared type or a table of parameters.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name in the spec.
    pub name: String,
    /// Name of the struct.
    pub rust_name: String,
    /// Where it is declared.
    pub home: Module,
    /// Set where it is a table of parameters.
    pub place: Option<Place>,
    /// Page titles and table numbers that document it.
    pub tables: Vec<(String, String)>,
    /// What it is.
    pub doc: String,
    /// Rows, in the page's order.
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
    /// Decisions that concern it as a whole.
    pub decisions: Vec<DecisionId>,
    /// Rows by name.
    pub by_name: BTreeMap<String, usize>,
    /// What examples show of it, where it has fields that no table has.
    pub observations: Vec<ExampleObservation>,
}

impl Table {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.by_name.get(name).map(|index| &self.fields[*index])
    }
}

/// The first of several places in an answer that holds a value.
#[derive(Debug, Clone)]
pub struct Accessor {
    /// Name of the method.
    pub rust_name: String,
    /// Places, each as a path of fields.
    pub places: Vec<Vec<usize>>,
    /// What is found there.
    pub ty: Type,
}

/// One field of a table.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Name of the struct's field.
    pub rust_name: String,
    /// What it holds.
    pub ty: Type,
    /// Whether the struct would hold itself without a box.
    pub boxed: bool,
    /// What it is.
    pub doc: String,
    /// Its rules, in the order in which they are checked; empty where requests do not hold it.
    pub rules: Vec<RuleId>,
    /// What is documented of it where only answers hold it: words, since nothing about an answer is a rule.
    pub documented: Vec<String>,
    /// Where the field comes from.
    pub source: Citation,
    /// What the service assumes.
    pub default: Option<Literal>,
    /// Joins the items of text that is a list.
    pub delimiter: Option<String>,
    /// Conditions that no field can express, and why.
    pub prose: Vec<(String, String)>,
    /// Examples that show it where no table has it.
    pub observed: Vec<String>,
    /// Whether the name is misspelt on the wire.
    pub sic: bool,
    /// Whether it may hold a secret.
    pub sensitive: bool,
    /// Deprecated, and what to use instead.
    pub deprecated: Option<String>,
    /// Decisions that shaped it.
    pub decisions: Vec<DecisionId>,
    /// The decision by which typed requests assume that it is there.
    pub assume_present: Option<DecisionId>,
    /// The decision by which it belongs to every case.
    pub all_cases: Option<DecisionId>,
    /// Names of the structs for cases that its values tell apart.
    pub cases: Vec<(String, String)>,
}

/// The documented field that something comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Citation {
    /// Title of the page.
    pub page: String,
    /// Number of the table; empty where only examples show the field.
    pub table: String,
    /// Documented name.
    pub parameter: String,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text.
    String,
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
    /// Text with known values.
    Enum(EnumId),
    /// An object with documented fields.
    Struct(TableId),
    /// A list.
    Array(Box<Type>),
    /// An object whose values have one type.
    Map(Box<Type>),
}

impl Type {
    /// Whether it is a string on the wire.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::String | Self::Enum(_))
    }

    /// Whether it is a number on the wire.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Long | Self::Float | Self::Timestamp)
    }

    /// The type with fields that values hold, at any depth of arrays and maps.
    #[must_use]
    pub fn held(&self) -> Option<TableId> {
        match self.innermost() {
            Self::Struct(id) => Some(*id),
            _ => None,
        }
    }

    /// What the items of a list, or the values of a map, hold; at any depth, what is innermost.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Array(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }
}

/// A documented list of values.
#[derive(Debug, Clone)]
pub struct Enum {
    /// Name in the spec.
    pub name: String,
    /// Name of the Rust enum.
    pub rust_name: String,
    /// Name of the variant for values that are not known.
    pub unknown_name: String,
    /// Where it is declared.
    pub home: Module,
    /// What it is.
    pub doc: String,
    /// Whether other values are allowed.
    pub open: bool,
    /// In the page's order.
    pub values: Vec<Value>,
    /// Decisions that concern it as a whole.
    pub decisions: Vec<DecisionId>,
}

impl Enum {
    /// The known value that is written so.
    #[must_use]
    pub fn value(&self, wire: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.wire == wire)
    }
}

/// One documented value.
#[derive(Debug, Clone)]
pub struct Value {
    /// On the wire.
    pub wire: String,
    /// Name of the variant.
    pub rust_name: String,
    /// What it means.
    pub doc: String,
    /// Whether it is misspelt on the wire.
    pub sic: bool,
    /// Deprecated, and what to use instead.
    pub deprecated: Option<String>,
    /// Examples that show it where no table has it.
    pub observed: Vec<String>,
    /// Decisions that concern it.
    pub decisions: Vec<DecisionId>,
}

/// A decision where the pages are unclear.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Name in the spec.
    pub name: String,
    /// Name of the static.
    pub rust_name: String,
    /// Where it is declared.
    pub home: Module,
    /// What the pages say.
    pub pages: String,
    /// What the spec does.
    pub resolution: String,
    /// The evidence.
    pub evidence: String,
}
