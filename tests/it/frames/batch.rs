//! Jobs, CronJobs and standalone pods on the screen, and the numbers that are said of them.

use crate::support::key_world::Cluster;
use crate::support::world::{
    self, DAY, FIRST, MINUTE, World, begin, cronjob, incident, job, name, namespace, no_image, now, pod, workload,
};
use dogwatch::app::msg::{Effect, Msg};
use dogwatch::app::rows::WorkloadKey;
use dogwatch::model::batch::{Failure, Job, JobEnd};
use dogwatch::model::change::Change;
use dogwatch::model::feed::{Feed, Row, Scope, WatchState};
use dogwatch::model::health::{Cause, Mood, PodHealth, Sick};
use dogwatch::model::pod::{ContainerState, Ended, Pod};
use dogwatch::model::reason::{By, EndWhy};
use dogwatch::model::resource::Resource;
use dogwatch::model::soon::{Due, Holder, Matter, SoonFound, Source};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::Workload;
use dogwatch::model::{Kind, Uid};
use dogwatch::views::{delete, picker};

fn ended(minutes: i64, reason: Option<&str>) -> Option<JobEnd> {
    let failure = reason.map(|r| Failure { reason: name(r), message: name("Job has reached the specified backoff limit") });
    Some(JobEnd { at: now().plus(-minutes * MINUTE), failure })
}

/// A pod of a Job that ended with this exit code.
fn run(w: &Workload, suffix: &str, exit_code: i32) -> Pod {
    let mut pod = pod(w, 0, suffix, "docker.io/lab/job:1.0", 26 * MINUTE);
    let reason = if exit_code == 0 { "Completed" } else { "Error" };
    (pod.owner, pod.status, pod.ready) = (Some(w.uid.clone()), name(reason), 0);
    pod.health = match exit_code {
        0 => PodHealth::Done,
        n => PodHealth::Sick(Box::new(Sick { cause: Cause::Failed, word: "Error".into(), detail: EndWhy::By(By::Exit(n)).into() })),
    };
    for c in &mut pod.containers {
        c.state =
            ContainerState::Terminated(Ended { reason: name(reason), exit_code, signal: 0, finished: None, message: name("") });
    }
    pod
}

/// A namespace of which nothing has a rollout: what its Jobs, CronJobs and standalone pods say is all there is.
fn batch_world(w: u16, h: u16) -> World {
    let mut world = begin(&["iot-test"]);
    world.size(w, h).live();
    world.list(Scope::all(Kind::Namespace), ["iot-dev", "iot-test"].map(namespace).to_vec());
    let migrate = job("iot-test", "migrate", Job { failed: 7, end: ended(26, Some("BackoffLimitExceeded")), ..Job::default() });
    let seed = job("iot-test", "seed", Job { succeeded: 1, end: ended(3 * 60, None), ..Job::default() });
    let import = job("iot-test", "import", Job { started: Some(now().plus(-3 * MINUTE)), ready: Some(1), ..Job::default() });
    let old = job("iot-test", "old-fix", Job { failed: 1, end: ended(30 * 24 * 60, Some("DeadlineExceeded")), ..Job::default() });
    let (backup, report) = (cronjob("iot-test", "backup"), cronjob("iot-test", "report"));
    let of = |cron: &Workload| Some(cron.uid.clone());
    let mut runs = vec![
        job("iot-test", "backup-1", Job { owner: of(&backup), succeeded: 1, end: ended(6, None), ..Job::default() }),
        job("iot-test", "backup-2", Job { owner: of(&backup), succeeded: 1, end: ended(1, None), ..Job::default() }),
        job(
            "iot-test",
            "report-1",
            Job { owner: of(&report), failed: 1, end: ended(1, Some("BackoffLimitExceeded")), ..Job::default() },
        ),
    ];
    for (i, run) in runs.iter_mut().enumerate() {
        run.created = now().plus(-(7 - 5 * i64::from(i > 0)) * MINUTE);
    }
    let pods = vec![
        run(&migrate, "8wq5d", 3),
        run(&seed, "k7pgp", 0),
        run(&runs[0], "aaaaa", 0),
        run(&runs[1], "bbbbb", 0),
        run(&runs[2], "ccccc", 2),
        Pod { owner: None, ..pod(&workload("iot-test", "debug", 0, "a:1"), 0, "shell", "lab/app:1.0", DAY) },
        Pod {
            owner: Some(Uid::new("node")),
            ..pod(&workload("iot-test", "static", 0, "a:1"), 0, "web-node-1", "lab/app:1.0", DAY)
        },
        Pod { owner: None, ..no_image(pod(&workload("iot-test", "probe", 0, "a:1"), 0, "x", "lab/app:9", MINUTE), "lab/app:9") },
        Pod { owner: Some(import.uid.clone()), ..pod(&import, 0, "qjtxp", "docker.io/lab/job:1.0", 3 * MINUTE) },
    ];
    let jobs = [migrate, seed, import, old].into_iter().chain(runs).map(Row::Workload).collect();
    for kind in [Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet] {
        world.list(Scope::all(kind), vec![]);
    }
    world.list(Scope::all(Kind::Job), jobs);
    world.list(Scope::all(Kind::CronJob), vec![Row::Workload(backup), Row::Workload(report)]);
    world.list(Scope::of(Kind::ReplicaSet, &name("iot-test")), vec![]);
    world.list(Scope::of(Kind::Pod, &name("iot-test")), pods.into_iter().map(Row::Pod).collect());
    world.allow("iot-test");
    world
}

