//! What a form knows, and what is wrong with what is typed into it.

use crate::app::text::{FormText, ImageFrom};
use crate::model::image::ImageError;
use crate::model::naming::NameError;
use crate::model::quantity::NoQuantity;
use crate::model::terms::{TermError, UseError};

pub(super) fn text(text: &FormText) -> String {
    match text {
        FormText::Name(why) => name(*why).to_owned(),
        FormText::Image(why) => image(why),
        FormText::Namespace => "调试 Pod 所在的命名空间".to_owned(),
        FormText::NoText(key) => format!("还没有文本:请粘贴,或按 {key} 编写"),
        FormText::NoPath(key) => format!("请输入文件路径、粘贴文本,或按 {key} 编写"),
        FormText::Replicas(most) => format!("副本数须为 0 到 {most} 的整数"),
        FormText::Number(most) => format!("0 到 {most} 的整数"),
        FormText::Grace(most) => format!("秒数 0 到 {most};留空则用 Pod 自身设置"),
        FormText::Mark(word) => format!("{word:?}:key=value 设置,key- 删除"),
        FormText::NoMark => "key=value 设置,key- 删除".to_owned(),
        FormText::MarkKey(key, why) => format!("{key:?} 不是有效的键:{}", name(*why)),
        FormText::MarkValue(value, why) => format!("{value:?} 不是有效的标签值:{}", name(*why)),
        FormText::NoImage => "未更改任何镜像".to_owned(),
        FormText::Port => "端口为 1 到 65535".to_owned(),
        FormText::ServicePort => "Service 需要容器端口".to_owned(),
        FormText::Quantity(why) => quantity(*why).to_owned(),
        FormText::Negative => "不能为负".to_owned(),
        FormText::Thousandths(text) => {
            format!("{text} 以千分之一字节为单位;您是指 {}Mi 吗?", text.trim_end_matches('m'))
        }
        FormText::BelowRequest => "上限低于请求值".to_owned(),
        FormText::Variable => "请写成 KEY=value".to_owned(),
        FormText::Twice(name) => format!("{name} 设置了两次"),
        FormText::Exists => "已存在同名 Deployment".to_owned(),
        FormText::ForEach(keys) => format!("输入数字,或用 {keys} 逐个增减"),
        FormText::Term(why) => term(why),
        FormText::Time(typed) => {
            format!("{typed:?} 不是时间:20:15、20:15:30、2026-07-24 20:15 或 -5m (s m h d)")
        }
        FormText::Known(all) => all.iter().map(from).collect::<Vec<_>>().join(" · "),
        FormText::Users(first, 0) => first.clone(),
        FormText::Users(first, more) => format!("{first} 等另外 {more} 个"),
        FormText::Containers(count) => format!("{count} 个容器"),
        FormText::Init(name) => format!("{name} (init 容器)"),
    }
}

fn from(from: &ImageFrom) -> String {
    match from {
        ImageFrom::Here(0) => "当前".to_owned(),
        ImageFrom::Here(revision) => format!("当前 · 版本 {revision}"),
        ImageFrom::Revision(number) => format!("版本 {number}"),
        ImageFrom::Elsewhere(namespace, mood) => format!("{namespace} {}", mood.glyph()),
    }
}

pub(super) fn image(why: &ImageError) -> String {
    match why {
        ImageError::Empty => "需要一个镜像,例如 registry/app:1.2".to_owned(),
        ImageError::Character(c) => format!("镜像引用中不能有 {c:?}"),
        ImageError::Repository(name) => {
            format!("{name:?} 不是仓库名:小写字母、数字及其间的 . _ -,各段以 / 连接")
        }
        ImageError::Tag(tag) => format!("{tag:?} 不是标签:最多 128 个字母、数字、_ . -,且不以 . 或 - 开头"),
        ImageError::Digest(digest) => format!("{digest:?} 不是摘要:应为 算法:十六进制,至少 32 位"),
    }
}

const fn quantity(_: NoQuantity) -> &'static str {
    "不是数量:数字加后缀 m k M G T P E Ki Mi Gi Ti Pi Ei 之一,或无后缀"
}

pub(super) const fn name(why: NameError) -> &'static str {
    match why {
        NameError::Empty => "需要名称",
        NameError::Label => "小写字母、数字,以及其间的 -",
        NameError::Long => "最多 63 个字符",
        NameError::Letter => "Service 名称须以字母开头",
        NameError::Variable => "只能用字母、数字和 _ - .,且不以数字开头",
        NameError::LabelKey => "字母、数字、- _ .,最多一个 /(其前为域名),最多 63 个字符",
        NameError::LabelValue => "最多 63 个字母、数字、- _ .,首尾须为字母或数字",
    }
}

fn term(why: &TermError) -> String {
    match why {
        TermError::Regex(..) => why.to_string(),
        TermError::Level(name) => format!("级别 {name:?} 无效:error、warn、info、debug、trace 或 none"),
        TermError::Use(word, why) => {
            let why = match why {
                UseError::Share => "比例应为数字,如 80% 或 limit*0.9",
                UseError::Missing => "缺少数值,如 200m、1Gi、80% 或 limit*0.9",
                UseError::Cores => "CPU 以核计:200m、0.2、2",
                UseError::Bytes => "内存以字节计:100Mi、1Gi",
                UseError::Quantity(why) => quantity(*why),
            };
            format!("{word}:{why}")
        }
    }
}
