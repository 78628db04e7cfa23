//! The small IoT company's platform, in four environments.

use super::Scenario;
use super::seed::{HOUR_MS, Release, deployment, release, set};
use crate::demo::certificate;
use crate::demo::control::World;
use crate::demo::defaults;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::schema::proto::base64;
use crate::demo::store::Key;
use crate::model::time::Time;
use serde_json::{Value, json};

/// Where the images come from.
pub const REGISTRY: &str = "registry.example/iot";

const DAY: i64 = 24;

/// A container of the platform.
pub fn container(name: &str, image: &str, port: i64, cpu: &str, memory: &str) -> Value {
    json!({
        "name": name, "image": image,
        "env": [{ "name": "NACOS_ADDR", "value": "nacos:8848" }, { "name": "TZ", "value": "Asia/Shanghai" }],
        "ports": [{ "name": "http", "containerPort": port }],
        "resources": { "requests": { "cpu": cpu, "memory": memory }, "limits": { "memory": "512Mi" } },
        "readinessProbe": { "httpGet": { "path": "/healthz", "port": "http" }, "periodSeconds": 5 },
    })
}

/// A Deployment of the platform, with its first container's image at `tag`.
pub fn object(ns: &str, name: &str, replicas: i64, tag: &str) -> Value {
    let image = format!("{REGISTRY}/{name}:{tag}");
    let mut containers = vec![container(name, &image, 8080, "100m", "128Mi")];
    if name == "gateway" {
        let mut sidecar = container("sidecar", &format!("{REGISTRY}/proxy:1.31.2"), 15001, "20m", "32Mi");
        json::unset(&mut sidecar, "/readinessProbe");
        json::unset(&mut sidecar, "/ports");
        containers.push(sidecar);
    }
    let labels = json!({ "app": name });
    json!({
        "metadata": { "name": name, "namespace": ns, "labels": { "app": name, "env": ns.trim_start_matches("iot-") } },
        "spec": {
            "replicas": replicas, "selector": { "matchLabels": labels },
            "template": {
                "metadata": { "labels": labels },
                "spec": { "containers": containers, "terminationGracePeriodSeconds": 10 },
            },
        },
    })
}

pub(super) fn create(w: &mut World, res: Res, mut object: Value) {
    defaults::fill(res, &mut object);
    if let Err(e) = w.store.create(res, object) {
        tracing::warn!("the demo's platform: {}", e.message);
    }
}

/// Makes the platform.
pub fn make(w: &mut World, scenario: Scenario, now: Time) {
    w.store.now = now.plus(-41 * DAY * HOUR_MS);
    for ns in ["default", "kube-system"] {
        create(w, Res::Namespaces, json!({ "metadata": { "name": ns } }));
        create(w, Res::ServiceAccounts, json!({ "metadata": { "name": "default", "namespace": ns } }));
    }
    for env in ["dev", "test", "pre", "prod"] {
        w.store.now = now.plus(-40 * DAY * HOUR_MS);
        create(w, Res::Namespaces, json!({ "metadata": { "name": format!("iot-{env}"), "labels": { "env": env } } }));
    }
    if scenario == Scenario::Release {
        super::release::make(w, now);
        return;
    }
    for (env, n) in [("dev", 1), ("test", 1), ("pre", 2), ("prod", 3)] {
        let ns = format!("iot-{env}");
        environment(w, &ns, n, now);
    }
    prod_extras(w, now);
    devices(w, now);
    nightly(w, now);
    limits(w, now);
    if scenario == Scenario::Calm {
        mild(w, now);
    }
}