fn rows(world: &World) -> Vec<String> {
    let word = |key: &WorkloadKey| match key {
        WorkloadKey::Workload(uid) => world.state.cluster.store.workload(uid).map(|w| w.name.to_string()).unwrap_or_default(),
        WorkloadKey::Standalone(namespace) => format!("standalone of {namespace}"),
    };
    world.state.panes.workloads.rows().iter().map(word).collect()
}

#[test]
fn jobs_cronjobs_and_standalone_pods_at_140x40() {
    insta::assert_snapshot!(batch_world(140, 40).screen());
}

#[test]
fn jobs_cronjobs_and_standalone_pods_at_80x24() {
    insta::assert_snapshot!(batch_world(80, 24).screen());
}

#[test]
fn rows_stand_by_trouble_and_only_the_unwell_are_shown_when_asked_for() {
    let mut world = batch_world(140, 40);
    assert_eq!(rows(&world), ["migrate", "report", "standalone of iot-test", "import", "backup", "old-fix", "seed"]);
    assert_eq!(rows(world.keys("!")), ["migrate", "report", "standalone of iot-test"]);
    world.keys("!");
    // A filter finds them as well, by what they are called and by their state.
    for (filter, found) in
        [("standalone", &["standalone of iot-test"][..]), ("cronjob", &["report", "backup"]), ("complete", &["seed"])]
    {
        assert_eq!(rows(world.keys("/").type_text(filter).keys("Enter")), found, "{filter}");
        world.keys("Esc");
    }
}

#[test]
fn a_job_of_a_cronjob_is_gone_to_where_it_stands() {
    let mut world = batch_world(140, 40);
    let jobs = Resource::new("batch", "v1", "jobs", "Job", true);
    let uid = Uid::new("iot-test/backup-1");
    let holder = Holder { resource: jobs, namespace: name("iot-test"), name: name("backup-1"), uid };
    world.keys(":").type_text("soon").keys("Enter");
    let asked =
        world.asked().into_iter().find_map(|e| if let Effect::Soon(_, id, Some(wish)) = e { Some((id, wish)) } else { None });
    let (id, wish) = asked.unwrap();
    for source in wish.sources {
        let due = Due { holder: holder.clone(), matter: Matter::Job { failed: 6, limit: 6, over: None } };
        let due = if source == Source::Jobs { vec![due] } else { vec![] };
        world.msg(Msg::Soon(FIRST, id, SoonFound(source, due, vec![])));
    }
    world.keys("Enter");
    assert_eq!(world.state.workload().map(|w| &*w.name), Some("backup-1"), "{}", world.screen());
    assert_eq!(rows(&world), ["backup-2", "backup-1"]);
}

