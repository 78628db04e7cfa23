use super::rules::{Origin, autoscaler, chain, cron, images, job, node_memory, node_pods, own_chain, quota, token, volume};
use super::*;
use crate::model::batch::CronJob;

fn at(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn due(name: &str, matter: Matter) -> Due {
    let resource = Resource::new("", "v1", "things", "Thing", true);
    Due { holder: Holder { resource, namespace: "ns".into(), name: name.into(), uid: Uid::new(name) }, matter }
}

#[test]
fn a_quota_is_told_above_85_percent() {
    for (used, hard, want) in [
        ("85", "100", None),
        ("851m", "1", Some("85 %")),
        ("380Gi", "400Gi", Some("95 %")),
        ("19", "20", Some("95 %")),
        ("999m", "1", Some("99 %")),
        ("1", "1", Some("100 %")),
        ("1Ti", "1Gi", Some("> 999 %")),
        // Nothing is granted, and nothing is used: so it was meant.
        ("0", "0", None),
        ("1", "0", Some("> 999 %")),
        ("-1", "1", None),
        ("many", "1", None),
        ("1", "", None),
    ] {
        let told = quota("pods", used, hard);
        let part = told.as_ref().map(|m| percent(m.nearness()));
        assert_eq!(part.as_deref(), want, "{used} of {hard}");
    }
}

#[test]
fn a_certificate_is_told_in_its_last_month_and_one_that_is_made_anew_again_and_again_in_its_last_third() {
    let now = at("2026-11-24T09:00:00Z");
    let hour = DAY_MS / 24;
    // Hours of its life, and hours that are left.
    for (life, left, want) in [
        (24 * 365, 24 * 31, false),
        (24 * 365, 24 * 29, true),
        (24 * 90, 72, true),
        (72, 71, true),
        (24 * 365, -24 * 400, true),
        (24, 12, false),
        (24, 7, true),
        (1, 0, true),
        (0, -1, true),
    ] {
        let until = now.plus(left * hour);
        let told = chain(Whose::Secret, "a.example".into(), &[("a".into(), (until.plus(-life * hour), until))], now);
        assert_eq!(told.is_some(), want, "{left} of {life} hours");
    }
    let whole = (Time::from_millis(i64::MIN), Time::from_millis(i64::MAX));
    assert_eq!(chain(Whose::Server, "".into(), &[("".into(), whole)], now), None);
}

/// What is had anew by itself neither stands in the list for nothing nor is counted.
#[test]
fn the_users_own_is_told_by_whence_it_is() {
    let now = at("2026-11-24T09:00:00Z");
    let hour = DAY_MS / 24;
    let ago = |hours: i64| Origin::Plugin(now.plus(-hours * hour));
    let (kubeconfig, file) = (Origin::Kubeconfig, Origin::File);
    // Hours of a token's life where it tells them, hours that are left, whence it is; whether it stands there, and whether it counts.
    for (life, left, origin, want) in [
        (None, 24 * 8, kubeconfig, "-"),
        (None, 24 * 6, kubeconfig, "listed"),
        (None, 20, kubeconfig, "counted"),
        (Some(24), 23, kubeconfig, "counted"),
        (None, -1, kubeconfig, "counted"),
        (None, 20, file, "counted"),
        (Some(24 * 365), 24 * 6, file, "listed"),
        (Some(24 * 365), 20, file, "counted"),
        // The kubelet writes it anew with a fifth left.
        (Some(24), 20, file, "-"),
        (Some(24), 4, file, "-"),
        (Some(24), 2, file, "counted"),
        (Some(1), 0, file, "counted"),
        // A cloud's token: an hour, a day.
        (None, 1, ago(0), "-"),
        (None, 20, ago(4), "-"),
        (Some(24), 1, ago(23), "-"),
        (None, -1, ago(30), "-"),
        // What counts longer, and was fresh when it was given.
        (Some(24 * 90), 24 * 6, ago(24 * 80), "listed"),
        (None, 24 * 3, ago(0), "listed"),
        (None, 20, ago(24 * 3), "listed"),
        // What comes from the plugin when it is nearly over.
        (Some(24 * 90), 24 * 6, ago(0), "listed"),
        (Some(24 * 90), 20, ago(0), "counted"),
        (Some(24 * 90), 20, ago(24 * 28), "counted"),
        (Some(24 * 90), 20, ago(24 * 30), "listed"),
    ] {
        let until = now.plus(left * hour);
        let told = token((life.map(|life| until.plus(-life * hour)), until), origin, now);
        assert_eq!(standing(told, now), want, "{left} of {life:?} hours, {origin:?}");
    }
    for (life, left, origin, want) in [
        (24 * 365, 24 * 40, kubeconfig, "-"),
        (24 * 365, 24 * 20, kubeconfig, "listed"),
        (24 * 365, 20, kubeconfig, "counted"),
        (12, 11, kubeconfig, "-"),
        (12, 3, kubeconfig, "counted"),
        (12, 3, ago(9), "-"),
        (12, -1, ago(13), "-"),
        (24 * 7, 24 * 5, ago(48), "listed"),
        (24 * 7, 20, ago(24 * 6), "listed"),
        (24 * 365, 24 * 40, ago(0), "-"),
        (24 * 365, 24 * 3, ago(0), "listed"),
        (24 * 365, 20, ago(0), "counted"),
    ] {
        let until = now.plus(left * hour);
        let told = own_chain("me".into(), &[("me".into(), (until.plus(-life * hour), until))], origin, now);
        assert_eq!(standing(told, now), want, "{left} of {life} hours, {origin:?}");
    }
    // The authority of a plugin's certificate is told of like any.
    let links = [(12, 6), (24 * 365, 20)].map(|(life, left)| ("x".into(), (now.plus((left - life) * hour), now.plus(left * hour))));
    assert_eq!(standing(own_chain("me".into(), &links, ago(0), now), now), "counted");
}

fn standing(told: Option<Matter>, now: Time) -> &'static str {
    match told.map(|matter| due("me", matter).within_a_day(now)) {
        None => "-",
        Some(false) => "listed",
        Some(true) => "counted",
    }
}

