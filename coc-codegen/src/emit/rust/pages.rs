//! The pages of a list: the parts of requests and answers that lead from page to page, and
//! the method of a client.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition;
use super::docs::{described, doc};
use super::file::{File, Kind, ident};
use super::paths::{Access, chain, fields, made, walk};
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
    let path = fields(model, &pages.moves);
    let access = if moves.ty.is_string() { Access::Clone } else { Access::Copy };
    let get = walk(part(&pages.moves), &path, access);
    let set = made(part(&pages.moves), &path);
    let items = match pages.items.as_slice() {
        [] => quote!(Some(answer)),
        path => walk(quote!(answer), &fields(model, path), Access::Change),
    };
    let next = pages
        .next
        .split_last()
        .map(|(last, around)| next(file, pages, moves, *last, around));
    let size = pages.size.as_ref().and_then(|size| size_of(file, size));
    let total = pages.total.as_ref().map(|total| {
        let value = walk(quote!(answer), &fields(model, total), Access::Copy);
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
                #set = Some(position);
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

/// The part of a request that holds a path.
fn part(path: &[FieldId]) -> TokenStream {
    let part = ident(path.first().map_or("body", |first| first.place.as_str()));
    quote!(self.#part)
}

/// The marker of the next page.
fn next(
    file: &mut File<'_>,
    pages: &Pagination,
    moves: &Field,
    last: FieldId,
    around: &[FieldId],
) -> TokenStream {
    let model = file.model;
    let field = model.field(last);
    let base = match (pages.way, pages.items.as_slice()) {
        (Way::LastItem, []) => quote!(answer.last()?),
        (Way::LastItem, path) => {
            let items = walk(quote!(answer), &fields(model, path), Access::Read);
            quote!(#items?.last()?)
        }
        _ => quote!(answer),
    };
    let value = if field.ty.is_string() {
        // A blank marker is no marker.
        let name = ident(&field.rust_name);
        let holder = walk(base, &fields(model, around), Access::Read);
        let or_nothing = (!around.is_empty()).then(|| quote!(?));
        let given = condition::value(file, &quote!(#holder #or_nothing.#name));
        quote!(#given.map(str::to_owned))
    } else {
        let value = walk(base, &fields(model, &pages.next), Access::Copy);
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
    let asked = chain(&part(&size.field), &fields(file.model, &size.field));
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

fn number(number: i64) -> TokenStream {
    condition::number(Number::Integer(number), false)
}
