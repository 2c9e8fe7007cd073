//! Log lines, and loggers that do what no honest one does.

use super::{Calling, LABEL, NOTHING, TOKEN};
use crate::npm::list;
use crate::web::test::{FetchStub, call, get, js, json, pass, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes a logger that keeps its lines, and checks what it is called on.
fn keeping() -> JsValue {
    js("(() => {
        const lines = [];
        const keep = (level) => function (...args) {
            if (this !== logger || args.length !== 1) throw new Error('called wrongly');
            lines.push(`${level} ${args[0]}`.replace(/\\d+ ms/g, 'N ms'));
        };
        const logger = { lines, info: keep('info'), debug: keep('debug'), error: keep('error') };
        return logger;
    })()")
}

/// Makes a rejection that may wait for its turn.
fn rejection() -> JsValue {
    js("(() => { const promise = Promise.reject(1); promise.catch(() => {}); return promise; })()")
}

/// Lists downloads at a level, and gives the lines.
async fn lines(stub: &FetchStub, level: &str, retries: u32) -> Vec<String> {
    let logger = keeping();
    let calling = Calling::new(stub)
        .with("logger", logger.clone())
        .with("logLevel", level);
    let _ = calling.with("maxRetries", retries).run(list).await;
    let lines: js_sys::Array = get(&logger, "lines").unchecked_into();
    lines.iter().map(|line| line.as_string().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn info_is_a_line_for_each_attempt() {
    let stub = FetchStub::in_turn([
        response(503, &[("retry-after-ms", "0")], "{}"),
        rejection(),
        response(200, &[], NOTHING),
    ]);
    let lines = lines(&stub, "info", 2).await;
    assert_eq!(
        lines[0],
        format!("info {LABEL} 503 in N ms, retrying in N ms")
    );
    assert_eq!(
        lines[1],
        format!("info {LABEL} APIConnectionError in N ms, retrying in N ms")
    );
    assert_eq!(lines[2], format!("info {LABEL} 200 in N ms"));
    assert_eq!(lines.len(), 3);
}

#[wasm_bindgen_test]
async fn below_it_nothing_is_said() {
    for level in ["off", "error", "warn"] {
        let stub = FetchStub::answering(500, "{}");
        assert_eq!(lines(&stub, level, 0).await, [""; 0]);
    }
}

#[wasm_bindgen_test]
async fn debug_shows_headers_and_no_secret() {
    // Browsers hide the cookies of a real response.
    let answer = js("({
        status: 200,
        headers: new Map([['set-cookie', 's3cret'], ['x-echo', 't0ken-of-mine'], ['cf-ray', '8a1']]),
        text: async () => '{\"result\": null}',
    })");
    let lines = lines(&FetchStub::giving(answer), "debug", 0).await;
    let sent = format!("debug {LABEL} sent accept: application/json;");
    assert!(lines[0].starts_with(&sent), "{}", lines[0]);
    assert!(lines[0].contains(" authorization: ***;"), "{}", lines[0]);
    let got = format!("debug {LABEL} got set-cookie: ***; x-echo: ***; cf-ray: 8a1;");
    assert_eq!(lines[1], got);
    assert_eq!(lines[2], format!("info {LABEL} 200 in N ms"));
}

#[wasm_bindgen_test]
async fn a_logger_that_fails_does_not_fail_a_call() {
    for logger in [
        "({})",
        "({ info: 1, debug: null })",
        "({ info() { throw 1; }, debug() { throw 1; } })",
        "({ get info() { throw 1; }, get debug() { throw 1; } })",
        "({ info: async () => { throw 1; }, debug: () => Promise.reject(1) })",
        "({ info: () => ({ get then() { throw 1; } }) })",
        "new Proxy(() => {}, { get() { throw 1; } })",
    ] {
        let stub = FetchStub::answering(200, NOTHING);
        let calling = Calling::new(&stub)
            .with_js("logger", logger)
            .with("logLevel", "debug");
        assert_eq!(json(&calling.run(list).await.unwrap()), "{}", "{logger}");
        pass().await;
    }
}

#[wasm_bindgen_test]
async fn headers_that_cannot_be_read_are_left_out_of_it() {
    for headers in [
        "{ get: () => null }",
        "{ get: () => null, [Symbol.iterator]() { throw 1; } }",
        "{ get: () => null, *[Symbol.iterator]() { yield 1; } }",
        "{ get: () => null, *[Symbol.iterator]() { yield new Proxy([], { get() { throw 1; } }); } }",
        "{ get: () => null, *[Symbol.iterator]() { yield [1, {}]; } }",
    ] {
        let answer =
            format!("({{ status: 204, headers: {headers}, text: async () => '{NOTHING}' }})");
        let lines = lines(&FetchStub::giving(js(&answer)), "debug", 0).await;
        assert_eq!(lines[1], format!("debug {LABEL} got"), "{headers}");
        assert_eq!(lines.len(), 3);
    }
}

#[wasm_bindgen_test]
async fn a_secret_in_the_path_is_in_no_line() {
    let stub = FetchStub::answering(200, NOTHING);
    let logger = keeping();
    let calling = Calling::new(&stub)
        .with("logger", logger.clone())
        .with("logLevel", "info");
    calling.with("identifier", TOKEN).run(list).await.unwrap();
    let line = "[\"info GET /accounts/account/stream/***/downloads 200 in N ms\"]";
    assert_eq!(json(&get(&logger, "lines")), line);
}

#[wasm_bindgen_test]
async fn a_call_that_is_given_up_says_so() {
    let logger = keeping();
    let controller = js("new AbortController()");
    let calling = Calling::new(&FetchStub::silent()).with("logger", logger.clone());
    let calling = calling
        .with("logLevel", "info")
        .with("signal", get(&controller, "signal"));
    calling.start(list);
    pass().await;
    call("(controller) => controller.abort()", &[&controller]);
    calling.end().await.unwrap_err();
    let line = format!("[\"info {LABEL} APIUserAbortError in N ms\"]");
    assert_eq!(json(&get(&logger, "lines")), line);
}
