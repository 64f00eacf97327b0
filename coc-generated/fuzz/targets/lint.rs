//! Any bytes as lines for the linter. Each line gets one line of JSON, and warnings
//! about unknown keys never turn a right line into a wrong one.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/bin/coc-lint/lint.rs"]
mod lint;

fuzz_target!(|bytes: &[u8]| {
    let run = |unknown_keys| {
        let mut output = Vec::new();
        let all_right = lint::run(unknown_keys, bytes, &mut output)
            .unwrap_or_else(|error| panic!("{error}"));
        let answers: Vec<serde_json::Value> = output
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| {
                serde_json::from_slice(line).unwrap_or_else(|error| panic!("{error}"))
            })
            .collect();
        (all_right, answers)
    };
    let (all_right, answers) = run(false);
    assert_eq!(answers.len(), bytes.split_inclusive(|byte| *byte == b'\n').count());
    let (still_right, more) = run(true);
    assert_eq!((still_right, more.len()), (all_right, answers.len()));
    for (answer, more) in answers.iter().zip(&more) {
        match (answer["violations"].as_array(), more["violations"].as_array()) {
            (Some(found), Some(more)) => assert!(more.starts_with(found)),
            (None, None) => assert_eq!(answer, more),
            _ => panic!("{answer} beside {more}"),
        }
    }
});
