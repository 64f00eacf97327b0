//! First pass: everything that has a name gets its place in the model, and type expressions are looked up.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::spans::Spans;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{
    Answer, Enum, EnumId, Envelope, Field, Home, Literal, Model, Operation, OperationId, Origin, Place,
    Reading, ReadingId, Response, Segment, Service, Ty, Type, TypeId, Value,
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
    types: HashMap<(Home, String), Named>,
    readings: HashMap<(Home, String), ReadingId>,
    /// Rows whose type is not known, and operations whose body's is not, so that nothing more is said of them.
    pub(super) unresolved: HashSet<Span>,
    /// Types whose values may hold a secret.
    pub(super) secretive: HashSet<TypeId>,
    /// Files, types and enumerations of which something could not be read, so that nothing is missed in them.
    torn: Torn,
    /// Declarations of the readings that something uses.
    pub(super) used_readings: HashSet<Span>,
}

#[derive(Debug, Default)]
struct Torn {
    homes: HashSet<Home>,
    types: HashSet<TypeId>,
    enums: HashSet<EnumId>,
}

#[derive(Debug, Clone, Copy)]
enum Named {
    Type(TypeId),
    Enum(EnumId),
}

/// Places every declaration.
pub(super) fn declare(spec: &Spec, faults: &mut Diagnostics) -> Draft {
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
    let homes: Vec<_> = std::iter::once((Home::Shared, &service.names, [].as_slice()))
        .chain(spec.operations.iter().zip(0..).map(|(operation, index)| {
            (Home::Operation(OperationId(index)), &operation.names, operation.parameters.as_slice())
        }))
        .collect();
    for (home, names, parameters) in &homes {
        draft.enter(*home, names, parameters, faults);
    }
    let uses = draft.use_readings(&service.uses, Home::Shared, faults);
    debug_assert!(uses.len() <= service.uses.len());
    for (home, names, parameters) in &homes {
        draft.fill(spec, *home, names, parameters, faults);
    }
    operations(spec, &mut draft, faults);
    draft
}

