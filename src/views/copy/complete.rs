//! The path in the container is completed by what its folders hold, as a shell does it.

use super::{At, View};
use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::msg::Effect;
use crate::app::text::CopyText;
use crate::model::change::Reason;

/// How far it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) enum Completion {
    /// It was not asked for, or the path was changed since.
    #[default]
    Idle,
    /// A folder was asked for by this number, to complete this path.
    Asked(u64, String),
    /// Nothing more is known of this path; what it may go on with.
    Known(String, Vec<String>),
}

impl View {
    /// Asks for the folder that the path leads to. `false` where there is no path yet, or nothing more is known of it.
    pub(super) fn complete(&mut self, desk: &mut Desk<'_>) -> bool {
        let path = self.there.text();
        let known = match &self.completion {
            Completion::Idle => false,
            Completion::Asked(_, of) | Completion::Known(of, _) => of == path,
        };
        if self.at != At::There || known || self.there.at() < path.len() {
            return false;
        }
        let Some(end) = path.rfind('/').filter(|_| path.starts_with('/')) else { return false };
        let (id, folder) = (desk.fresh_id(), path[..=end].to_owned());
        self.completion = Completion::Asked(id, path.to_owned());
        self.error = None;
        desk.effects.push(Effect::ListFolder(desk.cluster.session, id, self.target.clone(), self.container.clone(), folder));
        true
    }

    /// What the folder holds that was asked for, or why that is not known.
    pub(super) fn listed(&mut self, id: u64, answer: &Result<Vec<String>, Reason>) {
        let Completion::Asked(asked, path) = &self.completion else { return };
        // What was typed since is the user's.
        if *asked != id || path != self.there.text() {
            return;
        }
        let (path, names) = match answer {
            Ok(names) => (path.clone(), names),
            Err(why) => {
                self.error = Some(CopyText::Unlisted(why.clone()));
                self.completion = Completion::Known(path.clone(), Vec::new());
                return;
            }
        };
        let (folder, begun) = path.split_at(path.rfind('/').map_or(0, |end| end + 1));
        let fit: Vec<&String> = names.iter().filter(|name| name.starts_with(begun)).collect();
        let longer = common(&fit);
        let offers = match fit[..] {
            [] => {
                self.error = Some(CopyText::NothingBegins);
                Vec::new()
            }
            [_] => Vec::new(),
            [..] => fit.iter().map(|name| (*name).clone()).collect(),
        };
        let path = if longer.len() > begun.len() { format!("{folder}{longer}") } else { path };
        // A folder alone is gone into by the next key.
        let is_folder = fit.len() == 1 && path.ends_with('/');
        self.there = Field::new(path.clone());
        self.completion = if is_folder { Completion::Idle } else { Completion::Known(path, offers) };
    }

    /// What the path may go on with, as far as that is known.
    pub(super) fn offers(&self) -> &[String] {
        match &self.completion {
            Completion::Known(of, offers) if of == self.there.text() && self.at == At::There => offers,
            Completion::Idle | Completion::Asked(..) | Completion::Known(..) => &[],
        }
    }
}

/// What all begin with.
fn common<'a>(names: &[&'a String]) -> &'a str {
    let Some((first, rest)) = names.split_first() else { return "" };
    let same = |name: &&String| first.char_indices().zip(name.chars()).find(|((_, a), b)| a != b).map(|((i, _), _)| i);
    let end = rest.iter().map(|name| same(name).unwrap_or(first.len().min(name.len()))).min();
    &first[..end.unwrap_or(first.len())]
}
