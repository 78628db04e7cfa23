//! Frames by snapshot, at the sizes that people have.

use crate::support::world::FIRST;
use crate::support::world::{self, MINUTE, begin, incident, name, preview};
use dogwatch::app::Msg;
use dogwatch::model::change::{Change, Preview};
use dogwatch::model::feed::{Feed, LinkState, Scope, WatchState};
use dogwatch::model::revision::{DiffLine, Difference, Revision};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Kind, Lang};

#[test]
fn before_any_answer() {
    let mut world = begin(&["iot-prod"]);
    insta::assert_snapshot!(world.size(80, 24).screen());
}

#[test]
fn an_incident_at_160x48() {
    let mut world = incident(160, 48);
    world.wait(500);
    let view = match world
        .asked()
        .into_iter()
        .rev()
        .find_map(|e| if let dogwatch::app::Effect::Follow(_, view, _) = e { Some(view) } else { None })
    {
        Some(view) => view,
        None => panic!("the pane follows the cursor"),
    };
    world.log(
        view,
        &[
            (
                2,
                -3000,
                "2026-07-24T20:19:57Z  INFO 1 --- [nio-8080-exec-1] c.h.iot.DeviceController : 设备上报 deviceId=dev-46 温度=31℃",
            ),
            (3, -2000, "2026-07-24T20:19:58Z ERROR 1 --- [nio-8080-exec-4] c.h.iot.DeviceService : 处理失败"),
            (3, -2000, "java.lang.IllegalStateException: device offline"),
            (4, -1000, "\x1b[32mgreen\x1b[0m \x1b[1mbold\x1b[0m \x1b]0;title\x07 and plain"),
        ],
    );
    insta::assert_snapshot!(world.screen());
}

#[test]
fn an_incident_at_100x30() {
    insta::assert_snapshot!(incident(100, 30).screen());
}

#[test]
fn an_incident_at_80x24() {
    insta::assert_snapshot!(incident(80, 24).screen());
}

#[test]
fn the_server_is_away() {
    let mut world = incident(80, 24);
    let since = world.now;
    world.wait(30_000);
    let retry = world.now.plus(2000);
    world.feed(Feed::Link(LinkState::Down { since, retry, error: Trouble::said("Connection refused") }));
    for kind in [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        world.feed(Feed::Watch(Scope::all(kind), WatchState::Stale { since, retry, error: Trouble::said("Connection refused") }));
    }
    insta::assert_snapshot!(world.screen());
}

#[test]
fn a_user_with_few_rights() {
    let mut world = begin(&["iot-dev"]);
    world.size(130, 24).live();
    let error = |what: &str| WatchState::Denied {
        error: Trouble::said(format!("{what} is forbidden: User \"dev\" cannot list resource \"{what}\" at the cluster scope")),
    };
    world.feed(Feed::Watch(Scope::all(Kind::Namespace), error("namespaces")));
    for kind in [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Job, Kind::CronJob] {
        world.feed(Feed::Watch(Scope::all(kind), error(kind.plural())));
        world.list(
            Scope::of(kind, &name("iot-dev")),
            if kind == Kind::Deployment {
                vec![dogwatch::model::feed::Row::Workload(world::workload("iot-dev", "web", 2, "lab/app:1.0"))]
            } else {
                vec![]
            },
        );
    }
    insta::assert_snapshot!(world.screen());
}

#[test]
fn help() {
    insta::assert_snapshot!(incident(100, 60).keys("?").screen());
}

#[test]
fn help_in_chinese() {
    let mut world = world::begin_with(&["iot-prod"], |s| s.lang = Lang::Zh);
    insta::assert_snapshot!(world.size(100, 30).keys("?").screen());
}

pub fn revision(number: u64, age: i64, pods: (u32, u32), image: &str, cause: Option<&str>, current: bool) -> Revision {
    Revision {
        number,
        name: name("rs"),
        created: world::now().plus(-age),
        cause: cause.map(Into::into),
        images: vec![("device-service".into(), image.into())],
        pods: Some(pods),
        current,
        differences: if current {
            vec![]
        } else {
            vec![
                Difference {
                    path: "containers[device-service].image".into(),
                    old: Some("docker.io/lab/app:1.9".into()),
                    new: Some(image.into()),
                },
                Difference {
                    path: "containers[device-service].env[FEATURE_BATCH].value".into(),
                    old: Some("on".into()),
                    new: None,
                },
            ]
        },
        lines: if current { vec![] } else { whole(image) },
        bare: Vec::new(),
    }
}

