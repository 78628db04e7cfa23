//! Nodes, and what their pods take.

use super::{reason, trouble};
use crate::app::text::{NodeText, Taken};
use crate::model::Name;
use crate::model::nodes::foresee::{Budget, Fate, Fits, Group, Local, Part};
use crate::model::nodes::{Unfit, Unseen, cores, memory, percent};

pub(super) fn text(text: &NodeText) -> String {
    match text {
        NodeText::Ready { since, cordoned } => {
            let since = since.as_ref().map(|age| format!(",已 {age}")).unwrap_or_default();
            format!("就绪{since}{}", held(*cordoned))
        }
        NodeText::NotReady { known, since, why, cordoned } => {
            let word = if *known { "未就绪" } else { "是否就绪未知" };
            let since = since.as_ref().map(|age| format!("(已 {age})")).unwrap_or_default();
            let why = if why.is_empty() { String::new() } else { format!(":{why}") };
            format!("{word}{since}{why}{}", held(*cordoned))
        }
        NodeText::Unheard => "kubelet 尚未上报是否就绪".to_owned(),
        NodeText::Troubles(all) => {
            let one = |(kind, age): &(Name, Option<String>)| match age {
                Some(age) => format!("{kind} 已 {age}"),
                None => kind.to_string(),
            };
            all.iter().map(one).collect::<Vec<_>>().join("、")
        }
        NodeText::Uses { part, whole } => {
            format!("CPU {}  内存 {}", of(part.cpu, whole.cpu, cores), of(part.memory, whole.memory, memory))
        }
        NodeText::Went([cpu, memory]) => format!("15 分钟:CPU {cpu} 内存 {memory}"),
        NodeText::Takes(taken) => takes(taken),
        NodeText::NotSummed(why) => format!("未知:无权列出所有命名空间的 Pod:{}", trouble::text(why)),
        NodeText::NotListed(why) => format!("未知:{}", trouble::text(why)),
        NodeText::Summing(0) => "正在列出所有命名空间的 Pod …".to_owned(),
        NodeText::Summing(count) => format!("正在列出所有命名空间的 Pod:{count} …"),
        NodeText::WouldDrain(node, None) => format!("排空 {node}"),
        NodeText::WouldDrain(node, Some([goes, stays, bare])) => {
            let bare = if *bare > 0 { format!(",无控制器 {bare} 个") } else { String::new() };
            format!("排空 {node}:驱逐 {goes} 个,保留 {stays} 个(DaemonSet、节点自身){bare}")
        }
        NodeText::Would(group) => would(group),
        NodeText::Foreseeing => "正在预估排空的后果 …".to_owned(),
        NodeText::NotForeseen(why) => format!("无法预估排空的后果:{}", reason::text(why)),
        NodeText::Unread(Part::Budgets, why) => format!("无法读取 PodDisruptionBudget,未计入:{}", trouble::text(why)),
        NodeText::Unread(Part::Volumes, why) => format!("部分 PVC 或卷无法读取:{}", trouble::text(why)),
        NodeText::NothingToDrain => "节点上没有 Pod".to_owned(),
        NodeText::AgainToDrain(key) => format!("以上是排空的后果;再按 {key} 询问是否排空"),
        NodeText::More(rows) => format!("还有 {rows} 行"),
        NodeText::ReadOnly => "只读模式 (--readonly):不做任何修改".to_owned(),
        NodeText::TooLow => "屏幕高度不足,无法在此显示 Pod".to_owned(),
        NodeText::NoPods => "该节点没有已知的 Pod".to_owned(),
        NodeText::NothingChosen => "光标处没有对象".to_owned(),
    }
}

const fn held(cordoned: bool) -> &'static str {
    if cordoned { ";已隔离:不再调度新 Pod" } else { "" }
}

fn of(part: i64, whole: i64, write: fn(i64) -> String) -> String {
    format!("{}/{} {}%", write(part), write(whole), percent(part, whole))
}

fn takes(Taken { part, whole, pods }: &Taken) -> String {
    let of =
        |part: i64, whole: i64, write: fn(i64) -> String| format!("{}/{} {}%", write(part), write(whole), percent(part, whole));
    let pods = pods.map(|(pods, room)| format!("  {pods}/{room} 个 Pod")).unwrap_or_default();
    let (cpu, memory, storage) =
        (of(part.cpu, whole.cpu, cores), of(part.memory, whole.memory, memory), of(part.storage, whole.storage, memory));
    format!("CPU {cpu}  内存 {memory}  存储 {storage}{pods}")
}

