//! Nodes.

/// English and Simplified Chinese.
pub(super) const NODES: super::Table = &[
    ("Nodes", "节点"),
    ("nodes", "节点"),
    ("sort", "排序"),
    ("describe", "详情"),
    ("drain?", "排空后果"),
    ("taints", "污点"),
    ("requests", "请求"),
    ("limits", "限制"),
];
