//! What is created, deleted and left alone. How many videos are encoded at once is in
//! [`crate::encoding_limit`].

use super::Ensure;
use crate::attempt::Failed;
use crate::download::DownloadType::{self, Audio, Default};
use crate::error::ErrorKind;
use crate::paced::Paced;
use crate::poll::OnFailed;
use crate::scripted::{
    PATH, Scene, Stage, broken, fails, list, ms, ok, refusal, retrying, seconds, status,
};
use serde_json::{Value as Json, json};

const BOTH: [DownloadType; 2] = [Default, Audio];

struct Ended {
    result: Result<Json, Box<Failed<Stage>>>,
    /// What was asked, as in "GET" and "POST /default".
    asked: Vec<String>,
    stage: Stage,
}

impl Ended {
    #[track_caller]
    fn downloads(self) -> Json {
        self.result
            .unwrap_or_else(|failed| panic!("{}", failed.error))
    }

    #[track_caller]
    fn status(&self) -> Option<u16> {
        let failed = self.result.as_ref().map(|_| ()).expect_err("a failure");
        failed.error.status
    }
}

/// Ensures these types, while the answers come in turn.
fn ensure<S: Into<Scene>>(
    scenes: impl IntoIterator<Item = S>,
    types: &[DownloadType],
    on_failed: OnFailed,
) -> Ended {
    ensure_on(Stage::answering(scenes), types, on_failed)
}

fn ensure_on(stage: Stage, types: &[DownloadType], on_failed: OnFailed) -> Ended {
    let paced = Paced::new(stage.clone(), retrying(2));
    let ensure = Ensure {
        paced: &paced,
        list: &list(),
        types,
        on_failed,
        limit: None,
        seen: &mut None,
    };
    let result = stage.run(ensure.downloads());
    assert!(stage.is_idle());
    let sent = stage.sent().into_iter();
    let asked = sent.map(|label| label.replace(PATH, "").trim().to_owned());
    Ended {
        asked: asked.collect(),
        result,
        stage,
    }
}

fn begun() -> Json {
    json!({ "percentComplete": 0, "status": "inprogress", "url": "https://x.example/a" })
}

fn ready() -> Json {
    json!({ "percentComplete": 100, "status": "ready", "url": "https://x.example/a" })
}

fn failed() -> Json {
    json!({ "percentComplete": 30, "status": "error" })
}

#[test]
fn what_is_missing_is_created_and_all_is_given() {
    for (first, types, posts) in [
        (ok(json!({})), &[Default][..], &["POST /default"][..]),
        (refusal(404), &[Default], &["POST /default"]),
        (ok(json!({})), &[Audio], &["POST /audio"]),
        (ok(json!({})), &BOTH, &["POST /default", "POST /audio"]),
        (ok(json!({ "default": ready() })), &BOTH, &["POST /audio"]),
    ] {
        let both = json!({ "default": begun(), "audio": begun() });
        let mut scenes = vec![first];
        scenes.extend(posts.iter().map(|_| ok(both.clone())));
        let ended = ensure(scenes, types, OnFailed::Leave);
        assert_eq!(ended.asked, [&["GET"], posts].concat());
        assert_eq!(ended.stage.elapsed(), ms(0));
        assert_eq!(ended.downloads(), both);
    }
}

#[test]
fn what_is_ready_or_in_progress_is_left_alone() {
    for download in [ready(), begun(), json!({ "status": "new" }), json!({})] {
        let downloads = json!({ "default": download, "other": {} });
        let ended = ensure([ok(downloads.clone())], &[Default], OnFailed::Retry);
        assert_eq!(ended.asked, ["GET"]);
        assert_eq!(ended.downloads(), downloads);
    }
}

#[test]
fn so_is_one_that_has_failed_unless_it_is_to_be_made_anew() {
    let first = json!({ "default": failed() });
    let ended = ensure([ok(first.clone())], &[Default], OnFailed::Leave);
    assert_eq!(ended.asked, ["GET"]);
    assert_eq!(ended.downloads(), first);
    let made = json!({ "default": begun() });
    for deleted in [ok(json!("ok")), refusal(404)] {
        let scenes = [ok(first.clone()), deleted, ok(made.clone())];
        let ended = ensure(scenes, &[Default], OnFailed::Retry);
        assert_eq!(ended.asked, ["GET", "DELETE /default", "POST /default"]);
        assert_eq!(ended.downloads(), made);
    }
    let ended = ensure([ok(first), refusal(403)], &[Default], OnFailed::Retry);
    assert_eq!(ended.asked, ["GET", "DELETE /default"]);
    assert_eq!(ended.status(), Some(403));
}

