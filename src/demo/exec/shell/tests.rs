//! The shell by table: what is typed, what comes out, and the code.

use super::super::proc::{Input, Io, Proc, Site};
use super::{has, run};
use crate::demo::clock::Clock;
use crate::demo::control::images::contents;
use crate::demo::exec::image::paths;
use crate::demo::fs::{self, Facts, Files};
use crate::model::time::Time;
use bytes::Bytes;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;

/// A container of an image.
pub(super) fn site(reference: &str) -> Arc<Site> {
    let has = contents(reference);
    let programs = paths(&has);
    let mut files = Files::new(Arc::default());
    let facts = Facts {
        pod: "web-1",
        ns: "iot-dev",
        ip: "10.244.1.2",
        container: "web",
        version: "1.0",
        system: has.system,
        programs: &programs,
        started: 1_800_000_000,
    };
    fs::fill(&mut files, &facts).unwrap();
    Arc::new(Site {
        pod: "web-1".into(),
        container: "web".into(),
        version: "1.0".into(),
        main: "/app/web".into(),
        env: vec![("A".into(), "one two".into()), ("PATH".into(), "/bin".into())],
        dir: "/".into(),
        programs,
        bash: has.bash,
        started: Time::from_secs(1_800_000_000),
        seed: 7,
        clock: Clock::new(1000.0),
        files: Arc::new(Mutex::new(files)),
    })
}

/// A process, what is sent to it, and all that it writes.
pub(super) async fn play(site: &Arc<Site>, command: &[&str], tty: bool, typed: Vec<Input>) -> (String, i32) {
    let (tx, rx) = mpsc::channel(4);
    let (out, mut from) = mpsc::channel(4);
    let command: Vec<String> = command.iter().map(|c| (*c).to_owned()).collect();
    let p = Proc::new(Io::new(rx, out, tty), site.clone());
    assert!(has(&p, &command), "{command:?}");
    let sending = async {
        for input in typed {
            if tx.send(input).await.is_err() {
                break;
            }
        }
        drop(tx);
    };
    let reading = async {
        let mut all = Vec::new();
        while let Some(out) = from.recv().await {
            all.extend_from_slice(&out.bytes);
        }
        String::from_utf8_lossy(&all).into_owned()
    };
    let all = async { tokio::join!(run(p, &command), sending, reading) };
    let (code, (), text) = tokio::time::timeout(Duration::from_secs(20), all).await.expect("it comes to an end");
    (text, code)
}

pub(super) fn keys(text: &str) -> Input {
    Input::Bytes(Bytes::copy_from_slice(text.as_bytes()))
}

