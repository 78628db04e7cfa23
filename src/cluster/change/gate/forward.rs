//! Forwarding a port: a change that lasts as long as it is listened. It is asked about and written down as every other; the journal gets its
//! second line when it ends. What goes over it is nobody's but the user's.

use super::Gate;
use super::writer::Writer;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::preview::forward;
use crate::cluster::error::ApiError;
use crate::cluster::forward::{self as forwards, Aim, Dial, PROTOCOLS, PodPort};
use crate::cluster::path::{PodPart, PodPath};
use crate::journal::{JournalError, PatchNote, Receipt};
use crate::model::change::reason::{Closed, ForwardReason, Reason, Refusal};
use crate::model::change::{Change, Consent, Outcome, Preview, Target};
use crate::model::forward::{ForwardNews, Offers, bytes};
use crate::model::{Name, Time, human_duration};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;

/// How a forward ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forwarded {
    /// Its outcome, as the journal has it.
    pub outcome: Outcome,
    /// Why its end could not be written to the journal.
    pub trouble: Option<JournalError>,
}

/// Opens streams that the journal has written down.
struct Opener {
    writer: Writer,
    receipt: Receipt,
    namespace: Name,
    deadline: Duration,
}

impl Dial for Opener {
    type Stream = TokioIo<Upgraded>;

    async fn dial(&self, pod: &Name, port: u16) -> Result<WebSocketStream<Self::Stream>, ApiError> {
        let path = PodPath::new(&self.namespace, pod, PodPart::PortForward, &[("ports", &port.to_string())])?;
        self.writer.open(&self.receipt, &path, &PROTOCOLS, self.deadline).await.map(|(socket, _)| socket)
    }
}

impl Gate {
    /// The ports that an object offers to be forwarded. One without a UID is the one that has its name now.
    ///
    /// # Errors
    /// When it cannot be read, or has none.
    pub async fn ports(&self, target: &Target) -> Result<Offers, ChangeError> {
        forward::offers(&self.session, target).await
    }

    /// Forwards the port of a preview until `ended` comes, once. `opened` is told how it goes from when it is listened on. Run it in a task of its
    /// own: it writes its end to the journal whoever has gone meanwhile.
    pub async fn forward(
        &self,
        mut preview: Preview,
        consent: &Consent,
        ended: impl Future<Output = ()>,
        news: watch::Sender<ForwardNews>,
    ) -> Forwarded {
        let refused = |reason: Reason| Forwarded { outcome: Outcome::Refused { reason }, trouble: None };
        let Some(sender) = &self.sender else { return refused(Refusal::ReadOnly.into()) };
        if let Err(why) = self.consented(&preview, consent) {
            sender.take_entry(preview.intent.id);
            return refused(why.into());
        }
        if sender.take_entry(preview.intent.id).is_none_or(|kept| kept != preview) {
            return refused(Refusal::Stale.into());
        }
        // Where it leads is looked at again: the answer may have taken its time.
        let aim = match forward::look(&self.session, preview.intent.clone()).await {
            Ok((_, aim)) => aim,
            Err(e) => return refused(e.into()),
        };
        let target = preview.intent.target.clone();
        let Change::Forward { local, address, .. } = &mut preview.intent.change else {
            return refused(ForwardReason::NoForward(Box::new(target)).into());
        };
        let listener = match forwards::listen(address, *local).await {
            Ok(listener) => listener,
            Err(why) => return refused(why.into()),
        };
        let Ok(at) = listener.local_addr() else { return refused(ForwardReason::NotKnownWhere.into()) };
        *local = at.port();
        let begun = Time::system();
        let entry = super::sender::entry(begun, &sender.user, &target, &preview.intent.change, note(&aim));
        let (journal, id, receipt) = match sender.book.begin(entry, consent).await {
            Ok(begun) => begun,
            Err(e) => return refused(ForwardReason::NotBegun(e.into()).into()),
        };
        news.send_replace(ForwardNews { local: at.to_string(), ..ForwardNews::default() });
        let told = news.subscribe();
        let (writer, namespace, deadline) = (Writer(sender.writer.0.clone()), target.namespace.clone(), sender.pace.write);
        let opener = Opener { writer, receipt, namespace, deadline };
        forwards::serve(listener, (self.session.clone(), aim, opener), ended, news).await;
        let outcome = outcome(&told.borrow(), Time::system().since(begun));
        let trouble = journal.finish_async(id, outcome.clone(), Time::system()).await.err();
        Forwarded { outcome, trouble }
    }
}

/// What the journal says of the requests: each connection makes one, to the pod that is there by then.
fn note(aim: &Aim) -> PatchNote {
    let port = match &aim.port {
        PodPort::Number(number) => number.to_string(),
        PodPort::Named(name) => name.clone(),
    };
    let path = format!("/api/v1/namespaces/{}/pods/*/portforward?ports={port}", aim.namespace);
    PatchNote { method: Some("GET".into()), path, content_type: "websocket".into(), body: None }
}

/// What the journal says of its end.
fn outcome(news: &ForwardNews, took: i64) -> Outcome {
    let closed = Closed {
        local: news.local.clone(),
        took: human_duration(took),
        connections: news.connections,
        received: bytes(news.received),
        sent: bytes(news.sent),
    };
    Outcome::Done { note: Some(ForwardReason::Closed(Box::new(closed)).into()) }
}
