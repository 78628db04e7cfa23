use super::mine::{May, MyRules, VERBS, rows};
use super::who::{By, grants};
use super::*;
use crate::model::kinds::Served;

fn names(list: &[&str]) -> Vec<Name> {
    list.iter().map(|x| Name::from(*x)).collect()
}

fn rule(verbs: &[&str], groups: &[&str], resources: &[&str], only: &[&str]) -> Rule {
    Rule { verbs: names(verbs), groups: names(groups), resources: names(resources), names: names(only), urls: Vec::new() }
}

fn asked(verb: &str, group: &str, what: &str, name: &str) -> Asked {
    let (plural, sub) = what.split_once('/').unwrap_or((what, ""));
    let thing = Thing::Objects { group: group.into(), plural: plural.into(), sub: sub.into(), name: name.into() };
    Asked { verb: verb.into(), thing }
}

fn url(verb: &str, path: &str) -> Asked {
    Asked { verb: verb.into(), thing: Thing::Url(path.into()) }
}

#[test]
fn a_rule_allows_what_the_authorizer_allows() {
    let all = Some(Extent::All);
    let only = |list: &[&str]| Some(Extent::Only(names(list)));
    for (rule, asked, want) in [
        (rule(&["get"], &[""], &["pods"], &[]), asked("get", "", "pods", ""), all.clone()),
        (rule(&["get"], &[""], &["pods"], &[]), asked("list", "", "pods", ""), None),
        (rule(&["get"], &["apps"], &["pods"], &[]), asked("get", "", "pods", ""), None),
        (rule(&["*"], &["*"], &["*"], &[]), asked("deletecollection", "iot.example", "devices", ""), all.clone()),
        // A star of resources has their subresources as well; the objects alone do not.
        (rule(&["*"], &[""], &["*"], &[]), asked("create", "", "pods/exec", "p"), all.clone()),
        (rule(&["create"], &[""], &["pods"], &[]), asked("create", "", "pods/exec", ""), None),
        (rule(&["create"], &[""], &["pods/exec"], &[]), asked("create", "", "pods/exec", ""), all.clone()),
        (rule(&["create"], &[""], &["pods/exec"], &[]), asked("create", "", "pods", ""), None),
        (rule(&["get"], &["*"], &["*/scale"], &[]), asked("get", "apps", "deployments/scale", ""), all.clone()),
        (rule(&["get"], &["*"], &["*/scale"], &[]), asked("get", "apps", "deployments", ""), None),
        (rule(&["get"], &[""], &["pods/*"], &[]), asked("get", "", "pods/log", ""), None),
        (rule(&["get"], &[""], &["pods/*"], &[]), asked("get", "", "pods", ""), None),
        // Names.
        (rule(&["get"], &[""], &["secrets"], &["a", "b"]), asked("get", "", "secrets", ""), only(&["a", "b"])),
        (rule(&["get"], &[""], &["secrets"], &["a", "b"]), asked("get", "", "secrets", "b"), all.clone()),
        (rule(&["get"], &[""], &["secrets"], &["a", "b"]), asked("get", "", "secrets", "c"), None),
        (rule(&["*"], &[""], &["secrets"], &["a"]), asked("create", "", "secrets", ""), None),
        (rule(&["*"], &[""], &["secrets"], &["a"]), asked("deletecollection", "", "secrets", ""), None),
        (rule(&["*"], &[""], &["pods/exec"], &["a"]), asked("create", "", "pods/exec", ""), only(&["a"])),
        // Paths are no objects, and objects no paths.
        (rule(&["*"], &["*"], &["*"], &[]), url("get", "/metrics"), None),
        (Rule { verbs: names(&["get"]), urls: names(&["/healthz"]), ..Rule::default() }, url("get", "/healthz"), all.clone()),
        (Rule { verbs: names(&["get"]), urls: names(&["/healthz"]), ..Rule::default() }, url("get", "/healthz/etcd"), None),
        (
            Rule { verbs: names(&["get"]), urls: names(&["/healthz/*"]), ..Rule::default() },
            url("get", "/healthz/etcd"),
            all.clone(),
        ),
        (Rule { verbs: names(&["*"]), urls: names(&["*"]), ..Rule::default() }, url("post", "/x"), all.clone()),
        (Rule { verbs: names(&["*"]), urls: names(&["*"]), ..Rule::default() }, asked("get", "", "pods", ""), None),
    ] {
        assert_eq!(rule.allows(&asked), want, "{rule:?} {asked:?}");
    }
}

fn part(kind: RbacKind, namespace: &str, name: &str) -> Part {
    Part { kind, namespace: namespace.into(), name: name.into(), uid: Uid::new(name) }
}

fn binding(namespace: &str, name: &str, role: (RbacKind, &str), subjects: &[(SubjectKind, &str, &str)]) -> Binding {
    let kind = if namespace.is_empty() { RbacKind::ClusterRoleBinding } else { RbacKind::RoleBinding };
    let subject = |(kind, namespace, name): &(SubjectKind, &str, &str)| Subject {
        kind: *kind,
        namespace: Name::from(*namespace),
        name: Name::from(*name),
    };
    Binding { part: part(kind, namespace, name), role: (role.0, role.1.into()), subjects: subjects.iter().map(subject).collect() }
}

