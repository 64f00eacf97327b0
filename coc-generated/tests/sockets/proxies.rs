//! Proxies: the choice of one, the requests that it gets, and its failures.

use coc_generated::http::Endpoint;
use coc_generated::{ClientBuilder, Outcome, Proxy};
use serde_json::json;

use crate::support::server::{Act, Server, answer};
use crate::support::{Make, child};
use crate::{SHORT, builder, client};

#[test]
fn the_proxy_of_the_environment_is_used_unless_another_is_given() {
    for (name, value) in
        [("HTTP_PROXY", "http://127.0.0.1:1"), ("ALL_PROXY", "http://127.0.0.1:1")]
    {
        child(
            "proxies::child_uses_no_proxy_or_fails",
            &[(name, value), ("NO_PROXY", "")],
        );
    }
}

#[tokio::test]
#[ignore = "run by another test, in an environment of its own"]
async fn child_uses_no_proxy_or_fails() {
    let server = Server::start(vec![]).await;
    assert!(client(&server).send(Make::good()).await.is_ok());
    // Loopback is never proxied.
    let local = builder(&server.url()).proxy(Proxy::environment()).build().unwrap();
    local.send(Make::good()).await.unwrap();
    let by_environment = elsewhere().proxy(Proxy::environment()).build().unwrap();
    let error = by_environment.send(Make::good()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
}

/// A client of a host that nothing but a proxy reaches.
fn elsewhere() -> ClientBuilder {
    builder("http://127.0.0.1:1")
        .endpoint(Endpoint::insecure("http://post.example.com").unwrap())
}

#[test]
fn a_proxy_of_the_environment_that_is_not_understood_is_an_error() {
    for value in ["htttp://127.0.0.1:1", "socks5://127.0.0.1:1", "http://127.0.0.1:x"] {
        child("proxies::child_cannot_be_built", &[("HTTP_PROXY", value)]);
    }
}

#[test]
#[ignore = "run by another test, in an environment of its own"]
fn child_cannot_be_built() {
    let error = elsewhere().proxy(Proxy::environment()).build().unwrap_err();
    assert!(error.to_string().contains("HTTP_PROXY"), "{error}");
    let error = elsewhere().proxy(Proxy::url("htttp://p")).build().unwrap_err();
    assert!(error.to_string().contains("ClientBuilder::proxy"), "{error}");
}

#[tokio::test]
async fn a_given_proxy_is_used() {
    let echo = json!({"result_text": "PROXYPASS of user is wrong"}).to_string();
    let proxy = Server::start(vec![Act::Answer(answer(407, "", &echo))]).await;
    let url = proxy.url().replace("http://", "http://user:PROXYPASS@");
    let client = elsewhere().proxy(Proxy::url(url)).build().unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert!(!format!("{error} {error:?}").contains("PROXYPASS"), "{error:?}");
    client.send(Make::good()).await.unwrap();
    let seen = &proxy.seen()[0];
    assert_eq!(seen.target, "http://post.example.com/v2/letter/parcels");
    assert_eq!(
        seen.header("proxy-authorization").unwrap(),
        "Basic dXNlcjpQUk9YWVBBU1M="
    );
    assert!(!format!("{client:?}").contains("PROXYPASS"));

    // A password is known in the form that the proxy gets, too.
    let echo = json!({"result_text": "no user has PROXY/PASS"}).to_string();
    let proxy = Server::start(vec![Act::Answer(answer(502, "", &echo))]).await;
    let url = proxy.url().replace("http://", "http://user:PROXY%2fPASS@");
    let client = elsewhere().proxy(Proxy::url(url)).build().unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("PROXY/PASS"), "{error:?}");
}

#[tokio::test]
async fn a_proxy_that_refuses_the_user_gets_one_request() {
    let refusal = answer(407, "proxy-authenticate: Basic\r\n", "");
    let proxy = Server::start(vec![Act::Answer(refusal); 3]).await;
    let client = builder("http://127.0.0.1:1")
        .endpoint("https://post.example.com".parse().unwrap())
        .only_given_roots()
        .proxy(Proxy::url(proxy.url()))
        .build()
        .unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{error:?}");
}

/// The proxy's tunnel comes about, and then no certificate can be for such a host.
#[tokio::test]
async fn a_host_that_no_certificate_can_name_is_tried_once() {
    let open = b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec();
    for host in ["-a.example.com", "a.example.1"] {
        let proxy = Server::start(vec![Act::Answer(open.clone()); 3]).await;
        let client = builder("http://127.0.0.1:1")
            .endpoint(format!("https://{host}").parse().unwrap())
            .only_given_roots()
            .proxy(Proxy::url(proxy.url()))
            .build()
            .unwrap();
        let error = client.send(Make::good()).await.unwrap_err();
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::NotSent, 1),
            "{error:?}"
        );
        assert_eq!(proxy.seen().len(), 1);
    }
}

/// A proxy between a client and an encrypted endpoint fails in every way before the
/// request is sent.
#[tokio::test]
async fn a_tunnel_that_fails_sends_nothing_and_shows_nothing() {
    let refusal = |status| Act::Answer(answer(status, "", "PROXYPASS is wrong"));
    let mut acts: Vec<Act> = [301, 403, 429, 502, 503, 504].map(refusal).to_vec();
    acts.extend([
        Act::Close(Vec::new()),
        Act::Reset(Vec::new()),
        Act::ResetAtOnce,
        Act::Close(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec()),
        Act::Close(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        Act::Close(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 no TLS".to_vec()),
        Act::Silence,
    ]);
    for act in acts {
        let proxy = Server::start(vec![act.clone(); 3]).await;
        let url = proxy.url().replace("http://", "http://user:PROXYPASS@");
        let client = builder("http://127.0.0.1:1")
            .endpoint("https://post.example.com".parse().unwrap())
            .only_given_roots()
            .proxy(Proxy::url(url))
            .connect_timeout(SHORT)
            .build()
            .unwrap();
        let error = client.send(Make::good()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{act:?}: {error:?}");
        assert_eq!(error.attempts(), 3, "{act:?}: {error:?}");
        let text = format!("{error} {error:?}");
        assert!(!text.contains("PROXYPASS"), "{text}");
        for seen in proxy.seen() {
            assert_eq!(
                (seen.method.as_str(), seen.target.as_str()),
                ("CONNECT", "post.example.com:443")
            );
            let names = ["authorization", "x-sdk-date", "x-domain-id"];
            assert!(names.iter().all(|name| seen.header(name).is_none()), "{seen:?}");
        }
    }
}
