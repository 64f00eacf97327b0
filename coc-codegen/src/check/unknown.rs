//! Joins the reports of each name that nothing declares into one diagnostic. It stands at
//! the first use, or at an unused declaration with a similar name, which is then the
//! misspelt one. Finding such names belongs to the other passes.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::decisions::resolve::mentioned;
use super::draft::resolved::Draft;
use super::draft::symbols::types_of_the_language;
use super::examples::shown::Shown;
use super::operations::areas;
use super::rules::conditions::of_rule;
use crate::diagnostic::{Code, Declared, Diagnostic, Unknown, nearest};
use crate::model::{TableField, enumerate};
use crate::source::{Span, Spanned};
use crate::spec::{
    ConditionDef, ConditionKind, Declarations, ResponseBody, ResponseDef, RuleDefKind,
    innermost_name,
};

/// Most names that a diagnostic lists.
const MOST_NAMES: usize = 6;

/// Joins the reports of each unknown name.
pub(super) fn settle(draft: &Draft<'_>, shown: &Shown) {
    let mut found = draft.reporter.take_unknown();
    found.sort_by_key(|diagnostic| diagnostic.span);
    found.dedup();
    let mut order: Vec<Unknown> = Vec::new();
    let mut groups: HashMap<Unknown, Vec<Diagnostic>> = HashMap::new();
    for diagnostic in found {
        let Some(unknown) = diagnostic.unknown.as_deref().cloned() else { continue };
        let group = groups.entry(unknown.clone()).or_default();
        if group.is_empty() {
            order.push(unknown);
        }
        group.push(diagnostic);
    }
    let names = Names { draft, shown, fields: OnceCell::new(), types: OnceCell::new() };
    let mut missing: [Vec<(String, Diagnostic)>; BLOCKS.len()] = Default::default();
    for unknown in order {
        let group = groups.remove(&unknown).unwrap_or_default();
        let Some(joined) = names.one(&unknown, group) else { continue };
        let block = BLOCKS.iter().position(|block| block.of == unknown.of);
        match block {
            // Nothing is called nearly so.
            Some(at) if joined.help.is_none() => {
                missing[at].push((unknown.name, joined));
            }
            _ => draft.report(joined),
        }
    }
    let joined = BLOCKS.iter().zip(missing).filter_map(|(block, it)| block.missing(it));
    joined.for_each(|it| draft.report(it));
}

/// A block of declarations that may be missing as a whole.
struct Block {
    of: Declared,
    /// The way to declare one name; the types of the language follow it where `is_typed`.
    one: &'static str,
    /// The way to declare several names.
    several: &'static str,
    is_typed: bool,
}

const BLOCKS: [Block; 4] = [
    Block {
        of: Declared::Type,
        one: "declare others below `types` or `enums`",
        several: "declare them below `types` or `enums`; a block of the file may be missing",
        is_typed: true,
    },
    Block {
        of: Declared::Decision,
        one: "declare it below `decisions`, with `pages`, `resolution` and `evidence`",
        several: "declare them below `decisions`; a block of the file may be missing",
        is_typed: false,
    },
    Block {
        of: Declared::Envelope,
        one: "declare it under `envelopes` in `service.yaml`, or write `none` if answers have no envelope",
        several: "declare them under `envelopes` in `service.yaml`; the block may be missing there",
        is_typed: false,
    },
    Block {
        of: Declared::Area,
        one: "declare it under `areas` in `service.yaml`, or delete the key",
        several: "declare them under `areas` in `service.yaml`; the block may be missing there",
        is_typed: false,
    },
];

