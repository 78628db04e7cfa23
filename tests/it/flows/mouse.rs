//! The mouse, by the real program: the terminal is asked for it only where it is wanted, and gets it back.

use crate::support::ground::{Ground, LONG};

/// A click at a column and row from 1, as xterm reports it.
fn click(column: u16, row: u16) -> String {
    format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
}

#[test]
fn a_click_moves_the_cursor_where_the_mouse_is_asked_for() {
    let ground = Ground::demo();
    let second = |s: &str| s.lines().nth(4).is_some_and(|l| l.contains('▌'));
    let first = |s: &str| s.lines().nth(3).is_some_and(|l| l.contains('▌'));
    let mut pty = ground.start(120, 40, &["--mouse"]);
    pty.wait_text("live", LONG).unwrap();
    pty.wait_for(first, LONG).unwrap();
    pty.send(&click(60, 5));
    pty.wait_for(second, LONG).unwrap();
    // Up with the wheel.
    pty.send("\x1b[<64;60;5M");
    pty.wait_for(first, LONG).unwrap();
    let mut pty = ground.start(120, 40, &[]);
    pty.wait_text("live", LONG).unwrap();
    pty.wait_for(first, LONG).unwrap();
    // Not asked for, it does nothing; the key after it does.
    pty.send(&click(60, 6));
    pty.send("j");
    pty.wait_for(second, LONG).unwrap();
}
