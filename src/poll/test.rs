use super::{Look, OnFailed, Phase, Progress, Verdict};
use crate::download::DownloadType::{self, Audio, Default};
use crate::download::{Download, Downloads, Status};
use crate::endpoint::Operation::{self, CreateDownload, DeleteDownload};
use crate::error::{Error, ErrorKind};
use crate::retry::{in_milliseconds, milliseconds};
use crate::scripted::{cases, ms, seconds};
use Progress::{Absent, Failed, Percent, Ready, WithoutUrl};
use proptest::prelude::*;
use std::time::Duration;

fn create(of: DownloadType) -> Operation {
    CreateDownload(Some(of))
}

fn delete(of: DownloadType) -> Operation {
    DeleteDownload(Some(of))
}

fn look(default: Progress, audio: Progress) -> Look {
    Look(vec![(Default, default), (Audio, audio)])
}

fn alone(progress: Progress) -> Look {
    Look(vec![(Default, progress)])
}

/// The fault of a look, where the missing ones have been created so long ago.
#[track_caller]
fn fault(look: &Look, created: Option<Duration>) -> (DownloadType, Box<Error>) {
    match look.verdict(created, Duration::ZERO) {
        Verdict::Fault(of, error) => (of, error),
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn a_download_is_as_far_as_its_status_says() {
    let of = |status: Option<&str>, percent_complete, url: Option<&str>| {
        Progress::of(Some(&Download {
            percent_complete,
            status: status.map(|status| Status::from(status.to_owned())),
            url: url.map(ToOwned::to_owned),
        }))
    };
    let url = Some("https://x.example/a.mp4");
    for (progress, expected) in [
        (of(Some("ready"), Some(100.0), url), Ready),
        (of(Some("READY"), None, url), Ready),
        (of(Some("ready"), Some(100.0), None), WithoutUrl),
        (of(Some("ready"), Some(100.0), Some("")), WithoutUrl),
        (of(Some("error"), Some(42.5), url), Failed),
        (of(Some("Error"), None, None), Failed),
        (of(Some("inprogress"), Some(42.5), url), Percent(42.5)),
        (of(Some("inprogress"), None, None), Percent(0.0)),
        (of(Some("queued"), Some(100.0), None), Percent(100.0)),
        (of(None, Some(1e308), url), Percent(100.0)),
        (of(None, Some(-9.0), url), Percent(0.0)),
        (Progress::of(None), Absent),
    ] {
        assert_eq!(progress, expected);
    }
}

#[test]
fn a_look_is_at_the_types_that_are_asked_for() {
    let downloads = Downloads {
        audio: Some(Download::default()),
        ..Downloads::default()
    };
    let at = |types: &[DownloadType]| Look::at(&downloads, types).0;
    assert_eq!(at(&[Audio]), [(Audio, Percent(0.0))]);
    assert_eq!(
        at(&[Default, Audio]),
        [(Default, Absent), (Audio, Percent(0.0))]
    );
}

#[test]
fn a_phase_has_the_name_that_the_npm_package_gives() {
    for (phase, name) in [
        (Phase::Encoding, "encoding"),
        (Phase::Creating, "creating"),
        (Phase::Ready, "ready"),
    ] {
        assert_eq!(phase.as_str(), name);
    }
}

#[test]
fn the_wait_is_over_when_all_are_ready() {
    let verdict = |look: &Look| look.verdict(None, Duration::ZERO);
    assert_eq!(verdict(&look(Ready, Ready)), Verdict::Ready);
    for other in [Percent(0.0), Percent(100.0), WithoutUrl] {
        assert_eq!(verdict(&look(Ready, other)), Verdict::Again);
        assert_eq!(verdict(&look(other, Ready)), Verdict::Again);
    }
}

#[test]
fn a_type_that_has_failed_ends_the_wait() {
    for other in [Ready, Percent(12.0), WithoutUrl, Failed, Absent] {
        for created in [None, Some(Duration::ZERO)] {
            let (of, error) = fault(&look(Failed, other), created);
            assert_eq!((of, error.kind), (Default, ErrorKind::DownloadFailed));
            assert_eq!(error.message, "default: the status is error");
        }
    }
    let (of, error) = fault(&look(Absent, Failed), None);
    assert_eq!(
        (of, error.message.as_str()),
        (Audio, "audio: the status is error")
    );
}

#[test]
fn one_that_is_ready_without_a_url_is_ready_where_there_are_no_urls() {
    let regardless = |progress| look(progress, Ready).regardless_of_urls();
    assert_eq!(regardless(WithoutUrl), look(Ready, Ready));
    for progress in [Absent, Percent(50.0), Ready, Failed] {
        assert_eq!(regardless(progress), look(progress, Ready));
    }
}

#[test]
fn one_that_is_ready_without_a_url_is_looked_at_again_for_10_s() {
    let look = look(Ready, WithoutUrl);
    assert!(look.lacks_url());
    assert_eq!(look.verdict(None, ms(9_999)), Verdict::Again);
    let Verdict::Fault(of, error) = look.verdict(None, ms(10_000)) else {
        panic!("no fault");
    };
    assert_eq!((of, error.kind), (Audio, ErrorKind::DownloadFailed));
    assert_eq!(error.message, "audio: ready, but without a url");
}

#[test]
fn what_was_never_created_is_an_error_or_to_be_created() {
    for on_failed in [OnFailed::Stop, OnFailed::Leave, OnFailed::Retry] {
        let to_do = |default, audio| look(default, audio).to_do(on_failed);
        assert_eq!(to_do(Ready, Ready), []);
        assert_eq!(to_do(Absent, Absent), [create(Default), create(Audio)]);
        assert_eq!(to_do(Percent(5.0), Absent), [create(Audio)]);
        assert_eq!(to_do(Absent, WithoutUrl), [create(Default)]);
    }
    let (of, error) = fault(&look(Percent(5.0), Absent), None);
    assert_eq!((of, error.kind), (Audio, ErrorKind::NotCreated));
    assert_eq!(
        error.message,
        "audio: has not been created, and the option create is not true"
    );
}

#[test]
fn one_that_has_failed_stops_the_others_or_is_left_or_made_anew() {
    for (one, stop, leave, retry) in [
        (
            look(Failed, Absent),
            vec![],
            vec![create(Audio)],
            vec![delete(Default), create(Default), create(Audio)],
        ),
        (
            look(Absent, Failed),
            vec![],
            vec![create(Default)],
            vec![create(Default), delete(Audio), create(Audio)],
        ),
        (
            look(Failed, Ready),
            vec![],
            vec![],
            vec![delete(Default), create(Default)],
        ),
        (
            alone(Failed),
            vec![],
            vec![],
            vec![delete(Default), create(Default)],
        ),
    ] {
        assert_eq!(one.to_do(OnFailed::Stop), stop);
        assert_eq!(one.to_do(OnFailed::Leave), leave);
        assert_eq!(one.to_do(OnFailed::Retry), retry);
    }
}

#[test]
fn the_one_that_is_furthest_behind_says_how_far_all_are() {
    for (look, percent) in [
        (look(Absent, Ready), 0.0),
        (look(Percent(70.0), Percent(20.5)), 20.5),
        (look(Ready, WithoutUrl), 100.0),
        (Look::at_video(43.0), 43.0),
    ] {
        assert!((look.percent() - percent).abs() < f64::EPSILON);
    }
}

#[test]
fn what_is_neither_ready_nor_failed_nor_absent_is_being_encoded() {
    assert!(look(Percent(0.0), Ready).is_encoding());
    assert!(look(Failed, Percent(99.0)).is_encoding());
    for (default, audio) in [(Ready, Absent), (Failed, Absent), (WithoutUrl, Ready)] {
        assert!(!look(default, audio).is_encoding());
    }
}

#[test]
fn what_was_created_may_be_missing_for_10_s() {
    let look = look(Absent, Ready);
    for ago in [Duration::ZERO, ms(9_999)] {
        assert_eq!(look.verdict(Some(ago), Duration::ZERO), Verdict::Again);
    }
    let (of, error) = fault(&look, Some(ms(10_000)));
    assert_eq!((of, error.kind), (Default, ErrorKind::NotCreated));
    assert_eq!(error.message, "default: was created, and is not there");
}

#[test]
fn a_look_is_behind_when_any_asked_type_is() {
    for (now, earlier, expected) in [
        (Percent(4.9), Some(Percent(5.0)), true),
        (Percent(5.0), Some(Percent(5.0)), false),
        (Percent(5.1), Some(Percent(5.0)), false),
        (Absent, None, true),
        (Percent(0.0), None, false),
        (Percent(100.0), Some(Ready), true),
        (Percent(100.0), Some(WithoutUrl), true),
        (WithoutUrl, Some(Ready), true),
        (Ready, Some(WithoutUrl), false),
        (Failed, Some(Percent(99.0)), false),
        (Percent(0.0), Some(Absent), false),
    ] {
        let before = |other: fn(Progress) -> Look| earlier.map(other);
        let first = |progress| look(progress, Ready);
        let second = |progress| look(Ready, progress);
        assert_eq!(first(now).is_behind(before(first).as_ref()), expected);
        assert_eq!(second(now).is_behind(before(second).as_ref()), expected);
    }
}

#[test]
fn the_first_delay_is_a_second_and_none_is_beyond_its_bounds() {
    for chance in [0.0, 0.3, 0.999] {
        let factor = 0.9 + 0.2 * chance;
        for (first, now, elapsed, expected) in [
            (Percent(0.0), Percent(0.0), 0, 1_000.0),
            (Percent(0.0), Percent(0.0), 5_000, 2_500.0),
            (Percent(0.0), Percent(0.0), 900_000, 15_000.0),
            (Percent(0.0), Percent(5.0), 1_000, 9_500.0),
            (Percent(50.0), Percent(60.0), 4_000, 8_000.0),
            (Percent(0.0), Percent(0.01), 1_000, 15_000.0),
            (Percent(0.0), Percent(99.9), 10_000, 1_000.0),
            (Percent(9.0), Percent(3.0), 4_000, 2_000.0),
            (Percent(0.0), Percent(100.0), 4_000, 1_000.0),
            (Absent, Absent, 4_000, 2_000.0),
            (Percent(0.0), WithoutUrl, 4_000, 1_000.0),
        ] {
            for (first, now) in [
                (alone(first), alone(now)),
                (look(first, Ready), look(now, Ready)),
            ] {
                let delay = in_milliseconds(now.delay(&first, ms(elapsed), chance));
                assert!(
                    (delay - expected * factor).abs() < 0.01,
                    "{delay} {expected}"
                );
            }
        }
    }
}

#[test]
fn the_type_that_is_furthest_behind_sets_the_pace() {
    let both = look(Percent(10.0), Percent(90.0));
    let first = look(Percent(0.0), Percent(0.0));
    assert_eq!(both.delay(&first, ms(2_000), 0.5), ms(9_000));
    let one = look(Ready, Percent(90.0));
    let first = look(Ready, Percent(0.0));
    assert_eq!(one.delay(&first, ms(2_000), 0.5), ms(1_000));
}

/// Looks at a download that takes `needs` milliseconds, and returns how many looks it took and how
/// late the last one was. `chance` is the same for every delay.
fn wait(needs: f64, chance: f64) -> (usize, f64) {
    let (mut now, mut looks) = (0.0, 1);
    while now < needs {
        let look = alone(Percent(100.0 * now / needs));
        let delay = look.delay(&alone(Percent(0.0)), milliseconds(now), chance);
        now += in_milliseconds(delay);
        looks += 1;
    }
    (looks, now - needs)
}

#[test]
fn a_download_of_20_s_takes_at_most_10_looks_and_is_seen_soon() {
    for chance in 0..=100 {
        let (looks, late) = wait(20_000.0, f64::from(chance) / 100.0);
        assert!(
            looks <= 10 && late < 1_500.0,
            "{looks} looks, {late} ms late"
        );
    }
}

#[test]
fn longer_ones_take_hardly_more() {
    for (needs, most) in [(500.0, 2), (5_000.0, 7), (60_000.0, 13), (600_000.0, 52)] {
        for chance in 0..=10 {
            let (looks, late) = wait(needs, f64::from(chance) / 10.0);
            assert!(
                looks <= most && late < 1_500.0,
                "{needs}: {looks} looks, {late} ms late"
            );
        }
    }
}

fn any_progress() -> impl Strategy<Value = Progress> {
    let percent = (0.0..=100.0_f64).prop_map(Percent);
    prop_oneof![
        Just(Absent),
        percent,
        Just(WithoutUrl),
        Just(Ready),
        Just(Failed)
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_two_looks_have_a_delay_of_1_to_15_s_and_a_tenth(
        now in (any_progress(), any_progress()),
        first in (any_progress(), any_progress()),
        elapsed in any::<u64>(),
        chance in 0.0..1.0_f64,
    ) {
        let (now, first) = (look(now.0, now.1), look(first.0, first.1));
        let delay = now.delay(&first, ms(elapsed), chance);
        prop_assert!(delay >= ms(899) && delay <= ms(16_500), "{delay:?}");
    }

    #[test]
    fn no_look_is_ready_and_has_something_missing(
        now in (any_progress(), any_progress()),
        created in prop::option::of(0..20_u64),
        without_url in 0..20_u64,
    ) {
        let now = look(now.0, now.1);
        let verdict = now.verdict(created.map(seconds), seconds(without_url));
        if verdict == Verdict::Ready {
            prop_assert!(now.to_do(OnFailed::Retry).is_empty() && !now.lacks_url());
            prop_assert!(!now.is_behind(None));
        }
    }
}
