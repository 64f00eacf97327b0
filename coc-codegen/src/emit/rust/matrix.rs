//! Requirement matrices: the requirements of each case of an operation, as tables in
//! its module's documentation.

use super::file::File;
use crate::emit::legend::legend;
use crate::model::{
    Assumed, Condition, FieldId, Matrix, Model, Need, OperationId, Target, code,
    enumerate,
};

/// The matrices of an operation: of the whole request, then of each object in it that
/// has cases of its own. Without cases there is none, since the fields tell all of it.
pub(super) fn emit(file: &File<'_>, id: OperationId) -> Vec<String> {
    let model = file.model;
    let matrices = model.matrices(id).into_iter().filter(Matrix::has_cases);
    let matrices: Vec<Matrix> = matrices.collect();
    if matrices.is_empty() {
        return Vec::new();
    }
    let mut text = vec!["# Requirements by case".to_owned()];
    for matrix in &matrices {
        if let Target::Object(object) = matrix.of {
            text.push(format!("## {}", code(&model[object].name)));
        }
        text.push(table(file, matrix));
    }
    text.push(format!("Names link to the fields. {}", legend(&matrices)));
    text
}

/// A table in Markdown. One paragraph: its lines must stay lines.
fn table(file: &File<'_>, matrix: &Matrix) -> String {
    let model = file.model;
    let mut lines = vec![String::from("| field |"), String::from("| --- |")];
    for case in &matrix.columns {
        lines[0].push_str(&format!(" {} |", header(model, case)));
        lines[1].push_str(" --- |");
    }
    for (field_id, cells) in &matrix.lines {
        let name = cell(&code(&model.shown_name(*field_id)));
        let mut line = format!("| {} |", field_link(file, *field_id, &name));
        for cell in cells {
            let mut text = need(&cell.need);
            if let Some(list) =
                cell.list.filter(|_| !matches!(cell.need, Need::Refused(_)))
            {
                text.push_str(&format!(", {}", file.enum_link(list)));
            }
            if let Some(members) = cell.members {
                text.push_str(&format!(", {}", file.type_link(members)));
            }
            line.push_str(&format!(" {text} |"));
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn header(model: &Model, case: &[Assumed]) -> String {
    let values = case
        .iter()
        .map(|it| cell(&code(&model[it.list].values[it.value].wire.to_string())));
    values.collect::<Vec<_>>().join("<br>")
}

fn need(need: &Need) -> String {
    match need {
        Need::Required(_) => "**required**".to_owned(),
        Need::RequiredWhen(_, when) => depending("required", when),
        Need::Optional => "optional".to_owned(),
        Need::DocumentedElsewhere(_) => "documented elsewhere".to_owned(),
        Need::Refused(_) => "refused".to_owned(),
        Need::RefusedUnless(_, when) => depending("refused", when),
        Need::Elsewhere => "–".to_owned(),
        Need::Discriminator => "discriminator".to_owned(),
    }
}

/// A demand that depends on more than the case; the field's documentation has the words.
fn depending(word: &str, when: &Condition) -> String {
    let fields = when.reads().into_iter().map(|field| cell(&code(&field.to_string())));
    format!("{word}, depending on {}", enumerate(fields, "and"))
}

/// A field's name, which leads to its documentation.
fn field_link(file: &File<'_>, field: FieldId, name: &str) -> String {
    let table = &file.model[field.table];
    let link = file.link(table.module);
    let (table, field) = (&table.rust_name, &file.model.field(field).rust_name);
    format!("[{name}]({link}wire::{table}::{field})")
}

/// Text in a table: a bar would end its cell.
fn cell(text: &str) -> String {
    text.replace("\\|", "|").replace('|', "\\|")
}
