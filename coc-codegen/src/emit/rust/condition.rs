//! Conditions as Rust expressions. A comparison that several rules of one validator
//! share is made once, in a variable.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal as Digits, TokenStream};
use quote::{ToTokens, quote};

use super::file::{File, ident};
use super::members;
use crate::model::{
    Condition, Field, Function, Literal, Number, Place, Ref, Type, View,
};

/// A Boolean expression. Printing adds the brackets that it needs.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    Constant(bool),
    /// An expression that binds more tightly than `!`.
    Atom(TokenStream),
    /// Whether two expressions are equal.
    Equal(TokenStream, TokenStream),
    /// Whether an `Option` has a value.
    Present(TokenStream),
    Not(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
}

impl Expr {
    /// A condition with an expression for each comparison.
    pub(super) fn of(
        condition: &Condition,
        atom: &mut impl FnMut(&Condition) -> Self,
    ) -> Self {
        match condition {
            Condition::All(parts) => {
                Self::All(parts.iter().map(|part| Self::of(part, atom)).collect())
            }
            Condition::Any(parts) => {
                Self::Any(parts.iter().map(|part| Self::of(part, atom)).collect())
            }
            Condition::Not(part) => match Self::of(part, atom) {
                Self::Not(part) => *part,
                Self::Constant(value) => Self::Constant(!value),
                part => Self::Not(Box::new(part)),
            },
            Condition::Is(..) | Condition::Present(_) => atom(condition),
        }
    }

