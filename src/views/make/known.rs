//! What is known that could stand in a field of the form.

use super::{View, What};
use crate::app::desk::Desk;
use crate::app::moment::Moment;
use crate::app::text::{FormText, Text};
use crate::command::palette;

/// How many suggestions are kept for one field.
const SUGGESTIONS: usize = 50;

impl View {
    /// What is known that could stand in the field with the cursor: all of it where it was just entered, else what matches.
    pub(super) fn suggest(&mut self, entered: bool, desk: &Desk<'_>) {
        (self.chosen, self.suggestions) = (None, Vec::new());
        let Some((what, typed)) = self.entries.get(self.at).map(|e| (e.what, e.text())) else { return };
        let known = match what {
            What::Namespace => desk.all_namespaces().into_iter().map(|n| (n.to_string(), Text::Server(String::new()))).collect(),
            What::Image => images(desk.moment()),
            What::Name
            | What::Replicas
            | What::Port
            | What::CpuRequest
            | What::CpuLimit
            | What::MemoryRequest
            | What::MemoryLimit
            | What::ServicePort
            | What::Command
            | What::Variable
            | What::Path => return,
        };
        let typed = if entered && what == What::Namespace { "" } else { typed };
        let found = palette::search(typed, known.iter().map(|(text, _)| text.as_str()));
        self.suggestions = found.into_iter().take(SUGGESTIONS).filter_map(|i| known.get(i).cloned()).collect();
    }
}

/// Every image of every workload that is known, and which of them have it.
fn images(now: Moment<'_>) -> Vec<(String, Text)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut workloads: Vec<_> = now.cluster.store.workloads().collect();
    workloads.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    for w in workloads {
        for image in w.images.iter() {
            let place = format!("{} / {}", w.namespace, w.name);
            match found.iter_mut().find(|(text, _)| **text == *image.image) {
                Some((_, places)) => places.push(place),
                None => found.push((image.image.to_string(), vec![place])),
            }
        }
    }
    found.sort();
    let users = |mut places: Vec<String>| Text::from(FormText::Users(places.swap_remove(0), places.len()));
    found.into_iter().map(|(text, places)| (text, users(places))).collect()
}
