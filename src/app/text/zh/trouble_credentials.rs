//! Why there is no client for a context.

use super::trouble::{self, os};
use super::trouble_kubeconfig as kubeconfig;
use crate::model::trouble::{Asked, Credentials, ISSUER, Pem, Plugin, Printed, Provider, TOKEN_URL, Url};

pub(super) fn text(why: &Credentials) -> String {
    match why {
        Credentials::Words(words) => words.clone(),
        Credentials::NoClient => "无法为此上下文创建客户端".to_owned(),
        Credentials::NoServer => "无法为此服务器创建客户端".to_owned(),
        Credentials::Kubeconfig(why) => kubeconfig::text(why),
        Credentials::Plugin(name, why) => plugin(name, why),
        Credentials::Provider(Some(at), why) => format!("认证提供方 oidc {at}:{}", provider(why)),
        Credentials::Provider(None, why) => format!("认证提供方 oidc:{}", provider(why)),
        Credentials::Token => "令牌含有不允许的字符".to_owned(),
        Credentials::TokenFile(path, why) => format!("令牌文件 {path}:{}", os(why)),
        Credentials::NoToken(path) => format!("令牌文件 {path}:为空"),
        Credentials::Pem(why) => pem(why),
        Credentials::Authorities(why) => format!("无法加载系统 CA 证书:{why}"),
        Credentials::ServerName => "tls-server-name:不是有效的服务器名称".to_owned(),
        Credentials::Proxy(variable, why) => format!("{variable}:{}", kubeconfig::proxy(*why)),
        Credentials::ProxyAddress => "代理地址无法使用".to_owned(),
        Credentials::ProxyUser => "无法发送代理的用户名".to_owned(),
    }
}

/// What is wrong with a certificate.
pub(super) fn pem(why: &Pem) -> String {
    match why {
        Pem::NoCertificate => "没有可读取的 PEM 证书".to_owned(),
        Pem::NoKey => "无法读取其私钥:不是 PEM 格式的私钥".to_owned(),
        Pem::BadKey(why) => format!("无法使用其私钥:{why}"),
        Pem::Mismatch => "私钥与公钥不匹配".to_owned(),
    }
}

fn plugin(name: &str, why: &Plugin) -> String {
    match why {
        Plugin::Missing(None) => format!("exec 插件 {name} 不存在"),
        Plugin::Missing(Some(hint)) => format!("exec 插件 {name} 不存在:{hint}"),
        Plugin::NotRun => format!("不允许运行 exec 插件 {name}"),
        Plugin::Failed(status) => format!("exec 插件 {name} 失败({status});用 :sign-in 可在终端运行它"),
        Plugin::Lost => format!("exec 插件 {name} 失败"),
        Plugin::NoThread(why) => format!("exec 插件 {name}:无法创建线程:{why}"),
        Plugin::Os(why) => format!("exec 插件 {name}:{}", os(why)),
        Plugin::TooMuch(most) => format!("exec 插件 {name} 输出超过 {most} MiB,不是凭据"),
        Plugin::Late(seconds) => {
            format!("exec 插件 {name} 已被终止:超过 {seconds} 秒,可能在等待输入;用 :sign-in 可在终端运行它")
        }
        Plugin::Printed(what) => format!("exec 插件 {name} 的输出:{}", printed(*what)),
        Plugin::Certificate(why) => format!("exec 插件 {name} 的证书:{}", pem(why)),
    }
}

const fn printed(what: Printed) -> &'static str {
    match what {
        Printed::None => "不是 ExecCredential",
        Printed::OtherVersion => "ExecCredential 的版本与 kubeconfig 要求的不同",
        Printed::NoStatus => "ExecCredential 没有 status",
        Printed::Half => "只有证书没有私钥,或只有私钥没有证书",
        Printed::Neither => "既没有令牌也没有证书",
        Printed::NoTime => "到期时间不是有效的时间",
    }
}

fn provider(why: &Provider) -> String {
    match why {
        Provider::NoJwt => "id-token 不是带有到期时间的 JWT".to_owned(),
        Provider::CannotRefresh(field) => format!("没有有效的 id-token,且缺少 {field},无法刷新"),
        Provider::Issuer(why) => format!("{ISSUER}:{}", url(*why)),
        Provider::Timeout(seconds) => format!("{seconds} 秒内没有响应"),
        Provider::Configuration(why) => format!("其配置:{}", asked(why)),
        Provider::Endpoint(why) => format!("其 token 端点:{}", asked(why)),
    }
}

const fn url(why: Url) -> &'static str {
    match why {
        Url::None => "不是 URL",
        Url::NoTls => "须以 https:// 开头",
    }
}

fn asked(why: &Asked) -> String {
    match why {
        Asked::Words(words) => words.clone(),
        Asked::Client(why) => text(why),
        Asked::Trouble(why) => trouble::text(why),
        Asked::Url(why) => url(*why).to_owned(),
        Asked::TokenUrl(why) => format!("{TOKEN_URL}:{}", url(*why)),
        Asked::Http(_) => why.to_string(),
        Asked::NoJson => "响应不是预期的 JSON".to_owned(),
        Asked::NoTokenUrl => "响应中没有 token_endpoint".to_owned(),
        Asked::NoToken => "响应中没有 id_token".to_owned(),
        Asked::NoJwt => "id-token 不是带有到期时间的 JWT".to_owned(),
        Asked::RefreshRefused(what) => format!("refresh token 被拒绝({what})"),
        Asked::Refused(what) => format!("请求被拒绝({what})"),
    }
}
