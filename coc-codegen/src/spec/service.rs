//! `service.yaml`, from YAML to [`ServiceFile`].

use super::read::{Keys, items, text, texts};
use super::types::{declarations, word};
use super::yaml::{Kind, Node};
use super::{EnvelopeDef, ServiceFile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Success;
use crate::source::Spanned;

/// Reads the tree of `service.yaml`.
pub(super) fn service(node: &Node, faults: &mut Diagnostics) -> Option<ServiceFile> {
    let mut keys = Keys::of(node, "a service", faults)?;
    let mut found = ServiceFile { blanks: vec![String::new()], ..ServiceFile::default() };
    found.name = keys.needed_text("service").unwrap_or_default();
    found.title = keys.text("title").map_or_else(|| found.name.value.clone(), |title| title.value);
    found.doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    for entry in keys.pairs("endpoints") {
        let region = Spanned::new(entry.key.clone(), entry.key_span);
        if let Some(url) = text(&entry.value, "an endpoint", keys.faults) {
            if !url.starts_with("https://") || url.ends_with('/') {
                let fault = Diagnostic::error(
                    Code::BadValue,
                    url.span,
                    "an endpoint is an `https://` URL without a final slash",
                );
                keys.faults.push(fault);
            }
            found.endpoints.push((region, url));
        }
    }
    if let Some(node) = keys.node("authentication") {
        found.project_scope = authentication(node, keys.faults);
    }
    if let Some(node) = keys.node("blank") {
        let (blanks, uses) = blank(node, keys.faults);
        found.blanks = blanks;
        found.uses.extend(uses);
    }
    if let Some(node) = keys.node("envelope") {
        let (envelope, uses) = envelope(node, keys.faults);
        found.envelope = envelope;
        found.uses.extend(uses);
    }
    found.uses.extend(keys.texts("reading"));
    found.names = declarations(&mut keys);
    found.names.torn |= keys.finish();
    Some(found)
}

fn authentication(node: &Node, faults: &mut Diagnostics) -> bool {
    let Some(mut keys) = Keys::of(node, "`authentication`", faults) else {
        return false;
    };
    if let Some(signature) = keys.needed_text("signature") {
        word(&signature, "a known signature", &["SDK-HMAC-SHA256"], keys.faults);
    }
    let identity = keys.needed_text("identity");
    let identity = identity.and_then(|it| word(&it, "an identity", &["domain", "project"], keys.faults));
    keys.finish();
    identity == Some(1)
}

fn blank(node: &Node, faults: &mut Diagnostics) -> (Vec<String>, Vec<Spanned<String>>) {
    let Some(mut keys) = Keys::of(node, "`blank`", faults) else {
        return (Vec::new(), Vec::new());
    };
    let mut blanks = Vec::new();
    let mut null = false;
    if let Some(values) = keys.needed("values") {
        for value in items(values, "`values`", keys.faults).unwrap_or(&[]) {
            match &value.kind {
                Kind::Null => null = true,
                _ => blanks.extend(text(value, "a blank", keys.faults).map(|text| text.value)),
            }
        }
        if !null {
            let fault = Diagnostic::error(
                Code::BadValue,
                values.span,
                "`null` is always blank: a spec cannot tell it from absent",
            );
            keys.faults.push(fault.help("add `null` to the list"));
        }
    }
    let uses = keys.texts("reading");
    keys.finish();
    (blanks, uses)
}

fn envelope(node: &Node, faults: &mut Diagnostics) -> (Option<EnvelopeDef>, Vec<Spanned<String>>) {
    let Some(mut keys) = Keys::of(node, "`envelope`", faults) else {
        return (None, Vec::new());
    };
    let code = keys.needed_text("code");
    let message = keys.needed_text("message");
    let data = keys.text("data").map(|data| data.value);
    let success = keys.needed("success").and_then(|node| match &node.kind {
        Kind::List(_) => {
            let codes = texts(node, "`success`", keys.faults);
            Some(Success::Codes(codes.into_iter().map(|code| code.value).collect()))
        }
        _ => {
            let given = text(node, "`success`", keys.faults)?;
            word(&given, "a way to tell success", &["zeros_after_prefix"], keys.faults)
                .map(|_| Success::ZerosAfterPrefix)
        }
    });
    let uses = keys.texts("reading");
    keys.finish();
    let found = match (code, message, success) {
        (Some(code), Some(message), Some(success)) => {
            Some(EnvelopeDef { code: code.value, message: message.value, data, success })
        }
        _ => None,
    };
    (found, uses)
}
