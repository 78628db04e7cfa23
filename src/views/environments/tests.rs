use super::*;
use crate::app::desk::Bench;
use crate::command::ViewCommand;

#[test]
fn without_environments_it_says_so_and_its_keys_do_nothing() {
    let mut bench = Bench::default();
    let mut view = bench.at(|desk| open(&Wish::Command(Command::Environments), desk)).unwrap();
    for key in ["l", "h", "Tab", "Space", "Enter"] {
        bench.press(&mut *view, key);
    }
    assert!(bench.asks.is_empty() && bench.effects.is_empty());
    assert_eq!(EnvironmentsKey::TABLE.entries.len(), EnvironmentsKey::ALL.len());
}
