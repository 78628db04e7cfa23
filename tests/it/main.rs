//! The tests, in one crate so that they link once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browse;
mod browse_flows;
mod browse_lists;
mod commands;
mod connections;
mod demo_kubectl;
mod demo_lab;
mod demo_support;
mod flows;
mod frames;
mod ground;
mod kubectl_pods;
mod lab_changes;
mod lab_logs;
mod lab_views;
#[allow(dead_code, reason = "a helper for flows to come as well")]
mod pty;
mod screens;
mod screenshots;
mod terminal;
mod updates;
mod walls;
#[allow(dead_code, reason = "a helper for frames to come as well")]
mod world;
