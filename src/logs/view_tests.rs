use super::super::level::Level;
use super::super::moves::Scroll;
use super::*;
use crate::model::logs::{LogBody, LogLine, Remark};
use crate::model::text::harmless;

const PANE: Layout = Layout { width: 20, height: 4, lead: 4, hang: 2, wrap: true };

fn push(buffer: &mut Buffer, nanos: i64, text: &str) {
    buffer.push(&LogLine { source: 1, nanos, body: LogBody::Text(text.into()) });
}

fn numbered(count: i64) -> Buffer {
    let mut buffer = Buffer::default();
    (0..count).for_each(|i| push(&mut buffer, i, &format!("line {i}")));
    buffer
}

fn seen(view: &View, buffer: &Buffer, layout: &Layout) -> Vec<String> {
    view.rows(buffer, layout).iter().map(|r| r.spans.iter().map(|s| s.text.as_str()).collect()).collect()
}

#[test]
fn it_follows_until_it_is_moved_and_again_at_the_end() {
    let mut buffer = numbered(10);
    let mut view = View::new();
    assert_eq!(seen(&view, &buffer, &PANE), ["line 6", "line 7", "line 8", "line 9"]);
    view.scroll(&buffer, &PANE, Scroll::Up(1));
    assert_eq!(seen(&view, &buffer, &PANE), ["line 5", "line 6", "line 7", "line 8"]);
    push(&mut buffer, 10, "line 10");
    push(&mut buffer, 11, "line 11");
    assert_eq!(seen(&view, &buffer, &PANE), ["line 5", "line 6", "line 7", "line 8"]);
    assert_eq!(view.new_lines(&buffer), 2);
    view.scroll(&buffer, &PANE, Scroll::PageUp);
    assert_eq!(seen(&view, &buffer, &PANE)[0], "line 2");
    view.scroll(&buffer, &PANE, Scroll::Top);
    assert_eq!(seen(&view, &buffer, &PANE)[0], "line 0");
    view.scroll(&buffer, &PANE, Scroll::Up(9));
    assert_eq!(seen(&view, &buffer, &PANE)[0], "line 0");
    view.scroll(&buffer, &PANE, Scroll::PageDown);
    view.scroll(&buffer, &PANE, Scroll::PageDown);
    assert_eq!(seen(&view, &buffer, &PANE)[0], "line 6");
    assert!(!view.is_following());
    view.scroll(&buffer, &PANE, Scroll::Down(2));
    assert!(view.is_following());
    assert_eq!(view.new_lines(&buffer), 0);
    assert_eq!(seen(&view, &buffer, &PANE)[3], "line 11");
}

#[test]
fn a_paused_pane_holds_its_lines_when_older_ones_come_and_go() {
    let mut buffer = Buffer::new(64 << 10);
    (0..100).for_each(|i| push(&mut buffer, i * 1000, &format!("line {i}")));
    let mut view = View::new();
    view.pause(&buffer, &PANE);
    let before = seen(&view, &buffer, &PANE);
    assert_eq!(before[0], "line 96");
    for i in 0..90 {
        buffer.push(&LogLine { source: 2, nanos: i * 900, body: LogBody::Text("late".into()) });
    }
    assert_eq!(seen(&view, &buffer, &PANE), before);
    assert_eq!(view.new_lines(&buffer), 0, "late lines stand above and are not counted as new below");
    for i in 100..5000 {
        push(&mut buffer, i * 1000, &format!("line {i}"));
    }
    let rows = view.rows(&buffer, &PANE);
    assert_eq!(rows.first().map(|r| r.id), buffer.first_id(), "what was given up is replaced by the oldest that is kept");
}

#[test]
fn long_lines_take_rows_and_scrolling_counts_them() {
    let mut buffer = Buffer::default();
    push(&mut buffer, 0, &"0123456789".repeat(5));
    push(&mut buffer, 1, "end");
    let mut view = View::new();
    // 16 columns beside the prefix, then 18 and 18 beside the hang.
    assert_eq!(seen(&view, &buffer, &PANE), ["0123456789012345", "678901234567890123", "4567890123456789", "end"]);
    let rows = view.rows(&buffer, &PANE);
    assert_eq!(rows.iter().map(|r| r.row).collect::<Vec<_>>(), [0, 1, 2, 0]);
    let low = Layout { height: 2, ..PANE };
    view.scroll(&buffer, &low, Scroll::Up(1));
    assert_eq!(seen(&view, &buffer, &low), ["678901234567890123", "4567890123456789"]);
    let wide = Layout { width: 200, ..low };
    assert_eq!(seen(&view, &buffer, &wide).len(), 2, "a wider pane has no empty rows");
}

