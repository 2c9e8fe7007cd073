//! Signatures by Web Crypto.

use super::settle::{Abandoned, wait_for};
use super::value::{get, global};
use crate::error::{Error, ErrorKind};
use crate::token::Material;
use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

const ALGORITHM: &str = "RSASSA-PKCS1-v1_5";

#[wasm_bindgen]
extern "C" {
    type SubtleCrypto;
    #[wasm_bindgen(method, catch, js_name = importKey)]
    fn import_key(
        this: &SubtleCrypto,
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        is_extractable: bool,
        usages: &Array,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn sign(
        this: &SubtleCrypto,
        algorithm: &str,
        key: &JsValue,
        input: &Uint8Array,
    ) -> Result<JsValue, JsValue>;
}

/// Signs a text by RS256. What is thrown is not told: it may show the key.
pub(crate) async fn sign(key: &Material, input: &str) -> Result<Vec<u8>, Box<Error>> {
    let crypto = global("crypto");
    let subtle = crypto.and_then(|crypto| get(&crypto, "subtle")).ok();
    let Some(subtle) = subtle.filter(JsValue::is_object) else {
        let fault = "expected it: pages have it on https and on localhost";
        return Err(Error::invalid("crypto.subtle", fault));
    };
    let subtle: SubtleCrypto = subtle.unchecked_into();
    let name = match key {
        Material::Jwk(_) => "jwk",
        Material::Pkcs8(_) => "pem",
    };
    let refused = |_: JsValue| Error::invalid(name, "expected a private RSA key");
    let imported = import(&subtle, key).map_err(refused)?;
    let key = settled(&imported).await?.map_err(refused)?;
    let input = Uint8Array::from(input.as_bytes());
    let signed = subtle.sign(ALGORITHM, &key, &input).map_err(refused)?;
    let signature = settled(&signed).await?.map_err(refused)?;
    Ok(Uint8Array::new(&signature).to_vec())
}

/// Waits for a promise of Web Crypto.
async fn settled(promise: &JsValue) -> Result<Result<JsValue, JsValue>, Box<Error>> {
    let settled = wait_for(promise, false).await;
    settled.map_err(|Abandoned| Error::new(ErrorKind::Abandoned, &["The request is over"]))
}

fn import(subtle: &SubtleCrypto, key: &Material) -> Result<JsValue, JsValue> {
    let (format, data) = match key {
        Material::Jwk(json) => ("jwk", members(&JSON::parse(json)?)?),
        Material::Pkcs8(bytes) => ("pkcs8", Uint8Array::from(bytes.as_slice()).into()),
    };
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &ALGORITHM.into())?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    let usages = Array::of1(&"sign".into());
    subtle.import_key(format, &data, &algorithm, false, &usages)
}

/// Takes what makes the key, and nothing else: a use or an algorithm may keep a good one from being
/// imported.
fn members(jwk: &JsValue) -> Result<JsValue, JsValue> {
    let members = Object::new();
    for name in ["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        let name = JsValue::from_str(name);
        Reflect::set(&members, &name, &Reflect::get(jwk, &name)?)?;
    }
    Ok(members.into())
}

#[cfg(test)]
#[cfg(feature = "npm")]
mod test;
