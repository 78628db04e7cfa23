//! Where the user has been in a cluster: what the panes or the browser showed, back and forth.

use super::place::View;
use crate::model::Uid;
use crate::model::kinds::Served;

/// How many places are remembered in each direction.
const MOST: usize = 50;

/// A place: namespaces, and the kind that the browser lists there; without one the panes.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// The namespaces.
    pub(super) view: View,
    /// The kind.
    pub(super) served: Option<Served>,
    /// The row under the browser's cursor when it was left.
    pub(super) row: Option<Uid>,
}

/// The places of a cluster, each once as often as it was come to.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    before: Vec<Visit>,
    here: Option<Visit>,
    after: Vec<Visit>,
    /// Where the user was before, whichever way it was left.
    pub(super) last: Option<Visit>,
}

impl History {
    /// The user is here now. Coming to another place forgets those that were ahead.
    pub(super) fn follow(&mut self, view: &View, browsed: Option<(&Served, Option<&Uid>)>) {
        let served = browsed.map(|(served, _)| served);
        let row = browsed.and_then(|(_, row)| row);
        if let Some(here) = &mut self.here
            && here.view == *view
            && here.served.as_ref().map(|s| &s.resource) == served.map(|s| &s.resource)
        {
            if row.is_some() && here.row.as_ref() != row {
                here.row = row.cloned();
            }
            return;
        }
        let here = Visit { view: view.clone(), served: served.cloned(), row: row.cloned() };
        if let Some(was) = self.here.replace(here) {
            self.last = Some(was.clone());
            self.before.push(was);
            if self.before.len() > MOST {
                self.before.remove(0);
            }
        }
        self.after.clear();
    }

    /// One place back; where to.
    pub(super) fn back(&mut self) -> Option<Visit> {
        let to = self.before.pop()?;
        if let Some(was) = self.here.replace(to.clone()) {
            self.last = Some(was.clone());
            self.after.push(was);
        }
        Some(to)
    }

    /// One place forth again; where to.
    pub(super) fn forth(&mut self) -> Option<Visit> {
        let to = self.after.pop()?;
        if let Some(was) = self.here.replace(to.clone()) {
            self.last = Some(was.clone());
            self.before.push(was);
        }
        Some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(name: &str) -> View {
        View::These(vec![name.into()])
    }

    fn names(visits: &[Visit]) -> Vec<String> {
        visits.iter().map(|v| v.view.words()).collect()
    }

    #[test]
    fn one_goes_back_and_forth_and_a_new_place_forgets_what_was_ahead() {
        let mut history = History::default();
        assert!(history.back().is_none() && history.forth().is_none());
        for name in ["a", "b", "b", "c"] {
            history.follow(&at(name), None);
        }
        assert_eq!(names(&history.before), ["a", "b"]);
        assert_eq!(history.back().unwrap().view, at("b"));
        // Being there is no new place.
        history.follow(&at("b"), None);
        assert_eq!((names(&history.before), names(&history.after)), (vec!["a".to_owned()], vec!["c".to_owned()]));
        assert_eq!(history.forth().unwrap().view, at("c"));
        assert_eq!(history.back().unwrap().view, at("b"));
        assert_eq!(history.back().unwrap().view, at("a"));
        assert!(history.back().is_none());
        history.follow(&at("d"), None);
        assert!(history.forth().is_none());
        assert_eq!(history.last.as_ref().unwrap().view, at("a"));
    }

    #[test]
    fn it_is_bounded() {
        let mut history = History::default();
        for n in 0..200 {
            history.follow(&at(&n.to_string()), None);
        }
        assert_eq!(history.before.len(), MOST);
        assert_eq!(history.back().unwrap().view, at("198"));
    }
}
