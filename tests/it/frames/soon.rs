//! What runs out soon: the list, the row under the cursor, what could not be looked at, and the way to the objects.

use crate::support::world::{FIRST, World, incident, name, now};
use dogwatch::app::msg::Fetch;
use dogwatch::app::rows::WorkloadKey;
use dogwatch::app::{Effect, Msg};
use dogwatch::model::resource::Resource;
use dogwatch::model::soon::{Due, Holder, Matter, SoonFound, SoonWish, Source, Unseen, Whose, Why};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Lang, Uid};

fn due(resource: &Resource, ns: &str, of: &str, matter: Matter) -> Due {
    let uid = Uid::new(&format!("{ns}/{of}"));
    Due { holder: Holder { resource: resource.clone(), namespace: name(ns), name: name(of), uid }, matter }
}

fn found() -> Vec<(Source, Vec<Due>, Vec<Unseen>)> {
    let of = |group, plural, kind| Resource::new(group, "v1", plural, kind, true);
    let quota = |resource: &str, used: &str, hard: &str, part| Matter::Quota {
        resource: name(resource),
        used: name(used),
        hard: name(hard),
        part,
    };
    let hpa = |of: &str, most, wants_more| Matter::Autoscaler { of: name(of), now: most, most, wants_more };
    let quotas = of("", "resourcequotas", "ResourceQuota");
    let autoscalers = of("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler");
    let (jobs, crons) = (of("batch", "jobs", "Job"), of("batch", "cronjobs", "CronJob"));
    let minutes = |m: i64| now().plus(-m * 60_000);
    let secrets = of("", "secrets", "Secret");
    let hooks = Resource::new(
        "admissionregistration.k8s.io",
        "v1",
        "validatingwebhookconfigurations",
        "ValidatingWebhookConfiguration",
        false,
    );
    let certificate = |whose, names: &str, hours: i64| Matter::Certificate {
        whose,
        names: name(names),
        until: minutes(-60 * hours),
        issuer: None,
    };
    let server = Due {
        holder: Holder::of_connection("https://10.0.0.1:6443"),
        matter: certificate(Whose::Server, "kubernetes, kubernetes.default, 10.0.0.1", 24 * 12),
    };
    let nodes = Resource::new("", "v1", "nodes", "Node", false);
    let claims = of("", "persistentvolumeclaims", "PersistentVolumeClaim");
    vec![
        (Source::Connection, vec![server], vec![]),
        (
            Source::TlsSecrets,
            vec![
                due(&secrets, "iot-prod", "iot-tls", certificate(Whose::Secret, "iot-prod.example.test, api.example.test", 75)),
                due(&secrets, "iot-test", "old-tls", certificate(Whose::Secret, "iot-test.example.test", -30)),
            ],
            vec![],
        ),
        (
            Source::ValidatingWebhooks,
            vec![due(&hooks, "", "policy", certificate(Whose::Webhook(name("pods.policy.example.test")), "Policy CA", 24 * 20))],
            vec![],
        ),
        (Source::ApiServices, vec![], vec![Unseen { source: Source::ApiServices, places: vec![], why: Why::NotServed }]),
        (
            Source::Quotas,
            vec![
                due(&quotas, "iot-prod", "storage", quota("requests.storage", "380Gi", "400Gi", 950)),
                due(&quotas, "iot-dev", "team", quota("requests.memory", "15Gi", "16Gi", 937)),
            ],
            vec![],
        ),
        (
            Source::Autoscalers,
            vec![
                due(&autoscalers, "iot-pre", "device-service", hpa("Deployment device-service", 2, true)),
                due(&autoscalers, "iot-prod", "gateway", hpa("Deployment gateway", 3, false)),
            ],
            vec![],
        ),
        (
            Source::Jobs,
            vec![
                due(&jobs, "iot-prod", "import-28", Matter::Job { failed: 7, limit: 6, over: Some(minutes(95)) }),
                due(&jobs, "iot-prod", "migrate", Matter::Job { failed: 3, limit: 3, over: None }),
            ],
            vec![],
        ),
        (
            Source::CronJobs,
            vec![due(&crons, "iot-prod", "report", Matter::Missed { due: minutes(20), until: Some(minutes(-40)) })],
            vec![Unseen {
                source: Source::CronJobs,
                places: vec![name("iot-dev"), name("iot-test")],
                why: Why::NotAllowed(name(
                    "cronjobs.batch is forbidden: User \"dev\" cannot list resource \"cronjobs\" in API group \"batch\" in the namespace \"iot-dev\"",
                )),
            }],
        ),
        (
            Source::Nodes,
            vec![
                due(&nodes, "", "node-2", Matter::NodePods { pods: 107, room: 110, part: 972 }),
                due(&nodes, "", "node-2", Matter::NodeMemory { asked: 15 << 30, room: 16 << 30, part: 937 }),
            ],
            vec![],
        ),
        (
            Source::Images,
            vec![due(
                &of("apps", "replicasets", "ReplicaSet"),
                "iot-dev",
                "web-7d9f",
                Matter::Images { container: name("web"), image: name("registry.example/iot/web:latest"), images: 2, pods: 3 },
            )],
            vec![],
        ),
        (
            Source::Volumes,
            vec![
                due(
                    &claims,
                    "iot-prod",
                    "data-nacos-0",
                    Matter::Volume { node: name("node-1"), inodes: false, used: 19 << 30, room: 20 << 30, part: 950 },
                ),
                due(
                    &claims,
                    "iot-prod",
                    "data-nacos-1",
                    Matter::Volume { node: name("node-2"), inodes: true, used: 990, room: 1000, part: 990 },
                ),
            ],
            vec![],
        ),
    ]
}

