//! What runs out soon.

use super::trouble;
use crate::app::text::SoonText;
use crate::model::Name;
use crate::model::forward::bytes;
use crate::model::human_duration;
use crate::model::soon::{Giver, Matter, Source, Unseen, Whose, Why};

pub(super) fn text(text: &SoonText) -> String {
    match text {
        SoonText::None => "在能查看的范围内,没有即将耗尽或到期的项目".to_owned(),
        SoonText::Looking(done, of) => format!("正在查看:{done}/{of}"),
        SoonText::Left(matter, now) => matter.left(*now).unwrap_or_else(|| {
            let over = if matches!(matter, Matter::Missed { .. }) { "已错过" } else { "已过期" };
            over.to_owned()
        }),
        SoonText::What(matter) => match matter {
            Matter::Certificate { whose, .. } => match whose {
                Whose::Server => "API 服务器的证书",
                Whose::User(Giver::Kubeconfig) => "您的证书",
                Whose::User(Giver::Plugin { .. }) => "exec 插件给出的证书",
                Whose::Secret => "TLS 证书",
                Whose::Webhook(_) => "webhook 的 caBundle",
                Whose::ApiService => "APIService 的 caBundle",
            }
            .to_owned(),
            Matter::Token { giver: Giver::Kubeconfig, .. } => "您的令牌".to_owned(),
            Matter::Token { giver: Giver::Plugin { .. }, .. } => "exec 插件给出的令牌".to_owned(),
            Matter::Quota { resource, .. } => format!("配额 {resource}"),
            Matter::Autoscaler { .. } => "自动伸缩已达上限".to_owned(),
            Matter::Job { over: Some(_), .. } => "Job 已放弃".to_owned(),
            Matter::Job { over: None, .. } => "Job 最后一次尝试".to_owned(),
            Matter::NodePods { .. } => "节点的 Pod 数".to_owned(),
            Matter::NodeMemory { .. } => "节点的内存".to_owned(),
            Matter::Volume { inodes: false, .. } => "存储卷".to_owned(),
            Matter::Volume { inodes: true, .. } => "存储卷的文件数".to_owned(),
            Matter::Images { .. } => "镜像不一致".to_owned(),
            Matter::Missed { .. } => "错过的运行".to_owned(),
        },
        SoonText::Stands(matter, now) => match matter {
            Matter::Certificate { whose, names, until, issuer } => {
                let of = match whose {
                    Whose::Webhook(name) => format!("{name}:{names}"),
                    Whose::Server | Whose::User(_) | Whose::Secret | Whose::ApiService => names.to_string(),
                };
                let by = issuer.as_ref().map_or_else(String::new, |issuer| format!("(其签发者 {issuer} 届时到期)"));
                let given = if let Whose::User(giver) = whose { given(*giver) } else { "" };
                format!("有效期至 {until}{by}{given}  {of}").trim_end().to_owned()
            }
            Matter::Token { until, giver } => format!("有效期至 {until}{}", given(*giver)),
            Matter::Quota { resource, used, hard, .. } => format!("{resource} 已用 {used},上限 {hard}"),
            Matter::Autoscaler { of, most, wants_more: true, .. } => format!("{of} 已有 {most} 个副本,还需要更多"),
            Matter::Autoscaler { of, most, wants_more: false, .. } => format!("{of} 已有允许的全部 {most} 个副本"),
            Matter::Job { failed, limit, over: Some(at) } => {
                format!("{failed} 个 Pod 失败,backoffLimit {limit};{} 前放弃", human_duration(now.since(*at).max(0)))
            }
            Matter::Job { failed, limit, over: None } => format!("{failed} 个 Pod 失败,backoffLimit {limit};再失败一次即放弃"),
            Matter::NodePods { pods, room, .. } => format!("{pods} 个 Pod,上限 {room}"),
            Matter::NodeMemory { asked, room, .. } => format!("requests 共 {},可分配 {}", bytes(*asked), bytes(*room)),
            Matter::Volume { inodes: false, used, room, .. } => format!("已用 {},共 {}", bytes(*used), bytes(*room)),
            Matter::Volume { inodes: true, used, room, .. } => format!("inode 已用 {used},共 {room}"),
            Matter::Images { container, image, images, pods } => {
                format!("{pods} 个 Pod 中 {image} 指向 {images} 个不同镜像,容器 {container}")
            }
            Matter::Missed { due, until } => {
                let ago = format!("应在 {} 前开始", human_duration(now.since(*due).max(0)));
                match until.map(|until| until.since(*now)) {
                    Some(left) if left > 0 => format!("{ago};{} 内仍可开始", human_duration(left)),
                    Some(_) => format!("{ago};不会再补"),
                    None => ago,
                }
            }
        },
        SoonText::ToDo(matter) => match matter {
            Matter::Certificate { whose: Whose::User(Giver::Plugin { renews: true }), issuer: None, .. }
            | Matter::Token { giver: Giver::Plugin { renews: true }, .. } => "若插件能自行更新则无需处理;:sign-in 可在终端运行插件",
            Matter::Certificate { whose: Whose::User(Giver::Plugin { renews: false }), issuer: None, .. }
            | Matter::Token { giver: Giver::Plugin { renews: false }, .. } => "请用 :sign-in 在终端运行插件重新登录;过期后无法登录",
            Matter::Certificate { whose: Whose::Server, issuer: Some(_), .. } => {
                "请先续签其签发者的证书,再由它重新签发本证书,并替换 kubeconfig 中的 certificate-authority-data;过期后无人能连接"
            }
            Matter::Certificate { issuer: Some(_), .. } => {
                "请先续签其签发者的证书,再由它重新签发本证书;届时即使本证书未到期也会被拒绝"
            }
            Matter::Certificate { whose: Whose::Server, .. } => "请续签集群证书;过期后无人能连接",
            Matter::Certificate { whose: Whose::User(_), .. } => "请为 kubeconfig 签发新证书;过期后无法登录",
            Matter::Certificate { whose: Whose::Secret, .. } => "请续签证书,或查看签发者为何没有续签;过期后客户端会拒绝",
            Matter::Certificate { whose: Whose::Webhook(_), .. } => {
                "请更新 CA 及 caBundle;过期后 webhook 失败,failurePolicy 为 Fail 时相关请求也会失败"
            }
            Matter::Certificate { whose: Whose::ApiService, .. } => "请更新 CA 及 caBundle;过期后无法访问该 API",
            Matter::Token { giver: Giver::Kubeconfig, .. } => "请为 kubeconfig 获取新令牌;过期后无法登录",
            Matter::Quota { .. } => "提高配额,或减少 requests、副本数或存储;超出后新对象会被拒绝",
            Matter::Autoscaler { wants_more: true, .. } => "提高 maxReplicas,或给每个 Pod 更多资源",
            Matter::Autoscaler { wants_more: false, .. } => "在负载上升前提高 maxReplicas",
            Matter::Job { over: Some(_), .. } => "查看其 Pod 的日志,排除原因后重新运行",
            Matter::Job { over: None, .. } => "在最后一次尝试结束前查看其 Pod 的日志",
            Matter::NodePods { .. } => "迁走部分 Pod 或增加节点;到上限后不再调度到此节点",
            Matter::NodeMemory { .. } => "迁走部分 Pod 或增加节点;到上限后需要内存的 Pod 不再调度到此节点",
            Matter::Volume { .. } => "清理存储卷或扩大 PVC;写满后写入会失败",
            Matter::Images { .. } => "标签已被移动:请改用摘要或不变的标签,然后重启",
            Matter::Missed { .. } => "查看其事件;可用 :trigger 手动运行",
        }
        .to_owned(),
        SoonText::Source(source) => match source {
            Source::Connection => "连接的证书".to_owned(),
            Source::TlsSecrets => "TLS 类型的 Secret".to_owned(),
            Source::Images => "Pod 的镜像".to_owned(),
            Source::Volumes => "存储卷".to_owned(),
            Source::ValidatingWebhooks
            | Source::MutatingWebhooks
            | Source::ApiServices
            | Source::Quotas
            | Source::Autoscalers
            | Source::Jobs
            | Source::CronJobs
            | Source::Nodes => source.kind().to_owned(),
        },
        SoonText::Unseen(Unseen { places, why, .. }) => unseen(places, why),
        SoonText::NoObject => "这一行没有可打开的对象".to_owned(),
        SoonText::Gone => "它已不在列表中:请选择其他".to_owned(),
        SoonText::NotSeen(n) => format!("{n} 项未能查看"),
        SoonText::Due(n, false) => format!("{n} 项到期"),
        SoonText::Due(n, true) => format!("{n} 项一天内到期"),
        SoonText::Looked(ago) => format!("{ago} 前查看"),
    }
}

