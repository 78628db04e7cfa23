//! Why no node takes a pod.

use crate::model::reason::{NodesWhy, Obstacle, Obstacles, Plain};

pub(super) fn text(why: &NodesWhy) -> String {
    match why {
        NodesWhy::NoneFits => "没有合适的节点".to_owned(),
        NodesWhy::None => "集群没有节点".to_owned(),
        NodesWhy::NotScheduled => "未调度".to_owned(),
        NodesWhy::Unbound => "PersistentVolumeClaim 未绑定".to_owned(),
        NodesWhy::Obstacles(all) => obstacles(all),
    }
}

fn obstacles(obstacles: &Obstacles) -> String {
    let total = obstacles.total;
    if obstacles.all_sought() {
        let sought: Vec<&str> = obstacles.all.iter().map(|(obstacle, _)| sought(obstacle)).collect();
        return format!("{} 0/{total}", sought.join(","));
    }
    let all: Vec<String> = obstacles.all.iter().map(|(obstacle, count)| format!("{} {count}/{total}", wrong(obstacle))).collect();
    all.join(",")
}

fn sought(obstacle: &Obstacle) -> &str {
    match obstacle {
        Obstacle::Short(resource) => resource,
        Obstacle::Plain(plain) => plain_sought(*plain),
        Obstacle::Taint(..) => "",
        Obstacle::Words(words) => words,
    }
}

fn wrong(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Short(resource) => format!("{resource} 不足"),
        Obstacle::Plain(plain) => plain_wrong(*plain).to_owned(),
        Obstacle::Taint(key, value) if value.is_empty() => format!("污点 {key}"),
        Obstacle::Taint(key, value) => format!("污点 {key}={value}"),
        Obstacle::Words(words) => words.to_string(),
    }
}

/// What is looked for in vain; nothing where the node's own state is the reason.
const fn plain_sought(plain: Plain) -> &'static str {
    match plain {
        Plain::Pods => "Pod 名额",
        Plain::AffinityOrSelector => "节点亲和性/选择器",
        Plain::Affinity => "节点亲和性",
        Plain::Selector => "节点选择器",
        Plain::NodeName => "节点名称",
        Plain::HostPort => "空闲主机端口",
        Plain::VolumeNode => "卷所在节点",
        Plain::VolumeToBind => "可绑定的 PersistentVolume",
        Plain::VolumeCount => "卷名额",
        Plain::VolumeZone => "卷所在区域",
        Plain::Storage => "可用存储",
        Plain::Disk => "可用磁盘",
        Plain::PodAffinity => "Pod 亲和性",
        Plain::PodAntiAffinity => "Pod 反亲和性",
        Plain::PodAffinities => "Pod 亲和性/反亲和性",
        Plain::OthersAntiAffinity => "其他 Pod 的反亲和性",
        Plain::Spread => "拓扑分布",
        Plain::SpreadLabel => "拓扑分布标签",
        Plain::Taints
        | Plain::Cordoned
        | Plain::NotReady
        | Plain::VolumeGone
        | Plain::VolumeInUse
        | Plain::Unreachable
        | Plain::DiskPressure
        | Plain::MemoryPressure
        | Plain::PidPressure
        | Plain::NoNetwork
        | Plain::NotInitialised
        | Plain::ControlPlane => "",
    }
}

/// What is wrong with the node.
const fn plain_wrong(plain: Plain) -> &'static str {
    match plain {
        Plain::Pods => "达到 Pod 上限",
        Plain::Taints => "未容忍的污点",
        Plain::Cordoned => "已隔离",
        Plain::NotReady => "未就绪",
        Plain::AffinityOrSelector => "不满足节点亲和性/选择器",
        Plain::Affinity => "不满足节点亲和性",
        Plain::Selector => "不满足节点选择器",
        Plain::NodeName => "节点名称不符",
        Plain::HostPort => "主机端口被占用",
        Plain::VolumeNode => "卷在别处",
        Plain::VolumeToBind => "没有可绑定的 PersistentVolume",
        Plain::VolumeCount => "达到卷上限",
        Plain::VolumeZone => "卷在另一区域",
        Plain::Storage => "存储不足",
        Plain::Disk => "磁盘冲突",
        Plain::VolumeGone => "PersistentVolume 已不存在",
        Plain::VolumeInUse => "卷被另一个 Pod 使用",
        Plain::PodAffinity => "不满足 Pod 亲和性",
        Plain::PodAntiAffinity => "不满足 Pod 反亲和性",
        Plain::PodAffinities => "不满足 Pod 亲和性/反亲和性",
        Plain::OthersAntiAffinity => "不满足其他 Pod 的反亲和性",
        Plain::Spread => "不满足拓扑分布",
        Plain::SpreadLabel => "缺少拓扑分布标签",
        Plain::Unreachable => "无法连接",
        Plain::DiskPressure => "磁盘压力",
        Plain::MemoryPressure => "内存压力",
        Plain::PidPressure => "PID 压力",
        Plain::NoNetwork => "网络不可用",
        Plain::NotInitialised => "未初始化",
        Plain::ControlPlane => "控制平面",
    }
}
