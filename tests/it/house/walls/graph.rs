//! Which module of the crate uses which, read from its sources: `use` lines with all their branches, and paths in the code itself.

use super::sources;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module by its way from the crate's root; the root itself is empty.
pub type Module = Vec<String>;

/// The modules, and what each uses. Tests are no part of it.
pub struct Graph {
    pub edges: BTreeMap<Module, BTreeSet<Module>>,
    modules: BTreeSet<Module>,
    /// What a module hands on under a name of its own: `pub use`.
    handed: BTreeMap<(Module, String), Module>,
}

/// The code of a file: no comments, no texts, no tests at its end.
fn bare(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
    let comment = Regex::new(r"(?m)//.*$").unwrap();
    let string = Regex::new(r#"(?s)"(?:[^"\\]|\\.)*""#).unwrap();
    string.replace_all(&comment.replace_all(text, ""), "\"\"").into_owned()
}

/// The paths of a `use`, one for each of its ends.
fn ends(tree: &str, before: &[String], out: &mut Vec<Module>) {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap();
        let parts = path.split("::").map(|p| p.trim().to_owned()).filter(|p| !p.is_empty());
        out.push(before.iter().cloned().chain(parts).collect());
        return;
    };
    let parts = head.split("::").map(|p| p.trim().to_owned()).filter(|p| !p.is_empty());
    let before: Vec<String> = before.iter().cloned().chain(parts).collect();
    let (mut depth, mut branch) = (0, String::new());
    for c in rest.trim_end().trim_end_matches('}').chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            ends(&std::mem::take(&mut branch), &before, out);
        } else {
            branch.push(c);
        }
    }
    // A brace of a branch of its own went with the one that closes the whole.
    branch.push_str(&"}".repeat(usize::try_from(depth).unwrap_or(0)));
    if !branch.trim().is_empty() {
        ends(&branch, &before, out);
    }
}

impl Graph {
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        sources(&root, &mut files);
        let mut code: BTreeMap<Module, String> = BTreeMap::new();
        for file in &files {
            let way = file.strip_prefix(&root).unwrap().with_extension("");
            let mut module: Module = way.iter().map(|p| p.to_string_lossy().into_owned()).collect();
            if module.last().is_some_and(|m| m == "mod") {
                module.pop();
            }
            let aside = module.iter().any(|m| m.contains("test") || m == "fixtures" || m == "fake");
            if !aside && module != ["lib"] && module != ["main"] {
                code.insert(module, bare(file));
            }
        }
        let mut graph = Self { edges: BTreeMap::new(), modules: code.keys().cloned().collect(), handed: BTreeMap::new() };
        let uses = Regex::new(r"(?m)^[ \t]*(pub(?:\([^)]*\))?[ \t]+)?use\s+([^;]+);").unwrap();
        let inline = Regex::new(r"\b(?:crate|super|self)(?:::\w+)+").unwrap();
        let near = Regex::new(r"(?:^|[^\w:])(\w+)::\w").unwrap();
        let mut all: Vec<(Module, Vec<Module>)> = Vec::new();
        for (module, text) in &code {
            let mut used = Vec::new();
            for found in uses.captures_iter(text) {
                let mut paths = Vec::new();
                ends(&found[2], &[], &mut paths);
                let paths: Vec<Module> = paths.iter().filter_map(|p| graph.absolute(p, module)).collect();
                for path in paths {
                    match found.get(1) {
                        Some(_) => {
                            graph.handed.insert((module.clone(), path.last().unwrap().clone()), path);
                        }
                        None => used.push(path),
                    }
                }
            }
            let rest = uses.replace_all(text, "");
            for found in inline.find_iter(&rest) {
                let path: Module = found.as_str().split("::").map(str::to_owned).collect();
                used.extend(graph.absolute(&path, module));
            }
            used.extend(near.captures_iter(&rest).filter_map(|f| graph.absolute(&[f[1].to_owned()], module)));
            all.push((module.clone(), used));
        }
        for (module, used) in all {
            let found: BTreeSet<Module> = used.iter().filter_map(|p| graph.resolved(p, 0)).filter(|used| *used != module).collect();
            graph.edges.insert(module, found);
        }
        graph
    }

    /// A path as it stands in a module, from the crate's root; `None` for one of another crate.
    fn absolute(&self, path: &[String], module: &Module) -> Option<Module> {
        let first = path.first()?;
        if first == "crate" {
            return Some(path[1..].to_vec());
        }
        if first == "self" {
            return Some(module.iter().chain(&path[1..]).cloned().collect());
        }
        let up = path.iter().take_while(|p| *p == "super").count();
        if up > 0 {
            return Some(module[..module.len().checked_sub(up)?].iter().chain(&path[up..]).cloned().collect());
        }
        let child: Module = module.iter().chain([first]).cloned().collect();
        self.modules.contains(&child).then(|| module.iter().chain(path).cloned().collect())
    }

    /// The module that a path leads to: where what it names is, also when another hands it on.
    fn resolved(&self, path: &[String], depth: usize) -> Option<Module> {
        let n = (1..=path.len()).rev().find(|n| self.modules.contains(&path[..*n]))?;
        let module = path[..n].to_vec();
        let Some(name) = path.get(n).filter(|_| depth < 8) else { return Some(module) };
        match self.handed.get(&(module.clone(), name.clone())) {
            Some(from) if from.as_slice() != path => self.resolved(from, depth + 1),
            _ => Some(module),
        }
    }

    /// Whether it is a folder: a module with others in it.
    pub fn is_folder(&self, module: &[String]) -> bool {
        self.modules.iter().any(|m| m.len() > module.len() && m.starts_with(module))
    }

    /// Every folder of the crate, the root among them.
    pub fn folders(&self) -> BTreeSet<Module> {
        self.modules.iter().flat_map(|m| (0..m.len()).map(|n| m[..n].to_vec())).collect()
    }

    /// The rooms right below a folder, and which of them uses which. What stands in the folder's own `mod.rs` is the folder.
    pub fn rooms(&self, folder: &[String]) -> BTreeMap<String, BTreeSet<String>> {
        let room = |module: &Module| (module.starts_with(folder)).then(|| module.get(folder.len()).cloned()).flatten();
        let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, used) in &self.edges {
            let Some(from) = room(from) else { continue };
            let used = used.iter().filter_map(room).filter(|used| *used != from);
            rooms.entry(from.clone()).or_default().extend(used);
        }
        rooms
    }
}

