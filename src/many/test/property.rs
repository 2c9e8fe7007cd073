//! Any answers, failures and delays.

use super::names::{gather, library, many, names, source};
use crate::error::ErrorKind;
use crate::many::Many;
use crate::options::RequestOptions;
use crate::scripted::{Scene, Stage, any_content, any_scene, cases, ms, seconds};
use proptest::prelude::*;
use std::collections::HashSet;

fn asks_to_wait(scene: &Scene) -> bool {
    let headers = scene
        .outcome
        .as_ref()
        .map(|answer| &answer.headers[..])
        .unwrap_or_default();
    let names = ["ratelimit", "retry-after", "retry-after-ms"];
    headers.iter().any(|(name, _)| names.contains(name))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn any_answers_end_it_and_no_video_comes_twice(
        scenes in prop::collection::vec(any_scene(any_content()), 1..20),
        count in 0..30_usize,
        concurrency in 1..9_usize,
        max_retries in 0..3_u32,
        pause in prop::sample::select(vec![0, 0, 30, 5_000]),
        polls in 0..60_usize,
        abandoned in prop::option::of(0..600_u64),
    ) {
        let stage = |scenes: &[Scene]| {
            let scenes = scenes.to_vec();
            let mut turn = 0;
            Stage::new(move |_, _| {
                turn += 1;
                scenes[turn % scenes.len()].clone()
            })
        };
        let timeout = Some(ms(20_000));
        let options = RequestOptions { timeout, max_retries };
        let begin = |stage: &Stage| {
            let mut source = source(stage, &names(count));
            source.pause = ms(pause);
            Many::new(stage.clone(), options.clone(), source, concurrency, None)
        };

        let dropped = stage(&scenes);
        drop(dropped.run_polls(polls, gather(begin(&dropped))));
        prop_assert!(dropped.is_idle());

        let mut stage = stage(&scenes);
        if let Some(time) = abandoned {
            stage = stage.abandoned_after(seconds(time));
        }
        let Some(all) = stage.run_until(seconds(500_000_000), gather(begin(&stage))) else {
            // What a server asks for is kept to, for years as well.
            prop_assert!(stage.is_idle() && scenes.iter().any(asks_to_wait));
            return Ok(());
        };
        prop_assert!(stage.is_idle());
        prop_assert!(stage.most() <= concurrency);
        let found: HashSet<_> = all.names().into_iter().collect();
        prop_assert_eq!(found.len(), all.found.len());
        match all.failure {
            None => prop_assert_eq!(found.len(), count),
            Some(error) => prop_assert!(
                error.kind == ErrorKind::Abandoned || matches!(error.status, Some(401 | 403 | 429)),
                "{error:?}"
            ),
        }
    }
}

#[test]
fn two_runs_of_the_same_events_are_the_same() {
    let runs = [(), ()].map(|()| {
        let stage = library(ms(70));
        stage
            .run(gather(many(
                &stage,
                &names(50),
                RequestOptions::default(),
                6,
            )))
            .names()
    });
    assert_eq!(runs[0], runs[1]);
}
