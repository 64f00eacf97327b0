//! Services and their operations, which generated code declares as statics. Building,
//! sending and reading requests, and the values of a particular service, do not belong
//! here.

/// The facts that hold for all operations of one service.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// Short lower-case name, used in the user agent and in tracing.
    pub name: &'static str,
    /// Known regions, each with the base URL of its endpoint.
    pub endpoints: &'static [(&'static str, &'static str)],
    /// The identifier that accompanies a request by preference.
    pub scope: AuthScope,
    /// The object that wraps JSON answers, if the service has one. An operation may have
    /// another.
    pub envelope: Option<&'static Envelope>,
    /// Codes of the gateway which prove that nothing was done, so that even a request that
    /// must not be carried out twice may be sent again.
    pub refused_before_acting: &'static [&'static str],
}

impl Service {
    /// A service without known regions and without an envelope.
    #[must_use]
    pub const fn new(name: &'static str, scope: AuthScope) -> Self {
        Self { name, endpoints: &[], scope, envelope: None, refused_before_acting: &[] }
    }

    /// The same service with these regions and their base URLs.
    #[must_use]
    pub const fn with_endpoints(
        mut self,
        endpoints: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// The same service with this envelope around its JSON answers.
    #[must_use]
    pub const fn with_envelope(mut self, envelope: &'static Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// The same service, whose gateway refuses with these codes before anything is done.
    #[must_use]
    pub const fn with_refused_before_acting(
        mut self,
        codes: &'static [&'static str],
    ) -> Self {
        self.refused_before_acting = codes;
        self
    }

    /// The base URL of a region, if the region is known.
    #[must_use]
    pub fn endpoint(&self, region: &str) -> Option<&'static str> {
        self.endpoints.iter().find(|(name, _)| *name == region).map(|(_, url)| *url)
    }
}

/// The identifier that a request carries when the credentials have both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthScope {
    /// The account's domain, in `X-Domain-Id`.
    Domain,
    /// A project, in `X-Project-Id`.
    Project,
}

/// The members of the object that wraps every JSON answer of a service.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope {
    /// Members that hold the service's own result code; the first that is there counts.
    pub code: &'static [&'static str],
    /// Members that hold the message for people; the first that is there counts.
    pub message: &'static [&'static str],
    /// Member that holds the result, if there is one.
    pub data: Option<&'static str>,
    /// The codes that mean success.
    pub success: Success,
    /// Codes that the pages give for a refusal: nothing was carried out.
    pub refusals: &'static [&'static str],
}

impl Envelope {
    /// An envelope from the names of its code and its message and its rule of success.
    #[must_use]
    pub const fn new(
        code: &'static [&'static str],
        message: &'static [&'static str],
        success: Success,
    ) -> Self {
        Self { code, message, data: None, success, refusals: &[] }
    }

    /// The same envelope, which holds the result in this member.
    #[must_use]
    pub const fn with_data(mut self, data: &'static str) -> Self {
        self.data = Some(data);
        self
    }

    /// The same envelope, with these codes of refusals.
    #[must_use]
    pub const fn with_refusals(mut self, refusals: &'static [&'static str]) -> Self {
        self.refusals = refusals;
        self
    }
}

/// The result codes that mean success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Success {
    /// Codes whose text after the last dot (or the whole code, without a dot) is one zero
    /// or more.
    ZerosAfterPrefix,
    /// These codes.
    Codes(&'static [&'static str]),
}

impl Success {
    /// Whether `code` means success.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        match self {
            Self::ZerosAfterPrefix => {
                let digits = code.rsplit('.').next().unwrap_or(code);
                !digits.is_empty() && digits.bytes().all(|byte| byte == b'0')
            }
            Self::Codes(codes) => codes.contains(&code),
        }
    }
}

/// The facts of one operation.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Name in the spec, such as `create_thing`.
    pub name: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path template, with parameters in braces; used in tracing, never to build a URL.
    pub path: &'static str,
    /// Whether doing it twice has the same effect as doing it once (it is idempotent), so
    /// that it is retried when it is unknown whether the first attempt was carried out.
    pub repeatable: bool,
    /// Title of the page that documents it.
    pub page: &'static str,
    /// The permission that the caller needs, where documented.
    pub permission: Option<&'static str>,
    /// The envelope of its answers.
    pub envelope: AnswerEnvelope,
    /// The places at which a success may have its result, member by member. A success must
    /// hold one of them; without places, nothing is required.
    pub result: &'static [&'static [&'static str]],
}

/// The envelope of an operation's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerEnvelope {
    /// The service's envelope, if it has one.
    Service,
    /// This envelope.
    Own(&'static Envelope),
    /// None: the answer is not wrapped.
    Absent,
}

impl Operation {
    /// An operation that is not safe to repeat, without page or permission.
    #[must_use]
    pub const fn new(
        name: &'static str,
        method: &'static str,
        path: &'static str,
    ) -> Self {
        Self {
            name,
            method,
            path,
            repeatable: false,
            page: "",
            permission: None,
            envelope: AnswerEnvelope::Service,
            result: &[],
        }
    }

    /// The envelope of its answers, as an operation of this service.
    #[cfg(feature = "http")]
    pub(crate) fn envelope_in(&self, service: &Service) -> Option<&'static Envelope> {
        match self.envelope {
            AnswerEnvelope::Service => service.envelope,
            AnswerEnvelope::Own(envelope) => Some(envelope),
            AnswerEnvelope::Absent => None,
        }
    }

    /// The same operation, safe to repeat or not.
    #[must_use]
    pub const fn with_repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// The same operation, whose answers have this envelope.
    #[must_use]
    pub const fn with_envelope(mut self, envelope: AnswerEnvelope) -> Self {
        self.envelope = envelope;
        self
    }

    /// The same operation, a success of which holds something at one of these places.
    #[must_use]
    pub const fn with_result(
        mut self,
        result: &'static [&'static [&'static str]],
    ) -> Self {
        self.result = result;
        self
    }

    /// The same operation, documented on the page of this title.
    #[must_use]
    pub const fn with_page(mut self, page: &'static str) -> Self {
        self.page = page;
        self
    }

    /// The same operation, which needs this permission.
    #[must_use]
    pub const fn with_permission(mut self, permission: &'static str) -> Self {
        self.permission = Some(permission);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Success;

    #[test]
    fn success_is_zeros_after_the_prefix() {
        for code in ["GOM.00000000", "A.B.0", "0", "000"] {
            assert!(Success::ZerosAfterPrefix.holds(code), "{code}");
        }
        for code in ["GOM.00007256", "GOM.", "GOM", "", "0.1", "GOM.0000 ", "GOM.O"] {
            assert!(!Success::ZerosAfterPrefix.holds(code), "{code}");
        }
    }

    #[test]
    fn success_is_one_of_the_codes() {
        let codes = Success::Codes(&["OK", "0"]);
        assert!(codes.holds("OK") && codes.holds("0"));
        assert!(!codes.holds("ok") && !codes.holds(""));
    }
}
