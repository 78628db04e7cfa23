//! Streams into the demo's pods, by the real kubectl: commands, terminals, files, ports, debugging.

use super::{calm, image};
use crate::support::demo_support::{Demo, Kubectl, PATIENCE};
use crate::support::pty::{Pty, Start};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Runs kubectl with something to read, for as long as anything may take: what it follows may never end.
fn run(k: &Kubectl, args: &[&str], input: &[u8]) -> Output {
    let mut child = k.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may end without having read anything.
    let _ = child.stdin.take().unwrap().write_all(input);
    let (tx, rx) = mpsc::channel();
    thread::spawn(move || tx.send(child.wait_with_output()));
    rx.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("kubectl {} does not end", args.join(" "))).unwrap()
}

/// Runs what must succeed.
fn ok(k: &Kubectl, args: &[&str]) -> String {
    let ran = run(k, args, b"");
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "kubectl {}: {text}{}", args.join(" "), String::from_utf8_lossy(&ran.stderr));
    text
}

/// A pod that stands; its name.
fn pod(k: &Kubectl, app: &str, tag: &str) -> String {
    ok(k, &["create", "deployment", app, &format!("--image={}", image(tag))]);
    ok(k, &["rollout", "status", &format!("deploy/{app}"), "--timeout=60s"]);
    ok(k, &["get", "pods", "-l", &format!("app={app}"), "-o", "jsonpath={.items[0].metadata.name}"])
}

/// kubectl in a terminal.
fn terminal(demo: &Demo, k: &Kubectl, args: &[&str]) -> Pty {
    let kubeconfig = demo.dir().join("kubeconfig");
    let all = ["-n", &k.ns].into_iter().chain(args.iter().copied());
    Start::program("kubectl").size(100, 30).env("KUBECONFIG", kubeconfig).env("HOME", demo.dir()).args(all).spawn()
}

fn sees(pty: &Pty, text: &str) {
    pty.wait_text(text, PATIENCE).unwrap();
}

#[test]
#[ignore = "needs kubectl"]
fn commands_run_and_their_codes_come_back() {
    let demo = calm();
    let k = demo.kubectl("exec");
    let bash = pod(&k, "web", "1.0");
    let none = pod(&k, "bare", "1.0-noshell");
    assert_eq!(ok(&k, &["exec", &bash, "--", "cat", "/app/VERSION"]), "1.0\n");
    let both = k.run(&["exec", &bash, "--", "sh", "-c", "echo out; echo err >&2; exit 7"]);
    assert_eq!((both.code, both.out.as_str()), (7, "out\n"));
    assert!(both.err.contains("err\n") && both.err.contains("command terminated with exit code 7"), "{}", both.err);
    for (pod, command) in [(&none, "sh"), (&bash, "powershell")] {
        let said = k.fails(&["exec", pod, "--", command]);
        let want = format!(
            "OCI runtime exec failed: exec failed: unable to start container process: exec: {command:?}: executable file not found in $PATH"
        );
        assert!(said.contains(&want), "{said}");
    }
    let out = run(&k, &["exec", "-i", &bash, "--", "sh"], b"echo one\nA=two; echo $A\nexit 4\n");
    assert_eq!((String::from_utf8_lossy(&out.stdout).as_ref(), out.status.code()), ("one\ntwo\n", Some(4)));
    assert!(k.fails(&["exec", &bash, "-c", "nope", "--", "ls"]).contains(&format!("container nope is not valid for pod {bash}")));
    assert!(k.fails(&["exec", "none", "--", "ls"]).contains("pods \"none\" not found"));
    ok(&k, &["create", "deployment", "sick", &format!("--image={}", image("missing"))]);
    let sick =
        ["get", "pods", "-l", "app=sick", "-o", "jsonpath={.items[*].metadata.name} {.items[*].status.containerStatuses[*].state}"];
    let sick = k.until(&sick, |t| t.contains("ErrImagePull") || t.contains("ImagePullBackOff"));
    let said = k.fails(&["exec", sick.split(' ').next().unwrap(), "--", "ls"]);
    assert!(said.contains("container not found (\"app\")"), "{said}");
    // Both the verb of the request and the one that it comes to are asked for.
    let dev = demo.kubectl("iot-dev");
    let target = ok(&dev, &["get", "pods", "-l", "app=web", "-o", "jsonpath={.items[0].metadata.name}"]);
    let viewer = dev.as_context("demo-viewer");
    let refused = viewer.fails(&["exec", &target, "--", "ls"]);
    assert!(
        refused.contains("User \"viewer\" cannot create resource \"pods/exec\" in API group \"\" in the namespace \"iot-dev\""),
        "{refused}"
    );
    assert_eq!(ok(&dev.as_context("demo-dev"), &["exec", &target, "--", "echo", "in"]), "in\n");
}

