//! Why a change is not begun.

use super::super::verb::done;
use super::super::{form, ruling, target, unfit};
use super::{sent, text as words};
use crate::app::i18n::said;
use crate::model::Lang;
use crate::model::change::reason::{Denied, Halted, Moved, MovedField, Nothing, Refusal, Without};

pub(super) fn text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::ReadOnly => "只读:以 --readonly 启动,无法更改".to_owned(),
        Refusal::Denied(denied) => self::denied(denied),
        Refusal::Forbidden(words) => said(Lang::Zh, words).into_owned(),
        Refusal::Gone(object) => format!("{} 已不存在:显示之后被删除", target(object)),
        Refusal::Replaced(object) => format!("{} 已是另一个对象:显示之后被删除并重建;请重新查看", target(object)),
        Refusal::Elsewhere(object, context) => {
            format!("{} 属于另一个上下文,而不是 {context}:请先切换到它的上下文", target(object))
        }
        Refusal::Stale => "预览已过期;请重新开始".to_owned(),
        Refusal::Anew => "查看之后连接已重新建立:请重新操作".to_owned(),
        Refusal::Unconfirmed => "未发送:未经确认".to_owned(),
        Refusal::Rule(why) => format!("未发送:{}", ruling::text(why)),
        Refusal::Unsent(why) => format!("未发送:{}", words(why)),
        Refusal::Server(why) => format!("服务器拒绝:{}", words(why)),
        Refusal::Unfit(does, object, why) => format!("无法{}:{}", done(*does, &target(object)), unfit::kind(*why)),
        Refusal::Kind(why) => unfit::kind(*why).to_owned(),
        Refusal::Without(does, object, without) => {
            let what = done(*does, &target(object));
            match without {
                Without::Writing => format!("无法{what}:它不写入任何内容"),
                Without::Container => format!("无法{what}:它不进入容器"),
                Without::Beginning => format!("无法{what}:它不启动任何容器"),
                Without::Copying => format!("无法{what}:不是复制"),
                Without::Forwarding => format!("无法{what}:不是转发"),
            }
        }
        Refusal::Paused(halted, object) => {
            let does = match halted {
                Halted::Restarted => "重启",
                Halted::RolledBack => "回滚",
            };
            let (namespace, name) = (&object.namespace, &object.name);
            let what = target(object);
            format!("{what} 已暂停,无法{does}:请先恢复(kubectl -n {namespace} rollout resume deployment/{name})")
        }
        Refusal::NoRevision(object, number, known) => {
            let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "无" } else { &known };
            format!("{} 已没有版本 {number};现有:{known}", target(object))
        }
        Refusal::NoEarlier(object) => format!("{} 没有更早的版本", target(object)),
        Refusal::NoContainer(object, container) => format!("{} 没有名为 {container:?} 的容器", target(object)),
        Refusal::NoImage => "未选择镜像".to_owned(),
        Refusal::BadImage(image, why) => format!("{image:?} 不是镜像引用:{}", form::image(why)),
        Refusal::NotRemembered => "Secret 之前的内容不会保留,因此无法恢复".to_owned(),
        Refusal::NothingToUndo => "不是在本次运行中所做,因此不清楚之前的状态".to_owned(),
        Refusal::Moved(moved) => format!("查看之后已被更改{}:请重新查看", self::moved(moved)),
        Refusal::ChangedSince(moved) => format!("之后他人更改了同一内容{}:未撤销", self::moved(moved)),
        Refusal::NothingToSet => "没有可设置的内容:key=value 设置,key- 删除".to_owned(),
        Refusal::Nothing(nothing) => self::nothing(nothing),
    }
}

fn denied(denied: &Denied) -> String {
    let Denied { verb, resource, namespace, context, reason } = denied;
    let place = if namespace.is_empty() { String::new() } else { format!("命名空间 {namespace},") };
    let reason = if reason.is_empty() { String::new() } else { format!(":{reason}") };
    format!("无权限:您不能 {verb} {resource}({place}上下文 {context}){reason}")
}

/// What somebody has changed, in brackets.
pub(super) fn moved(moved: &Moved) -> String {
    if moved.fields.is_empty() {
        return String::new();
    }
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "无".to_owned());
    let line = |field: &MovedField| match &field.values {
        Some((old, new)) => format!("{}: {} → {}", field.path, value(old), value(new)),
        None => field.path.clone(),
    };
    let fields = moved.fields.iter().map(line).collect::<Vec<_>>().join(", ");
    let more = if moved.more > 0 { format!(",及另外 {} 处", moved.more) } else { String::new() };
    format!(" ({fields}{more})")
}

fn nothing(nothing: &Nothing) -> String {
    match nothing {
        Nothing::Replicas(to) => format!("无变化:已有 {to} 个副本"),
        Nothing::Revision(number) => format!("跳过回滚(当前模板已与版本 {number} 相同)"),
        Nothing::Images => "无变化:已是这些镜像".to_owned(),
        Nothing::Restarted => "无变化:刚在这一秒内重启过".to_owned(),
        Nothing::Going(held) => format!("它已在终止:{}", sent::held(held)),
        Nothing::Same => "无变化:已经如此".to_owned(),
    }
}