#[test]
fn enter_leads_from_a_cronjob_to_its_jobs_to_their_pods_and_back() {
    let mut world = batch_world(140, 40);
    world.keys("j Enter");
    assert_eq!(rows(&world), ["report-1"]);
    assert!(world.screen().contains("Jobs of report (1)"), "{}", world.screen());
    assert!(world.screen().contains("report-1-ccccc"), "its pods stand below:\n{}", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("Pods of report-1"), "{}", world.screen());
    world.keys("Esc Esc");
    assert_eq!(world.state.workload().map(|w| &*w.name), Some("report"), "back on the CronJob");
    // What is marked among its Jobs, then those, and then the whole screen: each Esc takes back what is seen.
    world.keys("Enter z Space Esc");
    assert!(world.state.zoom && world.state.panes.workloads.marks().is_empty());
    assert_eq!(rows(&world), ["report-1"]);
    world.keys("Esc");
    assert!(world.state.zoom && rows(&world).len() > 2, "{:?}", rows(&world));
    world.keys("Esc");
    assert!(!world.state.zoom);
    // So it is with containers, beside pods that are marked.
    world.keys("Tab Space z Enter Esc");
    assert!(
        world.state.zoom && world.state.panes.pod_open.is_none() && world.state.panes.pods.marks().len() == 1,
        "{}",
        world.screen()
    );
    world.keys("Esc Esc Esc");
    assert_eq!(world.state.workload().map(|w| &*w.name), Some("report"));
    // Its runs, the last one first; with the CronJob goes what was opened of it.
    world.keys("g").keys("j j j j Enter");
    assert_eq!(rows(&world), ["backup-2", "backup-1"]);
    let gone = dogwatch::model::feed::Delta::Gone(Uid::new("iot-test/backup"));
    world.feed(Feed::Batch(Scope::all(Kind::CronJob), vec![gone]));
    assert!(rows(&world).contains(&"backup-1".to_owned()) && rows(&world).len() > 2, "Jobs without their CronJob are rows");
}

#[test]
fn what_does_not_apply_says_why_and_what_does_is_asked_for() {
    let mut world = batch_world(140, 40);
    for (keys, said) in [
        ("s", "a Job cannot be scaled"),
        ("r", "a Job cannot be restarted"),
        ("b", "a Job has no revisions"),
        ("f", "a Job has no rollout"),
    ] {
        assert!(world.keys(keys).screen().contains(said), "{keys}: {}", world.screen());
    }
    assert!(world.keys("Ctrl-d").state.top_as::<delete::View>().is_some());
    world.keys("Esc j");
    // Where there are no replicas to set, the key that sets them suspends, as k9s's does.
    world.asked();
    world.keys("s");
    let suspends = |e: &Effect| matches!(e, Effect::Preview(_, intent) if intent.change == Change::Suspend);
    assert!(world.asked().iter().any(suspends), "{}", world.screen());
    world.keys("Esc");
    for (command, suspends) in [("trigger", false), ("suspend-cronjob", true)] {
        world.keys(":").type_text(command).keys("Enter");
        let asked = world.asked();
        let change = asked.iter().find_map(|e| if let Effect::Preview(_, intent) = e { Some(&intent.change) } else { None });
        match change {
            Some(Change::Suspend) => assert!(suspends),
            Some(Change::Trigger { .. }) => assert!(!suspends),
            other => panic!("{command}: {other:?}"),
        }
        world.keys("Esc");
    }
}

