//! The paths of the files of a spec: their names, endings and folders. Reading the files
//! belongs to `folder` and `load`.

use crate::diagnostic::nearest;

/// The file with the facts of the whole service.
const SERVICE: &str = "service";

/// The folder of examples.
pub(super) const EXAMPLES: &str = "examples/";

/// The path of the spec's folder itself among the files that cannot be read.
pub(super) const FOLDER: &str = ".";

/// The path of the example `name` in a spec.
#[must_use]
pub fn example_path(name: &str) -> String {
    format!("{EXAMPLES}{name}.json")
}

/// Whether a path has the ending of YAML, in upper or lower case.
pub(super) fn is_yaml(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml))
}

/// Whether a path is that of the file with the facts of the whole service.
pub(super) fn is_service(path: &str) -> bool {
    is_yaml(path) && path.rsplit_once('.').is_some_and(|(name, _)| name == SERVICE)
}

/// Whether a path is that of the folder of examples, or a misspelling of it.
pub(super) fn is_examples_folder(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    nearest(&name, [EXAMPLES.trim_end_matches('/')]).is_some()
}

/// Whether a file without the ending of YAML may be meant as a file of a spec: it has no
/// ending, or ends in `.yaml.txt`. Backup copies of editors have other endings.
pub(super) fn may_be_a_spec(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return true };
    let is_text = ["txt", "text"].iter().any(|it| ending.eq_ignore_ascii_case(it));
    is_text && is_yaml(stem)
}
