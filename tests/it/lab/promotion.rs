//! Promotion on a real cluster: a new image goes from one namespace to the next by one key, a bad one is stopped there and taken back.

use crate::support::ground::{Ground, LONG, find_web, until};
use crate::support::pty::keys;
use crate::support::real;

#[test]
#[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
fn a_good_image_arrives_and_a_bad_one_is_taken_back() {
    let at = |stage: &str| Ground::lab_at(real::config(), format!("dogwatch-promote-{}-{stage}", std::process::id()));
    let (dev, test) = (at("dev"), at("test"));
    let [old, new, bad] = dev.images.clone();
    let set = |image: &str| dev.kubectl(&["set", "image", "deployment/web", &format!("web={image}")]).unwrap();
    set(&new);
    let route = format!("{} → {}", dev.namespace, test.namespace);

    let mut pty = dev.start(150, 40, &[]);
    find_web(&mut pty);
    // Both are watched before the key is pressed.
    pty.wait_for(|s| s.contains("● live") && s.contains("rev 2"), LONG).unwrap();
    assert_eq!(test.image(), old);
    pty.send("P");
    pty.wait_for(|s| s.contains("promote") && s.contains("1  Deployment web") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_text(&format!("promotion {route}: 1 workload available"), LONG).unwrap();
    assert_eq!(test.image(), new);
    assert_eq!(test.web()["ready"], 2);

    set(&bad);
    pty.send(keys::ESC);
    pty.wait_for(|s| s.contains("Pods of web") && s.contains("7.7.2-bad"), LONG).unwrap();
    pty.send("P");
    pty.wait_for(|s| s.contains("7.7.2-bad") && s.contains("1  Deployment web") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_text("stopped at 1 of 1, web", LONG).unwrap();
    assert_eq!(test.image(), bad);
    pty.send("b");
    pty.wait_for(|s| s.contains("take back") && s.contains("1  Deployment web") && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
    pty.wait_text("taken back: 1 workload available", LONG).unwrap();
    until("the image before", || (test.image() == new && test.web()["ready"] == 2).then_some(()));
}
