//! What typed requests have in common: reading fields back, turning into wire requests, and coming back from them. What
//! they are made of is generated.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::runtime::{At, Violations};

/// Why a wire request has no typed form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misfit {
    /// It breaks documented rules.
    Invalid(Violations),
    /// It keeps the rules, but fits no documented case.
    NoPlace {
        /// What is given and belongs to another case: JSON pointers into the envelope `{path, query, header, body}`.
        unplaced: Vec<String>,
        /// What is absent and this case needs.
        missing: Vec<String>,
    },
}

impl Misfit {
    /// A request of another kind, as the field at this place says.
    #[allow(dead_code, reason = "a spec may be without kinds of requests")]
    pub(crate) fn other_kind(at: At<'_>) -> Self {
        Self::NoPlace { unplaced: vec![at.to_string()], missing: Vec::new() }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => violations.fmt(f),
            Self::NoPlace { unplaced, missing } => {
                if !unplaced.is_empty() {
                    write!(f, "no place in this case for {}", unplaced.join(", "))?;
                }
                if !missing.is_empty() {
                    let and = if unplaced.is_empty() { "" } else { "; " };
                    write!(f, "{and}this case needs {}", missing.join(", "))?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Misfit {}

/// An item that holds the text which separates items, so that it would come out as several.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContainsDelimiter {
    /// Which item, from 0.
    pub index: usize,
    /// What separates items.
    pub delimiter: &'static str,
}

impl fmt::Display for ContainsDelimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "item {} contains {:?}, which separates items", self.index, self.delimiter)
    }
}

impl std::error::Error for ContainsDelimiter {}

/// Items that can be joined by `delimiter` and told apart again.
#[allow(dead_code, reason = "a spec may be without delimited text")]
pub(crate) fn undelimited(
    items: impl IntoIterator<Item: Into<String>>,
    delimiter: &'static str,
) -> Result<Vec<String>, ContainsDelimiter> {
    let each = items.into_iter().map(Into::into).enumerate();
    each.map(
        |(index, item)| {
            if item.contains(delimiter) { Err(ContainsDelimiter { index, delimiter }) } else { Ok(item) }
        },
    )
    .collect()
}

/// A value of which some fields are set.
#[allow(dead_code, reason = "a spec may be without constructors")]
pub(crate) fn filled<W: Default>(fill: impl FnOnce(&mut W)) -> W {
    let mut wire = W::default();
    fill(&mut wire);
    wire
}

/// What is found on the way from a wire request to a typed one.
#[derive(Debug)]
pub(crate) struct Rest {
    is_blank: fn(&str) -> bool,
    unplaced: Vec<String>,
    missing: Vec<String>,
}

#[allow(dead_code, reason = "what a spec needs of it depends on the spec")]
impl Rest {
    /// Notes that something is absent.
    pub(crate) fn missing<T>(&mut self, at: At<'_>) -> Option<T> {
        self.missing.push(at.to_string());
        None
    }

    /// What must be there.
    pub(crate) fn required<T>(&mut self, value: Option<T>, at: At<'_>) -> Option<T> {
        value.or_else(|| self.missing(at))
    }

