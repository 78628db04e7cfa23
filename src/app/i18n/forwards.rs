//! Port-forwards.

/// English and Simplified Chinese.
pub(super) const FORWARDS: super::Table = &[
    ("its pods are not known yet", "尚不知道它有哪些 Pod"),
    ("no container of its pods has a TCP port named {name}", "它的 Pod 中没有容器声明名为 {name} 的 TCP 端口"),
    ("the pod is gone", "Pod 已不存在"),
    ("the pod does not run", "Pod 没有运行"),
    ("it has no pods", "它没有 Pod"),
    ("none of its pods is ready ({})", "它的 Pod 都未就绪 ({})"),
    ("a connection waited {} s: {why}", "一个连接等待了 {0} 秒:{why~}"),
    ("no answer came in time", "没有及时得到应答"),
    ("cannot accept: {e}", "无法接受连接:{e}"),
    ("pod {}: {why}", "Pod {0}:{why~}"),
    ("there is no home folder", "没有主目录"),
];
