//! Which pods a forward may go to: listed and watched for as long as it runs, so that what is said of it is true without a connection.

use crate::cluster::error::ApiError;
use crate::cluster::path::encode;
use crate::cluster::reflector::{Closed, Reflector, Sink, Source};
use crate::cluster::session::Session;
use crate::cluster::wire::{Event, Page, PortPod, PortPodDecoder};
use crate::model::feed::{Delta, WatchState};
use crate::model::forward::ForwardFault;
use crate::model::trouble::Trouble;
use crate::model::{Kind, Name, Uid};
use std::collections::BTreeMap;
use tokio::sync::watch;

/// A port of a pod.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::cluster) enum PodPort {
    /// By number.
    Number(u16),
    /// By the name that its container gives it.
    Named(String),
}

/// Which pods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::cluster) enum Which {
    /// The one of this name.
    Named(Name),
    /// Those with these labels.
    Labels(String),
}

/// Where a forward leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::cluster) struct Aim {
    /// The namespace.
    pub(in crate::cluster) namespace: Name,
    /// Which pods there.
    pub(in crate::cluster) which: Which,
    /// Which port of them.
    pub(in crate::cluster) port: PodPort,
    /// Whether only those that are ready: a pod that is named is looked into also where it is not.
    pub(in crate::cluster) ready: bool,
}

/// What is known of the pods.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Known {
    /// Once a list has come to its end.
    pub(super) pods: Option<BTreeMap<Uid, PortPod>>,
    /// What stands in the way of knowing more.
    pub(super) trouble: Option<Trouble>,
}

/// A pod to go to, and its port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Chosen {
    pub(super) uid: Uid,
    pub(super) name: Name,
    pub(super) port: u16,
}

impl Aim {
    fn path(&self) -> String {
        let (selector, text) = match &self.which {
            Which::Named(name) => ("fieldSelector", format!("metadata.name={name}")),
            Which::Labels(labels) => ("labelSelector", labels.clone()),
        };
        format!("{}?{selector}={}&", Kind::Pod.path(Some(&self.namespace)), encode(&text))
    }

    /// The port of a pod, where it has it.
    fn port_of(&self, pod: &PortPod) -> Option<u16> {
        match &self.port {
            PodPort::Number(number) => Some(*number),
            PodPort::Named(name) => pod.ports.iter().find(|(n, _)| **n == **name).map(|(_, number)| *number),
        }
    }

    fn takes(&self, pod: &PortPod) -> bool {
        pod.runs && (!self.ready || pod.ready && !pod.going)
    }

    /// The pod to go to: the one of the last connection while it is there, else the newest. One that has just failed comes after all others.
    pub(super) fn choose(&self, known: &Known, last: Option<&Uid>, failed: Option<&Uid>) -> Option<Chosen> {
        let all = known.pods.iter().flat_map(BTreeMap::values).filter(|pod| self.takes(pod));
        let all = all.filter_map(|pod| Some((pod, self.port_of(pod)?)));
        let rank = |pod: &PortPod| (Some(&pod.uid) != failed, Some(&pod.uid) == last, pod.created);
        let best = all.max_by_key(|(pod, _)| (rank(pod), pod.uid.to_string()));
        best.map(|(pod, port)| Chosen { uid: pod.uid.clone(), name: pod.name.clone(), port })
    }

    /// Why there is no pod to go to.
    pub(super) fn lacks(&self, known: &Known) -> ForwardFault {
        let Some(pods) = &known.pods else {
            let trouble = known.trouble.clone().map(|why| ForwardFault::Trouble(why.into()));
            return trouble.unwrap_or(ForwardFault::Unknown);
        };
        if let PodPort::Named(name) = &self.port
            && pods.values().any(|pod| self.takes(pod))
        {
            return ForwardFault::NoPort(name.as_str().into());
        }
        match &self.which {
            Which::Named(_) if pods.is_empty() => ForwardFault::Gone,
            Which::Named(_) => ForwardFault::NotRunning,
            Which::Labels(_) if pods.is_empty() => ForwardFault::NoPods,
            Which::Labels(_) => ForwardFault::NotReady(pods.len()),
        }
    }
}

/// Keeps them known until it is dropped.
pub(super) async fn watch(session: Session, aim: Aim, known: watch::Sender<Known>) {
    let pods = Pods { path: aim.path(), decoder: PortPodDecoder::default() };
    Reflector::new(session, pods, Keeper { known, coming: None }).run().await;
}

struct Pods {
    path: String,
    decoder: PortPodDecoder,
}

impl Source for Pods {
    type Object = PortPod;

    fn collection(&self) -> String {
        self.path.clone()
    }

    fn uid(pod: &PortPod) -> &Uid {
        &pod.uid
    }

    fn page(&mut self, body: &[u8]) -> Result<Page<PortPod>, ApiError> {
        self.decoder.page(body)
    }

    fn event(&mut self, line: &[u8]) -> Result<Event<PortPod>, ApiError> {
        self.decoder.event(line)
    }
}

/// Keeps what is told.
struct Keeper {
    known: watch::Sender<Known>,
    /// Those of the list that is on its way.
    coming: Option<BTreeMap<Uid, PortPod>>,
}

