//! The law that relaxing a rule breaks no caller, compiled: a program that uses every
//! path, setter, `build`, conversion and field of one crate compiles against the crate of
//! the relaxed spec too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use coc_codegen::emit::Files;
use coc_codegen::model::{
    Content, EnumId, Headers, Member, Model, Module, Operation, Part, Shape, TableId,
    Target, Type, TypedId, TypedType, ValueKind,
};

use crate::crates::Crate;
use crate::oracle::dice::Dice;
use crate::random::edited;
use crate::seeds::seeds;
use crate::support::emit_model;

/// A program that uses all that the law is about.
struct Program<'m> {
    model: &'m Model,
    text: String,
    /// The statements of `main`, each of which uses a function.
    uses: String,
}

/// The program of a caller that uses every item of the crate.
fn program(model: &Model) -> String {
    // The law is about deprecated items, too, and Rust warns of each use of them.
    let text = "//! Uses every item of the crate.\n#![allow(deprecated)]\n\n\
                fn made<T>() -> T { panic!(\"this program is compiled only\") }\n";
    let mut program = Program { model, text: text.to_owned(), uses: String::new() };
    program.uses.push_str("let _ = made::<()>;\n");
    for id in model.enums.ids() {
        program.list(id);
    }
    for (id, table) in model.types.entries() {
        if table.headers != Some(Headers::Client) {
            program.table(id);
        }
    }
    for operation in &model.operations {
        program.operation(operation);
    }
    for id in model.typed.ids() {
        program.typed(id);
    }
    let uses = std::mem::take(&mut program.uses);
    program.add(&format!("fn main() {{\n{uses}}}"));
    program.text
}

