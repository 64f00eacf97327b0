//! Random specs with every part of the language that rules are made of. They are valid
//! by construction, except for errors that only the enumeration of cases can find. The
//! tests on them belong to `random`.
//!
//! A plan is small data that prints itself as YAML, one rule a line. If the checks
//! report that a rule never fires, always fires, or contradicts another one,
//! [`Plan::drop_line`] removes the rule on the line of the diagnostic.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use coc_codegen::source::{Source, Sources};
use serde_json::json;

use crate::oracle::dice::Dice;

/// A random spec.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) blanks: &'static str,
    pub(crate) lists: Vec<List>,
    pub(crate) tables: Vec<Table>,
    pub(crate) operations: Vec<Call>,
}

/// A file of the spec: `None` is `service.yaml`.
type File = Option<usize>;

/// An enumeration.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) name: &'static str,
    pub(crate) file: File,
    pub(crate) open: bool,
    /// Whether its values are whole numbers, which have names.
    pub(crate) is_number: bool,
    pub(crate) values: Vec<&'static str>,
}

impl List {
    /// One of its values as YAML.
    pub(crate) fn value(&self, value: &str) -> String {
        if self.is_number { value.to_owned() } else { text(value) }
    }

    fn entry(&self, at: usize) -> String {
        let value = self.value(self.values[at]);
        if self.is_number {
            format!("{value}: {{ rust_name: Number{at} }}")
        } else {
            format!("{value}: {value}")
        }
    }
}

/// A declared type, or the parameters of one place.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) file: File,
    pub(crate) place: Option<&'static str>,
    /// Whether it is the body of an operation that takes a form.
    pub(crate) is_form: bool,
    pub(crate) fields: Vec<Field>,
    /// Groups, each as one line.
    pub(crate) groups: Vec<String>,
}

impl Table {
    /// A table without fields.
    pub(crate) fn new(
        name: &'static str,
        file: File,
        place: Option<&'static str>,
    ) -> Self {
        Self {
            name,
            file,
            place,
            is_form: false,
            fields: Vec::new(),
            groups: Vec::new(),
        }
    }
}

/// A field with its keys.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Enumerations of its conditional lists.
    pub(crate) listed: Vec<usize>,
    /// Each as one line.
    pub(crate) keys: Vec<String>,
    /// Conditional lists, each as one line.
    pub(crate) lists: Vec<String>,
    /// Tables of the members that a free-form object has under a condition.
    pub(crate) members: Vec<usize>,
    /// Conditional types, each as one line.
    pub(crate) types: Vec<String>,
}

impl Field {
    /// The kind of its values: a text or a long is an enumeration if all of its lists are
    /// the same one.
    pub(crate) fn holds(&self) -> Kind {
        match self.listed.as_slice() {
            [first, rest @ ..]
                if self.kind != Kind::Plain("integer")
                    && rest.iter().all(|list| list == first) =>
            {
                Kind::List(*first)
            }
            _ => self.kind.clone(),
        }
    }
}

/// The parts of a service that an operation belongs to, or none.
const AREAS: &[Option<&str>] = &[None, Some("first_part"), Some("rest")];

/// An operation.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) area: Option<&'static str>,
    pub(crate) body: Option<Kind>,
    pub(crate) is_form: bool,
    pub(crate) answer: &'static str,
}

/// The kind of a field's value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A type of the language.
    Plain(&'static str),
    List(usize),
    Table(usize),
    Array(Box<Kind>),
    Map(Box<Kind>),
}

