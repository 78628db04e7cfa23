//! What is allocated, counted: what a pod costs in memory with everything that is kept of it, and what is allocated for a list, for a few
//! changes and for a frame. Counts do not depend on the machine, so they may fail.
#![allow(clippy::print_stdout, reason = "figures for their reader")]

#[path = "../../bench/pods.rs"]
mod pods;

use crate::support::world::{World, begin_with};
use allocation_counter::{AllocationInfo, measure};
use dogwatch::app::{Msg, settle, update};
use dogwatch::cluster::wire::{Decoder, MetricsDecoder};
use dogwatch::model::Kind;
use dogwatch::model::feed::{Delta, Feed, Row, Scope};
use dogwatch::model::usage::{EVERY_MS, UseNews, UseScope};
use dogwatch::terminal::Screen;
use dogwatch::theme::Theme;
use dogwatch::views;

const PODS: usize = 10_000;

/// Pods as they come from the wire.
fn read(decoder: &mut Decoder, from: usize, to: usize) -> Vec<Row> {
    decoder.page(&pods::page(from..to)).unwrap().rows
}

/// A screen with all pods, each read from its JSON.
fn screen(pods: usize) -> (World, Decoder) {
    let mut world = begin_with(&[], |start| start.all_namespaces = true);
    world.size(160, 48).live();
    world.list(Scope::all(Kind::Deployment), pods::workloads(pods));
    world.list(Scope::all(Kind::ReplicaSet), pods::replicasets(pods));
    let mut decoder = Decoder::new(Kind::Pod);
    let scope = Scope::all(Kind::Pod);
    for from in (0..pods).step_by(500) {
        let rows = read(&mut decoder, from, (from + 500).min(pods));
        let mut deltas: Vec<Delta> = if from == 0 { vec![Delta::ListBegins] } else { Vec::new() };
        deltas.extend(rows.into_iter().map(Delta::Put));
        if from + 500 >= pods {
            deltas.push(Delta::ListEnds);
        }
        world.msg(Msg::Feed(world.state.cluster.session, Feed::Batch(scope.clone(), deltas)));
    }
    world.keys("Tab A z");
    world.effects.clear();
    assert_eq!(world.state.panes.pods.rows().len(), pods);
    (world, decoder)
}

fn counted(what: &str, info: &AllocationInfo) {
    println!("{what}: {} allocations, {} bytes", info.count_total, info.bytes_total);
}

/// Takes in ten changes, spread over all pods, as twenty of a second's two hundred.
fn change(world: &mut World, pods: usize, round: u32) {
    let mut rows: Vec<Row> = (0..10).map(|i| pods::row(i * pods / 10)).collect();
    for row in &mut rows {
        if let Row::Pod(p) = row {
            p.restarts = round;
        }
    }
    let batch = rows.into_iter().map(Delta::Put).collect();
    let feed = Msg::Feed(world.state.cluster.session, Feed::Batch(Scope::all(Kind::Pod), batch));
    let _none = update(&mut world.state, feed, world.now);
    let _none = settle(&mut world.state, world.now);
}

#[test]
fn a_pod_costs_at_most_a_kibibyte_with_everything_counted() {
    let mut kept = Vec::new();
    let mut bytes_of = |pods: usize| measure(|| kept.push(screen(pods))).bytes_current;
    let (few, many) = (bytes_of(100), bytes_of(PODS + 100));
    let each = (many - few) / PODS as i64;
    println!("a pod, its share of ReplicaSets, workloads, indexes and rows: {each} bytes");
    assert!(each <= 1024, "{each} bytes a pod");
}

#[test]
fn a_list_allocates_little_for_each_pod() {
    let mut decoder = Decoder::new(Kind::Pod);
    let page = pods::page(0..500);
    drop(decoder.page(&page).unwrap());
    let info = measure(|| drop(decoder.page(&page).unwrap()));
    counted("a page of 500 pods", &info);
    assert!(info.count_total <= 500 * 8, "{info:?}");
    assert!(info.bytes_max as usize <= page.len() / 8, "nothing is held that is not kept: {info:?} of {}", page.len());
}

