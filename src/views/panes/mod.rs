//! The panes: namespaces, workloads, pods or containers, logs, and the browser in their place. They lie below all other views, with the
//! header above them and the messages and keys below. What they hold is the cluster's in front.

pub(in crate::views) mod draw;
