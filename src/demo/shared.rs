//! What all tasks of a cluster share: its world, its clock, and what it is asked.

use super::clock::Clock;
use super::control::World;
use super::faults::Faults;
use super::requests::Requests;
use super::users::Tokens;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};

/// What all tasks of a cluster share.
#[derive(Debug)]
pub struct Shared {
    world: Mutex<World>,
    /// Wakes the controllers after a write.
    pub wake: Notify,
    /// The clock.
    pub clock: Clock,
    /// The knobs.
    pub faults: Faults,
    /// What it was asked.
    pub requests: Requests,
    /// By what its users are known.
    pub tokens: Tokens,
    /// Where it listens.
    pub at: SocketAddr,
    /// Turns true when the cluster ends.
    pub over: watch::Sender<bool>,
}

impl Shared {
    /// Around a world.
    pub fn new(world: World, clock: Clock, tokens: Tokens, at: SocketAddr) -> Arc<Self> {
        let shared = Arc::new(Self {
            world: Mutex::new(world),
            wake: Notify::new(),
            clock,
            faults: Faults::default(),
            requests: Requests::default(),
            tokens,
            at,
            over: watch::Sender::new(false),
        });
        shared.faults.belong_to(Arc::downgrade(&shared));
        shared
    }

    /// The world, at the present time.
    pub fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        if now > world.store.now {
            world.store.now = now;
        }
        world
    }
}
