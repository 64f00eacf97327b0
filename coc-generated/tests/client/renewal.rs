//! The renewal of credentials: fetches that calls share, and keys that expire or change.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use coc_generated::credentials::{ProfileFile, ProvideCredentials};
use coc_generated::error::CredentialsError;
use coc_generated::http::{BoxFuture, Clock};
use coc_generated::service::AuthScope;
use coc_generated::testing::{ManualClock, ScriptedTransport};
use coc_generated::{Client, Credentials, Error, Outcome};

use crate::support::Make;
use crate::{SECRET, builder, ok, status};

/// A provider of keys that hold for `life`. It counts its calls, and each call `takes`
/// some time.
#[derive(Clone)]
struct Counting {
    clock: ManualClock,
    life: Duration,
    asked: Arc<AtomicUsize>,
    fails: Arc<AtomicUsize>,
    takes: Duration,
}

impl Counting {
    fn new(clock: &ManualClock) -> Self {
        Self {
            clock: clock.clone(),
            life: Duration::from_secs(3_600),
            asked: Arc::default(),
            fails: Arc::default(),
            takes: Duration::from_secs(1),
        }
    }
}

impl ProvideCredentials for Counting {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async move {
            let n = self.asked.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(self.takes).await;
            if self.fails.load(Ordering::SeqCst) > 0 {
                self.fails.fetch_sub(1, Ordering::SeqCst);
                return Err(CredentialsError::new("counting", "not now"));
            }
            Ok(Credentials::keys(format!("KEY{n}"), SECRET)
                .with_expiry(self.clock.now() + self.life))
        })
    }
}

/// The number of successes among `n` calls that run at once.
async fn successes(client: &Client, script: &ScriptedTransport, n: usize) -> usize {
    for _ in 0..n {
        ok(script);
    }
    let tasks: Vec<_> = (0..n)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(Make::good()).await.is_ok() })
        })
        .collect();
    let mut good = 0;
    for task in tasks {
        good += usize::from(task.await.unwrap());
    }
    good
}

#[tokio::test(start_paused = true)]
async fn calls_at_once_share_one_fetch_of_credentials() {
    let script = ScriptedTransport::new();
    let clock = ManualClock::at(UNIX_EPOCH + Duration::from_secs(1_750_000_000));
    let provider = Counting::new(&clock);
    let asked = Arc::clone(&provider.asked);
    let fails = Arc::clone(&provider.fails);
    let client =
        builder(&script).credentials(provider).clock(clock.clone()).build().unwrap();
    // The first fetch, a renewal before expiry and a renewal after it happen once each.
    for (advance, fetches) in [(0, 1), (60, 1), (3_300, 2), (7_200, 3)] {
        clock.advance(Duration::from_secs(advance));
        assert_eq!(successes(&client, &script, 200).await, 200);
        assert_eq!(asked.load(Ordering::SeqCst), fetches);
    }
    // A failed renewal fails no call while the old keys hold, and is not repeated at
    // every call.
    clock.advance(Duration::from_secs(3_400));
    fails.store(1, Ordering::SeqCst);
    assert_eq!(successes(&client, &script, 200).await, 200);
    assert_eq!(successes(&client, &script, 200).await, 200);
    assert_eq!(asked.load(Ordering::SeqCst), 4);
    // A failed renewal of expired keys fails all calls that wait, after one fetch.
    clock.advance(Duration::from_secs(3_600));
    fails.store(1, Ordering::SeqCst);
    let failed: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(Make::good()).await.unwrap_err() })
        })
        .collect();
    for task in failed {
        let error = task.await.unwrap();
        assert_eq!(error.to_string(), "no credentials: counting: not now");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 5);
    assert_eq!(successes(&client, &script, 5).await, 5);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_fetch_of_credentials_fails_no_other_call() {
    let script = ScriptedTransport::new();
    let clock = ManualClock::at(UNIX_EPOCH);
    let client = builder(&script)
        .credentials(Counting::new(&clock))
        .clock(clock)
        .build()
        .unwrap();
    ok(&script);
    let first =
        tokio::time::timeout(Duration::from_millis(500), client.send(Make::good()));
    let second = client.send(Make::good());
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_err() && second.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_never_answers_costs_the_total_time_and_sends_nothing() {
    let script = ScriptedTransport::new();
    let clock = ManualClock::at(UNIX_EPOCH);
    let provider =
        Counting { takes: Duration::from_secs(1_000_000), ..Counting::new(&clock) };
    let client = builder(&script).credentials(provider).clock(clock).build().unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Timeout(error) if !error.may_have_been_sent()),
        "{error:?}"
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[tokio::test(start_paused = true)]
async fn temporary_keys_that_are_replaced_in_the_profile_file_are_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    let write = |token: &str| {
        std::fs::write(&path, format!("[global]\nak=A\nsk=S\nsecurity_token={token}\n"))
            .unwrap();
    };
    let script = ScriptedTransport::new();
    let clock = ManualClock::at(UNIX_EPOCH);
    let profile = ProfileFile::at(&path, AuthScope::Domain);
    let client =
        builder(&script).credentials(profile).clock(clock.clone()).build().unwrap();
    write("T1");
    let mut tokens = Vec::new();
    for (advance, token) in [(0, Some("T2")), (60, None), (600, None), (60, None)] {
        clock.advance(Duration::from_secs(advance));
        ok(&script);
        client.send(Make::good()).await.unwrap();
        tokens.push(
            script.requests().last().unwrap().headers()["x-security-token"].clone(),
        );
        if let Some(token) = token {
            write(token);
        }
    }
    assert_eq!(tokens, ["T1", "T1", "T2", "T2"]);
    // A missing file fails no call while the last keys may still hold.
    std::fs::remove_file(&path).unwrap();
    clock.advance(Duration::from_secs(600));
    ok(&script);
    client.send(Make::good()).await.unwrap();
}

/// Anybody on the way can answer with a date of the next century.
#[tokio::test(start_paused = true)]
async fn a_date_that_nothing_proves_lets_no_key_expire() {
    let script = ScriptedTransport::new();
    let clock = ManualClock::at(UNIX_EPOCH + Duration::from_secs(1_750_000_000));
    let provider = Counting::new(&clock);
    let client = builder(&script)
        .clock(clock.clone())
        .credentials(provider.clone())
        .build()
        .unwrap();
    script.answer(status(403, &[("date", "Tue, 24 Jun 2110 11:52:56 GMT")]));
    client.send(Make::good()).await.unwrap_err();
    for _ in 0..3 {
        ok(&script);
        client.send(Make::good()).await.unwrap();
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1);
}
