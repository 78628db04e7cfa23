//! What is made of what runs with Docker.

use super::form::image;
use crate::app::text::DockerText;
use crate::model::docker::{Said, Source, create};

pub(super) fn text(text: &DockerText) -> String {
    match text {
        DockerText::Made(source, objects, open, noted) => {
            let from = match source {
                Source::Run => "来自 docker run",
                Source::Compose => "来自 compose 文件",
                Source::Jar => "来自 java -jar",
            };
            let made = if *source == Source::Jar { String::new() } else { format!(" · {objects} 个对象") };
            let open = if *open > 0 { format!(" · {open} 处需您处理") } else { String::new() };
            let noted = if *noted > 0 { format!(" · {noted} 处提示") } else { String::new() };
            format!("{from}{made}{open}{noted}")
        }
        DockerText::Nothing(key) => format!("无法据此生成任何对象;请用 {key} 修改原文,或粘贴其他内容"),
        DockerText::More(count, key) => format!("… 还有 {count} 条;{key} 显示全部"),
        DockerText::Said(said) => self::said(said),
    }
}

fn ports(ports: &[u16]) -> String {
    ports.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

fn file(secret: bool, name: &str, key: Option<&str>, path: &str) -> String {
    format!("{};创建前 Pod 会一直等待", create(secret, name, key, path))
}

fn said(said: &Said) -> String {
    match said {
        Said::Unknown => "无法识别,已略去".into(),
        Said::DockerOnly => "仅对 Docker 有意义,已略去".into(),
        Said::OfNode => "由节点设置,不属于 Pod,已略去".into(),
        Said::Unreadable(text) => format!("无法解析 {text:?},已略去"),
        Said::NotFollowed => "不支持引用其他内容,已略去".into(),
        Said::NotExpanded(all) => format!("未展开:{} 本应由您的 Shell 替换", all.join("、")),
        Said::FromShell(name) => format!("{name} 取自您的 Shell,已略去;请写成 NAME=value"),
        Said::Default(name, value) => format!("{name} 的值未知,取默认值 {value:?}"),
        Said::NoValue(name) => format!("{name} 的值未知且无默认值,按空值处理"),
        Said::BadVariable(name) => format!("{name:?} 不能作为 Pod 的环境变量名,已略去"),
        Said::EnvFile(path, map) => {
            format!("不读取该文件:kubectl create configmap {map} --from-env-file={path},并在容器中写 envFrom")
        }
        Said::NeedsConfigMap(name, key, path) => format!("需要其内容:{}", file(false, name, key.as_deref(), path)),
        Said::NeedsSecret(name, key, path) => {
            format!("需要 Secret:{}", file(true, name, Some(key), path.as_deref().unwrap_or_default()))
        }
        Said::FolderClaim(claim) => format!("主机目录改为 PVC {claim},初始为空:请把文件复制进去"),
        Said::HostPath => "Pod 不应依赖的主机路径,已略去".into(),
        Said::TimeZone => "主机时区,已略去;请在环境变量中设置 TZ".into(),
        Said::Claim(claim) => format!("改为 PVC {claim},1Gi,同一时间仅供一个节点 (ReadWriteOnce);请按需调整大小"),
        Said::ExternalClaim(claim) => format!("不创建 PVC {claim}:它须已存在"),
        Said::SharedClaim(claim) => format!("多个 Pod 使用 PVC {claim}:须在同一节点,或改为 ReadWriteMany"),
        Said::VolumeDriver => "驱动及其选项已略去,由 StorageClass 代替".into(),
        Said::Anonymous => "匿名卷:随 Pod 一起消失 (emptyDir)".into(),
        Said::Published(name, all) => {
            format!("集群内以 {name} 的 {} 端口访问;集群外需自建 Ingress 或 NodePort", ports(all))
        }
        Said::AllPorts => "不知道该镜像的端口,已略去;请写 --expose PORT".into(),
        Said::ImagePorts(all) => format!("该镜像声明监听 {},据此创建 Service", ports(all)),
        Said::Headless(name) => format!("端口未知:Service {name} 直接指向 Pod (headless)"),
        Said::ManyPorts(most) => format!("端口超过 {most} 个,已略去"),
        Said::Restarts => "Deployment 会在它结束后重新启动它,正常结束也一样".into(),
        Said::Attached => "无论终端有没有人,它都会运行,结束后重新启动".into(),
        Said::Task(0) => "一次性任务:生成 Job,不重试".into(),
        Said::Task(times) => format!("一次性任务:生成 Job,最多重试 {times} 次"),
        Said::UserName => "用户名或组名:Kubernetes 只接受数字 (runAsUser),已略去".into(),
        Said::Privileged => "拥有节点全部权限:命名空间的 Pod Security 级别须允许".into(),
        Said::SharesNode(field) => format!("与节点共享,已略去;确有需要请自行设置 {field}"),
        Said::SharesWith => "与另一容器共享,已略去;两者应放在同一个 Pod 中".into(),
        Said::NoNetwork => "每个 Pod 都有网络,已略去;可用 NetworkPolicy 全部禁止".into(),
        Said::Networks => "Pod 之间可互相访问;需要隔离请用 NetworkPolicy".into(),
        Said::OtherName(name) => format!("不能以 {name} 访问:需要同名的 Service"),
        Said::Init => "不会添加 init 进程,镜像须自带 (tini),已略去".into(),
        Said::Gpus(count) => format!("nvidia.com/gpu: {count};节点须装有 NVIDIA 设备插件"),
        Said::HostGateway => "Pod 没有指向所在节点的名称,已略去".into(),
        Said::Device => "主机设备需要设备插件,已略去".into(),
        Said::Logging => "写到 stdout 和 stderr 的内容由节点保存,已略去".into(),
        Said::Sysctl => "不安全的内核参数须先在 kubelet 中放行".into(),
        Said::StopSignal => "发送镜像的 STOPSIGNAL,否则为 SIGTERM,已略去".into(),
        Said::Probe => "改为 readinessProbe:失败期间 Service 不会指向它;与 Docker 一样不会重启".into(),
        Said::StartPeriod => "不需要:启动期间 readinessProbe 失败没有影响".into(),
        Said::ImageHealth => "不知道镜像自带的 HEALTHCHECK,已略去".into(),
        Said::Labels => "标签改为 Pod 的注解;从 Docker 读取标签的程序找不到它们".into(),
        Said::InTheClear(names) => format!("明文写在 Deployment 中:{};建议放入 Secret", names.join("、")),
        Said::AboveLimit => "请求高于上限,已略去请求".into(),
        Said::Renamed(name) => format!("在集群中名为 {name};用旧名访问它的程序须改用新名"),
        Said::Build => "由源码构建,没有镜像,已略去;请推送镜像并写明".into(),
        Said::BuildLeft(image) => format!("此处不构建,直接拉取 {image}"),
        Said::NoImage => "没有镜像,已略去".into(),
        Said::Image(why) => format!("{},已略去", image(why)),
        Said::After(names) => format!("在 {} 之后创建;不会等待:就绪前失败的会重新启动", names.join("、")),
        Said::Circle => "互相等待,保持原文顺序".into(),
        Said::Profile => "仅在指定 profile 时启动,已略去".into(),
        Said::Twice(name) => format!("已有同名的 {name},已略去"),
        Said::Redirected => "日志即 stdout 的输出,已略去文件".into(),
        Said::OtherCommand => "其他命令,已略去".into(),
        Said::NoJar(image, jar) => format!("{image} 中没有 {jar}:请构建包含它的镜像 (COPY),或挂载含有它的卷"),
        Said::HeapRoom(heap, limit) => format!("内存上限 {limit}:{heap} 堆内存加上 JVM 的其他开销"),
        Said::NoHeap => "没有 -Xmx:堆内存为内存上限的四分之一,无上限时按节点内存计算".into(),
    }
}
