//! The case space of one field or group in two versions of a spec: every combination of
//! values that its rules, and the rules of the fields that they read, distinguish.

use serde_json::Value;

use super::kept::{has_fresh, kept};
use super::probe;
use crate::interpret::{order, state_of};
use crate::model::{
    Comparison, Condition, Field, GroupKind, Model, Place, Ref, Rule, RuleId, State,
    TableId, Test,
};

/// More cases than any documented field distinguishes.
const MAX_CASES: usize = 20_000;

/// One version of a spec, seen from the table of the compared field.
#[derive(Clone, Copy)]
pub(super) struct Side<'m> {
    pub(super) model: &'m Model,
    pub(super) table: Option<TableId>,
}

impl<'m> Side<'m> {
    pub(super) fn field(&self, at: &Ref) -> Option<&'m Field> {
        let id = self.table?;
        match at.place {
            Place::Parent => {
                let parents = self.model[id].parents.iter();
                parents.into_iter().find_map(|it| self.model[*it].field(&at.name))
            }
            _ => self.model.referred(id, at),
        }
    }

    /// The rules of a field, with their conditions as seen from the table; none if
    /// several types enclose the table, since one field then stands for several.
    fn rules(&self, at: &Ref) -> Vec<(RuleId, &'m Rule, Condition)> {
        let several = |id: TableId| self.model[id].parents.len() > 1;
        if at.place == Place::Parent && self.table.is_some_and(several) {
            return Vec::new();
        }
        let Some(field) = self.field(at) else { return Vec::new() };
        let rules = field.rules.iter().map(|id| (*id, &self.model[*id]));
        rules
            .filter_map(|(id, rule)| Some((id, rule, rule.when.moved(at.place)?)))
            .collect()
    }

    fn groups(&self) -> impl Iterator<Item = (RuleId, &'m Rule)> + use<'m> {
        let model = self.model;
        let groups = self.table.map_or(&[][..], |id| &model[id].groups);
        groups.iter().map(move |id| (*id, &model[*id]))
    }
}

/// A field with all its states that matter.
struct Variable {
    at: Ref,
    values: Vec<Option<Value>>,
    /// The state of each value, as the conditions of both versions see it.
    states: [Vec<State>; 2],
    /// Whether the earlier version of the spec has the field.
    documented: bool,
}

/// A rule within the space.
struct Entry {
    id: RuleId,
    when: Condition,
    /// Whether the rule is broken if its condition does not hold.
    inverted: bool,
    is_warning: bool,
    /// Whether objects have the members of a table.
    has_members: bool,
    test: Tested,
}

/// The results of a test for the values of its variables.
enum Tested {
    /// Whether each value of the variable keeps the test. The second list does not
    /// count patterns of the other version as kept, nor objects that have the members of
    /// a table.
    Value { at: usize, kept: Vec<bool>, judged: Vec<bool> },
    /// Whether each value keeps its order with each value of the other variable.
    Compared { at: usize, other: usize, kept: Vec<Vec<bool>> },
    /// Whether the number of present members is right.
    Group { kind: GroupKind, members: Vec<usize> },
}

/// Cases that show a verdict.
#[derive(Default)]
pub(super) struct Findings {
    /// A case that was valid before and is refused now.
    pub(super) refused_now: Option<String>,
    /// Whether everything in such a request was documented before.
    pub(super) documented: bool,
    /// A case that was refused before and is valid now.
    pub(super) allowed_now: Option<String>,
}

/// The case space.
pub(super) struct Space {
    variables: Vec<Variable>,
    entries: [Vec<Entry>; 2],
    too_many: bool,
}

