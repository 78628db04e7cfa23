//! What one may do, and who may do something: tables, the row under the cursor, what could not be read.

use crate::support::world::{FIRST, World, incident, name};
use dogwatch::app::{Effect, Msg};
use dogwatch::model::kinds::{Kinds, Served};
use dogwatch::model::rbac::mine::{Mine, MyRules, rows, urls};
use dogwatch::model::rbac::who::{Listed, Who, grants};
use dogwatch::model::rbac::{Access, AccessWish, Binding, Part, RbacKind, Role, Rule, Subject, SubjectKind, Typed, Unread, Why};
use dogwatch::model::resource::Resource;
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Lang, Name, Uid};
use std::sync::Arc;

const ALL: &[&str] = &["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

fn names(list: &[&str]) -> Vec<Name> {
    list.iter().map(|x| name(x)).collect()
}

fn rule(verbs: &[&str], groups: &[&str], resources: &[&str], only: &[&str]) -> Rule {
    Rule { verbs: names(verbs), groups: names(groups), resources: names(resources), names: names(only), urls: Vec::new() }
}

fn kinds() -> Kinds {
    let served = |group: &str, plural: &str, kind: &str, namespaced, verbs: &[&str]| Served {
        resource: Resource::new(group, "v1", plural, kind, namespaced),
        verbs: verbs.iter().map(|v| (*v).to_owned()).collect(),
        short: Vec::new(),
    };
    Kinds {
        served: vec![
            served("", "configmaps", "ConfigMap", true, ALL),
            served("", "nodes", "Node", false, ALL),
            served("", "pods", "Pod", true, ALL),
            served("", "secrets", "Secret", true, ALL),
            served("apps", "deployments", "Deployment", true, ALL),
            served("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, ALL),
            served("metrics.k8s.io", "pods", "PodMetrics", true, &["get", "list"]),
        ],
        missing: Vec::new(),
    }
}

fn mine() -> Mine {
    let urls_of = Rule { verbs: names(&["get"]), urls: names(&["/healthz", "/metrics/*"]), ..Rule::default() };
    let here = vec![
        rule(&["get", "list", "watch"], &["", "apps", "metrics.k8s.io"], &["configmaps", "pods", "pods/log", "deployments"], &[]),
        rule(&["patch", "update"], &["apps"], &["deployments", "deployments/scale"], &["gateway", "web"]),
        rule(&["create"], &[""], &["pods/exec"], &[]),
        rule(&["impersonate"], &[""], &["serviceaccounts"], &[]),
        urls_of,
    ];
    let rules = MyRules { namespace: Some(name("iot-prod")), here, everywhere: Vec::new() };
    Mine {
        namespace: Some(name("iot-prod")),
        rows: rows(&kinds(), &rules, false),
        urls: urls(&rules.here),
        incomplete: Some(name("webhook authorizer does not support user rule resolution")),
        missing: names(&["custom.metrics.k8s.io/v1beta1"]),
        no_kinds: None,
    }
}

fn part(kind: RbacKind, namespace: &str, of: &str) -> Part {
    Part { kind, namespace: name(namespace), name: name(of), uid: Uid::new(of) }
}

fn who(typed: &Typed) -> Who {
    use RbacKind as K;
    let role = |kind, namespace: &str, of: &str, rules| Role { part: part(kind, namespace, of), rules };
    let roles = [
        role(K::ClusterRole, "", "cluster-admin", vec![rule(&["*"], &["*"], &["*"], &[])]),
        role(K::ClusterRole, "", "secret-reader", vec![rule(&["get", "list"], &[""], &["secrets"], &[])]),
        role(K::Role, "iot-prod", "tls", vec![rule(&["get"], &[""], &["secrets"], &["iot-tls", "internal-tls"])]),
    ];
    let binding = |namespace: &str, of: &str, role: (K, &str), subjects: &[(SubjectKind, &str, &str)]| Binding {
        part: part(if namespace.is_empty() { K::ClusterRoleBinding } else { K::RoleBinding }, namespace, of),
        role: (role.0, name(role.1)),
        subjects: subjects.iter().map(|(kind, ns, of)| Subject { kind: *kind, namespace: name(ns), name: name(of) }).collect(),
    };
    use SubjectKind as S;
    let bindings = [
        binding("", "cluster-admin", (K::ClusterRole, "cluster-admin"), &[(S::Group, "", "system:masters")]),
        binding("", "operators", (K::ClusterRole, "secret-reader"), &[(S::User, "", "oidc:anna@example.test")]),
        binding("iot-prod", "ingress-tls", (K::Role, "tls"), &[(S::ServiceAccount, "ingress", "nginx")]),
        binding("iot-prod", "team", (K::ClusterRole, "secret-reader"), &[(S::Group, "", "system:serviceaccounts:iot-prod")]),
        binding("iot-prod", "extern", (K::ClusterRole, "gone"), &[(S::User, "", "x")]),
    ];
    let words = "clusterroles.rbac.authorization.k8s.io is forbidden: User \"dev\" cannot list resource \"clusterroles\"";
    let unread = vec![Unread { kind: K::ClusterRole, namespace: name(""), why: Why::NotAllowed(name(words)) }];
    let (asked, _, served) = typed.asked(&kinds());
    let (grants, undecided) = grants(&asked, &roles, &bindings, &unread);
    Who {
        asked,
        namespaces: names(&["iot-prod"]),
        listed: if served { Listed::Yes } else { Listed::No },
        grants,
        undecided,
        unread,
    }
}

/// The question that was asked.
fn asked(world: &mut World) -> (u64, AccessWish) {
    let of = |e| if let Effect::Access(FIRST, id, wish) = e { Some((id, *wish)) } else { None };
    world.asked().into_iter().find_map(of).expect("it is asked")
}

fn opened(world: &mut World, command: &str) {
    world.asked();
    world.keys(":").type_text(command).keys("Enter");
    let (id, wish) = asked(world);
    let answer = match wish {
        AccessWish::Mine { namespace, .. } => {
            assert_eq!(namespace.as_deref(), Some("iot-prod"));
            Access::Mine(mine())
        }
        AccessWish::Who { typed, namespaces, .. } => {
            assert_eq!(namespaces, names(&["iot-prod"]));
            Access::Who(who(&typed))
        }
    };
    world.msg(Msg::Access(FIRST, id, Ok(answer)));
}

#[test]
fn what_one_may_stands_as_a_table() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let mut world = incident(w, h);
            world.state.lang = lang;
            opened(&mut world, "can");
            world.keys("j j j");
            insta::assert_snapshot!(format!("can_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
        }
    }
}

#[test]
fn who_may_stands_with_what_gives_it() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let mut world = incident(w, h);
            world.state.lang = lang;
            opened(&mut world, "who-can get secrets");
            world.keys("j j");
            insta::assert_snapshot!(format!("who_can_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
        }
    }
}

