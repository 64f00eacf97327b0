//! Makes the constraint of one key of a field, and compares it with the field's type.
//! The ids and the order of rules belong to `rules`, limits without an effect to
//! `limits`.

use super::conditions::{Conditions, ReadCondition, unknown_field};
use super::draft::{Draft, DraftTable};
use super::file_types;
use super::limits;
use super::link::Links;
use super::pattern;
use crate::diagnostic::{Code, Declared, Diagnostic, Reporter, did_you_mean};
use crate::model::{
    Bounds, Comparison, Condition, EnumId, Literal, Number, Place, TableId, Test, Type,
    ValueKind,
};
use crate::source::{Span, Spanned};
use crate::spec::{
    ConditionDef, ConditionKind, FieldDef, Limits, RuleDef, RuleDefKind, TypeExpr,
    innermost_name,
};

/// The demand of a rule.
#[derive(Clone)]
pub(super) struct Constraint {
    pub(super) test: Test,
    pub(super) when: Condition,
    /// Whether it is about each item, and not about the field.
    pub(super) each: bool,
}

impl Constraint {
    /// A demand in every case.
    pub(super) fn always(test: Test, each: bool) -> Self {
        Self { test, when: Condition::ALWAYS, each }
    }
}

/// A field, with the facts that its keys are compared with.
pub(super) struct FieldKeys<'f, 's> {
    pub(super) draft: &'f Draft<'s>,
    pub(super) links: &'f Links,
    /// The id of the table that has the field.
    pub(super) id: TableId,
    pub(super) table: &'f DraftTable<'s>,
    /// The number of the field in the table.
    pub(super) at: usize,
    pub(super) def: &'s FieldDef,
    pub(super) ty: &'f Type,
    /// The type of the items, if the field is a list of any kind.
    pub(super) inner: &'f Type,
    /// Whether the field is an array, a map or delimited text.
    pub(super) is_list: bool,
    /// Collects the diagnostics, since some of them may be dropped again.
    pub(super) reporter: &'f Reporter,
}

impl FieldKeys<'_, '_> {
    /// The demand of one key, if it fits the field's type.
    pub(super) fn constraint(&self, rule: &RuleDef) -> Option<Constraint> {
        if rule.each && !self.is_list {
            let message = "`each` is for arrays, maps and delimited text";
            let label = format!("this field is {}", self.draft.type_name(self.ty));
            let diagnostic = Diagnostic::error(Code::WrongRule, rule.span, message);
            self.reporter.report(diagnostic.label(label).maybe_help(delimit(self.ty)));
            return None;
        }
        let kind = &rule.kind;
        let test = match kind {
            RuleDefKind::Type => return self.own_list().or_else(|| self.own_format()),
            RuleDefKind::Required(when) => return self.presence(Test::Required, when),
            RuleDefKind::OnlyWhen(when) => return self.presence(Test::OnlyWhen, when),
            RuleDefKind::DocumentedFor(when) => {
                return self.presence(Test::DocumentedFor, when);
            }
            RuleDefKind::Enum { when, name } => return self.list(when.as_ref(), name),
            RuleDefKind::Members { when, of } => return self.members(when, of, rule),
            RuleDefKind::Delimiter(delimiter) => {
                return self.delimiter(delimiter, rule);
            }
            RuleDefKind::Compared(comparison, other) => {
                self.compared(*comparison, other, rule)?
            }
            RuleDefKind::Keys(of_keys) => {
                let is_map = matches!(self.ty, Type::Map(_));
                self.fits(is_map, kind, self.ty, rule.span)?;
                let test = self.value_test(&Type::String, of_keys, rule.span)?;
                Test::Keys(Box::new(test))
            }
            RuleDefKind::Items(given) => {
                let is_counted = self.is_list || *self.ty == Type::Object;
                self.fits(is_counted, kind, self.ty, rule.span)?;
                limits::of_count(*given, "items", rule.span, self.reporter)
                    .then(|| Test::Items(bounds(*given)))?
            }
            RuleDefKind::Unique => {
                let is_array = matches!(self.ty, Type::Array(item) if item.is_single());
                let is_text = self.ty.is_text() && self.is_list;
                self.fits(is_array || is_text, kind, self.ty, rule.span)?;
                Test::Unique
            }
            RuleDefKind::Size(given) => {
                self.fits(*self.ty == Type::File, kind, self.ty, rule.span)?;
                limits::of_count(*given, "size", rule.span, self.reporter)
                    .then(|| Test::Size(bounds(*given)))?
            }
            RuleDefKind::FileTypes(endings) => {
                self.fits(*self.ty == Type::File, kind, self.ty, rule.span)?;
                file_types::endings(endings, self.reporter).map(Test::FileTypes)?
            }
            _ => {
                let subject = if rule.each { self.inner } else { self.ty };
                self.no_blanks(rule)?;
                self.value_test(subject, kind, rule.span)?
            }
        };
        Some(Constraint::always(test, rule.each))
    }

