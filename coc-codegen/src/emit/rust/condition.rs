//! Conditions as Rust expressions. What several rules of one validator ask is asked once and given a name.

use std::collections::HashMap;

use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::file::{File, ident};
use crate::model::{Condition, Field, Literal, Model, Number, Place, Possible, Ref, State, TableId, Type};

/// Where the fields that a validator's conditions read are to be found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) own: TableId,
    pub(super) parent: Option<TableId>,
    pub(super) parts: [Option<TableId>; 4],
}

impl Scope {
    fn table(&self, place: Place) -> Option<TableId> {
        match place {
            Place::Same => Some(self.own),
            Place::Parent => self.parent,
            Place::Path => self.parts[0],
            Place::Query => self.parts[1],
            Place::Header => self.parts[2],
            Place::Body => self.parts[3],
        }
    }
}

impl Scope {
    /// What is left of a condition: an enclosing type without the field, or none at all, encloses with nothing there.
    pub(super) fn left(&self, model: &Model, when: &Condition) -> Condition {
        let absent = [State::Absent];
        when.assume(&|field: &Ref| {
            let missing = || self.parent.is_none_or(|parent| model[parent].field(&field.name).is_none());
            if field.place == Place::Parent && missing() {
                Possible::Among(&absent)
            } else {
                Possible::Anything
            }
        })
    }
}

/// Names of questions that are asked more than once.
#[derive(Default)]
pub(super) struct Asked {
    names: HashMap<String, Ident>,
    /// Each with its name.
    pub(super) lets: Vec<(String, TokenStream)>,
}

