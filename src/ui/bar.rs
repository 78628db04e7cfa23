//! Bars and sparklines.

/// How much of one column is filled.
const EIGHTHS: [&str; 9] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];
/// How high a column of a sparkline is.
const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// `▕██▌  ▏`: so much of `columns` is filled, by hundredths; what is more than all fills them all.
pub fn bar(percent: u64, columns: usize) -> String {
    let eighths = (usize::try_from(percent).unwrap_or(usize::MAX).min(100) * columns * 8).div_ceil(100);
    let cell = |i: usize| EIGHTHS[eighths.saturating_sub(i * 8).min(8)];
    let inner: String = (0..columns).map(cell).collect();
    format!("▕{inner}▏")
}

/// Values one after another in so many columns, each as high as the highest of those that stand in it, against the highest of all; nothing
/// where none is known.
pub fn spark(values: &[Option<u64>], columns: usize) -> String {
    let most = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    let each = values.len().div_ceil(columns.max(1)).max(1);
    let height = |part: &[Option<u64>]| match part.iter().flatten().max() {
        // No height is that of nothing: it is known.
        Some(value) => HEIGHTS[usize::try_from(u128::from(*value) * 7 / u128::from(most)).unwrap_or(7).min(7)],
        None => " ",
    };
    values.chunks(each).map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_filled_by_eighths() {
        for (percent, want) in [
            (0, "▕     ▏"),
            (1, "▕▏    ▏"),
            (24, "▕█▎   ▏"),
            (50, "▕██▌  ▏"),
            (99, "▕█████▏"),
            (100, "▕█████▏"),
            (u64::MAX, "▕█████▏"),
        ] {
            assert_eq!(bar(percent, 5), want, "{percent}");
        }
        assert_eq!(bar(50, 0), "▕▏");
    }

    #[test]
    fn sparklines_show_the_highest_of_each_part_and_gaps() {
        let some = |values: &[u64]| values.iter().map(|v| Some(*v)).collect::<Vec<_>>();
        assert_eq!(spark(&some(&[0, 1, 2, 3, 4, 5, 6, 7]), 8), "▁▂▃▄▅▆▇█");
        assert_eq!(spark(&some(&[0, 7, 1, 0, 3, 3]), 3), "█▂▄");
        assert_eq!(spark(&[None, Some(3), None, None], 4), " █  ");
        assert_eq!(spark(&some(&[0, 0]), 2), "▁▁");
        assert_eq!(spark(&some(&[u64::MAX, 1]), 2), "█▁");
        assert_eq!((spark(&[], 4), spark(&some(&[1]), 0)), (String::new(), "█".to_owned()));
    }
}
