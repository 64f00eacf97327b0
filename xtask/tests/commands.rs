//! The commands as people run them: the text that they print, the files that they write,
//! and the files that they leave alone.

#[path = "../../coc-codegen/tests/files/mod.rs"]
mod files;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use files::{copy, write};
use tempfile::TempDir;

/// A folder with a spec, and with the files of a generated crate that the generator reads.
struct Bench {
    folder: TempDir,
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn make(folder: &Path) {
    fs::create_dir_all(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn remove(path: &Path) {
    let removed =
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Every file below a folder, and every folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
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

impl Bench {
    /// This repository's spec, with everything generated.
    fn new() -> Self {
        let bench = Self::empty();
        copy(&root().join("spec"), &bench.spec());
        let output = bench.codegen(&[]);
        assert!(output.status.success(), "{}", said(&output));
        bench
    }

    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        make(&folder.path().join("crate/src/runtime"));
        make(&folder.path().join("spec"));
        Self { folder }
    }

    fn spec(&self) -> PathBuf {
        self.folder.path().join("spec")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("crate")
    }

    fn generated(&self, path: &str) -> PathBuf {
        self.out().join("src/generated").join(path)
    }

    fn codegen(&self, more: &[&str]) -> Output {
        let mut command = xtask(&["codegen", "--spec"]);
        command.arg(self.spec()).arg("--out").arg(self.out()).args(more);
        run(command)
    }

    fn check(&self, more: &[&str]) -> Output {
        let mut command = xtask(&["check", "--spec"]);
        command.arg(self.spec()).args(more);
        run(command)
    }

    /// Replaces the first `from` in a file of the spec.
    fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.spec().join(name);
        let text = read(&path);
        assert!(text.contains(from), "{name} has no {from:?}");
        write(&path, &text.replacen(from, to, 1));
    }
}

fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments);
    command
}