#[test]
fn who_may_is_told_with_the_binding_that_gives_it() {
    use RbacKind as K;
    use SubjectKind as S;
    let roles = [
        Role { part: part(K::ClusterRole, "", "admin"), rules: vec![rule(&["*"], &["*"], &["*"], &[])] },
        Role { part: part(K::ClusterRole, "", "view"), rules: vec![rule(&["get", "list"], &[""], &["pods"], &[])] },
        Role { part: part(K::Role, "iot", "peek"), rules: vec![rule(&["get"], &[""], &["secrets"], &["tls"])] },
        Role { part: part(K::Role, "dev", "peek"), rules: vec![rule(&["get"], &[""], &["secrets"], &[])] },
    ];
    let bindings = [
        binding("iot", "peeks", (K::Role, "peek"), &[(S::ServiceAccount, "ci", "bot"), (S::User, "", "eve")]),
        binding("iot", "all-of-it", (K::ClusterRole, "admin"), &[(S::Group, "", "team")]),
        binding("", "admins", (K::ClusterRole, "admin"), &[(S::User, "", "root")]),
        binding("", "views", (K::ClusterRole, "view"), &[(S::Group, "", "system:authenticated")]),
        binding("iot", "lost", (K::Role, "gone"), &[(S::User, "", "nobody")]),
    ];
    let told = |asked: &Asked| {
        let word = |g: &who::Grant| {
            let by = match &g.by {
                By::Server => "-".to_owned(),
                By::Binding { binding, role, .. } => format!("{}>{}", binding.name, role.name),
            };
            let only = if let Extent::Only(names) = &g.extent { names.join(",") } else { String::new() };
            format!("{}/{} {by} {only}@{}", g.subject.namespace, g.subject.name, g.namespace)
        };
        grants(asked, &roles, &bindings, &[]).0.iter().map(word).collect::<Vec<_>>()
    };
    let server = "/system:masters - @";
    assert_eq!(
        told(&asked("get", "", "secrets", "")),
        [server, "/root admins>admin @", "/team all-of-it>admin @iot", "/eve peeks>peek tls@iot", "ci/bot peeks>peek tls@iot",]
    );
    assert_eq!(told(&asked("get", "", "secrets", "db")), [server, "/root admins>admin @", "/team all-of-it>admin @iot"]);
    assert_eq!(
        told(&asked("list", "", "pods", "")),
        [server, "/system:authenticated views>view @", "/root admins>admin @", "/team all-of-it>admin @iot"]
    );
    assert_eq!(told(&url("get", "/metrics")), [server], "no rule of paths, and none of a namespace");
}

/// A request for a namespace is one in that namespace; a list of namespaces is in none.
#[test]
fn a_binding_in_a_namespace_gives_that_namespace_itself() {
    use RbacKind as K;
    let roles = [
        Role { part: part(K::ClusterRole, "", "admin"), rules: vec![rule(&["*"], &["*"], &["*"], &[])] },
        Role { part: part(K::Role, "iot", "other"), rules: vec![rule(&["get"], &[""], &["namespaces"], &["dev"])] },
        Role { part: part(K::Role, "iot", "own"), rules: vec![rule(&["get"], &[""], &["namespaces"], &["iot", "x"])] },
    ];
    let user = |name: &'static str| [(SubjectKind::User, "", name)];
    let bindings = [
        binding("iot", "team", (K::ClusterRole, "admin"), &user("team")),
        binding("iot", "other", (K::Role, "other"), &user("other")),
        binding("iot", "own", (K::Role, "own"), &user("own")),
    ];
    let told = |verb: &str, what: &str, name: &str| -> Vec<(String, Extent)> {
        let all = grants(&asked(verb, "", what, name), &roles, &bindings, &[]).0;
        all.iter().skip(1).map(|g| (g.subject.name.to_string(), g.extent.clone())).collect()
    };
    let (all, only) = (|who: &str| (who.to_owned(), Extent::All), |who: &str| (who.to_owned(), Extent::Only(names(&["iot"]))));
    assert_eq!(told("get", "namespaces", "iot"), [all("own"), all("team")]);
    assert_eq!(told("get", "namespaces", "dev"), []);
    assert_eq!(told("get", "namespaces", ""), [only("own"), only("team")]);
    assert_eq!(told("update", "namespaces/finalize", "iot"), [all("team")]);
    for verb in ["list", "watch", "create", "deletecollection"] {
        assert_eq!(told(verb, "namespaces", ""), [("team".to_owned(), Extent::All)], "as any other kind: {verb}");
    }
}

