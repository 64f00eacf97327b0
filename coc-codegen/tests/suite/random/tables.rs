//! Draws a random spec: its files, tables and fields. Their rules belong to `rules`, and
//! writing them as YAML to `spec`.

use crate::oracle::dice::Dice;

use super::conditions::{condition, reach};
use super::rules::{groups, keys, shuffled};
use super::spec::{Call, Field, Kind, List, Plan, Table, text};
use super::words::{
    NAMES, NUMBERS, OPERATIONS, PLAIN_NAMES, SCALARS, TYPE_NAMES, VALUES,
};

/// Draws a spec.
pub(super) fn plan(dice: &mut Dice) -> Plan {
    let mut plan = Plan {
        blanks: dice.pick(&["[\"\"]", "[]", "[\"\", n/a]"]),
        lists: Vec::new(),
        tables: Vec::new(),
        operations: Vec::new(),
    };
    let mut names = shuffled(dice, TYPE_NAMES);
    let mut operations = shuffled(dice, OPERATIONS);
    let count = 1 + dice.below(2);
    let files: Vec<Option<usize>> =
        std::iter::once(None).chain((0..count).map(Some)).collect();
    for file in &files {
        for _ in 0..1 + dice.below(2) {
            let values = 2 + dice.below(3);
            let is_number = dice.chance(30);
            let known = if is_number { NUMBERS } else { VALUES };
            let values = shuffled(dice, known).into_iter().take(values).collect();
            plan.lists.extend(names.pop().map(|name| List {
                name,
                file: *file,
                open: dice.chance(20),
                is_number,
                values,
            }));
        }
        let types = if file.is_none() { dice.below(3) } else { 1 + dice.below(3) };
        for _ in 0..types {
            plan.tables.extend(names.pop().map(|name| Table::new(name, *file, None)));
        }
        for place in ["path", "query", "header"] {
            if file.is_some() && dice.chance(if place == "path" { 70 } else { 45 }) {
                plan.tables.push(Table::new(place, *file, Some(place)));
            }
        }
    }
    for at in 0..plan.tables.len() {
        plan.tables[at].fields = fields(dice, &plan, at);
    }
    for at in 0..count {
        let kind = Kind::Table(pick_table(dice, &plan, Some(at)));
        let body = match dice.below(12) {
            0 => None,
            1 => Some(Kind::Array(Box::new(kind))),
            2 => Some(Kind::Map(Box::new(Kind::Array(Box::new(kind))))),
            3 => Some(Kind::Plain(dice.pick(&["string", "any", "object", "long"]))),
            _ => Some(kind),
        };
        let answer =
            dice.pick(&["{ type: none }", "{ type: binary }", "{ type: object }"]);
        plan.operations.extend(operations.pop().map(|name| Call {
            name,
            area: None,
            body,
            is_form: false,
            answer,
        }));
    }
    for table in 0..plan.tables.len() {
        for field in 0..plan.tables[table].fields.len() {
            let (keys, lists) = keys(dice, &plan, table, field);
            plan.tables[table].fields[field].keys = keys;
            plan.tables[table].fields[field].lists = lists;
            types(dice, &mut plan, table, field);
        }
        plan.tables[table].groups = groups(dice, &plan, table);
    }
    // It comes last, so that what is drawn before it is the same without it.
    if dice.chance(20) {
        form(dice, &mut plan, names.pop().zip(operations.pop()));
    }
    plan
}

/// Adds an operation whose body is a form.
fn form(dice: &mut Dice, plan: &mut Plan, names: Option<(&'static str, &'static str)>) {
    let Some((name, operation)) = names else { return };
    let (file, table) = (Some(plan.operations.len()), plan.tables.len());
    let answer = dice.pick(&["{ type: none }", "{ type: binary }", "{ type: object }"]);
    let body = Some(Kind::Table(table));
    plan.operations.push(Call {
        name: operation,
        area: None,
        body,
        is_form: true,
        answer,
    });
    plan.tables.push(Table { is_form: true, ..Table::new(name, file, None) });
    plan.tables[table].fields = fields(dice, plan, table);
    for field in 0..plan.tables[table].fields.len() {
        let (keys, lists) = keys(dice, plan, table, field);
        plan.tables[table].fields[field].keys = keys;
        plan.tables[table].fields[field].lists = lists;
    }
    plan.tables[table].groups = groups(dice, plan, table);
}

