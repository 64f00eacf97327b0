//! The program `coc-sandbox`.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use coc_generated::http::Endpoint;
use coc_generated::{Client, Credentials};
use serde_json::json;

use crate::incident;

const PROGRAM: &str = env!("CARGO_BIN_EXE_coc-sandbox");

#[test]
fn the_program_prints_all_that_a_client_needs() {
    let mut child = Command::new(PROGRAM)
        .args(["--listen", "127.0.0.1:0", "--delay", "0", "--provider-code-as-number"])
        .args(["--fail", "list_incidents: 503 code=GATE.1"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: Vec<String> = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .take(4)
        .map(|line| line.unwrap().split_whitespace().last().unwrap().to_owned())
        .collect();
    let [endpoint, access, secret, token] = lines.try_into().unwrap();
    let endpoint = Endpoint::new(&endpoint).unwrap();
    for credentials in [Credentials::keys(access, secret), Credentials::token(token)] {
        let builder =
            Client::builder().endpoint(endpoint.clone()).credentials(credentials);
        let client = builder.build_blocking().unwrap();
        let opened = client.send_json("create_coc_incident", &incident()).unwrap();
        assert_eq!(opened["provider_code"], 4);
        let error = client.send_json("list_incidents", &json!({})).unwrap_err();
        assert_eq!(error.code(), Some("GATE.1"));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn options_that_nobody_knows_are_explained() {
    for arguments in [
        &["--port"][..],
        &["--delay", "soon"],
        &["--delay", "-1"],
        &["--listen"],
        &["--fail", "*: 200"],
    ] {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: coc-sandbox"));
    }
    let output = Command::new(PROGRAM).arg("--help").output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"A local service"));
}
