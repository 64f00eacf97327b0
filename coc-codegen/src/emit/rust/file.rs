//! A Rust file that is being emitted: its items, and the names that they use from other
//! files.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::emit::files::path;
use crate::model::{EnumId, Model, Module, TableId, Type};

/// One file.
pub(super) struct File<'m> {
    pub(super) model: &'m Model,
    pub(super) module: Module,
    pub(super) path: String,
    /// Inner documentation.
    pub(super) doc: String,
    /// Names by the module they come from.
    uses: BTreeMap<&'static str, BTreeSet<String>>,
    pub(super) items: Vec<Item>,
    /// Whether the file declares typed requests, whose names may be those of the wire:
    /// such names go by their module.
    is_typed: bool,
}

/// A part of a file.
pub(super) enum Item {
    /// Items that are printed together.
    Rust(TokenStream),
    /// The call of a macro of the runtime whose body is a table: its first line, and its
    /// rows.
    Table { name: &'static str, head: TokenStream, rows: Vec<Row> },
}

/// A row of a table, with the rows that belong to it.
#[derive(Default)]
pub(super) struct Row {
    pub(super) tokens: TokenStream,
    pub(super) inside: Vec<Row>,
}

impl From<TokenStream> for Row {
    fn from(tokens: TokenStream) -> Self {
        Self { tokens, inside: Vec::new() }
    }
}

impl<'m> File<'m> {
    /// An empty file `name` in `module`.
    pub(super) fn new(
        model: &'m Model,
        module: Module,
        name: &str,
        doc: impl Into<String>,
    ) -> Self {
        let path = path(model, module, name);
        let is_typed = matches!(name, "typed" | "constructors");
        Self {
            model,
            module,
            path,
            doc: doc.into(),
            uses: BTreeMap::new(),
            items: Vec::new(),
            is_typed,
        }
    }

    /// Adds the call of a macro whose body is a table.
    pub(super) fn push_table(
        &mut self,
        name: &'static str,
        head: TokenStream,
        rows: impl IntoIterator<Item: Into<Row>>,
    ) {
        let rows = rows.into_iter().map(Into::into).collect();
        self.items.push(Item::Table { name, head, rows });
    }

    /// Adds an item, unless it is empty.
    pub(super) fn push(&mut self, item: TokenStream) {
        if !item.is_empty() {
            self.items.push(Item::Rust(item));
        }
    }

    /// The path of something in a sibling file, or in the shared module.
    fn path_of(
        &mut self,
        module: Module,
        sibling: &'static str,
        name: &str,
    ) -> TokenStream {
        let name = ident(name);
        match (self.is_typed, module == self.module) {
            (true, true) => {
                let module = self.import("super", sibling);
                quote!(#module::#name)
            }
            (true, false) => {
                let module = self.import("crate::generated", "shared");
                let public = ident(if sibling == "enums" { "enums" } else { "wire" });
                quote!(#module::#public::#name)
            }
            (false, true) => {
                if !self.path.ends_with(&format!("/{sibling}.rs")) {
                    let from =
                        if sibling == "enums" { "super::enums" } else { "super::types" };
                    self.import(from, &name.to_string());
                }
                quote!(#name)
            }
            (false, false) => {
                let from = match sibling {
                    "enums" => "crate::generated::shared::enums",
                    _ => "crate::generated::shared::wire",
                };
                self.import(from, &name.to_string());
                quote!(#name)
            }
        }
    }

    /// A name that stands in another module.
    pub(super) fn import(&mut self, from: &'static str, name: &str) -> Ident {
        self.uses.entry(from).or_default().insert(name.to_owned());
        ident(name)
    }

    /// The name of an enumeration.
    pub(super) fn enum_name(&mut self, id: EnumId) -> TokenStream {
        let model = self.model;
        self.path_of(model[id].module, "enums", &model[id].rust_name)
    }

    /// The name of a struct.
    pub(super) fn type_name(&mut self, id: TableId) -> TokenStream {
        let model = self.model;
        self.path_of(model[id].module, "types", &model[id].rust_name)
    }

    /// The Rust type for what a field holds.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::String | Type::Formatted(_) => quote!(String),
            Type::Boolean => quote!(bool),
            Type::Integer => quote!(i32),
            Type::Long => quote!(i64),
            Type::Float => quote!(f64),
            Type::Timestamp => quote!(rt::Timestamp),
            Type::Object => quote!(rt::Object),
            Type::Any => quote!(serde_json::Value),
            Type::Enum(id, _) => self.enum_name(*id),
            Type::Struct(id) => self.type_name(*id),
            Type::Array(inner) => {
                let inner = self.ty(inner);
                quote!(Vec<#inner>)
            }
            Type::Map(inner) => {
                let inner = self.ty(inner);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
        }
    }

    /// The `use` items that the file needs.
    pub(super) fn uses(&self) -> Option<TokenStream> {
        let runtime = self.items.iter().any(|item| match item {
            Item::Rust(tokens) => mentions(tokens, "rt"),
            Item::Table { .. } => true,
        });
        let mut uses: Vec<(bool, String, TokenStream)> = Vec::new();
        for (from, names) in &self.uses {
            let path: Vec<Ident> = from.split("::").map(ident).collect();
            let list: Vec<Ident> = names.iter().map(|name| ident(name)).collect();
            let (key, tokens) = match list.as_slice() {
                [only] => (format!("{from}::{only}"), quote!(use #(#path)::*::#only;)),
                all => (format!("{from}::{{"), quote!(use #(#path)::*::{#(#all),*};)),
            };
            uses.push((from.starts_with("crate"), key, tokens));
        }
        if runtime {
            uses.push((
                true,
                "crate::runtime".to_owned(),
                quote!(
                    use crate::runtime as rt;
                ),
            ));
        }
        // The order that rustfmt gives them.
        uses.sort_by(|(is_crate, key, _), (other, other_key, _)| {
            (is_crate, key).cmp(&(other, other_key))
        });
        let uses: Vec<TokenStream> =
            uses.into_iter().map(|(_, _, tokens)| tokens).collect();
        (!uses.is_empty()).then(|| quote!(#(#uses)*))
    }
}

fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), name),
        proc_macro2::TokenTree::Ident(ident) => ident == name,
        _ => false,
    })
}

/// An identifier that was decided to be one.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(name) => Ident::new_raw(name, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
