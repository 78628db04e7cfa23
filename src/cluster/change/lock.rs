//! Locks of what is shared.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a mutex holds, also where whoever held it before has panicked: what is kept in these is whole at every moment.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
