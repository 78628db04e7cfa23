//! Keys: those of the table, of the presets and of the settings, and what clashes.

use super::*;
use crate::command::Row;

#[test]
fn no_key_of_the_table_means_two_things_and_every_one_parses() {
    for preset in [Preset::Dogwatch, Preset::K9s] {
        Keymap::of(preset).check().unwrap();
    }
    for (i, entry) in COMMANDS.iter().enumerate() {
        assert_eq!(entry.id as usize, i);
        assert_eq!(Keymap::default().keys(entry.id).len(), entry.keys.len(), "{}", entry.name);
    }
}

/// What is shown in views is what means it there: no letter where another key does, and none at all where a text is typed.
#[test]
fn the_keys_that_views_show_are_those_that_mean_it() {
    let map = |keys: &[(&str, &[&str])]| {
        let keys: Vec<(String, Vec<String>)> =
            keys.iter().map(|(name, keys)| ((*name).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect())).collect();
        Keymap::with(Preset::Dogwatch, &keys, &[]).unwrap()
    };
    for (keys, typed, leaves, up_down) in [
        (&[][..], false, "Esc", "↑↓"),
        (&[], true, "Esc", "↑↓"),
        (&[("back", &["F9"][..])], true, "F9", "↑↓"),
        (&[("back", &["X", "F9"])], false, "F9", "↑↓"),
        (&[("back", &["X"])], false, "X", "↑↓"),
        // Out is a step back as well.
        (&[("back", &["X"])], true, "Ctrl-c", "↑↓"),
        (&[("back", &[])], false, "Ctrl-c", "↑↓"),
        (&[("up", &["K"]), ("down", &["Q"])], false, "Esc", "KQ"),
        (&[("up", &["K"]), ("down", &["Q"])], true, "Esc", ""),
        (&[("up", &["F7"]), ("down", &["F8"])], true, "Esc", "F7 F8"),
    ] {
        let map = map(keys);
        assert_eq!((map.leaves(typed).as_str(), map.up_down(typed).as_str()), (leaves, up_down), "{keys:?} {typed}");
        let shared = map.shared(leaves.parse().unwrap());
        assert!(matches!(shared, Some(Shared::Back | Shared::Quit)), "{leaves}");
    }
}

#[test]
fn one_key_has_its_meaning_by_pane_and_by_kind_of_row() {
    let map = Keymap::default();
    assert_eq!(map.command(Key::char('w'), Pane::Pods), Some(Command::Wide));
    assert_eq!(map.command(Key::char('w'), Pane::Logs), Some(Command::Wrap));
    assert_eq!(map.command(Key::char('s'), Pane::Logs), None, "no change by a slip in the logs");
    let at = |key: &str, row| map.command(key.parse().unwrap(), Spot { pane: Pane::Browser, row });
    for (key, row, want) in [
        ("c", Row::Node, Some(Command::Cordon)),
        ("c", Row::Secret, Some(Command::Copy)),
        ("u", Row::Node, Some(Command::Uncordon)),
        ("r", Row::Node, Some(Command::Drain)),
        ("t", Row::CronJob, Some(Command::Trigger)),
        ("s", Row::CronJob, Some(Command::SuspendCron)),
        ("s", Row::Deployment, Some(Command::Scale)),
        ("C", Row::Node, None),
        ("D", Row::Node, None),
        ("T", Row::CronJob, None),
    ] {
        assert_eq!(at(key, row), want, "{key} on {row:?}");
    }
}