/// The look that was asked for.
fn asked(world: &mut World) -> Option<(u64, SoonWish)> {
    world.asked().into_iter().find_map(|e| if let Effect::Soon(FIRST, id, Some(wish)) = e { Some((id, wish)) } else { None })
}

/// Opens the view, and has everything found.
pub(super) fn opened(world: &mut World) {
    world.asked();
    world.keys(":").type_text("soon").keys("Enter");
    let (id, wish) = asked(world).expect("it is looked for");
    assert_eq!(wish.sources, Source::ALL);
    told(world, id, &wish);
}

/// All that was asked for comes.
fn told(world: &mut World, id: u64, wish: &SoonWish) {
    for wanted in &wish.sources {
        let of = found().into_iter().find(|(source, ..)| source == wanted);
        let (source, due, unseen) = of.unwrap_or((*wanted, vec![], vec![]));
        world.msg(Msg::Soon(FIRST, id, SoonFound(source, due, unseen)));
    }
}

#[test]
fn what_runs_out_stands_by_how_near_it_is() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let mut world = incident(w, h);
            world.state.lang = lang;
            opened(&mut world);
            insta::assert_snapshot!(format!("soon_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
        }
    }
}

#[test]
fn what_was_not_looked_at_stands_last_and_has_nothing_to_open() {
    let mut world = incident(80, 24);
    opened(&mut world);
    world.keys("G");
    insta::assert_snapshot!("soon_not_seen_at_80x24", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("there is no object to open in this row"), "{}", world.screen());
}

#[test]
fn enter_describes_the_object_and_a_later_look_keeps_the_cursor() {
    let mut world = incident(80, 24);
    opened(&mut world);
    world.keys("j j j j j Enter");
    let described = |e: Effect| if let Effect::Fetch(FIRST, _, Fetch::Describe(o, false)) = e { Some(o) } else { None };
    let object = world.asked().into_iter().find_map(described).expect("it is described");
    assert_eq!((&*object.resource.kind, &*object.name), ("HorizontalPodAutoscaler", "device-service"));
    world.keys("Esc r");
    let (id, _) = asked(&mut world).expect("it is looked for again");
    let (source, mut quotas, unseen) = found().into_iter().find(|(s, ..)| *s == Source::Quotas).unwrap();
    quotas.truncate(1);
    world.msg(Msg::Soon(FIRST, id, SoonFound(source, quotas, unseen)));
    let screen = world.screen();
    assert!(screen.lines().any(|l| l.contains('▌') && l.contains("iot-pre/device-service")), "{screen}");
    assert!(screen.contains("looking: 1 of 12") && !screen.contains("iot-dev/team"), "{screen}");
    // Whoever leaves wants no more of it.
    world.keys("Esc");
    assert!(world.asked().contains(&Effect::Soon(FIRST, 0, None)));
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Nodes, vec![], vec![])));
    world.keys(":").type_text("soon").keys("Enter");
    assert!(world.screen().contains("iot-test/old-tls"), "what was known is there at once");
}

