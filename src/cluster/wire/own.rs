//! The cells of one's own columns: what lies at their paths in an object, as kubectl's `-o custom-columns` finds it. Of the object only the
//! parts that paths go into are decoded, what may be secret in them is hidden, and nothing is kept but the cells.

use super::interner::Interner;
use crate::cluster::mask::Mask;
use crate::model::Name;
use crate::model::columns::OwnColumn;
use crate::model::json_path::{Comparison, Side, Step, Test};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// What kubectl writes where nothing is.
const NONE: &str = "<none>";
/// Characters of a cell that are kept.
const LONGEST: usize = 200;
/// Values that are followed at once: what goes on from all that there is ends somewhere, and the cell says that it did.
const MOST: usize = 2000;

/// One's own columns of a kind.
#[derive(Debug, Default)]
pub(super) struct Own {
    columns: Vec<OwnColumn>,
    /// The fields of the object that are decoded; `None` for all.
    parts: Option<Vec<Name>>,
    secret: bool,
}

impl Own {
    /// Of a Secret whatever repeats a value is found only where all of it is there.
    pub(super) fn new(columns: Vec<OwnColumn>, secret: bool) -> Self {
        let first = |column: &OwnColumn| match column.path.steps().first() {
            Some(Step::Field(name)) => Some(name.clone()),
            Some(Step::Every | Step::At(_) | Step::Range(..) | Step::Either(_) | Step::Deep | Step::Where(_)) | None => None,
        };
        let parts = if secret { None } else { columns.iter().map(first).collect() };
        Self { columns, parts, secret }
    }

    pub(super) fn columns(&self) -> &[OwnColumn] {
        &self.columns
    }

    /// The cells of an object.
    pub(super) fn cells(&self, object: Option<&RawValue>, names: &mut Interner) -> Vec<Name> {
        let mut object = object.and_then(|raw| self.read(raw)).unwrap_or_default();
        if self.secret {
            object.insert("kind".into(), "Secret".into());
        }
        let mut object = Value::Object(object);
        Mask::default().hide(&mut object);
        self.columns.iter().map(|column| names.name(&at(column.path.steps(), &object))).collect()
    }

    fn read(&self, raw: &RawValue) -> Option<Map<String, Value>> {
        Parts(self.parts.as_deref()).deserialize(&mut serde_json::Deserializer::from_str(raw.get())).ok()
    }
}

/// The cell of a path. One that is not all of it ends with `…`.
fn at(steps: &[Step], object: &Value) -> String {
    let mut search = Search::default();
    let mut found = search.find(steps, object);
    search.cut |= found.len() > MOST;
    found.truncate(MOST);
    let text = cell(&found);
    match search.cut {
        true if found.is_empty() => "…".into(),
        true if !text.ends_with('…') => text + "…",
        true | false => text,
    }
}

/// Decodes these fields of an object and passes over the others.
struct Parts<'a>(Option<&'a [Name]>);

impl<'de> DeserializeSeed<'de> for Parts<'_> {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Parts<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if self.0.is_none_or(|parts| parts.iter().any(|p| **p == *key)) {
                out.insert(key.into_owned(), map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(out)
    }
}

/// What lies at paths, and whether that is all of it.
#[derive(Default)]
struct Search {
    /// More lies there than is followed.
    cut: bool,
}