#[test]
fn of_the_namespace_that_one_looks_at_one_is_told_what_one_may_do_to_it() {
    let served = |verbs: &[&str]| Served {
        resource: Resource::new("", "v1", "namespaces", "Namespace", false),
        verbs: verbs.iter().map(|v| (*v).to_owned()).collect(),
        short: Vec::new(),
    };
    let kinds = Kinds { served: vec![served(&VERBS[..7])], missing: Vec::new() };
    let may = |here: Vec<Rule>, everywhere: Vec<Rule>| {
        let rules = MyRules { namespace: Some("iot".into()), here, everywhere };
        rows(&kinds, &rules, true)[0].may.clone()
    };
    let admin = || rule(&["*"], &["*"], &["*"], &[]);
    let own = May::Yes(Extent::Only(names(&["iot"])));
    let [get, list, watch, create, update, patch, delete, all] = may(vec![admin()], Vec::new());
    assert_eq!([get, update, patch, delete], [(); 4].map(|()| own.clone()));
    assert_eq!(([list, watch, create], all), ([(); 3].map(|()| May::No), May::Never));
    assert_eq!(
        may(vec![admin()], vec![rule(&["get"], &[""], &["namespaces"], &["dev"])])[0],
        May::Yes(Extent::Only(names(&["dev", "iot"])))
    );
    assert_eq!(may(vec![admin()], vec![rule(&["get"], &[""], &["namespaces"], &[])])[0], May::Yes(Extent::All));
    assert_eq!(may(vec![rule(&["get"], &[""], &["namespaces"], &["dev"])], Vec::new())[0], May::No);
}

#[test]
fn what_could_not_be_read_leaves_bindings_undecided() {
    let binding = [binding("iot", "b", (RbacKind::ClusterRole, "x"), &[(SubjectKind::User, "", "u")])];
    let unread = |kind, namespace: &str| [Unread { kind, namespace: namespace.into(), why: Why::TooMany(1) }];
    let undecided = |unread: &[Unread]| grants(&asked("get", "", "pods", ""), &[], &binding, unread).1;
    assert_eq!(undecided(&[]), 0, "a role that is not there gives nothing");
    assert_eq!(undecided(&unread(RbacKind::ClusterRole, "")), 1);
    assert_eq!(undecided(&unread(RbacKind::Role, "iot")), 0);
}

fn kinds() -> Kinds {
    let served = |group: &str, plural: &str, kind: &str, namespaced, verbs: &[&str]| Served {
        resource: Resource::new(group, "v1", plural, kind, namespaced),
        verbs: verbs.iter().map(|v| (*v).to_owned()).collect(),
        short: vec!["d".into()],
    };
    Kinds {
        served: vec![
            served("", "pods", "Pod", true, &VERBS),
            served("", "nodes", "Node", false, &["get", "list"]),
            served("apps", "deployments", "Deployment", true, &VERBS),
        ],
        missing: Vec::new(),
    }
}

#[test]
fn what_one_may_stands_by_kind_and_verb() {
    let all = MyRules {
        namespace: None,
        here: vec![
            rule(&["get", "list"], &["", "apps"], &["pods", "pods/log", "deployments", "nodes"], &[]),
            rule(&["patch"], &["apps"], &["deployments"], &["web"]),
            rule(&["impersonate"], &[""], &["users"], &[]),
            rule(&["create"], &["x.example"], &["reviews"], &[]),
        ],
        everywhere: Vec::new(),
    };
    let sign = |may: &May| match may {
        May::Yes(Extent::All) => 'y',
        May::Yes(Extent::Only(_)) => 'n',
        May::No => '-',
        May::Unknown => '?',
        May::Never => ' ',
    };
    let told = |rows: &[mine::KindRow]| -> Vec<String> {
        let line = |r: &mine::KindRow| {
            format!(
                "{} {}|{}",
                r.name(),
                r.may.iter().map(sign).collect::<String>(),
                r.others.iter().map(|(verb, _)| &**verb).collect::<Vec<_>>().join(",")
            )
        };
        rows.iter().filter(|r| r.any() || r.sub.is_empty()).map(line).collect()
    };
    assert_eq!(
        told(&rows(&kinds(), &all, true)),
        [
            "pods yy------|",
            "pods/log y       |",
            "nodes --      |",
            "deployments.apps yy---n--|",
            "users --------|impersonate",
            "reviews.x.example ---y----|",
        ]
    );
    let open = rows(&kinds(), &MyRules::default(), false);
    assert!(open.iter().flat_map(|r| &r.may).all(|m| matches!(m, May::Unknown | May::Never)));
}

#[test]
fn a_question_is_read_as_it_is_typed() {
    let read = |text: &str| Typed::read(text).map(|t| t.asked(&kinds()));
    assert_eq!(read("get"), None);
    assert_eq!(read("get pods a b"), None);
    assert_eq!(read("GET Pod"), Some((asked("get", "", "pods", ""), true, true)));
    assert_eq!(read("create po/exec web"), Some((asked("create", "", "po/exec", "web"), true, false)), "not served, so as typed");
    assert_eq!(read("patch deployments/scale web"), Some((asked("patch", "apps", "deployments/scale", "web"), true, true)));
    assert_eq!(read("delete node"), Some((asked("delete", "", "nodes", ""), false, true)));
    assert_eq!(read("create tokenreviews.authentication.k8s.io").map(|(a, ..)| a), {
        Some(asked("create", "authentication.k8s.io", "tokenreviews", ""))
    });
    assert_eq!(read("get /healthz"), Some((url("get", "/healthz"), false, true)));
}
