//! A request: all that a host needs to send it. Made whole before anything is sent, from a client's
//! account and the endpoint of an operation; sends nothing itself.

use crate::account::{BaseUrl, Credential};
use crate::endpoint::{Endpoint, Operation};
use crate::error::Error;
use crate::header::Headers;
use crate::redact::{Secret, redact};
use std::fmt;

/// What a request is authorized by.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Authorization {
    /// A credential of the client.
    Credential(Credential),
    /// Headers of the caller's own, with the part of them that is secret.
    Own(Option<Secret>),
    /// Nothing: a proxy adds a credential.
    None,
    /// Nothing: the transport is bound to an account.
    Bound,
}

impl Authorization {
    /// Checks that it is enough for a base URL.
    ///
    /// # Errors
    ///
    /// Without a credential nothing is sent to Cloudflare itself; a proxy may add one.
    pub fn check(&self, base_url: &BaseUrl) -> Result<(), Box<Error>> {
        if matches!(self, Self::None) && base_url.is_cloudflares() {
            return Err(no_credential());
        }
        Ok(())
    }

    /// Returns the part that is secret.
    #[must_use]
    pub fn secret(&self) -> Option<Secret> {
        match self {
            Self::Credential(credential) => Secret::new(credential.secret()),
            Self::Own(secret) => secret.clone(),
            Self::None | Self::Bound => None,
        }
    }
}

/// A request that is ready to be sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// What it asks for.
    pub endpoint: Endpoint,
    /// The whole URL. A transport that is bound to an account has no use for it.
    pub url: String,
    /// The headers, with the credential.
    pub headers: Headers,
    /// The JSON that is sent, if any.
    pub body: Option<String>,
    /// Whether the answer must not come from a cache.
    pub fresh: bool,
    /// What no message may show.
    pub secret: Option<Secret>,
}

impl fmt::Debug for Request {
    /// Shows no secret: of a body, which may hold a key, how long it is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("label", &self.label())
            .field("headers", &self.headers)
            .field("body_length", &self.body.as_ref().map(String::len))
            .finish_non_exhaustive()
    }
}

impl Request {
    /// Makes a request to an endpoint. The credential goes over the headers.
    ///
    /// # Errors
    ///
    /// As [`Authorization::check`]; and for a transport that is bound to an account an endpoint that a
    /// Stream binding has no method for.
    pub fn new(
        endpoint: Endpoint,
        base_url: &BaseUrl,
        mut headers: Headers,
        authorization: &Authorization,
    ) -> Result<Self, Box<Error>> {
        authorization.check(base_url)?;
        if matches!(authorization, Authorization::Bound) {
            if matches!(
                endpoint.operation,
                Operation::Other | Operation::CreateToken
            ) {
                let fault = "the binding has no method for this; use apiToken and accountId";
                return Err(Error::invalid("stream", fault));
            }
            headers = Headers::default();
        }
        if let Authorization::Credential(credential) = authorization {
            credential.authorize(&mut headers);
        }
        Ok(Self {
            url: [base_url.as_str(), &endpoint.path].concat(),
            endpoint,
            headers,
            body: None,
            fresh: false,
            secret: authorization.secret(),
        })
    }

    /// Makes the request of another operation on the same video, of one that lists its downloads.
    #[must_use]
    pub fn to(&self, operation: Operation) -> Self {
        let endpoint = self.endpoint.with(operation);
        let base_url = self.url.strip_suffix(&self.endpoint.path);
        Self {
            url: [base_url.unwrap_or_default(), &endpoint.path].concat(),
            endpoint,
            headers: self.headers.clone(),
            body: None,
            // Only what is read can come from a cache.
            fresh: self.fresh && operation.is_safe(),
            secret: self.secret.clone(),
        }
    }

    /// Makes the same request with a query, which begins with its question mark.
    #[must_use]
    pub(crate) fn with_query(&self, query: &str) -> Self {
        let mut request = self.clone();
        request.url.push_str(query);
        request.endpoint.path.push_str(query);
        request
    }

    /// Returns the request as messages name it: `GET /accounts/…`. A path may hold the secret.
    #[must_use]
    pub fn label(&self) -> String {
        redact(self.endpoint.label(), self.secret.as_ref())
    }
}

/// The error of a Stream binding beside what says who asks, or where.
pub(crate) fn contradiction() -> Box<Error> {
    let fault = "expected no apiToken, apiKey, baseURL and fetch beside it";
    Error::invalid("stream", fault)
}

/// The error of a client that has no credential.
fn no_credential() -> Box<Error> {
    let fault = if cfg!(feature = "npm") {
        "expected a token, or apiKey and apiEmail, in the options or the environment (CLOUDFLARE_API_TOKEN), or a Stream binding as stream"
    } else {
        "expected a token, or a key and its email"
    };
    Error::invalid("apiToken", fault)
}