    /// Warns of a list of both booleans, which a page may well have.
    fn both_flags(&self, ty: &Type, values: &[Spanned<Literal>], span: Span) {
        if *ty == Type::Boolean && values.len() == 2 {
            let message = "both values of a boolean are listed, so this says nothing";
            let diagnostic = Diagnostic::warning(Code::NeverFires, span, message);
            self.reporter.report(diagnostic.help("delete it"));
        }
    }

    /// Refuses a listed or fixed value that is a blank, since rules skip blanks.
    fn no_blanks(&self, rule: &RuleDef) -> Option<()> {
        let values = match &rule.kind {
            RuleDefKind::OneOf(values) => values.as_slice(),
            RuleDefKind::Fixed(value) => std::slice::from_ref(value),
            _ => return Some(()),
        };
        let is_blank = |value: &&Spanned<Literal>| match &value.value {
            Literal::Text(text) => self.draft.is_blank(self.ty, text),
            _ => false,
        };
        let Some(blank) = values.iter().find(is_blank).filter(|_| !rule.each) else {
            return Some(());
        };
        let message = format!("`{}` is a blank, which counts as absent", blank.value);
        let diagnostic = Diagnostic::error(Code::BadValue, blank.span, message);
        self.reporter.report(diagnostic.help("leave it out"));
        None
    }

    /// A rule of presence, if its condition can be read.
    fn presence(&self, test: Test, when: &ConditionDef) -> Option<Constraint> {
        let when = self.conditions().read(when)?;
        Some(Constraint { test, when, each: false })
    }

    /// One list of values, which may have a condition.
    fn list(
        &self,
        when: Option<&ConditionDef>,
        name: &Spanned<String>,
    ) -> Option<Constraint> {
        let when = match when {
            None => Some(Condition::ALWAYS),
            Some(when) => {
                if matches!(when.kind, ConditionKind::Constant(true)) {
                    let message = "`when: true` holds in every case, so it says nothing";
                    let diagnostic =
                        Diagnostic::error(Code::AlwaysFires, when.span, message);
                    self.reporter.report(diagnostic.help("leave `when` out"));
                }
                self.conditions().read(when)
            }
        };
        let test = Test::Enum(self.enumeration(name)?);
        Some(Constraint { test, when: when?, each: self.is_list })
    }

