//! First pass: everything that has a name gets its place in the model, and type expressions are looked up.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::spans::Spans;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{
    Citation, Content, Decision, DecisionId, Enum, EnumId, Envelope, Field, Literal, Model, Module,
    Operation, OperationId, Place, Response, Segment, Service, Table, TableId, Type, Value,
};
use crate::source::{Span, Spanned};
use crate::spec::{
    Declarations, FieldDef, OperationFile, ResponseBody, RuleDefKind, Spec, TypeDef, TypeExpr,
};

/// A model in the making, with what only the checks need.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) model: Model,
    pub(crate) spans: Spans,
    /// Names in reach of each home.
    types: HashMap<(Module, String), Named>,
    decisions: HashMap<(Module, String), DecisionId>,
    /// Rows whose type is not known, and operations whose body's is not, so that nothing more is said of them.
    pub(super) unresolved: HashSet<Span>,
    /// Types whose values may hold a secret.
    pub(super) secretive: HashSet<TableId>,
    /// Files, types and enumerations of which something could not be read, so that nothing is missed in them.
    incomplete: Incomplete,
    /// Declarations of the decisions that something uses.
    pub(super) used_decisions: HashSet<Span>,
}

#[derive(Debug, Default)]
struct Incomplete {
    homes: HashSet<Module>,
    types: HashSet<TableId>,
    enums: HashSet<EnumId>,
}

#[derive(Debug, Clone, Copy)]
enum Named {
    Table(TableId),
    Enum(EnumId),
}

/// Places every declaration.
pub(super) fn declare(spec: &Spec, diagnostics: &mut Diagnostics) -> Draft {
    let mut draft = Draft::default();
    let service = &spec.service;
    draft.model.service = Service {
        name: service.name.value.clone(),
        title: service.title.clone(),
        doc: service.doc.clone(),
        endpoints: service
            .endpoints
            .iter()
            .map(|(region, url)| (region.value.clone(), url.value.clone()))
            .collect(),
        project_scope: service.project_scope,
        blanks: service.blanks.clone(),
        envelope: service.envelope.as_ref().map(|it| Envelope {
            code: it.code.clone(),
            message: it.message.clone(),
            data: it.data.clone(),
            success: it.success.clone(),
        }),
    };
    let homes: Vec<_> = std::iter::once((Module::Shared, &service.names, [].as_slice()))
        .chain(spec.operations.iter().zip(0..).map(|(operation, index)| {
            (Module::Operation(OperationId(index)), &operation.names, operation.parameters.as_slice())
        }))
        .collect();
    for (home, names, parameters) in &homes {
        draft.enter(*home, names, parameters, diagnostics);
    }
    let uses = draft.use_decisions(&service.uses, Module::Shared, diagnostics);
    debug_assert!(uses.len() <= service.uses.len());
    for (home, names, parameters) in &homes {
        draft.fill(spec, *home, names, parameters, diagnostics);
    }
    operations(spec, &mut draft, diagnostics);
    draft
}

impl Draft {
    /// Gives each declaration of one file its id.
    fn enter(
        &mut self,
        home: Module,
        names: &Declarations,
        parameters: &[(Place, TypeDef)],
        diagnostics: &mut Diagnostics,
    ) {
        if names.incomplete {
            self.incomplete.homes.insert(home);
        }
        for decision in &names.decisions {
            let id = DecisionId(index(self.model.decisions.len()));
            self.decisions.insert((home, decision.name.value.clone()), id);
            self.spans.decisions.push(decision.name.span);
            self.model.decisions.push(Decision {
                name: decision.name.value.clone(),
                rust_name: String::new(),
                home,
                pages: decision.pages.clone(),
                resolution: decision.resolution.clone(),
                evidence: decision.evidence.clone(),
            });
        }
        for item in &names.enums {
            let id = EnumId(index(self.model.enums.len()));
            self.name(home, &item.name, Named::Enum(id), diagnostics);
            self.spans.enums.push(item.name.span);
            if item.incomplete {
                self.incomplete.enums.insert(id);
            }
            self.spans.values.push(item.values.iter().map(|value| value.value.span).collect());
            self.model.enums.push(Enum {
                name: item.name.value.clone(),
                rust_name: String::new(),
                unknown_name: String::new(),
                home,
                doc: item.doc.clone(),
                open: item.open,
                values: Vec::new(),
                decisions: Vec::new(),
            });
        }
        let tables = parameters.iter().map(|(place, table)| (Some(*place), table));
        for (place, item) in tables.chain(names.types.iter().map(|item| (None, item))) {
            let id = TableId(index(self.model.types.len()));
            if place.is_none() {
                self.name(home, &item.name, Named::Table(id), diagnostics);
            }
            self.spans.types.push(item.name.span);
            if item.incomplete {
                self.incomplete.types.insert(id);
            }
            self.spans.fields.push(item.fields.iter().map(|field| field.name.span).collect());
            self.model.types.push(Table {
                name: item.name.value.clone(),
                rust_name: String::new(),
                home,
                place,
                tables: item.tables.clone(),
                doc: item.doc.clone(),
                fields: Vec::new(),
                groups: Vec::new(),
                accessors: Vec::new(),
                in_requests: false,
                in_responses: false,
                parents: Vec::new(),
                decisions: Vec::new(),
                by_name: BTreeMap::new(),
                observations: Vec::new(),
            });
        }
    }

