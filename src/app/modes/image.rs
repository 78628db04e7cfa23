//! Swapping images: containers by name, the tag edited in place, suggestions from what is known.

use super::{Mode, Next};
use crate::app::field::Field;
use crate::app::state::State;
use crate::app::wish::Wish;
use crate::command::{Code, Key};
use crate::model::change::{Change, ImageSwap, Intent, Target};
use crate::model::health::Mood;
use crate::model::image::ImageRef;
use crate::model::workload::Workload;

/// A container that a line is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// Which of the form's targets.
    pub target: usize,
    /// The container's name.
    pub container: String,
    /// Whether it is an init container.
    pub init: bool,
}

/// One line: a container; where several workloads are marked, all containers that have this image.
#[derive(Clone, Debug)]
pub struct ContainerLine {
    /// How it is called: `web`, `wait (init)`, `3 containers`.
    pub label: String,
    /// The containers.
    pub uses: Vec<Use>,
    /// Its image now.
    pub from: String,
    /// What is typed.
    pub field: Field,
    /// Images that are known of the same repository.
    pub suggestions: Vec<Suggestion>,
}

impl ContainerLine {
    /// Whether another image is typed than it has.
    pub fn is_changed(&self) -> bool {
        self.field.text().trim() != self.from
    }
}

/// An image that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    /// The whole reference.
    pub image: String,
    /// Where it is known from: `here now · rev 5`, `iot-dev ✓`.
    pub from: String,
    /// Namespaces where a workload is unwell with it.
    pub unwell: Vec<String>,
}

/// The form.
#[derive(Clone, Debug)]
pub struct ImageForm {
    /// Whose.
    pub targets: Vec<Target>,
    /// Its containers.
    pub lines: Vec<ContainerLine>,
    /// Which line is edited.
    pub line: usize,
    /// The suggestion that is chosen, if one is.
    pub chosen: Option<usize>,
    /// What is wrong.
    pub error: Option<String>,
}

impl State {
    pub(in crate::app) fn open_image(&mut self, workloads: &[Workload]) {
        let mut lines: Vec<ContainerLine> = Vec::new();
        for (target, w) in workloads.iter().enumerate() {
            for i in w.images.iter() {
                let one = Use { target, container: i.container.to_string(), init: i.init };
                // Several workloads are asked about image by image: what runs the same build gets the same new one.
                if workloads.len() > 1
                    && let Some(line) = lines.iter_mut().find(|l| *l.from == *i.image)
                {
                    line.uses.push(one);
                    line.label = format!("{} containers", line.uses.len());
                    continue;
                }
                lines.push(ContainerLine {
                    label: if i.init { format!("{} (init)", i.container) } else { i.container.to_string() },
                    uses: vec![one],
                    from: i.image.to_string(),
                    field: Field::image(i.image.to_string()),
                    suggestions: self.image_suggestions(w, &i.image),
                });
            }
        }
        let targets = workloads.iter().map(|w| self.target(w)).collect();
        self.open_view(Mode::Image(ImageForm { targets, lines, line: 0, chosen: None, error: None }));
    }

    /// Images of the same repository: of the workload's own revisions, and of workloads in other namespaces.
    fn image_suggestions(&self, w: &Workload, image: &str) -> Vec<Suggestion> {
        let repository = |text: &str| ImageRef::parse(text).map_or_else(|_| text.to_owned(), |r| r.repository.to_owned());
        let wanted = repository(image);
        let mut unwell: Vec<(String, String)> = Vec::new();
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        let mut add = |image: &str, from: String| match found.iter_mut().find(|(i, _)| i == image) {
            Some((_, froms)) if froms.contains(&from) => {}
            Some((_, froms)) => froms.push(from),
            None => found.push((image.to_owned(), vec![from])),
        };
        for i in w.images.iter().filter(|i| repository(&i.image) == wanted) {
            add(&i.image, if w.revision > 0 { format!("here now · rev {}", w.revision) } else { "here now".into() });
        }
        let mut revisions: Vec<_> = self.cluster.store.replicasets_of(&w.uid).collect();
        revisions.sort_by_key(|r| std::cmp::Reverse(r.revision));
        for r in revisions {
            for i in r.images.iter().filter(|i| repository(&i.image) == wanted) {
                let words = if r.revision == w.revision { continue } else { format!("rev {}", r.revision) };
                add(&i.image, words);
            }
        }
        let others = self.cluster.store.workloads().filter(|o| o.namespace != w.namespace);
        let mut others: Vec<(&Workload, Mood)> =
            others.map(|o| (o, self.cluster.store.health(o, self.time()).state.mood())).collect();
        // Of each namespace one word: that of the worst workload which runs the image.
        others.sort_by_key(|(o, mood)| (&o.namespace, *mood != Mood::Unwell, *mood == Mood::Idle, &o.name));
        let mut told: Vec<(&str, &str)> = Vec::new();
        for (o, mood) in others {
            for i in o.images.iter().filter(|i| repository(&i.image) == wanted) {
                if mood == Mood::Unwell {
                    unwell.push((i.image.to_string(), format!("{} {}", o.namespace, o.name)));
                }
                if !told.contains(&(&i.image, &o.namespace)) {
                    told.push((&i.image, &o.namespace));
                    add(&i.image, format!("{} {}", o.namespace, mood.glyph()));
                }
            }
        }
        let of = |image: &str| unwell.iter().filter(|(i, _)| i == image).map(|(_, place)| place.clone()).collect();
        found.into_iter().map(|(image, froms)| Suggestion { unwell: of(&image), image, from: froms.join(" · ") }).collect()
    }

