//! What a wait for downloads makes of each look at them: what is still to be created, whether the
//! wait is over, and when to look again. Asks nothing and sleeps nothing: the time and the chance
//! are handed in.
//!
//! How far a download is, is one number, its look, which [`look`] makes:
//!
//! - below 0: it has not been created.
//! - 0 to 100: it is being made, or has a status that nobody knows. It is the percentage.
//! - 101: it can be downloaded. One that nobody asked for counts as such.
//! - above: it never will.
//!
//! The looks of the types come in pairs, `default` first.

use crate::download::TYPES;
use crate::error::{Class, Error};

const ABSENT: f64 = -1.0;
const READY: f64 = 101.0;
const FAILED: f64 = 102.0;
const WITHOUT_URL: f64 = 103.0;

/// The shortest delay between two looks, in milliseconds.
const MIN_DELAY: f64 = 1_000.0;

/// The longest delay between two looks, in milliseconds.
const MAX_DELAY: f64 = 15_000.0;

/// How much chance adds to a delay or takes off, so that waits that began together do not look together.
const JITTER: f64 = 0.1;

/// How long a download that was created may be missing from the list, in milliseconds: what is
/// written in one place is read in others a little later.
const MAX_LISTING_LAG: f64 = 10_000.0;

/// Returns how far a download is.
///
/// - `status` is 0 for `ready`, 1 for `error`, and any other number for all else. `look.js` has the
///   same list.
/// - `percent` may be NaN, where the download does not say.
#[must_use]
pub fn look(is_there: bool, status: i32, has_url: bool, percent: f64) -> f64 {
    match status {
        _ if !is_there => ABSENT,
        0 if has_url => READY,
        0 => WITHOUT_URL,
        1 => FAILED,
        _ if percent > 0.0 => percent.min(100.0),
        _ => 0.0,
    }
}

/// Returns the types that have not been created, a bit for each. They are none when one of the others
/// has failed, because the wait ends with that.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::poll::{look, to_create};
///
/// let none = look(false, -1, false, f64::NAN);
/// let failed = look(true, 1, true, 12.5);
/// assert_eq!(to_create([none, none]), 0b11);
/// assert_eq!(to_create([none, failed]), 0);
/// ```
#[must_use]
pub fn to_create(looks: [f64; 2]) -> u8 {
    let [default, audio] = looks;
    if default > READY || audio > READY {
        return 0;
    }
    u8::from(default < 0.0) | u8::from(audio < 0.0) << 1
}

/// Returns why the wait cannot go on: its time is up, or a type has failed, or is not there and was not
/// created just now. Of a type, the message begins with its name.
///
/// - `created_ago` is how many milliseconds ago the missing ones have been created, or NaN where nothing
///   was created.
/// - `waited` is the time that was given, in milliseconds, if it is up, or else nothing.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::poll::{fault, look};
///
/// let (ready, none) = (look(true, 0, true, 100.0), look(false, -1, false, f64::NAN));
/// assert_eq!(fault([ready, none], 300.0, ""), None);
/// let error = fault([ready, none], f64::NAN, "").unwrap();
/// assert_eq!(error.message, "audio: has not been created, and the option create is not true");
/// ```
#[must_use]
pub fn fault(looks: [f64; 2], created_ago: f64, waited: &str) -> Option<Error> {
    let ([default, audio], [default_name, audio_name]) = (looks, TYPES);
    let (name, look) = if default > READY || (0.0..=READY).contains(&audio) {
        (default_name, default)
    } else {
        (audio_name, audio)
    };
    let (class, parts) = if !waited.is_empty() {
        (Class::DownloadTimeout, ["Not ready after ", waited, " ms"])
    } else if look > FAILED {
        (
            Class::DownloadFailed,
            [name, ": ready, but without a url", ""],
        )
    } else if look > READY {
        (Class::DownloadFailed, [name, ": the status is error", ""])
    } else if look >= 0.0 || created_ago < MAX_LISTING_LAG {
        return None;
    } else if created_ago.is_nan() {
        let why = ": has not been created, and the option create is not true";
        (Class::Cloudflare, [name, why, ""])
    } else {
        (
            Class::Cloudflare,
            [name, ": was created, and is not there", ""],
        )
    };
    Some(Error::new(class, &parts))
}

