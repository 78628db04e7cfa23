//! Where the volume of a claim can be had, by what the claim, its volume and its class say: as VolumeBinding and VolumeZone of
//! kube-scheduler hold it against a node.

use super::placement::terms as terms_of;
use super::selector::selects;
use crate::cluster::terms::{list, name, rule, text};
use crate::model::Name;
use crate::model::nodes::{Operator, Rule, Term};
use crate::model::quantity::Quantity;
use serde_json::Value;

/// Labels of volumes that say in which zone or region they are.
const ZONES: [&str; 4] = [
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
];

const SELECTED: &str = "volume.kubernetes.io/selected-node";
const CLASS: &str = "volume.beta.kubernetes.io/storage-class";
const BY_HAND: &str = "kubernetes.io/no-provisioner";
const BOUND: &str = "pv.kubernetes.io/bind-completed";

/// What a volume is of that is attached to a node, which can have so many of it.
const ATTACHED: [&str; 6] = ["csi", "awsElasticBlockStore", "azureDisk", "cinder", "gcePersistentDisk", "vsphereVolume"];

/// Where a volume can be had.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Reach {
    /// Of the nodes one of these must hold; all will do where there are none.
    pub(crate) terms: Vec<Term>,
    /// Its zones and regions.
    pub(crate) zones: Vec<(Name, Vec<Name>)>,
    /// Whether it is a part of a node.
    pub(crate) local: bool,
    /// Whether the claim has to be bound before any node takes the pod.
    pub(crate) unbound: bool,
    /// Whether it would be made then: whether there is space for it is not known.
    pub(crate) made: bool,
    /// Whether it hangs on what the node, or another pod, has already: how many more can be attached, or whether one pod alone may have it.
    pub(crate) attached: bool,
    /// Whether what decides could not be read.
    pub(crate) dark: bool,
}

/// One that no node takes before its claim is bound.
pub(crate) fn unbound() -> Reach {
    Reach { unbound: true, ..Reach::default() }
}

/// The volume that a claim names: it is to be bound to that one, or is.
pub(crate) fn named(claim: &Value) -> Option<&str> {
    Some(text(claim, "/spec/volumeName")).filter(|volume| !volume.is_empty())
}

/// Whether its controller has bound a claim to the volume that it names.
pub(crate) fn is_bound(claim: &Value) -> bool {
    noted(claim, BOUND).is_some()
}

fn noted<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.pointer("/metadata/annotations")?.get(key)?.as_str()
}

/// Whether one pod alone may have it.
fn is_of_one(claim: &Value) -> bool {
    list(claim, "/spec/accessModes").any(|mode| mode == "ReadWriteOncePod")
}

/// Of a claim that is bound to a volume.
pub(crate) fn bound(claim: &Value, volume: &Value) -> Reach {
    let labels = volume.pointer("/metadata/labels");
    let zone = |key: &&str| {
        let value = labels?.get(*key)?.as_str()?;
        Some((name(key), value.split("__").map(|v| name(v.trim())).collect()))
    };
    Reach {
        terms: terms_of(volume.pointer("/spec/nodeAffinity/required")),
        zones: ZONES.iter().filter_map(zone).collect(),
        local: volume.pointer("/spec/local").is_some() || volume.pointer("/spec/hostPath").is_some(),
        attached: is_of_one(claim) || volume.get("spec").is_some_and(|spec| ATTACHED.iter().any(|kind| spec.get(kind).is_some())),
        ..Reach::default()
    }
}

/// The class of a claim or of a volume; empty for none.
pub(crate) fn class(object: &Value) -> &str {
    noted(object, CLASS).unwrap_or_else(|| text(object, "/spec/storageClassName"))
}

/// Whether claims of this class are bound when a pod that uses them has a node.
pub(crate) fn waits(class: &Value) -> bool {
    text(class, "/volumeBindingMode") == "WaitForFirstConsumer"
}

/// Whether the volumes that are there already have a say in where a claim of this class goes.
pub(crate) fn asks_volumes(class: &Value) -> bool {
    !is_made(class) || list(class, "/allowedTopologies").next().is_some()
}

fn is_made(class: &Value) -> bool {
    !matches!(text(class, "/provisioner"), "" | BY_HAND)
}

