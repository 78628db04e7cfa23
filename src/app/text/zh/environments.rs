//! Environments side by side.

use crate::app::text::{EnvironmentsText, Text};
use crate::model::Lang;
use crate::model::environments::grid::Standing;
use crate::model::environments::parts::Differs;

pub(super) fn text(text: &EnvironmentsText) -> String {
    match text {
        EnvironmentsText::None => {
            "没有名称互为环境的命名空间,例如 shop-dev 和 shop-prod;可在设置的 [[environments]] 中指定".to_owned()
        }
        EnvironmentsText::OneGroup => "没有其他环境组".to_owned(),
        EnvironmentsText::NoNext => "这是最后一个环境:之后没有可晋级的环境".to_owned(),
        EnvironmentsText::NotThere => "此环境中没有该工作负载".to_owned(),
        EnvironmentsText::OnlyHere => "其他环境中没有该工作负载,无从比较".to_owned(),
        EnvironmentsText::NoRows => "这些环境中没有已知的工作负载".to_owned(),
        EnvironmentsText::Hidden => "没有可显示的行:已被过滤隐藏,或没有差异".to_owned(),
        EnvironmentsText::MoreAside(0, behind) => format!("还有 {behind} 个 →"),
        EnvironmentsText::MoreAside(before, 0) => format!("← 还有 {before} 个"),
        EnvironmentsText::MoreAside(before, behind) => format!("← 还有 {before} 个  还有 {behind} 个 →"),
        EnvironmentsText::NotOpen(context, key) => format!("{context} 未打开,其情况未知:按 {key} 在标签页中打开"),
        EnvironmentsText::Closed => "未打开".to_owned(),
        EnvironmentsText::InOtherTab(context, key) => format!("请在 {context} 的标签页中操作:按 {key} 转到那里"),
        EnvironmentsText::ThisTab => "此环境就在当前标签页中".to_owned(),
        EnvironmentsText::NoContext(context) => format!("kubeconfig 中没有上下文 {context}"),
        EnvironmentsText::NoSuchContext => "无此上下文".to_owned(),
        EnvironmentsText::Waiting => "其工作负载尚未到达".to_owned(),
        EnvironmentsText::MayNotList(why) => format!("无权列出其工作负载:{}", Text::from(why.clone()).words(Lang::Zh)),
        EnvironmentsText::Denied => "无权限".to_owned(),
        EnvironmentsText::Stands(standing, last) => match standing {
            Standing::Last => "最后一个拥有它的环境:其他环境与它比较".to_owned(),
            Standing::Same => format!("镜像与 {last} 相同"),
            Standing::Ahead(n) => format!("领先 {last} {n} 个版本"),
            Standing::Behind(n) => format!("落后 {last} {n} 个版本"),
            Standing::OtherRepository => format!("镜像仓库与 {last} 不同"),
            Standing::OtherDigest => format!("标签与 {last} 相同,但镜像不同"),
            Standing::Different => format!("标签与 {last} 不同;无法判断哪个更新"),
            Standing::OtherContainers => format!("容器与 {last} 不同"),
            Standing::Missing => "不存在".to_owned(),
            Standing::Unknown => "是否存在未知".to_owned(),
        },
        EnvironmentsText::Differs(Differs { paths, left_out }) => {
            let more = if *left_out > 0 { format!("(已忽略 {left_out} 处)") } else { String::new() };
            format!("差异:{}{more}", paths.join("、"))
        }
        EnvironmentsText::Since(0, age) => format!("已生效 {age}"),
        EnvironmentsText::Since(revision, age) => format!("版本 {revision},已生效 {age}"),
    }
}