/// The releases of a service in an environment: the last ones of its history, ended by the tag that runs there now.
fn history(service: &str, ns: &str) -> &'static [Release] {
    const GATEWAY: &[Release] = &[
        release("2.1.0", 38 * DAY, ""),
        release("2.1.4", 33 * DAY, ""),
        release("2.2.0", 27 * DAY, "set image by pipeline #3902"),
        release("2.2.1", 26 * DAY, "hotfix: set image by wang.fang"),
        release("2.3.0", 16 * DAY, "set image by pipeline #4105"),
        Release { tag: "2.3.1", hours: 12 * DAY, cause: "set image by pipeline #4168", env: "RATE_LIMIT=200" },
        release("2.3.2", 3 * DAY, "set image by pipeline #4190"),
        release("2.4.0", 5, "set image by pipeline #4207"),
    ];
    const DEVICE: &[Release] = &[
        release("1.5.0", 38 * DAY, ""),
        release("1.6.0", 31 * DAY, ""),
        release("1.6.1", 30 * DAY, "set image by li.na"),
        release("1.7.0", 22 * DAY, "set image by pipeline #4012"),
        release("1.8.0", 17 * DAY, "set image by pipeline #4088"),
        release("1.8.1", 14 * DAY, "set image by pipeline #4131"),
        release("1.8.2", 12 * DAY, "set image by pipeline #4166"),
        Release { tag: "1.8.3", hours: 2 * DAY, cause: "set image by pipeline #4195", env: "FEATURE_BATCH=on" },
        Release { tag: "1.9.0", hours: 7, cause: "set image by pipeline #4205", env: "FEATURE_BATCH=on" },
    ];
    const USER: &[Release] = &[
        release("2.0.0", 36 * DAY, ""),
        release("2.1.0", 20 * DAY, "set image by pipeline #4051"),
        release("2.1.3", 12 * DAY, "set image by pipeline #4170"),
        release("2.1.4", 4 * DAY, "set image by pipeline #4186"),
    ];
    const WEB: &[Release] = &[
        release("3.0.0", 35 * DAY, ""),
        release("3.0.2", 29 * DAY, ""),
        release("3.1.0", 19 * DAY, "set image by pipeline #4060"),
        release("3.1.1", 15 * DAY, "set image by pipeline #4118"),
        release("3.1.2", 12 * DAY, "set image by pipeline #4171"),
        release("3.2.0", 26, "set image by pipeline #4199"),
    ];
    let (all, behind): (&'static [Release], usize) = match service {
        "gateway" => (GATEWAY, 2),
        "device-service" => (DEVICE, 2),
        "user-service" => (USER, 1),
        _ => (WEB, 1),
    };
    // Dev runs the newest, test the one before, pre and prod what has been proven.
    let back = match ns {
        "iot-dev" => 0,
        "iot-test" => 1.min(behind),
        _ => behind,
    };
    &all[..all.len() - back]
}

fn environment(w: &mut World, ns: &str, size: i64, now: Time) {
    for service in ["gateway", "device-service", "user-service", "web"] {
        let replicas = match (service, ns) {
            ("device-service", "iot-prod") => 4,
            ("user-service" | "web", "iot-prod") => 2,
            ("web", _) => 1,
            _ => size,
        };
        deployment(w, &object(ns, service, replicas, "0"), history(service, ns), now);
        w.store.now = now.plus(-38 * DAY * HOUR_MS);
        create(w, Res::Services, service_object(ns, service, 80, "http"));
    }
    nacos(w, ns, now);
    create(w, Res::Ingresses, ingress(ns));
    let at = w.store.now;
    create(
        w,
        Res::ConfigMaps,
        json!({ "metadata": { "name": "iot-config", "namespace": ns, "managedFields": written("helm", at, &["application.yaml"]) },
            "data": { "application.yaml": format!("server:\n  port: 8080\n# 环境\nspring:\n  profiles:\n    active: {}\n", ns.trim_start_matches("iot-")) } }),
    );
    create(
        w,
        Res::Secrets,
        json!({ "metadata": { "name": "db", "namespace": ns, "managedFields": written("helm", at, &["password"]) },
            "data": { "password": "bm90LWZvci10aGUtc2NyZWVu" } }),
    );
    create(w, Res::ServiceAccounts, json!({ "metadata": { "name": "default", "namespace": ns } }));
}

/// The registry of the platform's services, and its Service.
pub(super) fn nacos(w: &mut World, ns: &str, now: Time) {
    let mut nacos = object(ns, "nacos", if ns == "iot-prod" { 2 } else { 1 }, "0");
    nacos["spec"]["serviceName"] = "nacos".into();
    nacos["spec"]["template"]["spec"]["containers"][0] =
        container("nacos", "registry.example/nacos/nacos-server:0", 8848, "200m", "512Mi");
    set(w, Res::StatefulSets, &nacos, &[release("v2.3.2", 38 * DAY, ""), release("v2.4.3", 12 * DAY, "")], now);
    w.store.now = now.plus(-38 * DAY * HOUR_MS);
    create(w, Res::Services, service_object(ns, "nacos", 8848, "http"));
}

