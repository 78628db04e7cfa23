//! Plans, as tables.

use super::*;
use crate::model::workload::TemplateImage;
use std::collections::BTreeMap;

const D: WorkloadKind = WorkloadKind::Deployment;

/// `Deployment web: app=lab/app:1 +wait=lab/wait:1`, where `+` is an init container.
fn running(text: &str) -> Running {
    let (head, images) = text.split_once(": ").unwrap_or((text, ""));
    let (kind, name) = head.split_once(' ').unwrap();
    let kind = WorkloadKind::ALL.into_iter().find(|k| k.kind().word() == kind).unwrap();
    let image = |text: &str| {
        let (init, text) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
        let (container, image) = text.split_once('=').unwrap();
        TemplateImage { container: container.into(), image: image.into(), init }
    };
    Running { kind, name: name.into(), uid: Uid::new(name), images: images.split_whitespace().map(image).collect() }
}

fn side(lines: &[&str]) -> Vec<Running> {
    lines.iter().map(|l| running(l)).collect()
}

fn wanted(names: &[&str]) -> Vec<Wanted> {
    let of = |text: &&str| match text.split_once(' ') {
        Some((kind, name)) => Wanted { kind: Some(running(&format!("{kind} {name}")).kind), name: name.into() },
        None => Wanted { kind: None, name: (*text).into() },
    };
    names.iter().map(of).collect()
}

fn depends(rules: &[(&str, &[&str])]) -> Result<Depends, Circle> {
    let names = |of: &&[&str]| of.iter().map(|n| Name::from(*n)).collect();
    Depends::new(rules.iter().map(|(n, of)| (Name::from(*n), names(of))).collect::<BTreeMap<_, _>>())
}

/// Steps as `name container:from→to`, what is left as `name: why`.
fn told(plan: &Plan) -> (Vec<String>, Vec<String>) {
    let swap = |s: &ImageSwap| format!("{}{}:{}→{}", if s.init { "+" } else { "" }, s.container, s.from, s.to);
    let step = |s: &Step| format!("{} {}", s.name, s.swaps.iter().map(swap).collect::<Vec<_>>().join(" "));
    let left = |l: &Left| format!("{}: {}", l.what, l.why);
    (plan.steps.iter().map(step).collect(), plan.left.iter().map(left).collect())
}

#[test]
fn images_go_to_the_containers_of_the_same_name() {
    for (what, from, to, steps, left) in [
        ("one image", "app=lab/app:2", "app=lab/app:1", vec!["w app:lab/app:1→lab/app:2"], vec![]),
        ("the same already", "app=lab/app:2", "app=lab/app:2", vec![], vec!["Deployment w: has the same images there"]),
        (
            "the same in other words",
            "app=docker.io/library/app",
            "app=app:latest",
            vec![],
            vec!["Deployment w: has the same images there"],
        ),
        (
            "init containers and sidecars",
            "app=lab/app:2 side=lab/side:1 +app=lab/init:5",
            "app=lab/app:1 side=lab/side:1 +app=lab/init:4",
            vec!["w app:lab/app:1→lab/app:2 +app:lab/init:4→lab/init:5"],
            vec![],
        ),
        ("the whole image is moved", "app=dev.reg/app:2", "app=prod.reg/app:1", vec!["w app:prod.reg/app:1→dev.reg/app:2"], vec![]),
        (
            "no container of the name",
            "app=lab/app:2",
            "web=lab/app:1",
            vec![],
            vec!["Deployment w: has no container of the same name there"],
        ),
        (
            "an init container is another one",
            "+app=lab/app:2",
            "app=lab/app:1",
            vec![],
            vec!["Deployment w: has no container of the same name there"],
        ),
    ] {
        let (from, to) = (side(&[&format!("Deployment w: {from}")]), side(&[&format!("Deployment w: {to}")]));
        let plan = plan(&from, &to, &[], &Depends::default());
        assert_eq!(
            told(&plan),
            (steps.iter().map(|s| s.to_string()).collect(), left.iter().map(|s| s.to_string()).collect()),
            "{what}"
        );
    }
}

#[test]
fn what_has_no_match_is_said() {
    let from = side(&["Deployment a: c=x:2", "Deployment b: c=x:2", "StatefulSet s: c=x:2", "Job j: c=x:2", "CronJob k: c=x:2"]);
    let to = side(&["Deployment a: c=x:1", "Deployment s: c=x:1", "Deployment z: c=x:1", "CronJob k: c=x:1"]);
    let all = plan(&from, &to, &[], &Depends::default());
    assert_eq!(all.steps.iter().map(|s| &*s.name).collect::<Vec<_>>(), ["a"]);
    let want = [
        "Deployment b: not where the images go to",
        "Deployment s: not where the images come from",
        "StatefulSet s: not where the images go to",
        "Deployment z: not where the images come from",
    ];
    assert_eq!(told(&all).1, want);
    let named = plan(&from, &to, &wanted(&["k", "nobody", "Deployment a", "a"]), &Depends::default());
    assert_eq!(told(&named).0, ["a c:x:1→x:2"], "each once");
    assert_eq!(told(&named).1, ["CronJob k: Jobs and CronJobs have no rollout", "nobody: not where the images come from"]);
}

