//! The overview of all contexts: what is asked of whom, what its rows say, and where its keys lead.

use crate::support::world::{FIRST, World, begin_with, name, namespace, no_image, pod, put_incident, replicaset, workload};
use dogwatch::app::state::Context;
use dogwatch::app::{Effect, Msg};
use dogwatch::model::feed::{Delta, Feed, LinkState, Row, Scope, WatchState};
use dogwatch::model::overview::{OverviewAsk, OverviewLook, OverviewNews, OverviewWish};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Kind, Lang, SessionId, WorkloadKind};

fn context(text: &str) -> Context {
    Context { name: name(text), cluster: name(&format!("{text}-cluster")), user: name("dev"), namespace: None, insecure: false }
}

/// The incident in front, and contexts beside it that are not open.
fn beside(size: (u16, u16), lang: Lang, more: &[&str]) -> World {
    let mut world = begin_with(&["iot-prod"], |start| {
        start.contexts.truncate(1);
        start.contexts.extend(more.iter().map(|n| context(n)));
        start.lang = lang;
    });
    put_incident(&mut world, size.0, size.1);
    world.asked();
    world
}

fn open(world: &mut World) -> Vec<OverviewWish> {
    world.keys(":").type_text("clusters").keys("Enter");
    world.wait(0);
    wishes(world)
}

/// What was asked last of all contexts.
fn wishes(world: &mut World) -> Vec<OverviewWish> {
    let asked = world.asked();
    asked.into_iter().rev().find_map(|e| if let Effect::Overview(wishes) = e { Some(wishes) } else { None }).unwrap_or_default()
}

fn of<'a>(wishes: &'a [OverviewWish], context: &str) -> &'a OverviewWish {
    wishes.iter().find(|w| &*w.context == context).unwrap_or_else(|| panic!("{context}: {wishes:?}"))
}

fn tell(world: &mut World, wish: &OverviewWish, news: OverviewNews) {
    world.msg(Msg::Overview(wish.session, wish.id, news));
}

/// A cluster with a Deployment that has no image, and one that is well.
fn found() -> OverviewNews {
    let ns = name("shop");
    let mut pay = workload("shop", "pay", 3, "docker.io/lab/pay:2.1");
    (pay.ready, pay.available, pay.revision) = (1, 1, 7);
    let cart = workload("shop", "cart", 2, "docker.io/lab/cart:1.0");
    let pods = [
        no_image(pod(&pay, 7, "a-1", "docker.io/lab/pay:2.1", 60_000), "lab/pay:2.1"),
        pod(&cart, 7, "b-1", "docker.io/lab/cart:1.0", 60_000),
    ];
    let sets = vec![replicaset(&pay, 7, "docker.io/lab/pay:2.1", (1, 3), 60_000)];
    let mut lists = vec![
        (Scope::all(Kind::Namespace), Ok(["shop", "kube-system", "default"].map(namespace).to_vec())),
        (Scope::all(Kind::Deployment), Ok(vec![Row::Workload(pay), Row::Workload(cart)])),
        (Scope::all(Kind::Job), Err(Trouble::said("jobs.batch is forbidden"))),
        (Scope::of(Kind::ReplicaSet, &ns), Ok(sets)),
        (Scope::of(Kind::Pod, &ns), Ok(pods.map(Row::Pod).to_vec())),
    ];
    for kind in [WorkloadKind::StatefulSet, WorkloadKind::DaemonSet, WorkloadKind::CronJob] {
        lists.push((Scope::all(kind.kind()), Ok(Vec::new())));
    }
    OverviewNews::Found(Box::new(OverviewLook { version: name("v1.36.1"), skew: 0, lists, nodes: Ok((2, 3)) }))
}

