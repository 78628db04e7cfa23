//! What goes wrong between us and a cluster.

use super::trouble_credentials;
use crate::model::trouble::{Answerer, Foreign, Os, Sort, Trouble, Unread, Way};

pub(super) fn text(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Server(words) => words.clone(),
        Trouble::Timeout(seconds) => format!("{seconds} 秒内没有响应"),
        Trouble::TooLarge(most) => format!("一次响应超过 {most} MiB:已放弃"),
        Trouble::Path(path) => format!("没有发出请求:{path:?} 不是 API 的路径"),
        Trouble::ReadOnly => "只读:只发送读取请求".to_owned(),
        Trouble::Way(why) => way(why),
        Trouble::Unread(why) => format!("无法解析的响应:{}", unread(why)),
        Trouble::Foreign(what) => foreign(what),
        Trouble::Refused(why) => format!("凭据被拒绝:{}", text(why)),
        Trouble::Credentials(why) => trouble_credentials::text(why),
        Trouble::NotServed(what) => format!("API 服务器不提供 {what}"),
        Trouble::Broken(what) => format!("dogwatch 内部错误:{what};可用 :ctx 重新连接"),
    }
}

pub(super) fn way(why: &Way) -> String {
    match why {
        Way::Os(os) => self::os(os),
        Way::NotInTime => "未能及时建立连接".to_owned(),
        Way::NoHost(why) => format!("无法解析主机名:{why}"),
        Way::NoMemory => "内存不足,无法容纳响应".to_owned(),
        Way::TooMany => "同时到达的大响应过多".to_owned(),
        Way::Storage(why) => format!("它无法访问其存储:{}", text(why)),
        Way::AtOnce => "服务器立即结束了 watch".to_owned(),
        Way::Abandoned => "请求已放弃".to_owned(),
        Way::Unanswered => "watch 没有响应".to_owned(),
        Way::Silent => "watch 没有动静,正在重新打开".to_owned(),
        Way::NoEnd => "重新列出,但列表没有结束".to_owned(),
        Way::Swallowed(answer) => format!("到 API 服务器之间的某个环节(代理或负载均衡)不放行 WebSocket:{answer}"),
        Way::NothingFor(seconds) => format!("已 {seconds} 秒没有收到任何数据"),
        Way::NoLastWord => "连接被关闭,没有告知进程如何结束".to_owned(),
        Way::HalfMessage => "服务器在消息中途断开".to_owned(),
        Way::LargeMessage => "单条消息超过可接受的大小".to_owned(),
        Way::Down(why) => text(why),
    }
}

fn unread(why: &Unread) -> String {
    match why {
        Unread::Words(words) => words.clone(),
        Unread::Packed(why) => format!("压缩的响应:{why}"),
        Unread::NoLog => "响应不是日志".to_owned(),
        Unread::NoList => "响应不是列表".to_owned(),
        Unread::NoObject => "响应不是对象".to_owned(),
        Unread::NoKind(version, kind) => format!("{version} 没有 {kind}"),
        Unread::NoItems => "列表缺少 items 字段".to_owned(),
        Unread::NoVersion => "列表缺少 resourceVersion".to_owned(),
        Unread::NoKey => "其中已没有此键".to_owned(),
        Unread::NoText => "值不是文本".to_owned(),
        Unread::NoBase64 => "值不是 base64".to_owned(),
        Unread::OutOfOrder => "watch 的事件顺序错乱".to_owned(),
        Unread::Recreated(what) => format!("{what} 在此期间被删除并重建"),
        Unread::NoWebSocket => "连接已移交,但不是 WebSocket".to_owned(),
        Unread::NoProtocol(protocols) => format!("服务器不支持通过 WebSocket 使用 {protocols}"),
    }
}

