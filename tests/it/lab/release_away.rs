//! A release without a screen while the API server of a lab is stopped and started: it goes on by itself.
//!
//! It stops an API server, so it runs alone: `cargo test --test it server_is_stopped -- --ignored --test-threads=1`, with
//! `DOGWATCH_TEST_KUBECONFIG`, and `DOGWATCH_TEST_LAB` for the lab's script.

use crate::flows::release::Run;
use crate::support::ground::{Ground, until};
use std::process::Command;

fn lab(what: &[&str]) {
    let script = std::env::var_os("DOGWATCH_TEST_LAB").expect("DOGWATCH_TEST_LAB names the lab's script");
    assert!(Command::new(script).args(what).status().unwrap().success(), "{what:?}");
}

/// Starts it again whatever becomes of the test.
struct Stopped;

impl Drop for Stopped {
    fn drop(&mut self) {
        lab(&["start", "apiserver"]);
    }
}

#[test]
#[ignore = "stops and starts a lab's API server: needs that lab to itself"]
fn a_release_goes_on_when_the_server_is_stopped_and_started() {
    let ground = Ground::lab("release-away");
    let image = &ground.images[1];
    let words = ["release", "-n", &ground.namespace, "deploy/web", image, "--watch", "10s", "--yes", "-o", "json"];
    let mut run = Run::begin(&ground.config, &words);
    run.hear("of 2 ready");
    let stopped = Stopped;
    lab(&["stop", "apiserver"]);
    run.hear("no answer since");
    drop(stopped);
    until("the API server to answer", || ground.kubectl(&["get", "--raw", "/readyz"]).ok());
    run.hear("it answers again");
    let (code, document, said, journal) = run.end();
    assert_eq!((code, &document["outcome"]), (Some(0), &"good".into()), "{said}");
    assert_eq!(journal["items"][0]["outcome"]["outcome"], "done", "{journal}");
    assert_eq!(&ground.image(), image);
}
