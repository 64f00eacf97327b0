//! A Rust file that is being emitted: its items, and the names that they use from other
//! files.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::rust_types::{TypeName, rust_type};
use crate::emit::files::{GENERATED, path};
use crate::model::{
    Content, Enum, EnumId, Model, Module, Operation, OperationId, Table, TableId, Type,
};

/// The kinds of emitted files, first those inside a module. The order is that of the `mod`
/// items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Constructors,
    Decisions,
    Enums,
    Http,
    Request,
    Rules,
    Typed,
    Types,
    Validate,
    Waiters,
    /// The `mod.rs` of a module.
    Head,
    /// The `mod.rs` of everything.
    Root,
    /// The statics of the service.
    Service,
    /// The list of operations.
    Operations,
    /// The methods of clients that belong to no operation.
    Client,
    /// The side of the service.
    Server,
}

impl Kind {
    /// The name of the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Constructors => "constructors",
            Self::Decisions => "decisions",
            Self::Enums => "enums",
            Self::Http => "http",
            Self::Request => "request",
            Self::Rules => "rules",
            Self::Typed => "typed",
            Self::Types => "types",
            Self::Validate => "validate",
            Self::Waiters => "waiters",
            Self::Head | Self::Root => "mod",
            Self::Service => "service",
            Self::Operations => "operations",
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// Whether the file is beside the modules.
    fn is_beside_modules(self) -> bool {
        matches!(
            self,
            Self::Root | Self::Service | Self::Operations | Self::Client | Self::Server
        )
    }
}

/// One file.
pub(super) struct File<'m> {
    pub(super) model: &'m Model,
    pub(super) module: Module,
    pub(super) kind: Kind,
    /// Inner documentation.
    pub(super) doc: String,
    /// Names by the module they come from.
    uses: BTreeMap<&'static str, BTreeSet<String>>,
    uses_runtime: bool,
    pub(super) items: Vec<TokenStream>,
}

impl<'m> File<'m> {
    /// An empty file. `module` is ignored for a file beside the modules.
    pub(super) fn new(
        model: &'m Model,
        module: Module,
        kind: Kind,
        doc: impl Into<String>,
    ) -> Self {
        Self {
            model,
            module,
            kind,
            doc: doc.into(),
            uses: BTreeMap::new(),
            uses_runtime: false,
            items: Vec::new(),
        }
    }

    /// The place of the file.
    pub(super) fn path(&self) -> String {
        let name = self.kind.name();
        if self.kind.is_beside_modules() {
            format!("{GENERATED}/{name}.rs")
        } else {
            path(self.model, self.module, name)
        }
    }

    /// Adds items, unless there are none.
    pub(super) fn push(&mut self, items: TokenStream) {
        if !items.is_empty() {
            self.items.push(items);
        }
    }

    /// Adds items that name the runtime, which is called `rt`.
    pub(super) fn push_with_runtime(&mut self, items: TokenStream) {
        self.uses_runtime = true;
        self.push(items);
    }

