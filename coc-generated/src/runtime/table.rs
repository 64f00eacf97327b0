//! The tables of pages as data: the fields of each object, with their JSON types and their
//! rules. The check of a payload's types is in `wire/json_types.rs`.

use std::sync::OnceLock;

use crate::runtime::rule::{Citation, Decision, Rule, RuleKind};

/// The fields of an object, in the order of the page's table, with their types and rules.
#[derive(Debug)]
pub(crate) struct Table {
    /// The beginning of the ids of its rules.
    pub(crate) prefix: &'static str,
    /// Title of the page.
    pub(crate) page: &'static str,
    /// Number of the table on the page.
    pub(crate) number: &'static str,
    pub(crate) rows: &'static [Row],
    /// Rules over several fields.
    pub(crate) groups: &'static [Group],
    /// The rules. They are made when the first of them is asked for, so that neither the
    /// compiler nor a request that breaks none spends time on them.
    pub(crate) rules: OnceLock<Box<[TableRule]>>,
}

/// A field with its rules.
#[derive(Debug)]
pub(crate) struct Row {
    /// Name on the wire.
    pub(crate) name: &'static str,
    pub(crate) source: Source,
    pub(crate) json: Json,
    /// Whether null is a value of its own.
    pub(crate) nullable: bool,
    /// The marks of the rule about the JSON type.
    pub(crate) type_marks: Marks,
    /// All other rules.
    pub(crate) rules: &'static [RuleRow],
}

/// A group of fields, with its rule.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) source: Source,
    /// The names of its fields.
    pub(crate) fields: &'static str,
    pub(crate) rule: RuleRow,
}

/// The table that documents a field.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "a spec may be without such fields")]
pub(crate) enum Source {
    /// The table of the object.
    Own,
    /// The table with this number.
    Other(&'static str),
    /// No table: an example shows it.
    Example,
    /// No table and no example of a page.
    OnNoPage,
}

/// One rule of a field or a group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleRow {
    /// The kind; a list of values that depends on a condition adds its name.
    pub(crate) key: &'static str,
    pub(crate) kind: RuleKind,
    /// The constraint in words; of `required`, `only_when` and `documented_for`, the
    /// condition.
    pub(crate) text: &'static str,
    /// The fields that the condition reads.
    pub(crate) reads: &'static [&'static str],
    pub(crate) marks: Marks,
}

/// The parts of a rule that most rules are without.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// The id, where it is not made of the names of the field and of the kind.
    pub(crate) id: Option<&'static str>,
    pub(crate) decisions: &'static [&'static Decision],
    /// Whether violations never show the value.
    pub(crate) secret: bool,
}

/// A rule of a table, with the names by which validators find it.
#[derive(Debug)]
pub(crate) struct TableRule {
    /// Name of the field or of the group.
    name: &'static str,
    key: &'static str,
    rule: Rule,
}

impl Row {
    /// The rule about the JSON type; `None` for `any`.
    fn type_rule(&self) -> Option<RuleRow> {
        if matches!(self.json, Json::Any) {
            return None;
        }
        let or_null = if self.nullable { "null or " } else { "" };
        let text = format!("must be {or_null}{}", self.json.in_words()).leak();
        let marks = self.type_marks;
        Some(RuleRow { key: "type", kind: RuleKind::Type, text, reads: &[], marks })
    }
}

