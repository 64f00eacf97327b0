//! Runs the same command with the feature that reads pages. The alias `cargo xtask` of
//! `.cargo/config.toml` builds this program without it, so that `codegen` needs no HTML
//! parser.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Builds the program with the feature, and runs it with the arguments of this one.
pub(crate) fn with_pages(root: &Path) -> Result<ExitCode, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--package",
            "xtask",
            "--features",
            "page",
            "--manifest-path",
        ])
        .arg(root.join("Cargo.toml"))
        .arg("--")
        .args(std::env::args_os().skip(1))
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
