use super::*;
use crate::cluster::target::Identity;

const HEAD: &str = "apiVersion: v1\nkind: Config\ncurrent-context: a\n";
const USER: &str = "users:\n- {name: u, user: {token: t}}\n";
const CONTEXT: &str = "contexts:\n- {name: a, context: {cluster: c, user: u}}\n";

/// A kubeconfig with one cluster and one user, whose fields are these lines.
fn with(cluster: &str, user: &str) -> String {
    let indent = |lines: &str| lines.lines().map(|l| format!("    {l}\n")).collect::<String>();
    format!(
        "{HEAD}{CONTEXT}clusters:\n- name: c\n  cluster:\n    server: https://127.0.0.1:1\n{}users:\n- name: u\n  user:\n{}",
        indent(cluster),
        indent(user)
    )
}

/// What the file's current context leads to.
fn target(folder: &Path, text: &str) -> Result<Target, String> {
    let file = folder.join("config");
    std::fs::write(&file, text).unwrap();
    let contexts = Contexts::read(Some(&file), None, None, false).map_err(|e| e.to_string())?;
    let context = contexts.pick(None).map_err(|e| e.to_string())?;
    contexts.target(&context.name).map_err(|no| match no {
        NoTarget::Gone(why) | NoTarget::Wrong(why) => why.to_string(),
    })
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name)
}

fn credential(target: &Target) -> String {
    match &target.credential {
        Credential::None => "none".into(),
        Credential::Basic(user, password) => format!("basic {user}:{password}"),
        Credential::Token(token) => format!("token {token}"),
        Credential::TokenFile { first, .. } => format!("file {first}"),
        Credential::Exec(exec) => format!("exec {}", exec.command),
        Credential::Oidc(_) => "oidc".into(),
    }
}

