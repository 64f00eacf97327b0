//! The boundaries that ARCHITECTURE.md lists: the names that each module may use.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use coc_codegen::model::{Enum, Literal, Model};

use crate::repository::{code, files, uses, words};
use crate::support::{library_spec, load, own_spec, root};

/// Asserts that the code in a file uses none of these words.
#[track_caller]
fn names_none(path: &Path, text: &str, forbidden: &[&str]) {
    let code = code(text);
    let words = words(&code);
    let named: Vec<&&str> = forbidden.iter().filter(|it| words.contains(**it)).collect();
    assert!(named.is_empty(), "{} names {named:?}", path.display());
}

#[test]
fn the_spec_and_the_model_name_no_rust_tokens() {
    for module in ["spec", "model"] {
        for (path, text) in files(&root().join("coc-codegen/src").join(module), "rs") {
            names_none(&path, &text, &["syn", "quote", "proc_macro2", "prettyplease"]);
        }
    }
}

#[test]
fn one_file_names_the_yaml_libraries() {
    let mut files = files(&root().join("coc-codegen/src"), "rs");
    let count = files.len();
    files.retain(|(path, _)| !path.ends_with("spec/yaml/libraries.rs"));
    assert_eq!(files.len(), count - 1, "the file is there");
    for (path, text) in files {
        names_none(&path, &text, &["serde_yaml", "saphyr_parser"]);
    }
}

#[test]
fn one_file_names_the_html_library_and_one_the_markdown_library() {
    let mut count = 0;
    for (path, text) in files(&root().join("coc-codegen/src"), "rs") {
        let code = code(&text);
        let words = words(&code);
        for (library, file) in [
            ("html5gum", "page/read/html.rs"),
            ("pulldown_cmark", "page/read/markdown.rs"),
        ] {
            if words.contains(library) {
                assert!(path.ends_with(file), "{} names {library}", path.display());
                count += 1;
            }
        }
    }
    assert_eq!(count, 2, "files that name the libraries");
    let alias =
        fs::read_to_string(root().join(".cargo/config.toml")).unwrap_or_default();
    assert!(alias.contains("--package xtask --no-default-features"), "{alias}");
}

#[test]
fn the_model_names_neither_serde_nor_the_other_stages() {
    for (path, text) in files(&root().join("coc-codegen/src/model"), "rs") {
        names_none(&path, &text, &["serde", "serde_json", "serde_yaml"]);
        let code = code(&text);
        for module in ["crate::spec", "crate::check", "crate::emit", "crate::source"] {
            assert!(!code.contains(module), "{} names {module}", path.display());
        }
    }
}

#[test]
fn emitters_read_the_model_and_nothing_else() {
    for (path, text) in files(&root().join("coc-codegen/src/emit"), "rs") {
        let code = code(&text);
        for rest in code.split("crate::").skip(1) {
            let module: String =
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            // Emitted text names modules of the generated crate.
            let is_emitted =
                ["generated", "runtime", "error"].contains(&module.as_str());
            let is_open =
                ["model", "json", "parallel", "emit"].contains(&module.as_str());
            assert!(is_open || is_emitted, "{} names crate::{module}", path.display());
        }
    }
}

#[test]
fn a_broken_generated_crate_never_stops_the_generator() {
    for member in ["coc-codegen", "xtask"] {
        let path = root().join(member).join("Cargo.toml");
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(
            !text.contains("coc-generated"),
            "{} names the crate that it generates",
            path.display()
        );
        // The samples of the reference are programs that use the crate.
        let samples = root().join("coc-codegen/src/emit/rust/samples");
        for (path, text) in files(&root().join(member).join("src"), "rs") {
            if !path.starts_with(&samples) {
                names_none(&path, &text, &["coc_generated"]);
            }
        }
    }
}

/// These files have no public item, so that no type of the library is part of the
/// interface.
#[test]
fn one_folder_of_the_client_and_one_file_of_the_sandbox_name_the_http_library() {
    let mut count = 0;
    for (path, text) in files(&root().join("coc-generated/src"), "rs") {
        let code = code(&text);
        let words = words(&code);
        let library = ["hyper", "hyper_util", "http_body_util", "tokio_rustls"];
        if library.iter().any(|name| words.contains(name)) {
            assert!(!code.contains("pub "), "{} has a public item", path.display());
            let is_inside = path.parent().is_some_and(|it| it.ends_with("client/net"))
                || path.ends_with("sandbox/listen.rs");
            assert!(is_inside, "{} names the library", path.display());
            count += 1;
        }
    }
    assert!(count > 0, "no file names the library");
}

/// An operation or a header with such a name would give the client or its options a
/// second method of that name.
#[test]
fn reserved_names_list_every_method_of_the_client_and_its_options() {
    let names =
        fs::read_to_string(root().join("coc-codegen/src/check/names/reserved.rs"));
    let names = names.unwrap();
    let runtime = root().join("coc-generated/src/runtime");
    for (list, file, of) in [
        ("CRATE", "client/handle.rs", "Client"),
        ("CRATE", "client/by_name.rs", "Client"),
        ("CRATE", "client/pages.rs", "Client"),
        ("CRATE", "client/wait.rs", "Client"),
        ("CRATE", "blocking.rs", "Client"),
        ("OPTIONS", "client/builder.rs", "ClientBuilder"),
        ("OPTIONS", "client/options.rs", "CallOptions"),
    ] {
        let reserved = names.split(&format!("const {list}: ")).nth(1);
        let reserved = reserved.and_then(|rest| rest.split("];").next()).unwrap();
        let text = fs::read_to_string(runtime.join(file)).unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        let begin = format!("\nimpl {of} {{\n");
        let blocks = text.split(begin.as_str()).skip(1);
        let methods: Vec<_> = blocks
            .filter_map(|block| block.split("\n}\n").next())
            .flat_map(|block| block.split("fn ").skip(1))
            .filter_map(|rest| rest.split(['(', '<']).next())
            .collect();
        assert!(!methods.is_empty(), "{file}: {methods:?}");
        for method in methods {
            assert!(reserved.contains(&format!("\"{method}\"")), "{file}: {method}");
        }
    }
}

