//! Helm's releases: the list, the revisions of one, what is read of them and compared, and what could not be listed or read.

use super::inside::looked;
use super::own::found;
use super::palette::palette;
use crate::support::world::{DAY, FIRST, MINUTE, World, begin_with, incident, name, now, put_incident};
use dogwatch::app::msg::Fetch;
use dogwatch::app::{Effect, Msg};
use dogwatch::config::Settings;
use dogwatch::model::change::reason::TerminalReason;
use dogwatch::model::change::{Change, Intent};
use dogwatch::model::helm::{Driver, Facts, Fault, HelmNews, HelmWish, Listing, Part, Record, Status, Unlisted};
use dogwatch::model::process::{End, ProcessNews};
use dogwatch::model::revision::DiffLine;
use dogwatch::model::soon::Why;
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Lang, Uid};
use std::path::Path;

fn record(ns: &str, release: &str, revision: u64, status: &str, minutes: i64) -> Record {
    let object = format!("sh.helm.release.v1.{release}.v{revision}");
    Record {
        driver: Driver::Secret,
        namespace: name(ns),
        uid: Uid::new(&format!("{ns}/{object}")),
        object: name(&object),
        version: name("1"),
        release: name(release),
        revision,
        status: Status::of(status),
        created: now().plus(-minutes * MINUTE),
    }
}

fn listing() -> Listing {
    let days = DAY / MINUTE;
    let records = vec![
        record("iot-prod", "cache", 1, "superseded", 36 * days),
        record("iot-prod", "cache", 2, "deployed", 9 * days),
        record("iot-prod", "cache", 3, "failed", 240),
        record("iot-prod", "broker", 4, "deployed", 21 * days),
        record("iot-prod", "broker", 5, "pending-upgrade", 95),
        record("iot-prod", "edge", 1, "pending-install", 2),
        record("iot-prod", "ingress-nginx", 12, "deployed", 12 * days),
        record("iot-prod", "kept", 2, "uninstalled", 40 * days),
        record("iot-prod", "odd", 1, "deployed", 5),
    ];
    let why = Why::NotAllowed(name(
        "configmaps is forbidden: User \"dev\" cannot list resource \"configmaps\" in the namespace \"iot-prod\"",
    ));
    Listing { records, unlisted: vec![Unlisted { driver: Driver::ConfigMap, places: vec![name("iot-prod")], why }] }
}

fn facts(record: &Record) -> Result<Facts, Fault> {
    if &*record.release == "odd" {
        return Err(Fault::Damaged);
    }
    let description = match record.status {
        Status::Failed => "Upgrade \"cache\" failed: context deadline exceeded",
        Status::PendingUpgrade => "Preparing upgrade",
        _ => "Upgrade complete",
    };
    Ok(Facts {
        chart: name("redis"),
        chart_version: name(&format!("20.{}.0", record.revision)),
        app_version: name(if record.revision == 1 { "" } else { "7.4.1" }),
        description: name(description),
        deployed: Some(record.created),
    })
}

fn asked(world: &mut World) -> Vec<(u64, HelmWish)> {
    let of = |e| if let Effect::Helm(FIRST, id, wish) = e { Some((id, wish)) } else { None };
    world.asked().into_iter().filter_map(of).collect()
}

/// What is asked for is answered; gives the revisions that were read.
fn answer(world: &mut World) -> Vec<String> {
    let mut read = Vec::new();
    loop {
        let wishes = asked(world);
        if wishes.is_empty() {
            return read;
        }
        assert!(wishes.iter().filter(|(_, w)| matches!(w, HelmWish::Facts(_))).count() <= 1, "one at a time: {wishes:?}");
        for (id, wish) in wishes {
            let news = match wish {
                HelmWish::List { namespaces, .. } => {
                    assert_eq!(namespaces, Some(vec![name("iot-prod")]));
                    HelmNews::Listed(listing())
                }
                HelmWish::Facts(record) => {
                    read.push(format!("{} {}", record.release, record.revision));
                    HelmNews::Facts(facts(&record))
                }
                HelmWish::Difference(..) => continue,
            };
            world.msg(Msg::Helm(FIRST, id, news));
        }
    }
}

