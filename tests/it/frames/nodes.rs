//! The view of the nodes: what is watched for it, what it says of each, and what its keys do.

use crate::support::world::{DAY, FIRST, MINUTE, World, incident, name, now};
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::change::Change;
use dogwatch::model::feed::{Delta, Feed, WatchState};
use dogwatch::model::nodes::foresee::{Budget, Fate, Forecast, Foreseen, Local, Part};
use dogwatch::model::nodes::{Amounts, Node, NodePod, NodesNews, Owner, Placement, Taint, Trouble};
use dogwatch::model::usage::{EVERY_MS, NodeUse, UseNews, UseScope, Used};
use dogwatch::model::{Lang, Uid};

fn node(text: &str) -> Node {
    Node {
        uid: Uid::new(text),
        name: name(text),
        created: now().plus(-40 * DAY),
        labels: Default::default(),
        ready: name("True"),
        since: Some(now().plus(-38 * DAY)),
        why: name(""),
        troubles: Box::default(),
        taints: Box::default(),
        cordoned: false,
        allocatable: Amounts::of("4", "16Gi", "95Gi"),
        room: 110,
    }
}

fn pod(node: &str, text: &str, owner: (&str, &str), requests: (&str, &str), limits: (&str, &str)) -> NodePod {
    NodePod {
        uid: Uid::new(&format!("iot-prod/{text}")),
        namespace: name("iot-prod"),
        name: text.into(),
        labels: Default::default(),
        node: name(node),
        owner: Owner { kind: name(owner.0), name: name(owner.1) },
        ended: false,
        going: false,
        ready: true,
        requests: Amounts::of(requests.0, requests.1, ""),
        limits: Amounts::of(limits.0, limits.1, ""),
        holds: None,
    }
}

fn list<T>(rows: Vec<T>) -> Vec<Delta<T>> {
    [Delta::ListBegins].into_iter().chain(rows.into_iter().map(Delta::Put)).chain([Delta::ListEnds]).collect()
}

/// Three nodes, of which one is cordoned and under pressure and one does not answer, and their pods.
fn told(world: &mut World, id: u64) {
    let taint = Taint { key: name("gpu"), value: name("yes"), effect: name("NoSchedule") };
    let second = Node {
        cordoned: true,
        troubles: Box::new([Trouble { kind: name("MemoryPressure"), since: Some(now().plus(-20 * MINUTE)) }]),
        taints: Box::new([taint]),
        ..node("lab-2")
    };
    let why = name("Kubelet stopped posting node status.");
    let third = Node { ready: name("Unknown"), why, since: Some(now().plus(-2 * MINUTE)), ..node("lab-3") };
    let web = ("Deployment", "web");
    let done = NodePod { ended: true, ..pod("lab-1", "report-28x", ("Job", "report"), ("2", "1Gi"), ("", "")) };
    let pods = vec![
        pod("lab-1", "web-77c9-qjtxp", web, ("500m", "2Gi"), ("1", "4Gi")),
        pod("lab-1", "nacos-0", ("StatefulSet", "nacos"), ("2500m", "6Gi"), ("", "8Gi")),
        pod("lab-1", "log-agent-cpcdk", ("DaemonSet", "log-agent"), ("100m", "200Mi"), ("", "")),
        pod("lab-1", "probe", ("", ""), ("", ""), ("", "")),
        pod("lab-2", "web-77c9-x5k2m", web, ("500m", "2Gi"), ("1", "4Gi")),
        NodePod { ready: false, ..pod("", "web-77c9-later", web, ("500m", "2Gi"), ("1", "4Gi")) },
        done,
    ];
    for news in [
        NodesNews::Nodes(list(vec![third, node("lab-1"), second])),
        NodesNews::NodesStand(WatchState::Live),
        NodesNews::Pods(list(pods)),
        NodesNews::PodsStand(WatchState::Live),
    ] {
        world.msg(Msg::Nodes(FIRST, id, news));
    }
}

/// Opens it; gives the number that it is watched by.
fn open(world: &mut World) -> u64 {
    world.asked();
    world.keys(":").type_text("nodes").keys("Enter");
    let watched = |e: Effect| if let Effect::WatchNodes(FIRST, Some(id)) = e { Some(id) } else { None };
    world.asked().into_iter().find_map(watched).expect("the nodes are watched")
}

pub fn nodes(w: u16, h: u16) -> World {
    let mut world = incident(w, h);
    let id = open(&mut world);
    told(&mut world, id);
    world
}

