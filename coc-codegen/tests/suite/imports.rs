//! The imports between the files of a crate form no cycle, and lead to no parent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

use crate::repository::{files, uses};
use crate::support::root;

type Module = Vec<String>;

/// The files of a crate by module path.
fn modules(source: &Path) -> BTreeMap<Module, (PathBuf, syn::File)> {
    let found = files(source, "rs").into_iter().map(|(path, text)| {
        let inside = path.strip_prefix(source).unwrap_or(&path).with_extension("");
        let mut module: Module =
            inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
            module.pop();
        }
        let file = syn::parse_file(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (module, (path, file))
    });
    found.collect()
}

/// Every path that a file names, each as written, with the inline module that it stands
/// in. Modules for tests alone may import anything.
fn paths(items: &[Item], inside: &[String], found: &mut Vec<(Module, Module)>) {
    for item in items {
        match item {
            Item::Use(item) => {
                let named = uses(&item.tree).into_iter();
                found.extend(named.map(|path| (inside.to_vec(), path)));
            }
            Item::Mod(item) if item.attrs.iter().any(is_of_tests) => {}
            Item::Mod(item) => {
                let Some((_, items)) = &item.content else { continue };
                let inside = [inside, &[item.ident.to_string()]].concat();
                paths(items, &inside, found);
            }
            item => {
                let mut named = Vec::new();
                inline(item.to_token_stream(), &mut named);
                found.extend(named.into_iter().map(|path| (inside.to_vec(), path)));
            }
        }
    }
}

/// Whether an attribute keeps its item for tests.
fn is_of_tests(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.meta.to_token_stream().to_string().contains("test")
}

/// The paths in tokens, those in the calls of macros included. A path that begins with
/// `$crate` belongs to the file that calls the macro, tokens that are quoted to the file
/// that is emitted, and `pub(in ...)` imports nothing.
fn inline(tokens: TokenStream, found: &mut Vec<Module>) {
    let mut path = Module::new();
    let mut last = String::new();
    let mut colons = 0;
    let mut after_dollar = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if colons != 2 && !path.is_empty() {
                    found.push(std::mem::take(&mut path));
                }
                let dollar = if after_dollar { "$" } else { "" };
                last = ident.to_string();
                path.push(format!("{dollar}{last}"));
                colons = 0;
                after_dollar = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                colons += 1;
            }
            token => {
                if !path.is_empty() {
                    found.push(std::mem::take(&mut path));
                }
                colons = 0;
                after_dollar =
                    matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '$');
                match &token {
                    TokenTree::Group(group)
                        if !["pub", "quote"].contains(&last.as_str()) =>
                    {
                        inline(group.stream(), found);
                    }
                    _ => {}
                }
                if !matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '!') {
                    last.clear();
                }
            }
        }
    }
    found.extend((!path.is_empty()).then_some(path));
    found.retain(|path| path.len() > 1);
}

/// The file that a path leads to, as seen from `from`; none where it leads out of the
/// crate.
fn target(
    path: &[String],
    from: &[String],
    known: &BTreeSet<&Module>,
) -> Option<Module> {
    let (mut at, rest): (Module, &[String]) = match path.first().map(String::as_str) {
        // A program in `bin` is a crate of its own.
        Some("crate") if from.first().is_some_and(|part| part == "bin") => {
            (from[..2].to_vec(), &path[1..])
        }
        Some("crate") => (Module::new(), &path[1..]),
        Some("self") => (from.to_vec(), &path[1..]),
        Some("super") => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            (from[..from.len().checked_sub(ups)?].to_vec(), &path[ups..])
        }
        // A child of a `mod.rs`, or another crate.
        Some(first) if known.contains(&[from, &[first.to_owned()]].concat()) => {
            (from.to_vec(), path)
        }
        _ => return None,
    };
    for part in rest {
        at.push(part.clone());
        if !known.contains(&at) {
            at.pop();
            break;
        }
    }
    Some(at)
}

/// The files that each file of a crate imports.
fn imports(source: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules = modules(source);
    let known: BTreeSet<&Module> = modules.keys().collect();
    let found = modules.iter().map(|(module, (_, file))| {
        let mut named = Vec::new();
        paths(&file.items, &[], &mut named);
        let targets = named.iter().filter_map(|(inside, path)| {
            target(path, &[module.as_slice(), inside].concat(), &known)
        });
        (module.clone(), targets.filter(|target| target != module).collect())
    });
    found.collect()
}

/// A cycle of imports, if there is one.
fn cycle(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<String>> {
    let mut left = imports.clone();
    // Files that import nothing that is left are in no cycle.
    loop {
        let names: BTreeSet<Module> = left.keys().cloned().collect();
        let before = left.len();
        left.retain(|_, targets| targets.iter().any(|target| names.contains(target)));
        if left.len() == before {
            break;
        }
    }
    let mut at = left.keys().next()?.clone();
    let mut seen: Vec<Module> = Vec::new();
    while !seen.contains(&at) {
        seen.push(at.clone());
        at = left[&at].iter().find(|target| left.contains_key(*target))?.clone();
    }
    let first = seen.iter().position(|module| *module == at)?;
    Some(seen[first..].iter().map(|module| module.join("::")).collect())
}

/// The sources of the crates.
const CRATES: &[&str] = &["coc-codegen/src", "coc-generated/src", "xtask/src"];

#[test]
fn imports_form_no_cycle() {
    for source in CRATES {
        let imports = imports(&root().join(source));
        assert!(
            imports.values().any(|targets| !targets.is_empty()),
            "imports of {source} are not seen"
        );
        assert_eq!(cycle(&imports), None, "{source}");
    }
}

#[test]
fn no_file_imports_its_parent() {
    for source in CRATES {
        for (module, targets) in imports(&root().join(source)) {
            let parents = targets.iter().filter(|target| {
                module.len() > target.len() && module.starts_with(target)
            });
            let parents: Vec<_> = parents.map(|target| target.join("::")).collect();
            assert!(
                parents.is_empty(),
                "{source}: {} names {parents:?}",
                module.join("::")
            );
        }
    }
}

#[test]
fn a_cycle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let imports = BTreeMap::from([
        (module("a"), BTreeSet::from([module("b")])),
        (module("b"), BTreeSet::from([module("c")])),
        (module("c"), BTreeSet::from([module("b")])),
    ]);
    assert_eq!(cycle(&imports).map(|cycle| cycle.len()), Some(2));
}

#[test]
fn a_path_in_an_expression_is_seen() {
    let file = syn::parse_file(
        "fn f() -> super::T { crate::a::g(rt::x! { super::b::C, $crate::d::E, quote!(crate::q::Q) }) } mod m { fn g() { super::h() } }",
    );
    let mut found = Vec::new();
    paths(&file.unwrap().items, &[], &mut found);
    let found: Vec<String> = found
        .iter()
        .map(|(inside, path)| format!("{}|{}", inside.join("::"), path.join("::")))
        .collect();
    assert_eq!(
        found,
        [
            "|super::T",
            "|crate::a::g",
            "|rt::x",
            "|super::b::C",
            "|$crate::d::E",
            "m|super::h"
        ]
    );
}