impl Asked {
    /// Counts what `conditions` ask and names what is asked again.
    pub(super) fn new<'c>(
        file: &mut File<'_>,
        scope: &Scope,
        conditions: impl Iterator<Item = &'c Condition>,
    ) -> Self {
        let mut counts: Vec<(String, &Condition, u32)> = Vec::new();
        let mut index: HashMap<String, usize> = HashMap::new();
        for condition in conditions {
            atoms(condition, &mut |atom| {
                let key = atom.to_string();
                let at = *index.entry(key.clone()).or_insert_with(|| {
                    counts.push((key, atom, 0));
                    counts.len() - 1
                });
                counts[at].2 += 1;
            });
        }
        let mut asked = Self::default();
        for (key, atom, count) in counts {
            if count < 2 {
                continue;
            }
            let mut name = name(atom, asked.lets.len());
            while asked.names.values().any(|taken| *taken == name.as_str()) {
                name.push('_');
            }
            let variable = ident(&name);
            let value = plain(file, scope, atom, true);
            asked.lets.push((name, quote!(let #variable = #value;)));
            asked.names.insert(key, variable);
        }
        asked
    }

    /// The expression for a condition, or for its opposite.
    pub(super) fn expression(
        &self,
        file: &mut File<'_>,
        scope: &Scope,
        condition: &Condition,
        holds: bool,
    ) -> TokenStream {
        match condition {
            Condition::Not(part) => self.expression(file, scope, part, !holds),
            Condition::All(parts) | Condition::Any(parts) => {
                let all = matches!(condition, Condition::All(_)) == holds;
                if parts.is_empty() {
                    return if all { quote!(true) } else { quote!(false) };
                }
                let mut out = TokenStream::new();
                for (n, part) in parts.iter().enumerate() {
                    let inner = self.expression(file, scope, part, holds);
                    let compound = matches!(part, Condition::All(inner) | Condition::Any(inner) if inner.len() > 1)
                        || matches!(part, Condition::Not(_) if inner.to_string().contains(['|', '&']));
                    let inner = if compound { quote!((#inner)) } else { inner };
                    out = match (n, all) {
                        (0, _) => inner,
                        (_, true) => quote!(#out && #inner),
                        (_, false) => quote!(#out || #inner),
                    };
                }
                out
            }
            atom => match self.names.get(&atom.to_string()) {
                Some(name) if holds => quote!(#name),
                Some(name) => quote!(!#name),
                None => plain(file, scope, atom, holds),
            },
        }
    }
}

fn atoms<'c>(condition: &'c Condition, visit: &mut impl FnMut(&'c Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| atoms(part, visit)),
        Condition::Not(part) => atoms(part, visit),
        atom => visit(atom),
    }
}

fn name(atom: &Condition, at: usize) -> String {
    let words = |field: &Ref, rest: &str| {
        let place = if field.place == Place::Same { "" } else { field.place.as_str() };
        format!("{place} {} {rest}", field.name).to_snake_case()
    };
    let name = match atom {
        Condition::Is(field, values) => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            words(field, &format!("is {}", values.join(" or ")))
        }
        Condition::Present(field) => words(field, "is present"),
        _ => String::new(),
    };
    // A name that says everything and cannot be read says nothing.
    let plain = name.len() <= 72 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.is_ascii();
    if plain { name } else { format!("condition_{at}") }
}

/// A single question.
fn plain(file: &mut File<'_>, scope: &Scope, atom: &Condition, holds: bool) -> TokenStream {
    let (Condition::Is(reference, _) | Condition::Present(reference)) = atom else {
        return quote!(false);
    };
    let model = file.model;
    let field = scope.table(reference.place).and_then(|table| model[table].field(&reference.name));
    // A parent that is not there has no fields, and comparing an absent field is false.
    let Some(field) = field else {
        return if holds { quote!(false) } else { quote!(true) };
    };
    let base = match reference.place {
        Place::Same => quote!(value),
        place => {
            let name = ident(place.as_str());
            quote!(#name)
        }
    };
    let name = ident(&field.rust_name);
    let place = quote!(#base.#name);
    match atom {
        Condition::Is(_, values) => equals(file, field, &place, values, holds),
        _ => {
            let presence = presence(file, field, &place);
            if holds { quote!(#presence.is_some()) } else { quote!(#presence.is_none()) }
        }
    }
}

/// What a field holds unless that counts as absent.
pub(super) fn presence(file: &mut File<'_>, field: &Field, place: &TokenStream) -> TokenStream {
    let blanks = !file.model.service.blanks.is_empty();
    match &field.ty {
        Type::String if blanks => {
            let text = file.import("crate::generated", "text");
            quote!(#text(&#place))
        }
        Type::String => quote!(#place.as_deref()),
        Type::Enum(_) if blanks => {
            let listed = file.import("crate::generated", "listed");
            quote!(#listed(&#place))
        }
        _ if field.boxed => quote!(#place.as_deref()),
        _ => quote!(#place.as_ref()),
    }
}

fn equals(
    file: &mut File<'_>,
    field: &Field,
    place: &TokenStream,
    values: &[Literal],
    holds: bool,
) -> TokenStream {
    let patterns: Vec<TokenStream> = values.iter().map(|value| literal(file, &field.ty, value)).collect();
    let place = if field.ty == Type::String { quote!(#place.as_deref()) } else { place.clone() };
    let comparable = !matches!(field.ty, Type::Timestamp | Type::Float);
    // An open enumeration is compared by a pattern: making a value to compare with costs more than comparing.
    let one = patterns.len() == 1 && !matches!(field.ty, Type::Enum(_));
    match (patterns.as_slice(), holds) {
        ([only], true) if one => quote!(#place == Some(#only)),
        ([only], false) if one => quote!(#place != Some(#only)),
        (all, true) if comparable => quote!(matches!(#place, Some(#(#all)|*))),
        (all, false) if comparable => quote!(!matches!(#place, Some(#(#all)|*))),
        (all, true) => quote!([#(Some(#all)),*].contains(&#place)),
        (all, false) => quote!(![#(Some(#all)),*].contains(&#place)),
    }
}

/// A value as an expression of the field's Rust type; also a pattern where the type has patterns.
pub(super) fn literal(file: &mut File<'_>, ty: &Type, value: &Literal) -> TokenStream {
    let model = file.model;
    match (ty, value) {
        (Type::Enum(id), Literal::Text(text)) => {
            let name = file.enum_name(*id);
            match model[*id].value(text) {
                Some(value) => {
                    let variant = ident(&value.rust_name);
                    quote!(#name::#variant)
                }
                None => quote!(#name::from(#text)),
            }
        }
        (_, Literal::Text(text)) => quote!(#text),
        (_, Literal::Bool(value)) => quote!(#value),
        (Type::Timestamp, Literal::Number(Number::Integer(value))) => {
            quote!(rt::Timestamp::from_millis(#value))
        }
        (ty, Literal::Number(value)) => number(*value, *ty == Type::Float),
    }
}

/// A number without a suffix.
pub(super) fn number(value: Number, float: bool) -> TokenStream {
    match value {
        Number::Integer(value) if float => {
            let text = format!("{value}.0");
            text.parse().unwrap_or_default()
        }
        Number::Integer(value) => value.to_string().parse().unwrap_or_default(),
        Number::Float(value) => {
            let text = format!("{value:?}");
            text.parse().unwrap_or_default()
        }
    }
}
