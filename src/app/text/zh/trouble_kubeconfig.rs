//! What is wrong with a kubeconfig.

use super::trouble::os;
use super::{form, trouble_credentials};
use crate::model::trouble::{Address, Fault, Kubeconfig, Proxy};

pub(super) fn text(why: &Kubeconfig) -> String {
    match why {
        Kubeconfig::In { file, line, field, fault } => {
            let line = if *line > 0 { format!("第 {line} 行:") } else { String::new() };
            let field = if field.is_empty() { String::new() } else { format!("{field}:") };
            format!("{file}:{line}{field}{}", self::fault(fault))
        }
        Kubeconfig::File(file, why) => format!("{file}:{}", os(why)),
        Kubeconfig::Larger(file, most) => format!("{file}:大于 {most} MiB"),
        Kubeconfig::NoText(file) => format!("{file}:不是 UTF-8 文本"),
        Kubeconfig::Gone(files) => format!("{files}:已不存在"),
        Kubeconfig::NoContext(files, context) => format!("{files}:已没有名为 {context:?} 的上下文"),
        Kubeconfig::Unread => "无法读取 kubeconfig".to_owned(),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Words(words) => words.clone(),
        Fault::NoKubeconfig => "不是 kubeconfig".to_owned(),
        Fault::MustBe(want) => format!("须为 {want}"),
        Fault::MustBeList => "须为列表".to_owned(),
        Fault::MustBeMap => "须为映射".to_owned(),
        Fault::MustBeText => "须为文本;请加引号".to_owned(),
        Fault::MustBeTexts => "须为文本列表;请加引号".to_owned(),
        Fault::MustBeBool => "须为 true 或 false,不加引号".to_owned(),
        Fault::Two(name, line) => format!("有两个名为 {name:?} 的条目;第一个在第 {line} 行"),
        Fault::NoNamespace(why) => format!("不是命名空间名称:{}", form::name(*why)),
        Fault::NoCluster(name) => format!("没有名为 {name:?} 的集群"),
        Fault::Address(why) => address(why),
        Fault::Proxy(why) => proxy(*why).to_owned(),
        Fault::Pem(why) => trouble_credentials::pem(why),
        Fault::NoBase64 => "不是 base64".to_owned(),
        Fault::File(file, why) => format!("{file}:{}", os(why)),
        Fault::Both(with_data, field) => format!("同时指定了 {with_data} 和 {field};请去掉一个"),
        Fault::RootsAndInsecure => "不能同时指定根证书文件和 insecure 标志".to_owned(),
        Fault::BasicAndToken => "用户名/密码与令牌只能设置其一".to_owned(),
        Fault::ProviderAndExec => "不能与 exec 插件同时提供".to_owned(),
        Fault::NoKey => "还须指定 client-key-data 或 client-key".to_owned(),
        Fault::Token => "令牌含有不允许的字符".to_owned(),
        Fault::NoUser => "请求 uid、groups 或 user-extra 却未模拟用户".to_owned(),
        Fault::HeaderKey => "含有请求头不允许的键".to_owned(),
        Fault::HeaderValue => "含有请求头不允许的字符".to_owned(),
        Fault::Removed(name, other) => format!("{name} 认证插件已移除;请改用 exec 插件 {other}"),
        Fault::NoProvider => "没有该名称的认证提供方;只支持 oidc".to_owned(),
        Fault::ExecNeeds => "使用 exec 插件时必须指定".to_owned(),
        Fault::ExecNeedsMode => "使用 exec 插件时必须指定:Never、IfAvailable 或 Always".to_owned(),
        Fault::Mode => "须为 Never、IfAvailable 或 Always".to_owned(),
        Fault::Version => "须为 client.authentication.k8s.io/v1 或 v1beta1".to_owned(),
        Fault::VariableNeedsName => "环境变量必须有名称".to_owned(),
        Fault::NoVariable => "不是环境变量名".to_owned(),
        Fault::Zero => "含有 NUL 字节".to_owned(),
    }
}

fn address(why: &Address) -> String {
    match why {
        Address::Empty => "为空;须指明 API 服务器".to_owned(),
        Address::Neither => "须为 URL 或 主机:端口".to_owned(),
        Address::Blank => "须为 URL 或 主机:端口;其中含有空格".to_owned(),
        Address::Holds(c) => format!("须为 URL 或 主机:端口;其中含有 {c:?}"),
        Address::Scheme(scheme) => format!("不支持的协议 {scheme:?};只能是 https 或 http"),
        Address::Path => "无法解析其路径".to_owned(),
        Address::NoBracket => "有 [ 而没有 ]".to_owned(),
        Address::NoIpv6 => "方括号中没有 IPv6 地址".to_owned(),
        Address::Zone => "不支持带区域的 IPv6 地址".to_owned(),
        Address::Ipv6 => "IPv6 地址须放在方括号中,如 https://[::1]:6443".to_owned(),
        Address::NoHost => "没有主机名".to_owned(),
        Address::NoAscii => "主机名不是 ASCII;请写成 xn--…".to_owned(),
        Address::Port => "端口不是 0 到 65535 的数字".to_owned(),
    }
}

/// What is wrong with a proxy's address.
pub(super) const fn proxy(why: Proxy) -> &'static str {
    match why {
        Proxy::Begins => "须以 http://、https:// 或 socks5:// 开头",
        Proxy::Scheme => "代理须以 http://、https:// 或 socks5:// 开头",
        Proxy::NoAddress => "不是代理地址",
    }
}
