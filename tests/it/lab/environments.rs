//! Environments on a real cluster: tags, what is missing, and variables as containers get them.

use crate::support::ground::LONG;
use crate::support::lab::Lab;
use crate::support::pty::Start;
use dogwatch::cluster::Session;
use dogwatch::cluster::compare::{compare, keep};
use dogwatch::cluster::describe::Which;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::model::change::Target;
use dogwatch::model::compare::Of;
use dogwatch::model::environments::rules::Rule;
use dogwatch::model::revision::DiffLine;
use dogwatch::model::{Name, Uid, WorkloadKind};

/// Namespaces that are environments of one another; they go with it.
struct Environments {
    lab: Lab,
    common: String,
}

impl Drop for Environments {
    fn drop(&mut self) {
        for stage in ["dev", "test", "prod"] {
            self.lab.run(&["delete", "namespace", &self.namespace(stage), "--wait=false"], "");
        }
    }
}

impl Environments {
    fn namespace(&self, stage: &str) -> String {
        format!("{}-{stage}", self.common)
    }

    fn make(name: &str) -> Self {
        let lab = Lab::new(name);
        // Each test has its own.
        let common = format!("xx-{name}-{}", std::process::id());
        let it = Self { lab, common };
        for (stage, tag, url, password) in
            [("dev", "1.1", "http://dev", "one"), ("test", "1.0", "http://test", "one"), ("prod", "1.0", "http://prod", "other")]
        {
            let ns = it.namespace(stage);
            it.lab.kubectl(&["create", "namespace", &ns]);
            let deployment = |name: &str| {
                format!(
                    "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: {ns}}}\nspec:\n  replicas: 1\n  selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}, stage: {stage}}}}}\n    spec:\n      terminationGracePeriodSeconds: 0\n      containers:\n      - name: app\n        image: 'docker.io/lab/app:{tag}'\n        imagePullPolicy: Never\n        args: [app]\n        env:\n        - {{name: STAGE, value: {stage}}}\n        - {{name: URL, valueFrom: {{configMapKeyRef: {{name: conf, key: url}}}}}}\n        - {{name: DB, valueFrom: {{secretKeyRef: {{name: db, key: pw}}}}}}\n"
                )
            };
            let both = if stage == "test" { String::new() } else { deployment("report") };
            let (ok, said) = it.lab.run(&["-n", &ns, "apply", "-f", "-"], &format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: conf, namespace: {ns}}}\ndata: {{url: '{url}', level: info}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: db, namespace: {ns}}}\nstringData: {{pw: {password}}}\n{}{both}",
                deployment("web")
            ));
            assert!(ok, "{said}");
        }
        it
    }

    fn target(&self, stage: &str) -> Target {
        let namespace = self.namespace(stage);
        // The last of two flags counts.
        let uid = self.lab.kubectl(&["get", "deployment", "web", "-n", &namespace, "-o", "jsonpath={.metadata.uid}"]);
        Target {
            context: self.lab.admin.as_str().into(),
            resource: WorkloadKind::Deployment.into(),
            namespace: namespace.as_str().into(),
            name: "web".into(),
            uid: Uid::new(&uid),
        }
    }
}

fn which(target: &Target) -> Which<'_> {
    Which { resource: &target.resource, namespace: &target.namespace, name: &target.name, uid: &target.uid }
}

fn changed(lines: &[DiffLine]) -> Vec<String> {
    let side = |text: &Option<String>| text.as_deref().unwrap_or("∅").trim().to_owned();
    let of = |line: &DiffLine| match line {
        DiffLine::Changed { old, new } => Some(format!("{} → {}", side(old), side(new))),
        DiffLine::Same(_) | DiffLine::Folded(_) | DiffLine::Rough => None,
    };
    lines.iter().filter_map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a cluster"]
async fn variables_are_compared_as_containers_get_them() {
    let all = Environments::make("environments");
    let contexts = Contexts::read(Some(&all.lab.config), None, None, false).unwrap();
    let (session, _) = Session::open(contexts, &Name::from(all.lab.admin.as_str()), Mode::new(true));
    let rules = |texts: &[&str]| Of::Template(texts.iter().map(|t| Rule::parse(t).unwrap()).collect());
    let (dev, test, prod) = (all.target("dev"), all.target("test"), all.target("prod"));
    let of = rules(&["env.STAGE", "label:stage"]);
    let kept = keep(&session, which(&dev), of.clone()).await.unwrap();
    assert!(kept.unknown.is_empty() && !kept.text.contains("b25l"), "{:?}", kept.unknown);
    let found = compare(&session, &kept, which(&test), &of).await.unwrap();
    let want = ["URL: http://dev → URL: http://test", "image: docker.io/lab/app:1.1 → image: docker.io/lab/app:1.0"];
    assert_eq!((changed(&found.lines), found.left_out), (want.map(str::to_owned).to_vec(), 2));
    assert_eq!(changed(&found.all).len(), 4);
    let found = compare(&session, &kept, which(&prod), &of).await.unwrap();
    assert!(changed(&found.lines).contains(&"DB: (hidden 1) → DB: (hidden 2)".to_owned()), "{:?}", found.lines);
}

#[test]
#[ignore = "needs a cluster"]
fn the_environments_of_a_cluster_stand_side_by_side() {
    let all = Environments::make("environments-seen");
    let config = all.lab.config.to_str().unwrap().to_owned();
    let dev = all.namespace("dev");
    let mut pty = Start::new().size(140, 40).args(["--kubeconfig", &config, "--context", &all.lab.admin, "-n", &dev]).spawn();
    pty.wait_text("● live", LONG).unwrap();
    pty.send("E");
    let row = |screen: &str, words: &[&str]| screen.lines().any(|line| words.iter().all(|word| line.contains(word)));
    pty.wait_for(
        |s| s.contains(&format!("{}-*", all.common)) && row(s, &["web", "1.1", "↑1", "1.0"]) && row(s, &["report", "missing"]),
        LONG,
    )
    .unwrap();
}
