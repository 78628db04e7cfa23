use super::told::lead;
use super::*;
use crate::app::desk::{Ask, Bench};
use crate::command::ViewCommand;
use crate::model::feed::{Delta, LinkState, Row, Scope};
use crate::model::health::PodHealth;
use crate::model::labels::Labels;
use crate::model::relations::{Link, Stand};
use crate::model::resource::Resource;
use crate::model::soon::Why;
use crate::model::{Kind, Name, Uid};

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
    assert!(matches!(view.list.selected(), Some(Key::Thing(thing, _)) if *thing == Thing::of(&target())));
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
fn an_object_that_stands_below_two_has_two_rows() {
    let mut bench = Bench::default();
    let mut view = opened(&mut bench);
    let of = |kind: &str, name: &str| thing(Resource::new("", "v1", "x", kind, true), name, &format!("u-{name}"));
    let mut found = tree();
    for service in ["one", "two"] {
        found.rows.push(branch(1, Link::Service, of("Service", service), Stand::There));
        found.rows.push(branch(2, Link::Ingress, of("Ingress", "site"), Stand::There));
    }
    let id = view.id;
    bench.at(|desk| view.hear(&News::Related(id, Ok(Box::new(found))), desk));
    let at = |view: &View| view.list.selected().and_then(|key| view.branch(key)).map(|(at, _)| at);
    let mut seen = Vec::new();
    for _ in 0..9 {
        seen.push(at(&view));
        bench.press(&mut view, "j");
    }
    let want: Vec<Option<usize>> = (0..9).map(Some).collect();
    assert_eq!(seen, want, "each row is its own");
}

fn pod(name: &str, labels: &str, ready: u16) -> Delta {
    Delta::Put(Row::Pod(Pod {
        uid: Uid::new(name),
        namespace: "iot".into(),
        name: name.into(),
        owner: None,
        labels: Labels::of(labels.into()),
        node: Some("n1".into()),
        created: Time::default(),
        deleting: false,
        status: "Running".into(),
        ready,
        total: 1,
        restarts: 0,
        last_restart: None,
        health: PodHealth::Well,
        asks: Arc::default(),
        containers: Box::new([]),
    }))
}

#[test]
fn the_pods_of_a_service_and_of_a_node_are_followed() {
    let (web, other) = ("\napp=web\n", "\napp=other\n");
    let service = thing(Resource::new("", "v1", "services", "Service", true), "web", "u-web");
    let node = Thing { namespace: "".into(), ..thing(Resource::new("", "v1", "nodes", "Node", false), "n1", "u-n1") };
    for (root, selector, follows) in [
        (service, Some(serde_json::json!({"matchLabels": {"app": "web"}})), [false, true, true]),
        (node, None, [true, true, false]),
    ] {
        let mut bench = Bench::default();
        bench.cluster.store.set_link(LinkState::Up { latency: 4 });
        let scope = Scope::all(Kind::Pod);
        bench.cluster.store.apply(&scope, vec![Delta::ListBegins, pod("a", web, 1), Delta::ListEnds]);
        let mut view = View::new(root.target(&"lab".into()), bench.cluster.session);
        bench.at(|desk| view.settle(desk));
        let found = || News::Related(1, Ok(Box::new(Tree { selector: selector.clone(), ..tree() })));
        let asks = |view: &mut View, bench: &mut Bench, delta: Option<Delta>| {
            bench.cluster.store.apply(&scope, delta.into_iter().collect());
            (view.id, view.asked) = (1, Some(bench.now));
            bench.at(|desk| view.hear(&found(), desk));
            bench.effects.clear();
            bench.now = bench.now.plus(SOON_MS);
            bench.at(|desk| view.settle(desk));
            !bench.effects.is_empty()
        };
        assert!(!asks(&mut view, &mut bench, None), "what was there when it was looked for is no news");
        let told = [pod("b", other, 1), pod("c", web, 1), pod("c", web, 0)].map(|delta| asks(&mut view, &mut bench, Some(delta)));
        assert_eq!(told, follows, "{root:?}");
        assert!(!asks(&mut view, &mut bench, None));
    }
}

#[test]
fn the_lines_of_the_tree_lead_to_each_row() {
    let at = |depth| branch(depth, Link::Made, thing(Kind::Pod.into(), "p", "u"), Stand::There);
    let rows: Vec<Branch> = [0, 1, 2, 2, 1, 2, 1].map(at).to_vec();
    let leads: Vec<String> = (0..rows.len()).map(|i| lead(&rows, i)).collect();
    assert_eq!(leads, ["", "├ ", "│ ├ ", "│ └ ", "├ ", "│ └ ", "└ "]);
}