#[test]
fn what_is_not_whole_says_so() {
    let mut world = incident(80, 24);
    opened(&mut world, "who-can get secrets");
    let screen = world.screen();
    assert!(screen.contains("not complete"), "{screen}");
    world.keys("G");
    assert!(world.screen().contains("Other authorizers (Node, webhooks)"), "{}", world.screen());
    world.keys("k k");
    assert!(world.screen().contains("you may not list the ClusterRoles"), "{}", world.screen());
    let mut world = incident(80, 24);
    opened(&mut world, "can");
    let kinds = |world: &World| world.screen().contains(" nodes ");
    assert!(!kinds(&world), "{}", world.screen());
    world.keys("a");
    assert!(kinds(&world), "{}", world.screen());
    world.keys("G k k");
    assert!(world.screen().contains("is not complete (webhook"), "{}", world.screen());
}

/// Where no kinds are known, few rows are no few rights.
#[test]
fn kinds_that_are_not_known_are_said_first() {
    for lang in [Lang::En, Lang::Zh] {
        let mut world = incident(80, 24);
        world.state.lang = lang;
        world.asked();
        world.keys(":").type_text("can").keys("Enter");
        let (id, _) = asked(&mut world);
        let rules = MyRules { namespace: None, here: vec![rule(&["get"], &[""], &["pods"], &[])], everywhere: Vec::new() };
        let no_kinds = Some(Arc::new(Trouble::Timeout(15)));
        let mine = Mine { rows: rows(&Kinds::default(), &rules, true), incomplete: None, missing: Vec::new(), no_kinds, ..mine() };
        world.msg(Msg::Access(FIRST, id, Ok(Access::Mine(mine))));
        insta::assert_snapshot!(format!("can_without_kinds_{lang:?}").to_lowercase(), world.screen());
    }
}

#[test]
fn a_question_without_words_is_told_how_it_is_written_and_a_failure_stands_in_its_place() {
    let mut world = incident(80, 24);
    world.keys(":").type_text("who-can").keys("Enter");
    assert!(world.screen().contains("say who can do what"), "{}", world.screen());
    world.keys(":").type_text("who-can get").keys("Enter");
    assert!(world.screen().contains("say who can do what"), "{}", world.screen());
    world.asked();
    world.keys("Esc :").type_text("can").keys("Enter");
    let (id, _) = asked(&mut world);
    world.msg(Msg::Access(FIRST, id, Err(Arc::new(Trouble::Timeout(15)))));
    assert!(world.screen().contains("no answer within 15 s"), "{}", world.screen());
}