#[test]
fn the_rows_say_how_each_is() {
    for size in [(80, 24), (160, 48)] {
        for lang in [Lang::En, Lang::Zh] {
            let mut world = beside(size, lang, &["shop-prod", "edge", "login", "slow"]);
            let asked = open(&mut world);
            tell(&mut world, of(&asked, "lab-admin"), OverviewNews::Nodes(Ok((3, 3))));
            tell(&mut world, of(&asked, "shop-prod"), found());
            tell(&mut world, of(&asked, "edge"), OverviewNews::Away(Trouble::said("no route to host")));
            tell(&mut world, of(&asked, "login"), OverviewNews::SignIn(name("aws")));
            world.wait(12_000);
            world.keys("j");
            insta::assert_snapshot!(format!("overview_at_{}x{}_{lang:?}", size.0, size.1), world.screen());
            world.keys("j j");
            assert!(world.screen().contains("aws"), "{}", world.screen());
        }
    }
}

#[test]
fn what_is_open_is_not_asked_again_and_nothing_is_asked_unseen() {
    let mut world = beside((80, 24), Lang::En, &["shop-prod", "edge"]);
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::Overview(_))), "nothing before it is shown");
    let asked = open(&mut world);
    let own = of(&asked, "lab-admin");
    assert!(own.session == FIRST && own.ask == OverviewAsk::Nodes, "{asked:?}");
    let sessions: Vec<SessionId> = asked.iter().map(|w| w.session).collect();
    assert!(asked.len() == 3 && sessions[1] != FIRST && sessions[1] != sessions[2], "{asked:?}");
    assert!(asked[1..].iter().all(|w| w.ask == OverviewAsk::All));
    // It is asked once, however often it is drawn and told of.
    tell(&mut world, &asked[1], found());
    world.wait(3_000);
    assert_eq!(wishes(&mut world), []);
    // One that is open and away is its heartbeat's.
    let (since, retry) = (world.now, world.now);
    world.msg(Msg::Feed(FIRST, Feed::Link(LinkState::Down { since, retry, error: Trouble::said("gone") })));
    world.wait(0);
    assert_eq!(wishes(&mut world).len(), 2);
    assert!(world.screen().contains("no answer: gone"), "{}", world.screen());
    // When it is closed, nothing is asked any more; what was known is there again with its age, and is asked anew.
    world.keys("Esc");
    assert!(world.asked().contains(&Effect::Overview(Vec::new())));
    let old = asked;
    let asked = open(&mut world);
    assert!(world.screen().contains("✓1 ✗1 ◐0") && asked.iter().all(|w| old.iter().all(|o| o.id != w.id)), "{}", world.screen());
    // An answer that was on its way is for nobody.
    tell(&mut world, of(&old, "edge"), OverviewNews::SignIn(name("ghost")));
    assert!(!world.screen().contains("needs sign-in"), "{}", world.screen());
}

