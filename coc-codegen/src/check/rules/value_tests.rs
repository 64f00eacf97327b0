//! The tests of single values: lists, fixed values, limits and patterns, compared with the
//! type of the value. Keys that are about a whole field belong to `constraints`.

use super::constraints::{FieldKeys, is_free};
use super::limits;
use super::pattern;
use crate::check::draft::help::for_mistyped;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Literal, Number, Test, Type};
use crate::source::{Span, Spanned};
use crate::spec::{RuleDef, RuleDefKind};

impl FieldKeys<'_, '_> {
    /// The test of a rule about one value of the type `subject`, if it fits it.
    pub(in crate::check) fn value_test(
        &self,
        subject: &Type,
        kind: &RuleDefKind,
        span: Span,
    ) -> Option<Test> {
        let is_text = is_free(subject);
        Some(match kind {
            RuleDefKind::OneOf(values) => {
                let fits = |value: &Literal| self.draft.can_hold(subject, value);
                // If no value fits, the type and the list do not belong together.
                let is_other = values.iter().all(|value| !fits(&value.value));
                let wrong = values.iter().filter(|value| !fits(&value.value));
                let wrong: Vec<_> =
                    wrong.take(if is_other { 1 } else { usize::MAX }).collect();
                for value in &wrong {
                    self.report_against_type(self.wrong_value(subject, value, "one_of"));
                }
                if !wrong.is_empty() {
                    return None;
                }
                self.both_booleans(subject, values, span);
                Test::OneOf(values.iter().map(|value| value.value.clone()).collect())
            }
            RuleDefKind::Fixed(value) => self
                .check_literal(subject, value, "fixed")
                .then(|| Test::Fixed(value.value.clone()))?,
            RuleDefKind::Length(given) => {
                self.requires(is_text, ("length", "text"), subject, span)?;
                limits::of_length(*given, span, self.reporter).map(Test::Length)?
            }
            RuleDefKind::Range(given) => {
                self.requires(subject.is_number(), ("range", "numbers"), subject, span)?;
                limits::of_range(*given, subject, span, self.reporter)
                    .map(Test::Range)?
            }
            RuleDefKind::Pattern(pattern) => {
                self.requires(is_text, ("pattern", "text"), subject, span)?;
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

    /// Warns of a list of both booleans, which a page may well have.
    fn both_booleans(&self, ty: &Type, values: &[Spanned<Literal>], span: Span) {
        if *ty == Type::Boolean && values.len() == 2 {
            let message = "both values of a boolean are listed, so this says nothing";
            let diagnostic = Diagnostic::warning(Code::NeverFires, span, message);
            self.reporter.report(diagnostic.help("delete it"));
        }
    }

    /// Refuses a listed or fixed value that is a blank, since rules skip blanks.
    pub(in crate::check) fn no_blanks(&self, rule: &RuleDef) -> Option<()> {
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

    /// Whether a field of this type can hold a value. Reports a value that it cannot
    /// hold.
    pub(in crate::check) fn check_literal(
        &self,
        ty: &Type,
        value: &Spanned<Literal>,
        key: &str,
    ) -> bool {
        let good = self.draft.can_hold(ty, &value.value);
        if !good {
            self.report_against_type(self.wrong_value(ty, value, key));
        }
        good
    }

    /// The diagnostic of a value that no field of this type can hold.
    fn wrong_value(&self, ty: &Type, value: &Spanned<Literal>, key: &str) -> Diagnostic {
        let error =
            |message: String| Diagnostic::error(Code::BadValue, value.span, message);
        if let Type::Enum(id, kind) = ty
            && self.draft.can_hold(&kind.plain(), &value.value)
        {
            let list = &self.draft.enums[*id];
            let name = &list.def.name.value;
            return error(format!(
                "`{key}` is `{}`, which is not a value of `{name}`",
                value.value
            ))
            .help(list.meant(&value.value));
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
        found.help(
            for_mistyped(ty, &value.value).unwrap_or_else(|| {
                "correct the value, or the type of the field".to_owned()
            }),
        )
    }
}

/// A value as it may stand in a file: a number with a point keeps it.
fn written(value: &Literal) -> String {
    match value {
        Literal::Number(Number::Float(number)) => format!("{number:?}"),
        value => value.to_string(),
    }
}
