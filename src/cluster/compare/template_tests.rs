use super::*;

fn deployment() -> Value {
    json!({"kind": "Deployment", "spec": {"replicas": 2, "template": {
        "metadata": {"labels": {"app": "web", "stage": "dev"}, "annotations": {RESTARTED: "2026-11-30T12:00:00Z"}},
        "spec": {"serviceAccountName": "web", "volumes": [{"name": "conf", "configMap": {"name": "conf"}}],
            "containers": [{"name": "app", "image": "lab/app:1", "envFrom": [
                    {"prefix": "P_", "configMapRef": {"name": "all"}}, {"secretRef": {"name": "tokens"}},
                    {"configMapRef": {"name": "gone", "optional": true}}],
                "env": [
                    {"name": "LEVEL", "value": "info"},
                    {"name": "URL", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "url"}}},
                    {"name": "PASS", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
                    {"name": "MAYBE", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "no", "optional": true}}},
                    {"name": "LACKS", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "no"}}},
                    {"name": "IP", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "status.podIP"}}},
                    {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "0"}}},
                    {"name": "DB_TOKEN", "value": "hunter2"}]},
                {"name": "side", "image": "lab/side:1"}]}}}})
}

fn sources(url: &str, password: &str) -> Sources {
    let of = |secret, name: &str, body: Value| {
        (Source { secret, name: name.into() }, values(body.to_string().as_bytes(), secret).map_or(Found::Unread, Found::Values))
    };
    Sources::from([
        of(false, "all", json!({"data": {"A": "1", "B": "two"}})),
        of(false, "conf", json!({"data": {"url": url}})),
        of(true, "tokens", json!({"data": {"T": "dG9rZW4="}})),
        of(true, "db", json!({"data": {"password": password}})),
        (Source { secret: false, name: "gone".into() }, Found::Gone),
    ])
}

fn read(url: &str, password: &str) -> Value {
    laid_out(&deployment(), &sources(url, password))
}

#[test]
fn variables_have_the_values_that_containers_get() {
    let out = read("http://dev", "cGFzcw==");
    let env = &out["containers"]["app"]["env"];
    let of = |name: &str| env[name].as_str().unwrap_or("∅").to_owned();
    for (name, want) in [
        ("P_A", "1"),
        ("P_B", "two"),
        ("LEVEL", "info"),
        ("URL", "http://dev"),
        ("MAYBE", "∅"),
        ("LACKS", "(no key no in ConfigMap conf)"),
        ("IP", "(field status.podIP)"),
        ("CPU", "(resource limits.cpu)"),
    ] {
        assert_eq!(of(name), want, "{name}");
    }
    for name in ["PASS", "T", "DB_TOKEN"] {
        assert!(of(name).starts_with("(hidden:"), "{name}: {}", of(name));
    }
    let text = out.to_string();
    for secret in ["cGFzcw", "dG9rZW4", "hunter2", "pass\""] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert_eq!(out["labels"], json!({"app": "web", "stage": "dev"}));
    assert!(out.get("annotations").is_none(), "that it was restarted is no difference");
    assert_eq!(out["volumes"]["conf"], json!({"configMap": {"name": "conf"}}));
    // Nothing of a source that could not be read looks as if it were known.
    let mut unread = sources("x", "y");
    unread.insert(Source { secret: true, name: "db".into() }, Found::Unread);
    unread.insert(Source { secret: false, name: "all".into() }, Found::Unread);
    let env = &laid_out(&deployment(), &unread)["containers"]["app"]["env"];
    assert_eq!(env["PASS"], "(not known: Secret db, key password)");
    assert_eq!(env["(all of ConfigMap all)"], "(not known)");
}

#[test]
fn of_secrets_only_the_same_or_another_is_told() {
    let pass = |password: &str| read("x", password)["containers"]["app"]["env"]["PASS"].clone();
    assert_eq!(pass("cGFzcw=="), pass("cGFzcw=="));
    assert_ne!(pass("cGFzcw=="), pass("b3RoZXI="));
}

#[test]
fn what_is_meant_to_differ_is_left_out_and_counted() {
    let rules = |all: &[&str]| all.iter().map(|r| Rule::parse(r).unwrap()).collect::<Vec<_>>();
    for (leave, want) in [
        (&["env.URL"][..], 1),
        (&["env.U*", "env.LEVEL"], 1),
        (&["env"], 1),
        (&["containers.app.env.URL"], 1),
        (&["containers.side.env.URL"], 0),
        (&["label:stage", "replicas"], 2),
        (&["labels"], 1),
        (&["volumes"], 0),
    ] {
        let (mut old, mut new) = (read("http://dev", "a"), read("http://prod", "a"));
        new["labels"]["stage"] = "prod".into();
        new["replicas"] = 5.into();
        assert_eq!(leave_out(&mut old, &mut new, &rules(leave)), want, "{leave:?}");
        if leave.contains(&"env") {
            assert!(old["containers"]["app"].get("env").is_none() && old["containers"]["app"]["image"] == "lab/app:1");
        }
    }
    let (mut old, mut new) = (read("http://dev", "a"), read("http://prod", "a"));
    leave_out(&mut old, &mut new, &rules(&["env.URL"]));
    assert_eq!(old, new);
}

#[test]
fn what_gives_variables_is_read_once() {
    let names: Vec<_> = wanted(template(&deployment())).into_iter().map(|s| format!("{} {}", s.kind(), s.name)).collect();
    assert_eq!(names, ["ConfigMap all", "ConfigMap conf", "ConfigMap gone", "Secret db", "Secret tokens"]);
    let cron = json!({"kind": "CronJob", "spec": {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": deployment()["spec"]["template"]}}}});
    assert_eq!(wanted(template(&cron)).len(), 5);
    assert_eq!(laid_out(&cron, &sources("x", "y"))["schedule"], "* * * * *");
}
