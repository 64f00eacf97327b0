//! The command that records the ids of rules at a release.

use std::path::Path;
use std::process::ExitCode;

use coc_codegen::emit::Files;
use coc_codegen::output::{self, Owned};
use coc_codegen::spec::read_folder_or_reason;

use crate::print::{Format, count, print_out};
use crate::write::check;

/// The path of the list below the generated crate.
const PATH: &str = "tests/released_rule_ids.txt";

/// Writes the list of released rules, which the tests of the generated crate compare
/// with its rules.
pub(crate) fn run(spec: &Path, out: &Path) -> Result<ExitCode, String> {
    const HEADER: &str = "# Every rule id that has been released, sorted. None ever changes or goes away without a breaking release.\n\
                          # `cargo xtask record-rules` writes this list, at a release.\n";
    let sound = check(&read_folder_or_reason(spec), spec, Format::Text)?;
    // No violation names the types that a condition chooses, so the crate has no rules for
    // them.
    let rules = sound.model.rules.iter().filter(|it| it.test.members().is_none());
    let mut ids: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    let files =
        Files::from([(PATH.to_owned(), format!("{HEADER}{}\n", ids.join("\n")))]);
    output::compare(&files, out, Owned::Rendered)
        .and_then(|update| output::apply(&[update]))
        .map_err(|error| error.to_string())?;
    print_out(&format!(
        "recorded {} in {}\n",
        count(ids.len(), "rule"),
        out.join(PATH).display()
    ));
    Ok(ExitCode::SUCCESS)
}
