//! How workloads, pods and their events are: the reasons in the rows, and the advice below them.

/// English and Simplified Chinese.
pub(super) const HEALTH: super::Table = &[
    ("{}/1 of {n}", "{}/1,共 {n}"),
    ("{} in {ns}", "{}(命名空间 {ns})"),
    ("OOMKilled at {}", "OOMKilled,内存上限 {~}"),
    ("signal {}", "信号 {}"),
    ("exit {}", "退出码 {}"),
    ("{} ({} ago)", "{}({} 前)"),
    ("; rev {} served {}", ";版本 {} 曾运行 {}"),
    ("rev {} served {}", "版本 {} 曾运行 {}"),
    ("{} ago", "{} 前"),
];