#[test]
fn without_wrapping_the_pane_moves_sideways() {
    let mut buffer = Buffer::default();
    push(&mut buffer, 0, "\x1b[31m0123456789\x1b[0m温度温度温度温度");
    buffer.push(&LogLine { source: 1, nanos: 1, body: Remark::Words("ended: exit 1".into()).into() });
    let cut = Layout { width: 14, wrap: false, ..PANE };
    let mut view = View::new();
    assert_eq!(seen(&view, &buffer, &cut), ["0123456789", "ended: exi"]);
    view.scroll(&buffer, &cut, Scroll::Right(11));
    let rows = view.rows(&buffer, &cut);
    assert_eq!(seen(&view, &buffer, &cut), [" 度温度温", "ended: exi"]);
    assert!(rows[0].left && rows[0].right);
    assert_eq!(rows[1].kind, RowKind::Remark);
    view.scroll(&buffer, &cut, Scroll::Left(99));
    assert_eq!(view.column(), 0);
}

/// A remark stands between rules: what it says is wrapped into the room between them.
#[test]
fn a_remark_is_wrapped_between_its_rules() {
    let mut buffer = Buffer::default();
    buffer.push(&LogLine { source: 0, nanos: 0, body: Remark::Words("abcdefghijklmnopqrstuvwxyz".into()).into() });
    let view = View::new();
    assert_eq!(seen(&view, &buffer, &Layout { height: 9, ..PANE }), ["abcdefghij", "klmnopqrstuv", "wxyz"]);
}

#[test]
fn a_filter_leaves_what_passes_and_what_dogwatch_says() {
    let mut buffer = numbered(100);
    buffer.push(&LogLine { source: 2, nanos: 50, body: Remark::Words("away".into()).into() });
    let mut view = View::new();
    view.scroll(&buffer, &PANE, Scroll::Top);
    view.set_filter(Filter::parse("9"));
    assert!(view.refresh(&buffer));
    assert_eq!(view.matches(), Some(19));
    assert_eq!(seen(&view, &buffer, &PANE), ["line 9", "line 19", "line 29", "line 39"]);
    view.scroll(&buffer, &PANE, Scroll::Down(2));
    assert_eq!(seen(&view, &buffer, &PANE), ["line 29", "line 39", "line 49", "away"]);
    push(&mut buffer, 200, "new 9");
    push(&mut buffer, 201, "new 8");
    view.refresh(&buffer);
    assert_eq!(view.new_lines(&buffer), 1);
    view.scroll(&buffer, &PANE, Scroll::Bottom);
    assert_eq!(seen(&view, &buffer, &PANE)[3], "new 9");
    view.set_filter(Filter::parse(""));
    assert!(view.filter().is_none() && view.refresh(&buffer));
    assert_eq!(seen(&view, &buffer, &PANE)[3], "new 8");
    view.set_filter(Filter::parse("nowhere"));
    view.refresh(&buffer);
    assert_eq!(seen(&view, &buffer, &PANE), ["away"]);
}

