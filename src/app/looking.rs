//! Has it looked for what runs out soon, while somebody wants to see that, and now and then in any case.

use super::msg::Effect;
use super::state::{State, View};
use crate::command::Command;
use crate::model::Name;
use crate::model::feed::LinkState;
use crate::model::soon::SoonWish;

impl State {
    /// Begins what is due, and ends what nobody wants any more.
    pub(super) fn follow_soon(&mut self, effects: &mut Vec<Effect>) {
        let open = self.views.iter().any(|room| room.opened_by() == Some(Command::Soon));
        let (session, now) = (self.cluster.session, self.now);
        if self.cluster.soon.opened(open, now) {
            effects.push(Effect::Soon(session, 0, None));
        }
        if !matches!(self.cluster.store.link(), LinkState::Up { .. }) {
            return;
        }
        let Some(sources) = self.cluster.soon.begin(now) else { return };
        let (id, namespaces) = (self.fresh_id(), self.soon_namespaces());
        self.cluster.soon.began(id, sources.len(), now);
        effects.push(Effect::Soon(session, id, Some(SoonWish { namespaces, sources })));
    }

    /// The namespaces that are looked at where not all may be, as far as there is time for them: those in view, then those that are known.
    fn soon_namespaces(&self) -> Vec<Name> {
        let known = &self.cluster.known;
        match &self.panes.view {
            View::All => known.clone(),
            View::These(names) => names.iter().chain(known.iter().filter(|k| !names.contains(k))).cloned().collect(),
        }
    }
}
