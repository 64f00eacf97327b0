//! Finds the rules that a payload breaks, and their pointers, by the emitted JSON
//! Schema.
//!
//! A schema with the key `x-rule` names its rule. Any other error comes from a keyword in
//! a field's own schema: the pointer gives the field, and the keyword gives the rule.

use coc_codegen::model::{
    Field, Model, Operation, Rule, RuleId, TableId, Test, Type, ValueKind,
};
use coc_codegen::pointer::{escape, unescape};
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Map, Value, json};

/// The emitted schema of one operation's request document.
pub(crate) struct Schema<'m> {
    model: &'m Model,
    operation: &'m Operation,
    /// The schema with warnings as errors, so that validation reports them too.
    document: Value,
    all: Validator,
    errors_only: Validator,
}

impl<'m> Schema<'m> {
    /// The schema of `operation` in the OpenAPI document `contract`.
    pub(crate) fn new(
        contract: &Value,
        model: &'m Model,
        operation: &'m Operation,
    ) -> Self {
        let methods = contract["paths"].as_object().into_iter().flat_map(Map::values);
        let mut found =
            methods.flat_map(|it| it.as_object().into_iter().flat_map(Map::values));
        let method = found.find(|it| it["operationId"] == operation.name.as_str());
        let method = method.unwrap_or_else(|| panic!("no operation {}", operation.name));
        let mut document = json!({ "$ref": method["x-request"]["$ref"], "components": contract["components"] });
        let blanks = &model.service.blanks;
        let errors_only = compile(&document, blanks);
        warnings_as_errors(&mut document);
        let all = compile(&document, blanks);
        Self { model, operation, document, all, errors_only }
    }

    /// Whether the schema as it stands accepts a request document.
    pub(crate) fn accepts(&self, request: &Value) -> bool {
        self.errors_only.is_valid(request)
    }

