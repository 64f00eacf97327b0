//! The tables of pages as data: the fields of each object, with their JSON types and their
//! rules. Holding a payload against the types belongs to
//! `wire/json_types.rs`.

use crate::runtime::rule::Rule;

/// The fields of an object, in the order of the page's table, with everything that is
/// demanded of them.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) rows: &'static [Row],
    /// Rules over several fields.
    pub(crate) groups: &'static [Row],
}

/// A field or a group, with its rules.
#[derive(Debug)]
pub(crate) struct Row {
    /// Name on the wire, or of the group.
    pub(crate) name: &'static str,
    pub(crate) json: Json,
    /// Whether null is a value of its own.
    pub(crate) nullable: bool,
    /// Each under its kind; a list of values that depends on a condition also under its
    /// name.
    pub(crate) rules: &'static [(&'static str, Rule)],
}

impl Table {
    /// Every rule, in the order in which violations are reported.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.rows
            .iter()
            .chain(self.groups)
            .flat_map(|row| row.rules)
            .map(|(_, rule)| rule)
    }

    /// Whether null is a value of its own in the field of this name.
    #[cfg(feature = "typed")]
    pub(crate) fn is_nullable(&self, name: &str) -> bool {
        self.rows.iter().any(|row| row.name == name && row.nullable)
    }

    /// Whether this is the rule of a group of its fields.
    pub(super) fn has_group(&self, rule: &'static Rule) -> bool {
        let mut groups = self.groups.iter().flat_map(|row| row.rules);
        groups.any(|(_, own)| std::ptr::eq(own, rule))
    }

    /// The rule of a field or a group. It is looked for only when it is broken.
    #[cold]
    pub(crate) fn rule(&self, name: &str, key: &str) -> Option<&'static Rule> {
        // A group may be called like a field.
        let rows = self.rows.iter().chain(self.groups).filter(|row| row.name == name);
        let mut rules = rows.flat_map(|row| row.rules);
        rules.find(|(kind, _)| *kind == key).map(|(_, rule)| rule)
    }
}

