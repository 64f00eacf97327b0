//! From texts to a [`Spec`] as written: one pass over each file. The files of a folder
//! belong to `folder`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::example::{Example, example};
use super::file_defs::{OperationFile, ServiceFile};
use super::headings::repair;
use super::operation::operation;
use super::repeated::explain_repeated_keys;
use super::service::service;
use super::table_defs::Declarations;
use super::yaml::{self, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::parallel::in_parallel;
use crate::source::{FileId, Source, Sources, Span, Unreadable};

/// The file with the facts of the whole service.
const SERVICE: &str = "service";

/// The folder of examples.
pub(super) const EXAMPLES: &str = "examples/";

/// The path of the spec's folder itself among the files that cannot be read.
pub(super) const FOLDER: &str = ".";

/// The mark of comments in drafts. Such a comment names a sentence of the page that was not
/// understood, and its place.
pub const DRAFT_MARK: &str = "# PAGE:";

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
    pub(crate) has_service: bool,
    /// Whether the folder of examples could be read, if there is one.
    pub(crate) has_examples: bool,
}

impl Spec {
    /// Reads every file. Reports errors to `diagnostics`, and returns the parts that
    /// could be read.
    #[must_use]
    pub fn load(sources: &Sources, diagnostics: &mut Diagnostics) -> Self {
        let unreadable: HashMap<FileId, &Unreadable> = sources.unreadable().collect();
        let mut spec = Self { service: unread(), ..Self::default() };
        spec.yaml(&files(sources, &unreadable, diagnostics), sources, diagnostics);
        spec.operations.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        refuse_copies(&mut spec.operations, sources, diagnostics);
        spec.incomplete = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(|diagnostic| diagnostic.span.file)
            .collect();
        let mut service = sources.iter().filter(|(_, source)| is_service(&source.path));
        spec.has_service =
            service.next().is_some_and(|(id, _)| !spec.incomplete.contains(&id));
        spec.has_examples =
            !unreadable.values().any(|file| is_examples_folder(&file.path));
        spec.examples = examples(sources, &unreadable, diagnostics);
        spec
    }

