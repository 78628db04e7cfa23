//! How releases are watched, as the settings have it.

use serde::Deserialize;

/// The least and the most, in milliseconds.
const LEAST: i64 = 10_000;
const MOST: i64 = 4 * 3_600_000;

/// `[release]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseText {
    watch: Option<String>,
}

/// For how long a release is watched, in milliseconds, where that is said.
///
/// # Errors
/// When it is no such time.
pub(super) fn watch(set: ReleaseText, default: i64) -> Result<i64, String> {
    let Some(text) = set.watch else { return Ok(default) };
    let wrong = || format!("release.watch: {text:?} is not a time between 10s and 4h, such as \"5m\"");
    let split = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(split);
    let unit = match unit {
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(wrong()),
    };
    let number: i64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(unit).filter(|ms| (LEAST..=MOST).contains(ms)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_and_bounds() {
        let read = |text: &str| watch(ReleaseText { watch: Some(text.into()) }, 7);
        for (text, want) in [("5m", 300_000), ("90s", 90_000), ("1h", 3_600_000), ("10s", 10_000)] {
            assert_eq!(read(text), Ok(want));
        }
        for text in ["5", "m", "", "5 m", "9s", "5h", "-5m", "5d", "99999999999999999999s", "9999999999999999h"] {
            assert!(read(text).is_err_and(|e| e.starts_with("release.watch: ")), "{text}");
        }
        assert_eq!(watch(ReleaseText { watch: None }, 7), Ok(7));
    }
}
