//! Compares a draft with the operation of the spec that its page is of: fields, types,
//! mandatory fields, values, conditions. Writing the draft does not belong here.

use std::collections::BTreeSet;
use std::fmt;

use crate::model::{Part, ValueKind};
use crate::page::target::{Target, is_mandatory, named_values, with_request};
use crate::source::Sources;
use crate::spec::{
    ConditionDef, ConditionKind, FieldDef, RuleDefKind, Spec, TableDef, TypeExpr,
};

/// The facts that a draft and the spec share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// The numbers of facts, a kind each.
    pub counts: Vec<Count>,
    /// The differences in words.
    pub differences: Vec<String>,
}

/// The numbers of facts of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The kind, such as `types`.
    pub kind: &'static str,
    /// The facts that the spec and the draft have.
    pub both: usize,
    /// The facts that the spec has.
    pub spec: usize,
    /// The facts that the draft has.
    pub draft: usize,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |part: usize, whole: usize| {
            if whole == 0 { 100.0 } else { 100.0 * ratio(part, whole) }
        };
        for Count { kind, both, spec, draft } in &self.counts {
            let (found, right) = (percent(*both, *spec), percent(*both, *draft));
            write!(f, "{kind:<12} {both:>4} of {spec:>4} found ({found:5.1} %), ")?;
            writeln!(f, "{both:>4} of {draft:>4} right ({right:5.1} %)")?;
        }
        self.differences.iter().try_for_each(|it| writeln!(f, "  {it}"))
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    number(part) / number(whole)
}

/// Compares the file of a draft with the operation that has its request. None, if the
/// spec has no such operation, or if the file cannot be read.
#[must_use]
pub fn score(spec: &Spec, draft: &Sources) -> Option<Score> {
    let drafted = Spec::load(draft, &mut crate::diagnostic::Diagnostics::default());
    let draft = drafted.operations.first()?;
    let same = with_request(spec, &draft.method, &draft.path.value);
    let titled = same.iter().find(|it| it.page.title.value == draft.page.title.value);
    let own = *titled.or(same.first())?;
    let of_spec = facts(Target { spec, file: own }, &own.page.title.value);
    let of_draft = facts(Target { spec: &drafted, file: draft }, "");
    let mut found = Score::default();
    for (kind, (spec, draft)) in NAMES.into_iter().zip(of_spec.iter().zip(&of_draft)) {
        found.counts.push(Count {
            kind,
            both: spec.intersection(draft).count(),
            spec: spec.len(),
            draft: draft.len(),
        });
        let of_spec = spec.difference(draft).map(|it| (it, "spec"));
        let of_draft = draft.difference(spec).map(|it| (it, "draft"));
        let differences = of_spec.chain(of_draft);
        found.differences.extend(
            differences.map(|(it, side)| format!("{kind}: only the {side} has {it}")),
        );
    }
    Some(found)
}

/// The kinds of facts.
const NAMES: [&str; 5] = ["fields", "types", "mandatory", "values", "conditions"];

/// The facts of an operation.
struct Facts<'s> {
    target: Target<'s>,
    /// A set of texts for each of [`NAMES`].
    found: [BTreeSet<String>; 5],
}

/// The facts of an operation: of its parameters, and of the tables that are on the page
/// with this title.
fn facts(target: Target<'_>, title: &str) -> [BTreeSet<String>; 5] {
    let mut facts = Facts { target, found: Default::default() };
    let Target { spec, file } = target;
    for place in Part::PARAMETERS {
        for (_, table) in file.parameters.iter().filter(|it| it.0 == *place) {
            facts.table(place.as_str(), table);
        }
    }
    // A table of the service is of this page only if it says so.
    let own = file.names.types.iter().map(|table| (table, true));
    let shared = spec.service.names.types.iter().map(|table| (table, false));
    for (table, is_own) in own.chain(shared) {
        let is_here = |page: Option<&str>| page.map_or(is_own, |it| it == title);
        let number = table
            .tables
            .iter()
            .find(|it| is_here(it.page.as_ref().map(|page| page.value.as_str())));
        if let Some(number) = number {
            facts.table(&format!("table {}", number.table.value), table);
        }
    }
    facts.found
}

