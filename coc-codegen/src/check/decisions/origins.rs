//! The documented tables that types come from: checks that there is one type for each
//! table, and that some operation has its page.

use std::collections::{HashMap, HashSet};

use crate::arena::Id;
use crate::check::draft::path::shape;
use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, misspelt};
use crate::model::{Module, OperationId};
use crate::source::Span;
use crate::spec::OriginDef;

/// Checks every table that a type or a part of a request comes from.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    let titles: HashSet<&str> = draft
        .operations
        .iter()
        .map(|operation| operation.file.page.title.value.as_str())
        .filter(|title| !title.is_empty())
        .collect();
    shared_pages(draft);
    let mut seen: HashMap<(&str, &str), Vec<(Module, Span)>> = HashMap::new();
    for table in &draft.tables {
        for origin in &table.def.tables {
            if let Some(found) = number(origin) {
                draft.report(found);
                continue;
            }
            if let Some(page) = &origin.page
                && draft.spec.incomplete.is_empty()
                && !titles.contains(page.value.as_str())
                && let Some(meant) = misspelt(page, titles.iter().copied())
            {
                let message = format!("no operation has the page `{}`", page.value);
                draft.report(
                    Diagnostic::warning(Code::BadValue, page.span, message)
                        .maybe_help(did_you_mean(page, [meant])),
                );
                continue;
            }
            let page = origin.page.as_ref().map(|page| page.value.as_str());
            let page = page.or_else(|| draft.page(table.module)).unwrap_or_default();
            let key = (page, origin.table.value.as_str());
            let known = seen.entry(key).or_default();
            // Two operations with one page have a report of their own.
            let is_same = |(module, _): &&(Module, Span)| {
                *module == table.module
                    || !page.is_empty()
                        && [*module, table.module].contains(&Module::Shared)
            };
            let at = origin.table.span;
            if let Some((_, first)) = known.iter().find(is_same) {
                let message = format!(
                    "another type has the table {} of this page",
                    origin.table.value
                );
                let (first, second) = (at.min(*first), at.max(*first));
                draft.report(
                    Diagnostic::error(Code::BadValue, second, message)
                        .related(first, "first here")
                        .help("write the number of the table that has these fields"),
                );
            }
            known.push((table.module, at));
        }
    }
}

/// Warns of two operations with one page and a table of one number: a shared table is
/// declared once, in `service.yaml`.
fn shared_pages(draft: &Draft<'_>) {
    let own = |id: OperationId| {
        let tables = draft.tables_of(Module::Operation(id));
        let origins = tables.flat_map(|it| &draft.tables[it].def.tables);
        origins.filter(|it| it.page.is_none()).map(|it| it.table.value.as_str())
    };
    let requests: Vec<_> = draft
        .operations
        .iter()
        .map(|it| (it.file.method.as_str(), shape(&it.file.path)))
        .collect();
    let mut seen: HashMap<(&str, &str), Vec<OperationId>> = HashMap::new();
    for (id, operation) in draft.operations.entries() {
        let title = &operation.file.page.title;
        if title.is_empty() {
            continue;
        }
        // Two operations with one request are reported already.
        let is_other =
            |other: &&OperationId| requests[other.index()] != requests[id.index()];
        let shared = own(id).find_map(|table| {
            let known = seen.get(&(title.value.as_str(), table))?;
            Some((*known.iter().find(is_other)?, table))
        });
        if let Some((other, table)) = shared {
            let message = format!(
                "`{}` has this page, too, and both have its table {table}",
                draft.operations[other].file.name.value
            );
            draft.report(
                Diagnostic::warning(Code::BadValue, title.span, message)
                    .related(draft.operations[other].file.page.title.span, "first here")
                    .help("write the title of the page that this operation is from"),
            );
        }
        for table in own(id) {
            seen.entry((title.value.as_str(), table)).or_default().push(id);
        }
    }
}

/// The diagnostic of a table number with the word "Table" in front.
fn number(origin: &OriginDef) -> Option<Diagnostic> {
    let text = &origin.table;
    if text.trim().is_empty() || text.starts_with('-') || text.value == "0" {
        let message = format!("`{}` is not a table number", text.value);
        let help = "write the number that the page has, or leave `table` out";
        return Some(Diagnostic::error(Code::BadValue, text.span, message).help(help));
    }
    let rest = text.get(..5).filter(|it| it.eq_ignore_ascii_case("table"))?;
    let bare = text[rest.len()..].trim_start_matches(['s', 'S', '.', ' ']).trim();
    (!bare.is_empty()).then(|| {
        let message = "write the number of the table only";
        Diagnostic::error(Code::BadValue, text.span, message)
            .help(format!("write `{bare}`"))
    })
}
