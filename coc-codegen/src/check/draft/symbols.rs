//! The names that type expressions can use: types of the language, and the types and
//! enumerations that files declare. The declarations themselves belong to `resolved`.

use std::collections::HashMap;

use crate::arena::Id;
use crate::diagnostic::{Code, Declared, Diagnostic, Reporter, did_you_mean};
use crate::model::{EnumId, Module, TableId, Type, ValueKind};
use crate::source::{Span, Spanned};
use crate::spec::{Declarations, Spec, TypeExpr};

/// Types and enumerations by the module that declares them.
pub(in crate::check) struct Symbols<'s> {
    spec: &'s Spec,
    reporter: &'s Reporter,
    known: HashMap<(Module, &'s str), Symbol>,
}

/// A declaration that type expressions can name, with the place of its name.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) enum Symbol {
    Table(TableId, Span),
    Enum(EnumId, ValueKind, Span),
}

impl Symbol {
    const fn span(self) -> Span {
        match self {
            Self::Table(_, span) | Self::Enum(_, _, span) => span,
        }
    }
}

/// The declarations of one file.
pub(in crate::check) fn declarations(spec: &Spec, module: Module) -> &Declarations {
    match module {
        Module::Shared => &spec.service.names,
        Module::Operation(id) => &spec.operations[id.index()].names,
    }
}

/// Whether a name that `module` does not find may be declared in a part of a file that
/// could not be read. Such a name is not reported as unknown, since that part has an
/// error already.
pub(in crate::check) fn may_declare_more(spec: &Spec, module: Module) -> bool {
    declarations(spec, module).incomplete || spec.service.names.incomplete
}

impl<'s> Symbols<'s> {
    /// No symbols yet.
    pub(in crate::check) fn new(spec: &'s Spec, reporter: &'s Reporter) -> Self {
        Self { spec, reporter, known: HashMap::new() }
    }

    /// Declares a name, which must be new in its file and in `service.yaml`.
    pub(in crate::check) fn enter(
        &mut self,
        module: Module,
        name: &'s Spanned<String>,
        symbol: Symbol,
    ) {
        if Type::built_in(&name.value).is_some()
            || ["none", "binary"].contains(&name.value.as_str())
        {
            let message = format!("`{}` is a type of the language", name.value);
            let diagnostic = Diagnostic::error(Code::Name, name.span, message);
            self.reporter.report(diagnostic.help("choose another name"));
        }
        let before = self.known.insert((module, &name.value), symbol);
        let shared = || match module {
            Module::Shared => None,
            Module::Operation(_) => {
                self.known.get(&(Module::Shared, name.value.as_str())).copied()
            }
        };
        if let Some(first) = before.or_else(shared).map(Symbol::span) {
            // Enumerations are declared before types, in whatever order the file has
            // them.
            let is_later = first.file == name.span.file && first > name.span;
            let (first, second) =
                if is_later { (name.span, first) } else { (first, name.span) };
            let message = format!("`{}` is declared already", name.value);
            let diagnostic = Diagnostic::error(Code::Name, second, message);
            let diagnostic = diagnostic.related(first, "first here");
            self.reporter.report(diagnostic.help("choose another name"));
        }
    }

    /// The enumeration of this name, as `module` sees it.
    pub(in crate::check) fn enum_id(
        &self,
        module: Module,
        name: &str,
    ) -> Option<EnumId> {
        self.enumeration(module, name).map(|(id, _)| id)
    }

    /// The enumeration of this name with the kind of its values, as `module` sees it.
    pub(in crate::check) fn enumeration(
        &self,
        module: Module,
        name: &str,
    ) -> Option<(EnumId, ValueKind)> {
        match self.symbol(module, name) {
            Some(Symbol::Enum(id, kind, _)) => Some((id, kind)),
            _ => None,
        }
    }

    fn symbol(&self, module: Module, name: &str) -> Option<Symbol> {
        let own = self.known.get(&(module, name));
        own.or_else(|| self.known.get(&(Module::Shared, name))).copied()
    }

    /// Resolves a type expression, and reports an unknown name.
    pub(in crate::check) fn resolve(
        &self,
        module: Module,
        expr: &Spanned<TypeExpr>,
    ) -> Option<Type> {
        match &expr.value {
            TypeExpr::Array(inner) => {
                Some(Type::Array(Box::new(self.resolve(module, inner)?)))
            }
            TypeExpr::Map(inner) => {
                Some(Type::Map(Box::new(self.resolve(module, inner)?)))
            }
            TypeExpr::Name(name) => {
                // A declaration with the name of a type of the language was reported
                // already. It is the one that is used.
                let found = match self.symbol(module, name) {
                    Some(Symbol::Table(id, _)) => Some(Type::Struct(id)),
                    Some(Symbol::Enum(id, kind, _)) => Some(Type::Enum(id, kind)),
                    None => Type::built_in(name),
                };
                if found.is_none() && !may_declare_more(self.spec, module) {
                    self.reporter.report(self.unknown_type(module, name, expr.span));
                }
                found
            }
        }
    }