#[test]
fn half_a_million_lines_are_no_burden() {
    let mut buffer = Buffer::new(256 << 20);
    for i in 0..500_000_i64 {
        push(&mut buffer, i, "2026-07-24T20:20:35Z INFO a line of a usual length with something in it");
    }
    let mut view = View::new();
    let start = std::time::Instant::now();
    for _ in 0..300 {
        view.scroll(&buffer, &PANE, Scroll::PageUp);
        assert_eq!(view.rows(&buffer, &PANE).len(), 4);
    }
    view.scroll(&buffer, &PANE, Scroll::Top);
    view.scroll(&buffer, &PANE, Scroll::Bottom);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn anything_at_random_stays_within_the_pane() {
    let parts = [
        "a",
        "b c",
        "温度",
        "😀",
        "\x1b[31m",
        "\x1b[0m",
        "\t",
        "\r",
        "\x1b]0;t\x07",
        "e\u{301}",
        "👩\u{200d}👧",
        "\u{202e}",
        "ERROR",
        "\0",
        "a=1 温=度",
        "{\"a\":\"\\u001b[31m\"}",
        "Caused by: ",
    ];
    for seed in 0..60 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut buffer = Buffer::new(rng.usize(3 << 10..100 << 10));
        let mut view = View::new();
        let mut layout = PANE;
        for step in 0..300 {
            match rng.u8(0..12) {
                0..=4 => {
                    let text: String = (0..rng.usize(0..30)).map(|_| parts[rng.usize(0..parts.len())]).collect();
                    let body = match rng.u8(0..20) {
                        0 => Remark::Words(text.as_str().into()).into(),
                        1 => Remark::Missing(rng.u32(..)).into(),
                        _ => LogBody::Text(text.into()),
                    };
                    buffer.push(&LogLine { source: rng.u32(0..4), nanos: step * 1000 - rng.i64(0..5000), body });
                }
                5 => view.scroll(&buffer, &layout, Scroll::Up(rng.usize(0..9))),
                6 => view.scroll(&buffer, &layout, Scroll::Down(rng.usize(0..9))),
                7 => view.scroll(&buffer, &layout, Scroll::Right(rng.usize(0..9))),
                8 => view.set_filter(Filter::parse(["", "a", "!温", "error"][rng.usize(0..4)])),
                9 if rng.bool() => view.pause(&buffer, &layout),
                9 => match rng.u8(0..6) {
                    0 => view.set_folded(rng.bool()),
                    1 => view.set_around([Around::Lines(0), Around::Lines(3), Around::All][rng.usize(0..3)]),
                    2 => view.set_shape(Shape::Columns([Column::new("a"), Column::new("温")][..rng.usize(0..3)].to_vec())),
                    3 => view.set_shape(Shape::Fitted { compact: rng.bool() }),
                    4 => view.step(&buffer, &layout, rng.isize(-9..9)),
                    _ => {
                        view.next_match(&buffer, &layout, rng.bool());
                    }
                },
                10 => {
                    view.scroll(&buffer, &layout, [Scroll::Top, Scroll::Bottom, Scroll::PageUp, Scroll::PageDown][rng.usize(0..4)])
                }
                _ => {
                    layout = Layout {
                        width: rng.u16(0..40),
                        height: rng.u16(0..12),
                        lead: rng.u16(0..12),
                        hang: rng.u16(0..6),
                        wrap: rng.bool(),
                    }
                }
            }
            view.refresh(&buffer);
            view.fit(&buffer, &layout);
            let rows = view.rows(&buffer, &layout);
            assert!(rows.len() <= usize::from(layout.height));
            assert!(rows.is_sorted_by_key(|r| (r.id, r.row)));
            for row in &rows {
                let taken = if row.row == 0 { layout.lead } else { layout.hang };
                let text: String = row.spans.iter().map(|s| s.text.as_str()).collect();
                assert!(wrap::width(&text) <= usize::from(layout.width.saturating_sub(taken)), "seed {seed}: {row:?}");
                assert!(text.chars().all(harmless), "seed {seed}: {text:?}");
            }
        }
    }
}

fn under_cursor(view: &View, buffer: &Buffer, layout: &Layout) -> Option<String> {
    let rows = view.rows(buffer, layout);
    let row = rows.iter().find(|r| r.cursor && r.row == 0)?;
    Some(row.spans.iter().map(|s| s.text.as_str()).collect())
}

