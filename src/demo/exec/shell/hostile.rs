//! Whatever a program is given, it comes to an end of its own: it does not panic, and it does not take the stack or the memory with it.

use super::super::proc::{Input, Io, Proc};
use super::super::programs::NAMES;
use super::tests::{play, site};
use super::{DEEPEST, run};
use bytes::Bytes;
use fastrand::Rng;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

/// Words that are no good.
fn words() -> Vec<String> {
    // Between blanks.
    const WORDS: &str = "- -- --- -1 + +5 0 00 -0 99999999999999999999 -9223372036854775808 9223372036854775807 18446744073709551615 1e400 nan \
         inf infinitys 温 %温 %5 %- % %% %%% %99999d %-99999999999999999999s %é% %s%温%d \\ \\x \\x温 \\0 \\8 \\777 é\0b \0 . .. \
         ../../.. / // /. /app/ = ! ( ) ] [ -c -n -f -C -r -l -lFa -温 -c温 -n温 -n-5 -c+ -b -a -eq -e -t cf xf tf c x t -xvmf s 温s \
         size +%s 𝒳 a\u{301} \u{1b}[31m \u{1b}[ \u{202e} \u{feff} * ? ~ $ 1 /app/说明.txt /var/log /var/log/start.log /tmp \
         /tmp/none /tmp/bytes /tmp/loop /tmp/tar /dev/null /dev/zero /etc/hosts/x";
    let mut all: Vec<String> = WORDS.split(' ').chain(["", "\r\n", "\t"]).map(str::to_owned).collect();
    all.extend(["x".repeat(5000), "/".repeat(5000), "a/".repeat(3000), "温".repeat(100), "%".repeat(999), "\\".repeat(999)]);
    all
}

/// Bytes that are no good either.
fn bytes(rng: &mut Rng, n: usize) -> Vec<u8> {
    let mut all = b"a\n\xff\xfe\x80\n\xe6\xb8\n\0\0\r\n".to_vec();
    all.extend((0..n).map(|_| rng.u8(..)));
    all
}

/// Threads for what is to be timed from another one. They are left behind when a test fails, since a program that lets nobody in would be
/// waited for without an end.
struct Workers(Option<Runtime>);

impl Workers {
    fn run<T>(of: impl Future<Output = T>) -> T {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Self(Some(runtime)).0.as_ref().unwrap().block_on(of)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.0.take().unwrap().shutdown_background();
    }
}

/// Runs a command for a while, and says whether it came to its end; if not, it lets itself be ended. What it writes is read and forgotten.
async fn ends(
    at: &std::sync::Arc<super::super::proc::Site>,
    command: &[&str],
    tty: bool,
    inputs: Vec<Input>,
    wait: Duration,
) -> bool {
    let (tx, rx) = mpsc::channel(4);
    let (out, mut from) = mpsc::channel(4);
    let command: Vec<String> = command.iter().map(|c| (*c).to_owned()).collect();
    let sending = async move {
        for input in inputs {
            if tx.send(input).await.is_err() {
                break;
            }
        }
        drop(tx);
    };
    let reading = async move { while from.recv().await.is_some() {} };
    let (at, told) = (at.clone(), format!("{command:?}"));
    let mut all = tokio::spawn(async move { tokio::join!(run(Proc::new(Io::new(rx, out, tty), at), &command), sending, reading) });
    if let Ok(ended) = tokio::time::timeout(wait, &mut all).await {
        ended.unwrap_or_else(|e| panic!("{told}: {e}"));
        return true;
    }
    all.abort();
    let left = tokio::time::timeout(Duration::from_secs(20), all).await;
    assert!(left.is_ok(), "{told} lets nobody in");
    false
}

fn ground(rng: &mut Rng) -> std::sync::Arc<super::super::proc::Site> {
    let site = site("busybox");
    let mut files = site.files();
    files.write("/tmp/bytes", &bytes(rng, 3000), 1).unwrap();
    files.write("/tmp/tar", &bytes(rng, 3000), 1).unwrap();
    files.link("/tmp/loop", "loop", 1).unwrap();
    drop(files);
    site
}

#[test]
fn no_program_panics_whatever_it_is_given() {
    Workers::run(whatever_they_are_given());
}

