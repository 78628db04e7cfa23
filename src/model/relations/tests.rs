use super::refs::{self, How, RefKind};
use super::stand::{self, Idle, Stand};
use super::{is_used, select};
use crate::model::health::Mood;
use crate::model::resource::Resource;
use crate::model::{Kind, Time};
use serde_json::{Map, Value, json};

fn spec(spec: Value) -> Value {
    json!({"metadata": {"name": "web", "namespace": "iot"}, "spec": spec})
}

/// References as `kind name: ways`, with a `?` where it may be missing.
fn told(resource: &Resource, object: &Value) -> Vec<String> {
    let how = |how: &How| match how {
        How::Env(of) => format!("env:{of}"),
        How::EnvFrom(of) => format!("envFrom:{of}"),
        How::Volume(of) => format!("volume:{of}"),
        How::Projected(of) => format!("projected:{of}"),
        How::ClaimTemplate(of) => format!("template:{of}"),
        How::Driver(of) => format!("driver:{of}"),
        How::Field(field) => (*field).to_owned(),
    };
    let one = |r: &refs::Ref| {
        let ways: Vec<String> = r.how.iter().map(how).collect();
        format!("{:?} {}{}: {}", r.kind, r.name, if r.optional { "?" } else { "" }, ways.join(" "))
    };
    refs::of(resource, object).iter().map(one).collect()
}

#[test]
fn a_pod_refers_by_all_of_its_containers_and_volumes() {
    let from = |kind: &str, name: &str| json!({"name": "X", "valueFrom": {kind: {"name": name, "key": "k"}}});
    let pod = spec(json!({
        "initContainers": [{"name": "init", "env": [from("configMapKeyRef", "settings")]}],
        "containers": [
            {"name": "app", "env": [from("secretKeyRef", "db"), {"name": "PLAIN", "value": "x"}], "envFrom": [{"configMapRef": {"name": "settings"}}]},
            {"name": "side", "envFrom": [{"secretRef": {"name": "db", "optional": true}}]},
        ],
        "ephemeralContainers": [{"name": "debug", "env": [from("configMapKeyRef", "tools")]}],
        "volumes": [
            {"name": "conf", "configMap": {"name": "maybe", "optional": true}},
            {"name": "keys", "secret": {"secretName": "keys"}},
            {"name": "data", "persistentVolumeClaim": {"claimName": "data-0"}},
            {"name": "all", "projected": {"sources": [{"configMap": {"name": "settings"}}, {"secret": {"name": "keys"}}, {"serviceAccountToken": {}}]}},
            {"name": "store", "csi": {"driver": "d", "nodePublishSecretRef": {"name": "driver"}}},
            {"name": "old", "rbd": {"secretRef": {"name": "ceph"}}},
            {"name": "tmp", "ephemeral": {"volumeClaimTemplate": {"spec": {"storageClassName": "fast"}}}},
            {"name": "none", "emptyDir": {}},
        ],
        "imagePullSecrets": [{"name": "pull"}, {}],
        "serviceAccountName": "robot", "serviceAccount": "robot", "priorityClassName": "high", "runtimeClassName": "gvisor", "nodeName": "n1",
    }));
    let want = [
        "ConfigMap settings: env:init envFrom:app projected:all",
        "ConfigMap tools: env:debug",
        "ConfigMap maybe?: volume:conf",
        "Secret db: env:app envFrom:side",
        "Secret keys: volume:keys projected:all",
        "Secret driver: driver:store",
        "Secret ceph: driver:old",
        "Secret pull: imagePullSecrets",
        "Claim data-0: volume:data",
        "Claim web-tmp: template:tmp",
        "ServiceAccount robot: serviceAccountName",
        "StorageClass fast: template:tmp",
        "PriorityClass high: priorityClassName",
        "RuntimeClass gvisor: runtimeClassName",
        "Node n1: nodeName",
    ];
    assert_eq!(told(&Kind::Pod.into(), &pod), want);
}

