//! Every row of every text is reached, at any width.

use super::*;

fn pager(texts: &[String], shape: Shape) -> Pager {
    hung(texts, shape, 0)
}

fn hung(texts: &[String], shape: Shape, hang: u16) -> Pager {
    let line = |t: &String| TextLine { hang, ..TextLine::led("2s", t.clone(), Tone::Plain) };
    Pager::new(texts.iter().map(line).collect(), shape)
}

/// What is seen, row by row.
fn seen(pager: &Pager) -> Vec<Row> {
    let column = &pager.columns()[0];
    column.rows.iter().skip(pager.scroll()).take(usize::from(pager.room.1)).flatten().cloned().collect()
}

fn texts() -> Vec<Vec<String>> {
    let words = "a value that has blanks in it, and 温度传感器 too; ".repeat(170);
    vec![
        vec!["x".repeat(8192)],
        vec![words.clone()],
        vec!["one".into(), "data: ".to_owned() + &"0123456789abcdef".repeat(512), "last".into()],
        (0..100).map(|i| format!("{i} {}", words.chars().take(i * 3).collect::<String>())).collect(),
        vec![String::new(); 40],
        vec!["short".into()],
        vec![],
    ]
}

#[test]
fn the_last_row_is_reached_and_pages_show_each_row_once() {
    for text in texts() {
        for width in [1, 2, 7, 20, 38, 56, 76, 116, 156, 300] {
            for height in [1, 2, 5, 19, 43] {
                let mut pager = hung(&text, Shape::One, height % 5);
                pager.lay((width, height));
                let all: Vec<Row> = pager.columns()[0].rows.iter().flatten().cloned().collect();
                let room = usize::from(width.saturating_sub(4)).max(1);
                for r in &all {
                    let used = fit::width(text[r.line][r.range.clone()].trim_end_matches(' ')) + usize::from(r.indent);
                    assert!(used <= room.max(2), "{used} of {room} columns");
                    assert!(r.range.start > 0 || r.indent == 0);
                }
                // The rows hold all of the text.
                let joined: Vec<String> = (0..text.len())
                    .map(|i| all.iter().filter(|r| r.line == i).map(|r| &text[i][r.range.clone()]).collect())
                    .collect();
                assert_eq!(joined, text, "{width}");
                pager.edge(true);
                assert_eq!(seen(&pager).last(), all.last(), "{width}x{height}");
                assert_eq!(pager.below(), 0);
                pager.edge(false);
                let (mut shown, mut at) = (seen(&pager), pager.scroll());
                while pager.below() > 0 {
                    pager.page(true);
                    // The last page is full, and what it shows again is known.
                    let again = at + usize::from(height) - pager.scroll();
                    shown.extend(seen(&pager).into_iter().skip(again));
                    at = pager.scroll();
                }
                assert_eq!(shown, all, "{width}x{height}");
                while pager.scroll() > 0 {
                    pager.page(false);
                }
                assert_eq!(seen(&pager).first(), all.first());
            }
        }
    }
}

#[test]
fn what_was_on_top_stays_in_view_when_the_size_changes() {
    for text in texts().into_iter().filter(|t| !t.is_empty()) {
        let mut pager = pager(&text, Shape::One);
        pager.lay((76, 19));
        pager.step(30);
        for size in [(40, 10), (156, 43), (20, 5), (76, 19)] {
            let top = seen(&pager)[0].clone();
            pager.lay(size);
            assert!(
                seen(&pager).iter().any(|r| r.line == top.line && (r.range.contains(&top.range.start) || r.range.is_empty())),
                "{size:?}"
            );
        }
    }
}

#[test]
fn each_match_is_brought_onto_the_screen() {
    let keymap = Keymap::default();
    let press = |pager: &mut Pager, keys: &str| {
        for key in keys.split_whitespace() {
            assert!(pager.key(&keymap, key.parse().unwrap()), "{key}");
        }
    };
    let text: Vec<String> =
        vec![format!("{}needle{}Needle", "x".repeat(4000), "y".repeat(3000)), "none".into(), "温度 needle 温度".repeat(30)];
    for (width, height) in [(76, 19), (20, 3), (9, 1)] {
        let mut pager = pager(&text, Shape::One);
        pager.lay((width, height));
        press(&mut pager, "/ n e e d l e Enter");
        assert_eq!(pager.found(), Some(("needle", Some((1, 32)))));
        for n in 1..=33 {
            let hit = (0..3).find_map(|line| pager.hits(line).find(|(_, current)| *current).map(|(r, _)| (line, r))).unwrap();
            assert!(seen(&pager).iter().any(|r| r.line == hit.0 && r.range.contains(&hit.1.start)), "{n} {width}x{height}");
            press(&mut pager, "n");
        }
        press(&mut pager, "N N");
        assert_eq!(pager.found(), Some(("needle", Some((32, 32)))));
        // Case counts where there are capitals; the next search takes the place of the last.
        press(&mut pager, "/ N Enter");
        assert_eq!(pager.found(), Some(("N", Some((1, 1)))));
        press(&mut pager, "/ / x { 4 } / Enter");
        assert_eq!(pager.found(), Some(("/x{4}/", Some((1, 1000)))));
        press(&mut pager, "/ / (");
        assert_eq!(pager.found(), Some(("/(", None)));
        press(&mut pager, "Esc");
        assert_eq!(pager.found(), None);
        press(&mut pager, "/ x Enter Esc");
        assert_eq!(pager.found(), None);
        assert!(!pager.key(&keymap, Key::plain(Code::Esc)), "the next one leaves");
    }
}

#[test]
fn groups_stand_in_two_columns_and_pairs_beside_each_other() {
    let title = |text: &str| TextLine::new(text, Tone::Title);
    let mut lines = Vec::new();
    for (name, count) in [("a", 5), ("b", 3), ("c", 9)] {
        if !lines.is_empty() {
            lines.push(TextLine::plain(""));
        }
        lines.push(title(name));
        lines.extend((0..count).map(|i| TextLine::led("k", format!("{name}{i}"), Tone::Plain)));
    }
    let mut pager = Pager::new(lines, Shape::Groups);
    pager.lay((156, 40));
    let heights: Vec<usize> = pager.columns().iter().map(|c| c.rows.len()).collect();
    assert_eq!(heights, [11, 10]);
    pager.lay((100, 40));
    assert_eq!(pager.columns().len(), 1);
    let lines = vec![TextLine::plain("x".repeat(100)), TextLine::plain("short"), TextLine::plain("both"), TextLine::plain("both")];
    let mut pager = Pager::new(lines, Shape::Pairs(vec![(Some(0), Some(1)), (Some(2), Some(3)), (None, Some(1))]));
    pager.lay((43, 5));
    let heights: Vec<usize> = pager.columns().iter().map(|c| c.rows.len()).collect();
    assert_eq!(heights, [7, 7]);
    assert_eq!(pager.columns()[1].rows[5].as_ref().map(|r| r.line), Some(3));
    pager.edge(true);
    assert_eq!(pager.scroll(), 2);
}
