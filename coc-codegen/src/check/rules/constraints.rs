//! Makes the constraint of one key of a field, and compares it with the field's type.
//! Values that a key names belong to `value_tests`, enumerations to `lists`, delimiters to
//! `delimiters`, limits without an effect to `limits`, ids to `builder`.

use super::conditions::{Conditions, ReadCondition, unknown_field};
use super::file_types;
use super::limits;
use crate::check::draft::link::Links;
use crate::check::draft::resolved::{Draft, DraftTable, delimiter};
use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::model::{Comparison, Condition, Place, TableField, Test, Type, ValueKind};
use crate::source::{Span, Spanned};
use crate::spec::{
    ConditionDef, ConditionKind, FieldDef, RuleDef, RuleDefKind, TypeExpr,
    innermost_name,
};

/// The demand of a rule.
#[derive(Clone)]
pub(in crate::check) struct Constraint {
    pub(in crate::check) test: Test,
    pub(in crate::check) when: Condition,
    /// Whether it is about each item, and not about the field.
    pub(in crate::check) each: bool,
}

impl Constraint {
    /// Whether both are about the field, both about its items, or both about its keys.
    pub(in crate::check) fn is_beside(&self, other: &Self) -> bool {
        let of_keys = |it: &Self| it.test.of_keys().is_some();
        self.each == other.each && of_keys(self) == of_keys(other)
    }

    /// A demand in every case.
    pub(in crate::check) fn always(test: Test, each: bool) -> Self {
        Self { test, when: Condition::ALWAYS, each }
    }
}

/// A field, with the facts that its keys are compared with.
pub(in crate::check) struct FieldKeys<'f, 's> {
    pub(in crate::check) draft: &'f Draft<'s>,
    pub(in crate::check) links: &'f Links,
    pub(in crate::check) field: TableField,
    pub(in crate::check) table: &'f DraftTable<'s>,
    pub(in crate::check) def: &'s FieldDef,
    pub(in crate::check) ty: &'f Type,
    /// The type of the items, if the field is a list of any kind.
    pub(in crate::check) inner: &'f Type,
    /// Whether the field is an array, a map or delimited text.
    pub(in crate::check) is_list: bool,
    /// Collects the diagnostics, since some of them may be dropped again.
    pub(in crate::check) reporter: &'f Reporter,
}

impl<'f, 's> FieldKeys<'f, 's> {
    /// The facts about a field of the type `ty`.
    pub(in crate::check) fn new(
        draft: &'f Draft<'s>,
        links: &'f Links,
        field: TableField,
        ty: &'f Type,
        reporter: &'f Reporter,
    ) -> Self {
        let def = draft.field(field);
        let inner = ty.innermost();
        let is_list = inner != ty || delimiter(def).is_some();
        let table = &draft.tables[field.table];
        Self { draft, links, field, table, def, ty, inner, is_list, reporter }
    }
}

impl FieldKeys<'_, '_> {
    /// The demand of one key, if it fits the field's type.
    pub(in crate::check) fn constraint(&self, rule: &RuleDef) -> Option<Constraint> {
        if rule.each && !self.is_list {
            let message = "`each` is for arrays, maps and delimited text";
            let label = format!("this field is {}", self.draft.type_name(self.ty));
            let diagnostic = Diagnostic::error(Code::WrongRule, rule.span, message);
            self.reporter.report(diagnostic.label(label).maybe_help(delimit(self.ty)));
            return None;
        }
        match &rule.kind {
            RuleDefKind::Type => self.own_list().or_else(|| self.own_format()),
            RuleDefKind::Required(when) => self.presence(Test::Required, when),
            RuleDefKind::OnlyWhen(when) => self.presence(Test::OnlyWhen, when),
            RuleDefKind::DocumentedFor(when) => self.presence(Test::DocumentedFor, when),
            RuleDefKind::Enum { when, name } => self.list(when.as_ref(), name),
            RuleDefKind::Members { when, of } => self.members(when, of, rule),
            RuleDefKind::Delimiter(delimiter) => self.delimiter(delimiter, rule),
            _ => self.test(rule).map(|test| Constraint::always(test, rule.each)),
        }
    }

