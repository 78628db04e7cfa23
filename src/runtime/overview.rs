//! The looks at contexts that the overview shows.

use super::outside::Outside;
use crate::app::msg::Msg;
use crate::cluster::overview::Overview;
use crate::model::overview::{OverviewAsk, OverviewWish};

impl Outside {
    /// Has these contexts looked at, and no others. A look that goes on is left alone.
    pub(super) fn overlook(&mut self, wishes: Vec<OverviewWish>) {
        let gone: Vec<OverviewWish> =
            self.overviews.iter().map(|(wish, _)| wish).filter(|w| !wishes.contains(w)).cloned().collect();
        self.overviews.retain(|(wish, _)| wishes.contains(wish));
        for wish in gone.iter().filter(|wish| wish.ask == OverviewAsk::SignIn) {
            self.end_sign_in(&wish.context);
        }
        for wish in wishes {
            if self.overviews.iter().any(|(known, _)| *known == wish) {
                continue;
            }
            let (news_tx, mut news) = tokio::sync::mpsc::channel(2);
            let look = match wish.ask {
                OverviewAsk::Nodes => self.session_of(wish.session).map(|session| Overview::nodes(session, news_tx)),
                OverviewAsk::All | OverviewAsk::SignIn => Some(Overview::start(&self.contexts, &wish, news_tx)),
            };
            let Some(look) = look else { continue };
            let (tx, session, id) = (self.tx.clone(), wish.session, wish.id);
            // Ends with the look, whose sender goes with it.
            tokio::spawn(async move {
                while let Some(news) = news.recv().await {
                    if tx.send(Msg::Overview(session, id, news)).await.is_err() {
                        break;
                    }
                }
            });
            self.overviews.push((wish, look));
        }
    }
}
