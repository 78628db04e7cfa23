//! Stale config by the real program: a workload whose variables are of a ConfigMap that was changed since stands in the list, and no more once
//! it was restarted.

use crate::support::ground::{Ground, LONG, agree, until};
use crate::support::pty::{Pty, keys};
use crate::support::truth::{ask, change};
use serde_json::Value;
use std::time::Duration;

/// Opens the view.
pub fn open_stale(pty: &mut Pty) {
    pty.wait_text("● live", LONG).unwrap();
    pty.send(":stale");
    pty.wait_text("> stale", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_text("Stale config", LONG).unwrap();
}

/// Whether a line has all these words.
pub fn stands(screen: &str, words: &[&str]) -> bool {
    screen.lines().any(|line| words.iter().all(|word| line.contains(word)))
}

#[test]
fn a_workload_with_old_variables_is_found_and_restarted() {
    let ground = Ground::demo();
    let address = ground.address();
    let base = "/api/v1/namespaces/iot-test";
    let web = "/apis/apps/v1/namespaces/iot-test/deployments/web";
    let container = r#"{"name":"web","image":"IMAGE","envFrom":[{"configMapRef":{"name":"iot-config"}}],"volumeMounts":[{"name":"c","mountPath":"/c"}]}"#;
    let body = format!(
        r#"{{"spec":{{"template":{{"spec":{{"containers":[{}],"volumes":[{{"name":"c","configMap":{{"name":"iot-config"}}}}]}}}}}}}}"#,
        container.replace("IMAGE", &ground.images[0])
    );
    change(address, "PATCH", web, &body);
    let pods = || -> Vec<Value> {
        let (_, text) = ask(address, "GET", &format!("{base}/pods?labelSelector=app%3Dweb"), "");
        let list: Value = serde_json::from_str(&text).unwrap_or_default();
        list["items"].as_array().cloned().unwrap_or_default()
    };
    // One pod alone, that reads the ConfigMap and runs: whatever the Deployment says of itself meanwhile.
    let ready = |but: &str| {
        let all = pods();
        let [pod] = &all[..] else { return None };
        let runs = pod["status"]["containerStatuses"][0]["ready"] == true && pod["metadata"]["deletionTimestamp"].is_null();
        let name = pod["metadata"]["name"].as_str()?;
        (runs && name != but && pod["spec"]["containers"][0]["envFrom"].is_array()).then(|| name.to_owned())
    };
    let first = until("web to have read its config", || ready(""));
    let mut pty = ground.start(140, 40, &[]);
    open_stale(&mut pty);
    pty.wait_for(|s| s.contains("pods looked at") && !stands(s, &["✗", "web"]), LONG).unwrap();
    // Servers write times in whole seconds: what happens in the second of the start is no later than it.
    let started = || -> Option<chrono::DateTime<chrono::Utc>> {
        pods().first()?["status"]["containerStatuses"][0]["state"]["running"]["startedAt"].as_str()?.parse().ok()
    };
    until("the second of the start to be over", || {
        (dogwatch::model::Time::system().to_chrono() >= started()? + chrono::TimeDelta::seconds(1)).then_some(())
    });
    change(address, "PATCH", &format!("{base}/configmaps/iot-config"), r#"{"data":{"LEVEL":"debug"}}"#);
    pty.send("a");
    let row = ["✗", "web", "ConfigMap iot-config", "old variables", "1/1"];
    pty.wait_for(|s| stands(s, &row), LONG).unwrap();
    pty.send("r");
    agree(&mut pty, "restart");
    until("web to have read its config again", || ready(&first));
    until("it to be stale no more", || {
        pty.send("a");
        pty.wait_for(|s| s.contains("Stale config") && !stands(s, &row), Duration::from_secs(2)).ok()
    });
}
