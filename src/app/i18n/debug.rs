//! Containers for debugging.

/// English and Simplified Chinese.
pub(super) const DEBUG: super::Table = &[
    ("Debug", "调试"),
    ("debug", "调试"),
    ("target", "目标"),
    ("empty: the image's own", "留空:镜像自带的命令"),
    ("profile", "权限"),
    ("the container whose processes it sees", "可查看其进程的容器"),
    ("where its pod is created", "调试 Pod 创建于此"),
    ("may trace processes", "可跟踪进程"),
    ("sees the node; its files are in /host", "可查看节点;节点文件位于 /host"),
    ("may change the network", "可更改网络配置"),
    ("privileged", "特权模式"),
    ("the container stays until its pod goes", "该容器会保留到 Pod 被删除"),
    ("its pod is deleted when it is left", "离开时删除其 Pod"),
];
