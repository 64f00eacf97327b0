//! Third pass: rules get their ids, their words and their conditions, and are held against the type of their field.
//! The order in which they are made here is the order in which violations are reported.

use std::collections::HashMap;

use super::conditions::{condition, unknown_field};
use super::declare::{Draft, fits};
use super::limits;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{
    Accessor, Bounds, Condition, Home, Literal, OperationId, Origin, Place, Rule, RuleId, Test, Ty, Type,
    TypeId,
};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, GroupDef, Limits, RuleDef, RuleDefKind, Spec, TypeDef};

/// Makes the rules of every table that requests hold.
pub(super) fn lower(spec: &Spec, draft: &mut Draft, faults: &mut Diagnostics) {
    for at in (0..).take(spec.operations.len()) {
        part_rules(OperationId(at), draft);
    }
    let mut tables = Vec::new();
    super::each_table(spec, draft, |_, id, table| tables.push((id, table)));
    for (id, table) in tables {
        lower_type(table, id, draft, faults);
    }
    unique(draft, faults);
}

/// Path, query, headers and body are objects.
fn part_rules(id: OperationId, draft: &mut Draft) {
    let operation = &draft.model.operations[id.0 as usize];
    let mut places: Vec<(Place, Ty)> =
        operation.parameters.iter().map(|(place, _)| (*place, Ty::Object)).collect();
    places.extend(operation.body.clone().map(|ty| (Place::Body, ty)));
    let span = draft.spans.operations[id.0 as usize];
    for (place, ty) in places {
        let operation = &draft.model.operations[id.0 as usize];
        let rule = Rule {
            id: format!("{}.envelope.{}.type", operation.name, place.as_str()),
            rust_name: String::new(),
            home: Home::Operation(id),
            each: false,
            when: Condition::ALWAYS,
            test: Test::Type,
            says: draft.model.rule_in_words(&Test::Type, &Condition::ALWAYS, false, &ty, &[]),
            source: Origin {
                document: operation.document.clone(),
                table: String::new(),
                parameter: place.as_str().to_owned(),
            },
            sensitive: true,
            readings: Vec::new(),
        };
        let rule = add(draft, rule, span);
        draft.model.operations[id.0 as usize].part_rules.push((place, rule));
    }
}

fn add(draft: &mut Draft, rule: Rule, span: Span) -> RuleId {
    let id = RuleId(u32::try_from(draft.model.rules.len()).unwrap_or(u32::MAX));
    draft.model.rules.push(rule);
    draft.spans.rules.push(span);
    id
}

fn lower_type(table: &TypeDef, id: TypeId, draft: &mut Draft, faults: &mut Diagnostics) {
    for (at, field) in table.fields.iter().enumerate() {
        if draft.unresolved.contains(&field.name.span) {
            continue;
        }
        let ty = draft.model[id].fields[at].ty.clone();
        let mut found = Diagnostics::default();
        check_default(field, &ty, draft, &mut found);
        let lists = field.rules.iter().filter(|rule| matches!(rule.kind, RuleDefKind::Enum { .. })).count();
        let row = Row { table: id, at, field, ty: &ty, lists };
        let mut ids: Vec<RuleId> = Vec::new();
        if ty != Ty::Any {
            ids.extend(make(&row, Test::Type, Condition::ALWAYS, false, field.name.span, draft));
        }
        // Whatever the file's order, presence comes first and warnings last.
        let mut defs: Vec<&RuleDef> = field.rules.iter().collect();
        defs.sort_by_key(|rule| rank(&rule.kind));
        for def in defs {
            ids.extend(field_rule(&row, def, draft, &mut found));
        }
        // A rule that could not be read or fitted is there all the same.
        let whole = !field.torn && found.is_empty();
        for (kind, id) in field.ids.iter().filter(|_| whole) {
            if !ids.iter().any(|rule| kind_name(&draft.model[*rule]) == kind.value) {
                let message =
                    format!("this row has no rule of kind `{}` to give the id `{}`", kind.value, id.value);
                found.push(Diagnostic::error(Code::BadValue, kind.span, message));
            }
        }
        // Whether a rule fits may hang on a key that could not be read.
        found.retain(|fault| !field.torn || fault.code != Code::WrongRule);
        faults.extend(found);
        draft.model.types[id.0 as usize].fields[at].rules = ids;
    }
    for group in &table.groups {
        if let Some(rule) = group_rule(id, group, draft, faults) {
            draft.model.types[id.0 as usize].groups.push(rule);
        }
    }
    for accessor in &table.accessors {
        let places: Vec<_> =
            accessor.places.iter().filter_map(|place| walk(draft, id, place, faults)).collect();
        let Some((_, ty)) = places.first() else { continue };
        if let Some(odd) = places.iter().position(|(_, other)| other != ty) {
            let message = "the places of an accessor must have the same type";
            faults.push(Diagnostic::error(Code::WrongRule, accessor.places[odd].span, message));
        }
        let ty = ty.clone();
        let places = places.into_iter().map(|(path, _)| path).collect();
        // The identifier is decided with all others.
        let found = Accessor { rust_name: accessor.name.value.clone(), places, ty };
        draft.model.types[id.0 as usize].accessors.push(found);
    }
}

