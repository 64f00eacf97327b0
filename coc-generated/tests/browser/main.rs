//! The page of the sandbox and the reference in a browser. They need Chromium and its
//! driver (the Debian packages `chromium` and `chromium-driver`), so that they are run by
//! name alone: `cargo test --workspace --test browser`.
//!
//! `CHROME` and `CHROMEDRIVER` name the programs where they are not on the `PATH`.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod driver;
mod looks;
#[path = "../support/own_spec.rs"]
mod own_spec;
mod reference;
mod sandbox;
