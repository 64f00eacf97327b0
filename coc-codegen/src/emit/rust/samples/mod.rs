//! Documented requests as Rust to copy: a function that sends the request. The constructor
//! that comes from the example is used if there is one, else a typed request, else the
//! wire request, and else the request as JSON. The function stands in no emitted file.

mod constructed;
mod sample;
mod typed;
mod wire;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::file::ident;
use super::print;
use crate::model::{Model, OperationId};
use sample::{GENERATED, Members, Sample, json};

/// The function for the documented request `example`, whose document is `text`. None if the
/// text is no document.
pub(crate) fn sample(
    model: &Model,
    id: OperationId,
    example: &str,
    text: &str,
) -> Option<String> {
    let document: Members = serde_json::from_str(text).ok()?;
    let sample = Sample { model };
    let requests = &model.requests[id];
    let of_example = requests.constructors.iter().find(|it| it.example == example);
    let request = of_example
        .and_then(|it| sample.constructed(id, it, &document))
        .or_else(|| sample.typed_request(requests.typed, &document))
        .or_else(|| sample.wire_request(id, &document));
    let operation = &model[id];
    // The module of an operation and the method of a client have one name.
    let name = ident(&operation.rust_name);
    let (uses, call) = match &request {
        Some(request) => (
            quote!(use #GENERATED::#name;),
            quote! {
                let request = #request;
                let response = client.#name(request).await?;
                println!("{:?}", response.output());
            },
        ),
        None => {
            let spec_name = &operation.name;
            let document = json(&Value::Object(document));
            (
                TokenStream::new(),
                quote! {
                    let request = #document;
                    let response = client.send_json(#spec_name, &request).await?;
                    println!("{}", response.output());
                },
            )
        }
    };
    Some(print::sample(quote! {
        #uses
        async fn send(client: &#GENERATED::Client) -> Result<(), Box<dyn std::error::Error>> {
            #call
            Ok(())
        }
    }))
}
