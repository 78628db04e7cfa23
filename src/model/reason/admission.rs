//! Why an object was not admitted: quotas, limits, policies, webhooks. The words are those of the API server's admission plugins.

use super::{Told, Why, missing, quoted};
use crate::model::Name;
use std::fmt;

/// Why an object was not admitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AdmissionWhy {
    /// It is more than a quota gives.
    Quota,
    /// What that quota has, and what was asked of it.
    Used(Name, Box<[Used]>),
    /// A webhook denied it.
    Webhook(Name),
    /// A webhook does not answer.
    WebhookSilent(Name),
    /// A policy denied it.
    Policy(Name),
}

/// One thing that a quota counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Used {
    /// What.
    pub key: Name,
    /// How much of it is used.
    pub used: Name,
    /// How much more was asked for.
    pub more: Name,
    /// How much there may be.
    pub of: Name,
}

impl fmt::Display for AdmissionWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quota => f.write_str("exceeded quota"),
            Self::Used(quota, all) => {
                let all: Vec<String> =
                    all.iter().map(|Used { key, used, more, of }| format!("{key} {used} + {more} of {of}")).collect();
                write!(f, "{quota}: {}", all.join(", "))
            }
            Self::Webhook(name) => write!(f, "denied by webhook {name}"),
            Self::WebhookSilent(name) => write!(f, "webhook {name} does not answer"),
            Self::Policy(name) => write!(f, "denied by policy {name}"),
        }
    }
}

/// What is said of an object that could not be made, beginning with the cause.
pub fn refused(message: &str) -> Told {
    let text = core(message);
    if let Some(rest) = text.strip_prefix("exceeded quota: ")
        && let Some(used) = quota(rest)
    {
        return Told::new(AdmissionWhy::Quota, used);
    }
    if let Some(rest) = text.strip_prefix("admission webhook ") {
        let why = rest
            .split_once(" denied the request")
            .map(|(_, why)| why.trim_start_matches([':', ' ']).trim_start_matches("without explanation"));
        if let (Some(name), Some(why)) = (quoted(rest), why) {
            return Told::new(AdmissionWhy::Webhook(name.into()), why);
        }
    }
    if let Some(rest) = text.strip_prefix("failed calling webhook ")
        && let (Some(name), Some((_, why))) = (quoted(rest), rest.split_once("\": "))
    {
        return Told::new(AdmissionWhy::WebhookSilent(name.into()), why);
    }
    if let Some(rest) = text.strip_prefix("ValidatingAdmissionPolicy '")
        && let (Some((name, _)), Some((_, why))) = (rest.split_once('\''), rest.split_once(" denied request: "))
    {
        return Told::new(AdmissionWhy::Policy(name.into()), why);
    }
    if let Some(why) = missing(text) {
        return Told::new(why, "");
    }
    let (what, detail) = text.split_once(": ").unwrap_or((text, ""));
    Told::new(if what == "exceeded quota" { Why::from(AdmissionWhy::Quota) } else { Why::from(what) }, detail)
}

/// The message without what every such message begins with.
fn core(message: &str) -> &str {
    let mut text = message.trim();
    for lead in ["Error creating: ", "Internal error occurred: "] {
        text = text.strip_prefix(lead).unwrap_or(text);
    }
    // `pods "web-5d4-" is forbidden: …`, `Pod "web-5d4-x" is invalid: …`
    for verb in ["\" is forbidden: ", "\" is invalid: "] {
        if let Some((who, rest)) = text.split_once(verb)
            && !who.contains(": ")
        {
            text = rest;
        }
    }
    if let Some(rest) = text.strip_prefix("error looking up service account ")
        && let Some((_, why)) = rest.split_once(": ")
    {
        text = why;
    }
    text
}

/// `compute, requested: pods=1, used: pods=3, limited: pods=3` as `compute: pods 3 + 1 of 3`.
fn quota(rest: &str) -> Option<AdmissionWhy> {
    let (name, rest) = rest.split_once(", requested: ")?;
    let (requested, rest) = rest.split_once(", used: ")?;
    let (used, limited) = rest.split_once(", limited: ")?;
    let of = |list: &str, key: &str| -> Option<Name> {
        list.split(',').find_map(|pair| pair.trim().split_once('=').filter(|(k, _)| *k == key).map(|(_, v)| v.into()))
    };
    let all: Option<Box<[Used]>> = requested
        .split(',')
        .map(|pair| {
            let (key, more) = pair.trim().split_once('=')?;
            Some(Used { key: key.into(), used: of(used, key)?, more: more.into(), of: of(limited, key)? })
        })
        .collect();
    Some(AdmissionWhy::Used(name.into(), all?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_admission_says() {
        for (message, want) in [
            (
                r#"pods "web-5d4-" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=3, limited: pods=3"#,
                "exceeded quota: compute: pods 3 + 1 of 3",
            ),
            (
                r#"pods "web-5d4-abc" is forbidden: exceeded quota: q, requested: requests.cpu=500m,requests.memory=1Gi, used: requests.cpu=900m,requests.memory=3Gi, limited: requests.cpu=1,requests.memory=4Gi"#,
                "exceeded quota: q: requests.cpu 900m + 500m of 1, requests.memory 3Gi + 1Gi of 4Gi",
            ),
            ("exceeded quota", "exceeded quota"),
            ("exceeded quota: compute", "exceeded quota: compute"),
            (
                r#"pods "web-5d4-" is forbidden: failed quota: q: must specify limits.cpu for: web"#,
                "failed quota: q: must specify limits.cpu for: web",
            ),
            (
                r#"pods "web-5d4-" is forbidden: error looking up service account iot-dev/robot: serviceaccount "robot" not found"#,
                r#"serviceaccount "robot" not found"#,
            ),
            (
                r#"pods "web-5d4-" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)"#,
                r#"violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)"#,
            ),
            (
                r#"pods "web-5d4-" is forbidden: maximum cpu usage per Container is 1, but limit is 2"#,
                "maximum cpu usage per Container is 1, but limit is 2",
            ),
            (
                r#"pods "web-5d4-" is forbidden: no PriorityClass with name urgent was found"#,
                "no PriorityClass with name urgent was found",
            ),
            (
                r#"admission webhook "validate.example.com" denied the request: no owner label"#,
                "denied by webhook validate.example.com: no owner label",
            ),
            (
                r#"admission webhook "validate.example.com" denied the request without explanation"#,
                "denied by webhook validate.example.com",
            ),
            (
                r#"Internal error occurred: failed calling webhook "validate.example.com": failed to call webhook: Post "https://x.y.svc:443/v?timeout=10s": dial tcp 10.0.0.9:443: connect: connection refused"#,
                r#"webhook validate.example.com does not answer: failed to call webhook: Post "https://x.y.svc:443/v?timeout=10s": dial tcp 10.0.0.9:443: connect: connection refused"#,
            ),
            (
                "pods \"web-5d4-\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'prod' denied request: the tag latest is not allowed",
                "denied by policy no-latest: the tag latest is not allowed",
            ),
            (r#"Pod "web-5d4-x" is invalid: spec.containers[0].image: Required value"#, "spec.containers[0].image: Required value"),
            ("the moon is full", "the moon is full"),
            ("", ""),
        ] {
            assert_eq!(refused(message).to_string(), want, "{message}");
        }
    }
}