impl Program<'_> {
    fn add(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Makes `main` use these functions.
    fn used<const N: usize>(&mut self, names: [String; N]) {
        for name in names {
            let _ = writeln!(self.uses, "let _ = {name};");
        }
    }

    /// A typed request that the program does not make itself, since it may hold others of
    /// its type.
    fn made(&self, id: TypedId) -> String {
        format!("made::<{}>()", self.typed_path(id))
    }

    fn path(&self, module: Module, inner: &str, name: &str) -> String {
        let module = match module {
            Module::Shared => "shared",
            Module::Operation(id) => &self.model[id].rust_name,
        };
        format!("coc_generated::{module}::{inner}{name}")
    }

    fn enum_path(&self, id: EnumId) -> String {
        self.path(self.model[id].module, "enums::", &self.model[id].rust_name)
    }

    fn table_path(&self, id: TableId) -> String {
        self.path(self.model[id].module, "wire::", &self.model[id].rust_name)
    }

    fn typed_path(&self, id: TypedId) -> String {
        self.path(self.model[id].module, "", &self.model[id].rust_name)
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::Object(id) => self.table_path(id),
            Target::Request(id) => self.request_path(&self.model[id]),
        }
    }

    fn request_path(&self, operation: &Operation) -> String {
        format!(
            "coc_generated::{}::wire::{}",
            operation.rust_name, operation.request_name
        )
    }

    /// Every value, and all of them.
    fn list(&mut self, id: EnumId) {
        let path = self.enum_path(id);
        let values = self.model[id].values.iter();
        let values: Vec<String> =
            values.map(|value| format!("{path}::{}", value.rust_name)).collect();
        let values = values.join(", ");
        let (given, read) = match self.model[id].kind {
            ValueKind::Text => ("\"x\"", "as_str"),
            ValueKind::Integer => ("7", "value"),
        };
        self.used([format!("list_{}", id.0)]);
        self.add(&format!(
            "fn list_{}() {{ let _ = ([{values}], {path}::ALL, {path}::from({given}).is_known(), {path}::from({given}).{read}()); }}",
            id.0
        ));
    }

    /// Every field of a wire type, set and read.
    fn table(&mut self, id: TableId) {
        let path = self.table_path(id);
        let (mut setters, mut fields) = (String::new(), String::new());
        for field in &self.model[id].fields {
            let name = &field.rust_name;
            let (value, ty) = (self.plain(&field.ty), self.ty(&field.ty));
            let ty = if field.boxed { format!("Box<{ty}>") } else { ty };
            let ty = if field.nullable {
                format!("coc_generated::wire::Nullable<{ty}>")
            } else {
                ty
            };
            let _ = write!(setters, ".{name}({value})");
            let _ = write!(fields, " let _: &Option<{ty}> = &wire.{name};");
        }
        self.used([format!("table_{}", id.0)]);
        self.add(&format!(
            "fn table_{}() {{ let wire = {path}::default(){setters};{fields} let _ = wire.undocumented(); }}",
            id.0
        ));
    }

    /// The wire request, its parts, its check and the client's method.
    fn operation(&mut self, operation: &Operation) {
        let (name, request) = (&operation.rust_name, self.request_path(operation));
        let (mut parts, mut given) = (String::new(), Vec::new());
        for (place, table) in &operation.parameters {
            let path = self.table_path(*table);
            let _ = write!(parts, " request.{} = {path}::default();", place.as_str());
            if *place == Part::Path {
                given.push(format!("{path}::default()"));
            } else {
                let _ = write!(
                    parts,
                    " request = request.{}({path}::default());",
                    place.as_str()
                );
            }
        }
        match &operation.body {
            Some(Type::Struct(id)) => {
                let path = self.table_path(*id);
                let _ = write!(parts, " request.body = {path}::default();");
                given.push(format!("{path}::default()"));
            }
            Some(ty) => {
                let body = self.owned(ty);
                let _ = write!(parts, " request.body = Some({body});");
                given.push(body);
            }
            None => {}
        }
        let given = given.join(", ");
        let answer = match operation.output().map(|response| &response.body) {
            Some(Content::Json(ty)) => self.ty(ty),
            Some(Content::Binary) => "coc_generated::http::Bytes".to_owned(),
            Some(Content::Nothing) | None => "()".to_owned(),
        };
        let mutable = if parts.is_empty() { "" } else { "mut " };
        let call = format!("call_{name}");
        self.used([format!("request_{name}")]);
        self.uses.push_str("#[cfg(feature = \"client\")]\n");
        self.used([call]);
        self.add(&format!(
            "fn request_{name}() -> {request} {{ let {mutable}request = {request}::new({given});{parts} \
             let _ = request.violations(); request }}\n\
             #[cfg(feature = \"client\")]\n\
             async fn call_{name}(client: coc_generated::Client) -> Result<(), coc_generated::Error> {{ \
             let answer: coc_generated::Response<{answer}> = client.{name}(request_{name}()).await?; \
             let _ = answer.status(); Ok(()) }}"
        ));
    }

    /// A builder with every setter, or a choice by each of its cases, and the
    /// conversions.
    fn typed(&mut self, id: TypedId) {
        let (model, path) = (self.model, self.typed_path(id));
        let typed = &model[id];
        let mut others = String::new();
        let value = match &typed.shape {
            Shape::Struct(members) => {
                let setters = members.iter().filter_map(|member| self.setter(member));
                format!("{path}::builder(){}.build()", setters.collect::<String>())
            }
            Shape::Choice { list, cases, .. } => {
                let values = model[*list].values.iter().zip(cases);
                let values = values.map(|(value, case)| {
                    format!("{path}::{}({})", value.rust_name, self.made(*case))
                });
                let values: Vec<String> = values.collect();
                let _ = write!(others, " let _ = [{}];", values.join(", "));
                values.into_iter().next().unwrap_or_default()
            }
        };
        let choice = typed.sole_choice().map(|(_, choice)| &model[choice].shape);
        if let Some(Shape::Choice { cases, .. }) = choice {
            for case in cases {
                let case = self.made(*case);
                let _ = write!(others, " let _: {path} = {case}.into();");
            }
        }
        if typed.is_whole {
            let wire = self.target(typed.of);
            let _ = write!(others, " let _: {wire} = typed_{}().into();", id.0);
            if let Target::Request(_) = typed.of {
                let _ = write!(
                    others,
                    " let _ = (typed_{}().violations(), {path}::try_from({wire}::default()));",
                    id.0
                );
            }
        }
        self.used([format!("uses_{}", id.0)]);
        self.add(&format!(
            "fn typed_{0}() -> {path} {{ {value} }}\nfn uses_{0}() {{{others} let _ = format!(\"{{:?}}\", typed_{0}()); }}",
            id.0
        ));
    }

    /// The call of the setter of a member, unless it has none.
    fn setter(&self, member: &Member) -> Option<String> {
        Some(match member {
            Member::Constant { .. } => return None,
            Member::Field { rust_name, ty: TypedType::Joined(_), .. } => {
                format!(".{rust_name}([\"x\"]).expect(\"items\")")
            }
            Member::Field { rust_name, ty, .. } => {
                format!(".{rust_name}({})", self.given(ty))
            }
            Member::Choice { rust_name, ty, .. } => {
                format!(".{rust_name}({})", self.made(*ty))
            }
            Member::Body { ty } => format!(".body({})", self.given(ty)),
        })
    }

    /// The argument of a setter of a typed request.
    fn given(&self, ty: &TypedType) -> String {
        match ty {
            TypedType::Wire(Type::Array(inner)) => format!("[{}]", self.plain(inner)),
            TypedType::Wire(ty) => self.plain(ty),
            TypedType::Listed(list) => {
                self.plain(&Type::Enum(*list, self.model[*list].kind))
            }
            TypedType::Unlisted(kind) => self.plain(&kind.plain()),
            TypedType::Joined(_) => "\"x\"".to_owned(),
            TypedType::Typed(id) => self.made(*id),
            TypedType::Array(inner) => format!("[{}]", self.within(inner)),
            TypedType::Map(inner) => self.map(&self.within(inner)),
        }
    }

    /// A value of the type as an item of a list or of a map, which no setter converts.
    fn within(&self, ty: &TypedType) -> String {
        match ty {
            TypedType::Wire(ty) => self.owned(ty),
            TypedType::Array(inner) => format!("vec![{}]", self.within(inner)),
            ty => self.given(ty),
        }
    }

    /// A map that holds this value.
    fn map(&self, value: &str) -> String {
        format!("std::collections::BTreeMap::from([(\"k\".to_owned(), {value})])")
    }

    /// A value of a wire type as the argument of a setter, which converts text.
    fn plain(&self, ty: &Type) -> String {
        match ty {
            Type::String => "\"x\"".to_owned(),
            ty => self.owned(ty),
        }
    }

    /// A value of exactly this type.
    fn owned(&self, ty: &Type) -> String {
        match ty {
            Type::String | Type::Formatted(_) => "\"x\".to_owned()".to_owned(),
            Type::Boolean => "true".to_owned(),
            Type::Integer => "1_i32".to_owned(),
            Type::Long => "1_i64".to_owned(),
            Type::Float => "1.5_f64".to_owned(),
            Type::Timestamp => "coc_generated::Timestamp::from_millis(1)".to_owned(),
            Type::Object => "coc_generated::wire::Object::new()".to_owned(),
            Type::Any => "serde_json::Value::Null".to_owned(),
            Type::File => "coc_generated::wire::File::new(\"x\", \"x\")".to_owned(),
            Type::Enum(id, _) => {
                let values = &self.model[*id].values;
                format!("{}::{}", self.enum_path(*id), values[0].rust_name)
            }
            Type::Struct(id) => format!("{}::default()", self.table_path(*id)),
            Type::Array(inner) => format!("vec![{}]", self.owned(inner)),
            Type::Map(inner) => self.map(&self.owned(inner)),
        }
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::String | Type::Formatted(_) => "String".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer => "i32".to_owned(),
            Type::Long => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Timestamp => "coc_generated::Timestamp".to_owned(),
            Type::Object => "coc_generated::wire::Object".to_owned(),
            Type::Any => "serde_json::Value".to_owned(),
            Type::File => "coc_generated::wire::File".to_owned(),
            Type::Enum(id, _) => self.enum_path(*id),
            Type::Struct(id) => self.table_path(*id),
            Type::Array(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Map(inner) => {
                format!("std::collections::BTreeMap<String, {}>", self.ty(inner))
            }
        }
    }
}

