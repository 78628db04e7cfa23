//! Quantities as objects carry them: requests, limits and use. What cannot be read as one is none, rather than a reason to lose the object.

use crate::model::asks::{Ask, Asks};
use crate::model::quantity::Quantity;
use crate::model::usage::Used;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A quantity: a text, or a number, which the API takes as well.
#[derive(Default, Clone, Copy, Debug)]
pub(super) struct Amount(Option<Quantity>);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct AmountVisitor;
        impl<'de> Visitor<'de> for AmountVisitor {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
                Ok(Amount(text.parse().ok()))
            }

            fn visit_i64<E: Error>(self, n: i64) -> Result<Amount, E> {
                Ok(Amount(n.to_string().parse().ok()))
            }

            fn visit_u64<E: Error>(self, n: u64) -> Result<Amount, E> {
                Ok(Amount(n.to_string().parse().ok()))
            }

            fn visit_f64<E: Error>(self, n: f64) -> Result<Amount, E> {
                Ok(Amount(n.to_string().parse().ok()))
            }

            fn visit_unit<E: Error>(self) -> Result<Amount, E> {
                Ok(Amount(None))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Amount, E> {
                Ok(Amount(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Amount, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Amount(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Amount, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Amount(None))
            }
        }
        d.deserialize_any(AmountVisitor)
    }
}

/// Amounts of the resources that are shown.
#[derive(Deserialize, Default, Clone, Copy, Debug)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Amounts {
    cpu: Amount,
    memory: Amount,
    ephemeral_storage: Amount,
}

impl Amounts {
    /// What is used, where both are told.
    pub(super) fn used(self) -> Option<Used> {
        Some(Used { cpu: self.cpu.0?.billionths(), memory: self.memory.0?.whole() })
    }
}

/// `resources` of a container or a pod.
#[derive(Deserialize, Default, Clone, Copy, Debug)]
#[serde(default)]
pub(super) struct Resources {
    requests: Option<Amounts>,
    limits: Option<Amounts>,
}

impl Resources {
    /// Requests alone.
    pub(super) const fn requests(requests: Option<Amounts>) -> Self {
        Self { requests, limits: None }
    }

    /// Of a status: what is allocated counts as asked for.
    pub(super) fn with(self, allocated: Option<Amounts>) -> Asks {
        self.asks().most(Self::requests(allocated).asks())
    }

    pub(super) fn asks(self) -> Asks {
        let (requests, limits) = (self.requests.unwrap_or_default(), self.limits.unwrap_or_default());
        let ask = |of: fn(Amounts) -> Amount, read: fn(Quantity) -> u64| Ask {
            request: of(requests).0.map(read),
            limit: of(limits).0.map(read),
        };
        Asks {
            cpu: ask(|a| a.cpu, Quantity::billionths),
            memory: ask(|a| a.memory, Quantity::whole),
            storage: ask(|a| a.ephemeral_storage, Quantity::whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_limits_are_read_in_every_form_and_what_is_none_costs_no_object() {
        let read = |text: &str| serde_json::from_str::<Resources>(text).expect("it is read").asks();
        let asks = read(
            r#"{"requests":{"cpu":"250m","memory":"64Mi","nvidia.com/gpu":"1"},"limits":{"cpu":2,"memory":1.5,"ephemeral-storage":"1G"},"claims":[]}"#,
        );
        assert_eq!(asks.cpu, Ask { request: Some(250_000_000), limit: Some(2_000_000_000) });
        assert_eq!(asks.memory, Ask { request: Some(64 << 20), limit: Some(2) });
        assert_eq!(asks.storage, Ask { request: None, limit: Some(1_000_000_000) });
        for text in [
            "{}",
            r#"{"requests":null,"limits":{}}"#,
            r#"{"requests":{"cpu":"soon","memory":[1,[2]]},"limits":{"cpu":{"a":1},"memory":true,"ephemeral-storage":null}}"#,
        ] {
            assert_eq!(read(text), Asks::default(), "{text}");
        }
    }
}
