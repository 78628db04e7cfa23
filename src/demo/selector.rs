//! Label and field selectors.

use super::failure::Failure;
use super::json;
use super::resources::Res;
use super::store::Object;
use serde_json::Value;

#[derive(Debug, Clone, PartialEq)]
enum Need {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Has(String),
    Lacks(String),
}

/// A label selector; the empty one matches everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labels(Vec<Need>);

/// A field selector; the empty one matches everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fields(Vec<(String, bool, String)>);

impl Labels {
    /// Reads `a=b,c!=d,e in (x,y),f notin (z),g,!h`.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let mut needs = Vec::new();
        for part in split(text) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            let why = || Failure::bad_request(format!("unable to parse requirement: {}", complaint(part)));
            needs.push(Self::need(part).ok_or_else(why)?);
        }
        Ok(Self(needs))
    }

    fn need(part: &str) -> Option<Need> {
        let values = |list: &str| -> Option<Vec<String>> {
            let inner = list.trim().strip_prefix('(')?.strip_suffix(')')?;
            Some(inner.split(',').map(|v| v.trim().to_owned()).collect())
        };
        if let Some(rest) = part.strip_prefix('!') {
            return Self::key(rest).map(Need::Lacks);
        }
        if let Some((key, list)) = part.split_once(" notin ") {
            return Some(Need::NotIn(Self::key(key)?, values(list)?));
        }
        if let Some((key, list)) = part.split_once(" in ") {
            return Some(Need::In(Self::key(key)?, values(list)?));
        }
        if let Some((key, value)) = part.split_once("!=") {
            return Some(Need::NotIn(Self::key(key)?, vec![value.trim().into()]));
        }
        if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
            return Some(Need::In(Self::key(key)?, vec![value.trim().into()]));
        }
        Self::key(part).map(Need::Has)
    }

    fn key(text: &str) -> Option<String> {
        let text = text.trim();
        let ok = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        (!text.is_empty() && text.chars().all(ok)).then(|| text.to_owned())
    }

    /// Reads a `LabelSelector` object. One that is absent or empty matches nothing here, as controllers take it.
    pub fn of_object(selector: Option<&Value>) -> Option<Self> {
        let selector = selector?;
        let mut needs = Vec::new();
        if let Some(Value::Object(map)) = selector.get("matchLabels") {
            needs.extend(map.iter().map(|(k, v)| Need::In(k.clone(), vec![v.as_str().unwrap_or_default().into()])));
        }
        for e in json::list(selector, "/matchExpressions") {
            let key = json::text(e, "/key").to_owned();
            let values = json::list(e, "/values").iter().filter_map(Value::as_str).map(str::to_owned).collect();
            needs.push(match json::text(e, "/operator") {
                "In" => Need::In(key, values),
                "NotIn" => Need::NotIn(key, values),
                "Exists" => Need::Has(key),
                _ => Need::Lacks(key),
            });
        }
        (!needs.is_empty()).then_some(Self(needs))
    }

    /// Reads a PodDisruptionBudget's selector. In policy/v1 one that says nothing is for every pod of the namespace.
    pub fn of_budget(selector: Option<&Value>) -> Option<Self> {
        let all = selector.is_some_and(Value::is_object).then(|| Self(Vec::new()));
        Self::of_object(selector).or(all)
    }

    /// Whether a map of labels (or its absence) fits.
    pub fn fits(&self, labels: Option<&Value>) -> bool {
        let get = |key: &str| labels.and_then(|l| l.get(key)).and_then(Value::as_str);
        self.0.iter().all(|need| match need {
            Need::In(key, values) => get(key).is_some_and(|v| values.iter().any(|w| w == v)),
            Need::NotIn(key, values) => get(key).is_none_or(|v| values.iter().all(|w| w != v)),
            Need::Has(key) => get(key).is_some(),
            Need::Lacks(key) => get(key).is_none(),
        })
    }

    /// Whether an object fits.
    pub fn fits_object(&self, o: &Object) -> bool {
        self.0.is_empty() || self.fits(Some(&o.labels()))
    }

    /// The selector as text, as `status.selector` of a Scale has it.
    pub fn text(&self) -> String {
        let one = |need: &Need| match need {
            Need::In(k, v) if v.len() == 1 => format!("{k}={}", v[0]),
            Need::In(k, v) => format!("{k} in ({})", v.join(",")),
            Need::NotIn(k, v) => format!("{k} notin ({})", v.join(",")),
            Need::Has(k) => k.clone(),
            Need::Lacks(k) => format!("!{k}"),
        };
        self.0.iter().map(one).collect::<Vec<_>>().join(",")
    }
}

