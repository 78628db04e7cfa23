use super::*;
use crate::app::desk::Bench;
use crate::app::wish::Next;
use crate::command::ViewCommand;

#[test]
fn without_a_forward_the_keys_do_nothing() {
    let (mut view, mut bench) = (View::default(), Bench::default());
    let next = bench.press(&mut view, "j k G g PgDn c w Ctrl-d o");
    assert!(bench.effects.is_empty() && matches!(next, Next::Stay) && !view.types());
    assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
}

/// The cursor's row is drawn on a screen of any size, and what is told of its forward has room or leaves the list all of it.
#[test]
fn the_list_and_the_forward_have_room_on_every_screen() {
    for w in [0, 1, 20, 80, 300] {
        for h in 0..80 {
            let (rows, whole) = View::rooms((w, h), "Port-forwards");
            let (_, inside) = full_room((w, h), "Port-forwards", "", false);
            assert!(rows + whole + u16::from(whole > 0) <= inside, "{w}×{h}");
            let mut view = View { first: 7, ..View::default() };
            for row in 0..40usize {
                view.first = view.top(row, rows.into());
                assert!(view.first <= row && (rows == 0 || row < view.first + usize::from(rows)), "{w}×{h}: {row}");
            }
        }
    }
    assert_eq!(ForwardsKey::TABLE.entries.len(), ForwardsKey::ALL.len());
}
