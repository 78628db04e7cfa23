//! Containers for debugging.

/// English and Simplified Chinese.
pub(super) const DEBUG: super::Table = &[
    ("Debug", "调试"),
    ("debug", "调试"),
    ("target", "目标"),
    ("privileged", "特权模式"),
    ("the container stays until its pod goes", "该容器会保留到 Pod 被删除"),
    ("its pod is deleted when it is left", "离开时删除其 Pod"),
];
