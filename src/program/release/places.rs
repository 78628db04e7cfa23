//! The environments that a promotion goes between, as they are named.

use super::super::Failure;
use super::bench::{Bench, House};
use super::report::Place;
use crate::cluster::watch::list_once;
use crate::model::environments::group::{Group, Place as Spotted};
use crate::model::environments::named::Named;
use crate::model::feed::{Row, Scope};
use crate::model::namespace::Namespace;
use crate::model::promotion::{Running, Wanted};
use crate::model::{Kind, Name, WorkloadKind, naming};

/// An environment and what is reached by.
pub(super) struct Spot {
    pub(super) bench: Bench,
    pub(super) namespace: Name,
}

impl From<&Spot> for Place {
    fn from(spot: &Spot) -> Self {
        Self { context: spot.bench.context.to_string(), namespace: spot.namespace.to_string(), ..Self::default() }
    }
}

/// What a word for an environment says by itself.
#[derive(PartialEq, Eq, Debug)]
enum Word<'a> {
    /// `ctx:NAME/ns:NS`, `ns:NS`.
    Place(Option<&'a str>, &'a str),
    /// A namespace, or an environment's name.
    Name(&'a str),
}

fn read(word: &str) -> Result<Word<'_>, Failure> {
    let wrong = |why: String| Failure::usage(format!("{word}: {why}"));
    let label = |name: &str| naming::dns_label(name).map_err(|e| wrong(format!("no name of a namespace: {e}")));
    if let Some(rest) = word.strip_prefix("ctx:") {
        // A context's name may hold slashes.
        let (context, namespace) = rest.rsplit_once("/ns:").ok_or_else(|| wrong("write ctx:NAME/ns:NAMESPACE".into()))?;
        label(namespace)?;
        return Ok(Word::Place(Some(context), namespace));
    }
    if let Some(namespace) = word.strip_prefix("ns:") {
        label(namespace)?;
        return Ok(Word::Place(None, namespace));
    }
    label(word)?;
    Ok(Word::Name(word))
}

impl House {
    /// The two ends of a promotion.
    pub(super) async fn spots(&self, from: &str, to: &str) -> Result<(Spot, Spot), Failure> {
        let words = [read(from)?, read(to)?];
        let by_name = words.iter().any(|w| matches!(w, Word::Name(_)));
        // Who may not list namespaces names one.
        let namespaces = if by_name { namespaces(&self.bench(&self.context)).await? } else { None };
        let [from, to] = words.map(|word| self.spot(&word, namespaces.as_deref()));
        let (from, to) = (from?, to?);
        if from.namespace == to.namespace && from.bench.context == to.bench.context {
            return Err(Failure::usage(format!("FROM and TO are both {}", to.namespace)));
        }
        Ok((from, to))
    }

    fn spot(&self, word: &Word<'_>, namespaces: Option<&[Namespace]>) -> Result<Spot, Failure> {
        let (context, namespace) = match word {
            Word::Place(None, namespace) => (self.context.clone(), Name::from(*namespace)),
            Word::Place(Some(context), namespace) => (self.named(context)?, Name::from(*namespace)),
            Word::Name(name) => {
                let place = place_of(name, namespaces, &self.environments)?;
                let context = place.context.map_or_else(|| Ok(self.context.clone()), |context| self.named(&context))?;
                (context, place.namespace)
            }
        };
        Ok(Spot { bench: self.bench(&context), namespace })
    }
}

/// The namespaces; `None` where they may not be listed.
async fn namespaces(bench: &Bench) -> Result<Option<Vec<Namespace>>, Failure> {
    match list_once(&bench.session, &Scope::all(Kind::Namespace)).await {
        Ok(rows) => {
            Ok(Some(rows.into_iter().filter_map(|row| if let Row::Namespace(ns) = row { Some(ns) } else { None }).collect()))
        }
        Err(e) if e.is_forbidden() => Ok(None),
        Err(e) => Err(Failure::failed(format!("namespaces of {}: {e}", bench.context))),
    }
}

/// The namespace of this name, else the environment of this name, as the settings name it or as it is found, where there is one alone.
fn place_of(name: &str, namespaces: Option<&[Namespace]>, named: &[Named]) -> Result<Spotted, Failure> {
    let here = || Spotted { context: None, namespace: name.into() };
    let all = namespaces.unwrap_or_default();
    if all.iter().any(|n| &*n.name == name) {
        return Ok(here());
    }
    let known: Vec<Name> = all.iter().map(|n| n.name.clone()).collect();
    let groups = Named::groups(named, all.iter(), &known);
    let called = |group: &Group| group.environments.iter().find(|e| &*e.name == name).map(|e| e.place.clone());
    let mut found: Vec<Spotted> = groups.iter().filter_map(called).collect();
    found.sort();
    found.dedup();
    match &found[..] {
        [one] => Ok(one.clone()),
        // Where they may not be listed nobody can say that there is none.
        [] if namespaces.is_none() => Ok(here()),
        [] => Err(Failure::failed(format!("{name}: there is no such namespace, and no environment of this name"))),
        [..] => {
            let word = |p: &Spotted| match &p.context {
                Some(context) => format!("ctx:{context}/ns:{}", p.namespace),
                None => p.namespace.to_string(),
            };
            let all = found.iter().map(word).collect::<Vec<_>>().join(", ");
            Err(Failure::usage(format!("{name}: which namespace? {all}")))
        }
    }
}

