//! No answer, address, path or header makes this crate panic.

use bytes::Bytes;
use coc_generated::error::IncompleteBody;
use coc_generated::http::{Endpoint, Parts, parse_response};
use http::Response;
use proptest::prelude::{
    ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest,
};

use crate::support::{Burn, Make, Scan};

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_answer_is_read_or_is_an_error_of_limited_length(
        status in 100_u16..1_000,
        headers in proptest::collection::vec(
            ("(retry-after|date|location|x-request-id|content-type)", "[ -~]{0,30}|[0-9]{1,25}"), 0..4),
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            "[{}\\[\\]\",:0-9a-z]{0,60}".prop_map(String::into_bytes),
            "\\{\"(result_code|error_code|error|parcel|code)\":(1|null|\"X.1\"|\\{\"code\":\"é\"\\})\\}?".prop_map(String::into_bytes),
        ],
        cut in any::<bool>(),
    ) {
        let mut response = Response::builder().status(status);
        for (name, value) in &headers {
            response = response.header(name, value);
        }
        let mut response = response.body(Bytes::from(body)).unwrap();
        if cut {
            response.extensions_mut().insert(IncompleteBody::Broken);
        }
        let results = [
            parse_response::<Make>(response.clone()).map(|_| ()),
            parse_response::<Burn>(response.clone()).map(|_| ()),
            parse_response::<Scan>(response).map(|_| ()),
        ];
        for result in results {
            match result {
                Ok(()) => prop_assert!((200..300).contains(&status) && !cut),
                Err(error) => {
                    let now = std::time::UNIX_EPOCH;
                    let text = format!("{error} {error:?} {:?}", error.response().map(|a| a.retry_after(now)));
                    prop_assert!(text.len() < 9_000);
                }
            }
        }
    }

    #[test]
    fn any_text_is_taken_or_refused(text in any::<String>(), url in "(https?://)?[a-z0-9.:@/?#%\\[\\]-]{0,30}") {
        for text in [&text, &url] {
            if let Ok(endpoint) = Endpoint::new(text) {
                prop_assert!(!endpoint.as_str().ends_with('/'));
                prop_assert!(Endpoint::new(endpoint.as_str()).is_ok());
            }
            let _ = Parts::at(text);
            let mut parts = Parts::new();
            let _ = parts.segment("x", Some(text)).map(|_| ());
            let _ = parts.header(text, Some(text)).map(|_| ());
        }
    }
}
