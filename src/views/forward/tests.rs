use super::*;
use crate::app::desk::Bench;
use crate::model::change::Change;
use crate::model::forward::Offers;
use crate::model::{Kind, Uid};

fn target() -> Target {
    let uid = Uid::new("u");
    Target { context: "lab".into(), resource: Kind::Deployment.into(), namespace: "iot".into(), name: "web".into(), uid }
}

fn view(ports: &[(u16, &str)]) -> View {
    let mut view = View::new(7, target());
    let ports = ports.iter().map(|(port, name)| PortOffer { port: *port, name: (*name).into(), of: "web".into() }).collect();
    hears(&mut view, 6, Err("of another".into()));
    assert_eq!((view.ports.clone(), view.error.clone()), (None, None));
    hears(&mut view, 7, Ok(Offers { target: target(), ports }));
    view
}

fn hears(view: &mut View, id: u64, answer: Result<Offers, crate::model::change::Reason>) {
    Bench::default().at(|desk| view.hear(&News::Ports(id, answer), desk));
}

fn error(view: &View) -> String {
    view.error.as_ref().map_or_else(String::new, |e| e.words(Lang::En))
}

/// Presses keys; gives the forwards that are asked for, as port, local port, address.
fn press(view: &mut View, keys: &str) -> (Next, Vec<(String, u16, String)>) {
    let next = Bench::default().press(view, keys);
    let mut asked = Vec::new();
    if let Next::Replace(Wish::Look { intents, .. }) = &next {
        for intent in intents {
            assert_eq!(intent.target, target());
            if let Change::Forward { port, local, address } = intent.change.clone() {
                asked.push((port, local, address));
            }
        }
    }
    (next, asked)
}

#[test]
fn a_port_is_chosen_marked_or_typed() {
    let offers = [(8080, "http"), (9090, "")];
    let one = |port: &str, local: u16| vec![(port.to_owned(), local, LOOPBACK.to_owned())];
    for (keys, want) in [
        ("Enter", one("8080", 0)),
        ("j Enter", vec![]),
        ("↓ Enter", one("9090", 0)),
        ("Space ↓ Space Enter", [one("8080", 0), one("9090", 0)].concat()),
        ("Space Space ↓ Enter", one("9090", 0)),
        ("↓ ↓ 5 3 Enter", one("53", 0)),
        ("↓ ↓ 5 3 ↓ 8 0 Enter", one("53", 80)),
        // Digits on the list are the local port.
        ("7 0 0 0 Enter", one("8080", 7000)),
        // What the cursor was on last is meant by then.
        ("↓ 7 0 0 0 Enter", one("9090", 7000)),
        ("↓ 7 0 ↑ ↑ ↑ ↑ ↓ ↓ Tab 0 0 Enter", one("9090", 7000)),
        ("↓ x Backspace ↓ 8 0 Enter", one("9090", 80)),
        ("↓ ↓ ↓ ↓ : : 1 Enter", vec![("9090".into(), 0, "::1".into())]),
        // What is typed goes with those that are marked, once.
        ("Space ↓ ↓ 5 3 Enter", [one("8080", 0), one("53", 0)].concat()),
        ("Space ↓ ↓ 5 3 ↑ Enter", [one("8080", 0), one("53", 0)].concat()),
        ("Space ↓ Space ↓ 5 3 Enter", [one("8080", 0), one("9090", 0), one("53", 0)].concat()),
        ("Space ↓ ↓ 8 0 8 0 Enter", one("8080", 0)),
        ("Space ↓ ↓ h t t p Enter", one("8080", 0)),
    ] {
        let mut view = view(&offers);
        let (_, got) = press(&mut view, keys);
        if keys.starts_with('j') {
            // A letter begins the name of a port.
            assert_eq!(got, [("j".into(), 0, LOOPBACK.into())], "{keys}");
        } else {
            assert_eq!(got, want, "{keys}");
        }
    }
    assert!(matches!(press(&mut view(&offers), "Esc").0, Next::Close));
}

#[test]
fn what_cannot_be_is_said_and_nothing_is_asked_for() {
    let offers = [(8080, "http"), (9090, "")];
    for (keys, says) in [
        ("↓ ↓ ↓ 7 0 0 0 0 Enter", "local port is a number"),
        ("↓ ↓ ↓ x Enter", "local port is a number"),
        ("Space ↓ Space ↓ ↓ 8 0 Enter", "several ports cannot have one local port"),
    ] {
        let mut view = view(&offers);
        let (next, got) = press(&mut view, keys);
        assert!(got.is_empty() && matches!(next, Next::Stay), "{keys}: {got:?}");
        assert!(error(&view).contains(says), "{keys}: {:?}", view.error);
    }
    let mut none = view(&[]);
    assert!(press(&mut none, "Enter").1.is_empty() && none.error.is_some());
    assert_eq!(press(&mut none, "9 0 Enter").1.len(), 1);
    hears(&mut none, 7, Err("it is gone".into()));
    assert_eq!(error(&none), "it is gone");
    // What is pasted in is another try.
    none.at = At::Port;
    Bench::default().at(|desk| none.paste("80", desk));
    assert_eq!(error(&none), "");
    // The form asks for the ports itself.
    let mut bench = Bench::default();
    assert!(bench.at(|desk| open(&Wish::Forward(target()), desk)).is_some());
    assert!(matches!(&bench.effects[..], [Effect::Ports(_, 1, t)] if *t == target()));
    assert!(bench.at(|desk| open(&Wish::Revisions(target()), desk)).is_none());
}
