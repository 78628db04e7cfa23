//! How objects hang together.

use super::soon::unseen;
use super::trouble;
use crate::app::text::RelationsText;
use crate::model::relations::stand::node_word;
use crate::model::relations::{How, Link, Searched, Stand};

pub(super) fn text(text: &RelationsText) -> String {
    match text {
        RelationsText::Link(link) => self::link(link),
        RelationsText::Stand(stand) => self::stand(stand),
        RelationsText::Searched(all) => all.iter().map(searched).collect::<Vec<_>>().join("、"),
        RelationsText::Unseen(what) => unseen(&what.places, &what.why),
        RelationsText::Unused(true) => "没有对象使用它".to_owned(),
        RelationsText::Unused(false) => "未发现使用它的对象;部分类型未能查找".to_owned(),
        RelationsText::All(all) => all.iter().map(self::text).collect::<Vec<_>>().join(";"),
        RelationsText::Looking => "正在查找 …".to_owned(),
        RelationsText::More(n) => format!("还有 {n} 行"),
        RelationsText::Looked(ago) => format!("{ago} 前的状况"),
        RelationsText::Failed(why) => format!("未能重新查看:{}", trouble::text(why)),
        RelationsText::NoObject => "此行没有对象".to_owned(),
        RelationsText::NotThere => "对象不存在".to_owned(),
        RelationsText::NotRead => "未能读取该对象".to_owned(),
    }
}

fn searched(one: &Searched) -> String {
    format!("{} {}", one.plural, one.count)
}

fn how(how: &How) -> String {
    match how {
        How::Env(container) => format!("{container} 的 env"),
        How::EnvFrom(container) => format!("{container} 的 envFrom"),
        How::Volume(volume) => format!("卷 {volume}"),
        How::Projected(volume) => format!("投射卷 {volume}"),
        How::ClaimTemplate(name) => format!("PVC 模板 {name}"),
        How::Driver(volume) => format!("卷 {volume} 的驱动"),
        How::Field(field) => (*field).to_owned(),
    }
}

fn hows(all: &[How]) -> String {
    all.iter().map(how).collect::<Vec<_>>().join("、")
}

fn link(link: &Link) -> String {
    match link {
        Link::Owner => "属主".to_owned(),
        Link::Itself => "当前对象".to_owned(),
        Link::Made => "由其创建".to_owned(),
        Link::Chosen => "由其选中".to_owned(),
        Link::RunsHere => "在此运行".to_owned(),
        Link::Service => "选中其 Pod".to_owned(),
        Link::Ingress => "通向此处".to_owned(),
        Link::Autoscaler => "自动伸缩".to_owned(),
        Link::Budget => "限制驱逐".to_owned(),
        Link::Scaled => "由其伸缩".to_owned(),
        Link::Refers(how) | Link::Uses(how) => hows(how),
    }
}

fn stand(stand: &Stand) -> String {
    match stand {
        Stand::There => String::new(),
        Stand::Missing(false) => "不存在".to_owned(),
        Stand::Missing(true) => "不存在(可选)".to_owned(),
        Stand::Denied => "无权读取".to_owned(),
        Stand::Unread(why) => format!("未知:{}", trouble::text(why)),
        Stand::Unasked(seconds) => format!("未查询:本次查看已用满 {seconds} 秒"),
        Stand::Pod(pod) => format!("{}  {}", pod.ready_words(), pod.status),
        Stand::Ready(ready, wanted) => format!("{ready}/{wanted}"),
        Stand::Job(.., Some(true)) => "已完成".to_owned(),
        Stand::Job(_, _, failed, Some(false)) => format!("失败({failed} 个 Pod 失败)"),
        Stand::Job(active, succeeded, failed, None) => format!("{active} 个运行中,{succeeded} 个成功,{failed} 个失败"),
        Stand::Cron(schedule, false) => schedule.to_string(),
        Stand::Cron(schedule, true) => format!("{schedule}  已挂起"),
        Stand::Serves(ready, all) => format!("{all} 个 Pod 中 {ready} 个就绪"),
        Stand::Addresses(all) => all.join(", "),
        Stand::Scales(now, least, most, None) => format!("{now} 个副本,{least} 至 {most}"),
        Stand::Scales(now, least, most, Some(idle)) => format!("{};{now} 个副本,{least} 至 {most}", idle.why),
        Stand::Budget(allowed, healthy, wanted) => format!("允许驱逐 {allowed} 个;健康 {healthy} 个,需要 {wanted} 个"),
        Stand::Phase(phase, more) => format!("{phase} {more}").trim_end().to_owned(),
        Stand::Node(ready, cordoned) => {
            format!("{}{}", node_word(*ready), if *cordoned { "  已隔离" } else { "" })
        }
    }
}
