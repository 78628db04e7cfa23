//! Objects as the store keeps them: as text, and as a value while somebody looks.

use super::json;
use crate::model::time::Time;
use bytes::Bytes;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// One version of an object. What is kept is its text, a tenth of the size of the value; the value is made when somebody looks.
#[derive(Debug)]
pub struct Object {
    /// The object.
    pub value: Lazy,
    /// What controllers ask of a pod again and again.
    pub facts: Facts,
}

/// What is known of a pod without its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// It counts for its controller: not finished, not on its way out.
    pub active: bool,
    /// It is ready.
    pub ready: bool,
    /// Since when it has been ready, or not.
    pub since: Option<Time>,
}

impl Facts {
    fn of(value: &Value) -> Self {
        if json::text(value, "/kind") != "Pod" {
            return Self::default();
        }
        let condition = json::condition(value, "Ready");
        Self {
            active: !json::deleting(value) && !matches!(json::text(value, "/status/phase"), "Succeeded" | "Failed"),
            ready: condition.is_some_and(|c| json::text(c, "/status") == "True"),
            since: condition.and_then(|c| json::time(c, "/lastTransitionTime")),
        }
    }

    /// Whether a pod has been ready for long enough; else, how many milliseconds are missing when it is only that.
    pub fn available(&self, wait_ms: i64, now: Time) -> Result<(), Option<i64>> {
        if !self.ready {
            return Err(None);
        }
        let left = self.since.map_or(0, |t| wait_ms - now.since(t));
        if wait_ms == 0 || left <= 0 { Ok(()) } else { Err(Some(left)) }
    }
}

/// A shared version of an object.
pub type Obj = Arc<Object>;

/// A value that is kept as text until somebody looks.
#[derive(Debug)]
pub struct Lazy {
    text: Bytes,
    value: OnceLock<Value>,
}

impl std::ops::Deref for Lazy {
    type Target = Value;

    fn deref(&self) -> &Value {
        self.value.get_or_init(|| serde_json::from_slice(&self.text).unwrap_or_default())
    }
}

impl Object {
    /// A version to be kept.
    pub fn new(value: Value) -> Obj {
        // Without the room that a growing buffer leaves at its end.
        let text = serde_json::to_vec(&value).unwrap_or_default().into_boxed_slice().into();
        Arc::new(Self { facts: Facts::of(&value), value: Lazy { text, value: OnceLock::from(value) } })
    }

    /// The same object without its value.
    pub fn cold(&self) -> Obj {
        Arc::new(Self { facts: self.facts, value: Lazy { text: self.value.text.clone(), value: OnceLock::new() } })
    }

    /// A value that is not kept in the store but treated like one that is.
    pub fn alone(value: Value) -> Obj {
        Self::new(value)
    }

    /// The object as JSON text.
    pub fn text(&self) -> Bytes {
        self.value.text.clone()
    }

    /// The value, made for this look alone when nobody has looked yet.
    pub fn glance(&self) -> Cow<'_, Value> {
        match self.value.value.get() {
            Some(v) => Cow::Borrowed(v),
            None => Cow::Owned(serde_json::from_slice(&self.value.text).unwrap_or_default()),
        }
    }

    /// The labels, without making the value.
    pub fn labels(&self) -> Cow<'_, Value> {
        #[derive(serde::Deserialize)]
        struct Head {
            metadata: Meta,
        }
        #[derive(serde::Deserialize)]
        struct Meta {
            #[serde(default)]
            labels: Value,
        }
        match self.value.value.get() {
            Some(v) => v.pointer("/metadata/labels").map_or(Cow::Owned(Value::Null), Cow::Borrowed),
            None => Cow::Owned(serde_json::from_slice::<Head>(&self.value.text).map(|h| h.metadata.labels).unwrap_or_default()),
        }
    }

    /// Whether its value has been made.
    pub fn is_hot(&self) -> bool {
        self.value.value.get().is_some()
    }
}
