//! Conditions tried out. The fields that the conditions of a field read can only be in
//! so many states that those tell apart: each combination is a case, and every case is
//! looked at.

use super::rules::Rules;
use crate::arena::Id;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Condition, Contract, EnumId, Field, Literal, Ref, RuleId, State, TableId, Test,
    Type, enumerate,
};
use crate::parallel::in_parallel;
use crate::source::Span;

/// More cases than any documented table distinguishes; beyond it a field is reported
/// instead of looked at.
const MAX_CASES: usize = 20_000;

/// The model, and where its rules stand.
struct Look<'l> {
    model: &'l Contract,
    rules: &'l Rules<'l>,
}

impl Look<'_> {
    fn span(&self, rule: &RuleId) -> Span {
        self.rules.rules[*rule].span
    }
}

/// Looks at every field and group that requests hold, on every core there is.
pub(super) fn check(model: &Contract, rules: &Rules<'_>, diagnostics: &mut Diagnostics) {
    let look = Look { model, rules };
    for found in
        in_parallel(model.types.len(), |at| table(&look, TableId::from_index(at)))
    {
        diagnostics.extend(found);
    }
}

fn table(look: &Look<'_>, id: TableId) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let table = &look.model[id];
    for field in &table.fields {
        field_conditions(look, id, field, &mut diagnostics);
    }
    for rule in &table.groups {
        field_rules(look, id, None, &[*rule], &mut diagnostics);
    }
    diagnostics
}

fn field_conditions(
    look: &Look<'_>,
    id: TableId,
    field: &Field,
    diagnostics: &mut Diagnostics,
) {
    if field.rules.iter().any(|rule| !look.model[*rule].when.is_always()) {
        field_rules(look, id, Some(field), &field.rules, diagnostics);
    }
    fixed_in_list(look, field, diagnostics);
}

/// Most values that a message names instead of "another value".
const MOST_NAMED: usize = 4;

/// One field in all the states that matter.
struct Variable {
    field: Ref,
    states: Vec<State>,
    /// Whether each value is known, so that lists should leave none out.
    closed: bool,
    /// The values of a closed list that no condition names.
    others: Vec<String>,
}

/// The cases of one field, of which only those that break no rule of the fields they are
/// about are reachable.
struct Cases {
    variables: Vec<Variable>,
    /// Rules that a case must keep, with the place of the field they constrain.
    limits: Vec<(Ref, bool, Condition)>,
}

fn field_rules(
    look: &Look<'_>,
    id: TableId,
    field: Option<&Field>,
    rules: &[RuleId],
    diagnostics: &mut Diagnostics,
) {
    let model = look.model;
    let conditions = rules.iter().map(|rule| &model[*rule].when);
    let cases = Cases::new(model, id, conditions);
    let count = cases.count();
    if count > MAX_CASES {
        let span = rules
            .iter()
            .max_by_key(|rule| model[**rule].when.reads().len())
            .map(|rule| look.span(rule));
        let message = format!(
            "the conditions of this field distinguish more than {MAX_CASES} cases, so they are not checked"
        );
        let diagnostic =
            Diagnostic::warning(Code::TooManyCases, span.unwrap_or_default(), message);
        diagnostics.push(diagnostic.help("read fewer fields in one field"));
        return;
    }
    let mut table = Vec::new();
    cases.each(&mut |case| {
        table.push((
            case.to_vec(),
            rules
                .iter()
                .map(|rule| holds(&cases, &model[*rule].when, case))
                .collect::<Vec<bool>>(),
        ));
    });
    constant(look, rules, &table, diagnostics);
    if let Some(field) = field {
        conflicts(look, &cases, field, rules, &table, diagnostics);
        implied(look, rules, &table, diagnostics);
    }
}

type Table = [(Vec<usize>, Vec<bool>)];

fn holds(cases: &Cases, condition: &Condition, case: &[usize]) -> bool {
    condition.holds(&|field: &Ref| cases.state(field, case))
}

