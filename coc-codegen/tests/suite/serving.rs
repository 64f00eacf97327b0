//! The emitted side of the service of another spec: the documented requests arrive as they
//! were sent, and the answers have the documented envelopes.

use std::fs;

use crate::compiles::{output, skeleton, write_files};
use crate::files::copy;
use crate::support::{emit, library_spec, root};

#[test]
fn requests_of_the_library_arrive_as_they_were_sent() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let folder = folder.path();
    skeleton(folder);
    let generated = folder.join("coc-generated");
    write_files(&emit(&library_spec()), &generated);
    let program = include_str!("../programs/serve.rs");
    fs::write(generated.join("examples/serve.rs"), program)
        .unwrap_or_else(|error| panic!("{error}"));
    let examples = root().join("coc-codegen/tests/specs/library/examples");
    copy(&examples, &folder.join("documented"));
    let said = output(folder, "serve", "pattern,server");
    let expected = r#"lend_item 201 same {"status_code":"OK","status_text":null}
lend_item 201 same {"status_code":"OK","status_text":null}
lend_item 201 same {"status_code":"OK","status_text":null}
lend_item 201 same {"status_code":"OK","status_text":null}
lend_item 201 same {"status_code":"OK","status_text":null}
close_account 200 same {"code":"0","text":null}
close_account 200 same {"code":"0","text":null}
replace_index 200 same old
list_loans 501 other {"status_code":"501","status_text":"list_loans is not implemented"}
add_cover 200 same {"status_code":"OK","status_text":null}
400 "CLOSED"
"#;
    assert_eq!(said, expected);
}
