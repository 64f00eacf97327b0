//! Sets of Rust identifiers that must differ, and the diagnostics of those that do not. The
//! choice of the declarations that share a set belongs to `declarations` and
//! `typed::names`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::ident::{Case, identifier, is_identifier, is_in_case};
use crate::source::{Span, Spanned};

/// A set of names that must differ.
pub(in crate::check) struct Scope<'r> {
    pub(in crate::check) reporter: &'r Reporter,
    pub(in crate::check) what: &'static str,
    /// Whether the spec can give each of them another name with `rust_name`.
    can_rename: bool,
    pub(in crate::check) reserved: &'static [&'static str],
    pub(in crate::check) taken: HashMap<String, Span>,
    /// Names of another set that these must differ from, too.
    beside: Rc<HashMap<String, Span>>,
    /// The places of names that the spec gives with `rust_name`.
    pub(in crate::check) given: HashSet<Span>,
}

impl<'r> Scope<'r> {
    /// An empty set. `what` names its items in messages; `reserved` are names that none of
    /// them gets.
    pub(in crate::check) fn new(
        reporter: &'r Reporter,
        what: &'static str,
        reserved: &'static [&'static str],
    ) -> Self {
        Self {
            reporter,
            what,
            can_rename: true,
            reserved,
            taken: HashMap::new(),
            beside: Rc::default(),
            given: HashSet::new(),
        }
    }

    /// Names that have no `rust_name`.
    pub(in crate::check) fn fixed(self) -> Self {
        Self { can_rename: false, ..self }
    }

    /// Names that must differ from these too.
    pub(in crate::check) fn beside(self, others: Rc<HashMap<String, Span>>) -> Self {
        Self { beside: others, ..self }
    }

    /// The place of a name that is taken.
    fn place(&self, name: &str) -> Option<Span> {
        self.taken.get(name).or_else(|| self.beside.get(name)).copied()
    }

    /// Names something documented. A name that has an error already draws no second one.
    pub(in crate::check) fn name(
        &mut self,
        documented: &Spanned<String>,
        wanted: Option<&Spanned<String>>,
        case: Case,
    ) -> String {
        let span = wanted.unwrap_or(documented).span;
        let reporter = self.reporter;
        let is_reported =
            |span: Span| reporter.any(|diagnostic| diagnostic.span == span);
        let has_error = || is_reported(documented.span);
        self.given.extend(wanted.map(|wanted| wanted.span));
        let name = match wanted {
            Some(wanted) => match self.refused(wanted, case) {
                Some(diagnostic) => {
                    reporter.report(diagnostic);
                    return wanted.value.clone();
                }
                None => wanted.value.clone(),
            },
            None => match identifier(documented, case) {
                Some(name) => self.unreserved(name, case),
                None if has_error() => return String::new(),
                None => {
                    let message =
                        format!("`{}` gives no Rust identifier", documented.value);
                    let diagnostic = Diagnostic::error(Code::Name, span, message);
                    reporter.report(diagnostic.help(if self.can_rename {
                        "name it with `rust_name: ...`"
                    } else {
                        "choose a name that begins with a letter"
                    }));
                    return String::new();
                }
            },
        };
        // The first of several equal names stays the one that the others are held against.
        let first = self.place(&name).unwrap_or(span);
        self.taken.entry(name.clone()).or_insert(first);
        if first != span && !has_error() && !is_reported(first) {
            // A name that the spec gives is the one to be changed.
            let (first, span) = match self.given.contains(&first) && wanted.is_none() {
                true => (span, first),
                false => (first, span),
            };
            let message = format!("two {} are called `{name}` in Rust", self.what);
            let mut diagnostic = Diagnostic::error(Code::Name, span, message);
            if first != Span::default() {
                diagnostic = diagnostic.related(first, "the other one");
            }
            // A name under `cases` is one that the spec gives, and has no `rust_name`.
            reporter.report(diagnostic.help(if self.given.contains(&span) {
                "write another name here"
            } else if self.can_rename {
                "give this one another name with `rust_name: ...`"
            } else {
                "choose another name for one of them"
            }));
        }
        name
    }

    /// The report of a name that the spec gives and Rust, or its conventions, refuse.
    fn refused(&self, wanted: &Spanned<String>, case: Case) -> Option<Diagnostic> {
        let error = |message| Diagnostic::error(Code::Name, wanted.span, message);
        let name = &wanted.value;
        if self.reserved.contains(&name.as_str()) {
            let message = format!("`{name}` is reserved in generated code");
            return Some(error(message).help("choose another name"));
        }
        if !is_identifier(name) {
            let message = format!("`{name}` is not a Rust identifier");
            return Some(error(message).help(self.usual(name, case).unwrap_or_else(
                || "write letters, digits and `_`, with a letter in front".to_owned(),
            )));
        }
        if is_in_case(name, case) {
            return None;
        }
        let message =
            format!("`{name}` is not in {}, as Rust has it here", case.in_words());
        let help = self.usual(name, case);
        Some(
            error(message)
                .help(help.unwrap_or_else(|| "choose another name".to_owned())),
        )
    }

    /// The help that writes a name as Rust has it, where that gives one.
    fn usual(&self, name: &str, case: Case) -> Option<String> {
        let usual = identifier(name, case)?;
        let is_free = !self.reserved.contains(&usual.as_str());
        (is_free && is_identifier(&usual) && is_in_case(&usual, case))
            .then(|| format!("write `{usual}`"))
    }

    /// A name that is not reserved. Loops because the suffixed name may be reserved too.
    pub(in crate::check) fn unreserved(&self, mut name: String, case: Case) -> String {
        // Reserved words end in an underscore, which is no part of a camel case.
        if case == Case::Camel && name.ends_with('_') {
            name.pop();
        }
        while self.reserved.contains(&name.as_str()) {
            name.push_str(match case {
                Case::Camel if self.what == "values" => "Value",
                Case::Camel => "Type",
                Case::Snake | Case::Constant => "_",
            });
        }
        name
    }

    /// Names a struct that the generator makes of an operation. It gives way to a type of
    /// this name, which is reported.
    pub(in crate::check) fn own(
        &mut self,
        operation: &str,
        part: &str,
        or: &str,
    ) -> String {
        let name = |part: &str| {
            identifier(&format!("{operation}_{part}"), Case::Camel).unwrap_or_default()
        };
        let (first, second) = (name(part), name(or));
        let Some(span) = self.place(&first) else {
            self.taken.insert(first.clone(), Span::default());
            return first;
        };
        let help = "give this one another name with `rust_name: ...`";
        let diagnostic = if self.place(&second).is_some() {
            let message = format!("two {} are called `{first}` in Rust", self.what);
            Diagnostic::error(Code::Name, span, message)
        } else {
            let message = format!(
                "`{first}` is the usual name of a struct that is made of the operation `{operation}`, which is called `{second}` instead"
            );
            Diagnostic::warning(Code::Name, span, message)
        };
        self.reporter.report(diagnostic.help(help));
        self.taken.insert(second.clone(), Span::default());
        second
    }
}
