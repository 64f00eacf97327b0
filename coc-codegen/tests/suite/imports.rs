//! The imports between the files of a crate make no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::{Item, UseTree};

use crate::support::root;
use crate::walls::files;

type Module = Vec<String>;

/// The files of a crate by module path.
fn modules(source: &Path) -> BTreeMap<Module, (PathBuf, syn::File)> {
    let found = files(source, "rs").into_iter().map(|(path, text)| {
        let inside = path.strip_prefix(source).unwrap_or(&path).with_extension("");
        let mut module: Module =
            inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
            module.pop();
        }
        let file = syn::parse_file(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (module, (path, file))
    });
    found.collect()
}

/// Every path that a file names in a `use`, each as written.
fn uses(items: &[Item], found: &mut Vec<Module>) {
    fn walk(tree: &UseTree, before: &[String], found: &mut Vec<Module>) {
        let mut path = before.to_vec();
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                walk(&tree.tree, &path, found);
            }
            UseTree::Name(tree) => {
                path.push(tree.ident.to_string());
                found.push(path);
            }
            UseTree::Rename(tree) => {
                path.push(tree.ident.to_string());
                found.push(path);
            }
            UseTree::Glob(_) => found.push(path),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| walk(tree, before, found));
            }
        }
    }
    for item in items {
        match item {
            Item::Use(item) => walk(&item.tree, &[], found),
            Item::Mod(item)
                if item.attrs.iter().any(|attr| attr.path().is_ident("cfg")) => {}
            Item::Mod(item) => {
                let Some((_, items)) = &item.content else { continue };
                uses(items, found);
            }
            _ => {}
        }
    }
}

/// The file that a path leads to, as seen from `from`; none where it leads out of the
/// crate.
fn target(path: &[String], from: &Module, known: &BTreeSet<&Module>) -> Option<Module> {
    let (mut at, rest): (Module, &[String]) = match path.first().map(String::as_str) {
        Some("crate") => (Module::new(), &path[1..]),
        Some("self") => (from.clone(), &path[1..]),
        Some("super") => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            (from[..from.len().checked_sub(ups)?].to_vec(), &path[ups..])
        }
        // A child of a `mod.rs`, or another crate.
        Some(first)
            if known.contains(&[from.as_slice(), &[first.to_owned()]].concat()) =>
        {
            (from.clone(), path)
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

fn imports(source: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules = modules(source);
    let known: BTreeSet<&Module> = modules.keys().collect();
    let found = modules.iter().map(|(module, (_, file))| {
        let mut paths = Vec::new();
        uses(&file.items, &mut paths);
        let targets = paths.iter().filter_map(|path| target(path, module, &known));
        (module.clone(), targets.filter(|target| target != module).collect())
    });
    found.collect()
}

/// A circle of imports, if there is one.
fn circle(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<String>> {
    let mut left = imports.clone();
    // Files that import nothing that is left are in no circle.
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

#[test]
fn imports_make_no_circle() {
    for source in ["coc-codegen/src", "coc-generated/src"] {
        let imports = imports(&root().join(source));
        assert!(
            imports.values().any(|targets| !targets.is_empty()),
            "imports of {source} are not seen"
        );
        assert_eq!(circle(&imports), None, "{source}");
    }
}

#[test]
fn a_circle_is_seen() {
    let module = |name: &str| vec![name.to_owned()];
    let imports = BTreeMap::from([
        (module("a"), BTreeSet::from([module("b")])),
        (module("b"), BTreeSet::from([module("c")])),
        (module("c"), BTreeSet::from([module("b")])),
    ]);
    assert_eq!(circle(&imports).map(|circle| circle.len()), Some(2));
}
