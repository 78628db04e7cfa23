//! What a hand presses that knows other tools, or the rows as they were a moment ago: cursor, filter, palette, keys, the way out.

use crate::browse::{cronjobs, intents, kinds, list, news, nodes, row, selected, served};
use crate::world::{DAY, World, begin, begin_with, incident, name, namespace, no_image, now, pod, replicaset, workload};
use dogwatch::app::logs::LogTarget;
use dogwatch::app::modes::Mode;
use dogwatch::app::modes::picker::What;
use dogwatch::app::remembered::Remembered;
use dogwatch::app::rows::NamespaceKey;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::{COMMANDS, Code, Command, Group, Key, Keymap, Pane, Preset, Row as Kinded};
use dogwatch::model::change::{Change, Intent, Outcome, Preview};
use dogwatch::model::feed::{Feed, Row, Scope};
use dogwatch::model::kinds::Kinds;
use dogwatch::model::table::TableFeed;
use dogwatch::model::{Kind, Uid, WorkloadKind};

/// Five Deployments that are well, in two namespaces that are no production.
pub fn calm() -> World {
    let mut world = begin(&["iot-test"]);
    world.size(160, 48).live();
    put(&mut world);
    world
}

fn put(world: &mut World) {
    world.list(Scope::all(Kind::Namespace), ["iot-dev", "iot-test", "other"].map(namespace).to_vec());
    let rows = [("iot-test", "api"), ("iot-test", "bus"), ("iot-test", "web"), ("iot-dev", "api"), ("iot-dev", "web-dev")];
    let made = rows.map(|(ns, n)| workload(ns, n, 1, "lab/app:1"));
    let of = |ns: &'static str| made.iter().filter(move |w| *w.namespace == *ns);
    let pods = |ns| of(ns).map(|w| Row::Pod(pod(w, 7, "a", "lab/app:1", DAY))).collect::<Vec<_>>();
    let sets = |ns| of(ns).map(|w| replicaset(w, 7, "lab/app:1", (1, 1), DAY)).collect::<Vec<_>>();
    let of = ["iot-test", "iot-dev"].map(|ns| (ns, pods(ns), sets(ns)));
    world.list(Scope::all(Kind::Deployment), made.into_iter().map(Row::Workload).collect());
    world.list(Scope::all(Kind::StatefulSet), Vec::new()).list(Scope::all(Kind::DaemonSet), Vec::new());
    for (ns, pods, sets) in of {
        world.list(Scope::of(Kind::ReplicaSet, &name(ns)), sets).list(Scope::of(Kind::Pod, &name(ns)), pods);
    }
    world.allow("iot-test").allow("iot-dev");
}

fn under(world: &World) -> String {
    world.state.workload().map(|w| w.name.to_string()).unwrap_or_default()
}

/// A row that goes bad takes the top of its list.
fn breaks(world: &mut World, which: &str) {
    let mut bad = workload("iot-test", which, 1, "lab/app:1");
    (bad.ready, bad.available, bad.failure) = (0, 0, Some(name("exceeded quota")));
    world.put(Scope::all(Kind::Deployment), Row::Workload(bad));
}

#[test]
fn a_row_that_goes_bad_takes_the_top_but_not_the_cursor() {
    for (seen, want) in [(0, "web"), (999, "web"), (1_000, "api"), (60_000, "api")] {
        let mut world = calm();
        world.msg(Msg::Drawn).wait(seen);
        breaks(&mut world, "web");
        assert_eq!(world.state.workloads.rows()[0], dogwatch::app::rows::WorkloadKey::Workload(Uid::new("iot-test/web")));
        assert_eq!(under(&world), want, "seen for {seen} ms");
    }
    // What lies under a form is not read.
    let mut world = calm();
    world.keys("?").msg(Msg::Drawn).wait(5_000).keys("Esc");
    breaks(&mut world, "web");
    assert_eq!(under(&world), "web");
    // The pods.
    for (seen, want) in [(0, "iot-test/api-0"), (1_000, "iot-test/api-a")] {
        let mut world = calm();
        world.keys("Enter").msg(Msg::Drawn).wait(seen);
        let w = workload("iot-test", "api", 1, "lab/app:1");
        let bad = no_image(pod(&w, 7, "0", "lab/app:9", DAY), "lab/app:9");
        world.put(Scope::of(Kind::Pod, &name("iot-test")), Row::Pod(bad));
        assert_eq!(world.state.pods.selected(), Some(&Uid::new(want)), "seen for {seen} ms");
    }
    // The browser.
    for (seen, want) in [(0, "node-0"), (1_000, "node-a")] {
        let mut world = nodes(160, 48);
        world.msg(Msg::Drawn).wait(seen);
        news(&mut world, TableFeed::Put(0, vec![row("", "node-0", &["node-0", "Ready", "", "1d", "", ""], DAY)]));
        assert_eq!(selected(&world).as_deref(), Some(want), "seen for {seen} ms");
    }
    // A namespace that comes before the one in view.
    let mut world = calm();
    world.put(Scope::all(Kind::Namespace), namespace("aaa"));
    assert_eq!(world.state.namespaces.selected(), Some(&NamespaceKey::One(name("iot-test"))));
}

