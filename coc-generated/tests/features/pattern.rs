//! The engine for patterns.

use coc_generated::Pattern;

static CODE: Pattern = Pattern::new("^[A-Z]{3}[0-9]+$");

fn main() {
    assert!(CODE.is_match("GOC12") && !CODE.is_match("goc12"));
}