/// What each user's fields come to, or what is said; as kubectl 1.32 does it, which was asked for each.
#[test]
fn users_are_read_as_kubectl_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("tok", "filetoken\r\n"), ("lines", "\n one \n\n"), ("empty", "")] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let exec = |more: &str| format!("exec: {{apiVersion: client.authentication.k8s.io/v1, command: login, {more}}}");
    let never = exec("interactiveMode: Never");
    for (user, want) in [
        ("token: t", Ok("token t")),
        ("token: \" t \"", Ok("token  t ")),
        ("tokenFile: tok", Ok("file filetoken")),
        ("tokenFile: lines", Ok("file one")),
        ("token: \"\"\ntokenFile: tok", Ok("file filetoken")),
        ("token: inline\ntokenFile: tok", Ok("file filetoken")),
        ("token: inline\ntokenFile: nope", Ok("file inline")),
        ("token: a\ntoken: b", Ok("token b")),
        ("{}", Ok("none")),
        ("username: a\npassword: b", Ok("basic a:b")),
        ("username: a", Ok("basic a:")),
        (&never, Ok("exec login")),
        (&format!("token: t\n{never}"), Ok("token t")),
        (&format!("username: t\npassword: p\n{never}"), Ok("basic t:p")),
        ("auth-provider: {name: oidc, config: {idp-issuer-url: x}}", Ok("oidc")),
        ("auth-provider: {name: oidc}", Ok("oidc")),
        ("auth-provider: {name: oidc, config: {idp-certificate-authority: nope}}", Err("idp-certificate-authority: nope: ")),
        (
            "auth-provider: {name: oidc, config: {idp-certificate-authority-data: '!'}}",
            Err("idp-certificate-authority-data: is not base64"),
        ),
        (
            "auth-provider: {name: oidc, config: {idp-certificate-authority-data: aGVsbG8=}}",
            Err("idp-certificate-authority-data: holds no certificate"),
        ),
        ("auth-provider: {name: oidc, config: {client-id: 5}}", Err("client-id: must be text")),
        ("auth-provider: {name: oidc, config: x}", Err("config: must be a map")),
        ("tokenFile: nope", Err("tokenFile: ")),
        ("username: a\npassword: b\ntoken: t", Err("username: username/password or a token may be set, but not both")),
        ("username: a\npassword: b\ntokenFile: tok", Err("username: username/password or a token may be set, but not both")),
        ("token: \"t\\nx\"", Err("token: the token contains characters")),
        ("token: 123", Err("token: must be text; put it in quotes")),
        ("as-groups: [x]", Err("as: requesting uid, groups or user-extra without impersonating a user")),
        ("auth-provider: {name: gcp}", Err("name: the gcp auth plugin has been removed")),
        ("auth-provider: {name: other}", Err("name: no auth provider of that name")),
        (
            &format!("auth-provider: {{name: oidc}}\n{never}"),
            Err("auth-provider: cannot be provided in combination with an exec plugin"),
        ),
        (&exec(""), Err("interactiveMode: must be specified")),
        (&exec("interactiveMode: Often"), Err("interactiveMode: is Never, IfAvailable or Always")),
        ("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: login}", Ok("exec login")),
        (
            "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: login}",
            Err("apiVersion: is client.authentication.k8s.io/v1"),
        ),
        ("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}", Err("command: must be specified")),
        ("exec: {command: login, interactiveMode: Never}", Err("apiVersion: must be specified")),
        (&exec("interactiveMode: Never, env: ~, args: ~"), Ok("exec login")),
        ("client-certificate-data: aGVsbG8=", Err("client-certificate-data: client-key-data or client-key must be specified")),
        ("client-key-data: aGVsbG8=\ntoken: t", Ok("token t")),
        ("client-certificate-data: aGVsbG8=\nclient-key-data: aGVsbG8=", Err("client-certificate-data: holds no certificate")),
        ("client-certificate: nope\nclient-key: nope", Err("client-certificate: ")),
    ] {
        let got = target(folder.path(), &with("", user));
        match (&got, want) {
            (Ok(target), Ok(want)) => assert_eq!(credential(target), want, "{user}"),
            (Err(why), Err(want)) => {
                let place = why.rsplit_once("config: line ").unwrap_or_else(|| panic!("{user}: {why}")).1;
                let (line, said) = place.split_once(": ").unwrap();
                assert!(line.parse::<u32>().unwrap() >= 12 && said.starts_with(want), "{user}: {why}");
            }
            (Ok(target), Err(want)) => panic!("{user}: {}, not {want:?}", credential(target)),
            (Err(why), Ok(want)) => panic!("{user}: {why}, not {want:?}"),
        }
    }
}

