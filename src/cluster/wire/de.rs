//! How fields are read: borrowed from the bytes, and with `null` meaning the same as absence, as it does to the API.

use crate::model::Time;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// A text, borrowed where it holds no escapes. (An `Option<Cow<str>>` would always be copied.)
#[derive(Default, Clone, Debug)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, v: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(v)))
            }

            fn visit_str<E: Error>(self, v: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(v.to_owned())))
            }

            fn visit_unit<E: Error>(self) -> Result<Text<'de>, E> {
                Ok(Text::default())
            }
        }
        d.deserialize_any(TextVisitor)
    }
}

/// A point in time. What cannot be read as one is none, rather than a reason to lose the object.
#[derive(Default, Clone, Copy, Debug)]
pub(super) struct When(pub Option<Time>);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct WhenVisitor;
        impl<'de> Visitor<'de> for WhenVisitor {
            type Value = When;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<When, E> {
                Ok(When(parse(text)))
            }

            fn visit_unit<E: Error>(self) -> Result<When, E> {
                Ok(When(None))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<When, E> {
                Ok(When(None))
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<When, E> {
                Ok(When(None))
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<When, E> {
                Ok(When(None))
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<When, E> {
                Ok(When(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<When, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(When(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<When, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(When(None))
            }
        }
        d.deserialize_any(WhenVisitor)
    }
}

/// `2026-07-24T20:20:35Z`, the form in which the API writes nearly every time, is read without chrono's generality.
fn parse(text: &str) -> Option<Time> {
    let b = text.as_bytes();
    let number =
        |from: usize, to: usize| b[from..to].iter().try_fold(0i64, |n, c| c.is_ascii_digit().then(|| n * 10 + i64::from(c - b'0')));
    let plain = b.len() == 20 && b[4] == b'-' && b[7] == b'-' && b[10] == b'T' && b[13] == b':' && b[16] == b':' && b[19] == b'Z';
    if plain
        && let (Some(y), Some(m), Some(d)) = (number(0, 4), number(5, 7), number(8, 10))
        && let (Some(h), Some(min), Some(s)) = (number(11, 13), number(14, 16), number(17, 19))
        && (1970..).contains(&y)
        && (1..=12).contains(&m)
        && (1..=28).contains(&d)
        && h < 24
        && min < 60
        && s < 60
    {
        // Days since the epoch: years that begin in March, so that the leap day is a year's last.
        let (y, m) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
        let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + d - 1 - 719_468;
        return Some(Time::from_secs(days * 86_400 + h * 3600 + min * 60 + s));
    }
    Time::parse(text)
}

/// A whole number.
#[derive(Default, Clone, Copy, Debug)]
pub(super) struct Num(pub i64);

impl Num {
    /// As a count: what is negative is none.
    pub(super) fn count(self) -> u32 {
        u32::try_from(self.0.max(0)).unwrap_or(u32::MAX)
    }
}

impl<'de> Deserialize<'de> for Num {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Self(Option::<i64>::deserialize(d)?.unwrap_or_default()))
    }
}

/// `null` for a whole structure or a list means the same as its absence: Go writes an empty list so.
pub(in crate::cluster) fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(d: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(d)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_time_is_none_and_costs_no_object() {
        for text in
            ["null", "0", "-1.5", "true", "[1,[2]]", r#"{"a":{"b":null}}"#, r#""""#, r#""soon""#, r#""0001-01-01T00:00:00Z""#]
        {
            assert_eq!(serde_json::from_str::<When>(text).unwrap().0, None, "{text}");
        }
        assert!(serde_json::from_str::<When>(r#""2026-07-24T20:20:35Z""#).unwrap().0.is_some());
    }

    #[test]
    fn the_short_way_of_reading_times_gives_what_chrono_gives() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2000-02-29T23:59:59Z",
            "2023-12-31T00:00:01Z",
            "2024-02-28T12:00:00Z",
            "2024-03-01T12:00:00Z",
            "2100-03-01T00:00:00Z",
            "2026-07-24T20:20:35.123456789Z",
            "2026-07-24T20:20:35+02:00",
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "not a time at all...",
            "0001-01-01T00:00:00Z",
            "",
        ] {
            assert_eq!(parse(text), Time::parse(text), "{text}");
        }
        let mut t = Time::from_secs(0);
        while t.secs() < 4_102_444_800 {
            assert_eq!(parse(&t.rfc3339()), Some(t));
            t = t.plus(86_400_000 * 13 + 3_607_000);
        }
    }
}
