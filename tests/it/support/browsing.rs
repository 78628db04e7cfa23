//! One list of the browser with columns of one's own, as the cluster side tells it.

use crate::support::ground::LONG;
use crate::support::world::FIRST;
use dogwatch::cluster::Session;
use dogwatch::cluster::watch::Watches;
use dogwatch::model::columns::OwnColumn;
use dogwatch::model::feed::{Feed, WatchState};
use dogwatch::model::json_path::JsonPath;
use dogwatch::model::resource::Resource;
use dogwatch::model::table::{BrowseWish, Column, TableFeed, TableRow};
use std::collections::BTreeMap;
use tokio::sync::mpsc;
use tokio::time::timeout;

pub struct Browsing {
    _watches: Watches,
    rx: mpsc::Receiver<(dogwatch::model::SessionId, Feed)>,
    pub columns: Vec<Column>,
    pub rows: BTreeMap<String, TableRow>,
    live: bool,
}

pub fn own(name: &str, path: &str) -> OwnColumn {
    OwnColumn { name: name.into(), path: JsonPath::parse(path).unwrap(), wide: false, age: false, sort: None }
}

impl Browsing {
    /// Of a namespace; of an empty one, cluster-wide.
    pub fn of(session: Session, resource: Resource, namespace: &str, own: Vec<OwnColumn>) -> Self {
        let (tx, rx) = mpsc::channel(64);
        let mut watches = Watches::start(session, FIRST, tx);
        let namespaces = if namespace.is_empty() { Vec::new() } else { vec![namespace.into()] };
        watches.browse(Some(BrowseWish { id: 1, resource, namespaces, watch: true, own }));
        Self { _watches: watches, rx, columns: Vec::new(), rows: BTreeMap::new(), live: false }
    }

    /// Takes what is told until it is as wanted.
    pub async fn until(&mut self, what: &str, mut wanted: impl FnMut(&Self) -> bool) {
        let all = async {
            while !wanted(self) {
                match self.rx.recv().await.expect("the watches live").1 {
                    Feed::Browsed(1, TableFeed::Columns(columns)) => self.columns = columns,
                    Feed::Browsed(1, TableFeed::Put(_, rows)) => {
                        self.rows.extend(rows.into_iter().map(|r| (r.name.to_string(), r)));
                    }
                    Feed::Browsed(1, TableFeed::Gone(uids)) => self.rows.retain(|_, r| !uids.contains(&r.uid)),
                    Feed::Browsed(1, TableFeed::State(_, state)) => self.live = state == WatchState::Live,
                    _ => {}
                }
            }
        };
        assert!(timeout(LONG, all).await.is_ok(), "waited for {what}: {} rows", self.rows.len());
    }

    pub async fn live(&mut self) {
        self.until("its list", |b| b.live).await;
    }

    /// The cells of one's own column, by the names of the objects.
    pub fn cells(&self, column: &str) -> BTreeMap<String, String> {
        let at = self.columns.iter().rposition(|c| &*c.name == column).expect("it is a column");
        self.rows.iter().map(|(name, row)| (name.clone(), row.cells[at].to_string())).collect()
    }
}
