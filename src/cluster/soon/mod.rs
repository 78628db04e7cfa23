//! What runs out soon, looked for once from one end of the cluster to the other: place by place, page by page, never faster than a few
//! requests a second. What cannot be looked at is told by name.

mod certificates;
mod chain;
mod limits;
mod nodes;
pub(in crate::cluster) mod read;
mod runs;
#[cfg(test)]
mod tests;
mod volumes;

use super::session::Session;
use crate::model::soon::{SoonFound, SoonWish, Source, order};
use read::Reader;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

/// A look under way. Dropping it ends it.
#[derive(Debug)]
pub struct SoonLook(JoinHandle<()>);

impl SoonLook {
    /// Begins one. Needs a tokio runtime.
    pub fn start(session: Session, wish: SoonWish, tx: Sender<SoonFound>) -> Self {
        Self(tokio::spawn(async move {
            let mut reader = Reader::new(&session, &wish.namespaces);
            let mut pods = None;
            for source in &wish.sources {
                if tx.send(look(&mut reader, *source, &mut pods).await).await.is_err() {
                    return;
                }
            }
        }))
    }
}

impl Drop for SoonLook {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn look(reader: &mut Reader<'_>, source: Source, pods: &mut Option<nodes::Pods>) -> SoonFound {
    let now = reader.session.time();
    let (mut found, unseen) = match source {
        Source::Connection => certificates::connection(reader, now).await,
        Source::TlsSecrets => certificates::secrets(reader, now).await,
        Source::ValidatingWebhooks => certificates::webhooks(reader, false, now).await,
        Source::MutatingWebhooks => certificates::webhooks(reader, true, now).await,
        Source::ApiServices => certificates::api_services(reader, now).await,
        Source::Quotas => limits::quotas(reader).await,
        Source::Autoscalers => limits::autoscalers(reader).await,
        Source::Jobs => runs::jobs(reader, now).await,
        Source::CronJobs => runs::crons(reader, now).await,
        Source::Nodes => nodes::nodes(reader, pods).await,
        Source::Images => nodes::images(reader, pods).await,
        Source::Volumes => volumes::volumes(reader).await,
    };
    let all = found.len();
    if all > read::MOST {
        found.sort_by(order);
        found.truncate(read::MOST);
    }
    let mut unseen = read::told(source, unseen);
    if all > read::MOST {
        unseen.push(read::too_many(source, read::MOST));
    }
    SoonFound(source, found, unseen)
}
