use super::*;
use crate::app::desk::Bench;
use crate::app::wish::Next;
use crate::command::ViewCommand;

#[test]
fn without_a_copy_the_keys_do_nothing_and_say_so() {
    let (mut view, mut bench) = (View::default(), Bench::default());
    let next = bench.press(&mut view, "j k g G PgDn Ctrl-d");
    assert!(bench.effects.is_empty() && matches!(next, Next::Stay));
    let said = bench.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
    assert_eq!(said, "nothing was copied in this run: t on a pod or container copies");
    assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
    assert!(matches!(bench.press(&mut view, "b"), Next::Close));
    assert_eq!(CopiesKey::TABLE.entries.len(), CopiesKey::ALL.len());
}