#[test]
#[ignore = "needs kubectl"]
fn a_shell_in_a_terminal_lives_as_long_as_its_pod() {
    let demo = calm();
    let k = demo.kubectl("tty");
    let name = pod(&k, "web", "1.0");
    let mut pty = terminal(&demo, &k, &["exec", "-it", &name, "--", "sh"]);
    sees(&pty, &format!("root@{name}:/#"));
    pty.send("stty size\r");
    sees(&pty, "30 100");
    pty.resize(90, 20);
    // kubectl tells the new size when it has learned of it, whatever is typed meanwhile.
    let end = Instant::now() + PATIENCE;
    loop {
        pty.send("stty size\r");
        if pty.wait_text("20 90", Duration::from_secs(1)).is_ok() {
            break;
        }
        assert!(Instant::now() < end, "{pty:?}");
    }
    let interrupted = |pty: &Pty, times: usize| pty.wait_for(|s| s.matches("^C").count() == times, PATIENCE).unwrap();
    pty.send("clear\r");
    // Ctrl-C in one piece with the line that it is to end, and after that has begun.
    pty.send("sleep 100000\r\x03");
    interrupted(&pty, 1);
    pty.send("echo code $?; sleep 200000\r");
    sees(&pty, "code 130");
    pty.send("\x03");
    interrupted(&pty, 2);
    pty.send("top\r");
    sees(&pty, "Load average");
    pty.send("q");
    pty.wait_for(|s| !s.contains("Load average"), PATIENCE).unwrap();
    pty.send("echo 温度\r");
    sees(&pty, "温度\n");
    pty.send("exit 5\r");
    let end = pty.wait_exit(PATIENCE).unwrap();
    assert_eq!(end.exit_code(), 5);
    let pty = terminal(&demo, &k, &["exec", "-it", &name, "--", "sh"]);
    sees(&pty, &format!("root@{name}:/#"));
    ok(&k, &["delete", "pod", &name]);
    assert_eq!(pty.wait_exit(PATIENCE).unwrap().exit_code(), 137);
}

