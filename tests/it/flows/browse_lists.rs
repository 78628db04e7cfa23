//! The browser's lists on the demo cluster: what they tell, and that they go on after every kind of break.

use crate::flows::browse_flows::post;
use crate::support::world::FIRST;
use dogwatch::cluster::Session;
use dogwatch::cluster::discovery;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::cluster::watch::Watches;
use dogwatch::demo::{Cluster, Options, Scenario, serve};
use dogwatch::model::Name;
use dogwatch::model::SessionId;
use dogwatch::model::feed::{Feed, WatchState};
use dogwatch::model::kinds::Kinds;
use dogwatch::model::table::{BrowseWish, TableFeed, TableRow};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

struct Look {
    cluster: Cluster,
    watches: Watches,
    rx: mpsc::Receiver<(SessionId, Feed)>,
    kinds: Kinds,
    columns: Vec<String>,
    rows: HashMap<String, TableRow>,
    state: WatchState,
    ends: usize,
}

impl Look {
    async fn at_demo(context: &str) -> Self {
        let cluster =
            serve(Options { scenario: Scenario::Calm, tokens: Some(crate::support::ground::tokens()), ..Options::default() })
                .await
                .unwrap();
        let contexts = Contexts::from_text(&cluster.kubeconfig()).unwrap();
        let (session, _) = Session::open(contexts, &context.into(), Mode::new(true));
        let (tx, rx) = mpsc::channel(64);
        let kinds = discovery::all(&session).await.unwrap();
        let watches = Watches::start(session, FIRST, tx);
        let state = WatchState::Waiting;
        Self { cluster, watches, rx, kinds, columns: Vec::new(), rows: HashMap::new(), state, ends: 0 }
    }

    fn browse(&mut self, id: u64, word: &str, namespaces: &[&str]) {
        let served = self.kinds.find(word).expect("the demo serves it");
        let namespaces: Vec<Name> = namespaces.iter().map(|n| Name::from(*n)).collect();
        self.watches.browse(Some(BrowseWish {
            id,
            resource: served.resource.clone(),
            namespaces,
            watch: served.can("watch"),
            own: Vec::new(),
        }));
    }

    /// Takes what is told until it is as wanted.
    async fn until(&mut self, id: u64, what: &str, mut wanted: impl FnMut(&Self) -> bool) {
        let all = async {
            while !wanted(self) {
                match self.rx.recv().await.expect("the watches live").1 {
                    Feed::Browsed(of, news) if of == id => self.take(news),
                    _ => {}
                }
            }
        };
        let done = timeout(Duration::from_secs(180), all).await;
        assert!(done.is_ok(), "waited for {what}: {:?}, {} rows", self.state, self.rows.len());
    }

    fn take(&mut self, news: TableFeed) {
        match news {
            TableFeed::Columns(columns) => self.columns = columns.iter().map(|c| c.name.to_string()).collect(),
            TableFeed::Put(_, rows) => self.rows.extend(rows.into_iter().map(|r| (r.name.to_string(), r))),
            TableFeed::Gone(uids) => self.rows.retain(|_, r| !uids.contains(&r.uid)),
            TableFeed::State(_, state) => self.state = state,
            TableFeed::Begins(_) => {}
            TableFeed::Ends(_) => self.ends += 1,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_kind_of_the_demo_is_listed_with_its_columns() {
    let mut look = Look::at_demo("demo-admin").await;
    assert_eq!(look.kinds.missing, []);
    for (i, (word, column)) in [
        ("no", "Status"),
        ("cj", "Suspend"),
        ("rs", "Desired"),
        ("svc", "Type"),
        ("ing", "Hosts"),
        ("cm", "Data"),
        ("secrets", "Type"),
        ("jobs", "Completions"),
        ("pdb", "Allowed Disruptions"),
        ("hpa", "Reference"),
        ("devices", "Firmware"),
        ("pods", "Restarts"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = i as u64 + 1;
        (look.columns, look.state) = (Vec::new(), WatchState::Waiting);
        look.rows.clear();
        look.browse(id, word, &[]);
        look.until(id, word, |l| l.state == WatchState::Live).await;
        assert!(look.columns.iter().any(|c| c == column), "{word}: {:?}", look.columns);
        assert!(look.rows.values().all(|r| r.identified && r.cells.len() == look.columns.len()), "{word}");
    }
    assert!(look.rows.len() > 20, "pods");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watch_goes_on_after_a_break_and_lists_anew_when_its_place_is_lost() {
    let mut look = Look::at_demo("demo-admin").await;
    look.browse(1, "devices", &["iot-prod", "iot-dev"]);
    look.until(1, "both parts", |l| l.ends == 2 && l.state == WatchState::Live).await;
    assert_eq!(look.rows.len(), 12);
    // From where it was: what is made after the break comes without a list.
    look.cluster.faults().drop_watches();
    let device =
        r#"{"apiVersion":"iot.example/v1","kind":"Device","metadata":{"name":"late","namespace":"iot-dev"},"spec":{"model":"x"}}"#;
    let resource = look.kinds.find("devices").unwrap().resource.clone();
    let device = device.replace("iot.example/v1", &resource.api_version());
    post(&look.cluster.addr().to_string(), &resource.path(Some("iot-dev")), &device);
    look.until(1, "the late one", |l| l.rows.contains_key("late")).await;
    assert_eq!(look.ends, 2);
    look.cluster.faults().answer("devices?watch=true", Some(410));
    look.cluster.faults().drop_watches();
    look.until(1, "lists anew", |l| l.ends >= 4).await;
    look.cluster.faults().clear();
    look.until(1, "both to live", |l| l.state == WatchState::Live).await;
    assert_eq!(look.rows.len(), 13);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn without_a_watch_it_is_listed_slowly_and_without_a_list_it_is_denied() {
    let mut look = Look::at_demo("demo-admin").await;
    look.cluster.faults().deny_watch("cronjobs", true);
    look.browse(1, "cj", &[]);
    look.until(1, "a slow list", |l| l.state == WatchState::Polling { every: 30 }).await;
    assert!(look.rows.contains_key("report"));
    // The viewer may look at everything but Secrets.
    let mut look = Look::at_demo("demo-viewer").await;
    look.browse(1, "secrets", &["iot-prod"]);
    look.until(1, "a refusal", |l| matches!(&l.state, WatchState::Denied { error } if error.to_string().contains("forbidden")))
        .await;
    assert!(look.rows.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_older_wish_is_told_no_more() {
    let mut look = Look::at_demo("demo-admin").await;
    look.browse(1, "pods", &[]);
    look.until(1, "pods", |l| l.state == WatchState::Live).await;
    look.rows.clear();
    look.browse(2, "no", &[]);
    look.until(2, "nodes", |l| l.state == WatchState::Live && l.rows.contains_key("demo-node-1")).await;
    assert!(look.rows.keys().all(|n| n.starts_with("demo-node-")), "{:?}", look.rows.keys());
}
