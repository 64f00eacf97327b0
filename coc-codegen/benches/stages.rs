//! Measures the stages of the generator on the repository's spec, cloned to growing
//! sizes. The cost should be linear.
//!
//! `cargo bench -p coc-codegen` measures specs of 2, 20 and 200 operations; arguments are
//! other sizes (`-- 2 2000`). `--of NAME`, as often as needed, clones these operations
//! alone. `-- --write FOLDER 200` writes the clones instead, for `.ci/measure`.

#[path = "cloned/mod.rs"]
mod cloned;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use coc_codegen::diagnostic::Diagnostics;
use coc_codegen::output::Owned;
use coc_codegen::spec::Spec;
use coc_codegen::{Checked, emit, output};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let given: Vec<usize> =
        arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if given.is_empty() { vec![2, 20, 200] } else { given };
    let values = |option: &'static str| {
        let pairs = arguments.windows(2).filter(move |pair| pair[0] == option);
        pairs.map(|pair| pair[1].clone())
    };
    let names: Vec<String> = values("--of").collect();
    if let Some(folder) = values("--write").next() {
        return write(Path::new(&folder), &names, sizes[0]);
    }
    println!(
        "operations      read     check      emit     write   compare     whole   an operation  peak so far"
    );
    for size in sizes {
        stages(&names, size)?;
    }
    Ok(())
}

/// Writes the clones as a spec.
fn write(folder: &Path, names: &[String], size: usize) -> Result<(), Failure> {
    for (_, file) in cloned::sources(&spec(), names, size)?.iter() {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, &file.text)?;
    }
    Ok(())
}

/// The spec of the repository.
fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

/// Measures the stages at one size, and prints a line.
fn stages(names: &[String], size: usize) -> Result<(), Failure> {
    let sources = cloned::sources(&spec(), names, size)?;
    let Checked { model, diagnostics, .. } = Checked::load(&sources);
    let model = model.map_err(|_| diagnostics.render(&sources, false))?;
    let runs = (200 / size.max(1)).clamp(1, 20);
    let read = time(runs, || {
        drop(black_box(Spec::load(&sources, &mut Diagnostics::default())));
    });
    let both = time(runs, || drop(black_box(Checked::load(&sources))));
    let emitted = time(runs, || drop(black_box(emit::emit(&model))));

    let files = emit::emit(&model)?;
    let folder = tempfile::tempdir()?;
    let start = Instant::now();
    let owned = Owned::All { below: emit::GENERATED };
    output::apply(&[output::compare(&files, folder.path(), owned)?])?;
    let written = start.elapsed();
    let compared =
        time(runs, || drop(black_box(output::compare(&files, folder.path(), owned))));
    let whole = both + emitted + compared;
    let check = both.saturating_sub(read);
    let each = whole / u32::try_from(size.max(1))?;
    println!(
        "{size:>10} {read:>9.2?} {check:>9.2?} {emitted:>9.2?} {written:>9.2?} {compared:>9.2?} {whole:>9.2?} \
         {each:>14.2?} {}",
        peak()
    );
    Ok(())
}

/// The median of several runs.
fn time(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[runs / 2]
}

/// The largest resident size so far, or `unknown` on a system without `/proc`.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes =
        line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes
        .map_or_else(|| "unknown".to_owned(), |size| format!("{:>8} MiB", size / 1024))
}
