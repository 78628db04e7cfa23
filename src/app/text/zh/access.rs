//! Who may do what.

use super::trouble;
use crate::app::text::AccessText;
use crate::model::Name;
use crate::model::rbac::who::Listed;
use crate::model::rbac::{Extent, Meaning, Rule, Unread, Why};

pub(super) fn text(text: &AccessText) -> String {
    match text {
        AccessText::Usage => {
            "请写明谁可以做什么::who-can 动词 类型[/子资源] [名称],例如 :who-can create pods/exec;或路径::who-can get /metrics"
                .to_owned()
        }
        AccessText::WhoCan(asked) => format!("谁可以 {}", asked),
        AccessText::Mine(Some(namespace)) => format!("您在 {namespace} 中的权限"),
        AccessText::Mine(None) => "您在所有命名空间中的权限".to_owned(),
        AccessText::Where(namespace) if namespace.is_empty() => "整个集群".to_owned(),
        AccessText::Where(namespace) => namespace.to_string(),
        AccessText::Extent(Extent::All) => String::new(),
        AccessText::Extent(Extent::Only(names)) => format!("仅 {}", names.join("、")),
        AccessText::Means(subject) => means(&subject.meaning()),
        AccessText::ByServer => "API 服务器自身:不论角色如何规定,都允许该组做任何事".to_owned(),
        AccessText::Rule(rule) => self::rule(rule),
        AccessText::Counted(n) => format!("{n} 条"),
        AccessText::NotWhole => "不完整".to_owned(),
        AccessText::NotSeen(unread) => format!("未能读取 {}", unread.kind.word()),
        AccessText::Unread(unread) => self::unread(unread),
        AccessText::Undecided(n) => format!("有 {n} 个绑定的角色未能读取:它们也可能允许此操作"),
        AccessText::NotServed(asked, Listed::Unknown(why)) => {
            format!("API 提供哪些类型未知({}):按输入处理,{asked},视为命名空间内的类型", trouble::text(why))
        }
        AccessText::NotServed(asked, Listed::Yes | Listed::No) => format!("API 没有可列出的此名称的类型:按输入处理,{}", asked),
        AccessText::NoKinds(why) => {
            format!("API 提供哪些类型未知({}):此处只有规则点名的类型,没有 * 所允许的", trouble::text(why))
        }
        AccessText::Others => {
            "以上仅来自角色和绑定。其他鉴权器(Node、webhook)可能允许更多,也可能先行拒绝;准入控制仍可能拒绝。".to_owned()
        }
        AccessText::Incomplete(why) if why.is_empty() => "API 服务器 表示其规则列表不完整:未给出的已逐项询问".to_owned(),
        AccessText::Incomplete(why) => format!("API 服务器 表示其规则列表不完整({why}):未给出的已逐项询问"),
        AccessText::Missing(groups) => format!("以下 API 组没有应答,其类型未知:{}", groups.join("、")),
        AccessText::Nothing => "按 API 服务器 的说法,没有任何权限".to_owned(),
        AccessText::Verbs { all, some } => {
            let some = some.iter().map(|(verb, names)| format!("{verb} 仅限 {}", names.join("、")));
            let parts: Vec<String> = (!all.is_empty()).then(|| all.join("、")).into_iter().chain(some).collect();
            if parts.is_empty() { "无".to_owned() } else { parts.join(";") }
        }
        AccessText::List(verbs) => verbs.join("、"),
    }
}

fn means(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Masters => "持有该组证书或令牌的任何人".to_owned(),
        Meaning::SignedIn => "所有已登录的用户".to_owned(),
        Meaning::NotSignedIn => "未登录的任何人".to_owned(),
        Meaning::Accounts => "所有命名空间的 ServiceAccount".to_owned(),
        Meaning::AccountsOf(namespace) => format!("{namespace} 中的所有 ServiceAccount"),
        Meaning::Kubelets => "各节点的 kubelet".to_owned(),
        Meaning::Own => String::new(),
    }
}

fn rule(rule: &Rule) -> String {
    let list = |names: &[Name]| names.join("、");
    if rule.resources.is_empty() {
        return format!("对 {} 执行 {}", list(&rule.urls), list(&rule.verbs));
    }
    let groups = rule.group_words();
    let names = if rule.names.is_empty() { String::new() } else { format!(",仅 {}", list(&rule.names)) };
    format!("对 {} 中的 {} 执行 {}{names}", groups, list(&rule.resources), list(&rule.verbs))
}

fn unread(unread: &Unread) -> String {
    let Unread { kind, namespace, why } = unread;
    let place = if namespace.is_empty() { String::new() } else { format!("{namespace} 的 ") };
    let what = format!("{place}{}", kind.word());
    match why {
        Why::NotAllowed(words) => format!("您无权列出 {what}:{words}"),
        Why::NoAnswer(trouble) => format!("{what}:{}", self::trouble::text(trouble)),
        Why::TooMany(most) => format!("{what} 只读取了前 {most} 个"),
    }
}
