//! Any method, target, headers and body, signed. Signing ends in a signature or an
//! error, and the signature is the one that the second implementation expects over what
//! would be sent.
#![no_main]

use coc_generated::Credentials;
use coc_generated::http::{Payload, sign};
use coc_generated::service::AuthScope;
use http::{HeaderName, HeaderValue, Method, Request};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/mod.rs"]
mod support;

// Lines: the method, the target, headers with a colon each, an empty one, the body.
fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let method = lines.next().and_then(|line| Method::from_bytes(line).ok());
    let target =
        lines.next().map(|line| String::from_utf8_lossy(line)).unwrap_or_default();
    let mut rest = lines.next().unwrap_or_default();
    let request = Request::builder().uri(format!("https://a.example.com{target}"));
    let Ok(mut request) =
        request.method(method.unwrap_or(Method::POST)).body(Payload::new())
    else {
        return;
    };
    while let Some(end) =
        rest.iter().position(|byte| *byte == b'\n').filter(|end| *end > 0)
    {
        let (line, after) = rest.split_at(end);
        rest = &after[1..];
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let name = HeaderName::from_bytes(&line[..colon]);
        let value = HeaderValue::from_bytes(line.get(colon + 1..).unwrap_or_default());
        if let (Ok(name), Ok(value)) = (name, value) {
            request.headers_mut().append(name, value);
        }
    }
    *request.body_mut() = rest.strip_prefix(b"\n").unwrap_or(rest).to_vec().into();
    let credentials = Credentials::keys("ACCESS", "SECRET")
        .with_project_id("p")
        .with_security_token("TOKEN");
    let now = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_750_765_976);
    let Ok(signed) = sign(&mut request, &credentials, AuthScope::Domain, now) else {
        return;
    };
    let canonical =
        signed.map(|signed| signed.canonical_request().to_owned()).unwrap_or_default();

    let received: Vec<(String, String)> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| {
            Some((name.to_string(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let method = request.method().as_str();
    let verified = support::canonical::verify(
        method,
        target,
        &received,
        request.body().as_bytes().map_or(&[][..], |body| body),
        "SECRET",
    );
    assert_eq!(verified, Ok(()), "signed was\n{canonical}");
    // The sent request is the signed one.
    let sent = target.split_once('?').map_or("", |(_, query)| query);
    assert_eq!(canonical.split('\n').nth(2), Some(sent));
    // Signing again, as a retry does, changes nothing.
    let again = sign(&mut request, &credentials, AuthScope::Domain, now);
    let again = again.ok().flatten().map(|signed| signed.canonical_request().to_owned());
    assert_eq!(again, Some(canonical));
});
