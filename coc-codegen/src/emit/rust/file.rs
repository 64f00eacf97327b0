//! A Rust file in the making: its items, and the names that they use from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::emit::files::path;
use crate::model::{EnumId, Model, Module, TableId, Type};

/// Where lines of code are broken, by the printer too.
const WIDTH: usize = 89;

/// One file.
pub(super) struct File<'m> {
    pub(super) model: &'m Model,
    pub(super) home: Module,
    pub(super) path: String,
    /// Inner documentation.
    pub(super) doc: String,
    /// Names by the module they come from.
    uses: BTreeMap<&'static str, BTreeSet<String>>,
    pub(super) items: Vec<Item>,
}

/// What a file is made of.
pub(super) enum Item {
    /// Items that are printed together.
    Rust(TokenStream),
    /// The call of a macro: name, head, lines. A printer cannot know how its lines belong together.
    Macro { name: &'static str, head: String, lines: Vec<String> },
    /// The call of a macro whose body is a table: its first line, and its rows, each with rows of its own.
    Table { name: &'static str, head: String, rows: Vec<(String, Vec<String>)> },
    /// Declarations that are one like the other, as they stand: a table of fields is long, and needs no parser.
    Text(String),
}

impl<'m> File<'m> {
    /// An empty file `name` in the module of `home`.
    pub(super) fn new(model: &'m Model, home: Module, name: &str, doc: impl Into<String>) -> Self {
        let path = path(model, home, name);
        Self { model, home, path, doc: doc.into(), uses: BTreeMap::new(), items: Vec::new() }
    }

    /// Adds an item.
    pub(super) fn push(&mut self, item: TokenStream) {
        self.items.push(Item::Rust(item));
    }

    /// The name of something in a sibling file, or in the shared module.
    fn name(&mut self, home: Module, sibling: &'static str, name: &str) -> Ident {
        if home != self.home {
            self.uses.entry("crate::generated::shared::wire").or_default().insert(name.to_owned());
        } else if !self.path.ends_with(&format!("/{sibling}.rs")) {
            let from = match sibling {
                "enums" => "super::enums",
                _ => "super::types",
            };
            self.uses.entry(from).or_default().insert(name.to_owned());
        }
        ident(name)
    }

    /// A name that stands in another module.
    pub(super) fn import(&mut self, from: &'static str, name: &str) -> Ident {
        self.uses.entry(from).or_default().insert(name.to_owned());
        ident(name)
    }

    /// The name of an enumeration.
    pub(super) fn enum_name(&mut self, id: EnumId) -> Ident {
        let model = self.model;
        self.name(model[id].home, "enums", &model[id].rust_name)
    }

    /// The name of a struct.
    pub(super) fn type_name(&mut self, id: TableId) -> Ident {
        let model = self.model;
        self.name(model[id].home, "types", &model[id].rust_name)
    }

    /// The Rust type for what a field holds.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::String => quote!(String),
            Type::Boolean => quote!(bool),
            Type::Integer => quote!(i32),
            Type::Long => quote!(i64),
            Type::Float => quote!(f64),
            Type::Timestamp => quote!(rt::Timestamp),
            Type::Object => quote!(rt::Object),
            Type::Any => quote!(serde_json::Value),
            Type::Enum(id) => {
                let name = self.enum_name(*id);
                quote!(#name)
            }
            Type::Struct(id) => {
                let name = self.type_name(*id);
                quote!(#name)
            }
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

    /// The `use` items that the file needs, as text.
    pub(super) fn use_items(&self) -> String {
        let mut out = String::new();
        if self.mentions_runtime() {
            out.push_str("use crate::runtime as rt;\n");
        }
        for (from, names) in &self.uses {
            let list = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let braced = if names.len() > 1 { format!("{{{list}}}") } else { list };
            let line = format!("use {from}::{braced};");
            if line.len() <= WIDTH || names.len() == 1 {
                out.push_str(&line);
                out.push('\n');
                continue;
            }
            out.push_str(&format!("use {from}::{{"));
            let mut column = WIDTH;
            for name in names {
                let next = column + name.len() + 2;
                column = if next > WIDTH { 4 + name.len() + 1 } else { next };
                out.push_str(if next > WIDTH { "\n    " } else { " " });
                out.push_str(name);
                out.push(',');
            }
            out.push_str("\n};\n");
        }
        out
    }

    fn mentions_runtime(&self) -> bool {
        self.items.iter().any(|item| match item {
            Item::Rust(tokens) => mentions(tokens, "rt"),
            Item::Macro { .. } | Item::Table { .. } | Item::Text(_) => true,
        })
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
    Ident::new(name, Span::call_site())
}
