//! A `fetch` that answers by a script.

use super::{call, get, js};
use js_sys::{Array, Function};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// A call of the function.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) this: JsValue,
    pub(crate) arguments: Array,
}

impl Sent {
    /// Returns the first argument.
    pub(crate) fn url(&self) -> String {
        self.arguments.get(0).as_string().unwrap()
    }

    /// Returns a member of the second argument.
    pub(crate) fn init(&self, name: &str) -> JsValue {
        get(&self.arguments.get(1), name)
    }

    /// Returns a header, if it is sent.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let read = "(headers, name) => headers.get(name)";
        call(read, &[&self.init("headers"), &name.into()]).as_string()
    }

    /// Tells whether its signal has been aborted.
    pub(crate) fn is_aborted(&self) -> bool {
        get(&self.init("signal"), "aborted").is_truthy()
    }
}

type Answer = dyn FnMut(JsValue, Array) -> Result<JsValue, JsValue>;

/// A `fetch` of a test.
pub(crate) struct FetchStub {
    pub(crate) function: Function,
    sent: Rc<RefCell<Vec<Sent>>>,
}

impl FetchStub {
    /// Makes a `fetch` that gives or throws what a function does.
    pub(crate) fn new(mut answer: impl FnMut(&Sent) -> Result<JsValue, JsValue> + 'static) -> Self {
        let sent: Rc<RefCell<Vec<Sent>>> = Rc::default();
        let log = Rc::clone(&sent);
        let answer = move |this, arguments| {
            let sent = Sent { this, arguments };
            log.borrow_mut().push(sent.clone());
            answer(&sent)
        };
        let answer: Closure<Answer> = Closure::new(answer);
        // Only a function of JavaScript sees what it is called on.
        let with_this = "(answer) => function (...args) { return answer(this, args); }";
        Self {
            function: call(with_this, &[&answer.into_js_value()]).unchecked_into(),
            sent,
        }
    }

    /// Makes one that always gives the same value.
    pub(crate) fn giving(value: JsValue) -> Self {
        Self::new(move |_| Ok(value.clone()))
    }

    /// Makes one that throws.
    pub(crate) fn throwing(value: JsValue) -> Self {
        Self::new(move |_| Err(value.clone()))
    }

    /// Makes one that answers with JSON.
    pub(crate) fn answering(status: u16, body: &'static str) -> Self {
        Self::new(move |_| Ok(response(status, &[], body)))
    }

    /// Makes one that gives one value after the other, and then throws.
    pub(crate) fn in_turn(values: impl IntoIterator<Item = JsValue>) -> Self {
        let mut values = values.into_iter().collect::<Vec<_>>().into_iter();
        Self::new(move |_| values.next().ok_or_else(|| "no more answers".into()))
    }

    /// Makes one that never answers, and rejects when its signal is aborted, as `fetch` does.
    pub(crate) fn silent() -> Self {
        Self::new(|sent| {
            let wait = "(signal) => new Promise((_, reject) => {
                signal.addEventListener('abort', () => reject(signal.reason));
            })";
            Ok(call(wait, &[&sent.init("signal")]))
        })
    }

    /// Returns the calls so far.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.borrow().clone()
    }

    /// Returns the only call.
    pub(crate) fn only(&self) -> Sent {
        let sent = self.sent();
        assert_eq!(sent.len(), 1);
        sent[0].clone()
    }
}

/// Makes a `Response`.
pub(crate) fn response(status: u16, headers: &[(&str, &str)], body: &str) -> JsValue {
    let pair = |&(name, value): &(&str, &str)| Array::of2(&name.into(), &value.into());
    let headers: Array = headers.iter().map(pair).collect();
    let body = match status {
        204 => js("null"),
        _ => body.into(),
    };
    let make = "(status, headers, body) => new Response(body, { status, headers })";
    call(make, &[&status.into(), &headers, &body])
}
