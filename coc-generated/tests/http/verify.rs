//! The signature of a received request: right ones are accepted, and every altered one is
//! refused.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use coc_generated::Credentials;
use coc_generated::error::{SignatureError, SignatureReason};
use coc_generated::http::{
    Payload, ReplayMemory, SIGNATURE_WINDOW, Verified, sign, verify,
};
use coc_generated::service::AuthScope;
use http::{HeaderName, HeaderValue, Request};

use crate::vectors::{Vector, vectors};

/// The moment of all vectors.
fn signing_time() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_750_765_976)
}

impl Vector {
    /// The request as a server receives it.
    fn request(&self) -> Request<Bytes> {
        let mut request = Request::builder()
            .method(self.method.to_uppercase().as_str())
            .uri(&self.request_uri)
            .header("host", &self.host)
            .header("x-sdk-date", &self.x_sdk_date)
            .header("authorization", &self.authorization)
            .body(Bytes::from(self.body.clone()))
            .unwrap();
        for (name, value) in &self.headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.trim().parse().unwrap());
        }
        if self.signer_added_headers.iter().any(|it| it == "X-Sdk-Content-Sha256") {
            let unsigned = HeaderValue::from_static("UNSIGNED-PAYLOAD");
            request.headers_mut().insert("x-sdk-content-sha256", unsigned);
        }
        request
    }

    fn credentials(&self) -> Credentials {
        let keys = Credentials::keys(&self.ak, &self.sk);
        match self.headers.get("X-Security-Token") {
            Some(token) => keys.with_security_token(token),
            None => keys,
        }
    }

    fn verify(&self, request: &Request<Bytes>) -> Result<Verified, SignatureError> {
        self.verify_at(request, signing_time())
    }

    fn verify_at(
        &self,
        request: &Request<Bytes>,
        now: SystemTime,
    ) -> Result<Verified, SignatureError> {
        let known = |access: &str| (access == self.ak).then(|| self.credentials());
        verify(request, known, now)
    }
}

#[test]
fn every_request_of_the_vendors_signer_is_accepted() {
    for vector in vectors() {
        let verified = vector.verify(&vector.request());
        let verified =
            verified.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        assert_eq!(verified.date(), signing_time());
        assert!(verified.credentials().has_access_key(&vector.ak));
    }
}

#[test]
fn the_error_has_the_texts_that_the_vendors_signer_made() {
    for vector in vectors() {
        let mut request = vector.request();
        let other = vector.authorization.replace("Signature=", "Signature=0");
        let other = HeaderValue::try_from(&other[..other.len() - 1]).unwrap();
        request.headers_mut().insert("authorization", other);
        let error = vector.verify(&request).unwrap_err();
        assert_eq!(error.reason(), &SignatureReason::Mismatch, "{}", vector.name);
        let expected = error.expected().unwrap();
        assert_eq!(expected.canonical_request(), vector.canonical_request);
        assert_eq!(expected.string_to_sign(), vector.string_to_sign);
        assert!(!format!("{error:?} {error}").contains(&vector.x_sdk_date));
    }
}

/// Alters one part of a request.
type Alter = Box<dyn Fn(&mut Request<Bytes>)>;

fn to_target(target: String) -> Alter {
    Box::new(move |request| *request.uri_mut() = target.parse().unwrap())
}

fn to_header(name: &str, value: Option<String>) -> Alter {
    let name: HeaderName = name.parse().unwrap();
    Box::new(move |request| {
        match &value {
            Some(value) => {
                request.headers_mut().insert(name.clone(), value.parse().unwrap())
            }
            None => request.headers_mut().remove(&name),
        };
    })
}

