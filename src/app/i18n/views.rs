//! What stands over the panes: the ways to views, their own keys.

/// English and Simplified Chinese.
pub(super) const VIEWS: super::Table = &[
    ("Revisions", "历史版本"),
    ("Text", "文本"),
    ("search the text; /expression/ as well", "在文本中查找;也可用 /表达式/"),
    ("copy all of it", "全部复制"),
    ("go back to the revision; what that changes is asked first", "回到该版本;先询问会改变什么"),
    ("the whole difference, and back to what differs", "完整差异,再按回到不同之处"),
    ("the whole difference side by side, and inline", "完整差异:左右对照或行内"),
    ("letters are typed here; the keys stand at the bottom", "此处字母用于输入;按键见底部"),
    ("the settings give it no key", "设置中没有给它按键"),
    ("leave the view on top first (Esc)", "请先离开最上层的视图 (Esc)"),
    ("finish or leave the form first (Esc)", "请先完成或离开表单 (Esc)"),
    ("lists the keys", "列出按键"),
    ("previous", "上一项"),
    ("{target} is in another context: switch there first (:ctx)", "{target~} 在另一个上下文中:请先切换过去 (:ctx)"),
    ("in full", "全文"),
    ("the message in full, to be scrolled and searched", "消息全文,可滚动和查找"),
    ("copy the message", "复制该消息"),
    ("go to it", "转到对象"),
    ("go to the object that it is about", "转到消息所说的对象"),
    ("search the messages", "在消息中查找"),
    ("this message names no object to go to", "这条消息没有可转到的对象"),
    ("about", "对象"),
    ("Message", "消息"),
];
