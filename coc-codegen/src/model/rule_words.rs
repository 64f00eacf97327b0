//! Rules in words: a sentence without its subject, the same in violations, documentation
//! and schemas. Conditions in words belong to `words`.

use super::condition::Condition;
use super::contract::Contract;
use super::enums::Enum;
use super::id::EnumId;
use super::literal::Number;
use super::rule::{Bounds, Comparison, GroupKind, Rule, Test};
use super::table::{Field, Table, Type};
use super::words::{Style, enumerate};
use crate::arena::Arena;

/// Writes the rules of one field, or of one group, in words.
pub(crate) struct Wording<'w> {
    /// The form of names and values.
    pub(crate) style: Style,
    /// The lists that rules name.
    pub(crate) enums: &'w Arena<EnumId, Enum>,
    /// The type of the field.
    pub(crate) ty: &'w Type,
    /// Whether null is a value of its own in the field.
    pub(crate) nullable: bool,
    /// The names of the group's fields.
    pub(crate) fields: &'w [String],
}

impl Wording<'_> {
    /// A rule, of the field or of each of its items.
    pub(crate) fn rule(&self, test: &Test, when: &Condition, each: bool) -> String {
        let of = if each { "each item " } else { "" };
        format!("{of}{}", self.test(test, when))
    }

    /// A rule of the field itself.
    fn test(&self, test: &Test, when: &Condition) -> String {
        let style = self.style;
        match test {
            Test::Type => {
                let or_null = if self.nullable { "null or " } else { "" };
                format!("must be {or_null}{}", type_in_words(self.ty))
            }
            Test::Required => format!("required{}", self.when("when", when)),
            Test::OnlyWhen => format!("only allowed{}", self.when("when", when)),
            Test::DocumentedFor => {
                format!("documented only{}", self.when("when", when))
            }
            Test::Enum(id) => {
                let values = self.enums[*id].wires().map(|wire| style.code(wire));
                self.one_of(&enumerate(values, "or"), when)
            }
            Test::OneOf(values) => self.one_of(&style.or(values), when),
            Test::Fixed(value) => self.one_of(&style.code(value), when),
            Test::Length(bounds) => format!("must have {}", count(*bounds, "character")),
            Test::Range(bounds) => self.range(*bounds),
            Test::Items(bounds) => {
                let is_map = matches!(self.ty, Type::Map(_) | Type::Object);
                let noun = if is_map { "entry" } else { "item" };
                format!("must have {}", count(*bounds, noun))
            }
            Test::Keys(test) => format!("each key {}", self.test(test, when)),
            Test::Format(format) => {
                let example = style.code(format.example());
                format!("must be {} such as {example}", format.in_words())
            }
            Test::Compared(comparison, other) => self.compared(*comparison, other),
            Test::Unique => "must not repeat an item".to_owned(),
            Test::Pattern(pattern) => format!("must match {}", style.code(pattern)),
            Test::Size(bounds) => format!("must have {}", count(*bounds, "byte")),
            Test::FileTypes(endings) => {
                let endings =
                    endings.iter().map(|ending| style.code(format!(".{ending}")));
                format!("must have a name that ends in {}", enumerate(endings, "or"))
            }
            Test::Delimiter(delimiter) => {
                format!("has an empty item between its {}", style.delimiter(delimiter))
            }
            Test::Undelimited(delimiter) => format!(
                "must not contain {}, which joins the items",
                style.delimiter(&delimiter.to_string())
            ),
            Test::Members(_, name) => format!(
                "has the members of {}{}",
                style.code(name),
                self.when("when", when)
            ),
            Test::Group(kind, _) => self.group(*kind) + &self.when("when", when),
        }
    }

    /// A condition after an introducing word; empty if it always holds.
    fn when(&self, lead: &str, when: &Condition) -> String {
        if when.is_always() {
            return String::new();
        }
        format!(" {lead} {}", self.style.condition(when))
    }

    /// A list of allowed values.
    fn one_of(&self, values: &str, when: &Condition) -> String {
        format!("must be {values}{}", self.when("when", when))
    }

    fn range(&self, Bounds { min, max }: Bounds<Number>) -> String {
        let code = |number: Number| self.style.code(number);
        match (min, max) {
            (Some(min), Some(max)) => {
                format!("must be from {} to {}", code(min), code(max))
            }
            (Some(min), None) => format!("must be at least {}", code(min)),
            (None, Some(max)) => format!("must be at most {}", code(max)),
            (None, None) => "must be a number".to_owned(),
        }
    }

    fn compared(&self, comparison: Comparison, other: &str) -> String {
        let is_moment = matches!(self.ty, Type::Timestamp | Type::Formatted(_));
        let order = match (comparison, is_moment) {
            (Comparison::AtLeast, false) => "must be at least",
            (Comparison::AtLeast, true) => "must not be before",
            (Comparison::GreaterThan, false) => "must be greater than",
            (Comparison::GreaterThan, true) => "must be after",
        };
        format!("{order} {}", self.style.code(other))
    }

    fn group(&self, kind: GroupKind) -> String {
        let fields = self.fields.iter().map(|field| self.style.code(field));
        let word = if kind == GroupKind::AllOrNone { "and" } else { "or" };
        let names = enumerate(fields, word);
        match kind {
            GroupKind::ExactlyOneOf => format!("exactly one of {names} must be present"),
            GroupKind::AtLeastOneOf => {
                format!("at least one of {names} must be present")
            }
            GroupKind::AtMostOneOf => format!("at most one of {names} may be present"),
            GroupKind::AllOrNone => format!("all or none of {names} must be present"),
        }
    }
}

