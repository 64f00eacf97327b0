//! An invented service that the integration tests share, since the runtime names no
//! operation of the real one.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test binary uses a part of this module"
)]

pub mod canonical;
pub mod multipart;
#[cfg(feature = "client")]
pub mod server;

use coc_generated::error::BuildError;
use coc_generated::http::{FormBody, OperationRequest, Parts};
use coc_generated::rules::{Citation, RuleKind};
use coc_generated::service::{AuthScope, Envelope, Operation, Service, Success};
use coc_generated::wire::File;
use coc_generated::{Rule, Violations};
use serde_json::{Value, json};

pub static ENVELOPE: Envelope =
    Envelope::new(&["result_code"], &["result_text"], Success::ZerosAfterPrefix)
        .with_data("parcel")
        .with_refusals(&["X.7"]);

pub static SERVICE: Service = Service::new("post", AuthScope::Domain)
    .with_endpoints(&[
        ("north", "https://post.example.com"),
        ("south", "https://post-south.example.com"),
    ])
    .with_envelope(&ENVELOPE)
    .with_refused_before_acting(&["GATE.0301", "GATE.0308"]);

/// The gateway's answers to a wrong signature and to too many requests.
pub const WRONG_SIGNATURE: &str = r#"{"error_code":"GATE.0301","error_msg":"wrong"}"#;
pub const TOO_MANY: &str = r#"{"error_code":"GATE.0308","error_msg":"too many"}"#;

/// Makes a parcel. A repetition makes another one.
pub static MAKE: Operation = Operation::new("make_parcel", "POST", "/v2/{kind}/parcels");
/// Labels a parcel. A repetition changes nothing.
pub static LABEL: Operation =
    Operation::new("label_parcel", "PUT", "/v2/{kind}/parcels/{id}")
        .with_repeatable(true);
pub static BURN: Operation =
    Operation::new("burn_parcel", "DELETE", "/v2/{kind}/parcels/{id}");
pub static SCAN: Operation =
    Operation::new("scan_parcel", "GET", "/v2/parcels/{id}/scan").with_repeatable(true);

pub static ATTACH: Operation =
    Operation::new("attach_files", "POST", "/v2/parcels/{id}/files")
        .with_repeatable(true);

static WEIGHT: Rule = Rule::new(
    "make_parcel.weight.required",
    RuleKind::Required,
    "required",
    Citation::new("Making a Parcel", "2", "weight"),
);
static COLOUR: Rule = Rule::new(
    "make_parcel.colour.documented_for",
    RuleKind::DocumentedFor,
    "documented for gifts",
    Citation::new("Making a Parcel", "2", "colour"),
);

/// A request that makes a parcel.
#[derive(Debug, Clone)]
pub struct Make {
    pub kind: Option<String>,
    pub body: Value,
}

impl Make {
    pub fn good() -> Self {
        Self { kind: Some("letter".to_owned()), body: json!({"weight": 5}) }
    }
}

impl OperationRequest for Make {
    type Output = Value;
    const SERVICE: &'static Service = &SERVICE;
    const OPERATION: &'static Operation = &MAKE;

    fn violations(&self) -> Violations {
        use coc_generated::rules::{Collector, Location};
        let mut found = Collector::default();
        let body = Location::Root.key("body");
        if self.body.get("weight").is_none() {
            found.add(&WEIGHT, body.key("weight"));
        }
        if self.body.get("colour").is_some() {
            found.add(&COLOUR, body.key("colour"));
        }
        found.finish()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::new();
        parts
            .literal("/v2/")
            .segment("kind", self.kind.as_ref())?
            .literal("/parcels")
            .json(&self.body)?;
        Ok(parts)
    }
}

/// A request that labels a parcel.
#[derive(Debug, Clone)]
pub struct Label {
    pub id: String,
}

impl Label {
    pub fn good() -> Self {
        Self { id: "P1".to_owned() }
    }
}

impl OperationRequest for Label {
    type Output = Value;
    const SERVICE: &'static Service = &SERVICE;
    const OPERATION: &'static Operation = &LABEL;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::new();
        parts
            .literal("/v2/letter/parcels/")
            .segment("id", Some(&self.id))?
            .json(&json!({"label": "x"}))?;
        Ok(parts)
    }
}

/// A request whose answer has no body.
#[derive(Debug, Clone)]
pub struct Burn;

impl OperationRequest for Burn {
    type Output = ();
    const SERVICE: &'static Service = &SERVICE;
    const OPERATION: &'static Operation = &BURN;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::new();
        parts.literal("/v2/letter/parcels/P1");
        Ok(parts)
    }
}

/// A request whose answer is a picture.
#[derive(Debug, Clone)]
pub struct Scan;

impl OperationRequest for Scan {
    type Output = bytes::Bytes;
    const SERVICE: &'static Service = &SERVICE;
    const OPERATION: &'static Operation = &SCAN;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::new();
        parts
            .literal("/v2/parcels/P1/scan")
            .query("size", Some(3))
            .query_each("tag", ["b", "a"]);
        Ok(parts)
    }
}

/// A request with a form. Its operation is marked as safe to repeat.
#[derive(Debug, Clone)]
pub struct Attach {
    pub note: Option<String>,
    pub files: Vec<(&'static str, File)>,
}

impl OperationRequest for Attach {
    type Output = Value;
    const SERVICE: &'static Service = &SERVICE;
    const OPERATION: &'static Operation = &ATTACH;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut form = FormBody::new();
        form.text("note", self.note.as_ref())?;
        for (name, file) in &self.files {
            form.file(name, Some(file))?;
        }
        let mut parts = Parts::new();
        parts.literal("/v2/parcels/P1/files").form(form);
        Ok(parts)
    }
}

/// The answer of a success.
pub fn made() -> Value {
    json!({"result_code": "POST.0000", "result_text": null, "parcel": {"id": "P1"}})
}

/// Runs an ignored test of this binary in a process with another environment.
pub fn child(name: &str, environment: &[(&str, &str)]) {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--ignored", "--nocapture"]);
    command.envs(environment.iter().copied());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}
