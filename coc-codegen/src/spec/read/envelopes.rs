//! Reads envelopes, which wrap answers, and the names of envelopes. Comparing them with
//! answers belongs to `check`.

use super::keys::Keys;
use super::messages::{empty, wrong_shape};
use super::values::{text, texts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::Success;
use crate::source::Spanned;
use crate::spec::file_defs::EnvelopeDef;
use crate::spec::language::file_shapes::{ENVELOPE, ZEROS_AFTER_PREFIX};
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads the name of an envelope.
pub(super) fn envelope_name(keys: &mut Keys<'_, '_>) -> Option<Spanned<String>> {
    let node = keys.node("envelope")?;
    if matches!(node.kind, Kind::Map(_)) {
        let found = wrong_shape(node, "`envelope`", "the name of an envelope");
        let help = "give it a name below `envelopes` of `service.yaml`, and write that name here";
        keys.diagnostics.push(found.help(help));
        return None;
    }
    keys.non_empty_text("envelope")
}

/// Reads an envelope with its name.
pub(super) fn named_envelope(
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

/// Reads an envelope.
fn envelope(node: &Node, diagnostics: &mut Diagnostics) -> Option<EnvelopeDef> {
    let mut keys = Keys::of(node, &ENVELOPE, diagnostics)?;
    let code = keys.required_texts("code");
    let message = keys.required_texts("message");
    let data = keys.text("data");
    let success = keys.read_required("success", success);
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
            "a code cannot be empty: the status decides about an answer without a code";
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
            let help = "list the codes that mean success";
            diagnostics.push(empty("`success`", node.span, help));
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
    if given.value == ZEROS_AFTER_PREFIX {
        return Some(Spanned::new(Success::ZerosAfterPrefix, node.span));
    }
    let message = format!("`{}` is not a way to tell success", given.value);
    let help = did_you_mean(&given.value, [ZEROS_AFTER_PREFIX]).unwrap_or_else(|| {
        format!("write `{ZEROS_AFTER_PREFIX}`, or a list: `[{}]`", given.value)
    });
    diagnostics.push(Diagnostic::error(Code::BadValue, given.span, message).help(help));
    None
}