#[test]
#[ignore = "needs kubectl"]
fn files_go_both_ways() {
    let demo = calm();
    let k = demo.kubectl("cp");
    let name = pod(&k, "web", "1.0");
    let (here, back) = (demo.dir().join("here"), demo.dir().join("back"));
    std::fs::create_dir_all(here.join("sub")).unwrap();
    let big: Vec<u8> = (0..5_000_001u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    std::fs::write(here.join("big"), &big).unwrap();
    std::fs::write(here.join("sub/说明.txt"), "温度").unwrap();
    ok(&k, &["cp", here.to_str().unwrap(), &format!("{name}:/tmp/in")]);
    assert_eq!(ok(&k, &["exec", &name, "--", "wc", "-c", "/tmp/in/big"]), "5000001 /tmp/in/big\n");
    ok(&k, &["cp", &format!("{name}:/tmp/in"), back.to_str().unwrap()]);
    assert!(std::fs::read(back.join("big")).unwrap() == big);
    assert_eq!(std::fs::read_to_string(back.join("sub/说明.txt")).unwrap(), "温度");
    let bare = pod(&k, "bare", "1.0-notar");
    assert!(k.fails(&["cp", &format!("{bare}:/app"), back.to_str().unwrap()]).contains("exec: \"tar\": executable file not found"));
    // What is written goes with the container.
    ok(&k, &["delete", "pod", &name]);
    let next = ok(&k, &["get", "pods", "-l", "app=web", "-o", "jsonpath={.items[-1].metadata.name}"]);
    ok(&k, &["wait", "--for=condition=ready", &format!("pod/{next}"), "--timeout=60s"]);
    assert_eq!(ok(&k, &["exec", &next, "--", "ls", "/tmp"]), "");
}

#[test]
#[ignore = "needs kubectl"]
fn who_attaches_sees_the_lines_and_reaches_the_process() {
    let demo = calm();
    let k = demo.kubectl("attach");
    let name = pod(&k, "web", "1.0");
    let lines = k.stream(&["attach", &name]);
    lines.find("a line", |l| !l.is_empty());
    drop(lines);
    let manifest = demo.dir().join("tty.yaml");
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: open}}\nspec: {{containers: [{{name: app, image: \"{}\", stdin: true, tty: true}}]}}\n",
        image("1.0")
    );
    std::fs::write(&manifest, text).unwrap();
    ok(&k, &["apply", "-f", manifest.to_str().unwrap()]);
    ok(&k, &["wait", "--for=condition=ready", "pod/open", "--timeout=60s"]);
    let mut pty = terminal(&demo, &k, &["attach", "-it", "open"]);
    // What is typed is echoed; Ctrl-C ends the process, which starts again. Until its first lines kubectl has the keys for itself.
    pty.wait_for(|s| s.lines().filter(|l| !l.trim().is_empty()).count() > 2, PATIENCE).unwrap();
    pty.send("typed");
    sees(&pty, "typed");
    pty.send("\x03");
    pty.wait_exit(PATIENCE).unwrap();
    let code = "jsonpath={.status.containerStatuses[0].restartCount} {.status.containerStatuses[0].lastState.terminated.exitCode}";
    k.until(&["get", "pod", "open", "-o", code], |t| t == "1 130");
}

/// What a port answers to one request.
fn fetch(port: u16, path: &str) -> std::io::Result<Vec<u8>> {
    let mut socket = TcpStream::connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut all = Vec::new();
    socket.read_to_end(&mut all)?;
    Ok(all)
}

#[test]
#[ignore = "needs kubectl"]
fn ports_lead_to_who_listens() {
    let demo = calm();
    let k = demo.kubectl("iot-dev");
    let name = ok(&k, &["get", "pods", "-l", "app=gateway", "-o", "jsonpath={.items[0].metadata.name}"]);
    let forward = |args: &[&str]| {
        let lines = k.stream(args);
        let said = lines.find("a port", |l| l.starts_with("Forwarding from 127.0.0.1:"));
        let port = said.split([':', ' ']).nth(3).unwrap().parse::<u16>().unwrap();
        (lines, port)
    };
    for of in [format!("pod/{name}"), "svc/gateway".into(), "deploy/gateway".into()] {
        let service = of.starts_with("svc");
        let (_lines, port) = forward(&["port-forward", &of, if service { ":80" } else { ":8080" }]);
        // One connection after another, and two at a time.
        let page = String::from_utf8(fetch(port, "/health").unwrap()).unwrap();
        let want = format!("pod {name}\nnamespace iot-dev\ncontainer gateway\nport 8080\npath /health\n");
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.ends_with(&want), "{of}: {page}");
        let second = std::thread::spawn(move || fetch(port, "/bytes/3000000"));
        assert!(fetch(port, "/x").unwrap().ends_with(b"path /x\n"));
        let many = second.join().unwrap().unwrap();
        let head = many.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
        assert_eq!(many.len() - head, 3_000_000);
    }
    let (lines, port) = forward(&["port-forward", &name, ":9999"]);
    // Nobody listens there: the connection ends without a byte.
    assert_eq!(fetch(port, "/").unwrap_or_default(), b"");
    drop(lines);
    let viewer = k.as_context("demo-viewer");
    assert!(viewer.fails(&["port-forward", &name, ":8080"]).contains("cannot create resource \"pods/portforward\""));
}

#[test]
#[ignore = "needs kubectl"]
fn a_pod_without_a_shell_is_debugged_from_beside() {
    let demo = calm();
    let k = demo.kubectl("debug");
    let name = pod(&k, "bare", "1.0-noshell");
    let mut pty = terminal(&demo, &k, &["debug", "-it", &name, "--image=busybox", "--target=app", "-c", "look"]);
    sees(&pty, "/ #");
    pty.send("hostname\r");
    sees(&pty, &name);
    assert_eq!(ok(&k, &["exec", &name, "-c", "look", "--", "echo", "beside"]), "beside\n");
    pty.send("exit 3\r");
    pty.wait_exit(PATIENCE).unwrap();
    let state = "jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.exitCode} {.status.containerStatuses[0].ready}";
    k.until(&["get", "pod", &name, "-o", state], |t| t == "3 true");
    assert!(ok(&k, &["describe", "pod", &name]).contains("Ephemeral Containers:\n  look:"));
    // One that nobody speaks to is over at once.
    ok(&k, &["debug", &name, "--image=busybox", "-c", "short"]);
    let state = "jsonpath={.status.ephemeralContainerStatuses[1].state.terminated.reason}";
    k.until(&["get", "pod", &name, "-o", state], |t| t == "Completed");
    // A node is looked at from a pod on it.
    let mut pty = terminal(&demo, &k, &["debug", "-it", "node/demo-node-1", "--image=busybox"]);
    sees(&pty, "/ #");
    pty.send("exit\r");
    pty.wait_exit(PATIENCE).unwrap();
    let on = ok(&k, &["get", "pods", "-o", "jsonpath={.items[?(@.spec.hostNetwork==true)].spec.nodeName}"]);
    assert_eq!(on, "demo-node-1");
}