#[test]
fn pods_of_a_replicaset_lead_to_their_deployment_and_the_last_place_ends_the_look() {
    let mut world = incident(80, 24);
    world.keys(":").type_text("soon").keys("Enter");
    let (id, wish) = asked(&mut world).expect("it is looked for");
    let deployment = world.state.cluster.store.workloads().find(|w| *w.name == *"device-service").unwrap().uid.clone();
    let holder = Holder {
        resource: Resource::new("apps", "v1", "replicasets", "ReplicaSet", true),
        namespace: name("iot-prod"),
        name: name("device-service-8"),
        uid: Uid::new(&format!("{deployment}#8")),
    };
    let matter = Matter::Images { container: name("app"), image: name("lab/app:latest"), images: 2, pods: 5 };
    for source in wish.sources {
        assert!(world.screen().contains("looking: "), "{}", world.screen());
        let due = if source == Source::Images { vec![Due { holder: holder.clone(), matter: matter.clone() }] } else { vec![] };
        world.msg(Msg::Soon(FIRST, id, SoonFound(source, due, vec![])));
    }
    assert!(world.screen().contains("looked 0s ago"), "{}", world.screen());
    world.keys("Enter");
    assert!(!world.screen().contains("Runs out soon"), "{}", world.screen());
    assert_eq!(world.state.panes.workloads.held(), Some(&WorkloadKey::Workload(deployment)));
}

#[test]
fn the_values_of_a_described_secret_are_shown_by_a_key() {
    let mut world = incident(80, 24);
    opened(&mut world);
    world.keys("Enter");
    let described = |e: Effect| if let Effect::Fetch(FIRST, id, Fetch::Describe(o, all)) = e { Some((id, o, all)) } else { None };
    let (id, object, all) = world.asked().into_iter().find_map(described).expect("it is described");
    assert!(object.resource.is_secret() && !all, "{object:?}");
    world.msg(Msg::Fetched(FIRST, id, Ok("Name:  old-tls\nData (1 key):\n  tls.crt:  8 bytes\n".into())));
    assert!(world.screen().contains("x show what is hidden"), "{}", world.screen());
    world.keys("x");
    let (id, again, all) = world.asked().into_iter().find_map(described).expect("it is asked for with its values");
    assert!(again == object && all, "{again:?}");
    world.msg(Msg::Fetched(FIRST, id, Ok("Name:  old-tls\nData (1 key):\n  tls.crt:  -----BEGIN\n".into())));
    let screen = world.screen();
    assert!(screen.contains("-----BEGIN") && !screen.contains("show what is hidden"), "{screen}");
    world.keys("x Esc");
    assert!(!world.asked().into_iter().any(|e| described(e).is_some()), "there is nothing more to show");
    assert!(world.screen().contains("iot-test/old-tls"), "{}", world.screen());
}

#[test]
fn where_there_was_no_answer_the_last_one_stays_and_only_there() {
    let mut world = incident(160, 48);
    opened(&mut world);
    world.keys("r");
    let (id, _) = asked(&mut world).expect("it is looked for again");
    let silent = |places: &[&str]| {
        vec![Unseen {
            source: Source::Quotas,
            places: places.iter().map(|p| name(p)).collect(),
            why: Why::NoAnswer(Trouble::said("it has not answered")),
        }]
    };
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Quotas, vec![], silent(&["iot-dev"]))));
    let screen = world.screen();
    assert!(screen.contains("iot-dev/team") && !screen.contains("iot-prod/storage"), "{screen}");
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Quotas, vec![], silent(&[]))));
    assert!(world.screen().contains("iot-dev/team"), "{}", world.screen());
    // One whose UID was not known at first is the same.
    let mut known = found().into_iter().find(|(source, ..)| *source == Source::Quotas).unwrap().1.remove(1);
    known.holder.uid = Uid::new("another");
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Quotas, vec![known], silent(&[]))));
    assert_eq!(world.screen().matches("iot-dev/team").count(), 1, "{}", world.screen());
}

