//! Typed requests: structs with builders, and enums whose variants hold one struct each. How they turn into wire
//! requests and back is in `convert`. What goes where was decided in the model.

use super::convert;
use super::docs::{self, capitalised, code, comment, markdown, sentence};
use super::file::{File, Item};
use crate::model::{
    Assumed, Condition, EnumId, Field, FieldId, Member, Model, Module, Operation, Place, RuleId, Shape,
    TableId, Target, Test, Type, Typed, TypedId, TypedType,
};

/// The file with the typed requests of `home`.
pub(super) fn emit(model: &Model, home: Module) -> File<'_> {
    let doc = "Typed requests: what a case needs must be given, and what does not belong to it cannot be.";
    let mut file = File::new(model, home, "typed", doc);
    for id in &model.declared(home).typed {
        let texts = match &model[*id].shape {
            Shape::Struct(members) => structure(&mut file, *id, members),
            Shape::Choice { field_id, list, cases } => choice(&mut file, *id, *field_id, *list, cases),
        };
        file.items.extend(texts.into_iter().map(Item::Text));
        let conversions = convert::emit(&mut file, *id);
        file.items.extend(conversions.into_iter().map(Item::Text));
    }
    file
}

/// How names of other files are written here: typed ones may be the same as those of the wire, so that modules are named.
impl File<'_> {
    fn module(&mut self, home: Module, own: &'static str) -> String {
        if home == self.home {
            self.import("super", own).to_string()
        } else {
            format!("{}::wire", self.import("crate::generated", "shared"))
        }
    }

    /// A list of values.
    pub(super) fn list_path(&mut self, id: EnumId) -> String {
        let item = &self.model[id];
        format!("{}::{}", self.module(item.home, "enums"), item.rust_name)
    }

    /// A wire type.
    pub(super) fn object_path(&mut self, id: TableId) -> String {
        let item = &self.model[id];
        format!("{}::{}", self.module(item.home, "types"), item.rust_name)
    }

    /// A typed request, or a part of one.
    pub(super) fn typed_path(&mut self, id: TypedId) -> String {
        let item = &self.model[id];
        if item.home == self.home {
            return item.rust_name.clone();
        }
        format!("{}::{}", self.import("crate::generated", "shared"), item.rust_name)
    }

    /// The wire request or the wire object that a typed form stands for.
    pub(super) fn form_path(&mut self, form: Target) -> String {
        let model = self.model;
        match form {
            Target::Request(id) => self.import("super::request", &model[id].request_name).to_string(),
            Target::Object(id) => self.object_path(id),
        }
    }

    /// What something of the model holds, on the wire.
    pub(super) fn wire_path(&mut self, ty: &Type) -> String {
        match ty {
            Type::String => "String".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer => "i32".to_owned(),
            Type::Long => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Timestamp => "rt::Timestamp".to_owned(),
            Type::Object => "rt::Object".to_owned(),
            Type::Any => "serde_json::Value".to_owned(),
            Type::Enum(id) => self.list_path(*id),
            Type::Struct(id) => self.object_path(*id),
            Type::Array(inner) => format!("Vec<{}>", self.wire_path(inner)),
            Type::Map(inner) => format!("std::collections::BTreeMap<String, {}>", self.wire_path(inner)),
        }
    }

    /// What a field of a typed request holds.
    fn held(&mut self, ty: &TypedType) -> String {
        match ty {
            TypedType::Wire(ty) => self.wire_path(ty),
            TypedType::Listed(list) => self.list_path(*list),
            TypedType::Text => "String".to_owned(),
            TypedType::Joined(_) => "Vec<String>".to_owned(),
            TypedType::Typed(id) => self.typed_path(*id),
            TypedType::Array(inner) => format!("Vec<{}>", self.held(inner)),
            TypedType::Map(inner) => format!("std::collections::BTreeMap<String, {}>", self.held(inner)),
        }
    }
}

fn structure(file: &mut File<'_>, id: TypedId, members: &[Member]) -> Vec<String> {
    let model = file.model;
    let typed = &model[id];
    with_builder(file, &typed.rust_name, &describe(model, id), typed.is_optional(), members)
}

