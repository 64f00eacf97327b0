//! Reads a folder into a raw [`Spec`]: finds its files, and reads each one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::def::{Declarations, OperationFile, ServiceFile};
use super::example::{Example, example};
use super::operation::operation;
use super::service::service;
use super::yaml;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::parallel::in_parallel;
use crate::source::{FileId, Source, Sources, Span};

/// The file with the facts of the whole service.
const SERVICE: &str = "service";

/// The path of the spec's folder itself among the files that cannot be read.
const FOLDER: &str = ".";

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
}

impl Spec {
    /// Reads every file. Reports errors to `diagnostics`, and returns the parts that
    /// could be read.
    #[must_use]
    pub fn load(sources: &Sources, diagnostics: &mut Diagnostics) -> Self {
        let unreadable: HashMap<FileId, &str> = sources.unreadable().collect();
        for (file, reason) in &unreadable {
            let span = Span { file: *file, start: 0, end: 0 };
            diagnostics.push(Diagnostic::error(
                Code::File,
                span,
                format!("this file cannot be read: {reason}"),
            ));
        }
        let files: Vec<(FileId, &Source)> = sources
            .iter()
            .filter(|(id, source)| is_yaml(&source.path) && !unreadable.contains_key(id))
            .filter(|(id, source)| stands_in_the_folder(*id, source, diagnostics))
            .collect();
        let service_is_unreadable = sources
            .unreadable()
            .filter_map(|(id, _)| sources.get(id))
            .any(|it| is_service(&it.path) || it.path == FOLDER);
        let read = in_parallel(files.len(), |at| read(files[at].0, files[at].1));
        let mut spec = Self { service: unread(), ..Self::default() };
        let mut service_seen = false;
        for (file, found) in read {
            diagnostics.extend(found);
            match file {
                File::Service(second) if service_seen => {
                    let message = "there are two files for the whole service";
                    diagnostics.push(
                        Diagnostic::error(Code::Name, second.name.span, message)
                            .related(spec.service.name.span, "first here")
                            .help("keep `service.yaml`, and delete the other one"),
                    );
                }
                File::Service(service) => {
                    service_seen = true;
                    spec.service = service;
                }
                File::Operation(operation) => spec.operations.extend(operation),
            }
        }
        if !service_seen && !service_is_unreadable {
            let diagnostic = Diagnostic::error(
                Code::File,
                Span::default(),
                "the spec has no `service.yaml`",
            );
            diagnostics.push(
                diagnostic
                    .help("add one, at least with `service: NAME`; see spec/README.md"),
            );
        }
        spec.operations.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        refuse_copies(&mut spec.operations, diagnostics);
        spec.incomplete = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .map(|diagnostic| diagnostic.span.file)
            .collect();
        let mut service = sources.iter().filter(|(_, source)| is_service(&source.path));
        spec.has_service =
            service.next().is_some_and(|(id, _)| !spec.incomplete.contains(&id));
        spec.examples = examples(sources, diagnostics);
        spec
    }

    /// Whether all of an operation's file and of `service.yaml` could be read.
    pub(crate) fn is_complete(&self, file: &OperationFile) -> bool {
        self.has_service && !self.incomplete.contains(&file.name.span.file)
    }
}

