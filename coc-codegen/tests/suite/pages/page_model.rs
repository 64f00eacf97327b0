//! Invented pages as data. Writing them in each form belongs to `page_forms`.

/// A page.
#[derive(Clone)]
pub(super) struct PageModel {
    pub(super) title: &'static str,
    pub(super) updated: String,
    pub(super) permission: Option<String>,
    pub(super) request: String,
    pub(super) tables: Vec<Table>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Path,
    Query,
    Body,
    Answer(&'static str),
    Object,
}

#[derive(Clone)]
pub(super) struct Table {
    pub(super) number: String,
    /// The name of an object.
    pub(super) name: &'static str,
    pub(super) used: Use,
    pub(super) rows: Vec<Row>,
}

#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) mandatory: Option<bool>,
    pub(super) ty: String,
    pub(super) meaning: String,
    pub(super) conditions: Vec<Condition>,
    pub(super) lists: Vec<List>,
    pub(super) limits: Option<Limits>,
    pub(super) default: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    Mandatory,
    Only,
    Optional,
}

#[derive(Clone)]
pub(super) struct Condition {
    pub(super) demand: Demand,
    pub(super) field: String,
    /// None: the field is given.
    pub(super) values: Vec<String>,
}

#[derive(Clone)]
pub(super) struct List {
    pub(super) when: Option<(String, String)>,
    pub(super) values: Vec<String>,
}

#[derive(Clone)]
pub(super) enum Limits {
    Characters(u32, u32),
    Number(i32, i32),
    AtMostItems(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Markdown,
    Html,
    Chinese,
}

impl Form {
    pub(super) const ALL: [Self; 4] =
        [Self::Text, Self::Markdown, Self::Html, Self::Chinese];

    /// The name of a file in this form.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Text => "page.txt",
            Self::Markdown => "page.md",
            Self::Html | Self::Chinese => "page.html",
        }
    }

    pub(super) fn is_chinese(self) -> bool {
        self == Self::Chinese
    }
}
