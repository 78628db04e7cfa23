//! Why a text that somebody wrote asks for nothing that can be done.

use crate::model::change::reason::DocumentReason;

pub(super) fn text(reason: &DocumentReason) -> String {
    match reason {
        DocumentReason::NotYaml(why) => format!("不是 YAML:{why}"),
        DocumentReason::Empty => "文本中没有对象".to_owned(),
        DocumentReason::NoText(key) => format!("{key} 的值不是文本:请加引号"),
        DocumentReason::Binary(key) => format!("{key} 的值不是文本,无法用编辑器打开"),
        DocumentReason::Beside(other, key) => format!("此处只编辑 {key},不能另加 {other}"),
        DocumentReason::Immutable => "它不可变:其内容不能再更改;请删除后重新创建,或另建一个".to_owned(),
        DocumentReason::OpenedLongAgo => "打开太久;请重新编辑".to_owned(),
        DocumentReason::Another(what) => format!("{what} 不能更改:那会是另一个对象"),
        DocumentReason::In(number, what) => format!("第 {number} 个文档:{}", text(what)),
        DocumentReason::Lacks(what) => format!("缺少 {what}"),
        DocumentReason::NoObject => "它不是对象".to_owned(),
        DocumentReason::UnknownKind(kind, version) => format!("服务器不认识 {version} 的 {kind}"),
        DocumentReason::NoNamespace(kind, name) => format!("{kind} {name} 未指定命名空间,当前也没有选定"),
        DocumentReason::Before(document, later) => {
            format!("第 {document} 个文档:其命名空间在后面的第 {later} 个文档:请放到前面")
        }
        DocumentReason::Twice(one, other, kind, name) => format!("第 {one} 个和第 {other} 个文档都是 {kind} {name}"),
        DocumentReason::NamespaceMissing(namespace, context) => {
            format!("{context} 中没有命名空间 {namespace}:请先创建,或在文本中放在它前面")
        }
    }
}
