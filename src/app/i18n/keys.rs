//! Keys, commands, logs, and what stands in rows of tables.

/// English and Simplified Chinese.
pub(super) const KEYS: super::Table = &[
    // Help.
    ("text \"two words\"", "text \"two words\""),
    ("pod= container=", "pod= container="),
    // Logs.
    ("A line of {}", "{} 的一行日志"),
    ("[+1 line]", "[+1 行]"),
    ("[+{} lines]", "[+{} 行]"),
    ("{}… [{lost} bytes more were cut off]", "{}… [其余 {lost} 字节已截断]"),
    ("rev {}", "版本 {}"),
    ("ended", "已结束"),
    ("{number} ({} ago)", "{number}({} 前)"),
    ("last seen", "最近出现"),
    ("first seen", "首次出现"),
    ("last schedule", "上次调度"),
    (", not a Kubernetes", ",不是 Kubernetes"),
];
