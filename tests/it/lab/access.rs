//! What one may do and who may do something, on a real cluster: `kubectl auth can-i` says the same.

use crate::support::lab::Lab;
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::rbac::answer;
use dogwatch::cluster::session::Mode;
use dogwatch::model::Name;
use dogwatch::model::rbac::mine::{May, VERBS};
use dogwatch::model::rbac::who::{By, Listed, Who};
use dogwatch::model::rbac::{Access, AccessWish, Extent, SubjectKind, Typed};

const KINDS: [&str; 10] = [
    "pods",
    "pods/log",
    "pods/exec",
    "secrets",
    "configmaps",
    "nodes",
    "namespaces",
    "deployments.apps",
    "deployments.apps/scale",
    "clusterroles.rbac.authorization.k8s.io",
];

fn session(lab: &Lab, context: &str) -> Session {
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    Session::open(contexts, &Name::from(context), Mode::new(true)).0
}

/// Whether kubectl says yes. A subresource stands in a flag of its own.
fn can_i(lab: &Lab, more: &[&str], verb: &str, what: &str) -> bool {
    let (kind, sub) = what.split_once('/').unwrap_or((what, ""));
    let sub = format!("--subresource={sub}");
    let mut arguments = vec!["auth", "can-i", verb, kind, &sub];
    arguments.extend(more);
    let (_, said) = lab.run(&arguments, "");
    said.lines().any(|l| l.trim() == "yes")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn what_one_may_is_what_kubectl_says() {
    let lab = Lab::new("can");
    for role in ["admin", "dev", "viewer"] {
        let context = real::context(role);
        let wish = AccessWish::Mine { namespace: Some(lab.namespace.as_str().into()), kinds: None };
        let Ok(Access::Mine(mine)) = answer(&session(&lab, &context), wish).await else { panic!("no answer for {role}") };
        assert!(mine.missing.is_empty(), "{:?}", mine.missing);
        for kind in KINDS {
            let row = mine.rows.iter().find(|r| r.name() == kind).unwrap_or_else(|| panic!("{kind} is missing"));
            for (verb, may) in VERBS.iter().zip(&row.may).filter(|(_, may)| **may != May::Never) {
                let says = can_i(&lab, &["--context", &context], verb, kind);
                assert_eq!(*may == May::Yes(Extent::All), says, "{role}: {verb} {kind}: {may:?}");
            }
        }
        // Whatever its list names stands in ours.
        let list = lab.kubectl(&["auth", "can-i", "--list", "--no-headers", "--context", &context]);
        for line in list.lines().filter(|l| !l.starts_with([' ', '*'])) {
            let named = line.split_whitespace().next().unwrap();
            // Each kind of a rule is named with each of its groups, also where it is not served.
            let (kind, rest) = named.split_once('/').unwrap_or((named, ""));
            let (plural, sub) = (kind.split('.').next().unwrap(), rest.split('.').next().unwrap());
            assert!(mine.rows.iter().any(|r| r.any() && *r.plural == *plural && *r.sub == *sub), "{role}: {line}");
        }
    }
}

/// A request for a namespace is one in that namespace: whom a RoleBinding in it lets get namespaces, it lets get that one.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn a_namespace_itself_is_allowed_by_its_own_bindings() {
    let lab = Lab::new("itself");
    let own = lab.namespace.clone();
    lab.kubectl(&["create", "role", "owner", "--verb=get,list,update,delete,create", "--resource=namespaces"]);
    lab.kubectl(&["create", "rolebinding", "owns", "--role=owner", "--user=olga"]);
    for verb in ["get", "list", "watch", "create", "update", "patch", "delete"] {
        for name in [&*own, "default"] {
            let who = who(&lab, &format!("{verb} namespaces {name}")).await;
            let ours = who.grants.iter().any(|g| &*g.subject.name == "olga" && g.extent == Extent::All);
            // kubectl asks in the namespace that -n names, where the server asks in that of the request: none for lists.
            let place = if matches!(verb, "list" | "watch" | "create") { vec!["-A"] } else { vec!["-n", name] };
            let what = format!("namespaces/{name}");
            let asked = [&["auth", "can-i", verb, &what, "--as", "olga"][..], &place].concat();
            assert_eq!(ours, lab.run(&asked, "").1.lines().any(|l| l.trim() == "yes"), "{verb} {name}");
            // What the server does is what it says.
            if verb == "get" {
                assert_eq!(ours, lab.run(&["get", "namespace", name, "--as", "olga"], "").0, "{name}");
            }
        }
    }
    let unnamed = who(&lab, "get namespaces").await;
    let olga = unnamed.grants.iter().find(|g| &*g.subject.name == "olga").expect("one of them");
    assert_eq!(olga.extent, Extent::Only(vec![own.as_str().into()]));

    // The same by the server's own list of what olga may.
    let text = lab.kubectl(&["config", "view", "--raw", "--minify", "--flatten", "-o", "json"]);
    let mut config: serde_json::Value = serde_json::from_str(&text).unwrap();
    config["users"][0]["user"]["as"] = "olga".into();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    std::fs::write(&path, config.to_string()).unwrap();
    let contexts = Contexts::read(Some(&path), None, None, false).unwrap();
    let session = Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true)).0;
    let wish = AccessWish::Mine { namespace: Some(own.as_str().into()), kinds: None };
    let Ok(Access::Mine(mine)) = answer(&session, wish).await else { panic!("no answer") };
    let row = mine.rows.iter().find(|r| r.name() == "namespaces").expect("namespaces");
    let only = May::Yes(Extent::Only(vec![own.as_str().into()]));
    let want = [only.clone(), May::No, May::No, May::No, only.clone(), May::No, only, May::Never];
    assert_eq!(row.may, want);
}

