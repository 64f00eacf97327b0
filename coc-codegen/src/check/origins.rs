//! The documented tables that types come from: checks that one file has one type for
//! each table, and that some operation has its page.

use std::collections::HashMap;

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, misspelt};
use crate::model::Module;
use crate::source::Span;
use crate::spec::OriginDef;

/// Checks every table that a type or a part of a request comes from.
pub(super) fn check(draft: &Draft<'_>) {
    let titles: Vec<&str> = draft
        .operations
        .iter()
        .map(|operation| operation.file.page.title.as_str())
        .filter(|title| !title.is_empty())
        .collect();
    let mut seen: HashMap<(Module, &str, &str), Span> = HashMap::new();
    for table in &draft.tables {
        for origin in &table.def.tables {
            if let Some(found) = number(origin) {
                draft.report(found);
                continue;
            }
            if let Some(page) = &origin.page
                && draft.spec.incomplete.is_empty()
                && !titles.contains(&page.value.as_str())
                && let Some(meant) = misspelt(page, titles.iter().copied())
            {
                let message = format!("no operation has the page `{}`", page.value);
                draft.report(
                    Diagnostic::warning(Code::BadValue, page.span, message)
                        .help(format!("did you mean `{meant}`?")),
                );
                continue;
            }
            let page = origin.page.as_ref().map(|page| page.value.as_str());
            let own = match table.module {
                Module::Operation(id) => draft.operations[id].file.page.title.as_str(),
                Module::Shared => "",
            };
            let key = (table.module, page.unwrap_or(own), origin.table.value.as_str());
            let at = origin.table.span;
            if let Some(first) = seen.insert(key, at) {
                let message = format!(
                    "another type has the table {} of this page",
                    origin.table.value
                );
                let (first, second) = (first.min(at), first.max(at));
                draft.report(
                    Diagnostic::error(Code::BadValue, second, message)
                        .related(first, "first here")
                        .help("write the number of the table that has these fields"),
                );
            }
        }
    }
}

/// The diagnostic of a table number with the word "Table" in front.
fn number(origin: &OriginDef) -> Option<Diagnostic> {
    let text = &origin.table;
    let rest = text.get(..5).filter(|it| it.eq_ignore_ascii_case("table"))?;
    let bare = text[rest.len()..].trim_start_matches(['s', 'S', '.', ' ']).trim();
    (!bare.is_empty()).then(|| {
        let message = "write the number of the table only";
        Diagnostic::error(Code::BadValue, text.span, message)
            .help(format!("write `{bare}`"))
    })
}