/// Of a claim that waits for its pod to have a node; `volumes` are all that are there, where they could be read and are asked.
pub(crate) fn waiting(claim: &Value, of: &Value, volumes: Option<&[Value]>) -> Reach {
    let made = is_made(of);
    let all = Reach { made, attached: made || is_of_one(claim), ..Reach::default() };
    if let Some(node) = noted(claim, SELECTED) {
        let on = Rule { key: None, operator: Operator::In, values: vec![name(node)] };
        return Reach { terms: vec![Term(vec![on])], ..all };
    }
    let expression = |e: &Value| Rule { operator: Operator::In, ..rule(e, false) };
    let allowed = |t: &Value| Term(list(t, "/matchLabelExpressions").map(expression).collect());
    let mut terms: Vec<Term> = if made { list(of, "/allowedTopologies").map(allowed).collect() } else { Vec::new() };
    if made && terms.is_empty() {
        return all;
    }
    let Some(volumes) = volumes else { return Reach { terms, dark: true, ..all } };
    for volume in volumes.iter().filter(|v| suits(v, claim)) {
        let own = terms_of(volume.pointer("/spec/nodeAffinity/required"));
        if own.is_empty() {
            // It can be had everywhere.
            return all;
        }
        terms.extend(own);
    }
    if terms.is_empty() {
        // Which holds nowhere.
        terms.push(Term::default());
    }
    Reach { terms, ..all }
}

