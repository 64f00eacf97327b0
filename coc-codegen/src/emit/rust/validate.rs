//! Validators: one function for each type, about one line for each rule, over the wire
//! types. They interpret nothing when they run. The lines belong to `checks`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::Checks;
use super::condition::Variables;
use super::file::{File, Kind, ident};
use crate::model::{
    Function, Model, Module, Place, RuleId, Table, View, Viewed, is_effective,
    rest_inside,
};

/// The file with the validators of `module`.
pub(super) fn emit<'m>(model: &'m Model, module: Module) -> File<'m> {
    let doc = "Validators: each adds the violations of a value to a report.";
    let mut file = File::new(model, module, Kind::Validate, doc);
    for id in model.declared(module).types.iter().copied() {
        for it in model.validators.of_type(id) {
            validator(&mut file, it);
        }
    }
    file
}

fn validator(file: &mut File<'_>, function: Function) {
    let model = file.model;
    let (id, _) = function.of;
    let table = &model[id];
    let Some(name) = model.validators.name(function) else {
        return;
    };
    let name = ident(name);
    let comparisons = model.validators.comparisons(function);
    let variables = Variables::new(file, function, comparisons);
    let used = read_places(model, table, function);
    let mut checks = Checks { file, function, variables: &variables, used };
    let fields: Vec<TokenStream> =
        table.fields.iter().filter_map(|field| checks.field(field)).collect();
    let groups: Vec<TokenStream> =
        table.groups.iter().filter_map(|rule| checks.group(*rule)).collect();
    let used = checks.used;
    let parameters = parameters(file, function, &used);
    let value = viewed(file, function.of);
    let ty = file.type_name(id);
    let service = file.import("crate::generated", Kind::Service.name());
    let lets = &variables.lets;
    file.push_with_runtime(quote! {
        pub(crate) fn #name(value: &#value, #(#parameters,)* at: rt::Location<'_>, found: &mut rt::Collector) {
            #(#lets)*
            let mut check = #service::Check::of::<#ty>(&at, found);
            #(#fields)*
            #(#groups)*
        }
    });
}

/// The places that the conditions of a validator read.
fn read_places(model: &Model, table: &Table, function: Function) -> BTreeSet<Place> {
    let parent = function.parent.map(|(id, _)| id);
    let read = |rule: &RuleId| -> Vec<Place> {
        let rule = &model[*rule];
        let when = rest_inside(model, &rule.when, parent);
        if !is_effective(rule, &when) {
            return Vec::new();
        }
        when.reads().into_iter().map(|field| field.place).collect()
    };
    let rules = table.fields.iter().flat_map(|field| &field.rules).chain(&table.groups);
    rules.flat_map(read).collect()
}

/// The parameters between the value and its place: the parent, and the parts of the
/// request. A name begins with an underscore if the body does not use it, since a
/// validator for one type of parent may not use every parameter.
fn parameters(
    file: &mut File<'_>,
    function: Function,
    used: &BTreeSet<Place>,
) -> Vec<TokenStream> {
    let model = file.model;
    let (id, _) = function.of;
    let needs = model.validators.needs(id);
    let parent = function.parent.map(|parent| (Place::Parent, parent));
    let parts = needs.iter().map(|part| Place::Part(*part));
    let parts = parts.filter_map(|part| Some((part, function.table(model, part)?)));
    parent
        .into_iter()
        .chain(parts)
        .map(|(place, of)| {
            let mark = if used.contains(&place) { "" } else { "_" };
            let name = ident(&format!("{mark}{}", place.as_str()));
            let ty = viewed(file, of);
            quote!(#name: &#ty)
        })
        .collect()
}

/// The type in which a validator sees an object.
fn viewed(file: &mut File<'_>, (id, view): Viewed) -> TokenStream {
    match view {
        View::Struct => file.type_name(id),
        View::Json => quote!(rt::Object),
    }
}
