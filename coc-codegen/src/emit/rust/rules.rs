//! Rules and decisions as statics.

use quote::quote;

use super::docs::{code, comment, markdown, sentence};
use super::file::{File, Item, ident};
use crate::model::{Decision, DecisionId, Model, Module, OperationId, Rule, Test};

/// The file with the rules of `home`.
pub(super) fn emit(model: &Model, home: Module) -> File<'_> {
    let mut file = File::new(model, home, "rules", "What the pages demand of a request, as data.");
    let members = model.declared(home);
    if let Module::Operation(id) = home {
        list(&mut file, id);
        let title = &model[id].page;
        file.push(quote! {
            #[doc = " Title of the page that the rules come from."]
            const DOCUMENT: &str = #title;
        });
    }
    for id in &members.rules {
        item(&mut file, &model[*id]);
    }
    for id in &members.decisions {
        decision(&mut file, *id);
    }
    file
}

fn list(file: &mut File<'_>, id: OperationId) {
    let model = file.model;
    let own = model.declared(Module::Operation(id)).rules.iter().map(|rule| model[*rule].rust_name.clone());
    let shared = model
        .reach(model[id].roots())
        .into_iter()
        .map(|id| &model[id])
        .filter(|item| item.home == Module::Shared);
    let shared = shared
        .flat_map(|item| item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups))
        .map(|rule| format!("crate::generated::shared::rules::{}", model[*rule].rust_name));
    let doc =
        format!("Every rule of {}, in the order in which violations are reported.", code(&model[id].name));
    let mut text = comment(&doc) + "pub static RULES: &[&rt::Rule] = &[\n";
    for name in own.chain(shared) {
        text.push_str(&format!("    &{name},\n"));
    }
    text.push_str("];\n");
    file.items.push(Item::Text(text));
}

fn item(file: &mut File<'_>, rule: &Rule) {
    let model = file.model;
    let name = &rule.rust_name;
    let mut text = comment(&format!("{}: {}", code(&rule.id), sentence(&markdown(&rule.says))));
    let source = &rule.source;
    let own = matches!(rule.home, Module::Operation(operation) if model[operation].page == source.page);
    let page = if own { "DOCUMENT".to_owned() } else { format!("{:?}", source.page) };
    text.push_str(&format!(
        "pub static {name}: rt::Rule = rt::Rule::new(\n    {:?},\n    rt::RuleKind::{},\n    {:?},\n    \
         rt::Source::new({page}, {:?}, {:?}),\n)",
        rule.id,
        kind(&rule.test),
        rule.says,
        source.table,
        source.parameter,
    ));
    let reads: Vec<String> =
        rule.when.reads().into_iter().map(|field| format!("{:?}", field.to_string())).collect();
    if !reads.is_empty() {
        text.push_str(&format!("\n.reads(&[{}])", reads.join(", ")));
    }
    let decisions: Vec<String> = rule
        .decisions
        .iter()
        .map(|id| {
            let decision = &model[*id];
            let module = if decision.home == rule.home { "" } else { "crate::generated::shared::rules::" };
            format!("&{module}{}", decision.rust_name)
        })
        .collect();
    if !decisions.is_empty() {
        text.push_str(&format!("\n.decisions(&[{}])", decisions.join(", ")));
    }
    if rule.sensitive {
        text.push_str("\n.sensitive()");
    }
    text.push_str(";\n");
    if let Test::Pattern(pattern) = &rule.test {
        let name = pattern_name(rule);
        text.push_str(&format!(
            "\n/// The compiled pattern of the rule above.\npub(crate) static {name}: rt::Pattern = rt::Pattern::new({pattern:?});\n"
        ));
    }
    file.items.push(Item::Text(text));
}

/// The static with a rule's compiled pattern.
pub(super) fn pattern_name(rule: &Rule) -> proc_macro2::Ident {
    ident(&format!("{}_COMPILED", rule.rust_name))
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

fn decision(file: &mut File<'_>, id: DecisionId) {
    let Decision { name, rust_name, pages, resolution, evidence, .. } = &file.model[id];
    let mut text = comment(&format!("Decision {}: {}", code(name), sentence(&markdown(resolution))));
    text.push_str(&format!(
        "pub static {rust_name}: rt::Decision = rt::Decision::new(\n    {name:?},\n    {pages:?},\n    {resolution:?},\n    {evidence:?},\n);\n"
    ));
    file.items.push(Item::Text(text));
}
