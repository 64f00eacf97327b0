//! Clients whose region and credentials come from the environment and the profile file.

use std::path::Path;

use coc_generated::credentials::{
    MetadataService, ProfileFile, ProvideCredentials, SharedCredentials,
};
use coc_generated::service::AuthScope;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, ClientBuilder};

use crate::support::{Make, SERVICE, child};
use crate::{SECRET, ok};

const PROFILES: &str = "
[basic]
ak = BASICKEY
sk = BASICSECRET
region = cn-north-4
[production]
ak = PRODUCTIONKEY
sk = PRODUCTIONSECRET
region = eu-west-101
[keyless]
region = ap-southeast-3
";

/// The access key with which a client of `builder` signs a request.
async fn signing_key(builder: ClientBuilder) -> String {
    let script = ScriptedTransport::new();
    ok(&script);
    let client = builder.region("north").transport(script.clone()).build().unwrap();
    client.send(Make::good()).await.unwrap();
    let requests = script.requests();
    let text = requests[0].headers()["authorization"].to_str().unwrap();
    let (_, rest) = text.split_once("Access=").unwrap();
    rest.split(',').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_profile_is_selected_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    std::fs::write(&path, PROFILES).unwrap();
    let file = || ProfileFile::at(&path, AuthScope::Domain);
    let builder = || ClientBuilder::new(&SERVICE);
    assert_eq!(signing_key(builder().credentials(file())).await, "BASICKEY");
    let named = builder().credentials(file().named("production"));
    assert_eq!(signing_key(named).await, "PRODUCTIONKEY");
    let error = file().named("staging").credentials().await.unwrap_err().to_string();
    assert!(error.contains("no section \"staging\""), "{error}");
    let error = file().named("keyless").credentials().await.unwrap_err().to_string();
    assert!(error.contains("neither ak nor sk is set"), "{error}");
}

#[test]
fn a_client_takes_region_and_credentials_from_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let path = folder.path().join("credentials");
    std::fs::write(&path, PROFILES).unwrap();
    let (file, none) = (text(&path), text(&folder.path().join("none")));
    let cases: &[(&str, &str, &str, &str)] = &[
        (&file, "", "", "https://coc.myhuaweicloud.com BASICKEY"),
        (
            &file,
            "production",
            "",
            "https://coc-eu-west-101-open-api.myhuaweicloud.eu PRODUCTIONKEY",
        ),
        (
            &file,
            "production",
            "ap-southeast-3",
            "https://coc-intl.myhuaweicloud.com PRODUCTIONKEY",
        ),
        (&file, "staging", "", "no section \"staging\""),
        (&none, "", "", "needs a region or an endpoint"),
        (&none, "", "moon", "the region \"moon\""),
        (&none, "", "moon\r\nx", "the region \"moon\\r\\nx\""),
        (&text(folder.path()), "", "", "not a regular file"),
    ];
    for (file, profile, region, expected) in cases {
        child(
            "environment::child_loads",
            &[
                ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", file),
                ("HUAWEICLOUD_SDK_PROFILE", profile),
                ("HUAWEICLOUD_SDK_REGION", region),
                ("HUAWEICLOUD_SDK_AK", ""),
                ("HUAWEICLOUD_SDK_SK", ""),
                ("EXPECTED", expected),
            ],
        );
    }
}