#[test]
fn nodes_are_shown_with_what_their_pods_take() {
    for (size, lang, of) in [
        ((80, 24), Lang::En, "nodes_at_80x24"),
        ((160, 48), Lang::En, "nodes_at_160x48"),
        ((80, 24), Lang::Zh, "nodes_zh_at_80x24"),
        ((160, 48), Lang::Zh, "nodes_zh_at_160x48"),
    ] {
        let mut world = nodes(size.0, size.1);
        world.state.lang = lang;
        world.wait(0);
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn what_a_node_uses_stands_with_how_that_went_where_there_is_room() {
    for (w, h, shown) in [(160, 48, true), (80, 24, false)] {
        let mut world = nodes(w, h);
        let of = |n: u64| Used { cpu: n * 500_000_000, memory: n << 30 };
        for n in 1..=8 {
            let one = |world: &World, name_of: &str| NodeUse { name: name(name_of), at: world.now, used: of(n) };
            let all = vec![one(&world, "lab-1"), one(&world, "lab-2")];
            let now = world.now;
            world.feed(Feed::Used(UseScope::Nodes, now, UseNews::Nodes(all))).wait(EVERY_MS);
        }
        let screen = world.screen();
        let line = screen.lines().find(|l| l.contains("CPU 4/4 100%")).unwrap_or_else(|| panic!("{screen}"));
        assert_eq!(line.contains("15 min: CPU "), shown, "{line}");
        assert_eq!(line.matches(if shown { "▂▅█" } else { "█" }).count(), if shown { 2 } else { 0 }, "{line}");
        if shown {
            world.state.lang = Lang::Zh;
            assert!(world.wait(0).screen().contains("15 分钟:CPU "), "{}", world.screen());
        }
    }
}

#[test]
fn a_figure_is_shown_whole_and_a_short_state_makes_room() {
    for (troubled, of) in [(false, "nodes_odd_at_80x24"), (true, "nodes_odd_troubled_at_80x24")] {
        let mut world = incident(80, 24);
        let id = open(&mut world);
        let odd = |text| Node { allocatable: Amounts::of("2", "24100Mi", "95Gi"), ..node(text) };
        let mut second = odd("modern-node-2");
        if troubled {
            second.troubles = Box::new([Trouble { kind: name("MemoryPressure"), since: None }]);
        }
        let pods = vec![
            pod("modern-node", "web-77c9-qjtxp", ("Deployment", "web"), ("950m", "224Mi"), ("", "")),
            pod("modern-node-2", "nacos-0", ("StatefulSet", "nacos"), ("1875m", "12200Mi"), ("", "")),
        ];
        for news in [
            NodesNews::Nodes(list(vec![odd("modern-node"), second])),
            NodesNews::NodesStand(WatchState::Live),
            NodesNews::Pods(list(pods)),
            NodesNews::PodsStand(WatchState::Live),
        ] {
            world.msg(Msg::Nodes(FIRST, id, news));
        }
        let screen = world.screen();
        for whole in ["0.95/2  47%", "224Mi/23.5Gi   0%", "1.875/2  93%", "11.9Gi/23.5Gi  50%"] {
            assert!(screen.contains(whole), "{whole}: {screen}");
        }
        insta::assert_snapshot!(of, screen);
    }
}

#[test]
fn what_is_wrong_with_a_node_is_said() {
    let mut world = nodes(100, 30);
    world.keys("j");
    let screen = world.screen();
    for words in
        ["cordoned: no new pods come onto it", "MemoryPressure for 20m", "gpu=yes:NoSchedule", "CPU 0.5/4 12%", "pods 1/110"]
    {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    world.keys("j");
    let screen = world.screen();
    assert!(screen.contains("not known whether it is ready, for 2m: Kubelet stopped posting node status."), "{screen}");
}

#[test]
fn it_is_watched_as_long_as_it_is_open() {
    let mut world = incident(100, 30);
    let id = open(&mut world);
    told(&mut world, id);
    // What lies above it leaves it open.
    world.keys("? Esc");
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::WatchNodes(..))));
    world.keys("Esc");
    assert!(world.asked().contains(&Effect::WatchNodes(FIRST, None)));
    // News of one that was left are nobody's.
    let before = id;
    assert_ne!(open(&mut world), before);
    told(&mut world, before);
    assert!(world.screen().contains("loading"), "{}", world.screen());
}

