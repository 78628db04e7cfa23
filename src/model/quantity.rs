//! Quantities of resources as the API reads them: `250m`, `1.5`, `128Mi`, `1e3`.

use std::str::FromStr;

/// A quantity, exact to a billionth, so that two of them can be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Quantity(i128);

/// What stands for one.
const ONE: i128 = 1_000_000_000;

impl Quantity {
    /// Whether it is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Billionths of it, as far as they can be counted; none of what is less than nothing.
    pub fn billionths(self) -> u64 {
        u64::try_from(self.0.max(0)).unwrap_or(u64::MAX)
    }

    /// It as a whole number, rounded up as the API does; none of what is less than nothing.
    pub fn whole(self) -> u64 {
        let up = self.0 / ONE + i128::from(self.0 % ONE > 0);
        u64::try_from(up.max(0)).unwrap_or(u64::MAX)
    }

    /// In thousandths, rounded up: `1150` of `1.15`.
    pub fn milli(self) -> i64 {
        i64::try_from(self.0.div_euclid(ONE / 1000) + i128::from(self.0.rem_euclid(ONE / 1000) != 0)).unwrap_or(i64::MAX)
    }

    /// How much of a whole it is, in thousandths. `None` where both are nothing; of nothing anything is more than there is.
    pub fn thousandths_of(self, whole: Self) -> Option<u32> {
        match (self.0.max(0), whole.0.max(0)) {
            (0, 0) => None,
            (_, 0) => Some(u32::MAX),
            (of, whole) => Some(u32::try_from(of.saturating_mul(1000) / whole).unwrap_or(u32::MAX)),
        }
    }
}

/// Bytes as the API would write them: `16Mi`, `1Gi`, `500M`, `1023`.
pub fn bytes_words(bytes: u64) -> String {
    const UNITS: [(&str, u64); 6] =
        [("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10), ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000)];
    let whole = UNITS.iter().filter(|(_, size)| bytes > 0 && bytes.is_multiple_of(*size));
    match whole.min_by_key(|(_, size)| bytes / size) {
        Some((unit, size)) => format!("{}{unit}", bytes / size),
        None => bytes.to_string(),
    }
}

/// A text that is no quantity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a quantity: a number with one of the suffixes m k M G T P E Ki Mi Gi Ti Pi Ei, or none")]
pub struct NoQuantity;

impl FromStr for Quantity {
    type Err = NoQuantity;

    fn from_str(text: &str) -> Result<Self, NoQuantity> {
        read(text).map(Self).ok_or(NoQuantity)
    }
}

fn read(text: &str) -> Option<i128> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (number, suffix) = rest.split_at(end);
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.contains('.') || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let (up, down) = factor(suffix)?;
    // Thousands of them come with a list of pods: nothing is put together for them.
    let digit = |n: i128, b: u8| n.checked_mul(10)?.checked_add(i128::from(b - b'0'));
    let digits = whole.bytes().chain(part.bytes()).try_fold(0, digit)?;
    let down = down.checked_mul(10i128.checked_pow(u32::try_from(part.len()).ok()?)?)?;
    let scaled = digits.checked_mul(ONE)?.checked_mul(up)?;
    // What is finer than a billionth is rounded up, as the API does.
    let value = scaled / down + i128::from(scaled % down != 0);
    Some(if negative { -value } else { value })
}

/// What a suffix multiplies with, and divides by.
fn factor(suffix: &str) -> Option<(i128, i128)> {
    let power = |n: u32| 10i128.checked_pow(n);
    let both = match suffix {
        "" => (1, 1),
        "n" => (1, power(9)?),
        "u" => (1, power(6)?),
        "m" => (1, power(3)?),
        "k" => (power(3)?, 1),
        "M" => (power(6)?, 1),
        "G" => (power(9)?, 1),
        "T" => (power(12)?, 1),
        "P" => (power(15)?, 1),
        "E" => (power(18)?, 1),
        "Ki" => (1 << 10, 1),
        "Mi" => (1 << 20, 1),
        "Gi" => (1 << 30, 1),
        "Ti" => (1 << 40, 1),
        "Pi" => (1 << 50, 1),
        "Ei" => (1 << 60, 1),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            let size = power(exponent.unsigned_abs().min(30))?;
            if exponent < 0 { (1, size) } else { (size, 1) }
        }
    };
    Some(both)
}

impl Quantity {
    /// Billionths of it, all of them.
    pub const fn exact(self) -> i128 {
        self.0
    }
}

/// A number in groups of three digits.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_short_as_they_go() {
        for (text, want) in [
            ("16Mi", "16Mi"),
            ("1024Mi", "1Gi"),
            ("1536Mi", "1536Mi"),
            ("500M", "500M"),
            ("2G", "2G"),
            ("1000", "1k"),
            ("1023", "1023"),
            ("512", "512"),
            ("0", "0"),
        ] {
            assert_eq!(bytes_words(text.parse::<Quantity>().unwrap().whole()), want, "{text}");
        }
    }

    #[test]
    fn quantities_are_read_as_the_api_reads_them() {
        let of = |text: &str| text.parse::<Quantity>();
        for (a, b) in [
            ("1", "1000m"),
            ("0.5", "500m"),
            (".5", "500m"),
            ("1.", "1"),
            ("1Ki", "1024"),
            ("1e3", "1k"),
            ("2E0", "2"),
            ("1E", "1000P"),
            ("+5", "5"),
        ] {
            assert_eq!(of(a), of(b), "{a} {b}");
            assert!(of(a).is_ok(), "{a}");
        }
        let sorted = ["512m", "1", "128M", "128Mi", "1G"].map(|text| of(text).unwrap());
        assert!(sorted.is_sorted());
        assert!(of("-1").is_ok_and(Quantity::is_negative));
        for (text, billionths, whole) in [
            ("0", 0, 0),
            ("1n", 1, 1),
            ("250m", 250_000_000, 1),
            ("2", 2_000_000_000, 2),
            ("1.5Ki", 1_536_000_000_000, 1536),
            ("-3", 0, 0),
        ] {
            let quantity = of(text).unwrap();
            assert_eq!((quantity.billionths(), quantity.whole()), (billionths, whole), "{text}");
        }
        assert_eq!((of("1.15").unwrap().milli(), of("1u").unwrap().milli(), of("-1500m").unwrap().milli()), (1150, 1, -1500));
        for text in [
            "",
            "m",
            ".",
            "1.2.3",
            "1 Gi",
            "1gi",
            "1KB",
            "ten",
            "1e",
            "1e1.5",
            "--1",
            "1Mi2",
            "99999999999999999999999999999999999",
        ] {
            assert_eq!(of(text), Err(NoQuantity), "{text}");
        }
    }
}
