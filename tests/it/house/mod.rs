//! The house itself: its walls, what it is made of, what it allocates.

pub mod allocations;
pub mod supply;
pub mod walls;
