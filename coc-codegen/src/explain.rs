//! Explains a code of a diagnostic, or a rule of the contract, as text.

use std::fmt::Write as _;

use crate::diagnostic::{Code, did_you_mean};
use crate::model::{
    Contract, Decision, Field, Rule, RuleId, Style, Table, enumerate, page_reference,
};

/// The longest example, in lines, that is shown as a whole.
const LONGEST_EXAMPLE: usize = 12;

/// A code with an example, or a rule with its field, condition, page and decisions.
///
/// # Errors
/// A message, if nothing has this name.
pub fn explain(contract: &Contract, name: &str) -> Result<String, String> {
    if let Some(code) =
        Code::ALL.iter().find(|it| it.as_str().eq_ignore_ascii_case(name))
    {
        return Ok(explain_code(*code));
    }
    if let Some((id, _)) = contract.rules.entries().find(|(_, rule)| rule.id == name) {
        return Ok(explain_rule(contract, id));
    }
    let below: Vec<&str> = contract
        .rules
        .iter()
        .map(|rule| rule.id.as_str())
        .filter(|id| id.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
        .collect();
    if !below.is_empty() {
        return Err(format!("`{name}` has several rules:\n  {}", below.join("\n  ")));
    }
    let known = contract.rules.iter().map(|rule| rule.id.as_str());
    let known = known.chain(Code::ALL.iter().map(|code| code.as_str()));
    let help = did_you_mean(name, known).unwrap_or_else(|| {
        "codes are like S001, and `openapi.json` has the ids of all rules".to_owned()
    });
    Err(format!("no diagnostic and no rule is called `{name}`; {help}"))
}

/// The meaning of a code, with an example.
#[must_use]
pub fn explain_code(code: Code) -> String {
    let example = code.example();
    let explanation: Vec<&str> =
        code.explanation().trim().lines().map(str::trim_start).collect();
    format!(
        "{}\n\n{}\n\nFor example, these lines in {} cause it:\n\n{}\nThese do not:\n\n{}",
        code.as_str(),
        explanation.join("\n"),
        example.file(),
        indented(&example.wrong),
        indented(&example.fixed)
    )
}

/// The first lines of an example, indented, and the number of those that are left out.
fn indented(lines: &str) -> String {
    let count = lines.lines().count();
    let mut out: String = lines
        .lines()
        .take(LONGEST_EXAMPLE)
        .map(|line| format!("    {line}\n"))
        .collect();
    if count > LONGEST_EXAMPLE {
        let _ = writeln!(out, "    # {} more lines", count - LONGEST_EXAMPLE);
    }
    out
}

/// A rule with its field, condition, page and decisions.
fn explain_rule(contract: &Contract, id: RuleId) -> String {
    let rule = &contract[id];
    let mut out = format!("{}\n\n", rule.id);
    let mut line = |name: &str, text: &str| {
        let _ = writeln!(out, "{name:<11} {text}");
    };
    let holder = holder(contract, id);
    if let Some((table, field)) = holder {
        match field {
            Some(field) => {
                line("field", &format!("`{}` of `{}`", field.name, table.name));
            }
            None => line("fields", &format!("of `{}`", table.name)),
        }
        if let Some(field) = field.filter(|field| !field.doc.is_empty()) {
            line("", field.doc.trim());
        }
    }
    line("rule", &rule.text);
    line("condition", &Style::Plain.condition(&rule.when));
    line("severity", if rule.is_warning() { "warning" } else { "error" });
    line("documented", &origin(rule, holder.and_then(|(_, field)| field)));
    let of_field =
        holder.and_then(|(_, field)| field).map_or(&[][..], |field| &field.decisions);
    let mut decisions = rule.decisions.clone();
    decisions.extend(of_field.iter().filter(|id| !rule.decisions.contains(id)));
    for id in decisions {
        let Decision { name, pages, resolution, evidence, .. } = &contract.decisions[id];
        line("decision", name);
        line("  pages", pages.trim());
        line("  resolution", resolution.trim());
        line("  evidence", evidence.trim());
    }
    out
}

/// The place of a rule on a page, or the examples that alone show its field.
fn origin(rule: &Rule, field: Option<&Field>) -> String {
    if rule.on_no_page {
        return "on no page; a decision names the evidence".to_owned();
    }
    match field.map_or(&[][..], |field| &field.observed) {
        [] => page_reference(&rule.source),
        examples => {
            let names = enumerate(examples.iter().cloned(), "and");
            format!("{}, in no table, shown by {names}", rule.source.page)
        }
    }
}

/// The table that has the rule, and its field, unless it is a rule of several fields.
fn holder(contract: &Contract, id: RuleId) -> Option<(&Table, Option<&Field>)> {
    contract.types.iter().find_map(|table| {
        if table.groups.contains(&id) {
            return Some((table, None));
        }
        let field = table.fields.iter().find(|field| field.rules.contains(&id))?;
        Some((table, Some(field)))
    })
}