/// A struct with private fields, a builder and getters.
pub(super) fn with_builder(
    file: &mut File<'_>,
    name: &str,
    doc: &str,
    is_optional: bool,
    members: &[Member],
) -> Vec<String> {
    let model = file.model;
    let default = if is_optional { ", Default" } else { "" };
    let mut text = comment(doc);
    text.push_str(&format!(
        "#[derive(Clone, PartialEq{default}, bon::Builder)]\n#[builder(on(_, into))]\npub struct {name} {{\n"
    ));
    let mut getters = String::new();
    let mut push = |doc: &str, setter: &str, name: &str, ty: &str, getter: &str| {
        text.push_str(&indented(&comment(doc)));
        text.push_str(&format!("{setter}    {name}: {ty},\n"));
        getters.push_str(&format!("        {name}: {getter},\n"));
    };
    for member in members {
        match member {
            Member::Constant { .. } => {}
            Member::Field { field_id, rust_name, required, ty, left } => {
                let field = model.field(*field_id);
                let held = file.held(ty);
                let held = if field.boxed { format!("Box<{held}>") } else { held };
                let held = if *required { held } else { format!("Option<{held}>") };
                let (setter, getter) = (setter(file, ty), getter(file, *required, ty, field));
                push(&field_text(model, field, ty, left), &setter, rust_name, &held, &getter);
            }
            Member::Choice { field_id, rust_name, ty } => {
                let doc = field_text(model, model.field(*field_id), &TypedType::Typed(*ty), &[]);
                let held = file.typed_path(*ty);
                push(&doc, "", rust_name, &held, &format!("other [{held}]"));
            }
            Member::Body { ty } => {
                let (held, setter) = (file.held(ty), setter(file, ty));
                push(
                    "The body.",
                    &setter,
                    "body",
                    &format!("Option<{held}>"),
                    &format!("opt other [{held}]"),
                );
            }
        }
    }
    text.push_str("}\n");
    vec![text, format!("rt::typed_struct! {{\n    {name} {{\n{getters}    }}\n}}\n")]
}

/// What a builder takes where `Into` is not the best there is.
fn setter(file: &mut File<'_>, ty: &TypedType) -> String {
    let item = match ty {
        TypedType::Joined(delimiter) => {
            return format!(
                "    #[builder(with = |items: impl IntoIterator<Item: Into<String>>| -> Result<_, rt::ContainsDelimiter> {{\n        \
                 rt::undelimited(items, {delimiter:?})\n    }})]\n"
            );
        }
        TypedType::Array(inner) => file.held(inner),
        TypedType::Wire(Type::Array(inner)) => file.wire_path(inner),
        _ => return String::new(),
    };
    format!(
        "    #[builder(with = |items: impl IntoIterator<Item: Into<{item}>>| items.into_iter().map(Into::into).collect())]\n"
    )
}

/// How a field is read back: see `typed_struct!` of the runtime.
fn getter(file: &mut File<'_>, required: bool, ty: &TypedType, field: &Field) -> String {
    let optional = if required { "" } else { "opt " };
    let secret = if field.sensitive { " secret" } else { "" };
    let kind = match ty {
        _ if field.boxed => format!("boxed{secret} [{}]", file.held(ty)),
        TypedType::Text | TypedType::Wire(Type::String) => format!("text{secret}"),
        TypedType::Wire(Type::Boolean | Type::Integer | Type::Long | Type::Float | Type::Timestamp) => {
            format!("copy{secret} [{}]", file.held(ty))
        }
        TypedType::Joined(_) => format!("list{secret} [String]"),
        TypedType::Array(inner) => format!("list{secret} [{}]", file.held(inner)),
        TypedType::Wire(Type::Array(inner)) => format!("list{secret} [{}]", file.wire_path(inner)),
        _ => format!("other{secret} [{}]", file.held(ty)),
    };
    format!("{optional}{kind}")
}