impl Table {
    fn all(&'static self) -> &'static [TableRule] {
        self.rules.get_or_init(|| {
            let rows = self.rows.iter().flat_map(|row| {
                let rules = row.type_rule().into_iter().chain(row.rules.iter().copied());
                rules.map(|rule| self.rule(row.name, row.name, row.source, rule))
            });
            let groups = self.groups.iter().map(|group| {
                self.rule(group.name, group.fields, group.source, group.rule)
            });
            rows.chain(groups).collect()
        })
    }

    /// The rule of a field or a group called `name`. A table is a static, so that texts
    /// that are made for it are never freed, no more than literals are.
    fn rule(
        &self,
        name: &'static str,
        fields: &'static str,
        source: Source,
        row: RuleRow,
    ) -> TableRule {
        let citation = match source {
            Source::Own => Citation::new(self.page, self.number, fields),
            Source::Other(number) => Citation::new(self.page, number, fields),
            Source::Example => Citation::new(self.page, "", fields),
            Source::OnNoPage => Citation::new(self.page, "", fields).on_no_page(),
        };
        let text = match (row.kind, row.text) {
            (RuleKind::Required, "") => "required",
            (RuleKind::Required, when) => format!("required when {when}").leak(),
            (RuleKind::OnlyWhen, when) => format!("only allowed when {when}").leak(),
            (RuleKind::DocumentedFor, when) => {
                format!("documented only when {when}").leak()
            }
            (_, text) => text,
        };
        let Marks { id, decisions, secret } = row.marks;
        let made = || -> &str { format!("{}.{name}.{}", self.prefix, row.key).leak() };
        let rule = Rule {
            reads: row.reads,
            decisions,
            secret,
            ..Rule::new(id.unwrap_or_else(made), row.kind, text, citation)
        };
        TableRule { name, key: row.key, rule }
    }

    /// Every rule, in the order in which violations are reported.
    pub(crate) fn rules(&'static self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.all().iter().map(|it| &it.rule)
    }

    /// Whether null is a value of its own in the field of this name.
    #[cfg(feature = "typed")]
    pub(crate) fn is_nullable(&self, name: &str) -> bool {
        self.rows.iter().any(|row| row.name == name && row.nullable)
    }

    /// Whether this is the rule of a group of its fields.
    pub(super) fn has_group(&'static self, rule: &'static Rule) -> bool {
        rule.kind == RuleKind::Group && self.rules().any(|own| std::ptr::eq(own, rule))
    }

    /// The rule of a field or a group. It is looked for only when it is broken.
    #[cold]
    pub(crate) fn find(&'static self, name: &str, key: &str) -> Option<&'static Rule> {
        let mut rules = self.all().iter();
        rules.find(|it| it.name == name && it.key == key).map(|it| &it.rule)
    }
}

/// Implements [`HasTable`] from a page's table, with a line for each rule: `table! {
/// Name: "prefix of ids", "page", "table"; "field": type { kind "words" ["read"]; }; }`.
/// The table is left out where the first field is in none.
///
/// A type is `text`, `boolean`, `integer`, `long`, `float`, `object`, `any`, `file`, the
/// name of a struct, `[type]` or `{type}`, and stands for the rule that the field has
/// it; behind it, `or null` stands for null as a value of its own. A field of another
/// table says so: `"field" in "table": type`. A field that only examples show is
/// `in_example`. A field that no page has is `on_no_page`, and breaking its rules draws
/// warnings. A kind may be that of items or keys (`each.length`, `keys.pattern`), and a
/// list may have a name (`enum.List`). The words of `required`, `only_when` and
/// `documented_for` are those of the condition.
///
/// After a rule, `secret` keeps values out of violations, and `by [decisions]` names the
/// decisions that shaped it; `as "id"` gives it an id of its own.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! table {
    (
        $name:ident: $prefix:literal, $page:literal $(, $table:literal)?;
        $(
            $field:literal $($place:ident $($own:literal)?)?: $json:tt $(or $null:ident)?
                $(as $type_id:literal)? $(by [$($type_decision:path),+])? $(, $type_secret:ident)?
            $({ $(
                $kind:ident $(.$part:tt)* $($text:literal)? $([$($reads:literal),+])?
                    $(as $id:literal)? $(by [$($decision:path),+])? $(, $secret:ident)?;
            )+ })?;
        )*
        $(group $group:literal of $fields:literal $($group_place:ident $($group_table:literal)?)?:
            $group_text:literal $([$($group_reads:literal),+])? $(as $group_id:literal)?
            $(by [$($group_decision:path),+])?;)*
    ) => {
        impl $crate::runtime::HasTable for $name {
            fn table() -> &'static $crate::runtime::Table {
                // Types of a spec may be called like any of these, so that nothing is
                // imported.
                static TABLE: $crate::runtime::Table = $crate::runtime::Table {
                    prefix: $prefix,
                    page: $page,
                    number: concat!($($table)?),
                    rows: &[$($crate::runtime::Row {
                        name: $field,
                        source: $crate::runtime::table!(@source $($place $($own)?)?),
                        json: $crate::runtime::table!(@json $json),
                        nullable: $crate::runtime::table!(@nullable $($null)?),
                        type_marks: $crate::runtime::table!(
                            @marks [$($type_id)?] [$($(&$type_decision),+)?] $($type_secret)?
                        ),
                        rules: &[$($($crate::runtime::RuleRow {
                            key: concat!(stringify!($kind) $(, ".", $crate::runtime::table!(@part $part))*),
                            kind: $crate::runtime::table!(@kind $kind $($part)*),
                            text: concat!($($text)?),
                            reads: &[$($($reads),+)?],
                            marks: $crate::runtime::table!(
                                @marks [$($id)?] [$($(&$decision),+)?] $($secret)?
                            ),
                        },)+)?],
                    },)*],
                    groups: &[$($crate::runtime::Group {
                        name: $group,
                        source: $crate::runtime::table!(@source $($group_place $($group_table)?)?),
                        fields: $fields,
                        rule: $crate::runtime::RuleRow {
                            key: "group",
                            kind: $crate::runtime::RuleKind::Group,
                            text: $group_text,
                            reads: &[$($($group_reads),+)?],
                            marks: $crate::runtime::table!(
                                @marks [$($group_id)?] [$($(&$group_decision),+)?] secret
                            ),
                        },
                    },)*],
                    rules: std::sync::OnceLock::new(),
                };
                &TABLE
            }
        }
    };

