//! Checks the rules of each field and group in every case of their conditions: reports
//! conditions that always or never hold, rules that contradict each other, and rules that
//! another rule implies. Enumerating the cases belongs to `cases`, comparing the lists of a
//! field to `alternatives`.

use super::cases::{Cases, MAX_CASES};
use super::never_given::never_given;
use crate::arena::Id;
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Contract, Field, RuleId, TableId, Test};
use crate::parallel::in_parallel;
use crate::source::Span;

/// Checks every field and group that requests hold, on all cores.
pub(in crate::check) fn check(
    draft: &Draft<'_>,
    contract: &Contract,
    rules: &Rules<'_>,
) {
    let places = Places { draft, rules };
    in_parallel(contract.types.len(), |at| {
        let id = TableId::from_index(at);
        let table = &contract[id];
        // Further reports would follow from this one.
        if never_given(draft, contract, rules, id) {
            return;
        }
        for field in &table.fields {
            let is_constant = |rule: &RuleId| contract[*rule].when.is_always();
            if !field.rules.iter().all(is_constant) {
                let cases = FieldCases::new(
                    contract,
                    &places,
                    id,
                    Some(&field.name),
                    &field.rules,
                );
                cases.into_iter().for_each(|it| it.check(Some(field)));
            }
            fixed_in_list(contract, &places, field);
        }
        for rule in &table.groups {
            let rules = std::slice::from_ref(rule);
            let cases = FieldCases::new(contract, &places, id, None, rules);
            cases.into_iter().for_each(|it| it.check(None));
        }
    });
}

/// The rules with their places, and the reporter.
struct Places<'p> {
    draft: &'p Draft<'p>,
    rules: &'p Rules<'p>,
}

impl Places<'_> {
    fn span(&self, rule: RuleId) -> Span {
        self.rules.rules[rule].span
    }
}

/// The rules of one field, or of one group, in every case.
pub(super) struct FieldCases<'c> {
    pub(super) contract: &'c Contract,
    places: &'c Places<'c>,
    pub(super) rules: &'c [RuleId],
    pub(super) cases: Cases,
    pub(super) reachable: Vec<Case>,
}

/// A case that requests can have.
pub(super) struct Case {
    /// The states of the fields that the conditions read, by their indexes.
    pub(super) states: Vec<usize>,
    /// Whether the condition of each rule holds.
    pub(super) holds: Vec<bool>,
}

impl<'c> FieldCases<'c> {
    /// The rules in every case; none if there are too many cases, which is reported.
    fn new(
        contract: &'c Contract,
        places: &'c Places<'c>,
        id: TableId,
        tested: Option<&str>,
        rules: &'c [RuleId],
    ) -> Option<Self> {
        let conditions = rules.iter().map(|rule| &contract[*rule].when);
        let cases = Cases::new(contract, id, tested, conditions.clone());
        if cases.count() > MAX_CASES {
            let longest =
                rules.iter().max_by_key(|rule| contract[**rule].when.reads().len());
            let span = longest.map(|rule| places.span(*rule)).unwrap_or_default();
            let message = format!(
                "the conditions of this field distinguish more than {MAX_CASES} cases, so they are not checked"
            );
            let diagnostic = Diagnostic::warning(Code::TooManyCases, span, message);
            places.draft.report(diagnostic.help("read fewer fields in one field"));
            return None;
        }
        let mut reachable = Vec::new();
        cases.each(&mut |states| {
            let holds = conditions.clone().map(|when| cases.holds(when, states));
            reachable.push(Case { states: states.to_vec(), holds: holds.collect() });
        });
        Some(Self { contract, places, rules, cases, reachable })
    }

    /// Checks the rules, which are those of `field` unless they are of a group.
    fn check(&self, field: Option<&Field>) {
        self.constant();
        let Some(field) = field else { return };
        if !self.required_but_forbidden(field) {
            self.required_elsewhere(field);
        }
        self.documented_but_forbidden(field);
        self.several_members(field);
        let lists = self.lists();
        // If two lists conflict, the missing case is not reported as well.
        if !self.disjoint_lists(field, &lists) {
            self.missing_case(field, &lists);
        }
        self.implied();
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.places.draft.report(diagnostic);
    }

    pub(super) fn span(&self, at: usize) -> Span {
        self.places.span(self.rules[at])
    }

    /// The position of the first rule with this test.
    pub(super) fn position(&self, wanted: &Test) -> Option<usize> {
        self.rules.iter().position(|rule| self.contract[*rule].test == *wanted)
    }

    /// Reports conditions that always or never hold.
    fn constant(&self) {
        for (at, id) in self.rules.iter().enumerate() {
            let rule = &self.contract[*id];
            if rule.when.is_always() || self.reachable.is_empty() {
                continue;
            }
            let span = self.places.rules.rules[*id].condition_span();
            let what = match rule.test {
                Test::Group(..) => "this group".to_owned(),
                _ => format!("`{}`", rule.test.kind()),
            };
            if self.reachable.iter().all(|case| !case.holds[at]) {
                let never = format!("the condition of {what} never holds");
                let message = match rule.when.to_string() {
                    words if words == "never" => never,
                    words => format!("{never}: {words}"),
                };
                let diagnostic = Diagnostic::error(Code::NeverFires, span, message);
                let note = format!(
                    "in every case that keeps the other rules; the rule is {}",
                    rule.id
                );
                let help = "correct the condition, or delete what depends on it";
                self.report(diagnostic.note(note).help(help));
            } else if self.reachable.iter().all(|case| case.holds[at]) {
                let message =
                    format!("the condition of {what} always holds: {}", rule.when);
                let help = match rule.test {
                    Test::Required => "write `required: true`",
                    Test::Enum(_) => "delete `when`",
                    Test::Members(..) => "make it the `type` of the field",
                    _ => "delete it",
                };
                let diagnostic = Diagnostic::error(Code::AlwaysFires, span, message);
                self.report(diagnostic.help(help));
            }
        }
    }