#[test]
fn the_cursor_moves_by_lines_and_the_pane_only_as_far_as_it_must() {
    let buffer = numbered(10);
    let mut view = View::new();
    assert_eq!(under_cursor(&view, &buffer, &PANE), None, "none while it follows");
    assert_eq!(view.current(&buffer).map(|l| l.body), Some(Body::Text("line 9")));
    view.step(&buffer, &PANE, -1);
    assert!(!view.is_following());
    assert_eq!(under_cursor(&view, &buffer, &PANE).as_deref(), Some("line 8"));
    assert_eq!(seen(&view, &buffer, &PANE)[0], "line 6", "the pane stays");
    view.step(&buffer, &PANE, -3);
    assert_eq!(
        (under_cursor(&view, &buffer, &PANE).as_deref(), seen(&view, &buffer, &PANE)[0].as_str()),
        (Some("line 5"), "line 5")
    );
    view.step(&buffer, &PANE, 3);
    assert_eq!(seen(&view, &buffer, &PANE)[0], "line 5");
    view.step(&buffer, &PANE, 1);
    assert_eq!(
        (under_cursor(&view, &buffer, &PANE).as_deref(), seen(&view, &buffer, &PANE)[0].as_str()),
        (Some("line 9"), "line 6")
    );
    view.step(&buffer, &PANE, 1);
    assert!(view.is_following());
    view.scroll(&buffer, &PANE, Scroll::PageUp);
    assert!(under_cursor(&view, &buffer, &PANE).is_some(), "it stays in sight");
    view.step(&buffer, &PANE, -99);
    assert_eq!(under_cursor(&view, &buffer, &PANE).as_deref(), Some("line 0"));
    View::new().step(&Buffer::default(), &PANE, -1);
}

#[test]
fn a_line_higher_than_the_pane_can_be_walked_over() {
    let mut buffer = numbered(2);
    push(&mut buffer, 2, &"x".repeat(500));
    push(&mut buffer, 3, "end");
    let mut view = View::new();
    view.step(&buffer, &PANE, -1);
    assert!(under_cursor(&view, &buffer, &PANE).is_some_and(|t| t.starts_with('x')));
    view.step(&buffer, &PANE, -1);
    assert_eq!(under_cursor(&view, &buffer, &PANE).as_deref(), Some("line 1"));
    view.step(&buffer, &PANE, 2);
    assert_eq!(under_cursor(&view, &buffer, &PANE).as_deref(), Some("end"));
}

#[test]
fn matches_are_gone_to_and_hits_are_told() {
    let buffer = numbered(100);
    let mut view = View::new();
    assert!(!view.next_match(&buffer, &PANE, false), "nothing is looked for");
    view.set_filter(Filter::parse("9"));
    view.set_around(Around::All);
    assert!(view.refresh(&buffer));
    assert_eq!((view.matches(), seen(&view, &buffer, &PANE)[3].as_str()), (Some(19), "line 99"));
    assert!(view.next_match(&buffer, &PANE, false));
    assert_eq!(under_cursor(&view, &buffer, &PANE).as_deref(), Some("line 99"));
    assert!((0..11).all(|_| view.next_match(&buffer, &PANE, false)));
    assert_eq!(under_cursor(&view, &buffer, &PANE).as_deref(), Some("line 79"));
    let rows = view.rows(&buffer, &PANE);
    assert_eq!(rows.iter().map(|r| r.around).collect::<Vec<_>>(), [false, true, true, true]);
    let hit: Vec<_> = rows.iter().flat_map(|r| &r.spans).filter(|s| s.hit).map(|s| s.text.as_str()).collect();
    assert!(!hit.is_empty() && hit.iter().all(|t| *t == "9" || *t == "99"), "{hit:?}");
    assert!(view.next_match(&buffer, &PANE, true));
    assert_eq!(under_cursor(&view, &buffer, &PANE).as_deref(), Some("line 89"));
}

#[test]
fn a_trace_is_one_row_and_its_lines_come_back_when_it_is_not_folded() {
    let mut buffer = Buffer::default();
    for (i, text) in ["ERROR lost", "a.b.FooException: gone", "\tat a.b.C", "\tat a.b.D", "INFO on"].into_iter().enumerate() {
        push(&mut buffer, i as i64, text);
    }
    let wide = Layout { width: 80, ..PANE };
    let mut view = View::new();
    view.set_folded(true);
    view.refresh(&buffer);
    assert_eq!(seen(&view, &buffer, &wide), ["ERROR lost  a.b.FooException: gone  [+2 lines]", "INFO on"]);
    assert_eq!(view.matches(), None, "folding is no filter");
    view.set_folded(false);
    assert_eq!(seen(&view, &buffer, &wide)[1..], ["        at a.b.C", "        at a.b.D", "INFO on"]);
    assert!(view.rows(&buffer, &wide)[..3].iter().all(|r| r.level == Some(Level::Error)));
}

