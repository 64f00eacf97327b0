//! Waiters: statics with the conditions on answers, and the methods of clients.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition::{Expr, compared_field, count, equals, literal, plain, presence};
use super::docs::{doc, markdown};
use super::file::{File, Kind, ident};
use crate::emit::sentences::sentence;
use crate::model::{
    AnswerPart, Condition, Field, Literal, Model, Module, OperationId, Ref, Style, Type,
    Waiter, code,
};

/// The file with the waiters of an operation.
pub(super) fn emit(model: &Model, id: OperationId) -> File<'_> {
    let operation = &model[id];
    let text = format!("Waiters for states that {} reports.", code(&operation.name));
    let mut file = File::new(model, Module::Operation(id), Kind::Waiters, text);
    let output = file.answer(id);
    for waiter in &operation.waiters {
        item(&mut file, id, waiter, &output);
    }
    file
}

/// The documentation of each method of a client, and the method.
pub(super) fn methods(
    file: &File<'_>,
    id: OperationId,
) -> Vec<(TokenStream, TokenStream)> {
    let each = file.model[id].waiters.iter().map(|waiter| {
        let (name, of) = (ident(&waiter.rust_name), ident(&waiter.static_name));
        let text = format!(
            "{} See [`{of}`](super::waiters::{of}) for the conditions and the times.",
            about(waiter)
        );
        (doc(&text), quote!(wait #name until super::waiters::#of))
    });
    each.collect()
}

/// The description of a waiter, as a sentence.
fn about(waiter: &Waiter) -> String {
    match sentence(&markdown(&waiter.doc)) {
        text if text.is_empty() => format!("Waits for {}.", code(&waiter.name)),
        text => text,
    }
}

/// The static of a waiter.
fn item(file: &mut File<'_>, id: OperationId, waiter: &Waiter, output: &TokenStream) {
    let (name, wire) = (ident(&waiter.static_name), &waiter.name);
    let style = Style::Markdown;
    let mut text =
        vec![about(waiter), format!("Ends when {}.", style.condition(&waiter.ready))];
    if let Some(failed) = &waiter.failed {
        let failed = style.condition(failed);
        text.push(format!("Fails when {failed}, which is tested first."));
    }
    if let Some(retry) = &waiter.retry {
        let retry = style.condition(retry);
        text.push(format!("Goes on after a refusal if {retry}."));
    }
    text.push(format!(
        "Calls every {} s, and gives up after {} s.",
        waiter.every, waiter.at_most
    ));
    let text = doc(&text.join("\n\n"));
    let until = waiter.ready.to_string();
    let ready = success(file, id, &waiter.ready);
    let failed = waiter.failed.as_ref().map(|failed| {
        let words = failed.to_string();
        let failed = success(file, id, failed);
        quote!(unless: #words, failed: |answer| #failed,)
    });
    let retry = waiter.retry.as_ref().map(|retry| {
        let retry = refusal(retry);
        quote!(not_yet: |refusal| #retry,)
    });
    let (every, at_most) = (seconds(waiter.every), seconds(waiter.at_most));
    file.push_with_runtime(quote! {
        #text
        pub static #name: rt::Waiter<#output> = rt::Waiter {
            ready: |answer| #ready,
            #failed
            #retry
            every: #every,
            at_most: #at_most,
            ..rt::Waiter::named(#wire, #until)
        };
    });
}

fn seconds(seconds: u64) -> TokenStream {
    let seconds = count(seconds);
    quote!(std::time::Duration::from_secs(#seconds))
}

/// A condition on a success, as an expression over `answer`.
fn success(file: &mut File<'_>, id: OperationId, condition: &Condition) -> Expr {
    let model = file.model;
    Expr::of(condition, &mut |atom| {
        let read = compared_field(atom);
        match (AnswerPart::of(&read.name), atom) {
            (AnswerPart::Status, Condition::Is(_, values)) => {
                status(&quote!(answer.status()), values)
            }
            (AnswerPart::Code, atom) => {
                let request = file.import("super", Kind::Request.name());
                let name = ident(&model[id].request_name);
                let code = quote!(rt::code_of::<#request::#name>(answer));
                match atom {
                    Condition::Present(_) => Expr::Present(code),
                    atom => code_is(&code, atom),
                }
            }
            _ => body(file, id, read, atom),
        }
    })
}

/// A condition on a refusal, as an expression over `refusal`.
fn refusal(condition: &Condition) -> Expr {
    Expr::of(condition, &mut |atom| match atom {
        Condition::Is(read, values)
            if AnswerPart::of(&read.name) == AnswerPart::Status =>
        {
            status(&quote!(refusal.response().status()), values)
        }
        atom => code_is(&quote!(refusal.response().code()), atom),
    })
}

fn status(place: &TokenStream, values: &[Literal]) -> Expr {
    let values: Vec<TokenStream> = values.iter().map(plain).collect();
    match values.as_slice() {
        [only] => Expr::Equal(place.clone(), only.clone()),
        all => Expr::Atom(quote!(matches!(#place.as_u16(), #(#all)|*))),
    }
}

fn code_is(place: &TokenStream, atom: &Condition) -> Expr {
    let Condition::Is(_, values) = atom else { return Expr::Present(place.clone()) };
    let values: Vec<TokenStream> = values.iter().map(plain).collect();
    Expr::one_of(place, &values, |value| quote!(Some(#value)))
}

/// A comparison of a field of the body. It is enough that one of several values meets it.
fn body(file: &mut File<'_>, id: OperationId, read: &Ref, atom: &Condition) -> Expr {
    let model = file.model;
    let path = model.answer_path(id, read).expect("`check` resolved the path");
    let ty = model.answer(id).expect("an answer with a path is JSON");
    let (last, around) = path.split_last().expect("a path has a field");
    let output = quote!(answer.output());
    let mut reached = match ty {
        Type::Array(_) => Reached::Items(flattened(quote!(#output.iter()), ty)),
        _ => Reached::Object(output),
    };
    for field_id in around {
        reached = reached.inside(model.field(*field_id));
    }
    let field = model.field(*last);
    match (atom, &field.ty) {
        (Condition::Is(_, values), Type::Array(_)) => {
            reached.inside(field).holds(|item| item_is(file, &field.ty, item, values))
        }
        _ => reached.holds(|object| {
            let name = ident(&field.rust_name);
            let place = quote!(#object.#name);
            match atom {
                Condition::Is(_, values) => equals(file, field, &place, values),
                _ => presence(file, field, place),
            }
        }),
    }
}

/// The values at a prefix of a path.
enum Reached {
    /// One object.
    Object(TokenStream),
    /// An `Option`, in which null may be a value of its own.
    Optional { place: TokenStream, nullable: bool },
    /// An iterator of references.
    Items(TokenStream),
}

impl Reached {
    /// The values of a field of these objects, and not their arrays.
    fn inside(self, field: &Field) -> Self {
        let (name, nullable) = (ident(&field.rust_name), field.nullable);
        let values = match self {
            Self::Object(object) => {
                let value = Self::Optional { place: quote!(#object.#name), nullable };
                if !matches!(field.ty, Type::Array(_)) {
                    return value;
                }
                value.items()
            }
            others => {
                let objects = others.items();
                if nullable {
                    quote!(#objects.filter_map(|it| it.#name.as_ref().and_then(rt::Nullable::as_value)))
                } else {
                    quote!(#objects.flat_map(|it| &it.#name))
                }
            }
        };
        Self::Items(match &field.ty {
            Type::Array(_) => flattened(quote!(#values.flatten()), &field.ty),
            _ => values,
        })
    }

    /// An iterator of references to the values.
    fn items(self) -> TokenStream {
        match self {
            Self::Object(object) => quote!(std::iter::once(#object)),
            Self::Optional { place, nullable: false } => quote!(#place.iter()),
            Self::Optional { place, nullable: true } => {
                quote!(#place.as_ref().and_then(rt::Nullable::as_value).into_iter())
            }
            Self::Items(items) => items,
        }
    }

    /// Whether something holds of one of the values.
    fn holds(self, condition: impl FnOnce(TokenStream) -> Expr) -> Expr {
        match self {
            Self::Object(object) => condition(object),
            Self::Optional { place, nullable } => {
                let value = nullable.then(|| quote!(.and_then(rt::Nullable::as_value)));
                let holds = condition(quote!(it));
                Expr::Atom(quote!(#place.as_ref() #value.is_some_and(|it| #holds)))
            }
            Self::Items(items) => {
                let holds = condition(quote!(it));
                Expr::Atom(quote!(#items.any(|it| #holds)))
            }
        }
    }
}

/// The items of arrays in an array, at any depth, after `items` has those of the outermost
/// one.
fn flattened(mut items: TokenStream, array: &Type) -> TokenStream {
    let mut ty = array;
    while let Type::Array(inner) = ty {
        if matches!(**inner, Type::Array(_)) {
            items = quote!(#items.flatten());
        }
        ty = inner;
    }
    items
}

/// Whether an item of an array has one of these values.
fn item_is(
    file: &mut File<'_>,
    array: &Type,
    item: TokenStream,
    values: &[Literal],
) -> Expr {
    let ty = array.through_arrays();
    let values: Vec<TokenStream> =
        values.iter().map(|value| literal(file, ty, value)).collect();
    match (ty, values.as_slice()) {
        (Type::Enum(..), all) => Expr::Atom(quote!(matches!(#item, #(#all)|*))),
        (ty, [only]) if ty.is_string() => Expr::Equal(item, only.clone()),
        (ty, all) if ty.is_string() => {
            Expr::Atom(quote!(matches!(#item.as_str(), #(#all)|*)))
        }
        (_, [only]) => Expr::Equal(quote!(*#item), only.clone()),
        (_, all) => Expr::Atom(quote!([#(#all),*].contains(#item))),
    }
}
