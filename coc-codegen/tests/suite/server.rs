//! The emitted side of the service of another spec: the documented requests arrive as they
//! were sent, and the answers have the documented envelopes.

use crate::crates::{Crate, OF_PROGRAMS};
use crate::files::copy;
use crate::support::library_spec;

#[test]
fn requests_of_the_library_arrive_as_they_were_sent() {
    let library = Crate::library();
    library.program("serve", include_str!("../programs/serve.rs"));
    copy(&library_spec().join("examples"), &library.path("documented"));
    let printed = library.run("serve", OF_PROGRAMS);
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
    assert_eq!(printed, expected);
}
