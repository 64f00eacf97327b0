//! The sources of credentials. Their renewal is in `renewal`.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use coc_generated::credentials::{
    Environment, MetadataService, ProfileFile, ProvideCredentials, ProviderChain,
};
use coc_generated::error::TransportError;
use coc_generated::service::AuthScope;
use coc_generated::testing::{ManualClock, ScriptedTransport};
use coc_generated::{Credentials, Error};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::Make;
use crate::{SECRET, builder, keys, ok, status};

#[tokio::test]
async fn the_environment_gives_keys_or_names_the_missing_variable() {
    let environment = |pairs: &'static [(&str, &str)]| {
        Environment::from_lookup(move |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    };
    let full = environment(&[
        ("HUAWEICLOUD_SDK_AK", "A"),
        ("HUAWEICLOUD_SDK_SK", "S"),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "T"),
        ("HUAWEICLOUD_SDK_DOMAIN_ID", "D"),
        ("HUAWEICLOUD_SDK_PROJECT_ID", ""),
    ]);
    let credentials = full.credentials().await.unwrap();
    assert_eq!((credentials.domain_id(), credentials.project_id()), (Some("D"), None));
    assert!(format!("{credentials:?}").contains("temporary keys"));
    let half = environment(&[("HUAWEICLOUD_SDK_AK", "A"), ("HUAWEICLOUD_SDK_SK", "")])
        .credentials()
        .await
        .unwrap_err();
    assert_eq!(
        half.to_string(),
        "no credentials: environment: HUAWEICLOUD_SDK_SK is not set"
    );
}

#[tokio::test]
async fn a_profile_file_gives_the_keys_of_its_section_or_names_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    let read = async |text: &str, scope| {
        std::fs::write(&path, text).unwrap();
        ProfileFile::at(&path, scope).credentials().await
    };
    let both = "\u{feff}# mine\n[basic]\nak = BA\nsk = BS\nproject_id = p\n\n[ global ]\n; x\nak=GA\r\nsk = a%b=c#d \ndomain_id=d\n";
    assert_eq!(read(both, AuthScope::Domain).await.unwrap().domain_id(), Some("d"));
    assert_eq!(read(both, AuthScope::Project).await.unwrap().project_id(), Some("p"));
    let old = "[globalcredentials]\nak=A\nsk=S\n";
    assert!(
        read(old, AuthScope::Domain).await.is_ok()
            && read(old, AuthScope::Project).await.is_ok()
    );
    // The secret key is raw: percent, equals and hash signs are part of it.
    let script = ScriptedTransport::new();
    let clock = ManualClock::at(UNIX_EPOCH);
    let mut signatures = Vec::new();
    std::fs::write(&path, both).unwrap();
    let profile = ProfileFile::at(&path, AuthScope::Domain);
    let literal = Credentials::keys("GA", "a%b=c#d").with_domain_id("d");
    let providers: [Arc<dyn ProvideCredentials>; 2] =
        [Arc::new(profile), Arc::new(literal)];
    for provider in providers {
        ok(&script);
        let client =
            builder(&script).credentials(provider).clock(clock.clone()).build().unwrap();
        client.send(Make::good()).await.unwrap();
        signatures
            .push(script.requests().last().unwrap().headers()["authorization"].clone());
    }
    assert_eq!(signatures[0], signatures[1]);
    for (text, problem) in [
        ("", "it has no section"),
        ("[global]\nak=A\n", "sk is not set"),
        ("[global]\n", "neither ak nor sk is set"),
        ("[global\nak=A\nsk=SECRET", "it has no section"),
    ] {
        let error = read(text, AuthScope::Domain).await.unwrap_err().to_string();
        assert!(error.contains(problem) && !error.contains("SECRET"), "{error}");
    }
    let none = ProfileFile::at(folder.path().join("none"), AuthScope::Domain)
        .credentials()
        .await
        .unwrap_err();
    assert_eq!(none.to_string(), "no credentials: profile file: there is none");
}

