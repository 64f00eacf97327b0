//! The reference, opened from its folder without a server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use coc_codegen::emit;
use coc_codegen::model::Model;
use tempfile::TempDir;

use crate::driver::{Browser, DOWN, ENTER, ESCAPE, TAB};
use crate::looks::{
    DESKTOP, PHONE, fits, has_contrast, has_visible_focus, skips_to_the_content,
};
use crate::own_spec;

struct Reference {
    model: Model,
    folder: TempDir,
    /// The paths of its pages.
    pages: Vec<String>,
}

impl Reference {
    fn write() -> Self {
        let model = own_spec::model();
        let folder = tempfile::tempdir().unwrap();
        let files = emit::reference(&model);
        for (path, text) in &files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let pages = files.into_keys().filter(|path| path.ends_with(".html")).collect();
        Self { model, folder, pages }
    }

    fn open(&self, browser: &Browser, path: &str) {
        browser.open(&format!("file://{}/{path}", self.folder.path().display()));
    }
}

fn browser() -> Browser {
    let browser = Browser::start();
    browser.resize(DESKTOP.0, DESKTOP.1);
    browser
}

fn texts(browser: &Browser, script: &str) -> BTreeSet<String> {
    let found = browser.run(script);
    let found = found.as_array().unwrap().iter();
    found.map(|it| it.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_link_resolves_and_every_field_and_rule_has_one() {
    let (reference, browser) = (Reference::write(), browser());
    let (mut ids, mut links) = (BTreeMap::new(), Vec::new());
    for page in &reference.pages {
        reference.open(&browser, page);
        let url = browser.text("location.href");
        ids.insert(
            url,
            texts(
                &browser,
                "return Array.from(document.querySelectorAll('[id]'), (it) => it.id);",
            ),
        );
        let found =
            "return Array.from(document.querySelectorAll('a[href]'), (it) => it.href);";
        links.extend(texts(&browser, found).into_iter().map(|link| (page, link)));
    }
    assert_eq!(ids.len(), reference.model.operations.len() + 1);
    for (page, link) in &links {
        let (url, anchor) = link.split_once('#').unwrap_or((link, "main"));
        let there =
            ids.get(url).unwrap_or_else(|| panic!("{page}: {link} leads to no page"));
        assert!(there.contains(anchor), "{page}: {link} leads to nothing");
    }
    let linked: BTreeSet<&str> =
        links.iter().filter_map(|(_, link)| Some(link.split_once('#')?.1)).collect();
    for rule in &reference.model.rules {
        let anchor = format!("rule-{}", rule.id);
        assert!(linked.contains(anchor.as_str()), "no link to {}", rule.id);
    }
    for table in &reference.model.types {
        for field in &table.fields {
            let end = format!("{}.{}", table.rust_name, field.name);
            let has_link =
                linked.iter().any(|it| it.starts_with("field-") && it.ends_with(&end));
            assert!(has_link, "no link to {end}");
        }
    }
}

#[test]
fn fields_and_rules_are_found_by_keyboard_without_a_server() {
    let (reference, browser) = (Reference::write(), browser());
    for (query, name, anchor) in [
        (
            "CreateTicketBody.change_guides",
            "CreateTicketBody.change_guides",
            "field-CreateTicketBody.change_guides",
        ),
        (
            "create_ticket.change_guides.required",
            "create_ticket.change_guides.required",
            "rule-create_ticket.change_guides.required",
        ),
    ] {
        reference.open(&browser, "index.html");
        browser.press(['/']);
        assert_eq!(browser.text("document.activeElement.id"), "search");
        has_visible_focus(&browser);
        browser.press(query.chars());
        browser.wait_for("document.querySelectorAll('#search-results a').length > 0");
        assert!(
            browser
                .text("document.getElementById('search-count').textContent")
                .contains("found")
        );
        browser.press([DOWN]);
        assert_eq!(browser.text("document.activeElement.textContent"), name);
        has_visible_focus(&browser);
        browser.press([ENTER]);
        browser.wait_for(&format!("location.hash === '#{anchor}'"));
        browser.wait_for("document.querySelector(':target') !== null");
        assert!(browser.holds(
            "((box) => box.top >= 0 && box.top < innerHeight)(document.querySelector(':target').getBoundingClientRect())"
        ), "{anchor} is out of sight");
    }
    // Words of a description are found, too, and a search without a result shows 0.
    browser.press(['/']);
    browser.press("incident pause".chars());
    browser.wait_for("document.querySelectorAll('#search-results a').length > 0");
    browser.press(" qqqqq".chars());
    browser.wait_for(
        "document.getElementById('search-count').textContent.startsWith('0 found')",
    );
    browser.press([ESCAPE]);
    browser.wait_for("document.getElementById('search').value === '' && document.getElementById('search-count').textContent === ''");
}

#[test]
fn pages_fit_phones_and_both_schemes() {
    let (reference, browser) = (Reference::write(), browser());
    for page in &reference.pages {
        reference.open(&browser, page);
        for size in [(320, 640), PHONE, DESKTOP] {
            fits(&browser, size);
        }
    }
    for page in [
        "index.html",
        "operations/create_ticket.html",
        "operations/handle_incident.html",
    ] {
        reference.open(&browser, page);
        browser.run("const it = document.getElementById('search'); it.value = 'ticket'; it.dispatchEvent(new Event('input'));");
        browser.wait_for("document.querySelectorAll('#search-results a').length > 0");
        has_contrast(&browser);
    }
    // A part that is linked to stands out, and can still be read.
    reference
        .open(&browser, "operations/create_ticket.html#field-CreateTicketBody.level");
    has_contrast(&browser);
    assert!(browser.console_errors().is_empty(), "{:#?}", browser.console_errors());
}

#[test]
fn a_page_is_used_by_keyboard() {
    let (reference, browser) = (Reference::write(), browser());
    reference.open(&browser, "operations/create_ticket.html");
    skips_to_the_content(&browser);
    // Every stop can be seen, and the wide tables and the examples are among them.
    let mut kinds = BTreeSet::new();
    for _ in 0..60 {
        browser.press([TAB]);
        has_visible_focus(&browser);
        kinds.insert(
            browser.text(
                "document.activeElement.className || document.activeElement.tagName",
            ),
        );
    }
    assert!(kinds.contains("scroll"), "{kinds:?}");
    browser.run("document.querySelector('#examples button').focus();");
    has_visible_focus(&browser);
    browser.press([ENTER]);
    browser
        .wait_for("['Copied', 'Selected'].includes(document.activeElement.textContent)");
    browser.press([TAB]);
    assert_eq!(browser.text("document.activeElement.tagName"), "PRE");
    has_visible_focus(&browser);
}

#[test]
fn a_page_is_printed_without_its_controls_and_whole() {
    let (reference, browser) = (Reference::write(), browser());
    reference.open(&browser, "operations/create_ticket.html");
    browser.show_as("dark", "print");
    for part in ["#search-form", ".contents", ".skip", "pre + button, button"] {
        assert!(browser.holds(&format!("!document.querySelector('{part}').checkVisibility() || document.querySelector('{part}').getBoundingClientRect().right < 0")), "{part}");
    }
    assert_eq!(
        browser.text("getComputedStyle(document.body).backgroundColor"),
        "rgb(255, 255, 255)"
    );
    assert_eq!(browser.text("getComputedStyle(document.body).color"), "rgb(0, 0, 0)");
    assert_eq!(
        browser.text("getComputedStyle(document.querySelector('.scroll')).overflowX"),
        "visible"
    );
    // The beginning of a PDF, in base64.
    let printed = browser.print();
    assert!(
        printed.starts_with("JVBERi") && printed.len() > 50_000,
        "{}",
        printed.len()
    );
}
