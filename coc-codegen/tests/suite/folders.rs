//! Folders of a spec: every file is read or reported, whatever the file system holds.

use std::fs;
use std::path::Path;

use coc_codegen::Checked;
use coc_codegen::spec::read_folder;

/// The diagnostics of a folder, as path and message with help.
fn reported(folder: &Path) -> Vec<(String, String)> {
    let sources = read_folder(folder).unwrap_or_else(|error| panic!("{error}"));
    let checked = Checked::load(&sources);
    let path = |it: &coc_codegen::diagnostic::Diagnostic| {
        sources.get(it.span.file).map_or_else(String::new, |source| source.path.clone())
    };
    let words = |it: &coc_codegen::diagnostic::Diagnostic| {
        format!("{} ({})", it.message, it.help.as_deref().unwrap_or_default())
    };
    checked.diagnostics.iter().map(|it| (path(it), words(it))).collect()
}

#[test]
fn a_folder_that_cannot_be_listed_is_named() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let error = read_folder(&folder.path().join("gone")).expect_err("it is not there");
    assert!(error.contains("gone"), "{error}");
}

#[test]
fn files_that_cannot_be_read_are_diagnostics_and_hide_no_other() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path();
    let write = |name: &str, bytes: &[u8]| {
        fs::write(path.join(name), bytes).unwrap_or_else(|error| panic!("{error}"));
    };
    write("service.yaml", b"service: demo\n");
    write("good.yaml", b"operation: good\nhttp: GET /good\ntyps: {}\n");
    write("latin.yaml", b"operation: caf\xe9\n");
    write("wide.yaml", b"\xff\xfeo\0p\0");
    fs::create_dir(path.join("folder.yaml")).unwrap_or_else(|error| panic!("{error}"));
    let found = reported(path);
    for (name, words) in [
        ("latin.yaml", "this byte is not UTF-8"),
        ("wide.yaml", "UTF-16"),
        ("folder.yaml", "it is a folder"),
        ("good.yaml", "no key `typs`"),
    ] {
        let here: Vec<_> = found.iter().filter(|(path, _)| path == name).collect();
        assert!(here.len() == 1 && here[0].1.contains(words), "{name}: {found:#?}");
    }
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_cycle_of_links_are_reported_without_waiting() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path();
    fs::write(path.join("service.yaml"), "service: demo\n")
        .unwrap_or_else(|error| panic!("{error}"));
    std::os::unix::fs::symlink("round.yaml", path.join("round.yaml"))
        .unwrap_or_else(|error| panic!("{error}"));
    std::os::unix::fs::symlink("gone", path.join("dangling.yaml"))
        .unwrap_or_else(|error| panic!("{error}"));
    let made = std::process::Command::new("mkfifo").arg(path.join("pipe.yaml")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo makes a pipe");
    let found = reported(path);
    let names: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["dangling.yaml", "pipe.yaml", "round.yaml"], "{found:#?}");
}

/// A file in place of the folder of examples, a misspelt folder, and links that form a
/// cycle: one diagnostic each, and none for each example or file.
#[cfg(unix)]
#[test]
fn an_unusable_folder_of_a_spec_is_one_diagnostic() {
    use std::os::unix::fs::symlink;
    type Make = fn(&Path) -> std::io::Result<()>;
    let cases: [(&str, &str, Make); 4] = [
        ("examples", "it is not a folder", |path| fs::write(path.join("examples"), "x")),
        ("examples", "this file cannot be read", |path| {
            symlink("examples", path.join("examples"))
        }),
        ("exampels", "is called `examples` (rename it)", |path| {
            fs::create_dir(path.join("exampels"))?;
            fs::write(path.join("exampels/one.json"), "{}")
        }),
        ("round", "it links to a folder that contains it (delete it)", |path| {
            symlink(".", path.join("round"))?;
            fs::create_dir(path.join("examples"))?;
            let text = "{\"operation\":\"op\"}";
            fs::write(path.join("examples/one.json"), text)?;
            fs::write(path.join("examples/two.json"), text)
        }),
    ];
    for (name, words, make) in cases {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let path = folder.path();
        let operation =
            "operation: op\nhttp: GET /op\nexamples: { requests: [one, two] }\n";
        fs::write(path.join("service.yaml"), "service: demo\n")
            .and_then(|()| fs::write(path.join("op.yaml"), operation))
            .and_then(|()| make(path))
            .unwrap_or_else(|error| panic!("{error}"));
        let found = reported(path);
        let is_reported = |it: &(String, String)| it.0 == name && it.1.contains(words);
        assert!(found.len() == 1 && is_reported(&found[0]), "{name}: {found:#?}");
    }
}

#[test]
fn every_yaml_file_is_read_and_files_of_editors_are_not() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path();
    let write = |name: &str, text: &str| {
        fs::write(path.join(name), text).unwrap_or_else(|error| panic!("{error}"));
    };
    write("service.yml", "service: demo\n");
    write("one.YAML", "operation: one\nhttp: GET /one\n");
    write("two.yml", "operation: two\nhttp: GET /two\n");
    for name in [
        ".#one.yaml",
        "._two.yaml",
        "#one.yaml#",
        "two.yaml~",
        ".hidden.yaml",
        "notes.txt",
    ] {
        write(name, "][");
    }
    let sources = read_folder(path).unwrap_or_else(|error| panic!("{error}"));
    let checked = Checked::load(&sources);
    assert!(
        checked.diagnostics.is_empty(),
        "{}",
        checked.diagnostics.render(&sources, false)
    );
    assert_eq!(checked.contract().operations.len(), 2);
    fs::create_dir(path.join("more")).unwrap_or_else(|error| panic!("{error}"));
    write("more/three.yaml", "operation: three\nhttp: GET /three\n");
    let found = reported(path);
    assert!(found.len() == 1 && found[0].0 == "more/three.yaml", "{found:#?}");
    assert!(found[0].1.contains("directly in the spec folder"), "{found:#?}");
    fs::create_dir_all(path.join("more/and/more"))
        .unwrap_or_else(|error| panic!("{error}"));
    fs::rename(path.join("more/three.yaml"), path.join("more/and/more/three.yaml"))
        .unwrap_or_else(|error| panic!("{error}"));
    let found = reported(path);
    assert!(found.len() == 1 && found[0].0 == "more/and/more/three.yaml", "{found:#?}");
    fs::remove_dir_all(path.join("more")).unwrap_or_else(|error| panic!("{error}"));
    for name in ["three.yaml.txt", "three"] {
        write(name, "operation: three\nhttp: GET /three\n");
        let found = reported(path);
        assert!(found.len() == 1 && found[0].0 == name, "{found:#?}");
        assert!(found[0].1.contains("end in `.yaml`"), "{found:#?}");
        fs::remove_file(path.join(name)).unwrap_or_else(|error| panic!("{error}"));
    }
    write("LICENSE", "Do what you like.\n");
    assert!(reported(path).is_empty());
}
