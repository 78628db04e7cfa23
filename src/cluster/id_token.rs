//! The id tokens of the auth provider `oidc`: until when one is good, and those that were had while this program runs. kubectl writes what
//! it was given into the kubeconfig, this program leaves that file alone.

use super::target::Oidc;
use crate::model::Time;
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::Uri;
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError};

/// A token is not used in its last ten seconds, as client-go has it (`expiryDelta`), in milliseconds.
const EARLY: i64 = 10_000;
/// Of how many users tokens are kept.
const MOST: usize = 64;

/// How a client shows who it is: some providers want it in the one way, some in the other, some refuse both at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::cluster) enum Style {
    /// HTTP Basic.
    Header,
    /// In the form that is sent.
    Form,
}

/// What is known of a user by now. It holds tokens, so it cannot be printed.
pub(in crate::cluster) struct Tokens {
    pub id: String,
    /// The last one that was given: many providers take each but once.
    pub refresh: String,
    /// Where they are had, once the provider has said so.
    pub endpoint: Option<Uri>,
    /// What the provider took.
    pub style: Option<Style>,
}

/// Until when a JWT is used: shortly before its claim `exp`, in seconds, which may be written with a fraction. Nothing where it has none.
pub(in crate::cluster) fn until(token: &str) -> Option<Time> {
    Some(expires(token)?.plus(-EARLY))
}

/// A JWT's claim `exp`. Nothing where it has none, and for what is no JWT.
pub(in crate::cluster) fn expires(token: &str) -> Option<Time> {
    counts(token).map(|(_, until)| until)
}

/// From when, where it says so (`iat`), and until when a JWT counts (`exp`).
pub(in crate::cluster) fn counts(token: &str) -> Option<(Option<Time>, Time)> {
    #[derive(Deserialize)]
    struct Claims {
        exp: serde_json::Number,
        iat: Option<serde_json::Value>,
    }
    let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&URL_SAFE, config.with_decode_padding_mode(DecodePaddingMode::Indifferent));
    let claims: Claims = serde_json::from_slice(&engine.decode(token.split('.').nth(1)?).ok()?).ok()?;
    let seconds = |n: &serde_json::Number| n.as_i64().or_else(|| n.as_f64().map(|s| s as i64)).map(Time::from_secs);
    let from = if let Some(serde_json::Value::Number(n)) = &claims.iat { seconds(n) } else { None };
    Some((from, seconds(&claims.exp)?))
}

type One = Arc<tokio::sync::Mutex<Tokens>>;

/// The tokens of all users: a kubeconfig that is read again, or a context that is left and come back to, has those that were given last.
#[derive(Clone, Default)]
pub(in crate::cluster) struct Kept(Arc<Mutex<Vec<(Oidc, One)>>>);

