//! What is taken of logs, piece by piece.

use super::*;
use crate::cluster::wire::Decoder;
use crate::model::Kind;
use crate::model::feed::Row;
use serde_json::{Value, json};

fn pod(name: &str, restarts: u32, running: bool) -> Pod {
    let state = if running { json!({"running": {}}) } else { json!({"waiting": {"reason": "ContainerCreating"}}) };
    let last = if restarts > 0 { json!({"terminated": {"exitCode": 1}}) } else { Value::Null };
    let pod = json!({"metadata": {"name": name, "namespace": "ns", "uid": name}, "spec": {"containers": [{"name": "app"}]},
        "status": {"phase": "Running", "containerStatuses": [
            {"name": "app", "restartCount": restarts, "state": state, "lastState": last}]}});
    let Row::Pod(pod) = Decoder::new(Kind::Pod).object(pod.to_string().as_bytes()).unwrap() else { panic!("a pod") };
    pod
}

fn books() -> Books {
    Books::new(Time::parse("2026-07-24T20:20:00Z").unwrap())
}

/// Lines at these seconds.
fn body(lines: &[(u32, &str)]) -> Bytes {
    lines.iter().map(|(second, text)| format!("2026-07-24T20:20:{second:02}.5Z {text}\n")).collect::<String>().into()
}

/// What is asked for next, of one container, and answers it.
fn answer(books: &mut Books, pods: &[(Pod, bool)], with: Result<Bytes, ApiError>) -> String {
    books.meet(pods);
    // What waits for its time is due in a test.
    books.books.values_mut().for_each(|b| b.due = Instant::now());
    let mut tasks = books.due(pods);
    assert_eq!(tasks.len(), 1);
    let task = tasks.remove(0);
    let asked = task.path.split_once("&limitBytes=").unwrap().1.split_once('&').map_or("", |(_, rest)| rest).to_owned();
    books.came(&task, with);
    asked
}

fn status(code: u16) -> ApiError {
    ApiError::from_response(code, b"{}", None)
}

fn own(books: &Books) -> (u64, bool) {
    let uid = Uid::new("web-b");
    (books.lines().errors([&uid].into_iter(), true), books.lines().any_cut([&uid].into_iter()))
}

#[test]
fn what_was_had_is_not_counted_again() {
    let (mut books, pods) = (books(), [(pod("web-b", 0, true), true)]);
    assert_eq!(answer(&mut books, &pods, Ok(body(&[(1, "INFO up"), (2, "ERROR a")]))), "");
    assert_eq!(answer(&mut books, &pods, Ok(body(&[(2, "ERROR a"), (3, "ERROR a")]))), "sinceTime=2026-07-24T20%3A20%3A02Z");
    assert_eq!(own(&books), (2, false));
    assert_eq!(answer(&mut books, &pods, Ok(Bytes::new())), "sinceTime=2026-07-24T20%3A20%3A03Z");
    assert_eq!(own(&books), (2, false));
}

#[test]
fn what_is_larger_than_a_reading_is_read_from_both_ends_and_said_to_be() {
    let (mut books, pods) = (books(), [(pod("web-b", 0, true), true)]);
    let line = |second: u32| format!("2026-07-24T20:20:{second:02}Z ERROR {}\n", "x".repeat(100));
    let full: Bytes = line(1).repeat(BYTES / line(1).len() + 1)[..BYTES].to_owned().into();
    assert_eq!(answer(&mut books, &pods, Ok(full.clone())), "");
    assert_eq!(answer(&mut books, &pods, Ok(body(&[(9, "ERROR a")]))), "tailLines=2000");
    assert!(own(&books).1);
    // So many lines in one second are more than are read: what is left of it is passed over.
    let more: Bytes = line(9).repeat(BYTES / line(9).len() + 1)[..BYTES].to_owned().into();
    assert_eq!(answer(&mut books, &pods, Ok(more)), "sinceTime=2026-07-24T20%3A20%3A09Z");
    assert_eq!(answer(&mut books, &pods, Ok(body(&[(12, "ERROR a")]))), "tailLines=2000");
    assert_eq!(answer(&mut books, &pods, Ok(Bytes::new())), "sinceTime=2026-07-24T20%3A20%3A12Z");
}