/// A declared type that `file` sees: its own, or a shared one.
fn pick_table(dice: &mut Dice, plan: &Plan, file: Option<usize>) -> usize {
    let seen: Vec<usize> = (0..plan.tables.len())
        .filter(|at| {
            let table = &plan.tables[*at];
            sees(file, table.file) && table.place.is_none() && !table.is_form
        })
        .collect();
    dice.pick(&seen)
}

/// Whether a file sees the declarations of another one.
fn sees(file: Option<usize>, other: Option<usize>) -> bool {
    other.is_none() || other == file
}

/// The fields of a table, without their rules.
fn fields(dice: &mut Dice, plan: &Plan, at: usize) -> Vec<Field> {
    let table = &plan.tables[at];
    let plain = matches!(table.place, Some("path" | "header"));
    let count =
        if table.place.is_some() { 1 + dice.below(3) } else { 1 + dice.below(7) };
    let names = shuffled(dice, if plain { PLAIN_NAMES } else { NAMES });
    let lists = lists(plan, table.file);
    let field = |name: &str| {
        let kind = kind(dice, plan, at);
        let may_list = matches!(kind, Kind::Plain("string" | "long" | "integer"));
        let count = if may_list && dice.chance(25) { 1 + dice.below(2) } else { 0 };
        let mut fitting = lists.clone();
        fitting.retain(|at| Kind::List(*at).is_text(plan) == kind.is_text(plan));
        let listed = shuffled(dice, &fitting).into_iter().take(count).collect();
        Field {
            name: name.to_owned(),
            listed,
            keys: Vec::new(),
            lists: Vec::new(),
            members: members(dice, plan, at, &kind),
            types: Vec::new(),
            kind,
        }
    };
    names.into_iter().take(count).map(field).collect()
}

/// The tables whose fields a free-form object may have.
fn members(dice: &mut Dice, plan: &Plan, at: usize, kind: &Kind) -> Vec<usize> {
    if *kind != Kind::Plain("object") || plan.tables[at].place.is_some() {
        return Vec::new();
    }
    let mut found: Vec<usize> = (0..dice.below(3))
        .map(|_| pick_table(dice, plan, plan.tables[at].file))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Draws the conditions of the types of a free-form object.
fn types(dice: &mut Dice, plan: &mut Plan, table: usize, field: usize) {
    let mut reach = reach(plan, table, Some(field));
    // The language has no members that depend on the object around their own.
    reach.retain(|it| it.place != "parent");
    let members = std::mem::take(&mut plan.tables[table].fields[field].members);
    for of in members {
        let Some(when) = condition(dice, plan, &reach, 2) else { continue };
        let name = text(plan.tables[of].name);
        let field = &mut plan.tables[table].fields[field];
        field.types.push(format!("- {{ when: {when}, of: {name} }}"));
        field.members.push(of);
    }
}

/// The enumerations that `file` sees.
fn lists(plan: &Plan, file: Option<usize>) -> Vec<usize> {
    (0..plan.lists.len()).filter(|at| sees(file, plan.lists[*at].file)).collect()
}

/// The kind of the values of a field.
fn kind(dice: &mut Dice, plan: &Plan, at: usize) -> Kind {
    let table = &plan.tables[at];
    let mut lists = lists(plan, table.file);
    if matches!(table.place, Some("path" | "header")) {
        // No request could carry the others.
        lists.retain(|at| plan.lists[*at].values.iter().all(|value| value.is_ascii()));
    }
    let scalar = |dice: &mut Dice| {
        if dice.chance(30) && !lists.is_empty() {
            Kind::List(dice.pick(&lists))
        } else {
            Kind::Plain(dice.pick(SCALARS))
        }
    };
    if table.is_form {
        return if dice.chance(40) { Kind::Plain("file") } else { scalar(dice) };
    }
    match (table.place, dice.below(10)) {
        (Some("path"), _) | (_, 0..=5) => scalar(dice),
        (Some("query"), _) => Kind::Array(Box::new(scalar(dice))),
        (Some(_), _) => scalar(dice),
        (None, 6) => Kind::Plain(dice.pick(&["object", "any"])),
        (None, 7) => Kind::Table(pick_table(dice, plan, table.file)),
        (None, _) => {
            let mut kind = if dice.chance(50) {
                scalar(dice)
            } else {
                Kind::Table(pick_table(dice, plan, table.file))
            };
            for _ in 0..1 + dice.below(2) {
                kind = if dice.chance(60) {
                    Kind::Array(Box::new(kind))
                } else {
                    Kind::Map(Box::new(kind))
                };
            }
            kind
        }
    }
}
