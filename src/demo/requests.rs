//! What the server was asked, so that a client's silence can be measured.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Requests that are remembered.
const MOST: usize = 1000;

/// The requests of a running demo cluster: all counted, the last thousand remembered.
#[derive(Debug, Default)]
pub struct Requests(Mutex<Heard>);

#[derive(Debug, Default)]
struct Heard {
    count: u64,
    last: VecDeque<String>,
}

impl Requests {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note(&self, method: &http::Method, path: &str) {
        let mut heard = self.heard();
        heard.count += 1;
        heard.last.push_back(format!("{method} {path}"));
        if heard.last.len() > MOST {
            heard.last.pop_front();
        }
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.heard().count
    }

    /// Those that came after the first `count`, as method, path and query, as far as they are remembered.
    pub fn since(&self, count: u64) -> Vec<String> {
        let heard = self.heard();
        let newer = usize::try_from(heard.count.saturating_sub(count)).unwrap_or(usize::MAX);
        heard.last.iter().skip(heard.last.len().saturating_sub(newer)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_last_remembered() {
        let requests = Requests::default();
        for i in 0..MOST + 10 {
            requests.note(&http::Method::GET, &format!("/{i}"));
        }
        let count = requests.count();
        assert_eq!(count, 1010);
        requests.note(&http::Method::PATCH, "/x?y=z");
        assert_eq!(requests.since(count), ["PATCH /x?y=z"]);
        assert_eq!(requests.since(0).len(), MOST);
        assert!(requests.since(count + 1).is_empty());
    }
}