/// What the parser of k8s.io/apimachinery/pkg/labels says of a requirement that it cannot read.
fn complaint(part: &str) -> String {
    let mut words = part.split_whitespace().skip(1);
    match (words.next(), words.next().unwrap_or_default()) {
        (Some("in" | "notin"), next) => format!("found '{next}' expected: '('"),
        (Some(other), _) => format!("found '{other}', expected: in, notin, =, ==, !=, gt, lt"),
        (None, _) => format!("found '{part}', expected: !, identifier, or 'end of string'"),
    }
}

/// Splits at commas that stand outside of parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0usize, 0usize);
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

impl Fields {
    /// Reads `metadata.name=a,status.phase!=Running`; refuses fields that the resource does not index, as a real server does.
    pub fn parse(res: Res, text: &str) -> Result<Self, Failure> {
        let mut needs = Vec::new();
        for part in text.split(',').filter(|p| !p.trim().is_empty()) {
            let (key, equal, value) = if let Some((k, v)) = part.split_once("!=") {
                (k, false, v)
            } else if let Some((k, v)) = part.split_once("==").or_else(|| part.split_once('=')) {
                (k, true, v)
            } else {
                return Err(Failure::bad_request(format!("invalid selector: {text:?}; can't understand {part:?}")));
            };
            let key = key.trim();
            if !Self::known(res, key) {
                return Err(Failure::bad_request(format!("field label not supported: {key}")));
            }
            needs.push((key.to_owned(), equal, value.trim().to_owned()));
        }
        Ok(Self(needs))
    }

    fn known(res: Res, key: &str) -> bool {
        match key {
            "metadata.name" | "metadata.namespace" => true,
            "spec.nodeName" | "spec.restartPolicy" | "spec.schedulerName" | "spec.serviceAccountName" | "status.podIP" => {
                res == Res::Pods
            }
            "status.phase" => matches!(res, Res::Pods | Res::Namespaces),
            "spec.unschedulable" => res == Res::Nodes,
            "type" => matches!(res, Res::Events | Res::Secrets),
            "reason" | "source" | "reportingComponent" => res == Res::Events,
            "status.replicas" => res == Res::ReplicaSets,
            "status.successful" => res == Res::Jobs,
            _ => res == Res::Events && key.starts_with("involvedObject."),
        }
    }

    /// Whether an object fits.
    pub fn fits_object(&self, o: &Object) -> bool {
        self.0.is_empty() || self.fits(&o.glance())
    }

    /// Whether a value fits.
    pub fn fits(&self, object: &Value) -> bool {
        self.0.iter().all(|(key, equal, want)| {
            let mut at = Some(object);
            for part in key.split('.') {
                at = at.and_then(|v| v.get(part));
            }
            let have = match at {
                Some(Value::String(s)) => std::borrow::Cow::Borrowed(s.as_str()),
                Some(Value::Null) | None if key == "spec.unschedulable" => "false".into(),
                Some(Value::Null) | None => "".into(),
                Some(Value::Object(o)) => o.get("component").and_then(Value::as_str).unwrap_or_default().into(),
                Some(other) => other.to_string().into(),
            };
            (have == want.as_str()) == *equal
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn labels_fit_as_kubectl_means_them() {
        let labels = json!({ "app": "web", "env": "prod" });
        for (selector, want) in [
            ("", true),
            ("app=web", true),
            ("app==web,env=prod", true),
            ("app=api", false),
            ("app!=api", true),
            ("tier!=x", true),
            ("app in (web,api)", true),
            ("app notin (web),env", false),
            ("env", true),
            ("!env", false),
            ("!tier,app in (web)", true),
        ] {
            assert_eq!(Labels::parse(selector).unwrap().fits(Some(&labels)), want, "{selector}");
        }
        assert!(Labels::parse("a b").is_err());
    }

    #[test]
    fn fields_fit_and_unknown_ones_are_refused() {
        let pod = json!({ "metadata": { "name": "a" }, "status": { "phase": "Running" } });
        assert!(Fields::parse(Res::Pods, "metadata.name=a,status.phase!=Failed").unwrap().fits(&pod));
        assert!(!Fields::parse(Res::Pods, "spec.nodeName=n1").unwrap().fits(&pod));
        assert_eq!(Fields::parse(Res::Deployments, "spec.nodeName=n1").unwrap_err().code, 400);
    }
}