/// Opens the view, and has all come.
pub(super) fn opened(world: &mut World) {
    world.asked();
    world.keys(":").type_text("helm").keys("Enter");
    assert_eq!(answer(world), ["broker 5"], "only what is under the cursor is read");
}

#[test]
fn releases_stand_by_how_much_they_want_a_look() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let mut world = incident(w, h);
            world.state.lang = lang;
            opened(&mut world);
            insta::assert_snapshot!(format!("helm_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
            world.keys("j Enter");
            assert_eq!(answer(&mut world), ["cache 3", "cache 2", "cache 1"], "all of the one that is opened");
            world.keys("j Space j");
            insta::assert_snapshot!(format!("helm_revisions_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
        }
    }
}

#[test]
fn what_cannot_be_listed_or_read_says_why() {
    let mut world = incident(80, 24);
    opened(&mut world);
    world.keys("G k");
    answer(&mut world);
    assert!(world.screen().contains("cannot be read: what is packed in it is damaged"), "{}", world.screen());
    world.keys("G");
    insta::assert_snapshot!("helm_not_listed_at_80x24", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("there is no release in this row"), "{}", world.screen());
}

/// On the second revision of the release that failed.
fn on_the_one_before(world: &mut World) {
    opened(world);
    world.keys("j Enter");
    answer(world);
    world.keys("b");
    assert!(looked(&world.asked()).is_empty() && world.state.views.len() == 1, "the newest is no aim: {}", world.screen());
    world.keys("j");
    answer(world);
}

#[test]
fn going_back_is_a_command_of_helms_that_is_asked_about() {
    for (lang, of) in [(Lang::En, "helm_roll_back_at_80x24"), (Lang::Zh, "helm_roll_back_zh_at_80x24")] {
        let mut world = incident(80, 24);
        (world.state.lang, world.state.own.kubeconfig) = (lang, Some(name("/home/dev/.kube/config")));
        on_the_one_before(&mut world);
        world.keys("b");
        let intents = looked(&world.asked());
        let [intent] = &intents[..] else { panic!("{}", world.screen()) };
        assert_eq!(intent.target.place(), "lab-admin ▸ iot-prod ▸ Release cache");
        let Change::Command { name, argv, terminal: false, confirm: true, harmless: false, .. } = &intent.change else {
            panic!("{intent:?}")
        };
        let line = "helm rollback cache 2 -n iot-prod --kube-context lab-admin --kubeconfig /home/dev/.kube/config";
        assert_eq!((name.as_str(), argv.join(" ").as_str()), ("helm-rollback", line));
        found(&mut world, &intents);
        world.wait(400);
        insta::assert_snapshot!(of, world.screen());
        world.keys("y");
        assert!(world.asked().iter().any(|e| matches!(e, Effect::Enter(FIRST, p, c, _) if p.intent.id == intent.id && c.yes)));
        let wrote = b"Rollback was a success! Happy Helming!\n".to_vec();
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Output(wrote)));
        world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Ended(End::Exited(0))));
        insta::assert_snapshot!(format!("{of}_done"), world.screen());
        assert!(matches!(&asked(&mut world)[..], [(_, HelmWish::List { .. })]), "it is listed again at once");
    }
}

