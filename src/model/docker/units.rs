//! Quantities and times as Docker writes them.

/// Bytes: `512m`, `1.5g`, `64MB`; Docker's units are powers of 1024.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor: u64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "ki" | "kib" => 1 << 10,
        "m" | "mb" | "mi" | "mib" => 1 << 20,
        "g" | "gb" | "gi" | "gib" => 1 << 30,
        "t" | "tb" | "ti" | "tib" => 1 << 40,
        _ => return None,
    };
    let bytes = number * factor as f64;
    (1.0..1e18).contains(&bytes).then_some(bytes as u64)
}

/// Thousandths of a processor: `1.5` is 1500.
pub(super) fn millis(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let millis = (number * 1000.0).ceil();
    (unit.is_empty() && (1.0..1e9).contains(&millis)).then_some(millis as u64)
}

/// Processors as the API writes them.
pub(super) fn cpu_words(millis: u64) -> String {
    if millis.is_multiple_of(1000) { (millis / 1000).to_string() } else { format!("{millis}m") }
}

/// Whole seconds, rounded up: `1m30s`, `500ms`, `10`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut all = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = number(rest)?;
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        all += number
            * match &after[..end] {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                "" if all == 0.0 => 1.0,
                _ => return None,
            };
        rest = &after[end..];
    }
    (all < 1e9).then_some(all.ceil() as u64)
}

fn split(text: &str) -> Option<(f64, &str)> {
    let (number, unit) = number(text.trim())?;
    Some((number, unit.trim()))
}

fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_s_units_are_read() {
        assert_eq!(
            ["512m", "1g", "1.5G", "64MB", "100", "2kb", "x", "-1", "0", "1x"].map(bytes),
            [Some(512 << 20), Some(1 << 30), Some(3 << 29), Some(64 << 20), Some(100), Some(2048), None, None, None, None]
        );
        assert_eq!(["1.5", "2", "0.0001", "0", "x"].map(millis), [Some(1500), Some(2000), Some(1), None, None]);
        assert_eq!([1500, 2000].map(cpu_words), ["1500m", "2"]);
        assert_eq!(
            ["1m30s", "500ms", "10", "2h", "1.5s", "s", "", "5x", "µs"].map(seconds),
            [Some(90), Some(1), Some(10), Some(7200), Some(2), None, None, None, None]
        );
    }
}
