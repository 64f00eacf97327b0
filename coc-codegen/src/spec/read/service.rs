//! Reads `service.yaml`, from YAML to [`ServiceFile`].

use super::declarations::declarations;
use super::envelopes::{envelope_name, named_envelope};
use super::keys::Keys;
use super::messages::wrong_shape;
use super::table::headers_def;
use super::values::{items, text, texts, word};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;
use crate::spec::file_defs::ServiceFile;
use crate::spec::language::file_shapes::{
    AUTHENTICATION, IDENTITIES, PROJECT, SERVICE, SIGNATURES,
};
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads the YAML tree of `service.yaml`.
pub(in crate::spec) fn service(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ServiceFile> {
    let mut keys = Keys::of(node, &SERVICE, diagnostics)?;
    if let Some(version) = keys.node("language") {
        refuse_other_languages(version, keys.diagnostics);
    }
    let empty_text = Spanned::default();
    let mut found = ServiceFile { blanks: vec![empty_text], ..ServiceFile::default() };
    found.name = keys.required_non_empty_text("service").unwrap_or_default();
    found.title = keys
        .non_empty_text("title")
        .map_or_else(|| found.name.value.clone(), |title| title.value);
    found.doc = keys.doc();
    found.endpoints = keys.read_entries("endpoints", |entry, diagnostics| {
        let url = text(&entry.value, "an endpoint", diagnostics)?;
        Some((entry.name(), url))
    });
    found.project_scope = keys.read("authentication", authentication) == Some(PROJECT);
    if let Some(node) = keys.node("blank") {
        found.blanks = blanks(node, keys.diagnostics);
    }
    found.envelope = envelope_name(&mut keys);
    found.envelopes = keys.read_entries("envelopes", named_envelope);
    found.refused_before_acting = keys.read_entries("refused_before_acting", refusal);
    found.header =
        keys.entry("header").map(|entry| headers_def(entry, keys.diagnostics));
    found.areas = keys.read_entries("areas", |entry, diagnostics| {
        let doc = text(&entry.value, "an area", diagnostics);
        Some((entry.name(), doc.map_or_else(String::new, |doc| doc.value)))
    });
    found.has_unread_areas =
        keys.node("areas").is_some_and(|it| !matches!(it.kind, Kind::Map(_)))
            || keys.misspells("areas");
    found.decisions = keys.decisions();
    found.names = declarations(&mut keys);
    found.names.incomplete |= keys.finish().may_miss_names;
    Some(found)
}

/// The version of the spec language that this generator reads.
const LANGUAGE: i64 = 1;

/// Refuses another version of the spec language.
fn refuse_other_languages(node: &Node, diagnostics: &mut Diagnostics) {
    if !matches!(node.kind, Kind::Integer(LANGUAGE)) {
        let message =
            format!("this generator reads version {LANGUAGE} of the spec language");
        let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
        diagnostics.push(diagnostic.help(format!(
            "write `language: {LANGUAGE}`, or use the generator of that version"
        )));
    }
}

/// Reads the authentication of requests, and returns the id that they carry.
fn authentication(node: &Node, diagnostics: &mut Diagnostics) -> Option<&'static str> {
    if matches!(&node.kind, Kind::Text(word) if ["none", "no"].contains(&word.as_str()))
    {
        let found = wrong_shape(node, "`authentication`", "a mapping");
        diagnostics.push(found.help("delete the key: without it, requests carry none"));
        return None;
    }
    let mut keys = Keys::of(node, &AUTHENTICATION, diagnostics)?;
    if let Some(signature) = keys.required_text("signature") {
        word(&signature, "a known signature", SIGNATURES, keys.diagnostics);
    }
    let identity = keys.required_text("identity");
    let identity =
        identity.and_then(|it| word(&it, "an identity", IDENTITIES, keys.diagnostics));
    keys.finish();
    identity
}

/// Reads the texts that count as absent, as `null` always does.
fn blanks(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Spanned<String>> {
    for value in items(node, "`blank`", diagnostics).unwrap_or(&[]) {
        if value.kind == Kind::Null {
            let message = "`null` always counts as absent";
            diagnostics.push(
                Diagnostic::error(Code::BadValue, value.span, message).help("delete it"),
            );
            return Vec::new();
        }
    }
    if !matches!(node.kind, Kind::List(_)) {
        return Vec::new();
    }
    texts(node, "a blank", diagnostics)
}

/// Reads a code of the gateway after which nothing was done, with the page that documents
/// it.
fn refusal(
    entry: &Entry,
    diagnostics: &mut Diagnostics,
) -> Option<(Spanned<String>, Spanned<String>)> {
    let page = text(&entry.value, "the page", diagnostics)?;
    if page.trim().is_empty() {
        let message = "this names no page";
        let diagnostic = Diagnostic::error(Code::BadValue, page.span, message);
        diagnostics.push(diagnostic.help("write the title of the page that says so"));
    }
    Some((entry.name(), page))
}
