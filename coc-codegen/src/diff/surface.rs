//! The public items of a generated crate, computed from the model. Comparing those of two
//! versions belongs to `program`.

use std::collections::BTreeMap;

use crate::model::{
    Content, EnumId, Field, Headers, Member, Model, Operation, Part, Requests, Shape,
    TableId, Target, Type, TypedId, TypedType, ValueKind,
};

/// The items of a crate that programs can name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surface {
    /// Every item by its path, with its signature. Programs break if one is removed or
    /// changed.
    pub items: BTreeMap<String, String>,
    /// The setters that programs must call, each with the path of the struct that it
    /// builds. Programs break if one is added to a struct that they know.
    pub required_setters: BTreeMap<String, String>,
}

/// Computes the items that a program can name.
#[must_use]
pub fn surface(model: &Model) -> Surface {
    let mut surface = Builder { model, found: Surface::default() };
    for (operation, requests) in model.operations.iter().zip(&model.requests) {
        surface.operation(operation, requests);
    }
    for (id, table) in model.types.entries() {
        match table.headers {
            Some(Headers::Client) => surface.options(id),
            _ => surface.table(id),
        }
    }
    for id in model.enums.ids() {
        let path = surface.enum_path(id);
        for value in &model[id].values {
            surface.add(format!("{path}::{}", value.rust_name), "a variant");
        }
        let signature = match model[id].kind {
            ValueKind::Text => "an enumeration of texts",
            ValueKind::Integer => "an enumeration of integers",
        };
        surface.add(path, signature);
    }
    for id in model.typed.ids() {
        surface.typed(id);
    }
    surface.found
}

struct Builder<'m> {
    model: &'m Model,
    found: Surface,
}

