//! Reads the texts of a spec into a [`Spec`], without resolving names. The files of a
//! folder belong to `folder`, the content of one file to `yaml_file`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::file_defs::{OperationFile, ServiceFile};
use super::paths::{
    EXAMPLES, FOLDER, example_path, is_examples_folder, is_service, is_yaml,
    may_be_a_spec,
};
use super::yaml_file::{YamlFile, read};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::parallel::in_parallel;
use crate::source::{FileId, Source, Sources, Span, Unreadable};
use crate::spec::json::example::{Example, example};

/// A spec as written.
#[derive(Debug, Clone, Default)]
pub struct Spec {
    pub(crate) service: ServiceFile,
    pub(crate) operations: Vec<OperationFile>,
    /// Examples by name, with their files. An example that could not be read has no
    /// value.
    pub(crate) examples: BTreeMap<String, (FileId, Option<Example>)>,
    /// YAML files of which a part could not be read.
    pub(crate) incomplete: HashSet<FileId>,
    /// Whether all of `service.yaml` could be read.
    pub(crate) service_is_complete: bool,
    /// Whether the folder of examples could be read, if there is one.
    pub(crate) examples_are_readable: bool,
}

impl Spec {
    /// Reads every file. Reports errors to `diagnostics`, and returns the parts that
    /// could be read.
    #[must_use]
    pub fn load(sources: &Sources, diagnostics: &mut Diagnostics) -> Self {
        let unreadable: HashMap<FileId, &Unreadable> = sources.unreadable().collect();
        let mut spec = Self { service: ServiceFile::unread(), ..Self::default() };
        spec.read_files(
            &yaml_files(sources, &unreadable, diagnostics),
            sources,
            diagnostics,
        );
        spec.operations.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        refuse_copies(&mut spec.operations, sources, diagnostics);
        spec.incomplete = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(|diagnostic| diagnostic.span.file)
            .collect();
        let mut service = sources.iter().filter(|(_, source)| is_service(&source.path));
        spec.service_is_complete =
            service.next().is_some_and(|(id, _)| !spec.incomplete.contains(&id));
        spec.examples_are_readable =
            !unreadable.values().any(|file| is_examples_folder(&file.path));
        spec.examples = examples(sources, &unreadable, diagnostics);
        spec
    }

    /// Reads these YAML files, on all cores. One of them describes the service.
    fn read_files(
        &mut self,
        files: &[(FileId, &Source)],
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) {
        let has_service_file =
            sources.iter().any(|(_, source)| is_service(&source.path));
        let read = in_parallel(files.len(), |at| {
            read(files[at].0, files[at].1, has_service_file)
        });
        let mut service_seen = false;
        for (file, found) in read {
            diagnostics.extend(found);
            match file {
                YamlFile::Service(second) if service_seen => {
                    let message = "there are two files for the whole service";
                    diagnostics.push(
                        Diagnostic::error(Code::Name, second.name.span, message)
                            .related(self.service.name.span, "first here")
                            .help("keep `service.yaml`, and delete the other one"),
                    );
                }
                YamlFile::Service(service) => {
                    service_seen = true;
                    self.service = *service;
                }
                YamlFile::Operation(operation) => {
                    self.operations.extend(operation.map(|it| *it));
                }
            }
        }
        let mut unreadable = sources.unreadable();
        let is_unreadable =
            unreadable.any(|(_, it)| is_service(&it.path) || it.path == FOLDER);
        if !service_seen && !is_unreadable {
            let message = "the spec has no `service.yaml`";
            diagnostics.push(
                Diagnostic::error(Code::File, Span::default(), message)
                    .help("add one, at least with `service: NAME`; see spec/README.md"),
            );
        }
    }

    /// Whether all of an operation's file and of `service.yaml` could be read.
    pub(crate) fn is_complete(&self, file: &OperationFile) -> bool {
        self.service_is_complete && !self.incomplete.contains(&file.name.span.file)
    }
}