#[test]
fn where_one_kubelet_does_not_answer_its_volumes_stay_and_those_of_others_are_as_they_are_now() {
    let mut world = incident(160, 48);
    opened(&mut world);
    world.keys("r");
    let (id, _) = asked(&mut world).expect("it is looked for again");
    let silent = |why: Why| vec![Unseen { source: Source::Volumes, places: vec![name("node-2")], why }];
    let gone = || Why::NoAnswer(Trouble::said("it has not answered"));
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Volumes, vec![], silent(gone()))));
    let screen = world.screen();
    assert!(screen.contains("iot-prod/data-nacos-1") && !screen.contains("iot-prod/data-nacos-0"), "{screen}");
    // What its kubelet told last stays for as long as it is silent, and no longer than it is looked for.
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Volumes, vec![], silent(gone()))));
    assert!(world.screen().contains("iot-prod/data-nacos-1"), "{}", world.screen());
    // The pod has moved, and another kubelet tells of its volume.
    let claims = Resource::new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true);
    let matter = Matter::Volume { node: name("node-1"), inodes: true, used: 900, room: 1000, part: 900 };
    let moved = due(&claims, "iot-prod", "data-nacos-1", matter);
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Volumes, vec![moved], silent(gone()))));
    assert_eq!(world.screen().matches("iot-prod/data-nacos-1").count(), 1, "{}", world.screen());
    assert!(world.screen().contains("900 of 1000"), "{}", world.screen());
    world.msg(Msg::Soon(FIRST, id, SoonFound(Source::Volumes, vec![], silent(Why::NotRead(1)))));
    assert!(!world.screen().contains("iot-prod/data-nacos-1"), "{}", world.screen());
}

#[test]
fn what_is_open_is_looked_for_again_now_and_then_and_only_where_the_server_answers() {
    let mut world = incident(80, 24);
    opened(&mut world);
    world.asked();
    world.wait(60_000);
    assert_eq!(asked(&mut world), None);
    world.wait(300_000);
    assert!(asked(&mut world).is_some());
    // One that is lost with its session is not waited for.
    world.wait(60_000);
    assert_eq!(asked(&mut world), None);
    world.wait(61_000);
    assert!(asked(&mut world).is_some());
}

#[test]
fn what_is_due_within_a_day_is_counted_on_every_screen() {
    for (w, h) in [(80, 24), (160, 48)] {
        let mut world = incident(w, h);
        world.wait(29_000);
        assert_eq!(asked(&mut world), None);
        world.wait(2_000);
        let (id, wish) = asked(&mut world).expect("what has a time is looked for");
        assert_eq!(wish.sources, Source::TIMED);
        assert!(!world.screen().contains(" due"), "{}", world.screen());
        told(&mut world, id, &wish);
        // One has expired, and the next has three days left.
        let wanted = if w == 80 { "⚠ 1 due " } else { "⚠ 1 due within a day " };
        assert!(world.screen().lines().next().unwrap().contains(wanted), "{}", world.screen());
        // What is not served is not asked for again.
        world.wait(890_000);
        assert_eq!(asked(&mut world), None);
        world.wait(20_000);
        let (id, wish) = asked(&mut world).expect("it is looked for again");
        assert!(!wish.sources.contains(&Source::ApiServices) && wish.sources.len() == 4, "{wish:?}");
        world.msg(Msg::Soon(FIRST, id, SoonFound(Source::TlsSecrets, vec![], vec![])));
        assert!(!world.screen().contains(" due"), "{}", world.screen());
        // The view is opened meanwhile: all is looked for, in place of that.
        world.keys(":").type_text("soon").keys("Enter");
        assert_eq!(asked(&mut world).expect("all is looked for").1.sources, Source::ALL);
    }
}
