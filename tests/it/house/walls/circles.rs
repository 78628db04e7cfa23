//! No folder of the crate uses another that uses it, be it round about.

use super::graph::{Graph, knots};

/// Folders in which not even two files use each other.
const LOOSE: [&str; 7] = [
    "app",
    "views",
    "cluster/change",
    "cluster/change/object",
    "cluster/change/reads",
    "cluster/change/verbs",
    "cluster/change/preview",
];

#[test]
fn no_folder_uses_one_that_uses_it() {
    let graph = Graph::read();
    assert!(graph.edges.values().map(|used| used.len()).sum::<usize>() > 1500, "the sources were not read");
    let mut found = Vec::new();
    for folder in graph.folders() {
        let name = folder.join("/");
        for knot in knots(&graph.rooms(&folder)) {
            let has_folder = knot.iter().any(|room| graph.is_folder(&[folder.as_slice(), std::slice::from_ref(room)].concat()));
            if has_folder || LOOSE.contains(&name.as_str()) {
                found.push(format!("in {name:?}: {}", knot.join(", ")));
            }
        }
    }
    assert!(found.is_empty(), "these use each other:\n{}", found.join("\n"));
}
