//! What an object refers to by name, and how: read from its JSON, by the rules of the API.

use crate::model::Name;
use crate::model::resource::Resource;
use crate::model::text::clean;
use serde_json::Value;

/// A kind that objects refer to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "named as the API names them")]
pub enum RefKind {
    Service,
    ConfigMap,
    Secret,
    /// A PersistentVolumeClaim.
    Claim,
    ServiceAccount,
    /// A PersistentVolume.
    Volume,
    StorageClass,
    PriorityClass,
    RuntimeClass,
    IngressClass,
    Node,
}

impl RefKind {
    /// Every one, in the order in which they stand in the tree.
    pub const ALL: [Self; 11] = [
        Self::Service,
        Self::ConfigMap,
        Self::Secret,
        Self::Claim,
        Self::ServiceAccount,
        Self::Volume,
        Self::StorageClass,
        Self::PriorityClass,
        Self::RuntimeClass,
        Self::IngressClass,
        Self::Node,
    ];

    const fn names_of(self) -> (&'static str, &'static str, &'static str, bool) {
        match self {
            Self::Service => ("", "services", "Service", true),
            Self::ConfigMap => ("", "configmaps", "ConfigMap", true),
            Self::Secret => ("", "secrets", "Secret", true),
            Self::Claim => ("", "persistentvolumeclaims", "PersistentVolumeClaim", true),
            Self::ServiceAccount => ("", "serviceaccounts", "ServiceAccount", true),
            Self::Volume => ("", "persistentvolumes", "PersistentVolume", false),
            Self::StorageClass => ("storage.k8s.io", "storageclasses", "StorageClass", false),
            Self::PriorityClass => ("scheduling.k8s.io", "priorityclasses", "PriorityClass", false),
            Self::RuntimeClass => ("node.k8s.io", "runtimeclasses", "RuntimeClass", false),
            Self::IngressClass => ("networking.k8s.io", "ingressclasses", "IngressClass", false),
            Self::Node => ("", "nodes", "Node", false),
        }
    }

    /// Where the API serves it.
    pub fn resource(self) -> Resource {
        let (group, plural, kind, namespaced) = self.names_of();
        Resource::new(group, "v1", plural, kind, namespaced)
    }

    /// Whether a kind is this one.
    pub fn names(self, resource: &Resource) -> bool {
        let (group, _, kind, _) = self.names_of();
        resource.is(group, kind)
    }

    /// Whether it is looked for what uses one: of the others their own lists say it.
    pub const fn is_looked_for(self) -> bool {
        match self {
            Self::ConfigMap
            | Self::Secret
            | Self::Claim
            | Self::ServiceAccount
            | Self::StorageClass
            | Self::PriorityClass
            | Self::RuntimeClass
            | Self::IngressClass => true,
            Self::Service | Self::Volume | Self::Node => false,
        }
    }
}

/// How an object refers to another, by the field that does.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum How {
    /// A variable of this container.
    Env(Name),
    /// All of it as variables of this container.
    EnvFrom(Name),
    /// This volume.
    Volume(Name),
    /// A part of this volume.
    Projected(Name),
    /// The template of the claims of a StatefulSet, or of a pod's volume.
    ClaimTemplate(Name),
    /// The credentials of this volume's driver.
    Driver(Name),
    /// Any other field, as the API calls it.
    Field(&'static str),
}

/// That an object refers to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ref {
    /// The other's kind.
    pub kind: RefKind,
    /// Its namespace, where that is another than the object's own.
    pub namespace: Option<Name>,
    /// Its name.
    pub name: Name,
    /// In which ways.
    pub how: Vec<How>,
    /// Whether it may be missing, in each of them.
    pub optional: bool,
}

/// What is gathered.
#[derive(Default)]
struct Refs(Vec<Ref>);

impl Refs {
    fn add(&mut self, kind: RefKind, name: &Value, how: How, optional: &Value) {
        self.add_in(None, kind, name, how, optional);
    }

    fn add_in(&mut self, namespace: Option<Name>, kind: RefKind, name: &Value, how: How, optional: &Value) {
        let Some(name) = name.as_str().filter(|n| !n.is_empty()) else { return };
        let (name, optional): (Name, bool) = (clean(name).into(), optional.as_bool().unwrap_or(false));
        match self.0.iter_mut().find(|r| r.kind == kind && r.name == name && r.namespace == namespace) {
            Some(known) => {
                known.optional &= optional;
                if !known.how.contains(&how) {
                    known.how.push(how);
                }
            }
            None => self.0.push(Ref { kind, namespace, name, how: vec![how], optional }),
        }
    }

    fn field(&mut self, kind: RefKind, name: &Value, field: &'static str) {
        self.add(kind, name, How::Field(field), &Value::Null);
    }

