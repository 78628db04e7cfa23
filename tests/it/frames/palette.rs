//! What `:` takes: half a word for what only shows something, a whole one for what changes, ends or runs something; k9s's own words.

use crate::frames::browse::{kinds, list, row, served};
use crate::frames::cursor_rows::{calm, under};
use crate::support::world::FIRST;
use crate::support::world::{DAY, World};
use dogwatch::app::catalogue::What;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::{COMMANDS, Command, Over, Pane};
use dogwatch::model::Kind;
use dogwatch::model::change::Change;
use dogwatch::model::feed::{Feed, Scope, WatchState};
use dogwatch::model::kinds::Kinds;
use dogwatch::model::trouble::Trouble;
use dogwatch::views::{picker, revisions, text};

/// What came of the palette: what was asked of the outside, whether something lies over the panes, and whether it is the palette still.
pub fn palette(world: &mut World, typed: &str, then: &str) -> (Vec<Effect>, bool) {
    world.keys(":");
    let session = world.state.cluster.session;
    world.msg(Msg::Kinds(session, Ok(many_kinds())));
    world.asked();
    world.type_text(typed).keys(then);
    (world.asked(), world.state.top_as::<picker::View>().is_some_and(|p| p.what == What::Command))
}

pub fn many_kinds() -> Kinds {
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
                    Effect::Browse(FIRST, _)
                        | Effect::Discover(_)
                        | Effect::Watch(_, _)
                        | Effect::Connect(..)
                        | Effect::Remember(..)
                        | Effect::Contexts
                )
            };
            let quiet = effects.iter().all(|e| {
                harmless(e) || matches!(e, Effect::Fetch(..) | Effect::Follow(..) | Effect::Select(..) | Effect::Track(_, _))
            });
            assert!(quiet, ":{typed} of {}: {effects:?}", entry.name);
            // It says what would do it, where it was the first that was found; or it led somewhere.
            let top = world.state.top().map_or(Over::Panes, |room| room.over());
            let question = top == Over::Form || world.state.top_as::<revisions::View>().is_some();
            assert!(!question, ":{typed} of {} opened {:?}", entry.name, world.state.top());
            if open {
                let said = world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
                assert!(said.contains("in full, or select it"), ":{typed}: {said}");
            }
        }
    }
    // Named whole, or gone to, it does.
    let (effects, open) = palette(&mut calm(), "restart", "Enter");
    assert!(!open && effects.iter().any(|e| matches!(e, Effect::Preview(_, i) if i.change == Change::Restart)), "{effects:?}");
    let (effects, _) = palette(&mut calm(), "restar", "Down Up Enter");
    assert!(effects.iter().any(|e| matches!(e, Effect::Preview(_, i) if i.change == Change::Restart)), "{effects:?}");
    // Where one goes there is nothing to weigh.
    let mut world = calm();
    palette(&mut world, "helpp", "Backspace Backspace Enter");
    assert!(world.state.top_as::<text::View>().is_some());
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
        let browse = world
            .state
            .panes
            .browse
            .as_ref()
            .unwrap_or_else(|| panic!(":{typed}: {effects:?} {:?}", world.state.messages.current()));
        assert_eq!(&*browse.served.resource.plural, plural, ":{typed}");
        // Also before it is known which kinds there are.
        let mut world = calm();
        world.keys(":").type_text(typed).keys("Enter");
        let session = world.state.cluster.session;
        world.msg(Msg::Kinds(session, Ok(many_kinds())));
        assert_eq!(world.state.panes.browse.as_ref().map(|b| &*b.served.resource.plural), Some(plural), ":{typed}");
    }
    let mut world = calm();
    palette(&mut world, "ctx", "Enter");
    assert!(world.state.top_as::<picker::View>().is_some_and(|p| p.what == What::Context));
    for typed in ["pulses", "users"] {
        let mut world = calm();
        let (effects, _) = palette(&mut world, typed, "Enter");
        let said = world.state.messages.current().unwrap().text.to_string();
        assert!(effects.is_empty() && said.contains("does not have this yet"), ":{typed}: {said}");
    }
    // A namespace that is gone to, from the list of them.
    let mut world = calm();
    palette(&mut world, "ns", "Enter");
    list(&mut world, &["Name"], vec![row("", "iot-dev", &["iot-dev"], DAY)]);
    world.keys("Enter");
    assert_eq!((world.state.panes.view.words().as_str(), world.state.panes.focus), ("iot-dev", Pane::Workloads));
}

#[test]
fn a_namespace_is_gone_to_by_name_also_where_they_cannot_be_listed() {
    let denied = WatchState::Denied { error: Trouble::said("no") };
    let none = |typed: &str| format!("There is no namespace {typed}");
    for (listed, typed, view, said) in [
        (false, "ns iot-new", "iot-new", String::new()),
        (false, "ns  iot-new", "iot-new", String::new()),
        (false, "ns iot-dev", "iot-dev", String::new()),
        (true, "ns iot-dev", "iot-dev", String::new()),
        (true, "ns iot-new", "", none("iot-new")),
        (false, "ns Iot", "", "Iot is not a valid namespace name".into()),
        (true, "ns a b", "", "a b is not a valid namespace name".into()),
        (true, "ctx nowhere", "", "no context nowhere".into()),
        (false, "ctx nowhere", "", "no context nowhere".into()),
    ] {
        for kinds in [false, true] {
            let mut world = calm();
            if !listed {
                world.feed(Feed::Watch(Scope::all(Kind::Namespace), denied.clone()));
            }
            if kinds {
                palette(&mut world, typed, "Enter");
            } else {
                world.keys(":").type_text(typed).keys("Enter");
            }
            let screen = world.screen();
            let goes = format!("Workloads {view} ");
            assert!(view.is_empty() || screen.contains(&goes), "{typed} {listed} {kinds}: {screen}");
            assert!(screen.contains(&said) && !screen.contains("has no kind"), "{typed} {listed} {kinds}: {screen}");
        }
    }
}
