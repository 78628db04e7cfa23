//! The mouse, by the real program: the terminal is asked for it only where it is wanted, and gets it back.

use crate::support::ground::{Ground, LONG, TEST_WHOLE, to_first};

/// A click at a column and row from 1, as xterm reports it.
fn click(column: u16, row: u16) -> String {
    format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
}

#[test]
fn a_click_moves_the_cursor_where_the_mouse_is_asked_for() {
    let ground = Ground::demo();
    // The lists stand side by side: of a row what follows the pane's own frame.
    let on = |s: &str, row: usize| {
        s.lines().nth(row).is_some_and(|l| l.rsplit_once("││").is_some_and(|(_, list)| list.starts_with('▌')))
    };
    let first = |s: &str| on(s, 3);
    let second = |s: &str| on(s, 4);
    let begin = |more: &[&str]| {
        let mut pty = ground.start(120, 40, more);
        to_first(&mut pty, &TEST_WHOLE, "device-service");
        pty.wait_for(first, LONG).unwrap();
        pty
    };
    let mut pty = begin(&["--mouse"]);
    pty.send(&click(60, 5));
    pty.wait_for(second, LONG).unwrap();
    // Up with the wheel.
    pty.send("\x1b[<64;60;5M");
    pty.wait_for(first, LONG).unwrap();
    let mut pty = begin(&[]);
    // Not asked for, it does nothing; the key after it does.
    pty.send(&click(60, 6));
    pty.send("j");
    pty.wait_for(second, LONG).unwrap();
}
