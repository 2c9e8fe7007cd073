//! Exactly one credential is sent.

use super::{Calling, NOTHING, assert_refused};
use crate::npm::list;
use crate::web::test::{FetchStub, Sent, js};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Lists downloads with other credentials: the token, the key, the email, and headers of the caller.
async fn sent(credentials: [&str; 3], headers: &str) -> Result<Sent, JsValue> {
    let stub = FetchStub::answering(200, NOTHING);
    let mut calling = Calling::new(&stub).with_js("headers", headers);
    for (name, expression) in ["apiToken", "apiKey", "apiEmail"]
        .into_iter()
        .zip(credentials)
    {
        calling = calling.with_js(name, expression);
    }
    calling.run(list).await?;
    Ok(stub.only())
}

fn sent_credentials(sent: &Sent) -> [Option<String>; 3] {
    ["authorization", "x-auth-key", "x-auth-email"].map(|name| sent.header(name))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it is compared with what may be absent"
)]
fn owned(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[wasm_bindgen_test]
async fn the_token_beats_a_key_and_its_email() {
    let sent = sent(["'token'", "'key'", "'a@b.c'"], "null").await.unwrap();
    assert_eq!(sent_credentials(&sent), [owned("Bearer token"), None, None]);
}

#[wasm_bindgen_test]
async fn a_key_goes_with_its_email() {
    let sent = sent(["null", "' key\\n'", "'a@b.c'"], "null")
        .await
        .unwrap();
    assert_eq!(
        sent_credentials(&sent),
        [None, owned("key"), owned("a@b.c")]
    );
}

#[wasm_bindgen_test]
async fn what_cannot_be_a_credential_is_refused() {
    for (credentials, fault) in [
        (
            ["7", "null", "null"],
            "apiToken: expected a string, got a number",
        ),
        (
            ["''", "null", "null"],
            "apiToken: expected a string that is not empty",
        ),
        (
            ["null", "'key'", "null"],
            "apiEmail: expected a string beside apiKey, got nothing",
        ),
        (
            ["null", "null", "'a@b.c'"],
            "apiKey: expected a string beside apiEmail, got nothing",
        ),
        (
            ["null", "({})", "null"],
            "apiKey: expected a string, got an object",
        ),
        (
            ["'t'.repeat(8193)", "null", "null"],
            "apiToken: expected at most 8192 characters",
        ),
    ] {
        assert_refused(&sent(credentials, "null").await.unwrap_err(), fault);
    }
}

#[wasm_bindgen_test]
async fn a_credential_among_the_headers_replaces_it() {
    for (headers, expected) in [
        (
            "[['Authorization', 'Basic own']]",
            [owned("Basic own"), None, None],
        ),
        (
            "[['X-Auth-Key', 'own'], ['X-Auth-Email', 'd@e.f']]",
            [None, owned("own"), owned("d@e.f")],
        ),
        ("[['authorization', null]]", [None, None, None]),
    ] {
        let sent = sent(["'token'", "null", "null"], headers).await.unwrap();
        assert_eq!(sent_credentials(&sent), expected);
    }
}

#[wasm_bindgen_test]
async fn two_among_the_headers_are_refused() {
    let two = "[['authorization', 'own'], ['x-auth-key', 'own'], ['x-auth-email', 'e']]";
    let fault = "headers: expected one credential, got authorization and x-auth-key";
    assert_refused(
        &sent(["'t'", "null", "null"], two).await.unwrap_err(),
        fault,
    );
    let half = "[['x-auth-email', 'd@e.f']]";
    let fault = "headers: expected x-auth-key beside x-auth-email";
    assert_refused(
        &sent(["null", "null", "null"], half).await.unwrap_err(),
        fault,
    );
}

#[wasm_bindgen_test]
async fn one_of_the_callers_own_is_in_no_error_either() {
    let body = r#"{"errors":[{"message":"bad 0wn-s3cret"}]}"#;
    let stub = FetchStub::answering(401, body);
    let own = js("[['authorization', 'Bearer 0wn-s3cret']]");
    let error = Calling::new(&stub).with("headers", own).fail().await;
    assert!(super::message(&error).starts_with("401 bad *** ("));
}

#[wasm_bindgen_test]
async fn a_proxy_of_the_users_own_may_add_it() {
    let stub = FetchStub::answering(200, NOTHING);
    let calling = Calling::new(&stub).with("apiToken", JsValue::NULL);
    calling
        .with("baseURL", "https://proxy.example/v4")
        .run(list)
        .await
        .unwrap();
    assert_eq!(sent_credentials(&stub.only()), [None, None, None]);
}
