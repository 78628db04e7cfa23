//! A RoleBinding or ClusterRoleBinding: who may do what, with the rules of the role that it names.

use super::beside::{Wanted, What};
use super::sheet::Sheet;
use super::{Told, role, text};
use crate::model::naming::segment;
use serde_json::Value;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let (role, name) = (&object["roleRef"], segment(&text(&object["roleRef"]["name"])).to_string());
    let root = "/apis/rbac.authorization.k8s.io/v1";
    let path = match role["kind"].as_str() {
        Some("Role") => format!("{root}/namespaces/{}/roles/{name}", segment(&text(&object["metadata"]["namespace"]))),
        _ => format!("{root}/clusterroles/{name}"),
    };
    vec![Wanted { what: What::Role, paths: vec![path] }]
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let object = told.object;
    let reference = &object["roleRef"];
    let named = format!("{}/{}", text(&reference["kind"]), text(&reference["name"]));
    sheet.pair("Role", &named);
    let subjects = object["subjects"].as_array().map_or(&[][..], Vec::as_slice);
    sheet.title("Subjects");
    if subjects.is_empty() {
        sheet.warn("it names nobody");
        sheet.line("none");
    }
    let row = |s: &Value| vec![text(&s["kind"]), text(&s["name"]), text(&s["namespace"])];
    sheet.table(&["KIND", "NAME", "NAMESPACE"], &subjects.iter().map(row).collect::<Vec<_>>());
    match told.beside.of(What::Role) {
        Ok(found) => match found.items.first() {
            Some(found) => role::rules(sheet, &found["rules"]),
            None => sheet.wrong(&format!("{named} is not there: it lets nobody do anything")),
        },
        Err(why) => {
            sheet.title("Rules");
            sheet.line(why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    #[test]
    fn who_may_do_what_is_told_where_the_role_may_be_read() {
        let binding = |kind: &str| {
            json!({"metadata": {"name": "b", "namespace": "iot"}, "roleRef": {"kind": kind, "name": "r"},
                "subjects": [{"kind": "ServiceAccount", "name": "runner", "namespace": "iot"}, {"kind": "User", "name": "dev"}]})
        };
        let role = json!({"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]});
        for (name, object, beside, want) in [
            (
                "there",
                binding("Role"),
                Beside(vec![found(What::Role, vec![role])]),
                &["Role: Role/r", "ServiceAccount runner iot\nUser dev –", "pods get"][..],
            ),
            (
                "gone",
                binding("ClusterRole"),
                Beside(vec![found(What::Role, vec![])]),
                &["✗ ClusterRole/r is not there: it lets nobody do anything"],
            ),
            ("denied", binding("Role"), Beside(vec![(What::Role, Err("not allowed: no".into()))]), &["Rules:\nnot allowed: no"]),
            ("nobody", json!({"roleRef": {}}), Beside(vec![found(What::Role, vec![json!({})])]), &["⚠ it names nobody"]),
        ] {
            has(name, &tells(tell, &object, beside), want);
        }
        let path = |kind: &str| wanted(&binding(kind))[0].paths[0].clone();
        assert_eq!(path("Role"), "/apis/rbac.authorization.k8s.io/v1/namespaces/iot/roles/r");
        assert_eq!(path("ClusterRole"), "/apis/rbac.authorization.k8s.io/v1/clusterroles/r");
    }
}