impl Contract {
    /// A rule of a field in Markdown, as a sentence without its subject. `when` is its
    /// condition or the rest of it.
    pub(crate) fn rule_in_markdown(
        &self,
        rule: &Rule,
        when: &Condition,
        field: &Field,
    ) -> String {
        let wording =
            Wording { nullable: field.nullable, ..self.markdown(&field.ty, &[]) };
        wording.rule(&rule.test, when, rule.each)
    }

    /// The rule of a group of fields of `table` in Markdown; empty for another rule.
    pub(crate) fn group_in_markdown(&self, table: &Table, rule: &Rule) -> String {
        let Rule { test, when, .. } = rule;
        let Test::Group(_, fields) = test else { return String::new() };
        let names: Vec<String> =
            fields.iter().map(|at| table.fields[*at].name.clone()).collect();
        self.markdown(&Type::Any, &names).rule(test, when, false)
    }

    fn markdown<'w>(&'w self, ty: &'w Type, fields: &'w [String]) -> Wording<'w> {
        Wording {
            style: Style::Markdown,
            enums: &self.enums,
            ty,
            nullable: false,
            fields,
        }
    }
}

/// The JSON type of a field, with an article.
fn type_in_words(ty: &Type) -> String {
    match ty {
        Type::String | Type::Formatted(_) => "a string".to_owned(),
        Type::Enum(_, kind) => type_in_words(&kind.plain()),
        Type::Boolean => "true or false".to_owned(),
        Type::Integer => "a whole number of 32 bits".to_owned(),
        Type::Long | Type::Timestamp => "a whole number of 64 bits".to_owned(),
        Type::Float => "a number".to_owned(),
        Type::Object | Type::Struct(_) => "an object".to_owned(),
        Type::File => "a file with a name and a size".to_owned(),
        Type::Any => "a value".to_owned(),
        Type::Array(inner) => match &**inner {
            Type::Any => "an array".to_owned(),
            inner => format!("an array, each item {}", type_in_words(inner)),
        },
        Type::Map(inner) => match &**inner {
            Type::Any => "an object".to_owned(),
            inner => format!("an object, each value {}", type_in_words(inner)),
        },
    }
}

/// Limits of a count, such as `1 to 3 items`.
fn count(bounds: Bounds<u64>, noun: &str) -> String {
    let plural = |count: u64| match (count, noun) {
        (1, noun) => format!("{count} {noun}"),
        (_, "entry") => format!("{count} entries"),
        (_, noun) => format!("{count} {noun}s"),
    };
    // No count is below zero.
    let min = bounds.min.filter(|min| *min > 0 || bounds.max.is_none_or(|max| max == 0));
    match (min, bounds.max) {
        (Some(min), Some(max)) if min == max => format!("exactly {}", plural(min)),
        (Some(min), Some(max)) => format!("{min} to {}", plural(max)),
        (Some(min), None) => format!("at least {}", plural(min)),
        (None, Some(max)) => format!("at most {}", plural(max)),
        (None, None) => String::new(),
    }
}
