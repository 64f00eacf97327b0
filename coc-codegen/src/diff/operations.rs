//! Compares operations: how they are called, their requests, and the fields of their
//! answers. Comparing tables belongs to `tables`.

use serde_json::Value;

use super::change::{Breaks, Change, Kind, Verdict};
use super::keeps::fits;
use super::pairs::by_name;
use super::probe;
use super::space::Findings;
use super::tables::{Tables, breaking_if_refused, type_in_words};
use super::versions::{Version, Versions};
use crate::model::{Content, Model, Operation, Part, Type};

/// The changes that concern requests, and the fields of answers.
pub(super) fn changes(old: &Model, new: &Model) -> Vec<Change> {
    let mut tables = Tables::new(old, new);
    if old.service.blanks != new.service.blanks {
        let words = |model: &Model| {
            let blanks = model.service.blanks.iter();
            let quoted: Vec<String> =
                blanks.map(|it| Value::from(it.as_str()).to_string()).collect();
            Some(quoted.join(", "))
        };
        let change = Change {
            verdict: Verdict::Mixed,
            breaks: Some(Breaks::Requests),
            ..Change::new(Kind::Operation, None, "blank texts", words(old), words(new))
        };
        tables.push(change);
    }
    let (earlier, later) = (by_name(old), by_name(new));
    for before in &old.operations {
        match later.get(before.name.as_str()) {
            Some(after) => operation(&mut tables, before, after),
            None => tables.push(Change {
                breaks: Some(Breaks::Requests),
                ..Change::new(
                    Kind::Operation,
                    Some(before),
                    &before.name,
                    Some(called(before)),
                    None,
                )
            }),
        }
    }
    for after in new.operations.iter().filter(|it| !earlier.contains_key(&*it.name)) {
        tables.push(Change::new(
            Kind::Operation,
            Some(after),
            &after.name,
            None,
            Some(called(after)),
        ));
    }
    tables.compare(Versions::new(old.service.headers, new.service.headers));
    tables.finish()
}

/// The method and the path.
fn called(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// Compares an operation that both versions have.
fn operation(tables: &mut Tables<'_>, before: &Operation, after: &Operation) {
    let name = &before.name;
    if called(before) != called(after) {
        tables.push(Change {
            verdict: Verdict::Mixed,
            breaks: Some(Breaks::Requests),
            ..Change::new(
                Kind::Operation,
                Some(before),
                name,
                Some(called(before)),
                Some(called(after)),
            )
        });
    }
    for place in Part::PARAMETERS {
        tables.compare(Versions::new(before.table_of(*place), after.table_of(*place)));
    }
    form(tables, before, after);
    body(tables, before, after);
    for response in &before.responses {
        let same = after.responses.iter().find(|it| it.status == response.status);
        let held = |content: &Content| match content {
            Content::Json(ty) => ty.held(),
            _ => None,
        };
        if let Some(same) = same {
            tables.compare(Versions::new(held(&response.body), held(&same.body)));
        }
    }
    tables.compare(Versions::new(before.answer_headers, after.answer_headers));
}

/// Reports a body that is sent as a form in one version only.
fn form(tables: &mut Tables<'_>, before: &Operation, after: &Operation) {
    if before.is_form == after.is_form {
        return;
    }
    let words = |operation: &Operation| {
        let sent = if operation.is_form { "sent as a form" } else { "sent as JSON" };
        operation.body.as_ref().map(|_| sent.to_owned())
    };
    let subject = format!("{}.body", before.name);
    let (was, is) = (words(before), words(after));
    tables.push(Change {
        verdict: Verdict::SentDifferently,
        ..Change::new(Kind::Operation, Some(before), &subject, was, is)
    });
}

/// Compares the types of bodies, and the tables that they hold.
fn body(tables: &mut Tables<'_>, before: &Operation, after: &Operation) {
    let types = Versions::new(before.body.as_ref(), after.body.as_ref());
    let held = types.map(|ty| ty.and_then(Type::held));
    // Changes of an object are reported at its own fields.
    let is_object = |ty: Option<&Type>| matches!(ty, None | Some(Type::Struct(_)));
    let bodies = probe::bodies();
    let accepts =
        |version: Version, body: &Value| types[version].is_none_or(|ty| fits(ty, body));
    let accepted_only_by = |version: Version| {
        let is_it = |it: &&Value| accepts(version, it) && !accepts(version.other(), it);
        bodies.iter().find(is_it).map(|body| format!("the body is {body}"))
    };
    let same = match types {
        Versions { old: Some(a), new: Some(b) } => probe::alike(a, b),
        Versions { old, new } => is_object(old) && is_object(new),
    };
    if !same {
        let words = |ty: Option<&Type>| ty.map(type_in_words);
        let found = Findings {
            refused_now: accepted_only_by(Version::Old),
            documented: types.old.is_some(),
            allowed_now: accepted_only_by(Version::New),
        };
        let subject = format!("{}.body", before.name);
        let Versions { old, new } = types.map(words);
        let change = Change::new(Kind::Operation, Some(before), &subject, old, new);
        tables.push(breaking_if_refused(change, found));
    }
    tables.compare(held);
}
