//! One object of each kind on a real cluster: every fact that `kubectl describe` tells of it stands in ours as well.

use crate::support::lab::Lab;
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::describe::{Which, describe};
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::model::Uid;
use dogwatch::model::resource::Resource;

const MANIFEST: &str = include_str!("describe.yaml");

/// What kubectl calls otherwise than we do, or tells in more lines or fewer: its values are looked for in any one line.
const ANYWHERE: [&str; 40] = [
    "Port",
    "TargetPort",
    "NodePort",
    "Endpoints",
    "Host Port",
    "Image",
    "Kind",
    "Name",
    "Type",
    "Path",
    "ClaimName",
    "Term 0",
    "To Port",
    "PodSelector",
    "CIDR",
    "Except",
    "HolderIdentity",
    "cpu",
    "memory",
    "pods",
    "ephemeral-storage",
    "hugepages-1Gi",
    "hugepages-2Mi",
    "CPU Requests",
    "Annotations",
    "Labels",
    "Start Time",
    "CreationTimestamp",
    "Created on",
    "Event Time",
    "Message",
    "Requests",
    "Limits",
    "Last Schedule Time",
    "Reporting Component",
    "Reporting Instance",
    "Non-terminated Pods",
    "Namespace",
    "Finalizers",
    "Environment",
];
/// What is not told, and why.
const LEFT_OUT: [&str; 16] = [
    // Values of variables are hidden.
    "FEATURE",
    // Defaults of a volume.
    "ReadOnly",
    "Optional",
    // Of a lease that moves on while one looks; ours says when it was renewed.
    "RenewTime",
    "AcquireTime",
    // What an Event is besides what it says: it is in its YAML.
    "API Version",
    "Resource Version",
    "UID",
    "Creation Timestamp",
    "Involved Object",
    "Metadata",
    "Source",
    "Kind: Event",
    // Titles.
    "Metrics",
    "To",
    "Policies",
];
/// Values that say that there is none.
const NOTHING: [&str; 8] = ["<none>", "<unset>", "<nil>", "0/TCP", "<any>", "", "<not", "None"];

/// A label of kubectl's, empty for a row of a table, with its value.
#[derive(Debug, PartialEq)]
struct Fact(String, String);

/// The time of kubectl's in every line as the API writes it.
fn plain_times(line: &str) -> String {
    let time = regex::Regex::new(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000").unwrap();
    time.replace_all(line, |c: &regex::Captures<'_>| {
        let time = chrono::DateTime::parse_from_rfc2822(&c[0]).unwrap().with_timezone(&chrono::Utc);
        time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    })
    .into_owned()
}

fn is_rule(line: &str) -> bool {
    !line.trim().is_empty() && line.chars().all(|c| matches!(c, '-' | '=' | ' '))
}

/// What a description tells before its events.
fn facts(text: &str) -> Vec<Fact> {
    let lines: Vec<&str> = text.split("\nEvents:").next().unwrap_or_default().lines().collect();
    let (mut out, mut pods, mut conditions) = (Vec::new(), false, false);
    for (i, line) in lines.iter().enumerate() {
        // A table's head, and the line below it.
        if is_rule(line) || lines.get(i + 1).is_some_and(|next| is_rule(next) && !line.ends_with(':')) {
            continue;
        }
        if !line.starts_with(' ') {
            (pods, conditions) = (line.starts_with("Non-terminated Pods"), line.starts_with("Conditions"));
        }
        let line = plain_times(line).trim().to_owned();
        if line.is_empty() || line.contains("(Total limits may") {
            continue;
        }
        let split =
            line.split_once(':').filter(|(label, value)| value.is_empty() || value.starts_with(' ') && !label.contains("  "));
        match split {
            Some((label, value)) if !line.starts_with('-') && !line.starts_with("\"") => {
                out.push(Fact(label.trim().into(), value.trim().into()))
            }
            // Of the pods of a node ours has no shares and no age; of conditions of a node, other times.
            _ if pods => {
                let cells = line.split_whitespace().filter(|c| !c.ends_with("%)")).collect::<Vec<_>>();
                out.push(Fact(String::new(), cells[..cells.len() - 1].join(" ")));
            }
            _ if conditions => {
                out.push(Fact(String::new(), line.split_whitespace().filter(|c| !c.ends_with('Z')).collect::<Vec<_>>().join(" ")));
            }
            Some(_) | None => out.push(Fact(String::new(), line)),
        }
    }
    out
}

