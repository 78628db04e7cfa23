//! Helm's releases on a real cluster: records as Helm 3 wrote them, planted in a namespace of its own with kubectl.

use crate::flows::helm::{leave, open, row};
use crate::support::ground::{Ground, LONG};
use crate::support::pty::keys;
use serde_json::Value;

const RECORDS: [&str; 3] = [
    include_str!("../corpus/helm/web.v1.json"),
    include_str!("../corpus/helm/web.v2.json"),
    include_str!("../corpus/helm/cmrel.v1.json"),
];

#[test]
#[ignore = "needs a cluster"]
fn what_helm_wrote_is_listed_and_read() {
    let (ground, folder) = (Ground::lab("helm"), tempfile::tempdir().unwrap());
    let file = folder.path().join("record.json");
    let plant = |record: &Value| {
        std::fs::write(&file, record.to_string()).unwrap();
        ground.kubectl(&["create", "-f", file.to_str().unwrap()]).unwrap();
    };
    for record in RECORDS {
        let mut record: Value = serde_json::from_str(record).unwrap();
        let metadata = record["metadata"].as_object_mut().unwrap();
        metadata.retain(|key, _| key == "name" || key == "labels");
        plant(&record);
        // One more whose bytes are none of Helm's.
        if record["metadata"]["name"] == "sh.helm.release.v1.web.v1" {
            record["metadata"]["name"] = "sh.helm.release.v1.broken.v1".into();
            record["metadata"]["labels"]["name"] = "broken".into();
            record["data"]["release"] = "Kg==".into();
            plant(&record);
        }
    }
    let mut pty = open(&ground, "", &[]);
    let namespace = ground.namespace.as_str();
    row(&mut pty, &["○", namespace, "broken", "1", "superseded"]);
    pty.wait_text("cannot be read: it is not base64", LONG).unwrap();
    row(&mut pty, &["✓", namespace, "cmrel", "1", "deployed"]);
    row(&mut pty, &["✓", namespace, "web", "2", "deployed"]);
    pty.send("G");
    row(&mut pty, &["web", "web-1.2.3", "4.5"]);
    pty.send(keys::ENTER);
    row(&mut pty, &["1", "superseded", "web-1.2.3", "Install complete"]);
    pty.send("V");
    pty.wait_for(|s| s.contains("password: (hidden)") && s.contains("unknown: null") && !s.contains("drop"), LONG).unwrap();
    leave(&mut pty, "password: (hidden)");
    pty.send("d");
    pty.wait_for(|s| s.contains("password: (hidden 1)") && s.contains("password: (hidden 2)"), LONG).unwrap();
    pty.send("x");
    pty.wait_for(|s| s.contains("hunter2") && s.contains("hunter3"), LONG).unwrap();
}
