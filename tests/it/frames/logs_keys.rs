//! The logs pane by its keys: what they ask for, and what they do to lines.

use crate::frames::logs_frames::{fill, logs, view};
use crate::support::world::{MINUTE, World, begin_with, incident};
use dogwatch::app::msg::{Effect, Msg, Save, Saved};
use dogwatch::model::filed::FileFault;
use dogwatch::model::logs::LogSpan;
use dogwatch::model::trouble::Os;

fn cursor(world: &World) -> Option<String> {
    let rows = world.state.panes.logs.rows();
    let row = rows.iter().find(|r| r.cursor)?;
    Some(row.spans.iter().map(|s| s.text.as_str()).collect())
}

fn saved(world: &mut World) -> Save {
    world.asked().into_iter().find_map(|e| if let Effect::Save(s) = e { Some(s) } else { None }).unwrap()
}

#[test]
fn digits_ask_for_another_part_of_the_logs_and_begin_anew() {
    let mut world = incident(120, 40);
    world.keys("l");
    let first = view(&mut world);
    fill(&mut world, first);
    for (key, span) in [
        ("2", LogSpan::Since(world.now.plus(-MINUTE))),
        ("8", LogSpan::Since(world.now.plus(-24 * 60 * MINUTE))),
        ("1", LogSpan::Head),
        ("9", LogSpan::All),
        ("0", LogSpan::Tail),
    ] {
        world.keys(key);
        let (number, wishes) = world
            .asked()
            .into_iter()
            .find_map(|e| if let Effect::Follow(_, n, wishes) = e { Some((n, wishes)) } else { None })
            .unwrap();
        assert!(number > first && wishes.len() == 5 && wishes.iter().all(|w| w.span == span), "{key}: {wishes:?}");
        assert!(world.state.panes.logs.buffer().is_empty(), "{key}: what was there is of another part");
    }
    world.wait(5_000);
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Follow(..))), "the wish does not move with the time");
    assert!(world.state.panes.view != dogwatch::app::state::View::All, "0 is no namespace here");
}

#[test]
fn matches_are_walked_with_n_and_the_namespaces_are_reached_by_name() {
    let mut world = logs(120, 30);
    world.keys("n");
    assert!(world.screen().contains("No filter is set"), "{}", world.screen());
    world.keys("/").type_text("失败 dev-1").keys("Enter N");
    assert!(cursor(&world).unwrap().contains("dev-16"), "{:?}", cursor(&world));
    world.keys("N");
    assert!(cursor(&world).unwrap().contains("dev-10"), "{:?}", cursor(&world));
    world.keys("N");
    assert!(world.screen().contains("No earlier match"), "{}", world.screen());
    world.keys("n");
    assert!(cursor(&world).unwrap().contains("dev-16"));
    world.keys(":").type_text("namespace").keys("Enter");
    assert!(world.screen().contains("all namespaces"), "{}", world.screen());
}

#[test]
fn the_first_lines_stay_in_sight_and_what_is_left_out_is_said() {
    let mut world = incident(120, 40);
    world.keys("l z 1");
    let view = view(&mut world);
    for i in 0..300 {
        world.log(view, &[(0, i, &format!("from the first {i}")), (1, i, "from the second")]);
    }
    let screen = world.screen();
    assert!(screen.contains("from the first 0 ") && !screen.contains("from the first 100 "), "{screen}");
    assert_eq!(world.state.panes.logs.buffer().len(), 2 * 201);
    world.keys("G");
    let screen = world.screen();
    assert!(screen.contains("there are more than the first 200 lines") && screen.contains("from the first 199"), "{screen}");
}

#[test]
fn levels_are_asked_for_by_key_and_esc_takes_one_step_back() {
    let mut world = logs(120, 30);
    world.keys("!");
    assert_eq!(world.state.panes.logs.matches(), Some(31), "16 errors and 15 warnings");
    world.keys("!");
    assert_eq!(world.state.panes.logs.matches(), Some(16));
    world.keys("/").type_text("Disk").keys("Enter");
    assert_eq!(world.state.panes.logs.matches(), Some(1));
    world.keys("z Esc");
    assert_eq!(world.state.panes.logs.matches(), Some(16));
    world.keys("Esc");
    assert_eq!(world.state.panes.logs.matches(), None);
    world.keys("/").type_text("/(/");
    assert!(world.screen().contains("unclosed group"), "{}", world.screen());
}

