//! The rules of the last release. Tables and corpora that were written by hand cover these
//! rules alone, so that a rule that an edit of the spec adds fails no test.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The recorded ids, sorted. `cargo xtask record-rules` writes them at a release.
pub(crate) const RECORD: &str = include_str!("../released_rule_ids.txt");

static IDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ids().collect());

/// Each recorded id.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    RECORD.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether the rule of this id was there at the last release.
#[allow(dead_code, reason = "some test files read the list alone")]
pub(crate) fn is_released(id: &str) -> bool {
    IDS.contains(id)
}
