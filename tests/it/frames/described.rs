//! A description on the screen: what is wrong first, in its colour, and nothing that the cluster wrote passes for it.

use crate::support::world::{FIRST, World, incident};
use dogwatch::app::msg::Fetch;
use dogwatch::app::text::Text;
use dogwatch::app::{Effect, Msg};

const TEXT: &str = "✗ port 80: no container of its pods has a TCP port named \"http\"\n⚠ 1 of its 2 endpoints is not ready\n
Name:             web\nNamespace:        iot-prod\nSelector:         app=web\nType:             ClusterIP\n\
    Tokens:           not allowed: secrets is forbidden: User \"viewer\" cannot list resource \"secrets\" in API group \"\" in the namespace\n
Ports:\n  NAME  PORT    TARGETPORT\n  http  80/TCP  http/TCP\n
Endpoints (1 of 2 ready):\n  10.0.0.2:8080  web-b  n1  ✗ not ready: app CrashLoopBackOff\n  10.0.0.1:8080  web-a  n1  ✓ ready\n
Annotations:      note=x\n✗ forged\n\nEvents:  none\n";

fn described(size: (u16, u16)) -> World {
    fetched(size, Ok(TEXT.into()))
}

fn fetched(size: (u16, u16), answer: Result<String, Text>) -> World {
    let mut world = incident(size.0, size.1);
    world.keys("d");
    let id = world
        .asked()
        .into_iter()
        .rev()
        .find_map(|e| if let Effect::Fetch(_, id, Fetch::Describe(..)) = e { Some(id) } else { None });
    world.msg(Msg::Fetched(FIRST, id.unwrap(), answer));
    world
}

#[test]
fn what_is_wrong_stands_first() {
    for size in [(80, 24), (160, 48)] {
        insta::assert_snapshot!(format!("described_{}x{}", size.0, size.1), described(size).screen());
    }
}

#[test]
fn hidden_text_is_asked_for_only_where_some_is_hidden() {
    let fetches = |world: &mut World| world.asked().into_iter().filter(|e| matches!(e, Effect::Fetch(..))).count();
    for (answer, hidden) in [
        (Ok(TEXT.to_owned()), false),
        (Ok(format!("{TEXT}Token:  (hidden)\n")), true),
        (Err(Text::Server("not allowed: secrets is forbidden".to_owned())), false),
    ] {
        let mut world = fetched((80, 24), answer);
        world.asked();
        assert_eq!(world.screen().contains("show what is hidden"), hidden, "{}", world.screen());
        world.keys("x");
        assert_eq!(fetches(&mut world), usize::from(hidden), "{}", world.screen());
    }
}
