//! Named constructors of requests: documented uses of an operation, as its examples show
//! them.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{code, described, doc, markdown};
use super::file::{File, ident};
use super::typed::{owned, structure};
use crate::model::{
    Argument, Assignment, Constructor, Items, Member, Model, Module, OperationId, Place,
    Type, TypedType, ValueSource,
};

/// The file with the constructors of an operation.
pub(super) fn emit(model: &Model, id: OperationId) -> File<'_> {
    let doc = "Uses of the operation, as its documented examples show them.";
    let mut file = File::new(model, Module::Operation(id), "constructors", doc);
    let constructors = &model.requests[id].constructors;
    if constructors.is_empty() {
        return file;
    }
    let request = file.import("super::request", &model[id].request_name);
    let functions: Vec<TokenStream> =
        constructors.iter().map(|it| function(&mut file, it)).collect();
    file.push(quote!(impl #request { #(#functions)* }));
    for constructor in constructors {
        if let Some(items) = &constructor.items
            && let Some(name) = &items.item_name
        {
            item(&mut file, &model[id].request_name, constructor, items, name);
        }
    }
    file
}

fn function(file: &mut File<'_>, constructor: &Constructor) -> TokenStream {
    let model = file.model;
    let mut text = vec![
        described(&constructor.doc, "use", &constructor.rust_name),
        format!("The documented example {} shows it.", code(&constructor.example)),
    ];
    let mut describe = |name: &str, about: &str| {
        if !about.trim().is_empty() {
            text.push(format!("{}: {}", code(name), markdown(about)));
        }
    };
    let mut parameters = Vec::new();
    for argument in &constructor.arguments {
        describe(&argument.rust_name, &model.field(argument.field_id).doc);
        parameters.push(parameter(file, argument));
    }
    if let Some(Items { rust_name, item_name, arguments, .. }) = &constructor.items {
        let name = ident(rust_name);
        let of = match item_name {
            Some(item) => {
                describe(rust_name, "One or several.");
                let item = ident(item);
                quote!(= #item)
            }
            None => {
                let field = model.field(arguments[0].field_id);
                describe(rust_name, &field.doc);
                let ty = file.ty(&field.ty);
                quote!(: Into<#ty>)
            }
        };
        parameters.push(quote!(#name: impl IntoIterator<Item #of>));
    }
    let given = Given::Parameters {
        arguments: &constructor.arguments,
        items: constructor.items.as_ref(),
    };
    let steps: Vec<TokenStream> = constructor
        .assignments
        .iter()
        .filter_map(|it| assignment(file, it, given))
        .collect();
    let (name, text) = (ident(&constructor.rust_name), doc(&text.join("\n\n")));
    quote! {
        #text
        #[must_use]
        pub fn #name(#(#parameters),*) -> Self {
            let mut wire = Self::default();
            #(#steps)*
            wire
        }
    }
}

fn parameter(file: &mut File<'_>, argument: &Argument) -> TokenStream {
    let name = ident(&argument.rust_name);
    let ty = &file.model.field(argument.field_id).ty;
    match (ty, argument.optional) {
        (ty, true) => {
            let ty = file.ty(ty);
            quote!(#name: Option<#ty>)
        }
        (Type::Array(inner), false) => {
            let inner = file.ty(inner);
            quote!(#name: impl IntoIterator<Item: Into<#inner>>)
        }
        (ty, false) => {
            let ty = file.ty(ty);
            quote!(#name: impl Into<#ty>)
        }
    }
}

/// The values that callers have given, where an assignment stands.
#[derive(Clone, Copy)]
enum Given<'m> {
    /// Parameters of the function, not yet converted, and the items of a list.
    Parameters { arguments: &'m [Argument], items: Option<&'m Items> },
    /// An item that is the one value given of it, not yet converted.
    Item,
    /// The fields of the struct for an item.
    Fields(&'m [Argument]),
}

/// The statement that puts a value at its place in `wire`.
fn assignment(
    file: &mut File<'_>,
    it: &Assignment,
    given: Given<'_>,
) -> Option<TokenStream> {
    let model = file.model;
    let (last, around) = it.path.split_last()?;
    let part =
        it.path.first().map(|first| first.place).filter(|place| *place != Place::Same);
    let part = part.map(|place| ident(place.as_str())).into_iter();
    let around = around.iter().map(|field_id| ident(&model.field(*field_id).rust_name));
    let field = model.field(*last);
    let name = ident(&field.rust_name);
    let place = quote!(wire #(.#part)* #(.#around.get_or_insert_default())* .#name);
    let boxed =
        |value: TokenStream| if field.boxed { quote!(Box::new(#value)) } else { value };
    let value = match (&it.value, given) {
        (ValueSource::Constant(value), _) => {
            let value = boxed(owned(file, *last, value));
            quote!(Some(#value))
        }
        (ValueSource::Empty, _) => quote!(Some(Default::default())),
        (ValueSource::Argument(_), Given::Item) => {
            let value = boxed(quote!(item.into()));
            quote!(Some(#value))
        }
        (ValueSource::Argument(at), Given::Fields(arguments)) => {
            let argument = &arguments[*at];
            let name = ident(&argument.rust_name);
            if argument.optional { quote!(item.#name) } else { quote!(Some(item.#name)) }
        }
        (ValueSource::Argument(at), Given::Parameters { arguments, .. }) => {
            let argument = &arguments[*at];
            let name = ident(&argument.rust_name);
            match (&field.ty, argument.optional) {
                (_, true) if field.boxed => quote!(#name.map(Box::new)),
                (_, true) => quote!(#name),
                (Type::Array(_), false) => {
                    quote!(Some(#name.into_iter().map(Into::into).collect()))
                }
                (_, false) => {
                    let value = boxed(quote!(#name.into()));
                    quote!(Some(#value))
                }
            }
        }
        (ValueSource::Items, Given::Parameters { items: Some(items), .. }) => {
            let name = ident(&items.rust_name);
            let each = item_conversion(file, items);
            quote!(Some(#name.into_iter().map(#each).collect()))
        }
        (ValueSource::Items, _) => return None,
    };
    Some(quote!(#place = #value;))
}

/// The function from what callers give of an item to the item on the wire.
fn item_conversion(file: &mut File<'_>, items: &Items) -> TokenStream {
    if items.item_name.is_some() {
        return quote!(Into::into);
    }
    let of = file.type_name(items.of);
    let steps: Vec<TokenStream> = items
        .assignments
        .iter()
        .filter_map(|it| assignment(file, it, Given::Item))
        .collect();
    quote! {
        |item| {
            let mut wire = #of::default();
            #(#steps)*
            wire
        }
    }
}

/// The struct for one item of a list, and its conversion to the wire.
fn item(
    file: &mut File<'_>,
    request: &str,
    constructor: &Constructor,
    items: &Items,
    name: &str,
) {
    let model = file.model;
    let members = items.arguments.iter().map(|it| Member::Field {
        field_id: it.field_id,
        rust_name: it.rust_name.clone(),
        required: !it.optional,
        ty: TypedType::Wire(model.field(it.field_id).ty.clone()),
        left: Vec::new(),
    });
    let members: Vec<Member> = members.collect();
    let text = described(&model[items.of].doc, "object", &model[items.of].name);
    let function = format!("{request}::{}", constructor.rust_name);
    let text = format!("{text}\n\nAn item for [`{function}`](super::wire::{function}).");
    let rows = structure(file, name, &text, &members);
    let (name, of) = (ident(name), file.type_name(items.of));
    file.push_table("show_fields", quote!(#name), rows.into_iter().map(|row| row.shown));
    let given = Given::Fields(&items.arguments);
    let steps: Vec<TokenStream> =
        items.assignments.iter().filter_map(|it| assignment(file, it, given)).collect();
    file.push(quote! {
        impl From<#name> for #of {
            fn from(item: #name) -> Self {
                let mut wire = Self::default();
                #(#steps)*
                wire
            }
        }
    });
}