async fn whatever_they_are_given() {
    let mut rng = Rng::with_seed(7);
    let words = words();
    // `sh -c '"$@"' sh NAME …` reaches what only the shell has.
    let own = ["cd", "exit", "export", "unset", "exec", "command", "which", ":", "sh"];
    for name in NAMES.iter().chain(&own) {
        let mut tries: Vec<Vec<&str>> = vec![Vec::new()];
        tries.extend(words.iter().map(|w| vec![w.as_str()]));
        tries.extend((0..60).map(|_| (0..rng.usize(2..5)).map(|_| words[rng.usize(..words.len())].as_str()).collect()));
        let mut at = ground(&mut rng);
        for (i, args) in tries.iter().enumerate() {
            if i % 50 == 49 {
                at = ground(&mut rng);
            }
            let mut command = if own.contains(name) { vec!["sh", "-c", "\"$@\"", "sh", name] } else { vec![*name] };
            command.extend(args);
            // What has no end is left, and has to let others in until then.
            let endless = *name == "sleep" || ["cat", "head", "wc"].contains(name) && args.contains(&"/dev/zero");
            let wait = if endless { Duration::from_millis(20) } else { Duration::from_secs(20) };
            let tty = i % 2 == 0;
            let input = Input::Bytes(bytes(&mut rng, 200).into());
            let ended = ends(&at, &command, tty, vec![Input::Size(rng.u16(..99), rng.u16(..99)), input, Input::End], wait).await;
            assert!(ended || endless, "{command:?} does not end");
        }
    }
}

#[tokio::test]
async fn no_key_makes_a_program_panic() {
    // Between blanks.
    const KEYS: &str = "\x1b \x1b[A \x1b[B \x1b[C \x1b[D \x1b[H \x1b[F \x1b[5~ \x1b[6~ \x1b[3~ \x1bOF \x1b[<64;1;1M \x1b[<65;9;9m \
         \x1b[200~多\r行\x1b[201~ \x1b[ \x1b[99999999999999999999999999999999999999; i a A o x dd gg G $ 0 h j k l :9\r \
         :99999999999999999999\r :w\r :温\r \r \x7f \t 温度 é \u{301}";
    let keys: Vec<&str> = KEYS.split(' ').collect();
    for seed in 0..30 {
        let mut rng = Rng::with_seed(seed);
        for command in [
            &["vi", "/tmp/bytes"][..],
            &["vi", "/tmp/new"],
            &["vi"],
            &["less", "/tmp/bytes"],
            &["top"],
            &["termcard"],
            &["sh"],
            &["cat"],
        ] {
            let inputs = (0..400)
                .map(|_| match rng.u8(..20) {
                    0 => Input::Size(rng.u16(..200), rng.u16(..60)),
                    1 => Input::Size(rng.u16(1..4), rng.u16(1..4)),
                    2..=4 => {
                        Input::Bytes((0..rng.usize(1..9)).map(|_| rng.u8(..)).filter(|b| *b != b'q').collect::<Vec<u8>>().into())
                    }
                    _ => Input::Bytes(Bytes::from_static(keys[rng.usize(..keys.len())].as_bytes())),
                })
                .collect();
            let at = ground(&mut rng);
            assert!(ends(&at, command, true, inputs, Duration::from_secs(20)).await, "{command:?} with seed {seed} does not end");
        }
    }
}

