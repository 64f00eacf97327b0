//! Snapshots of the files emitted for the second service, and counts that do not depend on
//! them. The files of the repository's own service are committed, and `codegen --check`
//! compares them, so that no snapshot repeats them.

use std::collections::BTreeSet;

use coc_codegen::emit::Files;
use coc_codegen::model::{Headers, Model, Module, Rule, Table, Test};
use proc_macro2::TokenTree;
use syn::Item;

use crate::oracle::payloads::value_of;
use crate::repository::files;
use crate::support::{emit, emit_model, library_spec, load, own_spec, root};

/// Each snapshot is named after its file, so that a change of one file changes one
/// snapshot.
#[test]
fn another_service_is_emitted_as_its_snapshots_have_it() {
    let emitted = emit(&library_spec());
    let name = |path: &str| path.trim_start_matches("src/generated/").replace('/', ".");
    let names: BTreeSet<String> = emitted.keys().map(|path| name(path)).collect();
    let folder = root().join("coc-codegen/tests/snapshots/library");
    for (path, _) in files(&folder, "snap") {
        let stem = path.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
        assert!(
            names.contains(stem),
            "no emitted file has the snapshot {}: delete it",
            path.display()
        );
    }
    for (path, text) in emitted {
        let name = name(&path);
        insta::with_settings!({ snapshot_path => "../snapshots/library", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

/// The structs of each emitted file, with their numbers of fields, as a parser of Rust
/// sees them.
fn structs(text: &str) -> Vec<(String, usize)> {
    let file = syn::parse_file(text)
        .unwrap_or_else(|error| panic!("not Rust: {error}\n{text}"));
    let found = file.items.iter().filter_map(|item| {
        let Item::Macro(item) = item else { return None };
        let is_struct =
            item.mac.path.segments.last().is_some_and(|it| it.ident == "wire_struct");
        let tokens: Vec<TokenTree> =
            item.mac.tokens.clone().into_iter().filter(|_| is_struct).collect();
        let name = tokens.iter().skip_while(|it| it.to_string() != "struct").nth(1)?;
        let rows = tokens.iter().filter(|it| it.to_string() == ";").count();
        // The first row has the name.
        Some((name.to_string(), rows - 1))
    });
    found.collect()
}

fn name_of(model: &Model, module: Module) -> &str {
    match module {
        Module::Shared => "shared",
        Module::Operation(id) => &model[id].rust_name,
    }
}

/// The emitted files of one module.
struct Emitted<'e> {
    model: &'e Model,
    files: &'e Files,
    module: Module,
    /// The name of its folder.
    name: &'e str,
}

impl<'e> Emitted<'e> {
    fn file(&self, file: &str) -> Option<&'e str> {
        let path = format!("src/generated/{}/{file}.rs", self.name);
        self.files.get(&path).map(String::as_str)
    }

    /// Asserts that there is a struct for each type, with all of its fields.
    fn has_every_field(&self) {
        let types = self.model.types.iter().filter(|table| table.module == self.module);
        // The headers of a client are methods.
        let types: Vec<&Table> =
            types.filter(|table| table.headers != Some(Headers::Client)).collect();
        let text = self.file("types").unwrap_or_default();
        let expected: Vec<_> = types
            .iter()
            .map(|table| (table.rust_name.clone(), table.fields.len()))
            .collect();
        assert_eq!(structs(text), expected, "{}", self.name);
        // A long line is broken before the name on the wire.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for field in types.iter().flat_map(|table| &table.fields) {
            // The name on the wire is written where it is another one.
            let line = if field.rust_name == field.name {
                format!(" {}: ", field.name)
            } else {
                format!("= {:?}", field.name)
            };
            assert!(text.contains(&line), "{}: {line}", self.name);
        }
    }

    fn has_every_value(&self) {
        let text = self.file("enums").unwrap_or_default();
        let lists = self.model.enums.iter().filter(|list| list.module == self.module);
        for value in lists.flat_map(|list| &list.values) {
            let row = format!("{} = {};", value.rust_name, value_of(&value.wire));
            assert!(text.contains(&row), "{}: {row}", self.name);
        }
    }

    fn has_every_rule(&self) {
        let tables =
            ["rules", "request"].map(|file| self.file(file).unwrap_or_default());
        let tables = on_one_line(&tables.concat());
        // No words are emitted for the rule of a type, which follows from the type, and
        // for tables of members, whose own rules are broken.
        let is_told = |rule: &&Rule| {
            rule.module == self.module
                && rule.test != Test::Type
                && rule.test.members().is_none()
        };
        for rule in self.model.rules.iter().filter(is_told) {
            // Some kinds begin every text alike.
            let leads =
                ["required when ", "only allowed when ", "documented only when "];
            let text = leads.iter().find_map(|lead| rule.text.strip_prefix(lead));
            let text = match text.unwrap_or(&rule.text) {
                "required" => "required;".to_owned(),
                text => format!("{text:?}"),
            };
            assert!(tables.contains(&text), "{}: {}", self.name, rule.id);
        }
    }
}

#[test]
fn emitted_files_have_every_field_every_value_and_every_rule() {
    for folder in [own_spec(), library_spec()] {
        let model = load(&folder).model;
        let files = emit_model(&model);
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            assert!(
                text.starts_with("// @generated by `cargo xtask codegen`"),
                "{path} has no header"
            );
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        let modules = model.operations.ids().map(Module::Operation);
        for module in modules.chain([Module::Shared]) {
            let name = name_of(&model, module);
            let emitted = Emitted { model: &model, files: &files, module, name };
            emitted.has_every_field();
            emitted.has_every_value();
            emitted.has_every_rule();
        }
    }
}

/// The text with each literal on one line.
fn on_one_line(text: &str) -> String {
    let mut parts = text.split("\\\n");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.trim_start())
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    for folder in [own_spec(), library_spec()] {
        assert_eq!(emit(&folder), emit(&folder));
    }
}

#[test]
fn every_rule_id_is_unique_and_begins_with_its_module() {
    for folder in [own_spec(), library_spec()] {
        let model = load(&folder).model;
        let mut ids: Vec<&str> =
            model.rules.iter().map(|rule| rule.id.as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for rule in &model.rules {
            let module = match rule.module {
                Module::Shared => "shared",
                Module::Operation(id) => &model[id].name,
            };
            assert!(rule.id.starts_with(&format!("{module}.")), "{}", rule.id);
        }
    }
}
