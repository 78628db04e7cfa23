//! Shells, commands and attaching on a real cluster, in a pseudo-terminal. Run with `DOGWATCH_TEST_KUBECONFIG=… cargo test -- --ignored`.

use crate::flows::inside::{attaches_and_refuses, commands_run, has_the_terminal, is_used_left_and_ended, journal, shell, wait};
use crate::support::ground::{Ground, LONG, until};

#[test]
#[ignore = "needs a cluster"]
fn a_shell_is_used_left_returned_to_and_ended() {
    // Which programs of the whole screen a container has, and what they make of wide characters, is its image's.
    is_used_left_and_ended(&Ground::lab("shell"), |_| {});
}

#[test]
#[ignore = "needs a cluster"]
fn a_shell_has_the_terminal_itself_where_that_is_asked_for() {
    has_the_terminal(&Ground::lab("plain"), |_| {});
}

#[test]
#[ignore = "needs a cluster"]
fn a_pod_that_goes_ends_its_shell_and_the_screen_stays() {
    let ground = Ground::lab("gone");
    let mut pty = shell(&ground, 100, 30);
    pty.send("echo before the end; hostname\r");
    wait(&pty, "before the end");
    ground.kubectl(&["delete", "pods", "-l", "app=web", "--grace-period=0", "--force"]).unwrap();
    let screen = pty
        .wait_for(|s| s.contains("exit code 137") || s.contains("connection lost"), LONG)
        .unwrap_or_else(|screen| panic!("nothing is said of its end:\n{screen}"));
    assert!(screen.contains("before the end"), "{screen}");
    until("the journal's second line", || journal(&pty).contains("\"event\":\"end\"").then_some(()));
}

#[test]
#[ignore = "needs a cluster"]
fn a_command_runs_in_marked_pods_and_a_missing_one_is_told() {
    commands_run(&Ground::lab("exec"));
}

#[test]
#[ignore = "needs a cluster"]
fn attaching_shows_what_the_program_writes_and_read_only_nothing_is_opened() {
    attaches_and_refuses(&Ground::lab("attach"));
}
