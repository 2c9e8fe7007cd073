//! What is asked for and what comes of it. That each video comes once is in [`property`].

mod library;
mod property;

use super::{Query, time};
use crate::error::ErrorKind;
use crate::scripted::{
    Scene, Stage, broken, fails, object, ok, refusal, retrying, seconds, stalled, within,
};
use library::{Library, gather, list, uids, videos};
use serde_json::json;

#[test]
fn a_list_has_one_page_where_that_is_not_full() {
    let library = Library::of(&["a 5", "b 4", "c 4"]);
    let (found, failure) = gather(&library.stage, list(&library.stage, Query::default(), 4));
    assert_eq!((uids(&found), failure), (vec!["a", "b", "c"], None));
    let path = "GET /accounts/acc/stream?limit=4";
    assert_eq!(library.stage.sent(), [path]);
}

#[test]
fn the_last_time_of_a_full_page_is_left_for_the_next() {
    for is_inclusive in [false, true] {
        let mut library = Library::of(&["a 5", "b 4", "c 3", "d 3", "e 3", "f 2"]);
        library.is_inclusive(is_inclusive);
        let (found, failure) = gather(&library.stage, list(&library.stage, Query::default(), 4));
        assert_eq!(
            (uids(&found), failure),
            (vec!["a", "b", "c", "d", "e", "f"], None)
        );
        let sent = library.stage.sent();
        assert_eq!(
            sent[1],
            "GET /accounts/acc/stream?limit=4&before=2026-01-01T00:00:04Z"
        );
    }
}

#[test]
fn a_full_last_page_costs_one_request_more() {
    let library = Library::of(&["a 3", "b 2"]);
    let (found, failure) = gather(&library.stage, list(&library.stage, Query::default(), 2));
    assert_eq!((uids(&found), failure), (vec!["a", "b"], None));
    assert_eq!(library.stage.sent().len(), 2);
}

#[test]
fn times_are_encoded_and_the_one_that_moves_is_replaced() {
    let library = Library::of(&["a 3", "b 2", "c 1"]);
    let query = Query {
        fixed: "&search=a%20b".to_owned(),
        before: "2027-01-01T00:00:00.5+00:00".to_owned(),
        after: "2025-01-01T00:00:00Z".to_owned(),
        ..Query::default()
    };
    gather(&library.stage, list(&library.stage, query, 2));
    let begin = "GET /accounts/acc/stream?limit=2&search=a%20b";
    let after = "&after=2025-01-01T00:00:00Z";
    let sent = library.stage.sent();
    let before = "&before=2027-01-01T00:00:00.5%2B00:00";
    assert_eq!(sent[0], format!("{begin}{before}{after}"));
    let before = "&before=2026-01-01T00:00:03Z";
    assert_eq!(sent[1], format!("{begin}{before}{after}"));
}

#[test]
fn what_a_server_says_is_a_time_is_encoded() {
    let created = ["x&search=é#", "a"].map(|created| json!({ "created": created }));
    let stage = Stage::new(move |_, _| ok(created.to_vec().into()));
    gather(&stage, list(&stage, Query::default(), 2));
    let sent = stage.sent();
    let path = "GET /accounts/acc/stream?limit=2&before=x%26search%3D%C3%A9%23";
    assert_eq!(sent[1], path);
}

#[test]
fn an_ascending_list_goes_on_after_the_last_time() {
    let library = Library::of(&["a 3", "b 2", "c 1"]);
    let query = Query {
        before: "2030-01-01T00:00:00Z".to_owned(),
        after: "2020-01-01T00:00:00Z".to_owned(),
        is_ascending: true,
        ..Query::default()
    };
    let (found, _) = gather(&library.stage, list(&library.stage, query, 2));
    assert_eq!(uids(&found), ["c", "b", "a"]);
    let sent = library.stage.sent();
    let begin = "GET /accounts/acc/stream?limit=2&asc=true&before=2030-01-01T00:00:00Z";
    assert_eq!(sent[0], format!("{begin}&after=2020-01-01T00:00:00Z"));
    assert_eq!(sent[1], format!("{begin}&after=2026-01-01T00:00:01Z"));
}