#[test]
fn what_may_not_be_listed_is_said_and_never_nought() {
    let mut world = incident(100, 30);
    let id = open(&mut world);
    let denied = |what: &str| WatchState::Denied {
        error: dogwatch::model::trouble::Trouble::said(format!("{what} is forbidden: User \"dev\" cannot list it")),
    };
    world.msg(Msg::Nodes(FIRST, id, NodesNews::NodesStand(denied("nodes"))));
    assert!(world.screen().contains("nodes is forbidden"), "{}", world.screen());
    // Nodes may be seen, pods of all namespaces may not.
    let list = vec![Delta::ListBegins, Delta::Put(node("lab-1")), Delta::ListEnds];
    world.msg(Msg::Nodes(FIRST, id, NodesNews::Nodes(list))).msg(Msg::Nodes(FIRST, id, NodesNews::PodsStand(denied("pods"))));
    let screen = world.screen();
    assert!(screen.contains("pods of all namespaces may not be listed: pods is forbidden") && !screen.contains("0%"), "{screen}");
}

#[test]
fn its_pods_are_gone_to_and_sorted() {
    let mut world = nodes(100, 30);
    let order = |world: &World| {
        let screen = world.screen();
        let at = |text: &str| screen.lines().position(|l| l.contains(text)).unwrap_or_else(|| panic!("{text}: {screen}"));
        let mut names = ["web-77c9-qjtxp", "nacos-0", "log-agent-cpcdk", "probe"];
        names.sort_by_key(|n| at(n));
        names
    };
    assert_eq!(order(&world)[..2], ["nacos-0", "web-77c9-qjtxp"], "what takes most stands first");
    assert!(!world.screen().contains("report-28x"), "what has ended takes nothing");
    world.keys("Tab j Enter");
    assert!(world.state.views.is_empty() && world.state.panes.focus == Pane::Pods, "{}", world.screen());
    let mut world = nodes(100, 30);
    world.keys("Enter d");
    let place =
        |e: Effect| if let Effect::Fetch(_, _, dogwatch::app::msg::Fetch::Describe(o, false)) = e { Some(o.name) } else { None };
    assert_eq!(world.asked().into_iter().find_map(place).as_deref(), Some("nacos-0"));
    // Back by steps: the text, the pods, the view.
    world.keys("Esc Esc");
    assert_eq!(world.state.views.len(), 1);
    world.keys("Esc");
    assert!(world.state.views.is_empty());
}

#[test]
fn a_node_is_changed_by_the_gate() {
    for (keys, change) in [("c", Change::Cordon), ("u", Change::Uncordon), ("r r", Change::Drain { force: false })] {
        let mut world = nodes(100, 30);
        world.asked();
        for key in keys.split(' ') {
            world.keys(key);
            foreseen(&mut world, Ok(Box::new(forecast())));
        }
        let intent = |e: Effect| if let Effect::Preview(_, intent) = e { Some(intent) } else { None };
        let intent = world.effects.iter().cloned().find_map(intent).unwrap_or_else(|| panic!("{keys}: {}", world.screen()));
        assert_eq!((&*intent.target.name, &intent.change, intent.target.resource.is_node()), ("lab-1", &change, true));
    }
}

/// The pods of lab-1 as they would come through a drain.
fn forecast() -> Forecast {
    let pod = |text: &str, owner: (&str, &str), fate: Fate| Foreseen {
        uid: Uid::new(&format!("iot-prod/{text}")),
        namespace: name("iot-prod"),
        name: name(text),
        owner: Owner { kind: name(owner.0), name: name(owner.1) },
        fate,
        budget: Budget::None,
        local: Vec::new(),
        placement: Placement::default(),
    };
    let mut pods = vec![
        pod("web-77c9-qjtxp", ("Deployment", "web"), Fate::Goes),
        pod("nacos-0", ("StatefulSet", "nacos"), Fate::Goes),
        pod("log-agent-cpcdk", ("DaemonSet", "log-agent"), Fate::Daemon),
        pod("probe", ("", ""), Fate::Bare),
        pod("report-28x", ("Job", "report"), Fate::Ended),
    ];
    pods[0].budget = Budget::Allows(name("web"), 1);
    pods[1].budget = Budget::Allows(name("nacos"), 0);
    pods[1].local = vec![Local::EmptyDir, Local::Volume(name("data-nacos-0"))];
    Forecast { pods, unread: Vec::new() }
}

/// Answers what was asked about a drain last; gives whether anything was.
fn foreseen(world: &mut World, answer: Result<Box<Forecast>, dogwatch::model::change::Reason>) -> bool {
    let asked = |e: &Effect| if let Effect::Foresee(FIRST, id, _) = e { Some(*id) } else { None };
    let Some(id) = world.effects.iter().rev().find_map(asked) else { return false };
    world.msg(Msg::Foreseen(FIRST, id, answer));
    true
}

