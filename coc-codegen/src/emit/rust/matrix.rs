//! Requirement matrices: what each case of an operation needs, as tables in its module's documentation.

use std::collections::HashSet;

use super::docs::code;
use crate::model::{
    Assumed, Condition, Matrix, Member, Model, Module, Need, OperationId, Place, RuleId, Shape, Target,
    TypedId, TypedType, enumerate,
};

/// The matrices of an operation: of the whole request, then of each object in it that has cases of its own.
pub(super) fn emit(model: &Model, id: OperationId) -> Vec<String> {
    let Some(root) = model[id].typed else { return Vec::new() };
    let mut text = vec!["# What each case needs".to_owned()];
    for typed in reach(model, root) {
        let matrix = model.matrix(typed);
        if let Target::Object(object) = matrix.of {
            text.push(format!("## {}", code(&model[object].name)));
        }
        text.push(table(model, Module::Operation(id), &matrix));
    }
    text.push(
        "Each word leads to its rule. *Documented elsewhere* is a warning: the pages have the field for another case. \
         *Refused* is an error. Of a field with a dash the pages speak in other cases only; typed requests leave \
         it out."
            .to_owned(),
    );
    text
}

/// The typed form of a request, and those of the objects in it, each once.
fn reach(model: &Model, root: TypedId) -> Vec<TypedId> {
    let mut found = vec![root];
    let mut seen = HashSet::from([root]);
    let mut at = 0;
    while at < found.len() {
        let mut inside = Vec::new();
        objects(model, found[at], &mut inside);
        inside.retain(|id| seen.insert(*id));
        found.extend(inside);
        at += 1;
    }
    found
}

fn objects(model: &Model, id: TypedId, found: &mut Vec<TypedId>) {
    match &model[id].shape {
        Shape::Choice { cases, .. } => cases.iter().for_each(|case| objects(model, *case, found)),
        Shape::Struct(members) => {
            for member in members {
                match member {
                    Member::Choice { ty, .. } => objects(model, *ty, found),
                    Member::Field { ty, .. } | Member::Body { ty } => found.extend(held(ty)),
                    Member::Constant { .. } => {}
                }
            }
        }
    }
}

fn held(ty: &TypedType) -> Option<TypedId> {
    match ty {
        TypedType::Typed(id) => Some(*id),
        TypedType::Array(inner) | TypedType::Map(inner) => held(inner),
        _ => None,
    }
}

/// A table in Markdown. One paragraph: its lines must stay lines.
fn table(model: &Model, home: Module, matrix: &Matrix) -> String {
    let mut lines = vec![String::from("| field |"), String::from("| --- |")];
    for case in &matrix.columns {
        lines[0].push_str(&format!(" {} |", header(model, case)));
        lines[1].push_str(" --- |");
    }
    for (field_id, cells) in &matrix.field_ids {
        let field = model.field(*field_id);
        let name = match field_id.place {
            Place::Same | Place::Body => field.name.clone(),
            place => format!("{}.{}", place.as_str(), field.name),
        };
        let mut line = format!("| {} |", cell(&code(&name)));
        for cell in cells {
            let mut text = need(model, home, &cell.need);
            if let Some(list) = cell.list.filter(|_| !matches!(cell.need, Need::Refused(_))) {
                let name = &model[list].rust_name;
                text.push_str(&format!(", [`{name}`](wire::{name})"));
            }
            line.push_str(&format!(" {text} |"));
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn header(model: &Model, case: &[Assumed]) -> String {
    if case.is_empty() {
        return "always".to_owned();
    }
    let values = case.iter().map(|it| cell(&code(&model[it.list].values[it.value].wire)));
    values.collect::<Vec<_>>().join("<br>")
}

fn need(model: &Model, home: Module, need: &Need) -> String {
    match need {
        Need::Required(id) => link(model, home, "**required**", *id),
        Need::RequiredWhen(id, when) => depending(&link(model, home, "required", *id), when),
        Need::Optional => "optional".to_owned(),
        Need::DocumentedElsewhere(id) => link(model, home, "documented elsewhere", *id),
        Need::Refused(id) => link(model, home, "refused", *id),
        Need::RefusedUnless(id, when) => depending(&link(model, home, "refused", *id), when),
        Need::Elsewhere => "–".to_owned(),
        Need::Tells => "yes".to_owned(),
    }
}

/// What a requirement depends on besides the case; the rule has the words.
fn depending(link: &str, when: &Condition) -> String {
    let fields = when.reads().into_iter().map(|field| cell(&code(&field.to_string())));
    format!("{link}, depending on {}", enumerate(fields, "and"))
}

fn link(model: &Model, home: Module, word: &str, id: RuleId) -> String {
    let rule = &model[id];
    let module = if rule.home == home { "" } else { "super::shared::" };
    format!("[{word}]({module}rules::{} \"{}\")", rule.rust_name, attribute(&rule.id))
}

/// Text that can stand in the title of a link, in a table.
fn attribute(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '"' | '\\' | '|' | '<' | '>' | '&' | '`') { ' ' } else { c })
        .collect()
}

/// Text in a table: a bar would end its cell.
fn cell(text: &str) -> String {
    text.replace("\\|", "|").replace('|', "\\|")
}
