//! The model, a unique key for each component, and the conditions under which objects have
//! members.

use std::collections::{HashMap, HashSet};

use crate::json::{Json, object};
use crate::model::{
    Condition, Model, Module, Operation, OperationId, Place, Ref, RuleId, Table, TableId,
};

/// The two forms of a type: with rules in requests, without rules in answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    Request,
    Answer,
}

/// Everything that emitters of components read.
pub(super) struct Context<'m> {
    pub(super) model: &'m Model,
    tables: HashMap<(TableId, Form), String>,
    parameters: HashMap<(TableId, usize), String>,
    requests: HashMap<OperationId, String>,
    /// Tables whose fields are the parts of a form.
    forms: HashSet<TableId>,
    /// The guards of the whole model.
    pub(super) guards: Vec<Guard>,
}

/// The condition under which a free-form object has members, or the rest of it, if it
/// reads fields outside of the object that holds the free-form one.
#[derive(Clone)]
pub(super) struct Guard {
    pub(super) rule: RuleId,
    /// The table of the members.
    pub(super) members: TableId,
    /// The table that holds the free-form object.
    pub(super) holder: TableId,
    pub(super) when: Condition,
}

impl<'m> Context<'m> {
    /// Gives each component its key.
    pub(super) fn new(model: &'m Model) -> Self {
        let mut keys = Keys::default();
        let requests = model.operations.entries();
        let requests = requests
            .map(|(id, it)| (id, keys.unique(&format!("{}_request", it.name))))
            .collect();
        let forms = model.operations.iter().filter(|operation| operation.is_form);
        let forms: HashSet<TableId> = forms.filter_map(Operation::body_type).collect();
        let mut tables = HashMap::new();
        let mut parameters = HashMap::new();
        for (id, table) in model.types.entries() {
            let module = match table.module {
                Module::Shared => "shared",
                Module::Operation(operation) => &model[operation].name,
            };
            if let Some(place) = table.part {
                for (at, field) in table.fields.iter().enumerate() {
                    let key = format!("{module}_{}_{}", place.as_str(), field.name);
                    parameters.insert((id, at), keys.unique(&key));
                }
                continue;
            }
            if table.headers.is_some() {
                continue;
            }
            let key = format!("{module}_{}", table.rust_name);
            if forms.contains(&id) {
                for (at, field) in table.fields.iter().enumerate() {
                    let key = format!("{key}_{}", field.name);
                    parameters.insert((id, at), keys.unique(&key));
                }
            }
            if table.in_requests {
                tables.insert((id, Form::Request), keys.unique(&key));
            }
            if table.in_responses {
                let key = if table.in_requests { format!("{key}_answer") } else { key };
                tables.insert((id, Form::Answer), keys.unique(&key));
            }
        }
        Self { model, tables, parameters, requests, forms, guards: guards(model) }
    }

    /// The key of a type with fields that an operation uses in this form.
    pub(super) fn key(&self, id: TableId, form: Form) -> &str {
        self.table(id, form).expect("`new` has a key for each form of a type")
    }

    /// The key of a type with fields; none if no operation uses it in this form.
    pub(super) fn table(&self, id: TableId, form: Form) -> Option<&str> {
        self.tables.get(&(id, form)).map(String::as_str)
    }

    /// Whether the fields of a table have schemas of their own: those of parameters, and
    /// of the parts of forms.
    pub(super) fn is_divided(&self, id: TableId) -> bool {
        self.model[id].part.is_some() || self.forms.contains(&id)
    }

    /// The key of the schema of a parameter, or of a part of a form.
    pub(super) fn parameter(&self, table: TableId, at: usize) -> &str {
        &self.parameters[&(table, at)]
    }

    /// The key of the request document of an operation.
    pub(super) fn request(&self, id: OperationId) -> &str {
        &self.requests[&id]
    }

    /// A reference to a type with fields.
    pub(super) fn reference(&self, id: TableId, form: Form) -> Json<'m> {
        reference(self.key(id, form))
    }
}

/// Whether a field that a rule of `table` reads is in that table.
pub(super) fn is_inside(table: &Table, read: &Ref) -> bool {
    read.place == Place::Same
        || table.part.is_some_and(|part| read.place == Place::Part(part))
}

/// The guards of a model.
fn guards(model: &Model) -> Vec<Guard> {
    let mut found = Vec::new();
    for (holder, table) in model.types.entries() {
        for rule in table.fields.iter().flat_map(|field| &field.rules) {
            let Some(members) = model[*rule].test.members() else { continue };
            let when = &model[*rule].when;
            if !when.reads().into_iter().all(|read| is_inside(table, read)) {
                found.push(Guard { rule: *rule, members, holder, when: when.clone() });
            }
        }
    }
    found
}

/// A reference to a component.
pub(super) fn reference<'m>(key: &str) -> Json<'m> {
    object! { "$ref" => pointer_to(key) }
}

/// The pointer to a component.
pub(super) fn pointer_to(key: &str) -> String {
    format!("#/components/schemas/{key}")
}

/// A name with the characters that keys may have. It has no dots, since generators make
/// modules of these.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() || "_-".contains(c) { c } else { '_' })
        .collect()
}

/// The keys that components have so far.
#[derive(Default)]
struct Keys {
    taken: HashSet<String>,
    /// The highest number behind each name, so that names that come out alike are not
    /// counted from the beginning each time.
    counts: HashMap<String, usize>,
}

impl Keys {
    /// The name as a key that no other component has. Keys also differ without regard
    /// to case, since some generators ignore it.
    fn unique(&mut self, name: &str) -> String {
        let name = plain(name);
        let mut key = name.clone();
        let count = self.counts.entry(name.to_lowercase()).or_insert(1);
        while !self.taken.insert(key.to_lowercase()) {
            *count += 1;
            key = format!("{name}_{count}");
        }
        key
    }
}