impl Block {
    /// One diagnostic for all names that are like no declared one: several are missing
    /// where the block is.
    fn missing(&self, names: Vec<(String, Diagnostic)>) -> Option<Diagnostic> {
        let count = names.len();
        let words: Vec<String> =
            names.iter().take(MOST_NAMES).map(|(name, _)| format!("`{name}`")).collect();
        let mut found = names.into_iter();
        let (_, first) = found.next()?;
        if count == 1 {
            return Some(first.help(if self.is_typed {
                format!("{}; {}", types_of_the_language(), self.one)
            } else {
                self.one.to_owned()
            }));
        }
        let words = if count > words.len() {
            format!("{} and {} more", words.join(", "), count - words.len())
        } else {
            enumerate(words, "and")
        };
        let message = format!("nothing declares {words}");
        let joined =
            Diagnostic::error(first.code, first.span, message).help(self.several);
        Some(found.take(MOST_NAMES).fold(joined, |joined, (name, other)| {
            joined.related(other.span, format!("`{name}` is named here"))
        }))
    }
}

struct Names<'n, 's> {
    draft: &'n Draft<'s>,
    shown: &'n Shown,
    /// All names of fields that conditions, groups and comparisons hold.
    fields: OnceCell<HashSet<&'n str>>,
    /// All names that type expressions, conditional lists and conditional types hold.
    types: OnceCell<HashSet<&'n str>>,
}

impl<'n> Names<'n, '_> {
    /// One diagnostic for all these.
    fn one(&self, unknown: &Unknown, group: Vec<Diagnostic>) -> Option<Diagnostic> {
        let count = group.len();
        let places: Vec<Span> = group.iter().map(|it| it.span).collect();
        let is_one_message = group.iter().all(|it| it.message == group[0].message);
        let mut first = group.into_iter().next()?;
        let mut others = &places[1..];
        if count > 1
            && let Some(at_declaration) =
                self.at_declaration(unknown, first.code, count, is_one_message)
        {
            first = at_declaration;
            others = &places;
        }
        Some(first.at_other_places(others))
    }

    /// The diagnostic at the declaration that all who name `unknown` mean.
    fn at_declaration(
        &self,
        unknown: &Unknown,
        code: Code,
        count: usize,
        is_one_message: bool,
    ) -> Option<Diagnostic> {
        let name = &unknown.name;
        let error = |span: Span, message: String| Diagnostic::error(code, span, message);
        let meant = match unknown.of {
            Declared::Field(table) => self.unused_field(table, name)?,
            Declared::Type => self.unused_type(name)?,
            Declared::Decision => self.unused_decision(name)?,
            Declared::Area => {
                let unnamed: Vec<_> = areas::unnamed(self.draft).collect();
                pick(name, &unnamed)?
            }
            Declared::Operation(span) => {
                let message = format!("the examples of this operation call it `{name}`");
                let help = "call it so here, or change the examples";
                return Some(error(span, message).help(help));
            }
            Declared::Part(span) => {
                let message =
                    format!("{count} places need `{name}`, and this operation has none");
                let help = format!("add `{name}` to the operation");
                return Some(error(span, message).help(help));
            }
            Declared::FieldType(ty) if !is_one_message => {
                let message =
                    format!("{name}, and {count} places use it as another type");
                let help = "write the type that the page has, or correct these places";
                return Some(error(ty, message).help(help));
            }
            Declared::Envelope
            | Declared::Example
            | Declared::Listed
            | Declared::Answer(_)
            | Declared::Evidence(_)
            | Declared::NoFieldOf(_)
            | Declared::FieldType(_) => return None,
        };
        let message = format!(
            "nothing uses `{}`, and {count} places name `{name}`, which nothing declares",
            meant.value
        );
        Some(error(meant.span, message).help(format!("did you mean `{name}`?")))
    }

    /// A field that no rule and no example names.
    fn unused_field(&self, table: Span, name: &str) -> Option<&Spanned<String>> {
        let (id, table) =
            self.draft.tables.entries().find(|(_, it)| it.def.name.span == table)?;
        let named = self.fields.get_or_init(|| self.named_fields());
        let unused = table.def.fields.iter().enumerate().filter(|(at, field)| {
            !named.contains(field.name.value.as_str())
                && !self.shown.shows(TableField { table: id, at: *at })
        });
        let unused: Vec<&Spanned<String>> =
            unused.map(|(_, field)| &field.name).collect();
        pick(name, &unused)
    }

    fn named_fields(&self) -> HashSet<&'n str> {
        let mut found = HashSet::new();
        for table in self.draft.tables.iter().map(|table| table.def) {
            for rule in table.fields.iter().flat_map(|field| &field.rules) {
                if let RuleDefKind::Compared(_, other) = &rule.kind {
                    found.insert(other.value.as_str());
                }
                of_rule(rule).into_iter().for_each(|when| read_fields(when, &mut found));
            }
            for group in &table.groups {
                found.extend(group.fields.iter().map(|field| field.value.as_str()));
                group.when.iter().for_each(|when| read_fields(when, &mut found));
            }
        }
        found
    }

    /// The declarations of each file.
    fn files(&self) -> impl Iterator<Item = &Declarations> {
        self.draft.modules().map(|module| self.draft.declarations(module))
    }

    fn named_types(&self) -> HashSet<&'n str> {
        let mut named: HashSet<&str> = HashSet::new();
        for table in self.draft.tables.iter().map(|table| table.def) {
            for field in &table.fields {
                let ty = field.ty.as_ref().map(|ty| innermost_name(&ty.value).as_str());
                named.extend(ty);
                named.extend(field.rules.iter().filter_map(|rule| match &rule.kind {
                    RuleDefKind::Enum { name, .. } => Some(name.value.as_str()),
                    RuleDefKind::Members { of, .. } => {
                        Some(innermost_name(&of.value).as_str())
                    }
                    _ => None,
                }));
            }
        }
        for operation in self.draft.operations.iter().map(|it| it.file) {
            let body = operation.body.as_ref().map(|ty| innermost_name(&ty.value));
            named.extend(body.map(String::as_str));
            named.extend(operation.responses.iter().filter_map(type_of));
        }
        named
    }

    /// A type or an enumeration that no type expression names.
    fn unused_type(&self, name: &str) -> Option<&Spanned<String>> {
        let named = self.types.get_or_init(|| self.named_types());
        let declared = self.files().flat_map(|file| {
            let types = file.types.iter().map(|table| &table.name);
            types.chain(file.enums.iter().map(|list| &list.name))
        });
        let unused: Vec<&Spanned<String>> =
            declared.filter(|it| !named.contains(it.value.as_str())).collect();
        only_or_near(name, &unused)
    }

    /// A decision that nothing mentions.
    fn unused_decision(&self, name: &str) -> Option<&Spanned<String>> {
        let named = mentioned(self.draft);
        let declared = self.files().flat_map(|file| &file.decisions);
        let unused: Vec<&Spanned<String>> = declared
            .map(|decision| &decision.name)
            .filter(|it| !named.contains(it.value.as_str()))
            .collect();
        only_or_near(name, &unused)
    }
}

