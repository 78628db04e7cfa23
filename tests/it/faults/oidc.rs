//! The auth provider `oidc`, before an identity provider that answers as it should, refuses, hangs, or has no end to what it says. The
//! provider is behind TLS; the cluster is the demo behind a proxy that lets in who has the new token, and nobody else.

use crate::faults::bounded::{MOST, bomb};
use crate::flows::measure::resident;
use crate::support::ground::{Ground, LONG, until};
use crate::support::proxy::{Fault, Proxy};
use crate::support::pty::Start;
use crate::support::tls::{Tls, file};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// What the provider answers with.
enum Answer {
    Whole(u16, String),
    /// With this header, this beginning, and this again and again.
    Endless(u16, &'static str, Vec<u8>, Vec<u8>),
    Hang,
    /// The head, and no body.
    HangInBody,
}

use Answer::{Endless, Hang, HangInBody, Whole};

type Answers = Arc<dyn Fn(&str) -> Answer + Send + Sync>;

/// An identity provider behind TLS. What it was asked, head and form, is kept.
struct Provider {
    tls: Tls,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Provider {
    /// Its configuration is in order, its tokens come from `answers`.
    fn giving(answers: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::answering(move |request, own| {
            if request.starts_with("GET /realm/.well-known/openid-configuration ") {
                return Whole(200, format!(r#"{{"issuer":"x","token_endpoint":"{own}/token?p=1"}}"#));
            }
            assert!(request.starts_with("POST /token?p=1 "), "{request}");
            answers(request)
        })
    }

    /// All that it says comes from `answers`, which are told the request and where it listens.
    fn answering(answers: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let tls = Tls::before(listener.local_addr().unwrap());
        let (asked, own) = (Arc::new(Mutex::new(Vec::new())), format!("https://{}", tls.address()));
        let (kept, answers): (_, Answers) = (asked.clone(), Arc::new(move |request: &str| answers(request, &own)));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, answers) = (kept.clone(), answers.clone());
                std::thread::spawn(move || serve(stream, &kept, &answers));
            }
        });
        Self { tls, asked }
    }

    fn url(&self) -> String {
        format!("https://{}/realm", self.tls.address())
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn posts(&self) -> Vec<String> {
        self.asked().into_iter().filter(|r| r.starts_with("POST ")).collect()
    }
}

fn serve(mut stream: TcpStream, kept: &Mutex<Vec<String>>, answers: &Answers) -> Option<()> {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        text.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&text).to_lowercase();
    let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    text.extend(body);
    let request = String::from_utf8(text).unwrap();
    kept.lock().unwrap().push(request.clone());
    let head = |code: u16, more: &str| format!("HTTP/1.1 {code} X\r\nconnection: close\r\n{more}\r\n");
    match answers(&request) {
        Whole(code, body) => stream.write_all((head(code, &format!("content-length: {}\r\n", body.len())) + &body).as_bytes()).ok(),
        Endless(code, header, begin, again) => {
            stream.write_all(head(code, header).as_bytes()).ok()?;
            stream.write_all(&begin).ok()?;
            while stream.write_all(&again).is_ok() {}
            None
        }
        Hang => stream.read_exact(&mut byte).ok(),
        HangInBody => {
            stream.write_all(head(200, "content-length: 9\r\n").as_bytes()).ok()?;
            stream.read_exact(&mut byte).ok()
        }
    }
}

