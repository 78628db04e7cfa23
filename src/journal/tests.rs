use super::*;
use crate::model::Uid;
use crate::model::change::Change;
use crate::model::change::reason::JournalAct;
use std::os::unix::fs::PermissionsExt;

pub(super) fn entry(secs: i64, name: &str) -> Entry {
    Entry {
        time: Time::from_secs(secs),
        context: "lab".into(),
        user: "admin".into(),
        namespace: "iot".into(),
        kind: "Deployment".into(),
        name: name.into(),
        uid: Uid::new("0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001"),
        change: Change::Scale { from: 2, to: 5 },
        why: None,
        patch: PatchNote {
            method: None,
            path: "/apis/x".into(),
            content_type: "application/merge-patch+json".into(),
            body: Some(serde_json::json!({"spec":{"replicas":5}})),
        },
        plan: None,
    }
}

pub(super) fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn it_is_private_and_tells_what_was_sent_and_how_it_ended() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("state/dogwatch");
    let journal = Journal::open(&dir).unwrap();
    assert_eq!((mode(&dir), mode(&dir.join(FILE))), (0o700, 0o600));

    let (id, _receipt) = journal.begin(&entry(100, "web")).unwrap();
    let before = journal.read(None).unwrap();
    assert_eq!((before.records[0].end.clone(), before.skipped), (None, 0));
    let taken = Outcome::Taken { note: None, generation: 4 };
    journal.finish(&id, &taken, Time::from_secs(101)).unwrap();
    let (_, _) = journal.begin(&entry(200, "gateway")).unwrap();

    let all = read(&dir.join(FILE), None).unwrap();
    assert_eq!(all.records.len(), 2);
    assert_eq!(all.records[0].entry, entry(100, "web"));
    assert_eq!(all.records[0].end, Some((Time::from_secs(101), taken)));
    assert_eq!(all.records[1].end, None);
    let late = read(&dir.join(FILE), Some(Time::from_secs(150))).unwrap();
    assert_eq!((late.records.len(), late.skipped), (1, 0), "the end of an entry before `since` is no stray line");

    std::fs::set_permissions(dir.join(FILE), std::fs::Permissions::from_mode(0o644)).unwrap();
    Journal::open(&dir).unwrap();
    assert_eq!(mode(&dir.join(FILE)), 0o600);
}

#[test]
fn a_torn_line_swallows_nothing_and_foreign_lines_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let journal = Journal::open(dir.path()).unwrap();
    journal.begin(&entry(1, "a")).unwrap();
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str("{\"event\":\"begin\",\"v\":1,\"id\":\"x\",\"ti");
    std::fs::write(&path, &text).unwrap();
    journal.begin(&entry(2, "b")).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"not json\n\xff\xfe\n\n{\"event\":\"promote\",\"v\":9}\n");
    std::fs::write(&path, bytes).unwrap();
    let history = journal.read(None).unwrap();
    let names: Vec<_> = history.records.iter().map(|r| r.entry.name.to_string()).collect();
    assert_eq!((names, history.skipped), (vec!["a".to_owned(), "b".to_owned()], 4));
}

#[test]
fn two_writers_do_not_mix_their_lines() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let dir = dir.path();
            scope.spawn(move || {
                let journal = Journal::open(dir).unwrap();
                for i in 0..25 {
                    let (id, _) = journal.begin(&entry(i, &format!("w{writer}"))).unwrap();
                    journal.finish(&id, &Outcome::Refused { reason: "no".into() }, Time::from_secs(i)).unwrap();
                }
            });
        }
    });
    let history = read(&dir.path().join(FILE), None).unwrap();
    assert_eq!((history.records.len(), history.skipped), (100, 0));
    assert!(history.records.iter().all(|r| r.end.is_some()));
    let ids: std::collections::HashSet<_> = history.records.iter().map(|r| &r.id).collect();
    assert_eq!(ids.len(), 100);
}

#[test]
fn a_place_that_cannot_be_written_is_named_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let error = Journal::open(&blocked.join("dogwatch")).unwrap_err().to_string();
    assert!(error.contains("file/dogwatch/journal.jsonl") && error.contains("XDG_STATE_HOME"), "{error}");

    // A full disk: the line is refused, so nothing is sent.
    let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = file::write_whole(&mut full, "line\n").unwrap_err();
    let error = error::io(&dir.path().join(FILE), JournalAct::Write, &error).to_string();
    assert!(error.contains("No space left on device; free some space there"), "{error}");
}

#[test]
fn a_journal_that_was_moved_away_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(dir.path()).unwrap();
    journal.begin(&entry(1, "a")).unwrap();
    std::fs::rename(dir.path().join(FILE), dir.path().join("old")).unwrap();
    journal.begin(&entry(2, "b")).unwrap();
    assert_eq!(journal.read(None).unwrap().records.len(), 1);
    assert_eq!(mode(&dir.path().join(FILE)), 0o600);
}

#[test]
fn memory_keeps_the_same_lines() {
    let journal = Journal::memory();
    let (id, _) = journal.begin(&entry(1, "a")).unwrap();
    journal.finish(&id, &Outcome::Unknown { reason: "?".into() }, Time::from_secs(2)).unwrap();
    let history = journal.read(None).unwrap();
    assert_eq!((history.records.len(), history.skipped, journal.path()), (1, 0, None));
    assert!(history.records[0].end.is_some());
}

#[test]
fn a_plan_is_written_with_its_steps_and_one_without_an_end_is_found_again() {
    use crate::model::change::ImageSwap;
    use crate::model::promotion::{PlanEnd, PlanNote, Route, Site, StepNote};
    let home = tempfile::tempdir().unwrap();
    let journal = Journal::open(home.path()).unwrap();
    let path = home.path().join(FILE);
    assert_eq!(unfinished(&path).unwrap(), None);
    let swap = ImageSwap { container: "web".into(), init: false, from: "lab/app:1".into(), to: "lab/app:2".into() };
    let step = StepNote { kind: "Deployment".into(), name: "web".into(), uid: "u".into(), swaps: vec![swap] };
    let site = |ns: &str| Site { context: "lab".into(), namespace: ns.into() };
    let route = Route { from: site("iot-dev"), to: site("iot-test") };
    let note = PlanNote { route, back: false, steps: vec![step] };
    let id = journal.begin_plan(&"admin".into(), &note, Time::from_secs(99)).unwrap();
    let (step, _receipt) = journal.begin(&Entry { plan: Some(id.clone()), ..entry(100, "web") }).unwrap();
    journal.finish(&step, &Outcome::taken(2), Time::from_secs(101)).unwrap();
    let found = unfinished(&path).unwrap().unwrap();
    assert_eq!((&found.id, &found.note, found.end), (&id, &note, None));
    let stopped = PlanEnd::Stopped { step: 1, reason: r#"x: Invalid value: "SECRET": no"#.into() };
    journal.end_plan(&id, &stopped, Time::from_secs(102)).unwrap();
    assert_eq!(unfinished(&path).unwrap(), None);
    assert!(!std::fs::read_to_string(&path).unwrap().contains("SECRET"));
    // One that went on after it was stopped ends once more.
    journal.end_plan(&id, &PlanEnd::Done, Time::from_secs(103)).unwrap();
    let history = journal.read(None).unwrap();
    assert_eq!((history.plans.len(), history.records.len(), history.skipped), (1, 1, 0));
    assert_eq!(history.plans[0].end, Some((Time::from_secs(103), PlanEnd::Done)));
    assert_eq!(history.records[0].entry.plan, Some(id));
}
