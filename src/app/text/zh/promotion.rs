//! Promotion from one environment to the next.

use super::{lack, text as words};
use crate::app::text::PromotionText;
use crate::model::Name;
use crate::model::promotion::{Left, Notice, WhyLeft};

fn names(names: &[Name]) -> String {
    names.iter().map(|n| &**n).collect::<Vec<_>>().join("、")
}

const fn why(why: WhyLeft) -> &'static str {
    match why {
        WhyLeft::NotInSource => "源环境中没有",
        WhyLeft::NotInTarget => "目标环境中没有",
        WhyLeft::Same => "镜像已相同",
        WhyLeft::NoContainer => "没有同名容器",
        WhyLeft::NoRollout => "Job 和 CronJob 没有发布过程",
    }
}

fn left(all: &[Left]) -> String {
    all.iter().map(|l| format!("{}:{}", l.what, why(l.why))).collect::<Vec<_>>().join(";")
}

pub(super) fn text(text: &PromotionText) -> String {
    match text {
        PromotionText::NoGroup(namespace) => {
            format!("{namespace} 没有下一个环境:没有其他命名空间的名称与它互为环境,例如 shop-dev 和 shop-test")
        }
        PromotionText::Last(namespace, group) => format!("{namespace} 已是 {group} 的最后一个环境"),
        PromotionText::SeveralNamespaces => "标记的行属于多个命名空间:一次只能晋级一个环境".to_owned(),
        PromotionText::NotOpen(context) => format!("上下文 {context} 未打开:用 :ctx 在标签页中打开"),
        PromotionText::Lack(why) => lack::text(why),
        PromotionText::Nothing(route, all) => format!("{route} 没有可晋级的内容:{}", left(all)),
        PromotionText::OneAtATime => "已有晋级正在进行:一次只能进行一个".to_owned(),
        PromotionText::None => "本次运行中没有晋级".to_owned(),
        PromotionText::Order => "逐个进行:前一个可用后才进行下一个;第一个失败或卡住时停止".to_owned(),
        PromotionText::NotMoved(one) => format!("不晋级:{}:{}", one.what, why(one.why)),
        PromotionText::Notice(Notice::Registries { from, to }) => {
            format!("目标环境的镜像一直来自 {to},源环境来自 {from}:将使用源环境的完整镜像名")
        }
        PromotionText::Lacks(all) => format!("目标中没有这些容器,不晋级:{}", names(all)),
        PromotionText::Older(all) => format!("标签比现有的旧:{}", names(all)),
        PromotionText::Step((at, of), aim) => format!("{at}/{of} {}", words(aim)),
        PromotionText::Waits => "等待中".to_owned(),
        PromotionText::NotSent => "未发送".to_owned(),
        PromotionText::Looks => "发送前再次检查".to_owned(),
        PromotionText::NoAnswer => "没有响应".to_owned(),
        PromotionText::Unsure(why) => format!("不确定是否已生效,将检查:{}", words(why)),
        PromotionText::Available => "可用".to_owned(),
        PromotionText::AvailableAfterAll => "现已可用".to_owned(),
        PromotionText::NotSeen => "已不存在,或不在视图中".to_owned(),
        PromotionText::HasThem => "已是新镜像".to_owned(),
        PromotionText::HasOld => "仍是旧镜像".to_owned(),
        PromotionText::HasOther => "是其他镜像".to_owned(),
        PromotionText::Begins => "正在写入变更记录".to_owned(),
        PromotionText::Goes { step: (at, of), took } => format!("第 {at}/{of} 步,已进行 {took}"),
        PromotionText::WaitsSince(clock) => format!("自 {clock} 起没有响应:等待恢复,然后检查现状并继续"),
        PromotionText::StoppedAt((at, of), moved) => format!("停在第 {at}/{of} 步;已更换 {moved} 个"),
        PromotionText::StoppedReady((at, of)) => format!("停在第 {at}/{of} 步,该步现已可用"),
        PromotionText::Took(took) => format!("全部可用,用时 {took}"),
        PromotionText::Found { ago, moved, of } => {
            format!("{ago} 前在之前的运行中开始,变更记录中没有结束:{of} 个中有 {moved} 个已是新镜像")
        }
        PromotionText::Differs => "将要更改的内容与确认时不同:未发送".to_owned(),
        PromotionText::Replaced => "同一对象有了其他更改".to_owned(),
        PromotionText::Paused => "其发布已暂停:新镜像在等待".to_owned(),
        PromotionText::ByUser => "由您停止".to_owned(),
        PromotionText::LetBe => "未完成的晋级不再继续。已写入变更记录。".to_owned(),
        PromotionText::HasEnded => "已结束".to_owned(),
        PromotionText::GoesOn => "正在进行".to_owned(),
        PromotionText::StopFirst => "请先停止:有一步正在进行".to_owned(),
        PromotionText::NothingLeft => "没有剩余的步骤".to_owned(),
        PromotionText::NothingToTakeBack => "没有已更换的镜像".to_owned(),
        PromotionText::LinkDown(route) => format!("晋级 {route} 等待中:API Server 没有响应"),
        PromotionText::LinkUp(route) => format!("晋级 {route}:API Server 已恢复响应,正在检查现状"),
        PromotionText::ReadyAfterAll(route, name, command) => format!("晋级 {route}:{name} 现已可用 (:{command} 可继续)"),
        PromotionText::Stopped { route, step: (at, of), name, why, moved, command } => {
            format!("晋级 {route} 停在第 {at}/{of} 步,{name}:{}。已更换 {moved} 个 (:{command} 可撤回或继续)", words(why))
        }
        PromotionText::AllDone { route, count, took, back: false } => {
            format!("晋级 {route}:{count} 个工作负载可用,用时 {took}。已写入变更记录。")
        }
        PromotionText::AllDone { route, count, took, back: true } => {
            format!("晋级 {route} 已撤回:{count} 个工作负载可用,用时 {took}。已写入变更记录。")
        }
        PromotionText::Unfinished { route, count, ago, command } => {
            format!("晋级 {route} ({count} 个工作负载,{ago} 前开始)没有完成 (:{command} 查看)")
        }
    }
}
