//! Typed requests as they are derived: without names, which `check` gives them. Deriving
//! them does not belong here.

use crate::model::{
    Assumed, Condition, EnumId, FieldId, Literal, Module, RuleId, Target, TypedId,
    TypedType,
};

/// A struct or an enum in which rules have become types.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) module: Module,
    pub(crate) of: Target,
    pub(crate) is_whole: bool,
    pub(crate) case: Vec<Assumed>,
    pub(crate) shape: FormShape,
}

/// The fields or cases of a [`Form`].
#[derive(Debug)]
pub(crate) enum FormShape {
    Struct(Vec<Part>),
    /// One struct for each value of a discriminator.
    Choice {
        field_id: FieldId,
        list: EnumId,
        cases: Vec<TypedId>,
    },
}

/// A part of a struct.
#[derive(Debug)]
pub(crate) enum Part {
    Field(FieldPart),
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
pub(crate) struct FieldPart {
    pub(crate) field_id: FieldId,
    pub(crate) required: bool,
    pub(crate) ty: TypedType,
    /// Rules that the validator checks, with the rest of their conditions.
    pub(crate) left: Vec<(RuleId, Condition)>,
}

impl Part {
    /// The field of a part that has a name.
    pub(crate) fn named(&self) -> Option<FieldId> {
        match self {
            Self::Field(FieldPart { field_id, .. }) | Self::Choice { field_id, .. } => {
                Some(*field_id)
            }
            Self::Constant { .. } | Self::Body { .. } => None,
        }
    }
}