/// Who has written an object's data, and when.
pub(super) fn written(manager: &str, at: Time, keys: &[&str]) -> Value {
    let data: Value = keys.iter().map(|key| (format!("f:{key}"), json!({}))).collect();
    json!([{ "manager": manager, "operation": "Update", "apiVersion": "v1", "time": at.rfc3339(), "fieldsType": "FieldsV1",
        "fieldsV1": { "f:data": data } }])
}

pub(super) fn service_object(ns: &str, name: &str, port: i64, target: &str) -> Value {
    let hash = json::fnv(format!("{ns}/{name}").as_bytes());
    let ip = format!("10.96.{}.{}", hash % 250, 2 + hash / 256 % 250);
    json!({
        "metadata": { "name": name, "namespace": ns, "labels": { "app": name } },
        "spec": { "selector": { "app": name }, "ports": [{ "name": "http", "port": port, "protocol": "TCP", "targetPort": target }],
            "clusterIP": ip, "clusterIPs": [ip], "type": "ClusterIP", "sessionAffinity": "None", "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack", "internalTrafficPolicy": "Cluster" },
        "status": { "loadBalancer": {} },
    })
}

pub(super) fn ingress(ns: &str) -> Value {
    let path = |path: &str, service: &str, port: Value| json!({ "path": path, "pathType": "Prefix", "backend": { "service": { "name": service, "port": port } } });
    let paths = [path("/api", "gateway", json!({ "name": "http" })), path("/", "web", json!({ "number": 80 }))];
    json!({
        "metadata": { "name": "iot", "namespace": ns },
        "spec": { "ingressClassName": "nginx", "rules": [{ "host": format!("{ns}.example.test"), "http": { "paths": paths } }] },
        "status": { "loadBalancer": { "ingress": [{ "ip": "10.0.0.80" }] } },
    })
}

