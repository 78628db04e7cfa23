//! `java -jar app.jar --server.port=8080`: what a form for it holds.

use super::naming::{label, last_part};
use super::remark::{At, Remark, Remarks, Said};
use super::run::program;
use super::units;
use super::words::{Command, join};
use crate::model::quantity::bytes_words;

/// The image of a Java that runs programs.
pub const IMAGE: &str = "docker.io/library/eclipse-temurin:21-jre";

/// What the JVM takes beside its heap, at least: classes, threads, buffers.
const BESIDE: u64 = 256 << 20;

/// A program in an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Jar {
    /// What it is called, without its version.
    pub name: String,
    /// The image that has a Java.
    pub image: &'static str,
    /// What is run, as one line.
    pub command: String,
    /// The port that it listens on.
    pub port: Option<u16>,
    /// The memory that goes with its heap.
    pub memory: Option<String>,
    /// Its environment.
    pub env: Vec<(String, String)>,
    /// What is said.
    pub remarks: Vec<Remark>,
}

/// Ways to say on which port a program of a jar listens.
const PORTS: [&str; 7] = [
    "--server.port",
    "-Dserver.port",
    "-Dquarkus.http.port",
    "-Dmicronaut.server.port",
    "--micronaut.server.port",
    "--port",
    "--httpPort",
];

/// Reads a command, where it is one.
pub(super) fn read(command: &Command) -> Option<Jar> {
    let words = &command.words;
    let program = program(words)?;
    let rest = &words[program..];
    let java = rest.first().map(|w| last_part(&w.text))?;
    let at = rest.iter().position(|w| w.text == "-jar")?;
    let jar = rest.get(at + 1)?;
    if !matches!(java, "java" | "java.exe" | "javaw") || !jar.text.ends_with(".jar") {
        return None;
    }
    let mut remarks = Remarks::default();
    let place = |w: &super::words::Word, what: &str| At::new(w.line, what);
    remarks.open(&place(jar, &jar.text), Said::NoJar(IMAGE.to_owned(), jar.text.clone()));
    let live: Vec<String> = rest.iter().flat_map(|w| w.live.clone()).collect();
    if !live.is_empty() {
        remarks.open(&place(jar, "java"), Said::NotExpanded(live));
    }
    for (line, to) in &command.redirects {
        remarks.open(&At::new(*line, format!("> {to}")), Said::Redirected);
    }
    let sets = words[..program].iter().filter_map(|w| w.text.split_once('='));
    let env: Vec<(String, String)> = sets.map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let heap = rest.iter().rev().find_map(|w| {
        let size = w.text.strip_prefix("-Xmx").or_else(|| w.text.strip_prefix("-XX:MaxHeapSize="))?;
        Some((w, units::bytes(size)?))
    });
    let memory = heap.map(|(word, heap)| {
        let mib = (heap + (heap / 4).max(BESIDE)).div_ceil(1 << 20);
        let limit = bytes_words(mib << 20);
        remarks.note(&place(word, &word.text), Said::HeapRoom(bytes_words(heap), limit.clone()));
        limit
    });
    if memory.is_none() {
        remarks.open(&place(&rest[0], "java"), Said::NoHeap);
    }
    let mut texts = rest.iter().map(|w| w.text.as_str()).collect::<Vec<_>>();
    texts[0] = "java";
    let port = port(&texts).or_else(|| env.iter().find(|(k, _)| k == "SERVER_PORT").and_then(|(_, v)| v.parse().ok()));
    let command = join(&texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
    let name = name(last_part(&jar.text));
    Some(Jar { name, image: IMAGE, command, port, memory, env, remarks: remarks.sorted() })
}

fn port(words: &[&str]) -> Option<u16> {
    words.iter().enumerate().find_map(|(i, word)| {
        let (name, value) = word.split_once('=').map_or((*word, words.get(i + 1).copied()), |(n, v)| (n, Some(v)));
        value?.parse().ok().filter(|p| *p > 0 && PORTS.contains(&name))
    })
}

/// Without what tells versions apart: `shop-1.2.3-SNAPSHOT.jar` is `shop`.
fn name(file: &str) -> String {
    let stem = file.trim_end_matches(".jar");
    let version = |i: &usize| stem.as_bytes().get(i + 1).is_some_and(u8::is_ascii_digit);
    let end = stem.match_indices(['-', '_']).map(|(i, _)| i).find(version).unwrap_or(stem.len());
    label(&stem[..end])
}