#[test]
fn it_is_shown_what_a_drain_would_do() {
    for (size, lang, of) in [
        ((80, 24), Lang::En, "drain_at_80x24"),
        ((160, 48), Lang::En, "drain_at_160x48"),
        ((80, 24), Lang::Zh, "drain_zh_at_80x24"),
        ((160, 48), Lang::Zh, "drain_zh_at_160x48"),
    ] {
        let mut world = nodes(size.0, size.1);
        world.state.lang = lang;
        world.keys("f");
        assert!(foreseen(&mut world, Ok(Box::new(forecast()))));
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn a_drain_is_asked_about_after_its_forecast_was_shown() {
    let mut world = nodes(100, 30);
    world.asked();
    world.keys("r");
    assert!(world.screen().contains("being read") && world.screen().contains("r again asks"), "{}", world.screen());
    // A key that comes before the answer asks nothing.
    world.keys("r");
    assert!(!world.effects.iter().any(|e| matches!(e, Effect::Preview(..))));
    assert!(foreseen(&mut world, Err("pods is forbidden".into())));
    assert!(world.screen().contains("cannot be told: pods is forbidden"), "{}", world.screen());
    // It is asked again where the pods are others by then, at most every few seconds; one question at a time. Who failed is spared longer.
    world.asked();
    world.wait(31_000);
    assert!(!foreseen(&mut world, Ok(Box::default())), "nothing has changed");
    let id = world.state.top_as::<dogwatch::views::nodes::View>().unwrap().id;
    let gone = NodesNews::Pods(vec![Delta::Gone(Uid::new("iot-prod/probe"))]);
    world.msg(Msg::Nodes(FIRST, id, gone));
    let unread = vec![(Part::Budgets, dogwatch::model::trouble::Trouble::said("budgets are forbidden"))];
    assert!(foreseen(&mut world, Ok(Box::new(Forecast { unread, ..forecast() }))));
    assert!(world.screen().contains("PodDisruptionBudgets cannot be read"), "{}", world.screen());
    world.asked();
    let gone = |pod: &str| NodesNews::Pods(vec![Delta::Gone(Uid::new(pod))]);
    world.wait(6_000).msg(Msg::Nodes(FIRST, id, gone("iot-prod/nacos-0")));
    assert!(!foreseen(&mut world, Ok(Box::default())), "not all could be read");
    world.wait(31_000).msg(Msg::Nodes(FIRST, id, gone("iot-prod/log-agent-cpcdk")));
    let unread = vec![(Part::Budgets, dogwatch::model::trouble::Trouble::said("budgets are forbidden"))];
    assert!(foreseen(&mut world, Ok(Box::new(Forecast { unread, ..forecast() }))));
    // What has no room is scrolled to, and no further than its end.
    world.size(60, 20).keys("Tab G G k");
    let above = world.screen();
    world.keys("j");
    assert!(world.screen().contains("log-agent") && world.screen() != above, "{above}\n{}", world.screen());
    world.size(100, 30).keys("Tab");
    // Of another node it is asked anew.
    world.asked();
    world.keys("j");
    assert!(foreseen(&mut world, Ok(Box::default())) && world.screen().contains("no pods are on it"), "{}", world.screen());
    world.keys("f");
    assert!(world.screen().contains("Pods (1)"), "{}", world.screen());
}

#[test]
fn its_cursor_is_on_its_node_when_its_tab_is_come_back_to() {
    let mut world = incident(100, 30);
    world.keys(":").type_text("ctx lab-viewer").keys("Ctrl-t Alt-1");
    let id = open(&mut world);
    told(&mut world, id);
    let on = |world: &World| world.screen().lines().find(|l| l.contains('▌')).unwrap_or_default().to_owned();
    let first = on(&world);
    world.keys("j");
    let before = on(&world);
    assert_ne!(before, first, "{}", world.screen());
    // Also where it is left again before anything has come.
    world.keys("Alt-2 Alt-1 Alt-2").asked();
    world.keys("Alt-1");
    let watched = |e: Effect| if let Effect::WatchNodes(FIRST, Some(id)) = e { Some(id) } else { None };
    let again: Vec<u64> = world.asked().into_iter().filter_map(watched).collect();
    assert!(again.len() == 1 && again[0] != id, "{again:?}");
    told(&mut world, again[0]);
    assert_eq!(on(&world), before, "{}", world.screen());
}
