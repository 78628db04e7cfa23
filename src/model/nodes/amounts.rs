//! How much of a node: CPU, memory, ephemeral storage.

use crate::model::asks::{Ask, Asks};
use crate::model::quantity::Quantity;

/// Whole ones, such as bytes.
pub fn whole(quantity: Quantity) -> i64 {
    i64::try_from(quantity.whole()).unwrap_or(i64::MAX)
}

/// How much of each there is, is taken or is left, which may be less than nothing; so it is signed, and what is not told is 0. What a pod asks
/// for, where none is not 0, is in [`Asks`], of which [`Amounts::asked`] makes this.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Amounts {
    /// Thousandths of a core.
    pub cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Bytes of ephemeral storage.
    pub storage: i64,
}

impl Amounts {
    /// Of quantities as the API writes them. What is none counts nothing.
    pub fn of(cpu: &str, memory: &str, storage: &str) -> Self {
        let read = |text: &str| text.parse::<Quantity>().ok();
        Self {
            cpu: read(cpu).map_or(0, Quantity::milli),
            memory: read(memory).map_or(0, whole),
            storage: read(storage).map_or(0, whole),
        }
    }

    /// What is asked for, by request or by limit; CPU is rounded up, as the API does.
    pub fn asked(asks: Asks, of: impl Fn(Ask) -> Option<u64>) -> Self {
        let read = |ask: Ask, unit: u64| i64::try_from(of(ask).unwrap_or(0).div_ceil(unit)).unwrap_or(i64::MAX);
        Self { cpu: read(asks.cpu, 1_000_000), memory: read(asks.memory, 1), storage: read(asks.storage, 1) }
    }

    /// Each as `f` makes it of both.
    #[must_use]
    pub fn with(self, other: Self, f: impl Fn(i64, i64) -> i64) -> Self {
        Self { cpu: f(self.cpu, other.cpu), memory: f(self.memory, other.memory), storage: f(self.storage, other.storage) }
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, i64::saturating_add)
    }

    /// What is left; below 0 where there is not so much.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.with(other, i64::saturating_sub)
    }

    /// The larger of each.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        self.with(other, Ord::max)
    }
}

/// The share in percent, cut as kubectl cuts it; 0 of nothing.
pub fn percent(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { (i128::from(part) * 100 / i128::from(whole)) as i64 }
}

/// Cores: `3.25`, `0.1`, `16`.
pub fn cores(milli: i64) -> String {
    let text = if milli % 10 == 0 { format!("{:.2}", milli as f64 / 1000.0) } else { format!("{:.3}", milli as f64 / 1000.0) };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Bytes in the API's units: `340Mi`, `15.6Gi`, `0`.
pub fn memory(bytes: i64) -> String {
    const UNITS: [&str; 6] = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
    let (mut size, mut unit) = (bytes as f64, 0);
    while size.abs() >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    // One figure behind the point where that says something.
    let text = if size.abs() < 100.0 && unit > 0 { format!("{size:.1}") } else { format!("{size:.0}") };
    format!("{}{}", text.strip_suffix(".0").unwrap_or(&text), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_shortly() {
        for (milli, want) in [(0, "0"), (100, "0.1"), (1150, "1.15"), (4000, "4"), (5, "0.005"), (64_000, "64")] {
            assert_eq!(cores(milli), want);
        }
        for (text, want) in
            [("0", "0"), ("340Mi", "340Mi"), ("32768000Ki", "31.2Gi"), ("16Gi", "16Gi"), ("512", "512"), ("1100Ki", "1.1Mi")]
        {
            assert_eq!(memory(Amounts::of("", text, "").memory), want, "{text}");
        }
        assert_eq!((percent(1150, 4000), percent(1, 0), percent(999, 1000)), (28, 0, 99));
    }
}
