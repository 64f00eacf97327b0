//! Reads the files of a spec's folder as texts. Their contents belong to `load`.

use std::fs::Metadata;
use std::path::Path;

use super::load::{EXAMPLES, FOLDER, is_examples_folder, is_yaml, may_be_a_spec};
use crate::source::{Source, Sources, Unreadable};

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
    Ok(Sources::with_unreadable(found.files, found.unreadable))
}

/// The same, but a folder that cannot be listed is a diagnostic as well.
#[must_use]
pub fn read_folder_or_reason(folder: &Path) -> Sources {
    read_folder(folder).unwrap_or_else(|reason| {
        Sources::with_unreadable(Vec::new(), vec![Unreadable::new(FOLDER, reason)])
    })
}

/// The deepest level of folders that is searched for files of a spec.
const MAX_FOLDERS: usize = 8;

/// Whether a line is one that files of a spec begin with.
fn is_first_line(line: &str) -> bool {
    ["operation:", "service:"].iter().any(|key| line.starts_with(key))
}

/// The files that were found in a folder.
#[derive(Default)]
struct FolderFiles {
    files: Vec<Source>,
    unreadable: Vec<Unreadable>,
}

impl FolderFiles {
    /// Reads the files of a folder, under paths that begin with `prefix`.
    fn folder(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|it| it.to_str()) else {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                self.refuse(format!("{prefix}{name}"), "its name is not UTF-8");
                continue;
            };
            if name.starts_with(['.', '#']) || name.ends_with('~') {
                continue;
            }
            let shown = format!("{prefix}{name}");
            let json =
                prefix == EXAMPLES && name.to_ascii_lowercase().ends_with(".json");
            let is_examples = prefix.is_empty() && format!("{name}/") == EXAMPLES;
            let is_wanted = json || is_yaml(name);
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() && !is_wanted => {
                    // Links are followed on one level only, since one may lead back.
                    let depth = prefix.matches('/').count();
                    if depth == 0 || depth < MAX_FOLDERS && !path.is_symlink() {
                        self.inside(folder, &path, shown);
                    }
                }
                Ok(metadata)
                    if metadata.is_file() && may_be_a_spec(name) && !is_examples =>
                {
                    // Files of other purposes may be here, and are left out.
                    if let Ok(text) = text(&path, &shown)
                        && text.lines().any(is_first_line)
                    {
                        self.files.push(Source { path: shown, text });
                    }
                }
                Ok(metadata) if is_wanted => self.file(&path, shown, &metadata),
                Ok(_) if is_examples => self.refuse(shown, "it is no folder"),
                Err(error) if is_wanted || is_examples => {
                    self.refuse(shown, error.to_string());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads a folder inside the spec's.
    fn inside(&mut self, outer: &Path, path: &Path, shown: String) {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.into());
        let name = format!("{shown}/");
        if real(outer).starts_with(real(path)) {
            let found =
                Unreadable::new(shown, "it is a link to a folder that it stands in");
            self.unreadable.push(found.with_help("delete it"));
        } else if name != EXAMPLES && is_examples_folder(&shown) && holds_json(path) {
            let reason = "the folder of examples is called `examples`";
            self.unreadable.push(Unreadable::new(shown, reason).with_help("rename it"));
        } else if let Err(error) = self.folder(path, &name) {
            self.refuse(shown, error.to_string());
        }
    }

    /// Reads a file of the spec.
    fn file(&mut self, path: &Path, shown: String, metadata: &Metadata) {
        if metadata.is_dir() {
            self.refuse(shown, "it is a folder");
        } else if !metadata.is_file() {
            // Opening a pipe would wait for a writer.
            self.refuse(shown, "it is no regular file");
        } else {
            match text(path, &shown) {
                Ok(text) => self.files.push(Source { path: shown, text }),
                Err(found) => self.unreadable.push(found),
            }
        }
    }

    /// Adds a file that cannot be read.
    fn refuse(&mut self, shown: String, reason: impl Into<String>) {
        self.unreadable.push(Unreadable::new(shown, reason));
    }
}

/// Whether a folder has a file with the ending of JSON.
fn holds_json(folder: &Path) -> bool {
    let is_json = |path: &Path| path.extension().is_some_and(|it| it == "json");
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| is_json(&entry.path())))
}

/// Reads a file as text.
///
/// # Errors
/// The file with the reason, if it cannot be read as UTF-8.
fn text(path: &Path, shown: &str) -> Result<String, Unreadable> {
    let refuse = |reason: &str| Unreadable::new(shown, reason);
    let bytes = std::fs::read(path).map_err(|error| refuse(&error.to_string()))?;
    if is_utf16(&bytes) {
        return Err(refuse("it is UTF-16").with_help("save it as UTF-8"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = u32::try_from(error.utf8_error().valid_up_to()).unwrap_or(u32::MAX);
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        Unreadable {
            text,
            at,
            ..refuse("this byte is not UTF-8").with_help("save the file as UTF-8")
        }
    })?;
    // Spans are 32 bits wide, which no spec comes near to.
    if text.len() > u32::MAX as usize {
        return Err(refuse("it is larger than 4 GiB"));
    }
    Ok(text)
}

/// Whether bytes are UTF-16: they have its mark, or every second one is zero.
fn is_utf16(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).all(|byte| *byte == 0);
    start.starts_with(&[0xff, 0xfe])
        || start.starts_with(&[0xfe, 0xff])
        || (start.len() > 3 && (zeros(0) || zeros(1)) && start.iter().any(|it| *it != 0))
}
