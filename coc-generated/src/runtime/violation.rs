//! Violations: one rule broken at one place, and the list of them that a validator
//! returns. Validators themselves are generated.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::pointer::write_step;
use super::rule::{Rule, Severity};
use super::table::Table;

/// The characters of an offending value that a violation keeps at most.
const MAX_EXCERPT: usize = 64;

/// One rule broken by one request at one place.
///
/// It serialises as `{"pointer", "rule", "kind", "severity", "message"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// The place: an RFC 6901 JSON pointer into the request document
    /// `{path, query, header, body}`.
    pub pointer: String,
    /// The offending value, shortened, as JSON. `None` where nothing is there, where the
    /// value does not matter to the rule, and always where the field may hold a secret.
    pub actual: Option<String>,
    /// The documented name that was probably meant, where the rule is about an unknown
    /// key.
    pub suggestion: Option<&'static str>,
}

impl Violation {
    /// The rule is broken by `value`, which shows unless it may be a secret.
    pub(crate) fn of_value<T: Serialize + ?Sized>(
        rule: &'static Rule,
        pointer: String,
        value: &T,
    ) -> Self {
        let shown = || serde_json::to_string(value).ok().map(shorten);
        let actual = if rule.secret { None } else { shown() };
        Self { rule, pointer, actual, suggestion: None }
    }

    /// The rule in words, with the offending value if there is one to show.
    pub fn message(&self) -> impl fmt::Display + '_ {
        Message(self)
    }
}

struct Message<'a>(&'a Violation);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.rule.text)?;
        if let Some(actual) = &self.0.actual {
            write!(f, ", found {actual}")?;
        }
        match self.0.suggestion {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let citation = &self.rule.citation;
        let pointer = if self.pointer.is_empty() { "(request)" } else { &self.pointer };
        write!(f, "{pointer}: {} ({}", self.message(), self.rule.id)?;
        if !citation.page.is_empty() {
            write!(f, "; {citation}")?;
        }
        f.write_str(")")
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Violation", 5)?;
        out.serialize_field("pointer", &self.pointer)?;
        out.serialize_field("rule", self.rule.id)?;
        out.serialize_field("kind", self.rule.kind.as_str())?;
        out.serialize_field("severity", self.rule.severity.as_str())?;
        out.serialize_field("message", &self.message().to_string())?;
        out.end()
    }
}

/// Every violation of one request, in the order of the documented tables. It may be empty,
/// or hold only warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Violations {
    list: Vec<Violation>,
}

impl Violations {
    /// Whether there is neither an error nor a warning.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are, errors and warnings together.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether at least one has the severity [`Severity::Error`].
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Those that make the request wrong.
    pub fn errors(&self) -> impl Iterator<Item = &Violation> {
        self.list.iter().filter(|violation| violation.rule.severity == Severity::Error)
    }

    /// Those about requests that the pages do not forbid.
    pub fn warnings(&self) -> impl Iterator<Item = &Violation> {
        self.list.iter().filter(|violation| violation.rule.severity == Severity::Warning)
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// `Ok` if the request may be sent: warnings do not stop it.
    ///
    /// # Errors
    /// All violations, warnings included, if one of them is an error.
    pub fn into_result(self) -> Result<(), Self> {
        if self.has_errors() { Err(self) } else { Ok(()) }
    }
}

impl From<Vec<Violation>> for Violations {
    fn from(list: Vec<Violation>) -> Self {
        Self { list }
    }
}

impl FromIterator<Violation> for Violations {
    fn from_iter<I: IntoIterator<Item = Violation>>(violations: I) -> Self {
        Self { list: violations.into_iter().collect() }
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

/// One violation a line.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, violation) in self.list.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            if violation.rule.severity == Severity::Warning {
                f.write_str("warning: ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// A place in a request, as a chain on the stack: nothing is allocated until a violation
/// needs the pointer.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Location<'a> {
    /// The request document itself.
    Root,
    /// A member of an object.
    Key(&'a Location<'a>, &'a str),
    /// An item of an array.
    Index(&'a Location<'a>, usize),
}

impl<'a> Location<'a> {
    /// The member `name` of the object here.
    #[must_use]
    pub const fn key(&'a self, name: &'a str) -> Self {
        Self::Key(self, name)
    }

    /// The item `index` of the array here.
    #[must_use]
    pub const fn index(&'a self, index: usize) -> Self {
        Self::Index(self, index)
    }
}

/// Writes an RFC 6901 pointer.
impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(outer, name) => {
                outer.fmt(f)?;
                f.write_str("/")?;
                write_step(f, name)
            }
            Self::Index(outer, index) => write!(f, "{outer}/{index}"),
        }
    }
}

/// The violations that a validator has found so far.
#[derive(Debug, Default)]
pub struct Collector {
    list: Vec<Violation>,
    /// The tables of free-form objects whose conditions hold, by their pointers, if they
    /// are collected.
    members: Option<Members>,
}

/// Tables of the members of free-form objects, by the pointers to these.
pub(crate) type Members = HashMap<String, fn() -> &'static Table>;

impl Collector {
    /// Records that `rule` is broken at `at`, by an absent field or by a value that does
    /// not matter.
    #[cold]
    pub fn add(&mut self, rule: &'static Rule, at: Location<'_>) {
        self.unknown(rule, at, None);
    }

    /// Records that `rule` is broken at `at` by `value`.
    #[cold]
    pub fn add_value<T: Serialize + ?Sized>(
        &mut self,
        rule: &'static Rule,
        at: Location<'_>,
        value: &T,
    ) {
        self.list.push(Violation::of_value(rule, at.to_string(), value));
    }

    /// A collector that also keeps the tables of free-form objects.
    pub(crate) fn with_members() -> Self {
        Self { list: Vec::new(), members: Some(Members::new()) }
    }

    /// The tables of free-form objects that were found.
    pub(crate) fn into_members(self) -> Members {
        self.members.unwrap_or_default()
    }

    /// Records that the free-form object at `at` has the members of this table.
    #[inline]
    pub(crate) fn members(&mut self, table: fn() -> &'static Table, at: Location<'_>) {
        if let Some(members) = &mut self.members {
            members.insert(at.to_string(), table);
        }
    }

    /// Records that `rule` is broken at `at`, by a key in place of which `suggestion` was
    /// probably meant.
    pub(crate) fn unknown(
        &mut self,
        rule: &'static Rule,
        at: Location<'_>,
        suggestion: Option<&'static str>,
    ) {
        let pointer = at.to_string();
        self.list.push(Violation { rule, pointer, actual: None, suggestion });
    }

    /// The violations that a check adds.
    #[allow(dead_code, reason = "a spec may be without operations")]
    pub fn collect(check: impl FnOnce(&mut Self)) -> Violations {
        let mut found = Self::default();
        check(&mut found);
        found.finish()
    }

    /// The violations, in the order in which they were added.
    #[must_use]
    pub fn finish(self) -> Violations {
        Violations { list: self.list }
    }
}

fn shorten(mut json: String) -> String {
    if let Some((end, _)) = json.char_indices().nth(MAX_EXCERPT) {
        json.truncate(end);
        json.push('…');
    }
    json
}