#[test]
fn the_first_that_passes_gets_the_cursor_and_the_panes_below_follow() {
    let mut world = calm();
    world.keys("/").type_text("we");
    assert_eq!(under(&world), "web");
    assert_eq!(world.state.pods.rows(), [Uid::new("iot-test/web-a")]);
    let screen = world.screen();
    assert!(screen.contains("Pods of web"), "{screen}");
    // Where nothing passes, nothing is shown below either.
    world.type_text("xyz");
    assert_eq!((under(&world).as_str(), world.state.pods.rows().len()), ("", 0));
    assert!(!world.screen().contains("web-a"), "{}", world.screen());
    world.keys("Backspace Backspace Backspace Enter");
    assert_eq!(under(&world), "web");
    // It goes on being held when the filter goes.
    world.keys("Esc");
    assert_eq!((under(&world).as_str(), world.state.workloads.rows().len()), ("web", 3));
    // Left while it is typed, everything is as before.
    world.keys("/").type_text("bus").keys("Esc");
    assert_eq!(under(&world), "web");
    // The same in the other lists.
    world.keys("a Enter /").type_text("bus");
    assert_eq!(world.state.pods.selected(), Some(&Uid::new("iot-test/bus-a")));
    world.keys("Esc Esc");
    breaks(&mut world, "bus");
    world.keys("!");
    assert_eq!(under(&world), "bus", "only what is unwell is a filter too");
    let mut world = nodes(160, 48);
    world.keys("/").type_text("node-c");
    assert_eq!(selected(&world).as_deref(), Some("node-c"));
    // Of the namespaces, and what is in view follows.
    let mut world = calm();
    world.keys("Shift-Tab /").type_text("dev");
    assert_eq!(world.state.view.words(), "iot-dev");
    assert_eq!(world.state.namespaces.rows(), [NamespaceKey::One(name("iot-dev"))]);
    world.keys("Esc");
    assert_eq!(world.state.view.words(), "iot-test");
}

#[test]
fn a_filter_ends_with_its_place_and_begins_anew() {
    type Leave = fn(&mut World);
    let leave: [(&str, Leave); 5] = [
        ("the switcher", |w| {
            w.keys("n").type_text("iot-dev").keys("Enter");
        }),
        ("all namespaces", |w| {
            w.keys("0");
        }),
        ("the pane", |w| {
            w.keys("Shift-Tab k k");
        }),
        ("the palette", |w| {
            w.keys(":").type_text("ns iot-dev").keys("Enter");
        }),
        ("a context", |w| {
            w.keys(":").type_text("ctx dev").keys("Enter");
            put(w);
        }),
    ];
    for (by, leave) in leave {
        let mut world = calm();
        world.keys("/").type_text("web").keys("Enter");
        leave(&mut world);
        assert_eq!(world.state.filter_text(Pane::Workloads), "", "by {by}");
        assert!(world.state.workloads.rows().len() > 1, "by {by}");
    }
    // Another one is typed from the beginning.
    let mut world = calm();
    world.keys("/").type_text("web").keys("Enter /").type_text("b").keys("Enter");
    assert_eq!(world.state.filter_text(Pane::Workloads), "b");
    world.keys("/ Enter");
    assert_eq!(world.state.filter_text(Pane::Workloads), "", "and one with nothing in it is none");
    world.keys("/").type_text("web").keys("Enter /").type_text("b").keys("Esc");
    assert_eq!(world.state.filter_text(Pane::Workloads), "web", "left, it is the one before");
    // One Esc is enough, whatever is said.
    world.msg(Msg::Note(dogwatch::app::messages::Level::Error, "something failed".into())).keys("Esc");
    assert_eq!((world.state.filter_text(Pane::Workloads), world.state.messages.current()), ("", None));
    // Of the kinds of a cluster, which are in no namespace, it stays.
    let mut world = nodes(160, 48);
    world.keys("/").type_text("node-c").keys("Enter 0");
    assert_eq!(world.state.filter_text(Pane::Browser), "node-c");
}