#[test]
fn settings_are_laid_over_and_mistakes_are_named() {
    let one = |preset, name: &str, key: &str| Keymap::with(preset, &[(name.into(), vec![key.into()])], &[]);
    for preset in [Preset::Dogwatch, Preset::K9s] {
        let map = one(preset, "scale", "ctrl-y").unwrap();
        assert_eq!(map.command(Key::ctrl('y'), Pane::Workloads), Some(Command::Scale));
        for row in [Row::None, Row::Deployment] {
            assert_eq!(map.command(Key::char('s'), Spot { pane: Pane::Workloads, row }), None, "{preset:?} {row:?}");
        }
        assert!(one(preset, "scael", "s").unwrap_err().contains("scael"));
        assert!(one(preset, "scale", "hyper-x").unwrap_err().contains("hyper-x"));
        let clash = one(preset, "scale", "r").unwrap_err();
        assert!(clash.contains("r would mean both scale and restart"), "{clash}");
    }
    // What dogwatch lacks stands in nobody's way.
    let map = one(Preset::K9s, "follow-rollout", "Z").unwrap();
    assert_eq!(map.command(Key::char('Z'), Spot { pane: Pane::Workloads, row: Row::Deployment }), Some(Command::Track));
    assert!(one(Preset::K9s, "image", "c").unwrap_err().contains("would mean both"), "k9s copies with it");
    let both = Keymap::with(Preset::Dogwatch, &[("image".into(), vec!["x".into()]), ("hold".into(), vec!["x".into()])], &[]);
    assert!(both.unwrap_err().contains("x would mean both image and hold"));
}

#[test]
fn shift_counts_where_the_settings_ask_for_it() {
    let shifted: Key = "shift-up".parse().unwrap();
    assert_eq!(Keymap::default().meant(shifted), shifted.unshifted());
    let map = Keymap::with(Preset::Dogwatch, &[("first".into(), vec!["shift-up".into()])], &[]).unwrap();
    assert_eq!(map.command(map.meant(shifted), Pane::Pods), Some(Command::Top));
    assert_eq!(map.meant("shift-down".parse().unwrap()), Key::plain(crate::command::Code::Down));
}

crate::view_commands! {
    /// Those of a view that there is only here.
    ("Sample", "样例") Sample {
        Go "sample-go" [like Open Workloads] ("go", "前往") ("go there", "跳转");
        Turn "sample-turn" ["t" "Ctrl-t"] ("turn", "转") ("turn it", "转动它");
    }
}

#[test]
fn a_views_table_is_rebound_and_checked_like_that_of_the_panes() {
    let with = |preset, overrides: &[(&str, &str)]| {
        let overrides: Vec<_> = overrides.iter().map(|(n, k)| ((*n).to_owned(), vec![(*k).to_owned()])).collect();
        Keymap::with(preset, &overrides, &[Sample::TABLE])
    };
    for preset in [Preset::Dogwatch, Preset::K9s] {
        let map = with(preset, &[]).unwrap();
        assert_eq!(map.of_view(Key::plain(crate::command::Code::Enter)), Some(Sample::Go));
        assert_eq!((map.of_view(Key::ctrl('t')), map.of_view::<Sample>(Key::char('z'))), (Some(Sample::Turn), None));
        assert_eq!((map.hint_of(Sample::Go), map.hint_of(Sample::Turn)), ("Enter".into(), "t".into()));
        // Its keys are its own: in the panes they mean what they meant.
        let map = with(preset, &[("sample-turn", "s"), ("open", "F3")]).unwrap();
        assert_eq!((map.of_view(Key::char('s')), map.of_view::<Sample>(Key::char('t'))), (Some(Sample::Turn), None));
        assert_eq!(map.hint_of(Sample::Go), "F3", "what is like another follows it");
        let free = Spot { pane: Pane::Workloads, row: Row::Deployment };
        assert_eq!(map.command(Key::char('s'), free), Some(Command::Scale), "{preset:?}");
        for (overrides, words) in [
            (vec![("sample-turn", "Enter")], "Enter would mean both sample-go and sample-turn"),
            (vec![("sample-turn", "j")], "j would mean both down and sample-turn"),
            (vec![("sample-turn", "q")], "q would mean both quit and sample-turn"),
            (vec![("messages", "F9"), ("sample-turn", "F9")], "F9 would mean both messages and sample-turn"),
            (vec![("sample-trun", "F9")], "sample-trun"),
            (vec![("sample-turn", "hyper-x")], "hyper-x"),
        ] {
            let said = with(preset, &overrides).unwrap_err();
            assert!(said.contains(words), "{overrides:?}: {said}");
        }
    }
}

