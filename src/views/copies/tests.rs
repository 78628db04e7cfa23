use super::*;
use crate::app::desk::Bench;
use crate::app::wish::Next;
use crate::command::ViewCommand;

#[test]
fn without_a_copy_the_keys_do_nothing() {
    let (mut view, mut bench) = (View::default(), Bench::default());
    let next = bench.press(&mut view, "j k g G PgDn Ctrl-d");
    assert!(bench.effects.is_empty() && matches!(next, Next::Stay));
    assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
    assert!(matches!(bench.press(&mut view, "b"), Next::Close));
}

/// The cursor's row is drawn on a screen of any size, and what is told of its copy has room or leaves the list all of it.
#[test]
fn the_list_and_the_copy_have_room_on_every_screen() {
    for w in [0, 1, 20, 80, 300] {
        for h in 0..80 {
            let (rows, whole) = View::rooms((w, h), "Copies");
            let (_, inside) = full_room((w, h), "Copies", "", false);
            assert!(rows + whole + u16::from(whole > 0) <= inside, "{w}×{h}");
            let view = View { first: 7, ..View::default() };
            for row in 0..40usize {
                let first = view.top(row, rows.into());
                assert!(first <= row && (rows == 0 || row < first + usize::from(rows)), "{w}×{h}: {row}");
            }
        }
    }
    assert_eq!(CopiesKey::TABLE.entries.len(), CopiesKey::ALL.len());
}
