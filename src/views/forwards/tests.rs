use super::*;
use crate::app::desk::Bench;
use crate::app::wish::Next;
use crate::command::ViewCommand;

#[test]
fn without_a_forward_the_keys_do_nothing_and_say_so() {
    for key in ["c", "w", "Ctrl-d", "o"] {
        let (mut view, mut bench) = (View::default(), Bench::default());
        let next = bench.press(&mut view, &format!("j k G g PgDn {key}"));
        assert!(bench.effects.is_empty() && bench.asks.is_empty() && matches!(next, Next::Stay), "{key}");
        let said = bench.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert_eq!(said, "no port-forward is open: F on a pod, workload or Service opens one", "{key}");
        assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
    }
    assert_eq!(ForwardsKey::TABLE.entries.len(), ForwardsKey::ALL.len());
}