pub(super) fn prod_extras(w: &mut World, now: Time) {
    let ns = "iot-prod";
    let mut agent = object(ns, "log-agent", 1, "0");
    json::unset(&mut agent, "/spec/replicas");
    let mut c = container("agent", &format!("{REGISTRY}/log-agent:0"), 9100, "20m", "64Mi");
    json::unset(&mut c, "/readinessProbe");
    agent["spec"]["template"]["spec"]["containers"][0] = c;
    set(w, Res::DaemonSets, &agent, &[release("1.5.3", 38 * DAY, ""), release("1.6.0", 18 * DAY, "")], now);
    w.store.now = now.plus(-30 * DAY * HOUR_MS);
    create(
        w,
        Res::HorizontalPodAutoscalers,
        json!({
            "metadata": { "name": "user-service", "namespace": ns },
            "spec": { "minReplicas": 2, "maxReplicas": 6,
                "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "user-service" },
                "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 60 } } }] },
            "status": { "currentReplicas": 2, "desiredReplicas": 2,
                "currentMetrics": [{ "type": "Resource", "resource": { "name": "cpu", "current": { "averageUtilization": 31, "averageValue": "31m" } } }] },
        }),
    );
    create(
        w,
        Res::PodDisruptionBudgets,
        json!({
            "metadata": { "name": "gateway", "namespace": ns },
            "spec": { "minAvailable": 2, "selector": { "matchLabels": { "app": "gateway" } } },
            "status": { "currentHealthy": 3, "desiredHealthy": 2, "disruptionsAllowed": 1, "expectedPods": 3, "observedGeneration": 1 },
        }),
    );
}

/// The fleet: objects of a kind that a custom resource definition would bring.
fn devices(w: &mut World, now: Time) {
    let models = ["gw-200", "meter-3", "cam-x1"];
    for i in 0..12i64 {
        w.store.now = now.plus(-(20 + i) * DAY * HOUR_MS);
        let model = models[i as usize % models.len()];
        let (phase, seen) = if i == 7 { ("Offline", 26 * HOUR_MS) } else { ("Online", 20_000 + i * 1700) };
        create(
            w,
            Res::Devices,
            json!({
                "metadata": { "name": format!("{model}-{:04}", 1040 + i * 7), "namespace": "iot-prod", "labels": { "model": model } },
                "spec": { "model": model, "firmware": "4.2.0", "site": format!("plant-{}", i % 3 + 1), "reportIntervalSeconds": 30 },
                "status": { "phase": phase, "firmware": if i % 5 == 4 { "4.1.7" } else { "4.2.0" }, "lastSeen": now.plus(-seen).rfc3339() },
            }),
        );
    }
}

/// A job that comes every night.
fn nightly(w: &mut World, now: Time) {
    w.store.now = now.plus(-30 * DAY * HOUR_MS);
    let mut c = container("report", &format!("{REGISTRY}/report:1.3.0"), 8080, "50m", "64Mi");
    for gone in ["/readinessProbe", "/ports"] {
        json::unset(&mut c, gone);
    }
    c["envFrom"] = json!([{ "configMapRef": { "name": "iot-config" } }]);
    c["env"] = json!([{ "name": "DB_PASSWORD", "valueFrom": { "secretKeyRef": { "name": "db", "key": "password" } } }]);
    let spec = json!({ "containers": [c], "restartPolicy": "OnFailure" });
    create(
        w,
        Res::CronJobs,
        json!({
            "metadata": { "name": "report", "namespace": "iot-prod", "labels": { "app": "report" } },
            "spec": { "schedule": "30 2 * * *", "concurrencyPolicy": "Forbid", "jobTemplate": { "spec": { "template": {
                "metadata": { "labels": { "app": "report" } }, "spec": spec } } } },
            "status": { "lastScheduleTime": now.rfc3339() },
        }),
    );
}

/// What runs out: a certificate, storage of a quota, and an autoscaler that may make no more.
fn limits(w: &mut World, now: Time) {
    w.store.now = now.plus(-30 * DAY * HOUR_MS);
    let pem = certificate::pem(
        "Example Root",
        &["iot-prod.example.test", "api.example.test"],
        now.plus(-87 * DAY * HOUR_MS),
        now.plus(3 * DAY * HOUR_MS + HOUR_MS / 2),
    );
    create(
        w,
        Res::Secrets,
        json!({ "metadata": { "name": "iot-tls", "namespace": "iot-prod" }, "type": "kubernetes.io/tls",
            "data": { "tls.crt": base64(pem.as_bytes()), "tls.key": base64(b"none: this is a demo") } }),
    );
    let (hard, used) = (json!({ "requests.storage": "400Gi" }), json!({ "requests.storage": "380Gi" }));
    create(
        w,
        Res::ResourceQuotas,
        json!({
            "metadata": { "name": "storage", "namespace": "iot-prod" },
            "spec": { "hard": hard }, "status": { "hard": hard, "used": used },
        }),
    );
    create(
        w,
        Res::HorizontalPodAutoscalers,
        json!({
            "metadata": { "name": "device-service", "namespace": "iot-pre" },
            "spec": { "minReplicas": 1, "maxReplicas": 2,
                "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "device-service" },
                "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 10 } } }] },
            "status": { "currentReplicas": 2, "desiredReplicas": 2,
                "currentMetrics": [{ "type": "Resource", "resource": { "name": "cpu", "current": { "averageUtilization": 31, "averageValue": "31m" } } }],
                "conditions": [{ "type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas",
                    "message": "the desired replica count is more than the maximum replica count", "lastTransitionTime": now.rfc3339() }] },
        }),
    );
}

/// A quiet day still has something that is not quite right: a pod that has restarted twice, hours ago.
fn mild(w: &mut World, now: Time) {
    let Some(key) = first_pod(w, "iot-test", "user-service") else { return };
    let (began, ended) = (now.plus(-9 * HOUR_MS).rfc3339(), now.plus(-3 * HOUR_MS).rfc3339());
    w.store.now = now.plus(-3 * HOUR_MS);
    w.store.update(Res::Pods, &key, |p| {
        let at = "/status/containerStatuses/0";
        if let Some(s) = p.pointer_mut(at) {
            s["restartCount"] = 2.into();
            s["lastState"] = json!({ "terminated": { "exitCode": 1, "reason": "Error", "startedAt": began, "finishedAt": ended,
                "containerID": s["containerID"] } });
            s["state"] = json!({ "running": { "startedAt": ended } });
        }
    });
}

/// The first pod of an app in a namespace.
pub fn first_pod(w: &World, ns: &str, app: &str) -> Option<Key> {
    w.store.range(Res::Pods, ns, None).find(|(_, p)| json::label(&p.value, "app") == app).map(|(k, _)| k.clone())
}
