//! The tree of what hangs together with an object: what is asked for, and how it is drawn.

use crate::frames::browse::{list, row};
use crate::frames::palette::palette;
use crate::support::world::{DAY, FIRST, World, incident, name};
use dogwatch::app::{Effect, Msg};
use dogwatch::command::Pane;
use dogwatch::model::relations::{Branch, How, Link, RefKind, RelationsWish, Searched, Stand, Thing, Tree, Unseen};
use dogwatch::model::resource::Resource;
use dogwatch::model::soon::Why;
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Kind, Lang, Uid};

/// What was asked for, with its number.
fn asked(world: &mut World) -> (u64, RelationsWish) {
    let asked = |e: Effect| if let Effect::Relate(FIRST, id, wish) = e { Some((id, wish)) } else { None };
    world.asked().into_iter().find_map(asked).expect("it is looked for")
}

fn thing(resource: Resource, text: &str, uid: &str) -> Thing {
    let namespace = if resource.namespaced { "iot-prod" } else { "" };
    Thing { resource, namespace: name(namespace), name: name(text), uid: Uid::new(uid) }
}

fn at(depth: u8, link: Link, resource: impl Into<Resource>, text: &str, stand: Stand) -> Branch {
    let resource = resource.into();
    let uid = match stand {
        Stand::Missing(_) | Stand::Denied => String::new(),
        _ if resource.workload().is_some() || resource.is_pod() => format!("iot-prod/{text}"),
        _ => format!("iot-prod/{} {text}", resource.kind),
    };
    Branch { depth, link, thing: thing(resource, text, &uid), stand }
}

fn of(group: &str, plural: &str, kind: &str) -> Resource {
    Resource::new(group, "v1", plural, kind, true)
}

fn refers(kind: RefKind, text: &str, how: &[How], stand: Stand) -> Branch {
    at(1, Link::Refers(how.to_vec()), kind.resource(), text, stand)
}

fn searched(all: &[(&str, usize)]) -> Vec<Searched> {
    all.iter().map(|(plural, count)| Searched { plural: name(plural), count: *count }).collect()
}

