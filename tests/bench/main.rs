//! How the work on pods grows with their number: `cargo bench`. Each subject is timed at 100 to 100,000 pods; a row shows nanoseconds for
//! each of what it handles, the least and the median of some runs, and in brackets the median against that of the size before. What is
//! linear in what is counted stays near 1.0 there.
//!
//! `cargo bench -- frame filter` takes the subjects whose names contain one of the words; `DOGWATCH_BENCH_PODS=10000` is the largest size.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod pods;
#[allow(dead_code, reason = "the tests need more of it")]
#[path = "../it/support/world.rs"]
mod world;

use dogwatch::app::{Msg, settle, update};
use dogwatch::cluster::wire::Decoder;
use dogwatch::logs::Buffer as Lines;
use dogwatch::model::Kind;
use dogwatch::model::feed::{Delta, Feed, Row, Scope};
use dogwatch::model::logs::{LogBody, LogLine};
use dogwatch::model::usage::{UseNews, UseScope};
use dogwatch::store::Store;
use dogwatch::terminal::Screen;
use dogwatch::theme::Theme;
use dogwatch::views;
use std::hint::black_box;
use std::time::{Duration, Instant};
use world::{World, now};

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// One run at one size; gives the time it took and how many it handled.
type Run<'a> = Box<dyn FnMut() -> (Duration, usize) + 'a>;

fn timed<T>(count: usize, work: impl FnOnce() -> T) -> (Duration, usize) {
    let began = Instant::now();
    let out = work();
    let took = began.elapsed();
    // What is dropped is not timed.
    drop(black_box(out));
    (took, count)
}

fn list(store: &mut Store, scope: &Scope, rows: Vec<Row>) {
    let mut deltas = vec![Delta::ListBegins];
    deltas.extend(rows.into_iter().map(Delta::Put));
    deltas.push(Delta::ListEnds);
    store.apply(scope, deltas);
}

fn store(n: usize) -> Store {
    let mut store = Store::default();
    list(&mut store, &Scope::all(Kind::Deployment), pods::workloads(n));
    list(&mut store, &Scope::all(Kind::ReplicaSet), pods::replicasets(n));
    list(&mut store, &Scope::all(Kind::Pod), pods::rows(n));
    store
}

/// A screen with all pods in its pods pane, which has the focus and the whole screen.
fn screen(n: usize) -> World {
    let mut world = world::begin_with(&[], |start| start.all_namespaces = true);
    world.size(160, 48).live();
    world.list(Scope::all(Kind::Deployment), pods::workloads(n));
    world.list(Scope::all(Kind::ReplicaSet), pods::replicasets(n));
    world.list(Scope::all(Kind::Pod), pods::rows(n));
    world.keys("Tab A z");
    assert_eq!(world.state.panes.pods.rows().len(), n, "all pods are in the pods pane");
    world
}

/// The changes of a twentieth of a second at two hundred a second: ten pods, spread over all.
fn batch(n: usize) -> Vec<Delta> {
    let mut changed: Vec<Row> = (0..10).map(|i| pods::row(i * (n / 10).max(1) % n)).collect();
    for row in &mut changed {
        if let Row::Pod(p) = row {
            p.restarts += 1;
        }
    }
    changed.into_iter().map(Delta::Put).collect()
}

fn lines(n: usize, late: bool) -> Vec<LogLine> {
    let start = now().millis() * 1_000_000;
    let line = |i: usize| {
        let (source, i) = if late { (i * 10 / n, i % (n / 10).max(1)) } else { (i % 10, i / 10) };
        let body =
            LogBody::Text(format!("2026-07-24 20:20:35 INFO request {i} of device dev-{} took {} ms", i % 97, i % 31).into());
        LogLine { source: source as u32, nanos: start + i as i64 * 1_000_000, body }
    };
    (0..n).map(line).collect()
}

/// A subject's name, and what is counted in it.
const SUBJECTS: [(&str, &str); 11] = [
    ("decode a list", "pod"),
    ("store a list", "pod"),
    ("store 10 changes", "change"),
    ("health of all", "pod"),
    ("rows after 10 changes", "pod"),
    ("filter and sort", "pod"),
    ("frame after a key", "frame"),
    ("frame when nothing changed", "frame"),
    ("frame after a key with use", "frame"),
    ("logs in order", "line"),
    ("logs one after the other", "line"),
];