    /// Rule and pointer of everything that a request document does not match, warnings
    /// included.
    pub(crate) fn errors(&self, request: &Value) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut whole = request.clone();
        for (place, _) in &self.operation.part_rules {
            let has_fields = self.operation.table_of(*place).is_some();
            let part = &mut whole[place.as_str()];
            if has_fields && !part.is_object() {
                // Such a part counts as an empty object, apart from its own type.
                *part = json!({});
                let at = format!("/{}", place.as_str());
                if request.get(place.as_str()).is_some_and(|part| !part.is_null()) {
                    let errors = self.all.iter_errors(request);
                    let mut of_part = Vec::new();
                    let here =
                        errors.filter(|error| error.instance_path().as_str() == at);
                    here.for_each(|error| self.note(&error, request, &mut of_part));
                    found.extend(
                        of_part
                            .into_iter()
                            .filter(|(rule, _)| rule == self.part_rule(&at)),
                    );
                }
            }
        }
        for error in self.all.iter_errors(&whole) {
            self.note(&error, &whole, &mut found);
        }
        found
    }

    fn note(
        &self,
        error: &ValidationError<'_>,
        whole: &Value,
        found: &mut Vec<(String, String)>,
    ) {
        let mut pointer = error.instance_path().to_string();
        if let ValidationErrorKind::Required { property: Value::String(name) } =
            error.kind()
        {
            pointer = format!("{pointer}/{}", escape(name));
        }
        let in_file = self.file_around(&pointer);
        if let Some((file, _)) = &in_file {
            pointer = file.clone();
        }
        let way = self.way(error.evaluation_path().as_str());
        if let Some(rule) = way.rule {
            found.push((rule.to_owned(), pointer));
        } else if let Some((_, field)) = in_file {
            // Its own keywords say what describes a file.
            let mut rules = field.rules.iter().map(|id| &self.model[*id]);
            let rule = rules.find(|rule| rule.test == Test::Type);
            let rule = rule.unwrap_or_else(|| panic!("{pointer} has no type"));
            found.push((rule.id.clone(), pointer));
        } else if let ValidationErrorKind::AnyOf { context } = error.kind() {
            // `anyOf` allows a value or a blank. Its first schema is about the value.
            let value = context
                .first()
                .unwrap_or_else(|| panic!("anyOf without schemas: {error}"));
            value.iter().for_each(|error| self.note(error, whole, found));
        } else {
            let value = whole.pointer(&pointer).unwrap_or(&Value::Null);
            found.push((
                self.rule_of_keyword(
                    &pointer,
                    error.kind().keyword(),
                    value,
                    &way.components,
                )
                .to_owned(),
                pointer,
            ));
        }
    }

    /// The last `x-rule` of the schemas that lead to an error, and the components on the
    /// way.
    fn way(&self, path: &str) -> ErrorPath<'_> {
        let mut at = &self.document;
        let mut found = ErrorPath { rule: None, components: Vec::new() };
        for step in path.split('/').skip(1) {
            let step = unescape(step);
            at = match at {
                Value::Array(items) => {
                    step.parse::<usize>().ok().and_then(|step| items.get(step))
                }
                other => other.get(&step),
            }
            .unwrap_or_else(|| panic!("{path} leads nowhere at {step}"));
            if step == "$ref"
                && let Value::String(reference) = at
            {
                found.components.extend(reference.rsplit('/').next());
                let target =
                    reference.strip_prefix('#').and_then(|it| self.document.pointer(it));
                at = target.unwrap_or_else(|| panic!("{reference} leads nowhere"));
            }
            found.rule = at.get("x-rule").and_then(Value::as_str).or(found.rule);
        }
        found
    }

    fn part_rule(&self, pointer: &str) -> &str {
        let rules = &self.operation.part_rules;
        let rule = rules.iter().find(|(place, _)| pointer[1..] == *place.as_str());
        let (_, rule) =
            rule.unwrap_or_else(|| panic!("{pointer} is no part of a request document"));
        &self.model[*rule].id
    }

    /// The rule of a field that a keyword of the field's own schema stands for.
    fn rule_of_keyword(
        &self,
        pointer: &str,
        keyword: &str,
        value: &Value,
        components: &[&str],
    ) -> &str {
        let Some((field, is_item)) = self.field_at(pointer, components) else {
            let part = pointer.split('/').nth(1).unwrap_or_default();
            assert!(
                matches!(keyword, "type" | "not" | "minimum" | "maximum"),
                "{keyword} at {pointer}"
            );
            return self.part_rule(&format!("/{part}"));
        };
        let is_blank = match value {
            Value::Null => true,
            Value::String(text) => {
                field.ty.is_text() && self.model.service.blanks.contains(text)
            }
            _ => false,
        };
        let is_too_large = match field.ty.innermost() {
            Type::Integer => {
                value.as_i64().is_none_or(|number| i32::try_from(number).is_err())
            }
            Type::Long | Type::Timestamp | Type::Enum(_, ValueKind::Integer) => {
                value.as_i64().is_none()
            }
            _ => false,
        };
        let kinds: &[&str] = match keyword {
            // A blank counts as absent, and an absent value breaks no other rule.
            _ if is_blank && !is_item => &["required"],
            "type" | "not" => &["type"],
            "minimum" | "maximum" if is_too_large => &["type"],
            "minimum" | "maximum" => &["range"],
            // Listed values say all that the limits of their type say.
            "enum" | "const" if is_too_large => &["type"],
            "enum" | "const" => &["enum", "fixed"],
            "minLength" | "maxLength" => &["length"],
            "minItems" | "maxItems" | "minProperties" | "maxProperties" => &["items"],
            "uniqueItems" => &["unique"],
            "propertyNames" => &[],
            "pattern" => &["pattern"],
            "format" => &["format"],
            "required" => &["required"],
            _ => panic!("{keyword} at {pointer} stands for no rule"),
        };
        let is_broken = |rule: &&Rule| {
            let kind = rule.test.kind();
            let is_of_field =
                matches!(kind, "type" | "required") || rule.each == is_item;
            kinds.contains(&kind)
                && rule.when.is_always()
                && is_of_field
                && rule.test.of_keys().is_none()
        };
        let mut rules = field.rules.iter().map(|id| &self.model[*id]);
        let rule = match keyword {
            "propertyNames" => rules.find(|rule| rule.test.of_keys().is_some()),
            _ => rules.find(is_broken),
        };
        &rule.unwrap_or_else(|| panic!("{keyword} at {pointer} stands for no rule")).id
    }

    /// The file that a place is a member of: its pointer and its field.
    fn file_around(&self, pointer: &str) -> Option<(String, &'m Field)> {
        let table = self.operation.body_type()?;
        let mut steps = pointer.split('/').skip(1);
        let (part, name) = (steps.next()?, steps.next()?);
        steps.next()?;
        let field = self.model[table].field(&unescape(name))?;
        (part == "body" && field.ty == Type::File)
            .then(|| (format!("/{part}/{name}"), field))
    }

    /// The innermost field on the way to a place, and whether the place is an item of
    /// its value. The components tell which members a free-form object has.
    fn field_at(&self, pointer: &str, components: &[&str]) -> Option<(&'m Field, bool)> {
        let steps: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
        let (part, steps) = steps.split_first()?;
        let table =
            self.operation.parameters.iter().find(|(place, _)| place.as_str() == part);
        let body = self.operation.body.clone().filter(|_| part == "body");
        let ty = table.map(|(_, id)| Type::Struct(*id)).or(body)?;
        let found = self.follow(&ty, None, steps, components);
        found.unwrap_or_else(|| panic!("no field is at {pointer}"))
    }

    /// The innermost field on the way through `steps`; none if they lead nowhere.
    fn follow(
        &self,
        ty: &Type,
        found: Option<(&'m Field, bool)>,
        steps: &[String],
        components: &[&str],
    ) -> Option<Option<(&'m Field, bool)>> {
        let Some((step, rest)) = steps.split_first() else { return Some(found) };
        match ty {
            Type::Struct(id) => {
                let field = self.model[*id].field(step)?;
                self.follow(&field.ty, Some((field, false)), rest, components)
            }
            Type::Array(inner) | Type::Map(inner) => {
                let found = found.map(|(field, _)| (field, true));
                self.follow(inner, found, rest, components)
            }
            Type::Object => {
                let rules = found.into_iter().flat_map(|(field, _)| &field.rules);
                let mut tables: Vec<TableId> =
                    rules.filter_map(|id| self.model[*id].test.members()).collect();
                // Several tables may have the member.
                tables.sort_by_key(|id| !self.is_among(*id, components));
                tables.into_iter().find_map(|id| {
                    self.follow(&Type::Struct(id), found, steps, components)
                })
            }
            _ => None,
        }
    }

    /// Whether one of these components has the fields of the table.
    fn is_among(&self, id: TableId, components: &[&str]) -> bool {
        // The keys of components end with the name of the type, or with a number behind it.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = self.model[id].rust_name.chars();
        let name: String = name.map(|c| if is_plain(c) { c } else { '_' }).collect();
        let end = format!("_{name}");
        let is_end = |rest: &str| {
            let number = rest.strip_prefix('_').unwrap_or("x");
            rest.is_empty() || number.bytes().all(|it| it.is_ascii_digit())
        };
        components
            .iter()
            .any(|it| it.rsplit_once(&end).is_some_and(|(_, rest)| is_end(rest)))
    }
}