#[test]
fn fields_stand_in_columns() {
    let mut buffer = Buffer::default();
    push(&mut buffer, 0, r#"{"status":200,"msg":"fine","x":1}"#);
    push(&mut buffer, 1, r#"level=warn status=50200 msg="not \"so\" fine""#);
    push(&mut buffer, 2, "no record");
    push(&mut buffer, 3, r#"{"msg":"evil \u001b[31m\u202e"}"#);
    let wide = Layout { width: 60, ..PANE };
    let mut view = View::new();
    view.set_shape(Shape::Columns(vec![Column::new("status"), Column::new("msg")]));
    view.fit(&buffer, &wide);
    assert_eq!(view.titles().as_deref(), Some("status  msg"));
    assert_eq!(seen(&view, &buffer, &wide), ["200     fine", "50200   not \"so\" fine", "no record", "        evil "]);
    view.set_shape(Shape::Columns(vec![Column { name: "msg".into(), width: 6 }, Column::new("status")]));
    assert_eq!(seen(&view, &buffer, &wide)[..2], ["fine    200", "not \"…  50200"]);
}

#[test]
fn no_visible_character_is_lost_in_wrapped_rows_and_hits_change_no_text() {
    let parts =
        ["a", " ", "温", "😀", "e\u{301}", "👩\u{200d}👧", "\x1b[31m", "\x1b[0m", "\t", "\r", "\0", "\u{202e}", "ERROR", "ｱ", "🇩🇪"];
    for seed in 0..200 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut buffer = Buffer::default();
        let raws: Vec<String> = (0..5).map(|_| (0..rng.usize(0..80)).map(|_| parts[rng.usize(0..parts.len())]).collect()).collect();
        raws.iter().enumerate().for_each(|(i, raw)| push(&mut buffer, i as i64 * 10_000_000_000, raw));
        let layout = Layout { width: rng.u16(14..60), height: 1000, lead: rng.u16(0..6), hang: 4, wrap: true };
        let mut view = View::new();
        view.set_filter(Filter::parse(["", "a", "/[a温]+/", "err"][rng.usize(0..4)]));
        view.set_around(Around::All);
        view.refresh(&buffer);
        let mut texts = vec![String::new(); raws.len()];
        for row in view.rows(&buffer, &layout) {
            let at = (row.nanos / 10_000_000_000) as usize;
            row.spans.iter().for_each(|s| texts[at].push_str(&s.text));
        }
        let want: Vec<String> = raws.iter().map(|raw| crate::logs::ansi::plain(raw).into_owned()).collect();
        assert_eq!(texts, want, "seed {seed}");
    }
}

#[test]
fn lines_are_written_as_they_fit() {
    let mut buffer = Buffer::default();
    for (i, text) in [
        "2026-07-24T20:20:35.123Z  WARN 1 --- [nio-8080-exec-1] c.h.iot.DeviceController : 设备上报 \x1b[31mred\x1b[0m",
        r#"{"ts":"2026-07-24T20:20:35Z","status":502,"level":"error","msg":"request","err":"up \"x\" gone"}"#,
        "level=info msg=\"slow query\" took=80ms",
        "INFO up",
        "no head",
    ]
    .into_iter()
    .enumerate()
    {
        push(&mut buffer, i as i64 * 10_000_000_000, text);
    }
    let wide = Layout { width: 120, height: 9, ..PANE };
    let mut view = View::new();
    view.set_shape(Shape::Fitted { compact: true });
    let compact = seen(&view, &buffer, &wide);
    let record = "ERROR request  err=\"up \\\"x\\\" gone\" status=502";
    assert_eq!(compact, ["WARN  设备上报 red", record, "INFO  slow query  took=80ms", "INFO  up", "no head"]);
    let text_styles = view.rows(&buffer, &wide).remove(0).spans;
    assert_eq!(text_styles.last().map(|s| (s.text.as_str(), s.text_style.fg.is_some())), Some(("red", true)), "with its colours");
    view.set_shape(Shape::Fitted { compact: false });
    let loose = seen(&view, &buffer, &wide);
    assert!(loose[0].starts_with("2026-07-24T20:20:35.123Z  WARN 1") && loose[1] == record && loose[3] == "INFO up", "{loose:?}");
    // What is looked for is seen, also where it stands in what is left out.
    view.set_shape(Shape::Fitted { compact: true });
    view.set_filter(Filter::parse("exec-1"));
    view.refresh(&buffer);
    assert!(seen(&view, &buffer, &wide)[0].contains("[nio-8080-exec-1]"));
}
