//! Rules: the static description that generated code attaches to each
//! documented constraint. How rules are checked does not belong here.

use std::fmt;

/// One documented constraint on one field, with where it comes from.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, such as `create_ticket.change_notes.required`. It never changes
    /// once released.
    pub id: &'static str,
    /// The sort of constraint.
    pub kind: RuleKind,
    /// Whether breaking it makes a request wrong or only suspicious.
    pub severity: Severity,
    /// The constraint in words, with its condition.
    pub text: &'static str,
    /// The fields that the condition reads, as they are written in the spec (`path.x`,
    /// `parent.x`, `x`).
    pub reads: &'static [&'static str],
    /// The documented field that the rule was transcribed from.
    pub citation: Citation,
    /// The decisions that shaped the rule where the pages are unclear.
    pub decisions: &'static [&'static Decision],
    /// Whether the field may hold a secret, so that its value is never shown.
    pub secret: bool,
}

impl Rule {
    /// A rule that applies always and was shaped by no decision.
    #[must_use]
    pub const fn new(
        id: &'static str,
        kind: RuleKind,
        text: &'static str,
        citation: Citation,
    ) -> Self {
        let severity = match kind {
            RuleKind::DocumentedFor | RuleKind::Delimiter | RuleKind::UnknownKey => {
                Severity::Warning
            }
            _ if citation.on_no_page => Severity::Warning,
            _ => Severity::Error,
        };
        Self {
            id,
            kind,
            severity,
            text,
            reads: &[],
            citation,
            decisions: &[],
            secret: false,
        }
    }
}

/// The documented field that something was transcribed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Citation {
    /// Title of the page.
    pub page: &'static str,
    /// Number of the table on that page; empty where no table has the field: an example
    /// shows it, a decision names other evidence, or it is a whole part of a request.
    pub table: &'static str,
    /// The parameter's documented name.
    pub field: &'static str,
    /// Whether no page has the field, so that breaking its rules is only suspicious.
    pub on_no_page: bool,
}

impl Citation {
    /// The field `field` of the table `table`.
    #[must_use]
    pub const fn new(
        page: &'static str,
        table: &'static str,
        field: &'static str,
    ) -> Self {
        Self { page, table, field, on_no_page: false }
    }

    /// The same field, which no page has.
    #[must_use]
    pub const fn on_no_page(mut self) -> Self {
        self.on_no_page = true;
        self
    }
}

/// The page with the table, if one has the field; nothing for the rule about undocumented
/// keys.
impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.page, self.table) {
            _ if self.on_no_page => f.write_str("on no page"),
            (page, "") => f.write_str(page),
            (page, table) => write!(f, "{page}, Table {table}"),
        }
    }
}

/// A recorded decision about pages that are unclear or contradict themselves.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Decision {
    /// Name of the decision in the spec.
    pub name: &'static str,
    /// The statement of the pages.
    pub pages: &'static str,
    /// The choice of this crate.
    pub resolution: &'static str,
    /// The evidence for it.
    pub evidence: &'static str,
}

impl Decision {
    /// A decision from its parts.
    #[must_use]
    pub const fn new(
        name: &'static str,
        pages: &'static str,
        resolution: &'static str,
        evidence: &'static str,
    ) -> Self {
        Self { name, pages, resolution, evidence }
    }
}

/// Declares decisions as statics, which document themselves:
/// `decisions! { NAME "name" { pages "..."; resolution "..."; evidence "..."; }; ... }`.
///
/// `shown` stands for the resolution in documentation, where that is no Markdown.
#[allow(unused_macros, reason = "a spec may be without decisions")]
macro_rules! decisions {
    ($(
        $static:ident $name:literal {
            pages $pages:literal;
            resolution $resolution:literal;
            $(shown $shown:literal;)?
            evidence $evidence:literal;
        };
    )+) => {$(
        #[doc = $crate::runtime::decisions!(@doc $name $resolution $($shown)?)]
        pub static $static: $crate::runtime::Decision =
            $crate::runtime::Decision::new($name, $pages, $resolution, $evidence);
    )+};

    (@doc $name:literal $resolution:literal) => { concat!("`", $name, "`: ", $resolution) };
    (@doc $name:literal $resolution:literal $shown:literal) => { concat!("`", $name, "`: ", $shown) };
}

#[allow(unused_imports, reason = "a spec may be without decisions")]
pub(crate) use decisions;

/// Declares the kinds of rules with their names: `rule_kinds! { /// ... Kind = "kind"; }`.
macro_rules! rule_kinds {
    ($($(#[$about:meta])* $kind:ident = $name:literal;)+) => {
        /// The sort of a constraint.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum RuleKind {
            $($(#[$about])* $kind,)+
        }

        impl RuleKind {
            /// The name used in rule ids and in serialised violations.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

rule_kinds! {
    /// The value has the documented JSON type.
    Type = "type";
    /// The field must be present, always or under a condition.
    Required = "required";
    /// The field may be present only under a condition.
    OnlyWhen = "only_when";
    /// The value is one of a list, which may depend on a condition.
    Enum = "enum";
    /// The value is a fixed one.
    Fixed = "fixed";
    /// The text's length in characters is within limits.
    Length = "length";
    /// The number is within limits.
    Range = "range";
    /// The number of items is within limits.
    Items = "items";
    /// The value is not below another field's, and not before it.
    AtLeast = "at_least";
    /// The value is above another field's, or after it.
    GreaterThan = "greater_than";
    /// The text is a date, a time, or both.
    Format = "format";
    /// No item stands in the list twice.
    Unique = "unique";
    /// The text matches a pattern.
    Pattern = "pattern";
    /// The size of the file in bytes is within limits.
    Size = "size";
    /// The name of the file has one of the endings of a list.
    FileTypes = "file_types";
    /// The number of fields of a group that are present is an allowed one.
    Group = "group";
    /// The field is documented for other cases than this one.
    DocumentedFor = "documented_for";
    /// Delimited text has no empty item.
    Delimiter = "delimiter";
    /// An item does not contain the text that joins it with others.
    Undelimited = "undelimited";
    /// No table documents the key. Reported only where it is asked for.
    UnknownKey = "unknown_key";
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How serious a violation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The pages leave room for it; the request is sent.
    Warning,
    /// The pages forbid it; the request is not sent.
    Error,
}

impl Severity {
    /// The name used in serialised violations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
