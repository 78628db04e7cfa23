//! What runs out soon.

/// English and Simplified Chinese.
pub(super) const SOON: super::Table = &[
    ("it is no list", "不是列表"),
    ("Runs out soon", "即将耗尽或到期"),
    (
        "what runs out soon: certificates, quotas, autoscalers at their maximum, Jobs, missed runs",
        "即将耗尽或到期的:证书、配额、已达上限的自动伸缩、Job、错过的运行",
    ),
    ("LEFT", "剩余"),
    ("WHAT", "项目"),
    ("WHERE", "位置"),
    ("STANDS", "状况"),
    ("open", "打开"),
    ("go to the workload, or describe the object", "转到工作负载,或查看对象详情"),
    ("look again", "重新查看"),
    ("look again for what runs out", "重新查看哪些即将耗尽或到期"),
    ("not looked at", "未查看"),
    ("not seen", "未查看"),
    ("waits for the API server", "等待 API server"),
    ("object", "对象"),
    ("left", "剩余"),
    ("stands", "状况"),
    ("what to do", "建议"),
];
