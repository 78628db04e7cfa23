//! An Event of the API: what was said of which object, and by one rule when last and how often, for the list of events, the description and
//! the tracker alike.

use super::Slim;
use super::de::{Num, Text, When, nullable};
use super::interner::Interner;
use super::meta::Meta;
use crate::model::{Time, Uid};
use serde::Deserialize;

/// An event, in the words in which it came: whoever draws them cleans them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::cluster) struct CoreEvent {
    /// Its own UID.
    pub(in crate::cluster) uid: Uid,
    /// The kind, name and UID of the object that it is about. An event about a node has the node's name for its UID.
    pub(in crate::cluster) about: (String, String, String),
    /// `Normal` or `Warning`.
    pub(in crate::cluster) kind: String,
    /// Such as `Unhealthy`.
    pub(in crate::cluster) reason: String,
    /// Its sentence.
    pub(in crate::cluster) message: String,
    /// When it was last said, where any time of it is known.
    pub(in crate::cluster) last: Option<Time>,
    /// How often it was said; 0 where that is not told.
    pub(in crate::cluster) count: u32,
}

/// The same on the wire, with the times and the count of either API (`v1` or `events.k8s.io/v1`).
#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    involved_object: About<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    reason: Text<'a>,
    #[serde(borrow)]
    message: Text<'a>,
    #[serde(deserialize_with = "nullable")]
    series: Series,
    last_timestamp: When,
    event_time: When,
    first_timestamp: When,
    count: Num,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct About<'a> {
    #[serde(borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    uid: Text<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Series {
    last_observed_time: When,
    count: Num,
}

impl Wire<'_> {
    /// When it was last said. The order is that of `printEvent` in kubernetes/pkg/printers/internalversion: a series, which the newer API
    /// counts up without touching `lastTimestamp`, stands before all; then when it was made.
    fn last(&self) -> Option<Time> {
        let said = [self.series.last_observed_time, self.last_timestamp, self.event_time, self.first_timestamp];
        said.into_iter().chain([self.metadata.creation_timestamp]).find_map(|t| t.0)
    }

    /// How often it was said, a series first as well; 0 where that is not told.
    fn count(&self) -> u32 {
        match self.series.count.count() {
            0 => self.count.count(),
            of_series => of_series,
        }
    }
}

impl<'a> Slim<'a> for Wire<'a> {
    type Row = CoreEvent;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, _: &mut Interner) -> CoreEvent {
        let about = &self.involved_object;
        CoreEvent {
            uid,
            about: (about.kind.to_string(), about.name.to_string(), about.uid.to_string()),
            kind: self.kind.to_string(),
            reason: self.reason.to_string(),
            message: self.message.to_string(),
            last: self.last(),
            count: self.count(),
        }
    }
}

decoder! {
    /// Reads pages and watch lines of events.
    EventDecoder, Wire, CoreEvent
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value, json};

    const FIELDS: [&str; 5] = ["series", "lastTimestamp", "eventTime", "firstTimestamp", "creationTimestamp"];

    /// An event in which these fields have these values, in the order of [`FIELDS`].
    fn event(values: &[Value]) -> Value {
        let mut fields: Map<String, Value> = FIELDS.iter().zip(values).map(|(f, v)| ((*f).to_owned(), v.clone())).collect();
        let created = fields.remove("creationTimestamp");
        fields.insert("metadata".into(), json!({ "creationTimestamp": created }));
        let series = fields.remove("series").map(|t| if t.is_null() { t } else { json!({ "count": 7, "lastObservedTime": t }) });
        fields.insert("series".into(), series.unwrap_or_default());
        fields.into()
    }

    #[test]
    fn the_first_time_that_is_known_counts_in_kubectls_order() {
        let unknown = [Value::Null, json!("0001-01-01T00:00:00Z"), json!(""), json!(5)];
        // Every choice of which times are known, and every way of not being known.
        for known in 0..32u32 {
            for none in &unknown {
                let time = |i: usize| json!(format!("2026-07-24T20:0{i}:00.123456Z"));
                let values: Vec<Value> = (0..5).map(|i| if known & (1 << i) == 0 { none.clone() } else { time(i) }).collect();
                let value = event(&values);
                let want = (0..5).find(|i| known & (1 << i) != 0).and_then(|i| Time::parse(time(i).as_str()?));
                let text = value.to_string();
                assert_eq!(serde_json::from_str::<Wire<'_>>(&text).unwrap().last(), want, "{text}");
            }
        }
    }

    #[test]
    fn a_series_counts_itself() {
        for (value, want) in [
            (json!({ "count": 3 }), 3),
            (json!({ "count": 3, "series": { "count": 9 } }), 9),
            (json!({ "count": null, "series": { "count": 9 } }), 9),
            (json!({ "count": 3, "series": null }), 3),
            (json!({}), 0),
        ] {
            let text = value.to_string();
            assert_eq!(serde_json::from_str::<Wire<'_>>(&text).unwrap().count(), want, "{text}");
        }
    }
}
