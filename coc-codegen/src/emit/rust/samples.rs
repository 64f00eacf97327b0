//! Documented requests as Rust to copy: a function that sends the request. The constructor
//! that comes from the example is used if there is one, else a typed request, else the
//! wire request, and else the request as JSON. The function stands in no emitted file.

mod typed;
mod wire;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};

use super::file::ident;
use super::print;
use crate::emit::files::module_name;
use crate::model::{
    Argument, Assignment, Constructor, FieldId, Items, Literal, Model, Module, Number,
    OperationId, Place, ValueSource,
};

/// The members of a JSON object.
type Members = Map<String, Value>;

/// A sample that is being written.
struct Sample<'m> {
    model: &'m Model,
}

/// The function for a documented request; `text` is its document. None if the text is no
/// document.
pub(crate) fn sample(
    model: &Model,
    id: OperationId,
    name: &str,
    text: &str,
) -> Option<String> {
    let document: Members = serde_json::from_str(text).ok()?;
    let sample = Sample { model };
    let requests = &model.requests[id];
    let of_example = requests.constructors.iter().find(|it| it.example == name);
    let request = of_example
        .and_then(|it| sample.constructed(id, it, &document))
        .or_else(|| sample.typed_request(requests.typed, &document))
        .or_else(|| sample.wire_request(id, &document));
    let operation = &model[id];
    let (module, method) = (ident(&operation.rust_name), ident(&operation.rust_name));
    let (uses, call) = match &request {
        Some(request) => (
            quote!(use coc_generated::#module;),
            quote! {
                let request = #request;
                let response = client.#method(request).await?;
                println!("{:?}", response.output());
            },
        ),
        None => {
            let name = &operation.name;
            let document = json(&Value::Object(document));
            (
                TokenStream::new(),
                quote! {
                    let request = #document;
                    let answer = client.send_json(#name, &request).await?;
                    println!("{answer}");
                },
            )
        }
    };
    print::sample(quote! {
        #uses
        async fn send(client: &coc_generated::Client) -> Result<(), Box<dyn std::error::Error>> {
            #call
            Ok(())
        }
    })
}

/// A value of JSON as an expression.
fn json(value: &Value) -> TokenStream {
    let value: TokenStream = match value.to_string().parse() {
        Ok(tokens) => tokens,
        Err(_) => quote!(null),
    };
    quote!(::serde_json::json!(#value))
}

/// Whether a value counts as absent.
fn is_blank(value: &Value) -> bool {
    value.is_null() || value == ""
}

fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Bool(value) => Literal::Bool(*value),
        Value::String(text) => Literal::Text(text.clone()),
        Value::Number(number) => Literal::Number(match number.as_i64() {
            Some(whole) => Number::Integer(whole),
            None => Number::Float(number.as_f64()?),
        }),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

impl Sample<'_> {
    /// The path of something that an operation's module or the shared one has.
    fn path(&self, module: Module, inside: Option<&str>, name: &str) -> TokenStream {
        let of = ident(module_name(self.model, module));
        let inside = inside.map(ident).into_iter();
        let name = ident(name);
        match module {
            Module::Operation(_) => quote!(#of #(::#inside)* ::#name),
            Module::Shared => quote!(coc_generated::#of #(::#inside)* ::#name),
        }
    }

    /// The value of a field in a request document or in an object.
    fn value<'v>(&self, members: &'v Members, field_id: FieldId) -> Option<&'v Value> {
        let name = &self.model.field(field_id).name;
        let around = match field_id.place {
            Place::Same => Some(members),
            place => members.get(place.as_str()).and_then(Value::as_object),
        };
        around?.get(name)
    }

    /// The call of the constructor that comes from this example.
    fn constructed(
        &self,
        id: OperationId,
        constructor: &Constructor,
        document: &Members,
    ) -> Option<TokenStream> {
        let mut values = BTreeMap::new();
        let mut listed = None;
        for it in &constructor.assignments {
            match it.value {
                ValueSource::Argument(at) => {
                    values.insert(at, self.at(document, it)?);
                }
                ValueSource::Items => listed = Some(self.at(document, it)?.as_array()?),
                _ => {}
            }
        }
        let mut given = self.arguments(&constructor.arguments, &values)?;
        if let Some(items) = &constructor.items {
            let each =
                listed?.iter().map(|item| self.item(id, items, item.as_object()?));
            let each: Vec<TokenStream> = each.collect::<Option<_>>()?;
            given.push(quote!([#(#each),*]));
        }
        let request =
            self.path(Module::Operation(id), Some("wire"), &self.model[id].request_name);
        let function = ident(&constructor.rust_name);
        Some(quote!(#request::#function(#(#given),*)))
    }

    /// The value at the place of an assignment.
    fn at<'v>(&self, members: &'v Members, it: &Assignment) -> Option<&'v Value> {
        let (first, rest) = it.path.split_first()?;
        let mut value = self.value(members, *first)?;
        for field_id in rest {
            value = value.get(&self.model.field(*field_id).name)?;
        }
        Some(value)
    }

    /// The arguments of a constructor, each from its value.
    fn arguments(
        &self,
        arguments: &[Argument],
        values: &BTreeMap<usize, &Value>,
    ) -> Option<Vec<TokenStream>> {
        let each = arguments.iter().enumerate().map(|(at, argument)| {
            let field = self.model.field(argument.field_id);
            match (values.get(&at), argument.optional) {
                (Some(value), false) => self.given(field, value),
                (Some(value), true) => {
                    let value = self.held(field, value)?;
                    Some(quote!(Some(#value)))
                }
                (None, true) => Some(quote!(None)),
                (None, false) => None,
            }
        });
        each.collect()
    }

    /// An item of the list that a constructor takes.
    fn item(
        &self,
        id: OperationId,
        items: &Items,
        members: &Members,
    ) -> Option<TokenStream> {
        let mut values = BTreeMap::new();
        for it in &items.assignments {
            if let (ValueSource::Argument(at), Some(value)) =
                (&it.value, self.at(members, it))
            {
                values.insert(*at, value);
            }
        }
        let Some(name) = &items.item_name else {
            let field = self.model.field(items.arguments.first()?.field_id);
            return self.given(field, values.get(&0)?);
        };
        let name = self.path(Module::Operation(id), None, name);
        let mut setters = TokenStream::new();
        for (at, argument) in items.arguments.iter().enumerate() {
            let field = self.model.field(argument.field_id);
            if let Some(value) = values.get(&at).filter(|it| !is_blank(it)) {
                let (set, value) =
                    (ident(&argument.rust_name), self.given(field, value)?);
                setters.extend(quote!(.#set(#value)));
            }
        }
        Some(quote!(#name::builder() #setters.build()))
    }
}
