//! Why containers, images, volumes and objects cannot be had.

use crate::model::reason::{AdmissionWhy, ContainerWhy, Errno, ImageWhy, Used, VolumeWhy};

pub(super) fn container(why: &ContainerWhy) -> String {
    match why {
        ContainerWhy::Missing(kind, name) => format!("未找到 {kind} \"{name}\""),
        ContainerWhy::NoKey(kind, name, key) => format!("{kind} \"{name}\" 没有键 \"{key}\""),
        ContainerWhy::NonRoot(why) => format!("不符合 runAsNonRoot:{why}"),
        ContainerWhy::Program(name, why) => format!("无法执行 \"{name}\":{}", errno(why)),
        ContainerWhy::WorkingDir(path, why) => format!("工作目录 {path}:{}", errno(why)),
        ContainerWhy::Mount(path, why) => format!("挂载 \"{path}\" 失败:{}", errno(why)),
        ContainerWhy::NoCommand => "未指定命令".to_owned(),
    }
}

fn errno(errno: &Errno) -> &str {
    match errno {
        Errno::NotFolder => "不是目录",
        Errno::NotThere => "没有该文件或目录",
        Errno::NotAllowed => "权限不足",
        Errno::ReadOnly => "只读文件系统",
        Errno::Invalid => "参数无效",
        Errno::NoProgram => "找不到可执行文件",
        Errno::Format => "可执行文件格式错误(平台不符?)",
        Errno::Folder => "是目录",
        Errno::Words(words) => words,
    }
}

pub(super) fn image(why: &ImageWhy) -> String {
    let words = match why {
        ImageWhy::NotOnNode => "节点上没有镜像(拉取策略 Never)",
        ImageWhy::BadName => "镜像名称无效",
        ImageWhy::Signature => "镜像签名被拒绝",
        ImageWhy::RateLimit => "镜像仓库:达到速率限制",
        ImageWhy::Certificate => "镜像仓库:证书被拒绝",
        ImageWhy::Http => "镜像仓库使用 HTTP 而非 HTTPS",
        ImageWhy::NoSpace => "节点磁盘空间不足,无法存放镜像",
        ImageWhy::Platform => "镜像不支持此平台",
        ImageWhy::Unreachable => "无法连接镜像仓库",
        ImageWhy::Failed => "镜像仓库出错",
        ImageWhy::NoRegistry => "镜像名称缺少仓库地址",
        ImageWhy::Denied => "无权拉取镜像",
        ImageWhy::NotFound => "镜像不存在",
        ImageWhy::Unpulled => "无法拉取镜像",
        ImageWhy::OrNoRepository(name) => return format!("{name},或仓库不存在"),
    };
    words.to_owned()
}

pub(super) fn admission(why: &AdmissionWhy) -> String {
    match why {
        AdmissionWhy::Quota => "超出配额".to_owned(),
        AdmissionWhy::Used(quota, all) => {
            let all: Vec<String> =
                all.iter().map(|Used { key, used, more, of }| format!("{key} {used} + {more},上限 {of}")).collect();
            format!("{quota}:{}", all.join("、"))
        }
        AdmissionWhy::Webhook(name) => format!("被 webhook {name} 拒绝"),
        AdmissionWhy::WebhookSilent(name) => format!("webhook {name} 无响应"),
        AdmissionWhy::Policy(name) => format!("被策略 {name} 拒绝"),
    }
}

pub(super) fn volume(why: &VolumeWhy) -> String {
    match why {
        VolumeWhy::Sandbox => "无法为 Pod 创建网络或沙箱".to_owned(),
        VolumeWhy::Of(names) => format!("卷 \"{}\"", names.join("\"、\"")),
        VolumeWhy::NotMounted => "未挂载".to_owned(),
    }
}