#[tokio::test]
async fn no_line_makes_the_shell_panic() {
    // Between dots.
    const TOKENS: &str = " ·\n·(·)·{·}·$(·`·\"·'·\\·&·&&·|·||·;·;;·<·>·>>·2>&1·&>·<&·> /tmp/x·< /tmp/bytes·$x·${·${x:-·$·$@·$#·$9·${}·*·?·~·!·#·=·\
         x=$x$x·x=·if·then·else·fi·for·in·do·done·while·true·echo·cat·test·printf %s·\r·\0·温";
    // What can be understood is run, so that more than the parser is tried.
    const WORDS: [&str; 20] = [
        "$x",
        "${x}",
        "\"$x\"",
        "${x:-温}",
        "$(cat /tmp/bytes)",
        "\"$(cat /tmp/bytes)\"",
        "`echo a b`",
        "$@",
        "\"$@\"",
        "$#",
        "$9",
        "/tmp/*",
        "/*/?",
        "*温*",
        "\\*",
        "~/a",
        "'温'",
        "x",
        "> /tmp/x",
        "< /tmp/bytes",
    ];
    const COMMANDS: [&str; 12] =
        ["echo", "printf", "cat", "test", "x=$x温", "x=", "export x", "! grep", "head -c 9", "tail -n 2", "wc", "cd /tmp;"];
    let tokens: Vec<&str> = TOKENS.split('·').collect();
    let at = ground(&mut Rng::with_seed(1));
    for seed in 0..1000 {
        let mut rng = Rng::with_seed(seed);
        let glue = ["", " "][rng.usize(..2)];
        let soup: Vec<&str> = (0..rng.usize(1..25)).map(|_| tokens[rng.usize(..tokens.len())]).collect();
        let mut line = String::new();
        for _ in 0..rng.usize(1..6) {
            line += COMMANDS[rng.usize(..COMMANDS.len())];
            (0..rng.usize(..4)).for_each(|_| line = format!("{line} {}", WORDS[rng.usize(..WORDS.len())]));
            line += [" | ", "; ", " && ", " || ", "\n"][rng.usize(..5)];
        }
        line += "true";
        for line in [soup.join(glue), line] {
            // A loop without an end is let go.
            ends(&at, &["sh", "-c", &line, "sh", "a b", "温"], false, vec![Input::End], Duration::from_millis(500)).await;
        }
    }
}

#[tokio::test]
async fn what_nests_too_deep_is_told_and_takes_no_stack() {
    let deep = |begin: &str, middle: &str, end: &str, n: usize| format!("{}{middle}{}", begin.repeat(n), end.repeat(n));
    let site = site("busybox");
    for (line, code) in [
        (deep("(", "exit 4", ")", DEEPEST - 2), 4),
        (deep("(", "exit 4", ")", DEEPEST + 1), 2),
        (deep("(", "exit 4", ")", 100_000), 2),
        (deep("{ ", "exit 4", "; }", 10_000), 2),
        (deep("if ", "exit 4", "; then true; fi", DEEPEST - 2), 4),
        (deep("if ", "exit 4", "; then true; fi", 10_000), 2),
        (deep("while ", "exit 4", "; do true; done", DEEPEST - 2), 4),
        (deep("for i in a; do ", "exit 4", "; done", DEEPEST - 2), 4),
        (deep("echo $(", "true", ")", DEEPEST - 2), 0),
        (deep("echo $(", "true", ")", 100), 2),
        (deep("echo $(", "true", ")", 20_000), 2),
        ("f='sh -c \"$f\"'; export f; sh -c \"$f\"".to_owned(), 2),
        ("f='exec env A=1 sh -c \"$f\"'; export f; sh -c \"$f\"".to_owned(), 2),
        ("f='(command env A=$(env A=1 sh -c \"$f\") true)'; export f; sh -c \"$f\"".to_owned(), 2),
        ("f='if true; then { cat | sh -c \"$f\" | cat; } fi'; export f; sh -c \"$f\"".to_owned(), 2),
        ("echo 'sh /tmp/self' > /tmp/self; sh /tmp/self".to_owned(), 2),
        (format!("{}exit 4", "command ".repeat(20_000)), 4),
        (format!("{}sh -c 'exit 4'", "env ".repeat(20_000)), 4),
        (format!("{}sh -c 'exit 4'", "/bin/env A=1 ".repeat(20_000)), 4),
        (format!("{}true", "! ".repeat(20_001)), 2),
        (format!("test {}-n x", "! ".repeat(20_001)), 1),
        (format!("test -n x{}", " -a -n x".repeat(20_000)), 0),
    ] {
        let (text, got) = play(&site, &["sh", "-c", &line], false, vec![Input::End]).await;
        let short: String = line.chars().take(60).collect();
        assert_eq!(got, code, "{short}: {}", text.chars().take(200).collect::<String>());
        assert!(got != 2 || text.starts_with("sh: ") || text.contains("\nsh: "), "{short}: {text}");
    }
    // A terminal's shell is there afterwards.
    let typed = vec![Input::Bytes(Bytes::from_static(b"f='sh -c \"$f\"'; export f; sh -c \"$f\"\recho $?; exit 6\r"))];
    let (text, code) = play(&site, &["sh"], true, typed).await;
    assert!(
        text.contains("sh: can't fork: Resource temporarily unavailable\r\n") && text.contains("\r\n2\r\n") && code == 6,
        "{text}"
    );
}