impl Builder<'_> {
    fn add(&mut self, path: String, signature: impl Into<String>) {
        self.found.items.insert(path, signature.into());
    }

    fn enum_path(&self, id: EnumId) -> String {
        let list = &self.model[id];
        format!("{}::enums::{}", self.model.module_name(list.module), list.rust_name)
    }

    fn table_path(&self, id: TableId) -> String {
        let table = &self.model[id];
        format!("{}::wire::{}", self.model.module_name(table.module), table.rust_name)
    }

    fn typed_path(&self, id: TypedId) -> String {
        let typed = &self.model[id];
        format!("{}::{}", self.model.module_name(typed.module), typed.rust_name)
    }

    fn operation(&mut self, operation: &Operation, requests: &Requests) {
        let module = &operation.rust_name;
        let request = format!("{module}::wire::{}", operation.request_name);
        let answer = operation.output().map_or_else(
            || "nothing".to_owned(),
            |response| match &response.body {
                Content::Json(ty) => self.ty(ty),
                Content::Nothing => "nothing".to_owned(),
                Content::Binary => "bytes".to_owned(),
            },
        );
        self.pages_and_waiters(operation, &request, &answer);
        self.add(format!("Client::{module}"), format!("({request}) -> {answer}"));
        for (place, table) in &operation.parameters {
            let path = self.table_path(*table);
            self.add(format!("{request}.{}", place.as_str()), path);
        }
        // A request is made of its path and its body; the other parts are set.
        let path = operation.table_of(Part::Path).map(|id| self.table_path(id));
        let mut given: Vec<String> = path.into_iter().collect();
        if let Some(body) = &operation.body {
            let ty = self.ty(body);
            given.push(ty.clone());
            self.add(format!("{request}.{}", Part::Body.as_str()), ty);
        }
        self.add(format!("{request}::new"), format!("({})", given.join(", ")));
        self.constructors(requests, &request);
        self.add(request, "a request");
    }

    fn pages_and_waiters(&mut self, operation: &Operation, request: &str, answer: &str) {
        if let Some(pages) = &operation.pagination {
            let position =
                pages.moves.last().map(|it| self.ty(&self.model.field(*it).ty));
            let items = match pages.items.last() {
                Some(items) => self.ty(&self.model.field(*items).ty),
                None => answer.to_owned(),
            };
            let position = position.unwrap_or_default();
            self.add(
                format!("Client::{}", pages.rust_name),
                format!("({request}) -> pages of {items} by {position}"),
            );
        }
        for waiter in &operation.waiters {
            self.add(
                format!("Client::{}", waiter.rust_name),
                format!("({request}) -> {answer}"),
            );
            self.add(
                format!("{}::waiters::{}", operation.rust_name, waiter.static_name),
                format!("a waiter for {answer}"),
            );
        }
    }

    fn constructors(&mut self, requests: &Requests, request: &str) {
        for constructor in &requests.constructors {
            let arguments = constructor.arguments.iter().map(|argument| {
                let field = self.model.field(argument.field_id);
                let ty = or_null(field, self.ty(&field.ty));
                if argument.optional { format!("Option<{ty}>") } else { ty }
            });
            let arguments: Vec<String> = arguments.collect();
            let items = constructor.items.as_ref().map_or("", |items| {
                items.item_name.as_deref().unwrap_or("values of its items")
            });
            self.add(
                format!("{request}::{}", constructor.rust_name),
                format!("({}; {items})", arguments.join(", ")),
            );
        }
    }

    fn table(&mut self, id: TableId) {
        let path = self.table_path(id);
        for field in &self.model[id].fields {
            let ty = self.ty(&field.ty);
            let ty = if field.boxed { format!("Box<{ty}>") } else { ty };
            let ty = or_null(field, ty);
            self.add(format!("{path}.{}", field.rust_name), ty);
        }
        for accessor in &self.model[id].accessors {
            let ty = self.ty(&accessor.ty);
            self.add(format!("{path}::{}()", accessor.rust_name), ty);
        }
        self.add(path, "an object");
    }

    /// The headers of a client.
    fn options(&mut self, id: TableId) {
        for field in &self.model[id].fields {
            let ty = self.ty(&field.ty);
            for options in ["ClientBuilder", "CallOptions"] {
                self.add(format!("{options}::{}", field.rust_name), ty.clone());
            }
        }
    }

    fn typed(&mut self, id: TypedId) {
        let model = self.model;
        let path = self.typed_path(id);
        let typed = &model[id];
        if typed.is_whole {
            let wire = match typed.of {
                Target::Request(operation) => model[operation].request_name.clone(),
                Target::Object(table) => self.table_path(table),
            };
            self.add(format!("{path} into {wire}"), "a conversion");
        }
        match &typed.shape {
            Shape::Choice { list, cases, .. } => {
                for (value, case) in model[*list].values.iter().zip(cases) {
                    let case = self.typed_path(*case);
                    self.add(format!("{path}::{}", value.rust_name), case);
                }
                self.add(path, "a choice of cases");
            }
            Shape::Struct(members) => {
                for member in members {
                    self.member(&path, member);
                }
                let choice = typed.sole_choice().map(|(_, choice)| &model[choice].shape);
                if let Some(Shape::Choice { cases, .. }) = choice {
                    for case in cases {
                        let case = self.typed_path(*case);
                        self.add(format!("{case} into {path}"), "a conversion");
                    }
                }
                self.add(path, "a struct with a builder");
            }
        }
    }

    fn member(&mut self, path: &str, member: &Member) {
        let (name, ty, required) = match member {
            Member::Constant { .. } => return,
            Member::Field { field_id, rust_name, required, ty, .. } => {
                let ty = or_null(self.model.field(*field_id), self.member_type(ty));
                (rust_name.as_str(), ty, *required)
            }
            Member::Choice { rust_name, ty, .. } => {
                (rust_name.as_str(), self.typed_path(*ty), true)
            }
            Member::Body { ty } => ("body", self.member_type(ty), false),
        };
        let setter = format!("{path}::builder().{name}");
        self.add(setter.clone(), ty);
        if required {
            self.found.required_setters.insert(setter, path.to_owned());
        }
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Enum(id, _) => self.enum_path(*id),
            Type::Struct(id) => self.table_path(*id),
            Type::Array(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Map(inner) => format!("BTreeMap<String, {}>", self.ty(inner)),
            Type::String | Type::Formatted(_) => "String".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer => "i32".to_owned(),
            Type::Long => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Timestamp => "Timestamp".to_owned(),
            Type::Object => "a JSON object".to_owned(),
            Type::File => "a file".to_owned(),
            Type::Any => "any JSON".to_owned(),
        }
    }

    fn member_type(&self, ty: &TypedType) -> String {
        match ty {
            TypedType::Wire(ty) => self.ty(ty),
            TypedType::Listed(list) => self.enum_path(*list),
            TypedType::Unlisted(kind) => self.ty(&kind.plain()),
            TypedType::Joined(_) => "items of text".to_owned(),
            TypedType::Typed(id) => self.typed_path(*id),
            TypedType::Array(inner) => format!("Vec<{}>", self.member_type(inner)),
            TypedType::Map(inner) => {
                format!("BTreeMap<String, {}>", self.member_type(inner))
            }
        }
    }
}

/// The type of a field that holds `ty`, where null may have a meaning.
fn or_null(field: &Field, ty: String) -> String {
    if field.nullable { format!("Nullable<{ty}>") } else { ty }
}