    /// The test of a key without a condition.
    fn test(&self, rule: &RuleDef) -> Option<Test> {
        let span = rule.span;
        match &rule.kind {
            RuleDefKind::Compared(comparison, other) => {
                self.compared(*comparison, other, rule)
            }
            RuleDefKind::Keys(of_keys) => {
                let is_map = matches!(self.ty, Type::Map(_));
                self.requires(is_map, ("keys", "maps"), self.ty, span)?;
                let test = self.value_test(&Type::String, of_keys, span)?;
                Some(Test::Keys(Box::new(test)))
            }
            RuleDefKind::Items(given) => {
                let is_counted = self.is_list || *self.ty == Type::Object;
                self.requires(is_counted, ITEMS, self.ty, span)?;
                limits::of_count(*given, "items", span, self.reporter).map(Test::Items)
            }
            RuleDefKind::Unique => {
                let is_array = matches!(self.ty, Type::Array(item) if item.is_single());
                let is_text = self.ty.is_text() && self.is_list;
                self.requires(is_array || is_text, UNIQUE, self.ty, span)?;
                Some(Test::Unique)
            }
            RuleDefKind::Size(given) => {
                let is_file = *self.ty == Type::File;
                self.requires(is_file, ("size", "files"), self.ty, span)?;
                limits::of_count(*given, "size", span, self.reporter).map(Test::Size)
            }
            RuleDefKind::FileTypes(endings) => {
                let is_file = *self.ty == Type::File;
                self.requires(is_file, ("file_types", "files"), self.ty, span)?;
                file_types::endings(endings, self.reporter).map(Test::FileTypes)
            }
            kind => {
                let subject = if rule.each { self.inner } else { self.ty };
                self.no_blanks(rule)?;
                self.value_test(subject, kind, span)
            }
        }
    }

    /// A rule of presence, if its condition can be read.
    fn presence(&self, test: Test, when: &ConditionDef) -> Option<Constraint> {
        let when = self.conditions().read(when)?;
        Some(Constraint { test, when, each: false })
    }

    /// The members of a free-form object under a condition.
    fn members(
        &self,
        when: &ConditionDef,
        of: &Spanned<TypeExpr>,
        rule: &RuleDef,
    ) -> Option<Constraint> {
        let is_object = *self.ty == Type::Object;
        self.requires(is_object, ("types", "free-form objects"), self.ty, rule.span)?;
        let name = innermost_name(&of.value);
        let ty = self.table.members.get(&of.span)?.as_ref()?;
        let Type::Struct(id) = ty else {
            let message = format!(
                "`types` names types with fields, and `{name}` is {}",
                self.draft.type_name(ty)
            );
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
        let key = (comparison.as_str(), "numbers, dates and times");
        self.requires(self.ty.is_ordered(), key, self.ty, rule.span)?;
        let name = &self.def.name.value;
        let Some(at) = self.table.by_name.get(other.value.as_str()) else {
            if !self.table.def.incomplete {
                let found = unknown_field(self.table, other.span, &other.value);
                self.reporter.report(found);
            }
            return None;
        };
        if *at == self.field.at {
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

    /// Refuses a key that is not for fields of this type, unless it `is_allowed`.
    pub(in crate::check) fn requires(
        &self,
        is_allowed: bool,
        (key, wanted): (&str, &str),
        ty: &Type,
        span: Span,
    ) -> Option<()> {
        if !is_allowed {
            let message = format!(
                "`{key}` is for {wanted}, and this field is {}",
                self.draft.type_name(ty)
            );
            let help = match (key, ty) {
                (key, ty) if key == ITEMS.0 => delimit(ty),
                (key, Type::Array(_)) if key == UNIQUE.0 => Some(
                    "items that hold other values are not compared: record the sentence as `prose`".to_owned(),
                ),
                _ => None,
            };
            let help =
                help.unwrap_or_else(|| format!("correct the type, or delete `{key}`"));
            let found = Diagnostic::error(Code::WrongRule, span, message);
            self.report_against_type(found.help(help));
        }
        is_allowed.then_some(())
    }

    /// Reports something that the field's type does not have.
    pub(in crate::check) fn report_against_type(&self, found: Diagnostic) {
        self.reporter.report(self.draft.against_type(found, self.def, self.ty));
    }

    /// The reader of the conditions of the field's keys.
    pub(in crate::check) fn conditions(&self) -> Conditions<'_, '_> {
        Conditions {
            draft: self.draft,
            links: self.links,
            table: self.field.table,
            reporter: self.reporter,
        }
    }
}

/// Keys of lists, with the words for the fields that may have them.
const ITEMS: (&str, &str) =
    ("items", "arrays, maps, free-form objects and delimited text");
const UNIQUE: (&str, &str) = ("unique", "arrays of single values and delimited text");

/// The help for rules of items at a field that is text.
fn delimit(ty: &Type) -> Option<String> {
    ty.is_text().then(|| {
        "if the text is a list, add the text that joins its items: `delimiter: \",\"`".to_owned()
    })
}

/// Whether it is text of any format.
pub(in crate::check) const fn is_free(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Enum(_, ValueKind::Text))
}