#[test]
fn the_last_words_of_a_run_are_read_once_it_was_started_again() {
    let mut books = books();
    let run = |restarts| [(pod("web-b", restarts, true), true)];
    answer(&mut books, &run(0), Ok(body(&[(1, "INFO up")])));
    let previous = answer(&mut books, &run(1), Ok(body(&[(1, "INFO up"), (4, "panic: no column")])));
    assert_eq!(previous, "previous=true&tailLines=2000&sinceTime=2026-07-24T20%3A20%3A01Z");
    assert_eq!(own(&books), (1, false));
    assert_eq!(answer(&mut books, &run(1), Ok(body(&[(6, "INFO up")]))), "sinceTime=2026-07-24T20%3A20%3A04Z");
    // Met when it had been started again already; the run before may have been cleared away.
    let mut books = super::Books::new(Time::default());
    assert_eq!(answer(&mut books, &run(2), Err(status(400))), "previous=true&tailLines=2000");
    assert_eq!(answer(&mut books, &run(2), Ok(body(&[(6, "ERROR a")]))), "");
    assert_eq!(own(&books), (1, false));
}

#[test]
fn a_log_that_cannot_be_read_is_told_until_it_can_and_one_that_is_not_there_yet_is_not() {
    let (mut books, pods) = (books(), [(pod("web-b", 0, true), true)]);
    answer(&mut books, &pods, Err(status(403)));
    assert!(matches!(books.troubles(), (None, Some(_))));
    assert!(!books.lines().any_read([&Uid::new("web-b")].into_iter()));
    answer(&mut books, &pods, Err(status(400)));
    assert_eq!(books.troubles(), (None, None));
    answer(&mut books, &pods, Err(status(500)));
    answer(&mut books, &pods, Ok(Bytes::new()));
    assert_eq!(books.troubles(), (None, None));
    assert!(books.lines().any_read([&Uid::new("web-b")].into_iter()));
    // A container that has never run is not asked for.
    let mut books = super::Books::new(Time::default());
    books.meet(&[(pod("web-c", 0, false), true)]);
    assert!(books.books.is_empty());
}

#[test]
fn an_error_with_its_trace_is_one_and_the_name_of_the_pod_makes_no_other() {
    let mut books = books();
    let pods = [(pod("web-bcdfg", 0, true), true), (pod("web-xyzwv", 0, true), false)];
    books.meet(&pods);
    for task in books.due(&pods) {
        let name = &task.pod;
        let text = body(&[
            (1, &format!("ERROR {name} cannot pay")),
            (2, "java.lang.IllegalStateException: no column"),
            (3, "\tat com.example.Main.run(Main.java:7)"),
            (4, "Caused by: java.lang.Error: x"),
        ]);
        books.came(&task, Ok(text));
    }
    for name in ["web-bcdfg", "web-xyzwv"] {
        assert_eq!(books.lines().errors([&Uid::new(name)].into_iter(), true), 1, "{name}");
    }
}

#[test]
fn many_logs_are_read_in_turn_and_those_that_fail_by_few() {
    let mut books = books();
    let pods: Vec<(Pod, bool)> = (0..60).map(|i| (pod(&format!("p{i}"), 0, true), i % 2 == 0)).collect();
    books.meet(&pods);
    let first = books.due(&pods);
    assert_eq!(first.len(), FIRST);
    assert!(first.iter().all(|t| pods.iter().any(|(p, new)| !new && *p.name == *t.pod) || first.len() > 30 - 6), "old ones first");
    books.first = false;
    first.iter().for_each(|task| books.came(task, Ok(Bytes::new())));
    let second = books.due(&pods);
    assert_eq!(second.len(), READS);
    assert!(second.iter().all(|t| first.iter().all(|f| f.key != t.key)), "what was not read yet");
    for book in books.books.values_mut() {
        (book.failures, book.due) = (1, Instant::now());
    }
    assert_eq!(books.due(&pods).len(), RETRIES);
}
