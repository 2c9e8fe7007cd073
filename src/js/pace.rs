//! What a client knows of its rate limit, kept in a JavaScript object of the client: reads the headers
//! of answers into it. What follows from them, the core decides.

use super::fetch::Answer;
use crate::rate_limit::{Budget, RateLimit};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/records.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeRateLimit)]
    fn make_rate_limit(
        remaining: f64,
        reset_after: f64,
        quota: Option<f64>,
        window: Option<f64>,
        policy: &str,
    ) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn clock() -> f64;

    /// A `Pace` of `pace.js`.
    #[derive(Clone, Debug)]
    pub type Pace;

    #[wasm_bindgen(method, setter, structural, js_name = rateLimit)]
    fn set_rate_limit(this: &Pace, limit: &JsValue);

    #[wasm_bindgen(method, getter, structural)]
    fn remaining(this: &Pace) -> f64;

    #[wasm_bindgen(method, setter, structural)]
    fn set_remaining(this: &Pace, remaining: f64);

    #[wasm_bindgen(method, getter, structural, js_name = resetAt)]
    fn reset_at(this: &Pace) -> f64;

    #[wasm_bindgen(method, setter, structural, js_name = resetAt)]
    fn set_reset_at(this: &Pace, reset_at: f64);

    #[wasm_bindgen(method, getter, structural)]
    fn reserve(this: &Pace) -> f64;

    #[wasm_bindgen(method, setter, structural)]
    fn set_reserve(this: &Pace, reserve: f64);

    #[wasm_bindgen(method, getter, structural)]
    fn unanswered(this: &Pace) -> f64;

    #[wasm_bindgen(method, getter, structural, js_name = lastStart)]
    fn last_start(this: &Pace) -> f64;
}

impl Pace {
    /// Takes note of what an answer says. `refused_for` is how long a 429 asks to wait, in
    /// milliseconds.
    pub(super) fn note(&self, answer: &Answer, refused_for: Option<f64>) {
        let limit = answer.header("ratelimit").and_then(|limit| {
            RateLimit::read(&limit, answer.header("ratelimit-policy").as_deref())
        });
        if let Some(limit) = limit {
            self.set_rate_limit(&make_rate_limit(
                limit.remaining,
                limit.reset_after,
                limit.quota,
                limit.window,
                &limit.policy,
            ));
            // The one that is answered here is under way itself.
            let others = (self.unanswered() - 1.0).max(0.0);
            self.set_budget(self.budget().after(&limit, others, clock()));
        }
        if let Some(delay) = refused_for {
            self.set_budget(self.budget().refused(delay, clock()));
        }
    }

    fn budget(&self) -> Budget {
        Budget {
            remaining: self.remaining(),
            reset_at: self.reset_at(),
            reserve: self.reserve(),
        }
    }

    fn set_budget(&self, budget: Budget) {
        self.set_remaining(budget.remaining);
        self.set_reset_at(budget.reset_at);
        self.set_reserve(budget.reserve);
    }
}

/// Returns in how many milliseconds the next request may start.
#[wasm_bindgen(js_name = startsIn)]
#[must_use]
pub fn starts_in(pace: &Pace) -> f64 {
    let now = clock();
    pace.budget().delay(now - pace.last_start(), now)
}

/// Makes nothing start for a while after `refusals` in a row, or tells that it were once too often.
#[wasm_bindgen]
#[must_use]
pub fn paused(pace: &Pace, refusals: u32) -> bool {
    let paused = pace.budget().paused(refusals, clock());
    if let Some(budget) = paused {
        pace.set_budget(budget);
    }
    paused.is_some()
}
