//! Tries the groups, the comparisons and the rules of presence of each table together, in
//! every case that they tell apart. Some request must satisfy them all, every documented
//! value must be possible, and each group must exclude something. The rules of a single
//! field belong to `conflicts`, types that require themselves to `infinite_types`.

use std::collections::{HashMap, HashSet};

use super::cases::{Cases, MAX_CASES};
use crate::arena::Id;
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, Contract, GroupKind, Place, Ref, RuleId, TableId, Test};
use crate::parallel::in_parallel;
use crate::source::Span;

/// Tries the groups and the comparisons of every table that requests hold.
pub(in crate::check) fn check(
    draft: &Draft<'_>,
    contract: &Contract,
    rules: &Rules<'_>,
) {
    in_parallel(contract.types.len(), |at| {
        let id = TableId::from_index(at);
        for parts in connected(contract, id) {
            if let Some(presence) = Presence::new(draft, contract, rules, id, parts) {
                presence.check();
            }
        }
    });
}

/// A group, or a comparison of two fields, which must be able to be there together.
struct PresenceRule {
    rule: RuleId,
    members: Vec<usize>,
}

/// Returns the parts of a table in their order, in one list if they share a field.
fn connected(contract: &Contract, id: TableId) -> Vec<Vec<PresenceRule>> {
    // A forest of fields, in which each tree is one list.
    let mut parents: Vec<usize> = (0..contract[id].fields.len()).collect();
    let parts = parts(contract, id);
    for pair in parts.iter().flat_map(|part| part.members.windows(2)) {
        let (first, second) = (root(&mut parents, pair[0]), root(&mut parents, pair[1]));
        parents[first] = second;
    }
    let mut found: Vec<Vec<PresenceRule>> = Vec::new();
    let mut lists: HashMap<usize, usize> = HashMap::new();
    for part in parts {
        let Some(first) = part.members.first() else { continue };
        let list = *lists.entry(root(&mut parents, *first)).or_insert_with(|| {
            found.push(Vec::new());
            found.len() - 1
        });
        found[list].push(part);
    }
    found
}

/// Returns the root of the tree that `at` is in, and shortens the way to it.
fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

/// Returns the groups of a table, then its comparisons.
fn parts(contract: &Contract, id: TableId) -> Vec<PresenceRule> {
    let table = &contract[id];
    let groups = table.groups.iter().filter_map(|rule| match &contract[*rule].test {
        Test::Group(_, members) => {
            Some(PresenceRule { rule: *rule, members: members.clone() })
        }
        _ => None,
    });
    let compared = table.fields.iter().enumerate().flat_map(|(at, field)| {
        field.rules.iter().filter_map(move |rule| match &contract[*rule].test {
            Test::Compared(_, other) => {
                let other = *table.by_name.get(other)?;
                Some(PresenceRule { rule: *rule, members: vec![at, other] })
            }
            _ => None,
        })
    });
    groups.chain(compared).collect()
}

/// Returns the conditions that decide about the presence of these fields.
pub(in crate::check) fn conditions_of_presence(
    contract: &Contract,
    id: TableId,
    members: &[usize],
) -> Vec<Condition> {
    let mut found = Vec::new();
    for at in members {
        let field = &contract[id].fields[*at];
        found.push(Condition::Present(Ref::own(&field.name)));
        let rules = field.rules.iter().map(|rule| &contract[*rule]);
        let presence =
            rules.filter(|it| matches!(it.test, Test::Required | Test::OnlyWhen));
        found.extend(presence.map(|rule| rule.when.clone()));
    }
    found
}

/// The parts that share fields, in every case that can be reached.
struct Presence<'p> {
    draft: &'p Draft<'p>,
    contract: &'p Contract,
    rules: &'p Rules<'p>,
    id: TableId,
    parts: Vec<PresenceRule>,
    cases: Cases,
    table: Vec<Case>,
}

struct Case {
    states: Vec<usize>,
    /// Whether each part is kept.
    kept: Vec<bool>,
    /// Whether each part applies: a group whose condition holds, two fields that are
    /// there.
    applies: Vec<bool>,
}

