use super::*;
use crate::model::Time;
use crate::model::freeze::Freeze;
use chrono::FixedOffset;

fn zone(hours: i32) -> FixedOffset {
    FixedOffset::east_opt(hours * 3600).unwrap()
}

fn at(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// 2026-10-05 is a Monday.
const MONDAY: &str = "2026-10-05T00:00:00Z";

fn globs(texts: &[&str]) -> Option<Vec<Glob>> {
    Some(texts.iter().map(|t| Glob::parse(t).unwrap()).collect())
}

fn kinds(texts: &[&str]) -> Option<Vec<KindGlob>> {
    Some(texts.iter().map(|t| KindGlob::parse(t).unwrap()).collect())
}

fn rule(n: usize) -> Rule {
    Rule { place: format!("guard[{n}], config.toml line {n}").into(), ..Rule::default() }
}

fn subject(namespace: &'static str) -> Subject<'static> {
    Subject { context: "lab", namespace, kind: "Deployment", change: "scale" }
}

fn decide(rules: Vec<Rule>, subject: Subject<'_>) -> (Ask, bool, String) {
    let d = Guards::new(rules).decide(&subject, 1, at(MONDAY), zone(0));
    (d.ask, d.prod, d.why.map(|w| w.to_string()).unwrap_or_default())
}

#[test]
fn production_is_known_by_its_words() {
    for name in ["prod", "iot-prod", "eks/eu-west-1:PROD", "prd_2", "my.production.cluster"] {
        assert!(named_like_prod(name), "{name}");
    }
    for name in ["product-api", "reproduce", "iot-pre", "nonprod", ""] {
        assert!(!named_like_prod(name), "{name}");
    }
}

#[test]
fn globs_match_whole_names() {
    for (glob, name, want) in [
        ("iot-prod", "iot-prod", true),
        ("iot-prod", "iot-prod2", false),
        ("iot-prod", "IOT-Prod", true),
        ("*", "", true),
        ("*", "anything", true),
        ("?", "", false),
        ("?", "温", true),
        ("pay-*", "pay-", true),
        ("pay-*", "pay", false),
        ("*prod*", "eks/eu:Prod-1", true),
        ("*prod", "prod-prod-x", false),
        ("*prod", "prod-prod", true),
        ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "a-c-b", false),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("**x", "yx", true),
        ("arn:aws:eks:*:cluster/live", "arn:aws:eks:eu-west-1:1:cluster/live", true),
    ] {
        assert_eq!(Glob::parse(glob).unwrap().matches(name), want, "{glob} {name}");
    }
    // What must not take for ever.
    assert!(!Glob::parse("a*a*a*a*a*a*a*b").unwrap().matches(&"a".repeat(250)));
}

#[test]
fn patterns_that_would_guard_nothing_are_refused() {
    for (text, want) in
        [("", "matches nothing"), (" prod", "blank"), ("[ab]", "'[' has no meaning here"), ("{a,b}", "'{'"), ("!prod", "'!'")]
    {
        let error = Glob::parse(text).unwrap_err();
        assert!(error.contains(want), "{text}: {error}");
    }
    assert!(Glob::parse("iot_prod").is_ok());
    assert!(Glob::namespace("iot_prod").unwrap_err().contains("no '_'"));
    for (text, want) in [
        ("Deploymnet", "Deployment is"),
        ("statefullset", "StatefulSet is"),
        ("deployments.apps", "without group"),
        ("", "matches nothing"),
    ] {
        let error = KindGlob::parse(text).unwrap_err();
        assert!(error.contains(want), "{text}: {error}");
    }
}

#[test]
fn kinds_are_known_by_name_plural_and_short_name() {
    for (word, kind, want) in [
        ("Deployment", "Deployment", true),
        ("deployment", "Deployment", true),
        ("DEPLOYMENTS", "Deployment", true),
        ("deploy", "Deployment", true),
        ("sts", "StatefulSet", true),
        ("ds", "DaemonSet", true),
        ("po", "Pod", true),
        ("po", "PodDisruptionBudget", false),
        ("no", "Node", true),
        ("ns", "Namespace", true),
        ("cj", "CronJob", true),
        ("svc", "Service", true),
        ("ing", "Ingress", true),
        ("ingresses", "Ingress", true),
        ("netpol", "NetworkPolicy", true),
        ("hpa", "HorizontalPodAutoscaler", true),
        ("*set", "StatefulSet", true),
        ("*sets", "DaemonSet", true),
        ("*set", "Deployment", false),
        ("*job*", "CronJob", true),
        ("Rollout", "Rollout", true),
        ("rollouts", "Rollout", true),
        ("policies", "Policy", true),
        ("Not?", "Note", true),
    ] {
        assert_eq!(KindGlob::parse(word).unwrap().matches(kind), want, "{word} {kind}");
    }
}

#[test]
fn words_of_demands_are_known() {
    assert!(Ask::None < Ask::Yes && Ask::Yes < Ask::Name && Ask::Name < Ask::Deny);
    for (text, want) in [("none", Ask::None), ("y", Ask::Yes), ("name", Ask::Name), ("deny", Ask::Deny)] {
        assert_eq!(text.parse(), Ok(want));
    }
    assert!("yes".parse::<Ask>().unwrap_err().contains("deny, name, y or none"));
}

#[test]
fn without_rules_production_asks_for_the_name() {
    assert_eq!(decide(vec![], subject("iot-dev")), (Ask::Yes, false, String::new()));
    assert_eq!(decide(vec![], subject("iot-prod")), (Ask::Name, true, "iot-prod is named like production".into()));
    let node = Subject { context: "eks-prd", namespace: "", kind: "Node", change: "drain" };
    assert_eq!(decide(vec![], node), (Ask::Name, true, "eks-prd is named like production".into()));
    let guards = Guards::default();
    assert!(guards.prod("lab", Some("prod")) && guards.prod("prod", None) && !guards.prod("lab", None));
}

#[test]
fn the_strictest_of_the_rules_that_match_wins() {
    let place = |n, ask| Rule { namespaces: globs(&["iot-*"]), ask: Some(ask), ..rule(n) };
    for (rules, namespace, want) in [
        (vec![place(1, Ask::None)], "iot-dev", Ask::None),
        (vec![place(1, Ask::None)], "web", Ask::Yes),
        (vec![place(1, Ask::None)], "", Ask::Yes),
        (vec![place(1, Ask::None), place(2, Ask::Name)], "iot-dev", Ask::Name),
        (vec![place(1, Ask::Deny), place(2, Ask::None)], "iot-dev", Ask::Deny),
        // A place that is named may be eased, production too.
        (vec![place(1, Ask::Yes)], "iot-prod", Ask::Yes),
        (vec![place(1, Ask::None)], "iot-prod", Ask::None),
        // All places at once may be eased, but for production.
        (vec![Rule { ask: Some(Ask::None), ..rule(1) }], "iot-dev", Ask::None),
        (vec![Rule { ask: Some(Ask::None), ..rule(1) }], "iot-prod", Ask::Name),
        (vec![Rule { ask: Some(Ask::None), ..rule(1) }, place(2, Ask::Yes)], "iot-prod", Ask::Yes),
        (vec![Rule { ask: Some(Ask::Deny), ..rule(1) }], "iot-prod", Ask::Deny),
        // A rule that asks nothing eases nothing.
        (
            vec![Rule { ask: Some(Ask::None), ..rule(1) }, Rule { bulk: Some(9), ask: None, ..place(2, Ask::Yes) }],
            "iot-prod",
            Ask::Name,
        ),
    ] {
        let words = format!("{namespace}: {rules:?}");
        assert_eq!(decide(rules.clone(), subject(namespace)).0, want, "{words}");
        // Their order does not count.
        assert_eq!(decide(rules.into_iter().rev().collect(), subject(namespace)).0, want, "{words}");
    }
}

#[test]
fn a_rule_counts_only_where_all_that_it_names_matches() {
    let narrow = || Rule {
        contexts: globs(&["*lab*"]),
        namespaces: globs(&["iot-dev", "pay-*"]),
        kinds: kinds(&["deploy", "sts"]),
        changes: Some(vec!["delete", "scale"]),
        ask: Some(Ask::Deny),
        ..rule(1)
    };
    let base = Subject { context: "lab-admin", namespace: "pay-eu", kind: "StatefulSet", change: "delete" };
    for (subject, want) in [
        (base, Ask::Deny),
        (Subject { context: "other", ..base }, Ask::Yes),
        (Subject { namespace: "iot-test", ..base }, Ask::Yes),
        (Subject { namespace: "", ..base }, Ask::Yes),
        (Subject { kind: "DaemonSet", ..base }, Ask::Yes),
        (Subject { change: "restart", ..base }, Ask::Yes),
    ] {
        assert_eq!(decide(vec![narrow()], subject).0, want, "{subject:?}");
    }
    // A change that no rule can name is held by all of them, and eased by none.
    assert_eq!(decide(vec![narrow()], Subject { change: "explode", ..base }).0, Ask::Deny);
    let ease = Rule { ask: Some(Ask::None), ..narrow() };
    assert_eq!(decide(vec![ease], Subject { change: "explode", ..base }).0, Ask::Yes);
}

#[test]
fn decisions_say_which_rule_and_why() {
    let reason = Some("payments: ask the owner".into());
    let ask = |ask| Rule { ask: Some(ask), reason: reason.clone(), ..rule(3) };
    assert_eq!(decide(vec![ask(Ask::Deny)], subject("a")).2, "denied by guard[3], config.toml line 3: payments: ask the owner");
    assert_eq!(
        decide(vec![ask(Ask::Name)], subject("a")).2,
        "confirmation by guard[3], config.toml line 3: payments: ask the owner"
    );
    assert_eq!(decide(vec![ask(Ask::None)], subject("a")).2, "");
    let prod = Rule { prod: Some(true), ..rule(2) };
    assert_eq!(decide(vec![prod], subject("live")), (Ask::Name, true, "production by guard[2], config.toml line 2".into()));
    let frozen = Rule { freeze: vec!["Sun - Mon".parse().unwrap()], ..rule(1) };
    assert_eq!(decide(vec![frozen], subject("a")), (Ask::Deny, false, "frozen Sun - Mon by guard[1], config.toml line 1".into()));
}

#[test]
fn the_smallest_bulk_wins() {
    let bulk = |n, most| Rule { bulk: Some(most), ..rule(n) };
    let guards = Guards::new(vec![bulk(1, 5), Rule { namespaces: globs(&["iot-*"]), ..bulk(2, 3) }]);
    for (namespace, count, want) in
        [("iot-dev", 3, Ask::Yes), ("iot-dev", 4, Ask::Deny), ("web", 4, Ask::Yes), ("web", 5, Ask::Yes), ("web", 6, Ask::Deny)]
    {
        assert_eq!(guards.decide(&subject(namespace), count, at(MONDAY), zone(0)).ask, want, "{namespace} {count}");
    }
    let why = guards.decide(&subject("iot-dev"), 6, at(MONDAY), zone(0)).why.unwrap();
    assert_eq!(why.to_string(), "6 objects at once, at most 3 by guard[2], config.toml line 2");
}

#[test]
fn prod_speaks_of_places() {
    let says = |n, prod, names: &[&str]| Rule { namespaces: globs(names), prod: Some(prod), ..rule(n) };
    let narrow = Rule { changes: Some(vec!["delete"]), ..says(1, true, &["live"]) };
    for (rules, namespace, prod, ask) in [
        (vec![says(1, true, &["live"])], "live", true, Ask::Name),
        (vec![says(1, true, &["live"])], "test", false, Ask::Yes),
        // Its changes are others, the place is production all the same.
        (vec![narrow], "live", true, Ask::Name),
        (vec![says(1, false, &["prod-tools"])], "prod-tools", false, Ask::Yes),
        (vec![says(1, false, &["prod-tools"])], "prod", true, Ask::Name),
        (vec![says(1, false, &["prod*"]), says(2, true, &["prod"])], "prod", true, Ask::Name),
        (vec![Rule { ask: Some(Ask::Yes), ..says(1, true, &["live"]) }], "live", true, Ask::Yes),
    ] {
        let words = format!("{namespace}: {rules:?}");
        let got = decide(rules.clone(), subject(namespace));
        assert_eq!((got.0, got.1), (ask, prod), "{words}");
        assert_eq!(Guards::new(rules).prod("lab", Some(namespace)), prod, "{words}");
    }
    // Without a namespace in view only rules for contexts speak.
    let guards = Guards::new(vec![says(1, true, &["*"]), Rule { contexts: globs(&["live"]), prod: Some(true), ..rule(2) }]);
    assert!(!guards.prod("lab", None) && guards.prod("live", None));
}

#[test]
fn of_several_decisions_the_stricter_stands() {
    let d = |ask, prod, why: &str| Decision { ask, prod, why: Some(Why::Named(why.into())) };
    assert_eq!(d(Ask::Yes, true, "a").stricter(d(Ask::Name, false, "b")), d(Ask::Name, true, "b"));
    assert_eq!(d(Ask::Name, false, "a").stricter(d(Ask::Name, false, "b")), d(Ask::Name, false, "a"));
}

#[test]
fn windows_are_read_or_refused_with_a_way_out() {
    for text in
        ["Fri 16:00 - Mon 08:00", "friday 16:00 – monday 8:00", "Sat - Sun", "Sat", "2026-12-24", "00:00 - 24:00", "22:00 - 06:00"]
    {
        assert_eq!(text.parse::<Freeze>().unwrap().to_string(), text);
    }
    for (text, want) in [
        ("", "empty side"),
        ("22:00", "has no end"),
        ("Fri 16:00", "has no end"),
        ("22:00-06:00", "no time, weekday or date"),
        ("22:00 - ", "empty side"),
        ("- 22:00", "empty side"),
        ("Fri - Sat - Sun", "more than two sides"),
        ("25:00 - 06:00", "\"25:00\""),
        ("22:60 - 06:00", "\"22:60\""),
        ("24:01 - 06:00", "\"24:01\""),
        ("24:00 - 06:00", "only an end"),
        ("+2:00 - 06:00", "\"+2:00\""),
        ("Frx 16:00 - Mon 08:00", "\"Frx\""),
        ("Fri 16 - Mon 08:00", "\"16\" is no time"),
        ("Fri 16:00 CET - Mon 08:00", "too much"),
        ("Fri 16:00 - 08:00", "mixes"),
        ("2026-12-24 - Mon", "mixes"),
        ("2026-02-30 - 2026-03-01", "\"2026-02-30\""),
        ("24.12.2026 - 27.12.2026", "\"24.12.2026\""),
        ("2026-12-27 - 2026-12-24", "ends before it begins"),
        ("08:00 - 08:00", "same moment"),
        ("Fri 16:00 - Fri 16:00", "same moment"),
        ("2026-12-24 10:00 - 2026-12-24 10:00", "same moment"),
    ] {
        let error = text.parse::<Freeze>().unwrap_err();
        assert!(error.contains(want) && error.contains("22:00 - 06:00"), "{text}: {error}");
    }
}

#[test]
fn windows_hold_from_their_first_minute_to_before_their_end() {
    for (text, when, want) in [
        ("2026-12-24 - 2026-12-27", "2026-12-23T23:59:59.999Z", false),
        ("2026-12-24 - 2026-12-27", "2026-12-24T00:00:00Z", true),
        ("2026-12-24 - 2026-12-27", "2026-12-27T23:59:59.999Z", true),
        ("2026-12-24 - 2026-12-27", "2026-12-28T00:00:00Z", false),
        ("2026-12-24 18:00 - 2026-12-27 08:30", "2026-12-24T17:59:59Z", false),
        ("2026-12-24 18:00 - 2026-12-27 08:30", "2026-12-27T08:29:59.999Z", true),
        ("2026-12-24 18:00 - 2026-12-27 08:30", "2026-12-27T08:30:00Z", false),
        ("2026-12-24 18:00 - 2026-12-27", "2026-12-27T12:00:00Z", true),
        ("2026-12-24", "2026-12-24T12:00:00Z", true),
        ("2026-12-24", "2025-12-24T12:00:00Z", false),
        ("Fri 16:00 - Mon 08:00", "2026-10-05T07:59:59.999Z", true),
        ("Fri 16:00 - Mon 08:00", "2026-10-05T08:00:00Z", false),
        ("22:00 - 06:00", "2026-10-05T05:59:59.999Z", true),
        ("22:00 - 06:00", "2026-10-05T06:00:00Z", false),
    ] {
        assert_eq!(text.parse::<Freeze>().unwrap().holds(at(when), zone(0)), want, "{text} at {when}");
    }
    // The window is the user's: 23:30 on Sunday in London is Monday 07:30 in Shanghai.
    let weekend: Freeze = "Fri 16:00 - Mon 08:00".parse().unwrap();
    let when = at("2026-10-05T00:30:00Z");
    assert!(weekend.holds(when, zone(0)) && !weekend.holds(when, zone(8)) && weekend.holds(when, zone(-5)));
    assert!("2026-12-24".parse::<Freeze>().unwrap().holds(at("2026-12-23T16:00:00Z"), zone(8)));
}

/// Walks through two weeks by the minute and opens and closes at the moments that the text names: another way to the same answer.
fn walk(opens: impl Fn(u32) -> bool, closes: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut frozen = false;
    let mut out = Vec::new();
    for minute in 0..2 * 7 * 1440 {
        let of_week = minute % (7 * 1440);
        if closes(of_week) {
            frozen = false;
        }
        if opens(of_week) {
            frozen = true;
        }
        out.push(frozen);
    }
    out.split_off(7 * 1440)
}

#[test]
fn every_minute_of_a_week_is_as_the_window_says() {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let mut rng = fastrand::Rng::with_seed(7);
    let mut cases: Vec<(String, Vec<bool>)> = Vec::new();
    let mut clock = || {
        let m = rng.u32(0..1440);
        (m, format!("{:02}:{:02}", m / 60, m % 60), rng.u32(0..7))
    };
    for _ in 0..40 {
        let ((from, a, first), (to, b, last)) = (clock(), clock());
        if from != to {
            cases.push((format!("{a} - {b}"), walk(|m| m % 1440 == from, |m| m % 1440 == to)));
        }
        if (first, from) != (last, to) {
            let text = format!("{} {a} - {} {b}", DAYS[first as usize], DAYS[last as usize]);
            cases.push((text, walk(|m| m == first * 1440 + from, |m| m == last * 1440 + to)));
        }
        let whole: Vec<u32> = (0..7).map(|i| (first + i) % 7).take(((last + 7 - first) % 7 + 1) as usize).collect();
        let text = format!("{} - {}", DAYS[first as usize], DAYS[last as usize]);
        cases.push((text, (0..7 * 1440).map(|m| whole.contains(&(m / 1440))).collect()));
    }
    cases.push(("00:00 - 24:00".into(), vec![true; 7 * 1440]));
    cases.push(("Mon - Sun".into(), vec![true; 7 * 1440]));
    cases.push(("Sun 12:00 - Sun 24:00".into(), walk(|m| m == 6 * 1440 + 720, |m| m == 0)));
    for (text, want) in cases {
        let freeze: Freeze = text.parse().unwrap();
        for hours in [0, -7, 9] {
            for (minute, want) in want.iter().enumerate() {
                let now = at(MONDAY).plus((minute as i64 * 60 - i64::from(hours) * 3600) * 1000);
                assert_eq!(freeze.holds(now, zone(hours)), *want, "{text}: minute {minute} of the week at {hours} h");
            }
        }
    }
}