#[test]
fn others_refer_by_their_templates_and_fields() {
    let template = json!({"spec": {"containers": [{"name": "app", "envFrom": [{"configMapRef": {"name": "settings"}}]}]}});
    let own = ["ConfigMap settings: envFrom:app", "ServiceAccount default: serviceAccountName"];
    for kind in [Kind::Deployment, Kind::ReplicaSet, Kind::StatefulSet, Kind::DaemonSet, Kind::Job] {
        assert_eq!(told(&kind.into(), &spec(json!({"template": template}))), own, "{kind}");
    }
    assert_eq!(told(&Kind::CronJob.into(), &spec(json!({"jobTemplate": {"spec": {"template": template}}}))), own);
    let of = |group: &str, kind: &str, object: &Value| told(&Resource::new(group, "v1", "x", kind, true), object);
    let ingress = spec(json!({
        "ingressClassName": "nginx", "tls": [{"secretName": "site"}, {"hosts": []}],
        "rules": [{"http": {"paths": [{"backend": {"service": {"name": "web"}}}, {"backend": {"serviceName": "old"}}]}}],
        "defaultBackend": {"service": {"name": "web"}},
    }));
    let want =
        ["Service web: backend defaultBackend", "Service old: backend", "Secret site: tls", "IngressClass nginx: ingressClassName"];
    assert_eq!(of("networking.k8s.io", "Ingress", &ingress), want);
    let by_annotation = json!({"metadata": {"annotations": {"kubernetes.io/ingress.class": "old"}}, "spec": {}});
    assert_eq!(of("networking.k8s.io", "Ingress", &by_annotation), ["IngressClass old: kubernetes.io/ingress.class"]);
    let account = json!({"secrets": [{"name": "token"}], "imagePullSecrets": [{"name": "pull"}]});
    assert_eq!(of("", "ServiceAccount", &account), ["Secret token: secrets", "Secret pull: imagePullSecrets"]);
    let claim = spec(json!({"volumeName": "pv-1", "storageClassName": "fast"}));
    assert_eq!(of("", "PersistentVolumeClaim", &claim), ["Volume pv-1: volumeName", "StorageClass fast: storageClassName"]);
    let volume = spec(json!({"claimRef": {"namespace": "far", "name": "data"}}));
    let found = refs::of(&Resource::new("", "v1", "x", "PersistentVolume", false), &volume);
    assert_eq!((found[0].kind, found[0].namespace.as_deref(), &*found[0].name), (RefKind::Claim, Some("far"), "data"));
    let set = spec(
        json!({"template": template, "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"storageClassName": "fast"}}]}),
    );
    assert_eq!(told(&Kind::StatefulSet.into(), &set)[2..], ["StorageClass fast: template:data"]);
    // What is no object refers to nothing.
    assert!(told(&Kind::Pod.into(), &json!(null)).is_empty() && of("", "ConfigMap", &json!({"data": {"name": "x"}})).is_empty());
}

#[test]
fn a_volume_refers_to_the_secrets_of_its_driver() {
    let of = |object: Value| {
        let refs = refs::of(&Resource::new("", "v1", "persistentvolumes", "PersistentVolume", false), &object);
        let one = |r: &refs::Ref| format!("{:?} {}/{}", r.kind, r.namespace.as_deref().unwrap_or_default(), r.name);
        refs.iter().map(one).collect::<Vec<_>>()
    };
    let at = |name: &str, namespace: &str| json!({"name": name, "namespace": namespace});
    let csi = spec(json!({"claimRef": at("data", "iot"), "csi": {"controllerPublishSecretRef": at("a", "sys"),
        "nodeStageSecretRef": at("a", "iot"), "nodePublishSecretRef": at("b", "sys"), "nodeExpandSecretRef": {"name": "c"},
        "controllerExpandSecretRef": null}}));
    assert_eq!(of(csi), ["Secret sys/a", "Secret iot/c", "Secret sys/b", "Secret iot/a", "Claim iot/data"]);
    let azure =
        spec(json!({"claimRef": at("data", "iot"), "azureFile": {"secretName": "share"}, "rbd": {"secretRef": at("ceph", "sys")}}));
    assert_eq!(of(azure), ["Secret sys/ceph", "Secret iot/share", "Claim iot/data"]);
    // Nobody can say where that would be.
    assert_eq!(of(spec(json!({"csi": {"nodeStageSecretRef": {"name": "c"}}}))), [""; 0]);
}

#[test]
fn a_claim_is_of_the_template_that_it_is_called_after() {
    let set = json!({"metadata": {"name": "web"}, "spec": {"volumeClaimTemplates": [{"metadata": {"name": "a"}}, {"metadata": {"name": "a-web"}}]}});
    for (claim, want) in [
        ("a-web-0", Some("a")),
        ("a-web-web-12", Some("a-web")),
        ("a-web-", None),
        ("a-web-01", None),
        ("a-web-x", None),
        ("b-web-0", None),
        ("a-api-0", None),
    ] {
        assert_eq!(refs::claim_template(&set, claim).as_deref(), want, "{claim}");
    }
    assert_eq!(refs::claim_template(&json!({}), "a--0"), None);
}

#[test]
fn a_kubelets_own_pod_runs_as_nobody() {
    let pod = |annotations: Value| json!({"metadata": {"name": "x", "annotations": annotations}, "spec": {"containers": []}});
    assert_eq!(told(&Kind::Pod.into(), &pod(json!({"kubernetes.io/config.mirror": "hash"}))), [""; 0]);
    assert_eq!(told(&Kind::Pod.into(), &pod(json!(null))), ["ServiceAccount default: serviceAccountName"]);
}

#[test]
fn an_empty_selector_of_a_budget_is_read_by_its_version() {
    let labels = json!({"metadata": {"labels": {"app": "web"}}});
    let (labels, none) = (select::labels(&labels), Map::new());
    let of = |version: &str| Resource::new("policy", version, "poddisruptionbudgets", "PodDisruptionBudget", true);
    for (selector, v1, v1beta1) in [
        (json!({}), true, false),
        (json!({"matchLabels": {}, "matchExpressions": []}), true, false),
        (json!({"matchLabels": {"app": "web"}}), true, true),
        (json!({"matchLabels": {"app": "api"}}), false, false),
        (json!(null), false, false),
    ] {
        let budget = spec(json!({"selector": selector}));
        let both = (select::budget_selects(&of("v1"), &budget, labels), select::budget_selects(&of("v1beta1"), &budget, labels));
        assert_eq!(both, (v1, v1beta1), "{selector}");
        let follows = |version| select::of(&of(version), &budget).is_some_and(|s| select::selects(&s, labels));
        assert_eq!((follows("v1"), follows("v1beta1")), (v1, v1beta1), "{selector}");
    }
    assert!(select::budget_selects(&of("v1"), &spec(json!({"selector": {}})), &none));
    let service = |selector: Value| select::of(&RefKind::Service.resource(), &spec(json!({"selector": selector})));
    assert_eq!(service(json!({"app": "web"})), Some(json!({"matchLabels": {"app": "web"}})));
    assert_eq!((service(json!({})), service(json!(null))), (None, None));
    let shared = crate::model::labels::Labels::of("\napp=web\ntier=front\n".into());
    assert!(select::selects(&json!({"matchLabels": {"app": "web"}}), &shared));
    assert!(!select::selects(&json!({"matchLabels": {"app": "we"}}), &shared));
}

#[test]
fn a_selector_selects_as_the_api_says() {
    let labels = json!({"metadata": {"labels": {"app": "web", "tier": "front"}}});
    let labels = select::labels(&labels);
    for (selector, service, by_labels, query) in [
        (json!({"app": "web"}), true, true, "app=web"),
        (json!({"app": "web", "tier": "front"}), true, true, "app=web,tier=front"),
        (json!({"app": "web", "x": "y"}), false, true, "app=web,x=y"),
        (json!({}), false, true, ""),
        (json!(null), false, false, ""),
    ] {
        assert_eq!(select::service_selects(&spec(json!({"selector": selector})), labels), service, "{selector}");
        assert_eq!((select::selects(&selector, labels), &*select::query(&selector)), (by_labels, query), "{selector}");
    }
    let rule = |key: &str, operator: &str, values: &[&str]| json!({"key": key, "operator": operator, "values": values});
    for (rule, selects, query) in [
        (rule("app", "In", &["web", "api"]), true, "app in (web,api)"),
        (rule("app", "In", &["api"]), false, "app in (api)"),
        (rule("app", "NotIn", &["api"]), true, "app notin (api)"),
        (rule("x", "NotIn", &["api"]), true, "x notin (api)"),
        (rule("tier", "Exists", &[]), true, "tier"),
        (rule("tier", "DoesNotExist", &[]), false, "!tier"),
        (rule("tier", "Strange", &[]), false, ""),
    ] {
        let selector = json!({"matchExpressions": [rule]});
        assert_eq!((select::selects(&selector, labels), &*select::query(&selector)), (selects, query), "{selector}");
        let both = json!({"matchLabels": {"app": "other"}, "matchExpressions": [rule]});
        assert!(!select::selects(&both, labels), "{both}");
    }
}

#[test]
fn an_autoscaler_scales_by_kind_and_name() {
    let hpa = spec(json!({"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}));
    for (kind, name, want) in [
        (Kind::Deployment, "web", true),
        (Kind::Deployment, "api", false),
        (Kind::StatefulSet, "web", false),
        (Kind::Pod, "web", false),
    ] {
        assert_eq!(select::scales(&hpa, &kind.into(), name), want, "{kind} {name}");
    }
    let owned = json!({"metadata": {"ownerReferences": [{"uid": "a"}, {"uid": "b"}]}});
    assert!(select::is_owned(&owned, "b") && !select::is_owned(&owned, "c") && !select::is_owned(&owned, ""));
    assert!(!select::is_owned(&json!({}), "a"));
}

#[test]
fn what_is_told_of_one_is_of_its_status() {
    let now = Time::from_secs(1_000);
    let of = |group: &str, kind: &str, object: Value| {
        let stand = stand::of(&Resource::new(group, "v1", "x", kind, true), &object);
        let mood = stand.mood(now);
        (stand, mood)
    };
    let with = |spec: Value, status: Value| json!({"spec": spec, "status": status});
    for ((group, kind), object, want, mood) in [
        (("apps", "Deployment"), with(json!({}), json!({"readyReplicas": 1})), Stand::Ready(1, 1), Mood::Well),
        (("apps", "ReplicaSet"), with(json!({"replicas": 0}), json!({})), Stand::Ready(0, 0), Mood::Idle),
        (("apps", "StatefulSet"), with(json!({"replicas": 3}), json!({"readyReplicas": 2})), Stand::Ready(2, 3), Mood::Busy),
        (
            ("apps", "DaemonSet"),
            with(json!({}), json!({"numberReady": 2, "desiredNumberScheduled": 2})),
            Stand::Ready(2, 2),
            Mood::Well,
        ),
        (
            ("batch", "Job"),
            with(json!({}), json!({"succeeded": 1, "conditions": [{"type": "Complete", "status": "True"}]})),
            Stand::Job(0, 1, 0, Some(true)),
            Mood::Well,
        ),
        (
            ("batch", "Job"),
            with(json!({}), json!({"failed": 7, "conditions": [{"type": "Failed", "status": "True"}]})),
            Stand::Job(0, 0, 7, Some(false)),
            Mood::Unwell,
        ),
        (("batch", "Job"), with(json!({}), json!({"active": 1})), Stand::Job(1, 0, 0, None), Mood::Busy),
        (
            ("batch", "CronJob"),
            with(json!({"schedule": "5 * * * *", "suspend": true}), json!({})),
            Stand::Cron("5 * * * *".into(), true),
            Mood::Paused,
        ),
        (
            ("", "PersistentVolumeClaim"),
            with(json!({}), json!({"phase": "Bound", "capacity": {"storage": "1Gi"}})),
            Stand::Phase("Bound".into(), "1Gi".into()),
            Mood::Well,
        ),
        (
            ("", "PersistentVolumeClaim"),
            with(json!({}), json!({"phase": "Lost"})),
            Stand::Phase("Lost".into(), String::new()),
            Mood::Unwell,
        ),
        (
            ("policy", "PodDisruptionBudget"),
            with(json!({}), json!({"disruptionsAllowed": 0, "currentHealthy": 1, "desiredHealthy": 2})),
            Stand::Budget(0, 1, 2),
            Mood::Busy,
        ),
        (
            ("autoscaling", "HorizontalPodAutoscaler"),
            with(json!({"maxReplicas": 5}), json!({"currentReplicas": 2})),
            Stand::Scales(2, 1, 5, None),
            Mood::Well,
        ),
        (
            ("autoscaling", "HorizontalPodAutoscaler"),
            with(
                json!({"maxReplicas": 5}),
                json!({"conditions": [{"type": "AbleToScale", "status": "True"},
                    {"type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric", "message": "no metrics"}]}),
            ),
            Stand::Scales(0, 1, 5, Some(Idle { why: "FailedGetResourceMetric: no metrics".into(), wanted: false })),
            Mood::Unwell,
        ),
        (
            ("autoscaling", "HorizontalPodAutoscaler"),
            with(
                json!({"maxReplicas": 5}),
                json!({"conditions": [{"type": "ScalingActive", "status": "False", "reason": "ScalingDisabled"}]}),
            ),
            Stand::Scales(0, 1, 5, Some(Idle { why: "ScalingDisabled".into(), wanted: true })),
            Mood::Idle,
        ),
        (
            ("", "Node"),
            with(json!({"unschedulable": true}), json!({"conditions": [{"type": "Ready", "status": "True"}]})),
            Stand::Node(true, true),
            Mood::Paused,
        ),
        (("", "ConfigMap"), json!({}), Stand::There, Mood::Well),
    ] {
        assert_eq!(of(group, kind, object), (want, mood), "{kind}");
    }
    assert_eq!(
        [Stand::Missing(false), Stand::Missing(true), Stand::Denied].map(|s| s.mood(now)),
        [Mood::Unwell, Mood::Idle, Mood::Unknown]
    );
    assert_eq!(
        [Stand::Serves(0, 0), Stand::Serves(1, 2), Stand::Serves(2, 2)].map(|s| s.mood(now)),
        [Mood::Unwell, Mood::Busy, Mood::Well]
    );
}

#[test]
fn it_is_looked_for_users_of_what_others_refer_to() {
    let of = |group: &str, kind: &str| is_used(&Resource::new(group, "v1", "x", kind, true));
    for (group, kind) in [
        ("", "ConfigMap"),
        ("", "Secret"),
        ("", "PersistentVolumeClaim"),
        ("", "ServiceAccount"),
        ("scheduling.k8s.io", "PriorityClass"),
        ("networking.k8s.io", "IngressClass"),
        ("storage.k8s.io", "StorageClass"),
    ] {
        assert!(of(group, kind), "{kind}");
    }
    assert!(!of("", "Node") && !of("", "Service") && !of("apps", "Deployment") && !of("other.io", "Secret"));
}
