//! Measures the stages of the generator on specs of growing size. The cost should be
//! linear.
//!
//! `cargo bench -p coc-codegen` measures specs of 2, 20 and 200 operations; arguments are
//! other sizes (`-- 2 2000`).

#[path = "imagined/mod.rs"]
mod imagined;

use std::hint::black_box;
use std::time::{Duration, Instant};

use coc_codegen::diagnostic::Diagnostics;
use coc_codegen::spec::Spec;
use coc_codegen::{Checked, emit, output};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let given: Vec<usize> =
        std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if given.is_empty() { vec![2, 20, 200] } else { given };
    println!(
        "operations      read     check      emit     write   compare     whole   an operation  peak so far"
    );
    for size in sizes {
        stages(size)?;
    }
    Ok(())
}

fn stages(size: usize) -> Result<(), Failure> {
    let sources = imagined::sources(size);
    let checked = Checked::load(&sources);
    assert!(
        !checked.diagnostics.has_errors(),
        "{}",
        checked.diagnostics.render(&sources, false)
    );
    let runs = (200 / size.max(1)).clamp(1, 20);
    let read = time(runs, || {
        drop(black_box(Spec::load(&sources, &mut Diagnostics::default())));
    });
    let both = time(runs, || drop(black_box(Checked::load(&sources))));
    let emitted = time(runs, || drop(black_box(emit::emit(&checked.model))));

    let files = emit::emit(&checked.model)?;
    let folder = tempfile::tempdir()?;
    let start = Instant::now();
    let changes = output::compare(&files, folder.path())?;
    output::apply(&files, &changes, folder.path())?;
    let written = start.elapsed();
    let compared =
        time(runs, || drop(black_box(output::compare(&files, folder.path()))));
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
