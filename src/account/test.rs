use super::{BASE_URL, BaseUrl, Credential};
use crate::endpoint::{Endpoint, Operation};
use crate::error::{Error, ErrorKind};
use crate::header::Headers;
use crate::redact::Secret;
use crate::request::{Authorization, Request};

fn choose(
    token: Option<&str>,
    key: Option<&str>,
    email: Option<&str>,
) -> Result<Option<Credential>, String> {
    Credential::choose(token, key, email).map_err(|error| {
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        error.message
    })
}

fn token(text: &str) -> Credential {
    Credential::Token(text.to_owned())
}

fn key() -> Credential {
    let (key, email) = ("k".to_owned(), "e@x.y".to_owned());
    Credential::Key { key, email }
}

fn base_url(given: &str, origin: Option<&str>) -> Result<String, Box<Error>> {
    BaseUrl::parse(given, origin).map(|url| url.as_str().to_owned())
}

#[test]
fn the_token_beats_key_and_email() {
    let chosen = choose(Some("t0ken"), Some("k"), Some("e@x.y"));
    assert_eq!(chosen, Ok(Some(token("t0ken"))));
    assert_eq!(
        choose(Some("t0ken"), None, Some("e@x.y")),
        Ok(Some(token("t0ken")))
    );
}

#[test]
fn key_and_email_go_together_and_the_missing_one_is_named() {
    assert_eq!(choose(None, Some("k"), Some("e@x.y")), Ok(Some(key())));
    assert_eq!(
        choose(None, Some("k"), None),
        Err("apiEmail: expected a string beside apiKey, got nothing".to_owned())
    );
    assert_eq!(
        choose(None, None, Some("e@x.y")),
        Err("apiKey: expected a string beside apiEmail, got nothing".to_owned())
    );
    assert_eq!(choose(None, None, None), Ok(None));
}

#[test]
fn white_space_at_the_ends_is_dropped() {
    assert_eq!(
        choose(Some(" t0ken\n"), None, None),
        Ok(Some(token("t0ken")))
    );
    assert_eq!(
        choose(None, Some("\tk "), Some("\r\ne@x.y ")),
        Ok(Some(key()))
    );
}