fn jwt(expires_in: i64) -> String {
    let end = dogwatch::model::Time::system().secs() + expires_in;
    format!("e30.{}.s", URL_SAFE_NO_PAD.encode(format!(r#"{{"exp":{end}}}"#)))
}

/// The demo, which lets in who has this token.
struct Place {
    ground: Ground,
    proxy: Proxy,
    good: String,
    folder: tempfile::TempDir,
}

impl Place {
    fn new(good: String) -> Self {
        let ground = Ground::demo();
        let proxy = Proxy::before(ground.address());
        proxy.on("", "/", Fault::Token(good.clone()));
        Self { ground, proxy, good, folder: tempfile::tempdir().unwrap() }
    }

    /// A kubeconfig with these settings of the auth provider.
    fn config(&self, settings: &[(&str, &str)]) -> PathBuf {
        let text = std::fs::read_to_string(&self.ground.config).unwrap();
        let server = text.lines().find_map(|l| l.trim().strip_prefix("server: ")).unwrap();
        let lines: String = settings.iter().map(|(k, v)| format!("        {k}: '{v}'\n")).collect();
        let text = format!(
            "current-context: a\ncontexts: [{{name: a, context: {{cluster: c, user: u, namespace: iot-dev}}}}]\n\
             clusters: [{{name: c, cluster: {{server: '{server}', extensions: [{{name: dogwatch.demo}}]}}}}]\n\
             users:\n- name: u\n  user:\n    auth-provider:\n      name: oidc\n      config:\n{lines}"
        );
        let file = self.folder.path().join("config");
        std::fs::write(&file, self.proxy.config(&text)).unwrap();
        file
    }

    /// Settings by which a token can be had, and the one of the kubeconfig is no more.
    fn expired(&self, issuer: &str, more: &[(&str, &str)]) -> PathBuf {
        let (old, authority) = (jwt(5), file("ca.crt"));
        let mut all = vec![
            ("idp-issuer-url", issuer),
            ("idp-certificate-authority", authority.to_str().unwrap()),
            ("client-id", "dog:watch"),
            ("client-secret", "CANARY-s&t"),
            ("refresh-token", "CANARY-0"),
            ("id-token", &old),
        ];
        for (field, value) in more {
            all.retain(|(known, _)| known != field);
            all.push((field, value));
        }
        self.config(&all)
    }
}

/// Whether pods are listed, and what is said.
fn pods(config: &PathBuf) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
    let out = command.args(["get", "pods", "--kubeconfig"]).arg(config).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!said.contains("CANARY") && !said.contains("panic"), "{said}");
    (out.status.success(), said)
}

#[test]
fn a_token_is_had_anew_where_it_has_expired_and_only_there() {
    let place = Place::new(jwt(3600));
    let good = place.good.clone();
    let provider = Provider::giving(move |_| Whole(200, format!(r#"{{"id_token":"{good}"}}"#)));
    let (ok, said) = pods(&place.expired(&provider.url(), &[("id-token", &place.good)]));
    assert!(ok && provider.asked().is_empty(), "{said} {:?}", provider.asked());
    // A slash more is no other issuer, no id-token at all is as good as an old one, and the authority may stand in the file itself.
    let data = STANDARD.encode(std::fs::read(file("ca.crt")).unwrap());
    let with_data = [("idp-certificate-authority", ""), ("idp-certificate-authority-data", &*data)];
    for (issuer, more) in [
        (provider.url(), &[][..]),
        (provider.url() + "/", &[("id-token", "")]),
        (provider.url(), &[("idp-certificate-authority", "nowhere"), with_data[1]]),
        (provider.url(), &with_data),
    ] {
        provider.asked.lock().unwrap().clear();
        let (ok, said) = pods(&place.expired(&issuer, more));
        assert!(ok, "{more:?} {said}");
        let asked = provider.asked();
        let [discovery, token] = &asked[..] else { panic!("{asked:?}") };
        assert!(discovery.starts_with("GET /realm/.well-known/openid-configuration HTTP/1.1\r\n"), "{discovery}");
        let basic = STANDARD.encode("dog%3Awatch:CANARY-s%26t");
        assert!(token.contains(&format!("\r\nauthorization: Basic {basic}\r\n")), "{token}");
        assert!(token.ends_with("\r\n\r\ngrant_type=refresh_token&refresh_token=CANARY-0"), "{token}");
        assert!(!asked.concat().to_lowercase().contains("accept-encoding"), "{asked:?}");
    }
}

/// What kubectl asks in the same place is what is asked here.
#[test]
#[ignore = "needs kubectl"]
fn kubectl_asks_the_same() {
    let place = Place::new(jwt(3600));
    let cluster = Tls::before(place.proxy.address());
    for in_form in [false, true] {
        let good = place.good.clone();
        let provider = Provider::giving(move |request| {
            let basic = request.to_lowercase().contains("\r\nauthorization: ");
            if in_form && basic {
                Whole(401, "{}".into())
            } else {
                Whole(200, format!(r#"{{"access_token":"a","id_token":"{good}"}}"#))
            }
        });
        let config = place.expired(&provider.url(), &[]);
        let (ok, said) = pods(&config);
        assert!(ok, "{said}");
        let ours = std::mem::take(&mut *provider.asked.lock().unwrap());
        let (plain, secure) = (format!("http://{}", place.proxy.address()), format!("https://{}", cluster.address()));
        let text = std::fs::read_to_string(&config).unwrap().replace(&plain, &secure);
        let text = text.replace("extensions:", &format!("certificate-authority: {}, extensions:", file("ca.crt").display()));
        std::fs::write(&config, text).unwrap();
        let out = Command::new("kubectl").args(["get", "pods", "--kubeconfig"]).arg(&config).output().unwrap();
        assert!(out.status.success(), "{out:?}");
        let theirs = provider.asked();
        // The first line, the user, and the form, whatever the order of its fields.
        let told = |request: &String| {
            let (head, form) = request.split_once("\r\n\r\n").unwrap();
            let user = head.lines().find(|l| l.to_lowercase().starts_with("authorization: ")).map(|l| l[15..].to_owned());
            let mut fields: Vec<_> = form.split('&').map(str::to_owned).collect();
            fields.sort();
            (head.lines().next().unwrap().to_owned(), user, fields)
        };
        assert_eq!(ours.iter().map(told).collect::<Vec<_>>(), theirs.iter().map(told).collect::<Vec<_>>());
    }
}

#[test]
fn a_client_that_is_refused_in_the_one_way_shows_itself_in_the_other() {
    let place = Place::new(jwt(3600));
    let good = place.good.clone();
    let provider = Provider::giving(move |request| {
        if request.contains("authorization: ") {
            return Whole(401, r#"{"error":"invalid_client"}"#.into());
        }
        Whole(200, format!(r#"{{"id_token":"{good}"}}"#))
    });
    let (ok, said) = pods(&place.expired(&provider.url(), &[]));
    assert!(ok, "{said}");
    let posts = provider.posts();
    assert_eq!(posts.len(), 2, "{posts:?}");
    let form = "\r\n\r\ngrant_type=refresh_token&refresh_token=CANARY-0&client_id=dog%3Awatch&client_secret=CANARY-s%26t";
    assert!(posts[1].ends_with(form), "{posts:?}");
}

/// Each refresh token is taken once, as many providers have it, and the way that was found is kept.
#[test]
fn a_refresh_token_that_is_given_takes_the_place_of_the_old_one() {
    let place = Place::new(jwt(0));
    let (good, count) = (place.good.clone(), Arc::new(Mutex::new(0)));
    let provider = Provider::giving(move |request| {
        let mut count = count.lock().unwrap();
        if request.contains("authorization: ") || !request.contains(&format!("refresh_token=CANARY-{count}&")) {
            return Whole(400, r#"{"error":"invalid_grant"}"#.into());
        }
        *count += 1;
        Whole(200, format!(r#"{{"id_token":"{good}","refresh_token":"CANARY-{count}"}}"#))
    });
    let config = place.expired(&provider.url(), &[]);
    let pty = Start::new().size(160, 30).args(["--kubeconfig", config.to_str().unwrap()]).spawn();
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    // It has expired before it comes, so that it is had anew as often as may be.
    until("the third token", || (provider.posts().len() >= 4).then_some(()));
    pty.wait_for(|s| s.contains("● live") && s.contains("user-service"), LONG).unwrap();
    let posts = provider.posts();
    assert!(posts[2].contains("=CANARY-1&") && posts[3].contains("=CANARY-2&"), "{posts:?}");
    assert!(!String::from_utf8_lossy(&pty.raw_output()).contains("CANARY"));
}

#[test]
fn what_is_wrong_is_said_with_the_providers_name() {
    let place = Place::new(jwt(3600));
    let refuses =
        Provider::giving(|_| Whole(400, r#"{"error":"invalid_grant","error_description":"Token is\nnot active"}"#.into()));
    // Whoever shows itself in the header is known, and its token is not; in the form it is not known.
    let header_only = Provider::giving(|request| {
        let error = if request.contains("authorization: ") { "invalid_grant" } else { "invalid_client" };
        Whole(401, format!(r#"{{"error":"{error}","error_description":"CANARY-0 is not known"}}"#))
    });
    let down = Provider::giving(|_| Whole(503, "<html>CANARY".into()));
    let broken = Provider::giving(|_| Whole(200, "CANARY".into()));
    let opaque = Provider::giving(|_| Whole(200, r#"{"id_token":"CANARY"}"#.into()));
    let plain = Provider::giving(|_| Whole(200, r#"{"access_token":"CANARY"}"#.into()));
    let missing = Provider::answering(|_, _| Whole(404, "CANARY".into()));
    let sends_on = Provider::answering(|_, _| Whole(302, String::new()));
    let nothing = Provider::answering(|_, _| Whole(200, "{}".into()));
    let clear = Provider::answering(|_, _| Whole(200, r#"{"token_endpoint":"http://idp.example/CANARY"}"#.into()));
    let other = file("other.crt");
    let other = [("idp-certificate-authority", other.to_str().unwrap())];
    for (issuer, more, want) in [
        (&refuses.url(), &[][..], "its token endpoint: the refresh token was refused (invalid_grant: Token is not active)"),
        (&header_only.url(), &[], "its token endpoint: the refresh token was refused (invalid_grant)"),
        (&down.url(), &[], "its token endpoint: HTTP 503"),
        (&broken.url(), &[], "its token endpoint: the answer is not the JSON that is expected"),
        (&opaque.url(), &[], "its token endpoint: the id-token is not a JWT with an expiry"),
        (&plain.url(), &[], "its token endpoint: the answer has no id_token"),
        (&missing.url(), &[], "its configuration: HTTP 404"),
        (&sends_on.url(), &[], "its configuration: HTTP 302"),
        (&nothing.url(), &[], "its configuration: the answer has no token_endpoint"),
        (&clear.url(), &[], "its configuration: token_endpoint: must begin with https://"),
        (&refuses.url(), &other, "its configuration: invalid peer certificate: UnknownIssuer"),
        (&"https://127.0.0.1:1".to_owned(), &[], "its configuration: Connection refused"),
        (&"https://idp.invalid".to_owned(), &[], "its configuration: the host's name cannot be resolved"),
        (&refuses.url(), &[("id-token", "CANARY")], "the id-token is not a JWT with an expiry"),
        (&refuses.url(), &[("refresh-token", "")], "no valid id-token, and cannot refresh without refresh-token"),
        (&refuses.url(), &[("client-id", "")], "no valid id-token, and cannot refresh without client-id"),
    ] {
        let (ok, said) = pods(&place.expired(issuer, more));
        assert!(!ok && said.contains(&format!("auth provider oidc {issuer}: {want}")), "{want}\n{said}");
    }
    for (issuer, want) in [
        ("http://idp.example", "auth provider oidc: idp-issuer-url: must begin with https://"),
        ("idp.example", "auth provider oidc: idp-issuer-url: must begin with https://"),
        ("", "auth provider oidc: no valid id-token, and cannot refresh without idp-issuer-url"),
    ] {
        let (ok, said) = pods(&place.expired(issuer, &[]));
        assert!(!ok && said.contains(want), "{want}\n{said}");
    }
    assert_eq!(place.proxy.seen("", "").len(), 0, "the cluster was asked without a token");
}

#[test]
fn an_answer_without_an_end_is_given_up() {
    let place = Place::new(jwt(3600));
    let endless = |code, begin: &str| Endless(code, "", begin.as_bytes().to_vec(), vec![b'x'; 64 << 10]);
    let packed = || Endless(200, "content-encoding: gzip\r\n", bomb().to_vec(), Vec::new());
    let too_large = "more than 1 MiB in one answer: given up";
    for (provider, want) in [
        (Provider::answering(move |_, _| endless(200, r#"{"token_endpoint":""#)), format!("its configuration: {too_large}")),
        (Provider::answering(move |_, _| endless(404, "")), "its configuration: HTTP 404".into()),
        (Provider::answering(move |_, _| packed()), format!("its configuration: {too_large}")),
        (Provider::giving(move |_| endless(200, r#"{"id_token":""#)), format!("its token endpoint: {too_large}")),
        (Provider::giving(move |_| endless(400, r#"{"error":""#)), "its token endpoint: HTTP 400".into()),
        (Provider::giving(move |_| packed()), format!("its token endpoint: {too_large}")),
    ] {
        let config = place.expired(&provider.url(), &[]);
        let pty = Start::new().size(200, 30).args(["--kubeconfig", config.to_str().unwrap()]).spawn();
        pty.wait_for(|s| s.contains("offline since") && s.contains(&want), LONG).unwrap_or_else(|e| panic!("{want}: {e}"));
        // Once more, as it is tried again by itself.
        let asked = provider.asked().len();
        until("another try", || (provider.asked().len() > asked + 1).then_some(()));
        let most = resident(pty.pid()).1;
        assert!(most > 0 && most < MOST, "{want}: {} MiB", most >> 10);
    }
}

#[test]
fn a_provider_that_hangs_is_not_waited_for() {
    let place = Place::new(jwt(3600));
    let ask = |provider: Provider, wanted: &[&str]| {
        let began = std::time::Instant::now();
        let (ok, said) = pods(&place.expired(&provider.url(), &[]));
        assert!(!ok && wanted.iter().any(|want| said.contains(want)), "{wanted:?}\n{said}");
        assert!(began.elapsed() < LONG, "{wanted:?}: {:?}", began.elapsed());
    };
    let all = ": no answer within 15 s";
    ask(Provider::answering(|_, _| Hang), &[all]);
    // On a busy machine what comes before that may take so long that the time for all of it is over first.
    ask(Provider::giving(|_| HangInBody), &["its token endpoint: no answer within 10 s", all]);
}