    (@source) => { $crate::runtime::Source::Own };
    (@source in $number:literal) => { $crate::runtime::Source::Other($number) };
    (@source in_example) => { $crate::runtime::Source::Example };
    (@source on_no_page) => { $crate::runtime::Source::OnNoPage };

    (@marks [] [$($decision:expr),*]) => {
        $crate::runtime::Marks { id: None, decisions: &[$($decision),*], secret: false }
    };
    (@marks [] [$($decision:expr),*] secret) => {
        $crate::runtime::Marks { id: None, decisions: &[$($decision),*], secret: true }
    };
    (@marks [$id:literal] [$($decision:expr),*] $($secret:ident)?) => {
        $crate::runtime::Marks {
            id: Some($id),
            ..$crate::runtime::table!(@marks [] [$($decision),*] $($secret)?)
        }
    };

    (@part $name:ident) => { stringify!($name) };
    (@part $name:literal) => { $name };

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
}

/// Implements [`HasTable`] for a request, whose fields are its parts: `part_table! { Name:
/// "prefix of ids", "page"; "path": type; }`. No violation shows a whole part.
#[allow(unused_macros, reason = "a spec may be without operations")]
macro_rules! part_table {
    ($name:ident: $prefix:literal, $page:literal; $($part:literal: $json:tt;)*) => {
        $crate::runtime::table! {
            $name: $prefix, $page;
            $($part: $json, secret;)*
        }
    };
}

#[allow(unused_imports, reason = "a spec may be without tables")]
pub(crate) use {part_table, table};

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

    /// The type in words, behind "must be".
    fn in_words(self) -> String {
        match self {
            Self::Text => "a string".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Integer => "a whole number of 32 bits".to_owned(),
            Self::Long => "a whole number of 64 bits".to_owned(),
            Self::Float => "a number".to_owned(),
            Self::Any => "a value".to_owned(),
            Self::File => "a file with a name and a size".to_owned(),
            Self::Free | Self::Object(_) | Self::Map(Self::Any) => {
                "an object".to_owned()
            }
            Self::Array(Self::Any) => "an array".to_owned(),
            Self::Array(inner) => format!("an array, each item {}", inner.in_words()),
            Self::Map(inner) => format!("an object, each value {}", inner.in_words()),
        }
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