impl Search {
    fn find<'a>(&mut self, steps: &[Step], value: &'a Value) -> Vec<&'a Value> {
        steps.iter().fold(vec![value], |mut here, step| {
            self.cut |= here.len() > MOST;
            here.truncate(MOST);
            self.follow(step, &here)
        })
    }

    fn follow<'a>(&mut self, step: &Step, here: &[&'a Value]) -> Vec<&'a Value> {
        let lists = || here.iter().filter_map(|v| v.as_array());
        match step {
            Step::Field(name) => here.iter().filter_map(|v| v.as_object()?.get(&**name)).collect(),
            Step::Every => here.iter().flat_map(|v| below(v, false)).collect(),
            Step::At(place) => lists().filter_map(|list| list.get(from_end(*place, list.len())?)).collect(),
            Step::Range(first, last, each) => lists().flat_map(|list| within(list, *first, *last, *each)).collect(),
            Step::Either(steps) => steps.iter().flat_map(|step| self.follow(step, here)).collect(),
            Step::Deep => {
                let mut all = Vec::new();
                let mut waiting: Vec<&Value> = here.iter().rev().copied().collect();
                while let Some(value) = waiting.pop() {
                    if all.len() == MOST {
                        self.cut = true;
                        break;
                    }
                    all.push(value);
                    waiting.extend(below(value, true).rev());
                }
                all
            }
            Step::Where(test) => lists().flatten().filter(|element| self.passes(test, element)).collect(),
        }
    }

    fn passes(&mut self, test: &Test, element: &Value) -> bool {
        match test {
            Test::Has(steps) => !self.find(steps, element).is_empty(),
            Test::Compares(left, comparison, right) => match (self.side(left, element), self.side(right, element)) {
                (Some(left), Some(right)) => compares(&left, *comparison, &right),
                _ => false,
            },
        }
    }

    /// The one value of a side.
    fn side<'a>(&mut self, side: &Side, element: &'a Value) -> Option<Cow<'a, Value>> {
        match side {
            Side::Path(steps) => match self.find(steps, element)[..] {
                [one] => Some(Cow::Borrowed(one)),
                _ => None,
            },
            Side::Text(text) => Some(Cow::Owned(Value::from(&**text))),
            Side::Number(number) => Some(Cow::Owned(number.parse::<f64>().ok()?.into())),
            Side::Flag(flag) => Some(Cow::Owned((*flag).into())),
        }
    }
}

/// All fields, or all elements. Who goes through all of an object passes over its managedFields, which repeat each of its fields.
fn below(value: &Value, deep: bool) -> Box<dyn DoubleEndedIterator<Item = &Value> + '_> {
    match value {
        Value::Array(list) => Box::new(list.iter()),
        Value::Object(map) => Box::new(map.iter().filter(move |(key, _)| !(deep && *key == "managedFields")).map(|(_, v)| v)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Box::new(std::iter::empty()),
    }
}

fn from_end(place: i64, len: usize) -> Option<usize> {
    let len = i64::try_from(len).ok()?;
    usize::try_from(if place < 0 { len.checked_add(place)? } else { place }).ok()
}

fn within(list: &[Value], first: Option<i64>, last: Option<i64>, each: usize) -> impl Iterator<Item = &Value> {
    let place = |at: i64| from_end(at, list.len()).unwrap_or(0).min(list.len());
    let (first, last) = (first.map_or(0, place), last.map_or(list.len(), place));
    list.get(first..last).unwrap_or_default().iter().step_by(each)
}

fn compares(left: &Value, comparison: Comparison, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.as_f64().zip(b.as_f64()).and_then(|(a, b)| a.partial_cmp(&b)),
        _ => None,
    };
    match comparison {
        Comparison::Is => order.is_some_and(|o| o.is_eq()),
        Comparison::IsNot => order.is_none_or(|o| o.is_ne()),
        Comparison::Less => order.is_some_and(|o| o.is_lt()),
        Comparison::AtMost => order.is_some_and(|o| o.is_le()),
        Comparison::More => order.is_some_and(|o| o.is_gt()),
        Comparison::AtLeast => order.is_some_and(|o| o.is_ge()),
    }
}