impl<'s> Facts<'s> {
    fn table(&mut self, name: &str, table: &'s TableDef) {
        for field in table.fields.iter().filter(|it| it.observed.is_none()) {
            self.field(&format!("{name} {}", field.name.value), field);
        }
    }

    fn field(&mut self, at: &str, field: &'s FieldDef) {
        let ty = field.ty.as_ref().map(|ty| self.json_type(&ty.value));
        let values = self.values(field);
        let [fields, types, mandatory, listed, conditions] = &mut self.found;
        fields.insert(at.to_owned());
        types.extend(ty.map(|it| format!("{at}: {it}")));
        let answer = if is_mandatory(field) { "yes" } else { "no" };
        mandatory.insert(format!("{at}: {answer}"));
        listed.extend(values.into_iter().map(|it| format!("{at}: {it}")));
        for rule in &field.rules {
            let (key, condition) = match &rule.kind {
                RuleDefKind::Required(it)
                    if !matches!(it.kind, ConditionKind::Constant(_)) =>
                {
                    ("required", it)
                }
                RuleDefKind::OnlyWhen(it) => ("only_when", it),
                RuleDefKind::DocumentedFor(it) => ("documented_for", it),
                RuleDefKind::Enum { when: Some(it), .. } => ("enum", it),
                _ => continue,
            };
            conditions.insert(format!("{at}: {key} {}", words(condition)));
        }
    }

    /// The type as JSON has it: an enumeration is text or a number, a timestamp a number.
    fn json_type(&self, ty: &TypeExpr) -> String {
        let name = match ty {
            TypeExpr::Array(inner) => {
                return format!("array of {}", self.json_type(&inner.value));
            }
            TypeExpr::Map(inner) => {
                return format!("map of {}", self.json_type(&inner.value));
            }
            TypeExpr::Name(name) => name.as_str(),
        };
        let list = self.target.enumeration(name).map(|it| it.kind);
        let name = match (name, list) {
            ("timestamp", _) | (_, Some(ValueKind::Integer)) => "long",
            ("date" | "time" | "date_time", _) | (_, Some(ValueKind::Text)) => "string",
            (name, None) if self.target.table(name).is_some() => "object",
            (name, None) => name,
        };
        name.to_owned()
    }

    /// The values that pages list.
    fn values(&self, field: &'s FieldDef) -> Vec<String> {
        let lists = self.target.enumerations(field);
        let listed = lists.into_iter().flat_map(|list| &list.values);
        let documented = listed.filter(|it| it.observed.is_none());
        let mut found = named_values(field);
        found.extend(documented.map(|it| it.value.value.to_string()));
        found
    }
}

/// A condition in one form: its parts sorted.
fn words(condition: &ConditionDef) -> String {
    let sorted = |parts: &[ConditionDef]| {
        let mut all: Vec<String> = parts.iter().map(words).collect();
        all.sort();
        all.join(", ")
    };
    match &condition.kind {
        ConditionKind::Constant(value) => value.to_string(),
        ConditionKind::All(parts) => format!("({})", sorted(parts)),
        ConditionKind::Any(parts) => format!("any ({})", sorted(parts)),
        ConditionKind::Not(part) => format!("not {}", words(part)),
        ConditionKind::Is(field, values) => {
            let mut values: Vec<String> =
                values.iter().map(|it| it.value.to_string()).collect();
            values.sort();
            format!("{}.{} is {}", field.place.as_str(), field.name, values.join(" or "))
        }
        ConditionKind::Present(field) => {
            format!("{}.{} is present", field.place.as_str(), field.name)
        }
    }
}
