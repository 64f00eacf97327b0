//! The documentation of typed requests. Their declarations belong to `typed`.

use std::collections::HashMap;

use super::docs::{self, described, markdown};
use super::file::File;
use crate::emit::sentences::{capitalised, sentence};
use crate::model::{
    Assumed, Field, FieldId, Member, Model, Module, Operation, Part, Place, Shape,
    Target, Test, Typed, TypedId, TypedType, code,
};

/// The enum of each case that a module declares.
pub(super) fn choices(model: &Model, module: Module) -> HashMap<TypedId, TypedId> {
    let typed = model.declared(module).typed.iter();
    let pairs = typed.flat_map(|id| {
        let cases = match &model[*id].shape {
            Shape::Choice { cases, .. } => cases.as_slice(),
            Shape::Struct(_) => &[],
        };
        cases.iter().map(move |case| (*case, *id))
    });
    pairs.collect()
}

/// The documentation of a typed form. `choice` is the enum whose case it is.
pub(super) fn form(model: &Model, id: TypedId, choice: Option<TypedId>) -> String {
    let typed = &model[id];
    let (text, mut facts) = match (typed.of, typed.case.last()) {
        (_, Some(last)) if !typed.is_whole => case(model, typed, last),
        (Target::Request(operation), _) => request(&model[operation]),
        (Target::Object(object), _) => {
            let text = described(&model[object].doc, "object", &model[object].name);
            (text, Vec::new())
        }
    };
    // A case of a part of the request is no request.
    let part = choice.map(|choice| &model[choice]).filter(|choice| !choice.is_whole);
    facts.push(match (typed.of, part) {
        (Target::Request(_), Some(part)) => {
            format!("A variant of [`{}`].", part.rust_name)
        }
        (Target::Request(operation), None) => {
            let name = &model[operation].request_name;
            let takes = if typed.is_whole { ", which clients take as well" } else { "" };
            format!("Converts into [`{name}`](super::wire::{name}){takes}.")
        }
        (Target::Object(object), _) => {
            let name = &model[object].rust_name;
            format!("On the wire: [`{name}`](super::wire::{name}).")
        }
    });
    format!("{text}\n\n{}", facts.join(" "))
}

/// The text of a whole request, and its facts.
fn request(operation: &Operation) -> (String, Vec<String>) {
    let text = described(&operation.doc, "operation", &operation.name);
    let line = code(&format!("{} {}", operation.method, operation.path));
    let mut facts = vec![format!("{line}.")];
    if !operation.page.is_empty() {
        let page = markdown(&operation.page);
        facts.push(sentence(&format!("Fields are documented in {page}")));
    }
    (text, facts)
}

/// The text of a case, and its facts.
fn case(model: &Model, typed: &Typed, last: &Assumed) -> (String, Vec<String>) {
    let value = &model[last.list].values[last.value];
    let conditions = typed.case.iter().map(|it| {
        let wire = model[it.list].values[it.value].wire.to_string();
        format!("{} is {}", reference(model, it.field_id), code(&wire))
    });
    let conditions = conditions.collect::<Vec<_>>().join(" and ");
    let text = described(&value.doc, "value", &value.wire.to_string());
    (text, vec![format!("The case in which {conditions}.")])
}

/// The documentation of the field of a member, without the rules that its builder
/// enforces already.
pub(super) fn field(file: &File<'_>, member: &Member, field: &Field) -> String {
    let model = file.model;
    let mut out = vec![docs::field_line(field)];
    let (left, ty) = match member {
        Member::Field { left, ty, .. } => (left.as_slice(), Some(ty)),
        _ => (&[] as &[_], None),
    };
    let mut rules = Vec::new();
    for (id, when) in left {
        let rule = &model[*id];
        // The builder takes the items of joined text one by one.
        let is_joined = matches!(ty, Some(TypedType::Joined(_)));
        if is_joined && matches!(rule.test, Test::Delimiter(_)) {
            continue;
        }
        rules.push(sentence(&capitalised(&docs::rule_text(file, field, rule, when))));
        if rule.test == Test::DocumentedFor {
            rules.push("Otherwise the validator warns.".to_owned());
        }
    }
    if field.outside && !rules.is_empty() {
        rules.push(docs::DRAWS_WARNINGS.to_owned());
    }
    rules.extend(docs::remarks(field, true));
    out.push(rules.join(" "));
    out.extend(docs::prose(field));
    if let Some(TypedType::Joined(delimiter)) = ty {
        out.push(format!("# Errors\n\nIf an item contains {}.", code(delimiter)));
    }
    out.join("\n\n")
}

/// A field as conditions name it.
pub(super) fn reference(model: &Model, field_id: FieldId) -> String {
    let name = &model.field(field_id).name;
    match field_id.place {
        Place::Part(part) if part != Part::Body => {
            code(&format!("{}.{name}", part.as_str()))
        }
        _ => code(name),
    }
}
