//! The steps of generated validators. A rule is looked up only after it is broken, so a
//! valid request costs comparisons and nothing else. The choice of the rules of a field,
//! and their conditions, belong to generated code.

use std::marker::PhantomData;
use std::ops::RangeBounds;

use serde::Serialize;
use serde_json::Value;

use super::measure::{Items, Number};
use super::member::{FromMember, Member};
use super::presence::{Blanks, Presence};
use super::rule::Rule;
use super::table::{HasTable, Table};
use super::violation::{Collector, Location};
use super::wire::OpenEnum;

// Every step is inlined, so that a validator is as fast as comparisons written by hand;
// all that a broken rule needs is computed out of line.

/// The check of one object of a service whose blank texts are `B`.
pub(crate) struct Check<'c, B> {
    table: fn() -> &'static Table,
    at: &'c Location<'c>,
    pub(crate) found: &'c mut Collector,
    blanks: PhantomData<B>,
}

#[allow(dead_code, reason = "a spec may be without some kinds of rules")]
impl<'c, B: Blanks> Check<'c, B> {
    /// Checks an object of type `T` at this place.
    #[inline(always)]
    pub(crate) fn of<T: HasTable>(
        at: &'c Location<'c>,
        found: &'c mut Collector,
    ) -> Self {
        Self { table: T::table, at, found, blanks: PhantomData }
    }

    /// Checks one field. Its value is not computed before a rule applies to it.
    #[inline(always)]
    pub(crate) fn field<'f, V: Presence>(
        &'f mut self,
        name: &'static str,
        field: &'f V,
    ) -> Field<'f, 'c, B, V, impl Fn(&'f V) -> Option<&'f V::RuleInput>> {
        let mistyped = field.mistyped();
        if let Some(value) = mistyped {
            self.report_value(name, "type", None, value);
        }
        Field {
            check: self,
            name,
            item: None,
            field,
            value_of: V::given::<B>,
            is_null: field.is_null(),
            has_error: mistyped.is_some(),
        }
    }

    /// Checks one member of a JSON object.
    #[allow(clippy::type_complexity, reason = "an alias cannot name a closure's type")]
    #[inline(always)]
    pub(crate) fn member<'f, 'v, T: FromMember<'v>>(
        &'f mut self,
        member: &'f Member<'v, T>,
    ) -> Field<
        'f,
        'c,
        B,
        Member<'v, T>,
        impl Fn(&'f Member<'v, T>) -> Option<&'f T::RuleInput>,
    > {
        self.field(member.name, member)
    }

    /// An item of a JSON array, or a value of a JSON object, if it has the right type. An
    /// item is never absent.
    #[inline(always)]
    pub(crate) fn typed<'v, T: FromMember<'v>>(
        &mut self,
        name: &'static str,
        at: &Location<'_>,
        item: &'v Value,
    ) -> Option<T> {
        let value = if item.is_null() { None } else { T::from_member(item) };
        if value.is_none() {
            self.report_value(name, "type", Some(at), item);
        }
        value
    }

    /// Checks one item of the list or the map in a field. No item counts as absent.
    #[inline(always)]
    pub(crate) fn item<'f, T: ?Sized>(
        &'f mut self,
        name: &'static str,
        at: &'f Location<'f>,
        item: &'f T,
    ) -> Field<'f, 'c, B, T, impl Fn(&'f T) -> Option<&'f T>> {
        Field {
            check: self,
            name,
            item: Some(at),
            field: item,
            value_of: Some,
            is_null: false,
            has_error: false,
        }
    }

    /// Reports a group of fields of which the wrong number is present.
    #[inline(always)]
    pub(crate) fn group(&mut self, name: &str, broken: bool) {
        if broken {
            self.report(name, "group", Some(self.at));
        }
    }

    /// The rule that is broken. A name without a rule is a bug of the generator.
    fn rule(&self, name: &str, key: &str) -> Option<&'static Rule> {
        let table = (self.table)();
        let rule = table.find(name, key);
        debug_assert!(rule.is_some(), "no rule {name}.{key} in {}", table.prefix);
        rule
    }

    #[cold]
    #[inline(never)]
    fn report(&mut self, name: &str, key: &str, item: Option<&Location<'_>>) {
        if let Some(rule) = self.rule(name, key) {
            self.found.add(rule, item.copied().unwrap_or(self.at.key(name)));
        }
    }

    #[cold]
    #[inline(never)]
    fn report_value<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        key: &str,
        item: Option<&Location<'_>>,
        value: &T,
    ) {
        if let Some(rule) = self.rule(name, key) {
            self.found.add_value(
                rule,
                item.copied().unwrap_or(self.at.key(name)),
                value,
            );
        }
    }
}

/// The check of one field. It has one error at most, the first; warnings come beside it.
pub(crate) struct Field<'f, 'c, B, V: ?Sized, L> {
    check: &'f mut Check<'c, B>,
    name: &'static str,
    /// The place of an item. A field is at its name.
    item: Option<&'f Location<'f>>,
    field: &'f V,
    value_of: L,
    is_null: bool,
    has_error: bool,
}

