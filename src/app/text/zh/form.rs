//! What is wrong with what is typed into a form.

use crate::app::i18n::said;
use crate::app::text::FormText;
use crate::model::Lang;
use crate::model::naming::NameError;

pub(super) fn text(text: &FormText) -> String {
    match text {
        FormText::Name(why) => name(*why).to_owned(),
        FormText::Image(why) => said(Lang::Zh, &why.to_string()).into_owned(),
        FormText::Namespace => "调试 Pod 所在的命名空间".to_owned(),
        FormText::NoText(key) => format!("还没有文本:请粘贴,或按 {key} 编写"),
    }
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