fn foreign(foreign: &Foreign) -> String {
    let at = &foreign.at;
    let what = match foreign.what {
        Answerer::Login => "登录页面",
        Answerer::Redirect => "重定向",
        Answerer::Page => "网页",
        Answerer::Else => "其他程序",
        Answerer::NoVersion => return format!("{at} 返回的不是 Kubernetes API 服务器(/version 中没有版本)"),
    };
    format!("{at} 返回的是{what},不是 Kubernetes API 服务器{}", foreign.more("到"))
}

/// What the system says.
pub(super) fn os(os: &Os) -> String {
    match os {
        Os::Refused => "连接被拒绝".to_owned(),
        Os::Reset => "连接被对端重置".to_owned(),
        Os::NoRoute => "没有到主机的路由".to_owned(),
        Os::Unreachable => "网络不可达".to_owned(),
        Os::NotThere => "没有该文件或目录".to_owned(),
        Os::NotAllowed => "权限不足".to_owned(),
        Os::Folder => "是目录".to_owned(),
        Os::NotPlain(sort) => {
            let what = match sort {
                Sort::Folder => "目录",
                Sort::Pipe => "管道",
                Sort::Socket => "套接字",
                Sort::Device => "设备",
            };
            format!("是{what},不是普通文件")
        }
        Os::Larger(size, unit) => format!("大于 {size} {unit}"),
        Os::Words(words) => words.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trouble::{Asked, Credentials, Fault, Kubeconfig, Plugin, Provider};

    #[test]
    fn what_stands_in_a_sentence_is_in_its_language_and_what_others_say_as_it_is() {
        let way = |why| Trouble::Credentials(Box::new(why));
        let refused = || Box::new(Trouble::Way(Way::Os(Os::Refused)));
        let file = |field: &str, fault| Kubeconfig::In { file: "/k".into(), line: 3, field: field.into(), fault };
        let foreign = |what, code, to: Option<&str>| {
            let to = to.map(str::to_owned);
            Trouble::Foreign(Box::new(Foreign { what, at: "https://k8s".into(), code, to, title: None }))
        };
        for (trouble, en, zh) in [
            (
                Trouble::Refused(Box::new(Trouble::Server("Unauthorized".into()))),
                "the credentials were refused: Unauthorized",
                "凭据被拒绝:Unauthorized",
            ),
            (
                Trouble::Way(Way::Storage(refused())),
                "it cannot reach its storage: Connection refused",
                "它无法访问其存储:连接被拒绝",
            ),
            (
                foreign(Answerer::Redirect, Some(302), Some("sso")),
                "A redirect answers at https://k8s, not a Kubernetes API server (HTTP 302 to sso)",
                "https://k8s 返回的是重定向,不是 Kubernetes API 服务器 (HTTP 302 到 sso)",
            ),
            (
                foreign(Answerer::NoVersion, None, None),
                "Something else answers at https://k8s, not a Kubernetes API server (no version in /version)",
                "https://k8s 返回的不是 Kubernetes API 服务器(/version 中没有版本)",
            ),
            (
                way(file("token", Fault::MustBeText).into()),
                "/k: line 3: token: must be text; put it in quotes",
                "/k:第 3 行:token:须为文本;请加引号",
            ),
            (
                way(file("", Fault::Words("bad indentation".into())).into()),
                "/k: line 3: bad indentation",
                "/k:第 3 行:bad indentation",
            ),
            (
                way(Credentials::Plugin("aws".into(), Plugin::Missing(Some("install it".into())))),
                "exec plugin aws is not there: install it",
                "exec 插件 aws 不存在:install it",
            ),
            (
                way(Credentials::Provider(Some("https://idp".into()), Box::new(Provider::Endpoint(Asked::Trouble(refused()))))),
                "auth provider oidc https://idp: its token endpoint: Connection refused",
                "认证提供方 oidc https://idp:其 token 端点:连接被拒绝",
            ),
        ] {
            assert_eq!((&*trouble.to_string(), &*text(&trouble)), (en, zh));
        }
    }
}
