//! Random specs with one random edit: any edit, or one that relaxes a rule.

use coc_codegen::model::Model;

use super::spec::{Field, Kind, Plan, Table};
use super::{rules, valid_plan};
use crate::diff::sound;
use crate::oracle::dice::Dice;

/// A spec before and after an edit of its rules, where both are sound.
pub(crate) fn changed(seed: u64, dice: &mut Dice) -> Option<(Model, Model)> {
    let (plan, _, old) = valid_plan(seed);
    for _ in 0..20 {
        let mut edited = plan.clone();
        let (table, field) = any_field(&edited, dice)?;
        let keys = &edited.tables[table].fields[field].keys;
        if dice.chance(40) && !keys.is_empty() {
            let at = dice.below(keys.len());
            edited.tables[table].fields[field].keys.remove(at);
        } else {
            let (keys, lists) = rules::keys(dice, &edited, table, field);
            edited.tables[table].fields[field].keys = keys;
            edited.tables[table].fields[field].lists = lists;
        }
        if let Some(new) = sound(&edited.sources()) {
            return Some((old, new));
        }
    }
    None
}

/// A spec before and after an edit that relaxes a rule, where both are sound, and the
/// edit in words.
pub(crate) fn relaxed(seed: u64, dice: &mut Dice) -> Option<(Model, Model, String)> {
    let (plan, _, old) = valid_plan(seed);
    for _ in 0..40 {
        let mut edited = plan.clone();
        let (table, field) = any_field(&edited, dice)?;
        let in_path = edited.tables[table].place == Some("path");
        let edit = match dice.below(5) {
            0 => {
                let lists = &mut edited.lists;
                let at = dice.below(lists.len());
                let added = if lists[at].is_number { "77" } else { "zz-added" };
                lists[at].values.push(added);
                Some(format!("a value more in {}", lists[at].name))
            }
            1 if !in_path => {
                edited.tables[table].fields.push(added());
                Some("an optional field more".to_owned())
            }
            2 => first_parameter(&mut edited, dice),
            _ if !in_path => relax(&mut edited.tables[table].fields[field]),
            _ => None,
        };
        if let Some(edit) = edit
            && let Some(new) = sound(&edited.sources())
        {
            return Some((old, new, edit));
        }
    }
    None
}

/// An optional field that no drawn table has.
fn added() -> Field {
    Field {
        name: "zz_added".to_owned(),
        kind: Kind::Plain("string"),
        listed: Vec::new(),
        keys: Vec::new(),
        lists: Vec::new(),
        members: Vec::new(),
        types: Vec::new(),
    }
}

/// Gives an operation its first parameter in the query or among the headers, which is
/// optional.
fn first_parameter(plan: &mut Plan, dice: &mut Dice) -> Option<String> {
    let file = Some(dice.below(plan.operations.len()));
    let place = dice.pick(&["query", "header"]);
    let mut tables = plan.tables.iter();
    if tables.any(|table| table.file == file && table.place == Some(place)) {
        return None;
    }
    plan.tables
        .push(Table { fields: vec![added()], ..Table::new("", file, Some(place)) });
    Some(format!("first parameter of the {place}"))
}

/// Turns `required` or `only_when` into `documented_for` of the same condition, drops
/// `required: true`, or widens a limit.
fn relax(field: &mut Field) -> Option<String> {
    let begins =
        |field: &Field, lead: &str| field.keys.iter().any(|key| key.starts_with(lead));
    if begins(field, "cases:") {
        return None;
    }
    let documented = begins(field, "documented_for:");
    for key in &mut field.keys {
        for lead in ["required: {", "only_when: {"] {
            if let Some(when) = key.strip_prefix(lead).filter(|_| !documented) {
                let edit =
                    format!("{key} of {} is only documented for that", field.name);
                *key = format!("documented_for: {{{when}");
                return Some(edit);
            }
        }
        if let Some(limit) = key.strip_suffix(" }").filter(|key| key.contains("{ max: "))
        {
            let edit = format!("{key} of {} is wider", field.name);
            *key = format!("{limit}0 }}");
            return Some(edit);
        }
    }
    let at = field.keys.iter().position(|key| key == "required: true")?;
    field.keys.remove(at);
    Some(format!("{} is not required any longer", field.name))
}

/// A random field, as the numbers of its table and of its place there.
fn any_field(plan: &Plan, dice: &mut Dice) -> Option<(usize, usize)> {
    let fields =
        plan.tables.iter().enumerate().flat_map(|(table, it)| {
            (0..it.fields.len()).map(move |field| (table, field))
        });
    let fields: Vec<(usize, usize)> = fields.collect();
    (!fields.is_empty()).then(|| dice.pick(&fields))
}