    /// The path from the documentation of this file to the public items of `module`, with
    /// its separator.
    pub(super) fn link(&self, module: Module) -> &'static str {
        match (self.kind, module == self.module) {
            (Kind::Head, true) => "",
            (kind, true) if !kind.is_beside_modules() => "super::",
            (kind, _) if kind.is_beside_modules() || kind == Kind::Head => {
                "super::shared::"
            }
            _ => "crate::generated::shared::",
        }
    }

    /// A link to an enumeration, for the documentation of this file.
    pub(super) fn enum_link(&self, id: EnumId) -> String {
        let Enum { rust_name, module, .. } = &self.model[id];
        format!("[`{rust_name}`]({}enums::{rust_name})", self.link(*module))
    }

    /// A link to a wire struct, for the documentation of this file.
    pub(super) fn type_link(&self, id: TableId) -> String {
        let Table { rust_name, module, .. } = &self.model[id];
        format!("[`{rust_name}`]({}wire::{rust_name})", self.link(*module))
    }

    /// The path of something in a sibling file, or in the shared module. A typed form may
    /// be called like its wire type, so that `typed` and `constructors` write
    /// `types::Name`.
    fn path_of(&mut self, module: Module, sibling: Kind, name: &str) -> TokenStream {
        let name = ident(name);
        let is_enum = sibling == Kind::Enums;
        let public = ident(if is_enum { "enums" } else { "wire" });
        let is_typed = matches!(self.kind, Kind::Typed | Kind::Constructors);
        match (is_typed, module == self.module) {
            _ if self.kind.is_beside_modules() => {
                let module = self.import("super", "shared");
                quote!(#module::#public::#name)
            }
            (true, true) => {
                let module = self.import("super", sibling.name());
                quote!(#module::#name)
            }
            (true, false) => {
                let module = self.import("crate::generated", "shared");
                quote!(#module::#public::#name)
            }
            (false, true) => {
                if self.kind != sibling {
                    let from = if is_enum { "super::enums" } else { "super::types" };
                    self.import(from, &name.to_string());
                }
                quote!(#name)
            }
            (false, false) => {
                let from = if is_enum {
                    "crate::generated::shared::enums"
                } else {
                    "crate::generated::shared::wire"
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

    /// The marker of the texts that count as absent.
    pub(super) fn blanks(&mut self) -> TokenStream {
        let service = self.import("crate::generated", Kind::Service.name());
        quote!(#service::Blanks)
    }

    /// The name of an enumeration.
    pub(super) fn enum_name(&mut self, id: EnumId) -> TokenStream {
        let model = self.model;
        self.path_of(model[id].module, Kind::Enums, &model[id].rust_name)
    }

    /// The name of a struct.
    pub(super) fn type_name(&mut self, id: TableId) -> TokenStream {
        let model = self.model;
        self.path_of(model[id].module, Kind::Types, &model[id].rust_name)
    }

    /// The type of a value that may be null as a value of its own.
    pub(super) fn nullable(&mut self) -> TokenStream {
        self.runtime("Nullable")
    }

    /// The name of something that the runtime has.
    fn runtime(&mut self, name: &str) -> TokenStream {
        self.uses_runtime = true;
        let name = ident(name);
        quote!(rt::#name)
    }

    /// The Rust type of a value.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        rust_type(ty, &mut |named| match named {
            TypeName::Timestamp => self.runtime("Timestamp"),
            TypeName::Object => self.runtime("Object"),
            TypeName::File => self.runtime("File"),
            TypeName::Value => quote!(serde_json::Value),
            TypeName::Enum(id) => self.enum_name(id),
            TypeName::Struct(id) => self.type_name(id),
        })
    }

    /// The Rust type for the answer of an operation.
    pub(super) fn answer(&mut self, id: OperationId) -> TokenStream {
        match self.model[id].output().map(|response| &response.body) {
            Some(Content::Json(ty)) => self.ty(ty),
            Some(Content::Binary) => quote!(bytes::Bytes),
            Some(Content::Nothing) | None => quote!(()),
        }
    }

    /// The `use` items that the file needs, in the order that rustfmt gives them.
    pub(super) fn uses(&self) -> Option<TokenStream> {
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
        if self.uses_runtime {
            uses.push((
                true,
                "crate::runtime".to_owned(),
                quote!(
                    use crate::runtime as rt;
                ),
            ));
        }
        uses.sort_by(|(is_crate, key, _), (other, other_key, _)| {
            (is_crate, key).cmp(&(other, other_key))
        });
        let uses: Vec<TokenStream> =
            uses.into_iter().map(|(_, _, tokens)| tokens).collect();
        (!uses.is_empty()).then(|| quote!(#(#uses)*))
    }
}

/// The condition that the feature of the operation's area is enabled.
pub(super) fn feature(operation: &Operation) -> Option<TokenStream> {
    let area = operation.area.as_ref()?;
    Some(quote!(#[cfg(feature = #area)]))
}

/// A text as a literal. One that has nothing to escape is taken as a whole, since
/// escaping looks up each of its characters.
pub(super) fn text(text: &str) -> Literal {
    let is_plain = text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    let whole = is_plain.then(|| format!("\"{text}\"").parse().ok());
    whole.flatten().unwrap_or_else(|| Literal::string(text))
}

/// An identifier that was decided to be one.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(name) => Ident::new_raw(name, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