/// Every part of a vector, altered one at a time.
fn alterations(vector: &Vector) -> Vec<(String, Alter)> {
    let mut all: Vec<(String, Alter)> = Vec::new();
    for method in ["GET", "PUT", "POST", "DELETE", "PATCH"] {
        if method != vector.method.to_uppercase() {
            let alter: Alter =
                Box::new(move |request| *request.method_mut() = method.parse().unwrap());
            all.push((format!("method {method}"), alter));
        }
    }
    let (path, query) = match vector.request_uri.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (vector.request_uri.as_str(), None),
    };
    let with_query = |path: &str| {
        format!("{path}{}", query.map(|it| format!("?{it}")).unwrap_or_default())
    };
    let add = if path.ends_with('/') { "x" } else { "/x" };
    all.push(("path longer".to_owned(), to_target(with_query(&format!("{path}{add}")))));
    if let Some(at) = path.find("tickets") {
        let other = format!("{}sickets{}", &path[..at], &path[at + 7..]);
        all.push(("path other".to_owned(), to_target(with_query(&other))));
        all.push(("path shorter".to_owned(), to_target(with_query(&path[..at]))));
    }
    let more = query.map_or("x=".to_owned(), |query| format!("{query}&x="));
    all.push(("query longer".to_owned(), to_target(format!("{path}?{more}"))));
    for (n, _) in query.iter().flat_map(|query| query.split('&').enumerate()) {
        let pairs: Vec<&str> = query.unwrap_or_default().split('&').collect();
        let mut fewer = pairs.clone();
        fewer.remove(n);
        let fewer = format!("{path}?{}", fewer.join("&"));
        all.push((format!("query without {n}"), to_target(fewer)));
        let other = pairs.iter().enumerate().map(|(at, pair)| {
            if at == n { format!("{pair}0") } else { (*pair).to_owned() }
        });
        let other = other.collect::<Vec<_>>().join("&");
        all.push((format!("query value {n}"), to_target(format!("{path}?{other}"))));
    }
    let (_, rest) = vector.authorization.split_once("SignedHeaders=").unwrap();
    let (names, signature) = rest.split_once(", Signature=").unwrap();
    for name in names.split(';') {
        all.push((format!("without {name}"), to_header(name, None)));
        let value = vector.request().headers()[name].to_str().unwrap().to_owned();
        all.push((format!("{name} longer"), to_header(name, Some(format!("{value}0")))));
        all.push((format!("{name} blank"), to_header(name, Some(String::new()))));
        let twice: HeaderName = name.parse().unwrap();
        let alter: Alter = Box::new(move |request| {
            let value = request.headers()[&twice].clone();
            request.headers_mut().append(twice.clone(), value);
        });
        all.push((format!("{name} twice"), alter));
        let fewer: Vec<&str> = names.split(';').filter(|it| *it != name).collect();
        let fewer = vector.authorization.replace(names, &fewer.join(";"));
        all.push((format!("{name} unsigned"), to_header("authorization", Some(fewer))));
    }
    let authorization = |label: &str, text: String| {
        (label.to_owned(), to_header("authorization", Some(text)))
    };
    let whole = &vector.authorization;
    all.push(("no authorization".to_owned(), to_header("authorization", None)));
    all.push(authorization("algorithm", whole.replace("SHA256", "SHA512")));
    all.push(authorization("access key", whole.replace("Access=", "Access=X")));
    all.push(authorization(
        "more names",
        whole.replace("SignedHeaders=", "SignedHeaders=a;"),
    ));
    all.push(authorization(
        "names in upper case",
        whole.replace("SignedHeaders=", "SignedHeaders=A;"),
    ));
    all.push(authorization("a fourth part", format!("{whole}, More=1")));
    all.push(authorization(
        "upper case",
        whole.replace(signature, &signature.to_uppercase()),
    ));
    for at in 0..64 {
        let digit = if &signature[at..=at] == "0" { "1" } else { "0" };
        let other = format!("{}{digit}{}", &signature[..at], &signature[at + 1..]);
        all.push(authorization(
            &format!("digit {at}"),
            whole.replace(signature, &other),
        ));
    }
    all.push(authorization("too short", whole[..whole.len() - 1].to_owned()));
    all.push(authorization("too long", format!("{whole}0")));
    let is_unsigned =
        vector.signer_added_headers.iter().any(|it| it == "X-Sdk-Content-Sha256");
    for (label, body) in
        [("longer", format!("{} ", vector.body)), ("empty", String::new())]
    {
        if body != vector.body && (!is_unsigned || body.is_empty()) {
            let alter: Alter =
                Box::new(move |request| *request.body_mut() = Bytes::from(body.clone()));
            all.push((format!("body {label}"), alter));
        }
    }
    if !is_unsigned && !vector.body.is_empty() {
        let unsigned = Some("UNSIGNED-PAYLOAD".to_owned());
        all.push((
            "body unsigned".to_owned(),
            to_header("x-sdk-content-sha256", unsigned),
        ));
        let alter: Alter = Box::new(|request| {
            let hash =
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
            request.headers_mut().insert("x-sdk-content-sha256", hash.parse().unwrap());
            *request.body_mut() = Bytes::from("{\"other\":1}");
        });
        all.push(("body of another hash".to_owned(), alter));
    }
    all.push((
        "a security token".to_owned(),
        to_header("x-security-token", Some("another".to_owned())),
    ));
    all
}

