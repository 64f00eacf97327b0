//! Typed requests on their way to the wire and back. The way there always succeeds; the way back takes what has a
//! place, and notes what is left.

use super::file::File;
use crate::model::{FieldId, Literal, Member, Model, Place, Shape, Target, Type, TypedId, TypedType};

/// Everything that one struct or enum needs.
pub(super) fn emit(file: &mut File<'_>, id: TypedId) -> Vec<String> {
    let model = file.model;
    let mut texts = vec![match &model[id].shape {
        Shape::Struct(members) => structure(file, id, members),
        Shape::Choice { field_id, list, cases } => {
            let (name, wire) = (&model[id].rust_name, file.form_path(model[id].of));
            let list_path = file.list_path(*list);
            let variants = model[*list].values.iter().zip(cases);
            let lines: String = variants
                .map(|(value, case)| format!("        {}({}),\n", value.rust_name, model[*case].rust_name))
                .collect();
            format!(
                "rt::typed_choice! {{\n    {name} in {wire}: |wire, at| wire.{}, {} => {list_path} {{\n{lines}    }}\n}}\n",
                place(model, *field_id).join("."),
                at(model, *field_id)
            )
        }
    }];
    if !model[id].is_whole {
        return texts;
    }
    match model[id].of {
        Target::Request(_) => {
            texts.extend(request(file, id));
            if let Shape::Choice { field_id, list, cases } = &model[id].shape {
                let several = cases.len() > 1;
                for (value, case) in model[*list].values.iter().zip(cases) {
                    texts.extend(kind(file, id, *case, *field_id, &value.rust_name, several));
                }
            }
        }
        Target::Object(_) => texts.extend(object(file, id)),
    }
    texts
}

/// Where a field stands in a wire request or object, by the names of Rust.
fn place(model: &Model, field_id: FieldId) -> Vec<String> {
    let name = model.field(field_id).rust_name.clone();
    if field_id.place == Place::Same { vec![name] } else { vec![field_id.place.as_str().to_owned(), name] }
}

/// The same by the names of the wire.
fn pointer(model: &Model, field_id: FieldId) -> Vec<String> {
    let name = model.field(field_id).name.clone();
    if field_id.place == Place::Same { vec![name] } else { vec![field_id.place.as_str().to_owned(), name] }
}

fn at(model: &Model, field_id: FieldId) -> String {
    let steps = pointer(model, field_id).into_iter().map(|step| format!(".key({step:?})"));
    format!("at{}", steps.collect::<String>())
}

fn structure(file: &mut File<'_>, id: TypedId, members: &[Member]) -> String {
    let model = file.model;
    let (name, wire) = (&model[id].rust_name, file.form_path(model[id].of));
    let (mut fill, mut take, mut read) = (String::new(), String::new(), String::new());
    let mut needs_at = false;
    for member in members {
        match member {
            Member::Constant { field_id, value } => {
                let place = place(model, *field_id).join(".");
                fill.push_str(&format!(
                    "        wire.{place} = Some({});\n",
                    literal(file, *field_id, value)
                ));
                read.push_str(&format!("        wire.{place} = None;\n"));
            }
            Member::Choice { field_id: _, rust_name, ty } => {
                let ty = file.typed_path(*ty);
                fill.push_str(&format!("        self.{rust_name}.fill(wire);\n"));
                take.push_str(&format!("            {rust_name}: {ty}::take(wire, at, rest)?,\n"));
                needs_at = true;
            }
            Member::Field { field_id, rust_name, required, ty, .. } => {
                let field = model.field(*field_id);
                let place = place(model, *field_id).join(".");
                let value = to_wire(file, ty, &field.ty, field.boxed);
                fill.push_str(&format!(
                    "        wire.{place} = {};\n",
                    value.applied(&format!("self.{rust_name}"), *required)
                ));
                let blank =
                    matches!(field.ty, Type::String | Type::Enum(_)) && !model.service.blanks.is_empty();
                let mut taken = format!("wire.{place}.take()");
                if blank {
                    taken = format!("{}({taken})", file.import("crate::generated", "given"));
                }
                let at = at(model, *field_id);
                let value = from_wire(file, ty, &field.ty, field.boxed);
                if *required && !matches!(value, Step::Read(_)) {
                    taken = format!("rest.required({taken}, {at})?");
                }
                needs_at |= *required || matches!(value, Step::Read(_));
                take.push_str(&format!("            {rust_name}: {},\n", value.read(&taken, &at, *required)));
            }
            Member::Body { ty } => {
                let Target::Request(operation) = model[id].of else { continue };
                let Some(body) = &model[operation].body else { continue };
                let value = to_wire(file, ty, body, false);
                fill.push_str(&format!("        wire.body = {};\n", value.applied("self.body", false)));
                let value = from_wire(file, ty, body, false);
                let at = "at.key(\"body\")";
                needs_at |= matches!(value, Step::Read(_));
                take.push_str(&format!("            body: {},\n", value.read("wire.body.take()", at, false)));
            }
        }
    }
    let used =
        |text: &str, name: &'static str| if text.is_empty() { format!("_{name}") } else { name.to_owned() };
    let (at, rest) = if needs_at { ("at", "rest") } else { ("_at", "_rest") };
    let (out, into) = (used(&fill, "wire"), used(&format!("{take}{read}"), "wire"));
    format!(
        "impl {name} {{\n    fn fill(self, {out}: &mut {wire}) {{\n{fill}    }}\n\n    fn take({into}: &mut {wire}, {at}: rt::At<'_>, {rest}: \
         &mut rt::Rest) -> Option<Self> {{\n{read}        Some(Self {{\n{take}        }})\n    }}\n}}\n"
    )
}

