//! A run that fails or is killed leaves each file old or new.

use std::fs;
use std::process::Command;

use crate::files::write;
use crate::workspace::{
    Workspace, assert_fails_without_changes, check_fails, check_passes, create_folder,
    read, remove, run, text_of, tree, xtask,
};

#[test]
fn a_broken_spec_leaves_the_tree_untouched() {
    let workspace = Workspace::new();
    let before = tree(&workspace.out());
    let errors = [
        ("operation: create_ticket", "operation: [create_ticket"),
        ("type: ", "tpye: "),
        ("required: ", "required: { nowhere: x } #"),
    ];
    for (from, to) in errors {
        let path = workspace.spec().join("create_ticket.yaml");
        let good = read(&path);
        workspace.edit("create_ticket.yaml", from, to);
        for more in [&[][..], &["--check"]] {
            let output = workspace.codegen(more);
            assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
            assert!(
                text_of(&output).contains("create_ticket.yaml:"),
                "{}",
                text_of(&output)
            );
            assert!(
                text_of(&output).contains("nothing was written"),
                "{}",
                text_of(&output)
            );
            assert_eq!(tree(&workspace.out()), before);
        }
        write(&path, &good);
    }
    check_passes(&workspace);
}

#[test]
fn a_folder_where_a_file_belongs_leaves_the_tree_whole() {
    let workspace = Workspace::new();
    let path = workspace.generated("update_ticket/types.rs");
    remove(&path);
    write(&path.join("keep"), "me");
    remove(&workspace.generated("create_ticket/mod.rs"));
    assert_fails_without_changes(&workspace, &["update_ticket/types.rs"]);
    assert_eq!(workspace.codegen(&["--check"]).status.code(), Some(1));
}

#[test]
fn a_file_where_a_folder_belongs_leaves_the_tree_whole() {
    let workspace = Workspace::new();
    remove(&workspace.generated("update_ticket"));
    write(&workspace.generated("update_ticket"), "in the way");
    remove(&workspace.generated("create_ticket/mod.rs"));
    assert_fails_without_changes(&workspace, &["update_ticket"]);
}

#[test]
fn a_failure_at_the_schemas_for_editors_leaves_the_crate_as_it_was() {
    let workspace = Workspace::new();
    let title = "      title:\n        type: string\n";
    let field =
        "      subtitle:\n        type: string\n        doc: A second heading.\n";
    workspace.edit("create_ticket.yaml", title, &format!("{field}{title}"));
    let blocked = workspace.spec().join("names/create_ticket.json.new");
    create_folder(&blocked);
    let before = tree(&workspace.spec());
    assert_fails_without_changes(&workspace, &["cannot write", ".new"]);
    assert_eq!(tree(&workspace.spec()), before);
    remove(&blocked);
    let output = workspace.codegen(&[]);
    assert!(output.status.success(), "{}", text_of(&output));
    check_passes(&workspace);
}

#[test]
fn a_manifest_without_a_feature_leaves_the_tree_as_it_was() {
    let workspace = Workspace::new();
    write(&workspace.out().join("Cargo.toml"), "[features]\ndefault = []\n");
    workspace.edit("service.yaml", "doc: ", "doc: Reworded. ");
    assert_fails_without_changes(&workspace, &["Cargo.toml", "nothing was written"]);
}

#[test]
fn a_check_reports_stale_files_schemas_and_features_together() {
    let workspace = Workspace::new();
    write(&workspace.out().join("Cargo.toml"), "[features]\ndefault = []\n");
    write(&workspace.generated("mod.rs"), "edited");
    let names = workspace.spec().join("names");
    write(&names.join("gone.json"), "{}");
    let words = ["src/generated/mod.rs", "orphaned: names/gone.json", "Cargo.toml"];
    check_fails(&workspace, &words);
}

#[test]
fn a_failure_while_writing_leaves_no_traces() {
    // The file that is written beside the last one cannot be: a folder has its name.
    let workspace = Workspace::new();
    workspace.edit("service.yaml", "doc: ", "doc: Reworded. ");
    remove(&workspace.generated("create_ticket"));
    remove(&workspace.generated("update_ticket/validate.rs"));
    create_folder(&workspace.generated("update_ticket/validate.rs.new/in"));
    assert_fails_without_changes(&workspace, &["update_ticket/validate.rs.new"]);
}

