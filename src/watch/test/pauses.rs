//! When a wait looks: as the progress suggests, as the caller says, and as the API allows.

use super::{Audio, Default, Wait, both, mp4, progress, ready};
use crate::ErrorKind;
use crate::scripted::{Stage, chances, ms, ok, refusal, seconds};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// A host of a video whose MP4 takes so long after its creation, with answers that take 30 ms.
fn encoding(needs: Duration, chance: f64) -> Stage {
    let mut began = None;
    let stage = Stage::new(move |request, now| {
        if request.endpoint.method == "POST" {
            began.get_or_insert(now);
        }
        let state = |began: Duration| {
            let part = now.saturating_sub(began).as_secs_f64() / needs.as_secs_f64();
            if part < 1.0 {
                progress(part * 100.0)
            } else {
                ready()
            }
        };
        let downloads = began.map_or(json!({}), |began| mp4(state(began)));
        ok(downloads).body_after(ms(10)).after(ms(20))
    });
    stage.with_chance(move || chance)
}

#[test]
fn a_video_of_20_s_is_seen_soon_in_few_looks_and_never_backwards() {
    for chance in 0..=100 {
        let stage = encoding(seconds(20), f64::from(chance) / 100.1);
        let mut wait = Wait::on(stage.clone()).creating();
        let seen = wait.seen();
        let percents = seen
            .iter()
            .map(|seen| seen["default"]["percentComplete"].as_f64());
        let percents: Vec<f64> = percents.map(|percent| percent.expect("a number")).collect();
        assert!(percents.is_sorted(), "{percents:?}");
        let looks = wait.asked().iter().filter(|asked| *asked == "GET").count();
        let late = stage.elapsed().saturating_sub(seconds(20));
        assert!(
            looks <= 10 && late < ms(1500),
            "{looks} looks, {late:?} late"
        );
    }
}

#[test]
fn longer_ones_take_hardly_more() {
    for (needs, most) in [(5, 8), (60, 14), (600, 53)] {
        for seed in 0..10 {
            let stage = encoding(seconds(needs), 0.0).with_chance(chances(seed * 0x0100_0000));
            let mut wait = Wait::on(stage.clone()).creating();
            wait.seen();
            let looks = wait.asked().len() - 1;
            let late = stage.elapsed().saturating_sub(seconds(needs));
            assert!(
                looks <= most && late < ms(1600),
                "{needs}: {looks} looks, {late:?} late"
            );
        }
    }
}

#[test]
fn the_first_look_is_at_once_and_the_next_one_after_a_second_more_or_less() {
    for (chance, gap) in [(0.0, 900), (0.5, 1000), (0.999_999, 1099)] {
        let mut wait = Wait::on(
            Stage::answering([ok(mp4(progress(0))), ok(mp4(ready()))]).with_chance(move || chance),
        );
        wait.seen();
        assert_eq!(wait.stage.times()[0], Duration::ZERO);
        assert_eq!(wait.stage.gaps()[0].as_millis(), gap);
    }
}

#[test]
fn without_progress_the_pauses_grow_with_the_time_so_far_up_to_15_s() {
    for state in [
        progress(40),
        json!({ "status": "inprogress" }),
        progress(100),
    ] {
        let looks = std::iter::repeat_n(mp4(state), 20).chain([mp4(ready())]);
        let mut wait = Wait::seeing(looks);
        wait.seen();
        let mut elapsed = Duration::ZERO;
        for gap in wait.stage.gaps() {
            assert_eq!(gap, (elapsed / 2).clamp(seconds(1), seconds(15)));
            elapsed += gap;
        }
        assert!(elapsed > seconds(100));
    }
}

#[test]
fn the_type_that_is_furthest_behind_counts() {
    let looks = [
        both(progress(0), progress(0)),
        both(progress(20), progress(5)),
        both(ready(), ready()),
    ];
    for (types, gap) in [
        (&[Default][..], 9_500),
        (&[Audio], 2_000),
        (&[Audio, Default], 9_500),
    ] {
        let mut wait = Wait::seeing(looks.clone()).types(types);
        wait.seen();
        assert_eq!(wait.stage.gaps(), [ms(1000), ms(gap)]);
    }
}

