//! What follows a new image by itself, by the real program: a bad release that is taken back, and a rollout that is held after its first pods.

use crate::support::ground::{Ground, LONG, agree, find_web, on_both, until};
use crate::support::pty::{Pty, keys};

/// Types a new image and chooses what follows: the key is pressed so often, until these words stand in the question.
fn swap(pty: &mut Pty, image: &str, presses: usize, chosen: &str) {
    pty.send("i");
    pty.wait_text("Enter preview", LONG).unwrap();
    pty.send(&keys::ctrl('u'));
    pty.send(image);
    pty.wait_text(&format!("→ {image}"), LONG).unwrap();
    pty.send(keys::ENTER);
    pty.wait_for(|s| s.contains("y do it") && s.contains("Ctrl-t what follows"), LONG).unwrap();
    for _ in 0..presses {
        pty.send(&keys::ctrl('t'));
    }
    pty.wait_text(chosen, LONG).unwrap();
    agree(pty, "swap image of");
}

fn is_paused(ground: &Ground) -> bool {
    if ground.is_lab() {
        return ground.kubectl(&["get", "deployment", "web", "-o", "jsonpath={.spec.paused}"]).is_ok_and(|s| s.trim() == "true");
    }
    let (_, text) = crate::support::truth::ask(
        ground.address(),
        "GET",
        &format!("/apis/apps/v1/namespaces/{}/deployments/web", ground.namespace),
        "",
    );
    serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default()["spec"]["paused"] == true
}

fn taken_back(ground: &Ground) {
    let mut pty = ground.start(140, 40, &[]);
    find_web(&mut pty);
    let [good, _, bad] = ground.images.clone();
    assert_eq!(ground.image(), good);
    swap(&mut pty, &bad, 2, "it goes back by itself");
    until("the bad image", || (ground.image() == bad).then_some(()));
    until("the good image again, with no key pressed", || (ground.image() == good).then_some(()));
    // The journal has the roll back with its reason.
    pty.send("J");
    pty.wait_for(|s| s.contains("(bad release: ") && s.contains("Journal"), LONG).unwrap();
}

fn held(ground: &Ground) {
    let mut pty = ground.start(140, 40, &[]);
    find_web(&mut pty);
    let [good, _, bad] = ground.images.clone();
    swap(&mut pty, &bad, 3, "paused as soon as");
    until("it to be paused", || is_paused(ground).then_some(()));
    assert_eq!(ground.image(), bad);
    pty.wait_text("f watched", LONG).unwrap();
    pty.send("f");
    pty.wait_for(|s| s.contains("paused: 1 new pod and ") && s.contains("Enter go on"), LONG).unwrap();
    // It goes on, and is held no more.
    pty.send("b");
    pty.wait_for(|s| s.contains("y do it") && s.contains("going back also resumes it"), LONG).unwrap();
    agree(&mut pty, "roll back");
    until("it to be back, and to go on", || (ground.image() == good && !is_paused(ground)).then_some(()));
}

on_both! {
    taken_back a_bad_release_is_taken_back_by_itself a_bad_release_is_taken_back_by_itself_on_a_lab "soak-back";
    held a_rollout_is_held_after_its_first_pods_and_goes_back a_rollout_is_held_on_a_lab "soak-held";
}
