use super::Encoding::{self, Failed, Percent, Ready};
use serde_json::json;

#[test]
fn a_video_that_can_be_played_is_ready_whatever_else_it_says() {
    for video in [
        json!({ "readyToStream": true }),
        json!({ "readyToStream": true, "status": { "state": "inprogress", "pctComplete": "40" } }),
        json!({ "readyToStream": true, "status": null }),
    ] {
        assert_eq!(Encoding::read(&video), Ready);
    }
}

#[test]
fn until_then_it_is_so_far_as_its_status_says() {
    for (status, percent) in [
        (
            json!({ "state": "inprogress", "pctComplete": "43.000000" }),
            43.0,
        ),
        (json!({ "state": "inprogress", "pctComplete": 43.5 }), 43.5),
        (json!({ "state": "ready", "pctComplete": "100" }), 100.0),
        (json!({ "state": "queued" }), 0.0),
        (json!({ "state": "inprogress", "pctComplete": "-1" }), 0.0),
        (json!({ "state": "inprogress", "pctComplete": 1e9 }), 100.0),
        (json!({ "state": "new", "pctComplete": "soon" }), 0.0),
        (json!({ "state": null, "pctComplete": null }), 0.0),
        (json!(null), 0.0),
    ] {
        for ready in [json!(false), json!(null)] {
            let video = json!({ "uid": "v", "readyToStream": ready, "status": status });
            assert_eq!(Encoding::read(&video), Percent(percent), "{video}");
        }
    }
    assert_eq!(Encoding::read(&json!({})), Percent(0.0));
}

#[test]
fn one_that_failed_says_why() {
    let read = |status| Encoding::read(&json!({ "readyToStream": false, "status": status }));
    let why = "The file was not recognized as a valid video file.";
    assert_eq!(
        read(json!({ "state": "error", "errorReasonText": why })),
        Failed(why.to_owned())
    );
    assert_eq!(read(json!({ "state": "Error" })), Failed(String::new()));
}

#[test]
fn what_cannot_be_read_is_not_known() {
    for video in [
        json!("x"),
        json!([true]),
        json!({ "readyToStream": "true" }),
        json!({ "readyToStream": 1, "status": 3 }),
        json!({ "status": { "state": ["error"], "pctComplete": {} } }),
    ] {
        assert_eq!(Encoding::read(&video), Percent(0.0), "{video}");
    }
}
