//! The floors of `cluster::change`: each uses those below it alone, and does what it is there for and nothing else.

use super::graph::Graph;
use super::offences;

/// From the lowest to the highest.
const FLOORS: [&str; 7] = ["error", "lock", "object", "reads", "verbs", "preview", "gate"];

#[test]
fn each_floor_uses_only_those_below() {
    let graph = Graph::read();
    let floor = |module: &[String]| {
        let at = module.strip_prefix(&["cluster".to_owned(), "change".to_owned()][..])?.first()?;
        Some(FLOORS.iter().position(|f| f == at).unwrap_or_else(|| panic!("{at} is no floor of cluster::change")))
    };
    let mut steps = 0;
    for (module, used) in &graph.edges {
        let Some(from) = floor(module) else { continue };
        for used in used {
            if let Some(to) = floor(used) {
                assert!(to <= from, "{} uses {}, which is above it", module.join("/"), used.join("/"));
                steps += usize::from(to < from);
            }
        }
    }
    assert!(steps > 60, "only {steps} uses of a lower floor were found");
}

#[test]
fn each_floor_does_what_it_is_for() {
    // What asks, what writes down, and what sends.
    let (asks, journals, sends) =
        (["Session", ".await", "async fn", "tokio"], ["crate::journal"], ["Writer", "WriteAccess", "Receipt"]);
    for (floor, forbidden) in [
        ("object", [&asks[..], &journals, &sends, &["dry_run("]].concat()),
        ("reads", [&journals[..], &sends, &["dry_run("]].concat()),
        ("verbs", [&asks[..], &journals, &sends, &["dry_run("]].concat()),
        ("preview", [&journals[..], &sends, &["tokio"]].concat()),
    ] {
        assert_eq!(offences(&format!("cluster/change/{floor}"), &forbidden), Vec::<String>::new(), "{floor}");
    }
    // Beyond the gate nobody has what a write is sent with.
    let outside: Vec<String> = offences("cluster", &["WriteAccess"])
        .into_iter()
        .filter(|o| !o.starts_with("cluster/change/gate/") && !o.starts_with("cluster/session.rs"))
        .collect();
    assert_eq!(outside, Vec::<String>::new());
}