    /// The members of a free-form object under a condition.
    fn members(
        &self,
        when: &ConditionDef,
        of: &Spanned<TypeExpr>,
        rule: &RuleDef,
    ) -> Option<Constraint> {
        self.fits(*self.ty == Type::Object, &rule.kind, self.ty, rule.span)?;
        let name = innermost_name(&of.value);
        let ty = self.table.members.get(&of.span)?.as_ref()?;
        let Type::Struct(id) = ty else {
            let message =
                format!("`types` names types with fields, and `{name}` is {}", {
                    self.draft.type_name(ty)
                });
            let diagnostic = Diagnostic::error(Code::WrongRule, of.span, message);
            self.reporter.report(diagnostic.help("declare a type, or delete this"));
            return None;
        };
        if matches!(when.kind, ConditionKind::Constant(true)) {
            let message =
                "`when: true` holds in every case, so the object is not free-form";
            let diagnostic = Diagnostic::error(Code::AlwaysFires, when.span, message);
            self.reporter.report(diagnostic.help(format!("write `type: {name}`")));
            return None;
        }
        let when = self.conditions().read(when)?;
        if let Some(read) = when.reads().iter().find(|it| it.place == Place::Parent) {
            let message = format!(
                "the members of an object cannot depend on `{read}`, which encloses its own object"
            );
            let diagnostic = Diagnostic::error(Code::WrongRule, rule.span, message);
            let help = "read a field of the same object or of a part of the request";
            self.reporter.report(diagnostic.help(help));
            return None;
        }
        let test = Test::Members(*id, name.to_owned());
        Some(Constraint { test, when, each: false })
    }

    /// The enumeration that a conditional list names.
    fn enumeration(&self, name: &Spanned<String>) -> Option<EnumId> {
        let module = self.table.module;
        let Some(id) = self.draft.enum_id(module, &name.value) else {
            if !self.draft.may_declare_more(module) {
                let known =
                    self.draft.enums.iter().map(|list| list.def.name.value.as_str());
                let help = did_you_mean(&name.value, known.collect::<Vec<_>>());
                let message = format!("no enumeration is called `{}`", name.value);
                self.reporter.report(
                    Diagnostic::error(Code::UnknownType, name.span, message)
                        .unknown(Declared::Type, name.value.as_str())
                        .maybe_help(help),
                );
            }
            return None;
        };
        let list = self.draft.enums[id].def;
        let is_whole = matches!(
            self.inner,
            Type::Integer | Type::Long | Type::Enum(_, ValueKind::Integer)
        );
        let (fits, values) = match list.kind {
            ValueKind::Text => (is_free(self.inner), "text"),
            ValueKind::Integer => (is_whole, "whole numbers"),
        };
        if fits {
            return self.fitting(id, name.span);
        }
        let ty = self.draft.type_name(self.inner);
        if !is_whole && !is_free(self.inner) {
            let message =
                format!("`enum` is for text and whole numbers, and this field is {ty}");
            let diagnostic = Diagnostic::error(Code::WrongRule, name.span, message);
            self.reporter.report(diagnostic);
        } else if !list.incomplete {
            let message =
                format!("`{}` lists {values}, and this field is {ty}", name.value);
            let diagnostic = Diagnostic::error(Code::WrongRule, name.span, message);
            self.reporter
                .report(diagnostic.help("correct the type, or name another list"));
        }
        None
    }

    /// The enumeration, if the field can hold all of its values.
    fn fitting(&self, id: EnumId, span: Span) -> Option<EnumId> {
        let list = &self.draft.enums[id];
        let is_too_large = |value: &&Literal| {
            *self.inner == Type::Integer && !self.draft.fits(self.inner, value)
        };
        let Some(odd) = list.values().find(is_too_large) else { return Some(id) };
        let message = format!(
            "`{odd}` of `{}` is not {}",
            list.def.name.value,
            self.draft.type_name(self.inner)
        );
        let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
        self.reporter.report(diagnostic.help("the field may be a `long`"));
        None
    }

    /// The list of a field whose own type is a closed enumeration.
    pub(super) fn own_list(&self) -> Option<Constraint> {
        let list = self.inner.list()?;
        let def = self.draft.enums[list].def;
        let named = innermost_name(&self.def.ty.as_ref()?.value) == &def.name.value;
        (named && !def.open).then(|| Constraint::always(Test::Enum(list), self.is_list))
    }

    /// The form of a field whose own type is text of one.
    fn own_format(&self) -> Option<Constraint> {
        let Type::Formatted(format) = self.inner else { return None };
        Some(Constraint::always(Test::Format(*format), self.is_list))
    }