/// What came of the palette: what was asked of the outside, whether something lies over the panes, and whether it is the palette still.
fn palette(world: &mut World, typed: &str, then: &str) -> (Vec<Effect>, bool) {
    world.keys(":");
    let session = world.state.session;
    world.msg(Msg::Kinds(session, Ok(many_kinds())));
    world.asked();
    world.type_text(typed).keys(then);
    (world.asked(), matches!(&world.state.mode, Mode::Picker(p) if p.what == What::Command))
}

fn many_kinds() -> Kinds {
    let mut all = kinds();
    for (group, plural, kind, short) in [
        ("", "pods", "Pod", "po"),
        ("", "secrets", "Secret", "secret"),
        ("", "configmaps", "ConfigMap", "cm"),
        ("", "services", "Service", "svc"),
        ("", "namespaces", "Namespace", "ns"),
        ("apps", "deployments", "Deployment", "deploy"),
        ("batch", "jobs", "Job", "job"),
        ("networking.k8s.io", "ingresses", "Ingress", "ing"),
        ("networking.k8s.io", "networkpolicies", "NetworkPolicy", "netpol"),
        ("rbac.authorization.k8s.io", "roles", "Role", "role"),
        ("rbac.authorization.k8s.io", "rolebindings", "RoleBinding", "rolebinding"),
        ("rbac.authorization.k8s.io", "clusterroles", "ClusterRole", "clusterrole"),
        ("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding", "clusterrolebinding"),
        // A kind whose short name k9s uses for another one.
        ("iot.example", "crates", "Crate", "cr"),
    ] {
        all.served.push(served(group, "v1", plural, kind, true, &[short]));
    }
    all
}

#[test]
fn half_a_word_changes_ends_and_runs_nothing() {
    for entry in COMMANDS.iter().filter(|e| e.id.is_weighty()) {
        for end in 1..entry.name.len() {
            let Some(typed) = entry.name.get(..end) else { continue };
            if Command::named(typed).is_some() || dogwatch::command::alias::find(typed).is_some() {
                continue;
            }
            let mut world = calm();
            let (effects, open) = palette(&mut world, typed, "Enter");
            let harmless = |e: &Effect| {
                matches!(
                    e,
                    Effect::Browse(_)
                        | Effect::Discover
                        | Effect::Watch(_)
                        | Effect::Connect(..)
                        | Effect::Remember(..)
                        | Effect::Contexts
                )
            };
            let quiet = effects.iter().all(|e| {
                harmless(e) || matches!(e, Effect::Fetch(..) | Effect::Follow(..) | Effect::Select(..) | Effect::Track(_))
            });
            assert!(quiet, ":{typed} of {}: {effects:?}", entry.name);
            // It says what would do it, where it was the first that was found; or it led somewhere.
            let question = matches!(
                world.state.mode,
                Mode::Waiting(_)
                    | Mode::Scale(_)
                    | Mode::Delete(_)
                    | Mode::Revisions(_)
                    | Mode::Image(_)
                    | Mode::Marks(_)
                    | Mode::Make(_)
                    | Mode::Editing(_)
            );
            assert!(!question, ":{typed} of {} opened {:?}", entry.name, world.state.mode);
            if open {
                let said = world.state.messages.current().map(|m| m.text.clone()).unwrap_or_default();
                assert!(said.contains("in full, or select it"), ":{typed}: {said}");
            }
        }
    }
    // Named whole, or gone to, it does.
    let (effects, open) = palette(&mut calm(), "restart", "Enter");
    assert!(!open && effects.iter().any(|e| matches!(e, Effect::Preview(i) if i.change == Change::Restart)), "{effects:?}");
    let (effects, _) = palette(&mut calm(), "restar", "Down Up Enter");
    assert!(effects.iter().any(|e| matches!(e, Effect::Preview(i) if i.change == Change::Restart)), "{effects:?}");
    // Where one goes there is nothing to weigh.
    let mut world = calm();
    palette(&mut world, "helpp", "Backspace Backspace Enter");
    assert!(matches!(world.state.mode, Mode::Text(_)));
    // Nothing means nothing.
    let mut world = calm();
    let (effects, open) = palette(&mut world, "", "Enter");
    assert!(effects.is_empty() && !open && under(&world) == "api");
}

