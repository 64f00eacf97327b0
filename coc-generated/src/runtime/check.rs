//! The steps of generated validators. Rules are looked for only when they are broken, so that a request that breaks none
//! costs its comparisons alone. Which rule applies when belongs to generated code.

use serde::Serialize;

use super::violation::{At, Found};
use super::wire::{HasTable, Table};

/// The check of one object.
pub(crate) struct Check<'c> {
    table: fn() -> &'static Table,
    at: &'c At<'c>,
    pub(crate) found: &'c mut Found,
}

#[allow(dead_code, reason = "a spec may be without some kinds of rules")]
impl<'c> Check<'c> {
    /// Checks an object of type `T` at this place.
    pub(crate) fn of<T: HasTable>(at: &'c At<'c>, found: &'c mut Found) -> Self {
        Self { table: T::table, at, found }
    }

    /// Checks one field, which is absent or has a value.
    #[inline]
    pub(crate) fn field<'f, T: ?Sized>(
        &'f mut self,
        name: &'static str,
        value: Option<&'f T>,
    ) -> Field<'f, 'c, T> {
        let at = self.at.key(name);
        Field { check: self, name, at, value, has_error: false }
    }

    /// Checks one item of the list or the map in a field.
    #[inline]
    pub(crate) fn item<'f, T: ?Sized>(
        &'f mut self,
        name: &'static str,
        at: At<'f>,
        value: &'f T,
    ) -> Field<'f, 'c, T> {
        Field { check: self, name, at, value: Some(value), has_error: false }
    }

    /// Reports a group of fields of which the wrong number is present.
    #[inline]
    pub(crate) fn group(&mut self, name: &str, broken: bool) {
        if broken {
            self.report(name, "group", *self.at);
        }
    }

    #[cold]
    fn report(&mut self, name: &str, key: &str, at: At<'_>) {
        if let Some(rule) = (self.table)().rule(name, key) {
            self.found.add(rule, at);
        }
    }

    #[cold]
    fn report_value<T: Serialize + ?Sized>(&mut self, name: &str, key: &str, at: At<'_>, value: &T) {
        if let Some(rule) = (self.table)().rule(name, key) {
            self.found.add_value(rule, at, value);
        }
    }
}

/// How many fields of a group are present.
#[allow(dead_code, reason = "a spec may be without groups")]
pub(crate) fn count<const N: usize>(present: [bool; N]) -> usize {
    present.into_iter().filter(|present| *present).count()
}

/// The check of one field. It has one error at most, the first; warnings come beside it.
pub(crate) struct Field<'f, 'c, T: ?Sized> {
    check: &'f mut Check<'c>,
    name: &'static str,
    at: At<'f>,
    value: Option<&'f T>,
    has_error: bool,
}

#[allow(dead_code, reason = "a spec may be without some kinds of rules")]
impl<'f, 'c, T: ?Sized> Field<'f, 'c, T> {
    /// The field must be present where `when` holds.
    #[inline]
    pub(crate) fn required(mut self, when: bool) -> Self {
        if when && self.value.is_none() {
            self.check.report(self.name, "required", self.at);
            self.has_error = true;
        }
        self
    }

    /// The field may be present only where `when` holds.
    #[inline]
    pub(crate) fn only_when(mut self, when: bool) -> Self {
        if !when && self.value.is_some() {
            self.check.report(self.name, "only_when", self.at);
            self.has_error = true;
        }
        self
    }

    /// The field is documented for the cases where `when` holds, and draws a warning elsewhere.
    #[inline]
    pub(crate) fn documented_for(self, when: bool) -> Self {
        if !when && self.value.is_some() {
            self.check.report(self.name, "documented_for", self.at);
        }
        self
    }

    /// The number of items must not be one that `broken` says.
    #[inline]
    pub(crate) fn count(mut self, key: &str, broken: impl FnOnce(&T) -> bool) -> Self {
        if let Some(value) = self.value
            && !self.has_error
            && broken(value)
        {
            self.check.report(self.name, key, self.at);
            self.has_error = true;
        }
        self
    }

    /// Looks at what is inside the value.
    #[inline]
    pub(crate) fn inside(self, look: impl FnOnce(&'f T, At<'_>, &mut Check<'c>)) {
        if let Some(value) = self.value {
            look(value, self.at, self.check);
        }
    }
}

#[allow(dead_code, reason = "a spec may be without lists of objects")]
impl<'f, I> Field<'f, '_, Vec<I>> {
    /// Looks at each item of a list.
    #[inline]
    pub(crate) fn each(self, look: impl Fn(&'f I, At<'_>, &mut Found)) {
        for (index, item) in self.value.into_iter().flatten().enumerate() {
            look(item, self.at.index(index), self.check.found);
        }
    }
}

#[allow(dead_code, reason = "a spec may be without some kinds of rules")]
impl<T: Serialize + ?Sized> Field<'_, '_, T> {
    /// The value must not be one that `broken` says.
    #[inline]
    pub(crate) fn value(mut self, key: &str, broken: impl FnOnce(&T) -> bool) -> Self {
        if let Some(value) = self.value
            && !self.has_error
            && broken(value)
        {
            self.check.report_value(self.name, key, self.at, value);
            self.has_error = true;
        }
        self
    }

    /// A value that `broken` says draws a warning.
    #[inline]
    pub(crate) fn warning(self, key: &str, broken: impl FnOnce(&T) -> bool) -> Self {
        if let Some(value) = self.value
            && broken(value)
        {
            self.check.report_value(self.name, key, self.at, value);
        }
        self
    }
}
