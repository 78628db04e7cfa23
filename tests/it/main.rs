//! The tests, in one crate so that they link once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod aftermath;
mod allocations;
mod batch;
mod browse;
mod browse_flows;
mod browse_lists;
mod change_flows;
mod clocks;
mod commands;
mod connections;
mod demo_kubectl;
mod demo_lab;
mod demo_support;
mod desk;
mod draft_flows;
mod drafts;
mod faults;
mod faults_access;
mod faults_content;
mod flows;
mod frames;
mod frames_tracker;
mod fuzz;
mod ground;
mod hostile;
mod hostile_forms;
mod hostile_views;
mod idle;
mod journal_kill;
mod k9s_hand;
mod key_walk;
mod key_world;
mod kubeconfigs;
mod kubectl_pods;
#[allow(dead_code, reason = "a helper for tests to come as well")]
mod lab;
mod lab_changes;
mod lab_gate;
mod lab_logs;
mod lab_two_minutes;
mod lab_views;
mod logs_faults;
mod logs_frames;
mod logs_keys;
mod logs_sources;
mod long_life;
mod measure;
mod measure_flood;
mod model_walk;
#[allow(dead_code, reason = "a helper for flows to come as well")]
mod proxy;
mod proxy_tests;
#[allow(dead_code, reason = "a helper for flows to come as well")]
mod pty;
mod real;
mod releases;
mod resume;
mod rollout;
mod screens;
mod screenshots;
mod secrets;
mod sick;
mod sign_in;
mod slow_link;
mod streamed;
mod supply;
mod terminal;
mod tls;
mod trial;
mod truth;
mod updates;
mod walls;
mod whole_names;
#[allow(dead_code, reason = "a helper for frames to come as well")]
mod world;
