//! Images that could be wanted, from what is known of the cluster.

use super::Suggestion;
use crate::app::moment::Moment;
use crate::app::text::{FormText, ImageFrom};
use crate::model::health::Mood;
use crate::model::image::ImageRef;
use crate::model::workload::Workload;

/// Images of the same repository: of the workload's own revisions, and of workloads in other namespaces.
pub(super) fn suggestions(now: Moment<'_>, w: &Workload, image: &str) -> Vec<Suggestion> {
    let repository = |text: &str| ImageRef::parse(text).map_or_else(|_| text.to_owned(), |r| r.repository.to_owned());
    let wanted = repository(image);
    let mut unwell: Vec<(String, String)> = Vec::new();
    let mut found: Vec<(String, Vec<ImageFrom>)> = Vec::new();
    let mut add = |image: &str, from: ImageFrom| match found.iter_mut().find(|(i, _)| i == image) {
        Some((_, froms)) if froms.contains(&from) => {}
        Some((_, froms)) => froms.push(from),
        None => found.push((image.to_owned(), vec![from])),
    };
    for i in w.images.iter().filter(|i| repository(&i.image) == wanted) {
        add(&i.image, ImageFrom::Here(w.revision));
    }
    let mut revisions: Vec<_> = now.cluster.store.replicasets_of(&w.uid).collect();
    revisions.sort_by_key(|r| std::cmp::Reverse(r.revision));
    for r in revisions {
        for i in r.images.iter().filter(|i| repository(&i.image) == wanted) {
            if r.revision != w.revision {
                add(&i.image, ImageFrom::Revision(r.revision));
            }
        }
    }
    let others = now.cluster.store.workloads().filter(|o| o.namespace != w.namespace);
    let mut others: Vec<(&Workload, Mood)> = others.map(|o| (o, now.cluster.store.health(o, now.time).state.mood())).collect();
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
                add(&i.image, ImageFrom::Elsewhere(o.namespace.clone(), mood));
            }
        }
    }
    let of = |image: &str| unwell.iter().filter(|(i, _)| i == image).map(|(_, place)| place.clone()).collect();
    let suggestion = |(image, from): (String, Vec<_>)| Suggestion { unwell: of(&image), image, from: FormText::Known(from).into() };
    found.into_iter().map(suggestion).collect()
}