fn choice(
    file: &mut File<'_>,
    id: TypedId,
    field_id: FieldId,
    list: EnumId,
    cases: &[TypedId],
) -> Vec<String> {
    let model = file.model;
    let field = model.field(field_id);
    let mut text = comment(&if model[id].is_whole {
        describe(model, id)
    } else {
        let doc = docs::described(&field.doc, "parameter", &field.name);
        format!("{doc}\n\n{}", docs::source(&field.source, &field.observed))
    });
    let name = &model[id].rust_name;
    text.push_str(&format!("#[derive(Debug, Clone, PartialEq)]\n#[non_exhaustive]\npub enum {name} {{\n"));
    for (value, case) in model[list].values.iter().zip(cases) {
        let doc = docs::described(&value.doc, "value", &value.wire);
        let condition = format!("{} is {}.", code(&reference(field, field_id)), code(&value.wire));
        text.push_str(&indented(&comment(&format!("{doc}\n\n{condition}"))));
        text.push_str(&format!("    {}({}),\n", value.rust_name, model[*case].rust_name));
    }
    text.push_str("}\n");
    vec![text]
}

/// A field as conditions name it.
fn reference(field: &Field, field_id: FieldId) -> String {
    match field_id.place {
        Place::Path | Place::Query | Place::Header => format!("{}.{}", field_id.place.as_str(), field.name),
        _ => field.name.clone(),
    }
}

fn describe(model: &Model, id: TypedId) -> String {
    let typed = &model[id];
    let mut text = Vec::new();
    match (typed.of, typed.case.last()) {
        (_, Some(last)) if !typed.is_whole => text.push(case(model, typed, last)),
        (Target::Request(operation), _) => text.push(request(&model[operation])),
        (Target::Object(object), _) => {
            let object = &model[object];
            text.push(docs::described(&object.doc, "object", &object.name));
        }
    }
    match typed.of {
        Target::Request(operation) => {
            let operation = &model[operation];
            text.push(format!(
                "Turns into a [`{0}`](super::wire::{0}), which the client's method takes as well.",
                operation.request_name
            ));
        }
        Target::Object(object) => {
            let object = &model[object];
            text.push(format!("On the wire: [`{0}`](super::wire::{0}).", object.rust_name));
        }
    }
    text.join("\n\n")
}

fn request(operation: &Operation) -> String {
    format!(
        "{}\n\n{}.",
        docs::described(&operation.doc, "operation", &operation.name),
        code(&format!("{} {}", operation.method, operation.path))
    )
}

fn case(model: &Model, typed: &Typed, last: &Assumed) -> String {
    let value = &model[last.list].values[last.value];
    let conditions: Vec<String> = typed
        .case
        .iter()
        .map(|it| {
            format!(
                "{} is {}",
                code(&reference(model.field(it.field_id), it.field_id)),
                code(&model[it.list].values[it.value].wire)
            )
        })
        .collect();
    format!(
        "{}\n\nFor the case that {}.",
        docs::described(&value.doc, "value", &value.wire),
        conditions.join(" and ")
    )
}

/// What there is to say about a field: what its builder does not see to already.
fn field_text(model: &Model, field: &Field, ty: &TypedType, left: &[(RuleId, Condition)]) -> String {
    let mut out = vec![docs::described(&field.doc, "parameter", &field.name)];
    for (id, when) in left {
        let rule = &model[*id];
        let says = match &rule.test {
            Test::DocumentedFor => format!(
                "The page has it for {} only: the validator warns where it is sent elsewhere",
                markdown(&format!("the case that {}", rule.when))
            ),
            Test::Delimiter(delimiter) => {
                format!("On the wire its items are joined by {}", code(delimiter))
            }
            test => capitalised(&markdown(&model.rule_in_words(test, when, rule.each, &field.ty, &[]))),
        };
        out.push(format!("{says}."));
    }
    for (says, because) in &field.prose {
        out.push(format!("Not checked: {} {}", sentence(&markdown(says)), sentence(&markdown(because))));
    }
    if let Some(default) = &field.default {
        out.push(format!("Default: {}, which is never sent by itself.", code(&default.to_string())));
    }
    out.push(docs::source(&field.source, &field.observed));
    if let TypedType::Joined(delimiter) = ty {
        out.push("# Errors".to_owned());
        out.push(format!("If an item contains {}.", code(delimiter)));
    }
    out.join("\n\n")
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
