//! When an event was last said: one rule for the list, the description and the tracker.

use super::de::{Num, When, nullable};
use crate::model::Time;
use serde::Deserialize;

/// The times of an Event, of either API (`v1` or `events.k8s.io/v1`), and how often it was said.
#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::cluster) struct EventTimes {
    #[serde(deserialize_with = "nullable")]
    series: Series,
    last_timestamp: When,
    event_time: When,
    first_timestamp: When,
    #[serde(deserialize_with = "nullable")]
    metadata: Created,
    count: Num,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Series {
    last_observed_time: When,
    count: Num,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Created {
    creation_timestamp: When,
}

impl EventTimes {
    /// When it was last said. The order is that of `printEvent` in kubernetes/pkg/printers/internalversion: a series, which the newer API
    /// counts up without touching `lastTimestamp`, stands before all; then when it was made.
    pub(in crate::cluster) fn last(&self) -> Option<Time> {
        let said = [self.series.last_observed_time, self.last_timestamp, self.event_time, self.first_timestamp];
        said.into_iter().chain([self.metadata.creation_timestamp]).find_map(|t| t.0)
    }

    /// How often it was said, a series first as well; 0 where that is not told.
    pub(in crate::cluster) fn count(&self) -> u32 {
        match self.series.count.count() {
            0 => self.count.count(),
            of_series => of_series,
        }
    }
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
                let read = EventTimes::deserialize(&value).unwrap();
                assert_eq!(read.last(), want, "{value}");
                let text: EventTimes = serde_json::from_str(&value.to_string()).unwrap();
                assert_eq!(text.last(), want, "{value}");
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
            assert_eq!(EventTimes::deserialize(&value).unwrap().count(), want, "{value}");
        }
    }
}