/// As above, for the cluster's fields.
#[test]
fn clusters_are_read_as_kubectl_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixture("ca.crt"), folder.path().join("ca.crt")).unwrap();
    let pem = std::fs::read_to_string(fixture("ca.crt")).unwrap();
    let base64 = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(text)
    };
    let whole = base64(&pem);
    let lines: String = whole.as_bytes().chunks(60).map(|c| format!("  {}\n", String::from_utf8_lossy(c))).collect();
    let garbage = base64(&format!("{pem}-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\nnot PEM\n"));
    for (cluster, want) in [
        (String::new(), Ok("system")),
        ("certificate-authority: ca.crt".into(), Ok("1")),
        ("certificate-authority: ca.crt\ncertificate-authority-data: \"\"".into(), Ok("1")),
        (format!("certificate-authority: \"\"\ncertificate-authority-data: {whole}"), Ok("1")),
        (format!("certificate-authority-data: |\n{lines}"), Ok("1")),
        (format!("certificate-authority-data: {garbage}"), Ok("1")),
        ("insecure-skip-tls-verify: true".into(), Ok("anything")),
        ("insecure-skip-tls-verify: false\ncertificate-authority: ca.crt".into(), Ok("1")),
        ("proxy-url: socks5://127.0.0.1:1".into(), Ok("system")),
        ("extensions: ~\ndisable-compression: true\nunknown: {a: 1}".into(), Ok("system")),
        (
            "insecure-skip-tls-verify: true\ncertificate-authority: ca.crt".into(),
            Err("insecure-skip-tls-verify: specifying a root certificates file with the insecure flag is not allowed"),
        ),
        (
            format!("certificate-authority: ca.crt\ncertificate-authority-data: {whole}"),
            Err("certificate-authority: certificate-authority-data and certificate-authority are both specified"),
        ),
        ("certificate-authority: nope.crt".into(), Err("certificate-authority: ")),
        ("certificate-authority: .".into(), Err("certificate-authority: ")),
        ("certificate-authority-data: '!!!'".into(), Err("certificate-authority-data: is not base64")),
        ("certificate-authority-data: aGVsbG8=".into(), Err("certificate-authority-data: holds no certificate")),
        ("insecure-skip-tls-verify: 'yes'".into(), Err("insecure-skip-tls-verify: must be true or false")),
        ("proxy-url: ftp://x".into(), Err("proxy-url: must begin with")),
        ("proxy-url: localhost:1".into(), Err("proxy-url: must begin with")),
        ("server: unix:///x".into(), Err("server: unsupported scheme")),
    ] {
        let got = target(folder.path(), &with(&cluster, "token: t")).map(|target| match target.trust {
            Trust::System => "system".to_owned(),
            Trust::Anything => "anything".to_owned(),
            Trust::Anchors(all) => all.len().to_string(),
        });
        match (&got, want) {
            (Ok(got), Ok(want)) => assert_eq!(got, want, "{cluster}"),
            (Err(why), Err(want)) => {
                let said = why.rsplit_once("config: line ").and_then(|(_, place)| place.split_once(": ")).unwrap().1;
                assert!(said.starts_with(want), "{cluster}: {why}");
            }
            (got, want) => panic!("{cluster}: {got:?}, not {want:?}"),
        }
    }
}

/// Whole files: what kubectl 1.32 takes, and what it refuses with which line.
#[test]
fn files_are_read_as_kubectl_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = "clusters:\n- name: c\n  cluster:\n    server: https://127.0.0.1:1\n";
    let good = format!("{HEAD}{cluster}{USER}{CONTEXT}");
    for (what, text, want) in [
        ("plain", good.clone(), None),
        (
            "two contexts of one name",
            format!("{good}- {{name: a, context: {{cluster: c}}}}\n"),
            Some("line 12: contexts: two of the name \"a\"; the first stands in line 11"),
        ),
        (
            "two clusters",
            format!("{HEAD}{cluster}- {{name: c, cluster: {{server: x}}}}\n{USER}{CONTEXT}"),
            Some("line 8: clusters: two of the name \"c\""),
        ),
        ("two users", format!("{HEAD}{cluster}{USER}- {{name: u}}\n{CONTEXT}"), Some("line 10: users: two of the name \"u\"")),
        (
            "two without a name",
            format!("{good}- {{context: {{cluster: c}}}}\n- \n"),
            Some("line 13: contexts: two of the name \"\""),
        ),
        ("one without a name", format!("{good}- {{context: {{cluster: c}}}}\n"), None),
        ("an empty entry", format!("{good}- \n"), None),
        ("a context of nothing", format!("{good}- {{name: b}}\n- {{name: d, context: {{user: u}}}}\n"), None),
        ("fields that nobody knows", format!("{good}foo: 1\npreferences: ~\nextensions: ~\n"), None),
        ("a bad entry elsewhere", format!("{good}- {{name: b, context: {{cluster: 1, namespace: 12}}}}\n"), None),
        ("without kind and version", format!("current-context: a\n{cluster}{USER}{CONTEXT}"), None),
        ("another kind", good.replace("kind: Config", "kind: Pod"), Some("line 2: kind: must be Config")),
        ("another version", good.replace("apiVersion: v1", "apiVersion: v2"), Some("line 1: apiVersion: must be v1")),
        ("a second document", format!("{good}---\ncurrent-context: zz\n"), None),
        ("a document's head", format!("---\n{good}"), None),
        ("a byte order mark", format!("\u{feff}{good}"), None),
        ("lines of Windows", good.replace('\n', "\r\n"), None),
        ("an alias", format!("{good}x: &x {{}}\ny: *x\n"), None),
        ("a tab", format!("{good}\tfoo: 1\n"), Some("line 12: ")),
        ("no list", good.replace(cluster, "clusters: {}\n"), Some("line 4: clusters: must be a list")),
        (
            "a number for the current",
            good.replace("current-context: a", "current-context: 1"),
            Some("line 3: current-context: must be text"),
        ),
        (
            "an unknown current",
            good.replace("current-context: a", "current-context: zz"),
            Some("no context named \"zz\"; there are: a"),
        ),
        ("no current", good.replace("current-context: a\n", ""), Some("no current-context")),
        ("an unknown user", good.replace("user: u}", "user: zz}"), None),
        ("an unknown cluster", good.replace("{cluster: c", "{cluster: zz"), Some("line 11: cluster: no cluster named \"zz\"")),
        (
            "a path for a namespace",
            good.replace("user: u}", "user: u, namespace: 'default/services/foo/proxy/reboot?x='}"),
            Some("line 11: namespace: is not a valid namespace name"),
        ),
        ("nothing", String::new(), Some("no current-context")),
        ("a text", "CANARY".into(), Some("line 1: is not a kubeconfig")),
    ] {
        let got = target(folder.path(), &text).map(drop);
        match want {
            None => assert_eq!(got, Ok(()), "{what}"),
            Some(want) => assert!(got.as_ref().is_err_and(|why| why.contains(want)), "{what}: {got:?}"),
        }
    }
}

