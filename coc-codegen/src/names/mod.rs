//! Every identifier is decided here, before anything is emitted: from documented names by the usual conventions, or
//! as `rust_name` says. What is emitted under a name does not belong here.

mod typed;

use std::collections::HashMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::check::Draft;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Model, Module, OperationId, Place};
use crate::source::{Span, Spanned};
use crate::spec::{Declarations, Spec};

pub(crate) use typed::typed;

/// How a kind of name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// `a_b`
    Snake,
    /// `AB`
    Camel,
    /// `A_B`
    Constant,
}

/// The identifier for a documented name, or none where it has nothing that an identifier could hold.
pub(crate) fn identifier(name: &str, case: Case) -> Option<String> {
    let mut parts: Vec<String> =
        split_numbers(&signed(name)).iter().map(|part| convert(part, case)).collect();
    parts.retain(|part| !part.is_empty());
    let mut joined = parts.join("_");
    if joined.starts_with(|c: char| c.is_ascii_digit()) {
        joined.insert(0, if case == Case::Snake { 'v' } else { 'V' });
    }
    if joined.is_empty() {
        return None;
    }
    // What is reserved is the parser's business; a trailing underscore frees any such word.
    [joined.clone(), joined + "_"].into_iter().find(|it| is_identifier(it))
}

fn convert(name: &str, case: Case) -> String {
    match case {
        Case::Snake => name.to_snake_case(),
        Case::Camel => name.to_upper_camel_case(),
        Case::Constant => name.to_shouty_snake_case(),
    }
}

/// `-1` and `+1` are not `1`.
fn signed(name: &str) -> String {
    let rest = name.strip_prefix(['-', '+']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    match rest {
        Some(rest) if name.starts_with('-') => format!("minus {rest}"),
        Some(rest) => format!("plus {rest}"),
        None => name.to_owned(),
    }
}

/// Splits between digits, so that `1.5` is not `15`.
fn split_numbers(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let mut parts = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let between = at > 0 && digit(chars.get(at - 1)) && digit(chars.get(at + 1));
        if between && !c.is_alphanumeric() {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(*c);
        }
    }
    parts
}

/// What the parser lets through and the edition of generated crates reserves all the same.
const EDITION: &[&str] = &["gen"];