fn rank(kind: &RuleDefKind) -> u8 {
    match kind {
        RuleDefKind::Required(_) => 1,
        RuleDefKind::OnlyWhen(_) => 2,
        RuleDefKind::DocumentedFor(_) => 4,
        RuleDefKind::Delimiter(_) => 5,
        // The enumeration that is a field's type is a value rule like others, and stands where the type stands.
        _ => 3,
    }
}

fn kind_name(rule: &Rule) -> String {
    if rule.each { format!("each.{}", rule.test.kind()) } else { rule.test.kind().to_owned() }
}

/// Everything that stays the same for the rules of one row.
struct Row<'a> {
    table: TypeId,
    at: usize,
    field: &'a FieldDef,
    ty: &'a Ty,
    /// How many lists of values the row has.
    lists: usize,
}

fn field_rule(row: &Row<'_>, def: &RuleDef, draft: &mut Draft, faults: &mut Diagnostics) -> Vec<RuleId> {
    let Row { table: id, at, field, ty, .. } = *row;
    let mut made: Vec<(Test, Condition, bool)> = Vec::new();
    let inner = if matches!(ty, Ty::Array(_) | Ty::Map(_)) { ty.innermost() } else { ty };
    let is_list = inner != ty || draft.model[id].fields[at].delimiter.is_some();
    if def.each && !is_list {
        let message = "`each` is for arrays, maps and delimited text";
        faults.push(
            Diagnostic::error(Code::WrongRule, def.span, message)
                .label(format!("this row is {}", name(draft, ty))),
        );
        return Vec::new();
    }
    let subject = if def.each { inner } else { ty };
    match &def.kind {
        RuleDefKind::Type => {
            if let Ty::Enum(list) = inner {
                let named = matches!(field.ty.as_ref().map(|ty| innermost_name(&ty.value)), Some(name) if *name == draft.model[*list].name);
                if named && !draft.model[*list].open {
                    made.push((Test::Enum(*list), Condition::ALWAYS, is_list));
                }
            }
        }
        RuleDefKind::Required(when) => {
            made.extend(condition(when, id, draft, faults).map(|it| (Test::Required, it, false)));
        }
        RuleDefKind::OnlyWhen(when) => {
            made.extend(condition(when, id, draft, faults).map(|it| (Test::OnlyWhen, it, false)));
        }
        RuleDefKind::DocumentedFor(when) => {
            made.extend(condition(when, id, draft, faults).map(|it| (Test::DocumentedFor, it, false)));
        }
        RuleDefKind::Enum { when, name } => {
            let when = match when {
                None => Some(Condition::ALWAYS),
                Some(when) => condition(when, id, draft, faults),
            };
            let list = list(row, name, draft, faults);
            made.extend(when.zip(list).map(|(when, list)| (Test::Enum(list), when, is_list)));
        }
        RuleDefKind::OneOf(values) => {
            let good =
                values.iter().filter(|value| literal_fits(subject, value, "one_of", draft, faults)).count();
            if good == values.len() {
                let values = values.iter().map(|value| value.value.clone()).collect();
                made.push((Test::OneOf(values), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Fixed(value) => {
            if literal_fits(subject, value, "fixed", draft, faults) {
                made.push((Test::Fixed(value.value.clone()), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Length(given) => {
            if suits(subject.is_text(), "length", "text", subject, def.span, draft, faults)
                && limits::of_count(*given, "length", def.span, faults)
            {
                made.push((Test::Length(bounds(*given)), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Range(given) => {
            if suits(subject.is_number(), "range", "numbers", subject, def.span, draft, faults)
                && limits::of_range(*given, subject, def.span, faults)
            {
                made.push((Test::Range(bounds(*given)), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Items(given) => {
            if suits(is_list, "items", "arrays, maps and delimited text", ty, def.span, draft, faults)
                && limits::of_count(*given, "items", def.span, faults)
            {
                made.push((Test::Items(bounds(*given)), Condition::ALWAYS, false));
            }
        }
        RuleDefKind::Pattern(pattern) => {
            if suits(subject.is_text(), "pattern", "text", subject, def.span, draft, faults)
                && compiles(pattern, faults)
            {
                made.push((Test::Pattern(pattern.value.clone()), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Delimiter(delimiter) => {
            if delimiter.is_empty() {
                faults.push(Diagnostic::error(Code::BadValue, delimiter.span, "a delimiter is not empty"));
            } else if suits(ty.is_text(), "delimiter", "text", ty, def.span, draft, faults) {
                made.push((Test::Delimiter(delimiter.value.clone()), Condition::ALWAYS, false));
            }
        }
    }
    made.into_iter().filter_map(|(test, when, each)| make(row, test, when, each, def.span, draft)).collect()
}

fn innermost_name(expr: &crate::spec::TypeExpr) -> &String {
    use crate::spec::TypeExpr;
    match expr {
        TypeExpr::Name(name) => name,
        TypeExpr::Array(inner) | TypeExpr::Map(inner) => innermost_name(&inner.value),
    }
}

/// Adds a rule to the model; where only answers hold the row, its words are kept as documentation instead.
fn make(
    row: &Row<'_>,
    test: Test,
    when: Condition,
    each: bool,
    span: Span,
    draft: &mut Draft,
) -> Option<RuleId> {
    let subject = if each { row.ty.innermost() } else { row.ty };
    let says = draft.model.rule_in_words(&test, &when, each, subject, &[]);
    if !draft.model[row.table].in_requests {
        if !matches!(test, Test::Type | Test::Enum(_)) {
            draft.model.types[row.table.0 as usize].fields[row.at].documented.push(says);
        }
        return None;
    }
    let table = &draft.model[row.table];
    let source = table.fields[row.at].source.clone();
    let readings = table.fields[row.at].readings.clone();
    let home = table.home;
    let suffix = match &test {
        Test::Enum(list) if row.lists > 1 => format!(".{}", draft.model[*list].name),
        _ => String::new(),
    };
    let stem = format!("{}.{}", prefix(draft, row.table), row.field.name.value);
    // A list's enumeration constrains its items, yet it is the row's one list of values: its id needs no `each`.
    let in_id = each && !matches!(test, Test::Enum(_));
    let kind = if in_id { format!("each.{}", test.kind()) } else { test.kind().to_owned() };
    let own = row.field.ids.iter().find(|(given, _)| given.value == kind);
    let id = own.map_or_else(|| format!("{stem}.{kind}{suffix}"), |(_, id)| format!("{}{suffix}", id.value));
    let rule = Rule {
        id,
        rust_name: String::new(),
        home,
        each,
        when,
        test,
        says,
        source,
        sensitive: row.field.sensitive || holds_secrets(draft, row.ty),
        readings,
    };
    Some(add(draft, rule, span))
}

/// Whether a value of this type may hold a secret further in, so that none of it is shown.
fn holds_secrets(draft: &Draft, ty: &Ty) -> bool {
    ty.held().is_some_and(|id| draft.secretive.contains(&id))
}

/// `operation`, `operation.path`, `operation.Type` or `shared.Type`.
fn prefix(draft: &Draft, id: TypeId) -> String {
    let table = &draft.model[id];
    match (table.home, table.place) {
        (Home::Shared, _) => format!("shared.{}", table.name),
        (Home::Operation(operation), Some(place)) => {
            format!("{}.{}", draft.model[operation].name, place.as_str())
        }
        (Home::Operation(operation), None) => {
            let operation = &draft.model[operation];
            match operation.body_type() {
                Some(body) if body == id => operation.name.clone(),
                _ => format!("{}.{}", operation.name, table.name),
            }
        }
    }
}

fn group_rule(id: TypeId, group: &GroupDef, draft: &mut Draft, faults: &mut Diagnostics) -> Option<RuleId> {
    let when = match &group.when {
        None => Condition::ALWAYS,
        Some(when) => condition(when, id, draft, faults)?,
    };
    let mut fields = Vec::with_capacity(group.fields.len());
    for name in &group.fields {
        match draft.model[id].by_name.get(&name.value) {
            Some(at) if fields.contains(at) => {
                let message = format!("`{}` stands in this group twice", name.value);
                faults.push(Diagnostic::error(Code::BadValue, name.span, message));
            }
            Some(at) => fields.push(*at),
            None if draft.is_torn(id) => {}
            None => faults.push(unknown_field(&draft.model[id], name.span, &name.value)),
        }
    }
    if fields.len() < 2 {
        if group.fields.len() < 2 {
            let message = "a group needs two rows or more";
            faults.push(Diagnostic::error(Code::BadValue, group.name.span, message));
        }
        return None;
    }
    let home = draft.model[id].home;
    let readings = draft.use_readings(&group.readings, home, faults);
    let names: Vec<String> = group.fields.iter().map(|name| name.value.clone()).collect();
    let test = Test::Group(group.kind, fields);
    let rule = Rule {
        id: group.id.as_ref().map_or_else(
            || format!("{}.{}.group", prefix(draft, id), group.name.value),
            |id| id.value.clone(),
        ),
        rust_name: String::new(),
        home,
        each: false,
        says: draft.model.rule_in_words(&test, &when, false, &Ty::Any, &names),
        when,
        test,
        source: group_origin(&draft.model[id], &names, draft),
        sensitive: true,
        readings,
    };
    Some(add(draft, rule, group.name.span))
}

fn group_origin(table: &Type, names: &[String], draft: &Draft) -> Origin {
    let first = table.fields.first().map(|field| field.source.clone()).unwrap_or_default();
    let document = match table.home {
        Home::Operation(id) => draft.model[id].document.clone(),
        Home::Shared => first.document,
    };
    let table = table.tables.first().map_or_else(String::new, |(_, number)| number.clone());
    Origin { document, table, parameter: names.join(", ") }
}

fn list(
    row: &Row<'_>,
    name: &Spanned<String>,
    draft: &Draft,
    faults: &mut Diagnostics,
) -> Option<crate::model::EnumId> {
    let home = draft.model[row.table].home;
    let Some(id) = draft.enum_id(home, &name.value) else {
        if draft.may_hide(home) {
            return None;
        }
        let known: Vec<&str> = draft.model.enums.iter().map(|it| it.name.as_str()).collect();
        let message = format!("no enumeration is called `{}`", name.value);
        let fault = Diagnostic::error(Code::UnknownType, name.span, message);
        faults.push(fault.maybe_help(did_you_mean(&name.value, known)));
        return None;
    };
    let inner = if matches!(row.ty, Ty::Array(_) | Ty::Map(_)) { row.ty.innermost() } else { row.ty };
    suits(inner.is_text(), "values", "text", inner, name.span, draft, faults).then_some(id)
}

fn literal_fits(
    ty: &Ty,
    value: &Spanned<Literal>,
    key: &str,
    draft: &Draft,
    faults: &mut Diagnostics,
) -> bool {
    let good = fits(draft, ty, &value.value);
    if !good {
        let message = format!("`{key}` is `{}`, which is not {}", value.value, name(draft, ty));
        faults.push(Diagnostic::error(Code::BadValue, value.span, message));
    }
    good
}

fn check_default(field: &FieldDef, ty: &Ty, draft: &Draft, faults: &mut Diagnostics) {
    if let Some(value) = &field.default {
        literal_fits(ty, value, "default", draft, faults);
    }
}

fn suits(
    good: bool,
    key: &str,
    for_what: &str,
    ty: &Ty,
    span: Span,
    draft: &Draft,
    faults: &mut Diagnostics,
) -> bool {
    if !good {
        let message = format!("`{key}` is for {for_what}, and this row is {}", name(draft, ty));
        faults.push(Diagnostic::error(Code::WrongRule, span, message));
    }
    good
}

fn compiles(pattern: &Spanned<String>, faults: &mut Diagnostics) -> bool {
    match regex_lite::Regex::new(pattern) {
        Ok(_) => true,
        Err(error) => {
            let message = format!("this is not a regular expression: {error}");
            faults.push(Diagnostic::error(Code::Pattern, pattern.span, message));
            false
        }
    }
}

/// A type as a spec would name it.
pub(super) fn name(draft: &Draft, ty: &Ty) -> String {
    match ty {
        Ty::String => "a string".to_owned(),
        Ty::Boolean => "a boolean".to_owned(),
        Ty::Integer => "an integer".to_owned(),
        Ty::Long => "a long".to_owned(),
        Ty::Float => "a float".to_owned(),
        Ty::Timestamp => "a timestamp".to_owned(),
        Ty::Object => "a free-form object".to_owned(),
        Ty::Any => "anything".to_owned(),
        Ty::Enum(id) => format!("the enumeration `{}`", draft.model[*id].name),
        Ty::Struct(id) => format!("an object of type `{}`", draft.model[*id].name),
        Ty::Array(_) => "an array".to_owned(),
        Ty::Map(_) => "a map".to_owned(),
    }
}

fn bounds<T>(limits: Limits<T>) -> Bounds<T> {
    Bounds { min: limits.min, max: limits.max }
}

/// Follows `a.b.c` through types.
fn walk(
    draft: &Draft,
    from: TypeId,
    place: &Spanned<String>,
    faults: &mut Diagnostics,
) -> Option<(Vec<usize>, Ty)> {
    let mut path = Vec::new();
    let mut at = from;
    let mut ty = Ty::Struct(from);
    for name in place.split('.') {
        let Ty::Struct(id) = ty else {
            let message = format!("`{}` has no rows to go on to", draft.model[at].name);
            faults.push(Diagnostic::error(Code::UnknownReference, place.span, message));
            return None;
        };
        at = id;
        match draft.model[id].by_name.get(name) {
            Some(index) if draft.unresolved.contains(&draft.spans.fields[id.0 as usize][*index]) => {
                return None;
            }
            Some(index) => {
                path.push(*index);
                ty = draft.model[id].fields[*index].ty.clone();
            }
            None if draft.is_torn(id) => return None,
            None => {
                faults.push(unknown_field(&draft.model[id], place.span, name));
                return None;
            }
        }
    }
    Some((path, ty))
}

/// Ids are unique, whatever they are made from.
fn unique(draft: &Draft, faults: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for (rule, span) in draft.model.rules.iter().zip(&draft.spans.rules) {
        if let Some(first) = seen.insert(&rule.id, *span) {
            let message = format!("two rules have the id `{}`", rule.id);
            let fault = Diagnostic::error(Code::DuplicateRule, *span, message).related(first, "first here");
            faults.push(fault.help("give one of them another with `id: { kind: name }`"));
        }
    }
}
