//! Refuses types that require themselves, since no value of them is finite: by required
//! fields, by arrays and maps that are not empty, by members of free-form objects, by
//! groups, and by conditions of which one holds in every case.

use std::collections::HashSet;

use super::cases::{Cases, MAX_CASES};
use super::presence::conditions_of_presence;
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, Contract, Ref, RuleId, TableId, Test, Type};

/// Reports one field of each cycle of types that require each other.
pub(in crate::check) fn check(
    draft: &Draft<'_>,
    contract: &Contract,
    rules: &Rules<'_>,
) {
    let infinite = InfiniteTypes { contract, types: infinite(contract) };
    let mut reported: HashSet<TableId> = HashSet::new();
    for id in contract.types.ids().filter(|id| infinite.types.contains(id)) {
        let mut path = Vec::new();
        let mut at = id;
        while path.iter().all(|(table, _)| *table != at) {
            let Some((field, next)) = infinite.next(at) else { break };
            path.push((at, field));
            at = next;
        }
        let is_new = path.iter().all(|(table, _)| !reported.contains(table));
        reported.extend(path.iter().map(|(table, _)| *table));
        let Some((table, field)) = path.last().filter(|_| is_new) else { continue };
        let message = format!(
            "every `{}` requires another `{0}` inside of it, so no value is finite",
            contract[at].name
        );
        let span = infinite.reason(*table, *field).map_or_else(
            || draft.tables[*table].def.fields[*field].name.span,
            |rule| rules.rules[rule].span,
        );
        draft.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .help("make one of the fields between them optional"),
        );
    }
}

/// The types that have no finite value.
fn infinite(contract: &Contract) -> HashSet<TableId> {
    let all = contract.types.entries().filter(|(_, table)| table.in_requests);
    let mut open: Vec<TableId> = all.map(|(id, _)| id).collect();
    let mut types = InfiniteTypes { contract, types: open.iter().copied().collect() };
    // If a type is finite, those that hold it may be.
    while let Some(id) = open.pop() {
        if types.types.contains(&id) && types.is_finite(id) {
            types.types.remove(&id);
            open.extend(&contract[id].parents);
        }
    }
    types.types
}

/// A field that would hold a value of an infinite type.
struct Holder {
    at: usize,
    table: TableId,
    /// Holds where the value has that type: always, unless a free-form object has it as
    /// members.
    when: Condition,
}

/// The types of which no value is known to be finite.
struct InfiniteTypes<'c> {
    contract: &'c Contract,
    types: HashSet<TableId>,
}

impl InfiniteTypes<'_> {
    /// The infinite type that every value of `ty` contains. An array or a map
    /// needs one if it is not empty.
    fn needs(&self, ty: &Type, is_filled: bool) -> Option<TableId> {
        match ty {
            Type::Struct(id) => self.types.contains(id).then_some(*id),
            Type::Array(inner) | Type::Map(inner) if is_filled => {
                self.needs(inner, false)
            }
            _ => None,
        }
    }

    /// The fields of a table that would hold an infinite value.
    fn holders(&self, id: TableId) -> Vec<Holder> {
        let fields = self.contract[id].fields.iter().enumerate();
        // Null is finite.
        let fields = fields.filter(|(_, field)| !field.nullable);
        let holders = fields.flat_map(|(at, field)| {
            let rules = field.rules.iter().map(|rule| &self.contract[*rule]);
            let is_filled = rules.clone().any(|rule| {
                matches!(rule.test, Test::Items(bounds) if bounds.min.is_some_and(|min| min > 0))
            });
            let held = self.needs(&field.ty, is_filled);
            let held = held.map(|table| Holder { at, table, when: Condition::ALWAYS });
            let members = rules.filter_map(move |rule| {
                let table = rule.test.members()?;
                let when = rule.when.clone();
                self.types.contains(&table).then_some(Holder { at, table, when })
            });
            held.into_iter().chain(members)
        });
        holders.collect()
    }

    /// Whether some case of a table leaves out all that is infinite.
    fn is_finite(&self, id: TableId) -> bool {
        let contract = self.contract;
        let holders = self.holders(id);
        let required = |it: &Holder| {
            let rules = contract[id].fields[it.at].rules.iter();
            let rules = rules.map(|rule| &contract[*rule]);
            rules.filter(|rule| rule.test == Test::Required).map(|rule| &rule.when)
        };
        let is_forced =
            |it: &Holder| it.when.is_always() && required(it).any(Condition::is_always);
        if holders.iter().any(is_forced) {
            return false;
        }
        let fields: Vec<usize> = holders.iter().map(|it| it.at).collect();
        let groups: Vec<RuleId> = self.groups(id, &fields).collect();
        (holders.iter().all(|it| required(it).next().is_none()) && groups.is_empty())
            || self.has_finite_case(id, &holders, &groups)
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

    /// Whether all rules of presence and these groups are kept in some case without these
    /// fields.
    fn has_finite_case(
        &self,
        id: TableId,
        holders: &[Holder],
        groups: &[RuleId],
    ) -> bool {
        let contract = self.contract;
        let members = groups.iter().flat_map(|rule| match &contract[*rule].test {
            Test::Group(_, members) => members.as_slice(),
            _ => &[],
        });
        let fields: Vec<usize> =
            holders.iter().map(|it| it.at).chain(members.copied()).collect();
        let mut conditions = conditions_of_presence(contract, id, &fields);
        conditions.extend(groups.iter().map(|rule| contract[*rule].when.clone()));
        conditions.extend(holders.iter().map(|it| it.when.clone()));
        let cases = Cases::new(contract, id, None, conditions.iter());
        if cases.count() > MAX_CASES {
            return true;
        }
        let is_there = |at: usize, case: &[usize]| {
            let field = Ref::own(&contract[id].fields[at].name);
            cases.holds(&Condition::Present(field), case)
        };
        let keeps = |rule: &RuleId, case: &[usize]| {
            let rule = &contract[*rule];
            let Test::Group(kind, members) = &rule.test else { return true };
            let present = members.iter().filter(|at| is_there(**at, case)).count();
            !cases.holds(&rule.when, case) || kind.allows(present, members.len())
        };
        let mut found = false;
        cases.each(&mut |case| {
            let mut holders = holders.iter();
            found |= holders
                .all(|it| !is_there(it.at, case) || !cases.holds(&it.when, case))
                && groups.iter().all(|rule| keeps(rule, case));
        });
        found
    }

    /// A field that makes a type infinite, and the type in it.
    fn next(&self, id: TableId) -> Option<(usize, TableId)> {
        let holders = self.holders(id);
        let forced = |it: &&Holder| self.reason(id, it.at).is_some();
        let found = holders.iter().find(forced).or(holders.first())?;
        Some((found.at, found.table))
    }

    /// The rule by which a field must be there in some case.
    fn reason(&self, id: TableId, at: usize) -> Option<RuleId> {
        let mut rules = self.contract[id].fields[at].rules.iter().copied();
        let required = rules.find(|rule| self.contract[*rule].test == Test::Required);
        required.or_else(|| self.groups(id, &[at]).next())
    }
}