/// A Deployment in trouble, with all that there can be around it.
fn tree() -> Tree {
    let set = |revision: u64, stand| Branch {
        thing: thing(
            Kind::ReplicaSet.into(),
            &format!("device-service-{revision}"),
            &format!("iot-prod/device-service#{revision}"),
        ),
        ..at(1, Link::Made, Kind::ReplicaSet, "", stand)
    };
    let pod = |suffix: &str| at(2, Link::Made, Kind::Pod, &format!("device-service-{suffix}"), Stand::There);
    let env = |of: &str| How::Env(name(of));
    let rows = vec![
        at(0, Link::Itself, Kind::Deployment, "device-service", Stand::Ready(3, 4)),
        set(8, Stand::Ready(0, 2)),
        pod("6d4f9c-8wq5d"),
        pod("6d4f9c-kx2lp"),
        set(7, Stand::Ready(3, 3)),
        pod("795854-2zbrs"),
        pod("795854-k7pgp"),
        pod("795854-kdpg2"),
        at(1, Link::Service, of("", "services", "Service"), "device-service", Stand::Serves(3, 5)),
        at(
            2,
            Link::Ingress,
            of("networking.k8s.io", "ingresses", "Ingress"),
            "iot",
            Stand::Addresses(vec![name("iot.example.test/devices")]),
        ),
        at(
            1,
            Link::Autoscaler,
            of("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
            "device-service",
            Stand::Scales(4, 2, 6, None),
        ),
        at(1, Link::Budget, of("policy", "poddisruptionbudgets", "PodDisruptionBudget"), "device-service", Stand::Budget(1, 3, 2)),
        refers(RefKind::ConfigMap, "device-config", &[How::EnvFrom(name("app")), How::Volume(name("conf"))], Stand::There),
        refers(RefKind::ConfigMap, "overrides", &[How::Volume(name("more"))], Stand::Missing(true)),
        refers(RefKind::Secret, "db", &[env("app")], Stand::Missing(false)),
        refers(RefKind::Secret, "registry", &[How::Field("imagePullSecrets")], Stand::Denied),
        refers(RefKind::Claim, "data", &[How::Volume(name("data"))], Stand::Phase(name("Bound"), "5Gi".into())),
        Branch { depth: 2, ..refers(RefKind::Volume, "pvc-41f7", &[How::Field("volumeName")], Stand::Denied) },
        refers(RefKind::ServiceAccount, "default", &[How::Field("serviceAccountName")], Stand::There),
    ];
    let searched = searched(&[("replicasets", 2), ("pods", 5), ("services", 7), ("ingresses", 1)]);
    let refused = name("poddisruptionbudgets.policy is forbidden");
    let unseen = vec![Unseen { plural: name("poddisruptionbudgets"), places: Vec::new(), why: Why::NotAllowed(refused) }];
    Tree { rows, searched, unseen, ..Tree::default() }
}

/// A ConfigMap that a bare pod mounts, among others.
fn users() -> Tree {
    let uses = |depth, kind: Kind, text: &str, how: How, stand| at(depth, Link::Uses(vec![how]), kind, text, stand);
    let conf = || How::Volume(name("conf"));
    let rows = vec![
        Branch {
            thing: thing(of("", "configmaps", "ConfigMap"), "settings", "iot-prod/settings"),
            ..at(0, Link::Itself, of("", "configmaps", "ConfigMap"), "settings", Stand::There)
        },
        uses(1, Kind::Deployment, "web", conf(), Stand::Ready(2, 2)),
        uses(2, Kind::Pod, "web-77c9-qjtxp", conf(), Stand::There),
        uses(1, Kind::CronJob, "report", How::EnvFrom(name("report")), Stand::Cron(name("30 2 * * *"), false)),
        uses(1, Kind::Pod, "probe", How::Env(name("probe")), Stand::There),
    ];
    let searched =
        searched(&[("deployments", 4), ("statefulsets", 1), ("daemonsets", 1), ("cronjobs", 1), ("jobs", 0), ("pods", 13)]);
    Tree { rows, searched, used_by: true, ..Tree::default() }
}

fn deployment(w: u16, h: u16) -> World {
    let mut world = incident(w, h);
    world.asked();
    world.keys("O");
    let (id, wish) = asked(&mut world);
    assert_eq!((&*wish.target.name, &*wish.target.resource.kind), ("device-service", "Deployment"));
    world.msg(Msg::Related(FIRST, id, Ok(Box::new(tree()))));
    world
}

fn configmap(w: u16, h: u16, found: Tree) -> World {
    let mut world = incident(w, h);
    let (_, _) = palette(&mut world, "cm", "Enter");
    list(&mut world, &["Name"], vec![row("iot-prod", "settings", &["settings"], DAY)]);
    world.asked();
    world.keys("O");
    let (id, wish) = asked(&mut world);
    assert_eq!(&*wish.target.resource.kind, "ConfigMap");
    world.msg(Msg::Related(FIRST, id, Ok(Box::new(found))));
    world
}

#[test]
fn a_workload_is_shown_with_all_that_hangs_together_with_it() {
    for (size, lang, of) in [
        ((80, 24), Lang::En, "relations_at_80x24"),
        ((160, 48), Lang::En, "relations_at_160x48"),
        ((80, 24), Lang::Zh, "relations_zh_at_80x24"),
        ((160, 48), Lang::Zh, "relations_zh_at_160x48"),
    ] {
        let mut world = deployment(size.0, size.1);
        world.state.lang = lang;
        world.wait(0);
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn what_uses_an_object_is_shown_and_what_was_searched() {
    for (size, lang, of) in [
        ((80, 24), Lang::En, "used_by_at_80x24"),
        ((160, 48), Lang::En, "used_by_at_160x48"),
        ((80, 24), Lang::Zh, "used_by_zh_at_80x24"),
        ((160, 48), Lang::Zh, "used_by_zh_at_160x48"),
    ] {
        let mut world = configmap(size.0, size.1, users());
        world.state.lang = lang;
        world.wait(0);
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn that_nothing_uses_it_is_only_said_of_what_was_searched() {
    let alone = |unseen| Tree { rows: users().rows[..1].to_vec(), unseen, used_by: true, ..Tree::default() };
    let refused = vec![Unseen { plural: name("pods"), places: Vec::new(), why: Why::NotAllowed(name("pods is forbidden")) }];
    for (unseen, want) in [(Vec::new(), "nothing uses it"), (refused, "not all could be searched")] {
        let world = configmap(120, 30, alone(unseen));
        assert!(world.screen().contains(want), "{}", world.screen());
    }
}

#[test]
fn a_row_is_gone_to_where_the_panes_have_it() {
    let mut world = deployment(100, 30);
    world.keys("j j Enter");
    assert!(world.state.views.is_empty());
    let pod = world.state.subject_pod().map(|p| p.name.to_string());
    assert_eq!((world.state.panes.focus, pod.as_deref()), (Pane::Pods, Some("device-service-6d4f9c-8wq5d")), "{}", world.screen());
    // The tree of a row stands above it, and Esc comes back.
    let mut world = deployment(100, 30);
    world.keys("j j O");
    let (_, wish) = asked(&mut world);
    assert_eq!(&*wish.target.resource.kind, "Pod");
    world.keys("Esc");
    assert!(world.screen().contains("Deployment device-service"), "{}", world.screen());
}

#[test]
fn other_pods_are_looked_for_at_once_and_a_look_that_fails_says_so() {
    use dogwatch::model::feed::{Delta, Feed, Scope};
    let mut world = deployment(100, 30);
    world.wait(1_500).asked();
    let scope = Scope::of(Kind::Pod, &name("iot-prod"));
    world.feed(Feed::Batch(scope, vec![Delta::Gone(Uid::new("iot-prod/device-service-6d4f9c-kx2lp"))]));
    let (id, _) = asked(&mut world);
    world.msg(Msg::Related(FIRST, id, Err(Trouble::Timeout(15).into())));
    let screen = world.screen();
    assert!(screen.contains("not looked at again: no answer within 15 s") && screen.contains("ReplicaSet"), "{screen}");
}