/// The whole difference to another image, with a variable that goes.
fn whole(image: &str) -> Vec<DiffLine> {
    let same = |text: &str| DiffLine::Same(text.into());
    let changed = |old: Option<&str>, new: Option<String>| DiffLine::Changed { old: old.map(Into::into), new };
    vec![
        DiffLine::Folded(9),
        same("spec:"),
        same("  containers:"),
        same("  - args:"),
        same("    - app"),
        changed(Some("    env:"), None),
        changed(Some("    - name: FEATURE_BATCH"), None),
        changed(Some("      value: \"on\""), None),
        changed(Some("    image: docker.io/lab/app:1.9"), Some(format!("    image: {image}"))),
        same("    imagePullPolicy: IfNotPresent"),
        same("    name: device-service"),
        same("    ports:"),
        DiffLine::Folded(21),
    ]
}

/// The revisions of the incident, on the screen.
pub fn revisions(world: &mut world::World) {
    world.keys("b");
    let request = match world
        .asked()
        .into_iter()
        .rev()
        .find_map(|e| if let dogwatch::app::Effect::Revisions(_, id, _) = e { Some(id) } else { None })
    {
        Some(id) => id,
        None => panic!("the revisions are asked for"),
    };
    let list = vec![
        revision(8, 2 * MINUTE, (0, 2), "docker.io/lab/app:1.9", Some("set image by pipeline #4211"), true),
        revision(7, 12 * world::DAY, (3, 3), "docker.io/lab/app:1.1", Some("set image by dev"), false),
        revision(6, 30 * world::DAY, (0, 0), "docker.io/lab/app:1.0", None, false),
    ];
    world.msg(Msg::Revisions(FIRST, request, Ok(list)));
}

#[test]
fn roll_back_and_its_question() {
    let mut world = incident(110, 30);
    revisions(&mut world);
    insta::assert_snapshot!("roll_back", world.screen());
    world.keys("Enter");
    let intent = match world
        .asked()
        .into_iter()
        .rev()
        .find_map(|e| if let dogwatch::app::Effect::Preview(_, intent) = e { Some(intent) } else { None })
    {
        Some(intent) => intent,
        None => panic!("the change is looked at"),
    };
    assert_eq!(intent.change, Change::RollBack { from: 8, to: 7 });
    let preview = Preview {
        differences: vec![Difference {
            path: "containers[device-service].image".into(),
            old: Some("docker.io/lab/app:1.9".into()),
            new: Some("docker.io/lab/app:1.1".into()),
        }],
        touches: Some(dogwatch::model::change::Touches::Keeps { starts: 2, keeps: 3 }),
        warnings: vec![dogwatch::model::change::Warning::Reason(
            "the HorizontalPodAutoscaler device-service sets replicas between 2 and 6".into(),
        )],
        ..preview(intent.clone())
    };
    world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview))));
    world.type_text("device-se");
    insta::assert_snapshot!("question_in_prod", world.screen());
}

#[test]
fn swap_an_image() {
    let mut world = incident(100, 30);
    world.keys("i Down Down");
    insta::assert_snapshot!(world.screen());
}

#[test]
fn containers_of_a_pod() {
    let mut world = incident(100, 30);
    world.keys("Enter Enter");
    insta::assert_snapshot!(world.screen());
}

#[test]
fn wide_columns_and_a_filter() {
    let mut world = incident(160, 30);
    world.keys("w /").type_text("a !web");
    insta::assert_snapshot!(world.screen());
}

#[test]
fn a_filter_that_is_no_expression() {
    let mut world = incident(100, 30);
    world.keys("/").type_text("service /a(/");
    insta::assert_snapshot!("a_filter_that_is_no_expression_is_told_where_it_is_typed", world.screen());
    world.keys("Enter");
    insta::assert_snapshot!("a_filter_that_is_no_expression_is_told_in_the_title", world.screen());
}

#[test]
fn no_size_panics() {
    let mut world = incident(160, 48);
    revisions(&mut world);
    for (keys, back) in [
        ("", "Esc"),
        ("?", "Esc"),
        ("n", "Esc"),
        (":", "Esc"),
        ("s", "Esc"),
        ("i", "Esc"),
        ("m", "Esc"),
        ("Enter Enter", "Esc Esc"),
        ("l", "Esc"),
    ] {
        world.keys(keys);
        for w in (0..30).chain([60, 80, 109, 110, 139, 140, 200]) {
            for h in (0..12).chain([20, 24, 25, 26, 30, 60]) {
                world.size(w, h).screen();
            }
        }
        world.size(100, 30).keys(back);
    }
}

#[test]
fn the_whole_difference() {
    let mut world = incident(160, 48);
    revisions(&mut world);
    insta::assert_snapshot!("whole_difference_beside", world.keys("d").screen());
    let beside = world.screen();
    assert_ne!(world.keys("v").screen(), beside, "inline");
    assert_eq!(world.keys("Tab").screen(), beside);
    world.size(80, 24);
    insta::assert_snapshot!("whole_difference_at_80x24", world.screen());
    // Back is one step: to the leaves, and only then out.
    assert!(world.keys("Esc").screen().contains("d whole difference"));
    assert!(!world.keys("Esc").screen().contains("Roll back "));
}
