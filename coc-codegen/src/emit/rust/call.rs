//! Calls of validators: the parts of a request that each takes, and the way from one
//! validator to another one. The body of a validator does not belong here.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::file::{File, Kind, ident};
use crate::model::{Function, Part, Type, Viewed};

/// The call of a validator: its path, and the arguments between the value and its place.
pub(super) struct Call {
    path: TokenStream,
    arguments: Vec<TokenStream>,
    /// The parts of the request that it takes, in the order of its parameters.
    pub(super) parts: Vec<Part>,
}

impl Call {
    /// The call with a value, its place and the report.
    pub(super) fn with(
        &self,
        value: &TokenStream,
        at: &TokenStream,
        found: &TokenStream,
    ) -> TokenStream {
        let Self { path, arguments, .. } = self;
        quote!(#path(#value, #(#arguments,)* #at, #found))
    }

    /// The function of a value, its place and the report.
    pub(super) fn function(&self) -> TokenStream {
        if self.arguments.is_empty() {
            return self.path.clone();
        }
        let call = self.with(&quote!(it), &quote!(at), &quote!(found));
        quote!(|it, at, found| #call)
    }
}

/// The loop over a list or a map, which is called `it`, as its items are. `item` is the
/// check of an item at the place `at`, which is that of the list before.
pub(super) fn item_loop(ty: &Type, item: &TokenStream) -> TokenStream {
    if matches!(ty, Type::Map(_)) {
        quote!(for (key, it) in it { let at = at.key(key); #item })
    } else {
        quote!(for (index, it) in it.iter().enumerate() { let at = at.index(index); #item })
    }
}

/// The call of the validator of objects, if they have one. `parent` has the objects that
/// enclose them and an expression for one, and `parts` makes an expression for a part of
/// the request.
pub(super) fn call(
    file: &mut File<'_>,
    of: Viewed,
    parent: Option<(Viewed, TokenStream)>,
    parts: &dyn Fn(Part) -> TokenStream,
) -> Option<Call> {
    let model = file.model;
    let (id, _) = of;
    let function = Function::inside(model, of, parent.as_ref().map(|(id, _)| *id));
    let name = ident(model.validators.name(function)?);
    let parent = parent.filter(|_| function.parent.is_some());
    let taken: Vec<Part> = model.validators.needs(id).iter().copied().collect();
    let given = taken.iter().map(|part| parts(*part));
    let arguments = parent.into_iter().map(|(_, tokens)| tokens).chain(given).collect();
    let path = if model[id].module != file.module {
        let shared = file.import("crate::generated", "shared");
        quote!(#shared::validate::#name)
    } else if file.kind == Kind::Validate {
        quote!(#name)
    } else {
        file.import("super::validate", &name.to_string()).into_token_stream()
    };
    Some(Call { path, arguments, parts: taken })
}