#[test]
fn a_limit_is_of_all_videos_and_no_more_are_asked_for() {
    let all = ["a 5", "b 4", "c 3", "d 3", "e 3", "f 2"];
    for (limit, limits) in [
        (0, vec![]),
        (1, vec!["limit=1"]),
        (3, vec!["limit=3"]),
        (4, vec!["limit=3", "limit=3"]),
        (9, vec!["limit=3", "limit=3", "limit=3"]),
    ] {
        let library = Library::of(&all);
        let query = Query {
            limit: Some(limit),
            ..Query::default()
        };
        let (found, failure) = gather(&library.stage, list(&library.stage, query, 3));
        assert_eq!(failure, None);
        assert_eq!(uids(&found).len(), all.len().min(limit as usize), "{limit}");
        let sent = library.stage.sent();
        let asked: Vec<_> = sent
            .iter()
            .map(|label| label.split(['?', '&']).nth(1).expect("a limit"))
            .collect();
        assert_eq!(asked, limits, "{limit}");
    }
}

#[test]
fn more_videos_than_wanted_are_left_out() {
    let stage = Stage::new(|_, _| ok(videos(&["a 3", "b 2", "c 1"])));
    let query = Query {
        limit: Some(2),
        ..Query::default()
    };
    let (found, _) = gather(&stage, list(&stage, query, 5));
    assert_eq!(uids(&found), ["a", "b"]);
    assert_eq!(stage.sent().len(), 1);
}

#[test]
fn no_videos_are_none() {
    for body in [
        json!({ "success": true, "result": [] }),
        json!({ "success": true, "result": null }),
        json!({ "success": true }),
        json!({ "result": [] }),
    ] {
        let stage = Stage::new(move |_, _| crate::scripted::status(200, body.clone()));
        assert_eq!(
            gather(&stage, list(&stage, Query::default(), 5)),
            (vec![], None)
        );
    }
}

#[test]
fn an_answer_that_is_no_list_is_an_error() {
    for (result, got) in [
        (json!({}), "200 result: expected an array, got an object"),
        (json!("a"), "200 result: expected an array, got a string"),
    ] {
        let stage = Stage::new(move |_, _| ok(result.clone()));
        let (found, failure) = gather(&stage, list(&stage, Query::default(), 5));
        let error = failure.expect("an error");
        assert_eq!((found, error.kind), (vec![], ErrorKind::InvalidResponse));
        assert_eq!(
            error.message,
            format!("{got} (GET /accounts/acc/stream?limit=5)")
        );
    }
    let stage = Stage::new(|_, _| crate::scripted::status(200, object([])));
    let (_, failure) = gather(&stage, list(&stage, Query::default(), 5));
    assert!(failure.expect("an error").message.contains("got neither"));
}

#[test]
fn a_server_that_does_not_go_on_ends_it_with_an_error() {
    for (page, count) in [
        // The same for ever.
        (videos(&["a 5", "b 4", "c 3"]), 2),
        (videos(&["a 5", "b 5", "c 5"]), 3),
        (videos(&["a 5", "b 5", "c 4"]), 3),
        (videos(&["a 5", "b 4", "c 4"]), 3),
        // The oldest first.
        (videos(&["c 3", "b 4", "a 5"]), 1),
        // No times, and what is no video.
        (json!([{}, {}, {}]), 3),
        (
            json!([{ "created": 5 }, { "created": null }, { "created": {} }]),
            3,
        ),
        (json!([{ "created": "2026" }, null, {}]), 2),
    ] {
        let stage = Stage::new(move |_, _| ok(page.clone()));
        let (found, failure) = gather(&stage, list(&stage, Query::default(), 3));
        let error = failure.expect("an error");
        assert_eq!(
            (found.len(), error.kind),
            (count, ErrorKind::InvalidResponse)
        );
        let message = "200 result: expected videos in their order, from where the last page ended (GET /accounts/acc/stream)";
        assert_eq!(error.message, message);
    }
}