#[test]
fn k9s_words_mean_what_they_mean_there() {
    for (typed, plural) in [
        ("dp", "deployments"),
        ("deploy", "deployments"),
        ("sec", "secrets"),
        ("jo", "jobs"),
        ("cr", "clusterroles"),
        ("crb", "clusterrolebindings"),
        ("ro", "roles"),
        ("rb", "rolebindings"),
        ("np", "networkpolicies"),
        ("po", "pods"),
        ("no", "nodes"),
        ("svc", "services"),
        ("ing", "ingresses"),
        ("cm", "configmaps"),
        ("ns", "namespaces"),
        ("cj", "cronjobs"),
    ] {
        let mut world = calm();
        let (effects, _) = palette(&mut world, typed, "Enter");
        let browse =
            world.state.browse.as_ref().unwrap_or_else(|| panic!(":{typed}: {effects:?} {:?}", world.state.messages.current()));
        assert_eq!(&*browse.served.resource.plural, plural, ":{typed}");
        // Also before it is known which kinds there are.
        let mut world = calm();
        world.keys(":").type_text(typed).keys("Enter");
        let session = world.state.session;
        world.msg(Msg::Kinds(session, Ok(many_kinds())));
        assert_eq!(world.state.browse.as_ref().map(|b| &*b.served.resource.plural), Some(plural), ":{typed}");
    }
    let mut world = calm();
    palette(&mut world, "ctx", "Enter");
    assert!(matches!(&world.state.mode, Mode::Picker(p) if p.what == What::Context));
    for typed in ["pf", "xray", "pulses", "helm", "users"] {
        let mut world = calm();
        let (effects, _) = palette(&mut world, typed, "Enter");
        let said = world.state.messages.current().unwrap().text.clone();
        assert!(effects.is_empty() && said.contains("does not have this yet"), ":{typed}: {said}");
    }
    // A namespace that is gone to, from the list of them.
    let mut world = calm();
    palette(&mut world, "ns", "Enter");
    list(&mut world, &["Name"], vec![row("", "iot-dev", &["iot-dev"], DAY)]);
    world.keys("Enter");
    assert_eq!((world.state.view.words().as_str(), world.state.focus), ("iot-dev", Pane::Workloads));
}

#[test]
fn nothing_leaves_by_surprise() {
    let quits = |world: &mut World| world.asked().contains(&Effect::Quit);
    for key in ["q", "Ctrl-c"] {
        let mut world = calm();
        world.keys(key);
        assert!(!quits(&mut world) && world.screen().contains("Press q again to quit"), "{key}");
        world.wait(300).keys(key);
        assert!(quits(&mut world), "{key} twice");
        // Too late, or something else in between: it is a first press again.
        let mut world = calm();
        world.keys(key).wait(5_000).keys(key);
        assert!(!quits(&mut world), "{key} and again later");
        world.wait(300).keys("j").wait(300).keys(key);
        assert!(!quits(&mut world), "{key} j {key}");
        // Held down on the way back it stays at the top.
        let mut world = calm();
        world.keys("Enter Enter");
        for _ in 0..200 {
            world.wait(30).keys(key);
        }
        assert!(!quits(&mut world), "{key} held down");
        assert_eq!(world.state.focus, Pane::Workloads);
    }
    // By its name at once.
    for typed in ["q", "quit", "q!", "exit"] {
        let (effects, _) = palette(&mut calm(), typed, "Enter");
        assert!(effects.contains(&Effect::Quit), ":{typed}");
    }
    // While something is under way it is named.
    let mut world = calm();
    restart(&mut world, "api");
    world.keys("Esc q");
    assert!(!quits(&mut world));
    let said = world.state.messages.current().unwrap().text.clone();
    assert!(said.contains("restart Deployment api in iot-test") && said.contains("q again quits all the same"), "{said}");
    world.wait(8_000).keys("q");
    assert!(quits(&mut world));
    let mut world = calm();
    restart(&mut world, "api");
    let (effects, _) = palette(&mut world, "q", "Enter");
    assert!(!effects.contains(&Effect::Quit) && world.screen().contains(":q! quits all the same"), "{}", world.screen());
    let (effects, _) = palette(&mut world, "q!", "Enter");
    assert!(effects.contains(&Effect::Quit));
    // What is typed for a new workload is not sent.
    let mut world = calm();
    world.keys("+").type_text("shop").keys("Esc Esc q");
    assert!(world.screen().contains("would be lost: q again"), "{}", world.screen());
}

/// A restart that was taken, and is followed.
fn restart(world: &mut World, which: &str) -> Intent {
    while under(world) != which {
        world.keys("j");
    }
    world.asked();
    world.keys("r");
    let intent = intents(world).remove(0);
    let preview = Preview {
        intent: intent.clone(),
        resource_version: "1".into(),
        generation: 7,
        differences: vec![],
        touches: String::new(),
        warnings: vec![],
        reaches: Vec::new(),
        unwritten: None,
    };
    world.msg(Msg::Previewed(intent.id, Ok(Box::new(preview)))).keys("y");
    world.msg(Msg::CarriedOut(intent.id, Outcome::taken(9)));
    world.asked();
    intent
}