#[test]
fn every_altered_request_is_refused() {
    let mut count = 0;
    for vector in vectors() {
        for (label, alter) in alterations(&vector) {
            let mut request = vector.request();
            alter(&mut request);
            assert!(vector.verify(&request).is_err(), "{}: {label}", vector.name);
            count += 1;
        }
    }
    assert!(count > 2_000, "{count}");
}

#[test]
fn another_secret_key_or_security_token_is_refused() {
    for vector in vectors() {
        let request = vector.request();
        let other = Vector { sk: format!("{}x", vector.sk), ..vector.clone() };
        let error = other.verify(&request).unwrap_err();
        assert_eq!(error.reason(), &SignatureReason::Mismatch);
        let keys = vector.credentials().with_security_token("another");
        let error = verify(&request, |_| Some(keys), signing_time()).unwrap_err();
        assert_eq!(error.reason(), &SignatureReason::SecurityToken);
        let token = Credentials::token("t");
        let error = verify(&request, |_| Some(token), signing_time()).unwrap_err();
        assert_eq!(error.reason(), &SignatureReason::UnknownCaller);
    }
}

#[test]
fn a_signature_holds_for_fifteen_minutes_in_both_directions() {
    let vector = &vectors()[0];
    let request = vector.request();
    let second = Duration::from_secs(1);
    assert!(vector.verify_at(&request, signing_time() + SIGNATURE_WINDOW).is_ok());
    assert!(vector.verify_at(&request, signing_time() - SIGNATURE_WINDOW).is_ok());
    for now in [
        signing_time() + SIGNATURE_WINDOW + second,
        signing_time() - SIGNATURE_WINDOW - second,
    ] {
        let error = vector.verify_at(&request, now).unwrap_err();
        assert_eq!(error.reason(), &SignatureReason::Expired);
    }
}

/// Other spellings of the same request have the same canonical form.
#[test]
fn another_spelling_of_the_same_request_is_accepted() {
    let vector =
        vectors().into_iter().find(|it| it.request_uri.contains("&limit=10&")).unwrap();
    for target in [
        "/v1/change/tickets/?status=b&status=a&empty&limit=1%30&status=a",
        "/v1/%63hange/tickets?&empty=&limit=10&status=a&&status=a&status=b",
    ] {
        let mut request = vector.request();
        *request.uri_mut() = target.parse().unwrap();
        assert!(vector.verify(&request).is_ok(), "{target}");
    }
}

#[test]
fn an_unsigned_body_may_change_but_not_become_empty() {
    let is_unsigned = |it: &Vector| {
        it.signer_added_headers.iter().any(|it| it == "X-Sdk-Content-Sha256")
    };
    let vector = vectors().into_iter().find(is_unsigned).unwrap();
    let mut request = vector.request();
    *request.body_mut() = Bytes::from("other bytes");
    assert!(vector.verify(&request).is_ok());
    *request.body_mut() = Bytes::new();
    assert!(vector.verify(&request).is_err());
}

fn signed(path: &str, credentials: &Credentials, now: SystemTime) -> Request<Bytes> {
    let mut request = Request::builder()
        .uri(format!("https://a.example.com{path}"))
        .body(Payload::new())
        .unwrap();
    sign(&mut request, credentials, AuthScope::Domain, now).unwrap();
    request.map(|body| body.as_bytes().unwrap().clone())
}

#[test]
fn a_replayed_request_is_refused_until_its_window_ends_and_then_forgotten() {
    let keys = Credentials::keys("A", "S");
    let memory = ReplayMemory::new(2);
    let receive = |path: &str, dated: SystemTime, now: SystemTime| {
        let request = signed(path, &keys, dated);
        let verified = verify(&request, |_| Some(keys.clone()), now).unwrap();
        memory.note(&verified, now)
    };
    let second = Duration::from_secs(1);
    assert_eq!(receive("/a", signing_time(), signing_time()), Ok(()));
    assert_eq!(
        receive("/a", signing_time(), signing_time()),
        Err(SignatureReason::Replayed)
    );
    let end = signing_time() + SIGNATURE_WINDOW;
    assert_eq!(receive("/a", signing_time(), end), Err(SignatureReason::Replayed));
    assert_eq!(receive("/b", signing_time() + second, signing_time()), Ok(()));
    assert_eq!(
        receive("/c", signing_time(), signing_time()),
        Err(SignatureReason::ReplayMemoryFull)
    );
    // The first one no longer holds, and leaves its place.
    let later = end + second;
    assert_eq!(receive("/c", later, later), Ok(()));
    assert_eq!(receive("/d", later, later), Err(SignatureReason::ReplayMemoryFull));
    assert_eq!(receive("/c", later, later), Err(SignatureReason::Replayed));
}