/// The schemas that lead to an error.
struct ErrorPath<'d> {
    rule: Option<&'d str>,
    components: Vec<&'d str>,
}

/// A validator that checks formats. It accepts a blank in place of any format, because a
/// blank counts as absent and no schema can state this beside a format.
fn compile(document: &Value, blanks: &[String]) -> Validator {
    let or_blank = |format: &str, end: &'static str| {
        let schema = json!({ "format": format });
        let known = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap_or_else(|error| panic!("the document is not a schema: {error}"));
        let blanks = blanks.to_vec();
        move |text: &str| {
            blanks.iter().any(|it| it == text)
                || known.is_valid(&json!(format!("{text}{end}")))
        }
    };
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("date", or_blank("date", ""))
        .with_format("date-time", or_blank("date-time", ""))
        .with_format("time-local", or_blank("time", "Z"))
        .build(document)
        .unwrap_or_else(|error| panic!("the document is not a schema: {error}"))
}

/// Puts the warnings of each schema beside its errors.
fn warnings_as_errors(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::Array(warnings)) = entries.remove("x-warnings") {
                let all = entries.entry("allOf").or_insert_with(|| json!([]));
                all.as_array_mut()
                    .into_iter()
                    .for_each(|all| all.extend(warnings.iter().cloned()));
            }
            entries.values_mut().for_each(warnings_as_errors);
        }
        Value::Array(items) => items.iter_mut().for_each(warnings_as_errors),
        _ => {}
    }
}

/// The rules that payloads of an operation can break.
pub(crate) fn rules<'m>(
    model: &'m Model,
    operation: &Operation,
) -> impl Iterator<Item = &'m str> {
    let parts: Vec<RuleId> =
        operation.part_rules.iter().map(|(_, rule)| *rule).collect();
    let tables: Vec<TableId> = model.reach(operation.roots());
    let of_tables = tables.into_iter().flat_map(|id| {
        let table = &model[id];
        table.fields.iter().flat_map(|field| &field.rules).chain(&table.groups).copied()
    });
    // The rules of members are broken in place of the one that names their table.
    let all = parts.into_iter().chain(of_tables).map(|id| &model[id]);
    all.filter(|rule| rule.test.members().is_none()).map(|rule| rule.id.as_str())
}
