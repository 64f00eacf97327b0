//! Requirement matrices as tables, whose cells lead to the rules that decide.

use super::anchors::rule;
use super::context::Context;
use super::html::{code, link, words};
use super::types;
use crate::model::{
    Assumed, Cell, Condition, FieldId, Matrix, Need, Part, Place, RuleId, Style, Target,
};

/// The section with the matrices of the operation.
pub(super) fn section(cx: &Context<'_>) -> String {
    let matrices = cx.model.matrices(cx.id).into_iter().filter(Matrix::has_cases);
    let tables: String = matrices.map(|it| table(cx, &it)).collect();
    if tables.is_empty() {
        return tables;
    }
    format!(
        "<section id=\"matrix\">\n<h2>Requirements by case</h2>\n{tables}\
         <p>Each name leads to the field, and each demand to its rule. A <em>discriminator</em> tells \
         the cases apart. <em>Documented elsewhere</em> is a warning, and <em>refused</em> an error. A \
         dash stands where the pages speak of the field in other cases only.</p>\n</section>\n"
    )
}

fn table(cx: &Context<'_>, matrix: &Matrix) -> String {
    let (title, label) = match matrix.of {
        Target::Request(_) => (String::new(), "Requirements of a request".to_owned()),
        Target::Object(id) => {
            let title = format!("<h3>{}</h3>\n", types::table(cx.anchors, id));
            (title, format!("Requirements of {}", cx.model[id].rust_name))
        }
    };
    let heads = matrix
        .columns
        .iter()
        .map(|case| format!("<th scope=\"col\">{}</th>", head(cx, case)));
    let lines = matrix.lines.iter().map(|(id, cells)| {
        let cells = cells.iter().map(|it| format!("<td>{}</td>", cell(cx, it)));
        format!(
            "<tr><th scope=\"row\">{}</th>{}</tr>\n",
            name(cx, *id),
            cells.collect::<String>()
        )
    });
    format!(
        "{title}<div class=\"scroll\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">\n<table>\n\
         <thead><tr><th scope=\"col\">field</th>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
        heads.collect::<String>(),
        lines.collect::<String>(),
    )
}

fn head(cx: &Context<'_>, case: &[Assumed]) -> String {
    let values =
        case.iter().map(|it| code(&cx.model[it.list].values[it.value].wire.to_string()));
    values.collect::<Vec<_>>().join("<br>")
}

fn name(cx: &Context<'_>, id: FieldId) -> String {
    let field = cx.model.field(id);
    let name = match id.place {
        Place::Same | Place::Part(Part::Body) => code(&field.name),
        place => code(&format!("{}.{}", place.as_str(), field.name)),
    };
    link(&cx.anchors.field(id.table, &field.name), &name)
}

fn cell(cx: &Context<'_>, cell: &Cell) -> String {
    let by = |id: RuleId, content: &str| link(&rule(&cx.model[id]), content);
    let condition = |when: &Condition| words(&Style::Markdown.condition(when));
    let mut out = match &cell.need {
        Need::Required(id) => by(*id, "<strong class=\"need\">required</strong>"),
        Need::RequiredWhen(id, when) => {
            format!("{} when {}", by(*id, "required"), condition(when))
        }
        Need::Optional => "optional".to_owned(),
        Need::DocumentedElsewhere(id) => by(*id, "documented elsewhere"),
        Need::Refused(id) => by(*id, "refused"),
        Need::RefusedUnless(id, when) => {
            format!("{} unless {}", by(*id, "refused"), condition(when))
        }
        Need::Elsewhere => "–".to_owned(),
        Need::Discriminator => "discriminator".to_owned(),
    };
    if let Some(list) = cell.list.filter(|_| !matches!(cell.need, Need::Refused(_))) {
        out.push_str(&format!(", {}", types::list(cx.anchors, list)));
    }
    if let Some(members) = cell.members {
        out.push_str(&format!(", {}", types::table(cx.anchors, members)));
    }
    out
}