#[test]
fn only_what_is_on_the_screen_is_asked() {
    let names: Vec<String> = (0..60).map(|i| format!("c{i:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut world = beside((80, 24), Lang::En, &names);
    let asked = open(&mut world);
    assert!(asked.len() < 20 && of(&asked, "c00").ask == OverviewAsk::All, "{}", asked.len());
    let first = asked.clone();
    world.keys("G");
    world.wait(0);
    let asked = wishes(&mut world);
    assert!(
        asked.len() < 20 && asked.iter().any(|w| &*w.context == "c59") && !asked.iter().any(|w| &*w.context == "c00"),
        "{asked:?}"
    );
    world.keys("g j");
    world.wait(0);
    let again = wishes(&mut world);
    assert_ne!(of(&again, "c00").id, of(&first, "c00").id);
}

#[test]
fn its_keys_lead_to_the_contexts() {
    let mut world = beside((160, 48), Lang::En, &["shop-prod", "login"]);
    let asked = open(&mut world);
    tell(&mut world, of(&asked, "login"), OverviewNews::SignIn(name("aws")));
    world.keys("j s");
    assert!(world.screen().contains("shop-prod does not wait for a sign-in"), "{}", world.screen());
    world.keys("j");
    assert!(world.screen().contains("s sign in") && world.screen().contains("exec plugin aws"), "{}", world.screen());
    world.keys("s");
    world.wait(0);
    let signing = wishes(&mut world);
    assert!(
        of(&signing, "login").ask == OverviewAsk::SignIn && of(&signing, "shop-prod").id == of(&asked, "shop-prod").id,
        "{signing:?}"
    );
    assert!(!world.screen().contains("needs sign-in"), "{}", world.screen());
    world.keys("r");
    world.wait(0);
    let again = wishes(&mut world);
    assert!(again.len() == 3 && again.iter().all(|w| signing.iter().all(|s| s.id != w.id)), "{again:?}");
    // In a new tab, and in this one.
    world.keys("k t");
    assert_eq!((&*world.state.cluster.context.name, world.state.tabs.count()), ("shop-prod", 2));
    assert!(world.state.views.is_empty() && world.asked().contains(&Effect::Overview(Vec::new())));
    let asked = open(&mut world);
    assert!(
        world.screen().contains("TAB") && !asked.iter().any(|w| &*w.context == "shop-prod"),
        "it connects by itself: {asked:?}"
    );
    world.keys("G Enter");
    assert_eq!((&*world.state.cluster.context.name, world.state.tabs.count()), ("login", 2));
}

#[test]
fn what_is_open_says_itself_what_it_does_not_see() {
    let mut world = beside((160, 48), Lang::En, &["shop-dev"]);
    let asked = open(&mut world);
    tell(&mut world, of(&asked, "shop-dev"), narrow());
    world.wait(0);
    let unseen = |world: &World| -> Vec<String> {
        let row = world.state.overview.row(&name("shop-dev")).expect("it has a row");
        row.figures.unseen.iter().map(|(what, _)| what.to_string()).collect()
    };
    assert!(unseen(&world).len() > 1 && unseen(&world).contains(&"nodes".into()), "{:?}", unseen(&world));
    world.keys("j t");
    open(&mut world);
    assert_eq!(unseen(&world), ["nodes"], "of the look before only what is not watched");
}

/// Only this namespace may be listed: of a look at it, and by the watches of the one in front.
fn narrow() -> OverviewNews {
    let ns = name("shop");
    let refused =
        |kind: Kind| Trouble::said(format!("{} is forbidden: User \"dev\" cannot list at the cluster scope", kind.plural()));
    let cart = workload("shop", "cart", 2, "docker.io/lab/cart:1.0");
    let mut lists = vec![(Scope::all(Kind::Namespace), Err(refused(Kind::Namespace)))];
    for kind in WorkloadKind::ALL.map(WorkloadKind::kind) {
        lists.push((Scope::all(kind), Err(refused(kind))));
        lists.push((Scope::of(kind, &name("elsewhere")), Err(refused(kind))));
        let rows = if kind == Kind::Deployment { vec![Row::Workload(cart.clone())] } else { Vec::new() };
        let listed = if kind == Kind::Job { Err(refused(kind)) } else { Ok(rows) };
        lists.push((Scope::of(kind, &ns), listed));
    }
    let nodes = Err(refused(Kind::Namespace));
    OverviewNews::Found(Box::new(OverviewLook { version: name("v1.36.1"), skew: 0, lists, nodes }))
}

#[test]
fn a_row_says_of_which_part_it_is() {
    for size in [(80, 24), (160, 48)] {
        for lang in [Lang::En, Lang::Zh] {
            let mut world = beside(size, lang, &["shop-dev"]);
            let asked = open(&mut world);
            tell(&mut world, of(&asked, "shop-dev"), narrow());
            world.wait(12_000);
            world.keys("j");
            insta::assert_snapshot!(format!("overview_narrow_at_{}x{}_{lang:?}", size.0, size.1), world.screen());
        }
    }
}

/// What the row of a context says of its workloads, what is worst, and what is not seen.
fn figures(world: &World, context: &str) -> (String, String) {
    let row = world.state.overview.row(&name(context)).unwrap().figures.clone();
    let counts = row.workloads.map(|w| format!("{} {} {}", w.well, w.unwell, w.busy)).unwrap_or_default();
    (counts, format!("{:?} {:?} {:?}", row.worst, row.only.map(|only| only.namespaces), row.unseen))
}

/// The same cluster says the same, whether it is open or only looked at: also of a rollout in a namespace that is not in view, whose pods are
/// watched while the row is on the screen and no longer; and of what may not be listed.
#[test]
fn open_and_closed_say_the_same() {
    let ns = name("shop");
    let OverviewNews::Found(mut look) = found() else { panic!() };
    // Its rollout has begun: whether it is stuck its pods alone tell.
    let Some((_, Ok(rows))) = look.lists.iter_mut().find(|(scope, _)| *scope == Scope::all(Kind::Deployment)) else { panic!() };
    let Row::Workload(pay) = &mut rows[0] else { panic!() };
    (pay.updated, pay.replicas) = (1, 4);
    // In front, in a tab behind, and left without a tab.
    for stands in 0..3 {
        let mut world = beside((160, 48), Lang::En, &["same", "closed"]);
        world.keys(":").type_text("ctx same").keys(if stands == 1 { "Ctrl-t" } else { "Enter" });
        let session = world.state.cluster.session;
        world.keys(":").type_text("ns iot-prod").keys("Enter");
        let put = |world: &mut World, scope: &Scope, rows: Vec<Row>| {
            let deltas =
                std::iter::once(Delta::ListBegins).chain(rows.into_iter().map(Delta::Put)).chain([Delta::ListEnds]).collect();
            world.msg(Msg::Feed(session, Feed::Batch(scope.clone(), deltas)));
            world.msg(Msg::Feed(session, Feed::Watch(scope.clone(), WatchState::Live)));
        };
        let told = |world: &mut World, scopes: &dyn Fn(&Scope) -> bool| {
            for (scope, rows) in look.lists.iter().filter(|(scope, _)| scopes(scope)) {
                match rows {
                    Ok(rows) => put(world, scope, rows.clone()),
                    Err(why) => {
                        world.msg(Msg::Feed(session, Feed::Watch(scope.clone(), WatchState::Denied { error: why.clone() })));
                    }
                }
            }
        };
        world.msg(Msg::Feed(session, Feed::Link(LinkState::Up { latency: 7 })));
        told(&mut world, &|scope| scope.namespace.is_none());
        for kind in [Kind::Pod, Kind::ReplicaSet] {
            put(&mut world, &Scope::of(kind, &name("iot-prod")), Vec::new());
        }
        world.wait(0);
        if stands > 0 {
            world.keys(if stands == 1 { "Alt-1" } else { ":" });
            if stands == 2 {
                world.type_text("ctx lab-admin").keys("Enter");
            }
        }
        world.wait(0);
        world.asked();
        let watched = |world: &mut World| -> Option<Vec<Scope>> {
            let of = |e| if let Effect::Watch(to, scopes) = e { (to == session).then_some(scopes) } else { None };
            world.asked().into_iter().rev().find_map(of)
        };
        world.keys(":").type_text("clusters").keys("Enter");
        world.wait(0);
        world.wait(0);
        let scopes = world.effects.clone();
        let asked =
            scopes.iter().rev().find_map(|e| if let Effect::Overview(wishes) = e { Some(wishes.clone()) } else { None }).unwrap();
        assert!(figures(&world, "same").0.ends_with(" 1"), "under way, as far as its status tells: {:?}", figures(&world, "same"));
        let scopes = watched(&mut world).unwrap_or_else(|| panic!("{stands}: the pods of what is unwell are watched"));
        assert!(scopes.contains(&Scope::of(Kind::Pod, &ns)) && scopes.contains(&Scope::of(Kind::ReplicaSet, &ns)), "{scopes:?}");
        told(&mut world, &|scope| scope.namespace.is_some());
        tell(&mut world, of(&asked, "same"), OverviewNews::Nodes(look.nodes.clone()));
        tell(&mut world, of(&asked, "closed"), OverviewNews::Found(look.clone()));
        world.wait(0);
        assert_eq!(figures(&world, "same"), figures(&world, "closed"), "{stands}: {}", world.screen());
        assert!(figures(&world, "closed").0.ends_with(" 1 0"), "{:?}", figures(&world, "closed"));
        // Nobody looks any more.
        world.keys("Esc");
        world.wait(0);
        let scopes = watched(&mut world).unwrap_or_else(|| panic!("{stands}: they are watched no more"));
        assert!(!scopes.contains(&Scope::of(Kind::Pod, &ns)), "{scopes:?}");
    }
}