#[test]
fn numbers_are_shown_and_stay() {
    let memory = |favourites: &[&str], recent: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect();
        Remembered { favourites: owned(favourites), recent: owned(recent), typed: Vec::new() }
    };
    let mut world = begin_with(&["iot-test"], |s| {
        s.remembered.get_or_insert_default().insert(name("lab-admin"), memory(&["iot-test"], &["iot-dev"]));
    });
    world.size(160, 48).live();
    put(&mut world);
    let screen = world.screen();
    assert!(screen.contains("2 iot-dev") && screen.contains("1 iot-test"), "{screen}");
    world.keys("2");
    assert_eq!(world.state.view.words(), "iot-dev");
    // A visit makes another one the most recent, and takes a free number.
    world.keys("n").type_text("other").keys("Enter 1 2");
    assert_eq!(world.state.view.words(), "iot-dev");
    world.keys("3");
    assert_eq!(world.state.view.words(), "other");
    world.keys("n");
    assert!(world.screen().contains("★ 1") && world.screen().contains("· 3"), "{}", world.screen());
    world.keys("Esc 9");
    assert!(world.screen().contains("has the number 9"), "{}", world.screen());
}

#[test]
fn the_way_back_is_not_opened_from_the_row_of_something_else() {
    let back = |world: &mut World| {
        let asked = world.asked();
        asked.iter().any(|e| matches!(e, Effect::Preview(i) if i.undoes.is_some())) || !matches!(world.state.mode, Mode::Normal)
    };
    let done = |world: &mut World| {
        world.keys("s Up Enter");
        let intent = intents(world).remove(0);
        let preview = Preview {
            intent: intent.clone(),
            resource_version: "1".into(),
            generation: 7,
            differences: vec![],
            touches: String::new(),
            warnings: vec![],
            reaches: Vec::new(),
            unwritten: None,
        };
        world.msg(Msg::Previewed(intent.id, Ok(Box::new(preview)))).keys("y");
        world.msg(Msg::CarriedOut(intent.id, Outcome::taken(9)));
        world.asked();
    };
    let mut world = calm();
    world.keys("j");
    done(&mut world);
    // On a row of another kind, by a hand that asks there what uses it.
    palette(&mut world, "dev", "Enter");
    list(&mut world, &["Name"], vec![row("iot-test", "dev-1", &["dev-1"], DAY)]);
    world.asked();
    world.keys("u");
    assert!(!back(&mut world));
    let said = world.state.messages.current().unwrap().text.clone();
    assert!(said.contains("scale Deployment bus in iot-test") && said.contains("not of this row"), "{said}");
    world.wait(200).keys("u");
    assert!(back(&mut world), "pressed again it is meant");
    // Too late it is not.
    world.keys("Esc u").wait(20_000).keys("u");
    assert!(!back(&mut world));
    // On its own row it opens at once; on a node the key is not its.
    world.keys("Esc Esc Esc");
    while under(&world) != "bus" {
        world.keys("j");
    }
    world.keys("u");
    assert!(back(&mut world));
    let mut world = nodes(160, 48);
    world.asked();
    world.keys("u");
    assert_eq!(intents(&mut world).iter().map(|i| i.change.clone()).collect::<Vec<_>>(), [Change::Uncordon]);
}