fn would(group: &Group) -> String {
    let here = group.pods.len();
    match group.fate {
        Fate::Bare => return "保留:没有控制器会重建它;用 :force-drain 会将其删除".to_owned(),
        Fate::Ended => return format!("{here} 个已结束,会被清理"),
        Fate::Daemon => return format!("此处 {here} 个,保留:属于 DaemonSet"),
        Fate::Mirror => return "保留:属于节点自身".to_owned(),
        Fate::Goes => {}
    }
    let mut out = vec![match (here, group.elsewhere) {
        (1, Some(0)) if group.alone => "唯一副本".to_owned(),
        (_, Some(0)) => format!("此处 {here} 个,其他节点没有就绪的"),
        (_, Some(elsewhere)) => format!("此处 {here} 个,其他节点就绪 {elsewhere} 个"),
        (_, None) => format!("此处 {here} 个"),
    }];
    match &group.budget {
        Budget::None => {}
        Budget::Allows(name, ..=0) => out.push(format!("受阻:PDB {name} 目前不允许驱逐")),
        Budget::Allows(name, n) => out.push(format!("PDB {name} 允许 {n} 个")),
        Budget::Several(names) => out.push(format!("受阻:有多个 PDB({}),服务器拒绝驱逐", names.join("、"))),
    }
    for local in &group.local {
        out.push(match local {
            Local::EmptyDir => "丢失 emptyDir 数据".to_owned(),
            Local::HostPath(path) => format!("{path} 留在此节点"),
            Local::Volume(claim) => format!("{claim} 的卷绑定在此节点"),
        });
    }
    match &group.fits {
        Fits::Unknown => {}
        Fits::On(nodes, unseen) => out.push(format!("可调度到 {}{}", some(nodes), but_for(unseen))),
        Fits::Nowhere(count, why) => {
            let who = if *count == here { String::new() } else { format!("其中 {count} 个") };
            let why: Vec<String> = why.iter().map(|(unfit, nodes)| unfits(unfit, *nodes)).collect();
            let why = if why.is_empty() { "没有其他节点".to_owned() } else { why.join("、") };
            out.push(format!("{who}无节点可调度:{why}"));
        }
    }
    out.join(",")
}

/// What was not looked at.
fn but_for(unseen: &[Unseen]) -> String {
    let one = |unseen: &Unseen| match unseen {
        Unseen::Devices => "设备资源",
        Unseen::Volumes => "卷",
        Unseen::Space => "新建卷的可用空间",
        Unseen::Attaching => "卷能否挂接",
        Unseen::Namespaces => "命名空间的标签",
    };
    let all: Vec<&str> = unseen.iter().map(one).collect();
    if all.is_empty() { String::new() } else { format!("(未计入:{})", all.join("、")) }
}

fn some(nodes: &[Name]) -> String {
    let shown = nodes.iter().take(3).map(|n| &**n).collect::<Vec<_>>().join("、");
    if nodes.len() > 3 { format!("{shown} 等 {} 个节点", nodes.len()) } else { shown }
}

fn unfits(unfit: &Unfit, nodes: usize) -> String {
    match unfit {
        Unfit::NotReady => format!("{nodes} 个未就绪"),
        Unfit::Cordoned => format!("{nodes} 个已隔离"),
        Unfit::Taint(taint) => format!("{nodes} 个有污点 {taint}"),
        Unfit::Selected => format!("{nodes} 个不匹配节点选择器/亲和性"),
        Unfit::Unlabelled(key) => format!("{nodes} 个缺少拓扑分布约束的标签 {key}"),
        Unfit::Spread(key) => format!("{nodes} 个不满足拓扑分布约束({key})"),
        Unfit::Together(key) => format!("{nodes} 个缺少 Pod 亲和性要求的 Pod({key})"),
        Unfit::Apart(key) => format!("{nodes} 个有 Pod 反亲和性排斥的 Pod({key})"),
        Unfit::Kept(key) => format!("{nodes} 个被已有 Pod 的反亲和性排斥({key})"),
        Unfit::Port(port) => format!("{nodes} 个的主机端口 {port} 已被占用"),
        Unfit::Unbound(claim) => format!("{nodes} 个须等 PVC {claim} 绑定"),
        Unfit::Volume(claim) => format!("{nodes} 个没有 {claim} 的卷"),
        Unfit::Pods => format!("{nodes} 个节点 Pod 数已满"),
        Unfit::Cpu(free) => format!("{nodes} 个节点 CPU 仅剩 {}", cores(*free.max(&0))),
        Unfit::Memory(free) => format!("{nodes} 个节点内存仅剩 {}", memory(*free.max(&0))),
        Unfit::Storage(free) => format!("{nodes} 个节点存储仅剩 {}", memory(*free.max(&0))),
    }
}
