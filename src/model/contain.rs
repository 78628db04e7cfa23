//! Work whose panic is not the program's end: somebody else's code over bytes that come from anywhere.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Does it; `None` where it panicked: what it worked on is then to be thrown away.
pub fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    CONTAINED.set(before);
    done
}

/// Whether this thread does such work now: whoever hears of a panic then has nothing to do.
pub fn is_contained() -> bool {
    CONTAINED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_none_and_what_comes_after_is_contained_no_more() {
        assert_eq!(contain(|| 7), Some(7));
        assert_eq!(contain(|| assert!(!is_contained(), "it is")), None);
        assert!(!is_contained());
        assert_eq!(contain(|| (contain(|| 1), is_contained())), Some((Some(1), true)));
    }
}
