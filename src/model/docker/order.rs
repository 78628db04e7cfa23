//! What comes after what.

use super::app::Ground;
use super::remark::Said;

/// Sorts the containers so that each comes after those that it needs; the order of the text stays where nothing is said of it.
pub(super) fn sort(g: &mut Ground) {
    let mut rest = std::mem::take(&mut g.apps);
    let mut done: Vec<super::app::App> = Vec::new();
    while !rest.is_empty() {
        let waits =
            |app: &super::app::App| app.after.iter().any(|name| rest.iter().any(|r| r.called == *name && r.called != app.called));
        let next = rest.iter().position(|app| !waits(app)).unwrap_or_else(|| {
            g.remarks.open(&rest[0].at, Said::Circle);
            0
        });
        done.push(rest.remove(next));
    }
    g.apps = done;
}