#[test]
fn a_page_of_odd_videos_that_is_not_full_is_given_as_it_is() {
    let odd = json!([{}, { "uid": 5 }, { "uid": null, "created": [] }]);
    let stage = Stage::new(move |_, _| ok(odd.clone()));
    let (found, failure) = gather(&stage, list(&stage, Query::default(), 4));
    assert_eq!((found.len(), failure), (3, None));
}

#[test]
fn nothing_is_asked_for_before_it_is_wanted() {
    let library = Library::of(&["a 3", "b 2", "c 1"]);
    let mut list = list(&library.stage, Query::default(), 2);
    assert!(library.stage.sent().is_empty());
    let first = library.stage.run(list.next());
    assert!(first.is_ok_and(|video| video.is_some()));
    assert_eq!(library.stage.sent().len(), 1);
}

#[test]
fn a_page_that_is_refused_for_the_rate_limit_is_asked_for_again_later() {
    let mut refused = 0;
    let stage = Stage::new(move |_, _| {
        refused += 1;
        if refused < 4 {
            refusal(429)
        } else {
            ok(videos(&["a 1"]))
        }
    });
    let (found, failure) = gather(&stage, list(&stage, Query::default(), 2));
    assert_eq!((uids(&found), failure), (vec!["a"], None));
    assert!(stage.elapsed() >= seconds(60), "{:?}", stage.elapsed());

    let stage = Stage::new(|_, _| refusal(429));
    let (_, failure) = gather(&stage, list(&stage, Query::default(), 2));
    assert_eq!(failure.and_then(|error| error.status), Some(429));
    assert!(stage.is_idle());
}

#[test]
fn any_other_failure_ends_it() {
    for scene in [
        Scene::from(refusal(403)),
        refusal(500).into(),
        fails(broken()),
        stalled(),
    ] {
        let stage = Stage::answering([scene]);
        let mut list = list(&stage, Query::default(), 2);
        list.videos.paced.options = within(seconds(5));
        let (found, failure) = gather(&stage, list);
        assert!(found.is_empty() && failure.is_some());
        assert!(stage.is_idle());
        assert_eq!(stage.sent().len(), 1);
    }
}

#[test]
fn a_failure_that_may_pass_is_retried() {
    let stage = Stage::answering([refusal(503), ok(videos(&["a 1"]))]);
    let mut list = list(&stage, Query::default(), 2);
    list.videos.paced.options = retrying(1);
    let (found, failure) = gather(&stage, list);
    assert_eq!((uids(&found), failure), (vec!["a"], None));
}

#[test]
fn a_page_keeps_to_the_rate_limit() {
    let library = Library::of(&["a 3", "b 2", "c 1"]);
    let now = crate::host::Clock::now(&library.stage);
    crate::host::Host::pace(&library.stage, |pace| pace.pause(0, Some(seconds(40)), now));
    gather(&library.stage, list(&library.stage, Query::default(), 5));
    assert_eq!(library.stage.times(), [seconds(40)]);
}

#[test]
fn a_time_is_one_of_rfc_3339() {
    for good in [
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.1Z",
        "2026-01-31T12:00:00.123456789+02:00",
        "2026-01-31T12:00:00-11:30",
    ] {
        assert_eq!(time("before", good.to_owned()).as_deref(), Ok(good));
    }
    for text in [
        "",
        "yesterday",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-01-31T12:00Z",
        "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00Z ",
        "2026-01-31T12:00:0é",
        "1769860800000",
    ] {
        let error = time("before", text.to_owned()).expect_err("no time");
        assert_eq!(
            error.message,
            "before: expected a time as in 2026-01-31T12:00:00Z"
        );
    }
}
