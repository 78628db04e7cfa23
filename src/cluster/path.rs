//! What a request may ask for. Each is made of an [`ApiPath`], which holds a path of the API and nothing else: names come from kubeconfigs, from
//! flags, from what is typed and from the server itself, and none of them may lead a request elsewhere.

use super::error::ApiError;
use crate::model::naming;
use percent_encoding::percent_decode_str;

/// Parts of an object that are asked for. `exec`, `attach`, `portforward` and `proxy` are none of them: they reach into what the object stands
/// for.
const PARTS: [&str; 5] = ["eviction", "log", "scale", "status", "ephemeralcontainers"];

/// The longest name of a group (`validation.DNS1123SubdomainMaxLength`).
const LONGEST: usize = 253;

/// A text as a segment of a path, or as a value of a query.
pub(super) fn encode(text: &str) -> String {
    naming::segment(text)
}

/// A path of the API with its query.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ApiPath<'a>(&'a str);

impl<'a> ApiPath<'a> {
    /// Of a text that was put together: `/version`, `/apis/GROUP`, or a collection, an object or a part of one below a version of a group. A
    /// namespace is a DNS label, a name any that Kubernetes takes for a segment of a path, and all are encoded.
    ///
    /// # Errors
    /// When it is none, so that nothing is sent.
    pub(super) fn new(text: &'a str) -> Result<Self, ApiError> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let asks = |b: u8| b.is_ascii_alphanumeric() || b"-_.~%=&,:!()+;*'".contains(&b);
        let segments: Option<Vec<&str>> = path.strip_prefix('/').map(|p| p.split('/').collect());
        let good = segments.is_some_and(|s| is_of_api(&s)) && query.bytes().all(asks);
        if good { Ok(Self(text)) } else { Err(ApiError::Path(crate::model::text::clean(text).into_owned())) }
    }

    /// The text of it.
    pub(super) const fn text(self) -> &'a str {
        self.0
    }
}

/// What of a pod a stream reaches into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PodPart {
    /// Start a program in a container.
    Exec,
    /// The program that runs in a container.
    Attach,
    /// A port of it.
    PortForward,
}

impl PodPart {
    const fn word(self) -> &'static str {
        match self {
            Self::Exec => "exec",
            Self::Attach => "attach",
            Self::PortForward => "portforward",
        }
    }
}

/// The path of a stream into a pod, with its query. It is none that is read by: an [`ApiPath`] never reaches into what an object stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct PodPath(String);

impl PodPath {
    /// Of a pod's part; names and values are encoded.
    ///
    /// # Errors
    /// When the pod's path is none.
    pub(super) fn new(namespace: &str, pod: &str, part: PodPart, query: &[(&str, &str)]) -> Result<Self, ApiError> {
        let pod = format!("/api/v1/namespaces/{}/pods/{}", encode(namespace), encode(pod));
        let pod = ApiPath::new(&pod)?.text();
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        Ok(Self(format!("{pod}/{}?{}", part.word(), query.join("&"))))
    }

