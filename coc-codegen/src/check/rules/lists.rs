//! The lists of values of a field: the enumerations that `enum` names, and the one that is
//! the field's own type. The values of an enumeration belong to `declare`.

use super::conditions::ReadCondition;
use super::constraints::{Constraint, FieldKeys, is_free};
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean};
use crate::model::{Condition, EnumId, Literal, Test, Type, ValueKind};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionDef, ConditionKind, innermost_name};

impl FieldKeys<'_, '_> {
    /// One list of values, which may have a condition.
    pub(in crate::check) fn list(
        &self,
        when: Option<&ConditionDef>,
        name: &Spanned<String>,
    ) -> Option<Constraint> {
        let when = match when {
            None => Some(Condition::ALWAYS),
            Some(when) => {
                if matches!(when.kind, ConditionKind::Constant(true)) {
                    let message =
                        "`when: true` holds in every case, so it has no effect";
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

    /// The enumeration that a conditional list names.
    fn enumeration(&self, name: &Spanned<String>) -> Option<EnumId> {
        let module = self.table.module;
        let Some(id) = self.draft.enum_id(module, &name.value) else {
            if !self.draft.may_declare_more(module) {
                let known: Vec<&str> = self.draft.enums_in_reach(module).collect();
                let help = did_you_mean(&name.value, known);
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
            self.report_against_type(
                diagnostic.help("correct the type, or delete `enum`"),
            );
        } else if !list.incomplete {
            let message =
                format!("`{}` lists {values}, and this field is {ty}", name.value);
            let diagnostic = Diagnostic::error(Code::WrongRule, name.span, message);
            self.report_against_type(
                diagnostic.help("correct the type, or name another list"),
            );
        }
        None
    }

    /// The enumeration, if the field can hold all of its values.
    fn fitting(&self, id: EnumId, span: Span) -> Option<EnumId> {
        let list = &self.draft.enums[id];
        let is_too_large = |value: &&Literal| {
            *self.inner == Type::Integer && !self.draft.can_hold(self.inner, value)
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
    pub(in crate::check) fn own_list(&self) -> Option<Constraint> {
        let list = self.inner.list()?;
        let def = self.draft.enums[list].def;
        let named = innermost_name(&self.def.ty.as_ref()?.value) == &def.name.value;
        (named && !def.open).then(|| Constraint::always(Test::Enum(list), self.is_list))
    }
}
