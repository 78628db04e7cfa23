//! Sums of quantities of resources, written as the API writes them.

use super::text;
use crate::model::asks::Counted;
use crate::model::quantity::Quantity;
use serde_json::Value;

const ONE: i128 = 1_000_000_000;

/// An amount in billionths, and whether it is written in powers of 1024.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Amount {
    nano: i128,
    binary: bool,
}

impl Amount {
    /// Of a text of the API; nothing where it is none.
    pub(super) fn of(value: &Value) -> Self {
        let text = text(value);
        Self { nano: text.parse().map_or(0, Quantity::exact), binary: text.ends_with('i') }
    }

    /// How many hundredths of a whole it is, rounded down; `None` of nothing.
    pub(super) fn percent_of(self, whole: Self) -> Option<i128> {
        (whole.nano > 0).then(|| self.nano.saturating_mul(100) / whole.nano)
    }

    /// With its share of a whole: `850m (21%)`.
    pub(super) fn with_share(self, whole: Self) -> String {
        match self.percent_of(whole) {
            Some(percent) => format!("{self} ({percent}%)"),
            None => self.to_string(),
        }
    }
}

impl Counted for Amount {
    /// As the API adds: in the form of what was not nothing first.
    fn plus(self, other: Self) -> Self {
        let binary = if self.nano == 0 { other.binary } else { self.binary };
        Self { nano: self.nano.saturating_add(other.nano), binary }
    }

    fn most(self, other: Self) -> Self {
        if other.nano > self.nano { other } else { self }
    }

    fn is_nothing(self) -> bool {
        self.nano == 0
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
        const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
        let whole = self.nano % ONE == 0;
        let (mut n, base, suffixes) = if self.binary && whole && (self.nano / ONE).abs() >= 1024 {
            (self.nano / ONE, 1024, &BINARY[..])
        } else {
            (self.nano, 1000, &DECIMAL[..])
        };
        if n == 0 {
            return f.write_str("0");
        }
        let mut at = 0;
        while n % base == 0 && at + 1 < suffixes.len() {
            n /= base;
            at += 1;
        }
        write!(f, "{n}{}", suffixes[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sums_are_written_as_the_api_writes_them() {
        for (parts, want) in [
            (&["100m", "750m"][..], "850m"),
            (&["500m", "500m"], "1"),
            (&["1", "100m"], "1100m"),
            (&["70Mi", "58Mi"], "128Mi"),
            (&["1Gi", "512Mi"], "1536Mi"),
            (&["1Gi", "1Gi"], "2Gi"),
            (&["100M", "1"], "100000001"),
            (&["0", "1Ki"], "1Ki"),
            (&["1000"], "1k"),
            (&["512"], "512"),
            (&[], "0"),
            (&["x"], "0"),
        ] {
            let sum = parts.iter().map(|p| Amount::of(&json!(p))).fold(Amount::default(), Amount::plus);
            assert_eq!(sum.to_string(), want, "{parts:?}");
        }
        let of = |t: &str| Amount::of(&json!(t));
        assert_eq!(of("850m").with_share(of("4")), "850m (21%)");
        assert_eq!(of("1").with_share(Amount::default()), "1");
        assert_eq!(of("1Gi").most(of("2Gi")), of("2Gi"));
    }
}