    /// The order of the field with another one of the object, which has the same type.
    fn compared(
        &self,
        comparison: Comparison,
        other: &Spanned<String>,
        rule: &RuleDef,
    ) -> Option<Test> {
        self.fits(self.ty.is_ordered(), &rule.kind, self.ty, rule.span)?;
        let name = &self.def.name.value;
        let Some(at) = self.table.by_name.get(other.value.as_str()) else {
            if !self.table.def.incomplete {
                let found = unknown_field(self.table, other.span, &other.value);
                self.reporter.report(found);
            }
            return None;
        };
        if *at == self.at {
            let message = format!("`{name}` is compared with itself");
            let diagnostic = Diagnostic::error(Code::BadValue, other.span, message);
            self.reporter.report(diagnostic.help("name another field"));
            return None;
        }
        let ty = self.table.types[*at].as_ref()?;
        if ty != self.ty {
            let message = format!(
                "`{name}` is {}, and `{}` is {}: fields of one type have an order",
                self.draft.type_name(self.ty),
                other.value,
                self.draft.type_name(ty)
            );
            let diagnostic = Diagnostic::error(Code::WrongRule, other.span, message);
            self.reporter.report(diagnostic.help("name a field of the same type"));
            return None;
        }
        Some(Test::Compared(comparison, other.value.clone()))
    }

    /// The test of a rule about one value of the type `subject`, if it fits it.
    fn value_test(
        &self,
        subject: &Type,
        kind: &RuleDefKind,
        span: Span,
    ) -> Option<Test> {
        let is_text = is_free(subject);
        Some(match kind {
            RuleDefKind::OneOf(values) => {
                let fits = |value: &Literal| self.draft.fits(subject, value);
                // If no value fits, the type and the list do not belong together.
                let is_other = values.iter().all(|value| !fits(&value.value));
                let wrong = values.iter().filter(|value| !fits(&value.value));
                let reported = wrong.take(if is_other { 1 } else { usize::MAX });
                let reported = reported.map(|value| {
                    self.reporter.report(self.wrong_value(subject, value, "one_of"));
                });
                if reported.count() > 0 {
                    return None;
                }
                self.both_flags(subject, values, span);
                Test::OneOf(values.iter().map(|value| value.value.clone()).collect())
            }
            RuleDefKind::Fixed(value) => self
                .literal_fits(subject, value, "fixed")
                .then(|| Test::Fixed(value.value.clone()))?,
            RuleDefKind::Length(given) => {
                self.fits(is_text, kind, subject, span)?;
                limits::of_count(*given, "length", span, self.reporter)
                    .then(|| Test::Length(bounds(*given)))?
            }
            RuleDefKind::Range(given) => {
                self.fits(subject.is_number(), kind, subject, span)?;
                limits::of_range(*given, subject, span, self.reporter)
                    .then(|| Test::Range(bounds(*given)))?
            }
            RuleDefKind::Pattern(pattern) => {
                self.fits(is_text, kind, subject, span)?;
                match pattern::refused(pattern) {
                    Some(found) => {
                        self.reporter.report(found);
                        return None;
                    }
                    None => Test::Pattern(pattern.value.clone()),
                }
            }
            _ => return None,
        })
    }

    /// Refuses a key that is not for fields of this type.
    pub(super) fn fits(
        &self,
        good: bool,
        kind: &RuleDefKind,
        ty: &Type,
        span: Span,
    ) -> Option<()> {
        if !good {
            let (key, wanted) = wanted(kind);
            let message = format!(
                "`{key}` is for {wanted}, and this field is {}",
                self.draft.type_name(ty)
            );
            let help = match (kind, ty) {
                (RuleDefKind::Items(_), ty) => delimit(ty),
                (RuleDefKind::Unique, Type::Array(_)) => Some(
                    "items that hold other values are not compared: record the sentence as `prose`".to_owned(),
                ),
                _ => None,
            };
            let diagnostic = Diagnostic::error(Code::WrongRule, span, message);
            self.reporter.report(diagnostic.maybe_help(help));
        }
        good.then_some(())
    }

