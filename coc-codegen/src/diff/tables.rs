//! Compares tables in both versions of a spec: their fields, rules and groups. The case
//! space decides, and not the wording, whether a change accepts more or fewer requests.
//! Finding the tables of an operation belongs to `requests`.

use std::collections::HashSet;

use super::change::{Breaks, Change, Kind, Verdict};
use super::pairs::{RulePair, paired};
use super::space::{Findings, Space};
use super::variables::Side;
use crate::model::{
    Condition, Field, Model, Module, Operation, Place, Ref, Rule, RuleId, Style,
    TableId, Test, Type,
};

/// One table in both versions.
type TablePair = [Option<TableId>; 2];

/// A field in both versions, with its name.
#[derive(Clone, Copy)]
struct FieldPair<'m, 'n> {
    sides: [Side<'m>; 2],
    name: &'n str,
    fields: [Option<&'m Field>; 2],
}

/// Compares tables, each pair once.
pub(super) struct Tables<'m> {
    old: &'m Model,
    new: &'m Model,
    seen: HashSet<TablePair>,
    found: Vec<Change>,
}

impl<'m> Tables<'m> {
    pub(super) fn new(old: &'m Model, new: &'m Model) -> Self {
        Self { old, new, seen: HashSet::new(), found: Vec::new() }
    }

    /// Adds a change that is found elsewhere.
    pub(super) fn push(&mut self, change: Change) {
        self.found.push(change);
    }

    /// The changes in the order in which they were found.
    pub(super) fn finish(self) -> Vec<Change> {
        self.found
    }

    /// Compares a table in both versions, unless that was done. `documented` is whether the
    /// earlier version documents the field that holds it.
    pub(super) fn compare(&mut self, pair: TablePair, documented: bool) {
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

    /// Compares a field with this name, and the tables that it holds.
    fn field(&mut self, sides: [Side<'m>; 2], name: &str, documented: bool) {
        let at = Ref { place: Place::Same, name: name.to_owned() };
        let fields = sides.map(|side| side.field(&at));
        let pair = FieldPair { sides, name, fields };
        if self.differs(sides, &at) {
            let space = Space::new(sides, std::slice::from_ref(&at), &[]);
            let rules = |side: usize| -> Vec<(RuleId, &Rule)> {
                let model = sides[side].model;
                let rules = fields[side].map_or(&[][..], |field| &field.rules);
                rules.iter().map(|id| (*id, &model[*id])).collect()
            };
            let is_new = fields[0].is_none() || fields[1].is_none();
            let rule_pairs = paired(&rules(0), &rules(1));
            if !is_new {
                self.push_sent(pair);
            }
            if is_new && !rule_pairs.iter().any(is_type) {
                self.push_field(pair, Findings::default());
            }
            for rules in rule_pairs {
                let mut found =
                    space.judge(rules[0].map(|it| it.0), rules[1].map(|it| it.0));
                if !is_new && is_type(&rules) {
                    found = with_null(found, name, fields);
                }
                found.documented &= documented;
                if is_new && is_type(&rules) {
                    self.push_field(pair, found);
                } else {
                    self.push_rule(sides, rules, found);
                }
            }
        }
        let documented = documented && fields[0].is_some();
        let held = fields.map(|field| field.and_then(|field| field.ty.held()));
        self.compare(held, documented);
        self.members(pair, documented);
    }

    /// Compares the members that a free-form object has under conditions, by the names of
    /// their tables.
    fn members(&mut self, pair: FieldPair<'m, '_>, documented: bool) {
        let FieldPair { sides, fields, .. } = pair;
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
            self.compare([find(&before, name), Some(*id)], documented);
        }
        for (_, id) in before.iter().filter(|(name, _)| find(&after, name).is_none()) {
            self.compare([Some(*id), None], documented);
        }
    }

    /// Compares the groups of a table.
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
                let reads = rule
                    .when
                    .reads()
                    .into_iter()
                    .map(|read| side.field(read).map(type_of));
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
            Some((type_of(field), &field.delimiter, field.joined, rules))
        });
        before != after || self.old.service.blanks != self.new.service.blanks
    }

    /// Reports that an array is sent in another way.
    fn push_sent(&mut self, pair: FieldPair<'m, '_>) {
        let FieldPair { sides, name, fields } = pair;
        let [before, after] = fields.map(|field| field.and_then(|it| it.joined));
        let Some(table) = sides[1].table.map(|id| &sides[1].model[id]) else { return };
        if before == after {
            return;
        }
        let words = |joined: Option<char>| {
            Some(joined.map_or_else(
                || "each item on its own".to_owned(),
                |it| format!("joined by {}", Style::Markdown.delimiter(&it.to_string())),
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

    /// Reports a field that was added or removed.
    fn push_field(&mut self, pair: FieldPair<'m, '_>, found: Findings) {
        let FieldPair { sides, name, fields } = pair;
        let [before, after] = fields.map(|field| field.map(type_of));
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

    /// Reports a rule that was added, removed or changed.
    fn push_rule(&mut self, sides: [Side<'m>; 2], pair: RulePair<'m>, found: Findings) {
        let changes_severity = matches!(pair, [Some((_, before)), Some((_, now))]
            if before.is_warning() != now.is_warning());
        let [before, after] = pair.map(|rule| {
            let (_, rule) = rule?;
            let draws = if rule.is_warning() { "a warning" } else { "an error" };
            let more =
                if changes_severity { format!("; else {draws}") } else { String::new() };
            Some(format!("{}{more}", rule.text))
        });
        let [old, new] = pair;
        let (side, rule) = match (old, new) {
            (_, Some((_, rule))) => (sides[1], rule),
            (Some((_, rule)), None) => (sides[0], rule),
            (None, None) => return,
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

/// The operation of a module.
fn operation(model: &Model, module: Module) -> Option<&Operation> {
    match module {
        Module::Shared => None,
        Module::Operation(id) => Some(&model[id]),
    }
}

/// The change with its direction and with the requests that it breaks.
pub(super) fn judged(change: Change, found: Findings, is_error: bool) -> Change {
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

/// Whether a rule is the one about the type of its field.
fn is_type(pair: &RulePair<'_>) -> bool {
    pair.iter().flatten().any(|(_, rule)| rule.test == Test::Type)
}

/// The name of a field's type, and null if it is a value of its own.
fn type_of(field: &Field) -> String {
    let or_null = if field.nullable { " or null" } else { "" };
    format!("{}{or_null}", type_in_words(&field.ty))
}

/// The name of a type, the same for types that JSON does not distinguish.
pub(super) fn type_in_words(ty: &Type) -> String {
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
