//! Changes of requests and of the fields of answers, operation by operation. Comparing
//! their tables belongs to `tables`.

use serde_json::Value;

use super::change::{Breaks, Change, Verdict};
use super::kept::fits;
use super::pairs::by_name;
use super::probe;
use super::space::Findings;
use super::tables::{Tables, judged, type_in_words};
use crate::model::{Content, Model, Operation, Place, Type};

/// The changes that concern requests, and the fields of answers.
pub(super) fn changes(old: &Model, new: &Model) -> Vec<Change> {
    let mut tables = Tables::new(old, new);
    if old.service.blanks != new.service.blanks {
        let words = |model: &Model| Some(format!("{:?}", model.service.blanks));
        let change = Change {
            verdict: Verdict::Mixed,
            breaks: Some(Breaks::Requests),
            ..Change::of_words(None, "blank texts", words(old), words(new))
        };
        tables.push(change);
    }
    let (earlier, later) = (by_name(old), by_name(new));
    for before in &old.operations {
        match later.get(before.name.as_str()) {
            Some(after) => operation(&mut tables, before, after),
            None => tables.push(Change {
                breaks: Some(Breaks::Requests),
                ..Change::of_words(
                    Some(before),
                    &before.name,
                    Some(called(before)),
                    None,
                )
            }),
        }
    }
    for after in new.operations.iter().filter(|it| !earlier.contains_key(&*it.name)) {
        tables.push(Change::of_words(
            Some(after),
            &after.name,
            None,
            Some(called(after)),
        ));
    }
    tables.compare([old.service.headers, new.service.headers], true);
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
            ..Change::of_words(
                Some(before),
                name,
                Some(called(before)),
                Some(called(after)),
            )
        });
    }
    for place in Place::PARAMETERS {
        tables.compare([before.parameters(*place), after.parameters(*place)], true);
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
            tables.compare([held(&response.body), held(&same.body)], true);
        }
    }
    tables.compare([before.answer_headers, after.answer_headers], true);
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
        verdict: Verdict::Resent,
        ..Change::of_words(Some(before), &subject, was, is)
    });
}

/// Compares the types of bodies, and the tables that they hold.
fn body(tables: &mut Tables<'_>, before: &Operation, after: &Operation) {
    let types = [before.body.as_ref(), after.body.as_ref()];
    let held = types.map(|ty| ty.and_then(Type::held));
    // Changes of an object are reported at its own fields.
    let is_object = |ty: Option<&Type>| matches!(ty, None | Some(Type::Struct(_)));
    let bodies = probe::bodies();
    let accepts = |at: usize, body: &Value| types[at].is_none_or(|ty| fits(ty, body));
    let first = |by: usize, not: usize| {
        let shown = bodies.iter().find(|it| accepts(by, it) && !accepts(not, it));
        shown.map(|body| format!("the body is {body}"))
    };
    let same = match types {
        [Some(a), Some(b)] => probe::alike(a, b),
        [a, b] => is_object(a) && is_object(b),
    };
    if !same {
        let words = |ty: Option<&Type>| ty.map(type_in_words);
        let found = Findings {
            refused_now: first(0, 1),
            documented: types[0].is_some(),
            allowed_now: first(1, 0),
        };
        let subject = format!("{}.body", before.name);
        let (was, is) = (words(types[0]), words(types[1]));
        let change = Change::of_words(Some(before), &subject, was, is);
        tables.push(judged(change, found, true));
    }
    tables.compare(held, true);
}