#[tokio::test]
async fn lines_mean_what_they_mean_in_a_shell() {
    for (line, want, code) in [
        ("echo a  b", "a b\n", 0),
        ("echo 'a  b' \"c $A\" d\\ e", "a  b c one two d e\n", 0),
        ("printf '%s-' $A; printf '%s-' \"$A\"; echo", "one-two-one two-\n", 0),
        ("false; echo $?; true; echo $?", "1\n0\n", 0),
        ("false && echo a || echo b", "b\n", 0),
        ("true || echo a && echo b", "b\n", 0),
        ("! false; echo $?", "0\n", 0),
        ("exit 300", "", 44),
        ("exit 7; echo no", "", 7),
        ("sh -c 'exit 3'; echo $?", "3\n", 0),
        ("sh -c 'echo $0 $1 $#' x y z", "x y 2\n", 0),
        ("(cd /app; exit 4); echo $? $PWD", "4 /\n", 0),
        ("cd /app && pwd && cd .. && pwd && cd - && pwd", "/app\n/\n/app\n", 0),
        ("cd /none", "sh: cd: can't cd to /none: No such file or directory\n", 1),
        ("none", "sh: none: not found\n", 127),
        ("/bin/none", "sh: /bin/none: not found\n", 127),
        ("/etc/hosts", "sh: /etc/hosts: Permission denied\n", 126),
        ("cat /none", "cat: can't open '/none': No such file or directory\n", 1),
        ("cat < /none", "sh: can't open /none: No such file or directory\n", 1),
        ("echo a > /tmp/x; echo b >> /tmp/x; cat /tmp/x; wc -c < /tmp/x", "a\nb\n4\n", 0),
        ("cat /none 2> /dev/null", "", 1),
        ("echo a > /none/x", "sh: can't create /none/x: No such file or directory\n", 1),
        ("X=5; echo $X ${X} ${Y:-none}", "5 5 none\n", 0),
        ("echo \"$(echo a; echo b)\" `echo c`", "a\nb c\n", 0),
        ("echo $(printf '1\\n2\\n3\\n')", "1 2 3\n", 0),
        ("head -n 12 /var/log/start.log | tail -n 2 | wc -l", "2\n", 0),
        ("printf '%s\\n' 1 2 3 4 5 | tail -n +4; printf abcdef | tail -c 2; printf abcdef | head -c 2", "4\n5\nefab", 0),
        ("printf 'a\\tb\\n\\x41\\101%%\\n'", "a\tb\nAA%\n", 0),
        ("printf '%5d|%-5s|%05d\\n' 42 ab 7", "   42|ab   |00007\n", 0),
        ("printf '%s %s\\n' a b c", "a b\nc \n", 0),
        ("for i in 1 2 3; do echo -n $i; done; echo", "123\n", 0),
        ("if [ -d /app ]; then echo dir; else echo no; fi", "dir\n", 0),
        ("if test -e /none; then echo no; else echo else; fi", "else\n", 0),
        ("rm -f /tmp/n; while [ ! -e /tmp/n ]; do touch /tmp/n; echo round; done", "round\n", 0),
        ("[ 1 -lt 2 ] && [ a != b ] && [ -n x ] && echo yes", "yes\n", 0),
        ("mkdir /tmp/d; touch /tmp/d/b.x /tmp/d/a.x /tmp/d/c.y; cd /tmp/d; echo *.x '*.x' n*", "a.x b.x *.x n*\n", 0),
        ("mkdir /tmp", "mkdir: can't create directory '/tmp': File exists\n", 1),
        ("rm /tmp", "rm: can't remove '/tmp': Is a directory\n", 1),
        (
            "echo x > /tmp/o; mv /tmp/o /tmp/p; cp /tmp/p /tmp/q; cat /tmp/q; ls /tmp/o",
            "x\nls: /tmp/o: No such file or directory\n",
            1,
        ),
        ("wc -l /var/log/start.log", "400 /var/log/start.log\n", 0),
        ("command -v sh; command -v none; echo $?", "/bin/sh\n1\n", 0),
        ("A=x sh -c 'echo $A'", "x\n", 0),
        ("env B=y sh -c 'echo $B'", "y\n", 0),
        ("echo \"unclosed", "sh: syntax error: unexpected end of file\n", 2),
        ("echo a;; echo b", "sh: syntax error: unexpected \";;\"\n", 2),
        ("fi", "sh: syntax error: unexpected \"fi\"\n", 2),
        ("echo a # no", "a\n", 0),
        ("sleep x", "sleep: invalid number 'x'\n", 1),
        ("cat /app/说明.txt | head -n 1", "物联网平台 · 设备服务\n", 0),
        ("hostname; id -u; whoami", "web-1\n0\nroot\n", 0),
        ("/app/web --version", "web 1.0\n", 0),
        ("exec echo gone; echo no", "gone\n", 0),
        ("echo to stderr 1>&2", "to stderr\n", 0),
        ("echo one > /tmp/l; cat < /tmp/l > /tmp/m; cat /tmp/m; head -c 3 < /dev/zero | wc -c", "one\n3\n", 0),
        ("cat /app/VERSION | while [ ! -e /tmp/w ]; do cat; touch /tmp/w; done", "1.0\n", 0),
        (
            "sh < /app/none; echo 'echo $0 $1' > /tmp/f; sh /tmp/f x; echo 'echo piped' | sh",
            "sh: can't open /app/none: No such file or directory\n/tmp/f x\npiped\n",
            0,
        ),
        ("env env A=b env sh -c 'echo $A'; env -i X=y | grep X=", "b\nX=y\n", 0),
        ("while do done", "sh: syntax error: unexpected \"do\"\n", 2),
        ("( )", "sh: syntax error: unexpected \")\"\n", 2),
        ("until true; do echo no; done", "sh: syntax error: unexpected \"until\"\n", 2),
        ("printf '%q温' x", "printf: %q温: invalid format\n", 1),
        ("printf '100%温'", "100printf: %温: invalid format\n", 1),
        ("printf '%2s|%-3d|' 温 7", "温|7  |", 0),
        ("[ ! ! -n x ] && [ a = a -a ! b = c -a -n d ] && [ '!' ] && echo all", "all\n", 0),
        ("echo x > /tmp/c; cp /tmp/c /tmp/c; cat /tmp/c", "cp: can't copy '/tmp/c': Resource busy\nx\n", 0),
        ("cd /dev; echo x > null; echo x >> null; wc -c null; cat < null", "0 null\n", 0),
    ] {
        let site = site("busybox");
        let got = play(&site, &["sh", "-c", line], false, vec![Input::End]).await;
        assert_eq!((got.0.as_str(), got.1), (want, code), "{line}");
    }
}