    fn name(&mut self, home: Module, name: &Spanned<String>, named: Named, diagnostics: &mut Diagnostics) {
        if builtin(&name.value).is_some() {
            let message = format!("`{}` is a type of the language", name.value);
            diagnostics.push(Diagnostic::error(Code::Name, name.span, message).help("choose another name"));
        }
        let before = self.types.insert((home, name.value.clone()), named);
        let shared =
            (home != Module::Shared).then(|| self.types.get(&(Module::Shared, name.value.clone()))).flatten();
        if let Some(first) = before.or(shared.copied()) {
            let first = match first {
                Named::Table(id) => self.spans.types[id.0 as usize],
                Named::Enum(id) => self.spans.enums[id.0 as usize],
            };
            let message = format!("`{}` is declared already", name.value);
            let diagnostic = Diagnostic::error(Code::Name, name.span, message).related(first, "first here");
            diagnostics.push(diagnostic.help("choose another name"));
        }
    }

    /// Puts fields and values into what [`Draft::enter`] placed.
    fn fill(
        &mut self,
        spec: &Spec,
        home: Module,
        names: &Declarations,
        parameters: &[(Place, TypeDef)],
        diagnostics: &mut Diagnostics,
    ) {
        for item in &names.enums {
            let Some(Named::Enum(id)) = self.types.get(&(home, item.name.value.clone())).copied() else {
                continue;
            };
            let decisions = self.use_decisions(&item.decisions, home, diagnostics);
            let mut values = Vec::with_capacity(item.values.len());
            for value in &item.values {
                if spec.service.blanks.contains(&value.value.value) {
                    let message = "an enumeration cannot hold a blank: it counts as absent";
                    diagnostics.push(Diagnostic::error(Code::EnumValue, value.value.span, message));
                }
                values.push(Value {
                    wire: value.value.value.clone(),
                    rust_name: String::new(),
                    doc: value.doc.clone(),
                    sic: value.sic,
                    deprecated: value.deprecated.clone(),
                    observed: value.observed.iter().map(|name| name.value.clone()).collect(),
                    decisions: self.use_decisions(&value.decisions, home, diagnostics),
                });
            }
            if values.is_empty() && !item.incomplete {
                diagnostics.push(Diagnostic::error(
                    Code::EnumValue,
                    item.name.span,
                    "an enumeration needs a value",
                ));
            }
            let found = &mut self.model.enums[id.0 as usize];
            found.values = values;
            found.decisions = decisions;
        }
        let tables = parameters.iter().map(|(place, table)| (Some(*place), table));
        for (place, item) in tables.chain(names.types.iter().map(|item| (None, item))) {
            let Some(id) = self.type_id(home, place, &item.name.value) else {
                continue;
            };
            let decisions = self.use_decisions(&item.decisions, home, diagnostics);
            let fields: Vec<Field> =
                item.fields.iter().map(|field| self.field(spec, home, item, field, diagnostics)).collect();
            let by_name = fields.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect();
            let found = &mut self.model.types[id.0 as usize];
            found.fields = fields;
            found.by_name = by_name;
            found.decisions = decisions;
        }
    }

    /// The id of a type, or of the parameter table at `place`.
    pub(crate) fn type_id(&self, home: Module, place: Option<Place>, name: &str) -> Option<TableId> {
        if place.is_some() {
            // Types stand in the order of their homes.
            let types = &self.model.types;
            let first = types.partition_point(|it| it.home < home);
            let own = types[first..].iter().take_while(|it| it.home == home);
            return own.zip(first..).find(|(it, _)| it.place == place).map(|(_, at)| TableId(index(at)));
        }
        match self.types.get(&(home, name.to_owned())) {
            Some(Named::Table(id)) => Some(*id),
            _ => None,
        }
    }

