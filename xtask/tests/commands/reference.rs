//! The reference: the files that the command writes, removes, and leaves alone.

use crate::files::{copy, write};
use crate::workspace::{
    Workspace, create_folder, read, root, run, text_of, tree, xtask,
};

use std::path::Path;
use std::process::Output;

/// A workspace with a spec and without generated files.
fn workspace() -> Workspace {
    let workspace = Workspace::empty();
    copy(&root().join("spec"), &workspace.spec());
    workspace
}

fn reference(workspace: &Workspace, folder: &Path) -> Output {
    let mut command = xtask(&["reference", "--spec"]);
    command.arg(workspace.spec()).arg(folder);
    run(command)
}

#[test]
fn the_reference_is_written_and_kept_up_to_date() {
    let workspace = workspace();
    let folder = workspace.folder.path().join("site/reference");
    let before = tree(&workspace.out());
    let output = reference(&workspace, &folder);
    assert!(output.status.success(), "{}", text_of(&output));
    assert!(text_of(&output).contains("created index.html"), "{}", text_of(&output));
    assert_eq!(tree(&workspace.out()), before, "the crate changed");
    assert!(read(&folder.join("index.html")).contains("create_ticket"));
    let written = tree(&folder);
    let again = reference(&workspace, &folder);
    assert!(text_of(&again).contains("up to date"), "{}", text_of(&again));
    assert_eq!(tree(&folder), written);

    // A page of an operation that is gone has the mark, and a page of somebody else has
    // not.
    let page = read(&folder.join("operations/create_ticket.html"));
    write(&folder.join("operations/gone.html"), &page);
    write(&folder.join("operations/create_ticket.html.new"), &page);
    write(&folder.join("operations/own.html"), "<!DOCTYPE html><title>Own</title>");
    write(&folder.join("notes.txt"), "mine");
    workspace.edit("create_ticket.yaml", "doc: ", "doc: Reworded. ");
    let output = reference(&workspace, &folder);
    let said = text_of(&output);
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
fn only_folders_that_the_reference_empties_are_removed() {
    let workspace = workspace();
    // The folder is that of a generated crate, with empty folders of its own.
    let out = workspace.out();
    let own = ["src/generated/left_over", "src/runtime", "operations/mine"];
    for folder in own {
        create_folder(&out.join(folder));
    }
    let output = reference(&workspace, &out);
    assert!(output.status.success(), "{}", text_of(&output));
    let page = read(&out.join("operations/create_ticket.html"));
    write(&out.join("operations/old/deep/gone.html"), &page);
    let output = reference(&workspace, &out);
    let printed = text_of(&output);
    assert!(printed.contains("removed operations/old/deep/gone.html"), "{printed}");
    assert!(!out.join("operations/old").exists(), "an empty folder is left");
    for folder in own {
        assert!(out.join(folder).is_dir(), "{folder} is gone");
    }
}

#[test]
fn a_file_is_refused_as_the_folder_of_the_reference() {
    let workspace = workspace();
    let file = workspace.folder.path().join("file");
    write(&file, "mine");
    let output = reference(&workspace, &file);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    assert!(text_of(&output).contains("file is a file"), "{}", text_of(&output));
    assert_eq!(read(&file), "mine");
}

#[test]
fn a_file_of_somebody_else_is_not_replaced() {
    let workspace = workspace();
    let folder = workspace.folder.path().join("site");
    create_folder(&folder);
    write(&folder.join("index.html"), "<!DOCTYPE html><title>Own</title>");
    let before = tree(&folder);
    let output = reference(&workspace, &folder);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    assert!(
        text_of(&output).contains("was not written by this command"),
        "{}",
        text_of(&output)
    );
    assert_eq!(tree(&folder), before);
}

#[test]
fn a_broken_spec_writes_no_reference() {
    let workspace = workspace();
    workspace.edit(
        "create_ticket.yaml",
        "operation: create_ticket",
        "operation: [create_ticket",
    );
    let folder = workspace.folder.path().join("site");
    let output = reference(&workspace, &folder);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    assert!(text_of(&output).contains("nothing was written"), "{}", text_of(&output));
    assert!(!folder.exists());
}