fn is_identifier(name: &str) -> bool {
    !EDITION.contains(&name) && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Names that stand for something else wherever generated types are declared.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Names of methods that every request type has, or that its users expect to mean something else.
const METHODS: &[&str] = &[
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "undocumented",
    "undocumented_",
    "with_undocumented",
];

/// Names of modules and methods that the hand-written part of a generated crate has, and of crates it names.
const CRATE: &[&str] = &[
    "alloc",
    "bon",
    "builder",
    "bytes",
    "client",
    "clone",
    "core",
    "generated",
    "http",
    "new",
    "operation",
    "operations",
    "runtime",
    "send",
    "send_raw",
    "send_with",
    "serde",
    "serde_json",
    "shared",
    "std",
    "test",
    "testing",
    "with",
    "endpoint",
    "blocking",
    "options",
];

/// Decides every name of the model.
pub(crate) fn assign(spec: &Spec, draft: &mut Draft, diagnostics: &mut Diagnostics) {
    operations(spec, draft, diagnostics);
    let homes = std::iter::once((Module::Shared, &spec.service.names)).chain(
        spec.operations.iter().zip(0..).map(|(file, at)| (Module::Operation(OperationId(at)), &file.names)),
    );
    for (home, names) in homes {
        module(spec, draft, home, names, diagnostics);
    }
    statics(&mut draft.model);
}

fn operations(spec: &Spec, draft: &mut Draft, diagnostics: &mut Diagnostics) {
    let mut scope = Scope::new("operations", CRATE);
    for (file, operation) in spec.operations.iter().zip(&mut draft.model.operations) {
        operation.rust_name = scope.name(&file.name, None, Case::Snake, diagnostics);
    }
}

/// Types, enumerations and all that is in them.
fn module(spec: &Spec, draft: &mut Draft, home: Module, names: &Declarations, diagnostics: &mut Diagnostics) {
    let model = &mut draft.model;
    let mut scope = Scope::new("types and enumerations", PRELUDE);
    if home != Module::Shared {
        // An operation's module sees the shared types too.
        let types = of_home(&mut model.types, Module::Shared, |item| item.home);
        scope.taken.extend(types.iter().map(|item| (item.rust_name.clone(), Span::default())));
        let enums = of_home(&mut model.enums, Module::Shared, |item| item.home);
        scope.taken.extend(enums.iter().map(|item| (item.rust_name.clone(), Span::default())));
    }
    for (item, def) in of_home(&mut model.enums, home, |item| item.home).iter_mut().zip(&names.enums) {
        item.rust_name = scope.name(&def.name, def.rust_name.as_ref(), Case::Camel, diagnostics);
        let mut variants = Scope::new("values", &[]);
        for (value, def) in item.values.iter_mut().zip(&def.values) {
            value.rust_name = variants.name(&def.value, def.rust_name.as_ref(), Case::Camel, diagnostics);
        }
        item.unknown_name = variants.own(&["Unknown", "Unrecognized", "Undocumented"]);
    }
    let parameters: &[_] = match home {
        Module::Shared => &[],
        Module::Operation(id) => &spec.operations[id.0 as usize].parameters,
    };
    // Declared names come first: what the generator adds makes way.
    let types = of_home(&mut model.types, home, |item| item.home);
    for (item, def) in types.iter_mut().skip(parameters.len()).zip(&names.types) {
        item.rust_name = scope.name(&def.name, def.rust_name.as_ref(), Case::Camel, diagnostics);
    }
    let operation = match home {
        Module::Operation(id) => spec.operations[id.0 as usize].name.value.as_str(),
        Module::Shared => "",
    };
    let stem = identifier(operation, Case::Camel).unwrap_or_default();
    for item in types.iter_mut().take(parameters.len()) {
        let place = match item.place {
            Some(Place::Path) => "Path",
            Some(Place::Query) => "Query",
            _ => "Header",
        };
        item.rust_name = scope.own(&[&format!("{stem}{place}"), &format!("{stem}{place}Parameters")]);
    }
    let tables = parameters.iter().map(|(_, table)| table).chain(&names.types);
    for (item, def) in types.iter_mut().zip(tables) {
        let mut fields = Scope::new("fields", METHODS);
        for (field, def) in item.fields.iter_mut().zip(&def.fields) {
            field.rust_name = fields.name(&def.name, def.rust_name.as_ref(), Case::Snake, diagnostics);
        }
        let mut methods = Scope::new("accessors", METHODS);
        let declared: Vec<_> = def.accessors.iter().map(|it| &it.name).collect();
        for accessor in &mut item.accessors {
            let Some(name) = declared.iter().find(|name| name.value == accessor.rust_name) else {
                continue;
            };
            accessor.rust_name = methods.name(name, None, Case::Snake, diagnostics);
        }
    }
    if let Module::Operation(id) = home {
        model.operations[id.0 as usize].request_name =
            scope.own(&[&format!("{stem}Request"), &format!("{stem}RequestEnvelope")]);
    }
}

/// The items of one home: all of them stand in the order of their homes.
fn of_home<T>(items: &mut [T], home: Module, of: impl Fn(&T) -> Module) -> &mut [T] {
    let first = items.partition_point(|item| of(item) < home);
    let count = items[first..].partition_point(|item| of(item) == home);
    &mut items[first..first + count]
}

/// Statics are named after ids, which are unique before their case is changed and nearly always after.
fn statics(model: &mut Model) {
    let mut taken: HashMap<(Module, String), u32> = HashMap::new();
    let mut unique = |home: Module, name: String| {
        let count = taken.entry((home, name.clone())).and_modify(|count| *count += 1).or_insert(1);
        if *count == 1 { name } else { format!("{name}_{count}") }
    };
    let operations: Vec<String> = model.operations.iter().map(|operation| operation.name.clone()).collect();
    for rule in &mut model.rules {
        let prefix = match rule.home {
            Module::Shared => "shared.",
            Module::Operation(id) => &format!("{}.", operations[id.0 as usize]),
        };
        let name = rule.id.strip_prefix(prefix).unwrap_or(&rule.id);
        rule.rust_name = unique(rule.home, constant(name));
    }
    for decision in &mut model.decisions {
        decision.rust_name = unique(decision.home, constant(&decision.name));
    }
}

fn constant(name: &str) -> String {
    identifier(name, Case::Constant).unwrap_or_else(|| "NAMELESS".to_owned())
}

/// Whether a name is wrong for another reason already, of which more would only be said again.
fn is_refused(diagnostics: &Diagnostics, name: Span) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.span == name)
}

