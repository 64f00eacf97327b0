//! Named constructors of requests: documented uses of an operation, as its examples show them.

use super::convert::literal;
use super::docs::{self, code, comment, markdown};
use super::file::{File, Item};
use super::typed::with_builder;
use crate::model::{
    Argument, Assignment, Constructor, Items, Member, Model, Module, OperationId, Place, Type, TypedType,
    ValueSource,
};

/// The file with the constructors of an operation.
pub(super) fn emit(model: &Model, id: OperationId) -> File<'_> {
    let doc = "What the operation is for, as its documented examples use it.";
    let mut file = File::new(model, Module::Operation(id), "constructors", doc);
    let constructors = &model[id].constructors;
    if constructors.is_empty() {
        return file;
    }
    let request = file.import("super::request", &model[id].request_name);
    let functions: Vec<String> = constructors.iter().map(|it| function(&mut file, it)).collect();
    file.items.push(Item::Text(format!("impl {request} {{\n{}}}\n", functions.join("\n"))));
    for constructor in constructors {
        if let Some((items, name)) =
            constructor.items.as_ref().and_then(|items| Some((items, items.item_name.as_ref()?)))
        {
            let texts = item(&mut file, constructor, items, name);
            file.items.extend(texts.into_iter().map(Item::Text));
        }
    }
    file
}

fn function(file: &mut File<'_>, constructor: &Constructor) -> String {
    let model = file.model;
    let mut doc = vec![
        docs::described(&constructor.doc, "use", &constructor.rust_name),
        format!("Makes what the documented example {} shows.", code(&constructor.example)),
    ];
    let mut arguments = Vec::new();
    let mut describe = |name: &str, text: &str| doc.push(format!("{}: {}", code(name), markdown(text)));
    for argument in &constructor.arguments {
        describe(&argument.rust_name, &model.field(argument.field_id).doc);
        arguments.push(format!("{}: {}", argument.rust_name, parameter(file, argument)));
    }
    if let Some(items) = &constructor.items {
        let (taken, text) = match &items.item_name {
            Some(name) => (format!(" = {name}"), "One or several.".to_owned()),
            None => {
                let field_id = items.arguments[0].field_id;
                (
                    format!(": Into<{}>", file.wire_path(&model.field(field_id).ty)),
                    model.field(field_id).doc.clone(),
                )
            }
        };
        describe(&items.rust_name, &text);
        arguments.push(format!("{}: impl IntoIterator<Item{taken}>", items.rust_name));
    }
    let assignments: String = constructor
        .assignments
        .iter()
        .map(|it| put(file, it, &constructor.arguments, constructor.items.as_ref(), "", 3))
        .collect();
    let arguments: String = arguments.into_iter().map(|it| format!("        {it},\n")).collect();
    let doc: String = comment(&doc.join("\n\n")).lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "{doc}    #[must_use]\n    pub fn {}(\n{arguments}    ) -> Self {{\n        rt::filled(|wire: &mut Self| {{\n{assignments}        }})\n    }}\n",
        constructor.rust_name
    )
}

fn parameter(file: &mut File<'_>, argument: &Argument) -> String {
    let ty = &file.model.field(argument.field_id).ty;
    match (ty, argument.optional) {
        (ty, true) => format!("Option<{}>", file.wire_path(ty)),
        (Type::Array(inner), false) => format!("impl IntoIterator<Item: Into<{}>>", file.wire_path(inner)),
        (ty, false) => format!("impl Into<{}>", file.wire_path(ty)),
    }
}