fn run(mut command: Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{error}"))
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// `--check` must fail with these words, and write nothing.
#[track_caller]
fn check_fails(bench: &Bench, words: &[&str]) {
    let before = tree(&bench.out());
    let output = bench.codegen(&["--check"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words.iter().chain(&["cargo xtask codegen"]) {
        assert!(said.contains(word), "no {word:?} in\n{said}");
    }
    assert_eq!(tree(&bench.out()), before, "--check wrote something");
}

#[track_caller]
fn check_passes(bench: &Bench) {
    let output = bench.codegen(&["--check"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("up to date"), "{}", said(&output));
}

/// The command must fail with these words and leave the tree as it was.
#[track_caller]
fn fails_whole(bench: &Bench, words: &[&str]) {
    let before = tree(&bench.out());
    let output = bench.codegen(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    for word in words {
        assert!(said(&output).contains(word), "no {word:?} in\n{}", said(&output));
    }
    let after = tree(&bench.out());
    let names =
        |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before));
    assert_eq!(after, before);
}

#[test]
fn committed_files_are_up_to_date() {
    let output = run(xtask(&["codegen", "--check"]));
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn running_again_changes_nothing_and_deleting_is_undone_byte_for_byte() {
    let bench = Bench::new();
    let first = tree(&bench.out());
    assert!(first.len() > 10, "{:?}", first.keys());
    check_passes(&bench);
    let again = bench.codegen(&[]);
    assert!(said(&again).contains("up to date"), "{}", said(&again));
    assert_eq!(tree(&bench.out()), first);
    remove(&bench.out().join("src/generated"));
    assert!(bench.codegen(&[]).status.success());
    assert_eq!(tree(&bench.out()), first);
    // A run in another folder writes the same files.
    assert_eq!(tree(&Bench::new().out()), first);
}

#[test]
fn a_note_is_said_again_and_files_that_go_are_counted() {
    let bench = Bench::empty();
    write(&bench.spec().join("service.yaml"), "service: demo\n");
    let operation = bench.spec().join("open_door.yaml");
    let spec = "operation: open_door\nhttp: POST /doors\nbody: Door\n\
        types: { Door: { fields: { kind: { type: Kind }, name: { type: string, required: { kind: a } } } } }\n\
        enums: { Kind: { values: { a: , b: } } }\n";
    write(&operation, spec);
    let run = || said(&bench.codegen(&[]));
    assert!(run().contains("note[S031]"));
    let again = run();
    assert!(again.contains("note[S031]") && again.contains("up to date"), "{again}");
    // Every file goes, and others come.
    write(&operation, &spec.replace("open_door", "open_gate"));
    let said = run();
    let count = said.lines().find_map(|line| line.strip_suffix(" files changed"));
    let (changed, all) =
        count.and_then(|it| it.split_once(" of ")).unwrap_or_else(|| panic!("{said}"));
    let number = |text: &str| text.parse::<usize>().unwrap_or_else(|_| panic!("{said}"));
    assert!(said.contains("removed ") && number(changed) <= number(all), "{said}");
}

#[test]
fn a_stamp_hides_nothing_from_the_next_run() {
    let bench = Bench::empty();
    write(&bench.spec().join("service.yaml"), "service: demo\n");
    let operation = bench.spec().join("open_door.yaml");
    let spec = "operation: open_door\nhttp: POST /doors\nbody: Door\n\
        types: { Door: { fields: { name: { type: string, doc: Its name. } } } }\n";
    write(&operation, spec);
    let says = |word: &str| {
        let output = bench.codegen(&[]);
        assert!(
            output.status.success() && said(&output).contains(word),
            "no {word:?} in {}",
            said(&output)
        );
    };
    says("created openapi.json");
    let first = tree(&bench.out());
    says("up to date");
    for path in ["openapi.json", "src/generated/mod.rs"] {
        write(&bench.out().join(path), "edited");
        says(&format!("updated {path}"));
        remove(&bench.out().join(path));
        says(&format!("created {path}"));
    }
    write(&bench.generated("left_over.rs"), "");
    says("removed src/generated/left_over.rs");
    write(&operation, &spec.replace("Its name", "Its title"));
    says("updated src/generated/open_door/types.rs");
    write(&operation, spec);
    says("updated src/generated/open_door/types.rs");
    assert_eq!(tree(&bench.out()), first);
    // A warning is printed in every run.
    write(
        &bench.spec().join("service.yaml"),
        "service: demo\nenums: { Idle: { values: { a: One. } } }\n",
    );
    says("nothing uses the enumeration `Idle`");
    says("nothing uses the enumeration `Idle`");
    remove(&bench.out().join("src/runtime"));
    assert_eq!(bench.codegen(&[]).status.code(), Some(1));
}

#[test]
fn a_stale_file_fails_the_check() {
    let bench = Bench::new();
    bench.edit("create_ticket.yaml", "doc: ", "doc: Reworded. ");
    check_fails(&bench, &["stale", "src/generated/create_ticket/", "Reworded."]);
}

#[test]
fn a_missing_file_fails_the_check() {
    let bench = Bench::new();
    remove(&bench.generated("create_ticket/types.rs"));
    check_fails(&bench, &["missing: src/generated/create_ticket/types.rs"]);
}

#[test]
fn an_orphan_fails_the_check_and_is_removed_with_its_folder() {
    let bench = Bench::new();
    let before = tree(&bench.out());
    write(&bench.generated("left_over/mod.rs"), "// old\n");
    check_fails(&bench, &["orphaned: src/generated/left_over/mod.rs"]);
    let output = bench.codegen(&[]);
    assert!(
        said(&output).contains("removed src/generated/left_over/mod.rs"),
        "{}",
        said(&output)
    );
    assert_eq!(tree(&bench.out()), before);
}

#[test]
fn an_edit_by_hand_fails_the_check() {
    let bench = Bench::new();
    let path = bench.generated("mod.rs");
    write(&path, &(read(&path) + "// by hand\n"));
    check_fails(&bench, &["edited by hand: src/generated/mod.rs", "-// by hand"]);
    // Other line endings are an edit, too.
    assert!(bench.codegen(&[]).status.success());
    write(&path, &read(&path).replace('\n', "\r\n"));
    check_fails(&bench, &["src/generated/mod.rs"]);
}

#[test]
fn a_long_difference_is_cut() {
    let bench = Bench::new();
    write(&bench.generated("create_ticket/types.rs"), &"x\n".repeat(1_000));
    let output = bench.codegen(&["--check"]);
    let said = said(&output);
    assert!(said.lines().count() < 130, "{} lines", said.lines().count());
    assert!(said.contains("more lines"), "{said}");
}

#[test]
fn files_that_are_not_generated_do_not_fail_the_check() {
    let bench = Bench::new();
    write(&bench.out().join("src/lib.rs"), "//! By hand.\n");
    write(&bench.out().join("src/runtime/mod.rs"), "// By hand.\n");
    write(&bench.out().join("tests/mine.rs"), "");
    write(&bench.spec().join("README.md"), "changed");
    write(&bench.spec().join("notes.txt"), "more");
    let path = bench.spec().join("service.yaml");
    write(&path, &format!("# A comment changes nothing.\n\n{}", read(&path)));
    check_passes(&bench);
}

#[test]
fn a_broken_spec_leaves_the_tree_untouched() {
    let bench = Bench::new();
    let before = tree(&bench.out());
    let errors = [
        ("operation: create_ticket", "operation: [create_ticket"),
        ("type: ", "tpye: "),
        ("required: ", "required: { nowhere: x } #"),
    ];
    for (from, to) in errors {
        let path = bench.spec().join("create_ticket.yaml");
        let good = read(&path);
        bench.edit("create_ticket.yaml", from, to);
        for more in [&[][..], &["--check"]] {
            let output = bench.codegen(more);
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(said(&output).contains("create_ticket.yaml:"), "{}", said(&output));
            assert!(said(&output).contains("nothing was written"), "{}", said(&output));
            assert_eq!(tree(&bench.out()), before);
        }
        write(&path, &good);
    }
    check_passes(&bench);
}

#[test]
fn a_folder_where_a_file_belongs_leaves_the_tree_whole() {
    let bench = Bench::new();
    let path = bench.generated("update_ticket/types.rs");
    remove(&path);
    write(&path.join("keep"), "me");
    remove(&bench.generated("create_ticket/mod.rs"));
    fails_whole(&bench, &["update_ticket/types.rs"]);
    assert_eq!(bench.codegen(&["--check"]).status.code(), Some(1));
}

#[test]
fn a_file_where_a_folder_belongs_leaves_the_tree_whole() {
    let bench = Bench::new();
    remove(&bench.generated("update_ticket"));
    write(&bench.generated("update_ticket"), "in the way");
    remove(&bench.generated("create_ticket/mod.rs"));
    fails_whole(&bench, &["update_ticket"]);
}

#[test]
fn a_failure_while_writing_leaves_no_traces() {
    // The file that is written beside the last one cannot be: a folder has its name.
    let bench = Bench::new();
    bench.edit("service.yaml", "doc: ", "doc: Reworded. ");
    remove(&bench.generated("create_ticket"));
    remove(&bench.generated("update_ticket/validate.rs"));
    make(&bench.generated("update_ticket/validate.rs.new/in"));
    fails_whole(&bench, &["update_ticket/validate.rs.new"]);
}

/// The shell ignores the signal for a file that exceeds the limit, so that writing fails
/// as on a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_tree_whole() {
    let bench = Bench::new();
    bench.edit("service.yaml", "doc: ", "doc: Reworded. ");
    remove(&bench.generated("create_ticket"));
    let before = tree(&bench.out());
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 8; exec \"$0\" codegen --spec \"$1\" --out \"$2\"",
    ]);
    command.arg(env!("CARGO_BIN_EXE_xtask")).arg(bench.spec()).arg(bench.out());
    let output = run(command);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let said = said(&output);
    let named = said
        .lines()
        .any(|line| line.contains("cannot write") && line.contains(".new: "));
    assert!(named, "{said}");
    assert_eq!(tree(&bench.out()), before);
    assert!(bench.codegen(&[]).status.success());
    check_passes(&bench);
}

/// The user root may write into a read-only folder: then only the run after the mark is
/// tested.
#[cfg(unix)]
#[test]
fn a_read_only_folder_leaves_the_tree_whole() {
    use std::os::unix::fs::PermissionsExt;

    let bench = Bench::new();
    bench.edit("service.yaml", "doc: ", "doc: Reworded. ");
    bench.edit("update_ticket.yaml", "doc: ", "doc: Reworded. ");
    let folder = bench.generated("update_ticket");
    let mark = |mode| {
        let marked = fs::set_permissions(&folder, fs::Permissions::from_mode(mode));
        marked.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    };
    mark(0o555);
    let probe = folder.join("probe");
    let stopped = fs::write(&probe, "").is_err();
    if stopped {
        fails_whole(&bench, &["cannot write", "update_ticket"]);
    } else {
        remove(&probe);
    }
    mark(0o755);
    let output = bench.codegen(&[]);
    assert!(output.status.success(), "{}", said(&output));
    check_passes(&bench);
}

#[test]
fn a_killed_run_leaves_each_file_old_or_new() {
    let bench = Bench::new();
    let old = tree(&bench.out());
    bench.edit("service.yaml", "doc: ", "doc: Reworded. ");
    for name in ["create_ticket.yaml", "update_ticket.yaml"] {
        bench.edit(name, "doc: ", "doc: Reworded. ");
    }
    let started = std::time::Instant::now();
    assert!(bench.codegen(&[]).status.success());
    let whole = started.elapsed();
    let new = tree(&bench.out());
    assert_ne!(old, new);
    let mut killed = 0;
    for at in 0..40_u32 {
        // Each run starts with the old files, and with the temporary ones of the last run.
        for (path, bytes) in old.iter().filter(|(path, _)| !path.ends_with('/')) {
            fs::write(bench.out().join(path), bytes)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        let mut command = xtask(&["codegen", "--spec"]);
        command.arg(bench.spec()).arg("--out").arg(bench.out());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{error}"));
        // Most of the writing is at the end.
        std::thread::sleep(whole / 2 + whole * at / 60);
        let _ = child.kill();
        let status = child.wait().unwrap_or_else(|error| panic!("{error}"));
        killed += u32::from(!status.success());
        for (path, bytes) in tree(&bench.out()) {
            let known = old.get(&path) == Some(&bytes) || new.get(&path) == Some(&bytes);
            assert!(known || path.ends_with(".new"), "{path} is neither old nor new");
        }
    }
    assert!(killed > 5, "only {killed} runs were killed");
    // A run that was killed while it wrote leaves such files behind.
    write(&bench.generated("create_ticket/mod.rs.new"), "half");
    write(&bench.out().join("openapi.json.new"), "half");
    fs::write(
        bench.generated("create_ticket/mod.rs"),
        &old["src/generated/create_ticket/mod.rs"],
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let output = bench.codegen(&[]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(tree(&bench.out()), new);
}

#[test]
fn a_missing_folder_is_named() {
    let bench = Bench::new();
    let gone = bench.folder.path().join("gone");
    let mut command = xtask(&["codegen"]);
    command.arg("--spec").arg(&gone).arg("--out").arg(bench.out());
    let output = run(command);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains(&*gone.to_string_lossy()), "{}", said(&output));
    let mut command = xtask(&["codegen"]);
    command.arg("--spec").arg(bench.spec()).arg("--out").arg(&gone);
    let output = run(command);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains(&*gone.to_string_lossy()), "{}", said(&output));
    assert!(said(&output).contains("src/runtime"), "{}", said(&output));
    // The folder of the spec is empty.
    let bench = Bench::empty();
    let output = bench.codegen(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("service.yaml"), "{}", said(&output));
    assert!(!bench.out().join("src/generated").exists());
}

#[test]
fn one_changed_condition_changes_only_files_of_its_operation() {
    let bench = Bench::empty();
    write(&bench.spec().join("service.yaml"), "service: demo\n");
    let other = "operation: other\nhttp: POST /other\nbody: Thing\n\
                 types: { Thing: { fields: { x: { type: string, required: true } } } }\n";
    write(&bench.spec().join("other.yaml"), other);
    let one = "operation: one\nhttp: POST /one\nbody: Thing\ntypes:\n  Thing:\n    fields:\n      \
               kind: { type: Kind }\n      x: { type: string, required: { kind: a } }\n\
               enums: { Kind: { values: { a: A., b: B. } } }\n";
    write(&bench.spec().join("one.yaml"), one);
    assert!(bench.codegen(&[]).status.success());
    bench.edit("one.yaml", "required: { kind: a }", "required: { kind: b }");
    let output = bench.codegen(&[]);
    let said = said(&output);
    let changed: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("updated "))
        .filter(|path| path.starts_with("src/generated/"))
        .collect();
    assert_eq!(
        changed,
        ["rules", "typed", "types", "validate"]
            .map(|file| format!("src/generated/one/{file}.rs")),
        "{said}"
    );
    assert!(!said.contains("created") && !said.contains("removed"), "{said}");
}

#[test]
fn a_check_prints_that_the_spec_is_sound_or_its_diagnostics() {
    let bench = Bench::new();
    let output = bench.check(&[]);
    assert!(output.status.success());
    assert!(said(&output).contains("the spec is sound"), "{}", said(&output));
    let output = bench.check(&["--format", "json"]);
    assert!(output.status.success() && output.stdout.is_empty(), "{}", said(&output));
    bench.edit("create_ticket.yaml", "doc: ", "dok: ");
    let output = bench.check(&[]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(
        text.contains("error[S005]") && text.contains("did you mean `doc`?"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "colour without a terminal: {text}");
}

#[test]
fn editors_get_one_object_a_line_with_spans() {
    let bench = Bench::empty();
    write(&bench.spec().join("service.yaml"), "service: demo\ntitel: x\n");
    write(&bench.spec().join("one.yaml"), "operation: one\nhttp: GET /{id}\n");
    let output = bench.check(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
        })
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0]["code"], "S024");
    assert_eq!(lines[0]["severity"], "error");
    assert_eq!(
        lines[1]["span"],
        serde_json::json!({ "file": "service.yaml", "line": 2, "column": 1, "endLine": 2, "endColumn": 6 })
    );
    assert_eq!(lines[1]["help"], "did you mean `title`?");
}

