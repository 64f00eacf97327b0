//! Pages: each form of an invented page is held against its transcription, as it is and
//! with every single change.

mod drafts;
mod fixtures;
mod irregular;
mod mutations;
mod page_forms;
mod page_model;
mod sentences;
mod shapes;

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Diagnostics, Severity};
use coc_codegen::page;
use coc_codegen::source::{Source, Sources};

use crate::support;
use mutations::mutations;
use page_model::{Form, PageModel};

/// A spec, and the place of the pages beside it.
struct Fixture {
    sources: Sources,
    checked: Checked,
}

impl Fixture {
    fn bicycles() -> Self {
        Self::of(support::sources(&fixtures::BICYCLE_SPEC))
    }

    fn library() -> Self {
        Self::of(
            coc_codegen::spec::read_folder(&support::library_spec())
                .unwrap_or_else(|error| panic!("{error}")),
        )
    }

    fn of(sources: Sources) -> Self {
        let checked = Checked::load(&sources);
        let text = checked.diagnostics.render(&sources, false);
        assert!(!checked.diagnostics.has_errors(), "{text}");
        Self { sources, checked }
    }

    /// The findings about a page.
    fn audit(&self, name: &str, text: &str) -> Diagnostics {
        let (_, file) = self.sources.clone().with_page(source(name, ""));
        let found = page::audit(&self.checked.spec, &page::read(name, text, file));
        for diagnostic in found.iter() {
            let related = diagnostic.related.iter().map(|(span, _)| *span);
            let mut places = related.chain([diagnostic.span]);
            assert!(
                places.any(|span| span.file == file),
                "no place on the page: {diagnostic:?}"
            );
        }
        found
    }

    /// The findings as people see them.
    fn shown(&self, name: &str, text: &str, found: &Diagnostics) -> String {
        found.render(&self.sources.clone().with_page(source(name, text)).0, false)
    }
}

/// The file of the operation that the draft of a page has.
fn drafted(name: &str, text: &str) -> String {
    let (sources, file) = Sources::default().with_page(source(name, text));
    let draft = page::draft(&page::read(name, text, file), &sources)
        .unwrap_or_else(|error| panic!("{error}"));
    draft.files.into_iter().next().map(|file| file.text).unwrap_or_default()
}

fn source(name: &str, text: &str) -> Source {
    Source { path: name.to_owned(), text: text.to_owned() }
}

fn findings(found: &Diagnostics) -> usize {
    found.iter().filter(|it| it.severity != Severity::Note).count()
}

/// Whether a form does not have the changed fact: another edition has a title and a date of
/// its own.
fn is_its_own(form: Form, change: &str) -> bool {
    form == Form::Chinese && matches!(change, "title" | "date")
}

/// Asserts that every change draws a finding, but for `unstated` ones, about facts that the
/// spec does not state.
fn every_change_is_found(fixture: &Fixture, page: &PageModel, unstated: &[&str]) {
    let mut missed = Vec::new();
    let mut changes = mutations(page);
    changes.retain(|(name, _)| !unstated.contains(&name.as_str()));
    assert!(changes.len() > 100, "{} changes", changes.len());
    for form in Form::ALL {
        let text = page.write(form);
        let found = fixture.audit(form.file(), &text);
        assert_eq!(
            findings(&found),
            0,
            "{form:?}\n{}",
            fixture.shown(form.file(), &text, &found)
        );
        for (number, (name, changed)) in changes.iter().enumerate() {
            // Each change is made in the text, and in one of the other forms.
            let is_turn = form == Form::Text || Form::ALL[1 + number % 3] == form;
            if !is_turn {
                continue;
            }
            let found = fixture.audit(form.file(), &changed.write(form));
            if findings(&found) == 0 && !is_its_own(form, name) {
                missed.push(format!("{form:?}: {name}"));
            }
        }
    }
    assert!(
        missed.is_empty(),
        "{} changes were missed\n{}",
        missed.len(),
        missed.join("\n")
    );
}

#[test]
fn every_change_of_a_page_about_hires_is_found() {
    every_change_is_found(&Fixture::bicycles(), &fixtures::bicycle_page(), &[]);
}

#[test]
fn every_change_of_a_page_of_the_library_is_found() {
    // The types of nested answers have no numbers there, and an enumeration of numbers
    // has no width.
    let unstated = [
        "number of table 3",
        "number of table 4",
        "number of table 5",
        "type Long of state in table 4",
    ];
    every_change_is_found(&Fixture::library(), &fixtures::loan_page(), &unstated);
}
