//! The implementation of typed requests from tables with the places of their fields on the
//! wire. The structs themselves are generated; the conversion of single values is in
//! `convert`.

/// A struct of a typed request, with a builder, and the places of its fields on the wire.
///
/// `typed_struct! { pub struct Name in Wire [place = constant]; field: Type = required
/// body.place "wire name"; ... }`. The name on the wire is left out where it is the
/// field's; a field is `required`, `optional`, or a `choice` of cases; `by ","` stands for
/// text whose items are joined, and `secret` keeps the value out of `Debug`. A `whole`
/// struct is the typed form of an object.
#[allow(unused_macros, reason = "a spec may be without typed requests")]
macro_rules! typed_struct {
    (
        $(#[$about:meta])*
        pub struct $name:ident in $wire:ty $([$($($constant:ident).+ = $value:expr),+])? $(, $whole:ident)?;

        $(
            $(#[$of:meta])*
            $field:ident: $ty:ty = $need:ident $($place:ident).+ $($key:literal)? $(by $delimiter:literal)? $(, $secret:ident)?;
        )*
    ) => {
        $crate::runtime::typed_fields! {
            $(#[$about])*
            pub struct $name;

            $($(#[$of])* $field: $ty = $need $(, $secret)?;)*
        }

        $($crate::runtime::typed_struct!(@$whole $name in $wire);)?

        impl $crate::runtime::TypedFields<$wire> for $name {
            #[allow(unused_variables)]
            fn fill(self, wire: &mut $wire) {
                $($(wire.$($constant).+ = Some($value);)+)?
                $($crate::runtime::typed_struct!(@fill self wire $field $need [$($place).+] $($delimiter)?);)*
            }

            #[allow(unused_variables)]
            fn take(
                wire: &mut $wire,
                at: $crate::runtime::Location<'_>,
                report: &mut $crate::runtime::ConversionReport,
            ) -> Option<Self> {
                $($(wire.$($constant).+ = None;)+)?
                $(let $field = $crate::runtime::typed_struct!(
                    @take wire at report $need [$($place).+] [$($key)?] $($delimiter)?
                );)*
                Some(Self { $($field: $field?,)* })
            }
        }
    };

    (@whole $name:ident in $wire:ty) => {
        $crate::runtime::typed_object! { $name in $wire; }
    };

    (@fill $self:ident $wire:ident $field:ident choice [$case:ident]) => {
        $crate::runtime::TypedFields::fill($self.$field, $wire)
    };
    (@fill $self:ident $wire:ident $field:ident required [$($place:ident).+]) => {
        $wire.$($place).+ = Some($crate::runtime::OnWire::into_wire($self.$field))
    };
    (@fill $self:ident $wire:ident $field:ident optional [$($place:ident).+]) => {
        $wire.$($place).+ = $self.$field.map($crate::runtime::OnWire::into_wire)
    };
    (@fill $self:ident $wire:ident $field:ident required [$($place:ident).+] $delimiter:literal) => {
        $wire.$($place).+ = Some($crate::runtime::Joined::into_text($self.$field, $delimiter))
    };
    (@fill $self:ident $wire:ident $field:ident optional [$($place:ident).+] $delimiter:literal) => {
        $wire.$($place).+ =
            $self.$field.map(|items| $crate::runtime::Joined::into_text(items, $delimiter))
    };

    (@take $wire:ident $at:ident $report:ident choice [$case:ident] []) => {
        $crate::runtime::TypedFields::take($wire, $at, $report)
    };
    (@take $wire:ident $at:ident $report:ident $need:ident [$($place:ident).+] [$($key:literal)?]) => {
        $report.$need($wire.$($place).+.take(), $crate::runtime::typed_struct!(@at $at $($place).+ $($key)?))
    };
    (@take $wire:ident $at:ident $report:ident required $place:tt $key:tt $delimiter:literal) => {
        $crate::runtime::typed_struct!(@take $wire $at $report required $place $key)
            .map(|text| $crate::runtime::Joined::from_text(text, $delimiter))
    };
    (@take $wire:ident $at:ident $report:ident optional $place:tt $key:tt $delimiter:literal) => {
        $crate::runtime::typed_struct!(@take $wire $at $report optional $place $key)
            .map(|text: Option<_>| text.map(|text| $crate::runtime::Joined::from_text(text, $delimiter)))
    };

    (@at $at:ident $field:ident) => { $at.key(stringify!($field)) };
    (@at $at:ident $field:ident $key:literal) => { $at.key($key) };
    (@at $at:ident $part:ident.$field:ident) => { $at.key(stringify!($part)).key(stringify!($field)) };
    (@at $at:ident $part:ident.$field:ident $key:literal) => { $at.key(stringify!($part)).key($key) };
}

/// A struct with a builder, that shows no secrets:
/// `typed_fields! { pub struct Name; field: Type = optional, secret; ... }`.
#[allow(unused_macros, reason = "a spec may be without typed requests")]
macro_rules! typed_fields {
    (
        $(#[$about:meta])*
        pub struct $name:ident;

        $($(#[$of:meta])* $field:ident: $ty:ty = $need:ident $(, $secret:ident)?;)*
    ) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, bon::Builder)]
        #[builder(on(_, into))]
        pub struct $name {
            $($(#[$of])* $field: $ty,)*
        }

        /// Shows what was given, without secrets.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #[allow(unused_mut)]
                let mut out = f.debug_struct(stringify!($name));
                $($crate::runtime::typed_fields!(@$need self out $field $($secret)?);)*
                out.finish()
            }
        }
    };

    (@optional $self:ident $out:ident $field:ident $($secret:ident)?) => {
        if let Some(value) = &$self.$field {
            $out.field(stringify!($field), $crate::runtime::shown!(value $($secret)?));
        }
    };
    (@$need:ident $self:ident $out:ident $field:ident $($secret:ident)?) => {
        let value = &$self.$field;
        $out.field(stringify!($field), $crate::runtime::shown!(value $($secret)?));
    };
}

/// Converts the struct of each case into a typed form that has no other fields:
/// `typed_cases! { Name: field; Case; ... }`.
#[allow(unused_macros, reason = "a spec may be without discriminators")]
macro_rules! typed_cases {
    ($name:ident: $field:ident; $($case:ident;)+) => {
        $(
            impl From<$case> for $name {
                fn from(case: $case) -> Self {
                    Self::builder().$field(case).build()
                }
            }
        )+
    };
}

/// An enum of a typed request, whose variants hold the struct of one case each, with the
/// place of the discriminator: `typed_choice! { pub enum Name in Wire:
/// body.place "wire name" of List; Variant(Case); ... }`.
#[allow(unused_macros, reason = "a spec may be without discriminators")]
macro_rules! typed_choice {
    (
        $(#[$about:meta])*
        pub enum $name:ident in $wire:ty: $($place:ident).+ $($key:literal)? of $list:ty;

        $($(#[$of:meta])* $variant:ident($case:ident);)+
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$of])* $variant($case),)+
        }

        $(
            impl From<$case> for $name {
                fn from(case: $case) -> Self {
                    Self::$variant(case)
                }
            }
        )+

        impl $crate::runtime::TypedFields<$wire> for $name {
            fn fill(self, wire: &mut $wire) {
                wire.$($place).+ = Some(match &self {
                    $(Self::$variant(_) => <$list>::$variant,)+
                });
                match self {
                    $(Self::$variant(case) => $crate::runtime::TypedFields::fill(case, wire),)+
                }
            }

            fn take(
                wire: &mut $wire,
                at: $crate::runtime::Location<'_>,
                report: &mut $crate::runtime::ConversionReport,
            ) -> Option<Self> {
                match wire.$($place).+.take() {
                    $(Some(<$list>::$variant) => {
                        $crate::runtime::TypedFields::take(wire, at, report).map(Self::$variant)
                    })+
                    _ => report.missing($crate::runtime::typed_struct!(@at at $($place).+ $($key)?)),
                }
            }
        }
    };
}

/// Implements the typed form of a whole request, and those of its cases where it has
/// some: `typed_request! { Name in Request, Blanks; Case of Variant at path.place "wire
/// name"; ... }`.
#[allow(unused_macros, reason = "a spec may be without typed requests")]
macro_rules! typed_request {
    (
        $name:ident in $wire:ident, $blanks:ty;
        $($case:ident of $variant:ident at $($place:ident).+ $($key:literal)?;)*
    ) => {
        $crate::runtime::typed_request!(@wire $name $wire);

        /// Fails with the violations of the request, or with the fields that have no
        /// place in a documented case.
        impl TryFrom<$wire> for $name {
            type Error = $crate::runtime::ConversionError;

            fn try_from(wire: $wire) -> Result<Self, Self::Error> {
                let is_blank = <$blanks as $crate::runtime::Blanks>::is_blank;
                $crate::runtime::read_typed(wire, $wire::violations, is_blank)
            }
        }

        impl From<$name> for $wire {
            fn from(typed: $name) -> Self {
                let mut wire = Self::default();
                $crate::runtime::TypedFields::fill(typed, &mut wire);
                wire
            }
        }

        $(
            $crate::runtime::typed_request!(@wire $case $wire);

            impl From<$case> for $wire {
                fn from(typed: $case) -> Self {
                    $name::from(typed).into()
                }
            }

            /// Fails with the violations of the request, or with the fields that have no
            /// place in this case.
            impl TryFrom<$wire> for $case {
                type Error = $crate::runtime::ConversionError;

                fn try_from(wire: $wire) -> Result<Self, Self::Error> {
                    match $name::try_from(wire)? {
                        $name::$variant(case) => Ok(case),
                        #[allow(unreachable_patterns)]
                        _ => {
                            let at = $crate::runtime::Location::Root;
                            Err($crate::runtime::ConversionError::other_case(
                                $crate::runtime::typed_struct!(@at at $($place).+ $($key)?),
                            ))
                        }
                    }
                }
            }
        )*
    };

    (@wire $name:ident $wire:ident) => {
        impl $name {
            /// Every violation of the documented rules, warnings included, in the order
            /// of the tables.
            ///
            /// It checks a copy on the wire. The methods of a client check a request before
            /// they send it, without a copy.
            #[must_use]
            pub fn violations(&self) -> $crate::runtime::Violations {
                $wire::from(self).violations()
            }
        }

        impl From<&$name> for $wire {
            fn from(typed: &$name) -> Self {
                typed.clone().into()
            }
        }

        /// Writes the request document.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $wire::from(self).serialize(serializer)
            }
        }
    };
}

/// Implements the typed form of an object: `typed_object! { Name in Wire; }`.
#[allow(unused_macros, reason = "a spec may be without typed requests")]
macro_rules! typed_object {
    ($name:ident in $wire:ty;) => {
        impl $crate::runtime::OnWire<$wire> for $name {
            fn into_wire(self) -> $wire {
                self.into()
            }

            fn from_wire(
                mut wire: $wire,
                at: $crate::runtime::Location<'_>,
                report: &mut $crate::runtime::ConversionReport,
            ) -> Option<Self> {
                let typed = $crate::runtime::TypedFields::take(&mut wire, at, report);
                report.leftovers(&wire, at);
                typed
            }
        }

        impl From<$name> for $wire {
            fn from(typed: $name) -> Self {
                let mut wire = Self::default();
                $crate::runtime::TypedFields::fill(typed, &mut wire);
                wire
            }
        }

        impl From<&$name> for $wire {
            fn from(typed: &$name) -> Self {
                typed.clone().into()
            }
        }

        /// Writes the object as it is on the wire.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                <$wire>::from(self).serialize(serializer)
            }
        }
    };
}

/// Implements the typed form of the members of a free-form object:
/// `typed_members! { Name in Wire; }`.
#[allow(
    unused_macros,
    reason = "a spec may be without types that depend on a condition"
)]
macro_rules! typed_members {
    ($name:ident in $wire:ty;) => {
        impl $crate::runtime::OnWire<$crate::runtime::Object> for $name {
            fn into_wire(self) -> $crate::runtime::Object {
                self.into()
            }

            fn from_wire(
                members: $crate::runtime::Object,
                at: $crate::runtime::Location<'_>,
                report: &mut $crate::runtime::ConversionReport,
            ) -> Option<Self> {
                let wire: $wire = report.members(members, at)?;
                $crate::runtime::OnWire::from_wire(wire, at, report)
            }
        }

        /// The members on the wire.
        impl From<$name> for $crate::runtime::Object {
            fn from(members: $name) -> Self {
                <$wire>::from(members).into()
            }
        }
    };
}

#[allow(unused_imports, reason = "a spec may be without typed requests")]
pub(crate) use {
    typed_cases, typed_choice, typed_fields, typed_members, typed_object, typed_request,
    typed_struct,
};