/// Names that must differ.
struct Scope {
    what: &'static str,
    reserved: &'static [&'static str],
    taken: HashMap<String, Span>,
}

impl Scope {
    fn new(what: &'static str, reserved: &'static [&'static str]) -> Self {
        Self { what, reserved, taken: HashMap::new() }
    }

    /// Names something documented.
    fn name(
        &mut self,
        documented: &Spanned<String>,
        wanted: Option<&Spanned<String>>,
        case: Case,
        diagnostics: &mut Diagnostics,
    ) -> String {
        let span = wanted.unwrap_or(documented).span;
        let name = match wanted {
            Some(wanted) if is_identifier(wanted) => wanted.value.clone(),
            Some(wanted) => {
                let message = format!("`{}` is not a Rust identifier", wanted.value);
                diagnostics.push(Diagnostic::error(Code::Name, span, message));
                return wanted.value.clone();
            }
            None => match identifier(documented, case) {
                Some(name) => self.unreserved(name, case),
                None if is_refused(diagnostics, documented.span) => return String::new(),
                None => {
                    let message = format!("`{}` gives no Rust identifier", documented.value);
                    diagnostics.push(
                        Diagnostic::error(Code::Name, span, message).help("name it with `rust_name: ...`"),
                    );
                    return String::new();
                }
            },
        };
        let first = self.taken.insert(name.clone(), span);
        if let Some(first) = first.filter(|_| !is_refused(diagnostics, documented.span)) {
            let message = format!("two {} are called `{name}` in Rust", self.what);
            let mut diagnostic = Diagnostic::error(Code::Name, span, message);
            if first != Span::default() {
                diagnostic = diagnostic.related(first, "the other one");
            }
            diagnostics.push(diagnostic.help("give this one another name with `rust_name: ...`"));
        }
        name
    }

    /// What makes way may stand on a reserved name again.
    fn unreserved(&self, mut name: String, case: Case) -> String {
        while self.reserved.contains(&name.as_str()) {
            name.push_str(match case {
                Case::Camel => "Type",
                Case::Snake | Case::Constant => "_",
            });
        }
        name
    }

    /// Names something of the generator's own, which makes way for what is documented.
    fn own(&mut self, candidates: &[&str]) -> String {
        let free =
            candidates.iter().find(|name| !self.taken.contains_key(**name)).map(|name| (*name).to_owned());
        let mut name = free.or_else(|| candidates.last().map(|name| (*name).to_owned())).unwrap_or_default();
        while self.taken.contains_key(&name) {
            name.push('X');
        }
        self.taken.insert(name.clone(), Span::default());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, identifier, is_identifier};

    #[test]
    fn documented_names_become_identifiers() {
        let cases = [
            ("change_notes", "change_notes", "ChangeNotes"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("in", "in_", "In"),
            ("2fa", "v2fa", "V2fa"),
            ("x-request-id", "x_request_id", "XRequestId"),
            ("@class", "class", "Class"),
            ("名称", "名称", "名称"),
            ("a.b", "a_b", "AB"),
            ("1.5", "v1_5", "V1_5"),
            ("-1", "minus_1", "Minus1"),
            ("await", "await_", "Await"),
            ("gen", "gen_", "Gen"),
            ("HTTPServer", "http_server", "HttpServer"),
        ];
        for (name, snake, camel) in cases {
            assert_eq!(identifier(name, Case::Snake).as_deref(), Some(snake), "{name}");
            assert_eq!(identifier(name, Case::Camel).as_deref(), Some(camel), "{name}");
        }
        assert_eq!(identifier("-", Case::Snake), None);
        assert_eq!(identifier("", Case::Camel), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_out_is_an_identifier(name in ".{0,12}") {
            for case in [Case::Snake, Case::Camel, Case::Constant] {
                if let Some(found) = identifier(&name, case) {
                    proptest::prop_assert!(is_identifier(&found), "{:?}", found);
                }
            }
        }
    }
}