async fn who(lab: &Lab, typed: &str) -> Who {
    let (typed, namespaces) = (Typed::read(typed).unwrap(), vec![lab.namespace.as_str().into()]);
    let wish = AccessWish::Who { typed, namespaces, kinds: None };
    match answer(&session(lab, &lab.admin), wish).await {
        Ok(Access::Who(who)) => who,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn who_may_is_who_kubectl_says_may() {
    let lab = Lab::new("who");
    lab.kubectl(&["create", "serviceaccount", "bot"]);
    lab.kubectl(&["create", "role", "peek", "--verb=get", "--resource=secrets", "--resource-name=a"]);
    lab.kubectl(&["create", "role", "enter", "--verb=create", "--resource=pods/exec"]);
    let bot = format!("--serviceaccount={}:bot", lab.namespace);
    lab.kubectl(&["create", "rolebinding", "peeks", "--role=peek", &bot]);
    lab.kubectl(&["create", "rolebinding", "enters", "--role=enter", "--user=eve", "--group=team"]);
    lab.kubectl(&["create", "rolebinding", "views", "--clusterrole=view", "--group=watchers"]);
    let account = format!("system:serviceaccount:{}:bot", lab.namespace);
    let subjects: [(SubjectKind, &str, Vec<&str>); 4] = [
        (SubjectKind::ServiceAccount, "bot", vec!["--as", &account]),
        (SubjectKind::User, "eve", vec!["--as", "eve"]),
        (SubjectKind::Group, "team", vec!["--as", "somebody", "--as-group", "team"]),
        (SubjectKind::Group, "watchers", vec!["--as", "somebody", "--as-group", "watchers"]),
    ];
    for (verb, what) in [
        ("get", "secrets"),
        ("create", "pods/exec"),
        ("create", "pods"),
        ("list", "pods"),
        ("get", "pods/log"),
        ("list", "deployments.apps"),
        ("delete", "deployments.apps"),
        ("list", "nodes"),
    ] {
        let who = who(&lab, &format!("{verb} {what}")).await;
        assert!(who.listed == Listed::Yes && who.unread.is_empty() && who.undecided == 0, "{who:?}");
        for (kind, of, flags) in &subjects {
            let ours = who.grants.iter().any(|g| g.subject.kind == *kind && *g.subject.name == **of && g.extent == Extent::All);
            assert_eq!(ours, can_i(&lab, flags, verb, what), "{of}: {verb} {what}");
        }
    }
    let named = who(&lab, "get secrets").await;
    let bot = named.grants.iter().find(|g| &*g.subject.name == "bot").expect("one of them");
    assert_eq!(bot.extent, Extent::Only(vec!["a".into()]));
    let By::Binding { binding, role, .. } = &bot.by else { panic!("{bot:?}") };
    assert_eq!((&*binding.name, &*role.name), ("peeks", "peek"));
    for (name, want) in [("a", true), ("b", false)] {
        let ours = who(&lab, &format!("get secrets {name}")).await.grants.iter().any(|g| &*g.subject.name == "bot");
        let (_, said) = lab.run(&["auth", "can-i", "get", &format!("secrets/{name}"), "--as", &account], "");
        assert_eq!((ours, said.lines().any(|l| l.trim() == "yes")), (want, want), "{name}");
    }
}