#[test]
fn logs_and_rollouts_are_opened_from_the_browser() {
    let mut world = calm();
    let (_, _) = palette(&mut world, "deploy", "Enter");
    list(&mut world, &["Name"], vec![row("iot-test", "api", &["api"], DAY), row("iot-test", "web", &["web"], DAY)]);
    world.keys("j l");
    assert_eq!((world.state.focus, &world.state.logs.target), (Pane::Logs, &Some(LogTarget::Workload(Uid::new("iot-test/web")))));
    // Esc comes back to the row.
    world.keys("Esc");
    assert_eq!(world.state.focus, Pane::Browser);
    list(&mut world, &["Name"], vec![row("iot-test", "api", &["api"], DAY), row("iot-test", "web", &["web"], DAY)]);
    assert_eq!(selected(&world).as_deref(), Some("web"));
    world.keys("f");
    assert!(matches!(&world.state.mode, Mode::Tracker(t) if &*t.target.name == "web"));
    world.keys("Esc p");
    assert!(world.state.logs.previous);
    world.keys("Esc Esc Esc");
    assert_eq!(world.state.focus, Pane::Workloads, "and out of the browser where it was opened");

    for (word, columns, cells, want) in [
        ("jobs", &["Name"][..], &["report-1"][..], "job-name=report-1"),
        ("svc", &["Name", "Selector+"], &["report-1", "app=web,tier!=x"], "app=web,tier!=x"),
        ("rs", &["Name", "Selector+"], &["report-1", "app=web,pod-template-hash=1"], "app=web,pod-template-hash=1"),
    ] {
        let mut world = calm();
        palette(&mut world, word, "Enter");
        list(&mut world, columns, vec![row("iot-test", "report-1", cells, DAY)]);
        world.keys("l");
        let Some(LogTarget::Selection(s)) = &world.state.logs.target else { panic!("{word}: {:?}", world.state.logs.target) };
        assert_eq!((&*s.labels, &s.namespaces[..]), (want, &[name("iot-test")][..]), "{word}");
    }
    // A pod of a namespace that nobody looks at is asked for.
    let mut world = calm();
    palette(&mut world, "po", "Enter");
    list(&mut world, &["Name"], vec![row("far", "x-1", &["x-1"], DAY)]);
    world.asked();
    world.keys("l");
    let wanted =
        world.asked().into_iter().any(|e| matches!(e, Effect::Watch(s) if s.contains(&Scope::of(Kind::Pod, &name("far")))));
    assert!(wanted && world.state.logs.target == Some(LogTarget::Pod(Uid::new("far/x-1"))));
    // What has no pods says so.
    for (word, key) in [("secrets", "l"), ("secrets", "p"), ("secrets", "f"), ("svc", "l"), ("cm", "f")] {
        let mut world = calm();
        palette(&mut world, word, "Enter");
        list(&mut world, &["Name", "Selector+"], vec![row("iot-test", "x", &["x", "<none>"], DAY)]);
        world.keys(key);
        assert_eq!(world.state.focus, Pane::Browser);
        assert!(world.state.messages.current().is_some(), "{key} on {word}");
    }
}

/// The rows that a key may be pressed on: those of the panes, and of kinds in the browser.
const ROWS: [&str; 21] = [
    "namespace",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "pod",
    "container",
    "log",
    "deploy",
    "rs",
    "jobs",
    "cj",
    "po",
    "no",
    "svc",
    "secrets",
    "cm",
    "ns",
    "ev",
    "dev",
    "roles",
    "ing",
];

/// A world with the focus on such a row.
fn on_row(preset: Preset, what: &str) -> World {
    let mut world = begin_with(&["iot-test"], |s| s.keymap = Keymap::of(preset));
    world.size(80, 24).live();
    put(&mut world);
    match what {
        "namespace" => {
            world.keys("Shift-Tab");
        }
        "Deployment" => {}
        "StatefulSet" | "DaemonSet" => {
            let kind = if what == "DaemonSet" { WorkloadKind::DaemonSet } else { WorkloadKind::StatefulSet };
            let mut one = workload("iot-test", "aaa", 1, "lab/app:1");
            one.kind = kind;
            world.put(Scope::all(kind.kind()), Row::Workload(one)).keys("g");
        }
        "pod" => {
            world.keys("Enter");
        }
        "container" => {
            world.keys("Enter Enter");
        }
        "log" => {
            world.keys("l");
        }
        word => {
            palette(&mut world, word, "Enter");
            let namespace = if ["no", "ns"].contains(&word) { "" } else { "iot-test" };
            let cells = |n| row(namespace, n, &[n, "False"], DAY);
            list(&mut world, &["Name", "Suspend"], vec![cells("a-1"), cells("web")]);
            world.keys("j");
        }
    }
    world.msg(Msg::Drawn);
    world.asked();
    world
}

/// What is on the screen, told apart.
fn look(world: &World) -> String {
    let s = &world.state;
    format!(
        "{} {:?} {:?} {:?} {:?}",
        world.screen(),
        s.focus,
        s.sorting,
        s.messages.current().map(|m| &m.text),
        s.browse.as_ref().map(|b| (b.order, b.list.place(), b.marks.clone()))
    )
}