    /// Reads these YAML files, on all cores. One of them describes the service.
    fn yaml(
        &mut self,
        files: &[(FileId, &Source)],
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) {
        let has_service = sources.iter().any(|(_, source)| is_service(&source.path));
        let read =
            in_parallel(files.len(), |at| read(files[at].0, files[at].1, has_service));
        let mut service_seen = false;
        for (file, found) in read {
            diagnostics.extend(found);
            match file {
                File::Service(second) if service_seen => {
                    let message = "there are two files for the whole service";
                    diagnostics.push(
                        Diagnostic::error(Code::Name, second.name.span, message)
                            .related(self.service.name.span, "first here")
                            .help("keep `service.yaml`, and delete the other one"),
                    );
                }
                File::Service(service) => {
                    service_seen = true;
                    self.service = *service;
                }
                File::Operation(operation) => {
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
        self.has_service && !self.incomplete.contains(&file.name.span.file)
    }
}

/// The YAML files in the spec's folder itself. Reports files that cannot be read, and files
/// of a spec with another place or ending.
fn files<'s>(
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

/// A YAML file as written.
enum File {
    Service(Box<ServiceFile>),
    Operation(Option<Box<OperationFile>>),
}

/// Refuses the comments of a draft, since each stands for a sentence without a key.
fn refuse_draft_marks(id: FileId, text: &str, diagnostics: &mut Diagnostics) {
    for (at, _) in text.match_indices(DRAFT_MARK) {
        let is_comment = text[..at].ends_with([' ', '\n', '\t']) || at == 0;
        let length = text[at..].lines().next().map_or(0, str::len);
        let span = Span::of(id, at..at + length);
        if is_comment {
            let message = "a sentence of the page is not transcribed";
            diagnostics.push(
                Diagnostic::error(Code::PageComment, span, message)
                    .help("read it at the place that the comment names, write its key, and delete the comment"),
            );
        }
    }
}

/// Reads a YAML file.
fn read(id: FileId, source: &Source, has_service: bool) -> (File, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    refuse_draft_marks(id, &source.text, &mut diagnostics);
    let tree = yaml::parse(id, &source.text, &mut diagnostics);
    let has_repeated_keys =
        tree.as_ref().is_some_and(|root| explain_repeated_keys(root, &mut diagnostics));
    let mut tree = tree.filter(|_| !has_repeated_keys);
    if let Some(key) = tree.as_ref().and_then(open_api) {
        let message = "this is an OpenAPI document, and no file of a spec";
        diagnostics.push(
            Diagnostic::error(Code::File, key, message)
                .help("move it out of the folder, and transcribe the pages as spec/README.md describes"),
        );
        tree = None;
    }
    let described = tree.as_ref().and_then(Described::by_keys);
    let misplaced = match (described, is_service(&source.path)) {
        (Some(Described::Service), false) if !has_service => Some((
            "this file describes the service, and is not called `service.yaml`",
            "rename it to `service.yaml`",
        )),
        (Some(Described::Service), false) => Some((
            "this file describes the service, as `service.yaml` does",
            "write the operation that belongs here, or delete the file",
        )),
        (Some(Described::Operation), true) => Some((
            "this file describes an operation, and `service.yaml` is for the whole service",
            "restore the facts of the service; an operation has a file of its own",
        )),
        _ => None,
    };
    if let Some((message, help)) = misplaced {
        let span = Span::start_of(id);
        diagnostics.push(Diagnostic::error(Code::File, span, message).help(help));
    }
    let is_service = is_service(&source.path) || misplaced.is_some() && !has_service;
    // Such a file is not read further, since every key would be reported.
    if misplaced.is_some() && has_service {
        let file = match is_service {
            true => File::Service(Box::new(unread())),
            false => File::Operation(None),
        };
        return (file, diagnostics);
    }
    if let Some(tree) = &mut tree {
        let shape = if is_service { "service" } else { "operation" };
        repair(tree, shape, &mut diagnostics);
    }
    let file = if is_service {
        let service = tree.and_then(|tree| service(&tree, &mut diagnostics));
        File::Service(Box::new(service.unwrap_or_else(unread)))
    } else {
        let operation = tree.and_then(|tree| operation(&tree, &mut diagnostics));
        File::Operation(operation.map(Box::new))
    };
    (file, diagnostics)
}

/// The key by which a file is an OpenAPI document.
fn open_api(tree: &Node) -> Option<Span> {
    tree.key_span("openapi").or_else(|| tree.key_span("swagger"))
}

/// The thing that a file describes.
#[derive(Clone, Copy)]
enum Described {
    Service,
    Operation,
}

impl Described {
    /// The thing that the keys of a file describe, judged by those that the other thing
    /// does not have.
    fn by_keys(tree: &Node) -> Option<Self> {
        let has = |key| tree.key_span(key).is_some();
        match (has("service"), has("operation") || has("http")) {
            (true, false) => Some(Self::Service),
            (false, true) => Some(Self::Operation),
            _ => None,
        }
    }
}

/// The substitute for a `service.yaml` that could not be read and may declare any name.
fn unread() -> ServiceFile {
    ServiceFile {
        names: Declarations { incomplete: true, ..Declarations::default() },
        ..ServiceFile::default()
    }
}

/// Whether a path has the ending of YAML, in upper or lower case.
pub(super) fn is_yaml(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml))
}

/// Whether a path is that of the file with the facts of the whole service.
fn is_service(path: &str) -> bool {
    is_yaml(path) && path.rsplit_once('.').is_some_and(|(name, _)| name == SERVICE)
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

/// Whether a path is that of the folder of examples, or a misspelling of it.
pub(super) fn is_examples_folder(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    nearest(&name, [EXAMPLES.trim_end_matches('/')]).is_some()
}

/// Whether a file without the ending of YAML may be meant as a file of a spec: it has no
/// ending, or one of plain text behind that of YAML. Backup copies of editors have others.
pub(super) fn may_be_a_spec(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return true };
    let is_text = ["txt", "text"].iter().any(|it| ending.eq_ignore_ascii_case(it));
    is_text && is_yaml(stem)
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
            let message = "a file of the spec ends in `.yaml`, or it is not read";
            diagnostics.push(
                Diagnostic::error(Code::File, Span::start_of(id), message)
                    .help(format!("rename it to `{stem}.yaml`")),
            );
        }
    }
}

/// The path of the example `name` in a spec.
#[must_use]
pub fn example_path(name: &str) -> String {
    format!("{EXAMPLES}{name}.json")
}