impl Draft {
    /// Gives each declaration of one file its id.
    fn enter(
        &mut self,
        home: Home,
        names: &Declarations,
        parameters: &[(Place, TypeDef)],
        faults: &mut Diagnostics,
    ) {
        if names.torn {
            self.torn.homes.insert(home);
        }
        for reading in &names.readings {
            let id = ReadingId(index(self.model.readings.len()));
            self.readings.insert((home, reading.name.value.clone()), id);
            self.spans.readings.push(reading.name.span);
            self.model.readings.push(Reading {
                name: reading.name.value.clone(),
                rust_name: String::new(),
                home,
                says: reading.says.clone(),
                we: reading.we.clone(),
                because: reading.because.clone(),
            });
        }
        for item in &names.enums {
            let id = EnumId(index(self.model.enums.len()));
            self.name(home, &item.name, Named::Enum(id), faults);
            self.spans.enums.push(item.name.span);
            if item.torn {
                self.torn.enums.insert(id);
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
                readings: Vec::new(),
            });
        }
        let tables = parameters.iter().map(|(place, table)| (Some(*place), table));
        for (place, item) in tables.chain(names.types.iter().map(|item| (None, item))) {
            let id = TypeId(index(self.model.types.len()));
            if place.is_none() {
                self.name(home, &item.name, Named::Type(id), faults);
            }
            self.spans.types.push(item.name.span);
            if item.torn {
                self.torn.types.insert(id);
            }
            self.spans.fields.push(item.fields.iter().map(|field| field.name.span).collect());
            self.model.types.push(Type {
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
                readings: Vec::new(),
                by_name: BTreeMap::new(),
                sightings: Vec::new(),
            });
        }
    }

    fn name(&mut self, home: Home, name: &Spanned<String>, named: Named, faults: &mut Diagnostics) {
        if builtin(&name.value).is_some() {
            let message = format!("`{}` is a type of the language", name.value);
            faults.push(Diagnostic::error(Code::Name, name.span, message).help("choose another name"));
        }
        let before = self.types.insert((home, name.value.clone()), named);
        let shared =
            (home != Home::Shared).then(|| self.types.get(&(Home::Shared, name.value.clone()))).flatten();
        if let Some(first) = before.or(shared.copied()) {
            let first = match first {
                Named::Type(id) => self.spans.types[id.0 as usize],
                Named::Enum(id) => self.spans.enums[id.0 as usize],
            };
            let message = format!("`{}` is declared already", name.value);
            let fault = Diagnostic::error(Code::Name, name.span, message).related(first, "first here");
            faults.push(fault.help("choose another name"));
        }
    }

    /// Puts rows and values into what [`Draft::enter`] placed.
    fn fill(
        &mut self,
        spec: &Spec,
        home: Home,
        names: &Declarations,
        parameters: &[(Place, TypeDef)],
        faults: &mut Diagnostics,
    ) {
        for item in &names.enums {
            let Some(Named::Enum(id)) = self.types.get(&(home, item.name.value.clone())).copied() else {
                continue;
            };
            let readings = self.use_readings(&item.readings, home, faults);
            let mut values = Vec::with_capacity(item.values.len());
            for value in &item.values {
                if spec.service.blanks.contains(&value.value.value) {
                    let message = "an enumeration cannot hold a blank: it counts as absent";
                    faults.push(Diagnostic::error(Code::EnumValue, value.value.span, message));
                }
                values.push(Value {
                    wire: value.value.value.clone(),
                    rust_name: String::new(),
                    doc: value.doc.clone(),
                    sic: value.sic,
                    deprecated: value.deprecated.clone(),
                    observed: value.observed.iter().map(|name| name.value.clone()).collect(),
                    readings: self.use_readings(&value.readings, home, faults),
                });
            }
            if values.is_empty() && !item.torn {
                faults.push(Diagnostic::error(
                    Code::EnumValue,
                    item.name.span,
                    "an enumeration needs a value",
                ));
            }
            let found = &mut self.model.enums[id.0 as usize];
            found.values = values;
            found.readings = readings;
        }
        let tables = parameters.iter().map(|(place, table)| (Some(*place), table));
        for (place, item) in tables.chain(names.types.iter().map(|item| (None, item))) {
            let Some(id) = self.type_id(home, place, &item.name.value) else {
                continue;
            };
            let readings = self.use_readings(&item.readings, home, faults);
            let fields: Vec<Field> =
                item.fields.iter().map(|field| self.field(spec, home, item, field, faults)).collect();
            let by_name = fields.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect();
            let found = &mut self.model.types[id.0 as usize];
            found.fields = fields;
            found.by_name = by_name;
            found.readings = readings;
        }
    }

    /// The id of a type, or of the parameter table at `place`.
    pub(crate) fn type_id(&self, home: Home, place: Option<Place>, name: &str) -> Option<TypeId> {
        if place.is_some() {
            // Types stand in the order of their homes.
            let types = &self.model.types;
            let first = types.partition_point(|it| it.home < home);
            let own = types[first..].iter().take_while(|it| it.home == home);
            return own.zip(first..).find(|(it, _)| it.place == place).map(|(_, at)| TypeId(index(at)));
        }
        match self.types.get(&(home, name.to_owned())) {
            Some(Named::Type(id)) => Some(*id),
            _ => None,
        }
    }

    /// The id of an enumeration in reach of `home`.
    pub(crate) fn enum_id(&self, home: Home, name: &str) -> Option<EnumId> {
        match self.lookup(home, name) {
            Some(Named::Enum(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether what `home` does not find may be declared in what could not be read.
    pub(super) fn may_hide(&self, home: Home) -> bool {
        self.torn.homes.contains(&home) || self.torn.homes.contains(&Home::Shared)
    }

    /// Whether the rows of a type could not be read.
    pub(super) fn is_torn(&self, id: TypeId) -> bool {
        self.torn.types.contains(&id)
    }

    /// Whether there are rows whose types could not be read or found.
    pub(super) fn has_unknown(&self) -> bool {
        !self.unresolved.is_empty() || !self.torn.types.is_empty()
    }

    /// Whether the values of an enumeration could not be read.
    pub(super) fn is_torn_list(&self, id: EnumId) -> bool {
        self.torn.enums.contains(&id)
    }

    fn lookup(&self, home: Home, name: &str) -> Option<Named> {
        let own = self.types.get(&(home, name.to_owned()));
        own.or_else(|| self.types.get(&(Home::Shared, name.to_owned()))).copied()
    }

    fn field(
        &mut self,
        spec: &Spec,
        home: Home,
        table: &TypeDef,
        field: &FieldDef,
        faults: &mut Diagnostics,
    ) -> Field {
        let ty = field.ty.as_ref().and_then(|ty| self.ty(home, ty, faults)).unwrap_or_else(|| {
            self.unresolved.insert(field.name.span);
            Ty::Any
        });
        // A field is an enumeration where all of its lists are the same one.
        let ty = match ty {
            Ty::String => self.only_list(home, field).map_or(Ty::String, Ty::Enum),
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
            readings: self.use_readings(&field.readings, home, faults),
            assume_present: self.use_reading(field.assume_present.as_ref(), home, faults),
            shared: self.use_reading(field.shared.as_ref(), home, faults),
            cases: field
                .cases
                .iter()
                .map(|(value, name)| (value.value.clone(), name.value.clone()))
                .collect(),
        }
    }

    fn use_reading(
        &mut self,
        name: Option<&Spanned<String>>,
        home: Home,
        faults: &mut Diagnostics,
    ) -> Option<ReadingId> {
        self.use_readings(name.map_or(&[][..], std::slice::from_ref), home, faults).pop()
    }

    fn only_list(&self, home: Home, field: &FieldDef) -> Option<EnumId> {
        let mut lists = field.rules.iter().filter_map(|rule| match &rule.kind {
            RuleDefKind::Enum { name, .. } => Some(self.enum_id(home, &name.value)),
            _ => None,
        });
        let first = lists.next()??;
        lists.all(|list| list == Some(first)).then_some(first)
    }

    /// Looks a type expression up.
    pub(super) fn ty(&self, home: Home, expr: &Spanned<TypeExpr>, faults: &mut Diagnostics) -> Option<Ty> {
        match &expr.value {
            TypeExpr::Array(inner) => Some(Ty::Array(Box::new(self.ty(home, inner, faults)?))),
            TypeExpr::Map(inner) => Some(Ty::Map(Box::new(self.ty(home, inner, faults)?))),
            TypeExpr::Name(name) => {
                if let Some(ty) = builtin(name) {
                    return Some(ty);
                }
                match self.lookup(home, name) {
                    Some(Named::Type(id)) => Some(Ty::Struct(id)),
                    Some(Named::Enum(id)) => Some(Ty::Enum(id)),
                    None if self.may_hide(home) => None,
                    None => {
                        let message = format!("no type or enumeration is called `{name}`");
                        let known = self.types.keys().filter(|(at, _)| *at == home || *at == Home::Shared);
                        let mut known: Vec<&str> = known.map(|(_, name)| name.as_str()).collect();
                        known.sort_unstable();
                        let known = known.into_iter().chain(BUILTINS.iter().map(|(name, _)| *name));
                        let fault = Diagnostic::error(Code::UnknownType, expr.span, message);
                        faults.push(fault.maybe_help(did_you_mean(name, known)));
                        None
                    }
                }
            }
        }
    }

    /// Looks readings up and counts them as used.
    pub(super) fn use_readings(
        &mut self,
        names: &[Spanned<String>],
        home: Home,
        faults: &mut Diagnostics,
    ) -> Vec<ReadingId> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let own = self.readings.get(&(home, name.value.clone()));
            if let Some(id) = own.or_else(|| self.readings.get(&(Home::Shared, name.value.clone()))).copied()
            {
                self.used_readings.insert(self.spans.readings[id.0 as usize]);
                found.push(id);
                continue;
            }
            if self.may_hide(home) {
                continue;
            }
            let message = format!("no reading is called `{}`", name.value);
            let mut known: Vec<&str> = self.readings.keys().map(|(_, name)| name.as_str()).collect();
            known.sort_unstable();
            let fault = Diagnostic::error(Code::UnknownReading, name.span, message);
            faults.push(fault.maybe_help(did_you_mean(&name.value, known)));
        }
        found
    }
}

const BUILTINS: &[(&str, Ty)] = &[
    ("string", Ty::String),
    ("boolean", Ty::Boolean),
    ("integer", Ty::Integer),
    ("long", Ty::Long),
    ("float", Ty::Float),
    ("timestamp", Ty::Timestamp),
    ("object", Ty::Object),
    ("any", Ty::Any),
];

fn builtin(name: &str) -> Option<Ty> {
    BUILTINS.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
}

/// The id of what stands at a place of a list.
pub(super) fn index(len: usize) -> u32 {
    // Sources are bounded by 4 GiB, and a declaration takes more than a byte.
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn origin(spec: &Spec, home: Home, table: &TypeDef, parameter: &str, observed: bool) -> Origin {
    let own = match home {
        Home::Operation(id) => spec.operations[id.0 as usize].document.title.clone(),
        Home::Shared => String::new(),
    };
    let (document, number) = table.tables.first().cloned().unwrap_or_default();
    let mut document = if document.is_empty() { own } else { document };
    if document.is_empty() {
        document.clone_from(&spec.service.title);
    }
    let table = if observed { String::new() } else { number };
    Origin { document, table, parameter: parameter.to_owned() }
}

fn operations(spec: &Spec, draft: &mut Draft, faults: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut requested: HashMap<(&str, String), Span> = HashMap::new();
    for (file, at) in spec.operations.iter().zip(0..) {
        let home = Home::Operation(OperationId(at));
        if let Some(first) = seen.insert(&file.name.value, file.name.span) {
            let message = format!("the operation `{}` is declared twice", file.name.value);
            faults.push(Diagnostic::error(Code::Name, file.name.span, message).related(first, "first here"));
        }
        let request = shape(&file.path).map(|shape| (file.method.as_str(), shape));
        if let Some(first) = request.and_then(|request| requested.insert(request, file.path.span)) {
            let message =
                format!("another operation is requested with `{} {}`", file.method, file.path.value);
            let fault = Diagnostic::note_at(Code::SameRequest, file.path.span, message);
            let stands = format!("it stands at `{}#{}` in openapi.json", file.path.value, file.name.value);
            faults.push(fault.related(first, "first here").note(stands));
        }
        draft.spans.operations.push(file.name.span);
        let parameters: Vec<(Place, TypeId)> = file
            .parameters
            .iter()
            .filter_map(|(place, table)| {
                Some((*place, draft.type_id(home, Some(*place), &table.name.value)?))
            })
            .collect();
        let body = file.body.as_ref().and_then(|body| draft.ty(home, body, faults));
        if file.body.is_some() && body.is_none() {
            draft.unresolved.insert(file.name.span);
        }
        let responses = responses(file, home, draft, faults);
        let path = parameters.iter().find(|(place, _)| *place == Place::Path).map(|(_, id)| *id);
        let whole = !path.map_or_else(|| draft.may_hide(home), |id| draft.is_torn(id));
        let segments = segments(file, path.map(|id| &draft.model[id]), whole, faults);
        let readings = draft.use_readings(&file.uses, home, faults);
        draft.model.operations.push(Operation {
            name: file.name.value.clone(),
            rust_name: String::new(),
            request_name: String::new(),
            method: file.method.clone(),
            path: file.path.value.clone(),
            segments,
            document: file.document.title.clone(),
            updated: file.document.updated.clone(),
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
            readings,
        });
    }
}

fn responses(file: &OperationFile, home: Home, draft: &Draft, faults: &mut Diagnostics) -> Vec<Response> {
    let mut found = Vec::with_capacity(file.responses.len());
    for response in &file.responses {
        let body = match &response.body {
            ResponseBody::Type(ty) => draft.ty(home, ty, faults).map(Answer::Json),
            ResponseBody::None => Some(Answer::Nothing),
            ResponseBody::Binary => Some(Answer::Binary),
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

/// Takes a path template apart and holds it against the rows of the path's table.
fn segments(
    file: &OperationFile,
    table: Option<&Type>,
    whole: bool,
    faults: &mut Diagnostics,
) -> Vec<Segment> {
    let mut found = Vec::new();
    let mut used = HashSet::new();
    let mut rest = file.path.value.as_str();
    let fault = |message: String| Diagnostic::error(Code::PathTemplate, file.path.span, message);
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            faults.push(fault("a `{` of this path is not closed".to_owned()));
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
                let message = format!("`path` has no row for the parameter `{name}`");
                faults.push(
                    fault(message)
                        .help(help.unwrap_or_else(|| format!("add `{name}` to the fields of `path`"))),
                );
            }
        }
        if !used.insert(name) {
            faults.push(fault(format!("the parameter `{name}` stands in this path twice")));
        }
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Segment::Literal(rest.to_owned()));
    }
    for row in
        file.parameters.iter().filter(|(place, _)| *place == Place::Path).flat_map(|(_, table)| &table.fields)
    {
        if !used.contains(row.name.value.as_str()) {
            let message = format!("the path `{}` has no place for `{}`", file.path.value, row.name.value);
            faults.push(Diagnostic::error(Code::PathTemplate, row.name.span, message));
        }
    }
    found
}

/// Whether a single value can stand in a field of this type.
pub(super) fn fits(draft: &Draft, ty: &Ty, value: &Literal) -> bool {
    let model = &draft.model;
    match (ty, value) {
        (Ty::String, Literal::Text(_))
        | (Ty::Boolean, Literal::Bool(_))
        | (Ty::Float, Literal::Number(_)) => true,
        (Ty::Enum(id), Literal::Text(text)) => {
            model[*id].open || draft.is_torn_list(*id) || model[*id].value(text).is_some()
        }
        (Ty::Long | Ty::Timestamp, Literal::Number(crate::model::Number::Integer(_))) => true,
        (Ty::Integer, Literal::Number(crate::model::Number::Integer(value))) => i32::try_from(*value).is_ok(),
        _ => false,
    }
}
