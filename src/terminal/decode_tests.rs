use super::*;

const NONE: KeyModifiers = KeyModifiers::NONE;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ALT: KeyModifiers = KeyModifiers::ALT;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;

/// The events of bytes that come at once, and that nothing follows.
fn events(bytes: &[u8]) -> Vec<TerminalEvent> {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    decoder.feed(bytes, &mut out);
    decoder.flush(&mut out);
    assert_eq!(decoder.pending(), None);
    out
}

fn chars(text: &str) -> Vec<TerminalEvent> {
    text.chars().map(|c| letter(c, NONE)).collect()
}

#[test]
fn keys_are_what_was_pressed() {
    let c = KeyCode::Char;
    let table: &[(&[u8], KeyCode, KeyModifiers)] = &[
        (b"j", c('j'), NONE),
        (b"G", c('G'), SHIFT),
        (b"\r", KeyCode::Enter, NONE),
        (b"\n", c('j'), CTRL),
        (b"\t", KeyCode::Tab, NONE),
        (b"\x7f", KeyCode::Backspace, NONE),
        (b"\x08", c('h'), CTRL),
        (b"\x03", c('c'), CTRL),
        (b"\x1a", c('z'), CTRL),
        (b"\0", c(' '), CTRL),
        (b"\x1f", c('7'), CTRL),
        (b"\x1b", KeyCode::Esc, NONE),
        (b"\x1bx", c('x'), ALT),
        (b"\x1bX", c('X'), ALT.union(SHIFT)),
        (b"\x1b[", c('['), ALT),
        (b"\x1bO", c('O'), ALT.union(SHIFT)),
        (b"\x1b]", c(']'), ALT),
        (b"\x1b\r", KeyCode::Enter, ALT),
        ("é".as_bytes(), c('é'), NONE),
        ("设".as_bytes(), c('设'), NONE),
        ("🚀".as_bytes(), c('🚀'), NONE),
        (b"\x1b[A", KeyCode::Up, NONE),
        (b"\x1bOB", KeyCode::Down, NONE),
        (b"\x1b[1;5C", KeyCode::Right, CTRL),
        (b"\x1b[1;3D", KeyCode::Left, ALT),
        (b"\x1b[H", KeyCode::Home, NONE),
        (b"\x1b[1~", KeyCode::Home, NONE),
        (b"\x1b[4~", KeyCode::End, NONE),
        (b"\x1b[3~", KeyCode::Delete, NONE),
        (b"\x1b[5~", KeyCode::PageUp, NONE),
        (b"\x1b[6;2~", KeyCode::PageDown, SHIFT),
        (b"\x1b[Z", KeyCode::BackTab, SHIFT),
        (b"\x1bOP", KeyCode::F(1), NONE),
        (b"\x1b[1;2R", KeyCode::F(3), SHIFT),
        (b"\x1b[15~", KeyCode::F(5), NONE),
        (b"\x1b[17~", KeyCode::F(6), NONE),
        (b"\x1b[24~", KeyCode::F(12), NONE),
        (b"\x1b[[A", KeyCode::F(1), NONE),
        (b"\x1b[100;5u", c('d'), CTRL),
        (b"\x1b[27;5;100~", c('d'), CTRL),
        (b"\x1b[97;2u", c('A'), SHIFT),
        (b"\x1b[97:65;2:2u", c('A'), SHIFT),
        (b"\x1b[27u", KeyCode::Esc, NONE),
        (b"\x1b[9;2u", KeyCode::BackTab, SHIFT),
        (b"\x1bOk", c('+'), NONE),
    ];
    for (bytes, code, modifiers) in table {
        assert_eq!(events(bytes), [key(*code, *modifiers)], "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn the_mouse_is_told_with_its_place_from_nought() {
    for (bytes, code, column, row, down) in [
        (&b"\x1b[<0;10;20M"[..], 0, 9, 19, true),
        (b"\x1b[<0;10;20m", 0, 9, 19, false),
        (b"\x1b[<35;1;1M", 35, 0, 0, true),
        (b"\x1b[<84;500;300M", 84, 499, 299, true),
    ] {
        assert_eq!(
            events(bytes),
            [TerminalEvent::Mouse(Mouse { code, column, row, down })],
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn what_is_no_key_is_nothing() {
    let table: &[&[u8]] = &[
        b"\x1b[<0;10M",
        b"\x1b[<0;10;20;30M",
        b"\x1b[<0;0;20M",
        b"\x1b[<0;99999;20M",
        b"\x1b[<0;10;20c",
        b"\x1b[M !!",
        b"\x1b[12;40R",
        b"\x1b[?62;22c",
        b"\x1b[97;1:3u",
        b"\x1b[57441u",
        b"\x1b[99~",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1bP>|kitty\x1b\\",
        b"\xff",
        b"\xc3",
        b"\x1b[1;",
    ];
    for bytes in table {
        assert_eq!(events(bytes), [], "{:?}", String::from_utf8_lossy(bytes));
        let mut followed = bytes.to_vec();
        followed.extend_from_slice(b"\x1b[Aj");
        let found = events(&followed);
        assert!(found.ends_with(&chars("j")), "{:?} swallows what follows: {found:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn pieces_are_put_together() {
    let whole: &[u8] = "a\x1b[1;5C设\x1b[200~x\x1b[201y\r\n设\x1b[201~\x1bOP\x1b[I\x1b[OZ".as_bytes();
    let wanted = [
        letter('a', NONE),
        key(KeyCode::Right, CTRL),
        letter('设', NONE),
        TerminalEvent::Paste("x\x1b[201y\n设".to_owned()),
        key(KeyCode::F(1), NONE),
        TerminalEvent::FocusGained,
        TerminalEvent::FocusLost,
        letter('Z', NONE),
    ];
    for size in 1..whole.len() {
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        whole.chunks(size).for_each(|piece| decoder.feed(piece, &mut out));
        assert_eq!(out, wanted, "pieces of {size}");
        assert_eq!(decoder.pending(), None);
    }
}

#[test]
fn an_escape_waits_for_what_may_follow() {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    decoder.feed(b"\x1b", &mut out);
    assert_eq!((out.len(), decoder.pending()), (0, Some(Pending::Sequence)));
    decoder.feed(b"\x1b", &mut out);
    assert_eq!(out, [key(KeyCode::Esc, NONE)]);
    decoder.feed(b"[A", &mut out);
    assert_eq!(out.last(), Some(&key(KeyCode::Up, NONE)));
    assert_eq!(decoder.pending(), None);
}

#[test]
fn pastes_are_bounded_and_end() {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    decoder.feed(b"\x1b[200~", &mut out);
    for _ in 0..20 {
        decoder.feed(&[b'x'; 100_000], &mut out);
    }
    assert!(decoder.held.len() < 10 && decoder.pending() == Some(Pending::Paste));
    decoder.feed(b"\x1b[201~j", &mut out);
    assert!(matches!(&out[0], TerminalEvent::Paste(text) if text.len() == LONGEST_PASTE));
    assert_eq!(out[1..], chars("j"));

    out.clear();
    decoder.feed(b"\x1b[200~half", &mut out);
    decoder.flush(&mut out);
    assert_eq!(out, [TerminalEvent::Paste("half".to_owned())]);
}

#[test]
fn no_bytes_break_it() {
    let mut rng = fastrand::Rng::with_seed(7);
    let likely = b"\x1b\x1b[[O]P0123;:<?~ABMRu\x07\\\xe8\xae\xbe\x80\xff";
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..rng.usize(0..24)).map(|_| likely[rng.usize(0..likely.len())]).collect();
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        bytes.chunks(rng.usize(1..6)).for_each(|piece| decoder.feed(piece, &mut out));
        decoder.flush(&mut out);
        assert_eq!(decoder.pending(), None);
    }
}
