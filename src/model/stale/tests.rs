use super::*;
use crate::model::WorkloadKind;

fn at(secs: i64) -> Time {
    Time::from_secs(1_000 + secs)
}

fn source(name: &str) -> Source {
    Source { namespace: "iot".into(), secret: false, name: name.into() }
}

fn holder(name: &str) -> Holder {
    Holder { resource: WorkloadKind::Deployment.into(), namespace: "iot".into(), name: name.into(), uid: Uid::new(name) }
}

fn reads(reads: Reads, key: &str, since: Option<i64>) -> Use {
    Use { source: source("c"), key: (!key.is_empty()).then(|| key.into()), lacks: Lacks::No, reads, since: since.map(at) }
}

fn written(keys: &[(&str, i64)]) -> Written {
    let one = |(key, secs): &(&str, i64)| ((*key).into(), Changed { at: at(*secs), by: "kubectl-edit".into() });
    let last = keys.iter().map(|(_, secs)| at(*secs)).max();
    Written { uid: Uid::new("c"), keys: keys.iter().map(one).collect(), last }
}

#[test]
fn each_way_of_reading_sees_a_change_or_not() {
    use Reads::{Env, Init, SubPath, Volume};
    let two = &[("a", 100), ("b", 10)][..];
    // How it is read, which key, when its container started, what was written when, now; and how it stands.
    for (how, key, since, keys, now, want) in [
        (Env, "", Some(50), two, 110, Some(State::Stale(Env))),
        (Env, "", Some(150), two, 200, None),
        // Within the second of the start.
        (Env, "", Some(100), two, 200, None),
        (Env, "a", Some(99), two, 200, Some(State::Stale(Env))),
        // Another key was changed.
        (Env, "b", Some(50), two, 110, None),
        (SubPath, "a", Some(50), two, 9_000, Some(State::Stale(SubPath))),
        (Init, "", Some(50), two, 9_000, Some(State::Stale(Init))),
        (Volume, "", Some(50), two, 110, Some(State::Coming)),
        (Volume, "", Some(50), two, 189, Some(State::Coming)),
        (Volume, "", Some(50), two, 190, Some(State::Renewed)),
        (Volume, "b", Some(50), two, 110, None),
        // It starts, and reads it as it is then.
        (Env, "", None, two, 110, None),
        // Nobody has noted it.
        (Env, "", Some(50), &[][..], 110, Some(State::Unknown)),
        (Volume, "c", Some(50), two, 110, Some(State::Unknown)),
        // Nothing was written since that is noted, but that it went would not be.
        (Volume, "c", Some(100), two, 110, Some(State::Unknown)),
    ] {
        let of = reads(how, key, since);
        assert_eq!(judge(&of, &written(keys), at(now)), want, "{how:?} {key} {since:?} at {now}");
    }
    // A key that it may be without.
    for (lacks, key, since, keys, want) in [
        (Lacks::Elsewhere, "c", 50, two, None),
        (Lacks::Elsewhere, "a", 50, two, Some(State::Stale(Env))),
        (Lacks::Elsewhere, "c", 50, &[][..], Some(State::Unknown)),
        // It may have had it when it was read.
        (Lacks::Optional, "c", 50, two, Some(State::Unknown)),
        (Lacks::Optional, "c", 100, two, None),
        (Lacks::Optional, "a", 50, two, Some(State::Stale(Env))),
    ] {
        let of = Use { lacks, ..reads(Env, key, Some(since)) };
        assert_eq!(judge(&of, &written(keys), at(110)), want, "{lacks:?} {key} {since}");
    }
    // Of what no key is noted, and nothing was written since, none was.
    let quiet = Written { last: Some(at(40)), ..written(&[]) };
    assert_eq!(judge(&reads(Env, "c", Some(50)), &quiet, at(110)), None);
}

#[test]
fn a_workload_stands_as_the_worst_of_its_pods_and_is_counted() {
    let pod = |holder: &Holder, uses: Vec<Use>| Reader { holder: holder.clone(), uses };
    let (web, api) = (holder("web"), holder("api"));
    let readers = [
        pod(&web, vec![reads(Reads::Volume, "", Some(0)), reads(Reads::Env, "a", Some(0))]),
        pod(&web, vec![reads(Reads::Env, "a", Some(200))]),
        pod(&web, vec![reads(Reads::Env, "a", Some(5))]),
        pod(&api, vec![reads(Reads::Volume, "", Some(0))]),
        pod(&holder("new"), vec![reads(Reads::Env, "", Some(500))]),
    ];
    let all = BTreeMap::from([(source("c"), written(&[("a", 100)]))]);
    let told = |rows: &[Row]| -> Vec<String> {
        rows.iter().map(|r| format!("{} {:?} {}/{}", r.holder.name, r.state, r.pods, r.of)).collect()
    };
    let found = rows(&readers, &all, at(1_000));
    assert_eq!(told(&found), ["web Stale(Env) 2/3", "api Renewed 1/1"]);
    assert_eq!(found[0].changed.as_ref().map(|c| c.at), Some(at(100)));
    // Where it may not be read, or is not there, nothing is told of it.
    assert!(rows(&readers, &BTreeMap::new(), at(1_000)).is_empty());
    // Both are of one Deployment.
    let both = folded(&found, |uid| ["web", "api"].contains(&&*uid.to_string()).then(|| holder("shop")));
    assert_eq!(told(&both), ["shop Stale(Env) 2/4"]);
    assert_eq!(folded(&found, |_| None), found);
}

#[test]
fn what_is_stale_stands_first_and_what_changed_last_before_it() {
    let readers: Vec<Reader> = ["old", "new", "none", "volume"]
        .map(|name| {
            let how = if name == "volume" { Reads::Volume } else { Reads::SubPath };
            let of = Use { source: source(name), ..reads(how, "", Some(0)) };
            Reader { holder: holder(name), uses: vec![of] }
        })
        .to_vec();
    let all = BTreeMap::from([
        (source("old"), written(&[("a", 10)])),
        (source("new"), written(&[("a", 20)])),
        (source("none"), written(&[])),
        (source("volume"), written(&[("a", 990)])),
    ]);
    let names: Vec<String> = rows(&readers, &all, at(1_000)).iter().map(|r| r.holder.name.to_string()).collect();
    assert_eq!(names, ["new", "old", "volume", "none"]);
}
