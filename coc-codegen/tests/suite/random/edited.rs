//! Random specs with one random edit: any edit, or one that relaxes a rule.

use coc_codegen::Checked;
use coc_codegen::model::Model;

use super::spec::{Kind, Plan, Row};
use super::{plan, rules};
use crate::diff::sound;
use crate::oracle::dice::Dice;

/// A spec before and after an edit of its rules, where both are sound.
pub(crate) fn changed(seed: u64, dice: &mut Dice) -> Option<(Model, Model)> {
    let old = sound(&plan(seed).sources())?;
    for _ in 0..20 {
        let mut edited = plan(seed);
        let (table, row) = any_row(&edited, dice)?;
        let keys = &edited.tables[table].rows[row].keys;
        if dice.chance(40) && !keys.is_empty() {
            let at = dice.below(keys.len());
            edited.tables[table].rows[row].keys.remove(at);
        } else {
            let (keys, lists) = rules::keys(dice, &edited, table, row);
            edited.tables[table].rows[row].keys = keys;
            edited.tables[table].rows[row].lists = lists;
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
    let checked = Checked::load(&plan(seed).sources());
    let old = (!checked.diagnostics.has_errors()).then_some(checked.model)?;
    for _ in 0..40 {
        let mut edited = plan(seed);
        let (table, row) = any_row(&edited, dice)?;
        let in_path = edited.tables[table].place == Some("path");
        let edit = match dice.below(4) {
            0 => {
                let lists = &mut edited.lists;
                let at = dice.below(lists.len());
                let added = if lists[at].is_number { "77" } else { "zz-added" };
                lists[at].values.push(added);
                Some(format!("a value more in {}", lists[at].name))
            }
            1 if !in_path => {
                let rows = &mut edited.tables[table].rows;
                rows.push(Row {
                    name: "zz_added".to_owned(),
                    kind: Kind::Plain("string"),
                    listed: Vec::new(),
                    keys: Vec::new(),
                    lists: Vec::new(),
                });
                Some("an optional field more".to_owned())
            }
            _ if !in_path => relax(&mut edited.tables[table].rows[row]),
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

/// Turns `required` or `only_when` into `documented_for` of the same condition, drops
/// `required: true`, or widens a limit.
fn relax(row: &mut Row) -> Option<String> {
    let begins =
        |row: &Row, lead: &str| row.keys.iter().any(|key| key.starts_with(lead));
    if begins(row, "cases:") {
        return None;
    }
    let documented = begins(row, "documented_for:");
    for key in &mut row.keys {
        for lead in ["required: {", "only_when: {"] {
            if let Some(when) = key.strip_prefix(lead).filter(|_| !documented) {
                let edit = format!("{key} of {} is only documented for that", row.name);
                *key = format!("documented_for: {{{when}");
                return Some(edit);
            }
        }
        if let Some(limit) = key.strip_suffix(" }").filter(|key| key.contains("{ max: "))
        {
            let edit = format!("{key} of {} is wider", row.name);
            *key = format!("{limit}0 }}");
            return Some(edit);
        }
    }
    let at = row.keys.iter().position(|key| key == "required: true")?;
    row.keys.remove(at);
    Some(format!("{} is not required any longer", row.name))
}

fn any_row(plan: &Plan, dice: &mut Dice) -> Option<(usize, usize)> {
    let rows = plan
        .tables
        .iter()
        .enumerate()
        .flat_map(|(table, it)| (0..it.rows.len()).map(move |row| (table, row)));
    let rows: Vec<(usize, usize)> = rows.collect();
    (!rows.is_empty()).then(|| dice.pick(&rows))
}
