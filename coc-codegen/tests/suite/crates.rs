//! Crates of other specs that tests compile, check and run: the generated crate in a
//! workspace of its own. The tests of them belong to `compiles` and to the modules of
//! their subjects.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use coc_codegen::emit::{Files, GENERATED};

use crate::cargo::cargo;
use crate::files::write;
use crate::support::{emit, library_spec, root};

/// The parts of the generated crate that are the same for every spec, as paths in the
/// repository. The sandbox is that of one service.
const SAME: [&str; 6] = [
    "Cargo.lock",
    "clippy.toml",
    "coc-generated/src/lib.rs",
    "coc-generated/src/runtime",
    "coc-generated/src/bin/coc-lint",
    "coc-generated/examples/lint.rs",
];

/// The features that the programs of the library's crate need, so that one build of the
/// crate serves all of them.
pub(crate) const OF_PROGRAMS: &str = "blocking,pattern,server,testing,typed";

/// A generated crate.
pub(crate) struct Crate {
    workspace: PathBuf,
}

impl Crate {
    /// The crate with these emitted files. Its folder has this name in the build folder and
    /// stays there, and files that have the right text are left alone: Cargo compiles only
    /// what has changed since the last run of the tests.
    ///
    /// # Panics
    /// If a crate of this name with other files was made in the same run.
    pub(crate) fn new(name: &str, files: &Files) -> Self {
        static MADE: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());
        let mut hasher = DefaultHasher::new();
        files.hash(&mut hasher);
        let hash = hasher.finish();
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let found = Self { workspace: build_folder().join("crates").join(name) };
        match made.insert(name.to_owned(), hash) {
            None => found.replace(files),
            Some(before) => assert_eq!(before, hash, "two crates are called {name}"),
        }
        found
    }

    /// The crate of the library's spec. Its programs need the features [`OF_PROGRAMS`].
    pub(crate) fn library() -> Self {
        Self::new("library", &emit(&library_spec()))
    }

    /// Gives the crate these emitted files, and the features that they need, in place of
    /// the ones before.
    pub(crate) fn replace(&self, files: &Files) {
        let mut texts = BTreeMap::from([
            ("Cargo.toml".to_owned(), self.workspace_manifest()),
            ("coc-generated/Cargo.toml".to_owned(), manifest(files)),
            (
                "coc-generated/src/sandbox/mod.rs".to_owned(),
                "//! The sandbox of another service.\n".to_owned(),
            ),
        ]);
        for path in SAME {
            collect(path, &mut texts);
        }
        let emitted = files.iter();
        texts.extend(
            emitted.map(|(path, text)| (format!("coc-generated/{path}"), text.clone())),
        );
        for (path, text) in &texts {
            self.write(path, text);
        }
        let is_orphan = |path: &Path| {
            let inside = path.strip_prefix(&self.workspace).ok().and_then(Path::to_str);
            inside.is_none_or(|inside| !texts.contains_key(inside))
        };
        remove(&self.path("coc-generated/src"), &is_orphan);
    }

    /// The manifest of the workspace, with one member. The version has the name of the crate,
    /// since Cargo tells the same package of two workspaces apart by its version alone.
    /// Warnings are errors by the lints, and not by flags of the compiler, and the profile is
    /// that of the tests: otherwise all dependencies would be compiled again.
    fn workspace_manifest(&self) -> String {
        let name = self.workspace.file_name().unwrap_or_default().to_string_lossy();
        let text = read(&root().join("Cargo.toml"));
        let is_of_members = |line: &&str| {
            line.starts_with("members = ") || line.starts_with("coc-codegen = ")
        };
        let mut manifest: String = text
            .lines()
            .filter(|it| !is_of_members(it))
            .map(|it| format!("{it}\n"))
            .collect();
        for (old, new) in [
            ("[workspace]\n", "[workspace]\nmembers = [\"coc-generated\"]\n"),
            (
                "\nversion = \"",
                &format!("\nversion = \"0.0.0-{}+", name.replace('_', "-")),
            ),
            (
                "[workspace.lints.rust]\n",
                "[workspace.lints.rust]\nwarnings = \"deny\"\n",
            ),
            ("[profile.test.package]\n", "[profile.dev.package]\n"),
        ] {
            assert_eq!(manifest.matches(old).count(), 1, "{old:?} in Cargo.toml");
            manifest = manifest.replace(old, new);
        }
        manifest
    }

    /// A path in the workspace of the crate.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.workspace.join(inside)
    }

    /// Writes a file of the workspace, unless it has this text already.
    pub(crate) fn write(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        if fs::read_to_string(&path).ok().as_deref() != Some(text) {
            write(&path, text);
        }
    }

    /// Puts a program among the examples of the crate.
    pub(crate) fn program(&self, name: &str, text: &str) {
        self.write(&format!("coc-generated/examples/{name}.rs"), text);
    }

    /// The areas of the spec: the features of the crate without dependencies.
    pub(crate) fn areas(&self) -> Vec<String> {
        let manifest = read(&self.path("coc-generated/Cargo.toml"));
        let names = manifest.lines().filter_map(|line| line.strip_suffix(" = []"));
        names.filter(|name| *name != "default").map(str::to_owned).collect()
    }

    /// A command of Cargo about the crate with these features and with all areas.
    pub(crate) fn cargo(&self, command: &str, features: &str) -> Command {
        let mut enabled = self.areas();
        enabled.push(features.to_owned());
        self.cargo_with(command, &enabled.join(","))
    }

    /// A command of Cargo about the crate with these features alone.
    pub(crate) fn cargo_with(&self, command: &str, features: &str) -> Command {
        let mut cargo = cargo();
        cargo
            .args([command, "--offline", "--quiet", "--package", "coc-generated"])
            .args(["--no-default-features", "--features", features])
            .current_dir(&self.workspace)
            .env("CARGO_TARGET_DIR", target())
            // The dependencies that the tests themselves have are compiled already.
            .env(
                "CARGO_BUILD_BUILD_DIR",
                build_folder().parent().unwrap_or(build_folder()),
            )
            // A build that is not repeated needs no cache.
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTDOCFLAGS");
        cargo
    }

    /// Checks the library of the crate, which must be without warnings.
    #[track_caller]
    pub(crate) fn check(&self, features: &str) {
        succeed(self.cargo("check", features).arg("--lib"), "");
    }

    /// Checks the library of the crate, which must be without warnings of the lints.
    #[track_caller]
    pub(crate) fn lint(&self, features: &str) {
        let mut clippy = self.cargo("clippy", features);
        succeed(clippy.args(["--lib", "--", "-Dwarnings"]), "");
    }

    /// Checks the library with every feature, which must be without warnings of the lints.
    #[track_caller]
    pub(crate) fn lint_every_feature(&self) {
        let mut clippy = self.cargo("clippy", "");
        succeed(clippy.args(["--all-features", "--lib", "--", "-Dwarnings"]), "");
    }

    /// Checks a program, which must be without warnings. A failure prints `about`.
    #[track_caller]
    pub(crate) fn check_program(&self, name: &str, features: &str, about: &str) {
        succeed(self.cargo("check", features).args(["--example", name]), about);
    }

    /// Runs a program in the folder of the workspace, and returns its output.
    #[track_caller]
    pub(crate) fn run(&self, name: &str, features: &str) -> String {
        succeed(self.cargo("run", features).args(["--example", name]), "")
    }

    /// Builds the linter of the crate and hands it over. All crates have one place for it,
    /// so they take turns.
    pub(crate) fn with_linter<T>(
        &self,
        features: &str,
        run: impl FnOnce(&Path) -> T,
    ) -> T {
        static TURN: Mutex<()> = Mutex::new(());
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        succeed(self.cargo("build", features).args(["--example", "lint"]), "");
        run(&target().join("debug/examples/lint"))
    }
}

