//! Every row of every text is reached, at any width.

use super::*;

fn paper(texts: &[String], shape: Shape) -> Paper {
    hung(texts, shape, 0)
}

fn hung(texts: &[String], shape: Shape, hang: u16) -> Paper {
    let line = |t: &String| TextLine { hang, ..TextLine::led("2s", t.clone(), Tone::Plain) };
    Paper::new(texts.iter().map(line).collect(), shape)
}

/// What is seen, row by row.
fn seen(paper: &Paper) -> Vec<Row> {
    let column = &paper.columns()[0];
    column.rows.iter().skip(paper.scroll()).take(usize::from(paper.room.1)).flatten().cloned().collect()
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
                let mut paper = hung(&text, Shape::One, height % 5);
                paper.lay((width, height));
                let all: Vec<Row> = paper.columns()[0].rows.iter().flatten().cloned().collect();
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
                paper.edge(true);
                assert_eq!(seen(&paper).last(), all.last(), "{width}x{height}");
                assert_eq!(paper.below(), 0);
                paper.edge(false);
                let (mut shown, mut at) = (seen(&paper), paper.scroll());
                while paper.below() > 0 {
                    paper.page(true);
                    // The last page is full, and what it shows again is known.
                    let again = at + usize::from(height) - paper.scroll();
                    shown.extend(seen(&paper).into_iter().skip(again));
                    at = paper.scroll();
                }
                assert_eq!(shown, all, "{width}x{height}");
                while paper.scroll() > 0 {
                    paper.page(false);
                }
                assert_eq!(seen(&paper).first(), all.first());
            }
        }
    }
}

#[test]
fn what_was_on_top_stays_in_view_when_the_size_changes() {
    for text in texts().into_iter().filter(|t| !t.is_empty()) {
        let mut paper = paper(&text, Shape::One);
        paper.lay((76, 19));
        paper.step(30);
        for size in [(40, 10), (156, 43), (20, 5), (76, 19)] {
            let top = seen(&paper)[0].clone();
            paper.lay(size);
            assert!(
                seen(&paper).iter().any(|r| r.line == top.line && (r.range.contains(&top.range.start) || r.range.is_empty())),
                "{size:?}"
            );
        }
    }
}

#[test]
fn each_match_is_brought_onto_the_screen() {
    let keymap = Keymap::default();
    let press = |paper: &mut Paper, keys: &str| {
        for key in keys.split_whitespace() {
            assert!(paper.key(&keymap, key.parse().unwrap()), "{key}");
        }
    };
    let text: Vec<String> =
        vec![format!("{}needle{}Needle", "x".repeat(4000), "y".repeat(3000)), "none".into(), "温度 needle 温度".repeat(30)];
    for (width, height) in [(76, 19), (20, 3), (9, 1)] {
        let mut paper = paper(&text, Shape::One);
        paper.lay((width, height));
        press(&mut paper, "/ n e e d l e Enter");
        assert_eq!(paper.found(), Some(("needle", Some((1, 32)))));
        for n in 1..=33 {
            let hit = (0..3).find_map(|line| paper.hits(line).find(|(_, current)| *current).map(|(r, _)| (line, r))).unwrap();
            assert!(seen(&paper).iter().any(|r| r.line == hit.0 && r.range.contains(&hit.1.start)), "{n} {width}x{height}");
            press(&mut paper, "n");
        }
        press(&mut paper, "N N");
        assert_eq!(paper.found(), Some(("needle", Some((32, 32)))));
        // Case counts where there are capitals; the next search takes the place of the last.
        press(&mut paper, "/ N Enter");
        assert_eq!(paper.found(), Some(("N", Some((1, 1)))));
        press(&mut paper, "/ / x { 4 } / Enter");
        assert_eq!(paper.found(), Some(("/x{4}/", Some((1, 1000)))));
        press(&mut paper, "/ / (");
        assert_eq!(paper.found(), Some(("/(", None)));
        press(&mut paper, "Esc");
        assert_eq!(paper.found(), None);
        press(&mut paper, "/ x Enter Esc");
        assert_eq!(paper.found(), None);
        assert!(!paper.key(&keymap, Key::plain(Code::Esc)), "the next one leaves");
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
    let mut paper = Paper::new(lines, Shape::Groups);
    paper.lay((156, 40));
    let heights: Vec<usize> = paper.columns().iter().map(|c| c.rows.len()).collect();
    assert_eq!(heights, [11, 10]);
    paper.lay((100, 40));
    assert_eq!(paper.columns().len(), 1);
    let lines = vec![TextLine::plain("x".repeat(100)), TextLine::plain("short"), TextLine::plain("both"), TextLine::plain("both")];
    let mut paper = Paper::new(lines, Shape::Pairs(vec![(Some(0), Some(1)), (Some(2), Some(3)), (None, Some(1))]));
    paper.lay((43, 5));
    let heights: Vec<usize> = paper.columns().iter().map(|c| c.rows.len()).collect();
    assert_eq!(heights, [7, 7]);
    assert_eq!(paper.columns()[1].rows[5].as_ref().map(|r| r.line), Some(3));
    paper.edge(true);
    assert_eq!(paper.scroll(), 2);
}
