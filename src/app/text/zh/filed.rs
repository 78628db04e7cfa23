//! What is wrong with a file of this machine.

use super::{form, trouble};
use crate::model::filed::{Entry, FileFault};

pub(super) fn text(fault: &FileFault) -> String {
    match fault {
        FileFault::NoHome => "没有可用于保存的主目录".to_owned(),
        FileFault::Os(path, why) => format!("{path}:{}", trouble::os(why)),
        FileFault::Words(path, why) => format!("{path}:{why}"),
        FileFault::Entry(path, entry) => format!("{path}:{}", self::entry(entry)),
        FileFault::Unmended(path, entry) => format!("{path}:{};请先改正", self::entry(entry)),
        FileFault::New(entry) => self::entry(entry),
        FileFault::Open(path, why) => format!("{path} 对他人开放且无法设为私有:{}", trouble::os(why)),
    }
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Namespace(name, why) => format!("{name:?} 不是命名空间名称:{}", form::name(*why)),
        Entry::ForwardName(name) => format!("{name:?} 不是转发名称:须由字母、数字、- _ . 组成"),
        Entry::ForwardKind(name, kind) => format!("转发 {name:?}:无法转发到 {kind:?} 类型"),
        Entry::ForwardNamespace(name, namespace, why) => format!("转发 {name:?}:命名空间 {namespace:?}:{}", form::name(*why)),
    }
}