/// Runs a command, which must succeed, and returns its output. A failure prints `about`.
#[track_caller]
pub(crate) fn succeed(command: &mut Command, about: &str) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{about}\n{command:?}\n{}",
        text.chars().take(8_000).collect::<String>()
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The folder for all that these tests build.
fn build_folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// One folder for the programs of all crates, apart from those of this workspace.
fn target() -> PathBuf {
    build_folder().join("generated")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The manifest of the crate with these emitted files. It lists no program, test or
/// benchmark, and no dependency of tests, since the workspace has none of them.
fn manifest(files: &Files) -> String {
    let text = read(&root().join("coc-generated/Cargo.toml"));
    let (mut is_target, mut is_of_tests) = (false, false);
    let mut manifest = String::new();
    for line in text.lines() {
        if line.starts_with('[') {
            is_target = line.starts_with("[[");
            is_of_tests = line == "[dev-dependencies]";
        }
        // The areas of this repository's spec are not those of another one.
        if is_target || is_of_tests || line.ends_with(" = []") {
            continue;
        }
        manifest += match line {
            line if line.starts_with("default = ") => "default = []",
            // The sandbox and the linter of another service need none of the areas.
            line if line.starts_with("lint = ") => "lint = [\"pattern\"]",
            line if line.starts_with("sandbox = ") => "sandbox = [\"server\"]",
            line => line,
        };
        manifest.push('\n');
    }
    let root = files.get(&format!("{GENERATED}/mod.rs")).map_or("", String::as_str);
    for line in root.lines() {
        let feature = line.strip_prefix("#[cfg(feature = \"");
        let Some(name) = feature.and_then(|rest| rest.strip_suffix("\")]")) else {
            continue;
        };
        if !manifest.contains(&format!("\n{name} = [")) {
            let heading = "[features]\n";
            manifest = manifest.replace(heading, &format!("{heading}{name} = []\n"));
        }
    }
    manifest
}

/// The text of a file of the repository, or of each file in a folder, by path.
fn collect(path: &str, texts: &mut BTreeMap<String, String>) {
    let place = root().join(path);
    if !place.is_dir() {
        texts.insert(path.to_owned(), read(&place));
        return;
    }
    let entries = fs::read_dir(&place)
        .unwrap_or_else(|error| panic!("{}: {error}", place.display()));
    for entry in entries.flatten() {
        collect(&format!("{path}/{}", entry.file_name().to_string_lossy()), texts);
    }
}

/// Removes the files in a folder and below it for which `is_orphan` is true.
fn remove(folder: &Path, is_orphan: &impl Fn(&Path) -> bool) {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            remove(&path, is_orphan);
        } else if is_orphan(&path) {
            fs::remove_file(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}