/// The words of a cell. Values and elements are parted by commas, as kubectl does; a map of plain values is written as labels are, anything
/// deeper as JSON.
fn cell(found: &[&Value]) -> String {
    let mut text = String::new();
    for (i, value) in found.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        text.push_str(&words(value));
        if text.len() > LONGEST * 4 {
            break;
        }
    }
    match text.char_indices().nth(LONGEST) {
        None if text.is_empty() && found.is_empty() => NONE.into(),
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

fn plain(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => Some(NONE.into()),
        Value::Bool(flag) => Some(flag.to_string().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::String(text) => Some(text.into()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn words(value: &Value) -> Cow<'_, str> {
    let all: Option<Vec<String>> = match value {
        Value::Array(list) => list.iter().map(|v| plain(v).map(Cow::into_owned)).collect(),
        Value::Object(map) => map.iter().map(|(key, v)| Some(format!("{key}={}", plain(v)?))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return plain(value).unwrap_or_default(),
    };
    match all {
        Some(all) if all.is_empty() => NONE.into(),
        Some(all) => all.join(",").into(),
        None => value.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json_path::JsonPath;
    use serde_json::json;

    fn column(path: &str) -> OwnColumn {
        OwnColumn { name: "X".into(), path: JsonPath::parse(path).unwrap(), wide: false, age: false, sort: None }
    }

    fn cell_of(object: &Value, path: &str, secret: bool) -> String {
        let raw = RawValue::from_string(object.to_string()).unwrap();
        let cells = Own::new(vec![column(path)], secret).cells(Some(&raw), &mut Interner::default());
        cells[0].to_string()
    }

    #[test]
    fn cells_are_what_lies_at_the_path() {
        let pod = json!({"kind": "Pod", "metadata": {"name": "web", "labels": {"app": "web", "app.kubernetes.io/name": "shop"}, "finalizers": []},
            "spec": {"replicas": 3, "on": true, "none": null, "ratio": 0.5, "empty": "",
                "containers": [{"name": "web", "image": "lab/app:1", "ports": [{"containerPort": 80}, {"containerPort": 443}]},
                    {"name": "log", "image": "lab/log:2"}]},
            "status": {"qosClass": "Burstable", "conditions": [{"type": "Ready", "status": "True", "n": 1}, {"type": "Initialized", "status": "False", "n": 2}]}});
        for (path, want) in [
            (".metadata.name", "web"),
            ("metadata.name", "web"),
            ("{.spec.replicas}", "3"),
            (".spec.on", "true"),
            (".spec.ratio", "0.5"),
            (".spec.none", "<none>"),
            (".spec.empty", ""),
            (".spec.nothing", "<none>"),
            (".spec.replicas.deeper", "<none>"),
            (".spec.containers[*].name", "web,log"),
            (".spec.containers.*.name", "web,log"),
            (".spec.containers.name", "<none>"),
            (".spec.containers[0].image", "lab/app:1"),
            (".spec.containers[-1].image", "lab/log:2"),
            (".spec.containers[5].image", "<none>"),
            (".spec.containers[-5].image", "<none>"),
            (".spec.containers[0:1].image", "lab/app:1"),
            (".spec.containers[1:].image", "lab/log:2"),
            (".spec.containers[:9].name", "web,log"),
            (".spec.containers[::2].name", "web"),
            (".spec.containers[0,1].name", "web,log"),
            (".spec.containers[0]['name','image']", "web,lab/app:1"),
            (".spec.containers[*].ports[*].containerPort", "80,443"),
            ("..containerPort", "80,443"),
            ("..image", "lab/app:1,lab/log:2"),
            (".status.conditions[?(@.type==\"Ready\")].status", "True"),
            (".status.conditions[?(@.type!='Ready')].status", "False"),
            (".status.conditions[?(@.n>=2)].type", "Initialized"),
            (".status.conditions[?(@.n<2)].type", "Ready"),
            (".status.conditions[?(@.status=='Nothing')].type", "<none>"),
            (".spec.containers[?(@.ports)].name", "web"),
            (r".metadata.labels.app\.kubernetes\.io/name", "shop"),
            (".metadata.labels['app.kubernetes.io/name']", "shop"),
            (".metadata.labels", "app=web,app.kubernetes.io/name=shop"),
            (".metadata.finalizers", "<none>"),
            (".spec.containers[1]", "name=log,image=lab/log:2"),
            (".status.qosClass", "Burstable"),
            (".kind", "Pod"),
        ] {
            assert_eq!(cell_of(&pod, path, false), want, "{path}");
        }
        assert!(cell_of(&pod, ".spec.containers", false).starts_with(r#"[{"name":"web""#));
    }

    #[test]
    fn who_goes_through_all_of_an_object_does_not_meet_its_managed_fields() {
        let fields: Map<String, Value> = (0..3000).map(|i| (format!("f:{i}"), json!({}))).collect();
        let object = json!({"metadata": {"managedFields": [{"manager": "kubectl", "name": "x", "fieldsV1": fields}], "name": "web"},
            "spec": {"replicas": 3}});
        for (path, want) in [
            ("..replicas", "3"),
            ("..name", "web"),
            ("..manager", "<none>"),
            (".metadata.managedFields[*].manager", "kubectl"),
            ("..managedFields[0].manager", "kubectl"),
        ] {
            assert_eq!(cell_of(&object, path, false), want, "{path}");
        }
    }

    #[test]
    fn what_may_be_secret_stays_hidden() {
        let secret = json!({"metadata": {"name": "db", "annotations": {"note": "it was hunter2", "team": "iot",
            "kubectl.kubernetes.io/last-applied-configuration": r#"{"stringData":{"a":"hunter2"}}"#}},
            "data": {"a": "aHVudGVyMg=="}, "stringData": {"b": "hunter2"}, "type": "Opaque"});
        for path in [".data", ".data.a", ".data['a']", "..a", "..b", ".stringData.b", ".*", ".metadata.annotations", "..note", "."]
        {
            let cell = cell_of(&secret, path, true);
            assert!(!cell.contains("hunter2") && !cell.contains("aHVudGVyMg"), "{path}: {cell}");
        }
        assert_eq!(cell_of(&secret, ".data.a", true), "(hidden)");
        assert_eq!(cell_of(&secret, ".type", true), "Opaque");
        assert_eq!(cell_of(&secret, ".metadata.annotations.team", true), "iot");
        let pod = json!({"spec": {"containers": [{"env": [{"name": "PASSWORD", "value": "hunter2"}], "args": ["--token=hunter2"]}], "apiToken": "hunter2"}});
        for path in [".spec.containers[*].env[*].value", ".spec.containers[0].args", ".spec.apiToken", "..value", "..args[0]"] {
            assert!(!cell_of(&pod, path, false).contains("hunter2"), "{path}");
        }
    }

    #[test]
    fn a_cell_is_bounded_and_safe_to_draw() {
        let object =
            json!({"a": "温".repeat(5000), "b": "\u{1b}[31mevil\u{202e}", "c": vec!["x".repeat(50); 500], "d": nested(60)});
        assert_eq!(cell_of(&object, ".a", false).chars().count(), LONGEST + 1);
        assert_eq!(cell_of(&object, ".b", false), "[31mevil");
        assert!(cell_of(&object, ".c[*]", false).chars().count() <= LONGEST + 1);
        // Of more than is followed, it is seen that there is more.
        let many =
            json!({"items": (0..3000).map(|i| json!({"n": i, "last": i == 2999})).collect::<Vec<_>>(), "few": [{"last": 1}]});
        for (path, want) in [
            ("..few", r#"[{"last":1}]…"#),
            (".items[-1].n", "2999"),
            (".items[?(@.last==true)].n", "2999"),
            (".few..last", "1"),
            ("..nothing", "…"),
            (".few..nothing", "<none>"),
        ] {
            assert_eq!(cell_of(&many, path, false), want, "{path}");
        }
        assert!(cell_of(&many, "..n", false).ends_with('…') && cell_of(&many, ".items[*].last", false).ends_with('…'));
        // Whatever is asked for, it ends.
        assert!(cell_of(&object, "..d..d..d..d", false).chars().count() <= LONGEST + 1);
        assert_eq!(Own::new(vec![column(".a")], false).cells(None, &mut Interner::default())[0].to_string(), "<none>");
    }

    fn nested(depth: usize) -> Value {
        (0..depth).fold(json!(1), |inner, _| json!({"d": inner}))
    }
}
