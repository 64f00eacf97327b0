//! The statics of the service, the envelopes of its answers, and its blank texts.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{doc, markdown};
use super::file::{File, Kind, ident};
use crate::emit::sentences::sentence;
use crate::model::{Envelope, EnvelopeId, Model, Module, Success};

/// The file with the statics.
pub(super) fn emit(model: &Model) -> File<'_> {
    let service = &model.service;
    let text = "The service, the envelopes of its answers, and its blank texts.";
    let mut file = File::new(model, Module::Shared, Kind::Service, text);
    let name = &service.name;
    let scope = ident(if service.project_scope { "Project" } else { "Domain" });
    let new = quote!(rt::Service::new(#name, rt::AuthScope::#scope));
    let endpoints = (!service.endpoints.is_empty()).then(|| {
        let endpoints = service.endpoints.iter();
        let endpoints = endpoints.map(|(region, url)| quote!((#region, #url)));
        quote!(endpoints: &[#(#endpoints),*])
    });
    let envelope = service.envelope.map(|id| {
        let name = ident(&service.envelopes[id].rust_name);
        quote!(envelope: Some(&#name))
    });
    let codes = &service.refused_before_acting;
    let codes =
        (!codes.is_empty()).then(|| quote!(refused_before_acting: &[#(#codes),*]));
    let value = with_fields(&quote!(rt::Service), [endpoints, envelope, codes], &new);
    let text = doc(&sentence(&markdown(&service.title)));
    file.push_with_runtime(quote! {
        #text
        pub static SERVICE: rt::Service = #value;
    });
    let named = model.operations.iter().filter_map(|operation| operation.envelope);
    let used: BTreeSet<EnvelopeId> = service.envelope.into_iter().chain(named).collect();
    for id in used {
        let envelope = &service.envelopes[id];
        let name = ident(&envelope.rust_name);
        let value = self::envelope(envelope);
        file.push(quote! {
            pub(crate) static #name: rt::Envelope = #value;
        });
    }
    blanks(&mut file);
    file
}

/// A value made by `new`, with other values in some of its fields.
fn with_fields<const N: usize>(
    ty: &TokenStream,
    fields: [Option<TokenStream>; N],
    new: &TokenStream,
) -> TokenStream {
    let fields: Vec<TokenStream> = fields.into_iter().flatten().collect();
    if fields.is_empty() { new.clone() } else { quote!(#ty { #(#fields,)* ..#new }) }
}

fn envelope(envelope: &Envelope) -> TokenStream {
    let Envelope { code, message, data, success, refusals, .. } = envelope;
    let success = match success {
        Success::ZerosAfterPrefix => quote!(rt::Success::ZerosAfterPrefix),
        Success::Codes(codes) => quote!(rt::Success::Codes(&[#(#codes),*])),
    };
    let new = quote!(rt::Envelope::new(&[#(#code),*], &[#(#message),*], #success));
    let data = data.as_ref().map(|data| quote!(data: Some(#data)));
    let refusals = (!refusals.is_empty()).then(|| quote!(refusals: &[#(#refusals),*]));
    with_fields(&quote!(rt::Envelope), [data, refusals], &new)
}

/// The texts that count as absent beside `null`, which validators and typed requests
/// read.
fn blanks(file: &mut File<'_>) {
    let model = file.model;
    let has_validators =
        model.types.ids().any(|id| model.validators.of_type(id).next().is_some());
    if !has_validators && model.operations.is_empty() {
        return;
    }
    let unused = (!has_validators).then(
        || quote!(#[allow(dead_code, reason = "a spec may be without validators")]),
    );
    let texts = &model.service.blanks;
    let check = has_validators.then(|| {
        quote! {
            /// The check of an object of this service.
            pub(crate) type Check<'c> = rt::Check<'c, Blanks>;
        }
    });
    file.push(quote! {
        /// The texts that count as absent, beside `null`.
        #unused
        pub(crate) struct Blanks;

        impl rt::Blanks for Blanks {
            const TEXTS: &[&str] = &[#(#texts),*];
        }

        #check
    });
}
