//! What answers say of the rate limit is kept by the client, in an object of its own.

use super::{Calling, NOTHING, PACE};
use crate::npm::{list, wait_until_ready};
use crate::web::test::{FetchStub, get, js, json, response};
use wasm_bindgen_test::wasm_bindgen_test;

const LIMITS: [(&str, &str); 2] = [
    ("ratelimit", r#""default";r=50;t=30"#),
    ("ratelimit-policy", r#""default";q=1200;w=300"#),
];

#[wasm_bindgen_test]
async fn the_client_knows_what_the_last_answer_said() {
    let pace = js(PACE);
    let stub = FetchStub::giving(response(200, &LIMITS, NOTHING));
    Calling::new(&stub)
        .with("pace", pace.clone())
        .run(list)
        .await
        .unwrap();
    let expected =
        r#"{"remaining":50,"resetAfter":30000,"quota":1200,"window":300000,"policy":"default"}"#;
    assert_eq!(json(&get(&pace, "rateLimit")), expected);
    assert_eq!(
        (get(&pace, "remaining"), get(&pace, "quota")),
        (50.into(), 1200.into())
    );
}

#[wasm_bindgen_test]
async fn an_error_says_it_too() {
    let pace = js(PACE);
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
        let pace = js(PACE);
        let before = json(&pace);
        let stub = FetchStub::giving(response(200, headers, NOTHING));
        Calling::new(&stub)
            .with("pace", pace.clone())
            .run(list)
            .await
            .unwrap();
        assert_eq!(json(&pace), before);
    }
}

#[wasm_bindgen_test]
async fn a_refusal_with_a_delay_holds_the_next_requests_of_loops() {
    let pace = js(PACE);
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
async fn nothing_is_left_under_way_after_a_wait() {
    let pace = js(PACE);
    let ready = r#"{"result": {"default": {"status": "ready", "url": "u"}}}"#;
    let stub = FetchStub::answering(200, ready);
    let calling = Calling::new(&stub).with("pace", pace.clone());
    calling.run(wait_until_ready).await.unwrap();
    assert_eq!(get(&get(&pace, "underWay"), "length"), 0);
    assert!(get(&pace, "lastStart").as_f64().unwrap() > 0.0);
}
