//! A spec and a generated crate in a folder of their own, and the commands on them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::files::{copy, write};

/// A folder with a spec, and with the files of a generated crate that the generator reads.
pub(crate) struct Workspace {
    pub(crate) folder: TempDir,
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

pub(crate) fn create_folder(folder: &Path) {
    fs::create_dir_all(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn remove(path: &Path) {
    let removed =
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Every file below a folder, and every folder.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at)
            .unwrap_or_else(|error| panic!("{}: {error}", at.display()))
            .flatten()
        {
            let path = entry.path();
            let name = path
                .strip_prefix(folder)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                open.push(path);
            } else {
                let bytes = fs::read(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                found.insert(name, bytes);
            }
        }
    }
    found
}

impl Workspace {
    /// This repository's spec, with everything generated.
    pub(crate) fn new() -> Self {
        let workspace = Self::empty();
        copy(&root().join("spec"), &workspace.spec());
        let output = workspace.codegen(&[]);
        assert!(output.status.success(), "{}", text_of(&output));
        workspace
    }

    /// A spec without files, and a crate without generated ones.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        create_folder(&folder.path().join("crate/src/runtime"));
        create_folder(&folder.path().join("spec"));
        Self { folder }
    }

    pub(crate) fn spec(&self) -> PathBuf {
        self.folder.path().join("spec")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.folder.path().join("crate")
    }

    /// A file or folder of the generated Rust.
    pub(crate) fn generated(&self, path: &str) -> PathBuf {
        self.out().join("src/generated").join(path)
    }

    /// Runs `codegen` on the folder, with more arguments.
    pub(crate) fn codegen(&self, more: &[&str]) -> Output {
        let mut command = xtask(&["codegen", "--spec"]);
        command.arg(self.spec()).arg("--out").arg(self.out()).args(more);
        run(command)
    }

    /// Runs `check` on the spec, with more arguments.
    pub(crate) fn check(&self, more: &[&str]) -> Output {
        let mut command = xtask(&["check", "--spec"]);
        command.arg(self.spec()).args(more);
        run(command)
    }

    /// Replaces the first `from` in a file of the spec.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.spec().join(name);
        let text = read(&path);
        assert!(text.contains(from), "{name} has no {from:?}");
        write(&path, &text.replacen(from, to, 1));
    }
}

pub(crate) fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments);
    command
}

pub(crate) fn run(mut command: Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{error}"))
}

/// The text that a command printed, for people and for programs.
pub(crate) fn text_of(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// `--check` must fail with these words, and write nothing.
#[track_caller]
pub(crate) fn check_fails(workspace: &Workspace, words: &[&str]) {
    let before = tree(&workspace.out());
    let output = workspace.codegen(&["--check"]);
    let said = text_of(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words.iter().chain(&["cargo xtask codegen"]) {
        assert!(said.contains(word), "no {word:?} in\n{said}");
    }
    assert_eq!(tree(&workspace.out()), before, "--check wrote something");
}

/// `--check` must find that nothing is stale.
#[track_caller]
pub(crate) fn check_passes(workspace: &Workspace) {
    let output = workspace.codegen(&["--check"]);
    assert!(output.status.success(), "{}", text_of(&output));
    assert!(text_of(&output).contains("up to date"), "{}", text_of(&output));
}

/// The command must fail with these words and leave the tree as it was.
#[track_caller]
pub(crate) fn assert_fails_without_changes(workspace: &Workspace, words: &[&str]) {
    let before = tree(&workspace.out());
    let output = workspace.codegen(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    for word in words {
        assert!(text_of(&output).contains(word), "no {word:?} in\n{}", text_of(&output));
    }
    let after = tree(&workspace.out());
    let names =
        |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before));
    assert_eq!(after, before);
}