    /// Whether a place has one of these values, which are patterns too. `wrap` makes the
    /// type of the place from that of the values.
    pub(super) fn one_of(
        place: &TokenStream,
        values: &[TokenStream],
        wrap: impl Fn(TokenStream) -> TokenStream,
    ) -> Self {
        if let [only] = values {
            return Self::Equal(place.clone(), wrap(only.clone()));
        }
        let any = wrap(quote!(#(#values)|*));
        Self::Atom(quote!(matches!(#place, #any)))
    }

    fn is_joined(&self) -> bool {
        matches!(self, Self::All(parts) | Self::Any(parts) if parts.len() > 1)
    }
}

impl ToTokens for Expr {
    fn to_tokens(&self, out: &mut TokenStream) {
        let bracketed =
            |part: &Self| if part.is_joined() { quote!((#part)) } else { quote!(#part) };
        out.extend(match self {
            Self::Constant(value) => quote!(#value),
            Self::Atom(tokens) => tokens.clone(),
            Self::Equal(left, right) => quote!(#left == #right),
            Self::Present(option) => quote!(#option.is_some()),
            Self::Not(part) => match &**part {
                Self::Equal(left, right) => quote!(#left != #right),
                Self::Present(option) => quote!(#option.is_none()),
                part if part.is_joined() => quote!(!(#part)),
                part => quote!(!#part),
            },
            Self::All(parts) if parts.is_empty() => quote!(true),
            Self::Any(parts) if parts.is_empty() => quote!(false),
            Self::All(parts) => {
                let parts = parts.iter().map(bracketed);
                quote!(#(#parts)&&*)
            }
            Self::Any(parts) => {
                let parts = parts.iter().map(bracketed);
                quote!(#(#parts)||*)
            }
        });
    }
}

/// The comparisons that are variables in one validator.
#[derive(Default)]
pub(super) struct Variables {
    names: HashMap<String, String>,
    /// `let` statements, in the order in which rules read them.
    pub(super) lets: Vec<TokenStream>,
}

impl Variables {
    /// Makes a variable for each comparison with a name.
    pub(super) fn new(
        file: &mut File<'_>,
        function: Function,
        comparisons: &[(String, Condition)],
    ) -> Self {
        let mut variables = Self::default();
        for (name, comparison) in comparisons {
            let (variable, value) = (ident(name), atom_expr(file, function, comparison));
            variables.lets.push(quote!(let #variable = #value;));
            variables.names.insert(comparison.to_string(), name.clone());
        }
        variables
    }

    fn variable(&self, atom: &Condition) -> Option<Expr> {
        let name = self.names.get(&atom.to_string())?;
        Some(Expr::Atom(ident(name).into_token_stream()))
    }

    /// A comparison with several values of which each has a name.
    fn one_by_one(&self, atom: &Condition) -> Option<Expr> {
        let each = atom.each_value()?;
        each.iter().map(|it| self.variable(it)).collect::<Option<_>>().map(Expr::Any)
    }

    /// A condition as an expression.
    pub(super) fn expr(
        &self,
        file: &mut File<'_>,
        function: Function,
        condition: &Condition,
    ) -> Expr {
        Expr::of(condition, &mut |atom| match self
            .variable(atom)
            .or_else(|| self.one_by_one(atom))
        {
            Some(named) => named,
            None => atom_expr(file, function, atom),
        })
    }
}

/// A single comparison, or the presence of a field.
fn atom_expr(file: &mut File<'_>, function: Function, atom: &Condition) -> Expr {
    let reference = compared_field(atom);
    let model = file.model;
    let field = function
        .table(model, reference.place)
        .and_then(|(table, view)| Some((model[table].field(&reference.name)?, view)));
    // A parent that is missing has no fields, and comparing an absent field is false.
    let Some((field, view)) = field else { return Expr::Constant(false) };
    let base = match reference.place {
        Place::Same => ident("value"),
        place => ident(place.as_str()),
    };
    match (atom, view) {
        (Condition::Is(_, values), View::Struct) => {
            equals(file, field, &place(field, &base), values)
        }
        (Condition::Is(_, values), View::Json) => {
            let member = members::read(file, field, &base);
            one_of(file, &field.ty.plain(), &member, false, values)
        }
        _ => viewed_presence(file, field, &base, view),
    }
}

/// The field that a comparison, or a test of presence, reads.
pub(super) fn compared_field(atom: &Condition) -> &Ref {
    match atom {
        Condition::Is(field, _) | Condition::Present(field) => field,
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) => {
            unreachable!("`Expr::of` takes {atom:?} apart")
        }
    }
}

/// The place of a field of a struct.
fn place(field: &Field, object: &Ident) -> TokenStream {
    let name = ident(&field.rust_name);
    quote!(#object.#name)
}

/// The value of a field, unless it counts as absent or is null.
pub(super) fn value(file: &mut File<'_>, place: &TokenStream) -> TokenStream {
    let blanks = file.blanks();
    quote!(rt::given(&#place, #blanks))
}

/// Whether a field of an object is present.
pub(super) fn viewed_presence(
    file: &mut File<'_>,
    field: &Field,
    object: &Ident,
    view: View,
) -> Expr {
    match view {
        View::Struct => presence(file, field, place(field, object)),
        View::Json => {
            let (member, blanks) = (members::member(file, field, object), file.blanks());
            Expr::Atom(quote!(rt::is_present(&#member, #blanks)))
        }
    }
}

/// Whether a field of a struct is present.
pub(super) fn presence(file: &mut File<'_>, field: &Field, place: TokenStream) -> Expr {
    if field.ty.is_text() && field.nullable {
        let blanks = file.blanks();
        Expr::Atom(quote!(rt::is_present(&#place, #blanks)))
    } else if field.ty.is_text() {
        Expr::Present(value(file, &place))
    } else {
        Expr::Present(place)
    }
}

/// Whether a field of a struct has one of these values.
pub(super) fn equals(
    file: &mut File<'_>,
    field: &Field,
    place: &TokenStream,
    values: &[Literal],
) -> Expr {
    let place = match (field.ty.is_string(), field.nullable) {
        (false, _) => place.clone(),
        (true, false) => quote!(#place.as_deref()),
        (true, true) => value(file, place),
    };
    one_of(file, &field.ty, &place, field.nullable, values)
}

/// Whether an `Option` holds one of these values.
fn one_of(
    file: &mut File<'_>,
    ty: &Type,
    place: &TokenStream,
    nullable: bool,
    values: &[Literal],
) -> Expr {
    let patterns: Vec<TokenStream> =
        values.iter().map(|value| literal(file, ty, value)).collect();
    let some = |value: TokenStream| {
        if nullable && !ty.is_string() {
            quote!(Some(rt::Nullable::Value(#value)))
        } else {
            quote!(Some(#value))
        }
    };
    let are_patterns =
        !(matches!(ty, Type::Timestamp | Type::Float) || ty.is_string() && nullable);
    match (ty, patterns.as_slice()) {
        // An open enumeration is compared by a pattern: making a value to compare with
        // costs more than comparing.
        (Type::Enum(..), all) => {
            let any = some(quote!(#(#all)|*));
            Expr::Atom(quote!(matches!(#place, #any)))
        }
        (_, all) if all.len() > 1 && !are_patterns => {
            let all = all.iter().map(|value| some(value.clone()));
            Expr::Atom(quote!([#(#all),*].contains(&#place)))
        }
        (_, all) => Expr::one_of(place, all, some),
    }
}

/// A value in the Rust type of the field: an expression, and a pattern too, except for
/// `Timestamp` and `f64`.
pub(super) fn literal(file: &mut File<'_>, ty: &Type, value: &Literal) -> TokenStream {
    let model = file.model;
    match (ty, value) {
        (Type::Enum(id, _), value) => {
            let name = file.enum_name(*id);
            match model[*id].value(value) {
                Some(value) => {
                    let variant = ident(&value.rust_name);
                    quote!(#name::#variant)
                }
                None => {
                    let value = plain(value);
                    quote!(#name::from(#value))
                }
            }
        }
        (Type::Timestamp, Literal::Number(Number::Integer(value))) => {
            let value = number(Number::Integer(*value), false);
            quote!(rt::Timestamp::from_millis(#value))
        }
        (Type::Float, Literal::Number(value)) => number(*value, true),
        (_, value) => plain(value),
    }
}

/// A value as it is on the wire.
pub(super) fn plain(value: &Literal) -> TokenStream {
    match value {
        Literal::Text(text) => quote!(#text),
        Literal::Bool(value) => quote!(#value),
        Literal::Number(value) => number(*value, false),
    }
}

/// A number without a suffix.
pub(super) fn number(value: Number, float: bool) -> TokenStream {
    let (negative, digits) = match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a field of this type holds no other number"
        )]
        Number::Integer(value) if float => {
            (value < 0, Digits::f64_unsuffixed((value as f64).abs()))
        }
        Number::Integer(value) => {
            (value < 0, Digits::u64_unsuffixed(value.unsigned_abs()))
        }
        Number::Float(value) => {
            (value.is_sign_negative(), Digits::f64_unsuffixed(value.abs()))
        }
    };
    let sign = negative.then(|| quote!(-));
    quote!(#sign #digits)
}

/// A count without a suffix.
pub(super) fn count(value: u64) -> Digits {
    Digits::u64_unsuffixed(value)
}