impl Spot {
    /// The workloads that have rollouts.
    pub(super) async fn workloads(&self) -> Result<Vec<Running>, Failure> {
        let mut all = Vec::new();
        for kind in WorkloadKind::ROLLING {
            let scope = Scope::of(kind.kind(), &self.namespace);
            let rows = list_once(&self.bench.session, &scope).await.map_err(|e| {
                let words = format!("{} of {}: {e}", scope.words(), self.bench.context);
                if e.is_forbidden() { Failure::denied(words) } else { Failure::failed(words) }
            })?;
            all.extend(rows.iter().filter_map(|row| if let Row::Workload(w) = row { Some(Running::from(w)) } else { None }));
        }
        Ok(all)
    }
}

/// The workloads that are named: `web`, `deploy/web`.
pub(super) fn wanted(names: &[String]) -> Result<Vec<Wanted>, Failure> {
    let one = |text: &String| {
        if text.contains('/') {
            let named = crate::cli::workload(text).map_err(|e| Failure::usage(format!("{text}: {e}")))?;
            return Ok(Wanted { kind: Some(named.kind), name: named.name });
        }
        let label = |part| naming::dns_label(part).map_err(|e| Failure::usage(format!("{text}: no name: {e}")));
        text.split('.').try_for_each(label)?;
        Ok(Wanted { kind: None, name: text.as_str().into() })
    };
    names.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_read() {
        assert_eq!(read("iot-test").ok(), Some(Word::Name("iot-test")));
        assert_eq!(read("ns:iot-test").ok(), Some(Word::Place(None, "iot-test")));
        assert_eq!(read("ctx:eks/eu:prod/ns:shop").ok(), Some(Word::Place(Some("eks/eu:prod"), "shop")));
        for wrong in ["", "Iot", "ctx:prod", "ctx:prod/shop", "ns:", "ns:../x", "ctx:a/ns:b/c"] {
            assert_eq!(read(wrong).err().map(|f| f.0), Some(2), "{wrong}");
        }
    }

    #[test]
    fn a_word_is_a_namespace_before_it_is_an_environment() {
        let all: Vec<Namespace> = ["iot-dev", "iot-prod", "shop-dev", "shop-prod", "x-test", "x-pre", "pre"]
            .map(|name| Namespace {
                uid: crate::model::Uid::new(name),
                name: name.into(),
                phase: "Active".into(),
                labels: crate::model::labels::Labels::default(),
                created: crate::model::Time::default(),
            })
            .to_vec();
        let settings = "[[environments]]\nname = \"shop\"\nmembers = { stage = \"shop-dev\", live = \"ctx:far/ns:shop\" }\n";
        let named = crate::config::Settings::parse(settings, std::path::Path::new("config.toml")).unwrap().environments;
        let told = |name: &str, all: Option<&[Namespace]>| {
            let place = place_of(name, all, &named).map_err(|f| f.0)?;
            Ok(format!("{}{}", place.context.map(|c| format!("{c}/")).unwrap_or_default(), place.namespace))
        };
        assert_eq!(told("iot-dev", Some(&all)), Ok("iot-dev".into()));
        assert_eq!(told("test", Some(&all)), Ok("x-test".into()));
        assert_eq!(told("pre", Some(&all)), Ok("pre".into()));
        assert_eq!(told("prod", Some(&all)), Err(2), "two of them");
        assert_eq!(told("stage", Some(&all)), Ok("shop-dev".into()), "as the settings call it");
        assert_eq!(told("live", None), Ok("far/shop".into()), "also where namespaces may not be listed");
        assert_eq!(told("uat", Some(&all)), Err(1));
        assert_eq!(told("uat", None), Ok("uat".into()), "nobody can say");
    }

    #[test]
    fn workloads_are_named_with_their_kind_or_without() {
        let wanted = wanted(&["web".into(), "sts/db".into()]).ok().unwrap();
        assert_eq!(wanted.iter().map(ToString::to_string).collect::<Vec<_>>(), ["web", "StatefulSet db"]);
        for wrong in ["job/x", "We b", ""] {
            assert_eq!(super::wanted(&[wrong.to_owned()]).err().map(|f| f.0), Some(2), "{wrong}");
        }
    }
}
