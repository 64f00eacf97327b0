//! Tables of rules: each field with its JSON type, and a line for each further rule.

use super::file::{File, Item};
use crate::model::{
    Citation, DecisionId, Field, Model, Module, OperationId, Place, Rule, RuleId, TableId, Test, Type,
};

/// The file with the tables of `home`.
pub(super) fn emit(model: &Model, home: Module) -> File<'_> {
    let doc =
        "Documented tables of requests: the JSON type of each field, and everything that is demanded of it.";
    let mut file = File::new(model, home, "rules", doc);
    for id in model.declared(home).types.iter().copied().filter(|id| model[*id].in_requests) {
        let table = &model[id];
        let prefix = prefix(model, id);
        let name = file.type_name(id);
        let page = table.fields.first().map_or("", |field| field.source.page.as_str());
        let mut rows: Vec<_> =
            table.fields.iter().map(|field| field_row(&mut file, field, &prefix)).collect();
        rows.extend(table.groups.iter().map(|rule| (group_row(&mut file, &prefix, *rule), Vec::new())));
        file.items.push(Item::Table { name: "table", head: format!("{name}: {prefix:?}, {page:?}"), rows });
    }
    file
}

/// The table of a request as a whole: its parts.
pub(super) fn request(file: &mut File<'_>, id: OperationId) -> Item {
    let model = file.model;
    let operation = &model[id];
    let prefix = format!("{}.request", operation.name);
    let rows = operation.part_rules.iter().map(|(place, rule)| {
        let table = operation.parameters(*place).map(Type::Struct);
        let ty = table.or_else(|| operation.body.clone()).unwrap_or(Type::Object);
        let rule = &model[*rule];
        let json = json(file, &ty);
        (format!("{:?} {:?}: {json}{}", place.as_str(), rule.source.table, suffix(file, rule)), Vec::new())
    });
    let rows = rows.collect();
    let head = format!("{}: {prefix:?}, {:?}", operation.request_name, operation.page);
    Item::Table { name: "table", head, rows }
}

fn field_row(file: &mut File<'_>, field: &Field, prefix: &str) -> (String, Vec<String>) {
    let model = file.model;
    let rules = field.rules.iter().map(|id| &model[*id]);
    let (own, others): (Vec<&Rule>, Vec<&Rule>) = rules.partition(|rule| rule.test == Test::Type);
    let json = json(file, &field.ty);
    let mut row = format!("{:?} {:?}: {json}", field.name, field.source.table);
    if let Some(rule) = own.first() {
        row.push_str(&id(rule, &format!("{prefix}.{}.type", field.name)));
        row.push_str(&suffix(file, rule));
    }
    let others = others.into_iter().map(|rule| {
        let key = key(model, field, rule);
        let mut row = format!("{key:?} {} {:?}", kind(&rule.test), rule.says);
        row.push_str(&reads(rule));
        row.push_str(&id(rule, &format!("{prefix}.{}.{key}", field.name)));
        row + &suffix(file, rule)
    });
    let others = others.collect();
    (row, others)
}

fn group_row(file: &mut File<'_>, prefix: &str, id: RuleId) -> String {
    let rule = &file.model[id];
    let name = name_of_group(prefix, rule);
    let Citation { table, parameter, .. } = &rule.source;
    let mut row = format!("group {name:?} {table:?} {:?}", rule.says);
    row.push_str(&reads(rule));
    row.push_str(&format!(" of {parameter:?}"));
    row.push_str(&self::id(rule, &format!("{prefix}.{name}.group")));
    row + &decisions(file, &rule.decisions)
}

/// The name by which a validator reports a group.
pub(super) fn group_name(model: &Model, id: TableId, rule: &Rule) -> String {
    name_of_group(&prefix(model, id), rule)
}

fn name_of_group(prefix: &str, rule: &Rule) -> String {
    let inner = rule.id.strip_prefix(prefix).and_then(|id| id.strip_prefix('.'));
    inner.and_then(|id| id.strip_suffix(".group")).unwrap_or(&rule.id).to_owned()
}

/// The key of a rule in its field's row: its kind, with the name of the list where a field has several.
pub(super) fn key(model: &Model, field: &Field, rule: &Rule) -> String {
    let kind = rule.test.kind();
    let lists = field.rules.iter().filter(|id| matches!(model[**id].test, Test::Enum(_))).count();
    match rule.test {
        Test::Enum(list) if lists > 1 => format!("{kind}.{}", model[list].name),
        Test::Enum(_) => kind.to_owned(),
        _ if rule.each => format!("each.{kind}"),
        _ => kind.to_owned(),
    }
}

/// The start of the ids of a table's rules.
fn prefix(model: &Model, id: TableId) -> String {
    let table = &model[id];
    let Module::Operation(operation) = table.home else { return format!("shared.{}", table.name) };
    let operation = &model[operation];
    match table.place {
        Some(place) => format!("{}.{}", operation.name, Place::as_str(place)),
        None if operation.body_type() == Some(id) => operation.name.clone(),
        None => format!("{}.{}", operation.name, table.name),
    }
}

fn id(rule: &Rule, default: &str) -> String {
    if rule.id == default { String::new() } else { format!(" as {:?}", rule.id) }
}

fn reads(rule: &Rule) -> String {
    let reads: Vec<String> =
        rule.when.reads().into_iter().map(|field| format!("{:?}", field.to_string())).collect();
    if reads.is_empty() { String::new() } else { format!(" [{}]", reads.join(", ")) }
}

/// The decisions that shaped a rule, and whether its values are secret.
fn suffix(file: &mut File<'_>, rule: &Rule) -> String {
    let secret = if rule.sensitive { ", secret" } else { "" };
    format!("{}{secret}", decisions(file, &rule.decisions))
}

fn decisions(file: &mut File<'_>, ids: &[DecisionId]) -> String {
    let paths: Vec<String> = ids
        .iter()
        .map(|id| {
            let decision = &file.model[*id];
            let (home, name) = (decision.home, &decision.rust_name);
            if home == file.home {
                format!("{}::{name}", file.import("super", "decisions"))
            } else {
                format!("{}::decisions::{name}", file.import("crate::generated", "shared"))
            }
        })
        .collect();
    if paths.is_empty() { String::new() } else { format!(" by [{}]", paths.join(", ")) }
}

fn json(file: &mut File<'_>, ty: &Type) -> String {
    match ty {
        Type::String | Type::Enum(_) => "text".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Long | Type::Timestamp => "long".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Any => "any".to_owned(),
        Type::Object => "object".to_owned(),
        Type::Struct(id) => file.type_name(*id).to_string(),
        Type::Array(inner) => format!("[{}]", json(file, inner)),
        Type::Map(inner) => format!("{{{}}}", json(file, inner)),
    }
}

fn kind(test: &Test) -> &'static str {
    match test {
        Test::Type => "Type",
        Test::Required => "Required",
        Test::OnlyWhen => "OnlyWhen",
        Test::DocumentedFor => "DocumentedFor",
        Test::Enum(_) | Test::OneOf(_) => "Enum",
        Test::Fixed(_) => "Fixed",
        Test::Length(_) => "Length",
        Test::Range(_) => "Range",
        Test::Items(_) => "Items",
        Test::Pattern(_) => "Pattern",
        Test::Delimiter(_) => "Delimiter",
        Test::Group(..) => "Group",
    }
}
