//! From a folder to a raw [`Spec`]: which files there are, and one pass over each.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::def::{Declarations, OperationFile, ServiceFile};
use super::example::{Example, example};
use super::operation::operation;
use super::service::service;
use super::yaml;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parallel::in_parallel;
use crate::source::{FileId, Source, Sources, Span};

/// The file that holds what is true of the whole service.
const SERVICE: &str = "service.yaml";

/// A whole spec as written.
#[derive(Debug, Clone, Default)]
pub struct Spec {
    pub(crate) service: ServiceFile,
    pub(crate) operations: Vec<OperationFile>,
    /// Examples by name, with their files; without a value where one could not be read.
    pub(crate) examples: BTreeMap<String, (FileId, Option<Example>)>,
    /// YAML files of which a part could not be read.
    pub(crate) incomplete: HashSet<FileId>,
    /// Whether all of `service.yaml` could be read.
    pub(crate) has_service: bool,
}

impl Spec {
    /// Reads every file; mistakes go to `diagnostics`, and what could be read is returned all the same.
    #[must_use]
    pub fn load(sources: &Sources, diagnostics: &mut Diagnostics) -> Self {
        let files: Vec<(FileId, &Source)> =
            sources.iter().filter(|(_, source)| is_yaml(&source.path)).collect();
        let read = in_parallel(files.len(), |at| read(files[at].0, files[at].1));
        let mut spec = Self { service: unread(), ..Self::default() };
        let mut service_seen = false;
        for (file, found) in read {
            diagnostics.extend(found);
            match file {
                File::Service(service) => {
                    service_seen = true;
                    spec.service = service;
                }
                File::Operation(operation) => spec.operations.extend(operation),
            }
        }
        if !service_seen {
            let diagnostic = Diagnostic::error(Code::File, Span::default(), "the spec has no `service.yaml`");
            diagnostics
                .push(diagnostic.help("it holds what is true of the whole service; see spec/README.md"));
        }
        spec.incomplete = diagnostics.iter().map(|diagnostic| diagnostic.span.file).collect();
        let service = sources.find(SERVICE);
        spec.has_service = service.is_some_and(|(id, _)| !spec.incomplete.contains(&id));
        spec.examples = examples(sources, diagnostics);
        spec.operations.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        spec
    }
}

fn examples(sources: &Sources, diagnostics: &mut Diagnostics) -> BTreeMap<String, (FileId, Option<Example>)> {
    let mut found = BTreeMap::new();
    for (id, source) in sources.iter() {
        let name = source.path.strip_prefix("examples/").and_then(|name| name.strip_suffix(".json"));
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
    let tree = yaml::parse(id, &source.text);
    let tree =
        tree.map_err(|found| found.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic))).ok();
    let file = if source.path == SERVICE {
        let service = tree.and_then(|tree| service(&tree, &mut diagnostics));
        File::Service(service.unwrap_or_else(unread))
    } else {
        File::Operation(tree.and_then(|tree| operation(&tree, &mut diagnostics)))
    };
    (file, diagnostics)
}

/// Stands in for a `service.yaml` that could not be read: it may have declared anything.
fn unread() -> ServiceFile {
    ServiceFile {
        names: Declarations { incomplete: true, ..Declarations::default() },
        ..ServiceFile::default()
    }
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") && !path.contains('/')
}

/// Where the example `name` stands in a spec.
#[must_use]
pub fn example_path(name: &str) -> String {
    format!("examples/{name}.json")
}

/// Reads the files of the spec in `folder` that the generator looks at.
///
/// # Errors
/// A message that names the file or folder that cannot be read.
pub fn read_folder(folder: &Path) -> Result<Sources, String> {
    let mut files = Vec::new();
    collect(folder, "", &["yaml"], &mut files)?;
    let examples = folder.join("examples");
    if examples.is_dir() {
        collect(&examples, "examples/", &["json"], &mut files)?;
    }
    Ok(Sources::new(files))
}

fn collect(folder: &Path, prefix: &str, endings: &[&str], files: &mut Vec<Source>) -> Result<(), String> {
    let failed =
        |path: &Path, error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
    for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
        let path = entry.map_err(|error| failed(folder, &error))?.path();
        let wanted = path.extension().and_then(|it| it.to_str()).is_some_and(|it| endings.contains(&it));
        if !wanted {
            continue;
        }
        let Some(name) = path.file_name().and_then(|it| it.to_str()) else {
            return Err(failed(&path, &"its name is not UTF-8"));
        };
        let bytes = std::fs::read(&path).map_err(|error| failed(&path, &error))?;
        let text = String::from_utf8(bytes).map_err(|_| failed(&path, &"it is not UTF-8"))?;
        // Spans are 32 bits wide, which no spec comes near to.
        if text.len() > u32::MAX as usize {
            return Err(failed(&path, &"it is larger than 4 GiB"));
        }
        files.push(Source { path: format!("{prefix}{name}"), text });
    }
    Ok(())
}