#[test]
fn of_several_files_the_first_wins_and_an_empty_word_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    };
    let cluster = |server: &str| format!("clusters:\n- {{name: c, cluster: {{server: 'https://{server}'}}}}\n");
    let whole = write("whole", &format!("{HEAD}{}{USER}{CONTEXT}", cluster("one")));
    let empty = write("empty", "current-context: \"\"\n");
    let other = write("other", &format!("{}users:\n- {{name: u, user: {{}}}}\n", cluster("two")));
    let double = write("double", &format!("{CONTEXT}- {{name: a}}\n"));
    let read = |files: &[&PathBuf]| {
        let variable = std::env::join_paths(files).unwrap();
        let contexts = Contexts::read(None, Some(&variable), None, false).map_err(|e| e.to_string())?;
        let name = contexts.pick(None).map_err(|e| e.to_string())?.name;
        let target = contexts.target(&name).map_err(|_| "no target".to_owned())?;
        Ok::<_, String>(format!("{} {}", target.server, credential(&target)))
    };
    assert_eq!(read(&[&empty, &whole]), Ok("https://one/ token t".into()));
    assert_eq!(read(&[&whole, &other]), Ok("https://one/ token t".into()));
    assert_eq!(read(&[&other, &whole]), Ok("https://two/ none".into()), "a user is taken whole");
    assert_eq!(read(&[&folder.path().join("nowhere"), &whole]), Ok("https://one/ token t".into()));
    let said = read(&[&whole, &double]).unwrap_err();
    assert!(said.contains("double: line 3: contexts: two of the name \"a\""), "{said}");
    assert!(read(&[&whole, &folder.path().to_owned()]).is_err(), "a folder");
}

