//! What Helm has installed: one release that is well, one whose last upgrade failed, and one whose upgrade was cut off.

use super::platform::create;
use super::seed::HOUR_MS;
use crate::demo::control::World;
use crate::demo::resources::Res;
use crate::demo::schema::proto::base64;
use crate::model::time::Time;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;

/// A revision of a release.
struct Revision {
    number: i64,
    status: &'static str,
    /// Minutes before now.
    minutes: i64,
    chart: (&'static str, &'static str, &'static str),
    description: &'static str,
    /// What its user gave, and the chart's own.
    values: (Value, Value),
    notes: &'static str,
    manifest: String,
}

const DAY: i64 = 24 * 60;

/// Makes them.
pub(super) fn make(w: &mut World, now: Time) {
    for revision in ingress() {
        record(w, "kube-system", "ingress-nginx", revision, now);
    }
    for revision in cache() {
        record(w, "iot-prod", "cache", revision, now);
    }
    for revision in broker() {
        record(w, "iot-pre", "broker", revision, now);
    }
}

fn ingress() -> Vec<Revision> {
    let revision = |number, status, days, version, app: &'static str, description| Revision {
        number,
        status,
        minutes: days * DAY,
        chart: ("ingress-nginx", version, app),
        description,
        values: (
            json!({ "controller": { "replicaCount": 2 } }),
            json!({ "controller": { "replicaCount": 1, "hostNetwork": false } }),
        ),
        notes: "The ingress-nginx controller has been installed.\n",
        manifest: format!(
            "---\n# Source: ingress-nginx/templates/controller-deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ingress-nginx-controller\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n        - name: controller\n          image: registry.example/ingress-nginx/controller:v{app}\n"
        ),
    };
    vec![
        revision(1, "superseded", 38, "4.11.2", "1.11.2", "Install complete"),
        revision(2, "deployed", 12, "4.11.3", "1.11.3", "Upgrade complete"),
    ]
}

fn cache() -> Vec<Revision> {
    let revision = |number, status, minutes, version, memory: &str, password: &str, description| Revision {
        number,
        status,
        minutes,
        chart: ("redis", version, "7.4.1"),
        description,
        values: (
            json!({ "auth": { "password": password }, "master": { "resources": { "limits": { "memory": memory } } }, "replica": { "replicaCount": 2 } }),
            json!({ "architecture": "replication", "auth": { "enabled": true, "password": "" },
                "master": { "port": 6379, "resources": { "limits": { "memory": "256Mi" } } }, "replica": { "replicaCount": 3 } }),
        ),
        notes: "Redis can be reached within the cluster at:\n\n    cache-redis-master.iot-prod.svc.cluster.local:6379\n\nTo get the password:\n\n    kubectl get secret -n iot-prod cache-redis -o jsonpath=\"{.data.redis-password}\" | base64 -d\n",
        manifest: format!(
            "---\n# Source: redis/templates/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: cache-redis\n  labels:\n    app.kubernetes.io/instance: cache\ntype: Opaque\ndata:\n  redis-password: {}\n---\n# Source: redis/templates/configmap.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cache-redis\ndata:\n  redis.conf: |\n    appendonly yes\n    maxmemory-policy allkeys-lru\n---\n# Source: redis/templates/master/application.yaml\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: cache-redis-master\nspec:\n  replicas: 1\n  serviceName: cache-redis\n  template:\n    spec:\n      containers:\n        - name: redis\n          image: registry.example/redis:7.4.1\n          resources:\n            limits:\n              memory: {memory}\n",
            base64(password.as_bytes())
        ),
    };
    vec![
        revision(1, "superseded", 36 * DAY, "20.1.0", "256Mi", "demo-one", "Install complete"),
        revision(2, "deployed", 9 * DAY, "20.2.1", "512Mi", "demo-one", "Upgrade complete"),
        revision(3, "failed", 4 * 60, "20.2.1", "64Gi", "demo-two", "Upgrade \"cache\" failed: context deadline exceeded"),
    ]
}

fn broker() -> Vec<Revision> {
    let revision = |number, status, minutes, tag: &str, description| Revision {
        number,
        status,
        minutes,
        chart: ("mosquitto", "2.4.0", "2.0.20"),
        description,
        values: (
            json!({ "image": { "tag": tag } }),
            json!({ "image": { "repository": "registry.example/mosquitto", "tag": "2.0.18" } }),
        ),
        notes: "",
        manifest: format!(
            "---\n# Source: mosquitto/templates/deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: broker-mosquitto\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n        - name: mosquitto\n          image: registry.example/mosquitto:{tag}\n"
        ),
    };
    vec![
        revision(4, "deployed", 21 * DAY, "2.0.18", "Upgrade complete"),
        revision(5, "pending-upgrade", 95, "2.0.20", "Preparing upgrade"),
    ]
}

fn record(w: &mut World, ns: &str, name: &str, r: Revision, now: Time) {
    let at = now.plus(-r.minutes * HOUR_MS / 60);
    let (chart, version, app) = r.chart;
    let template = json!({ "name": "templates/NOTES.txt", "data": base64(r.notes.as_bytes()) });
    let release = json!({
        "name": name, "namespace": ns, "version": r.number, "manifest": r.manifest, "config": r.values.0, "hooks": [],
        "info": { "first_deployed": at.rfc3339(), "last_deployed": at.rfc3339(), "deleted": "", "description": r.description,
            "status": r.status, "notes": r.notes },
        "chart": { "metadata": { "name": chart, "version": version, "appVersion": app, "apiVersion": "v2" }, "lock": null,
            "templates": [template], "values": r.values.1, "schema": null, "files": null },
    });
    let Some(text) = packed(&release) else { return };
    // Helm writes a record anew when it knows how it went.
    let stamp = if r.status.starts_with("pending") { "createdAt" } else { "modifiedAt" };
    w.store.now = at;
    create(
        w,
        Res::Secrets,
        json!({
            "metadata": { "name": format!("sh.helm.release.v1.{name}.v{}", r.number), "namespace": ns,
                "labels": { stamp: at.secs().to_string(), "name": name, "owner": "helm", "status": r.status,
                    "version": r.number.to_string() } },
            "type": "helm.sh/release.v1",
            "data": { "release": base64(text.as_bytes()) },
        }),
    );
}

/// As Helm writes it: base64 of gzip of JSON.
fn packed(release: &Value) -> Option<String> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(release.to_string().as_bytes()).ok()?;
    Some(base64(&packer.finish().ok()?))
}
