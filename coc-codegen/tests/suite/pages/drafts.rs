//! Drafts: each form of the invented page gives its transcription, and none of its
//! sentences.

use coc_codegen::page;
use coc_codegen::source::Sources;

use super::page_model::Form;
use super::{Fixture, fixtures, source};

#[test]
fn the_draft_of_each_form_states_the_facts_of_the_spec() {
    let fixture = Fixture::bicycles();
    for form in Form::ALL {
        let text = fixtures::bicycle_page().write(form);
        let (sources, file) = Sources::default().with_page(source(form.file(), &text));
        let draft = page::draft(&page::read(form.file(), &text, file), &sources)
            .unwrap_or_else(|error| panic!("{error}"));
        for words in ["Something of the hire", "一个字段", "one of them", "其中之一"]
        {
            let has = draft.files.iter().any(|file| file.text.contains(words));
            assert!(!has, "{form:?}: {words}");
        }
        let mut files = draft.files.clone();
        files.push(source("service.yaml", "service: draft\n"));
        let score = page::score(&fixture.checked.spec, &Sources::new(files))
            .unwrap_or_else(|| panic!("no operation: {draft:?}"));
        for page::Count { kind, both, spec, draft } in &score.counts {
            // The values of one field stand in a sentence that is no list.
            let left = if *kind == "values" { 2 } else { 0 };
            assert_eq!((both + left, both), (*spec, draft), "{form:?} {kind}:\n{score}");
        }
    }
}
