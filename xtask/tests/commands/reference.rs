//! The reference: the files that the command writes, removes, and leaves alone.

use crate::bench::{Bench, make, read, root, run, said, tree, xtask};
use crate::files::{copy, write};

use std::path::Path;
use std::process::Output;

/// A bench with a spec and without generated files.
fn bench() -> Bench {
    let bench = Bench::empty();
    copy(&root().join("spec"), &bench.spec());
    bench
}

fn reference(bench: &Bench, folder: &Path) -> Output {
    let mut command = xtask(&["codegen", "--spec"]);
    command.arg(bench.spec()).arg("--reference").arg(folder);
    run(command)
}

#[test]
fn the_reference_is_written_and_kept_up_to_date() {
    let bench = bench();
    let folder = bench.folder.path().join("site/reference");
    let before = tree(&bench.out());
    let output = reference(&bench, &folder);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("created index.html"), "{}", said(&output));
    assert_eq!(tree(&bench.out()), before, "the crate changed");
    assert!(read(&folder.join("index.html")).contains("create_ticket"));
    let written = tree(&folder);
    let again = reference(&bench, &folder);
    assert!(said(&again).contains("up to date"), "{}", said(&again));
    assert_eq!(tree(&folder), written);

    // A page of an operation that is gone has the mark, and a page of somebody else has
    // not.
    let page = read(&folder.join("operations/create_ticket.html"));
    write(&folder.join("operations/gone.html"), &page);
    write(&folder.join("operations/create_ticket.html.new"), &page);
    write(&folder.join("operations/own.html"), "<!DOCTYPE html><title>Own</title>");
    write(&folder.join("notes.txt"), "mine");
    bench.edit("create_ticket.yaml", "doc: ", "doc: Reworded. ");
    let output = reference(&bench, &folder);
    let said = said(&output);
    for words in [
        "removed operations/gone.html",
        "removed operations/create_ticket.html.new",
        "updated operations/create_ticket.html",
        "updated search-data.js",
    ] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
    let mut names: Vec<String> = written.into_keys().collect();
    names.extend(["notes.txt".to_owned(), "operations/own.html".to_owned()]);
    names.sort();
    assert_eq!(tree(&folder).into_keys().collect::<Vec<_>>(), names);
}

#[test]
fn a_file_is_no_folder_for_the_reference() {
    let bench = bench();
    let file = bench.folder.path().join("file");
    write(&file, "mine");
    let output = reference(&bench, &file);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("file is a file"), "{}", said(&output));
    assert_eq!(read(&file), "mine");
}

#[test]
fn a_file_of_somebody_else_is_not_replaced() {
    let bench = bench();
    let folder = bench.folder.path().join("site");
    make(&folder);
    write(&folder.join("index.html"), "<!DOCTYPE html><title>Own</title>");
    let before = tree(&folder);
    let output = reference(&bench, &folder);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("was not written by this command"),
        "{}",
        said(&output)
    );
    assert_eq!(tree(&folder), before);
}

#[test]
fn a_broken_spec_writes_no_reference() {
    let bench = bench();
    bench.edit(
        "create_ticket.yaml",
        "operation: create_ticket",
        "operation: [create_ticket",
    );
    let folder = bench.folder.path().join("site");
    let output = reference(&bench, &folder);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("nothing was written"), "{}", said(&output));
    assert!(!folder.exists());
}
