//! Draws a random spec: names, tables, then rules, whose conditions may read every
//! field in reach. Writing it as YAML belongs to `spec`.

use crate::oracle::dice::Dice;

use super::spec::{Call, Field, Kind, List, Plan, Table, text};
use super::words::{
    DELIMITERS, DOCS, NAMES, NUMBERS, OPERATIONS, PATTERNS, PLAIN_NAMES, RENAMED,
    SCALARS, TEXTS, TYPE_NAMES, VALUES,
};

/// A field that a condition may read: its place, its name, the kind of its value.
#[derive(Clone)]
struct Reach {
    place: &'static str,
    name: String,
    kind: Kind,
}

/// Draws a spec.
pub(crate) fn plan(dice: &mut Dice) -> Plan {
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
            let table = |name| Table {
                name,
                file: *file,
                place: None,
                is_form: false,
                fields: Vec::new(),
                groups: Vec::new(),
            };
            plan.tables.extend(names.pop().map(table));
        }
        for place in ["path", "query", "header"] {
            if file.is_some() && dice.chance(if place == "path" { 70 } else { 45 }) {
                let table = Table {
                    name: place,
                    file: *file,
                    place: Some(place),
                    is_form: false,
                    fields: Vec::new(),
                    groups: Vec::new(),
                };
                plan.tables.push(table);
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
    plan.operations.push(Call { name: operation, body, is_form: true, answer });
    plan.tables.push(Table {
        name,
        file,
        place: None,
        is_form: true,
        fields: Vec::new(),
        groups: Vec::new(),
    });
    plan.tables[table].fields = fields(dice, plan, table);
    for field in 0..plan.tables[table].fields.len() {
        let (keys, lists) = keys(dice, plan, table, field);
        plan.tables[table].fields[field].keys = keys;
        plan.tables[table].fields[field].lists = lists;
    }
    plan.tables[table].groups = groups(dice, plan, table);
}

fn shuffled<T: Copy>(dice: &mut Dice, items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    for at in (1..items.len()).rev() {
        items.swap(at, dice.below(at + 1));
    }
    items
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

fn sees(file: Option<usize>, other: Option<usize>) -> bool {
    other.is_none() || other == file
}

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

/// The keys of a field, and its conditional lists.
pub(crate) fn keys(
    dice: &mut Dice,
    plan: &Plan,
    table: usize,
    field: usize,
) -> (Vec<String>, Vec<String>) {
    let place = plan.tables[table].place;
    let kind = &plan.tables[table].fields[field].holds();
    let reach = reach(plan, table, Some(field));
    let name = plan.tables[table].fields[field].name.as_str();
    let renamed = RENAMED.iter().find(|(from, _)| *from == name);
    let mut keys: Vec<String> =
        renamed.map(|(_, to)| format!("rust_name: {to}")).into_iter().collect();
    if dice.chance(30) {
        keys.push(format!("doc: {}", text(dice.pick(DOCS))));
    }
    if place == Some("path") || dice.chance(12) {
        keys.push("required: true".to_owned());
        if let Kind::List(at) = kind
            && dice.chance(60)
        {
            let value = literal(dice, plan, &Kind::List(*at));
            keys.push(format!("cases: {{ {value}: Case{table}X{field} }}"));
        }
    } else if dice.chance(35) {
        let key = if place != Some("path") && dice.chance(20) {
            "exactly_when"
        } else {
            "required"
        };
        keys.extend(
            condition(dice, plan, &reach, 2).map(|when| format!("{key}: {when}")),
        );
    }
    // Both at once are mostly a contradiction.
    let required = keys.iter().any(|key| key.starts_with("required"));
    let has_both = keys.iter().any(|key| key.starts_with("exactly_when"));
    if place != Some("path") && !has_both && dice.chance(if required { 10 } else { 35 })
    {
        let when = condition(dice, plan, &reach, 2);
        // The same condition twice would be `exactly_when`.
        let when = when.filter(|when| !keys.contains(&format!("required: {when}")));
        keys.extend(when.map(|when| format!("only_when: {when}")));
    }
    if dice.chance(15) {
        keys.extend(
            condition(dice, plan, &reach, 2)
                .map(|when| format!("documented_for: {when}")),
        );
    }
    let others = plan.tables[table].fields.iter().filter(|other| {
        other.name != name && other.holds() == *kind && is_ordered(kind)
    });
    let others: Vec<&str> = others.map(|other| other.name.as_str()).collect();
    if !others.is_empty() && dice.chance(50) {
        let key = dice.pick(&["at_least", "greater_than"]);
        keys.push(format!("{key}: {}", text(dice.pick(&others))));
    }
    let mut lists = Vec::new();
    match kind {
        kind if kind.is_text(plan) && place.is_none() && dice.chance(25) => {
            keys.push(format!("delimiter: {}", text(dice.pick(DELIMITERS))));
            if dice.chance(50) {
                keys.push(format!("items: {}", limits(dice, 1, 4)));
            }
            if dice.chance(30) {
                keys.push("unique: true".to_owned());
            }
            each(dice, plan, kind, &mut keys);
        }
        Kind::Array(_) | Kind::Map(_) => {
            if dice.chance(40) {
                keys.push(format!("items: {}", limits(dice, 0, 3)));
            }
            if matches!(kind, Kind::Map(_)) && dice.chance(40) {
                let mut rules = value_rules(dice, plan, &Kind::Plain("string"));
                rules.retain(|rule| !rule.starts_with("fixed"));
                if !rules.is_empty() {
                    keys.push(format!("keys: {{ {} }}", rules.join(", ")));
                }
            }
            if matches!(kind, Kind::Array(item) if is_scalar(item)) && dice.chance(30) {
                // The first broken rule counts. Two booleans are all there are, and leave
                // no third one to stand for an item of another type.
                let first =
                    *kind.innermost() != Kind::Plain("boolean") && dice.chance(50);
                keys.insert(
                    if first { 0 } else { keys.len() },
                    "unique: true".to_owned(),
                );
            }
            if place == Some("query") && dice.chance(30) {
                keys.push(format!("delimiter: {}", text(dice.pick(&[",", " ", "|"]))));
            }
            each(dice, plan, kind.innermost(), &mut keys);
        }
        kind => keys.extend(value_rules(dice, plan, kind)),
    }
    if *kind == Kind::Plain("object") && dice.chance(40) {
        keys.push(format!("items: {}", limits(dice, 0, 3)));
    }
    for list in &plan.tables[table].fields[field].listed {
        let name = text(plan.lists[*list].name);
        let when = if dice.chance(80) { condition(dice, plan, &reach, 1) } else { None };
        let when = when.map_or_else(String::new, |when| format!("when: {when}, "));
        lists.push(format!("- {{ {when}of: {name} }}"));
    }
    // `one_of` has the id that a single list has.
    if !lists.is_empty() {
        keys.retain(|key| !key.starts_with("one_of:"));
    }
    let is_form = plan.tables[table].is_form;
    if place.is_none() && !is_form && may_be_null(kind, &keys) && dice.chance(25) {
        keys.push("nullable: true".to_owned());
    }
    // No page has the field, so that its rules draw warnings.
    if place != Some("path") && dice.chance(12) {
        keys.push("observed: true".to_owned());
        keys.push("decision: { observed: why }".to_owned());
    }
    if dice.chance(10) {
        keys.push(
            dice.pick(&[
                "sensitive: true",
                "deprecated: true",
                "deprecated: use `x` \"# */",
            ])
            .to_owned(),
        );
    }
    if dice.chance(10) {
        keys.push("prose: [{ says: Something., because: No field tells. }]".to_owned());
    }
    (keys, lists)
}

/// Whether null can have a meaning in a field with these keys.
fn may_be_null(kind: &Kind, keys: &[String]) -> bool {
    let excludes = |key: &String| key.starts_with("fixed:") || key.starts_with("cases:");
    *kind != Kind::Plain("any") && !keys.iter().any(excludes)
}

fn each(dice: &mut Dice, plan: &Plan, kind: &Kind, keys: &mut Vec<String>) {
    let rules = value_rules(dice, plan, kind);
    if !rules.is_empty() {
        keys.push(format!("each: {{ {} }}", rules.join(", ")));
    }
}

/// Rules of a single value.
fn value_rules(dice: &mut Dice, plan: &Plan, kind: &Kind) -> Vec<String> {
    let mut found = Vec::new();
    let some = |dice: &mut Dice| dice.chance(25);
    if kind.is_text(plan) {
        if some(dice) {
            found.push(format!("length: {}", limits(dice, 0, 5)));
        }
        if some(dice) {
            found.push(format!("pattern: \"{}\"", dice.pick(PATTERNS)));
        }
    } else if kind.is_number(plan) && some(dice) {
        found.push(format!("range: {}", limits(dice, 0, 9)));
    } else if *kind == Kind::Plain("file") {
        if dice.chance(50) {
            found.push(format!("size: {}", limits(dice, 0, 5)));
        }
        if dice.chance(50) {
            let endings = dice.pick(&["[jpg]", "[txt, tar.gz]", "[c++, 7z, a_b-c]"]);
            found.push(format!("file_types: {endings}"));
        }
    }
    if is_scalar(kind) {
        match dice.below(10) {
            0 => found.push(format!("fixed: {}", literal(dice, plan, kind))),
            // An enumeration is a list of values already, and a field has one.
            1 if !matches!(kind, Kind::Plain("boolean") | Kind::List(_)) => {
                found.push(format!("one_of: {}", literals(dice, plan, kind)));
            }
            _ => {}
        }
    }
    found
}

fn is_scalar(kind: &Kind) -> bool {
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

/// Whether two fields of this kind may be compared.
fn is_ordered(kind: &Kind) -> bool {
    is_scalar(kind)
        && matches!(kind, Kind::Plain(name) if !["string", "boolean"].contains(name))
}

fn limits(dice: &mut Dice, least: usize, most: usize) -> String {
    let min = least + dice.below(most - least);
    let max = min + dice.below(most - min + 1);
    match dice.below(3) {
        // A count is always at least 0.
        0 => format!("{{ min: {} }}", min.max(1)),
        1 => format!("{{ max: {max} }}"),
        _ => format!("{{ min: {min}, max: {max} }}"),
    }
}

/// One value or two.
fn literals(dice: &mut Dice, plan: &Plan, kind: &Kind) -> String {
    let (one, other) = (literal(dice, plan, kind), literal(dice, plan, kind));
    if one == other { format!("[{one}]") } else { format!("[{one}, {other}]") }
}

/// A value that the field may have.
fn literal(dice: &mut Dice, plan: &Plan, kind: &Kind) -> String {
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
fn reach(plan: &Plan, at: usize, field: Option<usize>) -> Vec<Reach> {
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
fn condition(
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

/// One question, without its braces.
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

fn groups(dice: &mut Dice, plan: &Plan, table: usize) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["some", "x-y"] {
        let fields = &plan.tables[table].fields;
        if fields.len() < 2 || !dice.chance(25) {
            continue;
        }
        let order = shuffled(dice, &(0..fields.len()).collect::<Vec<_>>());
        let count = 2 + dice.below(2);
        let members: Vec<String> =
            order.into_iter().take(count).map(|at| text(&fields[at].name)).collect();
        let kind = dice.pick(&[
            "exactly_one_of",
            "at_least_one_of",
            "at_most_one_of",
            "all_or_none",
        ]);
        let when = if dice.chance(50) {
            condition(dice, plan, &reach(plan, table, None), 1)
        } else {
            None
        };
        let when = when.map_or_else(String::new, |when| format!(", when: {when}"));
        found.push(format!(
            "{}: {{ {kind}: [{}]{when} }}",
            text(name),
            members.join(", ")
        ));
    }
    found
}