/// The words of a value: what one form puts in brackets or joins by signs the other need not.
fn words(value: &str) -> Vec<String> {
    let value = value.split("<error").next().unwrap_or_default();
    // What kubectl explains of the type of a volume, or of what is allowed.
    let value = value.split(" (a ").next().unwrap_or_default().split(" (bare ").next().unwrap_or_default();
    let spaced: String = value.chars().map(|c| if "[](){}\",=".contains(c) { ' ' } else { c }).collect();
    let all = spaced.split_whitespace().map(|w| w.trim_end_matches(':').to_lowercase());
    all.filter(|w| !matches!(&**w, "" | "/" | "-" | "+0000" | "utc" | "total" | "in")).collect()
}

fn told(ours: &str, fact: &Fact) -> bool {
    let Fact(label, value) = fact;
    let left_out = LEFT_OUT.contains(&&**label) || NOTHING.contains(&value.split_whitespace().next().unwrap_or_default());
    if left_out {
        return true;
    }
    // An annotation below the first one, and a metric of an autoscaler, are no labels.
    let (annotation, metric) = (label.contains('/'), label.starts_with("resource "));
    let labelled = !label.is_empty() && !ANYWHERE.contains(&&**label) && !annotation && !metric;
    let mut wanted = words(value);
    if annotation || metric {
        wanted.extend(words(label));
    }
    // Of what a node has nothing of, ours says no share.
    if wanted.first().is_some_and(|w| w.starts_with("hugepages-")) {
        wanted.retain(|w| w != "0%");
    }
    let says = |line: &str| {
        let spaced = words(line).join(" ");
        wanted.iter().all(|w| spaced.contains(w.as_str()))
    };
    if label == "Endpoints" {
        return value.split(',').all(|one| ours.contains(one.trim()));
    }
    ours.lines()
        .any(|line| says(line) && (!labelled || line.trim().to_lowercase().starts_with(&format!("{}:", label.to_lowercase()))))
}

/// Takes away what does not go with the namespace.
struct Volume<'a>(&'a Lab);

impl Drop for Volume<'_> {
    fn drop(&mut self) {
        self.0.run(&["delete", "persistentvolume", &self.0.namespace, "--wait=false"], "");
    }
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn all_that_kubectl_describe_tells_is_told() {
    let lab = Lab::new("describe");
    let _volume = Volume(&lab);
    let version = |group: &str, resource: &str| format!("{group}/{}", real::version(group, resource));
    // A new server tells autoscalers by their preferred version, and an old one has what they say in one that it does not prefer.
    let autoscaling =
        if real::minor() < 23 { "autoscaling/v2beta2".to_owned() } else { version("autoscaling", "horizontalpodautoscalers") };
    let (batch, policy) = (version("batch", "cronjobs"), version("policy", "poddisruptionbudgets"));
    let text = MANIFEST.replace("NAMESPACE", &lab.namespace);
    lab.apply(&text.replace("BATCH", &batch).replace("POLICY", &policy).replace("AUTOSCALING", &autoscaling));
    lab.rolled_out("deploy/one");
    lab.until("the failed Job", || lab.json("job/one")["status"]["failed"] == 1);
    let of = |group: &str, version: &str, plural: &str, kind: &str| Resource::new(group, version, plural, kind, true);
    let cluster = |group: &str, plural: &str, kind: &str| Resource::new(group, "v1", plural, kind, false);
    const RBAC: &str = "rbac.authorization.k8s.io";
    let last = |full: &str| full.rsplit('/').next().unwrap_or_default().to_owned();
    let set = lab.kubectl(&["get", "rs", "-l", "app=one", "-o", "jsonpath={.items[0].metadata.name}"]);
    let event = lab.kubectl(&["get", "events", "-o", "jsonpath={.items[0].metadata.name}"]);
    let preferred = real::version("autoscaling", "horizontalpodautoscalers");
    let mut missing = Vec::new();
    for (resource, name) in [
        (of("", "v1", "services", "Service"), "one"),
        (of("networking.k8s.io", "v1", "ingresses", "Ingress"), "one"),
        (of("", "v1", "configmaps", "ConfigMap"), "one"),
        (of("", "v1", "secrets", "Secret"), "one"),
        (of("autoscaling", &preferred, "horizontalpodautoscalers", "HorizontalPodAutoscaler"), "one"),
        (of("policy", &last(&policy), "poddisruptionbudgets", "PodDisruptionBudget"), "one"),
        (of("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"), "one"),
        (cluster("", "persistentvolumes", "PersistentVolume"), &lab.namespace),
        (of("batch", "v1", "jobs", "Job"), "one"),
        (of("batch", &last(&batch), "cronjobs", "CronJob"), "one"),
        (cluster("", "nodes", "Node"), &real::node()),
        (of("", "v1", "serviceaccounts", "ServiceAccount"), "one"),
        (of(RBAC, "v1", "roles", "Role"), "one"),
        (of(RBAC, "v1", "rolebindings", "RoleBinding"), "one"),
        (cluster(RBAC, "clusterroles", "ClusterRole"), "view"),
        (cluster(RBAC, "clusterrolebindings", "ClusterRoleBinding"), "system:basic-user"),
        (of("apps", "v1", "replicasets", "ReplicaSet"), &set),
        (of("", "v1", "resourcequotas", "ResourceQuota"), "one"),
        (of("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"), "one"),
        (of("", "v1", "events", "Event"), &event),
    ] {
        missing.extend(compare(&lab, &resource, name).await);
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn a_secrets_values_are_told_decoded_where_they_are_asked_for() {
    let lab = Lab::new("decoded");
    let conf = "level = \"debug\"\ncolour = \u{1b}[31mred\n";
    assert!(
        lab.run(&["create", "secret", "generic", "one", "--from-literal=pin=0451", &format!("--from-literal=app.conf={conf}")], "")
            .0
    );
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let session = Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true)).0;
    let resource = Resource::new("", "v1", "secrets", "Secret", true);
    let uid = lab.object(resource.clone(), "one").uid;
    let which = Which { resource: &resource, namespace: &lab.namespace, name: "one", uid: &uid };
    let [hidden, shown] = [false, true].map(|all| describe(&session, which, session.time(), all));
    let (hidden, shown) = (hidden.await.unwrap(), shown.await.unwrap());
    assert!(hidden.contains("4 bytes") && !hidden.contains("0451"), "{hidden}");
    assert!(shown.contains("0451") && shown.contains("level = \"debug\"") && !shown.contains('\u{1b}'), "{shown}");
}

