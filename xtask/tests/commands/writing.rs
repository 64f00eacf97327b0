//! A run that fails or is killed leaves each file old or new.

use std::fs;
use std::process::Command;

use crate::bench::{
    Bench, check_passes, fails_whole, make, read, remove, run, said, tree, xtask,
};
use crate::files::write;

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
    let mut whole = started.elapsed();
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
        if status.success() {
            // The first run was slower, so that the others have to be killed earlier.
            whole = whole * 9 / 10;
        } else {
            killed += 1;
        }
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