/// What has to be done with a value.
enum Step {
    /// Nothing.
    Same,
    /// A method of it, or an expression over `it`.
    Method(String),
    Expression(String),
    /// A function of the value, its place and what is found on the way.
    Read(String),
}

impl Step {
    /// Applied on the way to the wire, where every field is optional.
    fn applied(&self, value: &str, required: bool) -> String {
        match (self, required) {
            (Self::Same | Self::Read(_), true) => format!("Some({value})"),
            (Self::Same | Self::Read(_), false) => value.to_owned(),
            (Self::Method(method), true) => format!("Some({value}.{method})"),
            (Self::Method(method), false) if method == "into()" => format!("{value}.map(Into::into)"),
            (Self::Method(method), false) => format!("{value}.map(|it| it.{method})"),
            (Self::Expression(expression), true) => format!("Some({})", expression.replace("\0", value)),
            (Self::Expression(expression), false) => {
                format!("{value}.map(|it| {})", expression.replace('\0', "it"))
            }
        }
    }

    /// Applied on the way back.
    fn read(&self, value: &str, at: &str, required: bool) -> String {
        match (self, required) {
            (Self::Same, _) => value.to_owned(),
            (Self::Method(method), true) => format!("{value}.{method}"),
            (Self::Method(method), false) => format!("{value}.map(|it| it.{method})"),
            (Self::Expression(expression), true) => expression.replace('\0', value),
            (Self::Expression(expression), false) => {
                format!("{value}.map(|it| {})", expression.replace('\0', "it"))
            }
            (Self::Read(function), required) => {
                let call = called(function, "it", at);
                let (some, none) = if required {
                    (call, format!("return rest.missing({at})"))
                } else {
                    (format!("Some({call})"), "None".to_owned())
                };
                format!(
                    "match {value} {{\n                Some(it) => {some},\n                None => {none},\n            }}"
                )
            }
        }
    }
}

/// Stands before a function whose value and result are in boxes.
const BOXED: &str = "box ";

fn called(function: &str, value: &str, at: &str) -> String {
    if let Some(call) = function.strip_prefix("|it, at, rest| rest.") {
        return format!("rest.{}?", call.replacen("(it, at,", &format!("({value}, {at},"), 1));
    }
    match function.strip_prefix(BOXED) {
        Some(function) => format!("{function}(*{value}, {at}, rest).map(Box::new)?"),
        None => format!("{function}({value}, {at}, rest)?"),
    }
}

fn to_wire(file: &mut File<'_>, ty: &TypedType, wire: &Type, boxed: bool) -> Step {
    match (ty, wire) {
        (TypedType::Wire(_), _) => Step::Same,
        (TypedType::Listed(_), _) => Step::Method("to_string()".to_owned()),
        (TypedType::Text, Type::Enum(list)) => {
            Step::Expression(format!("{}::from(\0.as_str())", file.list_path(*list)))
        }
        (TypedType::Text, _) => Step::Same,
        (TypedType::Joined(delimiter), _) => Step::Method(format!("join({delimiter:?})")),
        (TypedType::Typed(_), _) if boxed => Step::Expression("Box::new((*\0).into())".to_owned()),
        (TypedType::Typed(_) | TypedType::Array(_) | TypedType::Map(_), _) => match collected(ty) {
            Some(closure) => Step::Method(format!("into_iter().map({closure}).collect()")),
            None => Step::Method("into()".to_owned()),
        },
    }
}

/// What is done with each item of a list or a map.
fn collected(ty: &TypedType) -> Option<String> {
    match ty {
        TypedType::Array(inner) => Some(match collected(inner) {
            None => "Into::into".to_owned(),
            Some(closure) => format!("|it| it.into_iter().map({closure}).collect()"),
        }),
        TypedType::Map(inner) => Some(match collected(inner) {
            None => "|(key, it)| (key, it.into())".to_owned(),
            Some(closure) => format!("|(key, it)| (key, it.into_iter().map({closure}).collect())"),
        }),
        _ => None,
    }
}

