//! Signatures by the platform's own Web Crypto, which also verifies them.

use crate::token::{AccessRule, Action, DownloadToken, SigningKey};
use crate::web::settled;
use crate::web::test::{call, get, js};
use crate::{ErrorKind, identifier_of};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const VIDEO: &str = "ea95132c15732412d22c1476fa83f27a";

/// Makes a key, as Cloudflare gives one: `{ jwk, pem, pkcs8, publicKey }`.
async fn key() -> JsValue {
    let made = call(
        "async () => {
            const algorithm = {
                name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048,
                publicExponent: new Uint8Array([1, 0, 1]),
            };
            const { subtle } = crypto;
            const { privateKey, publicKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
            const pem = (kind, bytes) => `-----BEGIN ${kind}-----\\n${btoa(bytes)}\\n-----END ${kind}-----\\n`;
            const bytes = String.fromCharCode(...new Uint8Array(await subtle.exportKey('pkcs8', privateKey)));
            const jwk = await subtle.exportKey('jwk', privateKey);
            return {
                jwk: btoa(JSON.stringify({ ...jwk, key_ops: [], use: 'enc' })),
                pem: btoa(pem('RSA PRIVATE KEY', bytes.slice(26))),
                pkcs8: pem('PRIVATE KEY', bytes),
                publicJwk: JSON.stringify(await subtle.exportKey('jwk', publicKey)),
                publicKey,
            };
        }",
        &[],
    );
    settled(&made).await.unwrap().unwrap()
}

fn member(key: &JsValue, name: &str) -> String {
    get(key, name).as_string().unwrap()
}

/// Gives the claims of a token, if its signature is good.
async fn verified(token: &str, key: &JsValue) -> JsValue {
    let claims = call(
        "async (token, key) => {
            const bytes = (text) => {
                const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
                return Uint8Array.from(binary, (byte) => byte.charCodeAt(0));
            };
            const [header, claims, signature] = token.split('.');
            const input = new TextEncoder().encode(`${header}.${claims}`);
            const isGood = await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, bytes(signature), input);
            return isGood && JSON.parse(new TextDecoder().decode(bytes(claims)));
        }",
        &[&token.into(), &get(key, "publicKey")],
    );
    settled(&claims).await.unwrap().unwrap()
}

#[wasm_bindgen_test]
async fn a_token_is_signed_with_a_key_in_each_form() {
    let key = key().await;
    let rule = AccessRule::country(Action::Allow, ["GB"]);
    let token = DownloadToken::new("key", VIDEO).access_rule(rule);
    for signing in [
        SigningKey::jwk(&member(&key, "jwk")).unwrap(),
        SigningKey::pem(&member(&key, "pem")).unwrap(),
        SigningKey::pem(&member(&key, "pkcs8")).unwrap(),
    ] {
        let token = token.sign(&signing).await.unwrap();
        assert_eq!(identifier_of(&token).unwrap(), VIDEO);
        let claims = verified(&token, &key).await;
        assert_eq!(get(&claims, "sub"), VIDEO);
        let expires = get(&claims, "exp").as_f64().unwrap();
        let left = expires - js_sys::Date::now() / 1000.0;
        assert!((3500.0..=3600.0).contains(&left), "{left}");
    }
}

#[wasm_bindgen_test]
async fn a_key_that_web_crypto_refuses_is_an_error_without_what_it_is() {
    let key = key().await;
    let token = DownloadToken::new("key", VIDEO);
    for (signing, name) in [
        (SigningKey::jwk(&member(&key, "publicJwk")), "jwk"),
        (SigningKey::jwk("{\"secret\""), "jwk"),
        (SigningKey::jwk("{}"), "jwk"),
        (
            SigningKey::pem("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END"),
            "pem",
        ),
    ] {
        let error = token.sign(&signing.unwrap()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        assert_eq!(error.message, format!("{name}: expected a private RSA key"));
    }
    let early = token.not_before(std::time::Duration::MAX);
    let signing = SigningKey::jwk("{}").unwrap();
    let error = early.sign(&signing).await.unwrap_err();
    assert!(error.message.starts_with("not_before: "));
}

#[wasm_bindgen_test]
async fn without_web_crypto_it_says_so() {
    for subtle in [
        "{ value: undefined }",
        "{ value: 'secret' }",
        "{ get() { throw 'secret'; } }",
    ] {
        // In place of the one that it inherits.
        let replace = "(subtle) => Object.defineProperty(crypto, 'subtle', subtle)";
        let subtle = js(&["({ ...", subtle, ", configurable: true })"].concat());
        call(replace, &[&subtle]);
        let signing = SigningKey::jwk("{}").unwrap();
        let signed = DownloadToken::new("key", VIDEO).sign(&signing).await;
        js("delete crypto.subtle");
        let message = signed.unwrap_err().message;
        assert!(
            message.starts_with("crypto.subtle: expected it"),
            "{message}"
        );
    }
}
