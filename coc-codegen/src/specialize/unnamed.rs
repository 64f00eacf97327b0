//! Typed requests as they are derived: without names, which `check` gives them. Deriving
//! them does not belong here.

use crate::model::{
    Assumed, Condition, EnumId, FieldId, Literal, Module, RuleId, Target, TypedId,
    TypedType,
};

/// A struct or an enum in which rules have become types: a `Typed` without its names.
#[derive(Debug)]
pub(crate) struct Unnamed {
    pub(crate) module: Module,
    pub(crate) of: Target,
    pub(crate) is_whole: bool,
    pub(crate) case: Vec<Assumed>,
    pub(crate) shape: UnnamedShape,
}

/// The members of a struct, or the cases of an enum.
#[derive(Debug)]
pub(crate) enum UnnamedShape {
    Struct(Vec<UnnamedMember>),
    /// One struct for each value of a discriminator.
    Choice {
        field_id: FieldId,
        list: EnumId,
        cases: Vec<TypedId>,
    },
}

/// A member of a struct.
#[derive(Debug)]
pub(crate) enum UnnamedMember {
    Field(FieldMember),
    /// A field with one possible value.
    Constant {
        field_id: FieldId,
        value: Literal,
    },
    /// A discriminator, whose cases hold the fields that depend on it.
    Choice {
        field_id: FieldId,
        ty: TypedId,
    },
    /// A body that is not an object with fields.
    Body {
        ty: TypedType,
    },
}

/// A documented field.
#[derive(Debug)]
pub(crate) struct FieldMember {
    pub(crate) field_id: FieldId,
    pub(crate) required: bool,
    pub(crate) ty: TypedType,
    /// Rules that the validator checks, with the rest of their conditions.
    pub(crate) left: Vec<(RuleId, Condition)>,
}

impl UnnamedMember {
    /// The field of a member that has a name.
    pub(crate) fn named(&self) -> Option<FieldId> {
        match self {
            Self::Field(FieldMember { field_id, .. })
            | Self::Choice { field_id, .. } => Some(*field_id),
            Self::Constant { .. } | Self::Body { .. } => None,
        }
    }
}