#[test]
fn times_are_gone_to() {
    let mut world = logs(120, 30);
    world.keys("@").type_text("20:10").keys("Enter");
    assert!(cursor(&world).unwrap().contains("dev-30"), "{:?}", cursor(&world));
    world.keys("@").type_text("-5m").keys("Enter");
    assert!(cursor(&world).unwrap().contains("dev-60"), "{:?}", cursor(&world));
    world.keys("@").type_text("-0s").keys("Enter");
    assert!(world.state.panes.logs.is_following(), "after the newest line there is only what comes");
}

#[test]
fn a_pattern_of_the_digest_leads_to_its_lines() {
    let mut world = logs(120, 30);
    world.keys("d");
    let screen = world.screen();
    assert!(screen.contains("ERROR # --- [main] c.h.iot.Disk : no space left") && screen.contains("new"), "{screen}");
    let view_number = world.state.panes.logs.wanted();
    for i in 0..20 {
        world.log(view_number, &[(1, 1_000 + i, "ERROR 1 --- [main] c.h.iot.Disk : no space left on device")]);
    }
    assert!(world.screen().contains("21 "), "{}", world.screen());
    world.keys("Enter");
    let screen = world.screen();
    assert!(screen.contains("pattern ERROR # --- [main] c.h.iot.Disk : no space left on device"), "{screen}");
    assert_eq!(world.state.panes.logs.matches(), Some(21));
    assert_eq!(
        world.state.panes.logs.view().lines(world.state.panes.logs.buffer()).count(),
        21 + 2,
        "and what dogwatch says: a gap, an end"
    );
    world.log(view_number, &[(1, 1_030, "ERROR 1 --- [main] c.h.iot.Disk : no space left on device"), (1, 1_031, "INFO other")]);
    assert_eq!(world.state.panes.logs.matches(), Some(22), "what comes is counted on");
    world.keys("F");
    assert!(world.screen().contains("stay folded"), "{}", world.screen());
}

#[test]
fn the_way_back_from_a_pattern_is_the_digest_with_its_cursor() {
    let mut world = logs(120, 30);
    world.keys("d");
    let rows = world.state.panes.logs.digest().unwrap().rows().0.len();
    assert!(rows > 3);
    for at in 0..rows {
        let (groups, cursor) = world.state.panes.logs.digest().unwrap().rows();
        let (key, count) = (groups[cursor].key.clone(), groups[cursor].count);
        assert_eq!(cursor, at);
        world.keys("Enter");
        assert!(world.state.panes.logs.digest().is_none());
        assert_eq!(world.state.panes.logs.matches(), Some(count as usize), "{key:?}");
        // Esc once, or the digest's own key.
        world.keys(if at % 2 == 0 { "Esc" } else { "d" });
        let (groups, cursor) = world.state.panes.logs.digest().unwrap().rows();
        assert_eq!(groups[cursor].key, key);
        world.keys("j");
    }
    world.keys("/").type_text("level=error").keys("Enter");
    world.keys("g Enter Esc");
    assert!(world.state.panes.logs.digest().is_some(), "with a filter too");
    world.keys("Esc");
    assert!(world.state.panes.logs.digest().is_none() && world.state.panes.logs.matches().is_some(), "one step back at a time");
}

#[test]
fn what_is_shown_or_all_is_saved_and_nothing_is_written_over_unasked() {
    let mut world = logs(120, 30);
    world.keys("/").type_text("level=error").keys("Enter Ctrl-s");
    assert!(world.screen().contains("device-service-20260724-202000.log"), "{}", world.screen());
    world.keys("Enter");
    let save = saved(&mut world);
    let text = save.lines.pieces().collect::<String>();
    assert!(!save.overwrite && text.lines().count() == 15 * 4 + 1 + 2, "{text}");
    let first = "2026-07-24T20:05:40.000Z device-service-795854-k7pgp/device-service 2026-07-24T20:00:00Z ERROR 1 ---";
    assert!(text.starts_with(first), "{text}");
    assert!(
        text.contains("        at java.lang.Thread.run")
            && text.contains("--- 2.4 s could not be read: rotated away, or of a run that is gone ---")
    );
    world.msg(Msg::Saved(save.path.clone(), Saved::Exists));
    assert!(world.screen().contains("exists"), "{}", world.screen());
    world.keys("Enter");
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Save(_))), "only y writes over it");
    world.keys("Enter");
    assert!(!saved(&mut world).overwrite);
    world.msg(Msg::Saved(save.path.clone(), Saved::Exists)).keys("y");
    assert!(saved(&mut world).overwrite);
    world.msg(Msg::Saved(save.path, Saved::Done("/home/me/x.log".into())));
    assert!(world.screen().contains("Saved to /home/me/x.log"), "{}", world.screen());
    world.keys("Esc Ctrl-s Tab Enter");
    let all = saved(&mut world);
    let text = all.lines.pieces().collect::<String>();
    assert_eq!(text.lines().count(), world.state.panes.logs.buffer().len());
    assert!(!text.contains('\x1b'), "a file that is printed does nothing to the terminal");
    world.msg(Msg::Saved(all.path, Saved::Failed(FileFault::Os("/srv/x.log".into(), Os::NotAllowed))));
    assert!(world.screen().contains("/srv/x.log: Permission denied"), "{}", world.screen());
}

