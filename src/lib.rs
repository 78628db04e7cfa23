//! dogwatch: a terminal dashboard for Kubernetes, for the person on call.
//!
//! Data flows one way, through bounded channels of plain messages:
//!
//! ```text
//! keys ──────── terminal ─┐
//! API server ── cluster ──┼─▶ Msg ─▶ app::update(&mut State, Msg, now) ─▶ Vec<Effect> ─▶ runtime starts them
//! log streams ─ logs ─────┤                      │                                          │
//! time, signals ──────────┘                      ▼                                          ▼
//!                       ▲      views::render(&State, &Theme, &mut Buffer)    cluster, journal, clipboard, files
//!                       │                        │                                          │
//!                       └────────────────────────┼────────────── Msg::Done(…) ◀─────────────┘
//!                                                ▼
//!                          terminal: difference ─▶ one buffered, synchronised write
//! ```
//!
//! # The floors of the house
//!
//! Each room uses only rooms below it, of the same floor those that its line names; the small ones of the ground floor are open to all.
//!
//! | floor | room | what lives there | uses |
//! |---|---|---|---|
//! | roof | [`program`], [`cli`], [`report`] | parse, run, exit code; what is printed without a screen | all |
//! | 4 | [`runtime`] | the loop, and one file for each thing that is done outside | all below |
//! | 3 | [`views`] | all that stands over the panes, a folder each: state, table of keys, drawing; the panes' own drawing; what is drawn as a whole | ui, app, command, store, logs, theme |
//! | 3 | [`ui`] | the kit that panes and views are drawn with; it knows none of them | app, command, theme |
//! | 3 | [`app`] | the one state, `update`, effects as values, texts and their Chinese | command, store, logs |
//! | 3 | [`cluster`] | all that speaks to a Kubernetes API: kubeconfig, session, watches, wire types, logs' bytes | logs, journal |
//! | | [`cluster::change`] | the gate for writes, in floors of its own: gate ▸ preview ▸ verbs ▸ reads ▸ object | |
//! | 2 | [`command`] | one table of commands: keymap, help, footer and palette are made from it | model |
//! | 2 | [`store`] | what is known of a cluster now: tables by UID, owners, rollups | model |
//! | 2 | [`logs`] | log lines without a network: buffer, order, filter, digest | model |
//! | 2 | [`journal`] | the record of changes: on disk before the request is sent | model, files |
//! | 2 | [`config`] | settings, guard rules as they are written, what is remembered | model, command, files |
//! | 2 | [`terminal`], [`theme`] | the terminal, given back whatever happens; roles and their colours | files |
//! | 2 | [`transfer`] | files of this machine that are copied: archives read and written, and the rules for what comes from a pod | model, files |
//! | ground | [`model`], [`files`], [`export`], [`wipe`], [`yaml`] | domain types, one file a kind; files that may be anything; a frame as text, ANSI, SVG; memory that is wiped; YAML whose lines are known | nothing of ours |
//! | beside | [`demo`] | the embedded demo cluster: reached over TCP only, as any other | nothing of ours but the time |
//!
//! # Walls
//!
//! Each is held by a test (`tests/it/house/walls*`) or by the types:
//! - `model`, `store`, `logs`, `app`, `views` and `command` do no I/O, know no API client, no tokio and no clock.
//! - No circle between folders, and none between the files of `app`, `views` and `cluster::change`.
//! - `ui` and the `draw.rs` of each view draw and cannot start anything; `demo` is reached over TCP only.
//! - Only `cluster::change::gate` can send anything but a read; what it sends needs a receipt that only the journal makes, and the connection
//!   that it sends by does not exist in read-only mode.
//! - Only `terminal` writes to the screen; every body of an answer is read where it is bounded.
//! - No match over our own enums takes the rest with one arm: the compiler tells whoever adds a variant where it is missing.
//!
//! # Glossary
//!
//! Kubernetes' own words mean what they mean there. These are ours:
//!
//! | word | means |
//! |---|---|
//! | advice | one line about the selected workload that offers the key for what is likely wanted |
//! | aftermath | what becomes of a change after it was accepted: it happens, is held, or is made something else by somebody |
//! | answer, flood | what comes in: the end of something that was asked for; deltas of watches and lines of logs |
//! | change, verb | something to be done to an object, with its values; what kind of doing it is, with [its row](model::change::spec) |
//! | consent | the answer to a question, which the gate holds against the guard rules once more |
//! | desk | what a view may look at and do while it takes a key or an answer, and where it asks for the rest |
//! | digest | the lines of a log grouped by what they say |
//! | door | who makes a view of a wish |
//! | draft | what was written and no server has taken yet |
//! | drained, held, gone | words of `kubectl drain` and of deletion: evicted; kept by a finalizer, a budget or a grace; not there any more |
//! | dry run | the server tries a request and keeps nothing of it (`dryRun=All`) |
//! | effect | something to be done outside, as a value |
//! | feed | what the watches tell |
//! | filter index | a filter at work on a log, block by block |
//! | floor | a part of `cluster::change` that uses only those below it |
//! | foreign | an answer of something that is no API server, such as a login page |
//! | gate | the one way by which a change reaches a cluster |
//! | guard rule | what must be typed before a change is sent, what is denied, and where the screen says PROD |
//! | health, mood | how an object is, as kubectl and the controllers mean it; its sort, by which it is coloured |
//! | heartbeat | one cheap read now and then: whether the server answers, how fast, and whether it is still the same |
//! | histogram | how many lines of each level were written when |
//! | hold | keep the cursor on its object however the rows move |
//! | intent, preview, outcome | a change that is wanted; what a look at it says; how it ended |
//! | link | whether the API server answers, as the heartbeat and the watches tell each other |
//! | listing | the list of a view over the panes, with its place on the screen: keys, mouse and drawing go by the same |
//! | mark, bookmark | a row that changes are for together; a line of a log that one wants to find again |
//! | panes | the lists of the cluster in front, its logs, and the browser in their place: a value that a cluster keeps while another is in front |
//! | overview | a row a context of the kubeconfig, open or not (`:clusters`); what is not open is looked at while the row is on the screen |
//! | pager | a text that is read over the panes: wrapped, scrolled, searched |
//! | pane, browser | the four parts of the dashboard; the room that one kind has to itself |
//! | process | a program in a container that was begun from here; or a shell or an attached program, which has a terminal of its own |
//! | receipt | what the journal gives for an entry that is on disk, without which nothing is sent |
//! | reflector | the one list-and-watch: it keeps a collection of the API known |
//! | record | the object that Helm keeps one revision of a release in |
//! | related | what is read for a change beside its object: revisions, autoscalers, budgets, pods |
//! | remark | what is said in a log between its lines, as a value: that it waits, has ended, was started again |
//! | resume point | where a log stream stands, so that it goes on with no line lost or had twice |
//! | rights | what the user may do, as the API server says |
//! | room | what stands over the panes: a view, a form, a question, with a folder of its own under `views` |
//! | rotation | where a log was rotated while it was followed |
//! | run | one life of a container, the previous run is the one before its restart; of `:exec`, one command in one pod or several, with all that it wrote; of dogwatch, from its start to its end |
//! | scope | what the watches watch, which follows the eye |
//! | sender | what the gate changes something with: writer, journal and what is on its way |
//! | session | one connection to a cluster, from its beginning until another context is chosen or all is connected anew; `:sessions` lists what runs in pods |
//! | situation | what the availability of a command depends on, as plain values |
//! | soak | a release that is watched for some minutes before it is called good |
//! | spot | the pane and the kind of row that a key is pressed on |
//! | stack | what stands on top of the panes, each above the one that it was opened from; the way is their names |
//! | stale config | what a container has read of a ConfigMap or a Secret before that was written |
//! | step | how far a pod has come; in the gate, a change with all that its request needs |
//! | survey | how every workload is, kept up by what changed |
//! | tab | a context that stays connected until it is closed, in front or behind; without one a cluster that was left does so for a while |
//! | target | the object that a change is for, named whole, by UID |
//! | throttle | what all requests that are made again may do to a failing server together |
//! | tracker | the view that follows a rollout |
//! | trouble | what goes wrong between us and a cluster, as a value: with the server, the way to it, or the credentials for it |
//! | turn | in `logs` and health, the moment at which time alone changes what is shown; of plugins, whose run it is |
//! | way | the way to an API server: address, proxy, TLS and credentials |
//! | why | how a workload, a pod or a container is, as a value: read from what schedulers, kubelets, runtimes and admission say |
//! | wish | a view that somebody wants opened, by what it is to show; of logs, events and tables: a stream to be kept open |
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
pub mod transfer;
pub mod ui;
pub mod views;
pub mod wipe;
pub mod yaml;
