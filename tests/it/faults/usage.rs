//! Use that cannot be had: it is not known, never 0, `:top` says why, and it is there again by itself.

use crate::support::ground::{Ground, LONG, until};
use std::process::{Command, Output};

const GROUP: &str = "/apis/metrics.k8s.io/";

/// `dogwatch get pods --metrics`.
fn get(ground: &Ground) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    command.arg("--kubeconfig").arg(&ground.config).args(["-n", &ground.namespace, "get", "pods", "--metrics"]);
    command.output().unwrap()
}

#[test]
fn what_is_not_served_not_allowed_or_does_not_come_is_not_known() {
    for (code, why) in [(404, "has no metrics.k8s.io"), (403, "what pods use is not known"), (503, "does not tell what pods use")] {
        let ground = Ground::demo();
        ground.faults().answer(GROUP, Some(code));
        let mut pty = ground.start(160, 40, &[]);
        pty.wait_for(|s| s.contains("● live") && s.contains("Running"), LONG).unwrap();
        until("a question for what is used", || ground.requests().since(0).iter().any(|r| r.contains(GROUP)).then_some(()));
        // Asked before the answer has come it opens the pods; asked again it says why there is nothing. What is said of the kinds at that
        // moment may have its line: all that was said is among the messages.
        let said = [why, "Asking for what pods use", "cannot list the kinds"];
        let screen = until("the reason", || {
            pty.send(":top\r");
            pty.wait_for(|s| said.iter().any(|words| s.contains(words)), LONG).unwrap();
            pty.send("m");
            pty.wait_for(|s| s.contains("─ Messages"), LONG).unwrap();
            let told = pty.screen().contains(why);
            pty.send("\x1b");
            pty.wait_for(|s| !s.contains("─ Messages"), LONG).unwrap();
            told.then(|| pty.screen())
        });
        assert!(!screen.contains("CPU  "), "{code}: {screen}");
        let out = get(&ground);
        assert_eq!((out.status.code(), out.stdout.len()), (Some(1), 0), "{code}");
        assert!(String::from_utf8_lossy(&out.stderr).contains("metrics.k8s.io"), "{code}: {out:?}");
        ground.faults().answer(GROUP, None);
        pty.send("\x12");
        pty.wait_for(|s| s.contains("CPU  ") && s.contains("Mi"), LONG).unwrap();
        let out = get(&ground);
        let text = String::from_utf8_lossy(&out.stdout);
        let mut rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(rows.next().unwrap(), ["NAME", "CPU(cores)", "MEMORY(bytes)"]);
        assert!(rows.all(|r| r.len() == 3 && r[1].ends_with('m') && r[2].ends_with("Mi")), "{text}");
    }
}