#[test]
fn an_autoscaler_is_told_at_its_maximum() {
    for (bounds, counts, limited, want) in [
        ((1, 4), (3, 3), false, None),
        ((1, 4), (4, 4), false, Some(false)),
        ((1, 4), (4, 4), true, Some(true)),
        ((1, 4), (3, 4), false, Some(false)),
        // One number alone is meant to be that.
        ((4, 4), (4, 4), false, None),
        ((4, 4), (4, 4), true, Some(true)),
        ((1, 0), (0, 0), false, None),
    ] {
        let told = autoscaler("Deployment web".into(), bounds, counts, limited);
        let more = told.map(|m| matches!(m, Matter::Autoscaler { wants_more: true, .. }));
        assert_eq!(more, want, "{bounds:?} {counts:?} {limited}");
    }
}

#[test]
fn a_job_is_told_at_its_last_try_and_for_a_week_afterwards() {
    let now = at("2026-11-24T09:00:00Z");
    let ago = |days: i64| Some(now.plus(-days * DAY_MS));
    for (counts, active, over, want) in [
        ((0, 0), true, None, false),
        ((5, 6), true, None, false),
        ((6, 6), true, None, true),
        ((7, 6), true, None, true),
        // Its end will be told in a moment.
        ((6, 6), false, None, false),
        ((7, 6), false, ago(7), true),
        ((7, 6), false, ago(8), false),
        ((1, 0), false, ago(0), true),
    ] {
        assert_eq!(job(counts, active, over, now).is_some(), want, "{counts:?} {active} {over:?}");
    }
}