    fn unknown_type(&self, module: Module, name: &str, span: Span) -> Diagnostic {
        let in_reach = |at: Module| at == module || at == Module::Shared;
        let mut known: Vec<&str> = self
            .known
            .keys()
            .filter(|(at, _)| in_reach(*at))
            .map(|(_, name)| *name)
            .collect();
        known.sort_unstable();
        let known =
            known.into_iter().chain(Type::BUILT_IN.iter().map(|(name, _)| *name));
        Diagnostic::error(
            Code::UnknownType,
            span,
            format!("no type or enumeration is called `{name}`"),
        )
        .unknown(Declared::Type, name)
        .maybe_help(usual(name).or_else(|| did_you_mean(name, known)))
    }
}

/// The help for the name that another language has for a type.
fn usual(name: &str) -> Option<String> {
    let of_items =
        [name.strip_suffix("[]"), inside(name, "array"), inside(name, "list")];
    if let Some(items) = of_items.into_iter().flatten().next().or_else(|| items(name)) {
        return Some(format!("a list of them is `{{ array: {items} }}`"));
    }
    if let Some(values) = inside(name, "map").and_then(|it| it.rsplit(',').next()) {
        return Some(format!("a map is `{{ map: {} }}`", values.trim()));
    }
    if let Some((ty, most)) = name.strip_suffix(')').and_then(|it| it.split_once('(')) {
        return Some(format!(
            "a limit has a key of its own: `type: {ty}`, and `length` or `range` with {most}"
        ));
    }
    if name.contains(" | ") || name.contains(" or ") {
        let help = "a field has one type; `any` holds all, and `types` has those of an object that depend on a condition";
        return Some(help.to_owned());
    }
    let help = match name.to_ascii_lowercase().as_str() {
        "int" | "int32" | "i32" | "short" => "an integer of 32 bits is `integer`",
        "int64" | "i64" | "bigint" => "an integer of 64 bits is `long`",
        "number" | "double" | "decimal" => {
            "a number is `float`; a whole one is `integer` or `long`"
        }
        "bool" => "a boolean is `boolean`",
        "str" | "text" | "char" | "uuid" => "text is `string`",
        "list" | "array" | "set" => {
            "a list is `{ array: type }`, with the type of its items"
        }
        "map" | "dict" | "hash" => {
            "a map is `{ map: type }`, with the type of its values"
        }
        "datetime" | "date-time" | "instant" => {
            "a time in milliseconds is `timestamp`; as text it is `date_time`, `date` or `time`"
        }
        "none" | "null" | "void" | "empty" | "nothing" => {
            "an answer without content is `none`; where a request has no body, `body` is left out"
        }
        "binary" | "bytes" | "stream" => {
            "a part of a form that is a file is `file`; an answer that is one is `type: binary`"
        }
        "json" | "dynamic" => "anything is `any`; a free-form object is `object`",
        _ => return None,
    };
    Some(help.to_owned())
}

/// The type of the items in the words of a page: `Array of Thing objects`.
fn items(name: &str) -> Option<&str> {
    let (word, rest) = name.split_once(" of ")?;
    let is_list = ["array", "list"].iter().any(|it| it.eq_ignore_ascii_case(word));
    let rest = rest.strip_suffix(" objects").unwrap_or(rest);
    // The page has them in the plural.
    let plural = rest
        .strip_suffix('s')
        .filter(|it| Type::BUILT_IN.iter().any(|(ty, _)| ty == it));
    is_list.then_some(plural.unwrap_or(rest))
}

/// The type in brackets behind a word: `array<string>`.
fn inside<'n>(name: &'n str, word: &str) -> Option<&'n str> {
    let (front, rest) = name.split_at_checked(word.len())?;
    let rest = front.eq_ignore_ascii_case(word).then_some(rest)?;
    let rest = rest.strip_prefix(['<', '(', '['])?;
    rest.strip_suffix(['>', ')', ']'])
}

/// The help where nothing is called nearly so.
pub(in crate::check) fn types_of_the_language() -> String {
    let names: Vec<&str> = Type::BUILT_IN.iter().map(|(name, _)| *name).collect();
    format!("the types of the language are `{}`", names.join("`, `"))
}
