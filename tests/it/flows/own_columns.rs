//! Columns of one's own on the demo cluster: their cells are there with the list and follow the watch.

use crate::flows::browse_flows::post;
use crate::support::browsing::{Browsing, own};
use crate::support::ground::{Ground, LONG};
use crate::support::pty::keys;
use dogwatch::cluster::discovery;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::demo::{Options, Scenario, serve};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cells_of_ones_own_come_with_the_list_and_with_the_watch() {
    let tokens = Some(crate::support::ground::tokens());
    let cluster = serve(Options { scenario: Scenario::Calm, tokens, ..Options::default() }).await.unwrap();
    let session = || {
        let contexts = Contexts::from_text(&cluster.kubeconfig()).unwrap();
        Session::open(contexts, &"demo-admin".into(), Mode::new(true)).0
    };
    let kinds = discovery::all(&session()).await.unwrap();
    let of = |word: &str| kinds.find(word).unwrap().resource.clone();
    let columns = vec![own("Model", ".spec.model"), own("Labels", ".metadata.labels"), own("None", ".spec.nothing")];
    let mut devices = Browsing::of(session(), of("devices"), "iot-prod", columns);
    devices.live().await;
    assert!(!devices.rows.is_empty());
    assert!(devices.cells("Model").values().all(|m| !m.is_empty() && m != "<none>"), "{:?}", devices.cells("Model"));
    assert!(devices.cells("None").values().all(|m| m == "<none>"));
    assert!(devices.rows.values().all(|r| r.cells.len() == devices.columns.len()));
    let device = format!(
        r#"{{"apiVersion":"{}","kind":"Device","metadata":{{"name":"late","namespace":"iot-prod"}},"spec":{{"model":"mine"}}}}"#,
        of("devices").api_version()
    );
    post(&cluster.addr().to_string(), &of("devices").path(Some("iot-prod")), &device);
    devices.until("the late one", |d| d.rows.contains_key("late")).await;
    assert_eq!(devices.cells("Model")["late"], "mine");
    // What a Secret holds is not told, whatever asks for it.
    let columns = vec![own("Data", ".data"), own("All", "."), own("Type", ".type")];
    let mut secrets = Browsing::of(session(), of("secrets"), "iot-prod", columns);
    secrets.live().await;
    assert!(!secrets.rows.is_empty());
    for (name, data) in secrets.cells("Data") {
        assert!(data == "<none>" || data.split(',').all(|v| v.ends_with("=(hidden)") || v.ends_with('=')), "{name}: {data}");
    }
    assert!(secrets.cells("Type").values().all(|t| t != "<none>"));
}

#[test]
fn the_settings_choose_what_is_seen() {
    let ground = Ground::demo();
    let settings = tempfile::NamedTempFile::new().unwrap();
    let text = "[columns]\nsvc = [\"Name\", { name = \"Picks\", path = \".spec.selector\" }, \"Colour\"]\n[view.classes]\nshow = \"pods\"\nnamespace = \"*\"\ncolumns = [\"Name\", { name = \"Class\", path = \".status.qosClass\", sort = \"text\" }]\n";
    std::fs::write(settings.path(), text).unwrap();
    let mut pty = ground.start(140, 40, &["--config", settings.path().to_str().unwrap()]);
    pty.wait_text("● live", LONG).unwrap();
    pty.send(":");
    pty.wait_text("> ", LONG).unwrap();
    pty.send("svc");
    pty.wait_text("> svc", LONG).unwrap();
    pty.send(keys::ENTER);
    let screen = pty.wait_for(|s| s.contains("PICKS") && s.contains("app="), LONG).unwrap();
    assert!(screen.contains("have no column Colour") && !screen.contains("CLUSTER-IP"), "{screen}");
    pty.send("w");
    pty.wait_for(|s| s.contains("PICKS") && s.contains("CLUSTER-IP"), LONG).unwrap();
    pty.send(":");
    pty.wait_text("> ", LONG).unwrap();
    pty.send("view classes");
    pty.wait_text("> view classes", LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("CLASS") && s.contains("Burstable"), LONG).unwrap();
}
