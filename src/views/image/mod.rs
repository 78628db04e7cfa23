//! Swapping images: containers by name, the tag edited in place, suggestions from what is known.

pub mod draw;
mod keys;
mod known;

pub use keys::ImageKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::Room;
use crate::app::text::{FormText, Text, Word};
use crate::app::wish::Wish;
use crate::model::Lang;
use crate::model::change::{ImageSwap, Target, Warning};
use crate::model::image::ImageRef;

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
    pub label: Text,
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
    pub from: Text,
    /// Namespaces where a workload is unwell with it.
    pub unwell: Vec<String>,
}

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    /// Whose.
    pub targets: Vec<Target>,
    /// Its containers.
    pub lines: Vec<ContainerLine>,
    /// Which line is edited.
    pub line: usize,
    /// The suggestion that is chosen, if one is.
    pub chosen: Option<usize>,
    /// What is wrong.
    pub error: Option<Text>,
}

/// Whose images they are is told by the wish.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Image(wanted) = wish else { return None };
    let now = desk.moment();
    let (mut targets, mut lines) = (Vec::new(), Vec::<ContainerLine>::new());
    for one in wanted {
        let Some(w) = now.cluster.store.workload(&one.uid) else { continue };
        let target = targets.len();
        targets.push(one.clone());
        for i in w.images.iter() {
            let use_ = Use { target, container: i.container.to_string(), init: i.init };
            // Several workloads are asked about image by image: what runs the same build gets the same new one.
            if wanted.len() > 1
                && let Some(line) = lines.iter_mut().find(|l| *l.from == *i.image)
            {
                line.uses.push(use_);
                line.label = FormText::Containers(line.uses.len()).into();
                continue;
            }
            lines.push(ContainerLine {
                label: if i.init { FormText::Init(i.container.clone()).into() } else { Text::Server(i.container.to_string()) },
                uses: vec![use_],
                from: i.image.to_string(),
                field: Field::image(i.image.to_string()),
                suggestions: known::suggestions(now, w, &i.image),
            });
        }
    }
    (!targets.is_empty()).then(|| Box::new(View { targets, lines, line: 0, chosen: None, error: None }) as Box<dyn Room>)
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Image.of(lang).into()
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if let Some(line) = self.lines.get_mut(self.line) {
            line.field.paste(text.trim());
        }
    }
}

/// What the screen knows against the images that are typed: that they are unwell elsewhere.
fn doubts(lines: &[ContainerLine]) -> Vec<Warning> {
    let mut out = Vec::new();
    for line in lines.iter().filter(|l| l.is_changed()) {
        let to = line.field.text().trim();
        for place in line.suggestions.iter().filter(|s| s.image == to).flat_map(|s| &s.unwell) {
            out.push(Warning::UnwellIn(place.clone()));
        }
    }
    out
}

/// The swaps that the lines ask for, target by target; where one is no image reference, its line and what is wrong with it.
fn swaps(lines: &[ContainerLine], targets: usize) -> Result<Vec<Vec<ImageSwap>>, (Option<usize>, FormText)> {
    let mut swaps = vec![Vec::new(); targets];
    for (i, line) in lines.iter().enumerate() {
        let to = line.field.text().trim();
        if to == line.from {
            continue;
        }
        ImageRef::parse(to).map_err(|e| (Some(i), FormText::Image(e)))?;
        for one in &line.uses {
            let swap = ImageSwap { container: one.container.clone(), init: one.init, from: line.from.clone(), to: to.to_owned() };
            if let Some(list) = swaps.get_mut(one.target) {
                list.push(swap);
            }
        }
    }
    if swaps.iter().all(Vec::is_empty) { Err((None, FormText::NoImage)) } else { Ok(swaps) }
}
