//! What speaks against a change.

use super::reason;
use crate::model::change::reason::{USERS, shown};
use crate::model::change::{Field, Keeps, Owner, Protects, Scales, Warning, warning};

pub(super) fn text(warning: &Warning) -> String {
    match warning {
        Warning::Reason(why) => reason::text(why),
        Warning::Replicas { now, from } => format!("现在有 {now} 个副本,不是 {from} 个"),
        Warning::Image { container, now, from } => format!("{container} 现在的镜像是 {now},不是 {from}"),
        Warning::Autoscaler(name, scales, (min, max)) => match scales {
            Scales::NotAtZero => {
                format!("副本为 0 时 HorizontalPodAutoscaler {name} 停止伸缩:会一直保持 0,直到有人扩容")
            }
            Scales::To(number) => format!("HorizontalPodAutoscaler {name} 会将其改为 {number}(范围 {min} 到 {max})"),
            Scales::Again => format!("此后由 HorizontalPodAutoscaler {name} 重新伸缩({min} 到 {max})"),
            Scales::Within => format!("副本数由 HorizontalPodAutoscaler {name} 管理({min} 到 {max}),可能再次更改"),
        },
        Warning::ImageWaits => "已暂停:恢复后才发布新镜像".to_owned(),
        Warning::Latest(container) => {
            format!("{container}:标签 latest 无法说明是哪个构建;回滚到它可能得到另一个构建")
        }
        Warning::Repository { container, new, old } => format!("{container}:另一个仓库,{new} 而不是 {old}"),
        Warning::UnwellIn(place) => format!("在 {place} 异常"),
        Warning::WaitsForUnready => "StatefulSet 不会替换从未就绪的 Pod:完成后请删除该 Pod".to_owned(),
        Warning::WhilePaused => "暂停期间无法重启和回滚,新镜像也会等待".to_owned(),
        Warning::Resumes => "发布在中途暂停:回滚会在同一次修改中将其恢复".to_owned(),
        Warning::AtOnce => "立即:进程来不及正常退出,可能丢失数据".to_owned(),
        Warning::Lost => "没有控制器会重建它:将永久丢失".to_owned(),
        Warning::PodsStay => "其 Pod 保留,但没有控制器".to_owned(),
        Warning::Stays(keeps) => self::keeps(keeps),
        Warning::Protected(Protects::One(budget)) => format!("PodDisruptionBudget {budget} 当前不允许中断:驱逐会被拒绝"),
        Warning::Protected(Protects::Several(all)) => {
            format!("有多个 PodDisruptionBudget({})保护它:服务器拒绝驱逐这样的 Pod", warning::line(all))
        }
        Warning::BareStay(names) => {
            format!("这些 Pod 保留,因为没有控制器会重建:{}", some(names, warning::PODS))
        }
        Warning::BareLost(names) => {
            format!("没有控制器重建这些 Pod,将永久丢失:{}", some(names, warning::PODS))
        }
        Warning::Scratch(count) => format!("其中 {count} 个会丢失 emptyDir 卷的数据"),
        Warning::Blocked(pods) => {
            let words = |(pod, by): &(String, Protects)| match by {
                Protects::One(budget) => format!("{pod}(受 PodDisruptionBudget {budget} 保护)"),
                Protects::Several(all) => format!("{pod}(受多个 PodDisruptionBudget 保护:{})", warning::line(all)),
            };
            format!("当前被阻止:{}", some(&pods.iter().map(words).collect::<Vec<_>>(), warning::PODS))
        }
        Warning::PutBack(owner) => self::owner(owner),
        Warning::Server(words) => format!("服务器警告:{words}"),
        Warning::NoDryRun(words) => format!("未能试运行:{words}"),
        Warning::RefusedNow(words) => format!("现在会被拒绝:{words}"),
        Warning::NotKept(fields) => format!("服务器不保留 {fields}"),
        Warning::NamespaceComes(namespace) => format!("未能试运行:其命名空间 {namespace} 由前面的文档创建"),
        Warning::KeysReach => "键入的内容(包括 Ctrl-c)都会送达容器的主程序".to_owned(),
        Warning::Listens(address) => format!("监听在 {address}:其他机器也能以您的权限访问它"),
        Warning::PodGoes => "离开时删除该 Pod".to_owned(),
        Warning::ContainerStays => "该容器会保留到 Pod 被删除;其他容器不受影响".to_owned(),
    }
}

fn some(names: &[String], most: usize) -> String {
    match shown(names, most) {
        (names, 0) => names,
        (names, more) => format!("{names} 及另外 {more} 个"),
    }
}

fn keeps(keeps: &Keeps) -> String {
    match keeps {
        Keeps::Users(users, finalizer) => {
            format!("保持 Terminating,直到没有 Pod 使用(现有:{},终结器 {finalizer})", some(users, USERS))
        }
        Keeps::Known(finalizer, what) => format!("因终结器 {finalizer} 保持 Terminating:{}", reason::awaits(*what)),
        Keeps::Finalizer(finalizer) => format!("保持 Terminating,直到其控制器移除终结器 {finalizer}"),
        Keeps::Dependents => "保持 Terminating,直到其下属对象删除(前台)".to_owned(),
    }
}

fn field(field: &Field) -> String {
    match field {
        Field::Template => "Pod 模板".to_owned(),
        Field::Image(container) => format!("{container} 的镜像"),
        Field::Path(path) => format!(" {path} "),
    }
}

fn owner(owner: &Owner) -> String {
    match owner {
        Owner::ArgoCd(application) => format!("Argo CD(应用 {application})可能会改回"),
        Owner::Flux(kind, name) => format!("Flux({kind} {name})可能会改回"),
        Owner::Helm(release) => format!("Helm(Release {release})会在下次升级时改回"),
        Owner::Controller(kind, name) => format!("{kind} {name} 控制着它,可能会改回"),
        Owner::Applies(manager, what) => format!("{manager} 会应用{}并再次设置", field(what)),
        Owner::Sets(manager, what) => format!("{}最后由 {manager} 设置,可能会被再次设置", field(what).trim_start()),
    }
}
