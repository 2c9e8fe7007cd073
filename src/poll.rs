//! What a wait for downloads makes of each look at them: what is still to be created, whether the
//! wait is over, and when to look again. Asks nothing and sleeps nothing: the time and the chance
//! are handed in.

use crate::download::{State, TYPES, state};
use crate::error::{Class, Error};
use crate::json::Json;

/// The shortest delay between two looks, in milliseconds.
const MIN_DELAY: f64 = 1_000.0;

/// The longest delay between two looks, in milliseconds.
const MAX_DELAY: f64 = 15_000.0;

/// How much chance adds to a delay or takes off, so that waits that began together do not look together.
const JITTER: f64 = 0.1;

/// How long a download that was created may be missing from the list, in milliseconds: what is
/// written in one place is read in others a little later.
const MAX_LISTING_LAG: f64 = 10_000.0;

/// A set of the download types that Cloudflare documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// Adds the type of that name, and tells whether there is one.
    pub fn insert(&mut self, name: &str) -> bool {
        let index = TYPES.iter().position(|known| *known == name);
        self.0 |= index.map_or(0, |index| 1 << index);
        index.is_some()
    }

    /// Tells whether there is none in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the set as a number, a bit for each type, for [`Types::from_bits`].
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Makes the set again from its number.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        let is_in = move |index: usize| self.0 & (1 << index) != 0;
        TYPES
            .into_iter()
            .enumerate()
            .filter_map(move |(index, name)| is_in(index).then_some(name))
    }
}

/// Why a wait cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The error to throw.
    pub error: Error,
    /// The download type that it is about.
    pub download_type: &'static str,
}

/// Returns the types that have not been created. They are none when one of the others has failed,
/// because the wait ends with that.
#[must_use]
pub fn to_create<J: Json>(downloads: &J, types: Types) -> Types {
    let mut absent = Types::default();
    for name in types.names() {
        match state(downloads, name) {
            State::Absent => _ = absent.insert(name),
            State::Failed(_) => return Types::default(),
            State::InProgress(_) | State::Ready => {}
        }
    }
    absent
}

/// Tells whether all types are ready. `created_ago` is how many milliseconds ago the missing ones
/// have been created, or `None` where nothing was created.
///
/// # Errors
///
/// A type that has failed is a [`Class::DownloadFailed`] error, and one that is not there, and was not
/// created just now, is a [`Class::Cloudflare`] error.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::poll::{Types, is_ready};
/// # use cf_stream_downloads::json::{Json, Kind};
/// # struct Nothing;
/// # impl Json for Nothing {
/// #     fn kind(&self) -> Kind { Kind::Object }
/// #     fn member(&self, _: &str) -> Option<Self> { None }
/// #     fn element(&self, _: u32) -> Option<Self> { None }
/// #     fn boolean(&self) -> Option<bool> { None }
/// #     fn number(&self) -> Option<f64> { None }
/// #     fn excerpt(&self) -> Option<String> { None }
/// # }
/// let mut types = Types::default();
/// types.insert("audio");
/// assert_eq!(is_ready(&Nothing, types, Some(300.0)), Ok(false));
/// let fault = is_ready(&Nothing, types, None).unwrap_err();
/// assert_eq!(fault.error.message, "audio: has not been created, and the option create is not true");
/// ```
pub fn is_ready<J: Json>(
    downloads: &J,
    types: Types,
    created_ago: Option<f64>,
) -> Result<bool, Fault> {
    let mut ready = true;
    let mut absent = None;
    for name in types.names() {
        match state(downloads, name) {
            State::Ready => {}
            State::InProgress(_) => ready = false,
            State::Absent => absent = Some(name),
            State::Failed(fault) => return Err(failed(Class::DownloadFailed, name, fault)),
        }
    }
    match (absent, created_ago) {
        (None, _) => Ok(ready),
        (Some(_), Some(ago)) if ago < MAX_LISTING_LAG => Ok(false),
        (Some(name), None) => {
            let fault = "has not been created, and the option create is not true";
            Err(failed(Class::Cloudflare, name, fault))
        }
        (Some(name), Some(_)) => {
            let fault = "was created, and is not there";
            Err(failed(Class::Cloudflare, name, fault))
        }
    }
}

fn failed(class: Class, name: &'static str, fault: &str) -> Fault {
    Fault {
        error: Error::new(class, &[name, ": ", fault]),
        download_type: name,
    }
}

