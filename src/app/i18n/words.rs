//! Short lines that are put together where they are drawn, and words that stand in sentences.

/// English and Simplified Chinese.
pub(super) const WORDS: super::Table = &[
    ("all namespaces", "全部命名空间"),
    ("ready", "就绪"),
    ("type a number, or {} for each", "输入数字,或用 {} 逐个增减"),
    ("key=value sets one, key- removes it", "key=value 设置,key- 删除"),
    ("pod", "Pod"),
    ("pods", "Pod"),
    ("denied", "无权限"),
    ("Nothing matches the filter; {back} clears it", "没有匹配过滤条件的行;{back} 清除"),
    ("No line matches the filter; {back} clears it", "没有匹配过滤条件的日志;{back} 清除"),
    ("the pod is gone; {} goes back", "Pod 已消失;{} 返回"),
    ("no match; {take} uses the name as typed", "没有匹配;{take} 按输入的名称"),
    ("save what is shown ({key}: all lines) to:", "保存显示的行({key}:全部)到:"),
    ("save all lines ({key}: what is shown) to:", "保存全部行({key}:显示的)到:"),
    ("exists: {key} overwrites it, any other key goes back", "已存在:{key} 覆盖,其他键返回"),
];