/// Tells whether a look lacks one of the types, or shows it further back than an earlier look did: it
/// was answered by a place that is behind. Where there is no earlier one, its numbers are NaN.
#[must_use]
pub fn is_behind(looks: [f64; 2], earlier: [f64; 2]) -> bool {
    let ([default, audio], [earlier_default, earlier_audio]) = (looks, earlier);
    default < 0.0 || audio < 0.0 || default < earlier_default || audio < earlier_audio
}

/// Returns how many milliseconds to wait before the next look: half of the time that the type that
/// is furthest behind still needs at its pace so far. Without any progress to go by, it is taken to
/// need as long again as it has taken. When all are ready, there is no next look, and it is 0.
///
/// - `elapsed` is the time between `first` and `looks`, in milliseconds.
/// - `chance` is a random number, 0 or more and less than 1.
#[must_use]
pub fn delay(looks: [f64; 2], first: [f64; 2], elapsed: f64, chance: f64) -> f64 {
    let progress = |[default, audio]: [f64; 2]| default.min(audio).max(0.0);
    let reached = progress(looks);
    if reached >= READY {
        return 0.0;
    }
    let gained = reached - progress(first);
    let needed = if gained > 0.0 {
        elapsed * (100.0 - reached) / gained
    } else {
        elapsed
    };
    (needed / 2.0).clamp(MIN_DELAY, MAX_DELAY) * (1.0 - JITTER + 2.0 * JITTER * chance)
}

#[cfg(test)]
mod test {
    use super::{ABSENT, READY, delay, fault, is_behind, look, to_create};
    use crate::error::Class;

    const FAILED: f64 = super::FAILED;
    const NONE: f64 = f64::NAN;

    #[test]
    fn a_download_is_as_far_as_its_status_says() {
        for (there, status, has_url, percent, expected) in [
            (true, 0, true, 100.0, READY),
            (true, 0, true, NONE, READY),
            (true, 0, false, 100.0, super::WITHOUT_URL),
            (true, 1, true, 42.5, FAILED),
            (true, -1, true, 42.5, 42.5),
            (true, -1, false, NONE, 0.0),
            (true, 7, false, 100.0, 100.0),
            (true, -1, true, 1e308, 100.0),
            (true, -1, true, -9.0, 0.0),
            (false, -1, false, NONE, ABSENT),
        ] {
            let look = look(there, status, has_url, percent);
            assert!((look - expected).abs() < 1e-9, "{look} {expected}");
        }
    }

    #[test]
    fn what_is_not_ready_goes_on() {
        for looks in [[0.0, READY], [READY, 100.0], [99.9, 3.0]] {
            assert_eq!(fault(looks, NONE, ""), None);
            assert!(delay(looks, looks, 0.0, 0.5) > 0.0);
        }
    }

