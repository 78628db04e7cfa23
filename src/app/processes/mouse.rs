//! What the mouse does as the bytes that a terminal tells a program: xterm's, in the encoding that the program has asked for.

use crate::model::process::{Mouse, MouseWish};
use vt100::{MouseProtocolEncoding as Encoding, MouseProtocolMode as Mode};

/// The largest number that has a byte of its own, and the largest that has two.
const BYTE: u16 = 255;
const TWO_BYTES: u16 = 2047;

/// What a program in this mode is to be told of.
pub const fn wish(mode: Mode) -> MouseWish {
    match mode {
        Mode::None => MouseWish::Nothing,
        Mode::Press | Mode::PressRelease => MouseWish::Buttons,
        Mode::ButtonMotion => MouseWish::Drags,
        Mode::AnyMotion => MouseWish::Moves,
    }
}

/// What a program is told, of a place on its own screen; `None` where it has not asked for that, or its encoding has no number for the place.
pub fn bytes(mouse: Mouse, mode: Mode, encoding: Encoding) -> Option<Vec<u8>> {
    let told = match mode {
        Mode::None => false,
        // X10: that one of the three buttons went down, and nothing else.
        Mode::Press => mouse.down && !mouse.moved() && mouse.code & (64 | 128) == 0 && mouse.has_button(),
        Mode::PressRelease => !mouse.moved(),
        Mode::ButtonMotion => !mouse.moved() || mouse.has_button(),
        Mode::AnyMotion => true,
    };
    if !told {
        return None;
    }
    let code = if mode == Mode::Press { mouse.code & 3 } else { mouse.code };
    let (column, row) = (mouse.column.checked_add(1)?, mouse.row.checked_add(1)?);
    // Before SGR which button was let go is not told.
    let old = if mouse.down { code } else { code & !(64 | 128) | 3 };
    let numbers = [old, column, row].map(|n| n.saturating_add(32));
    match encoding {
        Encoding::Sgr => Some(format!("\x1b[<{code};{column};{row}{}", if mouse.down { 'M' } else { 'm' }).into_bytes()),
        Encoding::Default => {
            let bytes = numbers.map(|n| (n <= BYTE).then(|| n.to_le_bytes()[0]));
            let [Some(code), Some(column), Some(row)] = bytes else { return None };
            Some(vec![0x1b, b'[', b'M', code, column, row])
        }
        Encoding::Utf8 => {
            let text =
                numbers.iter().map(|n| char::from_u32((*n).into()).filter(|_| *n <= TWO_BYTES)).collect::<Option<String>>()?;
            Some(format!("\x1b[M{text}").into_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODES: [Mode; 5] = [Mode::None, Mode::Press, Mode::PressRelease, Mode::ButtonMotion, Mode::AnyMotion];

    fn at(code: u16, down: bool) -> Mouse {
        Mouse { code, column: 4, row: 6, down }
    }

    #[test]
    fn a_program_is_told_what_it_asked_for() {
        // In the modes from none to all moves; `-` is nothing.
        for (mouse, told) in [
            (at(0, true), "- 0M 0M 0M 0M"),
            (at(2, true), "- 2M 2M 2M 2M"),
            // X10 knows no modifiers.
            (at(16, true), "- 0M 16M 16M 16M"),
            (at(0, false), "- - 0m 0m 0m"),
            (at(32, true), "- - - 32M 32M"),
            (at(35, true), "- - - - 35M"),
            (at(64, true), "- - 64M 64M 64M"),
            (at(65 + 4, true), "- - 69M 69M 69M"),
            (at(128, true), "- - 128M 128M 128M"),
        ] {
            for (mode, told) in MODES.into_iter().zip(told.split(' ')) {
                let want = told.strip_suffix(['M', 'm']).map(|code| format!("\x1b[<{code};5;7{}", &told[code.len()..]));
                let got = bytes(mouse, mode, Encoding::Sgr).map(|b| String::from_utf8(b).unwrap());
                assert_eq!(got, want, "{mouse:?} {mode:?}");
            }
        }
    }

    #[test]
    fn each_encoding_is_xterms() {
        let place = |column, row| Mouse { code: 0, column, row, down: true };
        for (mouse, default, utf8, sgr) in [
            (place(0, 0), Some("\x1b[M !!".as_bytes().to_vec()), Some("\x1b[M !!".to_owned()), "\x1b[<0;1;1M"),
            (at(0, false), Some(b"\x1b[M#%\x27".to_vec()), Some("\x1b[M#%\x27".to_owned()), "\x1b[<0;5;7m"),
            // With Ctrl, the right button.
            (at(18, false), Some(b"\x1b[M3%\x27".to_vec()), Some("\x1b[M3%\x27".to_owned()), "\x1b[<18;5;7m"),
            (at(64, true), Some(b"\x1b[M`%\x27".to_vec()), Some("\x1b[M`%\x27".to_owned()), "\x1b[<64;5;7M"),
            // Where one byte is not enough, and where two are not.
            (place(222, 0), Some(b"\x1b[M \xff!".to_vec()), Some("\x1b[M \u{ff}!".to_owned()), "\x1b[<0;223;1M"),
            (place(223, 0), None, Some("\x1b[M \u{100}!".to_owned()), "\x1b[<0;224;1M"),
            (place(0, 2014), None, Some("\x1b[M !\u{7ff}".to_owned()), "\x1b[<0;1;2015M"),
            (place(0, 2015), None, None, "\x1b[<0;1;2016M"),
        ] {
            let told = |encoding| bytes(mouse, Mode::PressRelease, encoding);
            assert_eq!(told(Encoding::Default), default, "{mouse:?}");
            assert_eq!(told(Encoding::Utf8), utf8.map(String::into_bytes), "{mouse:?}");
            assert_eq!(told(Encoding::Sgr).unwrap(), sgr.as_bytes(), "{mouse:?}");
        }
        let far = Mouse { column: u16::MAX, ..at(0, true) };
        assert!([Encoding::Default, Encoding::Utf8, Encoding::Sgr].into_iter().all(|e| bytes(far, Mode::AnyMotion, e).is_none()));
    }
}
