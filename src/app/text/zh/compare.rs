//! Two objects beside each other.

use crate::app::text::{CompareText, Text};
use crate::model::Lang;
use crate::model::compare::{Of, Unknown};

pub(super) fn text(text: &CompareText) -> String {
    match text {
        CompareText::Marked(side, compare, leave) => {
            let (kind, name) = (&side.target.resource, &side.target.name);
            match side.of {
                Of::Itself => format!(
                    "已标记 {kind} {name} 的当前状态:在另一对象上(或稍后在它上)按 {compare} 进行比较;在面板中按 {leave} 取消标记"
                ),
                Of::Template(_) => String::new(),
                Of::Revision { number, .. } => format!(
                    "已标记 {kind} {name} 的版本 {number}:在另一版本或对象上按 {compare} 进行比较;在面板中按 {leave} 取消标记"
                ),
            }
        }
        CompareText::NotMarked(target, why) => format!("无法标记 {} {}:{}", target.resource, target.name, why.words(Lang::Zh)),
        CompareText::NotReadYet => "仍在读取已标记的对象".to_owned(),
        CompareText::Unmarked(name) => format!("已取消对 {name} 的标记"),
        CompareText::AsItWas(target, ago) => format!("{},{ago} 前", target.place()),
        CompareText::AsItIs(target) => format!("{},现在", target.place()),
        CompareText::Revision(target, number) => format!("{},版本 {number}", target.place()),
        CompareText::Template(target) => target.place(),
        CompareText::Unknown(Unknown { source, why: Some(why) }) => {
            format!("? 无法读取 {source},来自它的值未知:{}", Text::from(why.clone()).words(Lang::Zh))
        }
        CompareText::Unknown(Unknown { source, why: None }) => format!("? 来源过多,未读取 {source}:来自它的值未知"),
        CompareText::LeftOut(n) => format!("按设置忽略了 {n} 处预期的差异"),
        CompareText::OnlyMeant => "除设置中忽略的之外没有差异".to_owned(),
        CompareText::OnlyUsual => "除必然不同之处外没有差异".to_owned(),
        CompareText::Nothing => "没有差异".to_owned(),
    }
}
