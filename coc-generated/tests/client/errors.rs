//! The texts of errors, and the errors behind them.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};

use coc_generated::credentials::ProvideCredentials;
use coc_generated::error::{ConfigError, CredentialsError, TransportError};
use coc_generated::http::{BoxFuture, Endpoint};
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Credentials, Error};
use serde_json::json;

use crate::support::Make;
use crate::{builder, client, status};

/// An error and the errors behind it, as texts.
fn chain(error: &dyn StdError) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(inner) = next {
        texts.push(inner.to_string());
        next = inner.source();
    }
    texts
}

struct Nothing;

impl ProvideCredentials for Nothing {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async { Err(CredentialsError::new("the test", "there are none")) })
    }
}

#[tokio::test(start_paused = true)]
async fn every_error_states_each_fact_once() {
    let refused = || io::Error::new(ErrorKind::ConnectionRefused, "nobody listens");
    let mut errors: Vec<Error> = Vec::new();
    let bad = Make { body: json!({}), ..Make::good() };
    let no_path = Make { kind: Some("..".to_owned()), ..Make::good() };
    let script = ScriptedTransport::new();
    for request in [bad, no_path] {
        errors.push(client(&script).send(request).await.unwrap_err());
    }
    let without = builder(&script).credentials(Nothing).build().unwrap();
    errors.push(without.send(Make::good()).await.unwrap_err());
    errors.push(ConfigError::from(Endpoint::new("ftp://a").unwrap_err()).into());
    let lost =
        || TransportError::maybe_sent("sending: nobody listens").with_source(refused());
    for _ in 0..3 {
        let problem = "connecting: nobody listens";
        script.fail(TransportError::not_sent(problem).with_source(refused()));
    }
    script.fail(lost()).hang().answer(status(403, &[])).answer(status(302, &[]));
    for _ in 0..5 {
        errors.push(client(&script).send(Make::good()).await.unwrap_err());
    }
    assert_eq!(script.left(), 0);
    let mut sockets = 0;
    for error in &errors {
        let texts = chain(error);
        for (n, text) in texts.iter().enumerate() {
            assert!(!text.is_empty(), "{error:?}");
            let others = texts.iter().enumerate().filter(|(other, _)| *other != n);
            for (_, other) in others {
                assert!(!other.contains(text.as_str()), "{other} repeats {text}");
            }
        }
        // No part of one text is repeated either.
        let words: Vec<&str> = texts[0].split([':', ';']).map(str::trim).collect();
        let mut once = words.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), words.len(), "{}", texts[0]);
        let source = error.source().and_then(|it| it.downcast_ref::<io::Error>());
        sockets += usize::from(
            source.is_some_and(|it| it.kind() == ErrorKind::ConnectionRefused),
        );
    }
    assert_eq!(sockets, 2, "not sent, and lost");
}
