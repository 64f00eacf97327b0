//! Reads the keys that mention decisions. Whether a decision is declared belongs to
//! `check`.

use super::keys::Keys;
use super::messages::{empty, list, wrong_shape};
use super::values::{texts, with_text_keys};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::source::Spanned;
use crate::spec::table_defs::Mention;
use crate::spec::yaml::Kind;

impl Keys<'_, '_> {
    /// The decision at `key`, for a key that departs from the page.
    pub(super) fn decision(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        if let Kind::Text(name) = &node.kind {
            return Some(Spanned::new(name.clone(), node.span));
        }
        let help = format!("such as `{key}: NAME`, where `decisions` has `NAME`");
        let expected = "the name of a decision";
        self.diagnostics
            .push(wrong_shape(node, &format!("`{key}`"), expected).help(help));
        None
    }

    /// The decisions at `decision`, each for a fact of the mapping.
    pub(super) fn decisions(&mut self) -> Vec<Mention> {
        let Some(node) = self.node("decision") else { return Vec::new() };
        let Kind::Map(entries) = &node.kind else {
            let name = match &node.kind {
                Kind::Text(name) => name.as_str(),
                _ => "NAME",
            };
            let help = format!(
                "name the fact that it covers, such as `decision: {{ {}: {name} }}`; the facts here are {}",
                self.shape.facts().next().unwrap_or_default(),
                list(self.shape.facts())
            );
            let diagnostic = wrong_shape(node, "`decision`", "a mapping of facts");
            self.diagnostics.push(diagnostic.help(help));
            return Vec::new();
        };
        if entries.is_empty() {
            self.diagnostics.push(empty("`decision`", node.span, "delete the key"));
        }
        let mut found = Vec::new();
        let entries = with_text_keys(entries, self.diagnostics).iter();
        let mut before = None;
        for entry in entries.filter(|entry| entry.number.is_none()) {
            if let Some(fact) = before.filter(|_| entry.is_bare()) {
                let message =
                    format!("a comma ends the decision for `{fact}` before this");
                let help = format!("put several decisions in brackets: `{fact}: [...]`");
                let found = Diagnostic::error(Code::UnknownKey, entry.key_span, message);
                self.diagnostics.push(found.help(help));
                continue;
            }
            before = Some(&entry.key);
            let Some(fact) = self.shape.fact(&entry.key) else {
                let message = format!("{} has no fact `{}`", self.what, entry.key);
                let is_exactly = entry.key == "exactly_when"
                    && self.shape.fact("only_when").is_some();
                let exactly = is_exactly.then(|| {
                    "`exactly_when` is two facts: `required` and `only_when`".to_owned()
                });
                let help =
                    exactly.or_else(|| did_you_mean(&entry.key, self.shape.facts()));
                let help = help.unwrap_or_else(|| {
                    format!("the facts here are {}", list(self.shape.facts()))
                });
                let diagnostic =
                    Diagnostic::error(Code::UnknownKey, entry.key_span, message);
                self.diagnostics.push(diagnostic.help(help));
                continue;
            };
            if matches!(&entry.value.kind, Kind::List(names) if names.is_empty()) {
                let what = format!("`{fact}`");
                let help = "list the decisions, or delete the key";
                self.diagnostics.push(empty(&what, entry.value.span, help));
            }
            let names = texts(&entry.value, "a decision", self.diagnostics);
            found.extend(names.into_iter().map(|name| Mention { fact, name }));
        }
        found
    }
}
