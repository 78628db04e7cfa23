//! Texts that repeat from object to object are held once. Each watch has an interner of its own, so that none waits for another.

use crate::model::Name;
use crate::model::asks::{Asks, PodAsks};
use crate::model::labels::Labels;
use crate::model::nodes::Holds;
use crate::model::text::clean;
use crate::model::workload::{Images, TemplateImage};
use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

/// Bytes of a message that are kept.
pub const MAX_MESSAGE: usize = 1024;
/// Below this many entries nothing is swept: it would gain nothing.
const SWEEP_FROM: usize = 512;

/// Shared texts and image sets. What nobody else holds any more is dropped whenever the number of entries has doubled.
#[derive(Debug)]
pub struct Interner {
    names: HashSet<Arc<str>>,
    images: HashSet<Images>,
    asks: HashSet<Arc<Asks>>,
    pod_asks: HashSet<Arc<PodAsks>>,
    holds: HashSet<Arc<Holds>>,
    names_limit: usize,
    images_limit: usize,
    asks_limit: usize,
    pod_asks_limit: usize,
    holds_limit: usize,
    /// Where labels are put together.
    draft: String,
}

impl Default for Interner {
    fn default() -> Self {
        Self {
            names: HashSet::new(),
            images: HashSet::new(),
            asks: HashSet::new(),
            pod_asks: HashSet::new(),
            holds: HashSet::new(),
            names_limit: SWEEP_FROM,
            images_limit: SWEEP_FROM,
            asks_limit: SWEEP_FROM,
            pod_asks_limit: SWEEP_FROM,
            holds_limit: SWEEP_FROM,
            draft: String::new(),
        }
    }
}

impl Interner {
    /// The shared form of a short text that repeats, made safe to draw.
    pub fn name(&mut self, text: &str) -> Name {
        self.shared(&tidy(text))
    }

    /// The shared form of labels, which `write` puts together. They are compared and never drawn, so they stay as they are.
    pub fn labels(&mut self, write: impl FnOnce(&mut String)) -> Labels {
        let mut draft = std::mem::take(&mut self.draft);
        draft.clear();
        write(&mut draft);
        let labels = Labels::of(self.shared(&draft));
        self.draft = draft;
        labels
    }

    fn shared(&mut self, text: &str) -> Name {
        held(&mut self.names, &mut self.names_limit, text, || text.into())
    }

    /// The shared form of what a container asks for.
    pub fn asks(&mut self, asks: Asks) -> Arc<Asks> {
        held(&mut self.asks, &mut self.asks_limit, &asks, || Arc::new(asks))
    }

    /// The shared form of what a pod asks for.
    pub fn pod_asks(&mut self, asks: PodAsks) -> Arc<PodAsks> {
        held(&mut self.pod_asks, &mut self.pod_asks_limit, &asks, || Arc::new(asks))
    }

    /// The shared form of what a pod keeps from others; `None` where that is nothing.
    pub fn holds(&mut self, holds: Holds) -> Option<Arc<Holds>> {
        (holds != Holds::default()).then(|| held(&mut self.holds, &mut self.holds_limit, &holds.clone(), || Arc::new(holds)))
    }

    /// A message: unlikely to repeat, so shared only where it is empty. Cut to [`MAX_MESSAGE`] and made safe to draw.
    pub fn message(&mut self, text: &str) -> Name {
        if text.is_empty() { self.name("") } else { tidy(text).into() }
    }

    /// The shared form of a pod template's images.
    pub fn images(&mut self, images: Vec<TemplateImage>) -> Images {
        let Self { images: known, images_limit, .. } = self;
        if let Some(known) = known.get(images.as_slice()) {
            return known.clone();
        }
        let images: Images = images.into();
        held(known, images_limit, &*images.clone(), || images)
    }

    /// How many texts and image sets are held.
    pub fn len(&self) -> usize {
        self.names.len() + self.images.len() + self.asks.len() + self.pod_asks.len() + self.holds.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What is held already and equal to this, or else what is made now and held from then on.
fn held<T: ?Sized + Hash + Eq>(all: &mut HashSet<Arc<T>>, limit: &mut usize, known: &T, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
    if let Some(known) = all.get(known) {
        return known.clone();
    }
    if all.len() >= *limit {
        all.retain(|one| Arc::strong_count(one) > 1);
        *limit = SWEEP_FROM.max(all.len() * 2);
    }
    let made = make();
    all.insert(made.clone());
    made
}

/// At most [`MAX_MESSAGE`] bytes of a text, without what a terminal would obey.
pub(in crate::cluster) fn tidy(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_MESSAGE {
        return if text.bytes().all(|b| (b' '..0x7f).contains(&b)) { Cow::Borrowed(text) } else { clean(text) };
    }
    let mut end = MAX_MESSAGE;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Cow::Owned(format!("{}…", clean(&text[..end])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_holds_is_swept_and_what_is_held_is_shared() {
        let mut interner = Interner::default();
        let kept = interner.name("iot-dev");
        for i in 0..10_000 {
            interner.name(&format!("gone-{i}"));
        }
        assert!(interner.len() <= SWEEP_FROM, "{}", interner.len());
        assert!(Arc::ptr_eq(&kept, &interner.name("iot-dev")));
    }

    #[test]
    fn long_and_hostile_messages_are_cut_and_cleaned() {
        let mut interner = Interner::default();
        assert_eq!(&*interner.message("a\x1b[2Jb\nc"), "a[2Jb c");
        let long = interner.message(&"温".repeat(1000));
        assert!(long.len() <= MAX_MESSAGE + '…'.len_utf8() && long.ends_with('…'), "{}", long.len());
    }
}
