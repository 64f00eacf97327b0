//! Refuses types that require themselves, since no value of them is finite: by required
//! fields, by arrays and maps that are not empty, by groups, and by conditions of which
//! one holds in every case.

use std::collections::HashSet;

use super::cases::{Cases, MAX_CASES};
use super::draft::Draft;
use super::presence::{deciding, is_kept};
use super::rules::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, Contract, Place, Ref, RuleId, TableId, Test, Type};

/// Reports one field of each ring.
pub(super) fn check(draft: &Draft<'_>, contract: &Contract, rules: &Rules<'_>) {
    let rings = Rings { contract, endless: endless(contract) };
    let mut told: HashSet<TableId> = HashSet::new();
    for id in contract.types.ids().filter(|id| rings.endless.contains(id)) {
        let mut path = Vec::new();
        let mut at = id;
        while path.iter().all(|(table, _)| *table != at) {
            let Some((field, next)) = rings.next(at) else { break };
            path.push((at, field));
            at = next;
        }
        let is_new = path.iter().all(|(table, _)| !told.contains(table));
        told.extend(path.iter().map(|(table, _)| *table));
        let Some((table, field)) = path.last().filter(|_| is_new) else { continue };
        let message = format!(
            "every `{}` requires another `{0}` inside of it, so no value is finite",
            contract[at].name
        );
        let span = rings.reason(*table, *field).map_or_else(
            || draft.tables[*table].def.fields[*field].name.span,
            |rule| rules.rules[rule].span,
        );
        draft.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .help("make one of the fields between them optional"),
        );
    }
}

/// The types of which no value ends.
fn endless(contract: &Contract) -> HashSet<TableId> {
    let all = contract.types.entries().filter(|(_, table)| table.in_requests);
    let mut rings = Rings { contract, endless: all.map(|(id, _)| id).collect() };
    loop {
        let ends: Vec<TableId> =
            rings.endless.iter().copied().filter(|id| rings.ends(*id)).collect();
        for id in &ends {
            rings.endless.remove(id);
        }
        if ends.is_empty() {
            return rings.endless;
        }
    }
}

struct Rings<'c> {
    contract: &'c Contract,
    /// Types of which no value is known to end.
    endless: HashSet<TableId>,
}

impl Rings<'_> {
    /// Whether a value of a type needs one of an endless type.
    fn needs(&self, ty: &Type, is_filled: bool) -> Option<TableId> {
        match ty {
            Type::Struct(id) => self.endless.contains(id).then_some(*id),
            Type::Array(inner) | Type::Map(inner) if is_filled => {
                self.needs(inner, false)
            }
            _ => None,
        }
    }

    /// The fields of a table that would hold an endless value, with its type.
    fn needy(&self, id: TableId) -> Vec<(usize, TableId)> {
        let fields = self.contract[id].fields.iter().enumerate();
        // Null is finite.
        let fields = fields.filter(|(_, field)| !field.nullable);
        let needy = fields.filter_map(|(at, field)| {
            let mut rules = field.rules.iter().map(|rule| &self.contract[*rule]);
            let is_filled = rules.any(|rule| {
                matches!(rule.test, Test::Items(bounds) if bounds.min.is_some_and(|min| min > 0))
            });
            Some((at, self.needs(&field.ty, is_filled)?))
        });
        needy.collect()
    }

    /// Whether some case of a table leaves out all that would not end.
    fn ends(&self, id: TableId) -> bool {
        let contract = self.contract;
        let needy: Vec<usize> = self.needy(id).into_iter().map(|(at, _)| at).collect();
        let required = needy.iter().flat_map(|at| {
            let rules = contract[id].fields[*at].rules.iter();
            rules.map(|rule| &contract[*rule]).filter(|rule| rule.test == Test::Required)
        });
        let required: Vec<&Condition> = required.map(|rule| &rule.when).collect();
        if required.iter().any(|when| when.is_always()) {
            return false;
        }
        let groups: Vec<RuleId> = self.groups(id, &needy).collect();
        (required.is_empty() && groups.is_empty())
            || self.leaves_out(id, &needy, &groups)
    }

    /// The groups that have one of these fields.
    fn groups<'r>(
        &'r self,
        id: TableId,
        fields: &'r [usize],
    ) -> impl Iterator<Item = RuleId> + 'r {
        let groups = self.contract[id].groups.iter().copied();
        groups.filter(|rule| {
            let Test::Group(_, members) = &self.contract[*rule].test else {
                return false;
            };
            members.iter().any(|at| fields.contains(at))
        })
    }

    fn leaves_out(&self, id: TableId, needy: &[usize], groups: &[RuleId]) -> bool {
        let contract = self.contract;
        let members = groups.iter().flat_map(|rule| match &contract[*rule].test {
            Test::Group(_, members) => members.as_slice(),
            _ => &[],
        });
        let fields: Vec<usize> = needy.iter().chain(members).copied().collect();
        let mut conditions = deciding(contract, id, &fields);
        conditions.extend(groups.iter().map(|rule| contract[*rule].when.clone()));
        let cases = Cases::new(contract, id, conditions.iter());
        if cases.count() > MAX_CASES {
            return true;
        }
        let is_there = |at: &usize, case: &[usize]| {
            let name = contract[id].fields[*at].name.clone();
            cases.holds(&Condition::Present(Ref { place: Place::Same, name }), case)
        };
        let keeps = |rule: &RuleId, case: &[usize]| {
            let rule = &contract[*rule];
            let Test::Group(kind, members) = &rule.test else { return true };
            let present = members.iter().filter(|at| is_there(at, case)).count();
            !cases.holds(&rule.when, case) || is_kept(*kind, present, members.len())
        };
        let mut found = false;
        cases.each(&mut |case| {
            found |= needy.iter().all(|at| !is_there(at, case))
                && groups.iter().all(|rule| keeps(rule, case));
        });
        found
    }

    /// A field by which values of an endless type do not end, and what it holds.
    fn next(&self, id: TableId) -> Option<(usize, TableId)> {
        let needy = self.needy(id);
        let forced = |(at, _): &&(usize, TableId)| self.reason(id, *at).is_some();
        needy.iter().find(forced).or(needy.first()).copied()
    }

    /// The rule by which a field must be there at times.
    fn reason(&self, id: TableId, at: usize) -> Option<RuleId> {
        let mut rules = self.contract[id].fields[at].rules.iter().copied();
        let required = rules.find(|rule| self.contract[*rule].test == Test::Required);
        required.or_else(|| self.groups(id, &[at]).next())
    }
}