#[test]
fn exactly_one_credential_is_sent() {
    let sent = |credential: &Credential| {
        let mut headers = Headers::default();
        credential.authorize(&mut headers);
        let pairs = headers
            .iter()
            .map(|(name, value)| [name, ": ", value].concat());
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(sent(&token("t0ken")), ["authorization: Bearer t0ken"]);
    assert_eq!(sent(&key()), ["x-auth-key: k", "x-auth-email: e@x.y"]);
    assert_eq!((token("t0ken").secret(), key().secret()), ("t0ken", "k"));
}

#[test]
fn a_value_that_a_header_cannot_carry_is_named_and_not_shown() {
    for value in [
        "s3cret\n1",
        "s3 cret",
        "s3crét",
        "s3cret\0",
        "s\u{2028}3cret",
        "Bearer s3cret",
        "bearer s3cret",
    ] {
        let mut all = vec![("apiToken", choose(Some(value), None, None))];
        if !value.to_lowercase().starts_with("bearer") {
            all.push(("apiKey", choose(None, Some(value), Some("e"))));
            all.push(("apiEmail", choose(None, Some("k"), Some(value))));
        }
        for (name, chosen) in all {
            let fault = chosen.expect_err("a fault");
            assert!(fault.starts_with(&[name, ": expected"].concat()), "{fault}");
            assert!(!fault.contains("cr"), "{fault}");
        }
    }
    for empty in ["", " ", "\n"] {
        let fault = choose(Some(empty), Some("k"), Some("e")).expect_err("a fault");
        assert_eq!(fault, "apiToken: expected a string that is not empty");
    }
    assert!(
        choose(Some("Bearer s3cret"), None, None).is_err_and(|fault| fault.contains("without"))
    );
}

#[test]
fn a_credential_that_is_printed_shows_itself_to_nobody() {
    assert_eq!(format!("{:?}", token("s3cret")), "Token(***)");
    assert_eq!(format!("{:?}", key()), "Key { key: ***, email: *** }");
}

#[test]
fn a_base_url_loses_one_trailing_slash() {
    assert_eq!(BaseUrl::default().as_str(), BASE_URL);
    for (given, url) in [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("https://example.com/a//", "https://example.com/a/"),
        ("HTTP://[::1]:8787/v4/", "HTTP://[::1]:8787/v4"),
    ] {
        assert_eq!(base_url(given, None), Ok(url.to_owned()));
    }
}

#[test]
fn a_path_is_resolved_where_there_is_an_origin() {
    let origin = Some("https://example.com");
    assert_eq!(
        base_url("/api", origin),
        Ok("https://example.com/api".to_owned())
    );
    assert_eq!(
        base_url("/api/", origin),
        Ok("https://example.com/api".to_owned())
    );
    assert_eq!(base_url("/", origin), Ok("https://example.com".to_owned()));
    let fault = base_url("/api", None).expect_err("a fault").message;
    assert!(fault.contains("no page or worker location"), "{fault}");
}

#[test]
fn what_is_no_base_url_is_refused_and_not_repeated() {
    for given in [
        "",
        "s3cret",
        "//s3cret.example/api",
        "https://",
        "https:///s3cret",
        "ftp://s3cret.example",
        "javascript:s3cret",
        "https://s3cret:s3cret@example.com",
        "https://example.com/?s3cret",
        "https://example.com/#s3cret",
        "/api?s3cret",
        "/api#s3cret",
        "https://example.com/s3 cret",
        "https://example.com\\s3cret",
        "https://exämple.com/s3cret",
        "https://example.com/s3cret\n",
    ] {
        let fault = base_url(given, Some("https://example.com")).expect_err("a fault");
        assert!(fault.message.starts_with("baseURL: expected"), "{given}");
        assert!(!fault.message.contains("cret"), "{given}");
    }
}

#[test]
fn a_base_url_of_the_users_own_is_known_from_cloudflares() {
    let is_cloudflares = |given| BaseUrl::parse(given, None).is_ok_and(|url| url.is_cloudflares());
    assert!(BaseUrl::default().is_cloudflares());
    assert!(is_cloudflares("https://api.cloudflare.com/client/v4/"));
    assert!(is_cloudflares("HTTPS://API.cloudflare.com/client/v4"));
    assert!(!is_cloudflares("https://proxy.example/client/v4"));
    assert!(!is_cloudflares(
        "https://api.cloudflare.com.example/client/v4"
    ));
}

fn request(base_url: &str, authorization: &Authorization) -> Result<Request, Box<Error>> {
    let endpoint = Endpoint::downloads(Operation::ListDownloads, "acc", "vid")?;
    let base_url = BaseUrl::parse(base_url, None)?;
    Request::new(endpoint, &base_url, Headers::default(), authorization)
}

#[test]
fn a_request_without_a_credential_goes_to_a_proxy_only() {
    let error = request(BASE_URL, &Authorization::None).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    assert!(
        error.message.starts_with("apiToken: expected a token"),
        "{error}"
    );
    let proxied = request("https://proxy.example/v4/", &Authorization::None).expect("a request");
    assert_eq!(
        proxied.url,
        "https://proxy.example/v4/accounts/acc/stream/vid/downloads"
    );
    assert_eq!((proxied.headers.iter().count(), proxied.secret), (0, None));
}

#[test]
fn a_credential_in_the_users_own_headers_is_one() {
    let own = Authorization::Own(Secret::new("s3cret-of-mine"));
    let request = request(BASE_URL, &own).expect("a request");
    assert_eq!(request.headers.iter().count(), 0);
    assert_eq!(request.secret, Secret::new("s3cret-of-mine"));
}

#[test]
fn a_request_knows_its_secret_and_does_not_print_it() {
    for (credential, name) in [
        (token("s3cret-of-mine"), "authorization"),
        (
            Credential::Key {
                key: "s3cret-of-mine".to_owned(),
                email: "e@x.y".to_owned(),
            },
            "x-auth-key",
        ),
    ] {
        let authorization = Authorization::Credential(credential);
        let request = request(BASE_URL, &authorization).expect("a request");
        let sent = request.headers.get(name).expect("a header");
        assert!(sent.ends_with("s3cret-of-mine"), "{sent}");
        assert_eq!(request.secret, Secret::new("s3cret-of-mine"));
        let shown = format!("{request:?} {authorization:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