    /// The text of it.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

fn is_of_api(segments: &[&str]) -> bool {
    let rest = match segments {
        ["version" | "livez" | "readyz" | "healthz" | "api" | "apis"] => return true,
        ["api", version] => return label(version),
        ["apis", group] => return is_group(group),
        ["apis", group, version] => return is_group(group) && label(version),
        // The kubelet's own figures, and nothing else that it serves.
        ["api", "v1", "nodes", name, "proxy", "stats", "summary"] => return is_name(name),
        ["api", version, rest @ ..] if label(version) => rest,
        ["apis", group, version, rest @ ..] if is_group(group) && label(version) => rest,
        _ => return false,
    };
    let rest = match rest {
        ["namespaces", namespace, rest @ ..] if !rest.is_empty() && rest != ["status"] => {
            if !label(namespace) {
                return false;
            }
            rest
        }
        rest => rest,
    };
    match rest {
        [plural] => label(plural),
        [plural, name] => label(plural) && is_name(name),
        [plural, name, part] => label(plural) && is_name(name) && PARTS.contains(part),
        _ => false,
    }
}

fn label(text: &str) -> bool {
    naming::dns_label(text).is_ok()
}

fn is_group(text: &str) -> bool {
    text.len() <= LONGEST && text.split('.').all(label)
}

/// Whether a segment is the name of an object, encoded: it may hold anything but what divides paths (`path.IsValidPathSegmentName`).
fn is_name(segment: &str) -> bool {
    let decoded = percent_decode_str(segment).decode_utf8();
    // What is written in any other way than ours is none.
    decoded.is_ok_and(|n| naming::segment(&n) == segment && !n.is_empty() && !n.contains(['/', '%']) && !matches!(&*n, "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::model::naming::segment as encode;
    use crate::model::resource::Resource;

    fn goes(path: &str) -> bool {
        ApiPath::new(path).is_ok_and(|p| p.text() == path)
    }

    #[test]
    fn what_the_api_has_is_asked_for() {
        for path in [
            "/version",
            "/api/v1",
            "/apis",
            "/apis/apps/v1",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode",
            "/api/v1/namespaces",
            "/api/v1/namespaces/iot-dev",
            "/api/v1/namespaces/iot-dev/status",
            "/api/v1/namespaces/9/pods?limit=500&continue=a%2Bb%2Fc%3D",
            "/api/v1/namespaces/iot-dev/pods/web-1/log?container=web&follow=true&sinceTime=2026-11-28T00:00:00Z",
            "/api/v1/namespaces/iot-dev/pods/a.b-c/eviction?dryRun=All",
            "/apis/apps/v1/namespaces/iot-dev/deployments/web/scale",
            "/api/v1/nodes/node-1",
            "/api/v1/nodes/node-1/proxy/stats/summary",
            "/api/v1/pods?watch=true&resourceVersion=1&fieldSelector=spec.nodeName%3Dx",
            "/apis/lab.dev/v1alpha1/namespaces/iot/devices/proxy",
        ] {
            assert!(goes(path), "{path}");
        }
    }

    #[test]
    fn a_stream_goes_into_the_pod_that_is_named_and_nowhere_else() {
        let exec = PodPath::new("iot", "web-1", PodPart::Exec, &[("command", "sh"), ("command", "-c"), ("command", "a & b=?/é")]);
        assert_eq!(
            exec.unwrap().text(),
            "/api/v1/namespaces/iot/pods/web-1/exec?command=sh&command=-c&command=a%20%26%20b%3D%3F%2F%C3%A9"
        );
        assert_eq!(PodPath::new("iot", "p", PodPart::Attach, &[]).unwrap().text(), "/api/v1/namespaces/iot/pods/p/attach?");
        for (namespace, pod) in [("..", "p"), ("a/b", "p"), ("", "p"), ("iot", ""), ("iot", ".."), ("iot", "a/b"), ("A", "p")] {
            assert!(PodPath::new(namespace, pod, PodPart::Exec, &[]).is_err(), "{namespace:?} {pod:?}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let pod = "/api/v1/namespaces/n/pods/p";
        for path in [
            "",
            "/",
            "version",
            "//version",
            "/version/",
            "/metrics",
            "/api/v1/namespaces/default/services/foo/proxy/reboot?x=/pods",
            "/api/v1/namespaces/default/services/foo/proxy/reboot",
            "/api/v1/namespaces/../../../version",
            "/api/v1/namespaces/a%2Fb/pods",
            "/api/v1/namespaces/%2E%2E/pods",
            "/api/v1/namespaces/A/pods",
            "/api/v1/namespaces//pods",
            "/api/v1/namespaces/a?b/pods#c",
            "/api/v1/namespaces/n/pods/%2E%2E",
            "/api/v1/namespaces/n/pods/a%2Fb",
            "/api/v1/namespaces/n/pods/a%252Fb",
            "/api/v1/namespaces/n/pods/%zz",
            "/api/v1/namespaces/n/pods/a b",
            "/api/v1/namespaces/n/pods/p\\q",
            "/api/v1/namespaces/n/po%64s",
            "/apis/a..b/v1/things",
            "/api/v1/pods?x=1#y",
            "/api/v1/pods?x=1?y",
            "/api/v1/pods?x=a b",
            "/api/v1/pods?x=\u{1b}",
            "http://elsewhere/version",
            &format!("{pod}/exec?command=sh"),
            &format!("{pod}/attach"),
            &format!("{pod}/portforward"),
            &format!("{pod}/proxy"),
            &format!("{pod}/EXEC"),
            &format!("{pod}/log/x"),
            "/api/v1/nodes/n/proxy/run",
            "/api/v1/nodes/n/proxy/stats",
            "/api/v1/nodes/n/proxy/stats/summary/x",
            "/api/v1/nodes/../proxy/stats/summary",
            "/api/v1/nodes/n/proxy/stats/%2E%2E",
            "/api/v1/namespaces/n/pods/p/proxy/stats/summary",
            "/api/v1/namespaces/n/services/s/proxy/stats/summary",
            "/apis/g/v1/nodes/n/proxy/stats/summary",
        ] {
            assert!(!goes(path), "{path}");
        }
    }

    /// Whatever a name holds, what is made of it asks for an object of that place or for nothing.
    #[test]
    fn no_name_leads_elsewhere() {
        let mut random = fastrand::Rng::with_seed(13);
        let bits = [
            "/", "..", ".", "?", "%", "%2f", "#", "proxy", "exec", "a", "-", "é", "\u{1b}", " ", "\\", "&", "=", ":", "A", "\n",
            "\0",
        ];
        let deployments = Resource::new("apps", "v1", "deployments", "Deployment", true);
        let mut went = 0;
        for _ in 0..20_000 {
            let name: String = (0..random.usize(0..7)).map(|_| bits[random.usize(0..bits.len())]).collect();
            let is_label = naming::dns_label(&name).is_ok();
            let paths = [
                Kind::Pod.path(Some(&name)),
                deployments.path(Some(&name)),
                format!("{}?limit=1", Kind::Deployment.path(Some(&name))),
                format!("/api/v1/namespaces/{}/pods/p/log?container=c", encode(&name)),
            ];
            for path in &paths {
                // As one segment it is a namespace, or nothing is asked.
                assert_eq!(goes(path), is_label, "{path:?}");
            }
            // Raw, as a mistake in a place that makes a path would have it: even then nothing is reached into, and no query is begun.
            let raw = format!("/api/v1/namespaces/{name}/pods");
            if goes(&raw) {
                let rest: Vec<&str> = raw.split('/').skip(4).collect();
                assert!(rest.iter().all(|s| label(s)) && rest.len() <= 3, "{raw:?}");
                went += 1;
            }
            let pod = format!("{}/{}/log?container={}", Kind::Pod.path(Some("n")), encode(&name), encode(&name));
            let parts: Vec<&str> = pod.split('?').next().unwrap_or_default().split('/').collect();
            assert!(!goes(&pod) || (parts.len() == 8 && parts[7] == "log" && pod.matches('?').count() == 1), "{pod:?}");
        }
        assert!(went > 100 && !goes("/api/v1/namespaces/n/services/s/proxy/pods"), "{went}");
    }
}
