//! Watches: what happens after a version, as it happens, with bookmarks in between.

use super::negotiate::Form;
use super::views::View;
use super::{Request, table};
use crate::demo::failure::{Cause, Failure};
use crate::demo::resources::{Info, Res};
use crate::demo::selector::{Fields, Labels};
use crate::demo::shared::Shared;
use crate::demo::store::{Event, Happened, Key, Obj};
use crate::model::time::Time;
use bytes::{BufMut, Bytes, BytesMut};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Events that are taken from the history at once.
const BATCH: usize = 512;
/// Bytes after which a piece is sent.
const PIECE: usize = 64 << 10;
/// Time between bookmarks.
const BOOKMARK: Duration = Duration::from_secs(5);
/// How long before a watch's end it gets a bookmark.
const BEFORE_END: Duration = Duration::from_secs(2);
/// A watch's length when it names none.
const LENGTH: Duration = Duration::from_secs(1800);

/// An open watch.
#[derive(Debug)]
pub struct Watch {
    res: Res,
    ns: String,
    /// The only object that is watched; empty for all.
    name: String,
    form: Form,
    view: View,
    info: &'static Info,
    /// Whether the columns of a table have been named.
    headed: bool,
    labels: Labels,
    fields: Fields,
    at: u64,
    /// The objects to begin with.
    initial: Vec<Obj>,
    /// Whether a bookmark marks the end of those.
    marked: bool,
    bookmarks: bool,
    length: Duration,
}