/// Conditions that always or never hold.
fn constant(
    look: &Look<'_>,
    rules: &[RuleId],
    table: &Table,
    diagnostics: &mut Diagnostics,
) {
    for (at, id) in rules.iter().enumerate() {
        let rule = &look.model[*id];
        if rule.when.is_always() || table.is_empty() {
            continue;
        }
        let span = look.rules.rules[*id].condition_span();
        let what = match rule.test {
            Test::Group(..) => "this group".to_owned(),
            _ => format!("`{}`", rule.test.kind()),
        };
        if table.iter().all(|(_, held)| !held[at]) {
            let message = format!("the condition of {what} never holds: {}", rule.when);
            let diagnostic = Diagnostic::error(Code::NeverFires, span, message);
            diagnostics.push(diagnostic.note(format!(
                "in every case that keeps the other rules; the rule is {}",
                rule.id
            )));
        } else if table.iter().all(|(_, held)| held[at]) {
            let message = format!("the condition of {what} always holds: {}", rule.when);
            let help = match rule.test {
                Test::Required => "write `required: true`",
                Test::Enum(_) => "leave `when` out",
                _ => "delete it",
            };
            diagnostics
                .push(Diagnostic::error(Code::AlwaysFires, span, message).help(help));
        }
    }
}

/// Rules that cannot be kept together, and cases without a list.
fn conflicts(
    look: &Look<'_>,
    cases: &Cases,
    field: &Field,
    rules: &[RuleId],
    table: &Table,
    diagnostics: &mut Diagnostics,
) {
    let model = look.model;
    let position = |wanted: fn(&Test) -> bool| {
        rules.iter().position(|rule| wanted(&model[*rule].test))
    };
    let required = position(|test| matches!(test, Test::Required));
    let only_when = position(|test| matches!(test, Test::OnlyWhen));
    let documented_for = position(|test| matches!(test, Test::DocumentedFor));
    let span = |at: usize| look.span(&rules[at]);
    if let (Some(required), Some(only_when)) = (required, only_when)
        && let Some((case, _)) =
            table.iter().find(|(_, held)| held[required] && !held[only_when])
    {
        let message = format!(
            "`{}` is both required and not allowed when {}",
            field.name,
            cases.words(case)
        );
        let diagnostic = Diagnostic::error(Code::Contradiction, span(required), message);
        diagnostics.push(diagnostic.related(span(only_when), "not allowed by this"));
    }
    if let (Some(documented_for), Some(only_when)) = (documented_for, only_when)
        && let Some((case, _)) =
            table.iter().find(|(_, held)| held[documented_for] && !held[only_when])
    {
        let message = format!(
            "`{}` is documented for cases in which it is not allowed, such as when {}",
            field.name,
            cases.words(case)
        );
        let diagnostic =
            Diagnostic::error(Code::Contradiction, span(documented_for), message);
        diagnostics.push(diagnostic.related(span(only_when), "not allowed by this"));
    }
    let lists: Vec<(usize, EnumId)> = rules
        .iter()
        .enumerate()
        .filter_map(|(at, rule)| match model[*rule].test {
            Test::Enum(list) => Some((at, list)),
            _ => None,
        })
        .collect();
    let mut in_conflict = false;
    for (n, (first, one)) in lists.iter().enumerate() {
        for (second, other) in &lists[n + 1..] {
            let disjoint = !model[*one]
                .values
                .iter()
                .any(|value| model[*other].value(&value.wire).is_some());
            let both = table.iter().find(|(_, held)| held[*first] && held[*second]);
            if let (true, Some((case, _))) = (disjoint, both) {
                let message = format!(
                    "two lists apply to `{}` and share no value when {}",
                    field.name,
                    cases.words(case)
                );
                let diagnostic =
                    Diagnostic::error(Code::Contradiction, span(*second), message);
                diagnostics.push(diagnostic.related(span(*first), "the other list"));
                in_conflict = true;
            }
        }
    }
    // One of two lists for a case was meant for another one.
    if lists.is_empty()
        || in_conflict
        || lists.iter().any(|(at, _)| model[rules[*at]].when.is_always())
        || !field.decisions.is_empty()
    {
        return;
    }
    let open = |(case, held): &&(Vec<usize>, Vec<bool>)| {
        let documented = only_when.is_none_or(|at| held[at])
            && documented_for.is_none_or(|at| held[at]);
        documented && cases.is_closed(case) && !lists.iter().any(|(at, _)| held[*at])
    };
    if let Some((case, _)) = table.iter().find(open) {
        let message = format!(
            "no list of values applies to `{}` when {}",
            field.name,
            cases.words(case)
        );
        let diagnostic =
            Diagnostic::warning(Code::MissingCase, span(lists[0].0), message);
        diagnostics.push(diagnostic.help(
            "add a list for that case, or say with `documented_for`, `only_when` or a decision why there is none",
        ));
    }
}

