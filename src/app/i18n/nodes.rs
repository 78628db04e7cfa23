//! Nodes.

/// English and Simplified Chinese.
pub(super) const NODES: super::Table = &[
    ("Nodes", "节点"),
    ("nodes", "节点"),
    ("SINCE", "持续"),
    ("sort", "排序"),
    ("describe", "详情"),
    ("YAML", "YAML"),
    ("MEMORY", "内存"),
    ("LIMIT", "限制"),
    ("CPU", "CPU"),
    ("by the larger share", "按较大占比"),
    ("by CPU", "按 CPU"),
    ("by memory", "按内存"),
    ("drain?", "排空后果"),
    ("use", "用量"),
    ("USED", "用量"),
    ("wrong", "异常"),
    ("taints", "污点"),
    ("requests", "请求"),
    ("limits", "限制"),
];
