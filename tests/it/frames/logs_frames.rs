//! Frames of the logs pane in each of its modes.

use crate::support::world::FIRST;
use crate::support::world::{World, begin_with, incident};
use dogwatch::app::Effect;
use dogwatch::app::Msg;
use dogwatch::model::Lang;
use dogwatch::model::logs::{LogLine, Remark};
use dogwatch::model::pod::Ended;

/// The number of the logs' view that is followed now.
pub fn view(world: &mut World) -> u64 {
    let asked = world.asked();
    match asked.into_iter().rev().find_map(|e| if let Effect::Follow(_, view, _) = e { Some(view) } else { None }) {
        Some(view) => view,
        None => panic!("logs are followed"),
    }
}

/// device-service's logs on the whole screen, a quarter of an hour of them: traces, records, a gap, a restart.
pub fn logs(w: u16, h: u16) -> World {
    let mut world = incident(w, h);
    world.keys("l z");
    let view = view(&mut world);
    fill(&mut world, view);
    world
}

pub fn fill(world: &mut World, view: u64) {
    let mut lines = Vec::new();
    for i in 0..90_i64 {
        let (ms, source) = (-900_000 + i * 10_000, (i % 3) as u32);
        let text = match i % 6 {
            0 | 3 => format!(
                "2026-07-24T20:00:00Z  INFO 1 --- [nio-8080-exec-{}] c.h.iot.DeviceController : 设备上报 deviceId=dev-{i} 温度=31℃",
                i % 9
            ),
            1 => format!(
                r#"{{"level":"info","msg":"request handled","status":{},"path":"/api/v1/devices/{i}","took":{{"ms":{}}}}}"#,
                if i % 4 == 1 { 200 } else { 502 },
                i * 3
            ),
            2 => format!("level=warn msg=\"slow query\" table=devices took={i}ms"),
            4 => format!("2026-07-24T20:00:00Z ERROR 1 --- [nio-8080-exec-4] c.h.iot.DeviceService : 处理失败 deviceId=dev-{i}"),
            _ => format!("\x1b[32mgreen\x1b[0m \x1b[1mbold\x1b[0m \x1b]0;title\x07 and plain {i}"),
        };
        lines.push((source, ms, text.clone()));
        if i % 6 == 4 {
            for more in [
                "java.lang.IllegalStateException: device offline",
                "\tat c.h.iot.DeviceService.handle(DeviceService.java:88)",
                "\tat java.lang.Thread.run(Thread.java:840)",
            ] {
                lines.push((source, ms, more.to_owned()));
            }
        }
    }
    lines.push((1, -4_000, "2026-07-24T20:19:56Z ERROR 1 --- [main] c.h.iot.Disk : no space left on device".to_owned()));
    let borrowed: Vec<(u32, i64, &str)> = lines.iter().map(|(s, ms, t)| (*s, *ms, t.as_str())).collect();
    world.log(view, &borrowed);
    let nanos = |ms: i64| world.now.plus(ms).millis() * 1_000_000;
    let ended = Ended { reason: "OOMKilled".into(), exit_code: 137, signal: 0, finished: None, message: "".into() };
    let gap = LogLine { source: 2, nanos: nanos(-3_000), body: Remark::Missing(2400).into() };
    let mark = LogLine { source: 2, nanos: nanos(-2_000), body: Remark::Ended(ended.how(None), None).into() };
    world.msg(Msg::Logs(FIRST, view, vec![gap, mark]));
}

macro_rules! frames {
    ($($name:ident ($w:literal, $h:literal) $script:expr;)*) => {$(
        #[test]
        fn $name() {
            let mut world = logs($w, $h);
            let script: fn(&mut World) = $script;
            script(&mut world);
            insta::assert_snapshot!(world.screen());
        }
    )*};
}

