//! The terminal, files and programs around.

use super::{filed, trouble};
use crate::app::text::OutsideText;

pub(super) fn text(text: &OutsideText) -> String {
    match text {
        OutsideText::Copied(line) => format!("已发送到终端剪贴板:{line}"),
        OutsideText::CopiedHidden(size) => format!("已将 {size} 字节发送到终端剪贴板"),
        OutsideText::NotCopied(why) => format!("未复制:{}", trouble::os(why)),
        OutsideText::TooMuchToCopy(size, most) => format!("未复制:{size} 字节超过终端剪贴板的上限 {most} 字节"),
        OutsideText::NoPlugin(context) => format!("上下文 {context} 不通过 exec 插件登录"),
        OutsideText::SignedIn(plugin) => format!("exec 插件 {plugin} 已成功结束;正在重新连接"),
        OutsideText::PluginFailed(plugin, status) => format!("exec 插件 {plugin} 失败({status})"),
        OutsideText::PluginBroken(plugin, why) => format!("exec 插件 {plugin}:{why}"),
        OutsideText::OldKubeconfig(why) => format!("{};继续使用之前读取的内容", trouble::text(why)),
        OutsideText::NoJournal => "不写变更记录:没有主目录".to_owned(),
        OutsideText::FavouritesNotKept(why) => format!("{};收藏只在本次运行中保留", filed::text(why)),
        OutsideText::FavouritesUnread(why) => format!("{};无法得知收藏", filed::text(why)),
        OutsideText::FavouritesAnew(why) => format!("{};无法得知收藏,文件将重新写入", filed::text(why)),
        OutsideText::ForwardsUnread(why) => format!("{};无法得知已保存的转发", filed::text(why)),
        OutsideText::PassedOver(why) => format!("{};已跳过", filed::text(why)),
        OutsideText::File(why) => filed::text(why),
    }
}
