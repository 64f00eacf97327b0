//! Changes of requests: finds the fields and rules that were added, removed or changed,
//! and decides by the case space, and not by the wording, whether they accept more or
//! fewer requests.

use std::collections::HashSet;

use serde_json::Value;

use super::change::{Breaks, Change, Kind, Verdict};
use super::kept::fits;
use super::pairs::{RulePair, by_name, paired};
use super::probe;
use super::space::{Findings, Side, Space};
use crate::model::{
    Condition, Content, Field, Model, Module, Operation, Place, Ref, Rule, RuleId,
    TableId, Test, Type, delimiter_in_words,
};

/// The changes that concern requests, and the fields of answers.
pub(super) fn changes(old: &Model, new: &Model) -> Vec<Change> {
    let mut walk = Walk { old, new, seen: HashSet::new(), found: Vec::new() };
    if old.service.blanks != new.service.blanks {
        let words = |model: &Model| Some(format!("{:?}", model.service.blanks));
        let change = Change {
            verdict: Verdict::Mixed,
            breaks: Some(Breaks::Requests),
            ..Change::of_words(None, "blank texts", words(old), words(new))
        };
        walk.found.push(change);
    }
    let (earlier, later) = (by_name(old), by_name(new));
    for before in &old.operations {
        match later.get(before.name.as_str()) {
            Some(after) => walk.operation(before, after),
            None => walk.found.push(Change {
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
        walk.found.push(Change::of_words(
            Some(after),
            &after.name,
            None,
            Some(called(after)),
        ));
    }
    walk.tables([old.service.headers, new.service.headers], true);
    walk.found
}

fn called(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// One table in both versions.
type TablePair = [Option<TableId>; 2];

struct Walk<'m> {
    old: &'m Model,
    new: &'m Model,
    seen: HashSet<TablePair>,
    found: Vec<Change>,
}

impl<'m> Walk<'m> {
    fn operation(&mut self, before: &Operation, after: &Operation) {
        let name = &before.name;
        if called(before) != called(after) {
            self.found.push(Change {
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
            self.tables([before.parameters(*place), after.parameters(*place)], true);
        }
        self.form(before, after);
        self.body(before, after);
        for response in &before.responses {
            let same = after.responses.iter().find(|it| it.status == response.status);
            let held = |content: &Content| match content {
                Content::Json(ty) => ty.held(),
                _ => None,
            };
            if let Some(same) = same {
                self.tables([held(&response.body), held(&same.body)], true);
            }
        }
        self.tables([before.answer_headers, after.answer_headers], true);
    }

    /// Reports a body that is sent as a form in one version only.
    fn form(&mut self, before: &Operation, after: &Operation) {
        if before.is_form == after.is_form {
            return;
        }
        let words = |operation: &Operation| {
            let sent = if operation.is_form { "sent as a form" } else { "sent as JSON" };
            operation.body.as_ref().map(|_| sent.to_owned())
        };
        let subject = format!("{}.body", before.name);
        let (was, is) = (words(before), words(after));
        self.found.push(Change {
            verdict: Verdict::Resent,
            ..Change::of_words(Some(before), &subject, was, is)
        });
    }

    fn body(&mut self, before: &Operation, after: &Operation) {
        let types = [before.body.as_ref(), after.body.as_ref()];
        let held = types.map(|ty| ty.and_then(Type::held));
        // Changes of an object are reported at its own fields.
        let is_object = |ty: Option<&Type>| matches!(ty, None | Some(Type::Struct(_)));
        let bodies = probe::bodies();
        let accepts =
            |at: usize, body: &Value| types[at].is_none_or(|ty| fits(ty, body));
        let first = |by: usize, not: usize| {
            let shown = bodies.iter().find(|it| accepts(by, it) && !accepts(not, it));
            shown.map(|body| format!("the body is {body}"))
        };
        let same = match types {
            [Some(a), Some(b)] => probe::alike(a, b),
            [a, b] => is_object(a) && is_object(b),
        };
        if !same {
            let words = |ty: Option<&Type>| ty.map(|ty| format!("{ty:?}"));
            let found = Findings {
                refused_now: first(0, 1),
                documented: types[0].is_some(),
                allowed_now: first(1, 0),
            };
            let subject = format!("{}.body", before.name);
            let (was, is) = (words(types[0]), words(types[1]));
            let change = Change::of_words(Some(before), &subject, was, is);
            self.found.push(judged(change, found, true));
        }
        self.tables(held, true);
    }

    /// Compares a table in both versions. `documented` tells whether the earlier
    /// version documents the field that holds it.
    fn tables(&mut self, pair: TablePair, documented: bool) {
        if pair == [None, None] || !self.seen.insert(pair) {
            return;
        }
        let sides = [
            Side { model: self.old, table: pair[0] },
            Side { model: self.new, table: pair[1] },
        ];
        let fields = sides.iter().flat_map(|side| {
            side.table.map_or(&[][..], |id| side.model[id].fields.as_slice())
        });
        let mut seen: HashSet<&str> = HashSet::new();
        for field in fields.filter(|field| seen.insert(&field.name)) {
            self.field(sides, &field.name, documented);
        }
        self.groups(sides, documented);
    }

    fn field(&mut self, sides: [Side<'m>; 2], name: &str, documented: bool) {
        let at = Ref { place: Place::Same, name: name.to_owned() };
        let fields = sides.map(|side| side.field(&at));
        if self.differs(sides, &at) {
            let space = Space::new(sides, std::slice::from_ref(&at), &[]);
            let rules = |side: usize| -> Vec<(RuleId, &Rule)> {
                let model = sides[side].model;
                let rules = fields[side].map_or(&[][..], |field| &field.rules);
                rules.iter().map(|id| (*id, &model[*id])).collect()
            };
            let is_new = fields[0].is_none() || fields[1].is_none();
            let pairs = paired(&rules(0), &rules(1));
            if !is_new {
                self.push_sent(sides, name, fields);
            }
            if is_new && !pairs.iter().any(|it| is_type(it)) {
                self.push_field(sides, name, fields, Findings::default());
            }
            for pair in pairs {
                let mut found =
                    space.judge(pair[0].map(|it| it.0), pair[1].map(|it| it.0));
                if !is_new && is_type(&pair) {
                    found = with_null(found, name, fields);
                }
                found.documented &= documented;
                if is_new && is_type(&pair) {
                    self.push_field(sides, name, fields, found);
                } else {
                    self.push_rule(sides, pair, found);
                }
            }
        }
        let documented = documented && fields[0].is_some();
        let held = fields.map(|field| field.and_then(|field| field.ty.held()));
        self.tables(held, documented);
        self.members(sides, fields, documented);
    }

    /// Compares the members that a free-form object has under conditions, by the names of
    /// their tables.
    fn members(
        &mut self,
        sides: [Side<'m>; 2],
        fields: [Option<&'m Field>; 2],
        documented: bool,
    ) {
        let [before, after] = [0, 1].map(|at| {
            let rules = fields[at].map_or(&[][..], |field| &field.rules);
            let tests = rules.iter().map(|rule| &sides[at].model[*rule].test);
            let named = tests.filter_map(|test| match test {
                Test::Members(id, name) => Some((name.as_str(), *id)),
                _ => None,
            });
            named.collect::<Vec<_>>()
        });
        let find = |list: &[(&str, TableId)], name: &str| {
            list.iter().find(|(other, _)| *other == name).map(|(_, id)| *id)
        };
        for (name, id) in &after {
            self.tables([find(&before, name), Some(*id)], documented);
        }
        for (name, id) in before.iter().filter(|(name, _)| find(&after, name).is_none())
        {
            self.tables([Some(*id), find(&after, name)], documented);
        }
    }

    fn groups(&mut self, sides: [Side<'m>; 2], documented: bool) {
        let rules = sides.map(|side| {
            let groups = side.table.map_or(&[][..], |id| &side.model[id].groups);
            groups.iter().map(|id| (*id, &side.model[*id])).collect::<Vec<_>>()
        });
        let [before, after] = rules;
        for pair in paired(&before, &after) {
            let mut seeds: Vec<Ref> = Vec::new();
            let mut conditions: Vec<Condition> = Vec::new();
            let mut demands: Vec<String> = Vec::new();
            for (side, rule) in sides.iter().zip(pair) {
                let (Some((_, rule)), Some(table)) = (rule, side.table) else {
                    continue;
                };
                let Test::Group(kind, members) = &rule.test else { continue };
                let members = members.iter().map(|at| Ref {
                    place: Place::Same,
                    name: side.model[table].fields[*at].name.clone(),
                });
                let members: Vec<Ref> = members.collect();
                let warns = rule.is_warning();
                demands.push(format!("{kind:?} {warns} {members:?} {:?}", rule.when));
                conditions.push(rule.when.clone());
                seeds.extend(members);
            }
            seeds.sort();
            seeds.dedup();
            let same = demands.len() == 2
                && demands[0] == demands[1]
                && !seeds.iter().any(|it| self.differs(sides, it));
            if !same {
                let space = Space::new(sides, &seeds, &conditions);
                let mut found =
                    space.judge(pair[0].map(|it| it.0), pair[1].map(|it| it.0));
                found.documented &= documented;
                self.push_rule(sides, pair, found);
            }
        }
    }

    /// Whether the rules of a field, or of the fields that they read, changed.
    fn differs(&self, sides: [Side<'m>; 2], at: &Ref) -> bool {
        let [before, after] = sides.map(|side| {
            let field = side.field(at)?;
            let rules = field.rules.iter().map(|id| {
                let rule = &side.model[*id];
                let reads =
                    rule.when.reads().into_iter().map(|read| side.field(read).map(held));
                let reads: Vec<_> = reads.collect();
                let test = match &rule.test {
                    Test::Enum(list) => {
                        format!("{:?}", side.model[*list].wires().collect::<Vec<_>>())
                    }
                    Test::Members(_, name) => name.clone(),
                    test => format!("{test:?}"),
                };
                let (id, each, when) = (&rule.id, rule.each, &rule.when);
                let warns = rule.is_warning();
                format!("{id} {warns} {each} {test} {when:?} {reads:?}")
            });
            let rules: Vec<String> = rules.collect();
            Some((held(field), &field.delimiter, field.joined, rules))
        });
        before != after || self.old.service.blanks != self.new.service.blanks
    }

    /// Reports that an array is sent in another way.
    fn push_sent(
        &mut self,
        sides: [Side<'m>; 2],
        name: &str,
        fields: [Option<&Field>; 2],
    ) {
        let [before, after] = fields.map(|field| field.and_then(|it| it.joined));
        let Some(table) = sides[1].table.map(|id| &sides[1].model[id]) else { return };
        if before == after {
            return;
        }
        let words = |joined: Option<char>| {
            Some(joined.map_or_else(
                || "each item on its own".to_owned(),
                |it| format!("joined by {}", delimiter_in_words(it)),
            ))
        };
        let place = table.place.map_or("", Place::as_str);
        let operation = operation(sides[1].model, table.module);
        let subject = format!("{place}.{name}");
        let change = Change::of_words(operation, &subject, words(before), words(after));
        self.found.push(Change {
            kind: Kind::Field,
            verdict: Verdict::Resent,
            ..change
        });
    }

    fn push_field(
        &mut self,
        sides: [Side<'m>; 2],
        name: &str,
        fields: [Option<&Field>; 2],
        found: Findings,
    ) {
        let [before, after] = fields.map(|field| field.map(held));
        let side = if after.is_some() { sides[1] } else { sides[0] };
        let Some(table) = side.table.map(|id| &side.model[id]) else { return };
        let subject = match table.place {
            Some(place) => format!("{}.{name}", place.as_str()),
            None => format!("{}.{name}", table.name),
        };
        let change = Change::of_words(
            operation(side.model, table.module),
            &subject,
            before,
            after,
        );
        self.found.push(judged(Change { kind: Kind::Field, ..change }, found, true));
    }

    fn push_rule(&mut self, sides: [Side<'m>; 2], pair: RulePair<'m>, found: Findings) {
        let severities = pair.map(|rule| rule.map(|(_, rule)| rule.is_warning()));
        let changes_severity =
            matches!(severities, [Some(before), Some(now)] if before != now);
        let [before, after] = pair.map(|rule| {
            let (_, rule) = rule?;
            let draws = if rule.is_warning() { "a warning" } else { "an error" };
            let more =
                if changes_severity { format!("; else {draws}") } else { String::new() };
            Some(format!("{}{more}", rule.text))
        });
        let last = [(1, pair[1]), (0, pair[0])];
        let Some((side, (_, rule))) =
            last.into_iter().find_map(|(side, rule)| Some((sides[side], rule?)))
        else {
            return;
        };
        if before == after && found.refused_now.is_none() && found.allowed_now.is_none()
        {
            return;
        }
        let change = Change::of_words(
            operation(side.model, rule.module),
            &rule.id,
            before,
            after,
        );
        let change = Change { kind: Kind::Rule, ..change };
        self.found.push(judged(change, found, !rule.is_warning()));
    }
}

fn operation(model: &Model, module: Module) -> Option<&Operation> {
    match module {
        Module::Shared => None,
        Module::Operation(id) => Some(&model[id]),
    }
}

/// The change with its direction and with the requests that it breaks.
fn judged(change: Change, found: Findings, is_error: bool) -> Change {
    let verdict = match (&found.refused_now, &found.allowed_now) {
        (Some(_), Some(_)) => Verdict::Mixed,
        (Some(_), None) => Verdict::Stricter,
        (None, Some(_)) => Verdict::Laxer,
        (None, None) => change.verdict,
    };
    let breaks = is_error && found.documented && found.refused_now.is_some();
    Change {
        verdict,
        breaks: breaks.then_some(Breaks::Requests),
        refused_now: found.refused_now,
        allowed_now: found.allowed_now,
        ..change
    }
}

/// Adds null to the findings about the type of a field that became nullable, or is no
/// longer nullable. The rules do not show this change, since null that counts as absent
/// breaks none of them.
fn with_null(mut found: Findings, name: &str, fields: [Option<&Field>; 2]) -> Findings {
    let case = format!("{name} is null");
    match fields.map(|field| field.is_some_and(|it| it.nullable)) {
        [false, true] => {
            found.allowed_now.get_or_insert(case);
        }
        [true, false] => {
            found.documented = true;
            found.refused_now.get_or_insert(case);
        }
        _ => {}
    }
    found
}

fn is_type(pair: &RulePair<'_>) -> bool {
    pair.iter().flatten().any(|(_, rule)| rule.test == Test::Type)
}

/// The name of a field's type, and null if it is a value of its own.
fn held(field: &Field) -> String {
    let or_null = if field.nullable { " or null" } else { "" };
    format!("{}{or_null}", type_in_words(&field.ty))
}

/// The name of a type, the same for types that JSON does not distinguish.
fn type_in_words(ty: &Type) -> String {
    match ty {
        Type::String | Type::Formatted(_) => "text".to_owned(),
        Type::Enum(_, kind) => type_in_words(&kind.plain()),
        Type::Struct(_) | Type::Object => "object".to_owned(),
        Type::File => "file".to_owned(),
        Type::Array(inner) => format!("array of {}", type_in_words(inner)),
        Type::Map(inner) => format!("map of {}", type_in_words(inner)),
        plain => format!("{plain:?}").to_lowercase(),
    }
}
