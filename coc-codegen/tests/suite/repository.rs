//! Files of this repository, and the names in their Rust code, for tests about its
//! structure.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::UseTree;

/// Every file below `folder` with this ending, with its text.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                let text = fs::read_to_string(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found.sort();
    found
}

/// The words of a text, such as `serde_yaml`.
pub(crate) fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect()
}

/// The code without its comments, which may use any name.
pub(crate) fn code(text: &str) -> String {
    let lines = text.lines().map(|line| match line.trim_start() {
        line if line.starts_with("//") => "",
        line => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths that a `use` item names, each under its own name: `*` stands for all names.
pub(crate) fn uses(tree: &UseTree) -> Vec<Vec<String>> {
    let (first, rest) = match tree {
        UseTree::Path(tree) => (&tree.ident, uses(&tree.tree)),
        UseTree::Name(tree) => (&tree.ident, vec![Vec::new()]),
        UseTree::Rename(tree) => (&tree.ident, vec![Vec::new()]),
        UseTree::Glob(_) => return vec![vec!["*".to_owned()]],
        UseTree::Group(group) => return group.items.iter().flat_map(uses).collect(),
    };
    let whole = |path: Vec<String>| [vec![first.to_string()], path].concat();
    rest.into_iter().map(whole).collect()
}