    fn container(&mut self, container: &Value) {
        let name = text(&container["name"]);
        for env in list(&container["env"]) {
            let from = &env["valueFrom"];
            for (key, kind) in [("configMapKeyRef", RefKind::ConfigMap), ("secretKeyRef", RefKind::Secret)] {
                self.add(kind, &from[key]["name"], How::Env(name.clone()), &from[key]["optional"]);
            }
        }
        for from in list(&container["envFrom"]) {
            for (key, kind) in [("configMapRef", RefKind::ConfigMap), ("secretRef", RefKind::Secret)] {
                self.add(kind, &from[key]["name"], How::EnvFrom(name.clone()), &from[key]["optional"]);
            }
        }
    }

    fn volume(&mut self, volume: &Value) {
        let name = text(&volume["name"]);
        let (map, secret, claim) = (&volume["configMap"], &volume["secret"], &volume["persistentVolumeClaim"]);
        self.add(RefKind::ConfigMap, &map["name"], How::Volume(name.clone()), &map["optional"]);
        self.add(RefKind::Secret, &secret["secretName"], How::Volume(name.clone()), &secret["optional"]);
        self.add(RefKind::Claim, &claim["claimName"], How::Volume(name.clone()), &Value::Null);
        for source in list(&volume["projected"]["sources"]) {
            for (key, kind) in [("configMap", RefKind::ConfigMap), ("secret", RefKind::Secret)] {
                self.add(kind, &source[key]["name"], How::Projected(name.clone()), &source[key]["optional"]);
            }
        }
        let class = &volume["ephemeral"]["volumeClaimTemplate"]["spec"]["storageClassName"];
        self.add(RefKind::StorageClass, class, How::ClaimTemplate(name.clone()), &Value::Null);
        self.add(RefKind::Secret, &volume["csi"]["nodePublishSecretRef"]["name"], How::Driver(name.clone()), &Value::Null);
        self.add(RefKind::Secret, &volume["azureFile"]["secretName"], How::Driver(name.clone()), &Value::Null);
        for driver in ["cephfs", "cinder", "rbd", "iscsi", "flexVolume", "scaleIO", "storageos"] {
            self.add(RefKind::Secret, &volume[driver]["secretRef"]["name"], How::Driver(name.clone()), &Value::Null);
        }
    }

    /// Of a pod, or of a template of pods: `runs_as_default` where one that names no account runs as `default`.
    fn pod_spec(&mut self, spec: &Value, runs_as_default: bool) {
        for containers in ["initContainers", "containers", "ephemeralContainers"] {
            list(&spec[containers]).for_each(|c| self.container(c));
        }
        list(&spec["volumes"]).for_each(|v| self.volume(v));
        for secret in list(&spec["imagePullSecrets"]) {
            self.field(RefKind::Secret, &secret["name"], "imagePullSecrets");
        }
        let account = if spec["serviceAccountName"].is_string() { &spec["serviceAccountName"] } else { &spec["serviceAccount"] };
        match account.as_str() {
            // Pods run as somebody, whether the template says so or not.
            None | Some("") if runs_as_default && spec["containers"].is_array() => {
                self.field(RefKind::ServiceAccount, &Value::from("default"), "serviceAccountName");
            }
            None | Some(_) => self.field(RefKind::ServiceAccount, account, "serviceAccountName"),
        }
        self.field(RefKind::PriorityClass, &spec["priorityClassName"], "priorityClassName");
        self.field(RefKind::RuntimeClass, &spec["runtimeClassName"], "runtimeClassName");
        self.field(RefKind::Node, &spec["nodeName"], "nodeName");
    }

    /// A PersistentVolume: its claim, and the credentials of its driver, which stand in the claim's namespace where they name none.
    fn volume_of_all(&mut self, spec: &Value) {
        let claim = &spec["claimRef"];
        let home = text(&claim["namespace"]);
        self.add_in(Some(home.clone()), RefKind::Claim, &claim["name"], How::Field("claimRef"), &Value::Null);
        let csi = [
            "controllerExpandSecretRef",
            "controllerPublishSecretRef",
            "nodeExpandSecretRef",
            "nodePublishSecretRef",
            "nodeStageSecretRef",
        ];
        let drivers = ["cephfs", "cinder", "rbd", "iscsi", "flexVolume", "scaleIO", "storageos"];
        let of_csi = csi.into_iter().map(|field| (field, &spec["csi"][field]));
        let refs = of_csi.chain(drivers.into_iter().map(|driver| (driver, &spec[driver]["secretRef"])));
        let azure = &spec["azureFile"];
        let refs = refs.map(|(field, at)| (field, &at["name"], &at["namespace"]));
        for (field, name, namespace) in refs.chain([("azureFile", &azure["secretName"], &azure["secretNamespace"])]) {
            let own = text(namespace);
            let namespace = if own.is_empty() { home.clone() } else { own };
            if !namespace.is_empty() {
                self.add_in(Some(namespace), RefKind::Secret, name, How::Field(field), &Value::Null);
            }
        }
    }

