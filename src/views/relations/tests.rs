use super::told::lead;
use super::*;
use crate::app::desk::{Ask, Bench};
use crate::command::ViewCommand;
use crate::model::feed::LinkState;
use crate::model::relations::{Link, Stand};
use crate::model::resource::Resource;
use crate::model::soon::Why;
use crate::model::{Kind, Name};

fn thing(resource: Resource, name: &str, uid: &str) -> Thing {
    Thing { resource, namespace: "iot".into(), name: name.into(), uid: Uid::new(uid) }
}

fn branch(depth: u8, link: Link, thing: Thing, stand: Stand) -> Branch {
    Branch { depth, link, thing, stand }
}

fn target() -> Target {
    thing(Kind::Deployment.into(), "web", "u-web").target(&"lab".into())
}

fn tree() -> Tree {
    let secret = |name, uid, stand| {
        branch(1, Link::Refers(Vec::new()), thing(Resource::new("", "v1", "secrets", "Secret", true), name, uid), stand)
    };
    let rows = vec![
        branch(0, Link::Itself, thing(Kind::Deployment.into(), "web", "u-web"), Stand::Ready(1, 1)),
        branch(1, Link::Made, thing(Kind::ReplicaSet.into(), "web-1", "u-set"), Stand::Ready(1, 1)),
        branch(2, Link::Made, thing(Kind::Pod.into(), "web-1-a", "u-pod"), Stand::There),
        secret("gone", "", Stand::Missing(false)),
        secret("closed", "", Stand::Denied),
    ];
    let plural: Name = "ingresses".into();
    let unseen = vec![Unseen { plural, places: Vec::new(), why: Why::NotServed }];
    Tree { rows, unseen, ..Tree::default() }
}

/// The view with what was found.
fn opened(bench: &mut Bench) -> View {
    bench.cluster.store.set_link(LinkState::Up { latency: 4 });
    let mut view = View::new(target(), bench.cluster.session);
    bench.at(|desk| view.settle(desk));
    let Some(Effect::Relate(_, id, wish)) = bench.effects.pop() else { panic!("{:?}", bench.effects) };
    assert_eq!(wish.target, target());
    bench.at(|desk| view.hear(&News::Related(id, Ok(Box::new(tree()))), desk));
    bench.at(|desk| view.settle(desk));
    view
}

#[test]
fn a_row_is_gone_to_and_what_is_not_there_says_so() {
    let mut bench = Bench::default();
    let mut view = opened(&mut bench);
    assert_eq!(view.list.selected(), Some(&Key::Thing(Thing::of(&target()), 0)));
    for (keys, want) in [("Enter", "web"), ("j Enter", "web-1"), ("j Enter", "web-1-a")] {
        bench.press(&mut view, keys);
        let gone: Vec<&str> = bench.asks.iter().filter_map(|a| if let Ask::GoTo(t) = a { Some(&*t.name) } else { None }).collect();
        assert_eq!(gone, [want], "{keys}");
    }
    for (keys, want) in [("j Enter", "it is not there"), ("j O", "it could not be read"), ("j d", "there is no object in this row")]
    {
        let next = bench.press(&mut view, keys);
        let said = bench.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert_eq!((said.as_str(), bench.asks.is_empty()), (want, true), "{keys}");
        assert!(matches!(next, Next::Stay), "{keys}");
    }
    bench.press(&mut view, "g j");
    assert!(matches!(bench.press(&mut view, "O"), Next::Push(Wish::Relations(t)) if &*t.name == "web-1"));
    assert!(matches!(bench.press(&mut view, "y"), Next::Push(Wish::Fetch { title, .. }) if title == "YAML"));
    assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
    assert_eq!(RelationsKey::TABLE.entries.len(), RelationsKey::ALL.len());
}

#[test]
fn it_is_looked_for_again_while_it_is_open_and_not_faster_than_it_is_answered() {
    let mut bench = Bench::default();
    let mut view = opened(&mut bench);
    let asked = |view: &mut View, bench: &mut Bench, ms: i64| {
        bench.now = bench.now.plus(ms);
        bench.at(|desk| view.settle(desk));
        bench.effects.drain(..).any(|e| matches!(e, Effect::Relate(..)))
    };
    assert!(!asked(&mut view, &mut bench, EVERY_MS - 1));
    assert!(asked(&mut view, &mut bench, 1));
    // One that takes long is not asked again before it has ended.
    assert!(!asked(&mut view, &mut bench, 20_000));
    let id = view.id;
    bench.at(|desk| view.hear(&News::Related(id, Err(Trouble::Timeout(5).into())), desk));
    assert!(view.tree.is_some() && view.trouble.is_some(), "what was known stays");
    assert!(!asked(&mut view, &mut bench, 20_000 * TIMES - 1));
    assert!(asked(&mut view, &mut bench, 1));
    // The answer to a look before it is for nobody.
    bench.at(|desk| view.hear(&News::Related(id, Ok(Box::default())), desk));
    assert!(view.tree.as_ref().is_some_and(|t| !t.rows.is_empty()));
    assert!(asked(&mut view, &mut bench, LOST_MS + 1), "one that was lost");
    // Nothing is asked of a server that does not answer.
    let link = LinkState::Down { since: bench.now, retry: bench.now, error: Trouble::Timeout(5).into() };
    bench.cluster.store.set_link(link);
    assert!(!asked(&mut view, &mut bench, 10 * LOST_MS));
}

#[test]
fn the_lines_of_the_tree_lead_to_each_row() {
    let at = |depth| branch(depth, Link::Made, thing(Kind::Pod.into(), "p", "u"), Stand::There);
    let rows: Vec<Branch> = [0, 1, 2, 2, 1, 2, 1].map(at).to_vec();
    let leads: Vec<String> = (0..rows.len()).map(|i| lead(&rows, i)).collect();
    assert_eq!(leads, ["", "├ ", "│ ├ ", "│ └ ", "├ ", "│ └ ", "└ "]);
}