#[test]
fn commands_of_the_settings_are_for_releases_too() {
    let settings = "[[command]]\nname = \"helm-get\"\nkey = \"Ctrl-o\"\nkinds = [\"releases\"]\n\
        run = [\"helm\", \"get\", \"all\", \"{name}\", \"--revision={column:REVISION}\", \"-n\", \"{namespace}\", \"{column:CHART}\"]\n\
        [[command]]\nname = \"ticks\"\nkey = \"V\"\nkinds = [\"releases\"]\nrun = [\"echo\"]\nconfirm = false\n\
        [[command]]\nname = \"of-pods\"\nkey = \"Ctrl-g\"\nkinds = [\"pods\"]\nrun = [\"echo\"]\n";
    let settings = Settings::parse(settings, Path::new("config.toml")).unwrap();
    let mut world = begin_with(&["iot-prod"], |start| start.own = settings.own);
    put_incident(&mut world, 160, 48);
    on_the_one_before(&mut world);
    let footer = world.screen().lines().last().unwrap_or_default().to_owned();
    assert!(footer.contains("Ctrl-o helm-get") && !footer.contains("ticks") && !footer.contains("of-pods"), "{footer}");
    let argv = |intents: &[Intent]| {
        let [Intent { change: Change::Command { argv, .. }, .. }] = intents else { panic!("{intents:?}") };
        argv.join(" ")
    };
    world.keys("Ctrl-o");
    let intents = looked(&world.asked());
    assert_eq!(argv(&intents), "helm get all cache --revision=2 -n iot-prod redis-20.2.0");
    assert_eq!(intents[0].target.place(), "lab-admin ▸ iot-prod ▸ Release cache");
    world.keys("Esc Ctrl-g V");
    assert!(looked(&world.asked()).is_empty(), "the view's own key is its own: {}", world.screen());
    world.keys("Esc");
    let (effects, _) = palette(&mut world, "ticks", "Enter");
    assert_eq!(argv(&looked(&effects)), "echo", "by its name: {}", world.screen());
    world.keys("Esc ?");
    assert!(world.screen().contains("Help"), "{}", world.screen());
    world.keys("/").type_text("Own commands").keys("Enter");
    let screen = world.screen();
    assert!(screen.contains("Ctrl-o :helm-get") && screen.contains(":ticks") && !screen.contains("of-pods"), "{screen}");
}

#[test]
fn where_helm_is_not_its_command_is_copied() {
    let copied = |world: &mut World| {
        let of = |e| if let Effect::CopyLine(line, told) = e { Some((line, told.words(Lang::En))) } else { None };
        world.asked().into_iter().find_map(of).unwrap()
    };
    let line = "helm rollback cache 2 -n iot-prod --kube-context lab-admin";
    let mut world = incident(120, 24);
    on_the_one_before(&mut world);
    assert!(world.screen().contains(line), "{}", world.screen());
    world.keys("b");
    let id = looked(&world.asked())[0].id;
    world.msg(Msg::Previewed(FIRST, id, Err(TerminalReason::NoSuch("helm".into()).into())));
    let told = format!("helm is not in PATH, or may not be run; copied, for your shell: {line}");
    assert_eq!(copied(&mut world), (line.to_owned(), told));
    assert_eq!(world.state.views.len(), 1, "{}", world.screen());
    let mut world = begin_with(&["iot-prod"], |start| start.readonly = true);
    put_incident(&mut world, 120, 24);
    on_the_one_before(&mut world);
    world.keys("b");
    assert_eq!(copied(&mut world), (line.to_owned(), format!("read-only: copied, for your shell: {line}")));
}

#[test]
fn values_are_read_without_what_is_secret_until_a_key_asks_for_it() {
    let mut world = incident(80, 24);
    opened(&mut world);
    let fetched = |e: Effect| match e {
        Effect::Fetch(FIRST, id, Fetch::Helm(record, part, revealed)) => Some((id, record.revision, part, revealed)),
        _ => None,
    };
    for (key, part) in [("v", Part::Values), ("V", Part::AllValues), ("y", Part::Manifest), ("n", Part::Notes)] {
        world.keys(key);
        let (id, revision, asked, revealed) = world.asked().into_iter().find_map(fetched).expect("it is fetched");
        assert_eq!((revision, asked, revealed), (5, part, false));
        world.msg(Msg::Fetched(FIRST, id, Ok("auth:\n  password: (hidden)\n".into())));
        assert!(world.screen().contains("x show what is hidden"), "{}", world.screen());
        world.keys("x");
        let (_, revision, asked, revealed) = world.asked().into_iter().find_map(fetched).expect("it is fetched again");
        assert_eq!((revision, asked, revealed), (5, part, true));
        world.keys("Esc");
        assert!(world.screen().contains("Helm releases"), "{}", world.screen());
    }
}

