//! Where a request goes: the account, the video and the base URL.

use super::options::{assert_faults, assert_good};
use super::{Calling, NOTHING, assert_refused};
use crate::npm::list;
use crate::web::test::{FetchStub, js};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_parameter_of_the_path_is_a_short_text() {
    assert_faults(
        "identifier",
        &[
            ("undefined", "identifier: expected a string, got undefined"),
            ("7", "identifier: expected a string, got a number"),
            (
                "new String('video')",
                "identifier: expected a string, got an object",
            ),
            ("''", "identifier: expected a string that is not empty"),
            ("'..'", "identifier: \"..\" would change the path"),
            (
                "'a'.repeat(33)",
                "identifier: expected at most 32 characters",
            ),
            (
                "'a'.repeat(1 << 24)",
                "identifier: expected at most 32 characters",
            ),
            (
                "'a\\uD800'",
                "identifier: expected text, got a lone surrogate",
            ),
        ],
    )
    .await;
    assert_good(
        "identifier",
        &["'a/b'", "'é'.repeat(32)", "'😀'.repeat(32)"],
    )
    .await;
}

#[wasm_bindgen_test]
async fn the_base_url_of_another_package_is_not_ignored() {
    assert_faults(
        "defaultBaseURL",
        &[(
            "'https://proxy.example'",
            "defaultBaseURL: expected the client's baseURL in its place, got a string",
        )],
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_credential_is_missed_before_an_account() {
    let stub = FetchStub::answering(200, NOTHING);
    let calling = Calling::new(&stub)
        .with_js("apiToken", "null")
        .with_js("accountId", "null");
    let error = calling.fail().await;
    assert_refused(
        &error,
        "apiToken: expected a token, or apiKey and apiEmail, in the options or the environment (CLOUDFLARE_API_TOKEN), or a Stream binding as stream",
    );
}

#[wasm_bindgen_test]
async fn an_account_is_looked_for_in_all_of_its_places() {
    let places = "account_id: expected a string in the call, as the client's accountId or as CLOUDFLARE_ACCOUNT_ID, got";
    let (undefined, null) = (format!("{places} undefined"), format!("{places} null"));
    assert_faults(
        "accountId",
        &[
            ("undefined", undefined.as_str()),
            ("null", null.as_str()),
            ("7", "account_id: expected a string, got a number"),
            ("''", "account_id: expected a string that is not empty"),
        ],
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_base_url_is_a_url() {
    assert_faults(
        "baseURL",
        &[
            ("7", "baseURL: expected a string, got a number"),
            (
                "new URL('https://stand.in')",
                "baseURL: expected a string, got an object",
            ),
            (
                "''",
                "baseURL: expected an http or https URL, or a path that begins with one slash",
            ),
            (
                "'https://stand.in/?a=b'",
                "baseURL: expected a URL without query and fragment",
            ),
            (
                "'https://u:p@stand.in'",
                "baseURL: expected a URL without user and password",
            ),
            (
                "'https://a b'",
                "baseURL: expected a URL, got a character that no URL has",
            ),
            (
                "'https://a/' + 'b'.repeat(8192)",
                "baseURL: expected at most 8192 characters",
            ),
        ],
    )
    .await;
    assert_good("baseURL", &["undefined", "null", "'http://stand.in/'"]).await;
}

#[wasm_bindgen_test]
async fn a_path_as_base_url_is_below_the_page() {
    let stub = FetchStub::answering(200, NOTHING);
    let calling = Calling::new(&stub).with("baseURL", "/api/");
    let ended = calling.run(list).await;
    let origin = js("globalThis.location?.origin");
    if let Some(origin) = origin.as_string() {
        let path = "/api/accounts/account/stream/video/downloads";
        assert_eq!(stub.only().url(), [&origin, path].concat());
    } else {
        assert_refused(
            &ended.unwrap_err(),
            "baseURL: expected an absolute URL, as there is no page or worker location to resolve a path against",
        );
    }
}