#[test]
fn a_frame_and_a_few_changes_allocate_little_whatever_the_number_of_pods() {
    let theme = Theme::load("dark", &[]).unwrap();
    let mut figures = Vec::new();
    for pods in [1_000, PODS] {
        let (mut world, _decoder) = screen(pods);
        let mut out = Screen::new(Vec::new(), (160, 48));
        let mut frame = |world: &World| {
            out.output().clear();
            out.draw(|buffer, _| views::render(&world.state, &theme, buffer)).unwrap();
        };
        frame(&world);
        world.keys("j");
        frame(&world);
        let key = measure(|| {
            world.keys("j");
            frame(&world);
        });
        let still = measure(|| frame(&world));
        change(&mut world, pods, 1);
        let changes = measure(|| change(&mut world, pods, 2));
        for (what, info) in [("a key and its frame", &key), ("a frame of nothing new", &still), ("ten changes", &changes)] {
            counted(&format!("{pods} pods, {what}"), info);
        }
        figures.push([key.count_total, still.count_total, changes.count_total]);
    }
    let [few, many] = figures[..] else { unreachable!() };
    for (few, many) in few.iter().zip(&many) {
        assert!(*many <= few + few / 10 + 64, "{many} allocations for ten times the pods, and not {few}");
    }
    assert!(many.iter().all(|count| *count < 4000), "{many:?}");
}

/// What metrics.k8s.io says of pods, as metrics-server writes it.
fn metrics(world: &World, round: usize) -> Vec<u8> {
    let item = |p: &dogwatch::model::pod::Pod| {
        let containers: Vec<String> = p
            .containers
            .iter()
            .map(|c| {
                format!(r#"{{"name":"{}","usage":{{"cpu":"{}n","memory":"{}Ki"}}}}"#, c.name, 1_234_567 + round, 81_920 + round)
            })
            .collect();
        format!(
            r#"{{"metadata":{{"name":"{}","namespace":"{}","creationTimestamp":"2026-07-24T20:20:00Z","labels":{{"app":"x"}}}},
            "timestamp":"2026-07-24T20:20:00Z","window":"15.2s","containers":[{}]}}"#,
            p.name,
            p.namespace,
            containers.join(",")
        )
    };
    let items: Vec<String> = world.state.cluster.store.pods().map(item).collect();
    format!(r#"{{"kind":"PodMetricsList","metadata":{{}},"items":[{}]}}"#, items.join(",")).into_bytes()
}

/// Takes in one poll.
fn poll(world: &mut World, decoder: &mut MetricsDecoder, body: &[u8], round: i64) {
    let news = UseNews::Pods(decoder.pods(body).unwrap());
    let at = world.now.plus(round * EVERY_MS);
    let feed = Msg::Feed(world.state.cluster.session, Feed::Used(UseScope::Pods(None), at, news));
    let _none = update(&mut world.state, feed, world.now);
    let _none = settle(&mut world.state, world.now);
}

#[test]
fn what_ten_thousand_pods_use_costs_at_most_five_mebibytes_and_no_key_more() {
    let theme = Theme::load("dark", &[]).unwrap();
    let mut figures = Vec::new();
    for pods in [1_000, PODS] {
        let (mut world, _decoder) = screen(pods);
        let mut decoder = MetricsDecoder::default();
        let bodies: Vec<Vec<u8>> = (0..3).map(|round| metrics(&world, round)).collect();
        let info = measure(|| {
            for (round, body) in bodies.iter().enumerate() {
                poll(&mut world, &mut decoder, body, round as i64);
            }
        });
        let store = &world.state.cluster.store;
        assert!(store.pods().all(|p| store.pod_use(&p.uid).is_some_and(|used| used.millicores() == 2)));
        println!(
            "{pods} pods: {} bytes for their use, {} while a poll of {} is taken in",
            info.bytes_current,
            info.bytes_max,
            bodies[0].len()
        );
        assert!(info.bytes_current <= ((pods as i64 * 5) << 20) / PODS as i64 + (64 << 10), "{info:?}");
        let mut out = Screen::new(Vec::new(), (160, 48));
        let mut frame = |world: &World| {
            out.output().clear();
            out.draw(|buffer, _| views::render(&world.state, &theme, buffer)).unwrap();
        };
        world.keys("w S S S S j");
        frame(&world);
        let key = measure(|| {
            world.keys("j");
            frame(&world);
        });
        counted(&format!("{pods} pods with their use, a key and its frame"), &key);
        figures.push(key.count_total);
    }
    let [few, many] = figures[..] else { unreachable!() };
    assert!(many <= few + few / 10 + 64 && many < 4000, "{many} allocations for ten times the pods, and not {few}");
}