#[test]
fn one_that_has_failed_does_not_keep_another_from_being_created() {
    let scenes = [json!({ "audio": failed() }), json!({ "default": begun() })];
    let ended = ensure(scenes.map(ok), &BOTH, OnFailed::Leave);
    assert_eq!(ended.asked, ["GET", "POST /default"]);
    assert_eq!(
        ended.downloads(),
        json!({ "audio": failed(), "default": begun() })
    );
}

#[test]
fn what_somebody_else_creates_first_is_as_good() {
    let says = |code, message: &str| {
        let errors = json!([{ "code": 1, "message": message }]);
        status(code, json!({ "success": false, "errors": errors }))
    };
    for conflict in [
        refusal(409),
        says(400, "Downloads already exist for this video"),
        says(422, "the download ALREADY EXISTS"),
    ] {
        let theirs = json!({ "default": begun() });
        let scenes = [ok(json!({})), conflict, ok(theirs.clone())];
        let ended = ensure(scenes, &[Default], OnFailed::Leave);
        assert_eq!(ended.asked, ["GET", "POST /default", "GET"]);
        assert_eq!(ended.stage.elapsed(), ms(0));
        assert_eq!(ended.downloads(), theirs);
    }
    let ended = ensure(
        [ok(json!({})), says(400, "Bad Request")],
        &[Default],
        OnFailed::Leave,
    );
    assert_eq!(ended.status(), Some(400));
    assert_eq!(ended.asked, ["GET", "POST /default"]);
    let scenes = [ok(json!({})), says(500, "shards already exist")];
    assert_eq!(
        ensure(scenes, &[Default], OnFailed::Leave).status(),
        Some(500)
    );
}

#[test]
fn a_conflict_without_a_download_is_tried_again_for_10_s() {
    let nothing = || ok(json!({}));
    let made = json!({ "default": begun() });
    let scenes = [
        nothing(),
        refusal(409),
        nothing(),
        refusal(409),
        nothing(),
        ok(made.clone()),
    ];
    let ended = ensure(scenes, &[Default], OnFailed::Leave);
    let round = ["GET", "POST /default"];
    assert_eq!(ended.asked, [round, round, round].concat());
    assert_eq!(ended.stage.elapsed(), seconds(1));
    assert_eq!(ended.downloads(), made);

    let stage = Stage::new(|request, _| match request.endpoint.method.as_str() {
        "GET" => ok(json!({})),
        _ => refusal(409),
    });
    let paced = Paced::new(stage.clone(), retrying(2));
    let ensure = Ensure {
        paced: &paced,
        list: &list(),
        types: &[Default],
        on_failed: OnFailed::Leave,
        limit: None,
        seen: &mut None,
    };
    let failed = stage.run(ensure.run()).err().expect("a failure");
    assert_eq!(failed.error.status, Some(409));
    assert_eq!(stage.elapsed(), seconds(1 + 2 + 4));
    assert_eq!(stage.sent().len(), 10);
}

#[test]
fn a_creation_whose_answer_is_lost_is_found_to_be_there() {
    let busy = || refusal(503).with("retry-after", "0").into();
    for lost in [fails(broken()), busy()] {
        let theirs = json!({ "default": begun() });
        let scenes: [Scene; 4] = [
            ok(json!({})).into(),
            lost,
            refusal(409).into(),
            ok(theirs.clone()).into(),
        ];
        let ended = ensure(scenes, &[Default], OnFailed::Leave);
        assert_eq!(
            ended.asked,
            ["GET", "POST /default", "POST /default", "GET"]
        );
        assert_eq!(ended.downloads(), theirs);
    }
}

#[test]
fn any_other_failure_ends_it() {
    for code in [400, 401, 403, 404, 422] {
        let ended = ensure([ok(json!({})), refusal(code)], &BOTH, OnFailed::Leave);
        assert_eq!(ended.status(), Some(code));
        assert_eq!(ended.asked, ["GET", "POST /default"]);
    }
    for code in [400, 401, 403, 422] {
        let ended = ensure([refusal(code)], &BOTH, OnFailed::Leave);
        assert_eq!(ended.status(), Some(code));
        assert_eq!(ended.asked, ["GET"]);
    }
}

#[test]
fn in_the_pause_after_a_conflict_the_runtime_may_give_it_up() {
    let scenes = [ok(json!({})), refusal(409), ok(json!({})), refusal(409)];
    let stage = Stage::answering(scenes).abandoned_after(ms(500));
    let ended = ensure_on(stage, &[Default], OnFailed::Leave);
    assert_eq!(ended.asked.len(), 4);
    assert_eq!(ended.stage.elapsed(), ms(500));
    let failed = ended.result.expect_err("a failure");
    assert_eq!(failed.error.kind, ErrorKind::Abandoned);
}