#[allow(dead_code, reason = "a spec may be without some kinds of rules")]
impl<'f, 'c, B: Blanks, V: ?Sized, T: ?Sized + 'f, L: Fn(&'f V) -> Option<&'f T>>
    Field<'f, 'c, B, V, L>
{
    /// The value, if it is present.
    #[inline(always)]
    fn present(&self) -> Option<&'f T> {
        (self.value_of)(self.field)
    }

    /// Whether it is present, as a value or as null of its own.
    #[inline(always)]
    fn is_present(&self) -> bool {
        self.is_null || self.present().is_some()
    }

    /// Reports an absent field where `when` holds.
    #[inline(always)]
    pub(crate) fn required(mut self, when: bool) -> Self {
        if !self.has_error && when && !self.is_present() {
            self.check.report(self.name, "required", self.item);
            self.has_error = true;
        }
        self
    }

    /// Reports a present field unless `when` holds.
    #[inline(always)]
    pub(crate) fn only_when(mut self, when: bool) -> Self {
        if !when && self.is_present() {
            self.check.report(self.name, "only_when", self.item);
            self.has_error = true;
        }
        self
    }

    /// Reports a present field unless `when` holds, as a warning beside any error: the page
    /// documents it for these cases.
    #[inline(always)]
    pub(crate) fn documented_for(self, when: bool) -> Self {
        if !when && self.is_present() {
            self.check.report(self.name, "documented_for", self.item);
        }
        self
    }

    /// Reports a list or a map whose number of items is not within these limits.
    #[inline(always)]
    pub(crate) fn items(mut self, limits: impl RangeBounds<usize>) -> Self
    where
        T: Items,
    {
        if !self.has_error
            && let Some(value) = self.present()
            && !limits.contains(&value.count())
        {
            self.check.report(self.name, "items", self.item);
            self.has_error = true;
        }
        self
    }

    /// Checks the members of the free-form object in the field, which are those of `table`
    /// where `when` holds.
    #[inline(always)]
    pub(crate) fn members(
        self,
        when: bool,
        table: fn() -> &'static Table,
        check: impl FnOnce(&'f T, Location<'_>, &mut Collector),
    ) -> Self {
        if when && let Some(value) = self.present() {
            let at = self.item.copied().unwrap_or(self.check.at.key(self.name));
            self.check.found.members(table, at);
            check(value, at, self.check.found);
        }
        self
    }

    /// Checks the object in the field.
    #[inline(always)]
    pub(crate) fn inside(self, check: impl FnOnce(&'f T, Location<'_>, &mut Collector)) {
        self.nested(|value, at, outer| check(value, at, outer.found));
    }

    /// Checks the items of a list or the entries of a map.
    #[inline(always)]
    pub(crate) fn nested(
        self,
        check: impl FnOnce(&'f T, Location<'_>, &mut Check<'c, B>),
    ) {
        if let Some(value) = self.present() {
            let at = self.item.copied().unwrap_or(self.check.at.key(self.name));
            check(value, at, self.check);
        }
    }
}