/// An assignment: `from` is what holds the arguments.
fn put(
    file: &mut File<'_>,
    put: &Assignment,
    arguments: &[Argument],
    items: Option<&Items>,
    from: &str,
    depth: usize,
) -> String {
    let model = file.model;
    let Some((last, around)) = put.path.split_last() else { return String::new() };
    let mut place = String::from("wire");
    if let Some(first) = put.path.first().filter(|field_id| field_id.place != Place::Same) {
        place.push_str(&format!(".{}", first.place.as_str()));
    }
    for field_id in around {
        place.push_str(&format!(".{}.get_or_insert_default()", model.field(*field_id).rust_name));
    }
    let field = model.field(*last);
    place.push_str(&format!(".{}", field.rust_name));
    let indent = "    ".repeat(depth);
    let boxed = |value: String| if field.boxed { format!("Box::new({value})") } else { value };
    let value = match &put.value {
        ValueSource::Constant(value) => format!("Some({})", boxed(literal(file, *last, value))),
        ValueSource::Empty => "Some(Default::default())".to_owned(),
        ValueSource::Argument(at) => {
            let argument = &arguments[*at];
            let name = if from.is_empty() { argument.rust_name.clone() } else { from.to_owned() };
            // A struct for items has converted and boxed what it was given.
            if from.starts_with("item.") {
                let value = if argument.optional { name } else { format!("Some({name})") };
                return format!("{indent}{place} = {value};\n");
            }
            match (&field.ty, argument.optional) {
                (_, true) if field.boxed => format!("{name}.map(Box::new)"),
                (_, true) => name,
                (Type::Array(_), false) => format!("Some({name}.into_iter().map(Into::into).collect())"),
                (_, false) => format!("Some({})", boxed(format!("{name}.into()"))),
            }
        }
        ValueSource::Items => {
            let Some(items) = items else { return String::new() };
            let each = match items.item_name {
                Some(_) => "Into::into".to_owned(),
                None => {
                    let of = file.object_path(items.of);
                    let inner: String = items
                        .assignments
                        .iter()
                        .map(|it| self::put(file, it, &items.arguments, None, "item", depth + 2))
                        .collect();
                    format!(
                        "|item| {{\n{indent}    rt::filled(|wire: &mut {of}| {{\n{inner}{indent}    }})\n{indent}}}"
                    )
                }
            };
            format!("Some({}.into_iter().map({each}).collect())", items.rust_name)
        }
    };
    format!("{indent}{place} = {value};\n")
}

/// The struct for one item of a list, and what it is on the wire.
fn item(file: &mut File<'_>, constructor: &Constructor, items: &Items, name: &str) -> Vec<String> {
    let model = file.model;
    let members: Vec<Member> = items
        .arguments
        .iter()
        .map(|it| Member::Field {
            field_id: it.field_id,
            rust_name: it.rust_name.clone(),
            required: !it.optional,
            ty: TypedType::Wire(model.field(it.field_id).ty.clone()),
            left: Vec::new(),
        })
        .collect();
    let request = constructor_path(model, file, constructor);
    let doc = format!(
        "{}\n\nAn item for {request}.",
        docs::described(&model[items.of].doc, "object", &model[items.of].name)
    );
    let optional = items.arguments.iter().all(|it| it.optional);
    let mut texts = with_builder(file, name, &doc, optional, &members);
    let of = file.object_path(items.of);
    let inner: String = items
        .assignments
        .iter()
        .map(|it| {
            let from = match it.value {
                ValueSource::Argument(at) => format!("item.{}", items.arguments[at].rust_name),
                _ => "item".to_owned(),
            };
            put(file, it, &items.arguments, None, &from, 3)
        })
        .collect();
    texts.push(format!(
        "impl From<{name}> for {of} {{\n    fn from(item: {name}) -> Self {{\n        rt::filled(|wire: &mut Self| {{\n{inner}        }})\n    }}\n}}\n"
    ));
    texts
}

fn constructor_path(model: &Model, file: &File<'_>, constructor: &Constructor) -> String {
    let Module::Operation(id) = file.home else { return code(&constructor.rust_name) };
    let (request, name) = (&model[id].request_name, &constructor.rust_name);
    format!("[`{request}::{name}`](super::wire::{request}::{name})")
}