/// Implements [`HasTable`] from a page's table, with a line for each rule: `table! {
/// Name: "prefix of ids", "page", "table"; "field": type { kind "words" ["read"]; }; }`.
///
/// A type is `text`, `boolean`, `integer`, `long`, `float`, `object`, `any`, `file`, the
/// name of a struct, `[type]` or `{type}`, and stands for the rule that the field has
/// it; behind it, `or null` stands for null as a value of its own. A field of another
/// table says so: `"field" in "table": type`. A field that no page has is `in none`, and
/// breaking its rules draws warnings. A kind may be that of items or keys
/// (`each.length`, `keys.pattern`), and a list may have a name (`enum.List`). The words
/// of `required`, `only_when` and `documented_for` are those of the condition.
///
/// After a rule, `secret` keeps values out of violations, and `by [decisions]` names the
/// decisions that shaped it; `as "id"` gives it an id of its own.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! table {
    (
        $name:ident: $prefix:literal, $page:literal, $table:literal;
        $(
            $field:literal $(in $own:tt)?: $json:tt $(or $null:ident)?
                $(as $type_id:literal)? $(by [$($type_decision:path),+])? $(, $type_secret:ident)?
            $({ $(
                $kind:ident $(.$part:tt)* $($text:literal)? $([$($reads:literal),+])?
                    $(as $id:literal)? $(by [$($decision:path),+])? $(, $secret:ident)?;
            )+ })?;
        )*
        $(group $group:literal $(in $group_table:tt)? of $fields:literal: $group_text:literal
            $([$($group_reads:literal),+])? $(as $group_id:literal)? $(by [$($group_decision:path),+])?;)*
    ) => {
        impl $crate::runtime::HasTable for $name {
            fn table() -> &'static $crate::runtime::Table {
                // Types of a spec may be called like any of these, so that nothing is
                // imported.
                static TABLE: $crate::runtime::Table = $crate::runtime::Table {
                    rows: &[$({
                        #[allow(unused_variables, reason = "a field that holds anything may be without rules")]
                        let source = $crate::runtime::table!(@cite [$page, $table, $field] $($own)?);
                        $crate::runtime::Row {
                            name: $field,
                            json: $crate::runtime::table!(@json $json),
                            nullable: $crate::runtime::table!(@nullable $($null)?),
                            rules: $crate::runtime::table!(@rules $json [
                                {
                                    $crate::runtime::table!(@maybe [$($type_secret)?] $crate::runtime::Rule::new(
                                        $crate::runtime::table!(@id [$prefix, $field, "type"] $($type_id)?),
                                        $crate::runtime::RuleKind::Type,
                                        $crate::runtime::table!(@must $json $($null)?),
                                        source,
                                    )
                                    $(.with_decisions(&[$(&$type_decision),+]))?)
                                }
                                $($((
                                    concat!(stringify!($kind) $(, ".", $crate::runtime::table!(@part $part))*),
                                    $crate::runtime::table!(@maybe [$($secret)?] $crate::runtime::Rule::new(
                                        $crate::runtime::table!(@id [
                                            $prefix,
                                            $field,
                                            stringify!($kind) $(, ".", $crate::runtime::table!(@part $part))*
                                        ] $($id)?),
                                        $crate::runtime::table!(@kind $kind $($part)*),
                                        $crate::runtime::table!(@words $kind $($text)?),
                                        source,
                                    )
                                    $(.with_reads(&[$($reads),+]))?
                                    $(.with_decisions(&[$(&$decision),+]))?),
                                ),)+)?
                            ]),
                        }
                    },)*],
                    groups: &[$($crate::runtime::Row {
                        name: $group,
                        json: $crate::runtime::Json::Any,
                        nullable: false,
                        rules: &[(
                            "group",
                            $crate::runtime::Rule::new(
                                $crate::runtime::table!(@id [$prefix, $group, "group"] $($group_id)?),
                                $crate::runtime::RuleKind::Group,
                                $group_text,
                                $crate::runtime::table!(@cite [$page, $table, $fields] $($group_table)?),
                            )
                            .with_secret()
                            $(.with_reads(&[$($group_reads),+]))?
                            $(.with_decisions(&[$(&$group_decision),+]))?,
                        )],
                    },)*],
                };
                &TABLE
            }
        }
    };

    (@maybe [] $($rule:tt)+) => { $($rule)+ };
    (@maybe [secret] $($rule:tt)+) => { $($rule)+.with_secret() };

    (@part $name:ident) => { stringify!($name) };
    (@part $name:literal) => { $name };

    (@cite [$page:literal, $table:literal, $field:literal]) => {
        $crate::runtime::Citation::new($page, $table, $field)
    };
    (@cite [$page:literal, $table:literal, $field:literal] none) => {
        $crate::runtime::Citation::new($page, "", $field).outside()
    };
    (@cite [$page:literal, $table:literal, $field:literal] $own:literal) => {
        $crate::runtime::Citation::new($page, $own, $field)
    };

    (@id [$prefix:literal, $field:literal, $($key:tt)+]) => {
        concat!($prefix, ".", $field, ".", $($key)+)
    };
    (@id $parts:tt $id:literal) => {
        $id
    };

    (@rules any [{ $($type_rule:tt)* } $($rules:tt)*]) => {
        &[$($rules)*]
    };
    (@rules $json:tt [{ $($type_rule:tt)* } $($rules:tt)*]) => {
        &[("type", $($type_rule)*), $($rules)*]
    };

    (@words required) => { "required" };
    (@words required $when:literal) => { concat!("required when ", $when) };
    (@words only_when $when:literal) => { concat!("only allowed when ", $when) };
    (@words documented_for $when:literal) => {
        concat!("documented only for the case that ", $when)
    };
    (@words $kind:ident $text:literal) => { $text };

    (@kind each $kind:ident $($list:tt)?) => { $crate::runtime::table!(@kind $kind) };
    (@kind keys $kind:ident $($list:tt)?) => { $crate::runtime::table!(@kind $kind) };
    (@kind required) => { $crate::runtime::RuleKind::Required };
    (@kind only_when) => { $crate::runtime::RuleKind::OnlyWhen };
    (@kind documented_for) => { $crate::runtime::RuleKind::DocumentedFor };
    (@kind enum $($list:tt)?) => { $crate::runtime::RuleKind::Enum };
    (@kind fixed) => { $crate::runtime::RuleKind::Fixed };
    (@kind length) => { $crate::runtime::RuleKind::Length };
    (@kind range) => { $crate::runtime::RuleKind::Range };
    (@kind items) => { $crate::runtime::RuleKind::Items };
    (@kind at_least) => { $crate::runtime::RuleKind::AtLeast };
    (@kind greater_than) => { $crate::runtime::RuleKind::GreaterThan };
    (@kind format) => { $crate::runtime::RuleKind::Format };
    (@kind unique) => { $crate::runtime::RuleKind::Unique };
    (@kind size) => { $crate::runtime::RuleKind::Size };
    (@kind file_types) => { $crate::runtime::RuleKind::FileTypes };
    (@kind pattern) => { $crate::runtime::RuleKind::Pattern };
    (@kind delimiter) => { $crate::runtime::RuleKind::Delimiter };
    (@kind undelimited) => { $crate::runtime::RuleKind::Undelimited };

    (@json text) => { $crate::runtime::Json::Text };
    (@json boolean) => { $crate::runtime::Json::Boolean };
    (@json integer) => { $crate::runtime::Json::Integer };
    (@json long) => { $crate::runtime::Json::Long };
    (@json float) => { $crate::runtime::Json::Float };
    (@json object) => { $crate::runtime::Json::Free };
    (@json any) => { $crate::runtime::Json::Any };
    (@json file) => { $crate::runtime::Json::File };
    (@json [$inner:tt]) => { $crate::runtime::Json::Array(&$crate::runtime::table!(@json $inner)) };
    (@json {$inner:tt}) => { $crate::runtime::Json::Map(&$crate::runtime::table!(@json $inner)) };
    (@json $name:ident) => { $crate::runtime::Json::of::<$name>() };

    (@nullable) => { false };
    (@nullable null) => { true };

    (@must $json:tt null) => { concat!("must be null or ", $crate::runtime::table!(@a $json)) };
    (@must $json:tt) => { concat!("must be ", $crate::runtime::table!(@a $json)) };
    (@a text) => { "a string" };
    (@a boolean) => { "true or false" };
    (@a integer) => { "a whole number of 32 bits" };
    (@a long) => { "a whole number of 64 bits" };
    (@a float) => { "a number" };
    (@a any) => { "a value" };
    (@a file) => { "a file with a name and a size" };
    (@a [any]) => { "an array" };
    (@a [$inner:tt]) => { concat!("an array, each item ", $crate::runtime::table!(@a $inner)) };
    (@a {any}) => { "an object" };
    (@a {$inner:tt}) => { concat!("an object, each value ", $crate::runtime::table!(@a $inner)) };
    (@a $name:ident) => { "an object" };
}

#[allow(unused_imports, reason = "a spec may be without tables")]
pub(crate) use table;

/// A documented JSON type.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "a spec may be without some types")]
pub(crate) enum Json {
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// Any number.
    Float,
    /// Anything.
    Any,
    /// The description of a file.
    File,
    /// An object without documented fields.
    Free,
    /// An object with documented fields.
    Object(fn() -> &'static Table),
    /// A list.
    Array(&'static Json),
    /// An object whose values have one type.
    Map(&'static Json),
}

impl Json {
    /// The type of a generated struct.
    #[allow(dead_code, reason = "a spec may be without requests that hold fields")]
    pub(crate) const fn of<T: HasTable>() -> Self {
        Self::Object(T::table)
    }
}

/// A generated type whose table is known.
pub(crate) trait HasTable {
    /// The table of its fields.
    fn table() -> &'static Table;
}

/// The table of a generated type.
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
pub(crate) fn table_of<T: HasTable>() -> &'static Table {
    T::table()
}