frames! {
    lines_as_they_come (130, 30) |_| {};
    lines_at_80x24 (80, 24) |_| {};
    a_filter_with_its_lines_around (130, 24) |w| {
        w.keys("/").type_text("/dev-(16|28)$/ level=error").keys("Enter x x N");
    };
    every_line_and_what_is_looked_for (130, 24) |w| {
        w.keys("/").type_text("offline").keys("Enter x x x x N N");
    };
    errors_only_and_wrapped (80, 24) |w| {
        w.keys("! ! w F P t t");
    };
    fields_as_columns (130, 24) |w| {
        w.keys("C Space j Space j Space").keys("Enter");
    };
    the_fields_to_choose (100, 24) |w| {
        w.keys("C j Space");
    };
    the_digest (130, 24) |w| {
        w.keys("d j");
    };
    the_digest_at_80x24 (80, 24) |w| {
        w.keys("d S");
    };
    paused_with_new_lines_and_a_mark (130, 24) |w| {
        w.keys("k k k b").type_text("it begins here").keys("Enter");
        let view = w.state.panes.logs.wanted();
        w.log(view, &[(0, 1_000, "one more"), (1, 2_000, "and another")]);
    };
    a_line_in_full (100, 24) |w| {
        w.keys("/").type_text("处理失败").keys("Enter N Enter");
    };
    a_record_in_full (100, 24) |w| {
        w.keys("/").type_text("handled").keys("Enter N Enter");
    };
    help_in_the_logs (100, 60) |w| {
        w.keys("?");
    };
    the_marks (100, 24) |w| {
        w.keys("k b").type_text("the gap").keys("Enter k k b Enter B");
    };
    a_time_that_is_none (80, 24) |w| {
        w.keys("@").type_text("soon").keys("Enter");
    };
    a_file_that_is_there (100, 24) |w| {
        w.keys("Ctrl-s Tab Enter");
        let path = w.asked().into_iter().find_map(|e| if let Effect::Save(s) = e { Some(s.path) } else { None }).unwrap();
        w.msg(Msg::Saved(path, dogwatch::app::msg::Saved::Exists));
    };
    hostile_lines (80, 24) |w| {
        let view = w.state.panes.logs.wanted();
        let long = format!("long {}", "温度x".repeat(20_000));
        w.log(view, &[
            (0, 10_000, "nul\0 bell\x07 back\x08space \x1b[2J\x1b[Hcleared \u{202e}turned round"),
            (0, 10_001, "progress 10%\rprogress 20%\rdone"),
            (1, 10_002, "tab\tstops\there\tand\tthere"),
            (1, 10_003, "\u{fffd}\u{fffd} no UTF-8 \u{fffd}"),
            (2, 10_004, "👩\u{200d}👩\u{200d}👧 family 🇩🇪 flag e\u{301} ｱ half ❤\u{fe0f}"),
            (2, 10_005, &long),
            (0, 10_006, "\x1b[31mred \x1b[38;2;1;2;3mrgb \x1b[0m\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\"),
            (0, 10_007, "\x1b]0;never closed but shown"),
        ]);
    };
}

#[test]
fn the_pane_in_chinese() {
    let mut world = begin_with(&["iot-prod"], |s| s.lang = Lang::Zh);
    world.size(100, 24).live();
    insta::assert_snapshot!(world.keys("Tab Tab z 4 ! F w").screen());
}

#[test]
fn no_size_panics_in_any_mode() {
    let mut world = logs(100, 30);
    for (keys, back) in [
        ("d", "d"),
        ("C Space j Space", "Esc"),
        ("w", "w"),
        ("b", "Enter"),
        ("B", "Esc"),
        ("@", "Esc"),
        ("Ctrl-s", "Esc"),
        ("Enter", "Esc"),
        ("! x P P t", ""),
    ] {
        world.keys(keys);
        for w in (0..30).chain([60, 80, 109, 140]) {
            for h in (0..12).chain([20, 24, 30]) {
                world.size(w, h).screen();
            }
        }
        world.size(100, 30).keys(back);
    }
}