#[test]
fn who_may_not_list_jobs_is_told_once_and_sees_the_rest() {
    let mut world = incident(120, 30);
    let error = Trouble::said("jobs.batch is forbidden: User \"dev\" cannot list resource \"jobs\"");
    for _ in 0..2 {
        world.feed(Feed::Watch(Scope::of(Kind::Job, &name("iot-prod")), WatchState::Live));
        world.feed(Feed::Watch(Scope::all(Kind::Job), WatchState::Denied { error: error.clone() }));
        world.feed(Feed::Watch(Scope::of(Kind::Job, &name("iot-prod")), WatchState::Denied { error: error.clone() }));
    }
    let screen = world.screen();
    assert!(screen.contains("jobs in iot-prod are not shown") && screen.contains("device-service"), "{screen}");
    assert!(!screen.contains("denied"), "the pane is as fresh as what it shows:\n{screen}");
    let said = world.keys("m").screen();
    // The line of messages says it too.
    let kept = said.lines().filter(|l| l.starts_with('│') && l.contains("20:20:00  ") && l.contains("are not shown"));
    assert_eq!(kept.count(), 1, "{said}");
}

/// The numbers of the header: rows, well, unwell, busy, pods ready, pods.
fn header(screen: &str) -> [usize; 6] {
    let line = screen.lines().next().unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{text} in {line}"));
    let of = |glyph: char| number(words.iter().find_map(|w| w.strip_prefix(glyph)).unwrap());
    let at = words.iter().position(|w| w.starts_with("workload")).unwrap();
    let pods = words.iter().position(|w| *w == "pods").unwrap();
    let (ready, all) = words[pods + 1].split_once('/').unwrap();
    [number(words[at - 1]), of('✓'), of('✗'), of('◐'), number(ready), number(all)]
}

/// What is said in several places is the same.
fn agree(world: &mut World, what: &str) {
    let screen = world.screen();
    let [workloads, well, unwell, busy, ready, pods] = header(&screen);
    let state = &world.state;
    let moods: Vec<Mood> = state
        .panes
        .workloads
        .rows()
        .iter()
        .map(|key| match key {
            WorkloadKey::Workload(uid) => state.panes.rows.survey.health[uid].state.mood(),
            WorkloadKey::Standalone(ns) => state.panes.rows.survey.standalone[ns].state.mood(),
        })
        .collect();
    let count = |mood| moods.iter().filter(|m| **m == mood).count();
    assert_eq!((workloads, unwell, busy), (moods.len(), count(Mood::Unwell), count(Mood::Busy)), "{what}\n{screen}");
    assert_eq!(well, count(Mood::Well), "{what}: ✓ are those with a ✓\n{screen}");
    let title = screen.lines().find(|l| l.contains("Workloads ")).unwrap();
    let count = title.split_once("Workloads ").and_then(|(_, t)| t.split_once('(')).and_then(|(_, t)| t.split_once(')')).unwrap().0;
    assert_eq!(count.rsplit('/').next().unwrap(), workloads.to_string(), "{what}: {title}");
    // The namespace in view has in its pane and in the switcher what the header has.
    let ns = state.panes.view.words();
    let figures = format!("{ready}/{pods}");
    if pods > 0 {
        let row = |l: &&str| l.chars().take(29).collect::<String>().contains(&ns) && !l.contains('▸');
        let row: String = screen.lines().find(row).unwrap_or_else(|| panic!("{what}: {ns}\n{screen}")).chars().take(29).collect();
        assert!(row.contains(&format!(" {figures}")), "{what}: {figures} in {row}\n{screen}");
    }
    world.keys("n");
    let Some(picker) = world.state.top_as::<picker::View>() else { panic!("{what}") };
    let item = picker.found().find(|i| i.label == ns).unwrap();
    assert_eq!(item.mood == Some(Mood::Unwell), unwell > 0, "{what}");
    assert!(pods == 0 || item.detail.to_string().trim().starts_with(&figures), "{what}: {} and {figures}", item.detail);
    let all = picker.found().find(|i| i.label == "all namespaces").unwrap();
    assert_eq!(all.mood, Some(world.state.panes.rows.everything.all.mood()), "{what}");
    assert!(unwell == 0 || all.mood == Some(Mood::Unwell), "{what}: ✗ in one is ✗ in all");
    world.keys("Esc");
}

