//! The platform on the day of a release: what runs in development is newer than what runs in production, and not all of it is good.
//!
//! Development has what the pipeline built last, however good it is: there it was seen ready once, and nobody has looked since. What becomes
//! of it further on follows from its tag (`control::images`):
//!
//! | program | in development | further on |
//! |---|---|---|
//! | device-service | 1.9.1 | good, all the way to production |
//! | gateway | 2.5.0-bad | its tag is gone from the registry |
//! | alarm-service | 2.1.0 | gets ready, and writes an error then that no release before it wrote |
//! | rule-engine | 2.2.0 | gets ready, and falls over twenty seconds later |
//! | ota-service | 2.3.0 | never gets ready |

use super::platform::{create, ingress, nacos, object, prod_extras, service_object, written};
use super::seed::{HOUR_MS, Release, deployment, release};
use crate::demo::control::{World, images};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::schema::proto::base64;
use crate::demo::store::Key;
use crate::model::time::Time;
use serde_json::{Value, json};

const DAY: i64 = 24;

/// The environments, in the order of promotion.
const ENVIRONMENTS: [&str; 4] = ["dev", "test", "pre", "prod"];

/// A program: its size and its releases, oldest first, in each environment; where it has none it is not there.
struct Program {
    name: &'static str,
    sizes: [i64; 4],
    releases: [&'static [Release]; 4],
}

const BY_HAND: &str = "set image by li.na";
const FROM_DEV: &str = "promoted from iot-dev";
const FROM_TEST: &str = "promoted from iot-test";
const FROM_PRE: &str = "promoted from iot-pre";

static PROGRAMS: [Program; 9] = [
    Program {
        name: "device-service",
        sizes: [1, 1, 2, 4],
        releases: [
            &[
                release("1.8.3", 9 * DAY, "set image by pipeline #4195"),
                release("1.9.0", 2 * DAY, "set image by pipeline #4219"),
                release("1.9.1", 3, "set image by pipeline #4231"),
            ],
            &[release("1.8.2", 16 * DAY, FROM_DEV), release("1.8.3", 8 * DAY, FROM_DEV), release("1.9.0", 26, FROM_DEV)],
            &[release("1.8.2", 15 * DAY, FROM_TEST), release("1.8.3", 6 * DAY, FROM_TEST)],
            &[release("1.8.1", 24 * DAY, FROM_PRE), release("1.8.2", 13 * DAY, FROM_PRE), release("1.8.3", 4 * DAY, FROM_PRE)],
        ],
    },
    Program {
        name: "gateway",
        sizes: [1, 1, 2, 3],
        releases: [
            &[release("2.4.0", 6 * DAY, "set image by pipeline #4207"), release("2.5.0-bad", 5, "set image by pipeline #4229")],
            &[release("2.3.2", 12 * DAY, FROM_DEV), release("2.4.0", 5 * DAY, FROM_DEV)],
            &[release("2.3.2", 11 * DAY, FROM_TEST), release("2.4.0", 3 * DAY, FROM_TEST)],
            &[release("2.3.1", 21 * DAY, FROM_PRE), release("2.3.2", 10 * DAY, FROM_PRE)],
        ],
    },
    Program {
        name: "user-service",
        sizes: [1, 1, 2, 2],
        releases: [
            &[release("2.1.3", 13 * DAY, "set image by pipeline #4170"), release("2.1.4", 9 * DAY, "set image by pipeline #4186")],
            &[release("2.1.3", 12 * DAY, FROM_DEV), release("2.1.4", 8 * DAY, FROM_DEV)],
            &[release("2.1.3", 12 * DAY, FROM_TEST), release("2.1.4", 7 * DAY, FROM_TEST)],
            &[release("2.1.3", 11 * DAY, FROM_PRE), release("2.1.4", 5 * DAY, FROM_PRE)],
        ],
    },
    Program {
        name: "web",
        sizes: [1, 1, 1, 2],
        releases: [
            &[release("3.1.2", 15 * DAY, "set image by pipeline #4171"), release("3.2.0", 28, "set image by pipeline #4222")],
            &[release("3.1.1", 16 * DAY, FROM_DEV), release("3.1.2", 14 * DAY, FROM_DEV)],
            &[release("3.1.1", 15 * DAY, FROM_TEST), release("3.1.2", 12 * DAY, FROM_TEST)],
            // Somebody has mended production past the others.
            &[release("3.1.2", 10 * DAY, FROM_PRE), release("3.1.3", 30, BY_HAND)],
        ],
    },
    Program {
        name: "report",
        sizes: [1, 1, 1, 1],
        releases: [
            &[release("1.4.1", 18 * DAY, "set image by pipeline #4101"), release("1.4.2", 9 * DAY, "set image by pipeline #4192")],
            &[release("1.4.1", 17 * DAY, FROM_DEV), release("1.4.2", 8 * DAY, FROM_DEV)],
            &[release("1.4.1", 16 * DAY, FROM_TEST), release("1.4.2", 7 * DAY, FROM_TEST)],
            &[release("1.4.1", 15 * DAY, FROM_PRE), release("1.4.2", 3 * DAY, FROM_PRE)],
        ],
    },
    Program {
        name: "alarm-service",
        sizes: [1, 1, 1, 2],
        releases: [
            &[release("2.0.3", 7 * DAY, "set image by pipeline #4200"), release("2.1.0", 7, "set image by pipeline #4226")],
            &[release("2.0.2", 14 * DAY, FROM_DEV), release("2.0.3", 6 * DAY, FROM_DEV)],
            &[release("2.0.2", 13 * DAY, FROM_TEST), release("2.0.3", 5 * DAY, FROM_TEST)],
            &[release("2.0.1", 22 * DAY, FROM_PRE), release("2.0.2", 12 * DAY, FROM_PRE)],
        ],
    },
    Program {
        name: "rule-engine",
        sizes: [1, 1, 1, 0],
        releases: [
            &[release("2.0.1", 8 * DAY, "set image by pipeline #4197"), release("2.2.0", 22, "set image by pipeline #4223")],
            &[release("2.0.0", 13 * DAY, FROM_DEV), release("2.0.1", 6 * DAY, FROM_DEV)],
            &[release("2.0.1", 4 * DAY, FROM_TEST)],
            &[],
        ],
    },
    Program {
        name: "ota-service",
        sizes: [1, 1, 0, 0],
        releases: [
            &[release("2.2.1", 5 * DAY, "set image by pipeline #4211"), release("2.3.0", 9, "set image by pipeline #4225")],
            &[release("2.2.1", 3 * DAY, FROM_DEV)],
            &[],
            &[],
        ],
    },
    Program {
        name: "video-relay",
        sizes: [1, 1, 1, 1],
        releases: [
            &[release("0.9.1", 11 * DAY, "set image by pipeline #4180")],
            &[release("0.9.1", 10 * DAY, FROM_DEV)],
            &[release("0.9.1", 9 * DAY, FROM_TEST)],
            // Production takes it from whom it was bought of.
            &[release("0.9.1", 8 * DAY, BY_HAND)],
        ],
    },
];

/// Makes all of it.
pub fn make(w: &mut World, now: Time) {
    for (at, env) in ENVIRONMENTS.into_iter().enumerate() {
        let ns = format!("iot-{env}");
        for program in &PROGRAMS {
            if program.releases[at].is_empty() {
                continue;
            }
            deployment(w, &configured(&ns, env, program, at), program.releases[at], now);
            w.store.now = now.plus(-38 * DAY * HOUR_MS);
            create(w, Res::Services, service_object(&ns, program.name, 80, "http"));
        }
        nacos(w, &ns, now);
        w.store.now = now.plus(-38 * DAY * HOUR_MS);
        create(w, Res::Ingresses, ingress(&ns));
        config(w, &ns, env, at);
    }
    pushed_again(w, "iot-pre", "report");
    prod_extras(w, now);
}

/// The Deployment of a program, which takes what is each environment's own from its ConfigMaps and Secrets.
fn configured(ns: &str, env: &str, program: &Program, at: usize) -> Value {
    let mut d = object(ns, program.name, program.sizes[at], "0");
    let first = "/spec/template/spec/containers/0";
    if program.name == "video-relay" && env == "prod" {
        json::set(&mut d, &format!("{first}/image"), "registry.example/vendor/video-relay:0".into());
    }
    if program.releases[at].iter().any(|r| r.tag.ends_with("-bad")) {
        // Nothing on a node stands in for what the registry has no more.
        json::set(&mut d, &format!("{first}/imagePullPolicy"), "Always".into());
    }
    let key =
        |name: &str, of: &str, from: &str, key: &str| json!({ "name": name, "valueFrom": { of: { "name": from, "key": key } } });
    let more = [
        json!({ "name": "SPRING_PROFILES_ACTIVE", "value": env }),
        json!({ "name": "JAVA_OPTS", "value": if env == "prod" { "-Xmx384m" } else { "-Xmx256m" } }),
        key("MQTT_URL", "configMapKeyRef", "mqtt", "url"),
        key("DB_USER", "secretKeyRef", "db", "username"),
        key("DB_PASSWORD", "secretKeyRef", "db", "password"),
    ];
    if let Some(Value::Array(all)) = d.pointer_mut(&format!("{first}/env")) {
        all.extend(more);
    }
    json::set(
        &mut d,
        &format!("{first}/envFrom"),
        json!([{ "configMapRef": { "name": "iot-config" } }, { "secretRef": { "name": "keys" } }]),
    );
    d
}

/// What differs between the environments, and what does not.
fn config(w: &mut World, ns: &str, env: &str, at: usize) {
    let level = ["debug", "debug", "info", "info"][at];
    let rate = ["50", "50", "200", "200"][at];
    let mut data = json!({ "LOG_LEVEL": level, "RATE_LIMIT": rate, "REGION": "cn-north-1", "PAGE_SIZE": "100" });
    if env != "prod" {
        data["FEATURE_BATCH"] = "on".into();
    }
    put(w, Res::ConfigMaps, ns, "iot-config", data);
    put(w, Res::ConfigMaps, ns, "mqtt", json!({ "url": format!("tcp://mqtt.{ns}:1883"), "qos": "1" }));
    let secret = |text: &str| base64(text.as_bytes());
    // Test goes on what development has.
    let with = ["dev", "dev", "pre", "prod"][at];
    put(
        w,
        Res::Secrets,
        ns,
        "db",
        json!({ "username": secret("iot"), "password": secret(&format!("none-{env}: this is a demo")) }),
    );
    put(
        w,
        Res::Secrets,
        ns,
        "keys",
        json!({ "API_KEY": secret(&format!("none-{with}: this is a demo")), "SIGN_KEY": secret("none: this is a demo") }),
    );
}

fn put(w: &mut World, res: Res, ns: &str, name: &str, data: Value) {
    let at = w.store.now;
    let keys: Vec<&str> = data.as_object().into_iter().flatten().map(|(k, _)| k.as_str()).collect();
    let fields = written("helm", at, &keys);
    create(w, res, json!({ "metadata": { "name": name, "namespace": ns, "managedFields": fields }, "data": data }));
}

/// The pods of a program run what its tag was before it was pushed again.
fn pushed_again(w: &mut World, ns: &str, app: &str) {
    let pods: Vec<Key> =
        w.store.range(Res::Pods, ns, None).filter(|(_, p)| json::label(&p.value, "app") == app).map(|(k, _)| k.clone()).collect();
    for key in pods {
        w.store.update(Res::Pods, &key, |p| {
            let image = json::text(p, "/spec/containers/0/image").to_owned();
            json::set(p, "/status/containerStatuses/0/imageID", images::id(&image, 1).into());
        });
    }
}