#[test]
fn what_is_copied_is_the_line_under_the_cursor_with_its_trace() {
    let mut world = logs(120, 30);
    world.keys("/").type_text("处理失败").keys("Enter N c");
    let copied = world.asked().into_iter().find_map(|e| if let Effect::Copy(t) = e { Some(t) } else { None }).unwrap();
    assert!(copied.lines().count() == 4 && copied.contains("Thread.run"), "{copied}");
}

#[test]
fn marks_are_named_and_come_back_to() {
    let mut world = logs(120, 30);
    world.keys("g b").type_text("first").keys("Enter G k b Esc B");
    let screen = world.screen();
    assert!(screen.contains("first") && screen.contains("exit 137") | screen.contains("could not"), "{screen}");
    world.keys("k Enter");
    assert!(cursor(&world).unwrap().contains("dev-0"), "{:?}", cursor(&world));
    assert_eq!(world.state.panes.logs.marks().len(), 2);
    world.keys("b");
    assert_eq!(world.state.panes.logs.marks().len(), 1, "the same key takes it away");
    world.keys("B b");
    assert!(world.state.panes.logs.marks().is_empty());
    world.keys("B");
    assert!(world.screen().contains("No bookmarks"));
}

#[test]
fn the_oldest_lines_go_and_the_pane_says_how_many() {
    let mut world = incident(120, 30);
    world.keys("l z");
    let view = view(&mut world);
    let text = "x".repeat(1000);
    for i in 0..3000 {
        world.log(view, &[(0, i, &text)]);
    }
    let buffer = world.state.panes.logs.buffer();
    let (dropped, kept) = (buffer.dropped(), buffer.len() as u64);
    assert!(dropped > 1000 && dropped + kept == 3000 && buffer.bytes() <= 1 << 20);
    let screen = world.screen();
    let grouped = format!("{},{:03} older lines dropped", dropped / 1000, dropped % 1000);
    assert!(screen.contains(&grouped) && screen.contains("1 MiB of 1"), "{grouped}: {screen}");
}

#[test]
fn a_filter_over_a_big_buffer_works_while_keys_go_on() {
    let mut world = begin_with(&["iot-prod"], |s| s.log_bytes = 64 << 20);
    crate::support::world::put_incident(&mut world, 120, 30);
    world.keys("l z");
    let view = view(&mut world);
    let text = "a line of a usual length with something in it, and more of it ".repeat(16);
    for part in 0..40 {
        let lines: Vec<(u32, i64, &str)> = (0..500).map(|i| (0, part * 500 + i, text.as_str())).collect();
        world.log(view, &lines);
    }
    world.log(view, &[(0, -1, "the needle")]);
    world.keys("/").type_text("needle");
    assert!(!world.state.panes.logs.view().is_done(), "it would take too long in one go");
    assert_eq!(world.state.wakes_at(), Some(world.now), "it goes on by itself");
    let mut ticks = 0;
    while !world.state.panes.logs.view().is_done() {
        world.wait(1);
        ticks += 1;
        assert!(ticks < 100);
    }
    assert_eq!(world.state.panes.logs.matches(), Some(1));
    assert!(world.state.wakes_at().is_none_or(|t| t > world.now), "and then it rests");
}

#[test]
fn pods_and_containers_that_join_later_are_known_to_the_filter() {
    let mut world = incident(120, 30);
    world.keys("l");
    let view = view(&mut world);
    world.keys("/").type_text("pod=k7pgp").keys("Enter");
    world.log(view, &[(0, 0, "of the first"), (1, 1, "of the second")]);
    assert_eq!(world.state.panes.logs.matches(), Some(1));
    assert!(world.screen().contains("of the second") && !world.screen().contains("of the first"));
    // Another part of the logs has its sources anew; the filter stays and knows them.
    world.keys("3");
    let view = crate::frames::logs_frames::view(&mut world);
    world.log(view, &[(0, 0, "of the first"), (1, 1, "of the second")]);
    assert_eq!(world.state.panes.logs.matches(), Some(1));
}
