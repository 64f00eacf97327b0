//! The case space of one field or group in two versions of a spec: every combination of
//! the values that the rules of its fields tell apart. Its values belong to `variables`,
//! the results of single rules to `entries`.

use serde_json::Value;

use super::entries::{Entry, Outcomes, entries};
use super::probe;
use super::variables::{Side, Variable, compared_with};
use super::versions::{Version, Versions};
use crate::combinations::each_combination;
use crate::model::{Condition, Ref, RuleId, State};

/// The largest number of cases in a space. No documented field distinguishes as many.
const MAX_CASES: usize = 20_000;

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
    /// The rules of each version.
    entries: Versions<Vec<Entry>>,
    /// Whether there are more than [`MAX_CASES`], so that none is tried.
    too_many: bool,
}

impl Space {
    /// The space of the fields `seeds` of one table in both versions, of the fields that
    /// the conditions `also` read, and of all fields that rules of these read.
    pub(super) fn new(
        sides: Versions<Side<'_>>,
        seeds: &[Ref],
        also: &[Condition],
    ) -> Self {
        let mut refs: Vec<Ref> = seeds.to_vec();
        let mut literals: Vec<(Ref, Value)> = Vec::new();
        let mut add_reads = |when: &Condition, refs: &mut Vec<Ref>| {
            when.visit(&mut |read, values| {
                if !refs.contains(read) {
                    refs.push(read.clone());
                }
                let values = values.iter().map(probe::value_of);
                literals.extend(values.map(|value| (read.clone(), value)));
            });
        };
        also.iter().for_each(|when| add_reads(when, &mut refs));
        let mut ordered: Vec<Ref> = Vec::new();
        let mut at = 0;
        let mut needed = refs.len();
        while at < refs.len() {
            for side in sides.iter() {
                for (_, rule, when) in side.rules(&refs[at]) {
                    add_reads(&when, &mut refs);
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
            let in_full = seeds.len() == 1 && n == 0 || ordered.contains(&at);
            let variable = Variable::new(sides, at, compared, in_full);
            let product = count.saturating_mul(variable.values.len());
            if product > MAX_CASES {
                // Rules that read the rest count as kept.
                too_many |= n < needed;
                break;
            }
            count = product;
            variables.push(variable);
        }
        let entries = Versions::of(|version| entries(sides, version, &variables));
        Self { variables, entries, too_many }
    }

    /// A case in which the new rule refuses a request that was valid, and a case in which
    /// the old one refused a request that is valid now.
    pub(super) fn compare(&self, ids: Versions<Option<RuleId>>) -> Findings {
        let mut found = Findings::default();
        let mut rules = Versions::of(|version| {
            self.entries[version].iter().find(|entry| Some(entry.id) == ids[version])
        });
        if let Versions { old: Some(before), new: Some(now) } = rules
            && before.is_warning != now.is_warning
        {
            // A request that draws a warning is valid.
            rules = rules.map(|entry| entry.filter(|it| !it.is_warning));
        }
        if self.too_many {
            let words = "too many cases to compare".to_owned();
            found.refused_now = rules.new.is_some().then(|| words.clone());
            found.documented = true;
            found.allowed_now = rules.old.is_some().then_some(words);
            return found;
        }
        let has_members = rules.iter().flatten().any(|entry| entry.has_members);
        let keeps_for_sure = |version: Version, case: &[usize]| {
            rules[version].is_none_or(|entry| self.keeps_for_sure(version, entry, case))
        };
        let keeps = |version: Version, case: &[usize]| {
            rules[version].is_none_or(|entry| self.keeps(version, entry, case))
        };
        self.each(&mut |case| {
            let before = keeps_for_sure(Version::Old, case);
            let now = keeps_for_sure(Version::New, case);
            // An object that has the members in both versions is the same.
            if before == now && has_members {
                return;
            }
            let is_shown = found.refused_now.is_some() && found.documented;
            if !(now || is_shown)
                && keeps(Version::Old, case)
                && self.is_valid(Version::Old, case)
            {
                let documented = self.is_documented(case);
                if found.refused_now.is_none() || documented {
                    found.refused_now = Some(self.words(case));
                    found.documented = documented;
                }
            }
            if !before
                && found.allowed_now.is_none()
                && keeps(Version::New, case)
                && self.is_valid(Version::New, case)
            {
                found.allowed_now = Some(self.words(case));
            }
        });
        found
    }

    /// Visits every case: for each variable, the index of a value.
    fn each(&self, visit: &mut impl FnMut(&[usize])) {
        let sizes = self.variables.iter().map(|variable| variable.values.len());
        each_combination(&sizes.collect::<Vec<_>>(), visit);
    }

    /// Whether a case keeps all rules of one version that are errors.
    fn is_valid(&self, version: Version, case: &[usize]) -> bool {
        let mut errors = self.entries[version].iter().filter(|entry| !entry.is_warning);
        errors.all(|entry| self.keeps(version, entry, case))
    }

    /// Whether a case keeps a rule, without an assumption about the values.
    fn keeps_for_sure(&self, version: Version, entry: &Entry, case: &[usize]) -> bool {
        match &entry.outcomes {
            Outcomes::Value { at, kept_for_sure, .. } => {
                kept_for_sure[case[*at]] || !self.applies(version, entry, case)
            }
            _ => self.keeps(version, entry, case),
        }
    }

    /// Whether a case keeps a rule.
    fn keeps(&self, version: Version, entry: &Entry, case: &[usize]) -> bool {
        let state = |at: usize| self.state(version, at, case);
        let kept = match &entry.outcomes {
            Outcomes::Value { at, kept, .. } => kept[case[*at]],
            Outcomes::Compared { at, other, kept } => kept[case[*at]][case[*other]],
            Outcomes::Group { kind, members } => {
                let present = members.iter().filter(|at| *state(**at) != State::Absent);
                kind.allows(present.count(), members.len())
            }
        };
        kept || !self.applies(version, entry, case)
    }

    /// Whether a case has to keep the test of a rule.
    fn applies(&self, version: Version, entry: &Entry, case: &[usize]) -> bool {
        let holds = entry.when.holds(&|read: &Ref| {
            let at = self.variables.iter().position(|it| it.at == *read);
            at.map_or(&State::Absent, |at| self.state(version, at, case))
        });
        holds != entry.inverted
    }

    /// The state of a variable in a case.
    fn state(&self, version: Version, at: usize, case: &[usize]) -> &State {
        &self.variables[at].states[version][case[at]]
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
                Some(Value::String(text)) if probe::is_filler(text) => {
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