#[tokio::test]
async fn what_has_no_end_is_ended_by_those_who_leave_or_by_the_bounds() {
    let site = site("busybox");
    for (line, code) in [
        ("cat /dev/zero | wc -c", 1),
        ("cat /dev/zero > /tmp/big", 1),
        ("for i in 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0; do X=$X$X$X-; done; exit 5", 2),
        ("rm /tmp/big; head -c 5000000 /dev/zero > /tmp/five; grep x /tmp/five", 2),
        ("tail /tmp/five", 1),
        ("less /tmp/five", 1),
        ("sh /tmp/five", 2),
        ("cat /tmp/five | cat | cat | wc -c", 1),
        ("head -c 3000000 /tmp/five | cat | wc -c", 0),
        ("head -c 3000000 /tmp/five | { cat; } > /dev/null; head -c 8000000 /dev/zero | wc -c", 0),
        ("A=$(cat /tmp/five)", 2),
        ("X=$(head -c 300000 /tmp/five); A=$X; B=$X; exit 5", 5),
        ("X=$(head -c 300000 /tmp/five); A=$X; B=$X; C=$X; exit 5", 2),
        ("f='sh -c \"$f\"'; export f; sh -c \"$f\"", 2),
    ] {
        let got = play(&site, &["sh", "-c", line], false, vec![Input::End]).await;
        assert_eq!(got.1, code, "{line}: {}", got.0);
    }
    // Whoever leaves takes a loop without an end along.
    let (_tx, rx) = mpsc::channel(4);
    let (out, from) = mpsc::channel(4);
    drop(from);
    let p = Proc::new(Io::new(rx, out, false), site.clone());
    let command = ["sh", "-c", "while true; do true; done"].map(str::to_owned);
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), run(p, &command)).await.unwrap(), 129);
}