    /// A case in which one rule applies and the other one does not.
    fn case_of(&self, applies: usize, but_not: usize) -> Option<String> {
        let mut cases = self.reachable.iter();
        let case = cases.find(|case| case.holds[applies] && !case.holds[but_not])?;
        Some(self.cases.words(&case.states))
    }

    /// The rules with these tests, and a case in which the first one applies alone.
    fn conflict(
        &self,
        applies: &Test,
        but_not: &Test,
    ) -> Option<(usize, usize, String)> {
        let (first, second) = (self.position(applies)?, self.position(but_not)?);
        Some((first, second, self.case_of(first, second)?))
    }

    /// Whether a field is required in a case in which it is not allowed, which is reported.
    fn required_but_forbidden(&self, field: &Field) -> bool {
        let found = self.conflict(&Test::Required, &Test::OnlyWhen);
        let Some((required, only_when, case)) = found else { return false };
        // A condition that never holds is reported as that.
        if self.reachable.iter().all(|case| !case.holds[only_when]) {
            return false;
        }
        let name = &field.name;
        let message = format!("`{name}` is both required and not allowed when {case}");
        let diagnostic =
            Diagnostic::error(Code::Contradiction, self.span(required), message);
        let diagnostic = diagnostic.related(self.span(only_when), "not allowed by this");
        self.report(diagnostic.help("correct one of the conditions"));
        true
    }

    /// Reports a field that every request must have, and that is documented for some
    /// requests only; or that is required in none of the cases that it is documented for.
    /// Apart from that, two conditions may stem from two sentences of a page.
    fn required_elsewhere(&self, field: &Field) {
        let found = self.conflict(&Test::Required, &Test::DocumentedFor);
        let Some((required, documented_for, case)) = found else { return };
        let is_always = self.contract[self.rules[required]].when.is_always();
        let both = |case: &Case| case.holds[required] && case.holds[documented_for];
        if !is_always && self.reachable.iter().any(both) {
            return;
        }
        let message = format!(
            "`{}` is required for cases that it is not documented for, such as when {case}",
            field.name
        );
        let diagnostic =
            Diagnostic::error(Code::Contradiction, self.span(documented_for), message);
        self.report(
            diagnostic
                .related(self.span(required), "required by this")
                .help("delete one of the two, or give `required` the condition"),
        );
    }

    /// Reports a field that is documented for a case in which it is not allowed.
    fn documented_but_forbidden(&self, field: &Field) {
        let found = self.conflict(&Test::DocumentedFor, &Test::OnlyWhen);
        let Some((documented_for, only_when, case)) = found else { return };
        let message = format!(
            "`{}` is documented for cases in which it is not allowed, such as when {case}",
            field.name
        );
        let diagnostic =
            Diagnostic::error(Code::Contradiction, self.span(documented_for), message);
        let diagnostic = diagnostic.related(self.span(only_when), "not allowed by this");
        self.report(diagnostic.help("correct one of the conditions"));
    }

    /// Reports rules that another rule implies.
    fn implied(&self) {
        if self.reachable.is_empty() {
            return;
        }
        for at in 0..self.rules.len() {
            let by = (0..self.rules.len()).find(|by| self.implies(*by, at));
            if let Some(by) = by {
                let message = format!(
                    "`{}` implies this rule",
                    self.contract[self.rules[by]].test.kind()
                );
                let diagnostic =
                    Diagnostic::error(Code::Implied, self.span(at), message);
                let diagnostic = diagnostic.related(self.span(by), "implied by this");
                self.report(diagnostic.help("delete it"));
            }
        }
    }

    /// Whether the rule at `by` implies the rule at `at`.
    fn implies(&self, by: usize, at: usize) -> bool {
        let test = |at: usize| &self.contract[self.rules[at]].test;
        let all = |wanted: fn(bool, bool) -> bool| {
            self.reachable.iter().all(|case| wanted(case.holds[by], case.holds[at]))
        };
        match (test(at), test(by)) {
            // `only_when` implies `documented_for` with the same condition.
            (Test::DocumentedFor, Test::OnlyWhen) => all(|by, at| !by || at),
            // If two rules are equal, the later one is reported.
            (Test::Enum(a), Test::Enum(b)) if a == b && at != by => {
                all(|by, at| !at || by) && (by < at || !all(|by, at| by == at))
            }
            _ => false,
        }
    }
}

/// Reports a fixed value that is not in the field's own list.
fn fixed_in_list(contract: &Contract, places: &Places<'_>, field: &Field) {
    let rules = || field.rules.iter().map(|id| (id, &contract[*id]));
    for (id, fixed) in rules() {
        let Test::Fixed(value) = &fixed.test else { continue };
        for (list_id, list) in rules() {
            let Test::Enum(list) = list.test else { continue };
            if contract[list].value(value).is_none() {
                let message = format!(
                    "the fixed value `{value}` is not in the list `{}`",
                    contract[list].name
                );
                let span = places.span(*id);
                let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
                let related = diagnostic.related(places.span(*list_id), "the list");
                places.draft.report(related.help("correct the value or the list"));
            }
        }
    }
}
