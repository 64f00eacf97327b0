//! Compares a draft with the operation of the spec that its page is of: fields, types,
//! mandatory fields, values, conditions.

use std::collections::BTreeSet;
use std::fmt;

use crate::model::Place;
use crate::source::Sources;
use crate::spec::{
    ConditionDef, ConditionKind, FieldDef, OperationFile, RuleDefKind, Spec, TableDef,
    TypeExpr, innermost_name,
};

/// The facts that a draft and the spec share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// The columns in their order: the fact, the number that both have, that the spec
    /// has, that the draft has.
    pub counts: Vec<(&'static str, usize, usize, usize)>,
    /// The differences in words.
    pub differences: Vec<String>,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |part: usize, whole: usize| {
            if whole == 0 { 100.0 } else { 100.0 * ratio(part, whole) }
        };
        for (name, both, spec, draft) in &self.counts {
            writeln!(
                f,
                "{name:<12} {both:>4} of {spec:>4} found ({:5.1} %), {both:>4} of {draft:>4} right ({:5.1} %)",
                percent(*both, *spec),
                percent(*both, *draft)
            )?;
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
    let same = |it: &&OperationFile| {
        it.method == draft.method && it.path.value == draft.path.value
    };
    let titled =
        |it: &&OperationFile| same(it) && it.page.title.value == draft.page.title.value;
    let own = spec
        .operations
        .iter()
        .find(titled)
        .or_else(|| spec.operations.iter().find(same))?;
    let (spec_facts, draft_facts) =
        (facts(spec, own, &own.page.title.value), facts(&drafted, draft, ""));
    let mut found = Score::default();
    for (at, name) in NAMES.iter().enumerate() {
        let (one, other) = (&spec_facts[at], &draft_facts[at]);
        found.counts.push((
            name,
            one.intersection(other).count(),
            one.len(),
            other.len(),
        ));
        found.differences.extend(
            one.difference(other).map(|it| format!("{name}: only the spec has {it}")),
        );
        found.differences.extend(
            other.difference(one).map(|it| format!("{name}: only the draft has {it}")),
        );
    }
    Some(found)
}

const NAMES: [&str; 5] = ["fields", "types", "mandatory", "values", "conditions"];

/// The facts of an operation, each kind a set of texts.
fn facts(spec: &Spec, file: &OperationFile, title: &str) -> [BTreeSet<String>; 5] {
    let mut found: [BTreeSet<String>; 5] = Default::default();
    let lookup = |name: &str| {
        file.names
            .types
            .iter()
            .chain(&spec.service.names.types)
            .find(|it| it.name.value == name)
    };
    for place in Place::PARAMETERS {
        for (_, table) in file.parameters.iter().filter(|it| it.0 == *place) {
            of_table(spec, file, place.as_str(), table, &lookup, &mut found);
        }
    }
    let mut tables: Vec<&TableDef> = file.names.types.iter().collect();
    tables.extend(spec.service.names.types.iter().filter(|it| {
        it.tables
            .iter()
            .any(|it| it.page.as_ref().is_some_and(|page| page.value == title))
    }));
    for table in tables {
        let own = table
            .tables
            .iter()
            .find(|it| it.page.as_ref().is_none_or(|page| page.value == title));
        let Some(number) = own else { continue };
        of_table(
            spec,
            file,
            &format!("table {}", number.table.value),
            table,
            &lookup,
            &mut found,
        );
    }
    found
}

fn of_table<'s>(
    spec: &'s Spec,
    file: &'s OperationFile,
    name: &str,
    table: &'s TableDef,
    lookup: &impl Fn(&str) -> Option<&'s TableDef>,
    found: &mut [BTreeSet<String>; 5],
) {
    for field in table.fields.iter().filter(|it| it.observed.is_none()) {
        let at = format!("{name} {}", field.name.value);
        found[0].insert(at.clone());
        if let Some(ty) = &field.ty {
            found[1].insert(format!("{at}: {}", shape(spec, file, &ty.value, lookup)));
        }
        let is_always = |it: &RuleDefKind| matches!(it, RuleDefKind::Required(it) if matches!(it.kind, ConditionKind::Constant(true)));
        let is_mandatory = field.rules.iter().any(|it| is_always(&it.kind));
        found[2].insert(format!("{at}: {}", if is_mandatory { "yes" } else { "no" }));
        found[3].extend(
            values(spec, file, field).into_iter().map(|it| format!("{at}: {it}")),
        );
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
            found[4].insert(format!("{at}: {key} {}", words(condition)));
        }
    }
}

/// The type as JSON has it: an enumeration is text or a number, a timestamp a number.
fn shape<'s>(
    spec: &Spec,
    file: &OperationFile,
    ty: &TypeExpr,
    lookup: &impl Fn(&str) -> Option<&'s TableDef>,
) -> String {
    match ty {
        TypeExpr::Array(inner) => {
            format!("array of {}", shape(spec, file, &inner.value, lookup))
        }
        TypeExpr::Map(inner) => {
            format!("map of {}", shape(spec, file, &inner.value, lookup))
        }
        TypeExpr::Name(name) => match name.as_str() {
            "timestamp" => "long".to_owned(),
            "date" | "time" | "date_time" => "string".to_owned(),
            name => {
                let list = file
                    .names
                    .enums
                    .iter()
                    .chain(&spec.service.names.enums)
                    .find(|it| it.name.value == name);
                match list {
                    Some(list) if list.kind == crate::model::ValueKind::Integer => {
                        "long".to_owned()
                    }
                    Some(_) => "string".to_owned(),
                    None if lookup(name).is_some() => "object".to_owned(),
                    None => name.to_owned(),
                }
            }
        },
    }
}

/// The values that pages list.
fn values(spec: &Spec, file: &OperationFile, field: &FieldDef) -> Vec<String> {
    let mut found = Vec::new();
    let mut lists: Vec<&str> =
        field.ty.iter().map(|it| innermost_name(&it.value).as_str()).collect();
    for rule in &field.rules {
        match &rule.kind {
            RuleDefKind::Enum { name, .. } => lists.push(&name.value),
            RuleDefKind::OneOf(all) => {
                found.extend(all.iter().map(|it| it.value.to_string()));
            }
            RuleDefKind::Fixed(value) => found.push(value.value.to_string()),
            _ => {}
        }
    }
    let enums = || file.names.enums.iter().chain(&spec.service.names.enums);
    for list in
        lists.into_iter().filter_map(|name| enums().find(|it| it.name.value == name))
    {
        found.extend(
            list.values
                .iter()
                .filter(|it| it.observed.is_none())
                .map(|it| it.value.value.to_string()),
        );
    }
    found
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
