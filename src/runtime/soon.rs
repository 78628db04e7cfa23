//! Looks for what runs out soon.

use super::outside::Outside;
use crate::app::msg::Msg;
use crate::cluster::soon::SoonLook;
use crate::model::SessionId;
use crate::model::soon::SoonWish;

impl Outside {
    /// Begins a look in place of the one before, or ends that.
    pub(super) fn look_for_soon(&mut self, session: SessionId, id: u64, wish: Option<SoonWish>) {
        let Some((open, soon)) = self.soon_of(session) else { return };
        *soon = None;
        let Some(wish) = wish else { return };
        let (news_tx, mut news) = tokio::sync::mpsc::channel(8);
        *soon = Some(SoonLook::start(open, wish, news_tx));
        let tx = self.tx.clone();
        // Ends with the look, whose sender goes with it.
        tokio::spawn(async move {
            while let Some(news) = news.recv().await {
                if tx.send(Msg::Soon(session, id, news)).await.is_err() {
                    break;
                }
            }
        });
    }
}