/// Rooms that use each other, round about: each list is one knot.
pub fn knots(rooms: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reach = |from: &String| {
        let (mut seen, mut next): (BTreeSet<&String>, Vec<&String>) = (BTreeSet::new(), vec![from]);
        while let Some(used) = next.pop().and_then(|at| rooms.get(at)) {
            next.extend(used.iter().filter(|u| seen.insert(u)));
        }
        seen.into_iter().cloned().collect::<BTreeSet<String>>()
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = rooms.keys().map(|room| (room, reach(room))).collect();
    let mut knots: Vec<Vec<String>> = Vec::new();
    for (room, reach) in reached.iter().filter(|(room, reach)| reach.contains(**room)) {
        if knots.iter().any(|knot| knot.contains(room)) {
            continue;
        }
        knots.push(reach.iter().filter(|other| reached.get(other).is_some_and(|back| back.contains(*room))).cloned().collect());
    }
    knots
}

#[test]
fn a_use_is_read_with_all_its_branches() {
    let read = |text: &str| {
        let mut out = Vec::new();
        ends(text, &[], &mut out);
        out.iter().map(|p| p.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(read("crate::a::b"), ["crate::a::b"]);
    assert_eq!(read("super::{a, b::{self, C}, d::E as F}"), ["super::a", "super::b::self", "super::b::C", "super::d::E"]);
    assert_eq!(read("crate::{a::{b::{C, D}}}"), ["crate::a::b::C", "crate::a::b::D"]);
    let rooms = |edges: &[(&str, &str)]| {
        let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in edges {
            rooms.entry((*from).to_owned()).or_default().insert((*to).to_owned());
            rooms.entry((*to).to_owned()).or_default();
        }
        rooms
    };
    assert_eq!(knots(&rooms(&[("a", "b"), ("b", "c"), ("a", "c")])), Vec::<Vec<String>>::new());
    assert_eq!(knots(&rooms(&[("a", "b"), ("b", "c"), ("c", "b"), ("d", "a")])), [["b", "c"]]);
}
