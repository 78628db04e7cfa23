use super::*;
use crate::app::desk::{Ask, Bench};
use crate::app::wish::Next;
use crate::command::ViewCommand;

#[test]
fn without_a_row_the_keys_do_nothing_and_say_so() {
    for key in ["Enter", "t", "s"] {
        let (mut view, mut bench) = (View::default(), Bench::default());
        let next = bench.press(&mut view, &format!("j k G g PgDn {key}"));
        assert!(bench.effects.is_empty() && bench.asks.is_empty() && matches!(next, Next::Stay), "{key}");
        let said = bench.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert_eq!(said, "there is no context under the cursor", "{key}");
        assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
    }
    let (mut view, mut bench) = (View::default(), Bench::default());
    assert!(matches!(bench.press(&mut view, "r"), Next::Stay));
    assert_eq!(bench.asks, [Ask::OverlookAgain]);
    assert_eq!(ClustersKey::TABLE.entries.len(), ClustersKey::ALL.len());
}
