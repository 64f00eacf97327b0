//! Cargo as tests run it. Several test binaries share this module, those of the other
//! crates included.

use std::process::Command;

/// A command of Cargo, without the variables that describe the package of the running test.
/// Build scripts that read them would run again, and what depends on them be compiled again.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        let describes_package = name.to_str().is_some_and(|it| {
            it.starts_with("CARGO_PKG") || it.starts_with("CARGO_MANIFEST")
        });
        if describes_package {
            cargo.env_remove(name);
        }
    }
    cargo
}
