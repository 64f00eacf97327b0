//! Validators: straight-line code over the wire types, one function a type. Nothing is interpreted when they run.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use super::condition::{Asked, Scope, literal, number, presence};
use super::file::{File, ident};
use super::plan::Plan;
use super::rules::pattern_name;
use crate::emit::files::module_name;
use crate::model::{
    Bounds, Condition, Field, GroupKind, Model, Module, Number, Operation, Place, Rule, RuleId, TableId,
    Test, Type,
};

/// The places that a validator may be handed, in the order of its parameters.
const PLACES: [Place; 4] = [Place::Path, Place::Query, Place::Header, Place::Body];

/// The file with the validators of `home`.
pub(super) fn emit<'m>(model: &'m Model, home: Module, plan: &Plan) -> File<'m> {
    let doc = "Validators: each adds what is wrong with a value to what was found, and allocates nothing where nothing is.";
    let mut file = File::new(model, home, "validate", doc);
    for id in model.declared(home).types.iter().copied() {
        if !model[id].in_requests || !plan.active.contains(&id) {
            continue;
        }
        for parent in plan.instances(model, id) {
            function(&mut file, plan, id, parent);
        }
    }
    file
}

fn function(file: &mut File<'_>, plan: &Plan, id: TableId, parent: Option<TableId>) {
    let model = file.model;
    let item = &model[id];
    let Some(name) = plan.instance(model, id, parent) else {
        return;
    };
    let name = ident(name);
    let scope = scope(model, id, parent);
    let rules = item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups);
    let left: Vec<Condition> = rules.map(|rule| scope.left(model, &model[*rule].when)).collect();
    let asked = Asked::new(file, &scope, left.iter());
    let mut body = Vec::new();
    for field in &item.fields {
        let emitted = Row { file, plan, scope: &scope, asked: &asked, field }.emit();
        body.extend(emitted);
    }
    for rule in &item.groups {
        body.push(group(file, &scope, &asked, id, *rule));
    }
    let body = quote!(#(#body)*);
    // What is never reached may have asked, too.
    let lets = asked.lets.iter().filter(|(name, _)| mentions(body.clone(), name)).map(|(_, it)| it);
    let body = quote!(#(#lets)* #body);
    // A condition on what encloses the object can leave nothing to ask of the parts where another type does.
    let parameter = |name: &str, ty: Ident| {
        let name = if mentions(body.clone(), name) { ident(name) } else { ident(&format!("_{name}")) };
        quote!(#name: &#ty)
    };
    let mut parameters = Vec::new();
    if let Some(parent) = parent {
        parameters.push(parameter("parent", file.type_name(parent)));
    }
    for place in PLACES {
        let table = match place {
            Place::Body => scope.parts[3],
            place => operation(model, id).and_then(|operation| operation.parameters(place)),
        };
        if let (true, Some(table)) = (plan.needs[id.0 as usize].contains(&place), table) {
            parameters.push(parameter(place.as_str(), file.type_name(table)));
        }
    }
    let ty = file.type_name(id);
    file.push(quote! {
        pub(crate) fn #name(value: &#ty, #(#parameters,)* at: rt::At<'_>, found: &mut rt::Found) {
            #body
        }
    });
}

fn operation(model: &Model, id: TableId) -> Option<&Operation> {
    match model[id].home {
        Module::Operation(operation) => Some(&model[operation]),
        Module::Shared => None,
    }
}

fn scope(model: &Model, id: TableId, parent: Option<TableId>) -> Scope {
    let operation = operation(model, id);
    let part = |place| operation.and_then(|operation| operation.parameters(place));
    let body = operation.and_then(Operation::body_type);
    Scope { own: id, parent, parts: [part(Place::Path), part(Place::Query), part(Place::Header), body] }
}

/// The call of the validator of `id`, if it has one.
pub(super) fn call(
    file: &File<'_>,
    plan: &Plan,
    id: TableId,
    parent: Option<(TableId, TokenStream)>,
    value: &TokenStream,
    parts: &dyn Fn(Place) -> TokenStream,
    at: &TokenStream,
) -> Option<TokenStream> {
    let model = file.model;
    let name = ident(plan.instance(model, id, parent.as_ref().map(|(id, _)| *id))?);
    let needs = &plan.needs[id.0 as usize];
    let parent = parent.filter(|(parent, _)| Plan::asked(model, id, Some(*parent)).is_some());
    let parent = parent.map(|(_, tokens)| quote!(#tokens,));
    let given = PLACES.into_iter().filter(|place| needs.contains(place)).map(parts);
    let inside_file = file.path.ends_with("/validate.rs") && model[id].home == file.home;
    let path = if inside_file {
        quote!(#name)
    } else if model[id].home == file.home {
        quote!(super::validate::#name)
    } else {
        let module = ident(module_name(model, model[id].home));
        quote!(crate::generated::#module::validate::#name)
    };
    Some(quote!(#path(#value, #parent #(#given,)* #at, found);))
}

/// A condition, and what is done where it holds.
type Branch = (TokenStream, TokenStream);

struct Row<'a, 'm> {
    file: &'a mut File<'m>,
    plan: &'a Plan,
    scope: &'a Scope,
    asked: &'a Asked,
    field: &'m Field,
}

impl<'m> Row<'_, 'm> {
    fn rules(&self) -> impl Iterator<Item = (RuleId, &'m Rule)> + use<'m> {
        let model: &'m Model = self.file.model;
        self.field.rules.iter().map(|id| (*id, &model[*id]))
    }

    /// What is left of the rule's condition where this type is enclosed by that one.
    fn when(&self, rule: &Rule) -> Condition {
        self.scope.left(self.file.model, &rule.when)
    }

    fn condition(&mut self, condition: &Condition, holds: bool) -> TokenStream {
        self.asked.expression(self.file, self.scope, condition, holds)
    }

    fn rule(&mut self, id: RuleId) -> TokenStream {
        let rule = ident(&self.file.model[id].rust_name);
        let rules = self.file.import("super", "rules");
        quote!(&#rules::#rule)
    }

    fn emit(mut self) -> Option<TokenStream> {
        let wire = &self.field.name;
        let name = ident(&self.field.rust_name);
        let place = quote!(at.key(#wire));
        let missing = self.rules().map(|(id, rule)| (id, rule, self.when(rule)));
        let missing =
            missing.into_iter().find(|(_, rule, when)| rule.test == Test::Required && !when.is_never());
        let missing = missing.map(|(id, _, when)| {
            let condition = (!when.is_always()).then(|| self.condition(&when, true));
            let rule = self.rule(id);
            (condition, is_or(&when), quote!(found.add(#rule, #place);))
        });
        let chain = self.chain(&place);
        let warnings = self.warnings(&place);
        let inside = self.inside_field(&place);
        let alone = match (chain.as_slice(), warnings.as_slice(), &inside) {
            ([only], [], None) | ([], [only], None) if !is_always(only) => Some(only.clone()),
            _ => None,
        };
        let mut parts: Vec<TokenStream> = Vec::new();
        parts.extend(if_chain(chain));
        parts.extend(warnings.into_iter().filter_map(|branch| if_chain(vec![branch])));
        parts.extend(inside);
        if missing.is_none() && parts.is_empty() {
            return None;
        }
        // Last, since asking imports what asks.
        let present = presence(self.file, self.field, &quote!(value.#name));
        match (missing, parts.is_empty()) {
            (None, true) => None,
            (Some((condition, is_or, act)), true) => {
                let absent = quote!(#present.is_none());
                let condition = match condition {
                    None => absent,
                    Some(condition) if is_or => quote!((#condition) && #absent),
                    Some(condition) => quote!(#condition && #absent),
                };
                Some(quote!(if #condition { #act }))
            }
            (None, false) => Some(only_present(&present, alone, &parts)),
            (Some((condition, _, act)), false) => {
                let absent = condition
                    .map_or_else(|| quote!({ #act }), |condition| quote!({ if #condition { #act } }));
                let given = pattern(&parts);
                Some(quote!(match #present { None => #absent Some(#given) => { #(#parts)* } }))
            }
        }
    }

    /// The errors that a value can have, of which the first counts.
    fn chain(&mut self, place: &TokenStream) -> Vec<Branch> {
        let mut branches = Vec::new();
        let listed = self.field.delimiter.is_none();
        for (id, rule) in self.rules() {
            let path = self.rule(id);
            let when = self.when(rule);
            match &rule.test {
                Test::OnlyWhen if !when.is_always() => {
                    let outside = self.condition(&when, false);
                    branches.push((outside, quote!(found.add(#path, #place);)));
                }
                test if is_value_rule(test) && !(rule.each && listed) && !when.is_never() => {
                    let broken = self.broken(rule, &self.field.ty.clone(), &quote!(given));
                    let broken = self.guarded(&when, broken);
                    let act = match test {
                        Test::Items(_) if listed => quote!(found.add(#path, #place);),
                        _ => quote!(found.add_value(#path, #place, given);),
                    };
                    branches.push((broken, act));
                }
                _ => {}
            }
        }
        branches
    }

    fn guarded(&mut self, when: &Condition, broken: TokenStream) -> TokenStream {
        if when.is_always() {
            return broken;
        }
        let condition = self.condition(when, true);
        let condition = if is_or(when) { quote!((#condition)) } else { condition };
        quote!(#condition && #broken)
    }

    fn warnings(&mut self, place: &TokenStream) -> Vec<Branch> {
        let mut found = Vec::new();
        for (id, rule) in self.rules() {
            let path = self.rule(id);
            let when = self.when(rule);
            match &rule.test {
                Test::DocumentedFor if !when.is_always() => {
                    let outside = self.condition(&when, false);
                    found.push((outside, quote!(found.add(#path, #place);)));
                }
                Test::Delimiter(delimiter) => {
                    let text = text_of(&self.field.ty, &quote!(given));
                    let broken = quote!(#text.split(#delimiter).any(str::is_empty));
                    found.push((broken, quote!(found.add_value(#path, #place, given);)));
                }
                _ => {}
            }
        }
        found
    }

    /// Items, entries and nested objects.
    fn inside_field(&mut self, place: &TokenStream) -> Option<TokenStream> {
        if self.field.delimiter.is_some() {
            return None;
        }
        let each: Vec<(RuleId, &'m Rule)> = self.rules().filter(|(_, rule)| rule.each).collect();
        let ty = &self.field.ty;
        let place_of_field = if matches!(ty, Type::Struct(_)) { place.clone() } else { quote!(at) };
        let inner = self.inside(ty, &quote!(given), &place_of_field, &each)?;
        Some(if matches!(ty, Type::Struct(_)) { inner } else { quote!(let at = #place; #inner) })
    }

    fn inside(
        &mut self,
        ty: &Type,
        value: &TokenStream,
        at: &TokenStream,
        each: &[(RuleId, &'m Rule)],
    ) -> Option<TokenStream> {
        match ty {
            Type::Struct(id) => {
                let parts = |place: Place| {
                    let name = ident(place.as_str());
                    quote!(#name)
                };
                let parent = Some((self.scope.own, quote!(value)));
                call(self.file, self.plan, *id, parent, value, &parts, at)
            }
            Type::Array(inner) => {
                let item =
                    self.inside(inner, &quote!(item), &inner_place(inner, quote!(#at.index(index))), each);
                let item = self.item(inner, item, each, &quote!(at.index(index)))?;
                Some(quote!(for (index, item) in #value.iter().enumerate() { #item }))
            }
            Type::Map(inner) => {
                let item = self.inside(inner, &quote!(item), &inner_place(inner, quote!(#at.key(key))), each);
                let item = self.item(inner, item, each, &quote!(at.key(key)))?;
                Some(quote!(for (key, item) in #value { #item }))
            }
            _ => None,
        }
    }

    /// What is to be said of one item: its own rules where it is innermost, and what is inside of it.
    fn item(
        &mut self,
        ty: &Type,
        inside: Option<TokenStream>,
        each: &[(RuleId, &'m Rule)],
        at: &TokenStream,
    ) -> Option<TokenStream> {
        if matches!(ty, Type::Array(_) | Type::Map(_)) {
            return inside.map(|inside| quote!(let at = #at; #inside));
        }
        let mut branches = Vec::new();
        for (id, rule) in each {
            let path = self.rule(*id);
            let when = self.when(rule);
            if when.is_never() {
                continue;
            }
            let broken = self.broken(rule, ty, &quote!(item));
            let broken = self.guarded(&when, broken);
            branches.push((broken, quote!(found.add_value(#path, #at, item);)));
        }
        let chain = if_chain(branches);
        (chain.is_some() || inside.is_some()).then(|| quote!(#chain #inside))
    }

    /// Whether a value that is there breaks a value rule.
    fn broken(&mut self, rule: &Rule, ty: &Type, given: &TokenStream) -> TokenStream {
        let items = self.field.delimiter.as_ref().filter(|_| rule.each);
        if let Some(delimiter) = items {
            let text = text_of(ty, given);
            let item = quote!(item);
            let broken = self.broken_one(rule, &Type::String, &item);
            return quote!(#text.split(#delimiter).any(|item| !item.is_empty() && #broken));
        }
        self.broken_one(rule, ty, given)
    }

    fn broken_one(&mut self, rule: &Rule, ty: &Type, given: &TokenStream) -> TokenStream {
        let text = text_of(ty, given);
        match &rule.test {
            Test::Enum(list) if *ty == Type::Enum(*list) => quote!(!#given.is_known()),
            Test::Enum(list) => {
                let name = self.file.enum_name(*list);
                quote!(!#name::lists(#text))
            }
            Test::OneOf(values) => {
                let values: Vec<TokenStream> =
                    values.iter().map(|value| literal(self.file, ty, value)).collect();
                match ty {
                    // An item of an array is owned.
                    Type::String if rule.each && self.field.delimiter.is_none() => {
                        quote!(![#(#values),*].contains(&#text.as_str()))
                    }
                    Type::String => quote!(![#(#values),*].contains(&#text)),
                    Type::Enum(_) => quote!(!matches!(#given, #(#values)|*)),
                    _ => quote!(![#(#values),*].contains(#given)),
                }
            }
            Test::Fixed(value) => {
                let value = literal(self.file, ty, value);
                match ty {
                    Type::String => quote!(#text != #value),
                    Type::Boolean if value.to_string() == "true" => quote!(!*#given),
                    Type::Boolean => quote!(*#given),
                    _ => quote!(*#given != #value),
                }
            }
            Test::Length(bounds) => outside(*bounds, &quote!(#text.chars().count())),
            Test::Range(bounds) => range(*bounds, ty, given),
            Test::Items(bounds) => match &self.field.delimiter {
                Some(delimiter) => outside(*bounds, &quote!(#text.split(#delimiter).count())),
                None => match bounds {
                    Bounds { min: Some(1), max: None } => quote!(#given.is_empty()),
                    Bounds { min: None, max: Some(0) } => quote!(!#given.is_empty()),
                    bounds => outside(*bounds, &quote!(#given.len())),
                },
            },
            Test::Pattern(_) => {
                let name: Ident = pattern_name(rule);
                let rules = self.file.import("super", "rules");
                quote!(!#rules::#name.is_match(#text))
            }
            _ => quote!(false),
        }
    }
}

/// Where an item is; for an item that is a list itself, [`Row::item`] has given that place the name `at`.
fn inner_place(ty: &Type, place: TokenStream) -> TokenStream {
    if matches!(ty, Type::Array(_) | Type::Map(_)) { quote!(at) } else { place }
}

fn is_value_rule(test: &Test) -> bool {
    !matches!(
        test,
        Test::Type
            | Test::Required
            | Test::OnlyWhen
            | Test::DocumentedFor
            | Test::Delimiter(_)
            | Test::Group(..)
    )
}

fn is_or(when: &Condition) -> bool {
    match when {
        Condition::Any(parts) => parts.len() > 1,
        Condition::Not(part) => matches!(&**part, Condition::All(parts) if parts.len() > 1),
        _ => false,
    }
}

/// `given` as text.
fn text_of(ty: &Type, given: &TokenStream) -> TokenStream {
    match ty {
        Type::Enum(_) => quote!(#given.as_str()),
        _ => quote!(#given),
    }
}

/// Whether a branch is taken whatever the value is.
fn is_always((condition, _): &Branch) -> bool {
    condition.to_string() == "true"
}

/// The first branch whose condition holds; what always holds needs no question, and what follows it is never reached.
fn if_chain(mut branches: Vec<Branch>) -> Option<TokenStream> {
    let always = branches.iter().position(is_always);
    let mut chain: Option<TokenStream> = None;
    if let Some((_, act)) = always.and_then(|at| branches.drain(at..).next()) {
        chain = Some(if branches.is_empty() { act } else { quote!({ #act }) });
    }
    for (condition, act) in branches.into_iter().rev() {
        chain = Some(match chain {
            None => quote!(if #condition { #act }),
            Some(rest) => quote!(if #condition { #act } else #rest),
        });
    }
    chain
}

/// What is done with a value that is there; a single `if` is joined with the question whether it is.
fn only_present(present: &TokenStream, alone: Option<Branch>, parts: &[TokenStream]) -> TokenStream {
    let given = pattern(parts);
    let unused = given.to_string() == "_";
    let question = if unused { quote!(#present.is_some()) } else { quote!(let Some(#given) = #present) };
    let Some((condition, act)) = alone else { return quote!(if #question { #(#parts)* }) };
    let condition = if joins_with_or(&condition) { quote!((#condition)) } else { condition };
    if unused {
        // Most conditions are known by then, so that the field need not be looked at.
        quote!(if #condition && #question { #act })
    } else {
        quote!(if #question && #condition { #act })
    }
}

/// Whether `||` is what binds last: nothing else that stands outside of brackets here has a `|`.
fn joins_with_or(condition: &TokenStream) -> bool {
    let bar = |token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '|');
    condition.clone().into_iter().any(bar)
}

/// `_` where nothing asks for the value.
fn pattern(parts: &[TokenStream]) -> TokenStream {
    if parts.iter().any(|part| mentions(part.clone(), "given")) { quote!(given) } else { quote!(_) }
}

/// Whether a variable is read; a field may have its name, too.
fn mentions(tokens: TokenStream, variable: &str) -> bool {
    let mut after_dot = false;
    tokens.into_iter().any(|token| {
        let of_a_row = after_dot;
        after_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        match token {
            TokenTree::Group(group) => mentions(group.stream(), variable),
            TokenTree::Ident(ident) => !of_a_row && ident == variable,
            _ => false,
        }
    })
}

/// Whether a count lies outside of its limits.
fn outside(bounds: Bounds<u64>, count: &TokenStream) -> TokenStream {
    let plain = |number: u64| -> TokenStream { number.to_string().parse().unwrap_or_default() };
    match (bounds.min.map(plain), bounds.max.map(plain)) {
        (Some(min), Some(max)) => quote!(!(#min..=#max).contains(&#count)),
        (Some(min), None) => quote!(#count < #min),
        (None, Some(max)) => quote!(#count > #max),
        (None, None) => quote!(false),
    }
}

/// Whether a number lies outside of its limits.
fn range(bounds: Bounds<Number>, ty: &Type, given: &TokenStream) -> TokenStream {
    let float = *ty == Type::Float;
    let whole = |number: Number, up: bool| match number {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates, which is what a limit beyond all values means"
        )]
        Number::Float(limit) if !float => {
            Number::Integer(if up { limit.ceil() } else { limit.floor() } as i64)
        }
        other => other,
    };
    let min = bounds.min.map(|limit| number(whole(limit, true), float));
    let max = bounds.max.map(|limit| number(whole(limit, false), float));
    let value = match ty {
        Type::Integer => quote!(i64::from(*#given)),
        Type::Timestamp => quote!(#given.as_millis()),
        _ => quote!(*#given),
    };
    match (min, max) {
        (Some(min), Some(max)) if matches!(ty, Type::Integer | Type::Timestamp) => {
            quote!(!(#min..=#max).contains(&#value))
        }
        (Some(min), Some(max)) => quote!(!(#min..=#max).contains(#given)),
        (Some(min), None) => quote!(#value < #min),
        (None, Some(max)) => quote!(#value > #max),
        (None, None) => quote!(false),
    }
}

fn group(file: &mut File<'_>, scope: &Scope, asked: &Asked, id: TableId, rule: RuleId) -> TokenStream {
    let model = file.model;
    let Test::Group(kind, members) = &model[rule].test else {
        return TokenStream::new();
    };
    let when = scope.left(model, &model[rule].when);
    if when.is_never() {
        return TokenStream::new();
    }
    let present: Vec<TokenStream> = members
        .iter()
        .map(|at| {
            let field = &model[id].fields[*at];
            let name = ident(&field.rust_name);
            presence(file, field, &quote!(value.#name))
        })
        .collect();
    let count = quote!([#(#present.is_some()),*].into_iter().filter(|present| *present).count());
    let total = members.len().to_string().parse::<TokenStream>().unwrap_or_default();
    let broken = match kind {
        GroupKind::ExactlyOneOf => quote!(#count != 1),
        GroupKind::AtLeastOneOf => quote!(#(#present.is_none())&&*),
        GroupKind::AtMostOneOf => quote!(#count > 1),
        GroupKind::AllOrNone => quote!(!matches!(#count, 0 | #total)),
    };
    let condition = if when.is_always() {
        broken
    } else {
        let condition = asked.expression(file, scope, &when, true);
        let condition = if is_or(&when) { quote!((#condition)) } else { condition };
        quote!(#condition && #broken)
    };
    let name = ident(&model[rule].rust_name);
    let rules = file.import("super", "rules");
    quote!(if #condition { found.add(&#rules::#name, at); })
}
