//! Requirement matrices: the requirements of each case of an operation, as tables in
//! its module's documentation.

use super::file::File;
use crate::model::{
    Assumed, Condition, Enum, FieldId, Matrix, Model, Need, OperationId, Part, Place,
    Table, Target, code, enumerate,
};

/// The matrices of an operation: of the whole request, then of each object in it that
/// has cases of its own. Without cases there is none, since the fields tell all of it.
pub(super) fn emit(file: &File<'_>, id: OperationId) -> Vec<String> {
    let model = file.model;
    let mut matrices =
        model.matrices(id).into_iter().filter(Matrix::has_cases).peekable();
    if matrices.peek().is_none() {
        return Vec::new();
    }
    let mut legend = Legend::default();
    let mut text = vec!["# Requirements by case".to_owned()];
    for matrix in matrices {
        if let Target::Object(object) = matrix.of {
            text.push(format!("## {}", code(&model[object].name)));
        }
        text.push(table(file, &matrix));
        legend.add(&matrix);
    }
    text.push(legend.text());
    text
}

/// The words in tables that need an explanation.
#[derive(Default)]
struct Legend {
    discriminator: bool,
    documented_elsewhere: bool,
    refused: bool,
    elsewhere: bool,
}

impl Legend {
    fn add(&mut self, matrix: &Matrix) {
        for cell in matrix.lines.iter().flat_map(|(_, cells)| cells) {
            match cell.need {
                Need::Discriminator => self.discriminator = true,
                Need::DocumentedElsewhere(_) => self.documented_elsewhere = true,
                Need::Refused(_) | Need::RefusedUnless(..) => self.refused = true,
                Need::Elsewhere => self.elsewhere = true,
                Need::Required(_) | Need::RequiredWhen(..) | Need::Optional => {}
            }
        }
    }

    fn text(&self) -> String {
        let mut text = "Names link to the fields.".to_owned();
        for (occurs, sentence) in [
            (self.discriminator, " A *discriminator* tells the cases apart."),
            (
                self.documented_elsewhere,
                " *Documented elsewhere* is a warning: the pages have the field for another case.",
            ),
            (self.refused, " *Refused* is an error."),
            (
                self.elsewhere,
                " A field with a dash is documented for other cases only; typed requests leave it out.",
            ),
        ] {
            text.push_str(if occurs { sentence } else { "" });
        }
        text
    }
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
        let field = model.field(*field_id);
        let name = match field_id.place {
            Place::Same | Place::Part(Part::Body) => field.name.clone(),
            place => format!("{}.{}", place.as_str(), field.name),
        };
        let mut line =
            format!("| {} |", field_link(file, *field_id, &cell(&code(&name))));
        for cell in cells {
            let mut text = need(&cell.need);
            if let Some(list) =
                cell.list.filter(|_| !matches!(cell.need, Need::Refused(_)))
            {
                let Enum { rust_name, module, .. } = &model[list];
                let link = file.link(*module);
                text.push_str(&format!(", [`{rust_name}`]({link}enums::{rust_name})"));
            }
            if let Some(members) = cell.members {
                let Table { rust_name, module, .. } = &model[members];
                let link = file.link(*module);
                text.push_str(&format!(", [`{rust_name}`]({link}wire::{rust_name})"));
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