#[test]
fn a_server_without_tls_gets_no_credentials_but_for_the_demos_own() {
    let folder = tempfile::tempdir().unwrap();
    let text = |server: &str, more: &str| with(more, "token: t\nas: me").replace("https://127.0.0.1:1", server);
    let marked = format!("extensions:\n- {{name: {DEMO}, extension: {{}}}}");
    for (server, more, want) in [
        ("https://127.0.0.1:1", "", "token t"),
        ("http://127.0.0.1:1", "", "none"),
        ("localhost:1", "certificate-authority-data: nonsense", "none"),
        ("http://127.0.0.1:1", &marked, "token t"),
        ("http://[::1]:1", &marked, "token t"),
        ("http://10.0.0.1:1", &marked, "none"),
        ("http://localhost:1", &marked, "none"),
    ] {
        // What kubectl does not look at there cannot be wrong either.
        let more = if more.contains("nonsense") { "" } else { more };
        let target = target(folder.path(), &text(server, more)).unwrap();
        assert_eq!((credential(&target).as_str(), target.headers.is_empty()), (want, want == "none"), "{server} {more}");
    }
}

#[test]
fn a_client_certificate_is_not_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let user = |certificate: &str, key: &str| {
        format!("client-certificate: {}\nclient-key: {}", fixture(certificate).display(), fixture(key).display())
    };
    let got = target(folder.path(), &with("", &user("client-v1.crt", "client.key"))).unwrap();
    assert!(matches!(got.identity, Some(Identity { .. })), "version 1 is the server's to judge");
    assert!(target(folder.path(), &with("", &user("good.crt", "server.key"))).is_ok());
    let said = target(folder.path(), &with("", &user("good.crt", "client.key"))).map(drop).unwrap_err();
    assert!(said.contains("private key does not match public key"), "{said}");
}

#[test]
fn it_is_read_again_when_it_changes_and_what_is_bad_is_told_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    let text = |token: &str| with("", &format!("token: {token}"));
    std::fs::write(&file, text("one")).unwrap();
    let contexts = Contexts::read(Some(&file), None, None, false).unwrap();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    contexts.tell(tell);
    let now = |contexts: &Contexts| {
        contexts.refresh();
        contexts.target("a").map(|t| credential(&t)).unwrap_or_else(|_| "none".into())
    };
    assert_eq!((now(&contexts).as_str(), told.try_recv().is_err()), ("token one", true));
    std::fs::write(&file, text("another")).unwrap();
    assert_eq!((now(&contexts).as_str(), told.try_recv().is_err()), ("token another", true));
    // A new context is told of.
    std::fs::write(&file, text("third").replace("contexts:\n", "contexts:\n- {name: b, context: {cluster: c}}\n")).unwrap();
    assert_eq!(now(&contexts), "token third");
    let Ok(Told::Contexts(list)) = told.try_recv() else { panic!("nothing was told") };
    assert_eq!(list.iter().map(|c| c.name.to_string()).collect::<Vec<_>>(), ["b", "a"]);
    // A file that went bad, and one that went away, leave what was; each is said once.
    for (bad, want) in [(Some("a: [\n"), "config: line "), (Some("clusters: 1\n"), "must be a list"), (None, "not there any more")]
    {
        match bad {
            Some(text) => std::fs::write(&file, text).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        assert_eq!((now(&contexts), now(&contexts)), ("token third".into(), "token third".into()));
        let Ok(Told::Trouble(why)) = told.try_recv() else { panic!("nothing was told") };
        assert!(why.to_string().contains(want) && told.try_recv().is_err(), "{why}");
    }
    std::fs::write(&file, text("last")).unwrap();
    assert_eq!(now(&contexts), "token last");
}

