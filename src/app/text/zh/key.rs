//! Words about the key that was pressed.

use super::lack;
use crate::app::text::{FormKeys, KeyText, SortedBy, Way};

pub(super) fn text(text: &KeyText) -> String {
    match text {
        KeyText::OnlyThese(key, keys) => format!("{key} 在此无效;{}", form_keys(*keys)),
        KeyText::NotHere(key, ways) => {
            let ways: Vec<String> = ways.iter().map(|(key, does)| format!("{key} {}", way(*does))).collect();
            format!("{key} 在此无效;{}", ways.join(","))
        }
        KeyText::NoChanges(why) => format!("无法更改:{}", lack::text(why)),
        KeyText::NoChangesOrLogs(why) => format!("无法更改和查看日志:{}", lack::text(why)),
        KeyText::NotNow(words, why) => format!("{} — 当前不可用:{}", words.zh, lack::text(why)),
        KeyText::DoneBy(key, other, what) => format!("{key} 未绑定;{other} {}", what.zh),
        KeyText::Lacks(key, what) => format!("{key}:dogwatch 尚无 k9s 的这个按键:{}", what.zh),
        KeyText::LacksWord(word, what) => format!(":{word}:dogwatch 尚无 k9s 的这项功能:{}", what.zh),
        KeyText::Unbound(key, help) => format!("{key} 未绑定;{help} 列出所有按键"),
        KeyText::UnwellOnly(true) => "仅显示异常".to_owned(),
        KeyText::UnwellOnly(false) => "重新显示全部行".to_owned(),
        KeyText::Wide(true) => "在空间允许时显示更多列".to_owned(),
        KeyText::Wide(false) => "常用列".to_owned(),
        KeyText::AllPods(true) => "范围内全部 Pod".to_owned(),
        KeyText::AllPods(false) => "该工作负载的 Pod".to_owned(),
        KeyText::Sorted(SortedBy::State) => "已按状态排序".to_owned(),
        KeyText::Sorted(SortedBy::Name) => "已按名称排序".to_owned(),
        KeyText::Sorted(SortedBy::Age) => "已按时长排序,最新在前".to_owned(),
        KeyText::Sorted(SortedBy::Restarts) => "已按重启次数排序".to_owned(),
        KeyText::Sorted(SortedBy::Cpu) => "已按 CPU 排序,最多在前".to_owned(),
        KeyText::Sorted(SortedBy::Memory) => "已按内存排序,最多在前".to_owned(),
        KeyText::NamespacesByName => "命名空间按名称排列".to_owned(),
        KeyText::OnlyPodsByRestarts => "只有 Pod 可按重启次数排序".to_owned(),
        KeyText::ByNameOrAge => "这些行只能按名称或时长排序".to_owned(),
        KeyText::NoPod => "未选中 Pod".to_owned(),
        KeyText::NoWorkload => "未选中工作负载".to_owned(),
        KeyText::NoNamespacedRow => "未选中属于某个命名空间的行".to_owned(),
        KeyText::NoMarks => "没有已标记的行".to_owned(),
        KeyText::CannotMark => "此行无法标记".to_owned(),
        KeyText::NamesNoObject => "这条消息没有可转到的对象".to_owned(),
    }
}

const fn form_keys(keys: FormKeys) -> &'static str {
    match keys {
        FormKeys::Leave => "Esc 离开",
        FormKeys::YesOrNo => "按 y 或 n;Esc 取消",
        FormKeys::TypeName => "输入名称后按 Enter;Esc 取消",
        FormKeys::Number => "输入数字,或用 ↑↓ 增减;Esc 离开",
        FormKeys::Seconds => "输入秒数;↑↓ 选行,Esc 离开",
        FormKeys::Continue => "↑↓ 选行,Enter 继续,Esc 离开",
        FormKeys::Choice => "空格更改,↑↓ 选行,Esc 离开",
        FormKeys::Ports => "空格标记,↑↓ 选行,Enter 转发,Esc 离开",
        FormKeys::Switch => "Tab 切换,Enter 继续,Esc 离开",
        FormKeys::Suggestions => "Tab 下一项,↑↓ 选择,Enter 继续,Esc 离开",
        FormKeys::Fields => "Tab 下一项,Enter 继续,Esc 离开",
        FormKeys::Pick => "↑↓ 选择,Enter 确定,Esc 离开",
        FormKeys::GoThere => "Enter 跳转,Esc 离开",
        FormKeys::Bookmark => "Enter 保存名称,Esc 离开",
        FormKeys::Save => "Enter 保存,Tab 选择范围,Esc 离开",
        FormKeys::Bookmarks => "Enter 跳转,b 删除书签,Esc 离开",
        FormKeys::Columns => "空格显示或隐藏,a 自动适应,Esc 离开",
    }
}

const fn way(way: Way) -> &'static str {
    match way {
        Way::Leave => "离开",
        Way::Search => "搜索",
        Way::Continue => "继续",
        Way::RollBack => "回滚",
        Way::Help => "列出按键",
    }
}
