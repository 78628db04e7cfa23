//! dogwatch: a terminal dashboard for Kubernetes, for the person on call.
//!
//! Data flows one way, through one bounded channel of plain messages:
//!
//! ```text
//! keys ──────── terminal ─┐
//! API server ── cluster ──┼─▶ Msg ─▶ app::update(&mut State, Msg, now) ─▶ Vec<Effect> ─▶ runtime starts them
//! log streams ─ logs ─────┤                      │                                          │
//! time, signals ──────────┘                      ▼                                          ▼
//!                       ▲        ui::render(&State, &Theme, &mut Buffer)     cluster, journal, clipboard, files
//!                       │                        │                                          │
//!                       └────────────────────────┼────────────── Msg::Done(…) ◀─────────────┘
//!                                                ▼
//!                          terminal: difference ─▶ one buffered, synchronised write
//! ```
//!
//! Walls, each held by a test (`tests/it/walls.rs`) or by the types:
//! - `model`, `store`, `logs`, `app` and `command` do no I/O, know no API client, no tokio and no clock.
//! - `ui` draws and cannot start anything; `demo` is reached over TCP only.
//! - Only `cluster::change` can send anything but a read; what it sends needs a receipt that only the journal makes.
//! - Only `terminal` writes to the screen.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod app;
pub mod cli;
pub mod cluster;
pub mod command;
pub mod config;
pub mod demo;
pub mod export;
pub mod files;
pub mod journal;
pub mod logs;
pub mod model;
pub mod program;
pub mod report;
pub mod runtime;
pub mod store;
pub mod terminal;
pub mod theme;
pub mod ui;
