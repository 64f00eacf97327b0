//! Ids of the parts of the model, and the modules that declare them.

use super::place::Place;
use crate::arena::id;

id! {
    /// An enumeration of the model.
    EnumId
}
id! {
    /// A table of the model.
    TableId
}
id! {
    /// A rule of the model.
    RuleId
}
id! {
    /// A decision of the model.
    DecisionId
}
id! {
    /// An operation of the model.
    OperationId
}
id! {
    /// An envelope of the model.
    EnvelopeId
}
id! {
    /// A typed request of the model, or a part of one.
    TypedId
}

/// The file of a declaration, which decides its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// `service.yaml`.
    Shared,
    /// An operation's file.
    Operation(OperationId),
}

/// A field of a table, wherever objects of the table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableField {
    /// Its table.
    pub table: TableId,
    /// Its index there.
    pub at: usize,
}

/// A field and the part of a request that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId {
    /// The part of the request or answer; [`Place::Same`] for a field of an object inside
    /// of one.
    pub place: Place,
    /// Its table.
    pub table: TableId,
    /// Its index there.
    pub at: usize,
}

impl FieldId {
    /// The field, wherever its object is.
    pub(crate) const fn of_table(self) -> TableField {
        TableField { table: self.table, at: self.at }
    }
}