/// Whether a volume that is there could be bound to a claim.
fn suits(volume: &Value, claim: &Value) -> bool {
    let to = |field: &str| text(volume, &format!("/spec/claimRef/{field}"));
    let is = |field: &str| to(field) == text(claim, &format!("/metadata/{field}"));
    // One that was made again under the same name is another.
    let own = is("name") && is("namespace") && (to("uid").is_empty() || is("uid"));
    if volume.pointer("/metadata/deletionTimestamp").is_some() || (!to("name").is_empty() && !own) {
        return false;
    }
    let mode = |object| match text(object, "/spec/volumeMode") {
        "" => "Filesystem",
        mode => mode,
    };
    let size = |object, pointer| text(object, pointer).parse::<Quantity>().ok();
    let has = |wanted: &Value| list(volume, "/spec/accessModes").any(|mode| mode == wanted);
    let selected = claim.pointer("/spec/selector").is_none_or(|s| selects(Some(s), volume.pointer("/metadata/labels")));
    (own || matches!(text(volume, "/status/phase"), "Available"))
        && class(volume) == class(claim)
        && mode(volume) == mode(claim)
        && list(claim, "/spec/accessModes").all(has)
        && size(volume, "/spec/capacity/storage") >= size(claim, "/spec/resources/requests/storage")
        && selected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::terms::equals;
    use serde_json::json;

    fn in_zone(key: &str, value: &str) -> Term {
        Term(vec![equals(key, value)])
    }

    #[test]
    fn a_volume_that_is_bound_says_where_it_is() {
        let affinity = json!({"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "host", "operator": "In", "values": ["n-1"]}]}]}});
        let local = json!({"spec": {"local": {"path": "/data"}, "nodeAffinity": affinity}});
        let claim = |mode: &str| json!({"spec": {"accessModes": [mode]}});
        let (once, alone) = (claim("ReadWriteOnce"), claim("ReadWriteOncePod"));
        assert_eq!(bound(&once, &local), Reach { terms: vec![in_zone("host", "n-1")], local: true, ..Reach::default() });
        let zoned = json!({"metadata": {"labels": {"topology.kubernetes.io/zone": "a__b", "app": "db"}}, "spec": {"csi": {}}});
        let zones = vec![("topology.kubernetes.io/zone".into(), vec!["a".into(), "b".into()])];
        assert_eq!(bound(&once, &zoned), Reach { zones, attached: true, ..Reach::default() });
        assert!(!bound(&once, &local).attached && bound(&alone, &local).attached, "one pod alone may have it");
    }

    #[test]
    fn a_claim_that_waits_goes_where_its_class_or_a_volume_can_be_had() {
        let claim = |more: Value| {
            let mut claim = json!({"metadata": {"name": "data", "namespace": "iot", "uid": "u-2"}, "spec": {"storageClassName": "fast",
                "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "5Gi"}}}});
            more.as_object().unwrap().iter().for_each(|(key, value)| claim["spec"][key] = value.clone());
            claim
        };
        let volume = |zone: &str, size: &str, more: Value| {
            let terms = json!([{"matchExpressions": [{"key": "zone", "operator": "In", "values": [zone]}]}]);
            let mut volume = json!({"metadata": {"labels": {"disk": zone}}, "status": {"phase": "Available"}, "spec": {"storageClassName": "fast",
                "capacity": {"storage": size}, "accessModes": ["ReadWriteOnce", "ReadOnlyMany"], "nodeAffinity": {"required": {"nodeSelectorTerms": terms}}}});
            more.as_object().unwrap().iter().for_each(|(key, value)| volume["spec"][key] = value.clone());
            volume
        };
        let class = |provisioner: &str, zone: Option<&str>| {
            let allowed: Vec<Value> =
                zone.iter().map(|z| json!({"matchLabelExpressions": [{"key": "zone", "values": [z]}]})).collect();
            json!({"provisioner": provisioner, "volumeBindingMode": "WaitForFirstConsumer", "allowedTopologies": allowed})
        };
        let (by_hand, csi) = (class(BY_HAND, None), class("csi.example", None));
        assert!(waits(&csi) && !waits(&json!({"volumeBindingMode": "Immediate"})));
        assert_eq!([&by_hand, &csi, &class("csi.example", Some("a"))].map(asks_volumes), [true, false, true]);
        let made = Reach { made: true, attached: true, ..Reach::default() };
        let none = json!({});
        let plain = || claim(none.clone());
        assert_eq!(waiting(&plain(), &csi, None), made, "wherever it is made");
        let in_a = Reach { terms: vec![in_zone("zone", "a")], ..made };
        assert_eq!(waiting(&plain(), &class("csi.example", Some("a")), Some(&[])), in_a);
        assert_eq!(waiting(&plain(), &class("csi.example", Some("a")), None), Reach { dark: true, ..in_a });
        assert_eq!(waiting(&plain(), &by_hand, None), Reach { dark: true, ..Reach::default() });
        let other = json!({"claimRef": {"name": "other", "namespace": "iot"}});
        let own = json!({"claimRef": {"name": "data", "namespace": "iot"}});
        let of = |uid: &str| json!({"claimRef": {"name": "data", "namespace": "iot", "uid": uid}});
        for (claim, volumes, terms) in [
            (plain(), vec![], vec![Term::default()]),
            (
                plain(),
                vec![volume("a", "5Gi", none.clone()), volume("b", "10Gi", none.clone())],
                vec![in_zone("zone", "a"), in_zone("zone", "b")],
            ),
            (plain(), vec![volume("a", "4Gi", none.clone())], vec![Term::default()]),
            (plain(), vec![volume("a", "5Gi", other)], vec![Term::default()]),
            (plain(), vec![volume("a", "5Gi", own)], vec![in_zone("zone", "a")]),
            (plain(), vec![volume("a", "5Gi", of("u-2"))], vec![in_zone("zone", "a")]),
            (plain(), vec![volume("a", "5Gi", of("u-1"))], vec![Term::default()]),
            (plain(), vec![volume("a", "5Gi", json!({"storageClassName": "slow"}))], vec![Term::default()]),
            (plain(), vec![volume("a", "5Gi", json!({"volumeMode": "Block"}))], vec![Term::default()]),
            (claim(json!({"accessModes": ["ReadWriteMany"]})), vec![volume("a", "5Gi", none.clone())], vec![Term::default()]),
            (
                claim(json!({"selector": {"matchLabels": {"disk": "b"}}})),
                vec![volume("a", "5Gi", none.clone()), volume("b", "5Gi", none.clone())],
                vec![in_zone("zone", "b")],
            ),
            (plain(), vec![volume("a", "5Gi", json!({"nodeAffinity": null}))], vec![]),
        ] {
            assert_eq!(waiting(&claim, &by_hand, Some(&volumes)), Reach { terms, ..Reach::default() }, "{claim} {volumes:?}");
        }
        let mut chosen = plain();
        chosen["metadata"]["annotations"] = json!({SELECTED: "n-1"});
        let reach = waiting(&chosen, &csi, None);
        assert_eq!((reach.terms[0].0[0].key.clone(), &*reach.terms[0].0[0].values), (None, &["n-1".into()][..]));
    }
}