#[tokio::test]
async fn a_terminal_edits_lines_and_ctrl_c_ends_what_runs() {
    for (reference, typed, want, code) in [
        ("busybox", vec![keys("echo a\rexit 3\r")], "/ # echo a\r\na\r\n/ # exit 3\r\n", 3),
        ("busybox", vec![keys("\x04")], "/ # \r\n", 0),
        ("debian", vec![keys("cd /app\r\x04")], "root@web-1:/# cd /app\r\nroot@web-1:/app# exit\r\n", 0),
        ("busybox", vec![keys("echo ab\x7f温\x7fc\r\x04")], "/ # echo ab\x08 \x08温\x08 \x08\x08 \x08c\r\nac\r\n/ # \r\n", 0),
        (
            "busybox",
            vec![keys("rubbish\x15echo $?\r\x04")],
            "/ # rubbish\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08echo $?\r\n0\r\n/ # \r\n",
            0,
        ),
        ("busybox", vec![keys("no\x03echo $?\r\x04")], "/ # no^C\r\n/ # echo $?\r\n130\r\n/ # \r\n", 0),
        ("busybox", vec![keys("\x1b[C\x1b[Decho x\r\x1b[A\r\x04")], "/ # echo x\r\nx\r\n/ # echo x\r\nx\r\n/ # \r\n", 0),
        ("busybox", vec![keys("cat\rone\r\x04\x04")], "/ # cat\r\none\r\none\r\n/ # \r\n", 0),
        ("busybox", vec![Input::Size(132, 50), keys("stty size\r\x04")], "/ # stty size\r\n50 132\r\n/ # \r\n", 0),
        ("busybox", vec![keys("echo 'a\rb'\r\x04")], "/ # echo 'a\r\n> b'\r\na\r\nb\r\n/ # \r\n", 0),
        ("busybox", vec![keys("echo $TERM; tty\r\x04")], "/ # echo $TERM; tty\r\nxterm\r\n/dev/pts/0\r\n/ # \r\n", 0),
    ] {
        let got = play(&site(reference), &["sh"], true, typed).await;
        assert_eq!((got.0.as_str(), got.1), (want, code));
    }
    // Typed ahead, in one piece with the line or after a new size, it ends what runs as well; so it does what writes without an end.
    for typed in [
        vec![keys("sleep infinity\r\x03exit $?\r")],
        vec![keys("sleep infinity\rlost\x03exit $?\r")],
        vec![keys("sleep infinity\r"), Input::Size(90, 20), keys("\x03exit $?\r")],
        vec![keys("while true; do true; done\r\x03exit $?\r")],
        vec![keys("cat /dev/zero | cat > /dev/null\r\x03exit $?\r")],
        vec![keys(&format!("sleep infinity\r{}", "x".repeat(70_000))), keys("\x03exit $?\r")],
    ] {
        let (text, code) = play(&site("busybox"), &["sh"], true, typed).await;
        assert!(text.ends_with("^C\r\n/ # exit $?\r\n") && code == 130, "{code} {text}");
    }
    // A character that comes in two pieces is one, whatever comes between them.
    let (first, rest) = "echo 温\r\x04".as_bytes().split_at(7);
    let piece = |b: &[u8]| Input::Bytes(Bytes::copy_from_slice(b));
    let typed = vec![piece(first), Input::Size(90, 20), piece(rest)];
    let (text, _) = play(&site("busybox"), &["sh"], true, typed).await;
    assert_eq!(text, "/ # echo 温\r\n温\r\n/ # \r\n");
    // What sleeps is woken by Ctrl-C, with a tail that is still run afterwards.
    let site = site("busybox");
    let (tx, rx) = mpsc::channel(4);
    let (out, mut from) = mpsc::channel(4);
    let p = Proc::new(Io::new(rx, out, true), site);
    let running = tokio::spawn(async move { run(p, &["sh".to_owned()]).await });
    tx.send(keys("sleep infinity\r")).await.unwrap();
    let mut text = String::new();
    while !text.contains("infinity\r\n") {
        text.push_str(&String::from_utf8_lossy(&from.recv().await.unwrap().bytes));
    }
    tx.send(keys("\x03")).await.unwrap();
    tx.send(keys("exit $?\r")).await.unwrap();
    while let Some(out) = from.recv().await {
        text.push_str(&String::from_utf8_lossy(&out.bytes));
    }
    assert_eq!(text, "/ # sleep infinity\r\n^C\r\n/ # exit $?\r\n");
    assert_eq!(running.await.unwrap(), 130);
}