/// The gate compiles two samples; `RANDOM_CALLERS=0..50` compiles fifty, with the methods
/// of the client. A failure prints its edit.
#[test]
fn a_program_that_uses_everything_compiles_after_a_rule_was_relaxed() {
    let is_large = std::env::var_os("RANDOM_CALLERS").is_some();
    let features = if is_large { "pattern,typed,client" } else { "pattern,typed" };
    let callers = Crate::new("callers", &Files::new());
    let mut edits: BTreeMap<String, usize> = BTreeMap::new();
    for seed in seeds("RANDOM_CALLERS", 3..5) {
        let Some((old, new, edit)) = edited::relaxed(seed, &mut Dice::new(seed)) else {
            assert!(is_large, "a sample of the gate has no edit");
            continue;
        };
        println!("seed {seed}: {edit}");
        callers.program("callers", &program(&old));
        // The program fits the crate that it was made for, or it proves nothing.
        for (model, which) in [(&old, "before"), (&new, "after")] {
            let about = format!("seed {seed} {which}: {edit}");
            callers.replace(&emit_model(model));
            callers.check_program("callers", features, &about);
        }
        *edits
            .entry(edit.split(' ').next().unwrap_or_default().to_owned())
            .or_default() += 1;
    }
    println!("{edits:?}");
    assert!(!edits.is_empty());
}
