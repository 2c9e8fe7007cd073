//! Any videos, with any of the same time, in pages of any size, while videos come and go.

use super::library::{Held, Library, gather, list, uids};
use crate::scripted::{Stage, any_content, any_json, any_scene, cases, ok, seconds};
use crate::videos::Query;
use proptest::prelude::*;
use std::collections::HashMap;

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn each_video_that_is_there_throughout_comes_once(
        times in prop::collection::vec(0..40_u32, 0..60),
        page in 2..20_u32,
        is_inclusive: bool,
        is_ascending: bool,
        limit in prop::option::of(0..80_u32),
        // For each page those that are deleted, and the times of those that are uploaded.
        changes in prop::collection::vec(
            (prop::collection::vec(any::<prop::sample::Index>(), 0..3), prop::collection::vec(0..60_u32, 0..3)),
            0..20,
        ),
    ) {
        // As many of a time as fit on a page, with those that are uploaded; and one less where they come again.
        let mut counts = HashMap::new();
        let most = page as usize - usize::from(is_inclusive);
        let uploaded = |time: u32| changes.iter().flat_map(|(_, times)| times).filter(|one| **one == time).count();
        let mut held: Held = Vec::new();
        for (index, time) in times.into_iter().enumerate() {
            let count = counts.entry(time).or_insert_with(|| uploaded(time));
            *count += 1;
            if *count <= most {
                held.push((format!("video{index}"), time));
            }
        }
        let possible = uploads_fit(&changes, most);
        prop_assume!(possible);
        let before = held.clone();
        let mut turn = 0;
        let mut library = Library::new(held, move |held| {
            if let Some((deleted, uploaded)) = changes.get(turn) {
                for index in deleted {
                    if !held.is_empty() {
                        held.remove(index.index(held.len()));
                    }
                }
                // Those of one time come in another order.
                let by = turn % held.len().max(1);
                held.rotate_left(by);
                for (index, time) in uploaded.iter().enumerate() {
                    held.insert(0, (format!("new{turn}-{index}"), *time));
                }
            }
            turn += 1;
        });
        library.is_inclusive(is_inclusive);
        let query = Query { is_ascending, limit, ..Query::default() };

        let (found, failure) = gather(&library.stage, list(&library.stage, query, page));
        prop_assert_eq!(failure, None);
        let uids = uids(&found);
        let mut sorted = uids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        prop_assert_eq!(sorted.len(), uids.len(), "each once: {:?}", uids);
        let mut created: Vec<_> = found.iter().filter_map(|video| video["created"].as_str()).collect();
        if !is_ascending {
            created.reverse();
        }
        prop_assert!(created.is_sorted_by_key(|time| time.trim_end_matches(".000Z").trim_end_matches('Z')));
        let after = library.held.borrow();
        let throughout = before.iter().filter(|video| after.contains(video));
        match limit {
            None => for (uid, _) in throughout {
                prop_assert!(uids.contains(&uid.as_str()), "{uid} is missing of {uids:?}");
            },
            Some(limit) => {
                let limit = limit as usize;
                prop_assert!(uids.len() <= limit && uids.len() >= limit.min(throughout.count()));
            }
        }
    }

    #[test]
    fn any_answers_end_it(
        scenes in prop::collection::vec(any_scene(any_content()), 1..10),
        page in 1..5_u32,
    ) {
        let stage = Stage::answering(scenes);
        stage.run_until(seconds(500_000_000), async {
            let mut list = list(&stage, Query::default(), page);
            while let Ok(Some(_)) = list.next().await {}
        });
        prop_assert!(stage.is_idle());
    }

    #[test]
    fn any_videos_end_it(
        pages in prop::collection::vec(prop::collection::vec(any_json(), 0..6), 1..10),
        page in 1..5_u32,
        is_ascending: bool,
    ) {
        let mut turn = 0;
        let stage = Stage::new(move |_, _| {
            turn += 1;
            ok(pages[turn % pages.len()].clone().into())
        });
        let query = Query { is_ascending, ..Query::default() };
        gather(&stage, list(&stage, query, page));
    }
}

/// Tells whether those that are uploaded of one time fit on a page.
fn uploads_fit(changes: &[(Vec<prop::sample::Index>, Vec<u32>)], most: usize) -> bool {
    let mut counts = HashMap::new();
    for time in changes.iter().flat_map(|(_, uploaded)| uploaded) {
        *counts.entry(time).or_insert(0) += 1;
    }
    counts.values().all(|count| *count <= most)
}
