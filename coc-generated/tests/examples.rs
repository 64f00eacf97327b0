//! Runs the examples as they are. Those on a scripted transport fail if a request has no
//! answer in their script, or an answer no request. The example `lint` is run by
//! `conformance`.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

#[path = "../examples/attachment.rs"]
mod attachment;
#[path = "../examples/change_by_guides.rs"]
mod change_by_guides;
#[path = "../examples/change_by_runbook.rs"]
mod change_by_runbook;
#[path = "../examples/dry_run.rs"]
mod dry_run;
#[path = "../examples/handle_violations.rs"]
mod handle_violations;
#[path = "../examples/incident.rs"]
mod incident;
#[path = "../examples/issue.rs"]
mod issue;
#[path = "../examples/list_pages.rs"]
mod list_pages;
#[path = "../examples/open_issue.rs"]
mod open_issue;
#[path = "../examples/own_http_stack.rs"]
mod own_http_stack;
#[path = "../examples/retry_after_unknown_outcome.rs"]
mod retry_after_unknown_outcome;

type Main = fn() -> Result<(), Box<dyn Error>>;

/// The examples, each with its function `main`.
const EXAMPLES: &[(&str, Main)] = &[
    ("attachment", attachment::main),
    ("change_by_guides", change_by_guides::main),
    ("change_by_runbook", || {
        change_by_runbook::main();
        Ok(())
    }),
    ("dry_run", dry_run::main),
    ("handle_violations", || Ok(handle_violations::main()?)),
    ("incident", incident::main),
    ("issue", issue::main),
    ("list_pages", list_pages::main),
    ("retry_after_unknown_outcome", retry_after_unknown_outcome::main),
    ("open_issue", open_issue::main),
    ("own_http_stack", own_http_stack::main),
];

#[test]
fn each_example_exits_with_success() {
    for (name, main) in EXAMPLES {
        println!("== {name}");
        main().unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn every_example_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}"));
    let files = files.flatten().filter_map(|it| it.file_name().into_string().ok());
    let names: BTreeSet<String> = files
        .filter_map(|it| it.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "lint")
        .collect();
    let run: BTreeSet<String> =
        EXAMPLES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names, run, "each example has a line in this file");
}
