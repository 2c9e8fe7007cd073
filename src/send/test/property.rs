//! Any answers, failures and delays.

use crate::attempt::{Evidence, Failed};
use crate::error::ErrorKind;
use crate::options::RequestOptions;
use crate::scripted::{Stage, any_content, any_scene, assert_readable, cases, list, ms};
use crate::send::call;
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn any_answers_end_a_call_in_time_with_nothing_left(
        scenes in prop::collection::vec(any_scene(any_content()), 1..5),
        timeout in prop::option::of(1..90_000_u64),
        max_retries in 0..4_u32,
        chances in any::<[u8; 3]>(),
    ) {
        let mut chances = chances.into_iter().cycle();
        let stage = Stage::answering(scenes)
            .with_chance(move || f64::from(chances.next().unwrap_or(0)) / 256.0);
        let timeout = timeout.map(ms);
        let options = RequestOptions { timeout, max_retries };
        let ended = stage.run(call(&stage, &list(), &options));
        prop_assert!(stage.is_idle());
        prop_assert!(stage.most() <= 1);

        let sent = stage.sent().len();
        let attempts = usize::try_from(max_retries)? + 1;
        prop_assert!((1..=attempts).contains(&sent));
        // The last one may have been given up by the runtime: nobody is told of that.
        let noted = stage.attempts().len();
        prop_assert!(noted == sent || noted + 1 == sent && ended.is_err(), "{noted} of {sent}");
        for (turn, (outcome, retry_in)) in stage.attempts().into_iter().enumerate() {
            prop_assert_eq!(retry_in.is_some(), turn + 1 < sent);
            prop_assert!(retry_in.is_none_or(|delay| delay <= ms(60_000)));
            prop_assert!(outcome.is_ok() || ended.is_err() || turn + 1 < sent);
        }
        let longest = timeout.unwrap_or(ms(140_000)) * u32::try_from(sent)?;
        prop_assert!(stage.elapsed() <= longest + ms(60_000) * max_retries);

        if let Err(failed) = ended {
            let Failed { error, evidence, .. } = *failed;
            assert_readable(&error);
            let has_answer = matches!(evidence, Evidence::Answer(..));
            let of_answer = [ErrorKind::Status, ErrorKind::InvalidResponse].contains(&error.kind);
            prop_assert_eq!(has_answer, of_answer);
            let others = [ErrorKind::Connection, ErrorKind::Timeout, ErrorKind::Abandoned];
            prop_assert!(of_answer || others.contains(&error.kind));
        }
    }

    #[test]
    fn any_call_that_is_dropped_or_abandoned_leaves_nothing(
        scenes in prop::collection::vec(any_scene(any_content()), 1..5),
        polls in 0..12_usize,
        time in 0..200_000_u64,
    ) {
        let options = RequestOptions::default();
        let stage = Stage::answering(scenes.clone());
        drop(stage.run_polls(polls, call(&stage, &list(), &options)));
        prop_assert!(stage.is_idle());
        let stage = Stage::answering(scenes.clone());
        drop(stage.run_until(ms(time), call(&stage, &list(), &options)));
        prop_assert!(stage.is_idle());

        let stage = Stage::answering(scenes).abandoned_after(ms(time));
        let ended = stage.run(call(&stage, &list(), &options));
        prop_assert!(stage.is_idle());
        prop_assert!(stage.elapsed() <= ms(time));
        if stage.elapsed() == ms(time) && let Err(failed) = ended {
            assert_readable(&failed.error);
        }
    }
}
