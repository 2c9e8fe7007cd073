//! Keys that sign tokens, in the forms that Cloudflare gives them in.

use super::base64::decode;
use crate::error::Error;
use std::fmt;

/// The longest text of a key.
const MAX_KEY: usize = 16_384;

/// A private RSA key that signs tokens: one of Stream's signing keys. `Debug` shows none of it.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::token::SigningKey;
///
/// // `result.jwk` of `POST /accounts/{account_id}/stream/keys`.
/// let key = SigningKey::jwk("eyJrdHkiOiJSU0EifQ==")?;
/// assert_eq!(format!("{key:?}"), "SigningKey(***)");
///
/// let error = SigningKey::pem("c2VjcmV0").unwrap_err();
/// assert_eq!(error.to_string(), "pem: expected a private key");
/// # Ok::<(), cf_stream_downloads::Error>(())
/// ```
#[derive(Clone)]
pub struct SigningKey(Material);

/// What is imported.
#[derive(Clone)]
pub(crate) enum Material {
    /// The text of a JSON Web Key.
    Jwk(String),
    /// The bytes of a PKCS #8 key.
    Pkcs8(Vec<u8>),
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(***)")
    }
}

impl SigningKey {
    /// Takes a JSON Web Key: in base64, as Cloudflare gives it, or as JSON.
    ///
    /// # Errors
    ///
    /// What is neither, and what has more than 16384 characters.
    pub fn jwk(text: &str) -> Result<Self, Error> {
        let json = read("jwk", text, "{")?;
        if !json.trim_start().starts_with('{') {
            return Err(unusable(
                "jwk",
                "expected the jwk of a key, as Cloudflare gives it",
            ));
        }
        Ok(Self(Material::Jwk(json)))
    }

    /// Takes a PEM, of PKCS #1 or PKCS #8: in base64, as Cloudflare gives it, or as it is.
    ///
    /// # Errors
    ///
    /// What is neither, what is encrypted, and what has more than 16384 characters.
    pub fn pem(text: &str) -> Result<Self, Error> {
        let pem = read("pem", text, "-----")?;
        let unusable = || unusable("pem", "expected a private key");
        let begins = [
            ("-----BEGIN RSA PRIVATE KEY-----", true),
            ("-----BEGIN PRIVATE KEY-----", false),
        ];
        let body = |begin: &str| Some(pem.split_once(begin)?.1.split_once("-----END")?.0);
        let found = |(begin, is_pkcs1)| Some((body(begin)?, is_pkcs1));
        let (body, is_pkcs1) = begins.into_iter().find_map(found).ok_or_else(unusable)?;
        let bytes = decode(body).ok_or_else(unusable)?;
        let bytes = if is_pkcs1 { pkcs8(&bytes) } else { bytes };
        Ok(Self(Material::Pkcs8(bytes)))
    }

    /// Returns the key as PKCS #8, which libraries take, if it came as a PEM.
    #[must_use]
    pub fn as_pkcs8(&self) -> Option<&[u8]> {
        match &self.0 {
            Material::Pkcs8(bytes) => Some(bytes),
            Material::Jwk(_) => None,
        }
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn material(&self) -> &Material {
        &self.0
    }
}

fn unusable(name: &str, fault: &str) -> Error {
    *Error::invalid(name, fault)
}

/// Reads the text of a key, in base64 unless it begins as the text itself does.
fn read(name: &str, text: &str, begin: &str) -> Result<String, Error> {
    if text.is_empty() || text.len() > MAX_KEY {
        return Err(unusable(
            name,
            "expected a string of at most 16384 characters",
        ));
    }
    if text.trim_start().starts_with(begin) {
        return Ok(text.to_owned());
    }
    let read = decode(text).and_then(|bytes| String::from_utf8(bytes).ok());
    let fault = ["expected the ", name, " of a key, as Cloudflare gives it"].concat();
    read.ok_or_else(|| unusable(name, &fault))
}

/// Puts a PKCS #1 key into PKCS #8 (RFC 5958), which has it within.
fn pkcs8(pkcs1: &[u8]) -> Vec<u8> {
    /// Version 0, and rsaEncryption as the algorithm.
    const HEADER: [u8; 18] = [
        2, 1, 0, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0,
    ];
    let der = |tag: u8, parts: &[&[u8]]| {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let [.., high, low] = length.to_be_bytes();
        let mut bytes = vec![tag, 0x82, high, low];
        for part in parts {
            bytes.extend_from_slice(part);
        }
        bytes
    };
    der(0x30, &[&HEADER, &der(4, &[pkcs1])])
}
