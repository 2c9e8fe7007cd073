//! What answers say of the rate limit is kept by the client, in an object of its own.

use super::{Calling, NOTHING};
use crate::npm::{list, wait_until_ready};
use crate::web::test::{FetchStub, get, js, json, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const LIMITS: [(&str, &str); 2] = [
    ("ratelimit", r#""default";r=50;t=30"#),
    ("ratelimit-policy", r#""default";q=1200;w=300"#),
];

#[wasm_bindgen_test]
async fn the_client_knows_what_the_last_answer_said() {
    let pace = js("({ rateLimit: undefined, state: undefined })");
    let stub = FetchStub::giving(response(200, &LIMITS, NOTHING));
    Calling::new(&stub)
        .with("pace", pace.clone())
        .run(list)
        .await
        .unwrap();
    let expected =
        r#"{"remaining":50,"resetAfter":30000,"quota":1200,"window":300000,"policy":"default"}"#;
    assert_eq!(json(&get(&pace, "rateLimit")), expected);
    let state = get(&pace, "state");
    assert_eq!(
        (get(&state, "remaining"), get(&state, "quota")),
        (50.into(), 1200.into())
    );
}

#[wasm_bindgen_test]
async fn an_error_says_it_too() {
    let pace = js("({})");
    let stub = FetchStub::giving(response(404, &LIMITS[..1], "{}"));
    Calling::new(&stub).with("pace", pace.clone()).fail().await;
    let limit = get(&pace, "rateLimit");
    assert_eq!(get(&limit, "remaining"), 50);
    assert!(get(&limit, "quota").is_falsy());
}

#[wasm_bindgen_test]
async fn an_answer_that_says_nothing_leaves_it() {
    for headers in [
        &[][..],
        &[("ratelimit", "none")],
        &[("ratelimit-policy", "q=1;w=1")],
    ] {
        let pace = js("({ rateLimit: 'before' })");
        let stub = FetchStub::giving(response(200, headers, NOTHING));
        Calling::new(&stub)
            .with("pace", pace.clone())
            .run(list)
            .await
            .unwrap();
        assert_eq!(json(&pace), r#"{"rateLimit":"before"}"#);
    }
}

#[wasm_bindgen_test]
async fn a_refusal_with_a_delay_holds_the_next_requests_of_loops() {
    let pace = js("({})");
    let stub = FetchStub::giving(response(429, &[("retry-after", "30")], "{}"));
    Calling::new(&stub).with("pace", pace.clone()).fail().await;
    let waiting = FetchStub::answering(200, NOTHING);
    let calling = Calling::new(&waiting)
        .with("pace", pace)
        .with("maxWait", 20);
    let error = calling.run(wait_until_ready).await.unwrap_err();
    assert_eq!(super::name(&error), "DownloadTimeoutError");
    assert!(waiting.sent().is_empty());
}

#[wasm_bindgen_test]
async fn a_state_that_cannot_be_read_counts_as_none() {
    for state in [
        "undefined",
        "null",
        "7",
        "({})",
        "({ remaining: 'many' })",
        "[]",
    ] {
        let pace = js(&format!("({{ state: {state} }})"));
        let stub = FetchStub::giving(response(200, &LIMITS, NOTHING));
        Calling::new(&stub)
            .with("pace", pace.clone())
            .run(list)
            .await
            .unwrap();
        assert_eq!(get(&get(&pace, "state"), "remaining"), 50, "{state}");
    }
}

#[wasm_bindgen_test]
async fn nothing_is_left_under_way_after_a_wait() {
    let pace = js("({})");
    let ready = r#"{"result": {"default": {"status": "ready", "url": "u"}}}"#;
    let stub = FetchStub::answering(200, ready);
    let calling = Calling::new(&stub).with("pace", pace.clone());
    calling.run(wait_until_ready).await.unwrap();
    let state = get(&pace, "state");
    let under_way = js_sys::Object::entries(state.unchecked_ref::<js_sys::Object>());
    assert!(
        json(&under_way).contains(r#"["underWay",[]]"#)
            || json(&under_way).contains(r#"["under_way",[]]"#)
    );
}
