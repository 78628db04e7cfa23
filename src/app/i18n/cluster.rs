//! The connection, the API server's answers, and what the program's surroundings say.

/// English and Simplified Chinese.
pub(super) const CLUSTER: super::Table = &[
    ("Connection refused", "连接被拒绝"),
    ("connection refused", "连接被拒绝"),
    ("Connection reset by peer", "连接被对端重置"),
    ("No route to host", "没有到主机的路由"),
    ("Network is unreachable", "网络不可达"),
    ("No such file or directory", "没有该文件或目录"),
    ("Permission denied", "权限不足"),
    ("Is a directory", "是目录"),
    ("{before}patch: {why}", "{before}patch:{why~}"),
    ("no connection could be made in time", "未能及时建立连接"),
    ("the host's name cannot be resolved: {why}", "无法解析主机名:{why}"),
    ("the server was restored or replaced; everything is listed again", "服务器已恢复或更换;全部重新列出"),
    ("objects that cannot be read are passed over", "跳过无法读取的对象"),
    ("a {kind} where a list was asked for", "请求列表却得到 {kind}"),
    ("a list", "列表"),
    ("the items of a list", "列表的条目"),
    ("no values were given: the chart's own hold", "未指定值,使用 Chart 自身的值"),
    ("the chart has no values, and none were given", "Chart 没有值,也未指定值"),
    ("the chart has no notes", "Chart 没有说明"),
    ("the chart makes no objects", "Chart 不创建对象"),
    ("no events: the API server keeps them for an hour or so", "没有事件:API 服务器只保留约一小时"),
    // Surroundings.
    ("it is {what}, no plain file", "是{what~},不是普通文件"),
    ("a folder", "目录"),
    ("a pipe", "管道"),
    ("a socket", "套接字"),
    ("a device", "设备"),
    ("it is larger than {size} {unit}", "大于 {size} {unit}"),
    ("it is no UTF-8 text", "不是 UTF-8 文本"),
];