/// The name of an answer's type, in arrays and maps as well.
fn type_of(response: &ResponseDef) -> Option<&str> {
    match &response.body {
        ResponseBody::Type(ty) => Some(innermost_name(&ty.value)),
        ResponseBody::None | ResponseBody::Binary => None,
    }
}

/// The only one of `unused`, or the one that is called nearly so.
fn only_or_near<'n>(
    name: &str,
    unused: &[&'n Spanned<String>],
) -> Option<&'n Spanned<String>> {
    match unused {
        [one] => Some(one),
        _ => pick(name, unused),
    }
}

/// The one of `unused` that is called nearly so.
fn pick<'n>(name: &str, unused: &[&'n Spanned<String>]) -> Option<&'n Spanned<String>> {
    let near = nearest(name, unused.iter().map(|it| it.value.as_str()))?;
    unused.iter().find(|it| it.value == near).copied()
}

/// Adds the names of the fields that a condition reads.
fn read_fields<'s>(condition: &'s ConditionDef, found: &mut HashSet<&'s str>) {
    match &condition.kind {
        ConditionKind::Constant(_) => {}
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            parts.iter().for_each(|part| read_fields(part, found));
        }
        ConditionKind::Not(part) => read_fields(part, found),
        ConditionKind::Is(field, _) | ConditionKind::Present(field) => {
            found.insert(&field.name);
        }
    }
}