    pub(in crate::app) fn image_key(&mut self, key: Key) -> Next {
        let Some(Mode::Image(form)) = self.views.top_mut() else { return Next::Stay };
        let lines = form.lines.len().max(1);
        let Some(line) = form.lines.get_mut(form.line) else { return Next::Close };
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return Next::Close,
            (Code::Tab, _) => (form.line, form.chosen) = ((form.line + 1) % lines, None),
            (Code::BackTab, _) => (form.line, form.chosen) = ((form.line + lines - 1) % lines, None),
            (Code::Down | Code::Up, _) if !line.suggestions.is_empty() => {
                let count = line.suggestions.len();
                let next = match (form.chosen, key.code) {
                    (None, Code::Down) => 0,
                    (None, _) => count - 1,
                    (Some(i), Code::Down) => (i + 1) % count,
                    (Some(i), _) => (i + count - 1) % count,
                };
                line.field = Field::image(line.suggestions[next].image.clone());
                (form.chosen, form.error) = (Some(next), None);
            }
            (Code::Enter, _) => match swaps(&form.lines, form.targets.len()) {
                Ok(swaps) => {
                    let (notes, targets) = (doubts(&form.lines), form.targets.clone());
                    let mut intents = Vec::new();
                    for (target, swaps) in targets.into_iter().zip(swaps).filter(|(_, swaps)| !swaps.is_empty()) {
                        let id = self.fresh_id();
                        let notes = notes.clone();
                        intents.push(Intent { notes, ..Intent::new(id, target, Change::SetImages { swaps }) });
                    }
                    return Next::Replace(Wish::look(intents));
                }
                Err((index, error)) => {
                    form.line = index.unwrap_or(form.line);
                    form.error = Some(error);
                }
            },
            _ => {
                if line.field.key(key) {
                    (form.chosen, form.error) = (None, None);
                } else {
                    self.only_these(key, "Tab next, ↑↓ choose, Enter continues, Esc leaves");
                }
            }
        }
        Next::Stay
    }
}

/// What the screen knows against the images that are typed: that they are unwell elsewhere.
fn doubts(lines: &[ContainerLine]) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines.iter().filter(|l| l.is_changed()) {
        let to = line.field.text().trim();
        for place in line.suggestions.iter().filter(|s| s.image == to).flat_map(|s| &s.unwell) {
            out.push(format!("unwell in {place}"));
        }
    }
    out
}

/// The swaps that the lines ask for, target by target; where one is no image reference, its line and what is wrong with it.
fn swaps(lines: &[ContainerLine], targets: usize) -> Result<Vec<Vec<ImageSwap>>, (Option<usize>, String)> {
    let mut swaps = vec![Vec::new(); targets];
    for (i, line) in lines.iter().enumerate() {
        let to = line.field.text().trim();
        if to == line.from {
            continue;
        }
        ImageRef::parse(to).map_err(|e| (Some(i), e.to_string()))?;
        for one in &line.uses {
            let swap = ImageSwap { container: one.container.clone(), init: one.init, from: line.from.clone(), to: to.to_owned() };
            if let Some(list) = swaps.get_mut(one.target) {
                list.push(swap);
            }
        }
    }
    if swaps.iter().all(Vec::is_empty) { Err((None, "No image changed".into())) } else { Ok(swaps) }
}
