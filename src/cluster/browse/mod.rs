//! The resource browser's lists: any kind, as a table of the server's making, listed and watched for as long as somebody looks. Each
//! namespace of the wish is a part with a reflector of its own.

mod rows;

use super::outlet::Outlet;
use super::reflector::Reflector;
use super::session::Session;
use crate::model::table::BrowseWish;
use rows::Rows;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// The tasks of one wish. Dropped, they end.
#[derive(Debug)]
pub(super) struct Browsing(Vec<JoinHandle<()>>);

impl Browsing {
    /// Starts to list and watch what is wished for. Must be called within a tokio runtime.
    pub(super) fn start(session: &Session, wish: BrowseWish, out: &Outlet) -> Self {
        let wish = Arc::new(wish);
        let start = |part: usize| tokio::spawn(Reflector::new(session.clone(), Rows::new(wish.clone(), part), out.clone()).run());
        Self((0..wish.namespaces.len().max(1)).map(start).collect())
    }
}

impl Drop for Browsing {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}
