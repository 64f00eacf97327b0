//! Named constructors of requests: documented uses of an operation, as its examples show
//! them.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::assignments::{
    Given, assignment, empty, item_conversion, place, some, wrap_nullable,
};
use super::condition::literal;
use super::docs::{described, doc, markdown};
use super::file::{File, Kind, ident};
use super::typed::{owned, structure};
use super::types::field_type;
use crate::emit::sentences::sentence;
use crate::model::{
    Argument, Assignment, Constructor, Field, Items, Member, Model, Module, OperationId,
    TableId, Type, TypedType, ValueSource, code, enumerate,
};

/// The file with the constructors of an operation.
pub(super) fn emit(model: &Model, id: OperationId) -> File<'_> {
    let doc = "Constructors for the requests of the documented examples.";
    let mut file = File::new(model, Module::Operation(id), Kind::Constructors, doc);
    let constructors = &model.requests[id].constructors;
    if constructors.is_empty() {
        return file;
    }
    let request = file.import("super::request", &model[id].request_name);
    let groups = groups(model, constructors);
    let functions: Vec<TokenStream> = constructors
        .iter()
        .map(|it| {
            let group = groups.iter().find(|group| group.has(it));
            function(&mut file, it, group)
        })
        .collect();
    file.push(quote!(impl #request { #(#functions)* }));
    for group in &groups {
        shared(&mut file, &request, group);
    }
    for constructor in constructors {
        if let Some(items) = &constructor.items
            && let Some(name) = &items.item_name
        {
            item(&mut file, &model[id].request_name, constructor, items, name);
        }
    }
    file
}

/// Constructors that differ in some constants alone: one function puts the values at
/// their places for all of them.
struct Group<'m> {
    name: Ident,
    constructors: Vec<&'m Constructor>,
    /// The constants that differ, as indexes of assignments.
    differing: Vec<usize>,
}

impl Group<'_> {
    fn has(&self, constructor: &Constructor) -> bool {
        self.constructors.iter().any(|it| std::ptr::eq(*it, constructor))
    }
}

/// The groups of at least two constructors.
fn groups<'m>(model: &'m Model, constructors: &'m [Constructor]) -> Vec<Group<'m>> {
    let mut alike: Vec<Vec<&Constructor>> = Vec::new();
    for constructor in constructors {
        match alike.iter_mut().find(|group| are_alike(group[0], constructor)) {
            Some(group) => group.push(constructor),
            None => alike.push(vec![constructor]),
        }
    }
    let mut groups = Vec::new();
    for constructors in alike.into_iter().filter(|alike| alike.len() > 1) {
        let first = constructors[0];
        let differing = (0..first.assignments.len()).filter(|at| {
            let shared = &first.assignments[*at].value;
            constructors.iter().any(|it| {
                let value = &it.assignments[*at].value;
                matches!(value, ValueSource::Constant(_)) && value != shared
            })
        });
        let group = Group {
            name: match groups.len() {
                0 => ident("request"),
                count => ident(&format!("request_{}", count + 1)),
            },
            differing: differing.collect(),
            constructors,
        };
        let parameters = parameters(model, &group);
        let names: BTreeSet<&str> = parameters.iter().copied().collect();
        let count = parameters.len();
        // A function with as many parameters as values would save nothing.
        let is_shorter = count < first.assignments.len();
        if is_shorter && names.len() == count && !names.contains("wire") {
            groups.push(group);
        }
    }
    groups
}

/// Whether two constructors take the same and put it at the same places.
fn are_alike(one: &Constructor, other: &Constructor) -> bool {
    fn items(it: &Constructor) -> Option<(TableId, &str)> {
        it.items.as_ref().map(|items| (items.of, items.rust_name.as_str()))
    }
    let is_same = |(one, other): (&Assignment, &Assignment)| {
        let constants = matches!(
            (&one.value, &other.value),
            (ValueSource::Constant(_), ValueSource::Constant(_))
        );
        one.path == other.path && (constants || one.value == other.value)
    };
    one.arguments == other.arguments
        && items(one) == items(other)
        && one.assignments.len() == other.assignments.len()
        && one.assignments.iter().zip(&other.assignments).all(is_same)
}

