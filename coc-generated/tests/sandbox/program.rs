//! The program `coc-sandbox`.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use coc_generated::http::Endpoint;
use coc_generated::{Client, ClientBuilder, Credentials};
use serde_json::json;

use crate::incident;

const PROGRAM: &str = env!("CARGO_BIN_EXE_coc-sandbox");

/// A running program at a free port. It ends with the value.
pub(crate) struct Program {
    child: Child,
    endpoint: Endpoint,
    keys: Credentials,
    token: Credentials,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines: Vec<String> = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .take(4)
            .map(|line| line.unwrap().split_whitespace().last().unwrap().to_owned())
            .collect();
        let [endpoint, access, secret, token] = lines.try_into().unwrap();
        Self {
            child,
            endpoint: Endpoint::new(&endpoint).unwrap(),
            keys: Credentials::keys(access, secret),
            token: Credentials::token(token),
        }
    }

    /// A client with keys, before it is built.
    pub(crate) fn client(&self) -> ClientBuilder {
        let builder = Client::builder().endpoint(self.endpoint.clone());
        builder.credentials(self.keys.clone())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.endpoint.as_str().strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// The most memory that it had, in KiB. Only Linux shows that of another process.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        Some(peak.split_whitespace().next().unwrap().parse().unwrap())
    }

    /// Kills the program: it gets no chance to put anything in order.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_program_prints_all_that_a_client_needs() {
    let program = Program::start(&[
        "--delay",
        "0",
        "--provider-code-as-number",
        "--fail",
        "list_incidents: 503 code=GATE.1",
    ]);
    for credentials in [&program.keys, &program.token] {
        let client = program.client().credentials(credentials.clone());
        let client = client.build_blocking().unwrap();
        let opened = client.send_json("create_coc_incident", &incident()).unwrap();
        assert_eq!(opened["provider_code"], 4);
        let error = client.send_json("list_incidents", &json!({})).unwrap_err();
        assert_eq!(error.code(), Some("GATE.1"));
    }
}

#[test]
fn the_program_runs_on_if_nobody_reads_its_output() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = free.to_string();
    let mut child = Command::new(PROGRAM)
        .args(["--listen", &address])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let until = Instant::now() + Duration::from_secs(20);
    let connected = loop {
        let connected = TcpStream::connect(free).is_ok();
        if connected || Instant::now() > until || child.try_wait().unwrap().is_some() {
            break connected;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    // A write to the closed pipe follows the start of the listener.
    std::thread::sleep(Duration::from_millis(100));
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(connected && ended.is_none(), "{ended:?}");
}

#[test]
fn wrong_options_are_explained() {
    for (arguments, problem) in [
        (&["--port"][..], "--port is no option"),
        (&["--delay", "soon"], "soon is no number of seconds"),
        (&["--delay", "-1"], "-1 is no number of seconds"),
        (&["--read-timeout", "0"], "--read-timeout needs more than 0 seconds"),
        (&["--listen"], "--listen needs a value"),
        (&["--listen", "here"], "here is no address"),
        (&["--data"], "--data needs a value"),
        (&["--fail", "*: 200"], "200 is no status of an error"),
    ] {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains(problem), "{arguments:?}: {error}");
        assert!(error.contains("usage: coc-sandbox"), "{error}");
    }
    let output = Command::new(PROGRAM).arg("--help").output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"A local service"));
    let output = Command::new(PROGRAM).args(["--data", PROGRAM]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("the sandbox cannot start: the data in"), "{error}");
}