/// Rules that say nothing which another does not say.
fn implied(
    look: &Look<'_>,
    rules: &[RuleId],
    table: &Table,
    diagnostics: &mut Diagnostics,
) {
    let model = look.model;
    for (at, id) in rules.iter().enumerate() {
        let implied_by = rules.iter().enumerate().find(|(other, by)| {
            let implies = match (&model[*id].test, &model[**by].test) {
                // A field that is allowed only there is also documented for there.
                (Test::DocumentedFor, Test::OnlyWhen) => {
                    table.iter().all(|(_, held)| !held[*other] || held[at])
                }
                (Test::Enum(a), Test::Enum(b)) if a == b && at != *other => {
                    let covers = table.iter().all(|(_, held)| !held[at] || held[*other]);
                    // The later of two that say the same is too much.
                    covers
                        && (*other < at
                            || !table.iter().all(|(_, held)| held[at] == held[*other]))
                }
                _ => false,
            };
            implies && !table.is_empty()
        });
        if let Some((_, by)) = implied_by {
            let message = format!(
                "this says nothing that `{}` does not say",
                model[*by].test.kind()
            );
            let diagnostic = Diagnostic::error(Code::Implied, look.span(id), message);
            diagnostics.push(
                diagnostic.related(look.span(by), "implied by this").help("delete it"),
            );
        }
    }
}

/// A fixed value outside of its own list can never be sent.
fn fixed_in_list(look: &Look<'_>, field: &Field, diagnostics: &mut Diagnostics) {
    let rules = || field.rules.iter().map(|id| (id, &look.model[*id]));
    for (id, fixed) in rules() {
        let Test::Fixed(Literal::Text(text)) = &fixed.test else {
            continue;
        };
        for (list_id, list) in rules() {
            let Test::Enum(list) = list.test else { continue };
            if look.model[list].value(text).is_none() {
                let message = format!(
                    "the fixed value `{text}` is not in the list `{}`",
                    look.model[list].name
                );
                let diagnostic =
                    Diagnostic::error(Code::Contradiction, look.span(id), message);
                diagnostics.push(diagnostic.related(look.span(list_id), "the list"));
            }
        }
    }
}

