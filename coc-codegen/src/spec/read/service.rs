//! Reads `service.yaml`, from YAML to [`ServiceFile`].

use super::declarations::declarations;
use super::keys::Keys;
use super::messages::wrong_shape;
use super::table::headers_def;
use super::values::{items, text, texts, word};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::Success;
use crate::source::Spanned;
use crate::spec::file_defs::{EnvelopeDef, ServiceFile};
use crate::spec::language::facts::SERVICE_FACTS;
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads the YAML tree of `service.yaml`.
pub(in crate::spec) fn service(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ServiceFile> {
    let mut keys = Keys::of(node, "a service", diagnostics)?;
    if let Some(version) = keys.node("language") {
        refuse_other_languages(version, keys.diagnostics);
    }
    let mut found =
        ServiceFile { blanks: vec![Spanned::default()], ..ServiceFile::default() };
    found.name = keys.needed_word("service").unwrap_or_default();
    found.title =
        keys.word("title").map_or_else(|| found.name.value.clone(), |title| title.value);
    found.doc = keys.doc();
    found.endpoints = keys.read_entries("endpoints", |entry, diagnostics| {
        let url = text(&entry.value, "an endpoint", diagnostics)?;
        Some((entry.name(), url))
    });
    found.project_scope = keys.read("authentication", authentication) == Some(PROJECT);
    if let Some(node) = keys.node("blank") {
        found.blanks = blanks(node, keys.diagnostics);
    }
    found.envelope = default_envelope(&mut keys);
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
    found.decisions = keys.decisions(SERVICE_FACTS);
    found.names = declarations(&mut keys);
    found.names.incomplete |= keys.finish();
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

/// The ids that requests may carry beside the credentials.
const IDENTITIES: [&str; 2] = ["domain", PROJECT];
const PROJECT: &str = "project";

/// Reads the authentication of requests, and returns the id that they carry.
fn authentication(node: &Node, diagnostics: &mut Diagnostics) -> Option<&'static str> {
    if matches!(&node.kind, Kind::Text(word) if ["none", "no"].contains(&word.as_str()))
    {
        let found = wrong_shape(node, "`authentication`", "a mapping");
        diagnostics.push(found.help("delete the key: without it, requests carry none"));
        return None;
    }
    let mut keys = Keys::of(node, "`authentication`", diagnostics)?;
    if let Some(signature) = keys.needed_text("signature") {
        word(&signature, "a known signature", &["SDK-HMAC-SHA256"], keys.diagnostics);
    }
    let identity = keys.needed_text("identity");
    let identity =
        identity.and_then(|it| word(&it, "an identity", &IDENTITIES, keys.diagnostics));
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

/// Reads the name of the envelope of operations that name no other.
fn default_envelope(keys: &mut Keys<'_, '_>) -> Option<Spanned<String>> {
    let node = keys.node("envelope")?;
    if matches!(node.kind, Kind::Map(_)) {
        let diagnostic = wrong_shape(node, "`envelope`", "the name of an envelope");
        let help = "give it a name below `envelopes`, and write that name here";
        keys.diagnostics.push(diagnostic.help(help));
        return None;
    }
    keys.word("envelope")
}

/// Reads an envelope with its name.
fn named_envelope(
    entry: &Entry,
    diagnostics: &mut Diagnostics,
) -> Option<(Spanned<String>, EnvelopeDef)> {
    if entry.key == "none" {
        let message = "an envelope cannot be called `none`, which stands for answers without an envelope";
        let diagnostic = Diagnostic::error(Code::BadValue, entry.key_span, message);
        diagnostics.push(diagnostic.help("choose another name"));
    }
    let envelope = envelope(&entry.value, diagnostics)?;
    Some((entry.name(), envelope))
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

fn envelope(node: &Node, diagnostics: &mut Diagnostics) -> Option<EnvelopeDef> {
    let mut keys = Keys::of(node, "an envelope", diagnostics)?;
    let code = keys.needed_texts("code");
    let message = keys.needed_texts("message");
    let data = keys.text("data");
    let success = keys.read_needed("success", success);
    let refusals = keys.text_list("refusals");
    if let Some(success) = &success {
        for code in refusals.iter().filter(|code| success.holds(code)) {
            let message = format!("`{}` is a success and a refusal", code.value);
            let diagnostic = Diagnostic::error(Code::Contradiction, code.span, message);
            keys.diagnostics.push(diagnostic.help("delete one of the two"));
        }
    }
    refuse_empty_codes(&refusals, keys.diagnostics);
    keys.finish();
    Some(EnvelopeDef {
        code: code?,
        message: message?,
        data,
        success: success?,
        refusals,
    })
}

/// Refuses an empty code: an answer without a code has none.
fn refuse_empty_codes(codes: &[Spanned<String>], diagnostics: &mut Diagnostics) {
    if let Some(code) = codes.iter().find(|code| code.trim().is_empty()) {
        let message =
            "a code is not empty: an answer without one is a success by its status";
        let diagnostic = Diagnostic::error(Code::BadValue, code.span, message);
        diagnostics.push(diagnostic.help("delete it"));
    }
}

/// Reads the codes that mean success.
fn success(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Success>> {
    if matches!(node.kind, Kind::List(_)) {
        let codes = texts(node, "`success`", diagnostics);
        refuse_empty_codes(&codes, diagnostics);
        if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
            let message = "`success` is empty, so no answer is a success";
            let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
            diagnostics.push(diagnostic.help("list the codes that mean success"));
        }
        let codes = codes.into_iter().map(|code| code.value).collect();
        return Some(Spanned::new(Success::Codes(codes), node.span));
    }
    let expected = "`zeros_after_prefix` or a list of codes";
    if !matches!(node.kind, Kind::Text(_)) {
        let found = wrong_shape(node, "`success`", expected);
        diagnostics.push(match &node.kind {
            Kind::Integer(code) => found.help(format!("write `[\"{code}\"]`")),
            _ => found.help("write the codes in brackets, `[...]`"),
        });
        return None;
    }
    let given = text(node, "`success`", diagnostics)?;
    const ZEROS: &str = "zeros_after_prefix";
    if given.value == ZEROS {
        return Some(Spanned::new(Success::ZerosAfterPrefix, node.span));
    }
    let message = format!("`{}` is not a way to tell success", given.value);
    let help = did_you_mean(&given.value, [ZEROS])
        .unwrap_or_else(|| format!("write `{ZEROS}`, or a list: `[{}]`", given.value));
    diagnostics.push(Diagnostic::error(Code::BadValue, given.span, message).help(help));
    None
}
