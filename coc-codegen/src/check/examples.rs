//! Documented examples: checks that each exists, is named by an operation, and keeps
//! the rules. The fields that examples show belong to `shown`.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::draft::Draft;
use super::rules::Rules;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use crate::interpret;
use crate::model::{Contract, Place};
use crate::source::{FileId, Span, Spanned};
use crate::spec::{Example, OperationFile, Spec, example_path};

/// Checks every request example against the rules, and reports files that no operation
/// names.
pub(super) fn check(model: &Contract, draft: &Draft<'_>, rules: &Rules<'_>) {
    let spec = draft.spec;
    let blamed = Blamed::of(draft);
    let unsettled = Unsettled::of(draft);
    for (file, operation) in spec.operations.iter().zip(&model.operations) {
        let is_settled = unsettled.leaves(file);
        for name in file.request_examples.iter().filter(|_| is_settled) {
            let Some((_, Some(example))) = spec.examples.get(&name.value) else {
                continue;
            };
            if !is_request_document(&example.value) {
                continue;
            }
            for found in interpret::violations(model, operation, &example.value) {
                let rule = &model[found.rule];
                let place = rules.rules[found.rule].span;
                if rule.test.is_warning() || blamed.has(place) {
                    continue;
                }
                let message = format!(
                    "the example breaks a rule at `{}`: {}",
                    found.pointer, rule.text
                );
                let span = example.tokens.value(&found.pointer);
                let help = "correct the example or the rule; if the pages contradict themselves, record a decision";
                draft.report(
                    Diagnostic::error(Code::ExampleViolation, span, message)
                        .related(place, "the rule")
                        .note(format!("the rule is {}", rule.id))
                        .help(help),
                );
            }
        }
    }
    if spec.incomplete.is_empty() {
        unlisted(draft);
    }
}

/// Fields and groups that have an error. An example that breaks one of their rules is
/// not reported as well.
struct Blamed {
    /// The beginning of each field and each group, with whether it has an error.
    parts: BTreeMap<Span, bool>,
}

impl Blamed {
    fn of(draft: &Draft<'_>) -> Self {
        let tables = || draft.tables.iter().map(|table| table.def);
        let fields = tables().flat_map(|def| def.fields.iter().map(|it| it.name.span));
        let groups = tables().flat_map(|def| def.groups.iter().map(|it| it.name.span));
        let names = tables().map(|def| def.name.span);
        let lists = draft.enums.iter().map(|list| list.def.name.span);
        let all = fields.chain(groups).chain(names).chain(lists);
        let mut found = Self { parts: all.map(|span| (span, false)).collect() };
        draft.reporter.each_error(|error| {
            let part = found.part(error.span);
            if let Some(has_error) = part.and_then(|part| found.parts.get_mut(&part)) {
                *has_error = true;
            }
        });
        found
    }

    /// The field or group that a place belongs to: the last one that begins before it.
    fn part(&self, place: Span) -> Option<Span> {
        let end = Span { end: u32::MAX, ..place };
        let (part, _) = self.parts.range(..=end).next_back()?;
        (part.file == place.file).then_some(*part)
    }

    fn has(&self, place: Span) -> bool {
        self.part(place).and_then(|part| self.parts.get(&part)).copied().unwrap_or(false)
    }
}

/// Operations whose examples cannot be checked: a part of their file could not be read,
/// or a type was not found or has the name of another one.
pub(super) struct Unsettled<'s> {
    spec: &'s Spec,
    files: HashSet<FileId>,
}

impl<'s> Unsettled<'s> {
    pub(super) fn of(draft: &Draft<'s>) -> Self {
        let mut files = HashSet::new();
        draft.reporter.each_error(|error| {
            if matches!(error.code, Code::UnknownType | Code::Name) {
                files.insert(error.span.file);
            }
        });
        Self { spec: draft.spec, files }
    }

    /// Whether examples of this operation can be checked.
    pub(super) fn leaves(&self, file: &OperationFile) -> bool {
        let service = self.spec.service.name.span.file;
        self.spec.is_complete(file)
            && !self.files.contains(&file.name.span.file)
            && !self.files.contains(&service)
    }
}

/// Whether an example looks like a request document, and not like a body alone.
pub(super) fn is_request_document(example: &Map<String, Value>) -> bool {
    let is_part = |key: &String| key == "operation" || Place::parse(key).is_some();
    example.is_empty() || example.keys().any(is_part)
}

/// The example of this name, if it could be read.
pub(super) fn find<'s>(
    draft: &Draft<'s>,
    name: &Spanned<String>,
) -> Option<&'s Example> {
    let spec = draft.spec;
    if let Some((_, example)) = spec.examples.get(&name.value) {
        return example.as_ref();
    }
    let message = format!("the spec has no file `{}`", example_path(name));
    let bare = name.strip_suffix(".json").unwrap_or(name);
    let help = did_you_mean(bare, spec.examples.keys().map(String::as_str));
    draft.report(Diagnostic::error(Code::Example, name.span, message).maybe_help(help));
    None
}

/// Reports example files that no operation names.
fn unlisted(draft: &Draft<'_>) {
    let spec = draft.spec;
    let listed: HashSet<&str> = spec
        .operations
        .iter()
        .flat_map(|file| file.request_examples.iter().chain(&file.response_examples))
        .map(|name| name.value.as_str())
        .collect();
    // If an operation misspells a name, no operation names that example.
    let known = || spec.examples.keys().map(String::as_str);
    let meant: HashSet<&str> = listed
        .iter()
        .filter(|name| !spec.examples.contains_key(**name))
        .filter_map(|name| nearest(name.strip_suffix(".json").unwrap_or(name), known()))
        .collect();
    for (_, (id, _)) in spec
        .examples
        .iter()
        .filter(|(name, _)| !meant.contains(name.as_str()))
        .filter(|(name, _)| !listed.contains(name.as_str()))
    {
        let span = Span { file: *id, start: 0, end: 1 };
        let diagnostic =
            Diagnostic::error(Code::Example, span, "no operation names this example");
        draft.report(
            diagnostic.help("add it to an operation's `examples`, or delete it"),
        );
    }
}