/// Whatever a kubeconfig says, something is said or connected to: nothing ends.
#[tokio::test]
async fn no_kubeconfig_ends_the_program() {
    use crate::cluster::session::{Mode, Session};
    let certificate = std::fs::read_to_string(fixture("client-v1.crt")).unwrap();
    let whole = format!(
        "{HEAD}{CONTEXT}clusters:\n- name: c\n  cluster:\n    server: https://127.0.0.1:1\n    tls-server-name: name\n    proxy-url: http://127.0.0.1:1\n    insecure-skip-tls-verify: true\nusers:\n- name: u\n  user:\n    token: t\n    as: me\n    as-user-extra: {{a: [b]}}\n    certificate: |\n{}",
        certificate.lines().map(|l| format!("      {l}\n")).collect::<String>()
    );
    let values = [
        "localhost:7012",
        "'*'",
        "kubernetes.default.svc",
        "''",
        "unix:///x",
        "' a b '",
        "'::1'",
        "https://[",
        "https://::1:1",
        "https://x:99999",
        "http://",
        "https://%zz/%",
        "~",
        "[]",
        "{}",
        "1",
        "true",
        "\"\\u0000\"",
        "\"\\u202e\"",
        "é",
        "//",
        "a@b@c:1",
        "socks5://x",
        "&x y",
        "-",
    ];
    let mut random = fastrand::Rng::with_seed(12);
    let lines: Vec<&str> = whole.lines().collect();
    let mut tried = 0;
    for round in 0..400 {
        let mut lines = lines.clone();
        let at = random.usize(3..lines.len());
        let changed;
        match (round % 4, lines[at].split_once(": ")) {
            (0 | 1, Some((key, _))) => {
                changed = format!("{key}: {}", values[random.usize(0..values.len())]);
                lines[at] = &changed;
            }
            (2, _) => drop(lines.remove(at)),
            _ => lines.insert(at, lines[random.usize(0..lines.len())]),
        }
        let text = lines.join("\n");
        let Ok(contexts) = Contexts::from_text(&text) else { continue };
        for context in contexts.list() {
            let (session, _) = Session::open(contexts.clone(), &context.name, Mode::new(true));
            let answer = session.get("/version", std::time::Duration::from_millis(400)).await;
            assert!(answer.is_err(), "{text}");
            assert!(!answer.is_err_and(|e| e.to_string().contains("could not make a client for this context")), "a panic: {text}");
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}

/// Of what could be one name or several the longest is meant; the one that is not there is named.
#[test]
fn several_contexts_are_asked_for_by_their_names() {
    let names = ["a", "b", "c,d", "a,b", "e,"];
    let contexts: String = names.iter().map(|n| format!("- {{name: '{n}', context: {{cluster: c, user: u}}}}\n")).collect();
    let text = format!("{HEAD}contexts:\n{contexts}clusters:\n- {{name: c, cluster: {{server: https://127.0.0.1:1}}}}\n{USER}");
    let contexts = Contexts::from_text(&text).unwrap();
    let picked = |asked: Option<&str>| match contexts.pick_all(asked) {
        Ok(all) => all.iter().map(|c| c.name.to_string()).collect::<Vec<_>>().join(" "),
        Err(e) => e.to_string(),
    };
    for (asked, want) in [
        (None, "a"),
        (Some("b"), "b"),
        (Some("b,a"), "b a"),
        (Some("a,b"), "a,b"),
        (Some("a,b,a"), "a,b a"),
        (Some("c,d"), "c,d"),
        (Some("b,c,d,b,e,"), "b c,d e,"),
        (Some("e,,b"), "e, b"),
    ] {
        assert_eq!(picked(asked), want, "{asked:?}");
    }
    // What looks at one takes a name with a comma in it, and no list.
    let one = |asked: &str| contexts.pick_one(Some(asked)).map_or_else(|e| e.to_string(), |c| c.name.to_string());
    assert_eq!((one("b"), one("c,d")), ("b".to_owned(), "c,d".to_owned()));
    assert!(one("b,a").contains("\"b,a\" names several contexts") && one("b,a").contains("name one of a, b, "), "{}", one("b,a"));
    assert!(one("nowhere").contains("no context named \"nowhere\""), "{}", one("nowhere"));
    for (asked, named) in [("b,nowhere,a", "\"nowhere\""), ("c", "\"c\""), ("b,", "\"\""), ("", "\"\""), ("b,,a", "\"\"")] {
        assert!(
            picked(Some(asked)).contains(&format!("no context named {named}; there are: a, b")),
            "{asked}: {}",
            picked(Some(asked))
        );
    }
}
