//! Value rules as Rust: the limits of a number or a count, and expressions that are true if
//! a value, called `it`, breaks a rule.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::condition::{self, literal, number, plain};
use super::file::{File, ident};
use super::members;
use crate::model::{
    Bounds, Comparison, Field, Format, Literal, Number, Rule, Test, Type, ValueKind,
    View,
};

/// Whether `it`, of the type `ty`, breaks the rule. In delimited text: whether an item
/// does.
pub(super) fn broken(
    file: &mut File<'_>,
    field: &Field,
    rule: &Rule,
    ty: &Type,
    view: View,
) -> TokenStream {
    let Some(delimiter) = field.delimiter.as_ref().filter(|_| rule.each) else {
        // An item of an array in a struct is owned.
        let is_owned = rule.each && view == View::Struct;
        return value(file, field, &rule.test, ty, is_owned);
    };
    let text = text_of(ty);
    let broken = value(file, field, &rule.test, &Type::String, false);
    quote!(#text.split(#delimiter).any(|it| !it.is_empty() && #broken))
}

fn value(
    file: &mut File<'_>,
    field: &Field,
    test: &Test,
    ty: &Type,
    is_owned: bool,
) -> TokenStream {
    let text = text_of(ty);
    match test {
        Test::Format(Format::Date) => quote!(!rt::is_date(#text)),
        Test::Format(Format::Time) => quote!(!rt::is_time(#text)),
        Test::Format(Format::DateTime) => quote!(!rt::is_date_time(#text)),
        Test::Enum(list) if ty.list() == Some(*list) => quote!(!it.is_known()),
        Test::Enum(list) => {
            let name = file.enum_name(*list);
            let value = match ty {
                Type::Integer => quote!(i64::from(*it)),
                Type::Enum(_, ValueKind::Integer) => quote!(it.value()),
                ty if ty.is_number() => quote!(*it),
                _ => text,
            };
            quote!(!#name::lists(#value))
        }
        Test::OneOf(values) => is_other(file, values, ty, is_owned),
        Test::Fixed(Literal::Bool(true)) => quote!(!*it),
        Test::Fixed(Literal::Bool(false)) => quote!(*it),
        Test::Fixed(value) => {
            let value = literal(file, ty, value);
            if ty.is_string() { quote!(it != #value) } else { quote!(*it != #value) }
        }
        Test::Length(bounds) => outside(*bounds, &quote!(#text.chars().count())),
        Test::Items(bounds) => {
            let count = match &field.delimiter {
                Some(delimiter) => quote!(#text.split(#delimiter).count()),
                None => quote!(it.len()),
            };
            outside(*bounds, &count)
        }
        Test::Undelimited(delimiter) => quote!(#text.contains(#delimiter)),
        Test::Size(bounds) => outside(*bounds, &quote!(it.size())),
        Test::FileTypes(endings) => quote!(!it.has_type(&[#(#endings),*])),
        Test::Pattern(pattern) => quote!(!rt::pattern!(#pattern).is_match(#text)),
        Test::Type
        | Test::Required
        | Test::OnlyWhen
        | Test::DocumentedFor
        | Test::Range(_)
        | Test::Compared(..)
        | Test::Keys(_)
        | Test::Unique
        | Test::Delimiter(_)
        | Test::Group(..)
        | Test::Members(..) => unreachable!("`checks` has other steps for {test:?}"),
    }
}

/// Whether `it` is none of these values.
fn is_other(
    file: &mut File<'_>,
    values: &[Literal],
    ty: &Type,
    is_owned: bool,
) -> TokenStream {
    let is_list = ty.list().is_some();
    let value = |value| if is_list { plain(value) } else { literal(file, ty, value) };
    let values: Vec<TokenStream> = values.iter().map(value).collect();
    let it = match ty {
        ty if ty.is_string() && is_owned => quote!(&it.as_str()),
        ty if ty.is_string() => quote!(&it),
        Type::Enum(_, ValueKind::Text) => quote!(&it.as_str()),
        Type::Enum(_, ValueKind::Integer) => quote!(&it.value()),
        _ => quote!(it),
    };
    quote!(![#(#values),*].contains(#it))
}

/// Whether `it` is not in this order with the field `other` of the object `value`.
pub(super) fn compared(
    file: &mut File<'_>,
    other: &Field,
    comparison: Comparison,
    view: View,
) -> TokenStream {
    let name = ident(&other.rust_name);
    let is_json = view == View::Json;
    let Type::Formatted(format) = other.ty else {
        let sign = match comparison {
            Comparison::AtLeast => quote!(<),
            Comparison::GreaterThan => quote!(<=),
        };
        if is_json {
            let other = members::read(file, other, &ident("value"));
            return quote!(#other.is_some_and(|other| *it #sign other));
        }
        if other.nullable {
            let other = condition::value(file, &quote!(value.#name));
            return quote!(#other.is_some_and(|other| it #sign other));
        }
        return quote!(value.#name.is_some_and(|other| *it #sign other));
    };
    let compare = ident(match format {
        Format::Date => "compare_dates",
        Format::Time => "compare_times",
        Format::DateTime => "compare_moments",
    });
    let wrong = ident(match comparison {
        Comparison::AtLeast => "is_lt",
        Comparison::GreaterThan => "is_le",
    });
    let text = match is_json {
        true => members::read(file, other, &ident("value")),
        false => condition::value(file, &quote!(value.#name)),
    };
    quote! {
        #text.and_then(|other| rt::#compare(it, other)).is_some_and(std::cmp::Ordering::#wrong)
    }
}

/// The part of `it` that breaks the rule, as an `Option`.
pub(super) fn offending_part(
    file: &mut File<'_>,
    field: &Field,
    rule: &Rule,
    ty: &Type,
    view: View,
) -> TokenStream {
    let text = text_of(ty);
    match (&rule.test, &field.delimiter, ty.innermost()) {
        (Test::Keys(test), ..) => {
            let broken = value(file, field, test, &Type::String, false);
            quote!(it.keys().map(String::as_str).find(|&it| #broken))
        }
        (_, Some(delimiter), _) => {
            quote!(rt::repeated(#text.split(#delimiter).filter(|it| !it.is_empty())))
        }
        (_, None, Type::Float) if view == View::Json => {
            let bits = quote!(items.map(|it| (it + 0.0).to_bits()));
            let repeated =
                quote!(rt::all::<f64>(it).and_then(|items| rt::repeated(#bits)));
            quote!(#repeated.map(f64::from_bits))
        }
        (_, None, inner) if view == View::Json => {
            let ty = members::json_type(file, inner);
            quote!(rt::all::<#ty>(it).and_then(rt::repeated))
        }
        (_, None, Type::Enum(list, kind)) => {
            let name = file.enum_name(*list);
            let value = match kind {
                ValueKind::Text => quote!(as_str),
                ValueKind::Integer => quote!(value),
            };
            quote!(rt::repeated(it.iter().map(#name::#value)))
        }
        // Zero has two signs, and adding it leaves one of them.
        (_, None, Type::Float) => {
            let bits = quote!(it.iter().map(|it| (it + 0.0).to_bits()));
            quote!(rt::repeated(#bits).map(f64::from_bits))
        }
        _ => quote!(rt::repeated(it.iter())),
    }
}

/// `it` as text.
fn text_of(ty: &Type) -> TokenStream {
    match ty {
        Type::Enum(..) => quote!(it.as_str()),
        _ => quote!(it),
    }
}

/// Whether a count is not within its limits.
fn outside(bounds: Bounds<u64>, count: &TokenStream) -> TokenStream {
    let limits = count_limits(bounds);
    quote!(!(#limits).contains(&#count))
}

/// The limits of a number, as a range.
pub(super) fn number_limits(bounds: Bounds<Number>, ty: &Type) -> TokenStream {
    let float = *ty == Type::Float;
    let whole = |limit: Number, up: bool| match limit {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates, which is what a limit beyond all values means"
        )]
        Number::Float(limit) if !float => {
            Number::Integer(if up { limit.ceil() } else { limit.floor() } as i64)
        }
        other => other,
    };
    limits(Bounds {
        min: bounds.min.map(|limit| number(whole(limit, true), float)),
        max: bounds.max.map(|limit| number(whole(limit, false), float)),
    })
}

/// The limits of a count, as a range.
pub(super) fn count_limits(bounds: Bounds<u64>) -> TokenStream {
    // No count is below zero.
    let min = bounds.min.filter(|min| *min > 0 || bounds.max.is_none());
    limits(Bounds {
        min: min.map(condition::count),
        max: bounds.max.map(condition::count),
    })
}

/// Limits as a range.
fn limits(Bounds { min, max }: Bounds<impl ToTokens>) -> TokenStream {
    match max {
        Some(max) => quote!(#min..=#max),
        None => quote!(#min..),
    }
}
