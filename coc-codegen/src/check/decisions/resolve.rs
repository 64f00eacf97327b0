//! Decisions: resolves each mention, and reports declarations that nothing mentions. The
//! facts that decisions cover belong to `covered`.

use std::collections::{HashMap, HashSet};

use crate::arena::{Arena, Id};
use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean};
use crate::model::{DecisionId, Module};
use crate::source::{Span, Spanned};
use crate::spec::{DecisionDef, FieldDef, Mention};

/// The declared decisions, and the decision of each mention.
pub(in crate::check) struct Decisions<'s> {
    pub(in crate::check) declared: Arena<DecisionId, (Module, &'s DecisionDef)>,
    mentions: HashMap<Span, DecisionId>,
}

impl Decisions<'_> {
    /// The decisions of these mentions, each once.
    pub(in crate::check) fn of(&self, mentions: &[Mention]) -> Vec<DecisionId> {
        self.named(mentions.iter().map(|mention| &mention.name))
    }

    /// The decisions of these mentions that cover one of `facts`.
    pub(in crate::check) fn about(
        &self,
        mentions: &[Mention],
        facts: &[&str],
    ) -> Vec<DecisionId> {
        let about = mentions.iter().filter(|mention| facts.contains(&mention.fact));
        self.named(about.map(|mention| &mention.name))
    }

    /// The decisions of these names, each once.
    pub(in crate::check) fn named<'m>(
        &self,
        names: impl Iterator<Item = &'m Spanned<String>>,
    ) -> Vec<DecisionId> {
        let mut found = Vec::new();
        for id in names.filter_map(|name| self.mentions.get(&name.span)) {
            if !found.contains(id) {
                found.push(*id);
            }
        }
        found
    }

    /// The decision of this mention.
    pub(in crate::check) fn one(
        &self,
        mention: Option<&Spanned<String>>,
    ) -> Option<DecisionId> {
        self.mentions.get(&mention?.span).copied()
    }
}

/// Resolves every mention.
pub(in crate::check) fn resolve<'s>(draft: &Draft<'s>) -> Decisions<'s> {
    let mut found = Decisions { declared: Arena::default(), mentions: HashMap::new() };
    let mut names: HashMap<(Module, &str), DecisionId> = HashMap::new();
    for module in draft.modules() {
        for def in &draft.declarations(module).decisions {
            if let Some(id) = names.get(&(Module::Shared, def.name.value.as_str()))
                && module != Module::Shared
            {
                let message = format!(
                    "`service.yaml` declares a decision called `{}` already",
                    def.name.value
                );
                let first = found.declared[*id].1.name.span;
                draft.report(
                    Diagnostic::error(Code::Name, def.name.span, message)
                        .related(first, "first here")
                        .help("choose another name"),
                );
            }
            let id = found.declared.push((module, def));
            names.insert((module, &def.name.value), id);
        }
    }
    for module in draft.modules() {
        visit(draft, module, &mut |mention| {
            let own = names.get(&(module, mention.value.as_str()));
            match own.or_else(|| names.get(&(Module::Shared, mention.value.as_str()))) {
                Some(id) => {
                    found.mentions.insert(mention.span, *id);
                }
                None if draft.may_declare_more(module) => {}
                None => {
                    let message = format!("no decision is called `{}`", mention.value);
                    let in_reach = |at: &Module| *at == module || *at == Module::Shared;
                    let known = names.keys().filter(|(at, _)| in_reach(at));
                    let mut known: Vec<&str> = known.map(|(_, name)| *name).collect();
                    known.sort_unstable();
                    let diagnostic =
                        Diagnostic::error(Code::UnknownDecision, mention.span, message);
                    let elsewhere = || {
                        let is_it = |it: &&(Module, &str)| it.1 == mention.value;
                        let (other, name) = names.keys().filter(is_it).min()?;
                        let Module::Operation(id) = other else { return None };
                        let file = &draft.operations[*id].file.name.value;
                        Some(format!(
                            "`{file}` declares `{name}` for itself: move it to `service.yaml`, and both can name it"
                        ))
                    };
                    let help =
                        elsewhere().or_else(|| did_you_mean(&mention.value, known));
                    draft.report(
                        diagnostic
                            .unknown(Declared::Decision, mention.value.as_str())
                            .maybe_help(help),
                    );
                }
            }
        });
    }
    found
}

/// The names of all decisions that are mentioned.
pub(in crate::check) fn mentioned<'s>(draft: &Draft<'s>) -> HashSet<&'s str> {
    let mut found = HashSet::new();
    for module in draft.modules() {
        visit(draft, module, &mut |mention| {
            found.insert(mention.value.as_str());
        });
    }
    found
}

/// Calls `each` for every mention of a decision in one file.
fn visit<'s>(
    draft: &Draft<'s>,
    module: Module,
    each: &mut impl FnMut(&'s Spanned<String>),
) {
    let spec = draft.spec;
    match module {
        Module::Shared => names(&spec.service.decisions).for_each(&mut *each),
        Module::Operation(id) => {
            names(&spec.operations[id.index()].decisions).for_each(&mut *each);
        }
    }
    for list in &draft.declarations(module).enums {
        names(&list.decisions).for_each(&mut *each);
        for value in &list.values {
            names(&value.decisions).chain(&value.sic).for_each(&mut *each);
        }
    }
    for table in draft.tables_of(module).map(|id| draft.tables[id].def) {
        names(&table.decisions).for_each(&mut *each);
        table.fields.iter().flat_map(of_field).for_each(&mut *each);
        for group in &table.groups {
            names(&group.decisions).for_each(&mut *each);
        }
    }
}

fn names(mentions: &[Mention]) -> impl Iterator<Item = &Spanned<String>> {
    mentions.iter().map(|mention| &mention.name)
}

/// The decisions that a field names, those of single facts first.
pub(in crate::check) fn of_field(
    field: &FieldDef,
) -> impl Iterator<Item = &Spanned<String>> {
    let by_key = field.sic.iter().chain(&field.assume_present).chain(&field.all_cases);
    names(&field.decisions).chain(by_key)
}

/// Reports decisions that nothing mentions. If a mention is misspelt, its decision has
/// no other mention, and a type that is gone may have mentioned some: nothing is reported
/// then.
pub(in crate::check) fn unused(draft: &Draft<'_>, decisions: &Decisions<'_>) {
    let may_hide = [Code::UnknownDecision, Code::UnknownType];
    if draft.reporter.any(|diagnostic| may_hide.contains(&diagnostic.code)) {
        return;
    }
    let used: HashSet<DecisionId> = decisions.mentions.values().copied().collect();
    for (_, (_, def)) in
        decisions.declared.entries().filter(|(id, _)| !used.contains(id))
    {
        let message = format!("nothing uses the decision `{}`", def.name.value);
        let diagnostic = Diagnostic::error(Code::UnusedDecision, def.name.span, message);
        draft.report(
            diagnostic.help(
                "name it at the field, with the fact that it covers: `decision: { type: ... }`; or delete it",
            ),
        );
    }
}