/// What a k9s hand presses does what it does there, or says what is not there; and what it would find nothing on has a word too.
#[test]
fn the_preset_means_what_k9s_means() {
    let map = Keymap::of(Preset::K9s);
    map.check().unwrap();
    for (i, (view, key, meaning)) in k9s::KEYS.iter().enumerate() {
        let parsed: Key = key.parse().unwrap_or_else(|e| panic!("{key}: {e}"));
        let spots: Vec<Spot> = Spot::all().filter(|spot| view.covers(*spot)).collect();
        assert!(!spots.is_empty(), "{key} in {view:?}");
        let mut reached = false;
        for spot in spots {
            let first = k9s::KEYS.iter().position(|(v, k, _)| k == key && v.covers(spot));
            if first != Some(i) {
                continue;
            }
            reached = true;
            match meaning {
                Meaning::Does(command, _) => {
                    assert_eq!(map.command(parsed, spot), Some(*command), "{key} at {spot:?}");
                    assert!(command.entry().place.covers(spot), "{key} at {spot:?} has no {}", command.entry().name);
                    assert!(map.keys_at(*command, spot).contains(&parsed), "the help shows {key}");
                }
                Meaning::Lacks(what) => {
                    assert_eq!(map.command(parsed, spot), None, "{key} at {spot:?}");
                    assert_eq!(map.unbound(parsed, spot), Unbound::Lacks(*what));
                }
            }
        }
        assert!(reached, "{key} in {view:?} is shadowed everywhere");
    }
}

/// No key changes something that k9s does not change with it: one that looks or is not bound there changes nothing here.
#[test]
fn no_key_of_k9s_changes_what_it_does_not_change_there() {
    // Opens a list of revisions, of which one would still have to be chosen and confirmed, or a plan, which is asked about whatever the rules say.
    let looks = |command: Command| matches!(command, Command::RollBack | Command::Promote) || !command.changes();
    for preset in [Preset::Dogwatch, Preset::K9s] {
        let map = Keymap::of(preset);
        for spot in Spot::all() {
            for (view, key, _) in k9s::KEYS.iter().filter(|(view, ..)| view.covers(spot)) {
                let key: Key = key.parse().unwrap();
                let theirs = k9s::meaning(key, spot).unwrap();
                let Some(ours) = map.command(key, spot) else { continue };
                let same = matches!(theirs, Meaning::Does(command, _) if command == ours);
                // What has no /scale says so.
                let refused = ours == Command::Scale && matches!(spot.row, Row::Pod | Row::Node);
                // What takes the last change back asks first which one is meant.
                assert!(
                    same || refused || looks(ours) || ours == Command::Undo,
                    "{preset:?}: {key} at {spot:?} ({view:?}): {ours:?}"
                );
            }
        }
    }
}

#[test]
fn no_key_is_silent() {
    for preset in [Preset::Dogwatch, Preset::K9s] {
        let map = Keymap::of(preset);
        for spot in Spot::all() {
            for key in (1..127u8).map(|b| Key::char(char::from(b))).chain((b'a'..=b'z').map(|b| Key::ctrl(char::from(b)))) {
                if map.command(key, spot).is_none() {
                    let said = map.unbound(key, spot);
                    let other = if let Unbound::DoneBy(other, _) | Unbound::Help(other) = &said { other } else { "" };
                    assert!(matches!(said, Unbound::Lacks(_)) || !other.is_empty(), "{key}: {said:?}");
                }
            }
        }
    }
    let map = Keymap::default();
    let pod = Spot { pane: Pane::Pods, row: Row::Pod };
    assert_eq!(map.unbound(Key::ctrl('k'), pod), Unbound::DoneBy("Ctrl-d".into(), Words::new("deletes", "删除")));
    assert_eq!(map.unbound(Key::char('N'), pod), Unbound::DoneBy(":sort-name".into(), Words::new("sorts by name", "按名称排序")));
    assert_eq!(map.unbound(Key::char('Z'), pod), Unbound::Lacks(Words::new("sorting by that column", "按该列排序")));
    assert_eq!(map.unbound(Key::char('%'), pod), Unbound::Help("?".into()));
}
