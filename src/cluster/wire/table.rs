//! Objects as rows of a table, in the server's columns. A server that knows no table for a kind sends the objects: then a row is a name and
//! an age, as kubectl has it.

use super::de::{Text, nullable};
use super::interner::{Interner, tidy};
use super::line::{Envelope, failure};
use super::list::{ListMeta, PageHead};
use super::meta::Meta;
use super::own::Own;
use crate::cluster::error::ApiError;
use crate::model::columns::OwnColumn;
use crate::model::table::{Ago, Column, TableRow};
use crate::model::trouble::Unread;
use crate::model::{Name, Uid};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A page of a table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TablePage {
    /// What the page says about itself.
    pub head: PageHead,
    /// The columns; empty where the page does not name them.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// Rows that name no object and are not among them.
    pub skipped: usize,
}

/// What one line of a table's watch tells, and the resourceVersion that the watch has come to with it.
#[derive(Clone, PartialEq, Debug)]
pub enum TableEvent {
    /// Rows that are there, in this form.
    Put(TablePage),
    /// Objects that are gone.
    Gone(TablePage),
    /// Nothing, up to this resourceVersion.
    Bookmark(String),
    /// The watch has failed and will be closed.
    Failed(ApiError),
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Table<'a> {
    #[serde(borrow)]
    kind: Text<'a>,
    /// Of a table or a list.
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: ListMeta<'a>,
    #[serde(borrow)]
    column_definitions: Option<Vec<Definition<'a>>>,
    #[serde(borrow)]
    rows: Option<Vec<Row<'a>>>,
    #[serde(borrow)]
    items: Option<Vec<Object<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Definition<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    priority: Option<i64>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Row<'a> {
    #[serde(borrow)]
    cells: Option<Vec<&'a RawValue>>,
    #[serde(borrow, deserialize_with = "nullable")]
    object: Object<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Object<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    metadata: Meta<'a>,
}

/// A table again, for the objects themselves, which are read only where something in them is asked for.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Whole<'a> {
    #[serde(borrow)]
    rows: Option<Vec<WholeRow<'a>>>,
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct WholeRow<'a> {
    #[serde(borrow)]
    object: Option<&'a RawValue>,
}

/// Reads pages and watch lines. It remembers the texts that repeat, so one decoder serves a part for its whole life.
#[derive(Debug, Default)]
pub struct TableDecoder {
    names: Interner,
    own: Own,
    /// How many columns the server has: it does not name them with every event.
    columns: usize,
}

impl TableDecoder {
    /// One for a kind with columns of one's own, whose rows come with their objects. Those of a Secret keep its values hidden.
    pub fn with(own: Vec<OwnColumn>, secret: bool) -> Self {
        Self { own: Own::new(own, secret), ..Self::default() }
    }

    /// A page of a list.
    pub fn page(&mut self, bytes: &[u8]) -> Result<TablePage, ApiError> {
        let text = String::from_utf8_lossy(bytes);
        let wrong = ApiError::unread::<serde_json::Error>;
        let table: Table<'_> = serde_json::from_str(&text).map_err(wrong)?;
        // Taken for an empty list, whatever else has answered would make everything vanish from the screen.
        if !(&*table.kind == "Table" || table.kind.ends_with("List")) {
            return Err(ApiError::Decode(Unread::NoList));
        }
        self.made(table, &text).map_err(wrong)
    }

    /// One line of a watch, without its newline.
    pub fn event(&mut self, line: &[u8]) -> Result<TableEvent, ApiError> {
        let text = String::from_utf8_lossy(line);
        let wrong = ApiError::unread::<serde_json::Error>;
        let envelope: Envelope<'_> = serde_json::from_str(&text).map_err(wrong)?;
        let object = envelope.object.get();
        match &*envelope.kind {
            "ERROR" => Ok(TableEvent::Failed(failure(object))),
            // Older servers send a row with it, of an object that is none.
            "BOOKMARK" => Ok(TableEvent::Bookmark(self.read(object).map_err(wrong)?.head.resource_version)),
            "DELETED" => self.read(object).map(TableEvent::Gone).map_err(wrong),
            _ => self.read(object).map(TableEvent::Put).map_err(wrong),
        }
    }

    fn read(&mut self, text: &str) -> Result<TablePage, serde_json::Error> {
        self.made(serde_json::from_str(text)?, text)
    }

