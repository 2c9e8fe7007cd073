//! The identifier of a video, found in a URL of Cloudflare Stream or in a signed token. The npm package
//! has the same in `npm/identifier.js`, and both have the same cases as their tests.

use crate::error::Error;
use crate::token::decode;

/// What comes after a video in the paths of what is its own.
const ASSETS: [&str; 6] = [
    "downloads",
    "iframe",
    "lifecycle",
    "manifest",
    "thumbnails",
    "watch",
];

/// Gives the identifier of a video, found in:
///
/// - a URL of Cloudflare Stream: of a player, a manifest, a thumbnail or a download, of the script that
///   embeds one, or of the video in Cloudflare's dashboard; also on a domain of one's own in front of
///   Stream, by https, and on this machine;
/// - a signed token, also in the place of the identifier in such a URL: its `sub`. **The signature is
///   not verified**: who makes a token can have it name any video.
/// - an identifier itself.
///
/// # Errors
///
/// Anything else. The message does not repeat it.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::identifier_of;
///
/// let url = "https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/watch";
/// assert_eq!(identifier_of(url)?, "ea95132c15732412d22c1476fa83f27a");
/// assert!(identifier_of("https://example.com/").is_err());
/// # Ok::<(), cf_stream_downloads::Error>(())
/// ```
pub fn identifier_of(url: &str) -> Result<String, Error> {
    let found = match identifier_in(url)? {
        None => part_of(url).map_or(Ok(None), identifier_in)?,
        found => found,
    };
    let fault = "expected a URL of Cloudflare Stream, a video's identifier or a signed token";
    found.ok_or_else(|| *Error::invalid("url", fault))
}

/// Gives the identifier that a text is, or that it names as a token.
fn identifier_in(text: &str) -> Result<Option<String>, Error> {
    if is_identifier(text) {
        return Ok(Some(text.to_owned()));
    }
    if !is_token(text) {
        return Ok(None);
    }
    let claims = text.split('.').nth(1).and_then(decode);
    let sub = claims.and_then(|claims| sub(&claims));
    if let Some(sub) = sub.filter(|sub| is_identifier(sub)) {
        return Ok(Some(sub));
    }
    let fault = "expected a signed token with the video's identifier as its sub";
    Err(*Error::invalid("url", fault))
}

/// Tells whether a text is 32 hexadecimal digits. Those of Miniflare's simulator have dashes, as a UUID
/// has.
fn is_identifier(text: &str) -> bool {
    let mut digits = 0;
    for byte in text.bytes() {
        match byte {
            b'-' if matches!(digits, 8 | 12 | 16 | 20) => {}
            _ if byte.is_ascii_hexdigit() => digits += 1,
            _ => return false,
        }
    }
    digits == 32 && !text.contains("--")
}

fn is_token(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_word);
    text.split('.').count() == 3 && text.split('.').all(is_part)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
}

/// Gives the part of a URL that is an identifier or a token.
fn part_of(url: &str) -> Option<&str> {
    let url = url.trim_matches(|character| character <= ' ');
    if url
        .chars()
        .any(|character| character.is_control() || " \\".contains(character))
    {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let rest = rest.split('#').next()?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let place = Place::of(scheme, authority)?;

    let mut parts = path.split('/');
    if place == Place::Dashboard {
        // The account stands before it, and is written like a video.
        let mut before = "";
        let is_list = |part| std::mem::replace(&mut before, part) == "stream" && part == "videos";
        return parts.position(is_list).and_then(|_| parts.next());
    }
    let is_part = |part: &&str| is_identifier(part) || is_token(part);
    let mut embedded = query
        .split('&')
        .filter_map(|pair| pair.strip_prefix("video="));
    if place == Place::Stream
        && let Some(part) = embedded.next().filter(is_part)
    {
        return Some(part);
    }
    let pairs = parts.clone().zip(parts.clone().skip(1));
    let owners = pairs.filter(|(part, asset)| ASSETS.contains(asset) && is_part(part));
    match owners.last() {
        Some((part, _)) => Some(part),
        None if place == Place::Stream => parts.next(),
        None => None,
    }
}

/// Whose server a URL is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Cloudflare's, or a simulator on this machine: a video stands first in the path.
    Stream,
    /// Cloudflare's dashboard.
    Dashboard,
    /// Anybody's.
    Own,
}

impl Place {
    fn of(scheme: &str, authority: &str) -> Option<Self> {
        let is_secure = scheme.eq_ignore_ascii_case("https");
        if !is_secure && !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let authority = authority.to_ascii_lowercase();
        let default_port = if is_secure { ":443" } else { ":80" };
        let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
        let is_host = |character: char| character.is_alphanumeric() || "_.:[]-".contains(character);
        if authority.is_empty() || !authority.chars().all(is_host) {
            return None;
        }
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
        let is_local = |host| ["localhost", "127.0.0.1", "[::1]"].contains(&host);
        if is_local(authority) || is_local(host) && port.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Stream);
        }
        if !is_secure {
            return None;
        }
        let is_below = |domain: &str| {
            let labels = authority
                .strip_suffix(domain)
                .and_then(|before| match before {
                    "" => Some(""),
                    _ => before.strip_suffix('.'),
                });
            labels.is_some_and(|labels| {
                let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_word);
                labels.is_empty() && authority == domain || labels.split('.').all(is_label)
            })
        };
        if is_below("cloudflarestream.com") || is_below("videodelivery.net") {
            return Some(Self::Stream);
        }
        match authority {
            "dash.cloudflare.com" => Some(Self::Dashboard),
            _ if authority.starts_with("api.cloudflare.com") => None,
            _ => Some(Self::Own),
        }
    }
}

/// Finds the member `sub` of the claims of a token. It has no escapes, as identifiers need none.
fn sub(claims: &[u8]) -> Option<String> {
    let claims = std::str::from_utf8(claims).ok()?;
    let mut found = None;
    let mut depth = 0_u32;
    // What stood before: a text, and whether a colon came after it.
    let mut name = None;
    let mut is_value = false;
    let mut rest = claims;
    while let Some(character) = rest.chars().next() {
        rest = rest.get(character.len_utf8()..)?;
        match character {
            '"' => {
                let end = end_of_text(rest)?;
                let text = rest.get(..end)?;
                rest = rest.get(end + 1..)?;
                if is_value && depth == 1 && name == Some("sub") {
                    found = Some(text.to_owned());
                }
                name = Some(text);
                is_value = false;
            }
            ':' => is_value = true,
            '{' | '[' => {
                depth += 1;
                (name, is_value) = (None, false);
            }
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                (name, is_value) = (None, false);
            }
            ',' => (name, is_value) = (None, false),
            _ => {}
        }
    }
    found.filter(|_| depth == 0)
}

/// Returns where a text of JSON ends, from after its first quotation mark on.
fn end_of_text(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
