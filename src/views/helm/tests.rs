use super::*;
use crate::app::desk::Bench;
use crate::command::ViewCommand;

#[test]
fn without_a_row_the_keys_do_nothing_and_say_so() {
    for key in ["Enter", "v", "V", "y", "n", "d", "D", "b", "Space"] {
        let (mut view, mut bench) = (View::default(), Bench::default());
        let next = bench.press(&mut view, &format!("j k G g PgDn {key}"));
        assert!(bench.effects.is_empty() && bench.asks.is_empty() && matches!(next, Next::Stay), "{key}");
        let said = bench.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert_eq!(said, "no Helm releases in the namespaces in view", "{key}");
        assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
    }
    assert_eq!(HelmKey::TABLE.entries.len(), HelmKey::ALL.len());
}