#[test]
fn containers_that_are_missing_there_are_left_out_and_said() {
    let plan = plan(&side(&["Deployment w: app=x:2 new=y:1"]), &side(&["Deployment w: app=x:1 old=z:1"]), &[], &Depends::default());
    let [step] = &plan.steps[..] else { panic!("{plan:?}") };
    assert_eq!((step.lacks.as_slice(), step.swaps.len(), step.uid.clone()), (&[Name::from("new")][..], 1, Uid::new("w")));
}

#[test]
fn a_step_back_is_known_as_one() {
    for (from, to, older) in [("1.8", "1.9", true), ("1.9", "1.8", false), ("main", "1.8", false), ("1.9.0-rc.1", "1.9.0", true)] {
        let (a, b) = (side(&[&format!("Deployment w: app=x:{from}")]), side(&[&format!("Deployment w: app=x:{to}")]));
        let plan = plan(&a, &b, &[], &Depends::default());
        assert_eq!(plan.steps[0].older.is_empty(), !older, "{from} {to}");
    }
}

#[test]
fn steps_stand_as_they_are_given_but_for_what_others_wait_for() {
    let names = ["gateway", "device-service", "web", "rules"];
    let from: Vec<String> = names.iter().map(|n| format!("Deployment {n}: c=x:2")).collect();
    let to: Vec<String> = names.iter().map(|n| format!("Deployment {n}: c=x:1")).collect();
    let of = |lines: &[String]| side(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    for (given, rules, want) in [
        (&["web", "gateway"][..], &[][..], &["web", "gateway"][..]),
        (&[], &[], &["device-service", "gateway", "rules", "web"]),
        (&["gateway", "device-service"], &[("gateway", &["device-service"][..])], &["device-service", "gateway"]),
        (&["web", "gateway", "device-service"], &[("gateway", &["device-service"])], &["web", "device-service", "gateway"]),
        // Through one that is not moved.
        (&["web", "rules"], &[("web", &["gateway"]), ("gateway", &["rules"])], &["rules", "web"]),
        (&["gateway"], &[("gateway", &["nobody"])], &["gateway"]),
    ] {
        let plan = plan(&of(&from), &of(&to), &wanted(given), &depends(rules).unwrap());
        assert_eq!(plan.steps.iter().map(|s| &*s.name).collect::<Vec<_>>(), want, "{given:?} {rules:?}");
        assert!(plan.steps.iter().all(|s| s.kind == D));
    }
}

#[test]
fn circles_are_named() {
    for (rules, want) in [
        (&[("a", &["b"][..]), ("b", &["c"]), ("c", &["a"])][..], "a → b → c → a"),
        (&[("a", &["a"])], "a → a"),
        (&[("x", &["a"]), ("a", &["b"]), ("b", &["a"])], "a → b → a"),
    ] {
        assert!(depends(rules).unwrap_err().to_string().starts_with(want), "{rules:?}");
    }
    assert!(depends(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"])]).is_ok(), "two ways to one are no circle");
}

#[test]
fn registries_that_always_differ_are_said_once() {
    let told = |from: &[&str], to: &[&str]| match plan(&side(from), &side(to), &[], &Depends::default()).notices.as_slice() {
        [] => None,
        [Notice::Registries { from, to }] => Some(format!("{from} {to}")),
        more => panic!("{more:?}"),
    };
    for (what, from, to, want) in [
        ("one host", "app=dev.reg/lab/app:2", "app=prod.reg/lab/app:1", Some("dev.reg prod.reg")),
        ("a path", "app=reg.example/dev/app:2", "app=reg.example/prod/app:1", Some("reg.example/dev reg.example/prod")),
        ("Docker's own", "app=lab/app:2", "app=mirror.local:5000/lab/app:1", Some("docker.io mirror.local:5000")),
        ("the same", "app=lab/app:2", "app=docker.io/lab/app:1", None),
        ("another thing", "app=lab/app:2", "app=lab/other:1", None),
        ("one differs in another way", "a=dev.reg/a:2 b=dev.reg/b:2", "a=prod.reg/a:1 b=other.reg/b:1", None),
        ("one is the same", "a=dev.reg/a:2 b=lab/b:2", "a=prod.reg/a:1 b=lab/b:1", None),
    ] {
        let got = told(&[&format!("Deployment w: {from}")], &[&format!("Deployment w: {to}")]);
        assert_eq!(got.as_deref(), want, "{what}");
    }
    assert_eq!(told(&["Deployment w: a=dev.reg/a:1"], &["Deployment w: a=dev.reg/a:1"]), None);
}