impl Kind {
    /// The innermost kind in arrays and maps.
    pub(crate) fn innermost(&self) -> &Self {
        match self {
            Self::Array(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }

    pub(crate) fn is_text(&self, plan: &Plan) -> bool {
        match self {
            Self::List(at) => !plan.lists[*at].is_number,
            kind => *kind == Self::Plain("string"),
        }
    }

    pub(crate) fn is_number(&self, plan: &Plan) -> bool {
        match self {
            Self::List(at) => plan.lists[*at].is_number,
            kind => {
                matches!(kind, Self::Plain("integer" | "long" | "float" | "timestamp"))
            }
        }
    }

    fn yaml(&self, plan: &Plan) -> String {
        match self {
            Self::Plain(name) => (*name).to_owned(),
            Self::List(at) => text(plan.lists[*at].name),
            Self::Table(at) => text(plan.tables[*at].name),
            Self::Array(inner) => format!("{{ array: {} }}", inner.yaml(plan)),
            Self::Map(inner) => format!("{{ map: {} }}", inner.yaml(plan)),
        }
    }
}

/// The rule that a line of YAML states, as the numbers of its table, of its field and of
/// its place there.
#[derive(Clone, Copy)]
enum Stated {
    Key(usize, usize, usize),
    Conditional(usize, usize),
    Members(usize, usize, usize),
    Group(usize, usize),
}

/// The text of one file, and the rules that its lines state.
#[derive(Default)]
struct Print {
    text: String,
    lines: usize,
    /// Each rule with the number of its line, from 1.
    rules: Vec<(usize, Stated)>,
}

impl Print {
    fn line(&mut self, depth: usize, text: &str) {
        debug_assert!(!text.contains('\n'), "one line is one line");
        let _ = writeln!(self.text, "{:1$}{text}", "", depth * 2);
        self.lines += 1;
    }

    fn rule(&mut self, rule: Stated, depth: usize, text: &str) {
        self.line(depth, text);
        self.rules.push((self.lines, rule));
    }
}

/// A text as YAML and JSON both write it.
pub(crate) fn text(text: &str) -> String {
    json!(text).to_string()
}

impl Plan {
    /// A spec that follows from the seed.
    pub(crate) fn new(seed: u64) -> Self {
        let mut plan = super::tables::plan(&mut Dice::new(seed));
        // The areas have dice of their own, since they change nothing else.
        let mut dice = Dice::new(!seed);
        for call in &mut plan.operations {
            call.area = dice.pick(AREAS);
        }
        plan
    }

    /// The files of the spec.
    pub(crate) fn sources(&self) -> Sources {
        let files = std::iter::once(None).chain((0..self.operations.len()).map(Some));
        let source =
            |file: File| Source { path: self.path(file), text: self.print(file).text };
        Sources::new(files.map(source).collect())
    }

    fn path(&self, file: File) -> String {
        format!("{}.yaml", file.map_or("service", |at| self.operations[at].name))
    }

    /// Removes the rule on a line, counted from 1, and returns whether there is one.
    pub(crate) fn drop_line(&mut self, path: &str, line: usize) -> bool {
        let files = std::iter::once(None).chain((0..self.operations.len()).map(Some));
        let Some(file) = files.into_iter().find(|file| self.path(*file) == path) else {
            return false;
        };
        let mut rules = self.print(file).rules.into_iter();
        let Some((_, rule)) = rules.find(|(at, _)| *at == line) else { return false };
        match rule {
            Stated::Key(table, field, key) => {
                let is_text = self.tables[table].fields[field].holds().is_text(self);
                let field = &mut self.tables[table].fields[field];
                let gone = field.keys.remove(key);
                // Text without a delimiter has no items.
                if gone.starts_with("delimiter:") && is_text {
                    let of_items = ["items:", "unique:", "each:"];
                    field
                        .keys
                        .retain(|key| !of_items.iter().any(|it| key.starts_with(it)));
                }
            }
            // If one of two lists were left, the field would be an enumeration, and the
            // values in conditions on it would be errors.
            Stated::Conditional(table, field) => {
                self.tables[table].fields[field].lists.clear();
            }
            Stated::Members(table, field, at) => {
                let field = &mut self.tables[table].fields[field];
                drop(field.types.remove(at));
                field.members.remove(at);
            }
            Stated::Group(table, group) => {
                drop(self.tables[table].groups.remove(group));
            }
        }
        true
    }

    fn print(&self, file: File) -> Print {
        let mut out = Print::default();
        match file {
            None => self.service(&mut out),
            Some(at) => self.head(at, &mut out),
        }
        let lists: Vec<&List> =
            self.lists.iter().filter(|list| list.file == file).collect();
        if !lists.is_empty() {
            out.line(0, "enums:");
        }
        for list in lists {
            out.line(1, &format!("{}:", text(list.name)));
            out.line(2, &format!("open: {}", list.open));
            let values: Vec<String> =
                (0..list.values.len()).map(|at| list.entry(at)).collect();
            out.line(2, &format!("values: {{ {} }}", values.join(", ")));
        }
        let declared =
            |table: &&(usize, &Table)| table.1.file == file && table.1.place.is_none();
        let all: Vec<(usize, &Table)> = self.tables.iter().enumerate().collect();
        if all.iter().any(|table| declared(&table)) {
            out.line(0, "types:");
        }
        for (at, table) in all.iter().filter(declared) {
            out.line(1, &format!("{}:", text(table.name)));
            self.table(*at, 2, &mut out);
        }
        for (at, table) in all.iter().filter(|(_, table)| table.file == file) {
            if let Some(place) = table.place {
                out.line(0, &format!("{place}:"));
                self.table(*at, 1, &mut out);
            }
        }
        out
    }

    /// The keys of `service.yaml`, without its declarations.
    fn service(&self, out: &mut Print) {
        out.line(0, "service: random");
        out.line(0, &format!("blank: {}", self.blanks));
        let areas: BTreeSet<&str> =
            self.operations.iter().filter_map(|call| call.area).collect();
        if !areas.is_empty() {
            out.line(0, "areas:");
        }
        for area in areas {
            out.line(1, &format!("{area}: A part of it."));
        }
        out.line(0, "decision: { blank: why }");
        out.line(
            0,
            "decisions: { why: { pages: Nothing., resolution: Something., evidence: A proof. } }",
        );
    }

    /// The keys of an operation, without its declarations and parameters.
    fn head(&self, at: usize, out: &mut Print) {
        let call = &self.operations[at];
        let path = self
            .tables
            .iter()
            .find(|table| table.file == Some(at) && table.place == Some("path"));
        let fields = path.map_or(&[][..], |table| &table.fields);
        let segments: String =
            fields.iter().map(|field| format!("/{{{}}}", field.name)).collect();
        out.line(0, &format!("operation: {}", call.name));
        out.line(0, &format!("http: {}", text(&format!("POST /v{at}{segments}"))));
        if let Some(area) = call.area {
            out.line(0, &format!("area: {area}"));
        }
        if let Some(body) = &call.body {
            out.line(0, &format!("body: {}", body.yaml(self)));
        }
        if call.is_form {
            out.line(0, "form: true");
        }
        out.line(0, &format!("responses: {{ \"200\": {} }}", call.answer));
    }

    /// The fields and the groups of a table.
    fn table(&self, at: usize, depth: usize, out: &mut Print) {
        let table = &self.tables[at];
        if table.fields.is_empty() {
            out.line(depth, "fields: {}");
        } else {
            out.line(depth, "fields:");
        }
        for (field_at, field) in table.fields.iter().enumerate() {
            out.line(depth + 1, &format!("{}:", text(&field.name)));
            out.line(depth + 2, &format!("type: {}", field.kind.yaml(self)));
            for (key, line) in field.keys.iter().enumerate() {
                out.rule(Stated::Key(at, field_at, key), depth + 2, line);
            }
            if !field.lists.is_empty() {
                out.line(depth + 2, "enum:");
            }
            for line in &field.lists {
                out.rule(Stated::Conditional(at, field_at), depth + 3, line);
            }
            if !field.types.is_empty() {
                out.line(depth + 2, "types:");
            }
            for (n, line) in field.types.iter().enumerate() {
                out.rule(Stated::Members(at, field_at, n), depth + 3, line);
            }
        }
        if !table.groups.is_empty() {
            out.line(depth, "groups:");
        }
        for (group, line) in table.groups.iter().enumerate() {
            out.rule(Stated::Group(at, group), depth + 1, line);
        }
    }
}
