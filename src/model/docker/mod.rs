//! From what runs with Docker to what runs in a cluster: `docker run` lines, compose files, and `java -jar`. Texts in, texts out: no file
//! is read, no variable expanded, no image asked. What could not be carried over is said of each line; nothing is dropped in silence.

mod app;
mod compose;
mod flags;
mod images;
mod interpolate;
mod jar;
mod manifest;
mod mounts;
mod naming;
mod order;
mod ports;
mod remark;
mod run;
mod service;
mod settings;
#[cfg(test)]
mod tests;
mod units;
mod volumes;
mod words;

pub use jar::Jar;
pub use remark::{At, Remark, Said, create};

use app::Ground;
use run::Is;

/// What a text was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// Lines with `docker run`.
    Run,
    /// A compose file.
    Compose,
    /// `java -jar`.
    Jar,
}

/// The objects of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// What the text was.
    pub source: Source,
    /// How many objects.
    pub objects: usize,
    /// Them as YAML; empty where nothing could be made.
    pub yaml: String,
    /// What is said, in the order of the text.
    pub remarks: Vec<Remark>,
}

/// What a text was read as.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Read {
    /// Objects.
    Made(Made),
    /// A program for the form.
    Jar(Jar),
}

/// The words of a line, as a shell would part them.
pub fn words(line: &str) -> Vec<String> {
    words::split(line)
}

/// Reads a text; `None` where it is nothing of these.
pub fn read(text: &str) -> Option<Read> {
    if let Some(node) = compose::of(text) {
        let mut ground = Ground::default();
        compose::read(&mut ground, node);
        return Some(Read::Made(made(ground, Source::Compose)));
    }
    let objects = |line: &str| line.starts_with("apiVersion:") || line.starts_with("kind:");
    if text.lines().any(objects) {
        return None;
    }
    let mut commands = words::commands(text);
    fill_in(&mut commands);
    let runs = commands.iter().any(|c| matches!(run::what(c), Is::Run(_)));
    if !runs {
        return commands.iter().find_map(jar::read).map(Read::Jar);
    }
    let mut ground = Ground::default();
    for command in &commands {
        let at = |words: &[words::Word]| {
            let words: Vec<&str> = words.iter().take(3).map(|w| w.text.as_str()).collect();
            At::new(command.words.first().map_or(0, |w| w.line), words.join(" "))
        };
        match run::what(command) {
            Is::Run(from) => run::read(&mut ground, command, from),
            Is::Foreign if sets_only(command) => {}
            Is::Other | Is::Foreign => ground.remarks.open(&at(&command.words), Said::OtherCommand),
        }
    }
    Some(Read::Made(made(ground, Source::Run)))
}

/// Whether a command sets variables of the shell and does nothing else.
fn sets_only(command: &words::Command) -> bool {
    run::program(&command.words).is_none()
}

/// Puts the values that the text itself sets in the place of its variables.
fn fill_in(commands: &mut [words::Command]) {
    let mut known: Vec<(String, String)> = Vec::new();
    for command in commands {
        for word in &mut command.words {
            for (name, value) in known.iter().rev() {
                for written in [format!("${name}"), format!("${{{name}}}")] {
                    if word.live.contains(&written) {
                        word.text = word.text.replace(&written, value);
                        word.live.retain(|l| *l != written);
                    }
                }
            }
        }
        if sets_only(command) {
            let sets = command.words.iter().filter(|w| w.live.is_empty()).filter_map(|w| w.text.split_once('='));
            known.extend(sets.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
    }
}

fn made(mut ground: Ground, source: Source) -> Made {
    let mut names: Vec<String> = Vec::new();
    for app in std::mem::take(&mut ground.apps) {
        if names.contains(&app.name) {
            ground.remarks.open(&app.at, Said::Twice(app.name));
        } else {
            names.push(app.name.clone());
            ground.apps.push(app);
        }
    }
    let linked: Vec<String> = ground.apps.iter().flat_map(|a| a.after.clone()).collect();
    for app in ground.apps.iter_mut().filter(|a| source == Source::Run && a.ports.is_empty()) {
        app.wanted = linked.contains(&app.called) || app.wanted && !app.task;
        let known = images::ports(&app.image);
        if !manifest::is_task(app) && !known.is_empty() {
            let at = app.at.clone();
            run::image_ports(&mut ground.remarks, app, &at, known);
        }
    }
    order::sort(&mut ground);
    let documents = manifest::documents(&mut ground);
    Made { source, objects: documents.len(), yaml: manifest::yaml(&documents), remarks: ground.said() }
}