#[test]
fn the_runtime_never_names_what_is_generated() {
    for (path, text) in files(&root().join("coc-generated/src/runtime"), "rs") {
        names_none(&path, &text, &["generated"]);
    }
}

/// Names of operations, fields and values that nobody would use by chance.
fn own_words(model: &Model) -> BTreeSet<&str> {
    let fields = model
        .types
        .iter()
        .flat_map(|item| &item.fields)
        .map(|field| field.name.as_str());
    let values =
        model.enums.iter().flat_map(Enum::wires).filter_map(|wire| match wire {
            Literal::Text(text) => Some(text.as_str()),
            _ => None,
        });
    let operations = model.operations.iter().map(|operation| operation.name.as_str());
    let types = model.types.iter().map(|item| item.name.as_str());
    fields
        .chain(values)
        .chain(operations)
        .chain(types)
        .filter(|name| name.contains('_'))
        .collect()
}

#[test]
fn the_generator_names_nothing_of_this_service() {
    let model = load(&own_spec()).model;
    let known = own_words(&model);
    assert!(known.len() > 50, "{known:?}");
    for folder in ["coc-codegen/src", "xtask/src"] {
        for (path, text) in files(&root().join(folder), "rs") {
            names_none_of(&known, &path, &text);
        }
    }
}

#[test]
fn the_runtime_names_no_operation() {
    let model = load(&own_spec()).model;
    let known =
        model.operations.iter().map(|operation| operation.name.as_str()).collect();
    for (path, text) in files(&root().join("coc-generated/src/runtime"), "rs") {
        // Unit tests of the runtime may use names of its own service as examples.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        names_none_of(&known, &path, text);
    }
}

/// Asserts that the code of a file uses none of the known names.
#[track_caller]
fn names_none_of(known: &BTreeSet<&str>, path: &Path, text: &str) {
    let code = code(text);
    let words = words(&code);
    let named: Vec<_> = words.intersection(known).collect();
    assert!(named.is_empty(), "{} names {named:?}", path.display());
}

#[test]
fn the_other_service_shares_no_name_with_this_one() {
    let own = load(&own_spec()).model;
    let other = load(&library_spec()).model;
    let shared: Vec<_> =
        own_words(&own).intersection(&own_words(&other)).copied().collect();
    assert!(shared.is_empty(), "{shared:?}");
}

/// The paths of the names that `pub use` items make public, in a file and in its inline
/// public modules. `at` is the path of the file.
fn shown(items: &[syn::Item], at: &[String], found: &mut Vec<String>) {
    let is_public = |vis: &syn::Visibility| matches!(vis, syn::Visibility::Public(_));
    for item in items {
        match item {
            syn::Item::Use(item) if is_public(&item.vis) => {
                let paths = uses(&item.tree);
                found.extend(paths.iter().map(|path| absolute(path, at).join("::")));
            }
            syn::Item::Mod(item) if is_public(&item.vis) => {
                if let Some((_, items)) = &item.content {
                    let inside = [at, &[item.ident.to_string()]].concat();
                    shown(items, &inside, found);
                }
            }
            _ => {}
        }
    }
}

/// A path of the crate as seen from its root.
fn absolute(path: &[String], at: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    match path[0].as_str() {
        "crate" => path[1..].to_vec(),
        "super" => [&at[..at.len() - ups], &path[ups..]].concat(),
        "self" => [at, &path[1..]].concat(),
        _ => [at, path].concat(),
    }
}

#[test]
fn public_items_have_one_path() {
    let source = root().join("coc-generated/src");
    let modules = files(&source, "rs").into_iter().filter(|(path, _)| {
        path.ends_with("src/lib.rs")
            || path.ends_with("mod.rs") && path.to_string_lossy().contains("generated/")
    });
    let mut paths = Vec::new();
    for (path, text) in
        modules.filter(|(path, _)| !path.to_string_lossy().contains("/runtime/"))
    {
        let file = syn::parse_file(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let inside = path.strip_prefix(&source).unwrap_or(&path).parent();
        let at: Vec<String> = inside
            .into_iter()
            .flat_map(Path::iter)
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        shown(&file.items, &at, &mut paths);
    }
    // A facade of the runtime defines nothing: its names come from the files below it.
    let once: BTreeSet<&String> = paths.iter().collect();
    assert_eq!(once.len(), paths.len(), "{paths:?}");
    let runtime = paths.iter().filter(|path| path.starts_with("runtime::"));
    let names: Vec<&str> = runtime.filter_map(|path| path.rsplit("::").next()).collect();
    let once: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(once.len(), names.len(), "{names:?}");
    assert!(paths.len() > 50, "only {} public names were seen", paths.len());
}