    fn ingress(&mut self, object: &Value) {
        let spec = &object["spec"];
        let backend = |refs: &mut Self, b: &Value, field| {
            let name = if b["service"].is_object() { &b["service"]["name"] } else { &b["serviceName"] };
            refs.field(RefKind::Service, name, field);
        };
        for path in list(&spec["rules"]).flat_map(|rule| list(&rule["http"]["paths"])) {
            backend(self, &path["backend"], "backend");
        }
        for default in ["defaultBackend", "backend"] {
            backend(self, &spec[default], "defaultBackend");
        }
        for tls in list(&spec["tls"]) {
            self.field(RefKind::Secret, &tls["secretName"], "tls");
        }
        self.field(RefKind::IngressClass, &spec["ingressClassName"], "ingressClassName");
        if !spec["ingressClassName"].is_string() {
            let class = &object["metadata"]["annotations"]["kubernetes.io/ingress.class"];
            self.field(RefKind::IngressClass, class, "kubernetes.io/ingress.class");
        }
    }
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(super) fn text(value: &Value) -> Name {
    clean(value.as_str().unwrap_or_default()).into()
}

/// The pod template of an object of a kind; of a Pod itself. `None` where it has none.
pub fn template<'a>(resource: &Resource, object: &'a Value) -> Option<&'a Value> {
    let spec = &object["spec"];
    Some(match (&*resource.group, &*resource.kind) {
        ("", "Pod") => object,
        ("apps", "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet") | ("batch", "Job") => &spec["template"],
        ("", "ReplicationController") => &spec["template"],
        ("batch", "CronJob") => &spec["jobTemplate"]["spec"]["template"],
        _ => return None,
    })
}

/// The template of a StatefulSet that a claim is made of; also while it is scaled to 0, and of pods that it has no more. `None` where it is of
/// none of them.
pub fn claim_template(set: &Value, claim: &str) -> Option<Name> {
    let of = &set["metadata"]["name"].as_str().filter(|n| !n.is_empty())?;
    let templates = list(&set["spec"]["volumeClaimTemplates"]).map(|t| text(&t["metadata"]["name"]));
    templates.into_iter().find(|template| {
        let rest = claim.strip_prefix(&**template).and_then(|rest| rest.strip_prefix('-')?.strip_prefix(of)?.strip_prefix('-'));
        rest.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()) && n.parse::<u32>().is_ok_and(|number| number.to_string() == n))
    })
}

/// What an object of a kind refers to, each once.
pub fn of(resource: &Resource, object: &Value) -> Vec<Ref> {
    let (mut refs, spec) = (Refs::default(), &object["spec"]);
    if let Some(template) = template(resource, object) {
        // What a kubelet has of a file runs as nobody of the API.
        let is_mirror = template["metadata"]["annotations"]["kubernetes.io/config.mirror"].is_string();
        refs.pod_spec(&template["spec"], !is_mirror);
    }
    match (&*resource.group, &*resource.kind) {
        ("", "Pod") => {
            for volume in list(&spec["volumes"]).filter(|v| v["ephemeral"].is_object()) {
                let (pod, volume) = (text(&object["metadata"]["name"]), text(&volume["name"]));
                let claim = Value::from(format!("{pod}-{volume}"));
                refs.add(RefKind::Claim, &claim, How::ClaimTemplate(volume), &Value::Null);
            }
        }
        ("apps", "StatefulSet") => {
            for claim in list(&spec["volumeClaimTemplates"]) {
                let name = text(&claim["metadata"]["name"]);
                refs.add(RefKind::StorageClass, &claim["spec"]["storageClassName"], How::ClaimTemplate(name), &Value::Null);
            }
        }
        ("", "ServiceAccount") => {
            list(&object["secrets"]).for_each(|s| refs.field(RefKind::Secret, &s["name"], "secrets"));
            list(&object["imagePullSecrets"]).for_each(|s| refs.field(RefKind::Secret, &s["name"], "imagePullSecrets"));
        }
        ("networking.k8s.io" | "extensions", "Ingress") => refs.ingress(object),
        ("", "PersistentVolumeClaim") => {
            refs.field(RefKind::Volume, &spec["volumeName"], "volumeName");
            refs.field(RefKind::StorageClass, &spec["storageClassName"], "storageClassName");
        }
        ("", "PersistentVolume") => {
            refs.volume_of_all(spec);
            refs.field(RefKind::StorageClass, &spec["storageClassName"], "storageClassName");
        }
        _ => {}
    }
    // In the order of the kinds: what a pod refers to stands together.
    refs.0.sort_by_key(|r| r.kind);
    refs.0
}
