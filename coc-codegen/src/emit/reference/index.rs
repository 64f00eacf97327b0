//! The index: the operations by area, and the decisions about the whole service.

use super::anchors::Anchors;
use super::decisions;
use super::html::{code, facts, prose, text, words};
use super::operation::title;
use super::page::{frame, path};
use crate::emit::sentences::first_sentence;
use crate::model::{Model, Module, Operation};

/// The whole page.
pub(super) fn page(model: &Model) -> String {
    let service = &model.service;
    let name = title(&service.title, &service.name);
    let endpoints: Vec<String> = service
        .endpoints
        .iter()
        .map(|(region, url)| format!("{} {}", text(region), code(url)))
        .collect();
    let mut main = format!(
        "<h1>{}</h1>\n{}{}",
        text(name),
        prose(&service.doc),
        facts(&[("Endpoints", endpoints.join("; "))])
    );
    for area in &service.areas {
        let of_area = |it: &&Operation| it.area.as_ref() == Some(&area.name);
        let operations = list(model.operations.iter().filter(of_area));
        main.push_str(&section(&code(&area.name), &area.doc, &operations));
    }
    let others = list(model.operations.iter().filter(|it| it.area.is_none()));
    let heading =
        if service.areas.is_empty() { "Operations" } else { "Other operations" };
    main.push_str(&section(heading, "", &others));
    let shared = &model.declared(Module::Shared).decisions;
    main.push_str(&decisions::section(Anchors { model, own: None }, shared));
    frame(name, name, "", &main)
}

fn section(heading: &str, doc: &str, operations: &str) -> String {
    if operations.is_empty() {
        return String::new();
    }
    format!("<section>\n<h2>{heading}</h2>\n{}{operations}</section>\n", prose(doc))
}

/// Links to operations, each with the first sentence of its description.
fn list<'m>(operations: impl Iterator<Item = &'m Operation>) -> String {
    let items = operations.map(|it| {
        let (first, _) = first_sentence(&it.doc);
        format!(
            "<li><a href=\"{}\">{}</a> {}<p>{}</p></li>\n",
            text(&path(it)),
            code(&it.name),
            code(&format!("{} {}", it.method, it.path)),
            words(first)
        )
    });
    let items: String = items.collect();
    if items.is_empty() {
        items
    } else {
        format!("<ul class=\"operations\">\n{items}</ul>\n")
    }
}
