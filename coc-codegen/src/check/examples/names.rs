//! The examples that operations name: finds each by its name, and refuses an example of an
//! answer among those of requests. Their content belongs to `documents` and `walk`.

use std::collections::HashSet;

use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean, nearest};
use crate::source::{FileId, Spanned};
use crate::spec::{Example, OperationFile, example_path};

/// Reports examples of answers among those of requests, or the other way around, once for
/// an operation. Returns whether there are any.
pub(in crate::check) fn report_misplaced(
    draft: &Draft<'_>,
    file: &OperationFile,
) -> bool {
    let read = |name: &&Spanned<String>| {
        let (_, example) = draft.spec.examples.get(&name.value)?;
        example.as_ref().map(|it| &it.value)
    };
    let is_request = |name: &&Spanned<String>| {
        read(name)
            .is_some_and(|it| it.contains_key("operation") && !it.contains_key("status"))
    };
    let is_answer = |name: &&Spanned<String>| {
        read(name)
            .is_some_and(|it| it.contains_key("status") && !it.contains_key("operation"))
    };
    let requests = file.examples.requests.iter().filter(is_answer);
    let misplaced = requests.map(|name| (name, "an answer", "responses"));
    let answers = file.examples.responses.iter().filter(is_request);
    let mut misplaced =
        misplaced.chain(answers.map(|name| (name, "a request", "requests")));
    let Some((name, what, key)) = misplaced.next() else { return false };
    let message = format!("`{}` is the example of {what}", name.value);
    let own = if file.examples.own.contains(&name.value) { "own_" } else { "" };
    let found = Diagnostic::error(Code::Example, name.span, message)
        .help(format!("name it under `{own}{key}`"));
    draft.report(misplaced.take(3).fold(found, |found, (name, what, _)| {
        found.related(name.span, format!("this is the example of {what}, too"))
    }));
    true
}

/// The name of an example that is written as the path of its file.
pub(in crate::check) fn bare(name: &str) -> &str {
    let name = name.strip_suffix(".json").unwrap_or(name);
    name.strip_prefix("examples/").unwrap_or(name)
}

/// The names without a file, and the files without a name.
pub(in crate::check) struct Unmatched<'s> {
    names: Vec<&'s str>,
    pub(in crate::check) files: Vec<(&'s str, FileId)>,
}

impl<'s> Unmatched<'s> {
    pub(in crate::check) fn of(draft: &Draft<'s>) -> Self {
        let spec = draft.spec;
        let all = spec.operations.iter().flat_map(|file| file.examples.all());
        let named: HashSet<&str> = all.map(|name| name.value.as_str()).collect();
        let has_no_file = |name: &&str| !spec.examples.contains_key(*name);
        let mut names: Vec<&str> = named.iter().copied().filter(has_no_file).collect();
        names.sort_unstable();
        let files = spec.examples.iter().map(|(name, (file, _))| (name.as_str(), *file));
        Self { names, files: files.filter(|(name, _)| !named.contains(name)).collect() }
    }

    /// The file without a name that `name` probably means.
    fn meant(&self, name: &str) -> Option<&'s str> {
        match (self.names.as_slice(), self.files.as_slice()) {
            ([_], [(file, _)]) => Some(file),
            _ => nearest(bare(name), self.files.iter().map(|(file, _)| *file)),
        }
    }

    /// The files that names without a file probably mean.
    pub(in crate::check) fn probable(&self) -> HashSet<&str> {
        let words = |name: &&'s str| name.split_whitespace().chain(self.meant(name));
        self.names.iter().flat_map(words).collect()
    }
}

/// The other operation that an example of `file` names as its own.
pub(in crate::check) fn other_operation<'e>(
    draft: &Draft<'_>,
    file: &OperationFile,
    example: &'e Example,
) -> Option<&'e str> {
    let given = example.value.get("operation")?.as_str()?;
    let is_it = |other: &OperationFile| other.name.value == given;
    let is_other = given != file.name.value && draft.spec.operations.iter().any(is_it);
    is_other.then_some(given)
}

/// The example of this name, if it could be read.
pub(in crate::check) fn find<'s>(
    draft: &Draft<'s>,
    unmatched: &Unmatched<'_>,
    name: &Spanned<String>,
) -> Option<&'s Example> {
    let spec = draft.spec;
    if let Some((_, example)) = spec.examples.get(&name.value) {
        return example.as_ref();
    }
    if !spec.examples_are_readable {
        return None;
    }
    let message = format!("the spec has no file `{}`", example_path(name));
    let found = Diagnostic::error(Code::Example, name.span, message);
    let words: Vec<&str> = name.split_whitespace().collect();
    draft.report(if spec.examples.is_empty() {
        found.unknown(Declared::Example, "").help(
            "the folder `examples` is missing, or has no file whose name ends in `.json`",
        )
    } else if words.len() > 1 && words.iter().all(|it| spec.examples.contains_key(*it)) {
        found.help(format!("a comma is missing: write `{}`", words.join(", ")))
    } else {
        let meant = unmatched.meant(name).map(|it| format!("did you mean `{it}`?"));
        let known = || spec.examples.keys().map(String::as_str);
        let near = meant.or_else(|| did_you_mean(bare(name), known()));
        found.help(near.unwrap_or_else(|| "add the file, or delete the name".to_owned()))
    });
    None
}
