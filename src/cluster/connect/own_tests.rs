//! By what the user is known to the server, and whence it is.

use super::Way;
use crate::cluster::kubeconfig::Contexts;
use crate::model::Time;
use crate::model::soon::rules::Origin;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

fn jwt(until: i64) -> String {
    format!("e30.{}.x", URL_SAFE_NO_PAD.encode(format!(r#"{{"iat":5,"exp":{until}}}"#)))
}

/// The way of a user, as YAML.
async fn way(user: &str) -> std::sync::Arc<Way> {
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: t, contexts: [{{name: t, context: {{cluster: t, user: t}}}}],
        clusters: [{{name: t, cluster: {{server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}}}}], users: [{{name: t, user: {user}}}]}}"
    );
    let way = Way::new(Contexts::from_text(&text).unwrap(), "t".into());
    assert!(way.client().await.is_ok(), "{user}");
    way
}

#[tokio::test]
async fn a_token_is_known_by_its_end_and_by_whence_it_is() {
    const FAR: i64 = 4_102_444_800;
    let folder = tempfile::tempdir().unwrap();
    let (file, given) = (folder.path().join("token"), folder.path().join("given"));
    std::fs::write(&file, jwt(50)).unwrap();
    let credential = r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"opaque","expirationTimestamp":"2100-01-01T00:00:00Z"}}"#;
    std::fs::write(&given, credential).unwrap();
    let exec = format!(
        "{{exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: cat, args: ['{}']}}}}",
        given.display()
    );
    let oidc = |refresh: &str| {
        format!(
            "{{auth-provider: {{name: oidc, config: {{idp-issuer-url: 'https://idp', client-id: a, id-token: '{}'{refresh}}}}}}}",
            jwt(FAR)
        )
    };
    let from = Some(Time::from_secs(5));
    for (user, want) in [
        (format!("{{token: '{}'}}", jwt(50)), Some((from, 50, "kubeconfig"))),
        ("{token: opaque}".into(), None),
        (format!("{{tokenFile: '{}'}}", file.display()), Some((from, 50, "file"))),
        (exec, Some((None, FAR, "plugin"))),
        (oidc(""), Some((from, FAR, "kubeconfig"))),
        (oidc(", refresh-token: r"), None),
    ] {
        let own = way(&user).await.own().await;
        let got = own.token.map(|((from, until), origin)| {
            let of = match origin {
                Origin::Kubeconfig => "kubeconfig",
                Origin::File => "file",
                Origin::Plugin(_) => "plugin",
            };
            (from, until.secs(), of)
        });
        assert_eq!(got, want, "{user}");
        assert!(own.user.is_none() && own.server.is_empty());
    }
    // What stands in the file now counts.
    let way = way(&format!("{{tokenFile: '{}'}}", file.display())).await;
    std::fs::write(&file, jwt(90)).unwrap();
    assert_eq!(way.own().await.token.map(|((_, until), _)| until.secs()), Some(90));
}
