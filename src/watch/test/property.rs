//! Any downloads, answers, failures and delays.

use super::{Audio, Default, Wait, mp4};
use crate::download::{DownloadType, Downloads, Status};
use crate::error::ErrorKind;
use crate::scripted::{
    Scene, any_content, any_download, any_json, any_scene, assert_readable, broken, cases, fails,
    ms, ok, refusal, seconds,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// A look that is mostly in order.
fn any_look() -> impl Strategy<Value = Scene> {
    let result = prop_oneof![
        6 => (any_download(), any_download()).prop_map(|(audio, default)| json!({ "audio": audio, "default": default })),
        4 => any_download().prop_map(mp4),
        1 => Just(json!({})),
    ];
    prop_oneof![
        12 => (result, 0..5_000_u64, 0..2_000_u64)
            .prop_map(|(result, head, body)| ok(result).body_after(ms(body)).after(ms(head))),
        1 => Just(refusal(404).into()),
        1 => Just(refusal(409).into()),
        1 => Just(refusal(429).with("retry-after", "30").into()),
        1 => Just(refusal(503).into()),
        1 => Just(fails(broken()).after(ms(700))),
        1 => any_json().prop_map(|json| ok(json).into()),
    ]
}

/// How far a download was seen to be.
fn reached(seen: &Json, of: DownloadType) -> f64 {
    let downloads = Downloads::read(seen).expect("downloads");
    let Some(download) = downloads.get(of) else {
        return -1.0;
    };
    let has_url = download.url.as_ref().is_some_and(|url| !url.is_empty());
    match download.status {
        Some(Status::Ready) => 101.0 + f64::from(has_url),
        _ => download.percent_complete.unwrap_or(0.0).clamp(0.0, 100.0),
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn any_wait_ends_in_time_and_is_never_seen_backwards(
        scenes in prop::collection::vec(any_look(), 1..12),
        types in prop::sample::select(vec![vec![Default], vec![Audio], vec![Default, Audio]]),
        create in any::<bool>(),
        max_wait in 1..200_000_u64,
        max_retries in 0..3_u32,
        interval in prop::option::of(0..20_000_u64),
        report in 0..3_000_u64,
        chance in 0.0..1.0_f64,
    ) {
        let mut wait = Wait::answered(scenes).types(&types).retrying(max_retries).max_wait(Some(ms(max_wait)));
        wait.waiting.create = create;
        wait.stage = wait.stage.clone().with_chance(move || chance);
        wait.caller.report = Box::new(move |_| (ms(report), Ok(())));
        if let Some(interval) = interval {
            // None at all would look without an end where nothing takes any time.
            wait = wait.every(ms(interval.max(1)));
        }
        let (seen, failed) = wait.run();
        prop_assert!(wait.stage.elapsed() <= ms(max_wait));
        prop_assert_eq!(wait.stage.most(), 1);
        for pair in seen.windows(2) {
            prop_assert_ne!(&pair[0], &pair[1]);
            for &of in &types {
                let (before, now) = (reached(&pair[0], of), reached(&pair[1], of));
                prop_assert!(before <= now && now >= 0.0, "{before} {now}");
            }
        }
        let posts = wait.asked().iter().filter(|asked| *asked != "GET").count();
        prop_assert!(create || posts == 0);
        // A conflict without a download is tried again four times.
        prop_assert!(posts <= types.len() * (usize::try_from(max_retries)? + 1) * 5);
        match failed {
            Some(failed) => {
                let is_late = failed.error.kind == ErrorKind::DownloadTimeout;
                prop_assert!(!is_late || wait.stage.elapsed() == ms(max_wait));
            }
            None => for &of in &types {
                let last = seen.last().map(|seen| reached(seen, of));
                prop_assert_eq!(last, Some(102.0));
            },
        }
    }

    #[test]
    fn any_answers_end_a_wait_with_nothing_left(
        scenes in prop::collection::vec(any_scene(any_content()), 1..6),
        create in any::<bool>(),
        polls in 0..40_usize,
        abandoned in 0..600_u64,
    ) {
        let wait = |stage: crate::scripted::Stage| {
            let mut wait = Wait::on(stage).types(&[Default, Audio]).retrying(1).max_wait(Some(seconds(500)));
            wait.waiting.create = create;
            wait
        };
        let stage = || crate::scripted::Stage::answering(scenes.clone());
        if let (_, Some(failed)) = wait(stage()).run() {
            assert_readable(&failed.error);
        }
        let mut dropped = wait(stage());
        let host = dropped.stage.clone();
        drop(host.run_polls(polls, dropped.all()));
        prop_assert!(host.is_idle());
        let mut abandoned = wait(stage().abandoned_after(seconds(abandoned)));
        let _ = abandoned.run();
    }
}