    /// The page that a table is; `text` is what it was read from.
    fn made(&mut self, table: Table<'_>, text: &str) -> Result<TablePage, serde_json::Error> {
        let mut page = TablePage { head: table.metadata.into(), ..TablePage::default() };
        let plain = |name: &str| Column { name: name.into(), wide: false, ago: Ago::of(name, "") };
        let is_table = &*table.kind == "Table";
        page.columns = if is_table {
            table.column_definitions.iter().flatten().map(|d| self.column(d)).collect()
        } else {
            vec![plain("Name"), plain("Age")]
        };
        if !page.columns.is_empty() {
            self.columns = page.columns.len();
            page.columns.extend(self.own.columns().iter().map(|own| Column {
                name: own.name.clone(),
                wide: own.wide,
                ago: if own.age { Ago::Since } else { Ago::No },
            }));
        }
        let whole = if self.own.columns().is_empty() { Whole::default() } else { serde_json::from_str(text)? };
        if is_table {
            let mut objects = whole.rows.into_iter().flatten().map(|r| r.object);
            for row in table.rows.iter().flatten() {
                let cells = row.cells.iter().flatten().map(|c| self.cell(c)).collect();
                self.put(&row.object.metadata, (Some(cells), objects.next().flatten()), &mut page);
            }
            return Ok(page);
        }
        let mut objects = whole.items.into_iter().flatten();
        match &table.items {
            Some(items) => items.iter().for_each(|o| self.put(&o.metadata, (None, objects.next()), &mut page)),
            None => {
                let object = serde_json::from_str::<&RawValue>(text).ok();
                self.put(&serde_json::from_str::<Object<'_>>(text)?.metadata, (None, object), &mut page);
            }
        }
        Ok(page)
    }

    fn put(&mut self, meta: &Meta<'_>, (cells, object): (Option<Vec<Name>>, Option<&RawValue>), page: &mut TablePage) {
        if page.head.resource_version.is_empty() {
            page.head.resource_version = meta.resource_version.to_string();
        }
        if meta.name.is_empty() {
            page.skipped += 1;
            return;
        }
        let name: Name = tidy(&meta.name).into();
        let identified = !meta.uid.is_empty();
        let uid = if identified { Uid::new(&meta.uid) } else { Uid::new(&format!("{}/{}", &*meta.namespace, &*meta.name)) };
        let mut cells = cells.unwrap_or_else(|| vec![name.clone(), self.names.name("")]);
        if !self.own.columns().is_empty() {
            cells.resize(self.columns, self.names.name(""));
            cells.extend(self.own.cells(object, &mut self.names));
        }
        let cells = cells.into_boxed_slice();
        let namespace = self.names.name(&meta.namespace);
        let labels = meta.labels(&mut self.names);
        let (created, leaving) = (meta.creation_timestamp.0, meta.leaving().map(|held| self.names.name(&held)));
        page.rows.push(TableRow { uid, identified, namespace, name, labels, created, leaving, cells });
    }

    fn column(&mut self, definition: &Definition<'_>) -> Column {
        let ago = Ago::of(&definition.name, &definition.kind);
        Column { name: self.names.name(&definition.name), wide: definition.priority.unwrap_or(0) > 0, ago }
    }

    /// A cell as kubectl prints it: a text as it is, nothing for `null`, anything else as JSON.
    fn cell(&mut self, raw: &RawValue) -> Name {
        let raw = raw.get();
        if raw == "null" {
            return self.names.name("");
        }
        let text =
            if raw.starts_with('"') { serde_json::from_str::<Cow<'_, str>>(raw).unwrap_or(Cow::Borrowed(raw)) } else { raw.into() };
        self.names.name(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Time;

    fn meta(name: &str) -> String {
        format!(
            r#"{{"kind":"PartialObjectMetadata","metadata":{{"name":"{name}","namespace":"iot","uid":"u-{name}","resourceVersion":"7","creationTimestamp":"2026-07-24T20:00:00Z"}}}}"#
        )
    }

    #[test]
    fn a_page_has_the_servers_columns_and_cells() {
        let text = format!(
            r#"{{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{{"resourceVersion":"41","continue":"more","remainingItemCount":3}},
            "columnDefinitions":[{{"name":"Name","type":"string","format":"name","priority":0}},{{"name":"Suspend"}},{{"name":"Images","priority":1}}],
            "rows":[{{"cells":["report",false,null,2],"object":{}}},{{"cells":["\u001b[31mevil\u202e","温度",["a"],1.5],"object":{}}},{{"cells":["x"],"object":null}}]}}"#,
            meta("report"),
            meta("evil")
        );
        let page = TableDecoder::default().page(text.as_bytes()).unwrap();
        assert_eq!((page.head.resource_version.as_str(), page.head.next.as_str(), page.head.remaining), ("41", "more", Some(3)));
        assert_eq!(
            page.columns.iter().map(|c| (&*c.name, c.wide)).collect::<Vec<_>>(),
            [("Name", false), ("Suspend", false), ("Images", true)]
        );
        let cells = |i: usize| page.rows[i].cells.iter().map(|c| &**c).collect::<Vec<_>>();
        assert_eq!(cells(0), ["report", "false", "", "2"]);
        assert_eq!(cells(1), ["[31mevil", "温度", r#"["a"]"#, "1.5"], "hostile text is clean");
        assert_eq!((page.rows[0].uid.to_string().as_str(), page.rows[0].identified), ("u-report", true));
        assert_eq!(page.rows[0].created, Time::parse("2026-07-24T20:00:00Z"));
        assert_eq!((page.rows.len(), page.skipped), (2, 1));
    }

    #[test]
    fn objects_without_a_table_have_a_name_and_an_age() {
        let text =
            r#"{"kind":"WidgetList","metadata":{"resourceVersion":"3"},"items":[{"metadata":{"name":"a","namespace":"iot"}}]}"#;
        let page = TableDecoder::default().page(text.as_bytes()).unwrap();
        assert_eq!(page.columns.iter().map(|c| &*c.name).collect::<Vec<_>>(), ["Name", "Age"]);
        assert_eq!((&*page.rows[0].name, page.rows[0].identified, page.rows[0].cells.len()), ("a", false, 2));
        for none in ["<html>", "{}", "[]", r#"{"kind":"Status","metadata":{"resourceVersion":"3"}}"#] {
            assert!(TableDecoder::default().page(none.as_bytes()).is_err(), "{none}");
        }
    }

    #[test]
    fn ones_own_cells_follow_those_of_the_server_also_where_it_does_not_name_its_columns() {
        let path = crate::model::json_path::JsonPath::parse(".spec.class").unwrap();
        let own = OwnColumn { name: "Class".into(), path, wide: true, age: false, sort: None };
        let mut decoder = TableDecoder::with(vec![own], false);
        let object = |class: &str| {
            format!(r#"{{"metadata":{{"name":"a","uid":"u-a","resourceVersion":"7"}},"spec":{{"class":"{class}"}}}}"#)
        };
        let text = format!(
            r#"{{"kind":"Table","columnDefinitions":[{{"name":"Name"}},{{"name":"Age"}}],"rows":[{{"cells":["a","1d"],"object":{}}},{{"cells":["b"],"object":null}}]}}"#,
            object("gold")
        );
        let page = decoder.page(text.as_bytes()).unwrap();
        assert_eq!(
            page.columns.iter().map(|c| (&*c.name, c.wide)).collect::<Vec<_>>(),
            [("Name", false), ("Age", false), ("Class", true)]
        );
        let cells = |page: &TablePage| page.rows[0].cells.iter().map(|c| c.to_string()).collect::<Vec<_>>();
        assert_eq!((cells(&page), page.skipped), (vec!["a".into(), "1d".into(), "gold".into()], 1));
        let line = format!(
            r#"{{"type":"MODIFIED","object":{{"kind":"Table","columnDefinitions":null,"rows":[{{"cells":["a"],"object":{}}}]}}}}"#,
            object("tin")
        );
        let TableEvent::Put(page) = decoder.event(line.as_bytes()).unwrap() else { panic!("a row") };
        assert_eq!((cells(&page), page.columns.len()), (vec!["a".into(), String::new(), "tin".into()], 0));
        // Objects where the server has no table.
        let text = format!(r#"{{"kind":"WidgetList","metadata":{{"resourceVersion":"3"}},"items":[{}]}}"#, object("gold"));
        assert_eq!(cells(&decoder.page(text.as_bytes()).unwrap()), ["a", "", "gold"]);
    }

    #[test]
    fn each_line_of_a_watch_is_told_apart() {
        let mut decoder = TableDecoder::default();
        let table = format!(
            r#"{{"kind":"Table","metadata":{{}},"columnDefinitions":null,"rows":[{{"cells":["a"],"object":{}}}]}}"#,
            meta("a")
        );
        let line = |kind: &str, object: &str| format!(r#"{{"type":"{kind}","object":{object}}}"#);
        let mut event = |kind: &str, object: &str| decoder.event(line(kind, object).as_bytes()).unwrap();
        let TableEvent::Put(page) = event("MODIFIED", &table) else { panic!("a row") };
        assert_eq!((&*page.rows[0].name, page.columns.len(), page.head.resource_version.as_str()), ("a", 0, "7"));
        assert!(matches!(event("DELETED", &table), TableEvent::Gone(page) if page.rows[0].uid == Uid::new("u-a")));
        let mark = r#"{"kind":"Table","metadata":{"resourceVersion":"99"},"rows":[]}"#;
        assert_eq!(event("BOOKMARK", mark), TableEvent::Bookmark("99".into()));
        let old = r#"{"kind":"Table","metadata":{},"rows":[{"cells":[""],"object":{"metadata":{"resourceVersion":"98"}}}]}"#;
        assert_eq!(event("BOOKMARK", old), TableEvent::Bookmark("98".into()));
        let status = r#"{"kind":"Status","code":410,"reason":"Expired","message":"too old"}"#;
        assert!(matches!(event("ERROR", status), TableEvent::Failed(e) if e.is_gone()));
        assert!(decoder.event(b"{\"type\":").is_err());
    }
}