fn subject<'a>(index: usize, n: usize, theme: &'a Theme) -> Run<'a> {
    match index {
        0 => Box::new(move || {
            let mut decoder = Decoder::new(Kind::Pod);
            let mut took = Duration::ZERO;
            let mut rows = 0;
            for from in (0..n).step_by(500) {
                let page = pods::page(from..(from + 500).min(n));
                let began = Instant::now();
                rows += black_box(decoder.page(&page).unwrap()).rows.len();
                took += began.elapsed();
            }
            assert_eq!(rows, n);
            (took, n)
        }),
        1 => Box::new(move || {
            let (mut store, rows) = (Store::default(), pods::rows(n));
            timed(n, || list(&mut store, &Scope::all(Kind::Pod), rows))
        }),
        2 => {
            let mut store = store(n);
            Box::new(move || {
                let batch = batch(n);
                timed(batch.len(), || store.apply(&Scope::all(Kind::Pod), batch))
            })
        }
        3 => {
            let store = store(n);
            Box::new(move || timed(n, || store.survey(now())))
        }
        4 => {
            let mut world = screen(n);
            Box::new(move || {
                let feed = Msg::Feed(world.state.cluster.session, Feed::Batch(Scope::all(Kind::Pod), batch(n)));
                let _none = update(&mut world.state, feed, world.now);
                timed(n, || settle(&mut world.state, world.now))
            })
        }
        5 => {
            let mut world = screen(n);
            world.keys("/");
            let mut letters = "crowd-1".chars().cycle();
            Box::new(move || {
                let letter = letters.next().unwrap();
                if letter == 'c' {
                    world.keys("Esc /");
                }
                timed(n, || world.type_text(&letter.to_string()).state.panes.pods.place())
            })
        }
        6..=8 => {
            let mut world = screen(n);
            if index == 8 {
                world.feed(Feed::Used(UseScope::Pods(None), now(), UseNews::Pods(pods::used(n, now()))));
                assert!(world.state.cluster.store.use_known(), "it is known what they use");
            }
            let mut out = Screen::new(Vec::new(), (160, 48));
            let mut keys = ["j", "k"].into_iter().cycle();
            Box::new(move || {
                out.output().clear();
                let key = keys.next().filter(|_| index != 7);
                timed(1, || {
                    if let Some(key) = key {
                        world.keys(key);
                    }
                    out.draw(|buffer, _| views::render(&world.state, theme, buffer)).unwrap()
                })
            })
        }
        _ => {
            let lines = lines(n, index == 10);
            Box::new(move || {
                timed(n, || {
                    let mut buffer = Lines::default();
                    buffer.extend(&lines);
                    buffer
                })
            })
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let largest = std::env::var("DOGWATCH_BENCH_PODS").ok().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    let theme = Theme::load("dark", &[]).unwrap();
    println!("{:<28}{}", "ns, least/median (× before)", SIZES.map(|n| format!("{n:>26}")).concat());
    for (index, (name, unit)) in SUBJECTS.iter().enumerate() {
        if !words.is_empty() && !words.iter().any(|w| name.contains(w.as_str())) {
            continue;
        }
        let mut row = format!("{:<28}", format!("{name}, a {unit}"));
        let mut before = None;
        for n in SIZES.into_iter().filter(|n| *n <= largest) {
            let mut run = subject(index, n, &theme);
            let runs = if n >= 100_000 { 3 } else { 7 };
            let mut each: Vec<f64> = (0..runs).map(|_| run()).map(|(took, count)| took.as_nanos() as f64 / count as f64).collect();
            each.sort_by(f64::total_cmp);
            let median = each[runs / 2];
            let ratio = before.map_or_else(String::new, |b: f64| format!(" ({:.1})", median / b));
            row.push_str(&format!("{:>26}", format!("{:.0}/{median:.0}{ratio}", each[0])));
            before = Some(median);
        }
        println!("{row}");
    }
}