/// Opens a watch. A version that is no longer kept is answered in the stream, with an ERROR event.
pub fn open(shared: &Arc<Shared>, r: &Request) -> Result<Watch, Failure> {
    let labels = Labels::parse(r.query.get("labelSelector"))?;
    let fields = Fields::parse(r.res, r.query.get("fieldSelector"))?;
    let version = r.query.number("resourceVersion")?.unwrap_or(0);
    let bookmarks = r.query.flag("allowWatchBookmarks");
    let streaming = r.query.flag("sendInitialEvents");
    if streaming && (r.query.get("resourceVersionMatch") != "NotOlderThan" || !bookmarks) {
        let causes =
            [Cause::forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")];
        return Err(Failure::invalid(r.res, "", &causes));
    }
    let length = match r.query.number("timeoutSeconds")? {
        None | Some(0) => LENGTH,
        Some(s) => Duration::from_secs(s),
    };
    let world = shared.world();
    let all = streaming || (version == 0 && r.query.get("sendInitialEvents").is_empty());
    let initial = if all {
        let fit = |o: &Obj| labels.fits_object(o) && fields.fits_object(o);
        let named = |k: &Key| r.key.name.is_empty() || k.name == r.key.name;
        world.store.range(r.res, &r.key.ns, None).filter(|(k, o)| named(k) && fit(o)).map(|(_, o)| o.clone()).collect()
    } else {
        Vec::new()
    };
    let at = if all || version == 0 { world.store.version() } else { version };
    Ok(Watch {
        res: r.res,
        ns: r.key.ns.clone(),
        name: r.key.name.clone(),
        form: Form::of(&r.accept, &r.query)?,
        view: r.view,
        info: r.served.info,
        headed: false,
        labels,
        fields,
        at,
        initial,
        marked: streaming,
        bookmarks,
        length,
    })
}

/// Streams a watch until its time is over, somebody leaves, or a fault ends it.
pub fn run(shared: Arc<Shared>, mut w: Watch, tx: mpsc::Sender<Bytes>) -> impl Future<Output = ()> {
    let mut over = shared.over.subscribe();
    // From here on, and not from when it first runs: a fault that comes in between would pass it by.
    let mut cut = shared.faults.watches.subscribe();
    let end = Instant::now() + w.length;
    async move {
        tokio::select! {
            _ = stream(&shared, &mut w, &tx, end) => {}
            _ = cut.changed() => {}
            _ = over.wait_for(|over| *over) => {}
            () = tx.closed() => {}
        }
    }
}

async fn stream(shared: &Arc<Shared>, w: &mut Watch, tx: &mpsc::Sender<Bytes>, end: Instant) -> Option<()> {
    let mut tip = shared.world().store.subscribe(w.res);
    let mut out = BytesMut::new();
    for object in std::mem::take(&mut w.initial) {
        show(&mut out, w, "ADDED", &object, shared.clock.now());
        if out.len() >= PIECE {
            send(shared, tx, &mut out).await?;
        }
    }
    if w.marked {
        bookmark(&mut out, w, true);
    }
    send(shared, tx, &mut out).await?;
    let begun = Instant::now();
    // As real servers do, once more shortly before the end.
    let mut next = end.checked_sub(BEFORE_END).filter(|at| *at > begun).map_or(begun + BOOKMARK, |at| at.min(begun + BOOKMARK));
    let mut open = false;
    loop {
        tip.borrow_and_update();
        let (events, version) = {
            let world = shared.world();
            (world.store.since(w.res, w.at, BATCH, open), world.store.version())
        };
        match events {
            Err(kept) => {
                let status = Failure::too_old(w.at, kept).status().to_string();
                line(&mut out, "ERROR", status.as_bytes());
                send(shared, tx, &mut out).await?;
                return None;
            }
            Ok(events) => {
                open = true;
                let more = events.len() == BATCH;
                for e in &events {
                    w.at = e.version;
                    event(&mut out, w, e, shared.clock.now());
                    if out.len() >= PIECE {
                        send(shared, tx, &mut out).await?;
                    }
                }
                send(shared, tx, &mut out).await?;
                if more {
                    continue;
                }
                // All that has happened to this resource up to here has been sent.
                w.at = w.at.max(version);
            }
        }
        let now = Instant::now();
        if w.bookmarks && (now >= next || now >= end) {
            bookmark(&mut out, w, false);
            send(shared, tx, &mut out).await?;
            next = now + BOOKMARK;
        }
        if now >= end {
            return Some(());
        }
        let wake = if w.bookmarks { next.min(end) } else { end };
        tokio::select! {
            changed = tip.changed() => changed.ok()?,
            () = tokio::time::sleep_until(wake) => {}
        }
    }
}

async fn send(shared: &Arc<Shared>, tx: &mpsc::Sender<Bytes>, out: &mut BytesMut) -> Option<()> {
    if out.is_empty() {
        return Some(());
    }
    shared.faults.thaw().await;
    tx.send(out.split().freeze()).await.ok()
}

/// One event, `type` first: readers of adjacently tagged text need not buffer the object then.
fn line(out: &mut BytesMut, kind: &str, object: &[u8]) {
    out.reserve(object.len() + 40);
    out.put_slice(b"{\"type\":\"");
    out.put_slice(kind.as_bytes());
    out.put_slice(b"\",\"object\":");
    out.put_slice(object);
    out.put_slice(b"}\n");
}

fn bookmark(out: &mut BytesMut, w: &Watch, initial_end: bool) {
    let mut meta = json!({ "resourceVersion": w.at.to_string(), "creationTimestamp": null });
    if initial_end {
        meta["annotations"] = json!({ "k8s.io/initial-events-end": "true" });
    }
    let object = match w.form {
        Form::Table(_) => table::table(w.res, meta, false, Vec::new()),
        Form::Metadata => json!({ "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": meta }),
        Form::Object => json!({ "kind": w.info.kind, "apiVersion": w.info.api_version(), "metadata": meta }),
    };
    line(out, "BOOKMARK", object.to_string().as_bytes());
}

/// An object in the form that this watch wants.
fn show(out: &mut BytesMut, w: &mut Watch, kind: &str, object: &Obj, now: Time) {
    match (w.form, w.view) {
        (Form::Object, View::Plain) => line(out, kind, &object.text()),
        (Form::Object, view) => line(out, kind, view.show(&object.glance()).to_string().as_bytes()),
        (form, _) => {
            let value = form.one(w.res, &object.glance(), !w.headed, now);
            w.headed = true;
            line(out, kind, value.to_string().as_bytes());
        }
    }
}

/// An event as this watch sees it: an object that begins or ends to fit is added or deleted for it.
fn event(out: &mut BytesMut, w: &mut Watch, e: &Event, now: Time) {
    let fits = |o: &Obj| {
        (w.ns.is_empty() || e.key.ns == w.ns)
            && (w.name.is_empty() || e.key.name == w.name)
            && w.labels.fits_object(o)
            && w.fields.fits_object(o)
    };
    let before = e.old.as_ref().is_some_and(fits);
    let after = e.happened != Happened::Deleted && fits(&e.object);
    let kind = match (before, after) {
        (false, true) => "ADDED",
        (true, true) => "MODIFIED",
        (true, false) => "DELETED",
        (false, false) => return,
    };
    show(out, w, kind, &e.object, now);
}
