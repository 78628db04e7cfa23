//! What metrics.k8s.io tells of pods and nodes. An answer comes whole and may be large: each item is made into its slim form as it comes.

use super::amount::Amounts;
use super::de::{Text, When, nullable};
use super::interner::{Interner, tidy};
use crate::cluster::error::ApiError;
use crate::model::trouble::Unread;
use crate::model::usage::{NodeUse, PodUse};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// Reads the lists of metrics.k8s.io. It remembers the names that repeat.
#[derive(Debug, Default)]
pub struct MetricsDecoder {
    interner: Interner,
}

impl MetricsDecoder {
    /// What pods use. One of which a container's use cannot be read is not among them: its sum would be less than it is.
    pub fn pods(&mut self, bytes: &[u8]) -> Result<Vec<PodUse>, ApiError> {
        items::<PodMetrics<'_>>(bytes, &mut self.interner)
    }

    /// What nodes use.
    pub fn nodes(&mut self, bytes: &[u8]) -> Result<Vec<NodeUse>, ApiError> {
        items::<NodeMetrics<'_>>(bytes, &mut self.interner)
    }
}

/// An item as it stands on the wire.
trait Item<'a>: Deserialize<'a> {
    type Slim;
    fn slim(&self, interner: &mut Interner) -> Option<Self::Slim>;
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Meta<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    namespace: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PodMetrics<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
    timestamp: When,
    #[serde(borrow)]
    window: Text<'a>,
    #[serde(borrow)]
    containers: Option<Vec<ContainerMetrics<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ContainerMetrics<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(deserialize_with = "nullable")]
    usage: Amounts,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NodeMetrics<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
    timestamp: When,
    #[serde(deserialize_with = "nullable")]
    usage: Amounts,
}

impl<'a> Item<'a> for PodMetrics<'a> {
    type Slim = PodUse;

    fn slim(&self, interner: &mut Interner) -> Option<PodUse> {
        let containers = self.containers.as_deref().filter(|all| !all.is_empty())?;
        let used = |c: &ContainerMetrics<'_>| Some((interner.name(&c.name), c.usage.used()?));
        Some(PodUse {
            containers: containers.iter().map(used).collect::<Option<_>>()?,
            namespace: interner.name(&self.metadata.namespace),
            name: tidy(&self.metadata.name).into(),
            at: self.timestamp.0?,
            window: span(&self.window).unwrap_or_default(),
        })
    }
}

impl<'a> Item<'a> for NodeMetrics<'a> {
    type Slim = NodeUse;

    fn slim(&self, interner: &mut Interner) -> Option<NodeUse> {
        Some(NodeUse { name: interner.name(&self.metadata.name), at: self.timestamp.0?, used: self.usage.used()? })
    }
}

/// A duration as Go writes it, in milliseconds: `15s`, `14.95s`, `1m0.5s`, `500ms`.
fn span(text: &str) -> Option<u32> {
    let (mut rest, mut sum) = (text, 0.0f64);
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let unit = rest[number..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| number + at);
        let factor = match &rest[number..unit] {
            "h" => 3_600_000.0,
            "m" => 60_000.0,
            "s" => 1000.0,
            "ms" => 1.0,
            "us" | "µs" => 0.001,
            "ns" => 0.000_001,
            _ => return None,
        };
        sum += rest[..number].parse::<f64>().ok()? * factor;
        rest = &rest[unit..];
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float saturates")]
    Some(sum as u32)
}

fn items<'a, T: Item<'a>>(bytes: &'a [u8], interner: &mut Interner) -> Result<Vec<T::Slim>, ApiError> {
    let mut out = None;
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = json.deserialize_map(List::<T, T::Slim> { out: &mut out, interner, of: PhantomData }).and_then(|()| json.end());
    read.map_err(ApiError::unread)?;
    // Whatever answered, it was no list: taken for an empty one, nothing would be known of anything.
    out.ok_or(ApiError::Decode(Unread::NoItems))
}

struct List<'p, T, R> {
    out: &'p mut Option<Vec<R>>,
    interner: &'p mut Interner,
    of: PhantomData<T>,
}

impl<'de, T: Item<'de>> Visitor<'de> for List<'_, T, T::Slim> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text<'de>>()? {
            if &*key == "items" {
                let rows = self.out.get_or_insert_default();
                map.next_value_seed(Items::<T, T::Slim> { out: rows, interner: self.interner, of: PhantomData })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Items<'p, T, R> {
    out: &'p mut Vec<R>,
    interner: &'p mut Interner,
    of: PhantomData<T>,
}

impl<'de, T: Item<'de>> DeserializeSeed<'de> for Items<'_, T, T::Slim> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de, T: Item<'de>> Visitor<'de> for Items<'_, T, T::Slim> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the items of a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(item) = seq.next_element::<T>()? {
            self.out.extend(item.slim(self.interner));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::usage::Used;

    #[test]
    fn windows_are_read_as_go_writes_them() {
        for (text, want) in [
            ("15s", Some(15_000)),
            ("14.953s", Some(14_953)),
            ("1m0.5s", Some(60_500)),
            ("1h0m0s", Some(3_600_000)),
            ("500ms", Some(500)),
            ("", Some(0)),
            ("15", None),
            ("s", None),
            ("15 s", None),
            ("-15s", None),
        ] {
            assert_eq!(span(text), want, "{text}");
        }
    }

    #[test]
    fn what_pods_and_nodes_use_is_read_and_what_is_half_known_is_not() {
        let pod = |name: &str, containers: &str| {
            format!(
                r#"{{"metadata":{{"name":"{name}","namespace":"iot","labels":{{"a":"b"}}}},"timestamp":"2026-07-24T20:20:00Z","window":"15s","containers":{containers}}}"#
            )
        };
        let list = format!(
            r#"{{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{{}},"items":[{},{},{},{}]}}"#,
            pod(
                "a",
                r#"[{"name":"web","usage":{"cpu":"1500001n","memory":"2Ki"}},{"name":"log","usage":{"cpu":"1m","memory":"1Mi"}}]"#
            ),
            pod("half", r#"[{"name":"web","usage":{"cpu":"1n","memory":"2Ki"}},{"name":"log","usage":{"cpu":"1m"}}]"#),
            pod("none", "[]"),
            pod("null", "null"),
        );
        let pods = MetricsDecoder::default().pods(list.as_bytes()).expect("a list");
        assert_eq!(pods.len(), 1, "{pods:?}");
        assert_eq!((&*pods[0].namespace, &*pods[0].name, pods[0].window), ("iot", "a", 15_000));
        assert_eq!(pods[0].used(), Used { cpu: 2_500_001, memory: (1 << 20) + 2048 });
        let nodes = r#"{"items":[{"metadata":{"name":"n"},"timestamp":"2026-07-24T20:20:00Z","window":"20s","usage":{"cpu":"77m","memory":"9Ki"}},
            {"metadata":{"name":"m"},"timestamp":null,"usage":null}]}"#;
        let nodes = MetricsDecoder::default().nodes(nodes.as_bytes()).expect("a list");
        assert_eq!(nodes.len(), 1, "{nodes:?}");
        assert_eq!((&*nodes[0].name, nodes[0].used), ("n", Used { cpu: 77_000_000, memory: 9216 }));
        for text in ["", "{}", "[]", r#"{"kind":"Status","message":"no"}"#, r#"{"items":[1]}"#, r#"{"items":{}}"#] {
            assert!(MetricsDecoder::default().pods(text.as_bytes()).is_err(), "{text}");
        }
        assert!(MetricsDecoder::default().pods(br#"{"items":null}"#).is_ok_and(|all| all.is_empty()));
    }
}