impl Sink<Pods> for Keeper {
    async fn told(&mut self, _: &mut Pods, deltas: Vec<Delta<PortPod>>) -> Result<(), Closed> {
        let mut now = self.known.borrow().clone();
        for delta in deltas {
            match delta {
                Delta::ListBegins => self.coming = Some(BTreeMap::new()),
                Delta::Put(pod) => {
                    _ = self.coming.as_mut().unwrap_or_else(|| now.pods.get_or_insert_default()).insert(pod.uid.clone(), pod)
                }
                Delta::Gone(uid) => {
                    if let Some(pods) = self.coming.as_mut().or(now.pods.as_mut()) {
                        pods.remove(&uid);
                    }
                }
                Delta::ListEnds => now.pods = self.coming.take(),
            }
        }
        self.say(now)
    }

    async fn stands(&mut self, _: &Pods, state: &WatchState, why: Option<&ApiError>) -> Result<(), Closed> {
        let mut now = self.known.borrow().clone();
        now.trouble = match (why, state) {
            (Some(why), _) => Some(why.trouble()),
            (None, WatchState::Live | WatchState::Polling { .. }) => None,
            (None, WatchState::Waiting | WatchState::Starting { .. } | WatchState::Stale { .. } | WatchState::Denied { .. }) => {
                return Ok(());
            }
        };
        self.say(now)
    }
}

impl Keeper {
    fn say(&self, now: Known) -> Result<(), Closed> {
        if *self.known.borrow() != now {
            self.known.send(now).map_err(|_| Closed)?;
        }
        if self.known.is_closed() { Err(Closed) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Time;

    fn pod(name: &str, created: i64) -> PortPod {
        PortPod {
            uid: Uid::new(name),
            name: name.into(),
            created: Time::from_secs(created),
            runs: true,
            ready: true,
            going: false,
            ports: vec![("http".into(), 8000 + created as u16)],
        }
    }

    fn known(pods: Vec<PortPod>) -> Known {
        Known { pods: Some(pods.into_iter().map(|p| (p.uid.clone(), p)).collect()), trouble: None }
    }

    fn aim(port: PodPort) -> Aim {
        Aim { namespace: "iot".into(), which: Which::Labels("app=web".into()), port, ready: true }
    }

    #[test]
    fn the_pod_stays_while_it_is_ready_and_the_newest_follows_it() {
        let aim = aim(PodPort::Named("http".into()));
        let name = |known: &Known, last: Option<&str>, failed: Option<&str>| {
            aim.choose(known, last.map(Uid::new).as_ref(), failed.map(Uid::new).as_ref()).map(|c| (c.name.to_string(), c.port))
        };
        let all = known(vec![pod("a", 1), pod("b", 2)]);
        let is = |name: &str, port| Some((name.to_owned(), port));
        assert_eq!(name(&all, None, None), is("b", 8002));
        assert_eq!(name(&all, Some("a"), None), is("a", 8001), "it stays");
        assert_eq!(name(&all, Some("a"), Some("a")), is("b", 8002), "one that failed comes last");
        assert_eq!(name(&known(vec![pod("a", 1)]), Some("a"), Some("a")), is("a", 8001), "but is better than none");
        let unready = PortPod { ready: false, ..pod("c", 3) };
        let going = PortPod { going: true, ..pod("d", 4) };
        let still = PortPod { runs: false, ..pod("e", 5) };
        let nameless = PortPod { ports: Vec::new(), ..pod("f", 6) };
        let others = vec![unready.clone(), going.clone(), still, nameless];
        assert_eq!(name(&known(others.clone()), None, None), None);
        assert_eq!(name(&known([others, vec![pod("a", 1)]].concat()), Some("d"), None), is("a", 8001));
        assert_eq!(name(&Known::default(), None, None), None);
        // A pod that is named is gone to as long as it runs.
        let named = Aim { which: Which::Named("c".into()), ready: false, port: PodPort::Number(9), ..aim.clone() };
        assert_eq!(named.choose(&known(vec![unready]), None, None).map(|c| c.port), Some(9));
        assert!(named.choose(&known(vec![going]), None, None).is_some());
    }

    #[test]
    fn why_there_is_none_is_said() {
        let labels = aim(PodPort::Named("http".into()));
        let named = Aim { which: Which::Named("a".into()), ready: false, ..aim(PodPort::Number(1)) };
        let unready = PortPod { ready: false, ..pod("a", 1) };
        let nameless = PortPod { ports: Vec::new(), ..pod("a", 1) };
        for (aim, known, want) in [
            (&labels, Known::default(), "its pods are not known yet"),
            (&labels, Known { pods: None, trouble: Some(Trouble::Server("HTTP 500".into())) }, "HTTP 500"),
            (&labels, known(vec![]), "it has no pods"),
            (&labels, known(vec![unready.clone()]), "none of its pods is ready (1)"),
            (&labels, known(vec![nameless]), "no container of its pods has a TCP port named http"),
            (&named, known(vec![]), "the pod is gone"),
            (&named, known(vec![PortPod { runs: false, ..unready }]), "the pod does not run"),
        ] {
            assert_eq!(aim.lacks(&known).to_string(), want);
        }
        assert_eq!(labels.path(), "/api/v1/namespaces/iot/pods?labelSelector=app%3Dweb&");
        assert_eq!(named.path(), "/api/v1/namespaces/iot/pods?fieldSelector=metadata.name%3Da&");
    }
}
