//! From what the form holds to YAML: a Deployment, and a Service where one is wanted.

use serde_json::{Map, Value, json};

/// A workload that somebody wants, checked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Its namespace.
    pub namespace: String,
    /// Its name, which its container has as well.
    pub name: String,
    /// The container's image.
    pub image: String,
    /// How many pods.
    pub replicas: u32,
    /// The port that the container listens on.
    pub port: Option<u16>,
    /// What is run in the place of the image's own command; none for that.
    pub command: Vec<String>,
    /// The container's environment, in its order.
    pub env: Vec<(String, String)>,
    /// What a pod is promised, by resource.
    pub requests: Vec<(&'static str, String)>,
    /// What it may take at most, by resource.
    pub limits: Vec<(&'static str, String)>,
    /// The port of a Service before it; `None` for no Service.
    pub service: Option<u16>,
}

impl Wanted {
    /// Its objects as one YAML text, in the order in which people read them.
    pub fn yaml(&self) -> String {
        let mut documents = vec![self.deployment()];
        documents.extend(self.service.zip(self.port).map(|(port, target)| self.service(port, target)));
        let text = |document: &Value| serde_saphyr::to_string(document).unwrap_or_default();
        documents.iter().map(text).collect::<Vec<_>>().join("---\n")
    }

    fn labels(&self) -> Value {
        json!({"app.kubernetes.io/name": self.name, "app.kubernetes.io/instance": self.name})
    }

    fn metadata(&self) -> Value {
        json!({"name": self.name, "namespace": self.namespace, "labels": self.labels()})
    }

    fn deployment(&self) -> Value {
        let mut container = json!({"name": self.name, "image": self.image});
        if let Some(map) = container.as_object_mut() {
            if !self.command.is_empty() {
                map.insert("command".into(), json!(self.command));
            }
            // The protocol is part of what tells ports apart, so it is said and not left to be filled in.
            if let Some(port) = self.port {
                map.insert("ports".into(), json!([{"containerPort": port, "protocol": "TCP"}]));
            }
            if !self.env.is_empty() {
                let env: Vec<Value> = self.env.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
                map.insert("env".into(), env.into());
            }
            let resources: Map<String, Value> = [("requests", &self.requests), ("limits", &self.limits)]
                .into_iter()
                .filter(|(_, list)| !list.is_empty())
                .map(|(key, list)| {
                    (key.to_owned(), list.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect::<Map<_, _>>().into())
                })
                .collect();
            if !resources.is_empty() {
                map.insert("resources".into(), resources.into());
            }
        }
        json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": self.metadata(),
            "spec": {
                "replicas": self.replicas,
                "selector": {"matchLabels": self.labels()},
                "template": {"metadata": {"labels": self.labels()}, "spec": {"containers": [container]}},
            },
        })
    }

    fn service(&self, port: u16, target: u16) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": self.metadata(),
            "spec": {
                "type": "ClusterIP",
                "selector": self.labels(),
                "ports": [{"port": port, "protocol": "TCP", "targetPort": target}],
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_was_wanted() {
        let wanted = Wanted {
            namespace: "iot-test".into(),
            name: "web".into(),
            image: "lab/app:1.0".into(),
            replicas: 2,
            port: Some(8080),
            command: vec!["java".into(), "-jar".into(), "app.jar".into()],
            env: vec![("A".into(), "yes".into()), ("B".into(), "a: b # \"c\"".into())],
            requests: vec![("cpu", "250m".into())],
            limits: vec![("cpu", "1".into()), ("memory", "128Mi".into())],
            service: Some(80),
        };
        insta::assert_snapshot!(wanted.yaml());
        let back: Vec<Value> = serde_saphyr::from_multiple(&wanted.yaml()).unwrap();
        assert_eq!(back, [wanted.deployment(), wanted.service(80, 8080)], "nothing is lost in the writing");
    }

    #[test]
    fn what_was_left_open_is_not_there() {
        let wanted = Wanted { namespace: "n".into(), name: "web".into(), image: "a".into(), replicas: 1, ..Wanted::default() };
        let text = wanted.yaml();
        for word in ["ports", "env", "resources", "Service"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}
