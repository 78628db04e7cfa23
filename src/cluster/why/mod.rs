//! Why a pod does not run: one sentence, and what it stands on. The first cause that holds all others up is the one that is told.
//!
//! What is read for it beside the pod is read once, and may fail: then the fact that it would have given is named as not known.

mod container;
mod evicted;
mod job;
#[cfg(test)]
mod job_tests;
mod nodes;
mod pod;
mod read;
#[cfg(test)]
mod tests;
mod workload;

pub(super) use job::{Run, run};
pub(super) use read::{Look, about, write, write_job};

use pod::of_pod;
use workload::{refused, worst};

use crate::model::text::clean;
use std::fmt::Write;

/// Why something does not run.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Why {
    /// In one sentence.
    sentence: String,
    /// What it stands on, by what it is.
    facts: Vec<(&'static str, String)>,
    /// How much it tells of the workload that the pod belongs to.
    weight: Weight,
    /// Nodes, line by line.
    table: Vec<String>,
    /// What is asked of what a container uses now.
    asks: Option<Ask>,
}

/// What is asked beside the pod.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Ask {
    /// How much memory this container uses.
    Memory(String),
    /// Whether this container has used up its limit of CPU, which is this one: a program that is throttled answers its probes late.
    Cpu(String, String),
    /// What stands against it on each node.
    Nodes,
}

/// How much a cause tells of a workload, the most first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Weight {
    /// It cannot run as it is.
    Broken,
    /// It has no place, or lacks something.
    Waits,
    /// It runs, and is not ready.
    Unready,
    /// It goes.
    Leaves,
}

impl Why {
    fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), facts: Vec::new(), weight: Weight::Broken, table: Vec::new(), asks: None }
    }

    /// One that tells less.
    const fn of(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// With one more fact, where there is one.
    fn with(mut self, what: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push((what, value));
        }
        self
    }

    /// Writes it, below a title.
    fn write(&self, out: &mut String, title: &str) {
        _ = writeln!(out, "\n{title}:\n  {}", clean(&self.sentence));
        for (what, value) in &self.facts {
            _ = writeln!(out, "    {:<16}{}", format!("{what}:"), clean(value));
        }
        if !self.table.is_empty() {
            out.push('\n');
        }
        for line in &self.table {
            _ = writeln!(out, "    {}", clean(line));
        }
        out.push('\n');
    }
}