/// Names of the parameters of a group's function.
fn parameters<'m>(model: &'m Model, group: &Group<'m>) -> Vec<&'m str> {
    let first = group.constructors[0];
    let constants = group.differing.iter().filter_map(|at| {
        let field_id = first.assignments[*at].path.last()?;
        Some(model.field(*field_id).rust_name.as_str())
    });
    let arguments = first.arguments.iter().map(|it| it.rust_name.as_str());
    let items = first.items.iter().map(|it| it.rust_name.as_str());
    arguments.chain(items).chain(constants).collect()
}

/// The function of a group.
fn shared(file: &mut File<'_>, request: &Ident, group: &Group<'_>) {
    let model = file.model;
    let (name, first) = (&group.name, group.constructors[0]);
    let mut parameters: Vec<TokenStream> =
        first.arguments.iter().map(|it| parameter(file, it)).collect();
    if let Some(items) = &first.items {
        let (name, of) = (ident(&items.rust_name), file.type_name(items.of));
        parameters.push(quote!(#name: impl IntoIterator<Item: Into<#of>>));
    }
    let given =
        Given::Parameters { arguments: &first.arguments, items: first.items.as_ref() };
    let mut steps = Vec::new();
    for (at, it) in first.assignments.iter().enumerate() {
        let Some(field_id) = it.path.last() else { continue };
        let Some(place) = place(file, it) else { continue };
        if group.differing.contains(&at) {
            let field = model.field(*field_id);
            let (name, ty) = (ident(&field.rust_name), file.ty(&field.ty));
            parameters.push(if field.ty.is_string() {
                quote!(#name: &str)
            } else {
                quote!(#name: #ty)
            });
            let value = if field.ty.is_string() {
                quote!(#name.to_owned())
            } else {
                quote!(#name)
            };
            let value = if field.boxed { quote!(Box::new(#value)) } else { value };
            let value = some(file, field, value);
            steps.push(quote!(#place = #value;));
        } else if it.value == ValueSource::Items {
            let name = first.items.iter().map(|items| ident(&items.rust_name));
            let items = quote!(#(#name)*.into_iter().map(Into::into).collect());
            let value = some(file, model.field(*field_id), items);
            steps.push(quote!(#place = #value;));
        } else {
            steps.extend(assignment(file, it, given));
        }
    }
    let differing = group.differing.iter().filter_map(|at| {
        let field_id = first.assignments[*at].path.last()?;
        Some(code(&model.field(*field_id).name))
    });
    let text = doc(&format!(
        "The request that these constructors share; they differ in {}.",
        enumerate(differing, "and")
    ));
    file.push(quote! {
        #text
        fn #name(#(#parameters),*) -> #request {
            let mut wire = #request::default();
            #(#steps)*
            wire
        }
    });
}

/// One constructor.
fn function(
    file: &mut File<'_>,
    constructor: &Constructor,
    group: Option<&Group<'_>>,
) -> TokenStream {
    let model = file.model;
    let mut text = vec![format!(
        "{} As in the documented example {}.",
        sentence(&described(&constructor.doc, "use", &constructor.rust_name)),
        code(&constructor.example),
    )];
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
                describe(rust_name, "The items, at least one.");
                let item = ident(item);
                quote!(= #item)
            }
            None => {
                let field = model.field(arguments[0].field_id);
                let about =
                    format!("A value for each item, at least one. {}", field.doc);
                describe(rust_name, &about);
                let ty = given(file, field);
                quote!(: Into<#ty>)
            }
        };
        parameters.push(quote!(#name: impl IntoIterator<Item #of>));
    }
    let body = match group {
        Some(group) => delegated(file, constructor, group),
        None => {
            let given = Given::Parameters {
                arguments: &constructor.arguments,
                items: constructor.items.as_ref(),
            };
            let assignments = constructor.assignments.iter();
            let steps: Vec<TokenStream> =
                assignments.filter_map(|it| assignment(file, it, given)).collect();
            quote! {
                let mut wire = Self::default();
                #(#steps)*
                wire
            }
        }
    };
    let (name, text) = (ident(&constructor.rust_name), doc(&text.join("\n\n")));
    quote! {
        #text
        #[must_use]
        pub fn #name(#(#parameters),*) -> Self {
            #body
        }
    }
}

/// The call of the function of a group.
fn delegated(
    file: &mut File<'_>,
    constructor: &Constructor,
    group: &Group<'_>,
) -> TokenStream {
    let arguments = constructor.arguments.iter().map(|it| ident(&it.rust_name));
    let mut values: Vec<TokenStream> =
        arguments.map(ToTokens::into_token_stream).collect();
    let mut converted = None;
    if let Some(items) = &constructor.items {
        let name = ident(&items.rust_name);
        if items.item_name.is_none() {
            let each = item_conversion(file, items);
            converted = Some(quote!(let #name = #name.into_iter().map(#each);));
        }
        values.push(quote!(#name));
    }
    for at in &group.differing {
        let it = &constructor.assignments[*at];
        if let (ValueSource::Constant(value), Some(field_id)) =
            (&it.value, it.path.last())
        {
            values.push(literal(file, &file.model.field(*field_id).ty, value));
        }
    }
    let name = &group.name;
    quote!(#converted #name(#(#values),*))
}

/// The parameter for an argument.
fn parameter(file: &mut File<'_>, argument: &Argument) -> TokenStream {
    let name = ident(&argument.rust_name);
    let field = file.model.field(argument.field_id);
    match (&field.ty, argument.optional) {
        (_, true) => {
            let ty = given(file, field);
            quote!(#name: Option<#ty>)
        }
        (Type::Array(inner), false) if !field.nullable => {
            let inner = file.ty(inner);
            quote!(#name: impl IntoIterator<Item: Into<#inner>>)
        }
        (_, false) => {
            let ty = given(file, field);
            quote!(#name: impl Into<#ty>)
        }
    }
}

/// The type of a value that callers give: that of the field, without a box around it.
fn given(file: &mut File<'_>, field: &Field) -> TokenStream {
    if field.nullable { field_type(file, field) } else { file.ty(&field.ty) }
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
    let (item, of) = (ident(name), file.type_name(items.of));
    if let Some(constants) = constants(file, items) {
        let constants = (!constants.is_empty()).then(|| quote!([#(#constants),*]));
        let place = quote!(#of #constants, whole);
        return structure(file, name, &text, &members, Some(&place));
    }
    structure(file, name, &text, &members, None);
    let given = Given::Fields(&items.arguments);
    let steps: Vec<TokenStream> =
        items.assignments.iter().filter_map(|it| assignment(file, it, given)).collect();
    file.push(quote! {
        impl From<#item> for #of {
            fn from(item: #item) -> Self {
                let mut wire = Self::default();
                #(#steps)*
                wire
            }
        }
    });
}

/// The constants of an item, each with its place; none if an assignment reaches into a
/// nested object.
fn constants(file: &mut File<'_>, items: &Items) -> Option<Vec<TokenStream>> {
    let mut constants = Vec::new();
    for Assignment { path, value } in &items.assignments {
        let [field_id] = path.as_slice() else { return None };
        let field = file.model.field(*field_id);
        let place = ident(&field.rust_name);
        match value {
            ValueSource::Argument(_) => {}
            ValueSource::Empty => {
                let value = wrap_nullable(file, field, empty(field));
                constants.push(quote!(#place = #value));
            }
            ValueSource::Null => {
                let nullable = file.nullable();
                constants.push(quote!(#place = #nullable::Null));
            }
            ValueSource::Constant(value) if !field.boxed => {
                let value = owned(file, *field_id, value);
                let value = wrap_nullable(file, field, value);
                constants.push(quote!(#place = #value));
            }
            ValueSource::Constant(_) | ValueSource::Items => return None,
        }
    }
    Some(constants)
}