#[test]
fn the_schema_is_written_beside_the_spec_where_it_differs() {
    let bench = Bench::new();
    let folder = bench.spec();
    let schema = || {
        let mut command = xtask(&["schema"]);
        command.arg("--spec").arg(&folder);
        let output = run(command);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    let path = folder.join("schema.json");
    let good = read(&path);
    schema();
    assert!(schema().contains("up to date"));
    write(&path, "{}");
    assert!(schema().contains("updated schema.json"));
    assert_eq!(read(&path), good);
    remove(&path);
    assert!(schema().contains("created schema.json"));
    assert_eq!(read(&path), good);
    let gone = folder.join("names/gone.json");
    write(&gone, "{}");
    assert!(schema().contains("removed names/gone.json"));
    assert!(!gone.exists());
}

#[test]
fn codes_are_explained() {
    for code in ["S005", "s005"] {
        let output = run(xtask(&["explain", code]));
        assert!(output.status.success());
        let said = said(&output);
        assert!(said.starts_with("S005"), "{said}");
        assert!(said.contains("key that the spec language does not have"), "{said}");
    }
    let output = run(xtask(&["explain", "S999"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("S999"), "{}", said(&output));
}

#[test]
fn diagnostics_are_printed_for_people_editors_and_workflows() {
    let bench = Bench::new();
    bench.edit("create_ticket.yaml", "type: string", "type: strin");
    fs::write(bench.spec().join("latin,1.yaml"), b"operation: caf\xe9\n")
        .unwrap_or_else(|error| panic!("{error}"));
    for command in ["check", "codegen"] {
        let with = |format: &str| {
            let more = ["--format", format];
            let output = if command == "check" {
                bench.check(&more)
            } else {
                bench.codegen(&more)
            };
            assert!(!output.status.success(), "{}", said(&output));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let places: Vec<(String, String, u64)> = with("json")
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line)
                    .unwrap_or_else(|error| panic!("{line}: {error}"));
                let text =
                    |it: &serde_json::Value| it.as_str().unwrap_or_default().to_owned();
                let line = value["span"]["line"].as_u64().unwrap_or_default();
                (text(&value["code"]), text(&value["span"]["file"]), line)
            })
            .collect();
        assert!(
            places.contains(&("S001".to_owned(), "latin,1.yaml".to_owned(), 1)),
            "{places:?}"
        );
        assert!(places.iter().any(|it| it.0 == "S009"), "{places:?}");
        let github = with("github");
        assert_eq!(github.lines().count(), places.len(), "{github}");
        let spec = bench.spec().display().to_string();
        assert!(
            github.contains(&format!("::error file={spec}/latin%2C1.yaml,line=1,endLine=1,col=15,endColumn=15,title=S001::this file cannot be read")),
            "{github}"
        );
        assert!(
            github.contains(
                "title=S009::no type or enumeration is called `strin`%0Ahelp: "
            ),
            "{github}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_listed_is_a_diagnostic() {
    let bench = Bench::empty();
    remove(&bench.spec());
    let output = bench.check(&["--format", "json"]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("S001") && text.contains("spec"), "{text}");
}

#[test]
fn a_rule_is_explained_with_its_field_condition_page_and_decisions() {
    let explained = |name: &str| run(xtask(&["explain", name]));
    let rule = said(&explained("create_ticket.change_guides.required"));
    for words in [
        "`change_guides` of `CreateTicketBody`",
        "required when",
        "path.ticket_type is change and change_scheme is change_scheme_guides",
        "error",
        "Creating a Service Ticket, Table 2",
    ] {
        assert!(rule.contains(words), "no {words:?} in\n{rule}");
    }
    let several = explained("create_ticket.change_guides");
    assert!(!several.status.success());
    assert!(
        said(&several).contains("create_ticket.change_guides.type"),
        "{}",
        said(&several)
    );
    let unknown = explained("create_ticket.change_guide.required");
    assert!(
        said(&unknown).contains("did you mean `create_ticket.change_guides.required`?")
    );
    assert!(said(&explained("s010")).contains("These do not:"));
}

/// Without cargo, the checkout is the one that the current folder is in.
#[test]
fn the_checkout_of_the_current_folder_is_used_without_cargo() {
    let checkout = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let inside = checkout.path().join("some/where");
    make(&inside);
    make(&checkout.path().join("spec"));
    write(&checkout.path().join("Cargo.toml"), "[workspace]\n");
    write(&checkout.path().join("spec/service.yaml"), "service: [\n");
    for folder in [checkout.path(), &inside] {
        let mut command = xtask(&["check"]);
        let output = run({
            command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR");
            command
        });
        let said = said(&output);
        assert!(said.contains("service.yaml:1:10"), "{said}");
    }
}
