//! The vectors of the vendor's signer, which the tests of signing and of verifying share.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A request, with its signature by the vendor's signer.
#[derive(Deserialize, Clone)]
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) host: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) path: String,
    pub(crate) body: String,
    pub(crate) ak: String,
    pub(crate) sk: String,
    pub(crate) x_sdk_date: String,
    pub(crate) canonical_request: String,
    pub(crate) string_to_sign: String,
    pub(crate) authorization: String,
    pub(crate) request_uri: String,
    pub(crate) signer_added_headers: Vec<String>,
}

/// All of them.
pub(crate) fn vectors() -> Vec<Vector> {
    let all: Vec<Vector> =
        serde_json::from_str(include_str!("../data/signing-vectors.json")).unwrap();
    assert!(all.len() >= 26);
    all
}