#[test]
fn numbers_that_name_the_same_agree() {
    agree(&mut batch_world(160, 60), "batch");
    agree(&mut incident(160, 60), "the incident");
    for seed in 0..4 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut cluster = Cluster::new();
        let mut world = begin(&["iot-prod"]);
        world::put_incident(&mut world, 160, 60);
        for step in 0..25 {
            for _ in 0..rng.u32(1..6) {
                // How the server answers is not what this is about.
                if let Some(feed @ Feed::Batch(..)) = cluster.feed(&mut rng) {
                    world.feed(feed);
                }
            }
            agree(&mut world, &format!("seed {seed}, step {step}"));
        }
    }
}

#[test]
fn the_badge_says_what_the_user_may() {
    use dogwatch::app::msg::Msg;
    use dogwatch::model::rights::{Right, Rights, Verdict};
    let badge = |answer: &dyn Fn(Right) -> Option<Verdict>| {
        let mut world = incident(160, 40);
        let verdicts = Right::ALL.into_iter().filter_map(|r| Some((r, answer(r)?))).collect();
        let session = world.state.cluster.session;
        world.msg(Msg::Rights(session, Rights { namespace: name("iot-prod"), verdicts }));
        let line = world.screen().lines().next().unwrap().to_owned();
        line.split_whitespace().find(|w| matches!(*w, "RO" | "RW" | "RW?")).unwrap().to_owned()
    };
    let no = || Some(Verdict::no("patch", "deployments", &name("iot-prod"), String::new()));
    assert_eq!(badge(&|_| Some(Verdict::Yes)), "RW");
    assert_eq!(badge(&|r| if r == Right::DeletePods { Some(Verdict::Yes) } else { no() }), "RW", "one is enough");
    assert_eq!(badge(&|r| if r.changes() { no() } else { Some(Verdict::Yes) }), "RO", "logs change nothing");
    assert_eq!(badge(&|r| if r == Right::DeletePods { None } else { no() }), "RW?", "one that has no answer is not known");
    assert_eq!(badge(&|_| None), "RW?");
}

/// What is marked is what a change is for, also while the cursor stands on a row that is no workload; there alone it says why not.
#[test]
fn standalone_pods_are_no_workload_and_say_so() {
    let mut world = batch_world(140, 40);
    let at = world.state.panes.workloads.rows().iter().position(|k| matches!(k, WorkloadKey::Standalone(_))).unwrap();
    let down = vec!["j"; at].join(" ");
    world.keys("g").keys(&down);
    assert!(matches!(world.state.panes.workloads.selected(), Some(WorkloadKey::Standalone(_))));
    let said = world.keys("Ctrl-d").state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
    assert!(world.state.views.is_empty() && said.contains("no workload is selected"), "{said}");
    assert!(world.keys("Space").screen().contains("this row cannot be marked"), "{}", world.screen());
    // Another row is marked, and the cursor comes back.
    let marked = if at == 0 { "j Space k" } else { "g Space" };
    world.keys(marked).keys("g").keys(&down);
    assert!(matches!(world.state.panes.workloads.selected(), Some(WorkloadKey::Standalone(_))));
    assert_eq!(world.state.panes.workloads.marks().len(), 1);
    let Some(form) = world.keys("Ctrl-d").state.top_as::<delete::View>() else { panic!("{}", world.screen()) };
    assert_eq!(form.targets.len(), 1, "the marked one");
}