impl Space {
    /// The space of the fields `seeds` of one table in both versions, of the fields that
    /// the conditions `also` read, and of all fields that rules of these read.
    pub(super) fn new(sides: [Side<'_>; 2], seeds: &[Ref], also: &[Condition]) -> Self {
        let mut refs: Vec<Ref> = seeds.to_vec();
        let mut literals: Vec<(Ref, Value)> = Vec::new();
        let mut note = |when: &Condition, refs: &mut Vec<Ref>| {
            when.visit(&mut |read, values| {
                if !refs.contains(read) {
                    refs.push(read.clone());
                }
                let values = values.iter().map(probe::value_of);
                literals.extend(values.map(|value| (read.clone(), value)));
            });
        };
        also.iter().for_each(|when| note(when, &mut refs));
        let mut ordered: Vec<Ref> = Vec::new();
        let mut at = 0;
        let mut needed = refs.len();
        while at < refs.len() {
            for side in sides {
                for (_, rule, when) in side.rules(&refs[at]) {
                    note(&when, &mut refs);
                    if let Some(other) = compared_with(rule, &refs[at]) {
                        if !refs.contains(&other) {
                            refs.push(other.clone());
                        }
                        ordered.push(other);
                    }
                }
            }
            at += 1;
            if at == seeds.len() {
                needed = refs.len();
            }
        }
        let mut variables: Vec<Variable> = Vec::new();
        let mut count = 1_usize;
        let mut too_many = false;
        for (n, at) in refs.into_iter().enumerate() {
            let compared = literals.iter().filter(|(read, _)| *read == at);
            let compared: Vec<Value> =
                compared.map(|(_, value)| value.clone()).collect();
            let judged = seeds.len() == 1 && n == 0 || ordered.contains(&at);
            let variable = Variable::new(sides, at, compared, judged);
            let product = count.saturating_mul(variable.values.len());
            if product > MAX_CASES {
                // Rules that read the rest count as kept.
                too_many |= n < needed;
                break;
            }
            count = product;
            variables.push(variable);
        }
        let entries = [0, 1].map(|at| entries(sides, at, &variables));
        Self { variables, entries, too_many }
    }

    /// A case in which the rule `new` refuses a request that was valid, and a case in
    /// which `old` refused a request that is valid now.
    pub(super) fn judge(&self, old: Option<RuleId>, new: Option<RuleId>) -> Findings {
        let mut found = Findings::default();
        let entry = |side: usize, id: Option<RuleId>| {
            self.entries[side].iter().find(|entry| Some(entry.id) == id)
        };
        let mut rules = [entry(0, old), entry(1, new)];
        if let [Some(before), Some(now)] = rules
            && before.is_warning != now.is_warning
        {
            // A request that draws a warning is valid.
            rules = rules.map(|entry| entry.filter(|it| !it.is_warning));
        }
        if self.too_many {
            let words = "too many cases to compare".to_owned();
            found.refused_now = rules[1].is_some().then(|| words.clone());
            found.documented = true;
            found.allowed_now = rules[0].is_some().then_some(words);
            return found;
        }
        let is_members = rules.iter().flatten().any(|entry| entry.has_members);
        let keeps = |side: usize, case: &[usize]| {
            rules[side].is_none_or(|entry| self.keeps(side, entry, case, true))
        };
        self.each(&mut |case| {
            let (before, now) = (keeps(0, case), keeps(1, case));
            // An object that has the members in both versions is the same.
            if before == now && is_members {
                return;
            }
            let is_shown = found.refused_now.is_some() && found.documented;
            if !(now || is_shown)
                && rules[0].is_none_or(|entry| self.keeps(0, entry, case, false))
                && self.is_valid(0, case)
            {
                let documented = self.is_documented(case);
                if found.refused_now.is_none() || documented {
                    found.refused_now = Some(self.words(case));
                    found.documented = documented;
                }
            }
            if !before
                && found.allowed_now.is_none()
                && rules[1].is_none_or(|entry| self.keeps(1, entry, case, false))
                && self.is_valid(1, case)
            {
                found.allowed_now = Some(self.words(case));
            }
        });
        found
    }

    /// Visits every case: for each variable, the index of a value.
    fn each(&self, visit: &mut impl FnMut(&[usize])) {
        let mut case = vec![0; self.variables.len()];
        loop {
            visit(&case);
            let Some(at) = (0..case.len())
                .rev()
                .find(|at| case[*at] + 1 < self.variables[*at].values.len())
            else {
                return;
            };
            case[at] += 1;
            case[at + 1..].fill(0);
        }
    }

    /// Whether a case keeps all rules of one version that are errors.
    fn is_valid(&self, side: usize, case: &[usize]) -> bool {
        let errors = self.entries[side].iter().filter(|entry| !entry.is_warning);
        errors.into_iter().all(|entry| self.keeps(side, entry, case, false))
    }

    /// Whether a case keeps a rule. `judged` chooses the second list of [`Tested::Value`].
    fn keeps(&self, side: usize, entry: &Entry, case: &[usize], judged: bool) -> bool {
        let state = |at: usize| &self.variables[at].states[side][case[at]];
        let kept = match &entry.test {
            Tested::Value { at, judged: kept, .. } if judged => kept[case[*at]],
            Tested::Value { at, kept, .. } => kept[case[*at]],
            Tested::Compared { at, other, kept } => kept[case[*at]][case[*other]],
            Tested::Group { kind, members } => {
                let present = members.iter().filter(|at| *state(**at) != State::Absent);
                match (kind, present.count()) {
                    (GroupKind::ExactlyOneOf, count) => count == 1,
                    (GroupKind::AtLeastOneOf, count) => count >= 1,
                    (GroupKind::AtMostOneOf, count) => count <= 1,
                    (GroupKind::AllOrNone, count) => {
                        count == 0 || count == members.len()
                    }
                }
            }
        };
        let applies = || {
            entry.when.holds(&|read: &Ref| {
                let at = self.variables.iter().position(|it| it.at == *read);
                at.map_or(&State::Absent, state)
            })
        };
        kept || applies() == entry.inverted
    }

    fn is_documented(&self, case: &[usize]) -> bool {
        let mut pairs = self.variables.iter().zip(case);
        pairs.all(|(it, at)| it.documented || it.values[*at].is_none())
    }

    /// A case in words. Long values are cut.
    fn words(&self, case: &[usize]) -> String {
        let parts = self.variables.iter().zip(case).map(|(variable, at)| {
            let name = &variable.at;
            match &variable.values[*at] {
                None => format!("{name} is absent"),
                Some(Value::String(text)) if probe::is_fresh(text) => {
                    match text.chars().count() {
                        1 => format!("{name} is any text of 1 character"),
                        count => format!("{name} is any text of {count} characters"),
                    }
                }
                Some(value) => {
                    let text = value.to_string();
                    let end = text.char_indices().nth(60).map_or(text.len(), |it| it.0);
                    let more = if end < text.len() { "…" } else { "" };
                    format!("{name} is {}{more}", &text[..end])
                }
            }
        });
        parts.collect::<Vec<_>>().join(" and ")
    }
}

impl Variable {
    fn new(sides: [Side<'_>; 2], at: Ref, compared: Vec<Value>, judged: bool) -> Self {
        let fields: Vec<(&Model, &Field)> = sides
            .iter()
            .filter_map(|side| Some((side.model, side.field(&at)?)))
            .collect();
        let mut known = probe::values(&fields);
        if !judged {
            known = few_values(&fields, &known, &compared);
        }
        known.extend(compared);
        let mut values: Vec<Option<Value>> = vec![None];
        for value in known.into_iter().map(Some) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let states = sides.map(|side| {
            let field = side.field(&at);
            let state = |value: &Option<Value>| match field {
                Some(field) => state_of(side.model, field, value.as_ref()),
                None => State::Absent,
            };
            values.iter().map(state).collect()
        });
        Self { documented: sides[0].field(&at).is_some(), at, values, states }
    }
}

/// A few values of a field that is only read: for each list and limit one value that
/// keeps it and that no condition names.
fn few_values(
    fields: &[(&Model, &Field)],
    known: &[Value],
    compared: &[Value],
) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for (model, field) in fields {
        let keeps = |rule: &Rule, value: &Value| kept(model, field, rule, Some(value));
        let rules = || field.rules.iter().map(|id| &model[*id]);
        let presence = |test: &Test| {
            matches!(test, Test::Required | Test::OnlyWhen | Test::DocumentedFor)
        };
        let fits = |value: &Value| {
            rules()
                .filter(|rule| !presence(&rule.test) && rule.when.is_always())
                .all(|rule| keeps(rule, value))
        };
        let others = || known.iter().filter(|it| !compared.contains(it) && fits(it));
        found.extend(others().next().cloned());
        found.extend(known.iter().find(|value| value.is_null()).cloned());
        for rule in rules().filter(|rule| !presence(&rule.test)) {
            found.extend(others().find(|value| keeps(rule, value)).cloned());
            found.extend(others().find(|value| !keeps(rule, value)).cloned());
        }
    }
    found
}

/// The field that a rule of `at` compares it with.
fn compared_with(rule: &Rule, at: &Ref) -> Option<Ref> {
    match &rule.test {
        Test::Compared(_, other) => Some(Ref { place: at.place, name: other.clone() }),
        _ => None,
    }
}

/// The rules of one version whose conditions read variables of the space only.
fn entries(sides: [Side<'_>; 2], side: usize, variables: &[Variable]) -> Vec<Entry> {
    let (here, other) = (sides[side], sides[1 - side]);
    let known = |when: &Condition| {
        when.reads().into_iter().all(|read| variables.iter().any(|it| it.at == *read))
    };
    let mut found = Vec::new();
    for (at, variable) in variables.iter().enumerate() {
        let Some(field) = here.field(&variable.at) else { continue };
        let same = other.rules(&variable.at);
        for (id, rule, when) in here.rules(&variable.at) {
            if !known(&when) {
                continue;
            }
            let test = match rule.test {
                Test::Compared(comparison, _) => {
                    compared(field, rule, comparison, at, side, variables)
                }
                _ => Some(judged(here.model, field, rule, (at, variable), &same)),
            };
            found.extend(test.map(|test| Entry {
                id,
                when,
                inverted: matches!(rule.test, Test::OnlyWhen | Test::DocumentedFor),
                is_warning: rule.is_warning(),
                has_members: rule.test.members().is_some(),
                test,
            }));
        }
    }
    let groups = here.groups().filter(|(_, rule)| known(&rule.when));
    found.extend(groups.filter_map(|(id, rule)| {
        Some(Entry {
            id,
            when: rule.when.clone(),
            inverted: false,
            is_warning: rule.is_warning(),
            has_members: false,
            test: group(here, rule, variables)?,
        })
    }));
    found
}

/// The comparison of the variable `at` with another one; none if the space has only one of
/// them.
fn compared(
    field: &Field,
    rule: &Rule,
    comparison: Comparison,
    at: usize,
    side: usize,
    variables: &[Variable],
) -> Option<Tested> {
    let variable = &variables[at];
    let read = compared_with(rule, &variable.at)?;
    let other = variables.iter().position(|it| it.at == read)?;
    let others = &variables[other];
    let keeps = |a: usize, b: usize| {
        let states = [&variable.states[side][a], &others.states[side][b]];
        let (Some(a), Some(b)) = (&variable.values[a], &others.values[b]) else {
            return true;
        };
        let is_there = states.iter().all(|state| **state != State::Absent);
        let order = order(&field.ty, a, b).filter(|_| is_there);
        order.is_none_or(|order| comparison.allows(order))
    };
    let count = others.values.len();
    let kept = (0..variable.values.len())
        .map(|a| (0..count).map(|b| keeps(a, b)).collect())
        .collect();
    Some(Tested::Compared { at, other, kept })
}

/// The test of a single variable. `same` has the rules of the other version.
fn judged(
    model: &Model,
    field: &Field,
    rule: &Rule,
    (at, variable): (usize, &Variable),
    same: &[(RuleId, &Rule, Condition)],
) -> Tested {
    let is_same =
        same.iter().any(|(_, it, _)| it.each == rule.each && it.test == rule.test);
    let keeps = |value: &Option<Value>| kept(model, field, rule, value.as_ref());
    let kept: Vec<bool> = variable.values.iter().map(keeps).collect();
    // A text that matches one pattern and not another is not computed, and assumed to
    // exist.
    let test = rule.test.of_keys().unwrap_or(&rule.test);
    let unmatched = matches!(test, Test::Pattern(_)) && !is_same;
    // Some object breaks the rules of the members.
    let has_members = rule.test.members().is_some();
    let is_judged = |value: &Value| {
        unmatched && has_fresh(value) || has_members && value.is_object()
    };
    let judged = kept
        .iter()
        .zip(&variable.values)
        .map(|(kept, value)| *kept && !value.as_ref().is_some_and(is_judged))
        .collect();
    Tested::Value { at, kept, judged }
}

/// The test of a group; none if the space does not have all of its fields.
fn group(side: Side<'_>, rule: &Rule, variables: &[Variable]) -> Option<Tested> {
    let Test::Group(kind, members) = &rule.test else { return None };
    let table = side.table?;
    let at = |member: &usize| {
        let name = &side.model[table].fields[*member].name;
        let is_it = |it: &Variable| it.at.place == Place::Same && it.at.name == *name;
        variables.iter().position(is_it)
    };
    let members = members.iter().map(at).collect::<Option<Vec<usize>>>()?;
    Some(Tested::Group { kind: *kind, members })
}
