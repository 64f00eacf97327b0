//! The Rust that the reference shows for documented requests: every one of them compiles
//! against the types of its crate, with a client that prints, and makes the document that
//! it was made from.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use coc_codegen::emit::reference;
use coc_codegen::model::Model;
use serde_json::{Map, Value};

use crate::crates::{Crate, OF_PROGRAMS};
use crate::support::{emit, library_spec, load, own_spec, recursive_spec, values_spec};

/// The Rust on the page of an operation, by the names of its examples.
fn shown(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for section in page.split("<section class=\"example\" id=\"example-").skip(1) {
        let name = section.split('"').next().unwrap_or_default();
        let Some((_, rest)) = section.split_once("<h4>Rust</h4>") else { continue };
        let code = rest.split_once("<code>").map_or("", |(_, rest)| rest);
        let code = code.split("</code>").next().unwrap_or_default();
        let code = code
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        found.push((name.to_owned(), code));
    }
    found
}

/// A program that has every function, each in a module of its own, with a client that
/// prints requests in place of the one that sends them.
fn program(model: &Model, shown: &[(String, String)]) -> String {
    // Pages have examples of deprecated items, too, and Rust warns of each use of them.
    let mut text = "//! Prints every documented request.\n#![allow(deprecated)]\n#![allow(unreachable_pub, reason = \"each sample is in a module\")]\n\n\
        /// Prints requests.\npub struct Printer;\n\n\
        /// An answer, which is no text itself.\npub struct Answer<T>(T);\n\n\
        impl<T> Answer<T> {\n    /// Its content.\n    pub fn output(&self) -> &T {\n        &self.0\n    }\n}\n\n\
        impl Printer {\n    /// Prints a document.\n    pub async fn send_json(&self, _: &str, document: &serde_json::Value) -> Result<Answer<serde_json::Value>, std::fmt::Error> {\n        \
        println!(\"DOCUMENT {document}\");\n        Ok(Answer(serde_json::Value::Null))\n    }\n"
        .to_owned();
    for operation in &model.operations {
        let (name, request) = (&operation.rust_name, &operation.request_name);
        let _ = writeln!(
            text,
            "    /// Prints a request.\n    pub async fn {name}(&self, request: impl Into<coc_generated::{name}::wire::{request}>) -> Result<Answer<()>, serde_json::Error> {{\n        \
             println!(\"DOCUMENT {{}}\", serde_json::to_string(&request.into())?);\n        Ok(Answer(()))\n    }}"
        );
    }
    text.push_str("}\n\n");
    let mut calls = String::new();
    for (at, (_, code)) in shown.iter().enumerate() {
        let code = code
            .replace("&coc_generated::Client", "&crate::Printer")
            .replace("async fn send", "pub async fn send");
        let _ = writeln!(text, "mod sample_{at} {{\n{code}}}\n");
        let _ = writeln!(calls, "    done(sample_{at}::send(&Printer));");
    }
    text + "fn done(call: impl Future<Output = Result<(), Box<dyn std::error::Error>>>) {\n    \
            let mut call = std::pin::pin!(call);\n    \
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());\n    \
            match call.as_mut().poll(&mut context) {\n        \
            std::task::Poll::Ready(Ok(())) => {}\n        \
            std::task::Poll::Ready(Err(error)) => println!(\"DOCUMENT {:?}\", error.to_string()),\n        \
            std::task::Poll::Pending => println!(\"DOCUMENT null\"),\n    }\n}\n\nfn main() {\n"
        + &calls
        + "}\n"
}

/// A value without what counts as absent, and without objects that have nothing else.
fn present(value: &Value, blanks: &[String]) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() || blanks.contains(text) => None,
        Value::Object(members) => {
            let members: Map<String, Value> = members
                .iter()
                .filter_map(|(name, value)| {
                    Some((name.clone(), present(value, blanks)?))
                })
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(items) => {
            let items = items.iter().filter_map(|item| present(item, blanks));
            Some(Value::Array(items.collect()))
        }
        value => Some(value.clone()),
    }
}

/// Makes the files that a document has.
fn make_files(value: &Value, folder: &Path) {
    if let (Some(name), Some(size)) = (value["name"].as_str(), value["size"].as_u64()) {
        let file = fs::File::create(folder.join(name));
        let file = file.unwrap_or_else(|error| panic!("{name}: {error}"));
        file.set_len(size).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let inside: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    };
    inside.into_iter().for_each(|value| make_files(value, folder));
}

/// The samples on the pages of a spec, and the document of each.
fn samples(model: &Model) -> (Vec<(String, String)>, Vec<Value>) {
    let files = reference(model);
    let (mut samples, mut documents) = (Vec::new(), Vec::new());
    for (id, operation) in model.operations.entries() {
        let shown = shown(&files[&format!("operations/{}.html", operation.rust_name)]);
        let examples = &model.requests[id].examples;
        let requests: Vec<_> = examples.iter().filter(|it| it.call.is_some()).collect();
        let names: Vec<&String> = shown.iter().map(|(name, _)| name).collect();
        let expected: Vec<&String> = requests.iter().map(|it| &it.name).collect();
        assert_eq!(names, expected, "{}", operation.name);
        for example in requests {
            let mut document: Map<String, Value> = serde_json::from_str(&example.text)
                .unwrap_or_else(|error| panic!("{}: {error}", example.name));
            document.remove("operation");
            documents.push(Value::Object(document));
        }
        samples.extend(shown);
    }
    (samples, documents)
}

/// The number of constructors of a spec. The sample of each one's example calls it.
fn called_constructors(model: &Model, samples: &[(String, String)]) -> usize {
    let constructors = model.requests.iter().flat_map(|it| &it.constructors);
    let called = constructors.inspect(|constructor| {
        let call = format!("::{}(", constructor.rust_name);
        let code = samples.iter().find(|(name, _)| *name == constructor.example);
        assert!(code.is_some_and(|(_, code)| code.contains(&call)), "{call}");
    });
    called.count()
}

/// The documents that a program of samples prints.
fn printed(program: &str) -> Vec<Value> {
    let lines = program.lines().filter_map(|line| line.strip_prefix("DOCUMENT "));
    let documents = lines.map(|line| {
        let mut document: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        if let Value::Object(members) = &mut document {
            members.remove("operation");
        }
        document
    });
    documents.collect()
}

#[test]
fn every_sample_compiles_and_makes_its_document() {
    let (mut typed, mut built) = (0, 0);
    for (name, spec) in [
        ("own", own_spec()),
        ("library", library_spec()),
        ("recursive", recursive_spec()),
        ("values", values_spec()),
    ] {
        let model = load(&spec).model;
        let (samples, documents) = samples(&model);
        if samples.is_empty() {
            continue;
        }
        typed += samples.iter().filter(|(_, code)| code.contains("::builder()")).count();
        built += called_constructors(&model, &samples);
        let shown = Crate::new(name, &emit(&spec));
        documents.iter().for_each(|document| make_files(document, &shown.path("")));
        shown.program("samples", &program(&model, &samples));
        let features = if name == "library" { OF_PROGRAMS } else { "pattern,typed" };
        let printed = printed(&shown.run("samples", features));
        assert_eq!(printed.len(), documents.len());
        let blanks = &model.service.blanks;
        for ((printed, document), (name, code)) in
            printed.iter().zip(&documents).zip(&samples)
        {
            let (printed, expected) =
                (present(printed, blanks), present(document, blanks));
            assert_eq!(printed, expected, "{name}\n{code}");
        }
    }
    assert!(typed > 10 && built > 5, "{typed} typed requests, {built} constructors");
}