impl<'p> Presence<'p> {
    /// Returns none if there are too many cases.
    fn new(
        draft: &'p Draft<'p>,
        contract: &'p Contract,
        rules: &'p Rules<'p>,
        id: TableId,
        parts: Vec<PresenceRule>,
    ) -> Option<Self> {
        let members: Vec<usize> =
            parts.iter().flat_map(|part| part.members.iter().copied()).collect();
        let mut conditions = conditions_of_presence(contract, id, &members);
        conditions.extend(parts.iter().map(|part| contract[part.rule].when.clone()));
        let cases = Cases::new(contract, id, None, conditions.iter());
        if cases.count() > MAX_CASES {
            return None;
        }
        let mut table = Vec::new();
        cases.each(&mut |case| {
            let verdicts =
                parts.iter().map(|part| verdict(contract, id, &cases, part, case));
            let (kept, applies) = verdicts.unzip();
            table.push(Case { states: case.to_vec(), kept, applies });
        });
        Some(Self { draft, contract, rules, id, parts, cases, table })
    }

    /// Reports the first kind of error, since the others may follow from it.
    fn check(&self) {
        if !self.table.is_empty() && !self.lost() && !self.never_together() {
            self.implied();
        }
    }

    /// The kind of a part, if it is a group.
    fn group(&self, part: usize) -> Option<GroupKind> {
        match self.contract[self.parts[part].rule].test {
            Test::Group(kind, _) => Some(kind),
            _ => None,
        }
    }