#[allow(dead_code, reason = "a spec may be without lists of objects")]
impl<'f, B: Blanks, V, I: 'f, L: Fn(&'f V) -> Option<&'f Vec<I>>>
    Field<'f, '_, B, V, L>
{
    /// Checks each object of a list.
    #[inline(always)]
    pub(crate) fn each(self, check: impl Fn(&'f I, Location<'_>, &mut Collector)) {
        let at = self.check.at.key(self.name);
        for (index, item) in self.present().into_iter().flatten().enumerate() {
            check(item, at.index(index), self.check.found);
        }
    }
}

#[allow(dead_code, reason = "a spec may be without some kinds of rules")]
impl<'f, B: Blanks, V: ?Sized, T: Serialize + ?Sized + 'f, L: Fn(&'f V) -> Option<&'f T>>
    Field<'f, '_, B, V, L>
{
    /// Reports a value for which `broken` holds.
    #[inline(always)]
    pub(crate) fn value(mut self, key: &str, broken: impl FnOnce(&T) -> bool) -> Self {
        if !self.has_error
            && let Some(value) = self.present()
            && broken(value)
        {
            self.check.report_value(self.name, key, self.item, value);
            self.has_error = true;
        }
        self
    }

    /// The key of a rule that a field or its items may have.
    #[inline(always)]
    fn key(&self, of_field: &'static str, of_items: &'static str) -> &'static str {
        if self.item.is_some() { of_items } else { of_field }
    }

    /// Reports a text whose number of characters is not within these limits.
    #[inline(always)]
    pub(crate) fn length(self, limits: impl RangeBounds<usize>) -> Self
    where
        T: AsRef<str>,
    {
        let key = self.key("length", "each.length");
        self.value(key, |text| !limits.contains(&text.as_ref().chars().count()))
    }

    /// Reports a number that is not within these limits.
    #[inline(always)]
    pub(crate) fn range(self, limits: impl RangeBounds<T::Limit>) -> Self
    where
        T: Number,
    {
        let key = self.key("range", "each.range");
        self.value(key, |number| !limits.contains(&number.number()))
    }

    /// Reports an empty item of delimited text, as a warning beside any error.
    #[inline(always)]
    pub(crate) fn delimiter(self, delimiter: &str) -> Self
    where
        T: AsRef<str>,
    {
        if let Some(value) = self.present()
            && value.as_ref().split(delimiter).any(str::is_empty)
        {
            self.check.report_value(self.name, "delimiter", self.item, value);
        }
        self
    }

    /// Reports a value that the page does not list.
    #[inline(always)]
    pub(crate) fn listed(self) -> Self
    where
        T: OpenEnum,
    {
        self.value("enum", |value| !value.is_known())
    }

    /// Reports the part of a value that `find` returns. The violation shows that part.
    #[inline(always)]
    pub(crate) fn value_part<P: Serialize>(
        mut self,
        key: &str,
        find: impl FnOnce(&'f T) -> Option<P>,
    ) -> Self {
        if !self.has_error
            && let Some(value) = self.present()
            && let Some(part) = find(value)
        {
            self.check.report_value(self.name, key, self.item, &part);
            self.has_error = true;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Check;
    use crate::runtime::measure::repeated;
    use crate::runtime::{Blanks, Collector, Location, Timestamp, table};

    struct NoBlanks;

    impl Blanks for NoBlanks {
        const TEXTS: &[&str] = &[];
    }

    struct Sample;

    table! {
        Sample: "op", "Page", "1";

        "list": any { unique "must not have an item twice"; };
        "secret": any { unique "must not have an item twice", secret; };
        "text": any { length "is too long"; each.length "is too long"; delimiter "is empty"; };
        "number": any { range "is out of range"; each.range "is out of range"; };
        "items": any { items "are too many"; };
    }

    /// The pointers and messages that a check reports.
    fn said(check: impl FnOnce(&mut Check<'_, NoBlanks>)) -> Vec<String> {
        let mut found = Collector::default();
        check(&mut Check::of::<Sample>(&Location::Root, &mut found));
        let found = found.finish();
        found.iter().map(|it| format!("{} {}", it.pointer, it.message())).collect()
    }

    #[test]
    fn limits_of_a_field_and_of_an_item_have_keys_of_their_own() {
        let list = Location::Root.key("text");
        let at = list.index(1);
        let text = Some("äöü".to_owned());
        let found = said(|check| {
            let _ = check.field("text", &text).length(..=3).length(1..).length(4..);
            let _ = check.item("text", &at, "abc").length(4..=5);
        });
        let long = "is too long, found";
        assert_eq!(
            found,
            [format!("/text {long} \"äöü\""), format!("/text/1 {long} \"abc\"")]
        );
    }

    #[test]
    fn every_number_is_compared_with_limits_of_its_own_type() {
        let moment = Some(Timestamp::from_millis(5));
        let found = said(|check| {
            let _ = check.field("number", &Some(7_i32)).range(1..=3_000_000_000);
            let _ = check.field("number", &Some(-2_i64)).range(-1..);
            let _ = check.field("number", &Some(0.5)).range(0.5..=1.5);
            let _ = check.field("number", &Some(1.75)).range(0.5..=1.5);
            let _ = check.field("number", &moment).range(..=4);
        });
        let numbers: Vec<&str> =
            found.iter().filter_map(|it| it.split(' ').next_back()).collect();
        assert_eq!(numbers, ["-2", "1.75", "5"]);
    }

    #[test]
    fn items_and_empty_parts_are_reported() {
        let list = Some(vec![1, 2]);
        let found = said(|check| {
            let _ = check.field("items", &list).items(2..=2).items(..=1).items(3..);
            let _ = check.field("text", &Some("a,b".to_owned())).delimiter(",");
            let _ = check.field("text", &Some("a,,b".to_owned())).delimiter(",");
        });
        assert_eq!(found, ["/items are too many", "/text is empty, found \"a,,b\""]);
    }

    #[test]
    fn a_violation_shows_the_repeated_item_unless_it_is_secret() {
        let items: Vec<_> = ["a", "b", "c", "b"].map(str::to_owned).into();
        let mut found = Collector::default();
        let at = Location::Root;
        let mut check = Check::<NoBlanks>::of::<Sample>(&at, &mut found);
        for name in ["list", "secret"] {
            let field = check.field(name, &items);
            let _ = field.value_part("unique", |it| repeated(it.iter()));
        }
        let found = found.finish();
        let said: Vec<String> =
            found.iter().map(|it| format!("{} {}", it.pointer, it.message())).collect();
        let text = "must not have an item twice";
        assert_eq!(
            said,
            [format!("/list {text}, found \"b\""), format!("/secret {text}")]
        );
    }

    /// A validator and its table are written by one generator: a difference between their
    /// names must not pass as a valid request.
    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "no rule list.uniqe in op")]
    fn a_broken_rule_that_no_table_has_is_not_passed_over() {
        let items = ["a", "a"].map(str::to_owned).to_vec();
        let mut found = Collector::default();
        let at = Location::Root;
        let mut check = Check::<NoBlanks>::of::<Sample>(&at, &mut found);
        let _ =
            check.field("list", &items).value_part("uniqe", |it| repeated(it.iter()));
    }
}