#[tokio::test]
#[ignore = "run by another test, in an environment of its own"]
async fn child_loads() {
    let expected = std::env::var("EXPECTED").unwrap();
    let found = match Client::from_env().await {
        Ok(client) => client.endpoint().to_string(),
        Err(error) => error.to_string(),
    };
    #[cfg(feature = "blocking")]
    {
        let blocking = match coc_generated::blocking::Client::from_env() {
            Ok(client) => client.endpoint().to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(blocking, found);
    }
    match expected.split_once(' ').filter(|(url, _)| url.starts_with("https:")) {
        Some((url, key)) => {
            assert_eq!(found, url);
            assert_eq!(signing_key(ClientBuilder::new(&SERVICE)).await, key);
        }
        None => assert!(found.contains(&expected), "{found}"),
    }
    // The environment does not replace an endpoint that the builder has.
    let given = Client::builder().region("cn-north-4").load_env().await.unwrap();
    let given = given.build().unwrap();
    assert_eq!(given.endpoint().as_str(), "https://coc.myhuaweicloud.com");
}

/// A source that needs timers or a thread of the runtime is an error without them.
#[test]
fn sources_without_a_runtime_that_serves_them_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    std::fs::write(&path, PROFILES).unwrap();
    let file = ProfileFile::at(&path, AuthScope::Domain);
    let metadata = MetadataService::new().with_transport(ScriptedTransport::new());
    let bare = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let sources: [&dyn ProvideCredentials; 2] = [&file, &metadata];
    for source in sources {
        let error = bare.block_on(source.credentials()).unwrap_err().to_string();
        assert!(error.contains("a Tokio runtime with timers"), "{error}");
        let mut call = source.credentials();
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let poll = call.as_mut().poll(&mut context);
        assert!(matches!(poll, std::task::Poll::Ready(Err(_))), "no runtime at all");
    }
    let error = bare.block_on(Client::builder().load_env()).unwrap_err().to_string();
    assert!(error.contains("a Tokio runtime with timers"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_an_error_and_not_passed_over() {
    use std::os::unix::ffi::OsStrExt as _;

    let broken = std::ffi::OsStr::from_bytes(b"http://a\xff:1");
    for variable in ["HTTPS_PROXY", "HUAWEICLOUD_SDK_SK"] {
        let program = std::env::current_exe().unwrap();
        let ran = std::process::Command::new(program)
            .args(["--exact", "environment::child_fails", "--ignored", "--nocapture"])
            .env("HUAWEICLOUD_SDK_AK", "ACCESS")
            .env("HUAWEICLOUD_SDK_SK", "SECRET")
            .env(variable, broken)
            .env("EXPECTED", variable)
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success() && printed.contains("1 passed"), "{printed}");
    }
}

#[tokio::test]
#[ignore = "run by another test, in an environment of its own"]
async fn child_fails() {
    let builder = ClientBuilder::new(&SERVICE).region("north");
    match std::env::var("EXPECTED").unwrap().as_str() {
        "HTTPS_PROXY" => {
            let error = builder.build().unwrap_err().to_string();
            assert!(error.contains("HTTPS_PROXY"), "{error}");
        }
        _ => {
            let script = ScriptedTransport::new();
            let client = builder.transport(script.clone()).build().unwrap();
            let error = client.send(Make::good()).await.unwrap_err().to_string();
            assert!(error.contains("secret key"), "{error}");
            assert!(script.requests().is_empty());
        }
    }
}

#[tokio::test]
async fn clients_with_shared_credentials_fetch_them_once() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use coc_generated::Credentials;
    use coc_generated::error::CredentialsError;
    use coc_generated::http::BoxFuture;

    #[derive(Clone, Default)]
    struct Counting(Arc<AtomicUsize>);

    impl ProvideCredentials for Counting {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            let n = self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(async move {
                tokio::task::yield_now().await;
                let hour = std::time::Duration::from_secs(3_600);
                Ok(Credentials::keys(format!("KEY{n}"), SECRET)
                    .with_expiry(std::time::SystemTime::now() + hour))
            })
        }
    }

    let provider = Counting::default();
    let shared = SharedCredentials::new(provider.clone());
    let client = || ClientBuilder::new(&SERVICE).credentials(shared.clone());
    let (one, other) = tokio::join!(signing_key(client()), signing_key(client()));
    assert_eq!((one.as_str(), other.as_str()), ("KEY0", "KEY0"));
    assert_eq!(signing_key(client()).await, "KEY0");
    assert_eq!(provider.0.load(Ordering::SeqCst), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn reading_a_profile_leaves_one_copy_of_its_secret_key_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    let secret: String = WIPED_BACKWARDS.chars().rev().collect();
    std::fs::write(&path, format!("[basic]\nak = A\nsk = {secret}\n")).unwrap();
    let file = path.to_str().unwrap();
    // In a process that never had the key from elsewhere.
    child(
        "environment::child_counts_copies",
        &[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", file), ("HUAWEICLOUD_SDK_PROFILE", "")],
    );
}

#[cfg(target_os = "linux")]
const WIPED_BACKWARDS: &str = "hgfedcba-YEK-TERCES-EHT-SI-SIHT-hgfedcba";

#[cfg(target_os = "linux")]
#[test]
#[ignore = "run by another test, in an environment of its own"]
fn child_counts_copies() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let file = ProfileFile::new(AuthScope::Domain);
    let credentials = runtime.unwrap().block_on(file.credentials()).unwrap();
    assert_eq!(copies_in_memory(), 1);
    drop(credentials);
    assert_eq!(copies_in_memory(), 0);
}

/// How often the key stands in the memory of this process that can be written to.
#[cfg(target_os = "linux")]
fn copies_in_memory() -> usize {
    use std::io::{Read as _, Seek as _, SeekFrom};

    let backwards = WIPED_BACKWARDS.as_bytes();
    let mut memory = std::fs::File::open("/proc/self/mem").unwrap();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut buffer = vec![0; 1 << 20];
    // It holds what was read last.
    let own = buffer.as_ptr() as u64..buffer.as_ptr() as u64 + buffer.len() as u64;
    let mut found = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (range, _) = line.split_once(' ').unwrap();
        let (from, to) = range.split_once('-').unwrap();
        let at = |text| u64::from_str_radix(text, 16).unwrap();
        let (mut from, to) = (at(from), at(to));
        while from < to {
            memory.seek(SeekFrom::Start(from)).unwrap();
            let length = usize::try_from((to - from).min(1 << 20)).unwrap();
            if memory.read_exact(&mut buffer[..length]).is_err() {
                break;
            }
            found += buffer[..length]
                .windows(backwards.len())
                .zip(from..)
                .filter(|(window, at)| {
                    window.iter().rev().eq(backwards) && !own.contains(at)
                })
                .count();
            from += length as u64;
        }
    }
    found
}
