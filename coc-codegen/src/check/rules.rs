//! Third pass: rules get their ids, their words and their conditions, and are held against the type of their field.
//! The order in which they are made here is the order in which violations are reported.

use std::collections::HashMap;

use super::conditions::{condition, unknown_field};
use super::declare::{Draft, fits};
use super::limits;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{
    Accessor, Bounds, Citation, Condition, Literal, Module, OperationId, Place, Rule, RuleId, Table, TableId,
    Test, Type,
};
use crate::source::{Span, Spanned};
use crate::spec::{FieldDef, GroupDef, Limits, RuleDef, RuleDefKind, Spec, TypeDef};

/// Makes the rules of every table that requests hold.
pub(super) fn lower(spec: &Spec, draft: &mut Draft, diagnostics: &mut Diagnostics) {
    for at in (0..).take(spec.operations.len()) {
        part_rules(OperationId(at), draft);
    }
    let mut tables = Vec::new();
    super::each_table(spec, draft, |_, id, table| tables.push((id, table)));
    for (id, table) in tables {
        lower_type(table, id, draft, diagnostics);
    }
    unique(draft, diagnostics);
}

/// Path, query, headers and body are objects.
fn part_rules(id: OperationId, draft: &mut Draft) {
    let operation = &draft.model.operations[id.0 as usize];
    let mut places: Vec<(Place, Type)> =
        operation.parameters.iter().map(|(place, _)| (*place, Type::Object)).collect();
    places.extend(operation.body.clone().map(|ty| (Place::Body, ty)));
    let span = draft.spans.operations[id.0 as usize];
    for (place, ty) in places {
        let operation = &draft.model.operations[id.0 as usize];
        let rule = Rule {
            id: format!("{}.request.{}.type", operation.name, place.as_str()),
            rust_name: String::new(),
            home: Module::Operation(id),
            each: false,
            when: Condition::ALWAYS,
            test: Test::Type,
            says: draft.model.rule_in_words(&Test::Type, &Condition::ALWAYS, false, &ty, &[]),
            source: Citation {
                page: operation.page.clone(),
                table: String::new(),
                parameter: place.as_str().to_owned(),
            },
            sensitive: true,
            decisions: Vec::new(),
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

fn lower_type(table: &TypeDef, id: TableId, draft: &mut Draft, diagnostics: &mut Diagnostics) {
    for (at, field) in table.fields.iter().enumerate() {
        if draft.unresolved.contains(&field.name.span) {
            continue;
        }
        let ty = draft.model[id].fields[at].ty.clone();
        let mut found = Diagnostics::default();
        check_default(field, &ty, draft, &mut found);
        let lists = field.rules.iter().filter(|rule| matches!(rule.kind, RuleDefKind::Enum { .. })).count();
        let field_id = Row { table: id, at, field, ty: &ty, lists };
        let mut ids: Vec<RuleId> = Vec::new();
        if ty != Type::Any {
            ids.extend(make(&field_id, Test::Type, Condition::ALWAYS, false, field.name.span, draft));
        }
        // Whatever the file's order, presence comes first and warnings last.
        let mut defs: Vec<&RuleDef> = field.rules.iter().collect();
        defs.sort_by_key(|rule| rank(&rule.kind));
        for def in defs {
            ids.extend(field_rule(&field_id, def, draft, &mut found));
        }
        // A rule that could not be read or fitted is there all the same.
        let whole = !field.incomplete && found.is_empty();
        for (kind, id) in field.ids.iter().filter(|_| whole) {
            if !ids.iter().any(|rule| kind_name(&draft.model[*rule]) == kind.value) {
                let message =
                    format!("this field has no rule of kind `{}` to give the id `{}`", kind.value, id.value);
                found.push(Diagnostic::error(Code::BadValue, kind.span, message));
            }
        }
        // Whether a rule fits may depend on a key that could not be read.
        found.retain(|diagnostic| !field.incomplete || diagnostic.code != Code::WrongRule);
        diagnostics.extend(found);
        draft.model.types[id.0 as usize].fields[at].rules = ids;
    }
    for group in &table.groups {
        if let Some(rule) = group_rule(id, group, draft, diagnostics) {
            draft.model.types[id.0 as usize].groups.push(rule);
        }
    }
    for accessor in &table.accessors {
        let places: Vec<_> =
            accessor.places.iter().filter_map(|place| walk(draft, id, place, diagnostics)).collect();
        let Some((_, ty)) = places.first() else { continue };
        if let Some(odd) = places.iter().position(|(_, other)| other != ty) {
            let message = "the places of an accessor must have the same type";
            diagnostics.push(Diagnostic::error(Code::WrongRule, accessor.places[odd].span, message));
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

/// Everything that stays the same for the rules of one field.
struct Row<'a> {
    table: TableId,
    at: usize,
    field: &'a FieldDef,
    ty: &'a Type,
    /// How many lists of values the field has.
    lists: usize,
}

fn field_rule(
    field_id: &Row<'_>,
    def: &RuleDef,
    draft: &mut Draft,
    diagnostics: &mut Diagnostics,
) -> Vec<RuleId> {
    let Row { table: id, at, field, ty, .. } = *field_id;
    let mut made: Vec<(Test, Condition, bool)> = Vec::new();
    let inner = if matches!(ty, Type::Array(_) | Type::Map(_)) { ty.innermost() } else { ty };
    let is_list = inner != ty || draft.model[id].fields[at].delimiter.is_some();
    if def.each && !is_list {
        let message = "`each` is for arrays, maps and delimited text";
        diagnostics.push(
            Diagnostic::error(Code::WrongRule, def.span, message)
                .label(format!("this field is {}", name(draft, ty))),
        );
        return Vec::new();
    }
    let subject = if def.each { inner } else { ty };
    match &def.kind {
        RuleDefKind::Type => {
            if let Type::Enum(list) = inner {
                let named = matches!(field.ty.as_ref().map(|ty| innermost_name(&ty.value)), Some(name) if *name == draft.model[*list].name);
                if named && !draft.model[*list].open {
                    made.push((Test::Enum(*list), Condition::ALWAYS, is_list));
                }
            }
        }
        RuleDefKind::Required(when) => {
            made.extend(condition(when, id, draft, diagnostics).map(|it| (Test::Required, it, false)));
        }
        RuleDefKind::OnlyWhen(when) => {
            made.extend(condition(when, id, draft, diagnostics).map(|it| (Test::OnlyWhen, it, false)));
        }
        RuleDefKind::DocumentedFor(when) => {
            made.extend(condition(when, id, draft, diagnostics).map(|it| (Test::DocumentedFor, it, false)));
        }
        RuleDefKind::Enum { when, name } => {
            let when = match when {
                None => Some(Condition::ALWAYS),
                Some(when) => condition(when, id, draft, diagnostics),
            };
            let list = list(field_id, name, draft, diagnostics);
            made.extend(when.zip(list).map(|(when, list)| (Test::Enum(list), when, is_list)));
        }
        RuleDefKind::OneOf(values) => {
            let good = values
                .iter()
                .filter(|value| literal_fits(subject, value, "one_of", draft, diagnostics))
                .count();
            if good == values.len() {
                let values = values.iter().map(|value| value.value.clone()).collect();
                made.push((Test::OneOf(values), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Fixed(value) => {
            if literal_fits(subject, value, "fixed", draft, diagnostics) {
                made.push((Test::Fixed(value.value.clone()), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Length(given) => {
            if suits(subject.is_text(), "length", "text", subject, def.span, draft, diagnostics)
                && limits::of_count(*given, "length", def.span, diagnostics)
            {
                made.push((Test::Length(bounds(*given)), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Range(given) => {
            if suits(subject.is_number(), "range", "numbers", subject, def.span, draft, diagnostics)
                && limits::of_range(*given, subject, def.span, diagnostics)
            {
                made.push((Test::Range(bounds(*given)), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Items(given) => {
            if suits(is_list, "items", "arrays, maps and delimited text", ty, def.span, draft, diagnostics)
                && limits::of_count(*given, "items", def.span, diagnostics)
            {
                made.push((Test::Items(bounds(*given)), Condition::ALWAYS, false));
            }
        }
        RuleDefKind::Pattern(pattern) => {
            if suits(subject.is_text(), "pattern", "text", subject, def.span, draft, diagnostics)
                && compiles(pattern, diagnostics)
            {
                made.push((Test::Pattern(pattern.value.clone()), Condition::ALWAYS, def.each));
            }
        }
        RuleDefKind::Delimiter(delimiter) => {
            if delimiter.is_empty() {
                diagnostics.push(Diagnostic::error(
                    Code::BadValue,
                    delimiter.span,
                    "a delimiter is not empty",
                ));
            } else if suits(ty.is_text(), "delimiter", "text", ty, def.span, draft, diagnostics) {
                made.push((Test::Delimiter(delimiter.value.clone()), Condition::ALWAYS, false));
            }
        }
    }
    made.into_iter()
        .filter_map(|(test, when, each)| make(field_id, test, when, each, def.span, draft))
        .collect()
}

fn innermost_name(expr: &crate::spec::TypeExpr) -> &String {
    use crate::spec::TypeExpr;
    match expr {
        TypeExpr::Name(name) => name,
        TypeExpr::Array(inner) | TypeExpr::Map(inner) => innermost_name(&inner.value),
    }
}

/// Adds a rule to the model; where only answers hold the field, its words are kept as documentation instead.
fn make(
    field_id: &Row<'_>,
    test: Test,
    when: Condition,
    each: bool,
    span: Span,
    draft: &mut Draft,
) -> Option<RuleId> {
    let subject = if each { field_id.ty.innermost() } else { field_id.ty };
    let says = draft.model.rule_in_words(&test, &when, each, subject, &[]);
    if !draft.model[field_id.table].in_requests {
        if !matches!(test, Test::Type | Test::Enum(_)) {
            draft.model.types[field_id.table.0 as usize].fields[field_id.at].documented.push(says);
        }
        return None;
    }
    let table = &draft.model[field_id.table];
    let source = table.fields[field_id.at].source.clone();
    let decisions = table.fields[field_id.at].decisions.clone();
    let home = table.home;
    let suffix = match &test {
        Test::Enum(list) if field_id.lists > 1 => format!(".{}", draft.model[*list].name),
        _ => String::new(),
    };
    let stem = format!("{}.{}", prefix(draft, field_id.table), field_id.field.name.value);
    // A list's enumeration constrains its items, yet it is the field's one list of values: its id needs no `each`.
    let in_id = each && !matches!(test, Test::Enum(_));
    let kind = if in_id { format!("each.{}", test.kind()) } else { test.kind().to_owned() };
    let own = field_id.field.ids.iter().find(|(given, _)| given.value == kind);
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
        sensitive: field_id.field.sensitive || holds_secrets(draft, field_id.ty),
        decisions,
    };
    Some(add(draft, rule, span))
}

/// Whether a value of this type may hold a secret further in, so that none of it is shown.
fn holds_secrets(draft: &Draft, ty: &Type) -> bool {
    ty.held().is_some_and(|id| draft.secretive.contains(&id))
}

/// `operation`, `operation.path`, `operation.Table` or `shared.Table`.
fn prefix(draft: &Draft, id: TableId) -> String {
    let table = &draft.model[id];
    match (table.home, table.place) {
        (Module::Shared, _) => format!("shared.{}", table.name),
        (Module::Operation(operation), Some(place)) => {
            format!("{}.{}", draft.model[operation].name, place.as_str())
        }
        (Module::Operation(operation), None) => {
            let operation = &draft.model[operation];
            match operation.body_type() {
                Some(body) if body == id => operation.name.clone(),
                _ => format!("{}.{}", operation.name, table.name),
            }
        }
    }
}

fn group_rule(
    id: TableId,
    group: &GroupDef,
    draft: &mut Draft,
    diagnostics: &mut Diagnostics,
) -> Option<RuleId> {
    let when = match &group.when {
        None => Condition::ALWAYS,
        Some(when) => condition(when, id, draft, diagnostics)?,
    };
    let mut fields = Vec::with_capacity(group.fields.len());
    for name in &group.fields {
        match draft.model[id].by_name.get(&name.value) {
            Some(at) if fields.contains(at) => {
                let message = format!("`{}` stands in this group twice", name.value);
                diagnostics.push(Diagnostic::error(Code::BadValue, name.span, message));
            }
            Some(at) => fields.push(*at),
            None if draft.is_incomplete(id) => {}
            None => diagnostics.push(unknown_field(&draft.model[id], name.span, &name.value)),
        }
    }
    if fields.len() < 2 {
        if group.fields.len() < 2 {
            let message = "a group needs two fields or more";
            diagnostics.push(Diagnostic::error(Code::BadValue, group.name.span, message));
        }
        return None;
    }
    let home = draft.model[id].home;
    let decisions = draft.use_decisions(&group.decisions, home, diagnostics);
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
        says: draft.model.rule_in_words(&test, &when, false, &Type::Any, &names),
        when,
        test,
        source: group_origin(&draft.model[id], &names, draft),
        sensitive: true,
        decisions,
    };
    Some(add(draft, rule, group.name.span))
}

fn group_origin(table: &Table, names: &[String], draft: &Draft) -> Citation {
    let first = table.fields.first().map(|field| field.source.clone()).unwrap_or_default();
    let page = match table.home {
        Module::Operation(id) => draft.model[id].page.clone(),
        Module::Shared => first.page,
    };
    let table = table.tables.first().map_or_else(String::new, |(_, number)| number.clone());
    Citation { page, table, parameter: names.join(", ") }
}

fn list(
    field_id: &Row<'_>,
    name: &Spanned<String>,
    draft: &Draft,
    diagnostics: &mut Diagnostics,
) -> Option<crate::model::EnumId> {
    let home = draft.model[field_id.table].home;
    let Some(id) = draft.enum_id(home, &name.value) else {
        if draft.may_hide(home) {
            return None;
        }
        let known: Vec<&str> = draft.model.enums.iter().map(|it| it.name.as_str()).collect();
        let message = format!("no enumeration is called `{}`", name.value);
        let diagnostic = Diagnostic::error(Code::UnknownType, name.span, message);
        diagnostics.push(diagnostic.maybe_help(did_you_mean(&name.value, known)));
        return None;
    };
    let inner = if matches!(field_id.ty, Type::Array(_) | Type::Map(_)) {
        field_id.ty.innermost()
    } else {
        field_id.ty
    };
    suits(inner.is_text(), "values", "text", inner, name.span, draft, diagnostics).then_some(id)
}

fn literal_fits(
    ty: &Type,
    value: &Spanned<Literal>,
    key: &str,
    draft: &Draft,
    diagnostics: &mut Diagnostics,
) -> bool {
    let good = fits(draft, ty, &value.value);
    if !good {
        let message = format!("`{key}` is `{}`, which is not {}", value.value, name(draft, ty));
        diagnostics.push(Diagnostic::error(Code::BadValue, value.span, message));
    }
    good
}

fn check_default(field: &FieldDef, ty: &Type, draft: &Draft, diagnostics: &mut Diagnostics) {
    if let Some(value) = &field.default {
        literal_fits(ty, value, "default", draft, diagnostics);
    }
}

fn suits(
    good: bool,
    key: &str,
    for_what: &str,
    ty: &Type,
    span: Span,
    draft: &Draft,
    diagnostics: &mut Diagnostics,
) -> bool {
    if !good {
        let message = format!("`{key}` is for {for_what}, and this field is {}", name(draft, ty));
        diagnostics.push(Diagnostic::error(Code::WrongRule, span, message));
    }
    good
}

fn compiles(pattern: &Spanned<String>, diagnostics: &mut Diagnostics) -> bool {
    match regex_lite::Regex::new(pattern) {
        Ok(_) => true,
        Err(error) => {
            let message = format!("this is not a regular expression: {error}");
            diagnostics.push(Diagnostic::error(Code::Pattern, pattern.span, message));
            false
        }
    }
}

/// A type as a spec would name it.
pub(super) fn name(draft: &Draft, ty: &Type) -> String {
    match ty {
        Type::String => "a string".to_owned(),
        Type::Boolean => "a boolean".to_owned(),
        Type::Integer => "an integer".to_owned(),
        Type::Long => "a long".to_owned(),
        Type::Float => "a float".to_owned(),
        Type::Timestamp => "a timestamp".to_owned(),
        Type::Object => "a free-form object".to_owned(),
        Type::Any => "anything".to_owned(),
        Type::Enum(id) => format!("the enumeration `{}`", draft.model[*id].name),
        Type::Struct(id) => format!("an object of type `{}`", draft.model[*id].name),
        Type::Array(_) => "an array".to_owned(),
        Type::Map(_) => "a map".to_owned(),
    }
}

fn bounds<T>(limits: Limits<T>) -> Bounds<T> {
    Bounds { min: limits.min, max: limits.max }
}

/// Follows `a.b.c` through types.
fn walk(
    draft: &Draft,
    from: TableId,
    place: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<(Vec<usize>, Type)> {
    let mut path = Vec::new();
    let mut at = from;
    let mut ty = Type::Struct(from);
    for name in place.split('.') {
        let Type::Struct(id) = ty else {
            let message = format!("`{}` has no fields to go on to", draft.model[at].name);
            diagnostics.push(Diagnostic::error(Code::UnknownReference, place.span, message));
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
            None if draft.is_incomplete(id) => return None,
            None => {
                diagnostics.push(unknown_field(&draft.model[id], place.span, name));
                return None;
            }
        }
    }
    Some((path, ty))
}

/// Ids are unique, whatever they are made from.
fn unique(draft: &Draft, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for (rule, span) in draft.model.rules.iter().zip(&draft.spans.rules) {
        if let Some(first) = seen.insert(&rule.id, *span) {
            let message = format!("two rules have the id `{}`", rule.id);
            let diagnostic =
                Diagnostic::error(Code::DuplicateRule, *span, message).related(first, "first here");
            diagnostics.push(diagnostic.help("give one of them another with `id: { kind: name }`"));
        }
    }
}