#[test]
fn the_caller_may_choose_each_pause() {
    let looks = [10, 20, 20, 40].map(|percent| mp4(progress(percent)));
    let mut wait = Wait::seeing([&looks[..], &[mp4(ready())]].concat());
    let (told, asked) = std::sync::mpsc::channel();
    wait.caller.interval = Box::new(move |seen: &Json, looks| {
        told.send((seen.clone(), looks)).expect("a listener");
        Ok(Some(ms(u64::from(looks) * 100)))
    });
    wait.seen();
    assert_eq!(wait.stage.gaps(), [100, 200, 300, 400].map(ms));
    let expected: Vec<_> = looks.into_iter().zip(1..).collect();
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_caller_who_says_nothing_leaves_it_to_the_wait() {
    let looks = [0, 0, 0, 0].map(|percent| mp4(progress(percent)));
    let mut wait = Wait::seeing([&looks[..], &[mp4(ready())]].concat());
    wait.caller.interval = Box::new(|_, looks| Ok((looks == 2).then(|| seconds(40))));
    wait.seen();
    assert_eq!(
        wait.stage.gaps(),
        [ms(1000), seconds(40), seconds(15), seconds(15)]
    );
}

#[test]
fn nobody_is_asked_how_long_to_wait_after_the_end() {
    let mut wait = Wait::seeing([mp4(ready())]);
    wait.caller.interval = Box::new(|_, _| panic!("asked"));
    wait.seen();
}

#[test]
fn where_no_request_is_left_it_waits_for_the_next_window() {
    let limited = |limit| {
        ok(mp4(progress(0)))
            .with("ratelimit", limit)
            .with("ratelimit-policy", "\"default\";q=1200;w=300")
    };
    let gap = |limit, interval| {
        let mut wait = Wait::answered([limited(limit), ok(mp4(ready()))]).every(interval);
        wait.seen();
        wait.stage.gaps()[0]
    };
    assert_eq!(gap("\"default\";r=0;t=30", ms(100)), seconds(31));
    assert_eq!(gap("\"default\";r=0;t=2", seconds(20)), seconds(20));
    // Where few are left, they are spread.
    assert_eq!(gap("\"default\";r=2;t=29", ms(0)), seconds(15));
    assert_eq!(gap("\"default\";r=1000;t=200", ms(100)), ms(100));
    assert_eq!(gap("garbage", ms(100)), ms(100));
}

#[test]
fn a_creation_keeps_to_the_limit_as_well() {
    let scenes = [
        ok(json!({})).with("ratelimit", "\"default\";r=0;t=30"),
        ok(mp4(progress(0))),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(scenes).creating();
    wait.seen();
    assert_eq!(wait.stage.gaps(), [seconds(31), seconds(1)]);
}

#[test]
fn the_delay_that_a_server_asks_for_is_kept_and_is_no_end() {
    let busy = refusal(429).with("retry-after", "20");
    let scenes = [busy.clone(), ok(mp4(progress(1))), busy, ok(mp4(ready()))];
    let mut wait = Wait::answered(scenes).retrying(1);
    wait.seen();
    assert_eq!(wait.stage.gaps(), [20, 1, 20].map(seconds));
}

#[test]
fn a_delay_of_more_than_a_minute_is_the_callers_to_wait_for() {
    let busy = refusal(429).with("retry-after", "300");
    let mut wait = Wait::answered([ok(mp4(progress(1))), busy]).retrying(2);
    let error = wait.error();
    assert_eq!(
        (error.status, error.retry_after),
        (Some(429), Some(seconds(300)))
    );
    assert_eq!((wait.asked().len(), wait.stage.elapsed()), (2, seconds(1)));
}

#[test]
fn without_max_wait_a_pause_ends_when_the_runtime_gives_it_up() {
    let stage = Stage::answering([ok(mp4(progress(1)))]).abandoned_after(ms(2_500));
    let mut wait = Wait::on(stage).every(seconds(2)).max_wait(None);
    let stage = wait.stage.clone();
    let (seen, failed) = stage.run(wait.all());
    assert_eq!(seen.len(), 1);
    let failed = failed.expect("a failure");
    assert_eq!(failed.error.kind, ErrorKind::Abandoned);
    assert_eq!(stage.times(), [seconds(0), seconds(2)]);
    assert!(stage.is_idle());
}
