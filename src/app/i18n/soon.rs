//! What runs out soon.

/// English and Simplified Chinese.
pub(super) const SOON: super::Table = &[
    ("it is no list", "不是列表"),
    ("Runs out soon", "即将耗尽或到期"),
    ("open", "打开"),
    ("look again", "重新查看"),
    ("not looked at", "未查看"),
    ("not seen", "未查看"),
    ("waits for the API server", "等待 API server"),
    ("object", "对象"),
    ("left", "剩余"),
    ("stands", "状况"),
    ("what to do", "建议"),
];