#[test]
fn a_missed_run_may_still_begin_until_its_deadline() {
    let now = at("2026-11-24T09:10:00Z");
    let it = |schedule: &str, zone: Option<&str>, suspended| CronJob {
        schedule: schedule.into(),
        zone: zone.map(Into::into),
        suspended,
        forbids: false,
        active: 0,
        last_scheduled: Some(at("2026-11-24T08:00:00Z")),
        last_success: None,
        beta: false,
    };
    let due = at("2026-11-24T09:00:00Z");
    for (cron_job, deadline, want) in [
        (it("0 * * * *", None, false), None, Some((due, None))),
        (it("0 * * * *", None, false), Some(1200), Some((due, Some(at("2026-11-24T09:20:00Z"))))),
        (it("0 * * * *", None, false), Some(i64::MAX), Some((due, Some(Time::from_millis(i64::MAX))))),
        (it("0 * * * *", None, true), None, None),
        (it("0 17 * * *", Some("Asia/Shanghai"), false), None, Some((due, None))),
        (it("0 9 * * *", Some("Asia/Shanghai"), false), None, None),
        (it("0 * * * *", Some("Nowhere/At_All"), false), None, None),
        (it("no schedule", None, false), None, None),
    ] {
        let told = cron(&cron_job, deadline, Time::from_secs(1), now);
        let got = told.map(|m| if let Matter::Missed { due, until } = m { (due, until) } else { panic!("{m:?}") });
        assert_eq!(got, want, "{cron_job:?} {deadline:?}");
    }
}

#[test]
fn what_has_a_time_stands_first_and_then_what_is_nearest() {
    let now = at("2026-11-24T09:00:00Z");
    let missed = |minutes: Option<i64>| Matter::Missed { due: now, until: minutes.map(|m| now.plus(m * 60_000)) };
    let full = |more| Matter::Autoscaler { of: "".into(), now: 2, most: 2, wants_more: more };
    let all = [
        due("quota", quota("pods", "95", "100").unwrap()),
        due("full", full(false)),
        due("tomorrow", missed(Some(2_000))),
        due("wants-more", full(true)),
        due("soon", missed(Some(5))),
        due("over", missed(Some(-5))),
        due("missed", missed(None)),
        due("quota", quota("cpu", "95", "100").unwrap()),
    ];
    let mut ranked: Vec<&Due> = all.iter().collect();
    rank(&mut ranked);
    let names: Vec<&str> = ranked.iter().map(|d| &*d.holder.name).collect();
    assert_eq!(names, ["over", "soon", "tomorrow", "missed", "wants-more", "full", "quota", "quota"]);
    assert!(ranked[6].key() < ranked[7].key(), "cpu before pods");
    let keys: std::collections::HashSet<RowKey> = all.iter().map(Due::key).collect();
    assert_eq!(keys.len(), all.len());
    let counted: Vec<&str> = all.iter().filter(|d| d.within_a_day(now)).map(|d| &*d.holder.name).collect();
    assert_eq!(counted, ["soon", "over"]);
}

#[test]
fn nodes_volumes_and_images_are_told_by_their_bounds() {
    for (of, whole, node, disk) in [
        (0, 0, false, false),
        (5, 0, false, false),
        (85, 100, false, false),
        (86, 100, false, true),
        (90, 100, false, true),
        (91, 100, true, true),
        (u64::MAX, 1, true, true),
        (u64::MAX, u64::MAX, true, true),
    ] {
        assert_eq!(node_pods(of, whole).is_some(), node, "{of} of {whole}");
        assert_eq!(node_memory(of, whole).is_some(), node, "{of} of {whole}");
        assert_eq!(volume(&"n".into(), true, Some((of, whole))).is_some(), disk, "{of} of {whole}");
    }
    assert_eq!(volume(&"n".into(), false, None), None);
    let told = |n| images("c".into(), "i".into(), n, 3).is_some();
    assert_eq!([told(0), told(1), told(2)], [false, false, true]);
}