/// Tells whether a look lacks one of the types, or shows it further back than an earlier look did: it
/// was answered by a place that is behind.
#[must_use]
pub fn is_behind<J: Json>(downloads: &J, earlier: &J, types: Types) -> bool {
    types.names().any(|name| {
        let now = state(downloads, name);
        now == State::Absent || rank(&now) < rank(&state(earlier, name))
    })
}

fn rank(state: &State) -> f64 {
    match state {
        State::Absent => -1.0,
        State::InProgress(percent) => *percent,
        State::Ready | State::Failed(_) => 101.0,
    }
}

/// Returns how many milliseconds to wait before the next look: half of the time that the type that
/// is furthest behind still needs at its pace so far. Without any progress to go by, it is taken to
/// need as long again as it has taken.
///
/// - `elapsed` is the time between the looks at `first` and at `downloads`, in milliseconds.
/// - `chance` is a random number, 0 or more and less than 1.
#[must_use]
pub fn delay<J: Json>(first: &J, downloads: &J, types: Types, elapsed: f64, chance: f64) -> f64 {
    let progress = |downloads| {
        let percent = |name| rank(&state(downloads, name)).clamp(0.0, 100.0);
        types.names().map(percent).fold(100.0, f64::min)
    };
    let reached = progress(downloads);
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
    use super::{Types, delay, is_behind, is_ready, to_create};
    use crate::error::Class;
    use serde_json::{Value, json};

    fn types(names: &[&str]) -> Types {
        let mut types = Types::default();
        for name in names {
            assert!(types.insert(name));
        }
        types
    }

    fn at(percent: f64) -> Value {
        json!({ "default": { "status": "inprogress", "percentComplete": percent, "url": "https://x" } })
    }

    fn both(default: &str, audio: &str) -> Value {
        json!({
            "default": { "status": default, "url": "https://x/default.mp4" },
            "audio": { "status": audio, "url": "https://x/audio.m4a" },
        })
    }

    #[test]
    fn a_set_holds_the_documented_types_alone() {
        let mut set = types(&["audio", "audio"]);
        assert!(!set.insert("hls") && !set.insert("") && !set.insert("Audio"));
        assert_eq!(set.names().collect::<Vec<_>>(), ["audio"]);
        assert_eq!(Types::from_bits(set.bits()), set);
        assert!(Types::default().is_empty() && !set.is_empty());
    }

    #[test]
    fn all_asked_types_have_to_be_ready_and_no_other() {
        let downloads = both("ready", "inprogress");
        assert_eq!(is_ready(&&downloads, types(&["default"]), None), Ok(true));
        for asked in [&["audio"][..], &["default", "audio"]] {
            assert_eq!(is_ready(&&downloads, types(asked), None), Ok(false));
        }
        let downloads = both("ready", "error");
        assert_eq!(is_ready(&&downloads, types(&["default"]), None), Ok(true));
    }

    #[test]
    fn what_is_neither_ready_nor_an_error_goes_on() {
        for download in [
            json!({ "status": "queued" }),
            json!({}),
            json!({ "percentComplete": 100 }),
        ] {
            let downloads = json!({ "default": download });
            assert_eq!(is_ready(&&downloads, types(&["default"]), None), Ok(false));
        }
    }

    #[test]
    fn a_type_that_has_failed_ends_the_wait() {
        let both_types = types(&["default", "audio"]);
        for other in ["ready", "inprogress", "error"] {
            let fault =
                is_ready(&&both(other, "error"), both_types, Some(0.0)).expect_err("a fault");
            assert_eq!(fault.error.class, Class::DownloadFailed);
        }
        let fault = is_ready(&&both("ready", "error"), both_types, None).expect_err("a fault");
        assert_eq!(fault.download_type, "audio");
        assert_eq!(fault.error.message, "audio: the status is error");
        for url in [json!(null), json!("")] {
            let downloads = json!({ "default": { "status": "ready", "url": url } });
            let fault = is_ready(&&downloads, types(&["default"]), None).expect_err("a fault");
            assert_eq!(fault.error.message, "default: ready, but without a url");
        }
    }

    #[test]
    fn a_failure_beats_what_was_never_created() {
        let downloads = json!({ "default": { "status": "error" } });
        let asked = types(&["default", "audio"]);
        assert!(to_create(&&downloads, asked).is_empty());
        let fault = is_ready(&&downloads, asked, None).expect_err("a fault");
        assert_eq!(fault.download_type, "default");
    }

    #[test]
    fn what_was_never_created_is_an_error_or_to_be_created() {
        let downloads = both("ready", "ready");
        let asked = types(&["default", "audio"]);
        assert!(to_create(&&downloads, asked).is_empty());
        assert_eq!(to_create(&&json!({}), asked), asked);
        let downloads = at(5.0);
        assert_eq!(to_create(&&downloads, asked), types(&["audio"]));
        let fault = is_ready(&&downloads, asked, None).expect_err("a fault");
        assert_eq!(
            (fault.error.class, fault.download_type),
            (Class::Cloudflare, "audio")
        );
    }

    #[test]
    fn what_was_created_may_be_missing_for_a_moment() {
        let asked = types(&["default"]);
        assert_eq!(is_ready(&&json!({}), asked, Some(0.0)), Ok(false));
        assert_eq!(is_ready(&&json!({}), asked, Some(9_999.0)), Ok(false));
        let fault = is_ready(&&json!({}), asked, Some(10_000.0)).expect_err("a fault");
        assert_eq!(
            fault.error.message,
            "default: was created, and is not there"
        );
    }

    #[test]
    fn a_look_is_behind_when_any_asked_type_is() {
        let asked = types(&["default"]);
        assert!(is_behind(&&at(4.9), &&at(5.0), asked));
        assert!(!is_behind(&&at(5.0), &&at(5.0), asked));
        assert!(!is_behind(&&at(5.1), &&at(5.0), asked));
        assert!(is_behind(&&json!({}), &&json!({}), asked));
        assert!(!is_behind(&&at(0.0), &&json!({}), asked));
        assert!(is_behind(&&at(100.0), &&both("ready", "ready"), asked));
        assert!(!is_behind(&&both("error", "ready"), &&at(99.0), asked));
        assert!(!is_behind(&&at(50.0), &&both("inprogress", "ready"), asked));
        assert!(is_behind(
            &&at(50.0),
            &&both("inprogress", "ready"),
            types(&["default", "audio"])
        ));
    }

    #[test]
    fn the_first_delay_is_a_second_and_none_is_beyond_its_bounds() {
        let asked = types(&["default"]);
        for chance in [0.0, 0.3, 0.999] {
            let factor = 0.9 + 0.2 * chance;
            let delay = |first, now, elapsed| delay(&&at(first), &&at(now), asked, elapsed, chance);
            for (delay, expected) in [
                (delay(0.0, 0.0, 0.0), 1_000.0),
                (delay(0.0, 0.0, 5_000.0), 2_500.0),
                (delay(0.0, 0.0, 900_000.0), 15_000.0),
                (delay(0.0, 5.0, 1_000.0), 9_500.0),
                (delay(50.0, 60.0, 4_000.0), 8_000.0),
                (delay(0.0, 0.01, 1_000.0), 15_000.0),
                (delay(0.0, 99.9, 10_000.0), 1_000.0),
                (delay(9.0, 3.0, 4_000.0), 2_000.0),
                (delay(0.0, 1e308, 4_000.0), 1_000.0),
                (delay(-5.0, -9.0, 4_000.0), 2_000.0),
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
        let downloads = |default: f64, audio: f64| {
            json!({
                "default": { "status": "inprogress", "percentComplete": default },
                "audio": { "status": "inprogress", "percentComplete": audio },
            })
        };
        let asked = types(&["default", "audio"]);
        let slow = delay(
            &&downloads(0.0, 0.0),
            &&downloads(10.0, 90.0),
            asked,
            2_000.0,
            0.5,
        );
        assert!((slow - 9_000.0).abs() < 1e-6, "{slow}");
        let alone = delay(
            &&downloads(0.0, 0.0),
            &&downloads(10.0, 90.0),
            types(&["audio"]),
            2_000.0,
            0.5,
        );
        assert!((alone - 1_000.0).abs() < 1e-6, "{alone}");
    }

    /// Looks at a download that takes `needs` milliseconds, and returns how many looks it took and
    /// how late the last one was. `chance` is the same for every delay.
    fn wait(needs: f64, chance: f64) -> (usize, f64) {
        let asked = types(&["default"]);
        let (mut now, mut looks) = (0.0, 1);
        while now < needs {
            now += delay(&&at(0.0), &&at(100.0 * now / needs), asked, now, chance);
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
