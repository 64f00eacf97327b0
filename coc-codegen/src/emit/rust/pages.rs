//! The pages of a list: the parts of requests and answers that lead from page to page, and
//! the method of a client.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition;
use super::docs::{described, doc};
use super::file::{File, Kind, ident};
use crate::emit::sentences::sentence;
use crate::model::{
    Field, FieldId, Number, OperationId, PageSize, Pagination, Type, Way, code,
};

/// Adds the pages of a request to the file with its HTTP side.
pub(super) fn implementation(file: &mut File<'_>, id: OperationId) {
    let model = file.model;
    let Some(pages) = &model[id].pagination else { return };
    let request = file.import("super", Kind::Request.name());
    let name = ident(&model[id].request_name);
    let Type::Array(item) = list(file, id, pages) else {
        unreachable!("`check` refuses pages of something else than a list");
    };
    let item = file.ty(item);
    let way = match pages.way {
        Way::Marker => quote!(Marker),
        Way::LastItem => quote!(LastItem),
        Way::Offset(first) => {
            let first = number(first);
            quote!(Offset(#first))
        }
        Way::Page(first) => {
            let first = number(first);
            quote!(Page(#first))
        }
    };
    let moves = model.field(*pages.moves.last().expect("the path has a field"));
    let position = file.ty(&moves.ty);
    let (get, set) = (requested(file, &pages.moves), set(file, &pages.moves));
    let items = walk(file, quote!(answer), &pages.items, Access::Change);
    let items = if pages.items.is_empty() { quote!(Some(answer)) } else { items };
    let next = pages
        .next
        .split_last()
        .map(|(last, around)| next(file, pages, moves, *last, around));
    let size = pages.size.as_ref().and_then(|size| size_of(file, size));
    let total = pages.total.as_ref().map(|total| {
        let value = walk(file, quote!(answer), total, Access::Copy);
        quote! {
            fn total(answer: &Self::Output) -> Option<u64> {
                rt::item_count(#value)
            }
        }
    });
    file.push_with_runtime(quote! {
        impl rt::PagedRequest for #request::#name {
            type Item = #item;
            type Position = #position;
            const PAGING: rt::Paging = rt::Paging::#way;

            fn position(&self) -> Option<Self::Position> {
                #get
            }

            fn set_position(&mut self, position: Self::Position) {
                #set
            }

            fn items(answer: &mut Self::Output) -> Option<&mut Vec<Self::Item>> {
                #items
            }

            #next
            #size
            #total
        }
    });
}

/// The type of the list in an answer.
fn list<'m>(file: &File<'m>, id: OperationId, pages: &Pagination) -> &'m Type {
    let model = file.model;
    match pages.items.last() {
        Some(field) => &model.field(*field).ty,
        None => model.answer(id).unwrap_or(&Type::Any),
    }
}

/// The documentation of the method of a client, and the method; none if the operation has
/// no pages.
pub(super) fn method(
    file: &File<'_>,
    id: OperationId,
) -> Option<(TokenStream, TokenStream)> {
    let pages = file.model[id].pagination.as_ref()?;
    let name = ident(&pages.rust_name);
    Some((doc(&words(file, id, pages)), quote!(pages #name)))
}

/// The documentation of the method.
fn words(file: &File<'_>, id: OperationId, pages: &Pagination) -> String {
    let model = file.model;
    let operation = &model[id];
    let name = |path: &[FieldId]| {
        let part = path.first().map_or("", |first| first.place.as_str());
        code(&format!("{part}.{}", model.path_name(path)))
    };
    let moves = match pages.way {
        Way::Marker | Way::LastItem => "the marker",
        Way::Offset(_) => "the number of the first item",
        Way::Page(_) => "the number of the page",
    };
    let mut text = format!(
        "Iterates over the pages, beginning with the one that the request asks for; {} has \
         {moves}",
        name(&pages.moves)
    );
    if let Some(size) = &pages.size {
        text += &format!(", and {} the size of a page", name(&size.field));
    }
    format!(
        "{}\n\n{text}. [`items`](rt::Pages::items) iterates over the items instead.",
        sentence(&described(&operation.doc, "operation", &operation.name)),
    )
}

/// How the value at the end of a path is taken, as an `Option`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// By reference.
    Read,
    /// By value.
    Copy,
    /// Cloned.
    Clone,
    /// By mutable reference.
    Change,
}

/// The value at a path of fields, in a function that returns an `Option`.
fn walk(
    file: &File<'_>,
    base: TokenStream,
    path: &[FieldId],
    access: Access,
) -> TokenStream {
    let mut place = base;
    for (at, field) in path.iter().enumerate() {
        let field = file.model.field(*field);
        let name = ident(&field.rust_name);
        let is_last = at + 1 == path.len();
        let get = match (access, field.nullable, is_last) {
            (Access::Change, false, _) => quote!(.as_mut()),
            (Access::Change, true, _) => {
                quote!(.as_mut().and_then(rt::Nullable::as_value_mut))
            }
            (Access::Copy, false, true) => quote!(),
            (Access::Copy, true, true) => quote!(.and_then(rt::Nullable::into_value)),
            (Access::Clone, _, true) => quote!(.clone()),
            (_, false, _) => quote!(.as_ref()),
            (_, true, _) => quote!(.as_ref().and_then(rt::Nullable::as_value)),
        };
        let or_nothing = (!is_last).then(|| quote!(?));
        place = quote!(#place.#name #get #or_nothing);
    }
    place
}

/// The value of a field of the request.
fn requested(file: &File<'_>, path: &[FieldId]) -> TokenStream {
    let part = ident(path.first().map_or("body", |first| first.place.as_str()));
    let is_text = path.last().is_some_and(|it| file.model.field(*it).ty.is_string());
    let access = if is_text { Access::Clone } else { Access::Copy };
    walk(file, quote!(self.#part), path, access)
}

/// Sets a field of the request, and makes the objects that hold it.
fn set(file: &File<'_>, path: &[FieldId]) -> TokenStream {
    let part = ident(path.first().map_or("body", |first| first.place.as_str()));
    let mut place = quote!(self.#part);
    for (at, field) in path.iter().enumerate() {
        let name = ident(&file.model.field(*field).rust_name);
        let make = (at + 1 < path.len()).then(|| quote!(.get_or_insert_default()));
        place = quote!(#place.#name #make);
    }
    quote!(#place = Some(position);)
}

/// The marker of the next page.
fn next(
    file: &mut File<'_>,
    pages: &Pagination,
    moves: &Field,
    last: FieldId,
    around: &[FieldId],
) -> TokenStream {
    let field = file.model.field(last);
    let base = if pages.way == Way::LastItem {
        let items = walk(file, quote!(answer), &pages.items, Access::Read);
        let items =
            if pages.items.is_empty() { quote!(answer) } else { quote!(#items?) };
        quote!(#items.last()?)
    } else {
        quote!(answer)
    };
    let value = if field.ty.is_string() {
        // A blank marker is no marker.
        let name = ident(&field.rust_name);
        let holder = walk(file, base, around, Access::Read);
        let or_nothing = (!around.is_empty()).then(|| quote!(?));
        let given = condition::value(file, &quote!(#holder #or_nothing.#name));
        quote!(#given.map(str::to_owned))
    } else {
        let value = walk(file, base, &pages.next, Access::Copy);
        match (&moves.ty, &field.ty) {
            (to, from) if to == from => value,
            (to, _) if to.is_string() => quote!(#value.map(|number| number.to_string())),
            _ => quote!(#value.map(i64::from)),
        }
    };
    quote! {
        fn next(answer: &Self::Output) -> Option<Self::Position> {
            #value
        }
    }
}

/// The number of items that fill a page, where the documents say how many it may have.
fn size_of(file: &File<'_>, size: &PageSize) -> Option<TokenStream> {
    let most = number(size.most?);
    let part = ident(size.field.first()?.place.as_str());
    let asked = chain(file, &quote!(self.#part), &size.field);
    let assumed = match size.default {
        Some(default) => {
            let default = number(default);
            quote!(Some(#default))
        }
        None => quote!(None),
    };
    Some(quote! {
        fn size(&self) -> Option<u64> {
            rt::page_size(#asked, #assumed, #most)
        }
    })
}

/// The number at a path of fields, as an `Option`: none if an object on the way is absent.
fn chain(file: &File<'_>, base: &TokenStream, path: &[FieldId]) -> TokenStream {
    let [first, rest @ ..] = path else { return quote!(None) };
    let name = ident(&file.model.field(*first).rust_name);
    if rest.is_empty() {
        return quote!(#base.#name);
    }
    let inner = chain(file, &quote!(it), rest);
    quote!(#base.#name.as_ref().and_then(|it| #inner))
}

fn number(number: i64) -> TokenStream {
    condition::number(Number::Integer(number), false)
}