fn from_wire(file: &mut File<'_>, ty: &TypedType, wire: &Type, boxed: bool) -> Step {
    match (ty, wire) {
        (TypedType::Wire(_), _) => Step::Same,
        (TypedType::Listed(list), _) => {
            Step::Expression(format!("{}::from(\0.as_str())", file.list_path(*list)))
        }
        (TypedType::Text, Type::Enum(_)) => Step::Method("to_string()".to_owned()),
        (TypedType::Text, _) => Step::Same,
        (TypedType::Joined(delimiter), _) => {
            Step::Method(format!("split({delimiter:?}).map(str::to_owned).collect()"))
        }
        (TypedType::Typed(id), _) if boxed => {
            Step::Read(format!("{BOXED}{}::from_wire", file.typed_path(*id)))
        }
        _ => Step::Read(reader(file, ty)),
    }
}

/// A function of a value, its place and what is found on the way.
fn reader(file: &mut File<'_>, ty: &TypedType) -> String {
    match ty {
        TypedType::Typed(id) => format!("{}::from_wire", file.typed_path(*id)),
        TypedType::Array(inner) => format!("|it, at, rest| rest.each(it, at, {})", reader(file, inner)),
        TypedType::Map(inner) => format!("|it, at, rest| rest.entries(it, at, {})", reader(file, inner)),
        _ => "|it, _, _| Some(it)".to_owned(),
    }
}

/// A constant as the field of `field` holds it.
pub(super) fn literal(file: &mut File<'_>, field_id: FieldId, value: &Literal) -> String {
    let model = file.model;
    match (&model.field(field_id).ty, value) {
        (Type::Enum(list), Literal::Text(text)) => match model[*list].value(text) {
            Some(value) => format!("{}::{}", file.list_path(*list), value.rust_name),
            None => format!("{}::from({text:?})", file.list_path(*list)),
        },
        (_, Literal::Text(text)) => format!("{text:?}.to_owned()"),
        (_, Literal::Bool(flag)) => flag.to_string(),
        (Type::Timestamp, Literal::Number(number)) => format!("rt::Timestamp::from_millis({number})"),
        (Type::Float, Literal::Number(number)) => {
            let text = number.to_string();
            if text.contains(['.', 'e']) { text } else { format!("{text}.0") }
        }
        (_, Literal::Number(number)) => number.to_string(),
    }
}

fn request(file: &mut File<'_>, id: TypedId) -> [String; 2] {
    let model = file.model;
    let (name, wire) = (&model[id].rust_name, file.form_path(model[id].of));
    let is_blank = if model.service.blanks.is_empty() {
        "|_| false".to_owned()
    } else {
        file.import("crate::generated", "is_blank").to_string()
    };
    [
        format!(
            "impl From<{name}> for {wire} {{\n    fn from(typed: {name}) -> Self {{\n        let mut wire = Self::default();\n        \
             typed.fill(&mut wire);\n        wire\n    }}\n}}\n"
        ),
        format!(
            "/// Fails with what is wrong with the request, or with what has no place in a documented case.\n\
             impl TryFrom<{wire}> for {name} {{\n    type Error = rt::Misfit;\n\n    \
             fn try_from(wire: {wire}) -> Result<Self, rt::Misfit> {{\n        \
             rt::read_typed(wire, {wire}::violations, {is_blank}, Self::take)\n    }}\n}}\n"
        ),
    ]
}

fn kind(
    file: &mut File<'_>,
    id: TypedId,
    case: TypedId,
    field_id: FieldId,
    variant: &str,
    several: bool,
) -> [String; 2] {
    let model = file.model;
    let (name, wire) = (&model[id].rust_name, file.form_path(model[id].of));
    let case = &model[case].rust_name;
    let steps: String = pointer(model, field_id).iter().map(|step| format!(".key({step:?})")).collect();
    let other = if several {
        format!("            _ => Err(rt::Misfit::other_kind(rt::At::Root{steps})),\n")
    } else {
        String::new()
    };
    [
        format!(
            "impl From<{case}> for {wire} {{\n    fn from(typed: {case}) -> Self {{\n        \
             {name}::from(typed).into()\n    }}\n}}\n"
        ),
        format!(
            "/// Fails with what is wrong with the request, or with what has no place in this case.\n\
             impl TryFrom<{wire}> for {case} {{\n    type Error = rt::Misfit;\n\n    \
             fn try_from(wire: {wire}) -> Result<Self, rt::Misfit> {{\n        match {name}::try_from(wire)? {{\n            \
             {name}::{variant}(case) => Ok(case),\n{other}        }}\n    }}\n}}\n"
        ),
    ]
}

fn object(file: &mut File<'_>, id: TypedId) -> [String; 2] {
    let model = file.model;
    let (name, wire) = (&model[id].rust_name, file.form_path(model[id].of));
    [
        format!(
            "impl From<{name}> for {wire} {{\n    fn from(typed: {name}) -> Self {{\n        let mut wire = Self::default();\n        \
             typed.fill(&mut wire);\n        wire\n    }}\n}}\n"
        ),
        format!(
            "impl {name} {{\n    pub(crate) fn from_wire(mut wire: {wire}, at: rt::At<'_>, rest: &mut rt::Rest) -> Option<Self> {{\n        \
             let typed = Self::take(&mut wire, at, rest);\n        rest.left(&wire, at);\n        typed\n    }}\n}}\n"
        ),
    ]
}