    #[test]
    fn there_is_no_next_look_when_all_are_ready() {
        assert!(delay([READY, READY], [0.0, READY], 5000.0, 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_type_that_has_failed_ends_the_wait() {
        for other in [READY, 12.0, FAILED, ABSENT] {
            let error = fault([FAILED, other], 0.0, "").expect("a fault");
            assert_eq!(error.class, Class::DownloadFailed);
            assert_eq!(error.message, "default: the status is error");
        }
        for (other, expected) in [
            (FAILED, "audio: the status is error"),
            (super::WITHOUT_URL, "audio: ready, but without a url"),
        ] {
            let error = fault([READY, other], NONE, "").expect("a fault");
            assert_eq!(error.message, expected);
        }
    }

    #[test]
    fn a_failure_beats_what_was_never_created() {
        for looks in [[FAILED, ABSENT], [ABSENT, FAILED]] {
            assert_eq!(to_create(looks), 0);
            let error = fault(looks, NONE, "").expect("a fault");
            assert_eq!(error.class, Class::DownloadFailed);
        }
    }

    #[test]
    fn what_was_never_created_is_an_error_or_to_be_created() {
        for (looks, bits) in [
            ([READY, READY], 0),
            ([ABSENT, ABSENT], 0b11),
            ([5.0, ABSENT], 0b10),
            ([ABSENT, READY], 0b01),
        ] {
            assert_eq!(to_create(looks), bits);
        }
        let error = fault([5.0, ABSENT], NONE, "").expect("a fault");
        assert_eq!(error.class, Class::Cloudflare);
        assert!(error.message.starts_with("audio: has not been created"));
    }

    #[test]
    fn what_was_created_may_be_missing_for_a_moment() {
        let looks = [ABSENT, READY];
        assert_eq!(fault(looks, 0.0, ""), None);
        assert_eq!(fault(looks, 9_999.0, ""), None);
        let error = fault(looks, 10_000.0, "").expect("a fault");
        assert_eq!(error.message, "default: was created, and is not there");
    }

    #[test]
    fn the_time_that_was_given_is_named() {
        let error = fault([FAILED, ABSENT], NONE, "1501").expect("a fault");
        assert_eq!(error.class, Class::DownloadTimeout);
        assert_eq!(error.message, "Not ready after 1501 ms");
    }

    #[test]
    fn a_look_is_behind_when_any_asked_type_is() {
        for (now, earlier, expected) in [
            (4.9, 5.0, true),
            (5.0, 5.0, false),
            (5.1, 5.0, false),
            (ABSENT, NONE, true),
            (0.0, NONE, false),
            (100.0, READY, true),
            (FAILED, 99.0, false),
        ] {
            assert_eq!(is_behind([now, READY], [earlier, READY]), expected);
            assert_eq!(is_behind([READY, now], [READY, earlier]), expected);
        }
    }

    #[test]
    fn the_first_delay_is_a_second_and_none_is_beyond_its_bounds() {
        for chance in [0.0, 0.3, 0.999] {
            let factor = 0.9 + 0.2 * chance;
            let delay = |first, now, elapsed| delay([now, READY], [first, READY], elapsed, chance);
            for (delay, expected) in [
                (delay(0.0, 0.0, 0.0), 1_000.0),
                (delay(0.0, 0.0, 5_000.0), 2_500.0),
                (delay(0.0, 0.0, 900_000.0), 15_000.0),
                (delay(0.0, 5.0, 1_000.0), 9_500.0),
                (delay(50.0, 60.0, 4_000.0), 8_000.0),
                (delay(0.0, 0.01, 1_000.0), 15_000.0),
                (delay(0.0, 99.9, 10_000.0), 1_000.0),
                (delay(9.0, 3.0, 4_000.0), 2_000.0),
                (delay(0.0, 100.0, 4_000.0), 1_000.0),
                (delay(ABSENT, ABSENT, 4_000.0), 2_000.0),
            ] {
                assert!(
                    (delay - expected * factor).abs() < 1e-6,
                    "{delay} {expected}"
                );
            }
        }
    }

    #[test]
    fn the_type_that_is_furthest_behind_sets_the_pace() {
        let slow = delay([10.0, 90.0], [0.0, 0.0], 2_000.0, 0.5);
        assert!((slow - 9_000.0).abs() < 1e-6, "{slow}");
        let alone = delay([READY, 90.0], [READY, 0.0], 2_000.0, 0.5);
        assert!((alone - 1_000.0).abs() < 1e-6, "{alone}");
    }

    /// Looks at a download that takes `needs` milliseconds, and returns how many looks it took and
    /// how late the last one was. `chance` is the same for every delay.
    fn wait(needs: f64, chance: f64) -> (usize, f64) {
        let (mut now, mut looks) = (0.0, 1);
        while now < needs {
            now += delay([100.0 * now / needs, READY], [0.0, READY], now, chance);
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
}