/// The YAML files in the spec's folder itself. Reports files that cannot be read, and files
/// of a spec with another place or ending.
fn yaml_files<'s>(
    sources: &'s Sources,
    unreadable: &HashMap<FileId, &Unreadable>,
    diagnostics: &mut Diagnostics,
) -> Vec<(FileId, &'s Source)> {
    for (file, found) in unreadable {
        let span = Span { start: found.at, end: found.at, ..Span::start_of(*file) };
        let other = "put a file here that can be read, or move it out of the folder";
        let help = found.help.unwrap_or(other);
        let message = format!("this file cannot be read: {}", found.reason);
        diagnostics.push(Diagnostic::error(Code::File, span, message).help(help));
    }
    let readable = || sources.iter().filter(|(id, _)| !unreadable.contains_key(id));
    refuse_other_endings(readable(), diagnostics);
    let yaml = readable().filter(|(_, source)| is_yaml(&source.path));
    let (inside, files): (Vec<_>, Vec<_>) =
        yaml.partition(|(_, source)| source.path.contains('/'));
    refuse_inside(&inside, diagnostics);
    files
}

/// Reports and removes operations with a name that another one has. Otherwise each
/// declaration of a copied file would be reported. A file with the name of its operation is
/// no copy.
fn refuse_copies(
    operations: &mut Vec<OperationFile>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let has_its_name = |it: &OperationFile| {
        let path = sources.get(it.name.span.file).map_or("", |it| it.path.as_str());
        path.rsplit_once('.').is_some_and(|(stem, _)| stem == it.name.value)
    };
    operations.dedup_by(|copy, first| {
        let is_copy = copy.name.value == first.name.value;
        if is_copy {
            if has_its_name(copy) && !has_its_name(first) {
                std::mem::swap(copy, first);
            }
            let message =
                format!("the operation `{}` is declared twice", copy.name.value);
            let diagnostic = Diagnostic::error(Code::Name, copy.name.span, message);
            diagnostics.push(
                diagnostic
                    .related(first.name.span, "first here")
                    .help("choose another name, or delete the copy"),
            );
        }
        is_copy
    });
}

/// Reads the examples, by name.
fn examples(
    sources: &Sources,
    unreadable: &HashMap<FileId, &Unreadable>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, (FileId, Option<Example>)> {
    let mut found = BTreeMap::new();
    for (id, source) in sources.iter() {
        let Some(file) = source.path.strip_prefix(EXAMPLES) else { continue };
        let is_json = file.ends_with(".json");
        if is_json || is_yaml(file) {
            let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
            let is_text = is_json && !unreadable.contains_key(&id);
            let read = is_text.then(|| example(id, source, diagnostics)).flatten();
            found.insert(name.to_owned(), (id, read));
        }
    }
    found
}

/// Refuses YAML files in inner folders, each folder once: operations belong beside
/// `service.yaml`, examples are JSON, and no file is ignored.
fn refuse_inside(files: &[(FileId, &Source)], diagnostics: &mut Diagnostics) {
    let mut folders: HashSet<&str> = HashSet::new();
    for (id, source) in files {
        let span = Span::start_of(*id);
        let error = |message: &str| Diagnostic::error(Code::File, span, message);
        if let Some(file) = source.path.strip_prefix(EXAMPLES) {
            let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
            let help = format!("write it as JSON, into `{}`", example_path(name));
            diagnostics.push(error("an example is a `.json` file").help(help));
        } else if folders.insert(source.path.split('/').next().unwrap_or_default()) {
            let message = "spec files belong directly in the spec folder";
            diagnostics.push(error(message).help("move it beside `service.yaml`"));
        }
    }
}

/// Refuses a file of a spec without the ending of YAML, since it would be ignored.
fn refuse_other_endings<'s>(
    sources: impl Iterator<Item = (FileId, &'s Source)>,
    diagnostics: &mut Diagnostics,
) {
    for (id, source) in sources {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        if !is_yaml(name) && may_be_a_spec(name) {
            let stem = name.split('.').next().unwrap_or_default();
            let message = "only files that end in `.yaml` are read";
            diagnostics.push(
                Diagnostic::error(Code::File, Span::start_of(id), message)
                    .help(format!("rename it to `{stem}.yaml`")),
            );
        }
    }
}
