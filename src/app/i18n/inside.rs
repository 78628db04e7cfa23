//! Going into pods: shells, commands, attached programs, and what becomes of them.

/// English and Simplified Chinese.
pub(super) const INSIDE: super::Table = &[("exit code {code}", "退出码 {code}")];
