//! Compares tables in both versions of a spec: their fields, rules and groups. The case
//! space decides, and not the wording, whether a change accepts more or fewer requests.
//! Finding the tables of an operation belongs to `operations`.

use std::collections::HashSet;

use super::change::{Breaks, Change, Kind, Verdict};
use super::pairs::{RulePair, paired};
use super::space::{Findings, Space};
use super::variables::Side;
use super::versions::Versions;
use crate::model::{
    Condition, Field, Literal, Model, Module, Operation, Part, Place, Ref, Rule, RuleId,
    Style, TableId, Test, Type,
};

/// One table in both versions.
type TablePair = Versions<Option<TableId>>;

/// A field in both versions, with its name.
#[derive(Clone, Copy)]
struct FieldPair<'m, 'n> {
    sides: Versions<Side<'m>>,
    name: &'n str,
    fields: Versions<Option<&'m Field>>,
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

    /// Compares a table of an operation in both versions, unless that was done.
    pub(super) fn compare(&mut self, pair: TablePair) {
        self.held(pair, true);
    }

    /// Compares a table in both versions, unless that was done. `documented` is whether the
    /// earlier version documents the field that holds it.
    fn held(&mut self, pair: TablePair, documented: bool) {
        if pair == Versions::default() || !self.seen.insert(pair) {
            return;
        }
        let sides = Versions {
            old: Side { model: self.old, table: pair.old },
            new: Side { model: self.new, table: pair.new },
        };
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
    fn field(&mut self, sides: Versions<Side<'m>>, name: &str, documented: bool) {
        let at = Ref { place: Place::Same, name: name.to_owned() };
        let fields = sides.map(|side| side.field(&at));
        let pair = FieldPair { sides, name, fields };
        if self.differs(sides, &at) {
            let space = Space::new(sides, std::slice::from_ref(&at), &[]);
            let rules = Versions::of(|version| -> Vec<(RuleId, &Rule)> {
                let model = sides[version].model;
                let rules = fields[version].map_or(&[][..], |field| &field.rules);
                rules.iter().map(|id| (*id, &model[*id])).collect()
            });
            let is_in_one = fields.iter().any(Option::is_none);
            let rule_pairs = paired(&rules);
            if !is_in_one {
                self.push_sent(pair);
            }
            if is_in_one && !rule_pairs.iter().any(is_type) {
                self.push_field(pair, Findings::default());
            }
            for rules in rule_pairs {
                let mut found = space.compare(rules.map(|rule| Some(rule?.0)));
                if !is_in_one && is_type(&rules) {
                    found = with_null(found, name, fields);
                }
                found.documented &= documented;
                if is_in_one && is_type(&rules) {
                    self.push_field(pair, found);
                } else {
                    self.push_rule(sides, rules, found);
                }
            }
        }
        let documented = documented && fields.old.is_some();
        let held = fields.map(|field| field.and_then(|field| field.ty.held()));
        self.held(held, documented);
        self.members(pair, documented);
    }

    /// Compares the members that a free-form object has under conditions, by the names of
    /// their tables.
    fn members(&mut self, pair: FieldPair<'m, '_>, documented: bool) {
        let FieldPair { sides, fields, .. } = pair;
        let Versions { old, new } = Versions::of(|version| {
            let rules = fields[version].map_or(&[][..], |field| &field.rules);
            let tests = rules.iter().map(|rule| &sides[version].model[*rule].test);
            let named = tests.filter_map(|test| match test {
                Test::Members(id, name) => Some((name.as_str(), *id)),
                _ => None,
            });
            named.collect::<Vec<_>>()
        });
        let find = |list: &[(&str, TableId)], name: &str| {
            list.iter().find(|(other, _)| *other == name).map(|(_, id)| *id)
        };
        for (name, id) in &new {
            self.held(Versions::new(find(&old, name), Some(*id)), documented);
        }
        for (_, id) in old.iter().filter(|(name, _)| find(&new, name).is_none()) {
            self.held(Versions::new(Some(*id), None), documented);
        }
    }

    /// Compares the groups of a table.
    fn groups(&mut self, sides: Versions<Side<'m>>, documented: bool) {
        let rules = sides.map(|side| {
            let groups = side.table.map_or(&[][..], |id| &side.model[id].groups);
            groups.iter().map(|id| (*id, &side.model[*id])).collect::<Vec<_>>()
        });
        for pair in paired(&rules) {
            let groups = Versions::of(|version| {
                let (side, (_, rule)) = (sides[version], pair[version]?);
                let table = side.table?;
                let Test::Group(kind, members) = &rule.test else { return None };
                let members = members.iter().map(|at| Ref {
                    place: Place::Same,
                    name: side.model[table].fields[*at].name.clone(),
                });
                let members: Vec<Ref> = members.collect();
                Some((*kind, rule.is_warning(), &rule.when, members))
            });
            let present = || groups.iter().flatten();
            let mut seeds: Vec<Ref> =
                present().flat_map(|(.., members)| members).cloned().collect();
            seeds.sort();
            seeds.dedup();
            let differs =
                groups.differ() || seeds.iter().any(|it| self.differs(sides, it));
            if differs {
                let conditions: Vec<Condition> =
                    present().map(|(_, _, when, _)| (*when).clone()).collect();
                let space = Space::new(sides, &seeds, &conditions);
                let mut found = space.compare(pair.map(|rule| Some(rule?.0)));
                found.documented &= documented;
                self.push_rule(sides, pair, found);
            }
        }
    }

    /// Whether the rules of a field, or of the fields that they read, changed.
    fn differs(&self, sides: Versions<Side<'m>>, at: &Ref) -> bool {
        let facts = sides.map(|side| {
            let field = side.field(at)?;
            let rules = field.rules.iter().map(|id| {
                let rule = &side.model[*id];
                let reads = rule.when.reads().into_iter();
                let types: Vec<Option<String>> =
                    reads.map(|read| side.field(read).map(type_of)).collect();
                let test = match &rule.test {
                    Test::Enum(list) => {
                        Compared::Values(side.model[*list].wires().collect())
                    }
                    Test::Members(_, name) => Compared::Table(name),
                    test => Compared::Test(test),
                };
                (&rule.id, rule.is_warning(), rule.each, test, &rule.when, types)
            });
            let rules: Vec<_> = rules.collect();
            Some((type_of(field), &field.delimiter, field.joined, rules))
        });
        facts.differ() || self.old.service.blanks != self.new.service.blanks
    }

    /// Reports that an array is sent differently.
    fn push_sent(&mut self, pair: FieldPair<'m, '_>) {
        let FieldPair { sides, name, fields } = pair;
        let joined = fields.map(|field| field.and_then(|it| it.joined));
        let Side { model, table: Some(table) } = sides.new else { return };
        if !joined.differ() {
            return;
        }
        let table = &model[table];
        let words = |joined: Option<char>| {
            Some(joined.map_or_else(
                || "each item on its own".to_owned(),
                |it| format!("joined by {}", Style::Markdown.delimiter(&it.to_string())),
            ))
        };
        let place = table.part.map_or("", Part::as_str);
        let operation = operation(model, table.module);
        let subject = format!("{place}.{name}");
        let Versions { old, new } = joined.map(words);
        self.found.push(Change {
            verdict: Verdict::SentDifferently,
            ..Change::new(Kind::Field, operation, &subject, old, new)
        });
    }

    /// Reports a field that was added or removed.
    fn push_field(&mut self, pair: FieldPair<'m, '_>, found: Findings) {
        let FieldPair { sides, name, fields } = pair;
        let Versions { old, new } = fields.map(|field| field.map(type_of));
        let side = if new.is_some() { sides.new } else { sides.old };
        let Some(table) = side.table.map(|id| &side.model[id]) else { return };
        let subject = match table.part {
            Some(place) => format!("{}.{name}", place.as_str()),
            None => format!("{}.{name}", table.name),
        };
        let operation = operation(side.model, table.module);
        let change = Change::new(Kind::Field, operation, &subject, old, new);
        self.found.push(breaking_if_refused(change, found));
    }

    /// Reports a rule that was added, removed or changed.
    fn push_rule(
        &mut self,
        sides: Versions<Side<'m>>,
        pair: RulePair<'m>,
        found: Findings,
    ) {
        let changes_severity = matches!(
            pair,
            Versions { old: Some((_, before)), new: Some((_, now)) }
                if before.is_warning() != now.is_warning()
        );
        let texts = pair.map(|rule| {
            let (_, rule) = rule?;
            let draws = if rule.is_warning() { "a warning" } else { "an error" };
            let more =
                if changes_severity { format!("; else {draws}") } else { String::new() };
            Some(format!("{}{more}", rule.text))
        });
        let (side, rule) = match pair {
            Versions { new: Some((_, rule)), .. } => (sides.new, rule),
            Versions { old: Some((_, rule)), new: None } => (sides.old, rule),
            Versions { old: None, new: None } => return,
        };
        let is_noticed = found.refused_now.is_some() || found.allowed_now.is_some();
        if !texts.differ() && !is_noticed {
            return;
        }
        let operation = operation(side.model, rule.module);
        let Versions { old, new } = texts;
        let change = Change::new(Kind::Rule, operation, &rule.id, old, new);
        self.found.push(if rule.is_warning() {
            with_verdict(change, found)
        } else {
            breaking_if_refused(change, found)
        });
    }
}

/// The operation of a module.
fn operation(model: &Model, module: Module) -> Option<&Operation> {
    match module {
        Module::Shared => None,
        Module::Operation(id) => Some(&model[id]),
    }
}

/// A test, without the ids that differ between versions.
#[derive(PartialEq)]
enum Compared<'m> {
    /// The values of an enumeration.
    Values(Vec<&'m Literal>),
    /// The name of the table of members, which are compared on their own.
    Table(&'m str),
    Test(&'m Test),
}

/// The change with its direction; it breaks documented requests that are refused now.
pub(super) fn breaking_if_refused(change: Change, found: Findings) -> Change {
    let breaks = found.documented && found.refused_now.is_some();
    let breaks = breaks.then_some(Breaks::Requests);
    Change { breaks, ..with_verdict(change, found) }
}

/// The change with its direction; it breaks nothing.
fn with_verdict(change: Change, found: Findings) -> Change {
    let verdict = match (&found.refused_now, &found.allowed_now) {
        (Some(_), Some(_)) => Verdict::Mixed,
        (Some(_), None) => Verdict::Stricter,
        (None, Some(_)) => Verdict::Laxer,
        (None, None) => change.verdict,
    };
    Change {
        verdict,
        refused_now: found.refused_now,
        allowed_now: found.allowed_now,
        ..change
    }
}

/// Adds null to the findings about the type of a field that became nullable, or is no
/// longer nullable. The rules do not show this change, since null that counts as absent
/// breaks none of them.
fn with_null(
    mut found: Findings,
    name: &str,
    fields: Versions<Option<&Field>>,
) -> Findings {
    let case = format!("{name} is null");
    let nullable = fields.map(|field| field.is_some_and(|it| it.nullable));
    match (nullable.old, nullable.new) {
        (false, true) => {
            found.allowed_now.get_or_insert(case);
        }
        (true, false) => {
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
        Type::Boolean => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Long => "long".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Timestamp => "timestamp".to_owned(),
        Type::Any => "any".to_owned(),
    }
}