    /// Whether a field of this type can hold a value. Reports a value that it cannot
    /// hold.
    pub(super) fn literal_fits(
        &self,
        ty: &Type,
        value: &Spanned<Literal>,
        key: &str,
    ) -> bool {
        let good = self.draft.fits(ty, &value.value);
        if !good {
            self.reporter.report(self.wrong_value(ty, value, key));
        }
        good
    }

    /// The diagnostic of a value that no field of this type can hold.
    fn wrong_value(&self, ty: &Type, value: &Spanned<Literal>, key: &str) -> Diagnostic {
        let error =
            |message: String| Diagnostic::error(Code::BadValue, value.span, message);
        if let Type::Enum(id, kind) = ty
            && self.draft.fits(&kind.plain(), &value.value)
        {
            let list = &self.draft.enums[*id];
            let name = &list.def.name.value;
            return error(format!(
                "`{key}` is `{}`, which is not a value of `{name}`",
                value.value
            ))
            .maybe_help(list.meant(&value.value));
        }
        let ty_name = self.draft.type_name(ty);
        if !ty.is_single() {
            let message = format!(
                "`{key}` is for fields of single values, and this field is {ty_name}"
            );
            let of_items = matches!(ty, Type::Array(_) | Type::Map(_));
            return error(message).help(match key {
                "one_of" | "fixed" if of_items => {
                    format!("a rule of its items is `each: {{ {key}: ... }}`")
                }
                _ => format!("delete `{key}`"),
            });
        }
        let found = error(format!(
            "`{key}` is `{}`, which is not {ty_name}",
            written(&value.value)
        ));
        found.maybe_help(Draft::quotes(ty, &value.value))
    }

    fn conditions(&self) -> Conditions<'_, '_> {
        Conditions {
            draft: self.draft,
            links: self.links,
            table: self.id,
            reporter: self.reporter,
        }
    }
}

/// A key that is for some types only, with the words for fields of those types.
const fn wanted(kind: &RuleDefKind) -> (&'static str, &'static str) {
    match kind {
        RuleDefKind::Keys(_) => ("keys", "maps"),
        RuleDefKind::Items(_) => {
            ("items", "arrays, maps, free-form objects and delimited text")
        }
        RuleDefKind::Unique => ("unique", "arrays of single values and delimited text"),
        RuleDefKind::Delimiter(_) => {
            ("delimiter", "text, and for arrays of single values that are parameters")
        }
        RuleDefKind::Compared(comparison, _) => {
            (comparison.as_str(), "numbers, dates and times")
        }
        RuleDefKind::Length(_) => ("length", "text"),
        RuleDefKind::Range(_) => ("range", "numbers"),
        RuleDefKind::Pattern(_) => ("pattern", "text"),
        RuleDefKind::Size(_) => ("size", "files"),
        RuleDefKind::FileTypes(_) => ("file_types", "files"),
        RuleDefKind::Enum { .. } => ("enum", "text and whole numbers"),
        RuleDefKind::OneOf(_) => ("one_of", "single values"),
        RuleDefKind::Fixed(_) => ("fixed", "single values"),
        RuleDefKind::Type => ("type", "every field"),
        RuleDefKind::Members { .. } => ("types", "free-form objects"),
        RuleDefKind::Required(_) => ("required", "every field"),
        RuleDefKind::OnlyWhen(_) => ("only_when", "every field"),
        RuleDefKind::DocumentedFor(_) => ("documented_for", "every field"),
    }
}

/// A value as it may stand in a file: a number with a point keeps it.
fn written(value: &Literal) -> String {
    match value {
        Literal::Number(Number::Float(number)) => format!("{number:?}"),
        value => value.to_string(),
    }
}

/// The help for rules of items at a field that is text.
fn delimit(ty: &Type) -> Option<String> {
    ty.is_text().then(|| {
        "if the text is a list, add the text that joins its items: `delimiter: \",\"`".to_owned()
    })
}

/// Whether it is text of any format.
pub(super) const fn is_free(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Enum(_, ValueKind::Text))
}

fn bounds<T>(limits: Limits<T>) -> Bounds<T> {
    Bounds { min: limits.min, max: limits.max }
}
