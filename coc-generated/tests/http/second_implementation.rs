//! The canonical request and the signature, compared with a second implementation.

use coc_generated::Credentials;
use coc_generated::http::{Payload, sign};
use coc_generated::service::AuthScope;
use http::{HeaderName, HeaderValue, Request};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};

use crate::support::canonical;

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = "[a-z][a-z0-9_-]{0,9}".prop_map(|name| format!("x-{name}"));
    proptest::collection::vec(
        (name, "[ \t]{0,2}[!-~]([ -~\t]{0,20}[!-~])?[ \t]{0,2}"),
        0..6,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn both_implementations_sign_alike(
        method in "GET|PUT|POST|DELETE|PATCH|HEAD",
        path in "(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|%E5%8F%98){0,8}){0,5}",
        query in proptest::option::of("(([A-Za-z0-9._~!$'()*+,;:@/?-]|%[0-9A-Fa-f]{2}|%C3%A9){0,6}=?&?){0,5}"),
        headers in headers(),
        body in proptest::collection::vec(0_u8.., 0..40),
        json in proptest::bool::ANY,
        token in proptest::option::of("[A-Za-z0-9+/=]{1,20}"),
    ) {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let path = if path.is_empty() { "/".to_owned() } else { path };
        let mut request = Request::builder()
            .method(method.as_str())
            .uri(format!("https://a.example.com:8443{path}{query}"))
            .body(Payload::from(body))
            .unwrap();
        let kind = if json { "application/json" } else { "text/plain" };
        request.headers_mut().insert("content-type", HeaderValue::from_static(kind));
        for (name, value) in &headers {
            // The header map keeps white space around a value; the wire does not.
            request.headers_mut().insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let mut credentials = Credentials::keys("ACCESS", "SECRET").with_project_id("p");
        if let Some(token) = token {
            credentials = credentials.with_security_token(token);
        }
        let now = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_750_765_976);
        let signed = sign(&mut request, &credentials, AuthScope::Domain, now).unwrap().unwrap();

        let received: Vec<(String, String)> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let mut names: Vec<&str> = received
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| !name.contains('_') && *name != "authorization")
            .collect();
        names.sort_unstable();
        let target = request.uri().path_and_query().unwrap().as_str();
        let again = canonical::canonical(&method, target, &received, &names, request.body().as_bytes().unwrap());
        prop_assert_eq!(signed.canonical_request(), again.as_str());
        let verified = canonical::verify(&method, target, &received, request.body().as_bytes().unwrap(), "SECRET");
        prop_assert_eq!(verified, Ok(()));
        // The query that is sent is the canonical one.
        let sent = target.split_once('?').map_or("", |(_, query)| query);
        prop_assert_eq!(signed.canonical_request().split('\n').nth(2), Some(sent));
    }
}