#[test]
fn every_key_on_every_kind_of_row_does_something_or_says_why_not() {
    let keys: Vec<Key> = "+-*!@#<>[]:/?%0"
        .chars()
        .chain('a'..='z')
        .chain('A'..='Z')
        .chain(['é', '中'])
        .map(Key::char)
        .chain(('a'..='z').map(Key::ctrl))
        .chain([Code::F(1), Code::Delete, Code::Backspace].map(Key::plain))
        .collect();
    for preset in [Preset::Dogwatch, Preset::K9s] {
        for what in ROWS {
            let first = on_row(preset, what);
            let (spot, before) = (first.state.spot(), look(&first));
            for key in &keys {
                let mut world = first.clone();
                let command = world.state.keymap.command(*key, spot);
                // At its end a list goes no further, and a log that has no line has nothing to move in.
                let moves = command.is_some_and(|c| matches!(c.entry().group, Group::Move | Group::Logs));
                // Rows are not made anew for a key that has no command: what it says is all that it does.
                if command.is_none() {
                    let effects = dogwatch::app::update(&mut world.state, Msg::Key(*key), world.now);
                    assert!(effects.is_empty(), "{key} on {what}: {effects:?}");
                    assert!(world.state.messages.current().is_some(), "{preset:?}: {key} on {what} ({spot:?}) is silent");
                    continue;
                }
                world.msg(Msg::Key(*key));
                let effects = world.asked();
                let silent = effects.is_empty() && look(&world) == before;
                assert!(!silent || moves, "{preset:?}: {key} on {what} ({spot:?}) is silent: {command:?}");
                // What looks at a change was a command that changes; nothing is sent, and nothing is left, by one key.
                let begun = effects.iter().any(|e| matches!(e, Effect::Preview(_)));
                assert!(!begun || command.is_some_and(Command::changes), "{preset:?}: {key} on {what} began a change");
                assert!(
                    !effects.iter().any(|e| matches!(e, Effect::CarryOut(..) | Effect::Quit | Effect::SignIn)),
                    "{key} on {what}"
                );
            }
        }
    }
}

#[test]
fn what_lies_over_the_panes_is_not_silent_either() {
    type Open = fn(&mut World);
    let fetched = |w: &mut World| {
        w.keys("y");
        let Some(Effect::Fetch(id, _)) = w.asked().into_iter().find(|e| matches!(e, Effect::Fetch(..))) else { panic!() };
        w.msg(Msg::Fetched(id, Ok("kind: Deployment".into())));
    };
    let open: [(&str, Open); 5] = [
        ("the help", |w| {
            w.keys("?");
        }),
        ("YAML", fetched),
        // By the key of either preset.
        ("a rollout", |w| {
            w.keys("f Ctrl-t");
        }),
        ("the revisions", |w| {
            w.keys("b");
        }),
        ("a look at a change", |w| {
            w.keys("r");
        }),
    ];
    for (what, open) in open {
        for preset in [Preset::Dogwatch, Preset::K9s] {
            let mut world = begin_with(&["iot-test"], |s| s.keymap = Keymap::of(preset));
            world.size(80, 24).live();
            put(&mut world);
            world.asked();
            open(&mut world);
            world.asked();
            for key in ["Z", "%", "é", "Ctrl-k", "F5"] {
                world.keys(key);
                let said = world.state.messages.current().map(|m| m.text.clone()).unwrap_or_default();
                assert!(world.asked().is_empty(), "{key} in {what}");
                assert!(said.starts_with(&format!("{key} is not bound here; Esc leaves")), "{key} in {what}: {said}");
                assert!(world.screen().contains(&said), "{}", world.screen());
            }
            // A key that means something takes the word away.
            world.keys("Esc");
            assert!(world.state.messages.current().is_none_or(|m| !m.text.contains("not bound")), "{what}");
        }
    }
}

#[test]
fn a_long_message_has_more_lines_or_shows_its_end_and_where_all_of_it_stands() {
    let long = "scale Deployment settlement-gateway in payments-development-blue: the answer was lost and the server did not \
                say what became of it; it was not taken: try again";
    for (width, height, lines, whole) in [
        (40, 24, 3, false),
        (60, 24, 3, false),
        (80, 24, 3, true),
        (120, 24, 2, true),
        (80, 16, 2, false),
        (80, 12, 1, false),
        (40, 12, 1, false),
    ] {
        let mut world = calm();
        world.size(width, height).msg(Msg::Note(dogwatch::app::messages::Level::Error, long.into()));
        let screen = world.screen();
        let said: Vec<&str> = screen.lines().skip(usize::from(height) - 1 - lines).take(lines).collect();
        assert!(said[0].starts_with(" ✗ scale"), "{width}×{height}: {screen}");
        if whole {
            let text = said.iter().map(|l| l.trim()).collect::<Vec<_>>().join(" ");
            assert_eq!(text, format!("✗ {long}"), "{width}×{height}");
        } else {
            assert!(said[lines - 1].contains("again  m shows all of it"), "{width}×{height}: {screen}");
        }
        // The lowest pane gives its lines, and stands whole above them.
        let above = screen.lines().nth(usize::from(height) - 2 - lines).unwrap();
        assert!(above.starts_with('└'), "{width}×{height}: {screen}");
        // Where the key means nothing, it is not offered.
        world.keys("s");
        assert!(!world.screen().contains("shows all of it"), "{}", world.screen());
    }
    // What can be done stands last in the advice.
    let mut world = incident(80, 24);
    let line = world.screen().lines().nth(22).unwrap().to_owned();
    assert!(line.contains("b to go back"), "{line}");
    world.size(60, 24);
    let line = world.screen().lines().nth(22).unwrap().to_owned();
    assert!(line.contains("b to go back") && line.contains('…'), "{line}");
}