pub(super) fn unseen(places: &[Name], why: &Why) -> String {
    let at = if places.is_empty() { String::new() } else { format!("({})", places.join("、")) };
    match why {
        Why::NotAllowed(words) => format!("无权限{at}:{words}"),
        Why::OnlyKnown { refused, looked, known } if looked < known => {
            format!("只查看了 {known} 个已知命名空间中的 {looked} 个:{refused}")
        }
        Why::OnlyKnown { refused, .. } => format!("只查看了已知的命名空间:{refused}"),
        Why::NotServed => format!("API 不提供{at}"),
        Why::NoAnswer(why) => format!("没有响应{at}:{}", trouble::text(why)),
        Why::NotAsked(seconds) => format!("未查询{at}:本次查看已用满 {seconds} 秒"),
        Why::NotJudged(why) => format!("未作判断,因为没有看到其全部 Pod:{}", unseen(places, why)),
        Why::TooMany(most) => format!("只查看了前 {most} 个{at}"),
        Why::NotRead(n) => format!("其中 {n} 个无法读取{at}"),
    }
}

/// How it is with what the user has from somebody.
const fn given(giver: Giver) -> &'static str {
    match giver {
        Giver::Kubeconfig => "",
        Giver::Plugin { renews: true } => ";届时会再次运行插件",
        Giver::Plugin { renews: false } => ";插件给出时已临近到期",
    }
}
