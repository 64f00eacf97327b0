//! Finds the rules that an example breaks because of another error in it, which are not
//! reported as well. The errors of a spec itself belong to `sound_parts`.

use std::collections::HashSet;

use crate::interpret::Violation;
use crate::model::{Contract, Place, Ref, Rule, Test};
use crate::pointer::escape;

/// The values of an example that are wrong, and its objects with an unknown key. A rule
/// that reads such a value, or misses the field that the key probably is, follows from it.
pub(in crate::check) struct Consequences<'f> {
    contract: &'f Contract,
    wrong: HashSet<&'f str>,
    unknown_keys: &'f HashSet<String>,
}

impl<'f> Consequences<'f> {
    /// The consequences of `found` in an example with `unknown_keys`.
    pub(in crate::check) fn of(
        contract: &'f Contract,
        found: &'f [Violation],
        unknown_keys: &'f HashSet<String>,
    ) -> Self {
        let wrong = found.iter().filter(|it| !is_of_presence(&contract[it.rule].test));
        Self {
            contract,
            wrong: wrong.map(|it| it.pointer.as_str()).collect(),
            unknown_keys,
        }
    }

    /// Whether a violation follows from something else.
    pub(in crate::check) fn contains(&self, found: &Violation) -> bool {
        let rule = &self.contract[found.rule];
        let is_group = matches!(rule.test, Test::Group(..));
        let object = object_of(rule, &found.pointer);
        let misses = is_group || rule.test == Test::Required;
        let reads_wrong = |read: &&Ref| {
            let holder = holder(read, object);
            let pointer = format!("{holder}/{}", escape(&read.name));
            self.wrong.contains(pointer.as_str()) || self.unknown_keys.contains(&holder)
        };
        let is_inside = |wrong: &&str| {
            found.pointer.strip_prefix(*wrong).is_some_and(|rest| rest.starts_with('/'))
        };
        self.wrong.iter().any(is_inside)
            || is_group && self.wrong.contains(object)
            || misses && self.unknown_keys.contains(object)
            || rule.when.reads().iter().any(reads_wrong)
    }
}

/// The object whose field or group a violation is about.
fn object_of<'p>(rule: &Rule, pointer: &'p str) -> &'p str {
    match (&rule.test, rule.each) {
        (Test::Group(..), _) => pointer,
        (_, false) => outer(pointer),
        (_, true) => outer(outer(pointer)),
    }
}

/// The object that holds the field that a rule of `object` reads.
fn holder(read: &Ref, object: &str) -> String {
    match read.place {
        Place::Same => object.to_owned(),
        Place::Parent => around(object).to_owned(),
        place => format!("/{}", place.as_str()),
    }
}

/// The fields that the condition of a broken rule reads, as pointers into the example.
pub(in crate::check) fn reads_of(rule: &Rule, pointer: &str) -> Vec<String> {
    let object = object_of(rule, pointer);
    let reads = rule.when.reads().into_iter();
    reads.map(|it| format!("{}/{}", holder(it, object), escape(&it.name))).collect()
}

/// Whether a test is about the presence of a field alone.
const fn is_of_presence(test: &Test) -> bool {
    matches!(
        test,
        Test::Required | Test::OnlyWhen | Test::DocumentedFor | Test::Group(..)
    )
}

/// The pointer without its last step.
fn outer(pointer: &str) -> &str {
    pointer.rfind('/').map_or("", |at| &pointer[..at])
}

/// The object that holds another one, in lists as well.
fn around(object: &str) -> &str {
    let mut found = outer(object);
    let is_index = |pointer: &str| {
        let step = &object[outer(pointer).len()..pointer.len()];
        step.len() > 1 && step[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    if is_index(object) {
        found = outer(found);
    }
    found
}