    fn groups(&self) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.parts.len()).filter(|at| self.group(*at).is_some())
    }

    fn span(&self, part: usize) -> Span {
        self.rules.rules[self.parts[part].rule].span
    }

    /// Returns another group with a field of this one.
    fn beside(&self, part: usize) -> Option<usize> {
        let shares = |other: usize| {
            let members = &self.parts[other].members;
            members.iter().any(|it| self.parts[part].members.contains(it))
        };
        self.groups().find(|other| *other != part && shares(*other))
    }

    fn report(&self, part: usize, diagnostic: Diagnostic) {
        let diagnostic = match self.beside(part) {
            Some(other) => diagnostic.related(self.span(other), "the group beside it"),
            None => diagnostic,
        };
        self.draft.report(diagnostic);
    }

    /// Reports states of fields that no request can have, at the group that takes the last
    /// one. Returns whether there is an error.
    fn lost(&self) -> bool {
        let mut left: Vec<&Case> = self.table.iter().collect();
        let mut any = false;
        for part in self.groups() {
            let before = Seen::of(&left);
            left.retain(|case| case.kept[part]);
            let now = Seen::of(&left);
            if left.is_empty() {
                let message = "no request satisfies this group and the other rules";
                let diagnostic =
                    Diagnostic::error(Code::Contradiction, self.span(part), message);
                let help = "delete it, or say with `when` in which cases it holds";
                self.report(part, diagnostic.help(help));
                return true;
            }
            any |= self.lost_at(part, &before, &now);
        }
        any
    }

    /// Reports states that a group makes impossible. Returns whether there is an error.
    fn lost_at(&self, part: usize, before: &Seen, now: &Seen) -> bool {
        let gone =
            |at: usize, state: usize| before.has(at, state) && !now.has(at, state);
        let fields = || self.cases.fields().enumerate();
        let error = |message: String| {
            Diagnostic::error(Code::Contradiction, self.span(part), message)
        };
        for (at, (_, mut states)) in fields() {
            if let Some(state) =
                states.find(|it| self.cases.is_named(at, *it) && gone(at, *it))
                && !self.is_member(at)
            {
                let case = self.cases.in_words(at, state);
                let help = "delete it, or say with `when` in which cases it holds";
                let message = format!("no request satisfies this group when {case}");
                self.report(part, error(message).help(help));
                return true;
            }
        }
        for (at, (field, states)) in fields() {
            let mut there = states.filter(|it| !self.cases.is_absent(at, *it));
            if before.is_there(&self.cases, at) && there.all(|it| !now.has(at, it)) {
                let message = format!("beside this group, `{field}` can never be given");
                let help = "delete the group, or the field that cannot be given";
                self.report(part, error(message).help(help));
                return true;
            }
        }
        if self.group(part) != Some(GroupKind::AllOrNone) {
            return false;
        }
        for (at, (field, mut states)) in fields() {
            if states.any(|it| self.cases.is_absent(at, it) && gone(at, it)) {
                let message =
                    format!("beside this group, `{field}` can never be left out");
                let help = format!(
                    "if that is meant, add `required: true` to `{}`",
                    field.name
                );
                let diagnostic =
                    Diagnostic::warning(Code::AlwaysFires, self.span(part), message);
                self.report(part, diagnostic.help(help));
                break;
            }
        }
        false
    }

    /// Whether the field at `at` of the cases is one of a group or a comparison.
    fn is_member(&self, at: usize) -> bool {
        let field = self.cases.fields().nth(at).map(|(field, _)| field);
        let names = &self.contract[self.id].fields;
        field.is_some_and(|field| {
            let is_it = |it: &usize| names[*it].name == field.name;
            field.place == Place::Same
                && self.parts.iter().any(|part| part.members.iter().any(is_it))
        })
    }

    /// Reports comparisons of fields that are never there together.
    fn never_together(&self) -> bool {
        let whole = |case: &&Case| self.groups().all(|group| case.kept[group]);
        let mut found = false;
        for part in (0..self.parts.len()).filter(|at| self.group(*at).is_none()) {
            if self.table.iter().filter(whole).any(|case| case.applies[part]) {
                continue;
            }
            let names: Vec<&str> = self.parts[part]
                .members
                .iter()
                .map(|at| self.contract[self.id].fields[*at].name.as_str())
                .collect();
            let message =
                format!("`{}` are never there together", names.join("` and `"));
            let diagnostic =
                Diagnostic::error(Code::NeverFires, self.span(part), message);
            self.report(part, diagnostic.help("delete the comparison"));
            found = true;
        }
        found
    }

    /// Reports groups that exclude nothing which the other rules allow.
    fn implied(&self) {
        let mut gone: Vec<usize> = Vec::new();
        let others = |case: &Case, part: usize, gone: &[usize]| {
            self.groups().all(|it| it == part || gone.contains(&it) || case.kept[it])
        };
        for part in self.groups().rev() {
            let mut cases = self.table.iter();
            let applies = self.table.iter().any(|case| case.applies[part]);
            if !applies
                || cases.any(|case| !case.kept[part] && others(case, part, &gone))
            {
                continue;
            }
            gone.push(part);
            let message = "the other rules imply this group";
            let diagnostic =
                Diagnostic::warning(Code::Implied, self.span(part), message);
            self.report(part, diagnostic.help("delete it"));
        }
    }
}

/// Whether a part is kept in a case, and whether it applies there.
fn verdict(
    contract: &Contract,
    id: TableId,
    cases: &Cases,
    part: &PresenceRule,
    case: &[usize],
) -> (bool, bool) {
    let rule = &contract[part.rule];
    let is_there = |at: &&usize| {
        let field = Ref::own(&contract[id].fields[**at].name);
        cases.holds(&Condition::Present(field), case)
    };
    let present = part.members.iter().filter(is_there).count();
    match rule.test {
        Test::Group(kind, _) => {
            let applies = cases.holds(&rule.when, case);
            (!applies || kind.allows(present, part.members.len()), applies)
        }
        _ => (true, present == part.members.len()),
    }
}

/// The states of each field that some case has.
struct Seen(HashSet<(usize, usize)>);

impl Seen {
    fn of(cases: &[&Case]) -> Self {
        let states =
            cases.iter().flat_map(|case| case.states.iter().copied().enumerate());
        Self(states.collect())
    }

    fn has(&self, at: usize, state: usize) -> bool {
        self.0.contains(&(at, state))
    }

    /// Whether some case has the field at `at`.
    fn is_there(&self, cases: &Cases, at: usize) -> bool {
        self.0.iter().any(|(field, state)| *field == at && !cases.is_absent(at, *state))
    }
}
