//! What stands over the panes: the ways to views, their own keys.

/// English and Simplified Chinese.
pub(super) const VIEWS: super::Table = &[
    ("Revisions", "历史版本"),
    ("letters are typed here; the keys stand at the bottom", "此处字母用于输入;按键见底部"),
    ("previous", "上一项"),
    ("go to it", "转到对象"),
    ("about", "对象"),
    ("Message", "消息"),
    ("List", "列表"),
];
