//! Decides whether a decision of the spec covers a difference: it is about the fact, and it
//! names the statement of the page. Reporting the difference belongs to `findings`.

use crate::page::target::Target;
use crate::spec::{DecisionDef, Mention};

/// The decisions that may cover a finding.
pub(super) struct Coverage<'s> {
    decisions: Vec<&'s DecisionDef>,
    /// The words that a decision must name.
    words: Vec<String>,
}

impl<'s> Coverage<'s> {
    /// The decisions among these mentions that are about one of the facts.
    pub(super) fn of(
        target: &Target<'s>,
        mentions: impl IntoIterator<Item = &'s Mention>,
        facts: &[&str],
        words: &[&str],
    ) -> Self {
        let about = mentions.into_iter().filter(|it| facts.contains(&it.fact));
        Self {
            decisions: about.filter_map(|it| target.decision(&it.name.value)).collect(),
            words: words.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    /// The name of the decision that covers the finding. A decision that lacks one of
    /// the words was made about another statement.
    pub(super) fn decision(&self) -> Option<&'s str> {
        let covers = |it: &&&DecisionDef| {
            let text = format!("{} {} {}", it.pages, it.resolution, it.evidence);
            let named: Vec<&str> = text
                .split(|it: char| !(it.is_alphanumeric() || "_.-/".contains(it)))
                .map(|it| it.trim_end_matches(['.', '-', '/']))
                .collect();
            self.words
                .iter()
                .all(|word| named.iter().any(|it| it.eq_ignore_ascii_case(word)))
        };
        self.decisions.iter().find(covers).map(|it| it.name.value.as_str())
    }
}