/// `configparser.ConfigParser().read_string` finds the same keys in each text.
#[tokio::test]
async fn a_profile_is_read_as_python_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    for text in [
        "[global]\nAK=A\nSk: S=1:2\n",
        "[global] # of the team\nak : A\nsk = S=1:2\n",
        "[global]; x\n  ak=A\n  sk  :  S=1:2  \n",
        "[DEFAULT]\nak=A\nsk=none\n[global]\nsk=S=1:2\n",
        "[global]\nak=A\nsk\t=\tS=1:2\n[DEFAULT]\nAK=none\n",
        "[x]\nak=none\n  [global]\n  sk=none\n[global]\nak\t=A\n# ak=none\nsk:S=1:2\n",
        "[global]\nak =A\nsk= S=1:2\n;\n#sk=none\nother = [basic]\n[basic]\nsk=none\n",
    ] {
        std::fs::write(&path, text).unwrap();
        let script = ScriptedTransport::new();
        ok(&script);
        ok(&script);
        let clock = ManualClock::at(UNIX_EPOCH);
        let profile = ProfileFile::at(&path, AuthScope::Domain);
        let read = builder(&script).clock(clock.clone()).credentials(profile);
        let literal = Credentials::keys("A", "S=1:2");
        let given = builder(&script).clock(clock).credentials(literal);
        for client in [read.build().unwrap(), given.build().unwrap()] {
            client.send(Make::good()).await.unwrap();
        }
        let [read, given] = &script.requests()[..] else { panic!() };
        assert_eq!(read.headers()["authorization"], given.headers()["authorization"]);
    }
    // A blank key of the section is absent, and no other section replaces it.
    std::fs::write(&path, "[DEFAULT]\nak=A\n[global]\nak=\nsk=S\n[basic]\nak=B\nsk=S\n")
        .unwrap();
    let profile = ProfileFile::at(&path, AuthScope::Domain);
    let error = profile.credentials().await.unwrap_err().to_string();
    assert!(error.contains("ak is not set"), "{error}");
    // `[DEFAULT]` is no section of its own.
    std::fs::write(&path, "[DEFAULT]\nak=A\nsk=S\n").unwrap();
    let error = profile.credentials().await.unwrap_err().to_string();
    assert!(error.contains("no section"), "{error}");
    // An indented line belongs to the value above it, which then cannot be a key.
    std::fs::write(&path, "[global]\nak=A\n  sk=SECRET\nsk=S\n").unwrap();
    let script = ScriptedTransport::new();
    let profile = ProfileFile::at(&path, AuthScope::Domain);
    let client = builder(&script).credentials(profile).build().unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert!(error.to_string().contains("access key"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_profile_that_is_long_or_no_file_is_an_error_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    let huge = std::fs::File::create(&path).unwrap();
    huge.set_len(1 << 30).unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for (path, problem) in [
        (path.as_path(), "longer than 64 KiB"),
        (pipe.as_path(), "not a regular file"),
        (folder.path(), "not a regular file"),
    ] {
        let profile = ProfileFile::at(path, AuthScope::Domain);
        let started = std::time::Instant::now();
        let error = profile.credentials().await.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

#[tokio::test]
async fn keys_that_cannot_work_are_an_error_before_anything_is_sent() {
    let good = || Credentials::keys("ACCESSKEY", SECRET);
    let past = UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    for (credentials, problem) in [
        (Credentials::keys("", ""), "access key"),
        (Credentials::keys("A", "HIDDEN\n"), "secret key"),
        (Credentials::keys("A B", "S"), "access key"),
        (Credentials::keys("A", " "), "secret key"),
        (good().with_security_token(""), "security token"),
        (Credentials::token("HIDDEN\r\n"), "token"),
        (Credentials::token(""), "token"),
        (Credentials::keys("A\u{e9}", "S"), "access key"),
        (Credentials::keys("A", "HIDDEN\u{fffd}"), "secret key"),
        (Credentials::keys("A", "HIDDEN\u{a0}S"), "secret key"),
        (good().with_security_token("HIDDEN\tHIDDEN"), "security token"),
        (good().with_domain_id(""), "domain id"),
        (good().with_project_id("p\n"), "project id"),
        (good().with_expiry(past), "expired"),
    ] {
        let script = ScriptedTransport::new();
        let client = builder(&script).credentials(credentials).build().unwrap();
        let error = client.send(Make::good()).await.unwrap_err();
        assert!(matches!(error, Error::Credentials(_)), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(problem) && !text.contains("HIDDEN"), "{text}");
        assert!(script.requests().is_empty());
    }
}

fn key(expiry: &str) -> Value {
    json!({"credential": {"access": "MA", "secret": "MS", "securitytoken": "MT", "expires_at": expiry}})
}

#[tokio::test(start_paused = true)]
async fn the_metadata_service_gives_temporary_keys_and_its_errors_show_none() {
    let script = ScriptedTransport::new();
    script.answer(Response::new(Bytes::from("MDTOKEN")));
    script.answer_json(StatusCode::OK, &key("2025-06-25T11:52:56.587000Z"));
    let service =
        MetadataService::new().with_transport(script.clone()).with_domain_id("d");
    let credentials = service.credentials().await.unwrap();
    let expiry = UNIX_EPOCH + Duration::from_secs(1_750_765_976 + 86_400);
    assert_eq!(
        (credentials.expires_at(), credentials.domain_id()),
        (Some(expiry), Some("d"))
    );
    let [token, key_request] = &script.requests()[..] else { panic!() };
    assert_eq!(token.method(), "PUT");
    assert_eq!(token.headers()["x-metadata-token-ttl-seconds"], "21600");
    assert_eq!(token.uri(), "http://169.254.169.254/meta-data/latest/api/token");
    assert_eq!(key_request.uri(), "http://169.254.169.254/openstack/latest/securitykey");
    assert_eq!(key_request.headers()["x-metadata-token"], "MDTOKEN");

    for older in [404, 405, 503] {
        let script = ScriptedTransport::new();
        script.answer(status(older, &[]));
        script.answer_json(StatusCode::OK, &key("2025-06-25T11:52:56Z"));
        let service = MetadataService::new().with_transport(script.clone());
        assert!(service.credentials().await.is_ok(), "{older}");
        assert!(!script.requests()[1].headers().contains_key("x-metadata-token"));
    }
    fn gone() -> Response<Bytes> {
        status(404, &[])
    }
    type Fail = Box<dyn Fn(&ScriptedTransport) -> usize>;
    let fails: Vec<Fail> = vec![
        Box::new(|script| script.answer(status(403, &[])).left()),
        Box::new(|script| script.fail(TransportError::not_sent("unreachable")).left()),
        Box::new(|script| script.hang().left()),
        Box::new(|script| script.answer(gone()).answer(gone()).left()),
        Box::new(|script| {
            script.answer(gone()).answer(Response::new("SECRET".into())).left()
        }),
        Box::new(|script| {
            script.answer(gone()).answer_json(StatusCode::OK, &key("SECRET")).left()
        }),
    ];
    for fail in fails {
        let script = ScriptedTransport::new();
        fail(&script);
        let error = MetadataService::new()
            .with_transport(script)
            .credentials()
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("no credentials: metadata service: ")
                && !error.contains("SECRET"),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_chain_names_every_provider() {
    let empty = || Environment::from_lookup(|_| None);
    let folder = tempfile::tempdir().unwrap();
    let file = ProfileFile::at(folder.path().join("none"), AuthScope::Domain);
    let metadata = ScriptedTransport::new();
    let chain = ProviderChain::new()
        .then(empty())
        .then(file)
        .then(MetadataService::new().with_transport(metadata.clone()));
    let script = ScriptedTransport::new();
    let client = builder(&script).credentials(chain.clone()).build().unwrap();
    assert!(
        metadata.requests().is_empty(),
        "nothing is fetched while a client is built"
    );
    let error = client.send(Make::good()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Credentials(error) if error.tried().count() == 3),
        "{error:?}"
    );
    let text = error.to_string();
    for source in ["environment: ", "profile file: ", "metadata service: "] {
        assert!(text.contains(source), "{text}");
    }
    assert!(script.requests().is_empty());
    assert!(chain.then(keys()).credentials().await.is_ok());
}