impl Kept {
    /// Those of a user of the kubeconfig. Whoever has them had anew holds them alone meanwhile.
    pub(in crate::cluster) fn of(&self, user: &Oidc) -> One {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, tokens)) = all.iter().find(|(known, _)| known == user) {
            return tokens.clone();
        }
        if all.len() >= MOST {
            all.remove(0);
        }
        let tokens = Tokens { id: user.id_token.clone(), refresh: user.refresh_token.clone(), endpoint: None, style: None };
        let tokens = Arc::new(tokio::sync::Mutex::new(tokens));
        all.push((user.clone(), tokens.clone()));
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::target::Trust;

    fn jwt(claims: &str) -> String {
        format!("e30.{}.sig", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_is_good_until_ten_seconds_before_its_expiry() {
        let padded = format!("e30.{}.sig", base64::engine::general_purpose::URL_SAFE.encode(r#"{"exp":1687965593}"#));
        for (id, want) in [
            // The ones that kube is tested with: 2123-06-28T15:18:12Z and 2023-06-28T15:19:53Z.
            (
                "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJPbmxpbmUgSldUIEJ1aWxkZXIiLCJpYXQiOjE2ODc5NjU0NTIsImV4cCI6NDg0MzYzOTA5MiwiYXVkIjoid3d3LmV4YW1wbGUuY29tIiwic3ViIjoianJvY2tldEBleGFtcGxlLmNvbSIsIkVtYWlsIjoiYmVlQGV4YW1wbGUuY29tIn0.GKTkPMywcNQv0n01iBfv_A6VuCCCcAe72RhP0OrZsQM",
                Some(4_843_639_082_000),
            ),
            (
                "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJPbmxpbmUgSldUIEJ1aWxkZXIiLCJpYXQiOjE2ODc5NjU0NTIsImV4cCI6MTY4Nzk2NTU5MywiYXVkIjoid3d3LmV4YW1wbGUuY29tIiwic3ViIjoianJvY2tldEBleGFtcGxlLmNvbSIsIkVtYWlsIjoiYmVlQGV4YW1wbGUuY29tIn0.zTDnfI_zXIa6yPKY_ZE8r6GoLK7Syj-URcTU5_ryv1M",
                Some(1_687_965_583_000),
            ),
            (&jwt(r#"{"exp":1687965593}"#), Some(1_687_965_583_000)),
            (&padded, Some(1_687_965_583_000)),
            (&jwt(r#"{"exp":1687965593.9,"sub":"é"}"#), Some(1_687_965_583_000)),
            (&jwt(r#"{"exp":1.687965593e9}"#), Some(1_687_965_583_000)),
            (&jwt(r#"{"exp":0}"#), Some(-10_000)),
            (&jwt(r#"{"exp":-5}"#), Some(-15_000)),
            (&jwt(r#"{"exp":9223372036854775807}"#), Some(i64::MAX - 10_000)),
            (&jwt(r#"{"exp":1e300}"#), Some(i64::MAX - 10_000)),
            ("", None),
            (&jwt(r#"{"exp":"1687965593"}"#), None),
            (&jwt(r#"{"exp":null}"#), None),
            (&jwt(r#"{"sub":"a"}"#), None),
            (&jwt("[]"), None),
            (&jwt(""), None),
            ("e30", None),
            ("e30.?.sig", None),
            ("opaque-token", None),
        ] {
            assert_eq!(until(id).map(Time::millis), want, "{id}");
        }
    }

    #[test]
    fn a_token_says_when_it_was_made() {
        let at = |s| Some(Time::from_secs(s));
        for (claims, want) in [
            (r#"{"iat":5,"exp":9}"#, Some((at(5), 9))),
            (r#"{"iat":5.5,"exp":9}"#, Some((at(5), 9))),
            (r#"{"exp":9}"#, Some((None, 9))),
            (r#"{"iat":null,"exp":9}"#, Some((None, 9))),
            (r#"{"iat":"5","exp":9}"#, Some((None, 9))),
            (r#"{"iat":5}"#, None),
        ] {
            assert_eq!(counts(&jwt(claims)).map(|(from, until)| (from, until.secs())), want, "{claims}");
        }
    }

    #[test]
    fn what_was_given_is_kept_for_its_user_and_for_no_other() {
        let user = |n: usize| Oidc {
            issuer: "https://idp".into(),
            client_id: "a".into(),
            client_secret: String::new(),
            id_token: String::new(),
            refresh_token: n.to_string(),
            trust: Trust::System,
        };
        let kept = Kept::default();
        kept.of(&user(0)).try_lock().unwrap().refresh = "given".into();
        assert_eq!(kept.of(&user(0)).try_lock().unwrap().refresh, "given");
        assert_eq!(kept.clone().of(&user(0)).try_lock().unwrap().refresh, "given");
        assert_eq!(kept.of(&user(1)).try_lock().unwrap().refresh, "1");
        // A kubeconfig that is written again and again takes no more room.
        (2..1000).for_each(|n| drop(kept.of(&user(n))));
        assert_eq!(kept.0.lock().unwrap().len(), MOST);
    }
}