/// The shell ignores the signal for a file that exceeds the limit, so that writing fails
/// as on a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_tree_whole() {
    let workspace = Workspace::new();
    workspace.edit("service.yaml", "doc: ", "doc: Reworded. ");
    remove(&workspace.generated("create_ticket"));
    let before = tree(&workspace.out());
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 8; exec \"$0\" codegen --spec \"$1\" --out \"$2\"",
    ]);
    command.arg(env!("CARGO_BIN_EXE_xtask")).arg(workspace.spec()).arg(workspace.out());
    let output = run(command);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    let said = text_of(&output);
    let named = said
        .lines()
        .any(|line| line.contains("cannot write") && line.contains(".new: "));
    assert!(named, "{said}");
    assert_eq!(tree(&workspace.out()), before);
    assert!(workspace.codegen(&[]).status.success());
    check_passes(&workspace);
}

/// The user root may write into a read-only folder: then only the run after the mark is
/// tested.
#[cfg(unix)]
#[test]
fn a_read_only_folder_leaves_the_tree_whole() {
    use std::os::unix::fs::PermissionsExt;

    let workspace = Workspace::new();
    workspace.edit("service.yaml", "doc: ", "doc: Reworded. ");
    workspace.edit("update_ticket.yaml", "doc: ", "doc: Reworded. ");
    let folder = workspace.generated("update_ticket");
    let mark = |mode| {
        let marked = fs::set_permissions(&folder, fs::Permissions::from_mode(mode));
        marked.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    };
    mark(0o555);
    let probe = folder.join("probe");
    let stopped = fs::write(&probe, "").is_err();
    if stopped {
        assert_fails_without_changes(&workspace, &["cannot write", "update_ticket"]);
    } else {
        remove(&probe);
    }
    mark(0o755);
    let output = workspace.codegen(&[]);
    assert!(output.status.success(), "{}", text_of(&output));
    check_passes(&workspace);
}

#[test]
fn a_killed_run_leaves_each_file_old_or_new() {
    let workspace = Workspace::new();
    let old = tree(&workspace.out());
    workspace.edit("service.yaml", "doc: ", "doc: Reworded. ");
    for name in ["create_ticket.yaml", "update_ticket.yaml"] {
        workspace.edit(name, "doc: ", "doc: Reworded. ");
    }
    let started = std::time::Instant::now();
    assert!(workspace.codegen(&[]).status.success());
    let mut whole = started.elapsed();
    let new = tree(&workspace.out());
    assert_ne!(old, new);
    let mut killed = 0;
    for at in 0..40_u32 {
        // Each run starts with the old files, and with the temporary ones of the last run.
        for (path, bytes) in old.iter().filter(|(path, _)| !path.ends_with('/')) {
            fs::write(workspace.out().join(path), bytes)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        let mut command = xtask(&["codegen", "--spec"]);
        command.arg(workspace.spec()).arg("--out").arg(workspace.out());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{error}"));
        // Most of the writing is at the end.
        std::thread::sleep(whole / 2 + whole * at / 60);
        let _ = child.kill();
        let status = child.wait().unwrap_or_else(|error| panic!("{error}"));
        if status.success() {
            // The first run was slower, so that the others have to be killed earlier.
            whole = whole * 9 / 10;
        } else {
            killed += 1;
        }
        for (path, bytes) in tree(&workspace.out()) {
            let known = old.get(&path) == Some(&bytes) || new.get(&path) == Some(&bytes);
            assert!(known || path.ends_with(".new"), "{path} is neither old nor new");
        }
    }
    assert!(killed > 5, "only {killed} runs were killed");
    // A run that was killed while it wrote leaves such files behind.
    write(&workspace.generated("create_ticket/mod.rs.new"), "half");
    write(&workspace.out().join("openapi.json.new"), "half");
    fs::write(
        workspace.generated("create_ticket/mod.rs"),
        &old["src/generated/create_ticket/mod.rs"],
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let output = workspace.codegen(&[]);
    assert!(output.status.success(), "{}", text_of(&output));
    assert_eq!(tree(&workspace.out()), new);
}

#[test]
fn the_schema_is_written_beside_the_spec_where_it_differs() {
    let workspace = Workspace::new();
    let folder = workspace.spec();
    let schema = || {
        let mut command = xtask(&["schema"]);
        command.arg("--spec").arg(&folder);
        let output = run(command);
        assert!(output.status.success(), "{}", text_of(&output));
        text_of(&output)
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
