//! How many lines of each level were written when: counts in slices of time, coarser as the time grows longer.

use super::level::Level;

/// Slices that are kept; when there would be more, each two become one.
const MOST: usize = 512;
/// The finest slice (nanoseconds).
const FINEST: i64 = 1_000_000_000;

/// Lines of one slice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Beat {
    /// All of them.
    pub lines: u32,
    /// Those that warn.
    pub warnings: u32,
    /// Those that tell of an error.
    pub errors: u32,
}

impl Beat {
    fn add(&mut self, other: Self) {
        self.lines = self.lines.saturating_add(other.lines);
        self.warnings = self.warnings.saturating_add(other.warnings);
        self.errors = self.errors.saturating_add(other.errors);
    }
}

/// The counts over time.
#[derive(Clone, Debug)]
pub struct LevelHistogram {
    beats: Vec<Beat>,
    /// The number of the first slice, counted from the Unix epoch.
    first: i64,
    slice: i64,
    most: usize,
}

impl Default for LevelHistogram {
    fn default() -> Self {
        Self::new(MOST)
    }
}

impl LevelHistogram {
    /// Counts that are kept in at most this many slices.
    pub fn new(most: usize) -> Self {
        Self { beats: Vec::new(), first: 0, slice: FINEST, most: most.max(2) }
    }

    /// Counts a line. Lines may come in any order.
    pub fn add(&mut self, nanos: i64, level: Option<Level>) {
        let beat =
            Beat { lines: 1, warnings: u32::from(level == Some(Level::Warn)), errors: u32::from(level == Some(Level::Error)) };
        if self.beats.is_empty() {
            self.first = nanos.div_euclid(self.slice);
        }
        loop {
            let at = nanos.div_euclid(self.slice);
            let (first, end) = (self.first.min(at), (self.first + self.beats.len() as i64).max(at + 1));
            if end - first <= self.most as i64 {
                if first < self.first {
                    let more = usize::try_from(self.first - first).unwrap_or(0);
                    self.beats.splice(0..0, std::iter::repeat_n(Beat::default(), more));
                    self.first = first;
                }
                let index = usize::try_from(at - self.first).unwrap_or(0);
                if index >= self.beats.len() {
                    self.beats.resize(index + 1, Beat::default());
                }
                if let Some(slot) = self.beats.get_mut(index) {
                    slot.add(beat);
                }
                return;
            }
            self.coarsen();
        }
    }

    fn coarsen(&mut self) {
        let first = self.first.div_euclid(2);
        let mut beats: Vec<Beat> = Vec::with_capacity(self.beats.len() / 2 + 1);
        for (i, beat) in self.beats.iter().enumerate() {
            let at = usize::try_from((self.first + i as i64).div_euclid(2) - first).unwrap_or(0);
            if at >= beats.len() {
                beats.resize(at + 1, Beat::default());
            }
            beats[at].add(*beat);
        }
        (self.beats, self.first, self.slice) = (beats, first, self.slice.saturating_mul(2));
    }

    /// All lines that were counted.
    pub fn total(&self) -> Beat {
        let mut sum = Beat::default();
        self.beats.iter().for_each(|b| sum.add(*b));
        sum
    }

    /// The counts in at most this many cells of equal time, the oldest first. Fewer where there are not so many slices.
    pub fn cells(&self, most: usize) -> Vec<Beat> {
        let per = self.beats.len().div_ceil(most.max(1)).max(1);
        let sum = |part: &[Beat]| {
            let mut all = Beat::default();
            part.iter().for_each(|b| all.add(*b));
            all
        };
        // The newest cell is whole: what is left over is the oldest.
        let over = self.beats.len() % per;
        let (old, rest) = self.beats.split_at(over);
        (over > 0).then(|| sum(old)).into_iter().chain(rest.chunks(per).map(sum)).collect()
    }

    /// The counts between two times in this many cells, the oldest first: for several courses that are to be compared.
    pub fn between(&self, from: i64, to: i64, cells: usize) -> Vec<Beat> {
        let mut out = vec![Beat::default(); cells];
        let all = (i128::from(to) - i128::from(from)).max(1);
        for (i, beat) in self.beats.iter().enumerate() {
            let start = i128::from(self.first + i as i64) * i128::from(self.slice);
            let at = (start - i128::from(from)).clamp(0, all - 1) * cells as i128 / all;
            if let Some(cell) = usize::try_from(at).ok().and_then(|at| out.get_mut(at)) {
                cell.add(*beat);
            }
        }
        out
    }

    /// Slices of time between the first line and the last.
    pub const fn len(&self) -> usize {
        self.beats.len()
    }

    /// Whether nothing was counted.
    pub const fn is_empty(&self) -> bool {
        self.beats.is_empty()
    }

    /// The time of the first slice's beginning and of the last one's end, in nanoseconds.
    pub fn span(&self) -> Option<(i64, i64)> {
        let end = self.first + self.beats.len() as i64;
        (!self.beats.is_empty()).then(|| (self.first.saturating_mul(self.slice), end.saturating_mul(self.slice)))
    }
}

/// Figures as a row of bars; nothing at all stands at the bottom as a line.
pub fn sparkline(figures: impl Iterator<Item = u32> + Clone) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let highest = u64::from(figures.clone().max().unwrap_or(0)).max(1);
    let bar = |n: u32| match n {
        0 => BARS[0],
        // Even one is seen beside thousands.
        n => BARS[(1 + u64::from(n) * 6 / highest).min(7) as usize],
    };
    figures.map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_kept_by_time_whatever_the_order() {
        let mut rng = fastrand::Rng::with_seed(1);
        for _ in 0..50 {
            let mut histogram = LevelHistogram::default();
            let (mut errors, mut times) = (0, Vec::new());
            for _ in 0..500 {
                let nanos = rng.i64(-1_000_000..1_000_000) * 1_000_000_000;
                let level = [None, Some(Level::Error), Some(Level::Warn), Some(Level::Info)][rng.usize(0..4)];
                errors += u32::from(level == Some(Level::Error));
                times.push(nanos);
                histogram.add(nanos, level);
            }
            assert_eq!((histogram.total().lines, histogram.total().errors), (500, errors));
            let cells = histogram.cells(40);
            assert!(cells.len() <= 41 && cells.iter().map(|c| c.lines).sum::<u32>() == 500);
            let (from, to) = histogram.span().unwrap();
            assert_eq!(histogram.between(from, to, 7).iter().map(|c| c.lines).sum::<u32>(), 500);
            assert!(times.iter().all(|t| (from..to).contains(t)));
        }
    }

    #[test]
    fn bars_are_drawn() {
        assert_eq!(sparkline([0, 1, 7, 14].into_iter()), "▁▂▅█");
        assert_eq!(sparkline([0, 0].into_iter()), "▁▁");
        assert_eq!(sparkline([1, 1000].into_iter()), "▂█");
        assert_eq!(sparkline(std::iter::empty::<u32>()), "");
    }

    #[test]
    fn a_stray_time_is_survived() {
        let mut histogram = LevelHistogram::default();
        for nanos in [i64::MIN / 2, 0, i64::MAX / 2, 5] {
            histogram.add(nanos, None);
        }
        assert_eq!(histogram.total().lines, 4);
    }
}
