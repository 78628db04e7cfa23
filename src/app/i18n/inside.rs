//! Going into pods: shells, commands, attached programs, and what becomes of them.

/// English and Simplified Chinese.
pub(super) const INSIDE: super::Table = &[
    ("exit code {code}", "退出码 {code}"),
    (
        "something between here and the API server (a proxy or balancer) lets no WebSocket through",
        "到 API 服务器之间的某个环节(代理或负载均衡)不放行 WebSocket",
    ),
    ("nothing has come for {} s", "已 {} 秒没有收到任何数据"),
    ("it was closed without a word of how the process ended", "连接被关闭,没有告知进程如何结束"),
    ("the server ended it in the middle of a message", "服务器在消息中途断开"),
    ("more came in one message than is taken", "单条消息超过可接受的大小"),
];
