//! The files that `codegen` finds stale, and those that it leaves alone.

use crate::files::write;
use crate::workspace::{
    Workspace, check_fails, check_passes, read, remove, run, text_of, tree, xtask,
};

#[test]
fn committed_files_are_up_to_date() {
    let output = run(xtask(&["codegen", "--check"]));
    assert!(output.status.success(), "{}", text_of(&output));
}

#[test]
fn running_again_changes_nothing_and_deleting_is_undone_byte_for_byte() {
    let workspace = Workspace::new();
    let first = tree(&workspace.out());
    assert!(
        first.contains_key("src/generated/create_ticket/types.rs"),
        "{:?}",
        first.keys()
    );
    check_passes(&workspace);
    let again = workspace.codegen(&[]);
    assert!(text_of(&again).contains("up to date"), "{}", text_of(&again));
    assert_eq!(tree(&workspace.out()), first);
    remove(&workspace.out().join("src/generated"));
    assert!(workspace.codegen(&[]).status.success());
    assert_eq!(tree(&workspace.out()), first);
    // A run in another folder writes the same files.
    assert_eq!(tree(&Workspace::new().out()), first);
}

#[test]
fn a_note_is_said_again_and_files_that_go_are_counted() {
    let workspace = Workspace::empty();
    write(&workspace.spec().join("service.yaml"), "service: demo\n");
    let operation = workspace.spec().join("open_door.yaml");
    let spec = "operation: open_door\nhttp: POST /doors\nbody: Door\n\
        types: { Door: { fields: { kind: { type: Kind }, name: { type: string, required: { kind: a } } } } }\n\
        enums: { Kind: { values: { a: , b: } } }\n";
    write(&operation, spec);
    let run = || text_of(&workspace.codegen(&[]));
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
fn a_manifest_without_the_feature_of_an_area_fails_until_it_has_it() {
    let workspace = Workspace::empty();
    write(
        &workspace.spec().join("service.yaml"),
        "service: demo\nareas: { doors: The doors. }\n",
    );
    let operation = "operation: open_door\nhttp: POST /doors\narea: doors\n";
    write(&workspace.spec().join("open_door.yaml"), operation);
    let manifest = workspace.out().join("Cargo.toml");
    write(&manifest, "[features]\ndefault = [\"client\"]\nclient = [\"dep:http\"]\n");
    for more in [&[][..], &[][..], &["--check"]] {
        let output = workspace.codegen(more);
        assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
        for words in ["Cargo.toml", "add `doors = []`", "add `\"doors\"` to"] {
            assert!(
                text_of(&output).contains(words),
                "no {words:?} in {}",
                text_of(&output)
            );
        }
    }
    write(
        &manifest,
        "[features]\ndefault = [\"client\", \"doors\"]\nclient = [\"dep:http\"]\ndoors = []\n",
    );
    assert!(workspace.codegen(&[]).status.success());
    check_passes(&workspace);
}

#[test]
fn a_stamp_hides_nothing_from_the_next_run() {
    let workspace = Workspace::empty();
    write(&workspace.spec().join("service.yaml"), "service: demo\n");
    let operation = workspace.spec().join("open_door.yaml");
    let spec = "operation: open_door\nhttp: POST /doors\nbody: Door\n\
        types: { Door: { fields: { name: { type: string, doc: Its name. } } } }\n";
    write(&operation, spec);
    let says = |word: &str| {
        let output = workspace.codegen(&[]);
        assert!(
            output.status.success() && text_of(&output).contains(word),
            "no {word:?} in {}",
            text_of(&output)
        );
    };
    says("created openapi.json");
    let first = tree(&workspace.out());
    says("up to date");
    for path in ["openapi.json", "src/generated/mod.rs"] {
        write(&workspace.out().join(path), "edited");
        says(&format!("updated {path}"));
        remove(&workspace.out().join(path));
        says(&format!("created {path}"));
    }
    write(&workspace.generated("left_over.rs"), "");
    says("removed src/generated/left_over.rs");
    write(&operation, &spec.replace("Its name", "Its title"));
    says("updated src/generated/open_door/types.rs");
    write(&operation, spec);
    says("updated src/generated/open_door/types.rs");
    assert_eq!(tree(&workspace.out()), first);
    // A warning is printed in every run.
    write(
        &workspace.spec().join("service.yaml"),
        "service: demo\nenums: { Idle: { values: { a: One. } } }\n",
    );
    says("nothing uses the enumeration `Idle`");
    says("nothing uses the enumeration `Idle`");
    remove(&workspace.out().join("src/runtime"));
    assert_eq!(workspace.codegen(&[]).status.code(), Some(1));
}

#[test]
fn a_stale_file_fails_the_check() {
    let workspace = Workspace::new();
    workspace.edit("create_ticket.yaml", "doc: ", "doc: Reworded. ");
    check_fails(&workspace, &["stale", "src/generated/create_ticket/", "Reworded."]);
}

#[test]
fn a_missing_file_fails_the_check() {
    let workspace = Workspace::new();
    remove(&workspace.generated("create_ticket/types.rs"));
    check_fails(&workspace, &["missing: src/generated/create_ticket/types.rs"]);
}

#[test]
fn an_orphan_fails_the_check_and_is_removed_with_its_folder() {
    let workspace = Workspace::new();
    let before = tree(&workspace.out());
    write(&workspace.generated("left_over/mod.rs"), "// old\n");
    check_fails(&workspace, &["orphaned: src/generated/left_over/mod.rs"]);
    let output = workspace.codegen(&[]);
    assert!(
        text_of(&output).contains("removed src/generated/left_over/mod.rs"),
        "{}",
        text_of(&output)
    );
    assert_eq!(tree(&workspace.out()), before);
}

#[test]
fn an_edit_by_hand_fails_the_check() {
    let workspace = Workspace::new();
    let path = workspace.generated("mod.rs");
    write(&path, &(read(&path) + "// by hand\n"));
    check_fails(&workspace, &["edited by hand: src/generated/mod.rs", "-// by hand"]);
    // Other line endings are an edit, too.
    assert!(workspace.codegen(&[]).status.success());
    write(&path, &read(&path).replace('\n', "\r\n"));
    check_fails(&workspace, &["src/generated/mod.rs"]);
}

#[test]
fn a_long_difference_is_cut() {
    let workspace = Workspace::new();
    write(&workspace.generated("create_ticket/types.rs"), &"x\n".repeat(1_000));
    let output = workspace.codegen(&["--check"]);
    let said = text_of(&output);
    assert!(said.lines().count() < 130, "{} lines", said.lines().count());
    assert!(said.contains("more lines"), "{said}");
}

#[test]
fn files_that_are_not_generated_do_not_fail_the_check() {
    let workspace = Workspace::new();
    write(&workspace.out().join("src/lib.rs"), "//! By hand.\n");
    write(&workspace.out().join("src/runtime/mod.rs"), "// By hand.\n");
    write(&workspace.out().join("tests/mine.rs"), "");
    write(&workspace.spec().join("README.md"), "changed");
    write(&workspace.spec().join("notes.txt"), "more");
    let path = workspace.spec().join("service.yaml");
    write(&path, &format!("# A comment changes nothing.\n\n{}", read(&path)));
    check_passes(&workspace);
}

#[test]
fn one_changed_condition_changes_only_files_of_its_operation() {
    let workspace = Workspace::empty();
    write(&workspace.spec().join("service.yaml"), "service: demo\n");
    let other = "operation: other\nhttp: POST /other\nbody: Thing\n\
                 types: { Thing: { fields: { x: { type: string, required: true } } } }\n";
    write(&workspace.spec().join("other.yaml"), other);
    let one = "operation: one\nhttp: POST /one\nbody: Thing\ntypes:\n  Thing:\n    fields:\n      \
               kind: { type: Kind }\n      x: { type: string, required: { kind: a } }\n\
               enums: { Kind: { values: { a: A., b: B. } } }\n";
    write(&workspace.spec().join("one.yaml"), one);
    assert!(workspace.codegen(&[]).status.success());
    workspace.edit("one.yaml", "required: { kind: a }", "required: { kind: b }");
    let output = workspace.codegen(&[]);
    let said = text_of(&output);
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
