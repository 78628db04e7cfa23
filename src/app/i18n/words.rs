//! Words that stand in sentences.

/// English and Simplified Chinese.
pub(super) const WORDS: super::Table =
    &[("all namespaces", "全部命名空间"), ("ready", "就绪"), ("pod", "Pod"), ("pods", "Pod"), ("denied", "无权限")];