#[tokio::test]
#[ignore = "needs a cluster"]
async fn what_may_not_be_read_beside_it_says_why() {
    let lab = Lab::new("described");
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let viewer = Session::open(contexts, &real::context("viewer").as_str().into(), Mode::new(true)).0;
    let resource = Resource::new("", "v1", "serviceaccounts", "ServiceAccount", true);
    let uid = lab.object(resource.clone(), "default").uid;
    let which = Which { resource: &resource, namespace: &lab.namespace, name: "default", uid: &uid };
    let ours = match describe(&viewer, which, viewer.time(), false).await {
        Ok(ours) => ours,
        // A viewer of before may not read the account itself.
        Err(e) => return assert!(e.to_string().contains("serviceaccounts"), "{e}"),
    };
    let tokens = ours.lines().find(|l| l.starts_with("Tokens:")).unwrap_or_default();
    assert!(tokens.contains("not allowed: secrets is forbidden"), "{ours}");
}

/// What kubectl tells of an object and we do not; looked at again where something may have changed between the two looks.
async fn compare(lab: &Lab, resource: &Resource, name: &str) -> Vec<String> {
    let contexts = Contexts::read(Some(&lab.config), None, None, false).unwrap();
    let session = Session::open(contexts, &lab.admin.as_str().into(), Mode::new(true)).0;
    let full =
        if resource.group.is_empty() { resource.plural.to_string() } else { format!("{}.{}", resource.plural, resource.group) };
    let mut missing = Vec::new();
    // A node's pods change with every other test.
    for _ in 0..60 {
        let target = lab.object(resource.clone(), name);
        let uid = Uid::new(&target.uid.to_string());
        let which = Which { resource, namespace: &target.namespace, name, uid: &uid };
        let ours = describe(&session, which, session.time(), false).await.unwrap_or_else(|e| panic!("{resource}: {e}"));
        let (known, theirs) = lab.run(&["describe", &full, name], "");
        // It asks for the newest version alone, which an older server does not have; what is ours is told all the same.
        let unknown = !known && theirs.contains("could not find the requested resource") && real::minor() < 25;
        // Autoscalers it tells there by the first version, with the rest as JSON in annotations.
        let by_the_first = &*resource.kind == "HorizontalPodAutoscaler" && real::minor() < 23;
        if unknown || by_the_first {
            assert!(ours.starts_with("Name:") || ours.contains("\nName:"), "{ours}");
            return missing;
        }
        assert!(known, "{theirs}");
        let facts = facts(&theirs);
        assert!(facts.len() > 3, "{theirs}");
        missing = facts.iter().filter(|f| !told(&ours, f)).map(|f| format!("{resource} {name}: {f:?}")).collect();
        if missing.is_empty() {
            return missing;
        }
    }
    missing
}
