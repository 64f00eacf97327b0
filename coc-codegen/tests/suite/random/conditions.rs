//! Draws the conditions of a random spec, which may read every field in reach, and the
//! values in them.

use crate::oracle::dice::Dice;

use super::spec::{Kind, Plan, Table, text};
use super::words::TEXTS;

/// A field that a condition may read: its place, its name, the kind of its value.
#[derive(Clone)]
pub(super) struct Reach {
    pub(super) place: &'static str,
    name: String,
    kind: Kind,
}

/// Whether the values of a field are single ones, which may be compared with others.
pub(super) fn is_scalar(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::List(_)
            | Kind::Plain(
                "string"
                    | "boolean"
                    | "integer"
                    | "long"
                    | "float"
                    | "timestamp"
                    | "date"
                    | "time"
                    | "date_time"
            )
    )
}

/// One value or two.
pub(super) fn literals(dice: &mut Dice, plan: &Plan, kind: &Kind) -> String {
    let (one, other) = (literal(dice, plan, kind), literal(dice, plan, kind));
    if one == other { format!("[{one}]") } else { format!("[{one}, {other}]") }
}

/// A value that the field may have.
pub(super) fn literal(dice: &mut Dice, plan: &Plan, kind: &Kind) -> String {
    match kind {
        Kind::List(at) => {
            let list = &plan.lists[*at];
            list.value(dice.pick(&list.values))
        }
        Kind::Plain("boolean") => dice.chance(50).to_string(),
        Kind::Plain("integer") => dice.pick(&["0", "1", "7", "-3"]).to_owned(),
        Kind::Plain("long" | "timestamp") => dice
            .pick(&["0", "1", "9007199254740993", "9223372036854775807", "-5"])
            .to_owned(),
        Kind::Plain("date") => text(dice.pick(&["2026-11-29", "2024-02-29"])),
        Kind::Plain("time") => text(dice.pick(&["10:00:00", "23:59:59.5"])),
        Kind::Plain("date_time") => {
            text(dice.pick(&["2026-11-29T10:00:00Z", "2026-11-29T12:00:00.5+02:00"]))
        }
        Kind::Plain("float") => dice.pick(&["0.5", "1", "-2.25", "1e20"]).to_owned(),
        _ => text(dice.pick(TEXTS)),
    }
}

/// The fields that a condition in a table may read.
pub(super) fn reach(plan: &Plan, at: usize, field: Option<usize>) -> Vec<Reach> {
    let table = &plan.tables[at];
    let fields = |place: &'static str, table: &Table| -> Vec<Reach> {
        table
            .fields
            .iter()
            .map(|field| Reach { place, name: field.name.clone(), kind: field.holds() })
            .collect()
    };
    let own = field.map(|field| table.fields[field].name.as_str());
    let mut found = fields("same", table);
    found.retain(|it| Some(it.name.as_str()) != own);
    let Some(file) = table.file else { return found };
    for other in plan.tables.iter().filter(|other| other.file == Some(file)) {
        // Fields of the same table have the short name.
        if let Some(place) = other.place.filter(|place| Some(*place) != table.place) {
            found.extend(fields(place, other));
        }
    }
    let body = plan.operations.get(file).and_then(|call| call.body.as_ref());
    if let Some(Kind::Table(body)) = body {
        found.extend(
            fields("body", &plan.tables[*body])
                .into_iter()
                .filter(|it| *body != at || Some(it.name.as_str()) != own),
        );
    }
    let holds = |other: &usize| {
        plan.tables[*other].fields.iter().any(|field| {
            *field.kind.innermost() == Kind::Table(at) || field.members.contains(&at)
        })
    };
    let parents =
        in_requests(plan).into_iter().filter(holds).map(|other| &plan.tables[other]);
    let parents: Vec<&Table> = parents.collect();
    for parent in &parents {
        for it in fields("parent", parent) {
            // A name must mean the same in every table that encloses this one.
            let same = |other: &&Table| {
                other
                    .fields
                    .iter()
                    .all(|field| field.name != it.name || field.holds() == it.kind)
            };
            if parents.iter().all(same) {
                found.push(it);
            }
        }
    }
    found
}

/// The tables that requests hold.
fn in_requests(plan: &Plan) -> Vec<usize> {
    let bodies = plan.operations.iter().filter_map(|call| call.body.as_ref());
    let table = |kind: &Kind| match kind.innermost() {
        Kind::Table(at) => Some(*at),
        _ => None,
    };
    let mut open: Vec<usize> = bodies.filter_map(table).collect();
    let mut found: Vec<usize> =
        (0..plan.tables.len()).filter(|at| plan.tables[*at].place.is_some()).collect();
    while let Some(at) = open.pop() {
        if !found.contains(&at) {
            found.push(at);
            let fields = &plan.tables[at].fields;
            open.extend(fields.iter().filter_map(|field| table(&field.kind)));
            open.extend(fields.iter().flat_map(|field| field.members.iter().copied()));
        }
    }
    found
}

/// A condition in flow style, if there is anything to read.
pub(super) fn condition(
    dice: &mut Dice,
    plan: &Plan,
    reach: &[Reach],
    depth: usize,
) -> Option<String> {
    if reach.is_empty() {
        return None;
    }
    let part = |dice: &mut Dice| condition(dice, plan, reach, depth - 1);
    Some(match dice.below(10) {
        0 if depth > 0 => format!("{{ not: {} }}", part(dice)?),
        1 if depth > 0 => format!("{{ any: [{}, {}] }}", part(dice)?, part(dice)?),
        2 if depth > 0 => format!("{{ all: [{}, {}] }}", part(dice)?, part(dice)?),
        3 if depth > 0 => {
            let mut keys = vec![atom(dice, plan, reach)];
            let more = atom(dice, plan, reach);
            let key = |atom: &str| atom.split_once(": ").map(|(key, _)| key.to_owned());
            // Two keys of one mapping differ.
            if key(&more) != key(&keys[0]) {
                keys.push(more);
            }
            format!("{{ {} }}", keys.join(", "))
        }
        _ => format!("{{ {} }}", atom(dice, plan, reach)),
    })
}

/// One comparison, without its braces.
fn atom(dice: &mut Dice, plan: &Plan, reach: &[Reach]) -> String {
    let it = dice.pick(reach);
    let short = !it.name.contains('.')
        && !["not", "any", "all", "present"].contains(&it.name.as_str());
    let values = is_scalar(&it.kind).then(|| match dice.below(3) {
        0 => literals(dice, plan, &it.kind),
        _ => literal(dice, plan, &it.kind),
    });
    let name = if it.place == "same" && short && dice.chance(85) {
        it.name.clone()
    } else {
        format!("{}.{}", it.place, it.name)
    };
    match values.filter(|_| dice.chance(75)) {
        Some(values) => format!("{}: {values}", text(&name)),
        None => format!("present: {}", text(&name)),
    }
}
