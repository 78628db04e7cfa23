//! What runs out soon on a real cluster, planted in a namespace of its own with kubectl.

use crate::flows::soon::stand_in_soon;
use crate::support::ground::{Ground, until};
use crate::support::world::DAY;
use dogwatch::demo::certificate;
use dogwatch::model::Time;

/// Has an object made by kubectl.
fn apply(ground: &Ground, folder: &tempfile::TempDir, text: &str) {
    let file = folder.path().join("object.json");
    std::fs::write(&file, text).unwrap();
    ground.kubectl(&["apply", "-f", file.to_str().unwrap()]).unwrap();
}

#[test]
#[ignore = "needs a cluster"]
fn what_is_planted_stands_in_the_list() {
    let (ground, folder) = (Ground::lab("soon"), tempfile::tempdir().unwrap());
    ground.kubectl(&["create", "quota", "nearly", "--hard=count/configmaps=20"]).unwrap();
    let used = || {
        ground.kubectl(&["get", "resourcequota", "nearly", "-o", r"jsonpath={.status.used.count/configmaps}"]).ok()?.parse().ok()
    };
    let mut count: usize = until("the quota to be counted", used);
    for i in 0.. {
        if count >= 19 {
            break;
        }
        ground.kubectl(&["create", "configmap", &format!("filler-{i}")]).unwrap();
        let before = count;
        count = until("the quota to be counted", || used().filter(|now| *now > before));
    }
    // The controller brings what is above the maximum down to it, with metrics or without.
    ground.kubectl(&["scale", "deployment", "web", "--replicas=3"]).unwrap();
    apply(
        &ground,
        &folder,
        r#"{"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"}, "spec": {"minReplicas": 1, "maxReplicas": 2,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "targetCPUUtilizationPercentage": 80}}"#,
    );
    until("the autoscaler to act", || {
        let told =
            ground.kubectl(&["get", "hpa", "web", "-o", "jsonpath={.status.currentReplicas}/{.status.desiredReplicas}"]).ok()?;
        (told == "2/2").then_some(())
    });
    let now = Time::system();
    let pem = certificate::pem("Lab Root", &["soon.example.test"], now.plus(-87 * DAY), now.plus(3 * DAY + DAY / 48));
    let (crt, key) = (folder.path().join("crt"), folder.path().join("key"));
    std::fs::write(&crt, pem).unwrap();
    std::fs::write(&key, "none").unwrap();
    let from = |name: &str, path: &std::path::Path| format!("--from-file={name}={}", path.display());
    // `create secret tls` wants a key that fits.
    let files = [from("tls.crt", &crt), from("tls.key", &key)];
    ground.kubectl(&["create", "secret", "generic", "site", "--type=kubernetes.io/tls", &files[0], &files[1]]).unwrap();
    let (quota, web, site) =
        (format!("{}/nearly", ground.namespace), format!("{}/web", ground.namespace), format!("{}/site", ground.namespace));
    let rows: [&[&str]; 3] = [
        &["3d", "TLS certificate", &site, "soon.example.test"],
        &["95 %", "quota of count/configmaps", &quota, "19 of 20"],
        &["2/2", "autoscaler at its maximum", &web],
    ];
    stand_in_soon(&ground, &rows);
}
