//! The columns of use, in the panes of workloads, pods and containers: the figure, and where there is room for more a bar of the limit or the
//! request, and how it went in the last quarter of an hour.

use crate::model::Words;
use crate::model::asks::Ask;
use crate::model::usage::{History, UseSum};
use crate::theme::Role;
use crate::ui::bar::{bar, spark};
use crate::ui::paint::width;
use crate::ui::table::{Cell, Column, GAP, Line, widest};

/// Columns of a bar between its ends, and of a sparkline.
const BAR: usize = 5;
const SPARK: usize = 10;
/// Columns of a figure: `1234m`, `1234Mi`.
const FIGURES: [usize; 2] = [5, 6];
/// Columns of a bar with the share: `▕██▌  ▏  50 %L`.
const SHARE: usize = BAR + 2 + PART;
/// Columns of the share alone: `  50 %L`.
const PART: usize = 7;
/// When the figures are given up, where nobody has asked for them.
const GIVE_UP: u8 = 3;
/// A reason has so many columns before bars have room, and where wide columns were asked for.
const REASON: u16 = 40;
const REASON_WIDE: u16 = 12;

/// How much is shown of use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Level {
    Figures,
    Bars,
    /// Sparklines in the place of bars, where wide columns were asked for and both have no room.
    Lines,
    Sparks,
}

impl Level {
    const fn width(self, of: usize) -> usize {
        match self {
            Self::Figures => FIGURES[of],
            Self::Bars => FIGURES[of] + 1 + SHARE,
            Self::Lines => FIGURES[of] + 1 + PART + SPARK,
            Self::Sparks => FIGURES[of] + 2 + SHARE + SPARK,
        }
    }

    fn both(self) -> u16 {
        (self.width(0) + self.width(1)) as u16 + 2 * GAP
    }
}

/// What is known of the use of a row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RowUse<'a> {
    pub(super) used: Option<UseSum>,
    pub(super) history: Option<&'a History>,
}