    /// The id of an enumeration in reach of `home`.
    pub(crate) fn enum_id(&self, home: Module, name: &str) -> Option<EnumId> {
        match self.lookup(home, name) {
            Some(Named::Enum(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether what `home` does not find may be declared in what could not be read.
    pub(super) fn may_hide(&self, home: Module) -> bool {
        self.incomplete.homes.contains(&home) || self.incomplete.homes.contains(&Module::Shared)
    }

    /// Whether the fields of a type could not be read.
    pub(super) fn is_incomplete(&self, id: TableId) -> bool {
        self.incomplete.types.contains(&id)
    }

    /// Whether there are fields whose types could not be read or found.
    pub(super) fn has_unknown(&self) -> bool {
        !self.unresolved.is_empty() || !self.incomplete.types.is_empty()
    }

    /// Whether the values of an enumeration could not be read.
    pub(super) fn is_incomplete_list(&self, id: EnumId) -> bool {
        self.incomplete.enums.contains(&id)
    }

    fn lookup(&self, home: Module, name: &str) -> Option<Named> {
        let own = self.types.get(&(home, name.to_owned()));
        own.or_else(|| self.types.get(&(Module::Shared, name.to_owned()))).copied()
    }

    fn field(
        &mut self,
        spec: &Spec,
        home: Module,
        table: &TypeDef,
        field: &FieldDef,
        diagnostics: &mut Diagnostics,
    ) -> Field {
        let ty = field.ty.as_ref().and_then(|ty| self.ty(home, ty, diagnostics)).unwrap_or_else(|| {
            self.unresolved.insert(field.name.span);
            Type::Any
        });
        // A field is an enumeration where all of its lists are the same one.
        let ty = match ty {
            Type::String => self.only_list(home, field).map_or(Type::String, Type::Enum),
            ty => ty,
        };
        let observed: Vec<String> = field.observed.iter().map(|name| name.value.clone()).collect();
        Field {
            name: field.name.value.clone(),
            rust_name: String::new(),
            ty,
            boxed: false,
            doc: field.doc.clone(),
            rules: Vec::new(),
            documented: Vec::new(),
            source: origin(spec, home, table, &field.name.value, !observed.is_empty()),
            default: field.default.as_ref().map(|value| value.value.clone()),
            delimiter: field.rules.iter().find_map(|rule| match &rule.kind {
                RuleDefKind::Delimiter(text) => Some(text.value.clone()),
                _ => None,
            }),
            prose: field.prose.clone(),
            observed,
            sic: field.sic,
            sensitive: field.sensitive,
            deprecated: field.deprecated.clone(),
            decisions: self.use_decisions(&field.decisions, home, diagnostics),
            assume_present: self.use_decision(field.assume_present.as_ref(), home, diagnostics),
            all_cases: self.use_decision(field.all_cases.as_ref(), home, diagnostics),
            cases: field
                .cases
                .iter()
                .map(|(value, name)| (value.value.clone(), name.value.clone()))
                .collect(),
        }
    }

    fn use_decision(
        &mut self,
        name: Option<&Spanned<String>>,
        home: Module,
        diagnostics: &mut Diagnostics,
    ) -> Option<DecisionId> {
        self.use_decisions(name.map_or(&[][..], std::slice::from_ref), home, diagnostics).pop()
    }

    fn only_list(&self, home: Module, field: &FieldDef) -> Option<EnumId> {
        let mut lists = field.rules.iter().filter_map(|rule| match &rule.kind {
            RuleDefKind::Enum { name, .. } => Some(self.enum_id(home, &name.value)),
            _ => None,
        });
        let first = lists.next()??;
        lists.all(|list| list == Some(first)).then_some(first)
    }

    /// Looks a type expression up.
    pub(super) fn ty(
        &self,
        home: Module,
        expr: &Spanned<TypeExpr>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Type> {
        match &expr.value {
            TypeExpr::Array(inner) => Some(Type::Array(Box::new(self.ty(home, inner, diagnostics)?))),
            TypeExpr::Map(inner) => Some(Type::Map(Box::new(self.ty(home, inner, diagnostics)?))),
            TypeExpr::Name(name) => {
                if let Some(ty) = builtin(name) {
                    return Some(ty);
                }
                match self.lookup(home, name) {
                    Some(Named::Table(id)) => Some(Type::Struct(id)),
                    Some(Named::Enum(id)) => Some(Type::Enum(id)),
                    None if self.may_hide(home) => None,
                    None => {
                        let message = format!("no type or enumeration is called `{name}`");
                        let known = self.types.keys().filter(|(at, _)| *at == home || *at == Module::Shared);
                        let mut known: Vec<&str> = known.map(|(_, name)| name.as_str()).collect();
                        known.sort_unstable();
                        let known = known.into_iter().chain(BUILTINS.iter().map(|(name, _)| *name));
                        let diagnostic = Diagnostic::error(Code::UnknownType, expr.span, message);
                        diagnostics.push(diagnostic.maybe_help(did_you_mean(name, known)));
                        None
                    }
                }
            }
        }
    }

    /// Looks decisions up and counts them as used.
    pub(super) fn use_decisions(
        &mut self,
        names: &[Spanned<String>],
        home: Module,
        diagnostics: &mut Diagnostics,
    ) -> Vec<DecisionId> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let own = self.decisions.get(&(home, name.value.clone()));
            if let Some(id) =
                own.or_else(|| self.decisions.get(&(Module::Shared, name.value.clone()))).copied()
            {
                self.used_decisions.insert(self.spans.decisions[id.0 as usize]);
                found.push(id);
                continue;
            }
            if self.may_hide(home) {
                continue;
            }
            let message = format!("no decision is called `{}`", name.value);
            let mut known: Vec<&str> = self.decisions.keys().map(|(_, name)| name.as_str()).collect();
            known.sort_unstable();
            let diagnostic = Diagnostic::error(Code::UnknownDecision, name.span, message);
            diagnostics.push(diagnostic.maybe_help(did_you_mean(&name.value, known)));
        }
        found
    }
}

const BUILTINS: &[(&str, Type)] = &[
    ("string", Type::String),
    ("boolean", Type::Boolean),
    ("integer", Type::Integer),
    ("long", Type::Long),
    ("float", Type::Float),
    ("timestamp", Type::Timestamp),
    ("object", Type::Object),
    ("any", Type::Any),
];

fn builtin(name: &str) -> Option<Type> {
    BUILTINS.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
}

/// The id of what stands at a place of a list.
pub(super) fn index(len: usize) -> u32 {
    // Sources are bounded by 4 GiB, and a declaration takes more than a byte.
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn origin(spec: &Spec, home: Module, table: &TypeDef, parameter: &str, observed: bool) -> Citation {
    let own = match home {
        Module::Operation(id) => spec.operations[id.0 as usize].page.title.clone(),
        Module::Shared => String::new(),
    };
    let (page, number) = table.tables.first().cloned().unwrap_or_default();
    let mut page = if page.is_empty() { own } else { page };
    if page.is_empty() {
        page.clone_from(&spec.service.title);
    }
    let table = if observed { String::new() } else { number };
    Citation { page, table, parameter: parameter.to_owned() }
}

fn operations(spec: &Spec, draft: &mut Draft, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut requested: HashMap<(&str, String), Span> = HashMap::new();
    for (file, at) in spec.operations.iter().zip(0..) {
        let home = Module::Operation(OperationId(at));
        if let Some(first) = seen.insert(&file.name.value, file.name.span) {
            let message = format!("the operation `{}` is declared twice", file.name.value);
            diagnostics
                .push(Diagnostic::error(Code::Name, file.name.span, message).related(first, "first here"));
        }
        let request = shape(&file.path).map(|shape| (file.method.as_str(), shape));
        if let Some(first) = request.and_then(|request| requested.insert(request, file.path.span)) {
            let message =
                format!("another operation is requested with `{} {}`", file.method, file.path.value);
            let diagnostic = Diagnostic::note_at(Code::SameRequest, file.path.span, message);
            let stands = format!("it stands at `{}#{}` in openapi.json", file.path.value, file.name.value);
            diagnostics.push(diagnostic.related(first, "first here").note(stands));
        }
        draft.spans.operations.push(file.name.span);
        let parameters: Vec<(Place, TableId)> = file
            .parameters
            .iter()
            .filter_map(|(place, table)| {
                Some((*place, draft.type_id(home, Some(*place), &table.name.value)?))
            })
            .collect();
        let body = file.body.as_ref().and_then(|body| draft.ty(home, body, diagnostics));
        if file.body.is_some() && body.is_none() {
            draft.unresolved.insert(file.name.span);
        }
        let responses = responses(file, home, draft, diagnostics);
        let path = parameters.iter().find(|(place, _)| *place == Place::Path).map(|(_, id)| *id);
        let whole = !path.map_or_else(|| draft.may_hide(home), |id| draft.is_incomplete(id));
        let segments = segments(file, path.map(|id| &draft.model[id]), whole, diagnostics);
        let decisions = draft.use_decisions(&file.uses, home, diagnostics);
        draft.model.operations.push(Operation {
            name: file.name.value.clone(),
            rust_name: String::new(),
            request_name: String::new(),
            method: file.method.clone(),
            path: file.path.value.clone(),
            segments,
            page: file.page.title.clone(),
            updated: file.page.updated.clone(),
            permission: file.permission.clone(),
            doc: file.doc.clone(),
            repeatable: file.repeatable,
            deprecated: file.deprecated.clone(),
            parameters,
            body,
            typed: None,
            constructors: Vec::new(),
            part_rules: Vec::new(),
            responses,
            request_examples: file.request_examples.iter().map(|name| name.value.clone()).collect(),
            response_examples: file.response_examples.iter().map(|name| name.value.clone()).collect(),
            decisions,
        });
    }
}

fn responses(
    file: &OperationFile,
    home: Module,
    draft: &Draft,
    diagnostics: &mut Diagnostics,
) -> Vec<Response> {
    let mut found = Vec::with_capacity(file.responses.len());
    for response in &file.responses {
        let body = match &response.body {
            ResponseBody::Type(ty) => draft.ty(home, ty, diagnostics).map(Content::Json),
            ResponseBody::None => Some(Content::Nothing),
            ResponseBody::Binary => Some(Content::Binary),
        };
        found.extend(body.map(|body| Response {
            status: response.status.value,
            body,
            doc: response.doc.clone(),
        }));
    }
    found
}

/// A path template without the names of its parameters, which no server sees; nothing where one is not closed.
fn shape(path: &str) -> Option<String> {
    let mut found = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        found.push_str(literal);
        found.push_str("{}");
        rest = after.split_once('}')?.1;
    }
    Some(found + rest)
}

/// Takes a path template apart and holds it against the fields of the path's table.
fn segments(
    file: &OperationFile,
    table: Option<&Table>,
    whole: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Segment> {
    let mut found = Vec::new();
    let mut used = HashSet::new();
    let mut rest = file.path.value.as_str();
    let diagnostic = |message: String| Diagnostic::error(Code::PathTemplate, file.path.span, message);
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            diagnostics.push(diagnostic("a `{` of this path is not closed".to_owned()));
            return found;
        };
        if !literal.is_empty() {
            found.push(Segment::Literal(literal.to_owned()));
        }
        match table.and_then(|table| table.by_name.get(name)) {
            Some(at) => found.push(Segment::Parameter(*at)),
            None if !whole => {}
            None => {
                let known =
                    table.into_iter().flat_map(|table| table.fields.iter().map(|field| field.name.as_str()));
                let help = did_you_mean(name, known);
                let message = format!("`path` has no field for the parameter `{name}`");
                diagnostics.push(
                    diagnostic(message)
                        .help(help.unwrap_or_else(|| format!("add `{name}` to the fields of `path`"))),
                );
            }
        }
        if !used.insert(name) {
            diagnostics.push(diagnostic(format!("the parameter `{name}` stands in this path twice")));
        }
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Segment::Literal(rest.to_owned()));
    }
    for field_id in
        file.parameters.iter().filter(|(place, _)| *place == Place::Path).flat_map(|(_, table)| &table.fields)
    {
        if !used.contains(field_id.name.value.as_str()) {
            let message =
                format!("the path `{}` has no place for `{}`", file.path.value, field_id.name.value);
            diagnostics.push(Diagnostic::error(Code::PathTemplate, field_id.name.span, message));
        }
    }
    found
}

/// Whether a single value can stand in a field of this type.
pub(super) fn fits(draft: &Draft, ty: &Type, value: &Literal) -> bool {
    let model = &draft.model;
    match (ty, value) {
        (Type::String, Literal::Text(_))
        | (Type::Boolean, Literal::Bool(_))
        | (Type::Float, Literal::Number(_)) => true,
        (Type::Enum(id), Literal::Text(text)) => {
            model[*id].open || draft.is_incomplete_list(*id) || model[*id].value(text).is_some()
        }
        (Type::Long | Type::Timestamp, Literal::Number(crate::model::Number::Integer(_))) => true,
        (Type::Integer, Literal::Number(crate::model::Number::Integer(value))) => {
            i32::try_from(*value).is_ok()
        }
        _ => false,
    }
}