/// Whatever goes on over many operands lets others in at each of them, even where nothing of it is written to anybody.
#[tokio::test]
async fn who_has_much_to_do_lets_others_in() {
    const MANY: usize = 300;
    let site = site("busybox");
    // What is repeated, and what comes before and after it.
    for (before, again, after) in [
        ("tar cf /dev/null ", "/ ", ""),
        ("tar cf /dev/null ", "/none ", "2> /dev/null"),
        ("tar c ", "/etc ", "> /dev/null"),
        ("mkdir -p ", "/tmp/d ", ""),
        ("mkdir ", "/tmp ", "2> /dev/null"),
        ("rm -f ", "/tmp/none ", ""),
        ("touch ", "/tmp/t ", ""),
        ("cp ", "/etc/hosts ", "/tmp"),
        ("mv ", "/none ", "/tmp 2> /dev/null"),
        ("readlink ", "/none ", ""),
        ("readlink -f ", "/app ", "> /dev/null"),
        ("ls -d ", "/ ", "> /dev/null"),
        ("ls ", "/tmp ", "> /dev/null"),
        ("ls ", "/none ", "2> /dev/null"),
        ("cat ", "/etc/hosts ", "> /dev/null"),
        ("cat ", "/none ", "2> /dev/null"),
        ("wc ", "/etc/hosts ", "> /dev/null"),
        ("head -n 1 ", "/etc/hosts ", "> /dev/null"),
        ("tail ", "/etc/hosts ", "> /dev/null"),
        ("grep -q nothing ", "/etc/hosts ", ""),
        ("which ", "none ", ""),
        ("export ", "A=1 ", ""),
        ("", "A=1 ", ""),
        ("env ", "A=1 ", "true"),
        ("", "true; ", "true"),
        ("echo ", "/et?/none* ", "> /dev/null"),
    ] {
        let turns = Arc::new(AtomicUsize::new(0));
        let counted = turns.clone();
        // There is one thread: it runs when the program lets it.
        let other = tokio::spawn(async move {
            loop {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        });
        let line = format!("{before}{}{after}", again.repeat(MANY));
        play(&site, &["sh", "-c", &line], false, vec![Input::End]).await;
        other.abort();
        let turns = turns.load(Ordering::Relaxed);
        assert!(turns >= MANY, "{before}{again}… {after}: {turns} turns");
    }
}

#[tokio::test]
async fn what_is_looked_at_and_what_is_set_has_its_bounds() {
    let site = site("busybox");
    for i in 0..1200 {
        site.files().mkdirs(&format!("/tmp/d/{i}"), 1).unwrap();
    }
    let sets = |n: usize| (0..n).map(|i| format!("A{i}=; ")).collect::<String>();
    for (line, code) in [
        ("echo /tmp/d/*/../none*; exit 5".to_owned(), 2),
        ("echo /tmp/d/1*/../none*; exit 5".to_owned(), 5),
        (format!("{}exit 5", "echo /tmp/d/*; ".repeat(20)), 5),
        (format!("echo {}; exit 5", "/tmp/d/none* ".repeat(1000)), 2),
        (format!("{}exit 5", sets(990)), 5),
        (format!("{}{}exit 5", sets(990), sets(990)), 5),
        (format!("{}exit 5", sets(1001)), 2),
    ] {
        let (text, got) = play(&site, &["sh", "-c", &line], false, vec![Input::End]).await;
        let short: String = line.chars().take(60).collect();
        assert_eq!(got, code, "{short}: {}", text.chars().take(200).collect::<String>());
        assert!(code != 2 || text.ends_with("sh: argument too long\n"), "{short}: {text}");
    }
}