/// Opens the revisions of one release, compares two, and has the answer come.
pub(super) fn compared(world: &mut World) {
    opened(world);
    world.keys("j Enter");
    answer(world);
    world.keys("d");
    let (id, wish) = asked(world).pop().expect("it is asked for");
    let HelmWish::Difference(two, Part::Manifest, false) = wish else { panic!("{wish:?}") };
    assert_eq!([two[0].revision, two[1].revision], [2, 3]);
    world.msg(Msg::Helm(FIRST, id, HelmNews::Differs(Ok(lines("(hidden 1)", "(hidden 2)")))));
}

fn lines(old: &str, new: &str) -> Vec<DiffLine> {
    let changed = |key: &str, old: &str, new: &str| DiffLine::Changed {
        old: Some(format!("{key}: {old}")),
        new: Some(format!("{key}: {new}")),
    };
    vec![
        DiffLine::Folded(9),
        DiffLine::Same("data:".into()),
        changed("  password", old, new),
        DiffLine::Same("kind: Secret".into()),
        DiffLine::Folded(12),
        changed("            memory", "512Mi", "64Gi"),
    ]
}

#[test]
fn two_revisions_are_compared_and_what_is_hidden_is_fetched_by_a_key() {
    for (w, h) in [(80, 24), (160, 48)] {
        let mut world = incident(w, h);
        compared(&mut world);
        insta::assert_snapshot!(format!("helm_difference_at_{w}x{h}"), world.screen());
        world.keys("x");
        let (id, wish) = asked(&mut world).pop().expect("it is asked for again");
        assert!(matches!(wish, HelmWish::Difference(_, Part::Manifest, true)), "{wish:?}");
        world.msg(Msg::Helm(FIRST, id, HelmNews::Differs(Ok(lines("one", "two")))));
        let screen = world.screen();
        assert!(screen.contains("one") && screen.contains("two") && !screen.contains("show what is hidden"), "{screen}");
        // A marked one is compared with any other.
        world.keys("Esc Space j j D");
        let (id, wish) = asked(&mut world).pop().expect("it is asked for");
        let HelmWish::Difference(two, Part::Values, false) = wish else { panic!("{wish:?}") };
        assert_eq!([two[0].revision, two[1].revision], [1, 3]);
        world.msg(Msg::Helm(FIRST, id, HelmNews::Differs(Ok(vec![]))));
        assert!(world.screen().contains("nothing differs"), "{}", world.screen());
        world.keys("Esc Space");
        world.msg(Msg::Tick);
    }
}

#[test]
fn where_there_was_no_answer_the_last_list_stays() {
    let mut world = incident(160, 48);
    opened(&mut world);
    world.keys("r");
    let (id, _) = asked(&mut world).pop().expect("it is listed again");
    let silent = |places: &[&str]| Listing {
        records: vec![],
        unlisted: vec![Unlisted {
            driver: Driver::Secret,
            places: places.iter().map(|p| name(p)).collect(),
            why: Why::NoAnswer(Trouble::said("it has not answered")),
        }],
    };
    world.msg(Msg::Helm(FIRST, id, HelmNews::Listed(silent(&["iot-prod"]))));
    assert!(world.screen().contains("ingress-nginx") && world.screen().contains("Secrets: no answer"), "{}", world.screen());
    world.wait(31_000);
    let wish = asked(&mut world).into_iter().find(|(_, w)| matches!(w, HelmWish::List { .. }));
    let (id, _) = wish.expect("it is listed again by itself");
    world.msg(Msg::Helm(FIRST, id, HelmNews::Listed(Listing::default())));
    assert!(world.screen().contains("no Helm releases in the namespaces in view"), "{}", world.screen());
}