impl Cases {
    fn new<'c>(
        model: &Contract,
        id: TableId,
        conditions: impl Iterator<Item = &'c Condition>,
    ) -> Self {
        let mut cases = Self { variables: Vec::new(), limits: Vec::new() };
        let mut literals: Vec<(Ref, Vec<Literal>)> = Vec::new();
        for condition in conditions {
            note(condition, &mut literals);
        }
        let known: Vec<Ref> = literals.iter().map(|(field, _)| field.clone()).collect();
        // The fields' own rules decide which cases can be
        // reached.
        let mut limits = Vec::new();
        for field in &known {
            for rule in model.referred(id, field).map_or(&[][..], |target| &target.rules)
            {
                let rule = &model[*rule];
                let presence = matches!(rule.test, Test::Required | Test::OnlyWhen);
                let Some(condition) =
                    presence.then(|| rule.when.moved(field.place)).flatten()
                else {
                    continue;
                };
                if condition.reads().iter().all(|read| known.contains(read)) {
                    note(&condition, &mut literals);
                    limits.push((field.clone(), rule.test == Test::Required, condition));
                }
            }
        }
        cases.limits = limits;
        for (field, values) in literals {
            let target = model.referred(id, &field);
            let always = target.is_some_and(|target| {
                let rules = target.rules.iter().map(|rule| &model[*rule]);
                rules
                    .into_iter()
                    .any(|rule| rule.test == Test::Required && rule.when.is_always())
            });
            let (closed, whole) =
                target.map_or((false, false), |target| domain(model, target, &values));
            let others = target
                .filter(|_| closed)
                .map_or_else(Vec::new, |target| unnamed(model, target, &values));
            let mut states: Vec<State> = values.into_iter().map(State::Is).collect();
            if !whole {
                states.push(State::Other);
            }
            if !always {
                states.push(State::Absent);
            }
            cases.variables.push(Variable { field, states, closed, others });
        }
        cases
    }

    fn count(&self) -> usize {
        self.variables
            .iter()
            .fold(1, |count, variable| count.saturating_mul(variable.states.len()))
    }

    fn state(&self, field: &Ref, case: &[usize]) -> &State {
        let at = self.variables.iter().position(|variable| variable.field == *field);
        at.map_or(&State::Absent, |at| &self.variables[at].states[case[at]])
    }

    /// Calls `visit` for each reachable case.
    fn each(&self, visit: &mut impl FnMut(&[usize])) {
        let mut case = vec![0; self.variables.len()];
        loop {
            if self.is_reachable(&case) {
                visit(&case);
            }
            let Some(at) = (0..case.len())
                .rev()
                .find(|at| case[*at] + 1 < self.variables[*at].states.len())
            else {
                return;
            };
            case[at] += 1;
            case[at + 1..].fill(0);
        }
    }

    fn is_reachable(&self, case: &[usize]) -> bool {
        self.limits.iter().all(|(field, required, condition)| {
            let absent = *self.state(field, case) == State::Absent;
            let holds = holds(self, condition, case);
            if *required { !absent || !holds } else { absent || holds }
        })
    }

    /// Whether the case is about known values of closed lists only.
    fn is_closed(&self, case: &[usize]) -> bool {
        let named = |(variable, state): (&Variable, &usize)| {
            variable.closed && !matches!(variable.states[*state], State::Absent)
        };
        self.variables.iter().zip(case).all(named)
    }

    fn words(&self, case: &[usize]) -> String {
        let parts: Vec<String> = self
            .variables
            .iter()
            .zip(case)
            .map(|(variable, state)| match &variable.states[*state] {
                State::Absent => format!("{} is absent", variable.field),
                State::Is(value) => format!("{} is {value}", variable.field),
                State::Other if (1..=MOST_NAMED).contains(&variable.others.len()) => {
                    let others = enumerate(variable.others.iter().cloned(), "or");
                    format!("{} is {others}", variable.field)
                }
                State::Other => format!("{} is another value", variable.field),
            })
            .collect();
        if parts.is_empty() { "always".to_owned() } else { parts.join(" and ") }
    }
}

/// Adds the fields that a condition reads, with the values it compares them with.
fn note(condition: &Condition, literals: &mut Vec<(Ref, Vec<Literal>)>) {
    condition.visit(&mut |field, values| {
        let at =
            literals.iter().position(|(known, _)| known == field).unwrap_or_else(|| {
                literals.push((field.clone(), Vec::new()));
                literals.len() - 1
            });
        for value in values {
            if !literals[at].1.contains(value) {
                literals[at].1.push(value.clone());
            }
        }
    });
}

/// Whether all values of a field are known, and whether `values` are all of them.
fn domain(model: &Contract, field: &Field, values: &[Literal]) -> (bool, bool) {
    let fixed = field.rules.iter().find_map(|rule| match &model[*rule].test {
        Test::Fixed(value) if model[*rule].when.is_always() => Some(value),
        _ => None,
    });
    if let Some(value) = fixed {
        return (true, values.contains(value));
    }
    match field.ty {
        Type::Boolean => (true, values.len() == 2),
        Type::Enum(list) => {
            let always = |rule: &RuleId| {
                model[*rule].test == Test::Enum(list) && model[*rule].when.is_always()
            };
            let closed = field.rules.iter().any(always);
            let known = |wire: &str| {
                values
                    .iter()
                    .any(|value| matches!(value, Literal::Text(text) if text == wire))
            };
            (closed, closed && model[list].values.iter().all(|value| known(&value.wire)))
        }
        _ => (false, false),
    }
}

/// The values that the list of `field` has besides `values`.
fn unnamed(model: &Contract, field: &Field, values: &[Literal]) -> Vec<String> {
    let Type::Enum(list) = field.ty else { return Vec::new() };
    let named = |wire: &str| {
        values.iter().any(|value| matches!(value, Literal::Text(text) if text == wire))
    };
    let known = model[list].values.iter().map(|value| value.wire.as_str());
    known.filter(|wire| !named(wire)).map(str::to_owned).collect()
}