/// Removes operations with the name of another one, since every declaration in a copied
/// file would be reported too.
fn refuse_copies(operations: &mut Vec<OperationFile>, diagnostics: &mut Diagnostics) {
    operations.dedup_by(|copy, first| {
        let is_copy = copy.name.value == first.name.value;
        if is_copy {
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

fn examples(
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, (FileId, Option<Example>)> {
    let mut found = BTreeMap::new();
    for (id, source) in sources.iter() {
        let name = source
            .path
            .strip_prefix("examples/")
            .and_then(|name| name.strip_suffix(".json"));
        if let Some(name) = name {
            found.insert(name.to_owned(), (id, example(id, source, diagnostics)));
        }
    }
    found
}

enum File {
    Service(ServiceFile),
    Operation(Option<OperationFile>),
}

fn read(id: FileId, source: &Source) -> (File, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let tree = yaml::parse(id, &source.text, &mut diagnostics);
    let file = if is_service(&source.path) {
        let service = tree.and_then(|tree| service(&tree, &mut diagnostics));
        File::Service(service.unwrap_or_else(unread))
    } else {
        File::Operation(tree.and_then(|tree| operation(&tree, &mut diagnostics)))
    };
    (file, diagnostics)
}

/// The substitute for a `service.yaml` that could not be read and may declare any name.
fn unread() -> ServiceFile {
    ServiceFile {
        names: Declarations { incomplete: true, ..Declarations::default() },
        ..ServiceFile::default()
    }
}

/// Whether the ending is that of YAML, in any letter case.
fn is_yaml(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml))
}

fn is_service(path: &str) -> bool {
    is_yaml(path) && path.rsplit_once('.').is_some_and(|(name, _)| name == SERVICE)
}

/// Refuses a YAML file in a folder within the spec, since operations must be beside
/// `service.yaml`.
fn stands_in_the_folder(
    id: FileId,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> bool {
    let inside = source.path.contains('/');
    if inside {
        let span = Span { file: id, start: 0, end: 0 };
        let message = "spec files belong directly in the spec folder";
        diagnostics.push(
            Diagnostic::error(Code::File, span, message)
                .help("move it beside `service.yaml`"),
        );
    }
    !inside
}

/// The path of the example `name` in a spec.
#[must_use]
pub fn example_path(name: &str) -> String {
    format!("examples/{name}.json")
}

/// Reads the files of the spec in `folder`. Skips hidden files and files of editors. A
/// file that cannot be read is among the sources with the reason.
///
/// # Errors
/// A message that names the folder, if it cannot be listed.
pub fn read_folder(folder: &Path) -> Result<Sources, String> {
    let mut found = FolderFiles::default();
    found
        .folder(folder, "")
        .map_err(|error| format!("the folder {}: {error}", folder.display()))?;
    Ok(Sources::new(found.files).with_unreadable(found.unreadable))
}

/// The same, but a folder that cannot be listed is a diagnostic as well.
#[must_use]
pub fn read_folder_or_reason(folder: &Path) -> Sources {
    read_folder(folder).unwrap_or_else(|reason| {
        Sources::default().with_unreadable(vec![(FOLDER.to_owned(), reason)])
    })
}

#[derive(Default)]
struct FolderFiles {
    files: Vec<Source>,
    unreadable: Vec<(String, String)>,
}

impl FolderFiles {
    fn folder(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|it| it.to_str()) else {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                self.unreadable.push((
                    format!("{prefix}{name}"),
                    "its name is not UTF-8".to_owned(),
                ));
                continue;
            };
            if name.starts_with(['.', '#']) || name.ends_with('~') {
                continue;
            }
            let shown = format!("{prefix}{name}");
            let json =
                prefix == "examples/" && name.to_ascii_lowercase().ends_with(".json");
            let wanted = json || is_yaml(name);
            let metadata = std::fs::metadata(&path);
            match metadata {
                // Only one level is searched, since a link may lead back here.
                Ok(metadata) if metadata.is_dir() && !wanted => {
                    if prefix.is_empty()
                        && let Err(error) = self.folder(&path, &format!("{shown}/"))
                    {
                        self.unreadable.push((shown, error.to_string()));
                    }
                }
                _ if !wanted => {}
                Ok(metadata) if metadata.is_file() => match text(&path) {
                    Ok(text) => self.files.push(Source { path: shown, text }),
                    Err(reason) => self.unreadable.push((shown, reason)),
                },
                Ok(metadata) if metadata.is_dir() => {
                    self.unreadable.push((shown, "it is a folder".to_owned()));
                }
                // A pipe is not opened, since that would wait for a writer.
                Ok(_) => {
                    self.unreadable.push((shown, "it is not a regular file".to_owned()));
                }
                Err(error) => self.unreadable.push((shown, error.to_string())),
            }
        }
        Ok(())
    }
}

fn text(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it is UTF-16; save it as UTF-8".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        format!("it is not UTF-8 from byte {} on", error.utf8_error().valid_up_to())
    })?;
    // Spans have 32 bits.
    if text.len() > u32::MAX as usize {
        return Err("it is larger than 4 GiB".to_owned());
    }
    Ok(text)
}
