//! Typed requests: structs that cannot hold impossible combinations. `specialize` derives
//! them from conditions, and the emitter decides about their form in Rust.

use super::condition::Condition;
use super::id::{EnumId, FieldId, Module, OperationId, RuleId, TableId, TypedId};
use super::literal::Literal;
use super::table::{Type, ValueKind};

/// A struct or an enum in which rules have become types.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Name of the struct or enum.
    pub rust_name: String,
    /// The module that declares it.
    pub module: Module,
    /// The request or object that it is a form of.
    pub of: Target,
    /// Whether it is the form of the whole request or object, and not of one of its
    /// cases.
    pub is_whole: bool,
    /// The assumed values of discriminators, outermost first.
    pub case: Vec<Assumed>,
    /// Its fields or cases.
    pub shape: Shape,
}

/// The wire form of a typed request, or of a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The request of an operation as a whole.
    Request(OperationId),
    /// An object with documented fields.
    Object(TableId),
}

/// A discriminator and its value in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Assumed {
    /// The field that distinguishes the cases.
    pub field_id: FieldId,
    /// Its list of values.
    pub list: EnumId,
    /// The index of the value in the list.
    pub value: usize,
}

/// The fields or cases of a typed request.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Fields.
    Struct(Vec<Member>),
    /// One struct for each value of a discriminator.
    Choice {
        /// The discriminator.
        field_id: FieldId,
        /// Its list of values.
        list: EnumId,
        /// The structs, in the order of the list.
        cases: Vec<TypedId>,
    },
}

/// A part of a typed struct.
#[derive(Debug, Clone)]
pub enum Member {
    /// A documented field.
    Field {
        /// The field.
        field_id: FieldId,
        /// Name of the field.
        rust_name: String,
        /// Whether it is required.
        required: bool,
        /// The type of its value.
        ty: TypedType,
        /// Rules that the validator checks, with the rest of their conditions.
        left: Vec<(RuleId, Condition)>,
    },
    /// A field with one possible value, which is filled in.
    Constant {
        /// The field.
        field_id: FieldId,
        /// The value that every request of this case has.
        value: Literal,
    },
    /// A discriminator, whose cases hold the fields that depend on it.
    Choice {
        /// The field.
        field_id: FieldId,
        /// Name of the field.
        rust_name: String,
        /// The enum with a variant for each case.
        ty: TypedId,
    },
    /// A body that is not an object with fields.
    Body {
        /// The type of its value.
        ty: TypedType,
    },
}

/// The type of a field of a typed request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypedType {
    /// The same as on the wire.
    Wire(Type),
    /// Text or a number on the wire, with a list of values in this case.
    Listed(EnumId),
    /// An enumeration on the wire, without a list of values in this case.
    Unlisted(ValueKind),
    /// Text on the wire, whose items are joined by a delimiter.
    Joined(String),
    /// A typed form of an object.
    Typed(TypedId),
    /// A list of such objects.
    Array(Box<TypedType>),
    /// An object whose values are such.
    Map(Box<TypedType>),
}

impl Typed {
    /// The name and the enum of a discriminator that is the only required member of a whole
    /// form. Each of its cases converts into the form.
    #[must_use]
    pub fn sole_choice(&self) -> Option<(&str, TypedId)> {
        let Shape::Struct(members) = &self.shape else { return None };
        let mut needed = members.iter().filter(|member| match member {
            Member::Field { required, .. } => *required,
            Member::Choice { .. } => true,
            Member::Constant { .. } | Member::Body { .. } => false,
        });
        match (needed.next(), needed.next()) {
            (Some(Member::Choice { rust_name, ty, .. }), None) if self.is_whole => {
                Some((rust_name, *ty))
            }
            _ => None,
        }
    }
}