    /// Each item of a list.
    pub(crate) fn each<W, T>(
        &mut self,
        items: Vec<W>,
        at: At<'_>,
        read: impl Fn(W, At<'_>, &mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        items.into_iter().enumerate().map(|(index, item)| read(item, at.index(index), self)).collect()
    }

    /// Each entry of a map.
    pub(crate) fn entries<W, T>(
        &mut self,
        entries: BTreeMap<String, W>,
        at: At<'_>,
        read: impl Fn(W, At<'_>, &mut Self) -> Option<T>,
    ) -> Option<BTreeMap<String, T>> {
        let each = entries.into_iter();
        each.map(|(key, item)| read(item, at.key(&key), self).map(|item| (key, item))).collect()
    }

    /// Notes what is still in an object from which everything that has a place was taken.
    pub(crate) fn left<W: Serialize>(&mut self, wire: &W, at: At<'_>) {
        if let Ok(Value::Object(object)) = serde_json::to_value(wire) {
            let given = object.iter().filter(|(_, value)| !self.is_blank(value));
            let given: Vec<String> = given.map(|(key, _)| at.key(key).to_string()).collect();
            self.unplaced.extend(given);
        }
    }

    fn is_blank(&self, value: &Value) -> bool {
        value.is_null() || value.as_str().is_some_and(self.is_blank)
    }
}

/// The typed form of a wire request: it must keep the rules, and everything in it must have a place.
#[allow(dead_code, reason = "a spec may be without typed requests")]
pub(crate) fn read_typed<W: Serialize, T>(
    mut wire: W,
    violations: fn(&W) -> Violations,
    is_blank: fn(&str) -> bool,
    take: impl FnOnce(&mut W, At<'_>, &mut Rest) -> Option<T>,
) -> Result<T, Misfit> {
    violations(&wire).into_result().map_err(Misfit::Invalid)?;
    let mut rest = Rest { is_blank, unplaced: Vec::new(), missing: Vec::new() };
    let typed = take(&mut wire, At::Root, &mut rest);
    if let Ok(Value::Object(parts)) = serde_json::to_value(&wire) {
        for (part, value) in &parts {
            rest.left(value, At::Root.key(part));
        }
    }
    let Rest { unplaced, missing, .. } = rest;
    match typed {
        Some(typed) if unplaced.is_empty() && missing.is_empty() => Ok(typed),
        _ => Err(Misfit::NoPlace { unplaced, missing }),
    }
}

/// Implements what every struct of a typed request can do beside being built: showing its fields.
///
/// `typed_struct! { Name { field: kind [Type], ... } }`, where a kind is `text`, `copy`, `list` or `other`, after `opt`
/// where the field need not be there; `secret` at the end keeps the value out of `Debug`.
#[allow(unused_macros, reason = "a spec may be without typed requests")]
macro_rules! typed_struct {
    ($name:ident { $($field:ident: $($how:ident)+ $([$ty:ty])?,)* }) => {
        impl $name {
            $($crate::runtime::typed_struct!(@get $field: $($how)+ $([$ty])?);)*
        }

        /// Shows what was given, without secrets.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #[allow(unused_mut)]
                let mut out = f.debug_struct(stringify!($name));
                $($crate::runtime::typed_struct!(@show self out $field: $($how)+);)*
                out.finish()
            }
        }
    };

    (@get $field:ident: text $($secret:ident)?) => {
        #[doc = concat!("`", stringify!($field), "`, as given.")]
        #[must_use]
        pub fn $field(&self) -> &str {
            &self.$field
        }
    };
    (@get $field:ident: opt text $($secret:ident)?) => {
        #[doc = concat!("`", stringify!($field), "`, if given.")]
        #[must_use]
        pub fn $field(&self) -> Option<&str> {
            self.$field.as_deref()
        }
    };
    (@get $field:ident: copy $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, as given.")]
        #[must_use]
        pub const fn $field(&self) -> $ty {
            self.$field
        }
    };
    (@get $field:ident: opt copy $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, if given.")]
        #[must_use]
        pub const fn $field(&self) -> Option<$ty> {
            self.$field
        }
    };
    (@get $field:ident: list $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, as given.")]
        #[must_use]
        pub fn $field(&self) -> &[$ty] {
            &self.$field
        }
    };
    (@get $field:ident: opt list $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, if given.")]
        #[must_use]
        pub fn $field(&self) -> Option<&[$ty]> {
            self.$field.as_deref()
        }
    };
    (@get $field:ident: other $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, as given.")]
        #[must_use]
        pub fn $field(&self) -> &$ty {
            &self.$field
        }
    };
    (@get $field:ident: opt other $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, if given.")]
        #[must_use]
        pub fn $field(&self) -> Option<&$ty> {
            self.$field.as_ref()
        }
    };
    (@get $field:ident: boxed $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, as given.")]
        #[must_use]
        pub fn $field(&self) -> &$ty {
            &self.$field
        }
    };
    (@get $field:ident: opt boxed $($secret:ident)? [$ty:ty]) => {
        #[doc = concat!("`", stringify!($field), "`, if given.")]
        #[must_use]
        pub fn $field(&self) -> Option<&$ty> {
            self.$field.as_deref()
        }
    };

    (@show $self:ident $out:ident $field:ident: opt $kind:ident $($secret:ident)?) => {
        if let Some(value) = &$self.$field {
            $out.field(stringify!($field), $crate::runtime::shown!(value $($secret)?));
        }
    };
    (@show $self:ident $out:ident $field:ident: $kind:ident $($secret:ident)?) => {
        let value = &$self.$field;
        $out.field(stringify!($field), $crate::runtime::shown!(value $($secret)?));
    };
}

/// Implements what every enum of a typed request can do: being made from the struct of one case, and standing on the
/// wire as that and the value that tells the case.
#[allow(unused_macros, reason = "a spec may be without discriminators")]
macro_rules! typed_choice {
    (
        $name:ident in $form:ty: |$wire:ident, $at:ident| $place:expr, $pointer:expr => $list:ty {
            $($variant:ident($case:ident),)+
        }
    ) => {
        $(
            impl From<$case> for $name {
                fn from(case: $case) -> Self {
                    Self::$variant(case)
                }
            }
        )+

        impl $name {
            fn fill(self, $wire: &mut $form) {
                match self {
                    $(Self::$variant(case) => {
                        $place = Some(<$list>::$variant);
                        case.fill($wire);
                    })+
                }
            }

            fn take(
                $wire: &mut $form,
                $at: $crate::runtime::At<'_>,
                rest: &mut $crate::runtime::Rest,
            ) -> Option<Self> {
                match $place.take() {
                    $(Some(<$list>::$variant) => $case::take($wire, $at, rest).map(Self::$variant),)+
                    _ => rest.missing($pointer),
                }
            }
        }
    };
}

#[allow(unused_imports, reason = "a spec may be without typed requests")]
pub(crate) use {typed_choice, typed_struct};
