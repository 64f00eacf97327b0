//! Types and values in the words of diagnostics: names of types, and the help for a value
//! that a type does not have. Types in the words of payloads belong to `model`.

use super::resolved::{Draft, DraftEnum};
use crate::diagnostic::{Declared, Diagnostic, did_you_mean};
use crate::model::{Literal, Number, Type, enumerate};
use crate::spec::{FieldDef, meant_flag};

impl DraftEnum<'_> {
    /// The help for a value that is not listed.
    pub(in crate::check) fn meant(&self, value: &Literal) -> String {
        self.several(value)
            .or_else(|| self.near(value))
            .unwrap_or_else(|| self.listed_in_words())
    }

    /// The help for a text that joins several of the values.
    fn several(&self, value: &Literal) -> Option<String> {
        let Literal::Text(text) = value else { return None };
        let is_value = |part: &&str| self.values().any(|it| it.to_string() == **part);
        let signs = |c: char| matches!(c, ' ' | ',' | '/' | '|' | ';');
        let parts = text.split(signs).filter(|it| !matches!(*it, "" | "or" | "and"));
        let parts: Vec<&str> = parts.collect();
        (parts.len() > 1 && parts.iter().all(is_value))
            .then(|| format!("several values are a list: `[{}]`", parts.join(", ")))
    }

    /// The help for a text that is nearly one of the values.
    pub(in crate::check) fn near(&self, value: &Literal) -> Option<String> {
        let Literal::Text(text) = value else { return None };
        let texts = self.values().filter_map(|known| match known {
            Literal::Text(text) => Some(text.as_str()),
            _ => None,
        });
        did_you_mean(text, texts.collect::<Vec<_>>())
    }

    /// The first values, where none of them is near.
    fn listed_in_words(&self) -> String {
        const MOST: usize = 8;
        let values = self.values().take(MOST).map(|value| format!("`{value}`"));
        let values: Vec<String> = values.collect();
        match self.values().nth(MOST) {
            Some(_) => format!("its values are {}, and others", values.join(", ")),
            None => format!("its values are {}", enumerate(values, "and")),
        }
    }
}

impl Draft<'_> {
    /// Marks a diagnostic of something that the type of a field does not have: if several
    /// places have one, the type is probably wrong.
    pub(in crate::check) fn against_type(
        &self,
        found: Diagnostic,
        field: &FieldDef,
        ty: &Type,
    ) -> Diagnostic {
        let Some(written) = &field.ty else { return found };
        let name = format!("`{}` is {}", field.name.value, self.type_name(ty));
        found.unknown(Declared::FieldType(written.span), name)
    }

    /// A type as messages name it.
    pub(in crate::check) fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::String => "a string".to_owned(),
            Type::Formatted(format) => format.in_words().to_owned(),
            Type::Boolean => "a boolean".to_owned(),
            Type::Integer => "an integer".to_owned(),
            Type::Long => "a long".to_owned(),
            Type::Float => "a float".to_owned(),
            Type::Timestamp => "a timestamp".to_owned(),
            Type::Object => "a free-form object".to_owned(),
            Type::Any => "anything".to_owned(),
            Type::File => "a file".to_owned(),
            Type::Enum(id, _) => {
                format!("the enumeration `{}`", self.enums[*id].def.name.value)
            }
            Type::Struct(id) => {
                format!("an object of type `{}`", self.tables[*id].name())
            }
            Type::Array(_) => "an array".to_owned(),
            Type::Map(_) => "a map".to_owned(),
        }
    }
}

/// The help for a value of the wrong type: about its quotes, its size or its point.
pub(in crate::check) fn for_mistyped(ty: &Type, value: &Literal) -> Option<String> {
    let looks_like = |text: &str| match ty {
        Type::Boolean => text.parse::<bool>().is_ok(),
        ty => ty.is_number() && text.parse::<f64>().is_ok(),
    };
    let help = match (ty, value) {
        (Type::Formatted(format), _) => {
            let example = format.example();
            return Some(format!(
                "{} is written as text: `\"{example}\"`",
                format.in_words()
            ));
        }
        (Type::Integer, Literal::Number(Number::Integer(_))) => {
            Some("an integer has 32 bits: make the field a `long`")
        }
        (Type::Integer | Type::Long | Type::Timestamp, Literal::Number(_)) => {
            Some("write a whole number, without a point")
        }
        (Type::Boolean, Literal::Text(text)) => match meant_flag(text) {
            Some(_) if looks_like(text) => Some("delete the quotes"),
            Some(true) => Some("write `true`"),
            Some(false) => Some("write `false`"),
            None => None,
        },
        (_, Literal::Text(text)) => looks_like(text).then_some("delete the quotes"),
        _ => ty.is_text().then_some("put it in quotes"),
    };
    help.map(str::to_owned)
}
