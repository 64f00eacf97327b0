//! Decisions: links to them, and their sections.

use super::anchors::Anchors;
use super::html::{code, facts, link, words};
use crate::model::DecisionId;

/// Links, separated by commas; empty without decisions.
pub(super) fn names(anchors: Anchors<'_>, ids: &[DecisionId]) -> String {
    let links: Vec<String> = ids
        .iter()
        .map(|id| link(&anchors.decision(*id), &code(&anchors.model[*id].name)))
        .collect();
    links.join(", ")
}

/// A sentence of links; empty without decisions.
pub(super) fn links(anchors: Anchors<'_>, ids: &[DecisionId]) -> String {
    let word = if ids.len() > 1 { "Decisions" } else { "Decision" };
    if ids.is_empty() {
        return String::new();
    }
    format!(" {word}: {}.", names(anchors, ids))
}

/// The same as a paragraph; empty without decisions.
pub(super) fn paragraph(anchors: Anchors<'_>, ids: &[DecisionId]) -> String {
    match links(anchors, ids) {
        links if links.is_empty() => links,
        links => format!("<p>{}</p>\n", links.trim()),
    }
}

/// The section with these decisions; empty without them.
pub(super) fn section(anchors: Anchors<'_>, ids: &[DecisionId]) -> String {
    if ids.is_empty() {
        return String::new();
    }
    let mut out = "<section id=\"decisions\">\n<h2>Decisions</h2>\n\
                   <p>These facts of the pages are unclear or contradict each other.</p>\n"
        .to_owned();
    for id in ids {
        let (decision, anchor) = (&anchors.model[*id], anchors.decision(*id));
        let name = code(&decision.name);
        out.push_str(&format!(
            "<section class=\"decision\" id=\"{anchor}\">\n\
             <h3><a class=\"anchor\" href=\"#{anchor}\">{name}</a></h3>\n{}</section>\n",
            facts(&[
                ("Pages", words(&decision.pages)),
                ("Resolution", words(&decision.resolution)),
                ("Evidence", words(&decision.evidence)),
            ])
        ));
    }
    out + "</section>\n"
}
