//! The methods that every received answer has, whether it is a success or an error. The
//! reading of answers does not belong here.

/// Methods of a struct with the fields `status`, `headers` and `body`.
macro_rules! received {
    () => {
        /// The HTTP status.
        #[must_use]
        pub fn status(&self) -> http::StatusCode {
            self.status
        }

        /// The headers, as received. They may hold cookies: they are not for logs.
        #[must_use]
        pub fn headers(&self) -> &http::HeaderMap {
            &self.headers
        }

        /// The documented headers, as the struct that the operation has for them in
        /// `wire`: a header that is missing or malformed is `None`.
        #[must_use]
        pub fn headers_as<H: for<'h> From<&'h http::HeaderMap>>(&self) -> H {
            H::from(&self.headers)
        }

        /// The body, as received. It may echo secrets of the request: it is not for logs.
        #[must_use]
        pub fn body(&self) -> &bytes::Bytes {
            &self.body
        }
    };
}

pub(super) use received;