/// Puts the two columns into a table before its column `at`, as much of them as fits beside what the others need; the figures in any case
/// where they were `asked` for. Where nothing is known of any row, there are none.
pub(super) fn put_in(
    (columns, lines): (&[Column], &mut [Line<'_>]),
    rows: &[RowUse<'_>],
    at: usize,
    (room, wide, asked): (u16, bool, bool),
) -> Vec<Column> {
    if rows.iter().all(|row| row.used.is_none()) {
        return columns.to_vec();
    }
    let left = room.saturating_sub(needed(columns, lines, if wide { REASON_WIDE } else { REASON }));
    let fits = |level: &Level| level.both() <= left;
    let most = if wide { &[Level::Sparks, Level::Lines, Level::Bars][..] } else { &[Level::Bars] };
    let level = most.iter().copied().find(fits).unwrap_or(Level::Figures);
    for (line, row) in lines.iter_mut().zip(rows) {
        let cells = [0, 1].map(|of| cell(*row, of, level));
        line.cells.splice(at..at, cells);
    }
    // A figure that is cut says another one: it is shown whole.
    let column = |of: usize, title| Column {
        right: level == Level::Figures,
        ..Column::new(title, widest(lines, at + of).max(level.width(of) as u16), 0, if wide || asked { 0 } else { GIVE_UP })
    };
    let mut out = columns.to_vec();
    out.splice(at..at, [column(0, Words::new("CPU", "CPU")), column(1, Words::new("MEM", "内存"))]);
    out
}

/// Columns that what is given up no sooner than use needs.
fn needed(columns: &[Column], lines: &[Line<'_>], reason: u16) -> u16 {
    let need = |(i, column): (usize, &Column)| {
        let cells = widest(lines, i);
        let most = if column.grow {
            reason
        } else if column.max > 0 {
            column.max
        } else {
            u16::MAX
        };
        let empty = cells == 0 && column.give_up > 0 && !column.grow;
        if empty { 0 } else { cells.min(most).max(column.min) + GAP }
    };
    columns.iter().enumerate().filter(|(_, c)| c.give_up <= GIVE_UP).map(need).sum()
}

fn cell(row: RowUse<'_>, of: usize, level: Level) -> Cell<'static> {
    let Some(sum) = row.used else { return Cell::dim("") };
    let (mut figure, used, mut ask) = match of {
        0 => (format!("{}m", sum.used.millicores()), sum.used.cpu, sum.asks.cpu),
        _ => (format!("{}Mi", sum.used.mebibytes()), sum.used.memory, sum.asks.memory),
    };
    if !sum.is_whole() {
        // Of some pods it is not known: it is no share of anything.
        (figure, ask) = (format!("≥{figure}"), Ask::default());
    }
    let Ask { request, limit } = ask;
    let of_limit = limit.and_then(|limit| percent(used, limit));
    let share = of_limit.map(|n| (n, "%L")).or_else(|| request.and_then(|r| percent(used, r)).map(|n| (n, "%R")));
    let role = match of_limit {
        Some(95..) if of == 1 => Role::Bad,
        Some(80..) => Role::Warn,
        Some(_) | None => Role::Text,
    };
    if level == Level::Figures {
        return Cell::new(figure, role);
    }
    let mut text = format!("{figure:>0$}", FIGURES[of]);
    let bars = level != Level::Lines;
    match share {
        Some((n, sign)) if bars => text.push_str(&format!(" {} {:>3} {sign}", bar(n, BAR), n.min(999))),
        Some((n, sign)) => text.push_str(&format!(" {:>3} {sign}", n.min(999))),
        // A figure that is longer has room here.
        None => {
            let room = FIGURES[of] + if bars { 1 + SHARE } else { PART };
            text.push_str(&" ".repeat(room.saturating_sub(width(&text))));
        }
    }
    if level >= Level::Lines
        && sum.is_whole()
        && let Some(history) = row.history
    {
        let polls = history.polls().map(|p| p.map(|used| if of == 0 { used.cpu } else { used.memory }));
        text.push(' ');
        text.push_str(&spark(&polls.collect::<Vec<_>>(), SPARK));
    }
    Cell::new(text, role)
}

/// How many hundredths of what is asked for are used.
const fn percent(used: u64, of: u64) -> Option<u64> {
    if of == 0 { None } else { Some((used as u128 * 100 / of as u128) as u64) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::asks::Asks;
    use crate::model::usage::Used;

    fn sum(cpu: u64, ask: Ask) -> UseSum {
        UseSum::of_one(Used { cpu: cpu * 1_000_000, memory: 0 }, Asks { cpu: ask, ..Asks::default() })
    }

    fn text(used: UseSum, level: Level) -> (String, Role) {
        let cell = cell(RowUse { used: Some(used), history: None }, 0, level);
        (cell.0.into_owned(), cell.1)
    }

    #[test]
    fn a_figure_stands_with_its_share_of_the_limit_or_the_request() {
        let ask = |request: Option<u64>, limit: Option<u64>| Ask {
            request: request.map(|n| n * 1_000_000),
            limit: limit.map(|n| n * 1_000_000),
        };
        for (cpu, asks, want, role) in [
            (120, ask(Some(100), Some(500)), " 120m ▕█▎   ▏  24 %L", Role::Text),
            (120, ask(Some(100), None), " 120m ▕█████▏ 120 %R", Role::Text),
            (420, ask(None, Some(500)), " 420m ▕████▎▏  84 %L", Role::Warn),
            (9_999, ask(None, Some(1)), "9999m ▕█████▏ 999 %L", Role::Warn),
            (120, ask(Some(0), None), " 120m               ", Role::Text),
            (0, ask(None, None), "   0m               ", Role::Text),
        ] {
            assert_eq!(text(sum(cpu, asks), Level::Bars), (want.to_owned(), role), "{cpu} {asks:?}");
            assert_eq!(width(want), Level::Bars.width(0), "{want}");
        }
        for (asks, want) in [(ask(None, Some(500)), " 120m  24 %L"), (ask(None, None), " 120m       ")] {
            assert_eq!(text(sum(120, asks), Level::Lines), (want.to_owned(), Role::Text), "{asks:?}");
            assert_eq!(width(want) + 1 + SPARK, Level::Lines.width(0), "{want}");
        }
        assert_eq!(text(sum(120, ask(None, Some(500))), Level::Figures), ("120m".to_owned(), Role::Text));
        assert_eq!(cell(RowUse::default(), 0, Level::Bars).0, "", "what is not known is not 0");
    }

    #[test]
    fn a_figure_is_never_cut() {
        let most = UseSum { unknown: 1, ..sum(10_000, Ask::default()) };
        let line = || Line { cells: vec![Cell::plain("n".repeat(70))], cursor: false, marked: false };
        for (wide, room) in [(false, 40), (true, 40), (true, 160)] {
            let mut lines = [line()];
            let columns = put_in(
                (&[Column::new(Words::new("NAME", "名称"), 10, 60, 0)], &mut lines),
                &[RowUse { used: Some(most), history: None }],
                1,
                (room, wide, true),
            );
            assert!(columns[1].min >= width("≥10000m") as u16 && widest(&lines, 1) <= columns[1].min, "{columns:?}");
        }
    }

    #[test]
    fn a_part_is_told_as_the_least_and_is_no_share_of_anything() {
        for cpu in [480, 4800] {
            let part = UseSum { unknown: 1, ..sum(cpu, Ask { request: None, limit: Some(500_000_000) }) };
            assert_eq!(text(part, Level::Figures), (format!("≥{cpu}m"), Role::Text));
            let (text, role) = text(part, Level::Bars);
            assert_eq!((text.trim(), width(&text), role), (&*format!("≥{cpu}m"), Level::Bars.width(0), Role::Text));
        }
    }
}
