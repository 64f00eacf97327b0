//! The files that `codegen` finds stale, and those that it leaves alone.

use crate::bench::{
    Bench, check_fails, check_passes, read, remove, run, said, tree, xtask,
};
use crate::files::write;

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
fn a_manifest_without_the_feature_of_an_area_fails_until_it_has_it() {
    let bench = Bench::empty();
    write(
        &bench.spec().join("service.yaml"),
        "service: demo\nareas: { doors: The doors. }\n",
    );
    let operation = "operation: open_door\nhttp: POST /doors\narea: doors\n";
    write(&bench.spec().join("open_door.yaml"), operation);
    let manifest = bench.out().join("Cargo.toml");
    write(&manifest, "[features]\ndefault = [\"client\"]\nclient = [\"dep:http\"]\n");
    for more in [&[][..], &[][..], &["--check"]] {
        let output = bench.codegen(more);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        for words in ["Cargo.toml", "add `doors = []`", "add `\"doors\"` to"] {
            assert!(said(&output).contains(words), "no {words:?} in {}", said(&output));
        }
    }
    write(
        &manifest,
        "[features]\ndefault = [\"client\", \"doors\"]\nclient = [\"dep:http\"]\ndoors = []\n",
    );
    assert!(bench.codegen(&[]).status.success());
    check_passes(&bench);
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