#[tokio::test]
async fn programs_of_the_whole_screen_obey_its_size_and_give_it_back() {
    for (command, typed, sees) in [
        (vec!["top"], vec![keys("q")], vec!["Load average", "\x1b[7m  PID  PPID"]),
        (vec!["less", "/app/说明.txt"], vec![keys("q")], vec!["物联网平台", "(END)"]),
        (vec!["less", "/var/log/start.log"], vec![keys("Gq")], vec!["lines 1-23/400", "lines 378-400/400 (END)", "检查点"]),
        (
            vec!["termcard"],
            vec![Input::Size(100, 30), keys("x\x1b[A\x1b[<0;5;6M\x1b[200~两行\r文\x1b[201~q")],
            vec![
                "termcard 100x30",
                "key x",
                "key Up",
                "mouse 0 at 5,6 down",
                "paste of 10 bytes: 两行⏎文",
                "\x1b[?2004h",
                "\x1b[?2004l",
            ],
        ),
        (vec!["vi", "/tmp/new"], vec![keys("ihello 温度\rtwo\x1b"), keys("")], vec!["[New file]", "hello 温度"]),
    ] {
        let site = site("busybox");
        let ahead: String =
            typed.iter().filter_map(|t| if let Input::Bytes(b) = t { std::str::from_utf8(b).ok() } else { None }).collect();
        let (text, code) = play(&site, &command, true, typed).await;
        // A terminal echoes what is typed before a program has taken the screen.
        let text = text.strip_prefix(&ahead).unwrap_or(&text);
        assert!(sees.iter().all(|s| text.contains(s)), "{command:?}: {text:?}");
        assert!(text.starts_with("\x1b[?1049h") && text.ends_with("\x1b[?1049l"), "{command:?}: {text:?}");
        assert_eq!(code, 0);
    }
    let site = site("busybox");
    let (text, code) = play(&site, &["sh"], true, vec![keys("vi /tmp/a\rione\rtwo\x1b:wq\rcat /tmp/a\r\x04")]).await;
    assert!(text.ends_with("cat /tmp/a\r\none\r\ntwo\r\n/ # \r\n"), "{text:?}");
    assert_eq!(code, 0);
}

#[tokio::test]
async fn folders_go_through_tar_and_come_back() {
    let site = site("busybox");
    let numbers: String = (1..=5000).map(|n| format!("{n}\n")).collect();
    {
        let mut files = site.files();
        files.mkdirs("/a/b", 1).unwrap();
        files.write("/a/b/n", numbers.as_bytes(), 1).unwrap();
        files.write("/a/x", b"x\n", 1).unwrap();
        files.link("/a/l", "x", 1).unwrap();
        files.link("/also", "/a", 1).unwrap();
    }
    let pack =
        "tar cf - -C / a > /tmp/t.tar; mkdir /c; tar xf /tmp/t.tar -C /c; cat /c/a/l; tar tf /tmp/t.tar; tar c also/x | tar t";
    let (text, code) = play(&site, &["sh", "-c", pack], false, vec![Input::End]).await;
    assert_eq!(text, "x\na/\na/b/\na/b/n\na/l\na/x\nalso/x\n");
    assert_eq!(site.files().file("/c/a/b/n").unwrap().to_vec(), numbers.as_bytes());
    assert_eq!(code, 0);
    // However many there are, each is told.
    let many = "mkdir /m; cd /m; for a in 1 2 3 4 5 6 7 8 9 0; do for b in 1 2 3 4 5 6 7 8 9 0; do touch $a$b-x $a$b-y $a$b-z; done; done; \
                cd /; tar cf /tmp/m.tar m; tar tf /tmp/m.tar | wc -l; tar xvf /tmp/m.tar -C /c | wc -l; echo x > /c/m2; tar xf /tmp/m.tar -C /etc/hosts";
    let (text, code) = play(&site, &["sh", "-c", many], false, vec![Input::End]).await;
    assert_eq!((text.as_str(), code), ("301\n301\ntar: can't change directory to '/etc/hosts': No such file or directory\n", 1));
    let archive = site.files().file("/tmp/t.tar").unwrap().to_vec();
    let pieces = archive.chunks(3000).map(|c| Input::Bytes(Bytes::copy_from_slice(c))).chain([Input::End]).collect();
    let (text, code) = play(&site, &["tar", "-xmf", "-", "-C", "/tmp"], false, pieces).await;
    assert_eq!((text.as_str(), code), ("", 0));
    assert_eq!(site.files().file("/tmp/a/b/n").unwrap().len(), 23_893);
    for (args, said) in [
        (vec!["tar", "cf", "-", "/none"], "tar: /none: No such file or directory\ntar: error exit delayed from previous errors\n"),
        (vec!["tar", "xf", "-", "-C", "/none"], "tar: can't change directory to '/none': No such file or directory\n"),
        (vec!["tar", "xf", "-"], "tar: short read\n"),
    ] {
        let (text, code) = play(&site, &args, false, vec![Input::End]).await;
        assert!(text.replace('\0', "").ends_with(said) && code == 1, "{args:?}: {text:?}");
    }
}