#[test]
fn keys_that_mean_something_elsewhere_say_what_does_it_here() {
    let mut world = calm();
    world.keys("Enter Ctrl-k");
    assert_eq!(world.state.messages.current().unwrap().text, "Ctrl-k is not bound; Ctrl-d deletes");
    // Held down, it drives no message out.
    let before = world.state.messages.all().len();
    for _ in 0..1_000 {
        world.keys("Ctrl-k F");
    }
    assert_eq!(world.state.messages.all().len(), before);
    world.wait(5_000);
    assert_eq!(world.state.messages.current(), None);
    // Sorting keys of k9s on nodes and CronJobs change nothing.
    for key in ["C", "U", "D", "F", "T", "Z"] {
        for mut world in [nodes(100, 30), {
            let mut world = begin(&[]);
            world.size(100, 30).live();
            cronjobs(&mut world);
            world
        }] {
            world.asked();
            world.keys(key);
            assert!(intents(&mut world).is_empty() && matches!(world.state.mode, Mode::Normal), "{key}");
            assert!(world.state.messages.current().is_some(), "{key}");
        }
    }
    // A key that takes the terminal does so only where there is need.
    let mut world = incident(120, 30);
    world.asked();
    world.keys("I");
    assert!(!world.asked().contains(&Effect::SignIn) && world.screen().contains(":sign-in"), "{}", world.screen());
    let (since, retry, error) = (now(), now(), name("401"));
    world.feed(Feed::Link(dogwatch::model::feed::LinkState::Down { since, retry, error })).keys("I");
    assert!(world.asked().contains(&Effect::SignIn));
    assert_eq!(world.state.spot().row, Kinded::Deployment);
}

#[test]
fn what_was_typed_ahead_is_no_answer() {
    let at = |ms: i64| now().plus(ms);
    // (drawn at, key at, whether it is an answer)
    for (drawn, pressed, taken) in [
        (None, 10_000, false),
        (Some(0), 0, false),
        (Some(0), 299, false),
        (Some(0), 300, true),
        (Some(900), 1_000, false),
        (Some(900), 1_200, true),
    ] {
        for (namespace, typed) in [("iot-test", "y"), ("iot-prod", "api")] {
            let mut world = begin(&[namespace]);
            world.size(160, 48).live();
            world.list(Scope::all(Kind::Deployment), vec![Row::Workload(workload(namespace, "api", 1, "lab/app:1"))]);
            world.allow(namespace);
            world.keys("r");
            let intent = intents(&mut world).remove(0);
            let preview = Preview {
                intent: intent.clone(),
                resource_version: "1".into(),
                generation: 7,
                differences: vec![],
                touches: String::new(),
                warnings: vec![],
                reaches: Vec::new(),
                unwritten: None,
            };
            let state = &mut world.state;
            dogwatch::app::update(state, Msg::Previewed(intent.id, Ok(Box::new(preview))), now());
            if let Some(ms) = drawn {
                dogwatch::app::update(state, Msg::Drawn, at(ms));
            }
            let mut effects = Vec::new();
            for c in typed.chars() {
                effects.extend(dogwatch::app::update(state, Msg::Key(Key::char(c)), at(pressed)));
            }
            effects.extend(dogwatch::app::update(state, Msg::Key(Key::plain(Code::Enter)), at(pressed)));
            let sent = effects.iter().any(|e| matches!(e, Effect::CarryOut(..)));
            assert_eq!(sent, taken, "{namespace}: drawn at {drawn:?}, pressed at {pressed}");
            // What is pasted ahead is none either, and Esc leaves at any time.
            if let Mode::Question(question) = &world.state.mode {
                assert_eq!(question.field.text(), "");
                dogwatch::app::update(&mut world.state, Msg::Paste("api".into()), at(pressed));
                let Mode::Question(question) = &world.state.mode else { panic!() };
                assert_eq!(question.field.text(), "");
                dogwatch::app::update(&mut world.state, Msg::Key(Key::plain(Code::Esc)), at(pressed));
                assert!(matches!(world.state.mode, Mode::Normal));
            }
        }
    }
}

#[test]
fn a_server_that_may_be_anybody_is_said_in_the_header() {
    for size in [(80, 24), (160, 48)] {
        let mut world = begin_with(&["iot-test"], |s| s.context.insecure = true);
        let screen = world.size(size.0, size.1).live().screen();
        assert!(screen.lines().next().unwrap().contains("⚠ TLS not verified"), "{screen}");
        let screen = begin(&["iot-test"]).size(size.0, size.1).live().screen();
        assert!(!screen.contains("TLS"), "{screen}");
    }
}
